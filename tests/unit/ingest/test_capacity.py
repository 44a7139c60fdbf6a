"""Whether a build fits is told before it starts, from the heads of the files alone."""

from __future__ import annotations

import gzip
import random
import shutil
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.consolidating import SOURCE

from dtsen_link.config import Config
from dtsen_link.errors import StorageError
from dtsen_link.ingest import capacity

ROWS = 400_000
LINES = 400_000


def _config(folder: Path, *files: str, **settings: object) -> Config:
    source = SOURCE.model_copy(update={"files": files})
    return Config(**{"release": "2026Q4", "sources": (source,), "folder": folder, **settings})


@pytest.fixture
def parquet(tmp_path: Path) -> Path:
    pq.write_table(pa.table({"id": pa.nulls(ROWS)}), tmp_path / "dtks.parquet")
    return tmp_path


def test_parquet_says_how_many_rows_it_has(parquet: Path) -> None:
    assert capacity.delivered_rows(_config(parquet, "dtks.parquet", "none*.csv")) == ROWS


@pytest.mark.parametrize("name", ["dtks.csv", "dtks.csv.gz"])
def test_rows_of_text_are_told_from_its_head(tmp_path: Path, name: str) -> None:
    text = "".join(f"{random.Random(n).getrandbits(53):016},SITI AMINAH,1970-01-01\n" for n in range(LINES)).encode()
    (tmp_path / name).write_bytes(gzip.compress(text, mtime=0) if name.endswith(".gz") else text)
    assert capacity.delivered_rows(_config(tmp_path, name)) == pytest.approx(LINES, rel=0.1)


def test_what_is_missing_or_broken_counts_nothing_here(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"no parquet")
    (tmp_path / "a.csv.gz").write_bytes(b"no gzip")
    assert capacity.delivered_rows(_config(tmp_path, "a.parquet", "a.csv.gz", "missing.csv")) == 0


def test_a_memory_limit_that_cannot_do_is_refused_with_one_that_can(parquet: Path) -> None:
    with pytest.raises(StorageError, match=r"memory_limit: 0\.1 GB .* 400,000 records.*--memory-limit 0\.\dGB"):
        capacity.check_capacity(_config(parquet, "dtks.parquet", memory_limit="100MB"))


def test_the_limit_that_is_proposed_is_accepted(parquet: Path) -> None:
    config = _config(parquet, "dtks.parquet", memory_limit="100MB")
    [problem] = capacity.capacity_problems(config)
    proposed = str(problem).rsplit(" ", 1)[1]
    assert not list(capacity.capacity_problems(config.model_copy(update={"memory_limit": proposed})))


@pytest.mark.parametrize(
    ("records", "limit", "fits"),
    [(427_598, "280MB", False), (427_598, "400MB", True), (3_189_854, "1GB", False), (3_189_854, "1.2GB", True)],
)
def test_what_was_built_is_let_through_and_what_ran_out_of_memory_is_not(
    parquet: Path, monkeypatch: pytest.MonkeyPatch, records: int, limit: str, fits: bool
) -> None:
    monkeypatch.setattr(capacity, "delivered_rows", lambda _: records)
    problems = list(capacity.capacity_problems(_config(parquet, "dtks.parquet", memory_limit=limit)))
    assert (not problems) is fits


@pytest.mark.parametrize(
    ("limit", "bytes_"), [("4GB", 4e9), ("4 gb", 4e9), ("1.5GiB", 1.5 * 2**30), ("512MB", 5.12e8), ("2TiB", 2 * 2**40)]
)
def test_limits_are_understood_as_duckdb_does(limit: str, bytes_: float) -> None:
    assert capacity.allowed_memory(limit) == bytes_
    with duckdb.connect() as connection:
        connection.execute("SET memory_limit = ?", [limit])
        (told,) = connection.execute("SELECT current_setting('memory_limit')").fetchone() or ("",)
    assert capacity.allowed_memory(told) == pytest.approx(bytes_, rel=0.05)


def test_memory_that_no_machine_has_is_not_allowed_into_being(parquet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capacity, "machine_memory", lambda: 200e6)
    with pytest.raises(StorageError, match=r"this machine has 0\.2 GB\): take a larger machine"):
        capacity.check_capacity(_config(parquet, "dtks.parquet", memory_limit="9TB"))


def test_a_limit_beyond_the_machine_is_warned_of(parquet: Path) -> None:
    told = capacity.beyond_machine(_config(parquet, "dtks.parquet", memory_limit="900TB"))
    assert "900TB is more than this machine has" in told
    proposed = told.rsplit('"', 2)[1]
    for fitting in (proposed, "", "100MB"):
        assert not capacity.beyond_machine(_config(parquet, "dtks.parquet", memory_limit=fitting))


def test_too_small_a_disk_is_refused(parquet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(parquet)._replace(free=10**6)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    [problem] = capacity.capacity_problems(_config(parquet, "dtks.parquet"))
    assert "0.0 GB free; a build of about 400,000 records needs 0.5 GB" in str(problem)


def test_small_deliveries_are_never_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": pa.nulls(1_000)}), tmp_path / "dtks.parquet")
    config = _config(tmp_path, "dtks.parquet", memory_limit="100MB")
    assert not list(capacity.capacity_problems(config))
