"""The open questions of a release, narrowed down by type, area, role, severity and age: to look at, or as queue files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from rich.console import Console

from dtsen_link.decisions.rules import check_named
from dtsen_link.errors import ConfigError
from dtsen_link.listing import show_list
from dtsen_link.publish.queues import export_conflicts, read_conflicts

_AREA = re.compile(r"(?:[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{10})?", re.ASCII)
SEVERITIES = {"rendah": 1, "sedang": 2, "tinggi": 3}


@dataclass(frozen=True)
class Wanted:
    """Which questions; what is empty or 0 leaves none out.

    Attributes:
        jenis: types.
        area: code of a province, kabupaten, kecamatan or desa.
        role: role that is asked.
        severity: at least so grave, 1 to 3.
        age: open for at least so many quarters.
    """

    jenis: tuple[str, ...] = ()
    area: str = ""
    role: str = ""
    severity: int = 0
    age: int = 0


def find_conflicts(release: Path, wanted: Wanted) -> pl.DataFrame:
    """The open questions asked for, the gravest first.

    Raises:
        ConfigError: no release folder; a type or a role that does not exist; an area that is no code.
    """
    check_named(wanted.jenis, wanted.role)
    if not _AREA.fullmatch(wanted.area):
        raise ConfigError(
            f"--area {wanted.area}: no code of a region; a province has 2 digits, a kabupaten 4, a kecamatan 6, a desa 10"
        )
    conflicts = read_conflicts(release)
    area = pl.coalesce("kode_desa", "kode_kec", "kode_kab", "kode_prov").fill_null("")
    kept = conflicts.filter(
        pl.col("jenis").is_in(wanted.jenis) if wanted.jenis else pl.lit(value=True),
        area.str.starts_with(wanted.area),
        pl.col("peran") == wanted.role if wanted.role else pl.lit(value=True),
        pl.col("tingkat") >= wanted.severity,
        pl.col("umur_kuartal") >= wanted.age,
    )
    return kept.sort(pl.col("tingkat").neg(), pl.col("umur_kuartal").neg(), "kode_kab", "conflict_id", nulls_last=True)


def show_conflicts(conflicts: pl.DataFrame, limit: int, console: Console, notes: Console) -> None:
    """One row per question, masked as in the queue files; how many there are goes to `notes`."""
    names = {number: word for word, number in SEVERITIES.items()}
    rows = [
        (
            *(row["conflict_id"], row["jenis"], names[row["tingkat"]], row["peran"], row["kode_kab"] or "nasional"),
            *(str(row["umur_kuartal"]), row["bukti"]),
        )
        for row in conflicts.head(limit).iter_rows(named=True)
    ]
    show_list(("conflict", "type", "severity", "role", "area", "quarters", "evidence"), rows, console)
    more = conflicts.height - limit
    notes.print(
        f"{conflicts.height:,} open questions" + (f", {more:,} not shown (--limit)" if more > 0 else ""), markup=False
    )


def export_found(release: Path, wanted: Wanted, out: Path, *, unmask: bool, force: bool = False) -> list[Path]:
    """The same as queue files per kabupaten and role; see `queues.export_queues`."""
    return export_conflicts(release, find_conflicts(release, wanted), out, unmask=unmask, force=force)
