"""Decisions on who is who, as pairs of records that must, or must not, be one person.

Older decisions before newer ones. One that cannot hold beside those before it does not act, and is told with what it contradicts;
so is one none of whose records are there any more.
"""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import Any

import pyarrow as pa

from dtsen_link import resources
from dtsen_link.decisions.consistency import Constraints, across
from dtsen_link.decisions.model import APART, TOGETHER
from dtsen_link.engine import Engine

_PAIR = pa.schema([("record_id_l", pa.int64()), ("record_id_r", pa.int64())])
_STANDING = pa.schema([("decision_id", pa.string()), ("acts", pa.bool_()), ("against", pa.list_(pa.string()))])
_ROWS = """
    SELECT d.decision_id, d.keputusan, s.side, n.number
    FROM decision AS d
    LEFT JOIN link_decided AS s ON d.decision_id = s.decision_id AND s.entity = 'person'
    LEFT JOIN tmp_record_name AS n ON s.record_id = n.name
    WHERE d.keputusan IN ({answers}) AND d.jenis <> 'KELUARGA_GABUNG'
    ORDER BY d.place, s.side, n.number
"""


_UNITS = """
    SELECT d.decision_id, a.decision_id IS NOT NULL AS acts, CAST([] AS VARCHAR[]) AS against
    FROM decision AS d
    LEFT JOIN (SELECT DISTINCT decision_id FROM tmp_unit_apart) AS a ON d.decision_id = a.decision_id
    WHERE d.keputusan = 'pisah' AND d.jenis = 'KELUARGA_GABUNG'
    ORDER BY d.place
"""


def make_decided(engine: Engine, *, release: str, previous_release: str) -> None:
    """Make link_decided, link_decision, and pairs of numbers: tmp_together and tmp_apart of records, tmp_unit_apart of units."""
    for name in ("tmp_decided_family", "link_decided", "tmp_unit_apart"):
        variables = {"release": release, "previous_release": previous_release}
        engine.run_file(resources.sql_dir() / "5_resolve" / f"{name}.sql", variables)
    answers = ", ".join(f"'{answer}'" for answer in (*TOGETHER, *APART))
    rows = engine.query(_ROWS.format(answers=answers)).to_pylist()
    constraints = Constraints()
    standing: list[dict[str, Any]] = engine.query(_UNITS).to_pylist()
    together: list[tuple[int, int]] = []
    apart: list[tuple[int, int]] = []
    for (decision_id, answer), of_decision in groupby(rows, key=lambda row: (row["decision_id"], row["keputusan"])):
        sides = _sides(list(of_decision))
        if answer in TOGETHER:
            keys = [key for side in sides for key in side]
            against, pairs, taken = constraints.join(decision_id, keys), list(pairwise(keys)), together
        else:
            pairs = across(sides)
            against, taken = constraints.part(decision_id, pairs), apart
        acts = bool(pairs) and not against
        standing.append({"decision_id": decision_id, "acts": acts, "against": list(against)})
        if acts:
            taken.extend(pairs)
    engine.register("tmp_together", _pair_table(together))
    engine.register("tmp_apart", _pair_table(apart))
    engine.register("link_decision", pa.Table.from_pylist(standing, schema=_STANDING))


def _sides(rows: list[dict[str, Any]]) -> list[list[int]]:
    found = [row for row in rows if row["number"] is not None]
    return [[row["number"] for row in side] for _, side in groupby(found, key=lambda row: row["side"])]


def _pair_table(pairs: list[tuple[int, int]]) -> pa.Table:
    ordered = sorted({(min(pair), max(pair)) for pair in pairs})
    return pa.Table.from_pylist([dict(zip(_PAIR.names, pair, strict=True)) for pair in ordered], schema=_PAIR)
