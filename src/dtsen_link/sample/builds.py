"""A configuration for each quarter of a sample, ready to build: one folder of releases, one id key, each after the one before."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from dtsen_link.project import write_key
from dtsen_link.sample.people import DATES
from dtsen_link.sample.updates import state_of

_HEAD = """\
# Quarter {quarter} of a synthetic sample: dtsen-link build --config {folder}/dtsen.toml, quarter after quarter.
release = "{release}"
out = "../releases"
work = "../work"
decisions = "../decisions"
id_key_file = "../id.key"
"""
_SOURCE = """
[[sources]]
preset = "sources/{source}.toml"
files = ["{file}"]
data_date = {day}
"""


def configuration(quarter: int, files: dict[str, str]) -> str:
    """The dtsen.toml of one quarter.

    Args:
        quarter: from 1.
        files: source -> name of its delivery, beside the configuration.
    """
    head = _HEAD.format(quarter=quarter, folder=f"q{quarter}", release=release_of(quarter))
    if quarter > 1:
        head += f'previous = "../releases/{release_of(quarter - 1)}"\n'
    sources = (
        _SOURCE.format(source=source, file=file, day=_day(state_of(source, quarter))) for source, file in files.items()
    )
    return head + "".join(sources)


def release_of(quarter: int) -> str:
    """The name of the quarter's release, after the quarter of the year in which DTKS was delivered."""
    day = _day(state_of("dtks", quarter))
    return f"{day.year}Q{(day.month + 2) // 3}"


def key_for_all(folder: Path) -> Path:
    """A key for the ids of all quarters; one that is there stays, or every person would get a new id."""
    key = folder / "id.key"
    if not key.exists():
        write_key(key)
    return key


def _day(state: int) -> date:
    return date(1970, 1, 1) + timedelta(days=DATES[state])
