"""A build that goes province by province publishes what a build of the whole country does, byte for byte."""

from __future__ import annotations

import csv
import json
import random
import shutil
from itertools import cycle, repeat
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.building import Build, run

pytestmark = pytest.mark.slow


# Answers by type of question, in turns; a question of another type is left open.
ANSWERS = {"KEMUNGKINAN_ORANG_SAMA": ("sama", "berbeda"), "ORANG_DUA_NIK": ("pisah",), "NIK_GANDA": ("berbeda", "sama")}


@pytest.fixture(scope="module")
def quarters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two quarters of a sample: the first built and some of its questions answered; in the second a source has numbered anew."""
    folder = tmp_path_factory.mktemp("partition")
    formats = ("--formats", "parquet,parquet,parquet")
    done(run(folder, "sample", "s", "--families", "150", "--seed", "9", "--quarters", "2", *formats))
    first = done(run(folder, "build", "--config", "s/q1/dtsen.toml")).release
    sheets = sorted((first / "queues").glob("*/*.csv"))
    assert sum(answer(sheet) for sheet in sheets) > 3
    told = ("--release", str(first), "--config", "s/q1/dtsen.toml", "--by", "PETUGAS", "--date", "2025-04-01")
    taken = run(folder, "decide", "import", *(str(sheet) for sheet in sheets), *told)
    # 17: some were not taken, since they contradict others.
    assert taken.code in (0, 17), taken.log
    number_anew(folder / "s" / "q2" / "dtks.parquet", ("ID_ART", "IDBDT"))
    return folder / "s"


def done(build: Build) -> Build:
    assert build.code == 0, build.log
    return build


def answer(sheet: Path) -> int:
    """Answer questions of a queue file; returns how many."""
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    answers = {jenis: cycle(of_type) for jenis, of_type in ANSWERS.items()}
    for row in rows:
        row["keputusan"] = next(answers.get(row["jenis"], repeat("")))
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return sum(1 for row in rows if row["keputusan"])


def number_anew(path: Path, columns: tuple[str, ...]) -> None:
    """Give the keys of a delivery to one another's rows, across the country."""
    table = pq.read_table(path)
    for column in columns:
        values = table[column].to_pylist()
        keys = sorted({value for value in values if value})
        other = dict(zip(keys, random.Random(3).sample(keys, len(keys)), strict=True))
        place = table.column_names.index(column)
        changed = pa.array([other.get(value, value) for value in values], table.schema.field(place).type)
        table = table.set_column(place, column, changed)
    pq.write_table(table, path)


def published(release: Path) -> dict[str, bytes]:
    """Path -> bytes of each table and queue file; what tells of times and settings is left out."""
    return {
        path.relative_to(release).as_posix(): path.read_bytes()
        for path in sorted(release.rglob("*"))
        if path.suffix in {".parquet", ".csv", ".xlsx"}
    }


def test_parts_make_the_release_of_the_whole(quarters: Path) -> None:
    release = quarters / "releases" / "2025Q2"
    done(run(quarters, "build", "--config", "q2/dtsen.toml"))
    expected, told = published(release), json.loads((release / "metrics.json").read_text(encoding="utf-8"))
    shutil.rmtree(release)
    done(run(quarters, "build", "--config", "q2/dtsen.toml", "--partition", "kode_prov", "--fresh"))
    work = quarters / "work" / "2025Q2"
    assert len(list((work / "6_consolidate" / "gold_person.parquet").glob("*.parquet"))) > 2
    assert pq.read_table(release / "decisions").num_rows
    assert published(release) == expected
    again = json.loads((release / "metrics.json").read_text(encoding="utf-8"))
    assert {name for name in told if again[name] != told[name]} == {"run", "settings"}
    kept = run(quarters, "build", "--config", "q2/dtsen.toml", "--partition", "kode_prov")
    assert kept.code == 0 and kept.log.count("kept") >= 8, kept.log


def test_parts_are_weighed_by_saved_models_alone(quarters: Path) -> None:
    refused = run(quarters, "build", "--config", "q1/dtsen.toml", "--partition", "kode_prov")
    assert refused.code == 10
    assert "needs saved models" in refused.log
