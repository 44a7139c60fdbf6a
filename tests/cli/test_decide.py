"""`decide` and `conflicts` as people call them."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.decisions.desk import Desk, conflict, line
from typer.testing import CliRunner

from dtsen_link.cli import app
from dtsen_link.errors import ConfigError, DecisionError, NotFoundError, StorageError

RUNNER = CliRunner()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    source = 'name = "dtks"\nfiles = ["a.csv"]\ndata_date = 2026-01-01\nfamily_unit = "none"\nregion_codes = "none"\n'
    columns = 'columns = { source_record_id = "id", nama = "nama" }\n'
    (tmp_path / "dtsen.toml").write_text(f'release = "2026Q4"\n[[sources]]\n{source}{columns}')
    grave = conflict("C2", persons="P3 P4", tingkat=3, kode_kab="3201", kode_prov="32", peran="disdukcapil")
    return Desk(tmp_path, conflict("C1"), grave)


def run(*arguments: object) -> str:
    result = RUNNER.invoke(app, [str(part) for part in arguments], env={"COLUMNS": "200"})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def test_answers_are_taken_listed_and_revoked(desk: Desk) -> None:
    config = ("--config", desk.folder / "dtsen.toml")
    told = run("decide", "import", desk.sheet(line("C1", "sama")), "--release", desk.release, "--by", "Rina", *config)
    assert "1 accepted, 0 already, 0 unanswered, 0 rejected" in told
    (decided,) = desk.ledger.rows
    assert decided.decision_id in run("decide", "list", *config)
    assert decided.decision_id not in run("decide", "list", "--role", "disdukcapil", *config)
    signed = ("--by", "Rina", "--role", "bps_kab", "--why", "keliru", "--date", "2026-11-20")
    run("decide", "revoke", decided.decision_id, *signed, *config)
    assert decided.decision_id not in run("decide", "list", *config)
    assert "revoked" in run("decide", "list", "--all", *config)
    assert "revokes" in run("decide", "history", "C1", *config)
    with pytest.raises(NotFoundError, match="C7: nothing in"):
        run("decide", "history", "C7", *config)


def test_lists_in_a_pipe_keep_ids_whole_and_one_row_in_one_line(desk: Desk) -> None:
    config = ("--config", desk.folder / "dtsen.toml")
    run("decide", "import", desk.sheet(line("C1", "sama")), "--release", desk.release, "--by", "Rina", *config)
    for command in (("decide", "list", *config), ("decide", "history", "C1", *config)):
        heading, told = RUNNER.invoke(app, [str(part) for part in command], env={"COLUMNS": "40"}).stdout.splitlines()
        assert told.split("\t")[heading.split("\t").index("decision")] == desk.ledger.rows[0].decision_id
    listed = RUNNER.invoke(app, ["conflicts", "list", str(desk.release)], env={"COLUMNS": "40"})
    assert [row.split("\t")[0] for row in listed.stdout.splitlines()] == ["conflict", "C2", "C1"]
    assert listed.stderr == "2 open questions\n"


def listed(desk: Desk, *arguments: str) -> list[dict[str, str]]:
    """What a list says in a pipe."""
    heading, *rows = (row.split("\t") for row in run(*arguments, "--config", desk.folder / "dtsen.toml").splitlines())
    return [dict(zip(heading, row, strict=True)) for row in rows]


def test_lists_say_why_and_the_history_from_which_line(desk: Desk) -> None:
    sheet = desk.sheet(line("C1", "sama", catatan="KTP dilihat, NIK 3201 0145 0290 0001"))
    signed = ("--by", "Rina", "--date", "2026-11-19")
    run("decide", "import", sheet, "--release", desk.release, *signed, "--config", desk.folder / "dtsen.toml")
    (decided,) = desk.ledger.rows
    assert [row["reason"] for row in listed(desk, "decide", "list")] == ["KTP dilihat, NIK ********"]
    signed = ("--by", "Joko", "--role", "disdukcapil", "--why", "salah baris", "--date", "2026-11-20")
    run("decide", "revoke", decided.decision_id, *signed, "--config", desk.folder / "dtsen.toml")
    first, second = listed(desk, "decide", "history", decided.decision_id)
    told = ("release", "file", "row", "role", "reason", "state")
    assert [first[name] for name in told] == [
        *("2026Q4", "bps_kab.csv", "2", "bps_kab", "KTP dilihat, NIK ********", f"revoked by {second['decision']}"),
    ]
    assert [second[name] for name in told] == [
        *("2026Q4", "", "", "disdukcapil", "salah baris", f"revokes {first['decision']}"),
    ]


def test_rejected_lines_end_with_an_error_and_the_others_are_kept(desk: Desk) -> None:
    sheet = desk.sheet(line("C1", "sama"), line("C9", "sama"))
    report = desk.folder / "report.csv"
    call = ("decide", "import", sheet, "--release", desk.release, "--by", "Rina", "--report", report)
    with pytest.raises(DecisionError, match="1 of 2 lines were not taken"):
        run(*call, "--config", desk.folder / "dtsen.toml")
    assert len(desk.ledger.rows) == 1
    assert "unknown question" in report.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("options", "found"),
    [
        ((), {"C1", "C2"}),
        (("--severity", "3"), {"C2"}),
        (("--area", "32"), {"C2"}),
        (("--role", "bps_kab"), {"C1"}),
        (("--type", "KEMUNGKINAN_SAMA"), {"C1", "C2"}),
        (("--type", "KK_CAMPUR"), set()),
        (("--age", "1"), set()),
    ],
)
def test_conflicts_are_narrowed_down(desk: Desk, options: tuple[str, ...], found: set[str]) -> None:
    told = run("conflicts", "list", desk.release, *options)
    assert {name for name in ("C1", "C2") if name in told} == found
    assert f"{len(found)} open questions" in told


def test_conflicts_are_exported_as_queue_files_that_can_be_answered(desk: Desk) -> None:
    told = run("conflicts", "export", desk.release, "--out", desk.folder / "out", "--severity", "3")
    assert {Path(line).relative_to(desk.folder / "out").as_posix() for line in told.splitlines()} == {
        f"3201/disdukcapil.{ending}" for ending in ("parquet", "csv", "xlsx")
    }


@pytest.mark.parametrize("command", [("queues",), ("conflicts", "export")])
def test_sheets_that_may_hold_answers_are_not_written_over(desk: Desk, command: tuple[str, ...]) -> None:
    out = desk.folder / "out"
    call = (*command, desk.release, "--out", out)
    sheet = next(Path(path) for path in run(*call).splitlines() if path.endswith("bps_kab.csv"))
    sheet.write_text("answered", encoding="utf-8")
    # Another choice of questions writes other files, and would lie among these.
    for more in ((), ("--severity", "3") if command[0] == "conflicts" else ()):
        with pytest.raises(StorageError, match=rf"{out}: queue files are there already \(.*and 5 more\)"):
            run(*call, *more)
    assert sheet.read_text(encoding="utf-8") == "answered"
    run(*call, "--force")
    assert "no_konflik" in sheet.read_text(encoding="utf-8-sig")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--type", "X"), "--type X: no such type; the types are .*KEMUNGKINAN_SAMA"),
        (("--role", "camat"), "--role camat: no such role; the roles are bps_kab, disdukcapil"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(desk: Desk, options: tuple[str, ...], words: str) -> None:
    for command in (("conflicts", "list", desk.release), ("decide", "list", "--config", desk.folder / "dtsen.toml")):
        with pytest.raises(ConfigError, match=words):
            run(*command, *options)
    with pytest.raises(ConfigError, match=words):
        run("conflicts", "export", desk.release, "--out", desk.folder / "out", *options)
    assert not (desk.folder / "out").exists()


@pytest.mark.parametrize("area", ["abc", "3", "320", "32.01", "32010120011"])
def test_an_area_that_is_no_code_is_refused(desk: Desk, area: str) -> None:
    with pytest.raises(ConfigError, match=f"--area {area}: no code of a region"):
        run("conflicts", "list", desk.release, "--area", area)
