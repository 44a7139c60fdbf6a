"""How often two different people agree on a NIK: counted, because random pairs never show it.

Two million random pairs of a national registry hold not one pair of equal NIK, so Splink would score that level with a
default. The numbers here come from counts over all records instead.
"""

from __future__ import annotations

from dtsen_link import resources
from dtsen_link.engine import Engine

# No agreement is ever better evidence than this: below it we should be believing our own arithmetic.
LEAST_U = 1e-8


def measure_u(engine: Engine) -> dict[str, float]:
    """U probabilities of the NIK levels of the person model, by the names that configs/models/person.toml uses."""
    engine.run_file(resources.sql_dir() / "3_persons" / "tmp_nik_agreement.sql")
    counts = engine.query("SELECT * FROM tmp_nik_agreement").to_pylist()[0]
    engine.drop(["tmp_nik_agreement"])
    pairs = max(counts["record_n"] * (counts["record_n"] - 1) / 2, 1)
    return {
        "nik_same": _u(counts["usable_distinct_n"], pairs),
        "nik_shared": _u(counts["shared_n"] + counts["usable_distinct_n"], pairs),
        "nik_15": _u(counts["same_15_n"], pairs),
        "nik_near_given_date": _u(counts["near_on_one_day_n"] + 1, counts["on_one_day_n"] + 2),
        "nik_far_serial_given_date": _u(counts["far_serial_on_one_day_n"] + 1, counts["on_one_day_n"] + 2),
        "nik_serial_given_date": _u(counts["serial_on_one_day_n"] + 1, counts["on_one_day_n"] + 2),
    }


def _u(agreeing: int, pairs: float) -> float:
    return min(max(float(f"{agreeing / pairs:.6g}"), LEAST_U), 0.5)
