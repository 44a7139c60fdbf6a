"""Which release may be the previous one, and when none is named though there are some."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.unit.ingest.delivered import HEADER, source

from dtsen_link import pipeline
from dtsen_link.config import Config
from dtsen_link.errors import ConfigError
from dtsen_link.ingest import check
from dtsen_link.lineage import check_order, forgotten_previous
from dtsen_link.preflight import problems
from dtsen_link.progress import Progress

SPRING, SUMMER, AUTUMN = date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30)


def config(folder: Path, release: str, day: date = SUMMER, **settings: Any) -> Config:
    return Config(**{"release": release, "sources": (source(data_date=day),), "folder": folder, **settings})


def publish(
    folder: Path, name: str, previous: str = "", day: date | None = SUMMER, *, of: str = "", out: str = "releases"
) -> str:
    """A release folder as far as its manifest; its path as dtsen.toml has it."""
    path = folder / out / name
    path.mkdir(parents=True)
    sources = [] if day is None else [{"name": of or source().name, "data_date": day.isoformat()}]
    told = {"release": name, "configuration": {"previous": previous, "sources": sources}, "finished": ""}
    (path / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    return f"{out}/{name}"


def refusal(settings: Config) -> str:
    with pytest.raises(ConfigError) as stopped:
        check_order(settings)
    assert str(stopped.value) in [str(problem) for problem in problems(settings)]
    return str(stopped.value)


def test_the_quarter_before_is_taken(tmp_path: Path) -> None:
    first = publish(tmp_path, "2026Q1", day=SPRING)
    second = publish(tmp_path, "2026Q2", first)
    check_order(config(tmp_path, "2026Q3", AUTUMN, previous=second))
    check_order(config(tmp_path, "2026Q2", previous=first))
    check_order(config(tmp_path, "2026Q1"))


def test_deliveries_of_the_same_days_may_follow_one_another(tmp_path: Path) -> None:
    check_order(config(tmp_path, "2026Q2", previous=publish(tmp_path, "2026Q1")))


def test_a_release_that_came_after_the_one_to_be_built_is_refused(tmp_path: Path) -> None:
    first = publish(tmp_path, "2026Q1")
    second = publish(tmp_path, "2026Q2", first)
    third = publish(tmp_path, "2026Q3", second)
    told = refusal(config(tmp_path, "2026Q1", previous=second))
    assert "2026Q2 came after 2026Q1, the release to be built (2026Q2 after 2026Q1)" in told
    told = refusal(config(tmp_path, "2026Q1", previous=third))
    assert "(2026Q3 after 2026Q2 after 2026Q1)" in told


def test_it_is_found_though_folders_were_moved_or_are_gone(tmp_path: Path) -> None:
    publish(tmp_path, "2026Q2", "../elsewhere/2026Q1", out="archive")
    publish(tmp_path, "2026Q3", str(tmp_path / "gone" / "2026Q2"), out="archive")
    assert "came after 2026Q1" in refusal(config(tmp_path, "2026Q1", previous="archive/2026Q3"))


def test_releases_that_name_one_another_end(tmp_path: Path) -> None:
    publish(tmp_path, "2026Q2", "releases/2026Q3")
    third = publish(tmp_path, "2026Q3", "releases/2026Q2")
    check_order(config(tmp_path, "2026Q4", previous=third))


def test_a_copy_of_the_release_to_be_built_is_refused(tmp_path: Path) -> None:
    copy = publish(tmp_path, "2026Q2", out="backup")
    assert "this is the release to be built" in refusal(config(tmp_path, "2026Q2", previous=copy))


def test_a_release_of_later_data_is_refused(tmp_path: Path) -> None:
    later = publish(tmp_path, "2026Q3", day=AUTUMN)
    told = refusal(config(tmp_path, "2026Q2", previous=later))
    assert f"data_date: {source().name} 2026-09-30 there, 2026-06-30 here" in told
    # Another source's day says nothing of this registry's order.
    other = publish(tmp_path, "2026Q4", day=AUTUMN, of="lain")
    check_order(config(tmp_path, "2026Q2", previous=other))


def test_a_release_without_previous_beside_others_is_told_of(tmp_path: Path) -> None:
    first = publish(tmp_path, "2026Q1", day=SPRING)
    publish(tmp_path, "2026Q2", first, day=SPRING)
    told = forgotten_previous(config(tmp_path, "2026Q3"))
    assert "2026Q2 lies in" in told
    assert "ids start anew" in told
    assert 'previous = "releases/2026Q2"' in told
    assert forgotten_previous(config(tmp_path, "2026Q3", previous=first)) == ""


def test_what_cannot_be_the_quarter_before_is_not_told_of(tmp_path: Path) -> None:
    settings = config(tmp_path, "2026Q2")
    assert forgotten_previous(settings) == ""
    second = publish(tmp_path, "2026Q2")
    publish(tmp_path, "2026Q3", second)
    publish(tmp_path, "2026Q4", day=AUTUMN)
    publish(tmp_path, "lain", of="lain")
    publish(tmp_path, ".2026Q1.tmp")
    (tmp_path / "releases" / "notes").mkdir()
    (tmp_path / "releases" / "notes.txt").write_text("", encoding="utf-8")
    assert forgotten_previous(settings) == ""


def test_build_and_check_tell_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "data.csv").write_text(HEADER + "1,K,,ANI,\n", encoding="utf-8")
    (tmp_path / "id.key").write_text("k" * 40, encoding="utf-8")
    publish(tmp_path, "2026Q1", day=SPRING)
    settings = config(tmp_path, "2026Q2")
    pipeline.build(settings, Progress(), last="ingest")
    told = capsys.readouterr()
    assert (told.out, told.err.splitlines()[0]) == ("", f"warning: {forgotten_previous(settings)}")
    found = check.check_deliveries(settings)
    assert [problem.level for problem in found.problems if "2026Q1" in problem.message] == ["warning"]
    assert found.exit_code == 0
