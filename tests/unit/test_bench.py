"""The benchmark's own parts: what it reads from a baseline, when it says a limit was missed, how it skips."""

from __future__ import annotations

import importlib
import io
import json
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.console import Console

from dtsen_link.config import load_config
from dtsen_link.project import write_project
from dtsen_link.sample.generate import write_sample
from dtsen_link.sample.scenario import Scenario

BENCH = Path(__file__).parents[2] / "bench"
GOOD = {"persons": {"precision": 1.0, "recall": 0.994, "f1": 0.997}, "families": {"f1": 0.99}}
PRINTED = """  load: 1.0 s
  predict: 4.0 s
match weight 6: precision 0.90 recall 0.97 F1 0.93
  cluster: 2.0 s
match weight 10: precision 0.96 recall 0.96 F1 0.96
  cluster: 1.0 s
kept the clusters in 0.50 s
total 9.0 s, peak 0.50 GiB
"""
# A baseline as small as can be: one function of clusters, one main that scores and prints them.
BASELINE = """
import sys, duckdb
def splink_clusters(con, lap):
    for weight in (6, 10):
        cluster = f"true_person // {weight} as cluster_id"
        con.execute(f"create table c{weight} as select source_record_id as unique_id, {cluster} from truth")
        yield f"match weight {weight}", f"select unique_id, cluster_id::varchar as cluster_id from c{weight}"
        lap("cluster")
def main():
    assert sys.argv[2:] == ["splink"]
    con = duckdb.connect()
    con.execute(f"create table truth as from '{sys.argv[1]}/truth.parquet'")
    for name, sql in splink_clusters(con, lambda step: print(f"  {step}: 0.0 s")):
        con.execute(sql)
        print(f"{name}: precision 0.5 recall 0.5 F1 0.{name.split()[-1]}")
"""


def part(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(BENCH))
    return importlib.import_module(name)


def test_folders_of_other_rows_are_told_and_the_order_of_rows_is_not(tmp_path, monkeypatch):
    one, other = tmp_path / "one", tmp_path / "other"
    rows = {"same": ("(1), (2)", "(2), (1)"), "twice": ("(1), (1)", "(1)"), "value": ("(1)", "(3)")}
    for place, folder in enumerate((one, other)):
        folder.mkdir()
        for name, values in rows.items():
            duckdb.sql(f"COPY (FROM (VALUES {values[place]})) TO '{folder / name}.parquet'")
    (one / "more.parquet").write_bytes((one / "same.parquet").read_bytes())
    found = part("same_rows", monkeypatch).differing(one, other)
    assert found == ["more.parquet", "twice.parquet", "value.parquet"]
    with pytest.raises(SystemExit, match="no Parquet"):
        part("same_rows", monkeypatch).differing(tmp_path / "none", tmp_path / "none")


def test_changed_deliveries_hold_the_wanted_shares_and_the_same_ones_each_time(tmp_path, monkeypatch):
    tool = part("change_rows", monkeypatch)
    write_project(tmp_path)
    shutil.rmtree(tmp_path / "deliveries")
    write_sample(tmp_path / "deliveries", families=60, seed=3, formats=("csv",) * 3)
    config = load_config(tmp_path / "dtsen.toml")
    kept = {"removed": -1, "added": 1, "changed": 0, "renumbered": 0}
    for fate, rows in kept.items():
        touched = tool.change_deliveries(config, tmp_path / fate, tool.Change(**{fate: 0.2}))
        again = tool.change_deliveries(config, tmp_path / "again", tool.Change(**{fate: 0.2}))
        before, after = (lines(tmp_path / folder / "dtks.csv") for folder in ("deliveries", fate))
        assert touched == again > 0
        assert after == lines(tmp_path / "again" / "dtks.csv")
        assert (len(after) > len(before)) - (len(after) < len(before)) == rows
        assert 0.05 < len(set(after) ^ set(before)) / len(before) < 0.6


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="latin-1").splitlines()


def test_the_baselines_best_threshold_is_taken(monkeypatch):
    baseline = part("baseline", monkeypatch)
    assert baseline.best_of(PRINTED) == (1, "match weight 10")
    with pytest.raises(SystemExit, match="printed no score"):
        baseline.best_of("nothing")


def test_time_with_one_clustering_leaves_out_the_others_and_what_keeping_took(monkeypatch):
    child = part("children", monkeypatch).Child("baseline", 0, 9.5, 0.5, PRINTED)
    found = part("baseline", monkeypatch).timed(child)
    assert (found.seconds, found.seconds_one_clustering, found.gib) == (9.0, 7.5, 0.5)


@pytest.mark.parametrize(
    ("kind", "change", "missed"),
    [
        ("labelled", {}, 0),
        ("labelled", {"families": {"f1": 0.984}}, 1),
        ("labelled", {"persons": {"precision": 0.9989, "recall": 0.9929, "f1": 0.9959}}, 3),
        ("labelled", {"persons": {"precision": None, "recall": 0.0, "f1": None}}, 3),
        ("20000", {"persons": {"precision": 0.9981, "recall": 0.9921, "f1": 0.9951}}, 0),
        ("20000", {"persons": {"precision": 0.9979, "recall": 0.9921, "f1": 0.9951}}, 1),
        ("450000", {"persons": {"precision": 0.998, "recall": 0.987, "f1": 0.9925}, "families": {"f1": 0.98}}, 0),
        ("450000", {"persons": {"precision": 0.998, "recall": 0.987, "f1": 0.9919}, "families": {"f1": 0.979}}, 2),
        ("500", {"families": {"f1": 0.1}}, 0),
    ],
)
def test_missed_scores_are_named(kind: str, change: dict[str, Any], missed: int, monkeypatch):
    assert len(part("limits", monkeypatch).missed_scores(kind, {**GOOD, **change})) == missed


@pytest.mark.parametrize(
    ("kind", "seconds", "gib", "baseline", "missed"),
    [
        ("labelled", 80, 1.0, 10, 0),
        ("labelled", 81, 1.0, 10, 1),
        ("labelled", 81, 1.0, 0, 0),
        ("labelled", 80, 4.1, 10, 1),
        ("20000", 99, 9.0, 1, 0),
        ("450000", 50, 10.0, 10, 0),
        ("450000", 51, 10.1, 10, 2),
    ],
)
def test_missed_costs_are_named(kind, seconds, gib, baseline, missed, monkeypatch):
    assert len(part("limits", monkeypatch).missed_costs(kind, seconds, gib, baseline)) == missed


def test_the_pack_names_sixteen_scenarios_of_the_sample(monkeypatch):
    cases = part("hard_cases", monkeypatch).CASES
    assert len(set(cases.values())) == len(cases) == 16
    assert set(cases.values()) <= {scenario.name.lower() for scenario in Scenario}


def test_a_case_is_added_up_over_samples(monkeypatch):
    hard_cases = part("hard_cases", monkeypatch)
    item = {"subset": "scenario", "name": "twins", "records": 4, "right_pairs": 2, "found_pairs": 3, "true_pairs": 2}
    found = hard_cases.tallies([[item, {**item, "subset": "source"}], [{**item, "found_pairs": 2, "true_pairs": 6}]])
    assert found == {"twins": hard_cases.Tally(8, 4, 5, 8)}
    assert found["twins"].rates() == {"precision": 0.8, "recall": 0.5, "f1": pytest.approx(8 / 13)}
    assert hard_cases.Tally().rates() == {"precision": None, "recall": None, "f1": None}


@pytest.fixture(scope="module")
def deliveries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deliveries")
    write_sample(folder, families=60, seed=5, formats=("parquet",) * 3)
    return folder


def test_sample_deliveries_are_written_as_the_baseline_reads_them(deliveries, tmp_path, monkeypatch):
    part("baseline", monkeypatch).to_layout(deliveries, tmp_path)
    for name in ("dtks", "regsosek", "p3ke", "truth"):
        before, after = (duckdb.read_parquet(f"{folder}/{name}.parquet") for folder in (deliveries, tmp_path))
        assert after.columns == before.columns
        assert len(after.fetchall()) == len(before.fetchall())
    roles = "HubunganDenganKepalaKeluarga"
    count = f"count(*) FILTER ({roles} = '{{}}')"
    heads = duckdb.read_parquet(f"{deliveries}/p3ke.parquet").aggregate(count.format("KEPALA KELUARGA")).fetchall()
    found = duckdb.read_parquet(f"{tmp_path}/p3ke.parquet").aggregate(count.format("Kepala Keluarga")).fetchall()
    assert heads == found
    assert heads[0][0] > 0


def test_the_baselines_clusters_are_scored_by_hard_case(deliveries, tmp_path, monkeypatch):
    (tmp_path / "baselines.py").write_text(BASELINE, encoding="utf-8")
    found = part("baseline", monkeypatch).run_baseline(
        tmp_path / "baselines.py", deliveries, deliveries / "truth.parquet", tmp_path
    )
    assert found.failed == ""
    # F1 0.6 against F1 0.10 as printed: the first threshold, whose clusters are six persons each.
    assert found.threshold == "match weight 6"
    assert found.scores[0]["pairwise"]["recall"] == 1.0
    assert found.scores[0]["pairwise"]["precision"] < 0.5
    assert "twins" in {item["name"] for item in found.scores if item["subset"] == "scenario"}


@pytest.mark.parametrize(("text", "words"), [(None, "is not there"), ("raise SystemExit(3)", "exit code 3")])
def test_a_baseline_that_cannot_be_run_is_told(text, words, tmp_path, monkeypatch):
    if text is not None:
        (tmp_path / "baselines.py").write_text(text, encoding="utf-8")
    found = part("baseline", monkeypatch).run_baseline(tmp_path / "baselines.py", tmp_path, tmp_path / "t", tmp_path)
    assert words in found.failed
    assert found.scores == []


MEASURE = '''
import sys
import children
code = """
import time
x = bytearray(200_000_000)
print("reading ...", flush=True)
time.sleep(0.5)
print("done reading         12.5 s  rows 3")
raise SystemExit(3)
"""
child = children.run_child("child", [sys.executable, "-c", code])
small = children.run_child("child", [sys.executable, "-c", "pass"])
print(child.code, child.stage_seconds["reading"], child.gib, small.gib, child.stage_gib.get("reading", -1))
'''


def test_a_child_is_measured_on_its_own_and_by_stage():
    # From a small process: Linux counts what the parent held when it started the child, and the tests hold a lot.
    done = subprocess.run([sys.executable, "-c", MEASURE], cwd=BENCH, capture_output=True, text=True, check=True)
    code, told, gib, small, reading = done.stdout.split()
    assert (code, told) == ("3", "12.5")
    assert 0.18 < float(gib) < 0.6
    assert float(small) < 0.1
    if Path("/proc/self/statm").is_file():
        assert 0.18 < float(reading) < 0.6


def test_without_labelled_deliveries_it_says_why_and_ends_well(tmp_path):
    arguments = ["--labelled", str(tmp_path), "--families", "0", "--json", str(tmp_path / "bench.json")]
    done = subprocess.run(
        [sys.executable, str(BENCH / "run.py"), *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "skipped: no labelled deliveries" in done.stdout
    assert json.loads((tmp_path / "bench.json").read_text(encoding="utf-8")) == {"rows": [], "hard_cases": {}}


def test_a_row_that_fails_leaves_those_before_it_to_be_read(tmp_path, monkeypatch):
    run, rows = part("run", monkeypatch), part("rows", monkeypatch)
    score = {"subset": "all", "name": "", "pairwise": {"precision": 1.0, "recall": 1.0, "f1": 1.0}}

    def two_rows(*_: object) -> Iterator[Any]:
        yield rows.Row("first", "500", records=7, persons=[score], families=[score])
        raise SystemExit("build ended with exit code 137")

    monkeypatch.setattr(run, "measured", two_rows)
    monkeypatch.setattr(sys, "argv", ["run.py", "--json", str(tmp_path / "bench.json")])
    with pytest.raises(SystemExit, match="137"):
        run.main()
    kept = json.loads((tmp_path / "bench.json").read_text(encoding="utf-8"))
    assert [row["name"] for row in kept["rows"]] == ["first"]


def test_pairs_are_told_by_rule_and_in_all(monkeypatch):
    rows = part("rows", monkeypatch)
    blocking = {"nik": {"pair_n": 7, "largest_block": 3}, "kk_lahir": {"pair_n": 4, "largest_block": 2}}
    metrics = {"linkage": {"blocking": blocking}, "totals": {"person_pairs": 9, "family_pairs": 5}}
    made = rows.Row("small", "500", pairs=rows.pairs_of(metrics))
    assert made.pairs == {"nik": 7, "kk_lahir": 4, "persons, scored": 9, "families, scored": 5}
    console = Console(width=100, record=True, file=io.StringIO())
    console.print(part("show", monkeypatch).pairs_table([made]))
    assert [line.split() for line in console.export_text().splitlines() if line.strip().startswith("nik")] == [
        ["nik", "7"]
    ]


def test_each_rule_tells_the_true_pairs_that_it_finds_and_those_that_no_other_does(tmp_path, monkeypatch):
    rules = part("rules", monkeypatch)
    persons = tmp_path / "work" / "3_persons"
    persons.mkdir(parents=True)
    keys = tomllib.loads(rules.MODEL.read_text(encoding="utf-8"))["blocking"]
    # a:1 and a:2 share a NIK and a KK, a:3 the KK alone, a:4 nothing; a:5 is somebody else under that KK.
    shared = {"kunci_nik": [1, 1, None, None, None], "kunci_kk_lahir": [7, 7, 7, None, 7]}
    record = {"record_id": [f"a:{n}" for n in range(1, 6)], "record_no": list(range(5))}
    columns = {rule["key"]: pa.array(shared.get(rule["key"], [None] * 5), pa.uint64()) for rule in keys}
    pq.write_table(pa.table(record | columns), persons / "link_record.parquet")
    made = {"rule": ["nik", "kk_lahir"], "pair_n": [1, 6], "largest_block": [2, 4]}
    pq.write_table(pa.table(made), persons / "link_blocking.parquet")
    truth = {"source": ["a"] * 5, "source_record_id": list("12345"), "true_person": [1, 1, 1, 1, 2]}
    pq.write_table(pa.table(truth), tmp_path / "truth.parquet")
    found = rules.measure(tmp_path / "work", tmp_path / "truth.parquet")
    assert (found.true_pairs, found.missed) == (6, 3)
    told = {rule.name: (rule.pairs, rule.true_pairs, rule.alone, rule.largest_block) for rule in found.rules}
    assert (told["nik"], told["kk_lahir"], told["nik_12"]) == ((1, 1, 0, 2), (6, 3, 2, 4), (0, 0, 0, 0))
    console = Console(width=100, record=True, file=io.StringIO())
    console.print(rules.rules_table(found, "small"))
    assert "6 true pairs, 3 of them made by no rule" in console.export_text()


FOUND = {"pairs": 16e6, "memory": 5 * 2**30, "disk": 3e9, "seconds": 300.0}


def test_a_size_within_all_limits_misses_none(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = part("limits", monkeypatch)
    foretold = {name: 1.4 * value for name, value in FOUND.items()}
    assert limits.missed_scale(450_000, FOUND, foretold, 101.0) == []
    assert limits.missed_scale(450_000, FOUND, {}, 0.0, whole_seconds=151.0) == []
    assert limits.missed_growth([1.1, 1.15]) == []


@pytest.mark.parametrize(
    ("found", "foretold", "baseline", "whole", "words"),
    [
        ({"memory": 6.1 * 2**30}, {}, 0.0, 0.0, "peak memory 6.10 GiB, at most 6"),
        ({}, {}, 99.0, 0.0, "time 3.0 times plain Splink, at most 3"),
        ({}, {}, 0.0, 149.0, "time 2.0 times that with more memory, at most 2"),
        ({}, {"disk": 1.9e9}, 0.0, 0.0, "disk: foretold 1,900,000,000, found 3,000,000,000; within 1.5 is asked"),
        ({}, {"seconds": 451.0}, 0.0, 0.0, "seconds: foretold 451, found 300; within 1.5 is asked"),
    ],
)
def test_each_limit_of_a_size_can_be_missed(
    monkeypatch: pytest.MonkeyPatch, found: dict, foretold: dict, baseline: float, whole: float, words: str
) -> None:
    limits = part("limits", monkeypatch)
    assert limits.missed_scale(450_000, FOUND | found, foretold, baseline, whole_seconds=whole) == [words]


def test_growth_is_read_from_size_to_size_by_the_builds_with_most_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    scale = part("scale", monkeypatch)
    sizes = [
        scale.Size("small", 1, records=100, found={"seconds": 10.0}),
        scale.Size("large", 2, records=1000, found={"seconds": 100.0}),
        scale.Size("large, little memory", 2, records=1000, found={"seconds": 900.0}),
        scale.Size("largest", 3, records=10_000, found={"seconds": 10_000.0}),
    ]
    assert scale.exponents(sizes) == [1.0, 2.0]
    assert part("limits", monkeypatch).missed_growth([1.0, 2.0]) == [
        "time grows as records to the power 2.0, at most 1.15"
    ]


def test_rows_are_told_by_name_however_many_sizes_stand_beside_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    scale = part("scale", monkeypatch)
    told = {
        "stage_seconds": {"consolidate": 254.7},
        "stage_gib": {"consolidate": 9.28},
        "pairs": {"persons, scored": 9},
    }
    sizes = [
        scale.Size(f"{n},410,000 families, 5.5GB", n, records=9_998_394, found=FOUND, foretold=FOUND, **told)
        for n in range(1, 7)
    ]
    console = Console(width=part("show", monkeypatch)._FILE_WIDTH, record=True, file=io.StringIO())
    scale._show(sizes, [1.1], console)
    shown = console.export_text()
    for name in ("consolidate", "plain Splink, one clustering", "persons, scored", "seconds"):
        assert name in shown
    assert shown.count("254.7 s 9.28") == shown.count("5.5GB") // 3 == 6
