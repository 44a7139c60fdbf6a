"""How many bear a value is counted where a model is trained, and frozen with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from dtsen_link.contracts import TABLES
from dtsen_link.engine import DuckDBEngine
from dtsen_link.errors import ConfigError
from dtsen_link.linkage import frequencies
from dtsen_link.linkage.splink_model import TrainedModel

LEVEL = {"tf_adjustment_column": "nama_urut"}
MODEL = TrainedModel(
    "person", {"comparisons": [{"output_column_name": "nama", "comparison_levels": [{}, LEVEL]}]}, {}, {}
)


def engine_of(names: list[str | None]) -> DuckDBEngine:
    engine = DuckDBEngine(threads=1)
    engine.register("link_record", pa.table({"nama_urut": pa.array(names, pa.string())}))
    return engine


def lookup(engine: DuckDBEngine) -> dict[str, float]:
    tables = frequencies.make_lookups(engine, MODEL)
    rows: list[dict[str, Any]] = engine.query(f"SELECT * FROM {tables['nama_urut']}").to_pylist()
    return {row["nama_urut"]: row["tf_nama_urut"] for row in rows}


def saved_beside(folder: Path, names: list[str | None]) -> Path:
    """A model file whose frequencies were counted in these names."""
    engine = engine_of(names)
    engine.register("tmp_token_count", pa.table({"fon": ["SITI", "LANGKA"], "token_n": [3, 1]}))
    frequencies.keep_tokens(engine, frozen=False)
    frequencies.make_lookups(engine, MODEL)
    path = folder / frequencies.FREQUENCY_FILE
    engine.write_parquet("link_frequency", path, TABLES["link_frequency"].key)
    return folder / "person.json"


def test_a_training_build_counts_in_its_own_records() -> None:
    engine = engine_of(["SITI", "SITI", "BUDI", None])
    engine.execute("CREATE TABLE link_frequency (kind VARCHAR, value VARCHAR, n BIGINT)")
    assert lookup(engine) == {"SITI": 2 / 3, "BUDI": 1 / 3}


def test_a_saved_model_brings_its_counts_and_an_unknown_name_counts_as_one(tmp_path: Path) -> None:
    model = saved_beside(tmp_path, ["SITI", "SITI", "BUDI", None])
    engine = engine_of(["SITI", "BUDI", "BUDI", "BARU"])
    assert frequencies.open_frozen(engine, model)
    frequencies.keep_tokens(engine, frozen=True)
    assert lookup(engine) == {"SITI": 2 / 3, "BUDI": 1 / 3, "BARU": 1 / 3}
    assert engine.query("SELECT count(*) AS n FROM link_frequency WHERE kind = 'token'").to_pylist() == [{"n": 1}]


def test_the_file_names_nobody(tmp_path: Path) -> None:
    saved_beside(tmp_path, ["SITI AMINAH", "SITI AMINAH"])
    engine = DuckDBEngine(threads=1)
    engine.open_parquet("saved", tmp_path / frequencies.FREQUENCY_FILE)
    values = [row["value"] for row in engine.query("SELECT value FROM saved").to_pylist()]
    assert len(values) == 3
    assert not any("SITI" in value for value in values)


@pytest.mark.parametrize("model", [None, "person.json"])
def test_without_a_file_nothing_is_frozen(tmp_path: Path, model: str | None) -> None:
    engine = DuckDBEngine(threads=1)
    assert not frequencies.open_frozen(engine, tmp_path / model if model else None)
    assert engine.query("SELECT * FROM frozen_frequency").num_rows == 0


def test_a_damaged_file_is_refused_and_named(tmp_path: Path) -> None:
    (tmp_path / frequencies.FREQUENCY_FILE).write_bytes(b"PAR1 half")
    with pytest.raises(ConfigError, match=r"frequency\.parquet: is damaged"):
        frequencies.open_frozen(DuckDBEngine(threads=1), tmp_path / "person.json")
