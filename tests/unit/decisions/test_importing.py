"""Every line of a queue file is taken, left or rejected with its reason; the ledger holds what was taken, once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from tests.unit.decisions.desk import KK, NIK, OTHER_NIK, Desk, conflict, line

from dtsen_link.conflicts.routes import CONFLICT_TYPES, routes
from dtsen_link.decisions.importing import import_sheets, write_report
from dtsen_link.decisions.model import ANSWERS
from dtsen_link.decisions.rules import answer_rules
from dtsen_link.errors import ConfigError, SourceError, StorageError


def test_every_line_is_accounted_for(tmp_path: Path) -> None:
    desk = Desk(tmp_path, conflict("C1"), conflict("C2", persons="P3 P4"), conflict("C3", persons="P1 P3"))
    found = desk.answer(line("C1", "sama"), line("C2", ""), line("C9", "sama"), line("C3", "ragu"))
    assert [outcome.status for outcome in found.lines] == ["accepted", "unanswered", "rejected", "accepted"]
    assert found.counts == {"accepted": 2, "already": 0, "unanswered": 1, "rejected": 1}
    assert [outcome.row for outcome in found.lines] == [2, 3, 4, 5]
    assert Path(found.ledger_file).is_file()


def test_a_decision_says_who_when_why_on_which_facts_and_about_which_records(tmp_path: Path) -> None:
    desk = Desk(tmp_path, conflict("C1", bukti_fields='{"nik":1}'))
    desk.answer(line("C1", "Berbeda ", catatan="ayah dan anak", oleh="Joko", tanggal="05-11-2026"))
    (found,) = desk.ledger.rows
    assert (found.keputusan, found.oleh, found.peran, found.kapan, found.alasan) == (
        *("berbeda", "Joko", "bps_kab", date(2026, 11, 5), "ayah dan anak"),
    )
    assert (found.person_ids, found.records) == (("P1", "P2"), (("dtks:1",), ("dtks:2",)))
    assert (found.rilis, found.berkas, found.baris, found.sidik, found.fakta) == (
        *("2026Q4", "bps_kab.csv", 2, "SC1", '{"nik":1}'),
    )


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"no_konflik": "C9"}, "unknown question"),
        ({"sidik": "S0"}, "stale"),
        ({"sidik": ""}, "stale"),
        ({"keputusan": "mungkin"}, "is no answer"),
        ({"keputusan": "hidup"}, "KEMUNGKINAN_SAMA does not take 'hidup'; it takes sama, berbeda, ragu"),
        ({"keputusan": "", "nilai": "1"}, "keputusan: is empty though nilai says something"),
        ({"no_konflik": ""}, "no_konflik: is empty"),
        ({"nilai": "1, 7"}, "there is no line 7"),
        ({"nilai": "1"}, "two persons at least"),
        ({"nilai": NIK}, "only the lines of the persons"),
        ({"tanggal": "kemarin"}, "no date"),
        ({"tanggal": "2026-11-21"}, "future"),
    ],
)
def test_a_line_that_cannot_be_taken_says_why(tmp_path: Path, changed: dict[str, str], reason: str) -> None:
    desk = Desk(tmp_path, conflict("C1"))
    (told,) = desk.reasons({**line("C1", "sama"), **changed})
    assert reason in told
    assert NIK not in told
    assert desk.ledger.rows == ()


def test_a_number_in_the_wrong_column_is_not_carried_on(tmp_path: Path) -> None:
    desk = Desk(tmp_path, conflict("C1"))
    found = desk.answer({**line("C1", NIK)}, {**line(NIK, "sama")})
    assert [outcome.status for outcome in found.lines] == ["rejected", "rejected"]
    assert NIK not in found.model_dump_json()


def test_a_role_that_may_not_answer_is_told_who_may(tmp_path: Path) -> None:
    desk = Desk(tmp_path, conflict("C1"), conflict("C2", "MENINGGAL_AKTIF", "P1"))
    assert desk.reasons(line("C1", "sama"), name="pendamping_pkh.csv") == [
        "role: pendamping_pkh may not answer 'sama' to KEMUNGKINAN_SAMA; bps_kab, disdukcapil may"
    ]
    assert desk.reasons(line("C2", "meninggal"), role="pendamping_pkh")[0].endswith("disdukcapil may")
    assert desk.reasons(line("C2", "hidup"), role="pendamping_pkh") == [""]


def test_nobody_answers_without_a_name_or_a_role(tmp_path: Path) -> None:
    desk = Desk(tmp_path, conflict("C1"))
    assert "nobody has signed" in desk.reasons(line("C1", "sama"), by=None)[0]
    assert "give --role" in desk.reasons(line("C1", "sama"), name="jawaban.csv")[0]
    assert desk.reasons(line("C1", "sama"), name="jawaban.csv", role="bps_kab") == [""]
    with pytest.raises(ConfigError, match="--role camat: no such role; the roles are bps_kab, disdukcapil"):
        desk.answer(line("C1", "sama"), role="camat")


@pytest.mark.parametrize("by", ["", "  "])
def test_a_name_that_is_none_signs_nothing(tmp_path: Path, by: str) -> None:
    desk = Desk(tmp_path, conflict("C1"))
    with pytest.raises(ConfigError, match='--by "": nobody signs'):
        desk.answer(line("C1", "sama"), by=by)
    assert desk.ledger.rows == ()


def test_importing_a_file_twice_changes_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path, conflict("C1"))
    desk.answer(line("C1", "sama"))
    again = desk.answer(line("C1", "sama"), by="Joko", stamp="20261121T080000Z")
    assert (again.counts["already"], again.ledger_file) == (1, "")
    assert len(desk.ledger.rows) == 1


def test_an_answer_that_contradicts_another_is_rejected(tmp_path: Path) -> None:
    desk = Desk(
        tmp_path, conflict("C1"), conflict("C2", "PELANGGARAN_TRANSITIF"), conflict("C3", "MENINGGAL_AKTIF", "P1")
    )
    desk.answer(line("C1", "berbeda"))
    (first,) = desk.ledger.rows
    told = f"contradicts a decision in force: {first.decision_id} (berbeda, bps_kab, 2026-11-20); revoke it first"
    assert desk.reasons(line("C1", "sama"), line("C2", "sama")) == [told, told]
    assert desk.reasons(line("C3", "hidup"), line("C3", "meninggal"), role="disdukcapil")[0] == ""
    assert len(desk.ledger.rows) == 2


def test_contradictions_are_found_over_third_persons_and_within_one_file(tmp_path: Path) -> None:
    pairs = [conflict("C1", persons="P1 P2"), conflict("C2", persons="P2 P3"), conflict("C3", persons="P1 P3")]
    desk = Desk(tmp_path, *pairs)
    reasons = desk.reasons(line("C1", "sama"), line("C2", "sama"), line("C3", "berbeda"))
    assert reasons[:2] == ["", ""]
    assert reasons[2].startswith("contradicts a decision in force: D")
    assert len(desk.ledger.rows) == 2


def test_doubt_gives_way_to_an_answer_and_an_answer_not_to_doubt(tmp_path: Path) -> None:
    desk = Desk(tmp_path, conflict("C1"))
    desk.answer(line("C1", "ragu"))
    assert desk.reasons(line("C1", "sama"), line("C1", "ragu"), stamp="20261120T090000Z") == [
        f"takes the place of {desk.ledger.rows[0].decision_id}",
        f"contradicts a decision in force: {desk.ledger.rows[1].decision_id} (sama, bps_kab, 2026-11-20); revoke it first",
    ]
    assert [row.keputusan for row in desk.ledger.in_force] == ["sama"]


@pytest.mark.parametrize("reopened", [{"sidik": "S2"}, {}])
def test_a_question_that_came_back_may_be_answered_anew(tmp_path: Path, reopened: dict[str, str]) -> None:
    desk = Desk(tmp_path, conflict("C1"))
    desk.answer(line("C1", "berbeda"))
    desk.publish("2027Q1", conflict("C1", **reopened))
    found = desk.answer({**line("C1", "sama"), **reopened}, stamp="20270220T080000Z")
    assert found.counts["accepted"] == 1
    first = desk.ledger.rows[0].decision_id
    assert found.lines[0].reason == f"takes the place of {first}"
    assert [row.keputusan for row in desk.ledger.in_force] == ["sama"]
    assert desk.ledger.rows[1].revokes == (first,)


def test_a_sheet_of_an_older_release_takes_nothing_back(tmp_path: Path) -> None:
    questions = (conflict("C1"), conflict("C2", persons="P3 P4"))
    desk = Desk(tmp_path, *questions)
    older = desk.release
    desk.publish("2027Q1", *questions)
    desk.answer(line("C1", "berbeda"), line("C2", "sama"))
    taken = desk.ledger.in_force
    desk.release = older
    found = desk.answer(line("C1", "sama"), line("C2", "sama"), stamp="20270220T080000Z")
    assert [outcome.status for outcome in found.lines] == ["rejected", "already"]
    assert "contradicts a decision in force" in found.lines[0].reason
    assert desk.ledger.in_force == taken


def test_facts_that_changed_under_a_decision_the_release_did_not_know_take_nothing_back(tmp_path: Path) -> None:
    desk = Desk(tmp_path, conflict("C1"))
    older = desk.release
    desk.publish("2027Q1", conflict("C1", sidik="S2"))
    desk.answer({**line("C1", "berbeda"), "sidik": "S2"})
    desk.release = older
    assert "contradicts a decision in force" in desk.reasons(line("C1", "sama"), stamp="20270220T080000Z")[0]


def test_values_are_read_for_the_person_of_a_line_and_checked(tmp_path: Path) -> None:
    desk = Desk(tmp_path, conflict("C1", "NIK_GANDA_BEDA_ORANG", peran="disdukcapil"))
    good = desk.answer(line("C1", "nilai", f"1: {NIK}; 2: nik = {OTHER_NIK[:6]} {OTHER_NIK[6:]}"), role="disdukcapil")
    assert good.counts["accepted"] == 1
    assert {(row.person_ids, row.field, row.nilai) for row in desk.ledger.rows} == {
        (("P1",), "nik", NIK),
        (("P2",), "nik", OTHER_NIK),
    }
    bad = {
        NIK: "several persons",
        "1: 3201019999900001": "no NIK can look like this",
        f"1: no_kk = {KK}": "can set nik, not 'no_kk'",
        f"3: {NIK}": "there is no line 3",
        "": "none is given",
        "2: -": "contradicts a decision in force",
    }
    told = desk.reasons(*(line("C1", "nilai", cell) for cell in bad), role="disdukcapil")
    assert [reason in said for reason, said in zip(bad.values(), told, strict=True)] == [True] * len(bad), told


def test_a_question_about_a_household_takes_one_value_for_all(tmp_path: Path) -> None:
    desk = Desk(tmp_path, conflict("C1", "DESIL_BEDA"), conflict("C2", "PINDAH_WILAYAH"), conflict("C3", "TANPA_DESIL"))
    reasons = desk.reasons(
        line("C1", "nilai", "4"),
        line("C2", "nilai", "32.01.01"),
        line("C3", "nilai", "11"),
        line("C3", "nilai", "320101"),
    )
    assert reasons[:2] == ["", ""]
    assert ["desil is one of 1, 2" in reason for reason in reasons[2:]] == [True, True]
    assert {(row.person_ids, row.family_ids, row.field, row.nilai) for row in desk.ledger.rows} == {
        ((person,), ("K1",), field, value)
        for person in ("P1", "P2")
        for field, value in (("desil", "4"), ("alamat", "320101"))
    }


def test_families_are_named_by_kk_by_id_or_by_somebody_in_them(tmp_path: Path) -> None:
    asked = [conflict(f"C{n}", "KELUARGA_PECAH", "P1 P3 P4", family_ids=["K1", "K2"]) for n in range(1, 7)]
    desk = Desk(tmp_path, *asked)
    reasons = desk.reasons(
        line("C1", "pindah", "3: " + KK),
        line("C2", "pindah", "2: 1"),
        line("C3", "pindah", KK),
        line("C4", "pindah", "3: 3"),
        line("C5", "pindah", "2: 3201010101200002"),
        name="pendamping_pkh.csv",
    )
    assert reasons[:2] == ["", ""]
    assert ["several persons" in reasons[2], "has no family" in reasons[3], "0 families" in reasons[4]] == [True] * 3
    assert [(row.person_ids, row.field, row.nilai, row.family_records) for row in desk.ledger.rows] == [
        (("P4",), "keluarga", "K1", ("dtks:1", "dtks:2")),
        (("P3",), "keluarga", "K1", ("dtks:1", "dtks:2")),
    ]


def test_a_head_is_named_by_line_and_a_kk_belongs_to_the_family(tmp_path: Path) -> None:
    desk = Desk(
        tmp_path,
        conflict("C1", "KEPALA_GANDA", family_ids=["K1"], peran="pendamping_pkh"),
        conflict("C2", "KK_CAMPUR", "P1 P3", family_ids=["K1", "K2"]),
    )
    assert desk.reasons(
        line("C1", "nilai", "2"), line("C1", "nilai", "1"), line("C2", "nilai", f"2: {KK}"), role="disdukcapil"
    )[::2] == ["", ""]
    head, number = desk.ledger.rows
    assert (head.person_ids, head.family_ids, head.field, head.nilai) == (("P2",), ("K1",), "kepala", "P2")
    assert (number.person_ids, number.family_ids, number.nilai) == ((), ("K2",), KK)


def test_a_workbook_with_several_sheets_is_read_to_its_end(tmp_path: Path) -> None:
    desk = Desk(tmp_path, conflict("C1"), conflict("C2", persons="P3 P4"))
    book = openpyxl.Workbook()
    for number in (1, 2):
        sheet = book.active if number == 1 else book.create_sheet("Antrean 2")
        sheet.append(["No. Konflik", "Keputusan", "Nilai", "Catatan", "Oleh", "Tanggal", "Sidik"])
        sheet.append([f"C{number}", "sama", None, None, "Joko", date(2026, 11, 1), f"SC{number}"])
    book.save(tmp_path / "bps_kab.xlsx")
    found = import_sheets(desk.config, [tmp_path / "bps_kab.xlsx"], desk.release, desk.signing())
    assert (found.counts["accepted"], found.lines[1].sheet) == (2, "Antrean 2")
    assert {row.kapan for row in desk.ledger.rows} == {date(2026, 11, 1)}


def test_cells_of_several_lines_and_semicolons_are_read(tmp_path: Path) -> None:
    desk = Desk(tmp_path, conflict("C1"), conflict("C2", persons="P3 P4"))
    text = 'no_konflik;nama;keputusan;sidik\nC1;"S***\nA***";sama;SC1\nC2;X;berbeda;SC2\n'
    (tmp_path / "bps_kab.csv").write_text(text, encoding="utf-8")
    found = import_sheets(desk.config, [tmp_path / "bps_kab.csv"], desk.release, desk.signing())
    assert [(outcome.row, outcome.status) for outcome in found.lines] == [(2, "accepted"), (3, "accepted")]


def test_what_cannot_be_read_adds_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path, conflict("C1"))
    good = desk.sheet(line("C1", "sama"))
    (tmp_path / "bad.csv").write_text("a,b\n1,2\n")
    (tmp_path / "bad.xlsx").write_bytes(b"no workbook")
    for name, reason in (
        ("bad.csv", "no_konflik"),
        ("bad.xlsx", "cannot be read"),
        ("none.csv", "cannot be read"),
        ("a.ods", "come back"),
    ):
        with pytest.raises(SourceError, match=reason):
            import_sheets(desk.config, [good, tmp_path / name], desk.release, desk.signing())
    with pytest.raises(ConfigError, match="not a release folder"):
        import_sheets(desk.config, [good], tmp_path / "nowhere", desk.signing())
    assert desk.ledger.rows == ()


def test_the_report_holds_every_line(tmp_path: Path) -> None:
    desk = Desk(tmp_path, conflict("C1"))
    found = desk.answer(line("C1", "sama"), line("C9", "sama"))
    for name in ("report.csv", "report.json"):
        write_report(tmp_path / name, found)
    rows = pl.read_csv(tmp_path / "report.csv").to_dicts()
    assert [(row["row"], row["status"], row["decision_ids"]) for row in rows] == [
        (2, "accepted", desk.ledger.rows[0].decision_id),
        (3, "rejected", None),
    ]
    assert '"rejected": 1' in (tmp_path / "report.json").read_text()
    with pytest.raises(ConfigError, match="must end in"):
        write_report(tmp_path / "report.txt", found)
    with pytest.raises(StorageError, match="cannot write"):
        write_report(tmp_path / "none" / "report.csv", found)


def test_every_type_of_conflict_takes_answers_of_roles_that_exist() -> None:
    rules = answer_rules()
    assert sorted(rules) == sorted(CONFLICT_TYPES)
    assert [jenis for jenis, rule in rules.items() if set(rule.answers()) - set(ANSWERS)] == []
    asked = {row["jenis"]: row["peran"] for row in routes().to_pylist()}
    assert [jenis for jenis, rule in rules.items() if asked[jenis] not in rule.roles("ragu")] == []
    assert {role for rule in rules.values() for role in rule.roles("ragu")} == set(asked.values())
    assert [jenis for jenis, rule in rules.items() if ("nilai" in rule.jawaban) != bool(rule.field)] == []
