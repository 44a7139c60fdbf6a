"""What lies in a release folder, and that it is the same twice."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from time import sleep

import pyarrow.parquet as pq
import pytest
from tests.factories import row
from tests.unit.publish.world import World, open_world, small_world

from dtsen_link import resources
from dtsen_link.config import load_config
from dtsen_link.contracts import TABLES
from dtsen_link.errors import StorageError
from dtsen_link.publish import queues as queues_module
from dtsen_link.publish import release as release_module
from dtsen_link.publish.queues import write_queues
from dtsen_link.publish.registry import RELEASED, SPLIT_ROWS, release_order, write_registry
from dtsen_link.publish.release import write_release
from dtsen_link.publish.stage import STAGE


def written(folder: Path, world: World | None = None, *, threads: int = 0) -> Path:
    engine = open_world(world or small_world())
    config = load_config(resources.configs_dir() / "dtsen.toml").model_copy(update={"threads": threads})
    STAGE.run(engine, config)
    folder.mkdir(exist_ok=True)
    write_release(engine, config, folder, {"ingest": 1.0}, started=datetime(2026, 1, 2, tzinfo=UTC))
    return folder


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> Path:
    return written(tmp_path_factory.mktemp("release"))


def read(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def test_tables_are_sorted_by_their_key_and_keep_their_columns(release):
    for released in RELEASED:
        if released.optional:
            continue
        table = pq.read_table(release / released.folder)
        assert table.column_names == list(released.table.column_names())
        keys = [tuple(item[name] for name in released.table.key) for item in table.to_pylist()]
        assert keys == sorted(keys)


def test_sensitive_values_leave_only_when_there_are_any(release, tmp_path):
    assert not (release / "sensitive").exists()
    world = small_world()
    world["raw_sensitive"].append(row("raw_sensitive", record_id="dtks:0-0", field="penyakit", value="1"))
    other = written(tmp_path / "other", world)
    assert pq.read_table(other / "sensitive").num_rows == 1
    assert "sensitive" in {item["name"] for item in read(other / "schema" / "datapackage.json")["resources"]}


def test_the_manifest_names_every_file_with_its_hash_and_rows(release):
    manifest = read(release / "manifest.json")
    outputs = {item["path"]: item for item in manifest["outputs"]}
    files = {path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file()}
    assert set(outputs) == files - {"manifest.json"}
    for name, item in outputs.items():
        assert item["sha256"] == hashlib.sha256((release / name).read_bytes()).hexdigest()
    assert outputs["persons/persons.parquet"]["rows"] == 18
    assert [item["rows_read"] for item in manifest["inputs"]] == [19, 13, 7]
    assert manifest["started"] == "2026-01-02T00:00:00+00:00"
    assert manifest["seed"] == 20260101
    assert set(manifest["versions"]) >= {"dtsen-link", "python", "duckdb", "splink"}


def test_the_manifest_says_what_each_model_is_and_whether_it_was_trained(tmp_path):
    world = small_world()
    for item in world["link_model_file"]:
        reused = {"reused": True} if item["model"] == "family" else {}
        item["diagnostics_json"] = json.dumps(
            {"converged": item["model"] != "household", "probability_two_random_records_match": 0.001, **reused}
        )
    release = written(tmp_path / "release", world)
    models = read(release / "manifest.json")["models"]
    assert {name: (model["made"], model["converged"], model["prior"]) for name, model in models.items()} == {
        "family": ("reused", True, 0.001),
        "household": ("trained", False, 0.001),
        "person": ("trained", True, 0.001),
    }
    for name, model in models.items():
        saved = (release / "models" / f"{name}.json").read_bytes()
        assert model["settings_sha256"] == hashlib.sha256(saved).hexdigest()


def test_the_data_package_describes_the_files_that_are_there(release):
    package = read(release / "schema" / "datapackage.json")
    for resource in package["resources"]:
        for path in resource["path"]:
            assert (release / "schema" / path).is_file()
        fields = {field["name"] for field in resource["schema"]["fields"]}
        assert set(resource["schema"]["primaryKey"]) <= fields
    names = {resource["name"] for resource in package["resources"]}
    for resource in package["resources"]:
        assert {key["reference"]["resource"] for key in resource["schema"]["foreignKeys"]} <= names


def test_the_dictionary_of_the_release_speaks_of_its_own_tables(release):
    text = (release / "schema" / "tables.md").read_text(encoding="utf-8")
    assert "## persons" in text
    assert "gold_person" not in text.split("## persons")[0]


def test_models_are_saved_as_splink_wrote_them(release):
    assert (release / "models" / "person.json").read_text(encoding="utf-8") == '{"link_type": "dedupe_only"}'
    assert (release / "models" / "family.json").is_file()


def test_the_same_input_gives_the_same_bytes(release, tmp_path):
    other = written(tmp_path / "again")
    for path in sorted(release.rglob("*")):
        if path.is_file() and path.name != "manifest.json" and path.suffix != ".xlsx":
            assert (other / path.relative_to(release)).read_bytes() == path.read_bytes(), path


def test_the_registry_is_written_while_the_queues_are(tmp_path, monkeypatch):
    begun = Event()
    met = []

    def registry(*args):
        begun.set()
        return write_registry(*args)

    def queues(*args):
        met.append(begun.wait(30))
        return write_queues(*args)

    monkeypatch.setattr(release_module, "write_registry", registry)
    monkeypatch.setattr(release_module, "write_queues", queues)
    written(tmp_path / "release")
    assert met == [True]


def test_one_thread_writes_the_queues_first(release, tmp_path, monkeypatch):
    found = []

    def registry(engine, folder, kept):
        found.extend(sorted((folder / "queues").rglob("*.*")))
        return write_registry(engine, folder, kept)

    monkeypatch.setattr(release_module, "write_registry", registry)
    other = written(tmp_path / "other", threads=1)
    names = [path.relative_to(other) for path in found]
    assert names == sorted(path.relative_to(release) for path in (release / "queues").rglob("*.*"))
    assert [(other / name).read_bytes() for name in names] == [(release / name).read_bytes() for name in names]
    assert names


def test_an_error_of_the_queues_is_one_of_the_release(tmp_path, monkeypatch):
    def fail(*_):
        raise OSError(28, "full")

    monkeypatch.setattr(queues_module, "_write_file", fail)
    with pytest.raises(StorageError, match="the disk is full"):
        written(tmp_path / "release")


def test_when_the_registry_fails_nobody_writes_into_the_folder_any_more(tmp_path, monkeypatch):
    ended = []

    def queues(*args):
        sleep(0.2)
        ended.append(write_queues(*args))

    def fail(*_):
        raise StorageError("the registry")

    monkeypatch.setattr(release_module, "write_queues", queues)
    monkeypatch.setattr(release_module, "write_registry", fail)
    with pytest.raises(StorageError, match="the registry"):
        written(tmp_path / "release")
    assert len(ended) == 1


def test_a_large_table_is_split_by_region_and_nothing_is_lost(tmp_path):
    world = small_world()
    world["gold_person"][0].update(kode_prov=None, kode_kab=None)
    write_registry(open_world(world), tmp_path, {}, split_rows=10)
    names = {path.relative_to(tmp_path / "persons").as_posix() for path in (tmp_path / "persons").rglob("*.parquet")}
    assert names == {"00/0000.parquet", "32/3201.parquet", "32/3273.parquet", "51/5171.parquet", "94/9401.parquet"}
    tables = [pq.read_table(path, partitioning=None) for path in sorted((tmp_path / "persons").rglob("*.parquet"))]
    ids = [person_id for table in tables for person_id in table.column("person_id").to_pylist()]
    assert sorted(ids) == sorted(item["person_id"] for item in world["gold_person"])
    assert all(table.schema.field("kode_kab").type == "string" for table in tables)
    assert (tmp_path / "members" / "members.parquet").is_file()


def test_a_split_table_that_lies_there_by_region_gives_the_same_files(tmp_path):
    world = small_world()
    world["gold_person"][0].update(kode_prov=None, kode_kab=None)
    engine = open_world(world)
    order = release_order(TABLES["gold_person"], 11, split_rows=10)
    assert order == ("kode_prov", "kode_kab", "person_id")
    kept = tmp_path / "kept.parquet"
    engine.write_parquet("gold_person", kept, order)
    (tmp_path / "made").mkdir()
    write_registry(engine, tmp_path / "made", {}, split_rows=10)
    engine.execute("UPDATE gold_person SET nama = 'not from the file'")
    (tmp_path / "read").mkdir()
    write_registry(engine, tmp_path / "read", {"gold_person": kept}, split_rows=10)
    files = {path.relative_to(tmp_path / "made"): path for path in (tmp_path / "made" / "persons").rglob("*.*")}
    assert len(files) == 5
    assert all((tmp_path / "read" / name).read_bytes() == path.read_bytes() for name, path in files.items())
    assert kept.is_file()


def test_tables_are_sorted_by_key_and_by_region_first_where_they_are_split():
    assert release_order(TABLES["gold_person"], SPLIT_ROWS) == ("person_id",)
    assert release_order(TABLES["gold_person"], SPLIT_ROWS + 1) == ("kode_prov", "kode_kab", "person_id")
    assert release_order(TABLES["gold_member"], SPLIT_ROWS + 1) == TABLES["gold_member"].key
    assert release_order(TABLES["std_person"], 1) == ()


def test_what_lies_there_as_the_release_has_it_is_copied(tmp_path):
    kept = tmp_path / "kept.parquet"
    kept.write_bytes(b"as it is")
    (tmp_path / "release").mkdir()
    write_registry(open_world(small_world()), tmp_path / "release", {"gold_member": kept})
    assert (tmp_path / "release" / "members" / "members.parquet").read_bytes() == b"as it is"
    assert pq.read_table(tmp_path / "release" / "persons" / "persons.parquet").num_rows
