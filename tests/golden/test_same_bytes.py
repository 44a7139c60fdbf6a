"""The same people give the same tables, byte for byte, whatever the order of rows and the number of threads."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.building import Build, new_project, run

TABLES = ("persons", "families", "members", "person_sources", "provenance", "conflicts", "id_events")


def shuffle_text(path: Path) -> None:
    """Put the lines of a delimited file into another order; the header and quoted line breaks stay whole."""
    data = path.read_bytes()
    end = b"\r\n" if b"\r\n" in data else b"\n"
    header, *lines = data.removesuffix(end).split(end)
    records: list[bytes] = []
    for line in lines:
        if records and records[-1].count(b'"') % 2:
            records[-1] += end + line
        else:
            records.append(line)
    random.Random(7).shuffle(records)
    path.write_bytes(end.join([header, *records]) + end)


def shuffle_workbook(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book.active
    assert sheet is not None
    header, *rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    random.Random(7).shuffle(rows)
    sheet.delete_rows(1, sheet.max_row)
    for row in [header, *rows]:
        sheet.append(row)
    book.save(path)


SHUFFLE: dict[str, Callable[[Path], None]] = {".csv": shuffle_text, ".xlsx": shuffle_workbook}


def digests(build: Build, folder: str) -> dict[str, str]:
    root = build.release / folder
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*.parquet"))
    }


def without_lines(build: Build) -> pa.Table:
    table = pq.read_table(build.release / "rejects").drop_columns(["line"])
    return table.sort_by([(name, "ascending") for name in table.column_names])


@pytest.fixture(scope="module")
def shuffled_build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    folder = new_project(tmp_path_factory.mktemp("shuffled") / "registry")
    for path in sorted((folder / "deliveries").iterdir()):
        before = path.read_bytes()
        SHUFFLE[path.suffix](path)
        assert path.read_bytes() != before
    build = run(folder, "build", "--threads", "1")
    assert build.code == 0, build.log
    return build


@pytest.mark.slow
@pytest.mark.parametrize("folder", TABLES)
def test_shuffled_rows_and_one_thread_give_the_same_bytes(
    sample_build: Build, shuffled_build: Build, folder: str
) -> None:
    assert digests(sample_build, folder) == digests(shuffled_build, folder)
    assert digests(sample_build, folder)


@pytest.mark.slow
def test_rejects_are_the_same_but_for_their_line_numbers(sample_build: Build, shuffled_build: Build) -> None:
    assert without_lines(sample_build).equals(without_lines(shuffled_build))


@pytest.mark.slow
@pytest.mark.parametrize("model", ["person", "family"])
def test_shuffled_rows_and_one_thread_give_the_same_model(
    sample_build: Build, shuffled_build: Build, model: str
) -> None:
    first, second = (
        (build.release / "models" / f"{model}.json").read_bytes() for build in (sample_build, shuffled_build)
    )
    assert first == second
