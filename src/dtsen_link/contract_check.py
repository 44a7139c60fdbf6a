"""A table that a stage leaves behind, held against what contracts.py promises of it."""

from __future__ import annotations

from dtsen_link.contracts import Table
from dtsen_link.engine import Engine
from dtsen_link.errors import ContractError


def check_contract(engine: Engine, stage: str, table: Table) -> None:
    """Hold a table against its contract: columns and types in order, no null where none may be, key unique.

    Raises:
        ContractError: names stage, table and column, and how many rows.
    """
    found = engine.columns(table.name)
    declared = {column.name: column.type for column in table.columns}
    shown = dict(list(found.items())[: len(declared)]) if table.open_ended else found
    if shown != declared or list(shown) != list(declared):
        wrong = sorted(set(shown.items()) ^ set(declared.items()))
        raise ContractError(f"{stage}: {table.name}: columns differ from the contract: {wrong or 'order'}")
    never_null = [column.name for column in table.columns if not column.nullable]
    known = ", ".join(["count(*) AS n", *(f"count({name}) AS {name}" for name in never_null)])
    counts = engine.query(f"SELECT {known} FROM {table.name}").to_pylist()[0]
    for name in never_null:
        if counts[name] < counts["n"]:
            raise ContractError(f"{stage}: {table.name}.{name}: null in {counts['n'] - counts[name]} rows, none may be")
    check_key(engine, stage, table, counts["n"])


def check_key(engine: Engine, stage: str, table: Table, count: int) -> None:
    """Hold a table of so many rows against the promise that its key tells them apart.

    Raises:
        ContractError: names stage, table and key, and how many rows repeat it.
    """
    # Hashes that all differ prove that the keys do, for a fifth; only where some do not are the keys looked at.
    if engine.hashes(table.name, table.key) < count:
        keys = engine.query(f"SELECT count(DISTINCT ({', '.join(table.key)})) AS n FROM {table.name}").to_pylist()[0][
            "n"
        ]
        if keys < count:
            raise ContractError(f"{stage}: {table.name}: {count - keys} rows repeat the key {table.key}")
