"""Explanations of persons, records and families, and what they show of a person."""

from __future__ import annotations

import re

import pytest

from dtsen_link.config import Config
from dtsen_link.errors import NotFoundError
from dtsen_link.explain.build import FinishedBuild, Shown
from dtsen_link.explain.family import explain_family
from dtsen_link.explain.person import explain_person, explain_record
from dtsen_link.explain.question import explain


def one(built: FinishedBuild, sql: str) -> str:
    (row,) = built.rows(sql)
    return str(next(iter(row.values())))


def crowd(built: FinishedBuild) -> str:
    return one(
        built, "SELECT person_id FROM gold_person_source GROUP BY person_id ORDER BY count(*) DESC, person_id LIMIT 1"
    )


def many_units(built: FinishedBuild) -> str:
    return one(
        built,
        "SELECT family_id FROM gold_person_source WHERE family_id IS NOT NULL "
        "GROUP BY family_id ORDER BY count(DISTINCT unit_id) DESC, family_id LIMIT 1",
    )


def test_a_person_is_held_by_one_tie_less_than_records(built: FinishedBuild) -> None:
    found = explain_person(built, crowd(built))
    assert len(found.records) > 2
    assert len(found.ties) == len(found.records) - 1
    assert found.weakest == min(found.ties, key=lambda tie: tie.match_weight)
    assert found.pair is not None
    assert {found.pair.left.record_id, found.pair.right.record_id} == {
        found.weakest.record_id_l,
        found.weakest.record_id_r,
    }


def test_every_person_of_several_records_is_held_together(built: FinishedBuild) -> None:
    rows = built.rows(
        "SELECT person_id FROM gold_person_source GROUP BY person_id HAVING count(*) > 1 ORDER BY person_id LIMIT 20"
    )
    for row in rows:
        found = explain_person(built, row["person_id"])
        assert len(found.ties) == len(found.records) - 1


def test_rules_of_ties_are_those_of_link_person(built: FinishedBuild) -> None:
    found = explain_person(built, crowd(built))
    strongest = {record.rule for record in found.records}
    assert strongest <= {tie.rule for tie in found.ties} | {"nik_exact"}


def test_a_person_of_one_record_has_no_tie(built: FinishedBuild) -> None:
    alone = one(
        built,
        "SELECT person_id FROM gold_person_source GROUP BY person_id HAVING count(*) = 1 ORDER BY person_id LIMIT 1",
    )
    found = explain_person(built, alone)
    assert (found.ties, found.weakest, found.pair) == ((), None, None)


def test_a_record_leads_to_its_person_its_best_tie_and_those_that_came_near(built: FinishedBuild) -> None:
    record_id = one(
        built,
        "SELECT q.record_id_l FROM link_question AS q INNER JOIN link_person AS p ON q.record_id_l = p.record_id "
        "WHERE p.best_record_id IS NOT NULL ORDER BY q.record_id_l LIMIT 1",
    )
    found = explain_record(built, record_id)
    assert found.asked == record_id
    assert found.pair is not None
    assert record_id in {found.pair.left.record_id, found.pair.right.record_id}
    assert {near.record_id for near in found.near} == {record_id}
    assert any(near.question for near in found.near)


def test_the_units_of_a_family_are_compared_pair_by_pair(built: FinishedBuild) -> None:
    found = explain_family(built, many_units(built))
    units = len(found.units)
    assert len(found.pairs) == units * (units - 1) // 2
    assert found.weakest is not None
    assert found.weakest.one_family
    assert found.members
    assert found.members[0].is_kepala


def test_a_familys_strongest_match_is_the_one_the_build_kept(built: FinishedBuild) -> None:
    found = explain_family(built, many_units(built))
    for unit in found.units:
        own = [
            pair.probability
            for pair in found.pairs
            if unit.unit_id in (pair.unit_id_l, pair.unit_id_r) and pair.candidate
        ]
        assert max(own) == pytest.approx(unit.match_probability, abs=0.001)


def test_a_unit_that_came_near_is_outside_the_family(built: FinishedBuild) -> None:
    family_id = one(
        built,
        "SELECT a.family_id FROM gold_person_source AS a INNER JOIN gold_person_source AS b ON a.person_id = b.person_id "
        "WHERE a.family_id < b.family_id ORDER BY a.family_id LIMIT 1",
    )
    found = explain_family(built, family_id)
    own = {unit.unit_id for unit in found.units}
    assert found.near
    assert all(len(own & {pair.unit_id_l, pair.unit_id_r}) == 1 for pair in found.near)


@pytest.mark.parametrize("wanted", ["P0", "K0", "dtks:0"])
def test_an_id_that_is_nowhere_is_told(sample_config: Config, wanted: str) -> None:
    with pytest.raises(NotFoundError, match="has no such record"):
        explain(sample_config, wanted, None, unmask=False)


def test_a_masked_id_is_recognised(sample_config: Config) -> None:
    with pytest.raises(NotFoundError, match="with --unmask"):
        explain(sample_config, "dtks:320101********01", None, unmask=False)


def test_a_person_or_family_that_is_not_there_is_told(built: FinishedBuild) -> None:
    with pytest.raises(NotFoundError, match="no such person"):
        explain_person(built, "P0")
    with pytest.raises(NotFoundError, match="no such family"):
        explain_family(built, "K0")


def test_without_a_build_the_next_step_is_named(sample_config: Config) -> None:
    other = sample_config.model_copy(update={"release": "2030Q1"})
    with pytest.raises(NotFoundError, match=r"ingest is missing.*run `dtsen-link build`"):
        explain(other, "dtsen:1", None, unmask=False)


@pytest.mark.parametrize("kind", ["person", "family", "pair"])
def test_no_number_and_no_name_is_shown(built: FinishedBuild, sample_config: Config, kind: str) -> None:
    person_id = crowd(built)
    ends = [record.record_id for record in explain_person(built, person_id).records[:2]]
    asked = {"person": (person_id, None), "family": (many_units(built), None), "pair": (ends[0], ends[1])}[kind]
    shown = explain(sample_config, *asked, unmask=False).model_dump_json()
    names = {
        row["nama_std"] for row in built.rows("SELECT DISTINCT nama_std FROM link_record WHERE length(nama_std) > 4")
    }
    assert re.findall(r"(?<!\d)\d{15,17}(?!\d)", re.sub(r"[A-Z]+\d{13}", "", shown)) == []
    assert [name for name in names if f'"{name}"' in shown] == []
    full = explain(sample_config, *asked, unmask=True).model_dump_json()
    assert [name for name in names if f'"{name}"' in full] != []


def test_a_registry_that_uses_the_nik_as_key_is_masked_too() -> None:
    assert Shown(unmask=False).key("dtks:3201010107850001") == "dtks:320101********01"
    assert Shown(unmask=True).key("dtks:3201010107850001") == "dtks:3201010107850001"
    assert Shown(unmask=False).key("dtks:D0245365734808") == "dtks:D0245365734808"
