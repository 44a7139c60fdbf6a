"""Hide and seek: what share of sure pairs would be missed without their NIK stands for the pairs that have none."""

from __future__ import annotations

import pyarrow as pa

from dtsen_link.engine import DuckDBEngine
from dtsen_link.estimate.estimate import run

SEEN = pa.schema(
    [("stratum", pa.string()), ("same_nik", pa.bool_()), ("found", pa.bool_())],
)


def hidden_per_pair(sure: int, unseen: int, stratum: str = "two families") -> float:
    """Pairs nobody looked at beside each one found, where so many of the sure pairs would not have been found."""
    engine = DuckDBEngine(threads=1)
    rows = [{"stratum": stratum, "same_nik": True, "found": number >= unseen} for number in range(sure)]
    rows.append({"stratum": stratum, "same_nik": False, "found": True})
    engine.register("est_seen", pa.Table.from_pylist(rows, schema=SEEN))
    run(engine, "est_hidden")
    return float(engine.query("SELECT hidden_per_pair FROM est_hidden").to_pylist()[0]["hidden_per_pair"])


def test_of_each_ten_sure_pairs_one_unseen_makes_one_hidden_beside_nine() -> None:
    assert abs(hidden_per_pair(1000, 100) - 1 / 9) < 0.01


def test_where_all_would_have_been_found_next_to_none_is_hidden() -> None:
    assert hidden_per_pair(1000, 0) < 0.001


def test_without_any_sure_pair_a_guess_stands_in() -> None:
    assert 0.005 < hidden_per_pair(0, 0) < 0.02


def test_never_more_than_three_hidden_pairs_are_believed_beside_one() -> None:
    assert hidden_per_pair(50, 50) == 3.0
