"""An own model may name extras and any expression as a blocking key; both obey the block limit and the shipped rest stays."""

from __future__ import annotations

from typing import Any

import pytest
from tests.factories import Row, arrow, person, row
from tests.linking import configuration
from tests.unit.spark_translation import macro_names, obstacles

from dtsen_link import resources
from dtsen_link.config import Config
from dtsen_link.contracts import TABLES
from dtsen_link.engine import DuckDBEngine
from dtsen_link.linkage.spec import ModelSpec, load_spec
from dtsen_link.persons.stage import make_records

COMPARISON = {
    "name": "telepon",
    "level": [
        {"label": "none", "sql": "x_telepon_l IS NULL OR x_telepon_r IS NULL", "is_null": True},
        {"label": "same", "sql": "x_telepon_l = x_telepon_r"},
        {"label": "other", "sql": "ELSE"},
    ],
}


def spec(**keys: str) -> ModelSpec:
    """A model of one comparison with a blocking rule per key."""
    return ModelSpec.model_validate(
        {
            "name": "person",
            "unique_id": "record_id",
            "prior_columns": [["x_telepon"]],
            "prior_recall": 0.9,
            "blocking": [{"name": name, "key": key, "reason": "a test"} for name, key in keys.items()],
            "comparison": [COMPARISON],
            "training": [{"columns": ["x_telepon"], "reason": "a test"}],
        }
    )


def with_extras(**link: Any) -> Config:
    """A configuration whose source carries a telephone number and the mother's name."""
    config = configuration(**link)
    source = config.sources[0].model_copy(update={"extra": {"telepon": "HP", "ibu": "IBU"}})
    return config.model_copy(update={"sources": (source,)})


def records(config: Config, model: ModelSpec, phones: dict[str, str]) -> DuckDBEngine:
    """An engine with link_record of four people, some with a telephone number."""
    engine = DuckDBEngine(threads=1)
    people = [person(f"dtks:{number}", nik=f"320101450290000{number}") for number in range(1, 5)]
    extras = [row("std_extra", record_id=record, field="telepon", value=value) for record, value in phones.items()]
    engine.register("std_person", arrow("std_person", people))
    engine.register("carried_person", arrow("carried_person", []))
    engine.register("std_extra", arrow("std_extra", extras))
    make_records(engine, config, model)
    return engine


def column(engine: DuckDBEngine, name: str) -> list[Any]:
    return [found[name] for found in engine.query(f"SELECT {name} FROM link_record ORDER BY record_id").to_pylist()]


def blocking(engine: DuckDBEngine) -> dict[str, Row]:
    return {found["rule"]: found for found in engine.query("SELECT * FROM link_blocking").to_pylist()}


PHONES = {"dtks:1": "0812 1", "dtks:2": "0812 1", "dtks:3": "0812 9"}


def test_every_extra_is_a_column_null_where_a_record_has_none() -> None:
    engine = records(with_extras(), spec(telepon="x_telepon"), PHONES)
    assert column(engine, "x_telepon") == ["0812 1", "0812 1", "0812 9", None]
    assert column(engine, "x_ibu") == [None] * 4


def test_an_expression_is_a_blocking_key() -> None:
    engine = records(with_extras(), spec(ujung="right(x_telepon, 1) || '|' || tahun"), PHONES)
    first, second, third, fourth = column(engine, "kunci_own_ujung")
    assert first == second != third
    assert None not in (first, third)
    assert fourth is None
    assert blocking(engine)["ujung"]["pair_n"] == 1


def test_an_empty_key_makes_no_block() -> None:
    engine = records(with_extras(), spec(kosong="left(x_telepon, 0)"), PHONES)
    assert column(engine, "kunci_own_kosong") == [None] * 4


def test_an_own_key_above_the_block_limit_is_dropped_and_counted() -> None:
    engine = records(with_extras(max_block_size=2), spec(awal="left(x_telepon, 4)"), PHONES)
    assert column(engine, "kunci_own_awal") == [None] * 4
    assert blocking(engine)["awal"] == {
        "rule": "awal",
        "block_n": 0,
        "pair_n": 0,
        "largest_block": 0,
        "crowded_block_n": 1,
        "crowded_record_n": 3,
    }


def test_a_plain_column_is_limited_like_any_own_key() -> None:
    engine = records(with_extras(max_block_size=2), spec(tahun="tahun"), PHONES)
    assert column(engine, "kunci_own_tahun") == [None] * 4


def test_a_shipped_key_under_another_name_is_counted_under_that_name() -> None:
    engine = records(with_extras(), spec(nama_dan_tanggal="kunci_lahir_fon_depan", telepon="x_telepon"), PHONES)
    assert {rule: found["pair_n"] for rule, found in blocking(engine).items()} == {"nama_dan_tanggal": 6, "telepon": 1}


def test_a_rule_named_like_a_shipped_one_has_its_own_blocks() -> None:
    engine = records(with_extras(), spec(nik="x_telepon"), PHONES)
    assert blocking(engine)["nik"]["pair_n"] == 1


def test_without_extras_and_own_keys_link_record_is_the_shipped_one() -> None:
    shipped = load_spec(configuration(), "person")
    engine = records(configuration(), shipped, {})
    expected = [*TABLES["link_record"].column_names(), *(rule.key for rule in shipped.blocking)]
    assert list(engine.columns("link_record")) == expected


def test_the_statements_run_on_spark_too(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    execute = DuckDBEngine.execute

    def listen(engine: DuckDBEngine, sql: str) -> None:
        said.append(sql)
        execute(engine, sql)

    monkeypatch.setattr(DuckDBEngine, "execute", listen)
    records(with_extras(), spec(ujung="right(x_telepon, 1)"), PHONES)
    macros = macro_names(list(resources.sql_files("0_macros")))
    assert len(said) >= 3
    assert [obstacle for sql in said for obstacle in obstacles(sql, macros)] == []
