"""Delimited files in every form offices write them come in whole, with the right text and line numbers."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.unit.ingest.delivered import HEADER, ingest, source

from dtsen_link.errors import SourceError
from dtsen_link.ingest import csv_file
from dtsen_link.ingest.text_decoding import DecodingCount

ROWS = HEADER + "1,K1,3201014502900001,ANI,JL MAWAR\n2,K1,,BUDI,\n"


@pytest.mark.parametrize("delimiter", [",", ";", "|", "\t", "~"])
def test_the_delimiter_is_found_out(tmp_path: Path, delimiter: str) -> None:
    found = ingest(tmp_path, {"data.csv": ROWS.replace(",", delimiter)})
    assert found.values("nama") == ["ANI", "BUDI"]
    assert found.files[0]["delimiter"] == delimiter


def test_a_configured_delimiter_wins_over_what_the_header_suggests(tmp_path: Path) -> None:
    found = ingest(tmp_path, {"data.csv": ROWS.replace(",", "#")}, csv={"delimiter": "#"})
    assert found.values("nama") == ["ANI", "BUDI"]


@pytest.mark.parametrize(
    ("encoding", "bytes_of", "expected"),
    [
        ("utf-8", lambda text: text.encode(), "utf-8"),
        ("utf-8 with mark", lambda text: b"\xef\xbb\xbf" + text.encode(), "utf-8"),
        ("latin-1", lambda text: text.encode("latin-1"), "latin-1"),
        ("cp1252", lambda text: text.replace("MAWAR", "“MAWAR”").encode("cp1252"), "cp1252"),
    ],
)
def test_the_encoding_is_found_out(tmp_path: Path, encoding, bytes_of, expected: str) -> None:
    found = ingest(tmp_path, {"data.csv": bytes_of(ROWS.replace("ANI", "ANDRÉ"))})
    assert found.values("nama") == ["ANDRÉ", "BUDI"]
    assert "MAWAR" in found.values("alamat")[0]
    assert found.files[0]["encoding"] == expected
    assert found.files[0]["flags"] == []


def test_lines_in_another_encoding_are_read_and_the_file_is_flagged(tmp_path: Path) -> None:
    lines = [HEADER.encode(), "1,K1,,ANDRÉ,\n".encode(), "2,K1,,RENÉ,\n".encode("cp1252")]
    found = ingest(tmp_path, {"data.csv": b"".join(lines)})
    assert found.values("nama") == ["ANDRÉ", "RENÉ"]
    assert found.files[0]["flags"] == ["mixed_encoding"]


def test_a_file_that_is_not_in_the_configured_encoding_is_flagged(tmp_path: Path) -> None:
    one = ingest(tmp_path, {"data.csv": ROWS.replace("ANI", "ANDRÉ").encode("latin-1")}, csv={"encoding": "utf-8"})
    assert (one.values("nama")[0], one.files[0]["flags"]) == ("ANDRÉ", ["wrong_encoding"])
    two = ingest(tmp_path, {"data.csv": ROWS.replace("ANI", "ANDRÉ")}, csv={"encoding": "cp1252"})
    assert two.files[0]["flags"] == ["wrong_encoding"]


def test_bytes_that_cp1252_leaves_undefined_are_kept(tmp_path: Path) -> None:
    found = ingest(tmp_path, {"data.csv": ROWS.encode().replace(b"ANI", b"AN\x81I")}, csv={"encoding": "cp1252"})
    assert found.values("nama")[0] == "AN\x81I"


def test_gzip_is_recognised_whatever_the_name(tmp_path: Path) -> None:
    found = ingest(tmp_path, {"data.csv": gzip.compress(ROWS.encode())})
    assert found.values("nama") == ["ANI", "BUDI"]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\r\r\n"])
def test_line_ends_of_every_system(tmp_path: Path, newline: str) -> None:
    found = ingest(tmp_path, {"data.csv": ROWS.replace("\n", newline).encode()})
    assert found.values("nama") == ["ANI", "BUDI"]
    assert found.values("line") == [2, 3]


def test_the_last_line_needs_no_line_end(tmp_path: Path) -> None:
    found = ingest(tmp_path, {"data.csv": ROWS.removesuffix("\n")})
    assert (found.files[0]["rows_read"], found.values("nama")) == (2, ["ANI", "BUDI"])


def test_quoted_values_may_hold_delimiters_quotes_and_line_breaks(tmp_path: Path) -> None:
    text = HEADER + '1,K1,,"ANI, ""NENG""","JL MAWAR\nRT 3\nRW 5"\n2,K1,,BUDI,JL "B" 2\n'
    found = ingest(tmp_path, {"data.csv": text})
    assert found.values("nama") == ['ANI, "NENG"', "BUDI"]
    assert found.values("alamat") == ["JL MAWAR RT 3 RW 5", 'JL "B" 2']
    assert found.values("line") == [2, 5]
    assert (found.files[0]["rows_read"], found.rejects) == (2, [])
    assert found.files[0]["flags"] == ["line_breaks_in_values"]


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("1,K1,,ANI,JL A\rRT 3\n2,K1,,BUDI,\n", ["line_breaks_in_values"]),
        ("1,K1,,ANI,JL A RT 3\r\n2,K1,,BUDI,\r\r\n", []),
    ],
)
def test_a_carriage_return_inside_a_line_becomes_a_blank_with_a_flag(
    tmp_path: Path, text: str, flags: list[str]
) -> None:
    found = ingest(tmp_path, {"data.csv": HEADER + text})
    assert (found.values("alamat"), found.files[0]["flags"]) == (["JL A RT 3", None], flags)


def test_without_a_quote_sign_quotes_are_plain_text(tmp_path: Path) -> None:
    found = ingest(tmp_path, {"data.csv": HEADER + '1,K1,,"ANI,"\n'}, csv={"quote": ""})
    assert (found.values("nama"), found.values("alamat")) == (['"ANI'], ['"'])


def test_title_rows_above_the_header_are_passed_over(tmp_path: Path) -> None:
    found = ingest(tmp_path, {"data.csv": "DAFTAR PENDUDUK\n\n" + ROWS})
    assert (found.values("line"), found.files[0]["rows_read"]) == ([4, 5], 2)


def test_a_file_without_header_is_mapped_by_place(tmp_path: Path) -> None:
    columns = {"source_record_id": "1", "source_family_id": "2", "nama": "4"}
    found = ingest(tmp_path, {"data.csv": "1;K1;;ANI\n2;K1;;BUDI\n"}, csv={"header": False}, columns=columns)
    assert (found.values("nama"), found.values("line")) == (["ANI", "BUDI"], [1, 2])


def test_pieces_of_any_size_give_the_same_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = "".join(f'{n},K{n},,"NAMA {n}","JL\n{n}"\n{n}x,K,,A\n' for n in range(40))
    whole = ingest(tmp_path, {"data.csv": HEADER + body})
    for size in (7, 64, 333):
        monkeypatch.setattr(csv_file, "_PIECE_BYTES", size)
        pieces = ingest(tmp_path, {"data.csv": HEADER + body})
        assert (pieces.people, pieces.rejects, pieces.files) == (whole.people, whole.rejects, whole.files)
    assert len(whole.people) == len(whole.rejects) == 40


def test_utf_16_is_named_as_such(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"data.csv: the file is UTF-16.*Save it as CSV UTF-8"):
        ingest(tmp_path, {"data.csv": ROWS.encode("utf-16")})


def test_a_file_without_line_ends_is_no_text_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_file, "_PIECE_BYTES", 16)
    monkeypatch.setattr(csv_file, "_LONGEST_LINE", 64)
    with pytest.raises(SourceError, match="no line ends within 64 bytes"):
        ingest(tmp_path, {"data.csv": HEADER + "x" * 200})


def test_blanks_of_every_kind_are_trimmed_and_empty_is_null(tmp_path: Path) -> None:
    found = ingest(tmp_path, {"data.csv": HEADER + "1,  ,\u00a0 ,\ufeff ANI\u200b\u00a0, \t\n"})
    assert [found.values(name)[0] for name in ("source_family_id", "nik", "nama", "alamat")] == [
        None,
        None,
        "ANI",
        None,
    ]


@given(
    st.lists(
        st.sampled_from([b"a", b",", b'"', b"\n", b"\r\n", b"\r", b"\xe9", b"\xc3\xa9", b"\x00", b" "]), max_size=60
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_below_the_header_are_accounted_for(tmp_path: Path, body: list[bytes]) -> None:
    path = tmp_path / "data.csv"
    path.write_bytes(HEADER.encode() + b"1,K,,ANI,\n" + b"".join(body))
    head, count = csv_file.read_head(source(), path, "data.csv"), DecodingCount()
    batches = list(csv_file.read_batches(source(), path, "data.csv", head, count))
    read = count.lines - head.lines - sum(batch.continued for batch in batches)
    assert read == sum(batch.rows.num_rows + len(batch.broken) for batch in batches)
