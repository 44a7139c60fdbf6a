"""Pairs of persons scored province by province, then those between provinces: in the memory of the largest one.

Blocks are counted over the country before, so the pairs are those of one pass over all records.
"""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from dtsen_link.engine import Engine
from dtsen_link.linkage.packing import pack

# Where a record lives, by its region code; those without one come together.
_PROVINCE = "coalesce(left({record}kode_kab, 2), '')"
_COUNTED = f"SELECT {_PROVINCE.format(record='')} AS kode_prov, count(*) AS n FROM link_record GROUP BY ALL"
_PART = pa.schema([("kode_prov", pa.string()), ("part", pa.int32())])


def score_by_province(engine: Engine, rules: list[str], score: Callable[..., object], pairs: str = "") -> None:
    """Make tmp_prediction.

    Args:
        engine: holds link_record.
        rules: blocking rules, as conditions on two records l and r.
        score: splink_model.score, but for the table of records, the result and the pairs.
        pairs: a table join_key_l, join_key_r, match_key of the pairs to score; empty scores all that the rules make.
    """
    counts = {row["kode_prov"]: row["n"] for row in engine.query(_COUNTED).to_pylist()}
    parts = pack(counts)
    rows = [{"kode_prov": province, "part": part} for province, part in parts.items()]
    engine.register("tmp_province", pa.Table.from_pylist(rows, schema=_PART))
    engine.execute(
        "CREATE VIEW tmp_record_part AS SELECT r.*, p.part FROM link_record AS r "
        f"INNER JOIN tmp_province AS p ON {_PROVINCE.format(record='r.')} = p.kode_prov"
    )
    for part in sorted(set(parts.values())):
        provinces = ", ".join(f"'{province}'" for province, of in parts.items() if of == part)
        engine.execute(
            f"CREATE VIEW tmp_part_record AS SELECT * FROM link_record WHERE {_PROVINCE.format(record='')} IN ({provinces})"
        )
        if pairs:
            engine.execute(f"CREATE TABLE tmp_part_pair AS {_placed(pairs)} WHERE l.part = {part} AND r.part = {part}")
        score("tmp_part_record", "tmp_part_prediction", pairs="tmp_part_pair" if pairs else "")
        _append(engine)
        engine.drop(["tmp_part_record", "tmp_part_pair"])
    engine.execute(f"CREATE TABLE tmp_part_pair AS {_movers(rules, pairs)}")
    score("link_record", "tmp_part_prediction", pairs="tmp_part_pair")
    _append(engine)
    engine.drop(["tmp_part_pair", "tmp_record_part", "tmp_province"])


def _movers(rules: list[str], pairs: str) -> str:
    if pairs:
        return f"{_placed(pairs)} WHERE l.part <> r.part"
    of_rules = [
        blocked(number, rules, "tmp_record_part", "tmp_record_part", "l.part <> r.part") for number in range(len(rules))
    ]
    return " UNION ALL ".join(of_rules)


def _placed(pairs: str) -> str:
    return (
        f"SELECT p.* FROM {pairs} AS p INNER JOIN tmp_record_part AS l ON p.join_key_l = l.record_no "
        "INNER JOIN tmp_record_part AS r ON p.join_key_r = r.record_no"
    )


def blocked(number: int, rules: list[str], left: str, right: str, also: str = "") -> str:
    """A query of the pairs that a rule makes and none before it.

    Args:
        number: which of the rules, from 0 on.
        rules: conditions on two records l and r.
        left: records on the left.
        right: records on the right.
        also: one more condition.
    """
    earlier = "".join(f" AND NOT coalesce(({rule}), FALSE)" for rule in rules[:number])
    more = f" AND {also}" if also else ""
    return (
        f"SELECT l.record_no AS join_key_l, r.record_no AS join_key_r, '{number}' AS match_key "
        f"FROM {left} AS l INNER JOIN {right} AS r ON ({rules[number]}) WHERE l.record_no < r.record_no{earlier}{more}"
    )


def _append(engine: Engine) -> None:
    if "tmp_prediction" not in engine.tables():
        engine.rename("tmp_part_prediction", "tmp_prediction")
        return
    names = ", ".join(engine.columns("tmp_prediction"))
    engine.execute(f"INSERT INTO tmp_prediction SELECT {names} FROM tmp_part_prediction")
    engine.drop(["tmp_part_prediction"])
