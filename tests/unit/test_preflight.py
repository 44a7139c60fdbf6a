"""What is bound to stop a build is told before its first stage."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.unit.ingest.delivered import HEADER, source

from dtsen_link import pipeline
from dtsen_link import preflight as preflight_module
from dtsen_link.config import Config
from dtsen_link.engine import opening
from dtsen_link.errors import ConfigError, StorageError, UserError
from dtsen_link.ingest import check
from dtsen_link.preflight import preflight, problems
from dtsen_link.progress import Progress


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "data.csv").write_text(HEADER + "1,K,,ANI,\n", encoding="utf-8")
    (tmp_path / "id.key").write_text("k" * 40, encoding="utf-8")
    return tmp_path


def config(folder: Path, **settings: object) -> Config:
    return Config(**{"release": "r", "sources": (source(),), "folder": folder, **settings})


def refused(settings: Config) -> UserError:
    """The one problem, told alike by check, preflight and build, which leaves nothing behind."""
    (found,) = problems(settings)
    told = [problem for problem in check.check_deliveries(settings).problems if problem.level == "error"]
    assert [(problem.message, problem.exit_code) for problem in told] == [(str(found), found.exit_code)]
    before = sorted(settings.folder.rglob("*"))
    with pytest.raises(type(found)) as stopped:
        pipeline.build(settings, Progress())
    assert str(stopped.value) == str(found)
    assert sorted(settings.folder.rglob("*")) == before
    return found


def test_a_good_configuration_passes(folder: Path) -> None:
    preflight(config(folder))
    assert check.check_deliveries(config(folder)).exit_code == 0


@pytest.mark.parametrize("text", [None, "", "short"])
def test_the_id_key_must_be_there_and_long_enough(folder: Path, text: str | None) -> None:
    (folder / "id.key").unlink() if text is None else (folder / "id.key").write_text(text, encoding="utf-8")
    error = refused(config(folder))
    assert isinstance(error, ConfigError)
    assert "id_key_file" in str(error)


def test_the_id_key_is_not_asked_for_by_stages_that_make_no_id(folder: Path) -> None:
    (folder / "id.key").unlink()
    preflight(config(folder), ["ingest", "standardise"])


@pytest.mark.parametrize("key", ["work", "out"])
def test_a_file_in_the_way_of_a_folder(folder: Path, key: str) -> None:
    (folder / "taken").write_text("", encoding="utf-8")
    for path in ("taken", "taken/below"):
        error = refused(config(folder, **{key: path}))
        assert (type(error), error.exit_code) == (StorageError, 15)
        assert f"{key}: {folder / 'taken'}: a file is in the way of a folder" in str(error)


@pytest.mark.parametrize("key", ["work", "out"])
def test_a_folder_that_may_not_be_written(folder: Path, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "locked").mkdir()
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "locked" and allowed(path, mode))
    error = refused(config(folder, **{key: "locked/deep/er"}))
    assert f"{key}: {folder / 'locked'}: no permission to write here" in str(error)


@pytest.mark.parametrize(
    ("text", "words"), [(None, "cannot be read"), ("not json", "not JSON"), ('{"a": 1}', "lacks"), ("[]", "lacks")]
)
@pytest.mark.parametrize("model", ["person", "family"])
def test_a_saved_model_must_be_one(folder: Path, model: str, text: str | None, words: str) -> None:
    if text is not None:
        (folder / "m.json").write_text(text, encoding="utf-8")
    error = refused(config(folder, link={f"{model}_model": "m.json"}))
    assert isinstance(error, ConfigError)
    assert f"link.{model}_model" in str(error)
    assert words in str(error)


@pytest.mark.parametrize(
    ("file", "words"), [(None, "no saved model in it"), ("person.json", r"person\.json: link\.reference_models: lacks")]
)
def test_models_to_compare_with_must_be_models(folder: Path, file: str | None, words: str) -> None:
    (folder / "models-before").mkdir()
    if file is not None:
        (folder / "models-before" / file).write_text("{}", encoding="utf-8")
    found = refused(config(folder, link={"reference_models": "models-before"}))
    assert isinstance(found, ConfigError)
    assert re.search(words, str(found))


def test_a_crosswalk_must_be_there(folder: Path) -> None:
    sources = (source(region_codes="bps", region_crosswalk="gone.csv"),)
    assert "gone.csv: no such file" in str(refused(config(folder, sources=sources)))


def test_too_small_a_disk_is_a_warning_with_figures(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil._ntuple_diskusage(10, 10, 10)
    monkeypatch.setattr(shutil, "disk_usage", lambda place: usage)
    findings = check.check_deliveries(config(folder))
    assert findings.exit_code == 0
    (warning,) = [problem for problem in findings.problems if "GB free" in problem.message]
    assert warning.level == "warning"
    assert f"{folder}: 0.0 GB free, a build is foretold to need" in warning.message


def test_spark_that_cannot_start_is_told_before_anything_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "find_spec", lambda name: None)
    preflight(config(folder))
    error = refused(config(folder, engine="spark"))
    assert error.exit_code == 18
    assert "pyspark is not installed here" in str(error)


def saved_models(folder: Path, **household: object) -> dict[str, str]:
    """link.*_model of three saved models; the household model with more keys."""
    kept = {"comparisons": [], "probability_two_random_records_match": 0.1}
    for model in ("person", "family", "household"):
        settings = kept | (household if model == "household" else {})
        (folder / f"{model}.json").write_text(json.dumps(settings), encoding="utf-8")
    return {f"{model}_model": f"{model}.json" for model in ("person", "family", "household")}


CONTEXT = {"dtsen_link_context": []}


def test_parts_of_a_country_need_saved_models(folder: Path) -> None:
    models = saved_models(folder, **CONTEXT)
    preflight(config(folder, partition="kode_prov", link=models))
    error = refused(config(folder, partition="kode_prov", link={"person_model": "person.json"}))
    assert isinstance(error, ConfigError)
    assert "would have to train family, household" in str(error)


def test_parts_of_a_country_need_a_household_model_that_knows_the_whole(folder: Path) -> None:
    error = refused(config(folder, partition="kode_prov", link=saved_models(folder)))
    assert "household.json says nothing of matched families as a whole" in str(error)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"engine": "spark"}, "Spark parts its tables itself"),
        ({"link": {"target_precision": 0.99}}, "target_precision"),
    ],
)
def test_parts_of_a_country_do_not_go_with_everything(
    folder: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, Any], words: str
) -> None:
    monkeypatch.setattr(preflight_module, "check_spark", lambda master: None)
    link = saved_models(folder, **CONTEXT) | settings.get("link", {})
    error = refused(config(folder, partition="kode_prov", **{**settings, "link": link}))
    assert words in str(error)
