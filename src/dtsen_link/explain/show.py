"""An explanation on the terminal. Everything is Text: rich would read parts of a record id as markup or emoji."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dtsen_link.explain.views import (
    Change,
    Explanation,
    FamilyExplanation,
    PairExplanation,
    PersonExplanation,
    RecordView,
    UnitPairView,
    Waterfall,
)

_TITLES = {
    "person": "Evidence about the person (weights are log2 of likelihood ratios: +1 doubles the odds)",
    "household": "The same between people who live together (counts inside a matched family, and within one unit)",
    "family": "Evidence about the two family units",
}
_MOST_UNIT_PAIRS = 10


def show(explanation: Explanation, console: Console) -> None:
    """Print an explanation."""
    if explanation.note:
        console.print(Text(explanation.note, style="bold yellow"), soft_wrap=True)
    match explanation:
        case PairExplanation():
            _show_pair(explanation, console)
        case PersonExplanation():
            _show_person(explanation, console)
        case FamilyExplanation():
            _show_family(explanation, console)


def _show_pair(pair: PairExplanation, console: Console) -> None:
    _heading(console, f"{pair.left.record_id} and {pair.right.record_id}: {pair.decision.replace('_', ' ')}")
    _say(console, [pair.verdict])
    _two_records(console, pair.left, pair.right)
    _waterfall(console, pair.person)
    if pair.household is not None:
        _waterfall(console, pair.household)
    _heading(console, "Household")
    _say(console, pair.context.words)
    if pair.context.units is not None and pair.context.units.candidate:
        _waterfall(console, pair.context.units.waterfall)
    _together(console, pair)
    _candidate(console, pair)
    _heading(console, "What would have changed it")
    _say(console, [pair.change_words])
    _changes(console, pair.changes)


def _show_person(person: PersonExplanation, console: Console) -> None:
    asked = f"{person.asked} is " if person.asked else ""
    _heading(console, f"{asked}person {person.person_id}")
    _say(console, person.words)
    _records(console, person.records)
    if person.ties:
        table = _table("Ties, strongest first", "record", "record", "rule", "weight", "probability", numbers=2)
        for tie in person.ties:
            values = (f"{tie.match_weight:+.2f}", f"{tie.match_probability:.4f}")
            _row(table, tie.record_id_l, tie.record_id_r, tie.rule, *values)
        console.print(table)
    if person.near:
        table = _table("Nearest pairs not joined", "record", "other", "its person", "outcome", "probability", numbers=1)
        for near in person.near:
            outcome = " / ".join(word for word in (near.decision, near.question, near.reason) if word)
            chance = f"{near.match_probability:.4f}"
            _row(table, near.record_id, near.other_record_id, near.other_person_id, outcome, chance)
        console.print(table)
    if person.pair is not None:
        _heading(console, "The best tie of the record" if person.asked else "The weakest tie")
        _show_pair(person.pair, console)


def _show_family(family: FamilyExplanation, console: Console) -> None:
    _heading(console, f"Family {family.family_id}")
    _say(console, family.words)
    table = _table("Units", "unit", "type", "KK", "rule", "members", "probability", numbers=2)
    for unit in family.units:
        chance = "" if unit.match_probability is None else f"{unit.match_probability:.4f}"
        _row(table, unit.unit_id, unit.unit_type, unit.no_kk, unit.rule, str(unit.member_n), chance)
    console.print(table)
    table = _table("Current members", "person", "name", "role", "stands in")
    for member in family.members:
        role = "head" if member.is_kepala else str(member.shdk or "")
        _row(table, member.person_id, member.nama, role, ", ".join(member.unit_ids))
    console.print(table)
    _unit_pairs(console, "Pairs of its units", family.pairs)
    _unit_pairs(console, "Units outside that came nearest", family.near)


def _unit_pairs(console: Console, title: str, pairs: Sequence[UnitPairView]) -> None:
    if pairs:
        _heading(console, title)
    for pair in pairs[:_MOST_UNIT_PAIRS]:
        _say(console, [f"{pair.unit_id_l} - {pair.unit_id_r}: {pair.words}"])
        if pair.candidate:
            _waterfall(console, pair.waterfall)
    if len(pairs) > _MOST_UNIT_PAIRS:
        _say(console, [f"and {len(pairs) - _MOST_UNIT_PAIRS} more pairs (all with --json)"])


def _records(console: Console, records: Sequence[RecordView]) -> None:
    table = _table("Records", "record", "unit", "name", "NIK", "KK", "born", "sex", "place")
    for one in records:
        facts = (one.nama, one.nik, one.no_kk, one.lahir, one.jenis_kelamin, one.wilayah)
        _row(table, one.record_id, one.unit_id, *facts)
    console.print(table)


def _two_records(console: Console, left: RecordView, right: RecordView) -> None:
    table = _table("Records", "", left.record_id, right.record_id)
    rows = (
        ("person", left.person_id, right.person_id),
        ("unit", left.unit_id, right.unit_id),
        ("name", left.nama, right.nama),
        ("NIK", left.nik, right.nik),
        ("KK", left.no_kk, right.no_kk),
        ("born", left.lahir, right.lahir),
        ("sex", left.jenis_kelamin, right.jenis_kelamin),
        ("place", left.wilayah, right.wilayah),
    )
    for row in rows:
        _row(table, *row)
    console.print(table)


def _waterfall(console: Console, waterfall: Waterfall) -> None:
    table = _table(
        _TITLES[waterfall.model], "comparison", "one", "other", "level", "weight", "rarity", "sum", numbers=3
    )
    _row(
        table,
        "before any comparison",
        None,
        None,
        None,
        f"{waterfall.prior_weight:+.2f}",
        "",
        f"{waterfall.prior_weight:+.2f}",
    )
    for step in waterfall.steps:
        rarity = f"{step.rarity:+.2f}" if step.rarity else ""
        figures = (f"{step.weight:+.2f}", rarity, f"{step.total:+.2f}")
        _row(table, step.comparison, step.left, step.right, step.level, *figures)
    console.print(table)


def _together(console: Console, pair: PairExplanation) -> None:
    context = pair.context
    table = _table("Together", "", "value", numbers=1)
    _row(table, "by the person evidence, outside weight included", _chance(pair.outside_probability))
    _row(table, "by the household evidence", _chance(pair.inside_probability))
    if not context.one_unit:
        _row(table, "the two units are one family", _chance(context.family_probability))
    _row(table, f"together (weight {pair.match_weight:+.2f})", _chance(pair.match_probability))
    _row(table, f"joined from ({pair.threshold.setting})", _chance(pair.threshold.probability))
    console.print(table)


def _candidate(console: Console, pair: PairExplanation) -> None:
    if pair.match_key:
        _say(console, [f"A candidate by the blocking rule {pair.match_key}."])
        return
    table = _table("Blocking keys: none made this pair", "rule", pair.left.record_id, pair.right.record_id, "shared")
    for key in pair.keys:
        _row(table, key.rule, _yes(key.left), _yes(key.right), _yes(key.shared))
    console.print(table)


def _changes(console: Console, changes: Iterable[Change]) -> None:
    for change in changes:
        _say(console, [f"  {change.words}: probability {change.probability:.4f}"])


def _table(title: str, *columns: str, numbers: int = 0) -> Table:
    table = Table(title=Text(title), title_justify="left", title_style="bold", box=SIMPLE_HEAD, show_edge=False)
    for place, column in enumerate(columns):
        table.add_column(Text(column), justify="right" if place >= len(columns) - numbers else "left", overflow="fold")
    return table


def _row(table: Table, *values: str | None) -> None:
    table.add_row(*(Text("-" if value is None else value) for value in values))


def _heading(console: Console, text: str) -> None:
    console.print(Text(f"\n{text}", style="bold"))


def _say(console: Console, sentences: Iterable[str]) -> None:
    for sentence in sentences:
        if sentence:
            console.print(Text(sentence))


def _chance(probability: float | None) -> str:
    return "-" if probability is None else f"{probability:.4f}"


def _yes(value: bool) -> str:
    return "yes" if value else "no"
