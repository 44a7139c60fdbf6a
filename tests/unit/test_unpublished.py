"""Tables in a work folder are told from those of the release."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.unit.ingest.delivered import source

from dtsen_link import pipeline
from dtsen_link.config import Config
from dtsen_link.unpublished import unpublished


class Built:
    """A build that was published: each stage ran on what is named after it."""

    def __init__(self, folder: Path) -> None:
        self.config = Config(release="r", sources=(source(),), folder=folder)
        self.work = folder / "work" / "r"
        self.manifest = folder / "releases" / "r" / "manifest.json"
        self.manifest.parent.mkdir(parents=True)
        for name in pipeline.stage_names():
            self.ran(name, name)
        self.publish({"fingerprints": {name: name for name in pipeline.stage_names()}})

    def ran(self, name: str, fingerprint: str) -> None:
        folder = self.work / f"{pipeline.stage_names().index(name) + 1}_{name}"
        folder.mkdir(parents=True, exist_ok=True)
        record = {"fingerprint": fingerprint, "rows": {}, "seconds": 0}
        (folder / "stage.json").write_text(json.dumps(record), encoding="utf-8")

    def publish(self, manifest: dict[str, object]) -> None:
        self.manifest.write_text(json.dumps(manifest), encoding="utf-8")


@pytest.fixture
def built(tmp_path: Path) -> Built:
    return Built(tmp_path)


def test_nothing_is_said_of_tables_that_are_the_releases(built: Built) -> None:
    assert unpublished(built.config, "consolidate") == ""
    built.ran("conflicts", "other")
    assert unpublished(built.config, "consolidate") == ""


def test_stages_that_ran_on_something_else_are_named(built: Built) -> None:
    built.ran("resolve", "other")
    built.ran("consolidate", "other")
    assert "since then resolve, consolidate ran again" in unpublished(built.config, "consolidate")
    (built.work / "3_persons" / "stage.json").write_text("{", encoding="utf-8")
    assert "since then persons, resolve, consolidate ran" in unpublished(built.config, "consolidate")


def test_a_release_that_is_not_there_was_not_published(built: Built) -> None:
    built.manifest.unlink()
    assert f"{built.manifest.parent} holds no release" in unpublished(built.config, "consolidate")


def test_an_older_manifest_tells_nothing(built: Built) -> None:
    built.publish({"release": "r"})
    assert unpublished(built.config, "consolidate") == ""
