"""schema/ of a release: the data dictionary for people and programs, code lists, and a Frictionless data package.

datapackage.json follows the Data Package v1 standard of the Frictionless project (specs.frictionlessdata.io): one resource
per table, with field types, keys and foreign keys.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dtsen_link.contracts import Table
from dtsen_link.data_dictionary import as_data, as_markdown
from dtsen_link.publish.registry import Released
from dtsen_link.shipped_tables import shipped_table

_TYPES = {
    "VARCHAR": "string",
    "VARCHAR[]": "array",
    "INTEGER": "integer",
    "BIGINT": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
}
# Column of one table -> table and column it points to.
_REFERENCES = {
    "persons": {"family_id": ("families", "family_id")},
    "families": {"kepala_person_id": ("persons", "person_id")},
    "members": {"family_id": ("families", "family_id"), "person_id": ("persons", "person_id")},
    "person_sources": {"family_id": ("families", "family_id"), "person_id": ("persons", "person_id")},
    "provenance": {"record_id": ("person_sources", "record_id")},
    "sensitive": {"record_id": ("person_sources", "record_id")},
}
_INTRODUCTION = """# Tables of this release

One folder per table, Parquet inside, sorted by key. Codes are explained in code_lists.json, the same tables in a form for
programs stand in tables.json and datapackage.json.
"""


def write_schema(folder: Path, release: str, written: Sequence[Released]) -> None:
    """Write schema/ and datapackage.json for the tables of a release."""
    schema = folder / "schema"
    schema.mkdir()
    tables = tuple(_renamed(item) for item in written)
    (schema / "tables.md").write_text(as_markdown(tables, _INTRODUCTION, with_stage=False), encoding="utf-8")
    write_json(schema / "tables.json", as_data(tables))
    write_json(schema / "code_lists.json", code_lists())
    write_json(schema / "datapackage.json", _package(folder, release, written))


def code_lists() -> dict[str, list[dict[str, str]]]:
    """Every code list of the published columns: code, label and meaning."""
    lists: dict[str, list[dict[str, str]]] = {}
    for row in shipped_table("code_lists.csv").to_pylist():
        lists.setdefault(row.pop("list"), []).append(row)
    return lists


def write_json(path: Path, data: Any) -> None:
    """Write data as JSON for people and programs: keys in order, text as it stands."""
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


def _renamed(item: Released) -> Table:
    table = item.table
    return Table(item.folder, table.stage, table.grain, table.key, table.columns, table.open_ended)


def _package(folder: Path, release: str, written: Sequence[Released]) -> dict[str, Any]:
    return {
        "profile": "data-package",
        "name": f"dtsen-{release.lower()}",
        "title": f"DTSEN {release}",
        "resources": [_resource(folder, item) for item in written],
    }


def _resource(folder: Path, item: Released) -> dict[str, Any]:
    paths = sorted(path.relative_to(folder).as_posix() for path in (folder / item.folder).rglob("*.parquet"))
    references = _REFERENCES.get(item.folder, {})
    return {
        "profile": "data-resource",
        "name": item.folder,
        "description": f"One row is {item.table.grain}.",
        # Paths are seen from the release folder, as readers see it; the package file itself lies in schema/.
        "path": [f"../{path}" for path in paths],
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "schema": {
            "fields": [
                {
                    "name": column.name,
                    "type": _TYPES[column.type],
                    "description": column.meaning,
                    "constraints": {"required": not column.nullable},
                }
                for column in item.table.columns
            ],
            "primaryKey": list(item.table.key),
            "foreignKeys": [
                {"fields": column, "reference": {"resource": table, "fields": target}}
                for column, (table, target) in references.items()
            ],
        },
    }
