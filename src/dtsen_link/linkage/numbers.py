"""Records and units by number: what families and resolve join on.

An id is a text of twenty letters, a number is eight bytes: joins, lists of members and Splink's pairs cost half as much. The
persons stage numbers records and units in the order of their ids, so that whatever is settled by id comes out the same. Inside
the stages record_id and unit_id *are* the numbers; the names come back with the last statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dtsen_link.engine import Engine

# Table -> id column -> the column that holds its number.
_NUMBERS: Mapping[str, Mapping[str, str]] = {
    "link_record": {"record_id": "record_no", "unit_id": "unit_no"},
    "link_person_pair": {"record_id_l": "record_no_l", "record_id_r": "record_no_r"},
    "link_family_pair": {"unit_id_l": "unit_no_l", "unit_id_r": "unit_no_r"},
    "link_person": {"record_id": "record_no", "cluster_id": "cluster_no"},
    "link_family": {"unit_id": "unit_no", "family_cluster_id": "family_cluster_no"},
    "link_pair": {"record_id_l": "record_no_l", "record_id_r": "record_no_r"},
}
_NAMED = "named_"


def use_numbers(engine: Engine, tables: Iterable[str]) -> None:
    """Put numbers in the place of ids in linked_family and these tables of earlier stages, link_record among them."""
    for table in tables:
        named = _NAMED + table
        engine.rename(table, named)
        numbers = _NUMBERS[table]
        columns = [
            f"{numbers[name]} AS {name}" if name in numbers else name
            for name in engine.columns(named)
            if name not in numbers.values()
        ]
        engine.execute(f"CREATE VIEW {table} AS SELECT {', '.join(columns)} FROM {named}")
    records = _NAMED + "link_record"
    engine.execute(f"CREATE TABLE tmp_record_name AS SELECT record_no AS number, record_id AS name FROM {records}")
    engine.execute(
        "CREATE TABLE tmp_unit_name AS "
        f"SELECT unit_no AS number, min(unit_id) AS name FROM {records} WHERE unit_id IS NOT NULL GROUP BY unit_no"
    )
    _number_families(engine)


def _number_families(engine: Engine) -> None:
    named = _NAMED + "linked_family"
    engine.rename("linked_family", named)
    columns = ["n.number AS unit_id", *(f"f.{name}" for name in engine.columns(named) if name != "unit_id")]
    engine.execute(
        f"CREATE TABLE linked_family AS SELECT {', '.join(columns)} "
        f"FROM {named} AS f INNER JOIN tmp_unit_name AS n ON f.unit_id = n.name"
    )


def give_names(engine: Engine, table: str, *, records: Iterable[str] = (), units: Iterable[str] = ()) -> None:
    """Put ids in the place of numbers in a finished table; where later stages want the numbers too, they follow.

    Args:
        engine: holds the table, and what `use_numbers` made.
        table: name of the table.
        records: columns that hold numbers of records.
        units: columns that hold numbers of units.
    """
    names = {**dict.fromkeys(records, "tmp_record_name"), **dict.fromkeys(units, "tmp_unit_name")}
    kept = _NUMBERS.get(table, {})
    columns = [f"n_{name}.name AS {name}" if name in names else f"t.{name}" for name in engine.columns(table)]
    columns += [f"t.{name} AS {number}" for name, number in kept.items()]
    joins = [f"LEFT JOIN {source} AS n_{name} ON t.{name} = n_{name}.number" for name, source in names.items()]
    numbered = f"tmp_numbered_{table}"
    engine.rename(table, numbered)
    engine.execute(f"CREATE TABLE {table} AS SELECT {', '.join(columns)} FROM {numbered} AS t {' '.join(joins)}")
    engine.drop([numbered])
