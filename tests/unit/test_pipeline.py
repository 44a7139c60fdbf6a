"""The build resumes, keeps what is unchanged, and never leaves half of anything."""

from __future__ import annotations

import errno
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from dtsen_link import contracts, inputs, pipeline
from dtsen_link.config import Config, LinkConfig, SparkConfig
from dtsen_link.contracts import Column, Table
from dtsen_link.engine import Engine, Engines
from dtsen_link.errors import ConfigError, ContractError, StorageError
from dtsen_link.progress import Progress
from dtsen_link.publish import registry
from dtsen_link.source_config import SourceConfig
from dtsen_link.stage import Stage

TABLES = {
    name: Table(name, stage, "one number", ("x",), (Column("x", "BIGINT", False, "a number"),))
    for name, stage in (("one", "first"), ("two", "second"))
}


class SmallBuild:
    """Three stages that count their runs: `one` holds 1 to 3, `two` their doubles, the last one only looks."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.ran: list[str] = []
        self.log = io.StringIO()
        self.kept: dict[str, Path] = {}
        self.fail: Callable[[str], None] = lambda where: None
        self.delivery = folder / "satu.csv"
        self.delivery.write_text("id;nama\n", encoding="utf-8")
        stages = (
            Stage("first", (), ("one",), (), self._first),
            Stage("second", ("one",), ("two",), (), self._second),
            Stage("gates", ("two",), (), (), lambda engine, config: self.ran.append("gates")),
        )
        monkeypatch.setattr(pipeline, "STAGES", stages)
        monkeypatch.setattr(pipeline, "TABLES", TABLES)
        monkeypatch.setattr(inputs, "delivered_files", lambda config, source: [self.delivery])
        monkeypatch.setattr(pipeline, "write_release", self._release)

    def run(self, **options: object) -> Path:
        self.ran.clear()
        console = Console(file=self.log, highlight=False)
        return pipeline.build(self.config(), Progress(console), **options)  # type: ignore[arg-type]

    def config(self, **changes: object) -> Config:
        source = SourceConfig(
            name="satu",
            files=("satu.csv",),
            data_date=date(2025, 1, 1),
            family_unit="none",
            region_codes="none",
            columns={"source_record_id": "id", "nama": "nama"},
        )
        config = Config(release="r1", sources=(source,), threads=1, folder=self.folder)
        return config.model_copy(update={**changes, **getattr(self, "changes", {})})

    def _first(self, engine: Engine, config: Config) -> None:
        self.ran.append("first")
        engine.register("one", pa.table({"x": [3, 1, 2]}))
        self.fail("first")

    def _second(self, engine: Engine, config: Config) -> None:
        self.ran.append("second")
        self.fail("second")
        engine.execute("CREATE TABLE two AS SELECT x * 2 AS x FROM one")

    def _release(
        self,
        engine: Engine,
        config: Config,
        folder: Path,
        seconds: dict[str, float],
        *,
        kept: dict[str, Path],
        held: int | None,
        started: datetime,
        anew: dict[str, object],
        fingerprints: dict[str, str],
    ) -> None:
        self.ran.append("release")
        self.kept = kept
        engine.write_parquet("two", folder / "persons.parquet", ["x"])
        self.fail("release")


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallBuild:
    return SmallBuild(tmp_path, monkeypatch)


def stop_at(place: str, error: Exception) -> Callable[[str], None]:
    def fail(where: str) -> None:
        if where == place:
            raise error

    return fail


def test_a_build_runs_the_stages_in_order_and_publishes(small: SmallBuild) -> None:
    assert small.run() == small.folder / "releases" / "r1"
    assert small.ran == ["first", "second", "gates", "release"]
    assert (small.folder / "releases" / "r1" / "persons.parquet").is_file()


def test_each_stage_leaves_its_tables_and_a_record(small: SmallBuild) -> None:
    small.run()
    record = json.loads((small.folder / "work" / "r1" / "2_second" / "stage.json").read_text(encoding="utf-8"))
    assert record["rows"] == {"two": 3}
    assert (small.folder / "work" / "r1" / "2_second" / "two.parquet").is_file()


def test_what_is_released_lies_there_as_the_release_takes_it(
    small: SmallBuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (pipeline, registry):
        monkeypatch.setattr(module, "RELEASED_TABLES", frozenset({"two"}))
    small.run()
    kept = small.folder / "work" / "r1" / "2_second" / "two.parquet"
    assert small.kept == {"two": kept}
    assert kept.read_bytes() == (small.folder / "releases" / "r1" / "persons.parquet").read_bytes()


def test_a_second_build_keeps_every_stage_but_the_gates(small: SmallBuild) -> None:
    small.run()
    small.run()
    assert small.ran == ["gates", "release"]
    assert small.log.getvalue().count("kept") == 2


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("stage.json", "{half"),
        ("stage.json", "[]"),
        ("stage.json", '{"fingerprint": "x"}'),
        ("two.parquet", None),
        ("two.parquet", "PAR1 half"),
        ("two.parquet", ""),
    ],
)
def test_a_kept_stage_that_is_not_whole_is_run_again(small: SmallBuild, file: str, content: str | None) -> None:
    small.run()
    damaged = small.folder / "work" / "r1" / "2_second" / file
    if content is None:
        damaged.unlink()
    else:
        damaged.write_text(content, encoding="utf-8")
    small.run()
    assert small.ran == ["second", "gates", "release"]
    assert f"second is run again: {damaged} is" in small.log.getvalue()


def test_a_kept_table_of_other_rows_is_made_again(small: SmallBuild) -> None:
    small.run()
    pq.write_table(pa.table({"x": [1]}), small.folder / "work" / "r1" / "2_second" / "two.parquet")
    small.run()
    assert small.ran == ["second", "gates", "release"]


def test_changed_input_runs_again(small: SmallBuild) -> None:
    small.run()
    small.delivery.write_text("id;nama\n1;SITI\n", encoding="utf-8")
    small.run()
    assert small.ran == ["first", "second", "gates", "release"]


def test_another_id_key_runs_again(small: SmallBuild) -> None:
    small.run()
    (small.folder / "id.key").write_text("another", encoding="utf-8")
    small.run()
    assert small.ran == ["first", "second", "gates", "release"]


@pytest.mark.parametrize("name", ["person", "family"])
def test_another_model_description_beside_the_configuration_runs_again(small: SmallBuild, name: str) -> None:
    small.run()
    (small.folder / "models").mkdir()
    (small.folder / "models" / f"{name}.toml").write_text("name =", encoding="utf-8")
    small.run()
    assert small.ran == ["first", "second", "gates", "release"]


def test_another_crosswalk_runs_again(small: SmallBuild) -> None:
    source = small.config().sources[0].model_copy(update={"region_crosswalk": "crosswalk.csv"})
    small.changes = {"sources": (source,)}
    crosswalk = small.folder / "crosswalk.csv"
    crosswalk.write_text("bps_code,kemendagri_code\n3201010,320101\n", encoding="utf-8")
    small.run()
    crosswalk.write_text("bps_code,kemendagri_code\n3201010,320102\n", encoding="utf-8")
    small.run()
    assert small.ran == ["first", "second", "gates", "release"]


@pytest.mark.parametrize("key", ["person_model", "family_model"])
def test_another_saved_model_runs_again(small: SmallBuild, key: str) -> None:
    small.changes = {"link": LinkConfig(**{key: "saved.json"})}
    saved = small.folder / "saved.json"
    saved.write_text("{}", encoding="utf-8")
    small.run()
    saved.write_text('{"a": 1}', encoding="utf-8")
    small.run()
    assert small.ran == ["first", "second", "gates", "release"]


def test_other_frequencies_beside_a_saved_model_run_again(small: SmallBuild) -> None:
    small.changes = {"link": LinkConfig(person_model="saved/person.json")}
    (small.folder / "saved").mkdir()
    (small.folder / "saved" / "person.json").write_text("{}", encoding="utf-8")
    small.run()
    (small.folder / "saved" / "frequency.parquet").write_bytes(b"PAR1")
    small.run()
    assert small.ran == ["first", "second", "gates", "release"]


def test_a_description_that_only_changed_its_name_runs_again(small: SmallBuild) -> None:
    (small.folder / "models").mkdir()
    described = small.folder / "models" / "person.toml"
    described.write_text("name =", encoding="utf-8")
    small.run()
    described.rename(small.folder / "models" / "family.toml")
    small.run()
    assert small.ran == ["first", "second", "gates", "release"]


def test_an_id_key_that_cannot_be_read_is_told_as_such(small: SmallBuild, monkeypatch: pytest.MonkeyPatch) -> None:
    (small.folder / "id.key").write_text("secret", encoding="utf-8")
    of_file = pipeline.fingerprint.of_file

    def unreadable(path: Path) -> str:
        if path.name == "id.key":
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return of_file(path)

    # The user who runs the tests may be one who can read everything.
    monkeypatch.setattr(pipeline.fingerprint, "of_file", unreadable)
    with pytest.raises(ConfigError, match=r"id\.key: cannot be read \(Permission denied\); .* right to read"):
        small.run()


def test_a_changed_setting_runs_again(small: SmallBuild) -> None:
    small.run()
    small.changes = {"seed": 9}
    small.run()
    assert small.ran == ["first", "second", "gates", "release"]


def test_fresh_runs_every_stage_again(small: SmallBuild) -> None:
    small.run()
    small.run(fresh=True)
    assert small.ran == ["first", "second", "gates", "release"]


def test_from_runs_that_stage_and_those_after_it_again(small: SmallBuild) -> None:
    small.run()
    small.run(first="second")
    assert small.ran == ["second", "gates", "release"]


def test_from_still_runs_what_was_never_run(small: SmallBuild) -> None:
    small.run(first="second")
    assert small.ran == ["first", "second", "gates", "release"]


def test_until_stops_before_anything_is_published(small: SmallBuild) -> None:
    assert small.run(last="first") == small.folder / "work" / "r1"
    assert small.ran == ["first"]
    assert not (small.folder / "releases").exists()


@pytest.mark.parametrize("option", ["first", "last"])
def test_an_unknown_stage_is_answered_with_the_known_ones(small: SmallBuild, option: str) -> None:
    with pytest.raises(ConfigError, match="there is no stage 'third'; the stages are first, second, gates"):
        small.run(**{option: "third"})


def test_a_build_that_broke_off_goes_on_where_it_stopped(small: SmallBuild) -> None:
    small.fail = stop_at("second", KeyboardInterrupt())  # type: ignore[arg-type]
    with pytest.raises(KeyboardInterrupt):
        small.run()
    assert not (small.folder / "work" / "r1" / "2_second").exists()
    small.fail = lambda where: None
    small.run()
    assert small.ran == ["second", "gates", "release"]


def test_a_stage_that_fails_leaves_the_earlier_result(small: SmallBuild) -> None:
    small.run()
    before = (small.folder / "work" / "r1" / "1_first" / "one.parquet").read_bytes()
    small.fail = stop_at("first", KeyboardInterrupt())  # type: ignore[arg-type]
    with pytest.raises(KeyboardInterrupt):
        small.run(fresh=True)
    assert (small.folder / "work" / "r1" / "1_first" / "one.parquet").read_bytes() == before


def test_readers_keep_the_old_release_when_publishing_fails(small: SmallBuild) -> None:
    small.run()
    before = (small.folder / "releases" / "r1" / "persons.parquet").read_bytes()
    small.fail = stop_at("release", KeyboardInterrupt())  # type: ignore[arg-type]
    with pytest.raises(KeyboardInterrupt):
        small.run()
    assert (small.folder / "releases" / "r1" / "persons.parquet").read_bytes() == before


def test_a_new_release_replaces_the_old_one_whole(small: SmallBuild) -> None:
    release = small.run()
    (release / "leftover").write_text("old", encoding="utf-8")
    small.run()
    assert [path.name for path in release.parent.iterdir()] == ["r1"]
    assert [path.name for path in release.iterdir()] == ["persons.parquet"]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (pa.table({"y": [1]}), r"first: one: columns differ from the contract: .*'y'"),
        (pa.table({"x": ["1"]}), r"columns differ from the contract: .*VARCHAR"),
        (pa.table({"x": pa.array([1], pa.int64()), "z": [1]}), r"columns differ from the contract: .*'z'"),
        (pa.table({"x": pa.array([1, None], pa.int64())}), r"first: one\.x: null in 1 rows, none may be"),
        (pa.table({"x": [1, 1, 2]}), r"first: one: 1 rows repeat the key"),
    ],
)
def test_a_table_that_breaks_its_contract_stops_the_build(small: SmallBuild, table: pa.Table, message: str) -> None:
    small._first = lambda engine, config: engine.register("one", table)  # type: ignore[method-assign]
    stages = (Stage("first", (), ("one",), (), small._first),)
    pipeline.STAGES, kept = stages, pipeline.STAGES
    try:
        with pytest.raises(ContractError, match=message):
            small.run()
    finally:
        pipeline.STAGES = kept
    assert not (small.folder / "work" / "r1" / "1_first").exists()


def test_a_full_disk_is_told_in_words(small: SmallBuild) -> None:
    small.fail = stop_at("second", OSError(errno.ENOSPC, "No space left on device", "some/file"))
    with pytest.raises(StorageError, match="some/file: the disk is full; free space"):
        small.run()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full, which is always full, here")
@pytest.mark.parametrize("place", ["second", "release"])
def test_a_disk_that_duckdb_finds_full_is_told_and_nothing_is_left_behind(small: SmallBuild, place: str) -> None:
    def fill(where: str) -> None:
        if where == place:
            spill = small.folder / "work" / "r1" / "spill"
            spill.mkdir()
            (spill / "block").write_bytes(b"0" * 1000)
            with duckdb.connect() as connection:
                connection.execute("COPY (SELECT range AS x FROM range(100000)) TO '/dev/full' (FORMAT csv)")

    small.fail = fill
    with pytest.raises(StorageError, match=r"the disk is full; free space or choose another folder \(work, out\)"):
        small.run()
    left = {path.name for folder in ("work/r1", "releases") for path in (small.folder / folder).glob("*")}
    assert left <= {"1_first", "2_second", "3_gates"}


def test_what_a_killed_build_left_behind_is_removed(small: SmallBuild) -> None:
    killed = small.folder / "work" / "r1" / ".7_conflicts.tmp"
    killed.mkdir(parents=True)
    (killed / "conflict.parquet").write_bytes(b"half")
    small.run()
    assert not killed.exists()


def test_no_permission_to_write_is_told_in_words(small: SmallBuild) -> None:
    small.fail = stop_at("release", PermissionError(errno.EACCES, "Permission denied", "releases"))
    with pytest.raises(StorageError, match="releases: no permission to write here; choose another folder"):
        small.run()


def test_another_operating_system_error_is_our_bug(small: SmallBuild) -> None:
    small.fail = stop_at("first", OSError(errno.EIO, "Input/output error"))
    with pytest.raises(OSError, match="Input/output error"):
        small.run()


def test_a_work_folder_that_is_a_file_is_told_in_words(small: SmallBuild) -> None:
    (small.folder / "work").write_text("in the way", encoding="utf-8")
    with pytest.raises(StorageError, match="work"):
        small.run()


def test_threads_and_memory_do_not_run_stages_again(small: SmallBuild) -> None:
    small.run()
    small.changes = {"threads": 2, "memory_limit": "1GB", "temp_limit": "1GB"}
    small.run()
    assert small.ran == ["gates", "release"]


def test_stages_run_on_spark_and_leave_folders_that_a_later_build_keeps(small: SmallBuild, spark_session) -> None:
    small.changes = {"engine": "spark", "spark": SparkConfig(master="local[2]")}
    # What a build that was killed has left is in nobody's way.
    (small.folder / "work" / "r1" / "spill" / "first" / "one-1").mkdir(parents=True)
    release = small.run()
    assert small.ran == ["first", "second", "gates", "release"]
    left = small.folder / "work" / "r1" / "2_second" / "two.parquet"
    assert sorted(pq.read_table(left)["x"].to_pylist()) == [2, 4, 6]
    # The release is written by DuckDB: one sorted file.
    assert pq.read_table(release / "persons.parquet")["x"].to_pylist() == [2, 4, 6]
    assert not (small.folder / "work" / "r1" / "spill").exists()
    small.run()
    assert small.ran == ["gates", "release"]
    part = next(path for path in left.glob("*.parquet") if pq.read_metadata(path).num_rows)
    part.unlink()
    small.run()
    assert small.ran == ["second", "gates", "release"]


def test_a_stage_that_fails_on_spark_leaves_nothing_half_done(small: SmallBuild, spark_session) -> None:
    small.changes = {"engine": "spark", "spark": SparkConfig(master="local[2]")}
    small.fail = stop_at("second", RuntimeError("lost"))
    with pytest.raises(RuntimeError, match="lost"):
        small.run()
    assert [path.name for path in (small.folder / "work" / "r1").iterdir()] == ["1_first"]
    assert not (small.folder / "releases").exists()


def test_a_stage_that_reads_files_stays_in_this_process(small: SmallBuild, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def remember(engines: Engines, name: str) -> Engine:
        asked.append(name)
        return engines.near()

    monkeypatch.setattr(Engines, "of_stage", remember)
    stages = pipeline.STAGES
    monkeypatch.setattr(pipeline, "STAGES", (replace(stages[0], in_process=True), *stages[1:]))
    small.run()
    assert asked == ["second", "gates"]


def test_of_the_build_s_stages_only_ingest_stays_in_this_process() -> None:
    assert [stage.name for stage in pipeline.STAGES if stage.in_process] == ["ingest"]


def by_parts(build: SmallBuild, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the second stage run once for each of two parts, which it does not tell apart."""
    first, second, _ = pipeline.STAGES

    def make_parts(engine: Engine, config: Config) -> None:
        provinces = {"kode_prov": ["32", "35"], "record_n": [3, 3], "part": pa.array([1, 2], pa.int32())}
        engine.register("part_province", pa.table(provinces))
        build.ran.append("partition")

    table = contracts.PART_PROVINCE
    monkeypatch.setattr(pipeline, "PERSONS", first)
    monkeypatch.setattr(pipeline, "_BY_PARTS", (second,))
    monkeypatch.setattr(pipeline, "PARTITION", Stage("partition", (), (table.name,), (), make_parts))
    monkeypatch.setattr(pipeline, "TABLES", TABLES | {table.name: table})
    build.changes = {"partition": "kode_prov"}  # type: ignore[attr-defined]


def test_parts_that_repeat_one_anothers_rows_stop_the_build(small: SmallBuild, monkeypatch: pytest.MonkeyPatch) -> None:
    by_parts(small, monkeypatch)
    with pytest.raises(ContractError, match=r"second: two: 3 rows repeat the key"):
        small.run()
    assert small.ran == ["first", "partition", "second", "second"]
    assert not (small.folder / "work" / "r1" / "2_second").exists()


def test_a_stage_by_parts_leaves_a_file_for_each_and_is_kept(
    small: SmallBuild, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_parts(small, monkeypatch)
    monkeypatch.setattr(pipeline.views, "restrict", own_rows)
    monkeypatch.setattr(pipeline, "RELEASED_TABLES", frozenset({"two"}))
    small.run()
    files = sorted((small.folder / "work" / "r1" / "2_second" / "two.parquet").iterdir())
    assert [path.name for path in files] == ["001.parquet", "002.parquet"]
    assert small.kept == {}
    small.run()
    assert small.ran == ["gates", "release"]
    small.run(fresh=True)
    assert small.ran == ["first", "partition", "second", "second", "gates", "release"]


def own_rows(engine: Engine, names: tuple[str, ...], part: int) -> None:
    """Ten times the part is added to what the second stage reads."""
    (name,) = names
    engine.rename(name, "whole")
    engine.execute(f"CREATE VIEW {name} AS SELECT x + {10 * part} AS x FROM whole")
