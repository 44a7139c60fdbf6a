"""Gates: figures of a build that must lie within limits before anything is published.

Splink reports "converged" also when it hit its limit, scores a level it never saw with a default, and a single placeholder
can explode the pairs: none of it raises an error, each of it spoils a release. So each is a figure with limits here. Limits
come from configs/gates.toml, single ones are replaced in dtsen.toml; min and max fail stop the build, warn says so in the
report.
"""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pyarrow as pa

from dtsen_link import resources
from dtsen_link.config import Config
from dtsen_link.engine import Engine
from dtsen_link.errors import GateError

LIMITS = ("min_fail", "max_fail", "min_warn", "max_warn")


def make_gates(engine: Engine, config: Config) -> None:
    """Leave the table `gate` behind. Reads metric, raw_file, link_model and link_model_file."""
    values = _values(engine)
    rows = []
    for name, gate in _limits(config).items():
        value = values[name]
        limits = {limit: gate.get(limit) for limit in LIMITS}
        outcome = judge(value, **limits)
        rows.append({"name": name, "rule": gate["rule"], "value": value, **limits, "outcome": outcome})
    number = pa.float64()
    types = {"name": pa.string(), "rule": pa.string(), "value": number, **dict.fromkeys(LIMITS, number)}
    engine.register("gate", pa.Table.from_pylist(rows, schema=pa.schema([*types.items(), ("outcome", pa.string())])))


def check_gates(engine: Engine) -> None:
    """Stop the build when a gate failed.

    Raises:
        GateError: names each failed gate, its value, its limit and where to change it.
    """
    failed = engine.query("SELECT * FROM gate WHERE outcome = 'fail' ORDER BY name").to_pylist()
    if failed:
        lines = [_explain(gate) for gate in failed]
        raise GateError(
            "\n".join([*lines, "Nothing was published. Limits: gates.toml, or [gates.<name>] in dtsen.toml."])
        )


def judge(
    value: float | None,
    *,
    min_fail: float | None = None,
    max_fail: float | None = None,
    min_warn: float | None = None,
    max_warn: float | None = None,
) -> str:
    """What a figure makes of its limits: ok, warn, fail; unknown when the build cannot tell the figure."""
    if value is None:
        return "unknown"
    if _outside(value, min_fail, max_fail):
        return "fail"
    return "warn" if _outside(value, min_warn, max_warn) else "ok"


def _outside(value: float, low: float | None, high: float | None) -> bool:
    return (low is not None and value < low) or (high is not None and value > high)


def _explain(gate: dict[str, Any]) -> str:
    below = gate["min_fail"] is not None and gate["value"] < gate["min_fail"]
    limit = f"at least {gate['min_fail']:g}" if below else f"at most {gate['max_fail']:g}"
    return f"gate {gate['name']}: {gate['value']:g}, allowed is {limit} ({gate['rule']})"


def _limits(config: Config) -> dict[str, dict[str, Any]]:
    shipped = tomllib.loads((resources.configs_dir() / "gates.toml").read_text(encoding="utf-8"))
    shipped["largest_person"]["max_fail"] = config.link.max_cluster_size
    for name, limits in config.gates.items():
        shipped[name] |= limits.model_dump(exclude_unset=True)
    return shipped


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
        "share_rejected": _share(
            counts.get(("deliveries", "rows_rejected"), 0), counts.get(("deliveries", "rows_read"), 0)
        ),
        "share_without_region": _share(_one(engine, "wilayah_grade", "unknown"), records),
        "share_nik_usable": _share(_one(engine, "nik_finding", "nik_usable"), records),
        "share_in_several_sources": _share(counts.get(("totals", "persons_in_several_sources"), 0), persons)
        if sources > 1
        else None,
    }
    return {**found, **_model_values(engine)}


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


def _share(part: float, whole: float) -> float:
    return round(float(part) / float(whole), 6) if whole else 0.0
