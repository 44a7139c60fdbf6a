"""Partition: the province in which each record is linked, so that nothing that belongs together lies in two parts.

A record is linked where it lives, unless something ties it elsewhere: a scored pair, however weak, its family unit, a KK
number, a person or family of the previous release, a decision. Whatever is tied goes whole to the province that has most of
its records.
So families, resolve and consolidate find in each part all that they would have found in the whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from dtsen_link import resources
from dtsen_link.decisions.tables import DECISION_TABLES
from dtsen_link.linkage.packing import pack
from dtsen_link.stage import Stage

if TYPE_CHECKING:
    from dtsen_link.config import Config
    from dtsen_link.engine import Engine

SQL = (
    "tmp_part_bond",
    "tmp_part_node",
    "tmp_part_tie",
    "tmp_part_home",
    "part_record",
    "part_unit",
    "part_entity",
)
_HOMES = "SELECT kode_prov, count(*) AS record_n FROM tmp_part_home GROUP BY kode_prov ORDER BY kode_prov"
_PROVINCE = pa.schema([("kode_prov", pa.string()), ("record_n", pa.int64()), ("part", pa.int32())])


def run(engine: Engine, config: Config) -> None:  # noqa: ARG001 - how provinces are packed is no setting
    """Leave part_province, part_record, part_unit and part_entity behind."""
    for name in SQL:
        engine.run_file(resources.sql_dir() / "partition" / f"{name}.sql")
        if name == "tmp_part_tie":
            engine.components("tmp_part_component", "SELECT * FROM tmp_part_tie")
            engine.drop(["tmp_part_tie"])
        if name == "tmp_part_home":
            _number_parts(engine)


def _number_parts(engine: Engine) -> None:
    homes = engine.query(_HOMES).to_pylist()
    parts = pack({row["kode_prov"]: row["record_n"] for row in homes})
    rows = [{**row, "part": parts[row["kode_prov"]]} for row in homes]
    engine.register("part_province", pa.Table.from_pylist(rows, schema=_PROVINCE))


STAGE = Stage(
    name="partition",
    reads=(
        "std_family",
        "carried_family",
        "record_tie",
        "link_record",
        "link_person_pair",
        *DECISION_TABLES,
        "prev_decision",
        "prev_id",
        "prev_member",
        "prev_person_source",
        "prev_absent",
    ),
    writes=("part_province", "part_record", "part_unit", "part_entity"),
    sql=SQL,
    run=run,
)
