"""What became of ids: counted before a release is made, and looked up one by one afterwards."""

from __future__ import annotations

from pathlib import Path

import pyarrow.compute as pc
import pyarrow.dataset as ds
from pydantic import BaseModel
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from dtsen_link.config import Config
from dtsen_link.engine import DuckDBEngine
from dtsen_link.errors import ConfigError, NotFoundError
from dtsen_link.pipeline import open_tables

# Events that leave an id as it was.
UNCHANGED = ("kept", "same")


class IdEvent(BaseModel):
    """One thing that happened to an id between the previous release and this one."""

    event: str
    other_id: str | None
    reason: str
    record_ids: list[str]


class FoundId(BaseModel):
    """An id, what it stands for in a release, and what happened to it in that release.

    Attributes:
        id: as asked.
        entity: person or family.
        status: current, merged, absent or dissolved.
        current_id: the id it leads to; None where it leads to nobody.
        merged_into: the id it became part of, which may be absent; None unless merged.
        first_release: the first release it was in.
        last_release: the last one.
        release: the release it was looked up in.
        events: what happened to it from the previous release to this one.
    """

    id: str
    entity: str
    status: str
    current_id: str | None
    merged_into: str | None
    first_release: str
    last_release: str
    release: str
    events: list[IdEvent]


def count_changes(config: Config) -> dict[str, dict[str, int]]:
    """Ids by entity and event, of a build that has got as far as consolidate."""
    engine = DuckDBEngine(threads=1)
    try:
        open_tables(engine, config, ("id_event",))
        rows = engine.query("SELECT entity, event, count(*) AS n FROM id_event GROUP BY ALL ORDER BY ALL").to_pylist()
    finally:
        engine.close()
    counts: dict[str, dict[str, int]] = {"person": {}, "family": {}}
    for row in rows:
        counts[row["entity"]][row["event"]] = row["n"]
    return counts


def show_changes(counts: dict[str, dict[str, int]], console: Console) -> None:
    """Print the counts, what stays first."""
    table = Table(title="What would happen to the ids; nothing was published", box=SIMPLE_HEAD, title_justify="left")
    for heading in ("", "event", "ids"):
        table.add_column(heading, justify="right" if heading == "ids" else "left")
    for entity, events in counts.items():
        for event in sorted(events, key=lambda name: (name not in UNCHANGED, -events[name], name)):
            table.add_row(entity, event, f"{events[event]:,}")
    console.print(table)


def find_id(release: Path, entity_id: str) -> FoundId:
    """What an id of any quarter stands for in a release.

    Raises:
        ConfigError: `release` is no release folder, or was made before ids were kept.
        NotFoundError: no release up to this one ever gave this id.
    """
    found = _rows(release, "ids", "id", entity_id)
    if not found:
        raise NotFoundError(
            f"{entity_id}: this id was never given, as far as {release} knows; ids begin with P (person) or K (family) and "
            "20 digits and letters follow"
        )
    events = [
        IdEvent(**{name: row[name] for name in IdEvent.model_fields})
        for row in sorted(_rows(release, "id_events", "entity_id", entity_id), key=lambda row: str(row["event"]))
    ]
    return FoundId(**found[0], release=release.name, events=events)


def show_id(found: FoundId, console: Console) -> None:
    """Print what became of an id."""
    meaning = {
        "current": "is in this release",
        "merged": f"was merged into {found.current_id}",
        "absent": "is in none of this quarter's deliveries",
        "dissolved": "is no family any more: its people live in others",
    }
    text = meaning[found.status]
    if found.status == "merged" and found.current_id is None:
        text = f"was merged into {found.merged_into}, which is itself in none of this quarter's deliveries"
    console.print(f"{found.id} ({found.entity}) {text}", soft_wrap=True, markup=False, highlight=False)
    console.print(f"  first release {found.first_release}, last release {found.last_release}", highlight=False)
    for event in found.events:
        other = f" {event.other_id}" if event.other_id else ""
        records = f" ({', '.join(event.record_ids)})" if event.record_ids else ""
        line = f"  {found.release}: {event.event}{other}: {event.reason}{records}"
        console.print(line, soft_wrap=True, markup=False, highlight=False)


def _rows(release: Path, folder: str, column: str, value: str) -> list[dict[str, object]]:
    files = sorted((release / folder).glob("**/*.parquet"))
    if not files:
        raise ConfigError(
            f"{release}: not a release folder, or one made before ids were kept (no {folder}/*.parquet in it); "
            "name the folder that `dtsen-link build` printed"
        )
    table = ds.dataset(files, partitioning=None).to_table(filter=pc.field(column) == value)
    return list(table.to_pylist())
