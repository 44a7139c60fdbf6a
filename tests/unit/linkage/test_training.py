"""Training says what Splink keeps to itself, and gives the same model for the same input."""

from __future__ import annotations

import json
import random
from itertools import combinations
from math import log2
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tests.factories import arrow, row

from dtsen_link.contract_check import check_contract
from dtsen_link.contracts import TABLES
from dtsen_link.engine import DuckDBEngine
from dtsen_link.errors import ConfigError
from dtsen_link.linkage import model_tables, splink_model, training
from dtsen_link.linkage.spec import ModelSpec
from dtsen_link.linkage.splink_model import TrainedModel

LEVEL_NULL = {"label": "none", "sql": "nama_urut_l IS NULL OR nama_urut_r IS NULL", "is_null": True}
SPEC = ModelSpec.model_validate(
    {
        "name": "person",
        "unique_id": "record_id",
        "prior_columns": [["nik_digits"]],
        "prior_recall": 0.9,
        "blocking": [{"name": "nik", "key": "nik_digits", "reason": "one NIK"}],
        "comparison": [
            {
                "name": "nama",
                "level": [
                    LEVEL_NULL,
                    {"label": "same", "sql": "nama_urut_l = nama_urut_r", "m": 0.8},
                    {"label": "never", "sql": "nama_urut_l = 'X' AND nama_urut_r = 'Y'", "m": 0.1},
                    {"label": "other", "sql": "ELSE", "m": 0.1},
                ],
            },
            {
                "name": "lahir",
                "level": [
                    {"label": "none", "sql": "tgl_l IS NULL OR tgl_r IS NULL", "is_null": True},
                    {"label": "same", "sql": "tgl_l = tgl_r", "m": 0.9, "u": "lahir_same"},
                    {"label": "other", "sql": "ELSE", "m": 0.1},
                ],
            },
        ],
        "training": [
            {"columns": ["nik_digits"], "reason": "one NIK"},
            {"columns": ["nama_urut", "kode_desa"], "reason": "one name in one desa"},
        ],
    }
)


def population(pairs: int) -> list[dict[str, Any]]:
    """Two records of each person; one in ten has another name in its second record, one in twelve another date."""
    rows = []
    for number in range(pairs):
        for source in ("dtks", "regsosek"):
            again = source == "regsosek"
            name = f"LAIN {number}" if again and number % 10 == 0 else f"NAMA {number % 70}"
            born = "19010101" if again and number % 12 == 0 else f"{1950 + number % 60}0{1 + number % 9}15"
            rows.append(
                row(
                    "link_record",
                    record_id=f"{source}:{number:04d}",
                    source=source,
                    nama_urut=name,
                    tgl=born,
                    nik_digits=f"{number:016d}",
                    kode_desa=f"D{number % 3}",
                    unit_id=f"{source}:{number // 4}",
                )
            )
    return rows


def trained(
    rows: list[dict[str, Any]], spec: ModelSpec = SPEC, *, threads: int = 1, measured: dict[str, float] | None = None
) -> tuple[DuckDBEngine, TrainedModel]:
    engine = DuckDBEngine(threads=threads)
    engine.register("link_record", arrow("link_record", rows))
    model = training.train(engine, spec, "link_record", measured_u=measured or {}, seed=1, max_pairs=100_000)
    return engine, model


@pytest.fixture(scope="module")
def usual() -> tuple[DuckDBEngine, TrainedModel]:
    return trained(population(120), measured={"lahir_same": 0.00123})


def level(model: TrainedModel, comparison: str, label: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        level
        for item in model.settings["comparisons"]
        if item["output_column_name"] == comparison
        for level in item["comparison_levels"]
        if level["label_for_charts"] == label
    )
    return found


def test_row_order_and_threads_leave_the_model_as_it_is(usual: tuple[DuckDBEngine, TrainedModel]) -> None:
    rows = population(120)
    random.Random(3).shuffle(rows)
    _, again = trained(rows, threads=2, measured={"lahir_same": 0.00123})
    for part in ("settings", "diagnostics"):
        first, second = (json.dumps(getattr(model, part), sort_keys=True) for model in (usual[1], again))
        assert first == second


def test_every_probability_is_rounded_and_within_bounds(usual: tuple[DuckDBEngine, TrainedModel]) -> None:
    for row_ in model_tables.model_table([usual[1]]).to_pylist():
        for name in ("m_probability", "u_probability"):
            value = row_[name]
            assert (value is None) == (row_["level"] == -1)
            if value is not None:
                assert 0 < value < 1
                assert value == float(f"{value:.6g}")


def test_a_model_keeps_its_conditions_as_it_states_them_whatever_the_engine_makes_of_them() -> None:
    nearly = "damerau_levenshtein(tgl_l, tgl_r)  <=  1"
    described = SPEC.model_dump(by_alias=True)
    described["comparison"][1]["level"][1]["sql"] = nearly
    engine, model = trained(population(120), ModelSpec.model_validate(described))
    assert engine.condition(nearly) != nearly
    assert level(model, "lahir", "same")["sql_condition"] == nearly
    assert level(model, "nama", "same")["sql_condition"] == "nama_urut_l = nama_urut_r"
    assert nearly in json.dumps(model.charts)
    assert "within_one_edit" not in json.dumps(model.charts).lower()


def test_a_pair_that_agrees_on_several_sets_of_columns_counts_once() -> None:
    rows = population(40)
    sets = [["nik_digits"], ["nama_urut", "tgl"], ["kode_desa", "nama_urut"]]
    engine, _ = trained(rows)
    agreeing = sum(
        any(all(one[name] is not None and one[name] == two[name] for name in columns) for columns in sets)
        for one, two in combinations(rows, 2)
    )
    assert training._agreeing(engine, "link_record", sets) == agreeing
    assert training._prior(engine, SPEC.model_copy(update={"prior_columns": sets}), "link_record") == pytest.approx(
        agreeing / SPEC.prior_recall / (80 * 79 / 2), rel=1e-5
    )


def test_a_measured_u_is_kept(usual: tuple[DuckDBEngine, TrainedModel]) -> None:
    assert level(usual[1], "lahir", "same")["u_probability"] == 0.00123


def test_the_prior_is_the_share_of_pairs_that_agree_over_their_recall(
    usual: tuple[DuckDBEngine, TrainedModel],
) -> None:
    pairs = 240 * 239 / 2
    assert usual[1].settings["probability_two_random_records_match"] == pytest.approx(120 / pairs / 0.9, rel=1e-5)


def test_training_learns_how_often_names_and_dates_agree(usual: tuple[DuckDBEngine, TrainedModel]) -> None:
    assert level(usual[1], "nama", "same")["m_probability"] == pytest.approx(0.9, abs=0.03)
    assert level(usual[1], "lahir", "same")["m_probability"] == pytest.approx(11 / 12, abs=0.06)


def test_a_level_that_no_session_saw_is_named(usual: tuple[DuckDBEngine, TrainedModel]) -> None:
    assert usual[1].diagnostics["untrained_levels"] == ["nama: never"]
    rows = model_tables.model_table([usual[1]]).to_pylist()
    assert [(row_["comparison"], row_["label"]) for row_ in rows if not row_["trained"]] == [("nama", "never")]


def test_settled_training_is_told_with_its_iterations(usual: tuple[DuckDBEngine, TrainedModel]) -> None:
    diagnostics = usual[1].diagnostics
    assert diagnostics["converged"] is True
    assert len(diagnostics["iterations"]) == 2
    assert all(1 <= count < splink_model.EM_MAX_ITERATIONS for count in diagnostics["iterations"])
    assert diagnostics["skipped_training"] == []


def test_training_that_hit_its_limit_is_not_called_converged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(splink_model, "EM_MAX_ITERATIONS", 1)
    _, model = trained(population(120))
    assert model.diagnostics["converged"] is False
    assert model.diagnostics["iterations"] == [1, 1]


def test_a_rule_with_too_few_pairs_is_skipped_and_named() -> None:
    _, model = trained(population(40))
    assert training.LEAST_TRAINING_PAIRS > 40
    assert model.diagnostics["skipped_training"] == ["nik_digits", "nama_urut and kode_desa"]
    assert model.diagnostics["iterations"] == []


def test_where_nothing_is_trained_the_descriptions_own_m_holds() -> None:
    _, model = trained(population(40))
    for comparison in SPEC.comparisons:
        for described in comparison.levels:
            if not described.is_null:
                assert level(model, comparison.name, described.label)["m_probability"] == described.m


def test_where_nothing_agrees_the_prior_is_a_cautious_guess() -> None:
    rows = [record for record in population(40) if record["source"] == "dtks"]
    _, model = trained(rows)
    assert model.settings["probability_two_random_records_match"] == pytest.approx(1 / (40 * 39 / 2), rel=1e-5)


@pytest.mark.parametrize("count", [0, 1])
def test_a_table_with_nothing_to_compare_gives_an_empty_model_that_scores_nothing(count: int) -> None:
    engine, model = trained(population(1)[:count])
    assert model.settings["comparisons"] == []
    assert model.diagnostics["skipped_training"] == ["no pairs at all"]
    splink_model.score(engine, model, "link_record", "tmp_none")
    assert engine.query("SELECT * FROM tmp_none").num_rows == 0


def test_a_saved_model_scores_as_it_did_before(usual: tuple[DuckDBEngine, TrainedModel], tmp_path: Path) -> None:
    engine, model = usual
    saved = tmp_path / "person.json"
    saved.write_text(json.dumps(model.settings), encoding="utf-8")
    loaded = splink_model.load("person", saved)
    kept = model_tables.from_row(model_tables.model_file_table([model]).to_pylist()[0])
    results = []
    for scorer in (model, loaded, kept):
        splink_model.score(engine, scorer, "link_record", "tmp_scores")
        results.append(
            engine.query("SELECT record_id_l, record_id_r, round(match_weight, 6) AS w FROM tmp_scores ORDER BY ALL")
        )
    assert results[0].num_rows == 120
    assert results[0].equals(results[1])
    assert results[0].equals(results[2])
    assert loaded.diagnostics["reused"] is True


def test_a_level_that_no_pair_shows_weighs_what_the_description_says_or_nothing() -> None:
    # A delivery of one kabupaten never shows "elsewhere"; reused on another the model must not shout there.
    levels = [{"label_for_charts": "elsewhere"}, {"label_for_charts": "unknown to all"}]
    trained_settings = {
        "probability_two_random_records_match": 1e-5,
        "comparisons": [{"output_column_name": "wilayah", "comparison_levels": levels}],
    }
    settings = training._rounded(trained_settings, {"wilayah: elsewhere": (0.02, 0.9)})
    described, unknown = settings["comparisons"][0]["comparison_levels"]
    assert (described["m_probability"], described["u_probability"]) == (0.02, 0.9)
    assert unknown["m_probability"] == unknown["u_probability"]


def test_a_saved_model_remembers_what_training_never_saw(
    usual: tuple[DuckDBEngine, TrainedModel], tmp_path: Path
) -> None:
    _, model = usual
    saved = tmp_path / "person.json"
    saved.write_text(json.dumps(model.settings), encoding="utf-8")
    loaded = splink_model.load("person", saved)
    assert loaded.diagnostics["untrained_levels"] == model.diagnostics["untrained_levels"]
    assert loaded.diagnostics["converged"] == model.diagnostics["converged"]


@pytest.mark.parametrize(
    ("text", "message"), [(None, "cannot be read"), ("no json", "not JSON"), ('{"a": 1}', "lacks")]
)
def test_a_file_that_is_no_saved_model_is_refused_in_words(tmp_path: Path, text: str | None, message: str) -> None:
    path = tmp_path / "person.json"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=message):
        splink_model.load("person", path)


def test_pairs_below_the_floor_are_left_out(usual: tuple[DuckDBEngine, TrainedModel]) -> None:
    engine, model = usual
    splink_model.score(engine, model, "link_record", "tmp_high", floor=5.0)
    weights = engine.query("SELECT match_weight FROM tmp_high")["match_weight"].to_pylist()
    assert 0 < len(weights) < 120
    assert min(weights) >= 5.0


def test_the_weights_asked_for_are_there_whatever_the_model_compares(usual: tuple[DuckDBEngine, TrainedModel]) -> None:
    """A column of a comparison the model lacks is 0; the name's holds its rarity too, so that all add up to the pair's."""
    engine, model = usual
    compared = [comparison["output_column_name"] for comparison in model.settings["comparisons"]]
    columns = {f"mw_{name}": name for name in compared} | {"mw_lacking": "no_such_comparison"}
    splink_model.score(engine, model, "link_record", "tmp_weights", weights=columns)
    prior = model.settings["probability_two_random_records_match"]
    for pair in engine.query("SELECT * FROM tmp_weights").to_pylist():
        assert pair["mw_lacking"] == 0
        total = log2(prior / (1 - prior)) + sum(pair[f"mw_{name}"] for name in compared)
        assert pair["match_weight"] == pytest.approx(total, abs=1e-6)


def test_given_pairs_are_scored_and_no_others(usual: tuple[DuckDBEngine, TrainedModel]) -> None:
    engine, model = usual
    engine.register(
        "tmp_given",
        pa.table({"join_key_l": ["dtks:0000"], "join_key_r": ["regsosek:0005"], "match_key": ["0"]}),
    )
    splink_model.score(engine, model, "link_record", "tmp_scores", pairs="tmp_given")
    found = engine.query("SELECT record_id_l, record_id_r FROM tmp_scores").to_pylist()
    assert found == [{"record_id_l": "dtks:0000", "record_id_r": "regsosek:0005"}]


def test_no_table_of_splinks_own_is_left_behind(usual: tuple[DuckDBEngine, TrainedModel]) -> None:
    assert [name for name in usual[0].tables() if "splink" in name] == []


def test_learning_u_within_families_keeps_m(usual: tuple[DuckDBEngine, TrainedModel]) -> None:
    engine, model = usual
    within = training.train_u_within(
        engine, "household", "link_record", model.settings, block="unit_id", prior=0.003, max_pairs=100_000
    )
    assert within.name == "household"
    assert within.diagnostics["skipped_training"] == []
    assert within.diagnostics["untrained_levels"] == ["nama: never", "nama: same"]
    for comparison, label in (("nama", "same"), ("nama", "other"), ("lahir", "other")):
        assert level(within, comparison, label)["m_probability"] == level(model, comparison, label)["m_probability"]
    assert level(within, "nama", "other")["u_probability"] > 0.9


def test_too_few_families_leave_u_where_it_started(usual: tuple[DuckDBEngine, TrainedModel]) -> None:
    _, model = usual
    engine = DuckDBEngine(threads=1)
    engine.register("link_record", arrow("link_record", population(8)))
    within = training.train_u_within(
        engine, "household", "link_record", model.settings, block="unit_id", prior=0.003, max_pairs=100_000
    )
    assert within.diagnostics["skipped_training"] == ["unit_id"]
    assert "nama: same" in within.diagnostics["untrained_levels"]
    assert level(within, "nama", "other")["u_probability"] == level(model, "nama", "other")["u_probability"]
    assert within.settings["probability_two_random_records_match"] == 0.003


@pytest.mark.parametrize("table", ["person_model", "link_model"])
def test_the_level_table_keeps_its_contract(usual: tuple[DuckDBEngine, TrainedModel], table: str) -> None:
    engine, model = usual
    engine.register(table, model_tables.model_table([model]))
    check_contract(engine, TABLES[table].stage, TABLES[table])
    rows = engine.query(f"SELECT * FROM {table} WHERE comparison = 'nama' ORDER BY level").to_pylist()
    assert [(row_["level"], row_["label"]) for row_ in rows] == [(-1, "none"), (0, "other"), (1, "never"), (2, "same")]
    assert all(row_["match_weight"] is None for row_ in rows if row_["level"] == -1)


def test_the_model_file_table_keeps_its_contract(usual: tuple[DuckDBEngine, TrainedModel]) -> None:
    engine, model = usual
    engine.register("link_model_file", model_tables.model_file_table([model]))
    check_contract(engine, "resolve", TABLES["link_model_file"])
    (kept,) = engine.query("SELECT * FROM link_model_file").to_pylist()
    assert set(json.loads(kept["charts_json"])) == {"match_weights", "m_u_parameters"}
    assert "linker_uid" not in json.loads(kept["settings_json"])


def alike(count: int) -> list[dict[str, Any]]:
    """Records of one unit that differ in their keys alone."""
    rows = population(count)
    return [{**rows[0], "record_id": row_["record_id"]} for row_ in rows]


def test_where_all_rows_are_alike_the_prior_stays_away_from_certainty(
    usual: tuple[DuckDBEngine, TrainedModel],
) -> None:
    """A prior of 1 has infinite log odds, which no statement can hold."""
    engine = DuckDBEngine(threads=1)
    engine.register("link_record", arrow("link_record", alike(10)))
    within = training.train_u_within(
        engine, "household", "link_record", usual[1].settings, block="unit_id", prior=0.003, max_pairs=100_000
    )
    assert within.settings["probability_two_random_records_match"] <= training.MOST_PRIOR
    splink_model.score(engine, within, "link_record", "tmp_scores")
    assert engine.query("SELECT * FROM tmp_scores").num_rows == 190


def test_an_empty_person_model_gives_an_empty_household_model() -> None:
    engine, model = trained(population(1)[:1])
    within = training.train_u_within(
        engine, "household", "link_record", model.settings, block="unit_id", prior=0.003, max_pairs=100_000
    )
    assert (within.name, within.settings["comparisons"]) == ("household", [])
