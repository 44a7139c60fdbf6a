"""Pairs scored province by province are those of one pass over all records."""

from __future__ import annotations

import pyarrow as pa
import pytest

from dtsen_link.engine import DuckDBEngine
from dtsen_link.persons.provinces import blocked, score_by_province

RULES = ['l."a" = r."a"', 'l."b" = r."b"']
# Twelve records of three provinces and of none, with two keys.
RECORDS = pa.table(
    {
        "record_no": list(range(12)),
        "kode_kab": ["3201", "3202", None, "3501", "3501", "5101", "3201", None, "5102", "3502", "3201", "3501"],
        "a": [1, 1, 1, 1, 2, 2, 2, None, 3, 3, 3, None],
        "b": [1, 2, 3, 1, 1, 2, 3, 1, 2, 3, 1, 2],
    }
)
PAIRS = pa.table({"join_key_l": [0, 0, 2, 5, 8], "join_key_r": [1, 3, 6, 8, 9], "match_key": ["0"] * 5})


class Scored:
    """Takes the place of splink_model.score: pairs without weights, and who was asked for them."""

    def __init__(self, engine: DuckDBEngine) -> None:
        self.engine = engine
        self.tables: list[str] = []

    def __call__(self, table: str, result: str, *, pairs: str = "") -> None:
        self.tables.append(table)
        made = " UNION ALL ".join(blocked(number, RULES, table, table) for number in range(len(RULES)))
        asked = f"SELECT p.* FROM {pairs} AS p SEMI JOIN {table} AS l ON p.join_key_l = l.record_no" if pairs else made
        self.engine.execute(f"CREATE TABLE {result} AS {asked}")


@pytest.mark.parametrize("given", [True, False], ids=["given pairs", "all pairs"])
def test_all_pairs_are_scored_once(given: bool) -> None:
    engine = DuckDBEngine(threads=1)
    engine.register("link_record", RECORDS)
    engine.register("given", PAIRS)
    score = Scored(engine)
    score_by_province(engine, RULES, score, "given" if given else "")
    found = engine.query("SELECT * FROM tmp_prediction ORDER BY ALL").to_pylist()
    score("link_record", "whole", pairs="given" if given else "")
    assert found == engine.query("SELECT * FROM whole ORDER BY ALL").to_pylist()
    # Four in Jawa Barat, four in Jawa Timur, two and two in a part together; then those between parts.
    assert score.tables[:-1] == ["tmp_part_record"] * 3 + ["link_record"]
    assert set(engine.tables()) == {"given", "link_record", "tmp_prediction", "whole"}
