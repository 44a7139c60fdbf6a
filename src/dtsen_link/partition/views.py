"""What a stage sees of its tables when it runs on one part: the rows of that part, under the same names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dtsen_link.engine import Engine

_WHOLE = "whole_"


@dataclass(frozen=True)
class _Key:
    """Which column of a table says whose row it is, and where that one's part stands."""

    column: str
    home: str
    home_column: str
    kind: str = ""


_BY_RECORD = {"std_person": "record_id", "record_tie": "record_id"}
_BY_RECORD_NO = {"link_record": "record_no", "record_content": "record_no", "link_person_pair": "record_no_l"}
_BY_UNIT = {"std_family": "unit_id", "carried_family": "unit_id"}
_BY_PERSON = ("prev_person", "prev_member", "prev_person_source", "prev_absent")
_BY_DECISION = ("decision", "decision_record", "prev_decision")
_KEYS: Mapping[str, _Key] = {
    **{table: _Key(column, "part_record", "record_id") for table, column in _BY_RECORD.items()},
    **{table: _Key(column, "part_record", "record_no") for table, column in _BY_RECORD_NO.items()},
    **{table: _Key(column, "part_unit", "unit_id") for table, column in _BY_UNIT.items()},
    **{table: _Key("person_id", "part_entity", "id", "person") for table in _BY_PERSON},
    **{table: _Key("decision_id", "part_entity", "id", "decision") for table in _BY_DECISION},
    "prev_family": _Key("family_id", "part_entity", "id", "family"),
}
# Read many times and by many columns: the rows of a part are written out once.
_SETTLED = frozenset({"link_record", "link_person_pair", "std_person", "std_family"})


def parts(engine: Engine) -> list[int]:
    """The parts in their order; the first takes what no record of this quarter is tied to, and is there without any record."""
    found = engine.query("SELECT DISTINCT part FROM part_province ORDER BY part").to_pylist()
    return [row["part"] for row in found] or [1]


def restrict(engine: Engine, names: Iterable[str], part: int) -> None:
    """Put the rows of one part in the place of whole tables.

    Args:
        engine: holds the tables and what the stage partition leaves.
        names: tables a stage reads; those that are no table of rows of the country are passed over.
        part: from 1 on.
    """
    for name in names:
        if name in _KEYS:
            _show(engine, name, _condition(_KEYS[name], part))
        elif name == "prev_id":
            # Ids of persons and families lie in one table.
            kinds = " OR ".join(
                f"(entity = '{kind}' AND {_condition(_Key('id', 'part_entity', 'id', kind), part)})"
                for kind in ("person", "family")
            )
            _show(engine, name, kinds)
        if name in _SETTLED:
            engine.settle(name)


def _show(engine: Engine, name: str, condition: str) -> None:
    engine.rename(name, _WHOLE + name)
    engine.execute(f"CREATE VIEW {name} AS SELECT * FROM {_WHOLE}{name} WHERE {condition}")


def _condition(key: _Key, part: int) -> str:
    kind = f" AND entity = '{key.kind}'" if key.kind else ""
    if part == 1:
        return f"{key.column} NOT IN (SELECT {key.home_column} FROM {key.home} WHERE part <> 1{kind})"
    return f"{key.column} IN (SELECT {key.home_column} FROM {key.home} WHERE part = {part}{kind})"
