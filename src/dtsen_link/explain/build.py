"""A finished build, opened for questions: its tables, its models, and how values are shown."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from dtsen_link import pipeline
from dtsen_link.config import Config
from dtsen_link.domain.masking import mask_name, mask_number
from dtsen_link.engine import DuckDBEngine, Engine
from dtsen_link.errors import NotFoundError
from dtsen_link.explain.levels import Model, quoted, read_model
from dtsen_link.explain.views import RecordView
from dtsen_link.unpublished import unpublished

Row = dict[str, Any]

_TABLES = (
    "std_family",
    "link_record",
    "link_person_pair",
    "link_person",
    "link_family",
    "link_pair",
    "link_question",
    "link_threshold",
    "link_model_file",
    "gold_person",
    "gold_family",
    "gold_member",
    "gold_person_source",
)
_LAST_STAGE = "consolidate"
_LONG_NUMBER = re.compile(r"\d{15,17}")


@dataclass(frozen=True)
class Shown:
    """How values may be shown: masked, unless the user asked otherwise."""

    unmask: bool

    def name(self, text: str | None) -> str | None:
        """A name, or any text that may hold one."""
        return text if self.unmask else mask_name(text)

    def number(self, text: str | None) -> str | None:
        """A NIK or KK."""
        return text if self.unmask else mask_number(text)

    def key(self, text: str) -> str:
        """A record or unit id; some registries use the NIK or KK as the key of a row."""
        return text if self.unmask else _LONG_NUMBER.sub(lambda found: mask_number(found.group()) or "", text)


@dataclass(frozen=True)
class FinishedBuild:
    """The tables of one build, read only."""

    config: Config
    engine: Engine
    models: dict[str, Model]
    shown: Shown
    # That it was not published, in words; empty where it was.
    note: str = ""

    def rows(self, sql: str) -> list[Row]:
        """The rows of a query on the build's tables."""
        found: list[Row] = self.engine.query(sql).to_pylist()
        return found

    def records(self, record_ids: Sequence[str]) -> list[Row]:
        """Records with what became of them: link_record, link_person's cluster and tie, the person, the family."""
        ids = id_list(record_ids)
        # Each table is filtered by its own key, which its file is sorted by: a few pages are read, whatever its size.
        return self.rows(
            "SELECT r.*, p.cluster_id, p.rule, p.match_probability, p.best_record_id, g.person_id, g.family_id "
            "FROM link_record AS r INNER JOIN link_person AS p ON r.record_id = p.record_id "
            "INNER JOIN gold_person_source AS g ON r.record_id = g.record_id "
            f"WHERE r.record_id IN ({ids}) AND p.record_id IN ({ids}) AND g.record_id IN ({ids}) ORDER BY r.record_id"
        )

    def members(self, cluster_ids: Sequence[str]) -> list[Row]:
        """All records of some person clusters, as in `records`."""
        found = self.rows(f"SELECT record_id FROM link_person WHERE cluster_id IN ({id_list(cluster_ids)})")
        return self.records([row["record_id"] for row in found])

    def record(self, record_id: str) -> Row:
        """One record as in `records`.

        Raises:
            NotFoundError: there is none of that id.
        """
        found = self.records([record_id])
        if not found:
            sources = " or ".join(f"{source.name}:KEY" for source in self.config.sources)
            hint = " It looks masked: ask for ids with --unmask." if "***" in record_id else ""
            raise NotFoundError(
                f"{record_id}: release {self.config.release} has no such record. A record is named {sources}, a person P..., "
                f"a family K...; person_sources/ of the release lists them all.{hint}"
            )
        return found[0]

    def view(self, row: Row) -> RecordView:
        """A record as it may be shown."""
        shown = self.shown
        best = row["best_record_id"]
        return RecordView(
            record_id=shown.key(row["record_id"]),
            person_id=row["person_id"],
            unit_id=shown.key(row["unit_id"]) if row["unit_id"] else None,
            nama=shown.name(row["nama_std"]),
            nik=shown.number(row["nik_digits"]),
            no_kk=shown.number(row["no_kk"]),
            lahir=birth_words(row),
            jenis_kelamin=row["jenis_kelamin"],
            wilayah=place_words(row),
            rule=row["rule"],
            best_record_id=shown.key(best) if best else None,
            match_probability=row["match_probability"],
        )


def birth_words(row: Row) -> str | None:
    """A birth date, or the year where that is all there is."""
    day = row["tgl"]
    if day:
        return f"{day[:4]}-{day[4:6]}-{day[6:]}"
    return str(row["tahun"]) if row["tahun"] is not None else None


def place_words(row: Row) -> str | None:
    """The smallest region known, with RT and RW."""
    region = row["kode_desa"] or row["kode_kec"] or row["kode_kab"]
    if region is None:
        return None
    return f"{region} RT {row['rt'] or '?'} RW {row['rw'] or '?'}"


@contextmanager
def open_build(config: Config, *, unmask: bool) -> Iterator[FinishedBuild]:
    """Open the tables of the last build of a configuration.

    Raises:
        NotFoundError: there is no finished build.
    """
    _check_finished(config)
    work = config.path(config.work) / config.release
    engine = DuckDBEngine(
        threads=config.threads,
        memory_limit=config.memory_limit,
        temp_folder=work / "spill",
        temp_limit=config.temp_limit,
    )
    try:
        pipeline.open_tables(engine, config, _TABLES)
        rows = engine.query("SELECT model, settings_json FROM link_model_file").to_pylist()
        models = {row["model"]: read_model(row["model"], json.loads(row["settings_json"])) for row in rows}
        yield FinishedBuild(_as_built(config, engine), engine, models, Shown(unmask), unpublished(config, _LAST_STAGE))
    finally:
        engine.close()


def _as_built(config: Config, engine: Engine) -> Config:
    """The configuration with the threshold that the build derived, if it did."""
    used = engine.query("SELECT join_probability FROM link_threshold").to_pylist()[0]["join_probability"]
    return config.model_copy(update={"link": config.link.model_copy(update={"join_probability": used})})


def id_list(values: Sequence[str]) -> str:
    """Ids as an SQL list; never empty."""
    return ", ".join(quoted(value) for value in values) or "NULL"


def _check_finished(config: Config) -> None:
    work = config.path(config.work) / config.release
    for name in pipeline.stage_names():
        if not pipeline.stage_folder(config, name).record_file.is_file():
            raise NotFoundError(
                f"{work}: no finished build of release {config.release} ({name} is missing); run `dtsen-link build` first"
            )
        if name == _LAST_STAGE:
            return
