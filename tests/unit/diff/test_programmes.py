"""Who gained and lost a programme: one fate per mark, in groups that add up, nothing guessed of a release without marks."""

from __future__ import annotations

import html
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.unit.diff.folders import World

from dtsen_link.diff.account import Account, Programme, ProgrammeFlow
from dtsen_link.diff.compare import compare_releases
from dtsen_link.diff.page import opening, render_account


def programme_quarters() -> tuple[World, World]:
    """Two quarters in which one of each kind of thing happens to PKH, and BPNT stays with who had it."""
    old, new = World("2026Q1", p3ke="a"), World("2026Q2", p3ke="b")
    ids: list[tuple[str, str | None]] = []

    def both(person_id: str, before: list[str] | None, after: list[str] | None, **moved: str) -> None:
        old.person(person_id, f"p3ke:{person_id}", desil=1, program=before)
        new.person(person_id, f"p3ke:{person_id}", desil=1, program=after, **moved)
        ids.append((person_id, person_id))

    both("STAYED", ["BPNT", "PKH"], ["BPNT", "PKH"])
    both("MOVED", ["PKH"], ["PKH"], kab="3301")
    both("GAINED", [], ["PKH"], kab="3301")
    both("KNOWN_NOW", None, ["PKH"])
    both("LOST", ["PKH"], [])
    both("UNSAID", ["PKH"], None)
    both("NEVER", None, None)
    both("KEEPER", None, ["PKH"])  # CARRIER, who had it, is the same
    both("TWIN", ["PKH"], ["PKH"])  # so is DOUBLE
    for person_id, became in (("CARRIER", "KEEPER"), ("DOUBLE", "TWIN"), ("ABSENT", None), ("DEAD", None)):
        old.person(person_id, f"p3ke:{person_id}", desil=1, program=["PKH"])
        ids.append((person_id, became))
    for person_id, event in (("NEW", "new"), ("SPLIT", "split"), ("BACK", "returned")):
        new.person(person_id, f"p3ke:{person_id}", desil=2, program=["PKH"])
        new.event("person", person_id, event, "STAYED" if event == "split" else None)
        ids.append((person_id, person_id))
    old.absent("BACK")
    new.event("person", "DEAD", "reported_dead")
    for person_id, became in ids:
        new.known("person", person_id, became)
    old.family("K1", kode_prov="32", kode_kab="3201")
    new.family("K1", kode_prov="32", kode_kab="3201")
    new.known("family", "K1", "K1")
    return old, new


def without_marks(release: Path) -> Path:
    """The release as it was written before persons had the column."""
    file = release / "persons" / "persons.parquet"
    pq.write_table(pq.read_table(file).drop_columns(["program"]), file)
    return release


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("releases")


@pytest.fixture(scope="module")
def account(folder) -> Account:
    old, new = programme_quarters()
    return compare_releases(old.write(folder), new.write(folder), person_list=folder / "list.parquet")


def of(account: Account, program: str) -> Programme:
    (found,) = (one for one in account.programmes.each if one.program == program)
    return found


def balance(flow: ProgrammeFlow) -> int:
    gone = flow.lost + flow.merged + flow.absent + flow.reported_dead + flow.went
    return flow.before + flow.gained + flow.arrived + flow.came - gone


def test_each_mark_has_one_fate(account):
    assert of(account, "PKH").all == ProgrammeFlow(
        before=9, after=9, gained=2, gained_unsaid=1, lost=2, lost_unsaid=1, new=1, split=1, returned=1, merged=1,
        absent=1, reported_dead=1,
    )  # fmt: skip
    assert of(account, "BPNT").all == ProgrammeFlow(before=1, after=1)
    assert (account.programmes.said_before, account.programmes.said_after) == (10, 10)


def test_who_moved_came_and_went_and_has_gained_nothing(account):
    provinces = {group.code: group for group in of(account, "PKH").by_province}
    assert (provinces["32"].went, provinces["33"].came) == (1, 1)
    assert (provinces["32"].gained, provinces["33"].gained) == (1, 1)
    assert provinces["33"].name.upper() == "JAWA TENGAH"
    deciles = {group.code: (group.before, group.after) for group in of(account, "PKH").by_decile}
    assert deciles == {"1": (9, 6), "2": (0, 3)}


def test_each_group_of_a_programme_adds_up(account):
    for programme in account.programmes.each:
        for groups in (programme.by_province, programme.by_kabupaten, programme.by_decile):
            assert [group.code for group in groups if balance(group) != group.after] == []
            assert sum(group.before for group in groups) == programme.all.before
            assert sum(group.after for group in groups) == programme.all.after


def test_the_list_says_what_each_person_gained_and_lost(account, folder):
    rows = pq.read_table(folder / "list.parquet").to_pylist()
    named = {row["person_id_old"] or row["person_id"]: (row["program_gained"], row["program_lost"]) for row in rows}
    pkh = ["PKH"]
    assert named == {
        "MOVED": (None, None), "GAINED": (pkh, None), "KNOWN_NOW": (pkh, None), "LOST": (None, pkh), "UNSAID": (None, pkh),
        "CARRIER": (None, None), "DOUBLE": (None, None), "ABSENT": (None, pkh), "DEAD": (None, pkh), "NEW": (pkh, None),
        "SPLIT": (pkh, None), "BACK": (pkh, None),
    }  # fmt: skip


def test_a_mark_lost_in_a_merger_is_lost(tmp_path):
    old, new = World("2026Q1", p3ke="a"), World("2026Q2", p3ke="b")
    old.person("P1", "p3ke:1", "p3ke:3", program=[])
    old.person("P2", "p3ke:2", program=["PKH"])
    new.person("P1", "p3ke:1", "p3ke:2", "p3ke:3", program=[])
    account = compare_releases(old.write(tmp_path), new.write(tmp_path), person_list=tmp_path / "list.parquet")
    assert of(account, "PKH").all == ProgrammeFlow(before=1, lost=1)
    (row,) = pq.read_table(tmp_path / "list.parquet").to_pylist()
    assert (row["person_id_old"], row["program_lost"]) == ("P2", ["PKH"])


@pytest.mark.parametrize("without", ["old", "new", "both"])
def test_of_a_release_without_marks_nothing_is_told_but_that(tmp_path, without):
    old, new = (world.write(tmp_path) for world in programme_quarters())
    lacking = {"old": [old], "new": [new], "both": [old, new]}[without]
    for release in lacking:
        without_marks(release)
    account = compare_releases(old, new, person_list=tmp_path / "list.parquet")
    assert account.programmes.not_kept_by == tuple(release.name for release in lacking)
    assert account.programmes.each == ()
    assert "a programme" not in opening(account)
    page = render_account(account, top=5)
    assert "made before persons had programme marks" in page
    assert ">PKH<" not in page
    rows = pq.read_table(tmp_path / "list.parquet").to_pylist()
    assert [row for row in rows if row["program_gained"] or row["program_lost"]] == []


def test_a_release_that_says_nothing_of_programmes_is_named(tmp_path):
    old, new = World("2026Q1", p3ke="a"), World("2026Q2", p3ke="b")
    old.person("P1", "p3ke:1")
    new.person("P1", "p3ke:1", program=["PKH"])
    account = compare_releases(old.write(tmp_path), new.write(tmp_path))
    assert (of(account, "PKH").all.gained, of(account, "PKH").all.gained_unsaid) == (1, 1)
    assert "2026Q1 says nothing of any programme of anybody" in render_account(account, top=5)


def test_releases_without_any_mark_say_so(tmp_path):
    old, new = World("2026Q1", p3ke="a"), World("2026Q2", p3ke="b")
    for world in (old, new):
        world.person("P1", "p3ke:1")
    account = compare_releases(old.write(tmp_path), new.write(tmp_path))
    assert "Neither release says of anybody" in render_account(account, top=5)


def test_the_page_tells_it_in_words_and_in_tables(account):
    page = html.unescape(render_account(account, top=1))
    assert "gained and lost a programme: BPNT 0 and 0; PKH 2 and 2." in opening(account)
    assert page.count('<th colspan="3" class="span">PKH</th>') == 4  # deciles, provinces, first kabupaten, all
    assert "Programmes in all 2 kabupaten and kota" in page
    row = page.split("<strong>PKH</strong>")[1].split("</tr>")[0]
    figures = [cell.split("<")[0] for cell in row.replace("<strong>", "").split('<td class="n">')[1:]]
    assert figures == ["9", "9", "0", "2", "1", "3", "2", "1", "1", "1", "1"]
