"""The report: one file, offline, masked, and a pure function of metrics.json."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.unit.publish.world import open_world, small_world

from dtsen_link import resources
from dtsen_link.config import load_config
from dtsen_link.errors import SourceError, StorageError
from dtsen_link.publish.metrics import collect_metrics
from dtsen_link.publish.release import write_release
from dtsen_link.publish.report import render, rewrite_report, write_report
from dtsen_link.publish.stage import STAGE

CHART = {"mark": "bar", "data": {"values": [{"a": 1}]}, "encoding": {"x": {"field": "a", "type": "quantitative"}}}


@pytest.fixture(scope="module")
def release(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    world = small_world()
    for row in world["link_model_file"]:
        row["charts_json"] = json.dumps({"match_weights": CHART, "something_new": CHART})
    engine = open_world(world)
    config = load_config(resources.configs_dir() / "dtsen.toml")
    STAGE.run(engine, config)
    write_release(engine, config, folder, {"ingest": 1.5, "persons": 20.25})
    return folder


@pytest.fixture(scope="module")
def page(release) -> str:
    return (release / "report" / "index.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def metrics(release) -> dict:
    return json.loads((release / "metrics.json").read_text(encoding="utf-8"))


def without_scripts(page: str) -> str:
    return re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)


def test_nothing_is_fetched(page):
    """No address to load from in the markup; Vega's own code names its schema addresses, which it never opens."""
    markup = without_scripts(page)
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?!#)", markup)
    assert "@import" not in markup
    assert "url(" not in markup


def test_no_number_of_16_digits_stands_in_it(page):
    assert not re.search(r"\d{16}", without_scripts(page))


def test_no_name_of_a_person_stands_in_it(page):
    for person in small_world()["gold_person"]:
        assert person["nama"] not in page


def test_key_figures_stand_in_it(page, metrics):
    totals = metrics["totals"]
    for figure in (totals["persons"], totals["families"], totals["records"]):
        assert f'<div class="value">{figure:,}</div>' in page
    assert f"{len(metrics['invariants'])} / {len(metrics['invariants'])}" in page


@pytest.mark.parametrize(
    "anchor", ["deliveries", "coverage", "quality", "linkage", "models", "conflicts", "trust", "made", "words"]
)
def test_every_section_is_there_and_linked(page, anchor):
    assert f'<section id="{anchor}">' in page
    assert f'href="#{anchor}"' in page


def test_splinks_libraries_are_inlined_once_with_every_chart(page):
    assert page.count("vegaEmbed(place, charts[place.id]") == 1
    assert 'id="person-match_weights"' in page
    assert 'id="family-something_new"' in page
    assert len(re.findall(r"<script>", page)) == 4


def test_without_charts_no_library_is_put_in(metrics):
    page = render(metrics, {})
    assert "<script>" not in page
    assert len(page) < 200_000


def test_a_suspect_file_is_named(page):
    assert "1 file is suspect as a whole" in page
    assert re.search(r"<code>p3ke.csv</code> \(p3ke\): float_damage", page)


def test_text_from_outside_is_escaped(metrics):
    changed = json.loads(json.dumps(metrics))
    changed["deliveries"]["by_file"][0]["file"] = "<script>alert(1)</script>.csv"
    changed["sources"][0]["title"] = '"><img src=x>'
    page = render(changed, {"person": {"m": {"title": "</script><script>alert(2)</script>"}}})
    assert "<script>alert" not in page
    assert "<img" not in without_scripts(page)


def test_it_says_what_the_build_ran_on(metrics):
    given = {"threads": 2, "memory_limit": "3GB", "partition": "kode_prov", "peak_memory_bytes": 3_260_000_000}
    page = render({**metrics, "run": {**metrics["run"], **given}}, {})
    for name, value in (
        ("threads", "2"),
        ("memory limit", "3GB"),
        ("partition", "kode_prov"),
        ("peak memory", "3.3 GB"),
    ):
        assert f"<dt>{name}</dt><dd>{value}</dd>" in page


def test_a_release_of_before_that_was_told_renders(metrics):
    run = {name: metrics["run"][name] for name in ("seconds", "stages", "versions")}
    assert "<dt>peak memory</dt><dd>–</dd>" in render({**metrics, "run": run}, {})


def test_rendering_again_gives_the_same_bytes(release, page):
    assert write_report(release).read_text(encoding="utf-8") == page


def test_a_build_of_one_source_without_pairs_renders():
    world = small_world(1)
    engine = open_world(world)
    config = load_config(resources.configs_dir() / "dtsen.toml")
    config = config.model_copy(update={"sources": config.sources[:1]})
    empty = ("link_person_pair", "link_family_pair", "conflict", "conflict_event", "reject", "link_model")
    for table in (*empty, "link_model_file"):
        engine.execute(f"DELETE FROM {table}")
    engine.execute("DELETE FROM raw_file WHERE source <> 'dtks'")
    engine.execute("UPDATE raw_file SET rows_read = rows_kept, rows_rejected = 0")
    STAGE.run(engine, config)
    page = render(collect_metrics(engine, config, {}), {})
    assert "were linked into" in page
    assert "No conflict is open." in page
    assert "No row was rejected." in page


def test_no_release(tmp_path):
    with pytest.raises(SourceError, match=r"metrics\.json: no such file; name the folder of a release"):
        write_report(tmp_path)


def test_damaged_metrics(tmp_path):
    (tmp_path / "metrics.json").write_text("{", encoding="utf-8")
    with pytest.raises(SourceError, match="is damaged"):
        write_report(tmp_path)


@pytest.mark.parametrize("text", ["{", "[]", "1"])
def test_metrics_that_are_no_object_are_damaged(tmp_path, text):
    (tmp_path / "metrics.json").write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match="is damaged"):
        rewrite_report(tmp_path, print)


def copied(release: Path, folder: Path, metrics: dict) -> Path:
    (folder / "report").mkdir()
    (folder / "report" / "charts.json").write_bytes((release / "report" / "charts.json").read_bytes())
    (folder / "metrics.json").write_text(json.dumps(metrics), encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "change",
    [{}, {"release": "x"}, {"totals": {}}, {"totals": None}, {"sources": "dtks"}, {"run": {}}, {"gates": [{}]}],
    ids=str,
)
def test_metrics_that_lack_something_are_told_in_words(release, metrics, tmp_path, change):
    changed = {**metrics, **change} if "totals" in change or "sources" in change else change
    told = copied(release, tmp_path, changed)
    with pytest.raises(
        SourceError, match=r"metrics\.json: lacks what the report is made of \(.*Build the release again"
    ):
        rewrite_report(told, print)


def test_missing_charts_are_told_and_the_report_is_written(metrics, tmp_path):
    (tmp_path / "metrics.json").write_text(json.dumps(metrics), encoding="utf-8")
    said: list[str] = []
    assert rewrite_report(tmp_path, said.append).is_file()
    (line,) = said
    assert line.startswith(str(tmp_path / "report" / "charts.json"))
    assert "no such file; the report is written without the charts" in line


def test_a_whole_release_is_reported_on_without_a_word(release, page):
    said: list[str] = []
    assert rewrite_report(release, said.append).read_text(encoding="utf-8") == page
    assert said == []


def test_a_report_that_cannot_be_written_is_told_in_words(release, metrics, tmp_path):
    folder = copied(release, tmp_path, metrics)
    (folder / "report" / "index.html").mkdir()
    with pytest.raises(StorageError, match=r"index\.html: cannot write"):
        rewrite_report(folder, print)
