"""Conflicts: everything the build could not decide, as questions to the people who can.

A linkage that hides its doubts takes aid from somebody. So each doubt becomes one row: what it is about, the evidence in
words, how grave, where, whom to ask, what to do. docs/conflicts.md says when each type is raised.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dtsen_link import resources
from dtsen_link.conflicts.routes import routes
from dtsen_link.decisions.tables import DECISION_TABLES
from dtsen_link.domain.id_key import read_id_key
from dtsen_link.previous import previous_release
from dtsen_link.shipped_tables import region_table
from dtsen_link.stage import Stage

if TYPE_CHECKING:
    from dtsen_link.config import Config
    from dtsen_link.engine import Engine
    from dtsen_link.engine.base import Value

SQL: tuple[str, ...] = (
    "tmp_subject",
    "tmp_mixed_person",
    "tmp_subject_unit",
    "conflict_nik_ganda",
    "conflict_dua_nik",
    "conflict_nik_dob",
    "conflict_kemungkinan_sama",
    "conflict_kk_campur",
    "conflict_keluarga_pecah",
    "conflict_keluarga_gabung",
    "conflict_dua_keluarga",
    "conflict_kepala",
    "conflict_meninggal",
    "conflict_pindah",
    "conflict_desil",
    "conflict_kode_wilayah",
    "conflict_hilang",
    "tmp_program_loss",
    "tmp_loss_asked",
    "tmp_loss",
    "tmp_loss_home",
    "conflict_desil_hilang",
    "conflict_program",
    "tmp_decided",
    "conflict_keputusan",
    "conflict_raised",
    "tmp_answer",
    "decided_conflict",
    "tmp_conflict_past",
    "conflict",
    "tmp_conflict_gone",
    "conflict_event",
)
# A source without any of these says nothing of where people live.
_REGION_COLUMNS = ("kode_wilayah", "nama_prov", "nama_kab", "nama_kec", "nama_desa")


def run(engine: Engine, config: Config) -> None:
    """Write the conflict table, and what became of every conflict that was ever raised.

    Raises:
        ConfigError: no fit id key file.
    """
    variables: dict[str, Value] = {
        **read_id_key(config.path(config.id_key_file)).variables(),
        "release": config.release,
        "previous_release": previous_release(config),
        "is_desil_delivered": _is_delivered(config, ("desil",)),
        "is_region_delivered": _is_delivered(config, _REGION_COLUMNS),
    }
    engine.register("conflict_route", routes())
    engine.register("region_name", region_table())
    for name in SQL:
        engine.run_file(resources.sql_dir() / "7_conflicts" / f"{name}.sql", variables)


def _is_delivered(config: Config, columns: tuple[str, ...]) -> bool:
    """Whether any source of the build has one of these columns."""
    return any(column in source.columns for source in config.sources for column in columns)


STAGE = Stage(
    name="conflicts",
    reads=(
        "std_person",
        "std_family",
        "link_question",
        "link_decided",
        "record_tie",
        "gold_decision",
        *DECISION_TABLES,
        "gold_person",
        "gold_family",
        "gold_member",
        "gold_person_source",
        "gold_provenance",
        "gold_absent",
        "link_carried_question",
        "prev_person",
        "prev_person_source",
        "gold_id",
        "prev_conflict",
        "prev_conflict_event",
    ),
    writes=("conflict", "decided_conflict", "conflict_event"),
    sql=SQL,
    run=run,
)
