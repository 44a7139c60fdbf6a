"""Queue files: the release's conflicts, split by kabupaten and by the role that is asked.

A facilitator opens one workbook with the questions of one kabupaten, the gravest first, and writes the answer beside each.
So files are small, speak Indonesian, and show no more of a person than the task needs: NIK, KK and names are masked unless
the office asks for them in full, and files in full are readable by their owner alone.

    <out>/<kode_kab or nasional>/<peran>.parquet, .csv, .xlsx
"""

from __future__ import annotations

import errno
import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from dtsen_link.errors import StorageError
from dtsen_link.publish.workbook import ANSWER_COLUMNS, write_workbook
from dtsen_link.released import scan_released
from dtsen_link.shipped_tables import region_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from dtsen_link.config import Config
    from dtsen_link.engine import Engine

FORMATS = ("parquet", "csv", "xlsx")
NATIONAL = "nasional"
# Name of the folder of one kabupaten's queue files.
_PLACE = re.compile(rf"[0-9]{{4}}|{NATIONAL}")
# More names in one cell help nobody; the number of the others is told.
_PERSONS_SHOWN = 8
_CONFLICT = (
    "conflict_id",
    "jenis",
    "tingkat",
    "peran",
    "kode_kab",
    "kode_kec",
    "kode_desa",
    "person_ids",
    "bukti",
    "saran",
    "rilis_pertama",
    "sidik",
)
_ADDRESS = ("jalan", "dusun", "rt", "rw")
_PERSON = ("person_id", "nama", "nik", "family_id", "nomor", "blok", *_ADDRESS)
# A question may be about somebody who is in no delivery.
_EVERYBODY = "(SELECT * FROM gold_person UNION ALL BY NAME SELECT * FROM gold_absent)"
_FAMILY = ("family_id", "no_kk", "nama_kepala", *_ADDRESS)
# What all members of a household share: told once where all persons of a question have the same.
_OF_HOUSEHOLD = ("no_kk", "kepala_keluarga", "alamat", "rt", "rw")
_SEVERITY = {3: "tinggi", 2: "sedang", 1: "rendah"}


@dataclass(frozen=True)
class QueueTables:
    """Questions, at least the persons whom they show, and families: the columns that queue files need."""

    conflicts: pl.DataFrame
    persons: pl.DataFrame
    families: pl.DataFrame


def queue_tables(engine: Engine) -> QueueTables:
    """What the queue files of a release that is being made are made of."""
    named = f"(SELECT unnest(list_slice(person_ids, 1, {_PERSONS_SHOWN})) FROM conflict)"
    return QueueTables(
        pl.DataFrame(engine.query(f"SELECT {', '.join(_CONFLICT)} FROM conflict")),
        # Most persons are in no question.
        pl.DataFrame(engine.query(f"SELECT {', '.join(_PERSON)} FROM {_EVERYBODY} WHERE person_id IN {named}")),
        pl.DataFrame(engine.query(f"SELECT {', '.join(_FAMILY)} FROM gold_family")),
    )


def write_queues(tables: QueueTables, config: Config, folder: Path) -> list[Path]:
    """Write the queue files of a release that is being made, into `<folder>/queues`."""
    rows = queue_rows(tables.conflicts, tables.persons, tables.families, unmask=config.queues.unmask)
    return _write(
        rows,
        folder / "queues",
        config.queues.formats,
        unmask=config.queues.unmask,
        setting="out",
        threads=config.threads,
    )


def export_queues(release: Path, out: Path, *, unmask: bool, force: bool = False) -> list[Path]:
    """Write a published release's queue files again, in all formats.

    Args:
        release: a release folder.
        out: where the files go; made if it is not there.
        unmask: NIK, KK and names in full.
        force: though queue files are there; those of the same name are replaced, others left.

    Raises:
        ConfigError: `release` is no release folder.
        StorageError: `out` cannot be written, or holds queue files.
    """
    return export_conflicts(release, _read(release, "conflicts", _CONFLICT), out, unmask=unmask, force=force)


def read_conflicts(release: Path) -> pl.DataFrame:
    """The conflicts of a published release, as far as queue files show them, and for how many quarters they have been open.

    Raises:
        ConfigError: `release` is no release folder.
    """
    conflicts = _read(release, "conflicts")
    if "umur_kuartal" not in conflicts.columns:
        conflicts = conflicts.with_columns(umur_kuartal=pl.lit(0))
    return conflicts.select(*_CONFLICT, "kode_prov", "umur_kuartal")


def export_conflicts(
    release: Path, conflicts: pl.DataFrame, out: Path, *, unmask: bool, force: bool = False
) -> list[Path]:
    """Write queue files of some conflicts of a published release; see `export_queues`."""
    if not force:
        _refuse_sheets(out)
    persons = _read(release, "persons", _PERSON)
    if any((release / "absent").glob("**/*.parquet")):
        persons = pl.concat([persons, _read(release, "absent", _PERSON)])
    families = _read(release, "families", _FAMILY)
    return _write(queue_rows(conflicts, persons, families, unmask=unmask), out, FORMATS, unmask=unmask, setting="--out")


def _refuse_sheets(out: Path) -> None:
    """Sheets that are there may hold answers, and those of another choice of questions would be taken for the same."""
    there = sorted(
        path
        for path in out.glob("*/*")
        if path.suffix[1:] in FORMATS and _PLACE.fullmatch(path.parent.name) and path.is_file()
    )
    if there:
        more = f" and {len(there) - 1:,} more" if len(there) > 1 else ""
        raise StorageError(
            f"{out}: queue files are there already ({there[0].relative_to(out).as_posix()}{more}), and answers may stand in "
            "them. Choose another folder (--out), or write over files of the same name with --force"
        )


def queue_rows(conflicts: pl.DataFrame, persons: pl.DataFrame, families: pl.DataFrame, *, unmask: bool) -> pl.DataFrame:
    """One row per conflict as a person reads it, with `kode_kab` (nasional where there is none) and `peran` to split by."""
    people = _people(conflicts, persons, families, unmask=unmask)
    region = _region_names()
    named = conflicts.join(people, on="conflict_id", how="left")
    for level in ("kab", "kec", "desa"):
        names = region.rename({"code": f"kode_{level}", "name": f"nama_{level}"})
        named = named.join(names, on=f"kode_{level}", how="left")
    ordered = named.sort(pl.col("tingkat").neg(), "kode_kec", "kode_desa", "jenis", "conflict_id", nulls_last=True)
    return ordered.select(
        pl.col("kode_kab").fill_null(NATIONAL),
        "peran",
        pl.col("conflict_id").alias("no_konflik"),
        "jenis",
        pl.col("tingkat").replace_strict(_SEVERITY, return_dtype=pl.String),
        pl.col("nama_kab").fill_null("").alias("kabupaten"),
        pl.col("nama_kec").fill_null("").alias("kecamatan"),
        pl.col("nama_desa").fill_null("").alias("desa"),
        *(pl.col(name).fill_null("") for name in ("alamat", "rt", "rw", "kepala_keluarga", "nama", "nik", "no_kk")),
        "bukti",
        "saran",
        *(pl.lit("").alias(name) for name in ANSWER_COLUMNS),
        "rilis_pertama",
        "sidik",
    )


def _people(conflicts: pl.DataFrame, persons: pl.DataFrame, families: pl.DataFrame, *, unmask: bool) -> pl.DataFrame:
    """One row per conflict with who the persons concerned are and where to find them, one line per person, by their ids."""
    named = conflicts.select(
        "conflict_id", pl.col("person_ids").list.len().alias("n"), pl.col("person_ids").list.head(_PERSONS_SHOWN)
    ).explode("person_ids", empty_as_null=False, keep_nulls=False)
    # Most persons are in no question; masking is the dearest part.
    concerned = persons.join(named, left_on="person_id", right_on="person_ids", how="semi")
    known = concerned.join(families, on="family_id", how="left", suffix="_family").select(
        pl.col("person_id").alias("person_ids"),
        _shown_name("nama", unmask=unmask),
        _shown_number("nik", unmask=unmask),
        _shown_number("no_kk", unmask=unmask),
        _shown_name("nama_kepala", unmask=unmask).alias("kepala_keluarga"),
        *_place(unmask=unmask),
    )
    single = named.join(known, on="person_ids", how="left", maintain_order="left")
    # Lists are gathered first and joined to lines for all questions at once; line by line within each takes four times as long.
    gathered = single.group_by("conflict_id", maintain_order=True).agg(
        pl.col("n").first(),
        pl.col("nama").fill_null("?"),
        pl.col("nik", *_OF_HOUSEHOLD).fill_null("-"),
        pl.col(_OF_HOUSEHOLD).first().name.suffix("_first"),
        (pl.col(_OF_HOUSEHOLD).n_unique() == 1).name.suffix("_same"),
    )
    more = pl.when(pl.col("n") > _PERSONS_SHOWN).then(pl.format("\n(+{})", pl.col("n") - _PERSONS_SHOWN))
    return gathered.select(
        "conflict_id",
        pl.col("nama").list.join("\n") + more.otherwise(pl.lit("")),
        pl.col("nik").list.join("\n"),
        *(_lines(name) for name in _OF_HOUSEHOLD),
    )


def _lines(name: str) -> pl.Expr:
    """One line per person, `-` where nothing is known; a single one when it is the same for all, empty when unknown."""
    return pl.when(f"{name}_same").then(f"{name}_first").otherwise(pl.col(name).list.join("\n")).alias(name)


def _place(*, unmask: bool) -> tuple[pl.Expr, ...]:
    """Address in words, RT and RW: the person's own, or the family's where the person has none."""
    own = pl.coalesce(_ADDRESS).is_not_null()
    jalan, dusun, rt, rw = (pl.when(own).then(pl.col(name)).otherwise(pl.col(f"{name}_family")) for name in _ADDRESS)
    parts = (jalan, pl.format("No. {}", "nomor"), pl.format("Blok {}", "blok"), pl.format("Dusun {}", dusun))
    words = pl.concat_str(parts, separator=", ", ignore_nulls=True)
    if not unmask:
        # A NIK or KK that was typed into the address.
        words = words.str.replace_all(r"[0-9]{8,}", "********")
    shown = pl.when(words != "").then(words)
    return shown.alias("alamat"), rt.alias("rt"), rw.alias("rw")


def _shown_name(name: str, *, unmask: bool) -> pl.Expr:
    """The polars form of domain.masking.mask_name, for whole columns."""
    if unmask:
        return pl.col(name)
    return (
        pl.col(name)
        .str.replace_all(r"[\t\n\f\r ]+", " ")
        .str.strip_chars(" ")
        .str.replace_all("([^ ])[^ ]*", "${1}***")
    )


def _shown_number(name: str, *, unmask: bool) -> pl.Expr:
    """The polars form of domain.masking.mask_number for a column of NIK or KK, which have 16 digits or are null."""
    if unmask:
        return pl.col(name)
    return pl.col(name).str.slice(0, 6) + "********" + pl.col(name).str.slice(-2)


def _region_names() -> pl.DataFrame:
    """Code and name of every current region; a code that is not in it shows an empty name."""
    return pl.DataFrame(region_table())


def _write(
    rows: pl.DataFrame, out: Path, formats: tuple[str, ...], *, unmask: bool, setting: str, threads: int = 0
) -> list[Path]:
    queues: list[tuple[pl.DataFrame, Path]] = []
    try:
        for folder, role, part in _parts(rows):
            target = out / folder
            target.mkdir(parents=True, exist_ok=True)
            queues.extend((part, target / f"{role}.{ending}") for ending in formats)
        write_files(queues, mode=0o600 if unmask else 0o666, threads=threads)
    except PermissionError as error:
        raise StorageError(
            f"{error.filename or out}: no permission to write here; choose another folder ({setting})"
        ) from error
    except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
        raise StorageError(
            f"{error.filename or out}: a file is in the way of a folder, or the other way round; "
            f"choose another folder ({setting})"
        ) from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise StorageError(f"{out}: the disk is full; free space or choose another folder ({setting})") from error
        raise
    return [path for _, path in queues]


def write_files(queues: Sequence[tuple[pl.DataFrame, Path]], *, mode: int = 0o666, threads: int = 0) -> None:
    """Write many queue files, some at a time, in the place of those that are there.

    Args:
        queues: rows and path of each file; its ending tells the format.
        mode: who may read and write the files.
        threads: how many at a time; 0 for one per core.
    """
    # Packing takes most of the time and leaves the interpreter to others. From the dearest down, so that all end together.
    dearest_first = sorted(queues, key=lambda queue: (queue[1].suffix != ".xlsx", -queue[0].height))
    with ThreadPoolExecutor(threads or os.cpu_count() or 1) as pool:
        for _ in pool.map(lambda queue: _write_file(queue[0], queue[1], mode), dearest_first):
            pass


def _parts(rows: pl.DataFrame) -> Iterator[tuple[str, str, pl.DataFrame]]:
    parts = rows.partition_by(["kode_kab", "peran"], as_dict=True, include_key=False, maintain_order=True)
    for key in sorted(parts):
        yield str(key[0]), str(key[1]), parts[key]


def _write_file(part: pl.DataFrame, path: Path, mode: int) -> None:
    # Readable by the owner alone from the first byte, not from the last.
    path.unlink(missing_ok=True)
    path.touch(mode=mode)
    if path.suffix == ".xlsx":
        write_workbook(part, path)
    elif path.suffix == ".parquet":
        part.write_parquet(path, compression="zstd", compression_level=1, statistics=False)
    else:
        # The mark at the beginning makes Excel read UTF-8.
        part.write_csv(path, include_bom=True, quote_style="non_numeric")


def _read(release: Path, table: str, columns: tuple[str, ...] = ()) -> pl.DataFrame:
    found = scan_released(release, table)
    return (found.select(columns) if columns else found).collect()
