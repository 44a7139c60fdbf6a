"""The release of the quarter before, as tables: prev_person is its persons/, prev_family its families/, and so on.

Without a previous release, and for what an older release did not have yet, the tables are there all the same, without rows;
a column that an older release lacks is null. So no SQL asks whether there was a quarter before.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from dtsen_link import fingerprint
from dtsen_link.config import Config
from dtsen_link.contracts import TABLES
from dtsen_link.engine import Engine
from dtsen_link.errors import ConfigError
from dtsen_link.lineage import check_order
from dtsen_link.source_config import CARRIED_SOURCE

# Name in SQL -> folder of the release, boundary table whose columns it has.
PREVIOUS_TABLES = {
    "prev_person": ("persons", "gold_person"),
    "prev_family": ("families", "gold_family"),
    "prev_member": ("members", "gold_member"),
    "prev_person_source": ("person_sources", "gold_person_source"),
    "prev_absent": ("absent", "gold_absent"),
    "prev_id": ("ids", "gold_id"),
    # Once more, for whoever has to see all of them where all else is a part of the country.
    "prev_given": ("ids", "gold_id"),
    "prev_conflict": ("conflicts", "conflict"),
    "prev_conflict_event": ("conflict_events", "conflict_event"),
    "prev_decision": ("decisions", "gold_decision"),
}


def open_previous(engine: Engine, config: Config, names: Iterable[str]) -> None:
    """Make tables of the previous release known to an engine; names that are none of them are passed over."""
    for name in names:
        if name in PREVIOUS_TABLES:
            folder, table = PREVIOUS_TABLES[name]
            _open(engine, name, config.path(config.previous) / folder if config.previous else None, table)


def _open(engine: Engine, name: str, folder: Path | None, table: str) -> None:
    columns = TABLES[table].columns
    if folder is None or not any(folder.glob("**/*.parquet")):
        declared = ", ".join(f"{column.name} {column.type}" for column in columns)
        engine.drop([name])
        engine.execute(f"CREATE TABLE {name} ({declared})")
        return
    released = f"{name}_released"
    engine.open_parquet(released, folder / "**" / "*.parquet")
    found = engine.columns(released)
    selected = ", ".join(
        column.name if column.name in found else f"CAST(NULL AS {column.type}) AS {column.name}" for column in columns
    )
    engine.drop([name])
    engine.execute(f"CREATE VIEW {name} AS SELECT {selected} FROM {released}")


def previous_release(config: Config) -> str:
    """Name of the previous release; empty without one."""
    return str(_manifest(config)["release"]) if config.previous else ""


def of_previous(config: Config) -> str:
    """Hash of the previous release: its manifest names every file of it with a hash."""
    return fingerprint.of_file(_manifest_path(config)) if config.previous else ""


def check_previous(config: Config) -> None:
    """Stop where the previous release is none.

    Raises:
        ConfigError: `previous` names no release folder, the one that is to be built, or a later one.
    """
    if not config.previous:
        return
    _manifest(config)
    check_order(config)


def _manifest_path(config: Config) -> Path:
    return config.path(config.previous) / "manifest.json"


def _manifest(config: Config) -> dict[str, object]:
    path = _manifest_path(config)
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        found["release"]
    except (OSError, ValueError, KeyError, TypeError):
        raise ConfigError(
            f"previous = {config.previous!r}: {path.parent} is no release folder (no manifest.json that can be read in it); "
            "name the folder that `dtsen-link build` printed for the quarter before, or leave the key out"
        ) from None
    return dict(found)


# Table -> its columns that name records or units.
_LINKED = {
    "link_record": ("record_id",),
    "link_person_pair": ("record_id_l", "record_id_r"),
    "link_family_pair": ("unit_id_l", "unit_id_r"),
    "link_person": ("record_id",),
    "link_family": ("unit_id",),
    "link_pair": ("record_id_l", "record_id_r"),
    "link_question": ("record_id_l", "record_id_r"),
}


def hide_carried(engine: Engine, names: Iterable[str]) -> None:
    """Leave records carried over from the previous release out of the tables of the linkage.

    They are evidence of who somebody was, not deliveries: nothing is counted, asked, estimated or published of them.
    """
    for name in set(names) & _LINKED.keys():
        shown = " AND ".join(f"NOT starts_with({column}, '{CARRIED_SOURCE}:')" for column in _LINKED[name])
        engine.rename(name, f"all_{name}")
        engine.execute(f"CREATE VIEW {name} AS SELECT * FROM all_{name} WHERE {shown}")
