"""After a round only pairs of units in which something has changed are scored again, and all come out as if all had been."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from tests.factories import Row
from tests.linking import ANAK, KEPALA, PASANGAN, configuration

from dtsen_link.engine import DuckDBEngine
from dtsen_link.linkage import unit_pairs
from dtsen_link.linkage.spec import load_spec
from dtsen_link.linkage.splink_model import TrainedModel, splink_settings
from dtsen_link.resolve.rescoring import note_scored, score_changed

# Unit -> its source's kind and KK; records are numbered through, four in each unit.
UNITS = {100: "A", 101: "A", 102: None, 103: "B", 104: "B", 105: None}
BEFORE = {4: 0, 5: 1, 16: 12}
# 5 left unit 100's second member, 8 was found to be its first; nobody of the units under B has changed.
AFTER = {4: 0, 8: 0, 16: 12}
SHOWN = "SELECT * FROM link_family_pair ORDER BY unit_id_l, unit_id_r"


def model(**changes: Any) -> TrainedModel:
    spec = load_spec(configuration(), "family")
    named = {level.u: 0.01 for comparison in spec.comparisons for level in comparison.levels if level.u}
    settings = splink_settings(spec, named)
    rules = [{"blocking_rule": 'l."anggota" = r."anggota"', "arrays_to_explode": ["anggota"], "sql_dialect": "duckdb"}]
    rules.append({"blocking_rule": 'l."no_kk" = r."no_kk"', "sql_dialect": "duckdb"})
    for comparison in settings["comparisons"]:
        for level in comparison["comparison_levels"]:
            if not level.get("is_null_level"):
                level.setdefault("u_probability", 0.1)
                level.setdefault("m_probability", 0.5)
    settings |= {
        "blocking_rules_to_generate_predictions": rules,
        "probability_two_random_records_match": 0.01,
        **changes,
    }
    return TrainedModel("family", settings, {}, {})


def registry() -> DuckDBEngine:
    engine = DuckDBEngine(threads=1)
    columns = ("unit_id", "source", "unit_type", "no_kk", "rt", "rw", "kode_desa", "kode_kec", "kode_kab")
    texts = {name: pa.string() for name in columns[1:]}
    units = [
        {**dict.fromkeys(columns, "1"), "unit_id": unit, "source": f"s{unit % 3}", "unit_type": "kk", "no_kk": kk}
        for unit, kk in UNITS.items()
    ]
    engine.register("linked_family", pa.Table.from_pylist(units, schema=pa.schema({"unit_id": pa.int64(), **texts})))
    roles = (KEPALA, PASANGAN, ANAK, ANAK)
    records = [
        {"record_id": 4 * place + number, "unit_id": unit, "shdk_coarse": role}
        for place, unit in enumerate(UNITS)
        for number, role in enumerate(roles)
    ]
    engine.register("link_record", pa.Table.from_pylist(records))
    return engine


def cluster(engine: DuckDBEngine, joined: dict[int, int]) -> None:
    rows = engine.query("SELECT record_id, unit_id FROM link_record").to_pylist()
    clusters = [{**found, "cluster_id": joined.get(found["record_id"], found["record_id"])} for found in rows]
    engine.register("tmp_cluster", pa.Table.from_pylist(clusters))


def all_scored(joined: dict[int, int], trained: TrainedModel) -> list[Row]:
    engine = registry()
    cluster(engine, joined)
    unit_pairs.make_units(engine)
    unit_pairs.score_units(engine, trained)
    return list(engine.query(SHOWN).to_pylist())


def rescored(trained: TrainedModel) -> tuple[list[Row], int]:
    """What score_changed leaves, and how many units it has put together for that."""
    engine = registry()
    cluster(engine, BEFORE)
    unit_pairs.make_units(engine)
    unit_pairs.score_units(engine, trained)
    note_scored(engine)
    cluster(engine, AFTER)
    score_changed(engine, trained)
    return engine.query(SHOWN).to_pylist(), engine.query("SELECT * FROM link_unit").num_rows


def test_pairs_come_out_as_if_all_were_scored_again() -> None:
    found, units = rescored(model())
    assert found == all_scored(AFTER, model())
    assert found != all_scored(BEFORE, model())
    assert units == 3  # 100 to 102; 103 and 104 share a KK and a person with one another alone


def with_frequencies() -> TrainedModel:
    trained = model()
    trained.settings["comparisons"][1]["comparison_levels"][1]["tf_adjustment_column"] = "no_kk"
    return trained


@pytest.mark.parametrize(
    "trained",
    [
        with_frequencies(),
        model(
            blocking_rules_to_generate_predictions=[
                {"blocking_rule": "substr(l.no_kk, 1, 1) = substr(r.no_kk, 1, 1)", "sql_dialect": "duckdb"}
            ]
        ),
    ],
    ids=["frequencies", "a rule that is no plain equality"],
)
def test_all_units_are_scored_where_the_model_asks_for_more_than_two_units(trained: TrainedModel) -> None:
    found, units = rescored(trained)
    assert found == all_scored(AFTER, trained)
    assert units == len(UNITS)
