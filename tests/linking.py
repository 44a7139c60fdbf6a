"""Runs persons, families and resolve on records made by hand, alone or planted among the sample's.

A model needs a population: chance agreement and the rarity of names are read off the data. So hard cases are planted among
the standardised sample and linked with it in one run, which all tests of a session share (`town()`).
"""

from __future__ import annotations

import functools
import io
import tempfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console
from tests.building import new_project
from tests.factories import Row, arrow, person, unit

from dtsen_link import pipeline
from dtsen_link.config import Config, LinkConfig, load_config
from dtsen_link.contract_check import check_contract
from dtsen_link.contracts import TABLES
from dtsen_link.decisions.tables import open_decisions
from dtsen_link.earlier import open_earlier
from dtsen_link.engine import DuckDBEngine
from dtsen_link.families.stage import STAGE as FAMILIES
from dtsen_link.persons.stage import STAGE as PERSONS
from dtsen_link.previous import open_previous
from dtsen_link.progress import Progress
from dtsen_link.resolve.stage import STAGE as RESOLVE
from dtsen_link.source_config import SourceConfig
from dtsen_link.stage import Stage

STAGES = (PERSONS, FAMILIES, RESOLVE)
HEAPED = {(7, 1), (12, 31), (1, 1)}
KEPALA, PASANGAN, ANAK, MENANTU, CUCU, ORANGTUA = 1, 2, 3, 4, 5, 6
UNIT_TYPES = {"dtks": "ruta", "regsosek": "kk", "p3ke": "couple"}


def configuration(**link: Any) -> Config:
    """A configuration with the given [link] keys; its one source is never read."""
    source = SourceConfig(
        name="dtks",
        files=("dtks.csv",),
        data_date=date(2025, 2, 28),
        family_unit="none",
        region_codes="none",
        columns={"source_record_id": "id", "nama": "nama"},
    )
    return Config(release="2026Q4", sources=(source,), link=LinkConfig(**link), folder=Path("nowhere"))


@dataclass(frozen=True)
class Linked:
    """What the three stages made of some records."""

    tables: dict[str, pa.Table]

    def rows(self, name: str) -> list[Row]:
        rows: list[Row] = self.tables[name].to_pylist()
        return rows

    def person(self, record_id: str) -> Row:
        """The row of link_person of one record."""
        return self._persons[record_id]

    def family(self, unit_id: str) -> Row:
        """The row of link_family of one unit."""
        return self._families[unit_id]

    def one_person(self, *record_ids: str) -> bool:
        return len({self.person(record_id)["cluster_id"] for record_id in record_ids}) == 1

    def one_family(self, *unit_ids: str) -> bool:
        return len({self.family(unit_id)["family_cluster_id"] for unit_id in unit_ids}) == 1

    def distinct(self, *record_ids: str) -> bool:
        """Whether no two of the records are one person."""
        return len({self.person(record_id)["cluster_id"] for record_id in record_ids}) == len(record_ids)

    def question(self, left: str, right: str) -> Row | None:
        """What is asked about a pair, if anything."""
        return self._questions.get((min(left, right), max(left, right)))

    def person_pair(self, left: str, right: str) -> Row | None:
        """The pair as the person model alone scored it, if a blocking rule made it."""
        return self._pairs.get((min(left, right), max(left, right)))

    def unit_pair(self, left: str, right: str) -> Row | None:
        """The pair of units as the family model scored it."""
        return self._unit_pairs.get((min(left, right), max(left, right)))

    @functools.cached_property
    def _persons(self) -> dict[str, Row]:
        return {row["record_id"]: row for row in self.rows("link_person")}

    @functools.cached_property
    def _families(self) -> dict[str, Row]:
        return {row["unit_id"]: row for row in self.rows("link_family")}

    @functools.cached_property
    def _questions(self) -> dict[tuple[str, str], Row]:
        return {(row["record_id_l"], row["record_id_r"]): row for row in self.rows("link_question")}

    @functools.cached_property
    def _pairs(self) -> dict[tuple[str, str], Row]:
        return {(row["record_id_l"], row["record_id_r"]): row for row in self.rows("link_person_pair")}

    @functools.cached_property
    def _unit_pairs(self) -> dict[tuple[str, str], Row]:
        return {(row["unit_id_l"], row["unit_id_r"]): row for row in self.rows("link_family_pair")}


def link(records: pa.Table, units: pa.Table, config: Config, *, threads: int = 1) -> Linked:
    """Run the three stages on tables of standardised records and units; every contract is checked on the way."""
    nothing = {name: arrow(name, []) for name in ("std_extra", "carried_person", "carried_family", "record_tie")}
    tables = {"std_person": records, "std_family": units, **nothing}
    for stage in STAGES:
        tables |= run_stage(stage, tables, config, threads=threads)
    return Linked(tables)


def run_stage(stage: Stage, tables: dict[str, pa.Table], config: Config, *, threads: int = 1) -> dict[str, pa.Table]:
    """Run one stage in an engine of its own, as the pipeline does, and check what it leaves behind."""
    engine = DuckDBEngine(threads=threads)
    try:
        open_previous(engine, config, stage.reads)
        open_decisions(engine, config, stage.reads)
        open_earlier(engine, stage.reads, None)
        for name in set(stage.reads) & tables.keys():
            engine.register(name, tables[name])
        stage.run(engine, config)
        written = {}
        for name in stage.writes:
            check_contract(engine, stage.name, TABLES[name])
            written[name] = engine.query(f"SELECT * FROM {name} ORDER BY {', '.join(TABLES[name].key)}")
        return written
    finally:
        engine.close()


def nik_of(born: date, sex: str, serial: int, kec: str = "320508") -> str:
    """The NIK of somebody registered in a kecamatan: 40 is added to a woman's day."""
    day = born.day + (40 if sex == "P" else 0)
    return f"{kec}{day:02d}{born.month:02d}{born.year % 100:02d}{serial:04d}"


@dataclass(frozen=True)
class Member:
    """One person as one source writes them down."""

    key: str
    nama: str
    born: date | None
    sex: str
    shdk: int
    nik: str | None
    values: tuple[tuple[str, Any], ...] = ()

    def but(self, **changes: Any) -> Member:
        """The same person written differently; what is not a field of ours is a column of std_person."""
        own = {name: value for name, value in changes.items() if name in self.__dataclass_fields__}
        columns = tuple((name, value) for name, value in changes.items() if name not in own)
        return replace(self, **own, values=self.values + columns)


def who(key: str, nama: str, born: str, sex: str, shdk: int, *, serial: int = 1) -> Member:
    """A person with the NIK that belongs to birth date and sex."""
    day = date.fromisoformat(born)
    return Member(key, nama, day, sex, shdk, nik_of(day, sex, serial))


def household(unit_id: str, *members: Member, kk: str | None = None, **values: Any) -> list[Row]:
    """The records of one family unit ("dtks:kembar"); a record is named unit.member ("dtks:kembar.hasan").

    values are columns of std_person that all members share, such as the place.
    """
    source, _, family = unit_id.partition(":")
    return [
        person(
            f"{source}:{family}.{member.key}",
            family=family,
            **{
                "nama_std": member.nama,
                "tanggal_lahir": member.born,
                "dob_precision": _precision(member.born),
                "jenis_kelamin": member.sex,
                "shdk_coarse": member.shdk,
                "nik": member.nik,
                "no_kk": kk if source != "p3ke" else None,
                **_HOME,
                **values,
                **dict(member.values),
            },
        )
        for member in members
    ]


_HOME = {
    "kode_prov": "32", "kode_kab": "3205", "kode_kec": "320508", "kode_desa": "3205082008", "rt": "001", "rw": "001",
}  # fmt: skip
FAR_AWAY = {
    "kode_prov": "73", "kode_kab": "7308", "kode_kec": "730826", "kode_desa": "7308262005", "rt": "009", "rw": "009",
}  # fmt: skip


def units_of(records: list[Row]) -> list[Row]:
    """The family units of hand-made records, as the standardise stage would count them."""
    members: dict[str, list[Row]] = {}
    for record in records:
        if record["unit_id"]:
            members.setdefault(record["unit_id"], []).append(record)
    shared = ("no_kk", "rt", "rw", "kode_desa", "kode_kec", "kode_kab", "kode_prov")
    return [
        unit(
            unit_id,
            unit_type=UNIT_TYPES.get(rows[0]["source"], "kk"),
            member_n=len(rows),
            head_record_id=next((row["record_id"] for row in rows if row["shdk_coarse"] == KEPALA), None),
            **{name: rows[0][name] for name in shared},
        )
        for unit_id, rows in members.items()
    ]


@functools.cache
def standardised_sample() -> tuple[pa.Table, pa.Table]:
    """std_person and std_family of the sample deliveries."""
    with tempfile.TemporaryDirectory() as folder:
        config = load_config(new_project(Path(folder) / "registry") / "dtsen.toml")
        work = pipeline.build(config, Progress(Console(file=io.StringIO())), last="standardise")
        tables = [pq.read_table(work / "2_standardise" / f"{name}.parquet") for name in ("std_person", "std_family")]
    return tables[0], tables[1]


def among_the_sample(records: list[Row]) -> tuple[pa.Table, pa.Table]:
    """std_person and std_family of the sample with some records planted in it."""
    people, families = standardised_sample()
    return (
        pa.concat_tables([people.cast(arrow("std_person", []).schema), arrow("std_person", records)]),
        pa.concat_tables([families.cast(arrow("std_family", []).schema), arrow("std_family", units_of(records))]),
    )


def _precision(born: date | None) -> str:
    if born is None:
        return "none"
    return "heaped" if (born.month, born.day) in HEAPED else "day"
