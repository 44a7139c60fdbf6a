"""Blocking keys never explode: a crowded one is dropped and counted, and the other rules still find the pair."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

import pyarrow as pa
import pytest
from tests.factories import Row, arrow, person
from tests.linking import configuration

from dtsen_link.engine import DuckDBEngine
from dtsen_link.linkage.spec import load_spec
from dtsen_link.persons.stage import make_records


def blocked(records: list[Row], *, block: int = 500, rare: int = 20) -> DuckDBEngine:
    """An engine with link_record and link_blocking of the records."""
    engine = DuckDBEngine(threads=1)
    engine.register("std_person", arrow("std_person", records))
    engine.register("carried_person", arrow("carried_person", []))
    config = configuration(max_block_size=block, max_rare_block_size=rare)
    make_records(engine, config, load_spec(config, "person"))
    return engine


def keys(engine: DuckDBEngine, key: str) -> list[Any]:
    return [row[key] for row in engine.query(f"SELECT {key} FROM link_record ORDER BY record_id").to_pylist()]


def blocks(engine: DuckDBEngine, key: str) -> list[int | None]:
    """Which block each record stands in, numbered in the order of records: keys are hashes, and say no more."""
    found = keys(engine, key)
    seen = [value for place, value in enumerate(found) if value is not None and value not in found[:place]]
    return [None if value is None else seen.index(value) for value in found]


def rule(engine: DuckDBEngine, name: str) -> Row:
    rows: list[Row] = engine.query(f"SELECT * FROM link_blocking WHERE rule = '{name}'").to_pylist()
    return rows[0]


def crowd(count: int, **values: Any) -> list[Row]:
    """People of one name, birth date and desa, each with an own NIK."""
    return [person(f"dtks:{number:02d}", nik=f"32010145029000{number:02d}", **values) for number in range(count)]


def test_a_key_within_the_limit_is_used_and_counted() -> None:
    engine = blocked(crowd(4), block=4)
    assert blocks(engine, "kunci_desa_nama") == [0] * 4
    assert rule(engine, "desa_nama") == {
        "rule": "desa_nama",
        "block_n": 1,
        "pair_n": 6,
        "largest_block": 4,
        "crowded_block_n": 0,
        "crowded_record_n": 0,
    }


def test_a_crowded_key_is_dropped_and_counted() -> None:
    engine = blocked(crowd(5), block=4)
    assert keys(engine, "kunci_desa_nama") == [None] * 5
    assert rule(engine, "desa_nama") == {
        "rule": "desa_nama",
        "block_n": 0,
        "pair_n": 0,
        "largest_block": 0,
        "crowded_block_n": 1,
        "crowded_record_n": 5,
    }


def test_only_the_crowded_value_is_dropped() -> None:
    others = [person(f"p3ke:{number}", nik=None, nama_std="WAGIMAN TOYIB") for number in range(2)]
    engine = blocked([*crowd(5), *others], block=4)
    assert blocks(engine, "kunci_desa_nama") == [None] * 5 + [0] * 2
    assert (rule(engine, "desa_nama")["block_n"], rule(engine, "desa_nama")["crowded_block_n"]) == (1, 1)


def test_a_whole_name_in_any_region_has_a_limit_of_its_own() -> None:
    engine = blocked(crowd(5), block=500, rare=4)
    assert keys(engine, "kunci_nama_tahun") == [None] * 5
    assert rule(engine, "nama_langka_tahun")["crowded_record_n"] == 5
    assert rule(engine, "desa_nama")["crowded_record_n"] == 0


@pytest.mark.parametrize(
    ("key", "parts"),
    [
        ("kunci_nik", {"nik"}),
        ("kunci_lahir_fon_depan", {"kode_kab", "tanggal_lahir", "nama_std"}),
        ("kunci_lahir_fon_langka", {"tanggal_lahir", "nama_std"}),
        ("kunci_kk_lahir", {"no_kk", "tanggal_lahir"}),
        ("kunci_kk_fon_langka", {"no_kk", "nama_std"}),
        ("kunci_nik_12", {"nik"}),
        ("kunci_desa_nama", {"kode_desa", "nama_std"}),
        ("kunci_desa_fon_tahun", {"kode_desa", "tanggal_lahir", "nama_std"}),
        ("kunci_kec_lahir", {"kode_kec", "tanggal_lahir", "jenis_kelamin"}),
        ("kunci_nama_tahun", {"tanggal_lahir", "nama_std"}),
    ],
)
def test_a_block_is_of_equal_values_of_all_that_its_key_is_made_of(key: str, parts: set[str]) -> None:
    other = {
        "nik": "3201024502900001",
        "no_kk": "3201010101100002",
        "nama_std": "WAGIMAN TOYIB",
        "tanggal_lahir": date(1991, 3, 4),
        "jenis_kelamin": "L",
        "kode_desa": "3201012002",
        "kode_kec": "320102",
        "kode_kab": "3202",
    }
    usual = {"nik": "3201014502900001", "no_kk": "3201010101100001"}
    records = [person("dtks:0", **usual), person("dtks:1", **usual)]
    records += [person(f"p3ke:{place}", **{**usual, name: value}) for place, (name, value) in enumerate(other.items())]
    found = blocks(blocked(records), key)
    assert found[0] is not None
    assert {name for place, name in enumerate(other) if found[2 + place] != found[0]} == parts
    assert found[1] == found[0]


def test_numbers_that_share_a_hash_of_the_engine_are_two_keys() -> None:
    engine = DuckDBEngine(threads=1)
    number = pa.table(
        {"nik": [f"320524{d:02d}{m:02d}{y:02d}000{n}" for d, m, y, n in product(*map(range, (32, 13, 99, 7)))]}
    )
    engine.register("number", number)
    counts = engine.query(
        "SELECT count(DISTINCT hash(nik)) AS hashes, count(DISTINCT text_hash(nik)) AS keys FROM number"
    )
    found = counts.to_pylist()[0]
    assert found["hashes"] < number.num_rows
    assert found["keys"] == number.num_rows


@pytest.mark.parametrize(
    ("missing", "dead"),
    [
        ({"nik": None}, {"kunci_nik", "kunci_nik_12"}),
        (
            {"nama_std": None},
            {
                "kunci_lahir_fon_depan",
                "kunci_lahir_fon_langka",
                "kunci_kk_fon_langka",
                "kunci_desa_nama",
                "kunci_desa_fon_tahun",
                "kunci_nama_tahun",
            },
        ),
        (
            {"tanggal_lahir": None},
            {
                "kunci_lahir_fon_depan",
                "kunci_lahir_fon_langka",
                "kunci_kk_lahir",
                "kunci_desa_fon_tahun",
                "kunci_kec_lahir",
                "kunci_nama_tahun",
            },
        ),
        ({"no_kk": None}, {"kunci_kk_lahir", "kunci_kk_fon_langka"}),
        ({"jenis_kelamin": None}, {"kunci_kec_lahir"}),
        ({"kode_desa": None}, {"kunci_desa_nama", "kunci_desa_fon_tahun"}),
    ],
    ids=["NIK", "name", "birth date", "KK", "sex", "desa"],
)
def test_a_missing_value_makes_no_block(missing: Row, dead: set[str]) -> None:
    engine = blocked([person("dtks:1", **{"no_kk": "3201010101100001", **missing})])
    row = engine.query("SELECT * FROM link_record").to_pylist()[0]
    assert {name for name, value in row.items() if name.startswith("kunci_") and value is None} == dead


def test_every_rule_of_the_description_has_its_key_and_is_counted() -> None:
    bearers = [*crowd(3, no_kk="3201010101100001"), person("p3ke:1", nik="3201014502900001")]
    engine = blocked(bearers)
    spec = load_spec(configuration(), "person")
    assert {rule.key for rule in spec.blocking} == {
        name for name in engine.columns("link_record") if name.startswith("kunci_")
    }
    counted = {row["rule"] for row in engine.query("SELECT rule FROM link_blocking").to_pylist()}
    assert counted == {rule.name for rule in spec.blocking}


def test_the_rarest_token_is_counted_from_the_delivery_itself() -> None:
    records = [
        person("dtks:1", nama_std="SITI ZUBAEDAH"),
        person("dtks:2", nama_std="SITI AMINAH"),
        person("dtks:3", nama_std="SITI AMINAH"),
    ]
    assert keys(blocked(records), "fon_langka") == ["ZUBAEDAH", "AMINAH", "AMINAH"]


def test_an_initial_is_no_rare_token() -> None:
    records = [person("dtks:1", nama_std="X SITI"), person("dtks:2", nama_std="SITI"), person("dtks:3", nama_std="X")]
    assert keys(blocked(records), "fon_langka") == ["SITI", "SITI", "X"]


@pytest.mark.parametrize(
    ("digits", "form"),
    [
        ("320101450290000", ("320101450290", "320101450290000", "", 0)),
        ("3201014502900012", ("320101450290", "320101450290001", "2", 12)),
        ("3201014502", (None, None, None, None)),
    ],
    ids=["fifteen digits", "sixteen digits", "ten digits say nothing"],
)
def test_the_digits_of_a_nik_are_cut_for_nearness(digits: str, form: tuple[Any, ...]) -> None:
    engine = blocked([person("dtks:1", nik=None, nik_digits=digits, tanggal_lahir=date(1990, 2, 5))])
    row = engine.query("SELECT nik_12, nik_15, nik_16, nik_serial FROM link_record").to_pylist()[0]
    assert tuple(row.values()) == form
