"""The table `estimate`: precision and recall of persons and families, whole and by group, without any label.

sql/estimate adds up, pair by pair, how likely what was joined is wrong and how likely what was not joined is right;
intervals.py says how far such sums can be trusted. Records and units go by their numbers there (linkage/numbers.py): nearly
every statement joins on them.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from dtsen_link import resources
from dtsen_link.engine import Engine
from dtsen_link.estimate.assumptions import ASSUMPTIONS, SPREADS
from dtsen_link.estimate.intervals import Count, count_interval
from dtsen_link.linkage.spec import ModelSpec

_PAIRS = ("est_claim", "est_repeat", "est_joined", "est_apart", "est_kin", "est_seen", "est_hidden", "est_person_pair")
_UNITS = ("est_unit", "est_stray", "est_disorder", "est_unit_joined", "est_unit_apart")
_GROUPS = ("est_record", "est_group", "est_source_pair")
# View -> table of the linkage, and its columns that hold a number where the estimates look for an id.
_VIEWS = {
    "est_cluster": ("link_person", {"record_no": "record_id", "cluster_no": "cluster_id"}),
    "est_pair": ("link_pair", {"record_no_l": "record_id_l", "record_no_r": "record_id_r"}),
    "est_listing": ("link_record", {"record_no": "record_id", "unit_no": "unit_id", "record_id": "record_name"}),
    "est_family": ("link_family", {"unit_no": "unit_id", "family_cluster_no": "family_cluster_id"}),
    "est_family_pair": ("link_family_pair", {"unit_no_l": "unit_id_l", "unit_no_r": "unit_id_r"}),
}
ENTITIES = {"person": "persons", "family": "families"}
_NUMBERS = (
    "precision",
    "precision_low",
    "precision_high",
    "recall",
    "recall_low",
    "recall_high",
)
_SCHEMA = pa.schema(
    [
        ("entity", pa.string()),
        ("kind", pa.string()),
        ("value", pa.string()),
        ("found_pairs", pa.float64()),
        ("wrong_pairs", pa.float64()),
        ("missed_pairs", pa.float64()),
        *((name, pa.float64()) for name in _NUMBERS),
    ]
)


def make_estimate(engine: Engine, spec: ModelSpec, reference_year: int) -> None:
    """Leave the table `estimate` behind. Reads link_*, gold_person and gold_person_source.

    Args:
        engine: holds the tables of the earlier stages.
        spec: the person model, whose blocking rules say who would have been compared.
        reference_year: the year ages are counted in.
    """
    _make_pairs(engine, spec)
    names = (*_PAIRS, *_UNITS, *_GROUPS)
    for name in (*_UNITS, *_GROUPS):
        run(engine, name, reference_year)
    rows = engine.query(
        "SELECT kind, value, person_found, person_wrong, person_missed, family_found, family_wrong, family_missed "
        "FROM est_group UNION ALL SELECT 'source_pair' AS kind, value, person_found, person_wrong, person_missed, "
        "family_found, family_wrong, family_missed FROM est_source_pair ORDER BY kind, value"
    ).to_pylist()
    engine.drop([*names, *_VIEWS])
    engine.register("estimate", pa.Table.from_pylist(estimates(rows), schema=_SCHEMA))


def make_person_pairs(engine: Engine, spec: ModelSpec) -> None:
    """Leave est_person_pair behind, with ids in the place of numbers."""
    _make_pairs(engine, spec)
    engine.rename("est_person_pair", "est_numbered_pair")
    engine.execute(
        "CREATE OR REPLACE TABLE est_person_pair AS SELECT l.record_name AS record_id_l, r.record_name AS record_id_r, "
        "p.joined, p.wrong, p.missed, p.one_family FROM est_numbered_pair AS p "
        "INNER JOIN est_listing AS l ON p.record_id_l = l.record_id "
        "INNER JOIN est_listing AS r ON p.record_id_r = r.record_id"
    )
    engine.drop(["est_numbered_pair", *_PAIRS[:-1], *_VIEWS])


def _make_pairs(engine: Engine, spec: ModelSpec) -> None:
    for view, (table, shown) in _VIEWS.items():
        others = [name for name in engine.columns(table) if name not in shown and name not in shown.values()]
        columns = [*(f"{column} AS {name}" for column, name in shown.items()), *others]
        engine.execute(f"CREATE OR REPLACE VIEW {view} AS SELECT {', '.join(columns)} FROM {table}")
    for name in _PAIRS:
        if name == "est_seen":
            _make_met(engine, spec)
        run(engine, name)
    engine.drop(["est_met"])


def joined_precision(engine: Engine, clusters: str, pairs: str) -> float:
    """Estimated precision of the pairs that a clustering joins; 1 where it joins none.

    Args:
        engine: holds link_record and the tables named.
        clusters: table record_id, cluster_id.
        pairs: table record_id_l, record_id_r, one_unit, is_twin, match_probability.
    """
    engine.execute(f"CREATE OR REPLACE VIEW est_cluster AS SELECT record_id, cluster_id FROM {clusters}")
    engine.execute(
        "CREATE OR REPLACE VIEW est_pair AS "
        f"SELECT record_id_l, record_id_r, one_unit, is_twin, match_probability FROM {pairs}"
    )
    engine.execute("CREATE OR REPLACE VIEW est_listing AS SELECT * FROM link_record")
    names = ("est_claim", "est_repeat", "est_joined")
    for name in names:
        run(engine, name)
    row = engine.query("SELECT 1 - coalesce(sum(wrong) / count(*), 0) AS p FROM est_joined").to_pylist()[0]
    engine.drop([*names, "est_cluster", "est_pair", "est_listing"])
    return float(row["p"])


def _make_met(engine: Engine, spec: ModelSpec) -> None:
    """Leave est_met behind: the pairs that meet in a block of a rule that is not made of the NIK.

    Of those alone that their families do not bring together: most do.
    """
    columns = engine.columns("link_record")
    keys = [
        held.key
        for rule, held in zip(spec.blocking, spec.with_key_columns().blocking, strict=True)
        if held.key in columns and "nik" not in rule.key and not rule.explode
    ]
    engine.execute(
        "CREATE OR REPLACE TABLE est_met AS SELECT p.record_id_l, p.record_id_r FROM est_kin AS p "
        "INNER JOIN est_listing AS l ON p.record_id_l = l.record_id "
        "INNER JOIN est_listing AS r ON p.record_id_r = r.record_id "
        f"WHERE NOT p.by_family AND ({' OR '.join(f'l.{key} = r.{key}' for key in keys) or 'FALSE'})"
    )


def run(engine: Engine, name: str, reference_year: int = 0) -> None:
    """Run one file of sql/estimate."""
    variables = {**ASSUMPTIONS.variables(), "reference_year": reference_year}
    engine.run_file(resources.sql_dir() / "estimate" / f"{name}.sql", variables)


def estimates(groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of `estimate` out of expected pairs per group; the group of kind `all` is the whole."""
    whole = next((group for group in groups if group["kind"] == "all"), None)
    return [
        {"entity": name, **_estimate(entity, group, whole)}
        for entity, name in ENTITIES.items()
        for group in groups
        if group[f"{entity}_found"] + group[f"{entity}_missed"] > 0
    ]


def _estimate(entity: str, group: dict[str, Any], whole: dict[str, Any] | None) -> dict[str, Any]:
    found = group[f"{entity}_found"]
    outer = None if whole is None or group["kind"] == "all" else whole
    wrong = _bounded(entity, "wrong", group, outer, found)
    right = max(found - wrong.expected, 0.0)
    missed = _bounded(entity, "missed", group, outer, None)
    return {
        "kind": group["kind"],
        "value": group["value"],
        "found_pairs": found,
        "wrong_pairs": round(wrong.expected, 2),
        "missed_pairs": round(missed.expected, 2),
        "precision": _rate(found - wrong.expected, found),
        "precision_low": _rate(found - wrong.high, found),
        "precision_high": _rate(found - wrong.low, found),
        "recall": _rate(right, right + missed.expected),
        "recall_low": _rate(right, right + missed.high),
        "recall_high": _rate(right, right + missed.low),
    }


def _bounded(entity: str, kind: str, group: dict[str, Any], whole: dict[str, Any] | None, most: float | None) -> Count:
    pairs = group[f"{entity}_found"]
    rate = None
    if whole is not None and whole[f"{entity}_found"]:
        rate = whole[f"{entity}_{kind}"] / whole[f"{entity}_found"]
    found = count_interval(group[f"{entity}_{kind}"], pairs, SPREADS[entity, kind], whole_rate=rate)
    if most is None:
        return found
    return Count(min(found.expected, most), min(found.low, most), min(found.high, most))


def _rate(part: float, whole: float) -> float | None:
    return round(part / whole, 6) if whole > 0 else None
