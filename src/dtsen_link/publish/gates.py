"""Gates: figures of a build that must lie within limits before anything is published.

Splink reports "converged" also when it hit its limit, scores a level it never saw with a default, and a single placeholder
can explode the pairs: none of it raises an error, each of it spoils a release. So each is a figure with limits here. Limits
come from configs/gates.toml, single ones are replaced in dtsen.toml; min and max fail stop the build, warn says so in the
report.
"""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa

from dtsen_link.config import Config
from dtsen_link.engine import Engine
from dtsen_link.gate_limits import LIMITS, gate_limits, judged, stop_failed
from dtsen_link.publish.drift import drift_values

# The one blocking rule with a limit of its own: it is meant to hold rare names alone.
_RARE_RULE = "nama_langka_tahun"


def make_gates(engine: Engine, config: Config) -> None:
    """Leave the table `gate` behind. Reads metric, raw_file, link_model, link_model_file and model_drift."""
    values = _values(engine)
    rows = [judged(name, gate, values[name]) for name, gate in gate_limits(config).items()]
    number = pa.float64()
    types = {"name": pa.string(), "rule": pa.string(), "value": number, **dict.fromkeys(LIMITS, number)}
    engine.register("gate", pa.Table.from_pylist(rows, schema=pa.schema([*types.items(), ("outcome", pa.string())])))


def check_gates(engine: Engine) -> None:
    """Stop the build when a gate failed.

    Raises:
        GateError: names each failed gate, its value, its limit and where to change it.
    """
    stop_failed(engine.query("SELECT * FROM gate ORDER BY name").to_pylist())


def _values(engine: Engine) -> dict[str, float | None]:
    counts = {
        (row["section"], row["name"]): row["value"]
        for row in engine.query(
            "SELECT section, name, sum(value) AS value FROM metric GROUP BY section, name"
        ).to_pylist()
    }
    records = counts.get(("quality", "records"), 0)
    persons = counts.get(("totals", "persons"), 0)
    sources = engine.query("SELECT count(DISTINCT source) AS n FROM raw_file").to_pylist()[0]["n"]
    found = {
        "candidate_pairs_per_record": _share(_one(engine, "blocking", "pair_n"), records),
        "largest_person": _largest(engine, "person_size"),
        "largest_family": _largest(engine, "family_size"),
        "share_persons_repeated_in_unit": _share(counts.get(("linkage", "persons_repeated_in_unit"), 0), persons),
        "share_in_crowded_blocks": _share(_most(engine, "blocking", "crowded_record_n", but=_RARE_RULE), records),
        "share_co_residents_merged": _share(
            counts.get(("linkage", "co_resident_pairs_merged"), 0), counts.get(("linkage", "co_resident_pairs"), 0)
        ),
        "share_keys_repeated": _most_repeated(engine),
        "share_rejected": _share(
            counts.get(("deliveries", "rows_rejected"), 0), counts.get(("deliveries", "rows_read"), 0)
        ),
        "share_without_region": _share(_one(engine, "wilayah_grade", "unknown"), records),
        "share_nik_usable": _share(_one(engine, "nik_finding", "nik_usable"), records),
        "share_in_several_sources": _share(counts.get(("totals", "persons_in_several_sources"), 0), persons)
        if sources > 1
        else None,
    }
    return {**found, **_model_values(engine), **drift_values(engine)}


def _model_values(engine: Engine) -> dict[str, float | None]:
    diagnostics = model_diagnostics(engine)
    counts = engine.query(
        "SELECT model, count(*) FILTER (WHERE NOT trained) AS n FROM link_model GROUP BY model"
    ).to_pylist()
    untrained = {row["model"]: float(row["n"]) for row in counts}
    values: dict[str, float | None] = {}
    for model in ("person", "family", "household"):
        converged = diagnostics.get(model, {}).get("converged")
        values[f"{model}_model_converged"] = None if converged is None else float(converged)
        values[f"{model}_model_untrained_levels"] = untrained.get(model)
    return values


def model_diagnostics(engine: Engine) -> dict[str, dict[str, Any]]:
    """What training left in link_model_file.diagnostics_json, by model; empty where there is nothing."""
    rows = engine.query("SELECT model, diagnostics_json FROM link_model_file ORDER BY model").to_pylist()
    return {row["model"]: json.loads(row["diagnostics_json"] or "{}") for row in rows}


def _largest(engine: Engine, name: str) -> float:
    row = engine.query(f"SELECT max(cast(group_1 AS INTEGER)) AS n FROM metric WHERE name = '{name}'").to_pylist()[0]
    return float(row["n"] or 0)


def _one(engine: Engine, name: str, group: str) -> int:
    row = engine.query(f"SELECT sum(value) AS n FROM metric WHERE name = '{name}' AND group_2 = '{group}'").to_pylist()[
        0
    ]
    return int(row["n"] or 0)


def _most(engine: Engine, name: str, group: str, *, but: str) -> int:
    row = engine.query(
        f"SELECT max(value) AS n FROM metric WHERE name = '{name}' AND group_2 = '{group}' AND group_1 <> '{but}'"
    ).to_pylist()[0]
    return int(row["n"] or 0)


def _most_repeated(engine: Engine) -> float:
    """The greatest share of one source's rows whose key an earlier row bears."""
    rows = engine.query(
        "SELECT group_1, max(value) FILTER (name = 'keys_repeated') AS part, "
        "max(value) FILTER (name = 'rows_kept') AS whole FROM metric "
        "WHERE section = 'deliveries' AND name IN ('keys_repeated', 'rows_kept') GROUP BY group_1"
    ).to_pylist()
    return max((_share(row["part"] or 0, row["whole"] or 0) for row in rows), default=0.0)


def _share(part: float, whole: float) -> float:
    return round(float(part) / float(whole), 6) if whole else 0.0
