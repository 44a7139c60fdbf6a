"""One family: its units, how far each pair of them matches, its members, and the units that came near."""

from __future__ import annotations

from collections.abc import Sequence

from dtsen_link.errors import NotFoundError
from dtsen_link.explain.build import FinishedBuild, Row, id_list
from dtsen_link.explain.levels import quoted
from dtsen_link.explain.units import compare_units, related_units
from dtsen_link.explain.views import FamilyExplanation, MemberView, UnitPairView, UnitView

_MOST_NEAR = 5
_MOST_UNITS = 60


def explain_family(build: FinishedBuild, family_id: str) -> FamilyExplanation:
    """Why the units of a family are together.

    Raises:
        NotFoundError: there is no such family.
    """
    units = _units(build, family_id)
    if not units:
        raise NotFoundError(f"{family_id}: release {build.config.release} has no such family; look in its families/")
    unit_ids = [row["unit_id"] for row in units]
    inside = compare_units(build, unit_ids)
    near = _near(build, unit_ids)
    weakest = _weakest(unit_ids, inside, build)
    return FamilyExplanation(
        family_id=family_id,
        units=tuple(_unit_view(build, row) for row in units),
        members=_members(build, family_id),
        pairs=inside,
        weakest=weakest,
        near=near,
        words=tuple(_words(len(units), weakest, near)),
    )


def _units(build: FinishedBuild, family_id: str) -> list[Row]:
    return build.rows(
        "SELECT u.*, f.rule, f.match_probability FROM std_family AS u INNER JOIN link_family AS f ON u.unit_id = f.unit_id "
        f"WHERE u.unit_id IN (SELECT unit_id FROM gold_person_source WHERE family_id = {quoted(family_id)}) ORDER BY u.unit_id"
    )


def _near(build: FinishedBuild, unit_ids: Sequence[str]) -> tuple[UnitPairView, ...]:
    """Pairs of a unit of the family with one outside it, most probable first."""
    others = related_units(build, unit_ids)[:_MOST_UNITS]
    own = {build.shown.key(unit_id) for unit_id in unit_ids}
    pairs = [
        pair
        for pair in compare_units(build, [*unit_ids, *others])
        if (pair.unit_id_l in own) != (pair.unit_id_r in own)
    ]
    compared = [pair for pair in pairs if pair.candidate]
    return tuple(sorted(compared, key=lambda pair: (-pair.probability, pair.unit_id_l, pair.unit_id_r))[:_MOST_NEAR])


def _weakest(unit_ids: Sequence[str], pairs: Sequence[UnitPairView], build: FinishedBuild) -> UnitPairView | None:
    """The weakest of the fewest, strongest matches that hold all units together."""
    group = {build.shown.key(unit_id): place for place, unit_id in enumerate(unit_ids)}
    last = None
    for pair in sorted(pairs, key=lambda pair: (-pair.waterfall.total, pair.unit_id_l, pair.unit_id_r)):
        left, right = group[pair.unit_id_l], group[pair.unit_id_r]
        if pair.one_family and left != right:
            group = {unit: left if number == right else number for unit, number in group.items()}
            last = pair
    return last


def _words(unit_n: int, weakest: UnitPairView | None, near: Sequence[UnitPairView]) -> list[str]:
    words = [f"{unit_n} unit{'s' if unit_n != 1 else ''} of the sources make up this family."]
    if weakest is not None:
        words.append(
            f"The weakest match that holds them is {weakest.unit_id_l} - {weakest.unit_id_r}: {weakest.words}. "
            "Without it the family would fall in two, unless a weaker match held them."
        )
    if any(pair.one_family for pair in near):
        words.append(
            "A unit outside matches as well and was kept apart: two units of one source that do not match each other are never "
            "joined through a third."
        )
    return words


def _unit_view(build: FinishedBuild, row: Row) -> UnitView:
    return UnitView(
        unit_id=build.shown.key(row["unit_id"]),
        unit_type=row["unit_type"],
        no_kk=build.shown.number(row["no_kk"]),
        member_n=row["member_n"],
        rule=row["rule"],
        match_probability=row["match_probability"],
    )


def _members(build: FinishedBuild, family_id: str) -> tuple[MemberView, ...]:
    rows = build.rows(
        "SELECT m.*, p.nama FROM gold_member AS m INNER JOIN gold_person AS p ON m.person_id = p.person_id "
        f"WHERE m.family_id = {quoted(family_id)} ORDER BY m.is_kepala DESC, m.shdk NULLS LAST, m.person_id"
    )
    stands = _stands(build, [row["person_id"] for row in rows])
    return tuple(
        MemberView(
            person_id=row["person_id"],
            nama=build.shown.name(row["nama"]),
            shdk=row["shdk"],
            is_kepala=row["is_kepala"],
            record_id=build.shown.key(row["record_id"]),
            unit_ids=tuple(build.shown.key(unit) for unit in stands.get(row["person_id"], ())),
        )
        for row in rows
    )


def _stands(build: FinishedBuild, person_ids: Sequence[str]) -> dict[str, list[str]]:
    """The units each person stands in, in any source."""
    found: dict[str, list[str]] = {}
    for row in build.rows(
        "SELECT DISTINCT person_id, unit_id FROM gold_person_source "
        f"WHERE unit_id IS NOT NULL AND person_id IN ({id_list(person_ids)}) ORDER BY person_id, unit_id"
    ):
        found.setdefault(row["person_id"], []).append(row["unit_id"])
    return found
