"""The limits of gates: read from configs/gates.toml and dtsen.toml, and what a figure makes of them.

Most gates are judged together before the publish (publish/gates.py). One whose cause would cost hours or the disk is judged
where it shows first.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from dtsen_link import resources
from dtsen_link.config import Config
from dtsen_link.errors import GateError

LIMITS = ("min_fail", "max_fail", "min_warn", "max_warn")
_WHERE = "Nothing was published. Limits: gates.toml, or [gates.<name>] in dtsen.toml."


def gate_limits(config: Config) -> dict[str, dict[str, Any]]:
    """Every gate by name: its rule in words and the limits it has."""
    shipped = tomllib.loads((resources.configs_dir() / "gates.toml").read_text(encoding="utf-8"))
    shipped["largest_person"]["max_fail"] = config.link.max_cluster_size
    for name, limits in config.gates.items():
        shipped[name] |= limits.model_dump(exclude_unset=True)
    return shipped


def judged(name: str, gate: Mapping[str, Any], value: float | None) -> dict[str, Any]:
    """A row of the table `gate`."""
    limits = {limit: gate.get(limit) for limit in LIMITS}
    return {"name": name, "rule": gate["rule"], "value": value, **limits, "outcome": judge(value, **limits)}


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


def hold(config: Config, name: str, value: float) -> None:
    """Stop the build here and now when this gate fails.

    Raises:
        GateError: names the gate, its value, its limit and where to change it.
    """
    stop_failed([judged(name, gate_limits(config)[name], value)])


def stop_failed(gates: list[dict[str, Any]]) -> None:
    """Stop the build when one of these rows of the table `gate` failed.

    Raises:
        GateError: names each failed gate, its value, its limit and where to change it.
    """
    failed = [_explain(gate) for gate in gates if gate["outcome"] == "fail"]
    if failed:
        raise GateError("\n".join([*failed, _WHERE]))


def _outside(value: float, low: float | None, high: float | None) -> bool:
    return (low is not None and value < low) or (high is not None and value > high)


def _explain(gate: Mapping[str, Any]) -> str:
    below = gate["min_fail"] is not None and gate["value"] < gate["min_fail"]
    limit = f"at least {gate['min_fail']:g}" if below else f"at most {gate['max_fail']:g}"
    return f"gate {gate['name']}: {gate['value']:g}, allowed is {limit} ({gate['rule']})"
