"""From which earlier build something may be taken over; from any other nothing is, and the log says why."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from rich.console import Console
from tests.factories import arrow, row

from dtsen_link import earlier
from dtsen_link.config import Config
from dtsen_link.engine import DuckDBEngine
from dtsen_link.progress import Progress
from dtsen_link.source_config import SourceConfig
from dtsen_link.stage import Stage, StageFolder

STAGE = Stage("names", ("raw_person", "earlier_std_address"), ("std_address",), (), lambda engine, config: None)


class Builds:
    """A project whose work folders hold what some builds have left of one stage."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = io.StringIO()

    def left(self, release: str) -> StageFolder:
        """What a finished build leaves of the stage."""
        found = StageFolder(self.folder / "work" / release / "1_names")
        found.path.mkdir(parents=True)
        engine = DuckDBEngine(threads=1)
        engine.register("std_address", arrow("std_address", [row("std_address", alamat=f"JL {release}")]))
        engine.keep_parquet("std_address", found.table("std_address"))
        engine.close()
        record = {"fingerprint": "f", "rows": {"std_address": 1}, "seconds": 1.0} | earlier.for_later(STAGE, found)
        found.record_file.write_text(json.dumps(record), encoding="utf-8")
        return found

    def find(self, **settings: str) -> StageFolder | None:
        source = SourceConfig(
            name="satu",
            files=("satu.csv",),
            data_date=date(2025, 1, 1),
            family_unit="none",
            region_codes="none",
            columns={"source_record_id": "id", "nama": "nama"},
        )
        config = Config(release="q2", sources=(source,), folder=self.folder, **settings)
        folder = StageFolder(self.folder / "work" / "q2" / "1_names")
        return earlier.find_earlier(config, STAGE, folder, Progress(Console(file=self.log, width=500)))

    def previous(self, release: str) -> str:
        path = self.folder / "releases" / release
        path.mkdir(parents=True)
        (path / "manifest.json").write_text(json.dumps({"release": release}), encoding="utf-8")
        return f"releases/{release}"


@pytest.fixture
def builds(tmp_path: Path) -> Builds:
    return Builds(tmp_path)


def test_a_first_build_takes_nothing_over_and_says_nothing(builds: Builds) -> None:
    assert builds.find() is None
    assert builds.log.getvalue() == ""


def test_what_the_release_itself_has_left_comes_first_then_the_previous_release(builds: Builds) -> None:
    previous = builds.previous("q1")
    before = builds.left("q1")
    assert builds.find(previous=previous) == before
    own = builds.left("q2")
    assert builds.find(previous=previous) == own
    assert "names takes over what is unchanged from" in builds.log.getvalue()


def test_a_named_work_folder_is_taken_before_any_other(builds: Builds) -> None:
    builds.left("q2")
    named = builds.left("q0")
    assert builds.find(increment_from="work/q0") == named


def test_a_named_work_folder_that_is_not_there_is_told(builds: Builds) -> None:
    builds.left("q2")
    assert builds.find(increment_from="work/q0") is None
    assert "is not there" in builds.log.getvalue()


def test_a_stage_that_reads_nothing_of_an_earlier_build_asks_for_none(builds: Builds) -> None:
    builds.left("q2")
    plain = Stage("names", ("raw_person",), (), (), lambda engine, config: None)
    assert earlier.for_later(plain, StageFolder(builds.folder)) == {}


def test_a_build_on_spark_takes_nothing_over_and_says_so_where_it_was_asked_to(builds: Builds) -> None:
    builds.left("q2")
    assert builds.find(engine="spark") is None
    assert builds.log.getvalue() == ""
    assert builds.find(engine="spark", increment_from="work/q2") is None
    assert "names takes nothing over: builds on Spark work everything out" in builds.log.getvalue()


def test_of_the_folders_that_spark_leaves_nothing_is_taken_over(builds: Builds) -> None:
    left = builds.left("q2")
    part = left.table("std_address").rename(left.path / "part")
    left.table("std_address").mkdir()
    part.rename(left.table("std_address") / "part-0.parquet")
    assert earlier.for_later(STAGE, left) == {}
    assert builds.find() is None
    assert "std_address.parquet is missing or damaged" in builds.log.getvalue()


def test_another_program_takes_nothing_over(builds: Builds, monkeypatch: pytest.MonkeyPatch) -> None:
    builds.left("q2")
    monkeypatch.setattr(earlier.fingerprint, "of_program", lambda: "another")
    assert builds.find() is None
    assert "another version of the program" in builds.log.getvalue()


def damage_bytes(left: StageFolder) -> None:
    path = left.table("std_address")
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def take_table_away(left: StageFolder) -> None:
    left.table("std_address").unlink()


def damage_record(left: StageFolder) -> None:
    left.record_file.write_text("{", encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (damage_bytes, "std_address.parquet is missing or damaged"),
        (take_table_away, "std_address.parquet is missing or damaged"),
        (damage_record, "stage.json is damaged"),
    ],
)
def test_a_damaged_build_is_passed_over_and_told(builds: Builds, damage: object, told: str) -> None:
    previous = builds.previous("q1")
    before = builds.left("q1")
    damage(builds.left("q2"))  # type: ignore[operator]
    assert builds.find(previous=previous) == before
    assert told in builds.log.getvalue()


def test_tables_of_an_earlier_build_are_there_with_and_without_one(builds: Builds) -> None:
    engine = DuckDBEngine(threads=1)
    for folder, rows in ((None, 0), (builds.left("q1"), 1)):
        earlier.open_earlier(engine, STAGE.reads, folder)
        assert engine.query("SELECT alamat FROM earlier_std_address").num_rows == rows
    assert "earlier_raw_person" not in engine.tables()


def test_what_a_stage_tells_of_its_work_is_read_back() -> None:
    engine = DuckDBEngine(threads=1)
    assert earlier.told_anew(engine) == {}
    earlier.tell_anew(engine, {"names": (2, 30)})
    assert earlier.told_anew(engine) == {"names": (2, 30)}
    engine.register("tmp_anew", pa.table({"what": ["x"], "anew": [1], "of": [1]}))
    assert earlier.told_anew(engine) == {"x": (1, 1)}
