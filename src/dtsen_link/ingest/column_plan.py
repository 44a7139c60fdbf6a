"""Which delivered column fills which of ours.

Deliveries write their headers by hand: case, blanks and a byte order mark come and go, so names are compared without
them. A column of the configuration that a file lacks is an error, because a release without it would look complete; only
columns of programmes may be lacking, which says nothing of anybody. A column of the file that the configuration does not
know is reported, never dropped in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dtsen_link.source_config import PERSON_COLUMNS, SourceConfig

# Blanks that deliveries carry around values: plain ones, no-break, zero-width, byte order mark.
BLANKS = " \t\r\n\u00a0\u200b\u200c\u200d\u2060\ufeff"


@dataclass(frozen=True)
class ColumnPlan:
    """The columns of one delivered file, held against the configuration.

    Attributes:
        header: the delivered names, in order.
        positions: canonical column -> places in the header that fill it.
        sensitive: sensitive column as configured -> its place.
        extra: name of an extra -> places in the header that fill it.
        programmes: programme -> its place, of those the file has a column of.
        missing: configured columns the file lacks, as (key of the configuration, delivered name).
        doubled: configured columns that the file has more than once.
        unmapped: columns of the file that the configuration does not name.
        ignored: places of the columns that are left out on purpose.
    """

    header: tuple[str, ...]
    positions: dict[str, tuple[int, ...]]
    sensitive: dict[str, int]
    extra: dict[str, tuple[int, ...]]
    programmes: dict[str, int]
    missing: tuple[tuple[str, str], ...]
    doubled: tuple[str, ...]
    unmapped: tuple[str, ...]
    ignored: tuple[int, ...]

    def problem(self, file: str) -> str:
        """What is wrong, in words; empty when every configured column is there once."""
        lines = [
            f'{file}: column "{name}" is missing ({_place(key)}). Columns found: {", ".join(self.header)}. '
            "Correct its name there, or take it out of the source if the delivery has no such column."
            for key, name in self.missing
        ]
        lines += [
            f'{file}: column "{name}" comes more than once in the header. Rename one of them in the file.'
            for name in self.doubled
        ]
        return "\n".join(lines)


def plan_columns(source: SourceConfig, header: Sequence[str]) -> ColumnPlan:
    """Hold the header of a file against the configuration of its source."""
    places: dict[str, list[int]] = {}
    for place, name in enumerate(header):
        places.setdefault(plain_name(name), []).append(place)
    wanted = _wanted(source)
    found = {key: [places.get(plain_name(name), []) for name in names] for key, names in wanted.items()}
    used = {plain_name(name) for names in wanted.values() for name in names}
    ignored = {plain_name(name) for name in source.ignore} - used
    known = used | ignored
    complete = {key: tuple(hits[0] for hits in column) for key, column in found.items() if all(column)}
    return ColumnPlan(
        header=tuple(name.strip(BLANKS) for name in header),
        positions={key: complete[key] for key in PERSON_COLUMNS if key in complete},
        sensitive={
            name: complete[f"sensitive.{name}"][0] for name in source.sensitive if f"sensitive.{name}" in complete
        },
        extra={name: complete[f"extra.{name}"] for name in sorted(source.extra) if f"extra.{name}" in complete},
        programmes={
            name: complete[f"programmes.{name}"][0]
            for name in sorted(source.programmes)
            if f"programmes.{name}" in complete
        },
        missing=tuple(
            (key, name)
            for key, names in wanted.items()
            for name in names
            if plain_name(name) not in places and not key.startswith("programmes.")
        ),
        doubled=tuple(
            sorted({n for names in wanted.values() for n in names if len(places.get(plain_name(n), [])) > 1})
        ),
        unmapped=tuple(name.strip(BLANKS) for name in header if plain_name(name) and plain_name(name) not in known),
        ignored=tuple(place for place, name in enumerate(header) if plain_name(name) in ignored),
    )


def _place(key: str) -> str:
    if key.startswith("extra."):
        return f"{key} of the source"
    return "sensitive of the source" if key.startswith("sensitive.") else f"columns.{key} of the source"


def configured_names(source: SourceConfig) -> frozenset[str]:
    """Every delivered column the configuration names, in the form used for comparison."""
    return frozenset(plain_name(name) for names in _wanted(source).values() for name in names)


def plain_name(name: str) -> str:
    """A column name without case, outer blanks and doubled inner blanks."""
    return " ".join(name.strip(BLANKS).casefold().split())


def find_header(rows: Sequence[Sequence[str]], source: SourceConfig) -> tuple[int, int]:
    """The row that names most configured columns (title rows stand above it), and how many it names."""
    names = configured_names(source)
    scores = [len(names & {plain_name(cell) for cell in row}) for row in rows]
    best = max(range(len(scores)), key=lambda place: (scores[place], -place), default=0)
    return best, scores[best] if scores else 0


def _wanted(source: SourceConfig) -> dict[str, tuple[str, ...]]:
    columns = {key: _names(value) for key, value in source.columns.items()}
    extras = {f"extra.{name}": _names(value) for name, value in source.extra.items()}
    programmes = {f"programmes.{name}": (column,) for name, column in source.programmes.items()}
    return columns | extras | programmes | {f"sensitive.{name}": (name,) for name in source.sensitive}


def _names(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
