"""A fingerprint changes with what may change a table, and with nothing else."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pytest

from dtsen_link import fingerprint
from dtsen_link.config import Config, GateLimits, LinkConfig, QueueConfig, SparkConfig
from dtsen_link.source_config import SourceConfig


def config(**changes: object) -> Config:
    source = SourceConfig(
        name="satu",
        files=("satu.csv",),
        data_date=date(2025, 1, 1),
        family_unit="none",
        region_codes="none",
        columns={"source_record_id": "id", "nama": "nama"},
    )
    return Config(release="r1", sources=(source,)).model_copy(update=changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"seed": 5},
        {"link": LinkConfig(max_block_size=7)},
        {"release": "r2"},
        {"engine": "spark"},
        {"survivorship": {"nama": ("trust",)}},
    ],
)
def test_settings_that_may_change_a_table_count(changes: dict[str, object]) -> None:
    assert fingerprint.of_settings(config(**changes)) != fingerprint.of_settings(config())


@pytest.mark.parametrize(
    "changes",
    [
        {"threads": 3},
        {"memory_limit": "1GB"},
        {"temp_limit": "1GB"},
        {"out": "x"},
        {"work": "y"},
        {"queues": QueueConfig(unmask=True)},
        {"spark": SparkConfig(master="yarn")},
        {"gates": {"share_rejected": GateLimits(max_fail=0.5)}},
    ],
)
def test_settings_that_change_only_speed_or_place_do_not_count(changes: dict[str, object]) -> None:
    assert fingerprint.of_settings(config(**changes)) == fingerprint.of_settings(config())


def test_a_file_counts_by_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"id;nama\n")
    assert fingerprint.of_file(path) == hashlib.sha256(b"id;nama\n").hexdigest()


def test_parts_do_not_run_together() -> None:
    assert fingerprint.combine("ab", "c") != fingerprint.combine("a", "bc")


def test_code_counts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text("SELECT 1", encoding="utf-8")
    monkeypatch.setattr(fingerprint.resources, "sql_dir", lambda: tmp_path)
    before = fingerprint.of_code.__wrapped__()
    (tmp_path / "a.sql").write_text("SELECT 2", encoding="utf-8")
    assert fingerprint.of_code.__wrapped__() != before
