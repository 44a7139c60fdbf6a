"""Standardise: every delivered value typed, cleaned and graded beside its raw form; persons and family units.

Work is done once per distinct value, not once per row: a delivery of millions has far fewer names, numbers, dates, addresses
and regions than people, and each is read by many regular expressions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dtsen_link import resources
from dtsen_link.domain.id_key import read_id_key
from dtsen_link.earlier import tell_anew
from dtsen_link.engine.sqlfile import read_header
from dtsen_link.stage import Stage
from dtsen_link.standardise import reference

if TYPE_CHECKING:
    from pathlib import Path

    from dtsen_link.config import Config
    from dtsen_link.engine import Engine
    from dtsen_link.engine.base import Value

SQL = (
    "tmp_crosswalk",
    "tmp_region_ref",
    "tmp_region_tuple",
    "tmp_region_kab",
    "tmp_region_kec",
    "tmp_region_named",
    "tmp_region_desa",
    "tmp_region",
    "tmp_code",
    "tmp_program",
    "tmp_date",
    "tmp_age_year",
    "tmp_code_tuple",
    "tmp_birth_place",
    "tmp_neighbourhood",
    "std_address",
    "tmp_region_prefix",
    "tmp_number_text",
    "tmp_number",
    "tmp_record",
    "tmp_name_delivered",
    "tmp_name_text",
    "tmp_name_part",
    "tmp_name_spelling",
    "tmp_name_plain",
    "tmp_name_token",
    "tmp_name_word",
    "std_name",
    "tmp_parent_name",
    "tmp_truncated",
    "tmp_nik_bearer",
    "tmp_nik_family",
    "tmp_member",
    "tmp_ruta_group",
    "tmp_ruta_target",
    "tmp_unit",
    "std_person",
    "tmp_unit_said",
    "tmp_unit_vote",
    "std_family",
    "std_extra",
    "record_tie",
    "carried_person",
    "carried_family",
)

# What an earlier build may have read already: what to call it, and its key.
_COUNTED = {"std_name": ("names", "name_id"), "std_address": ("addresses", "alamat")}
# Wider and longer than all others; little of it is read here.
_WIDEST = "std_person"
_ANEW = """
    SELECT count(*) FILTER (WHERE e.{key} IS NULL) AS anew, count(*) AS whole
    FROM {table} AS t
    LEFT JOIN earlier_{table} AS e ON t.{key} = e.{key}
"""


def run(engine: Engine, config: Config) -> None:
    """Make std_person, std_family and std_extra out of raw_person and raw_extra; hold the records against the previous release.

    Raises:
        ConfigError: a date format or a crosswalk file that the configuration names cannot be used, or no fit id key file.
        SourceError: a crosswalk file is not what it should be.
    """
    for name, table in reference.tables(config).items():
        engine.register(name, table)
    variables: dict[str, Value] = {
        "last_date": max(source.data_date for source in config.sources).isoformat(),
        "nik_placeholder_min": config.standardise.nik_placeholder_min,
        # Without a previous release there is nothing to compare, and no key is asked for yet.
        "id_inner_key": read_id_key(config.path(config.id_key_file)).inner if config.previous else "",
    }
    needed = _last_readers()
    anew = {}
    for name in SQL:
        engine.run_file(_file(name), variables)
        if name == _WIDEST:
            engine.settle(name)
        if name in _COUNTED:
            what, key = _COUNTED[name]
            found = engine.query(_ANEW.format(table=name, key=key)).to_pylist()[0]
            anew[what] = (found["anew"], found["whole"])
        engine.drop([table for table, reader in needed.items() if reader == name])
    tell_anew(engine, anew)


def _last_readers() -> dict[str, str]:
    """Scratch table or lookup -> the last file that reads it; after that it only takes up memory."""
    last: dict[str, str] = {}
    for name in SQL:
        last |= {table: name for table in read_header(_file(name)).reads if table.startswith(("tmp_", "ref_"))}
    return last


def _file(name: str) -> Path:
    return resources.sql_dir() / "2_standardise" / f"{name}.sql"


STAGE = Stage(
    name="standardise",
    reads=(
        "raw_person",
        "raw_extra",
        "prev_person",
        "prev_absent",
        "prev_member",
        "prev_family",
        "prev_person_source",
        "earlier_std_name",
        "earlier_std_address",
    ),
    writes=(
        "std_name",
        "std_address",
        "std_person",
        "std_family",
        "std_extra",
        "record_tie",
        "carried_person",
        "carried_family",
    ),
    sql=SQL,
    run=run,
)
