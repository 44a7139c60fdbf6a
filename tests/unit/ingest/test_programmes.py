"""Programme marks are carried as delivered; a file without their columns says nothing, and is no error."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError
from tests.unit.ingest.delivered import Ingested, config, ingest, source

from dtsen_link.ingest.check import check_deliveries
from dtsen_link.ingest.column_plan import plan_columns
from dtsen_link.ingest.findings import Findings

HEADER = "id,kel,nik,nama,alamat,TerimaPKH,terima bpnt\n"
PROGRAMMES = {"PKH": "TerimaPKH", "BPNT": "Terima BPNT"}


def marks(done: Ingested) -> list[dict[str, str] | None]:
    """Programme -> delivered value, per record."""
    found = done.values("program")
    return [None if row is None else dict(entry.split("\x1f") for entry in row) for row in found]


def test_every_mark_is_carried_as_it_stands_empty_ones_too(tmp_path: Path) -> None:
    rows = "1,K1,,SITI,JL A,YA, Tidak \n2,K1,,BUDI,,,lunas\n"
    done = ingest(tmp_path, {"data.csv": HEADER + rows}, programmes=PROGRAMMES)
    assert marks(done) == [{"BPNT": "Tidak", "PKH": "YA"}, {"BPNT": "lunas", "PKH": ""}]
    assert "unmapped_columns" not in done.files[0]["flags"]


def test_a_file_that_lacks_some_columns_says_nothing_of_those(tmp_path: Path) -> None:
    text = "id,kel,nik,nama,alamat,TerimaPKH\n1,K1,,SITI,JL A,YA\n"
    assert marks(ingest(tmp_path, {"data.csv": text}, programmes=PROGRAMMES)) == [{"PKH": "YA"}]


def test_a_file_that_lacks_all_of_them_loads_without_complaint(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text("id,kel,nik,nama,alamat\n1,K1,3201010107850001,SITI,JL A\n", encoding="utf-8")
    settings = config(tmp_path, source(programmes=PROGRAMMES))
    done = Ingested(settings)
    assert (marks(done), done.files[0]["flags"]) == ([None], [])
    assert check_deliveries(settings).problems == check_deliveries(config(tmp_path)).problems


def test_a_row_with_nothing_but_a_mark_tells_of_no_person(tmp_path: Path) -> None:
    done = ingest(tmp_path, {"data.csv": HEADER + "1,K1,,SITI,JL A,YA,YA\n,,,,,YA,\n"}, programmes=PROGRAMMES)
    assert [reject["reason"] for reject in done.rejects] == ["BARIS_TANPA_ISI"]


def test_a_column_that_comes_twice_is_refused() -> None:
    plan = plan_columns(source(programmes=PROGRAMMES), [*HEADER.strip().split(","), "TERIMAPKH"])
    assert plan.doubled == ("TerimaPKH",)


def checked(folder: Path, rows: str, **settings: object) -> Findings:
    (folder / "data.csv").write_text(HEADER + rows, encoding="utf-8")
    return check_deliveries(config(folder, source(programmes=PROGRAMMES, **settings)))


def test_check_tells_how_marks_are_filled_and_what_is_not_listed(tmp_path: Path) -> None:
    rows = "1,K1,,SITI,JL A,YA,X\n2,K1,,BUDI,,tidak,\n3,K1,,TONO,,YA,X\n"
    findings = checked(tmp_path, rows)
    found = {column.column: column for column in findings.sources[0].files[0].columns}
    assert (found["program.PKH"].delivered, found["program.PKH"].filled, found["program.PKH"].valid) == (
        "TerimaPKH", 3, 3,
    )  # fmt: skip
    assert (found["program.BPNT"].filled, found["program.BPNT"].valid) == (2, 0)
    (message,) = [problem.message for problem in findings.problems if "program.BPNT" in problem.message]
    assert '"X" (2)' in message
    assert "Add them to values.program of the source" in message


def test_own_values_take_the_place_of_the_usual_ones(tmp_path: Path) -> None:
    findings = checked(tmp_path, "1,K1,,SITI,JL A,X,YA\n", values={"program": {"x": "ya"}})
    found = {column.column: column.valid for column in findings.sources[0].files[0].columns}
    assert (found["program.PKH"], found["program.BPNT"]) == (1, 0)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"programmes": {"pkh": "a"}}, "upper case"),
        ({"programmes": {"PKH|": "a"}}, "upper case"),
        ({"programmes": {"PKH": "a"}, "sensitive": ("a",)}, "under programmes"),
        ({"values": {"program": {"YA": "yes"}}}, "none of our values"),
    ],
)
def test_what_cannot_be_is_refused(settings: dict[str, object], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        source(**settings)
