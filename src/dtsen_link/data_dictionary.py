"""The data dictionary: contracts.py as text for people (docs/tables.md) and as data (the release's schema/)."""

from __future__ import annotations

from typing import Any

from dtsen_link.contracts import BOUNDARY_TABLES, Column, Table

_INTRODUCTION = """# Tables

Every table between the stages of a build and in the release, generated from `src/dtsen_link/contracts.py` by
`dtsen-link tables`. "may be null" stands where a value can be missing; the meaning says what null stands for.
"""


def as_markdown(
    tables: tuple[Table, ...] = BOUNDARY_TABLES, introduction: str = _INTRODUCTION, *, with_stage: bool = True
) -> str:
    """All tables as one Markdown document, in the order given; by default that in which the build makes them."""
    return "\n".join([introduction, *(_table_section(table, with_stage=with_stage) for table in tables)])


def as_data(tables: tuple[Table, ...] = BOUNDARY_TABLES) -> list[dict[str, Any]]:
    """The same as plain data, for programs."""
    return [
        {
            "table": table.name,
            "stage": table.stage,
            "row": table.grain,
            "key": list(table.key),
            "open_ended": table.open_ended,
            "columns": [
                {"name": column.name, "type": column.type, "nullable": column.nullable, "meaning": column.meaning}
                for column in table.columns
            ],
        }
        for table in tables
    ]


def _table_section(table: Table, *, with_stage: bool) -> str:
    stage = f"Stage {table.stage}. " if with_stage else ""
    more = " Columns of the model's comparison levels may follow." if table.open_ended else ""
    lines = [
        f"## {table.name}",
        "",
        f"{stage}One row is {table.grain}. Key: {', '.join(f'`{name}`' for name in table.key)}.{more}",
        "",
        "| column | type | null | meaning |",
        "|---|---|---|---|",
        *(_column_row(column) for column in table.columns),
        "",
    ]
    return "\n".join(lines)


def _column_row(column: Column) -> str:
    meaning = column.meaning.replace("|", "\\|")
    return f"| `{column.name}` | {column.type} | {'may be null' if column.nullable else ''} | {meaning} |"
