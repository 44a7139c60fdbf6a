"""Answers go out with the queues, come back, and hold in the next quarter; whoever is who stays who."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.building import Build, answer_sheet, run, unexplained_events

ANSWERS = {
    "KEMUNGKINAN_SAMA": ("berbeda", ""),
    "NIK_GANDA_BEDA_ORANG": ("berbeda", ""),
    "ORANG_DUA_NIK": ("tidak perlu tindakan", ""),
    "NIK_DOB_TIDAK_SESUAI": ("nilai", "tanggal_lahir = 01-03-1980"),
    "MENINGGAL_AKTIF": ("hidup", ""),
    "DESIL_BEDA": ("nilai", "5"),
    "TANPA_KEPALA": ("nilai", "1"),
    "KEPALA_GANDA": ("nilai", "1"),
    "KELUARGA_GABUNG": ("sama", ""),
    "KELUARGA_PECAH": ("pindah", "2: 1"),
}


@pytest.fixture(scope="module")
def quarters(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Two quarters built, with answers to the first one's queues in between; and the type of each answered question.

    In the second one DTKS has numbered its rows anew: its keys are other people's now.
    """
    folder = tmp_path_factory.mktemp("quarters")
    done(
        run(
            folder, "sample", ".", "--families", "150", "--seed", "5", "--quarters", "2", "--formats", "parquet,csv,csv"
        )
    )
    first = done(run(folder, "build", "--config", "q1/dtsen.toml"))
    answered: dict[str, str] = {}
    for sheet in sorted((first.release / "queues").glob("*/*.csv")):
        answered |= answer_sheet(sheet, folder / "answers" / sheet.parent.name / sheet.name, ANSWERS)
    sheets = [str(path) for path in sorted((folder / "answers").glob("*/*.csv"))]
    signed = ("--by", "Rina", "--date", "2025-04-01")
    called = run(
        folder, "decide", "import", *sheets, "--release", str(first.release), *signed, "--config", "q1/dtsen.toml"
    )
    assert called.code in (0, 17), called.log
    number_anew(folder / "q2" / "dtks.parquet", ("ID_ART", "IDBDT"))
    done(run(folder, "build", "--config", "q2/dtsen.toml"))
    return folder, answered


def done(build: Build) -> Build:
    assert build.code == 0, build.log
    return build


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


@pytest.mark.slow
def test_answered_questions_are_gone_or_say_why_they_are_back(quarters: tuple[Path, dict[str, str]]) -> None:
    folder, _ = quarters
    taken = {row["conflict_id"] for path in (folder / "decisions").iterdir() for row in pq.read_table(path).to_pylist()}
    conflicts = pq.read_table(folder / "releases" / "2025Q2" / "conflicts").to_pylist()
    back = [row for row in conflicts if row["conflict_id"] in taken]
    assert len(taken) > 30
    assert [row["bukti"] for row in back if "Pernah diputuskan" not in row["bukti"]] == []
    assert len(back) < len(taken) / 4
    assert {row["status"] for row in back} <= {"dibuka_kembali"}


@pytest.mark.slow
def test_decisions_act_though_every_key_of_a_source_is_somebody_elses(quarters: tuple[Path, dict[str, str]]) -> None:
    folder, _ = quarters
    release = folder / "releases" / "2025Q2"
    released = {row["record_id"] for row in pq.read_table(release / "person_sources").to_pylist()}
    ids = {row["id"] for row in pq.read_table(release / "ids").to_pylist() if row["status"] == "current"}
    sides = pq.read_table(release / "decisions").to_pylist()
    assert {record for side in sides for record in side["record_ids"]} <= released
    # Whoever still bears an id of the release is found, and so are the records by which a person is known.
    named = {
        row["decision_id"]: row for path in (folder / "decisions").iterdir() for row in pq.read_table(path).to_pylist()
    }
    lost = [
        side
        for side in sides
        if side["entity"] == "person"
        and named[side["decision_id"]]["person_ids"][side["side"] - 1] in ids
        and not side["ids"]
    ]
    assert lost == []


@pytest.mark.slow
def test_decided_values_are_published_and_point_to_their_decision(quarters: tuple[Path, dict[str, str]]) -> None:
    folder, _ = quarters
    release = folder / "releases" / "2025Q2"
    decided = [row for row in pq.read_table(release / "provenance").to_pylist() if row["rule"] == "keputusan"]
    known = {row["decision_id"] for row in pq.read_table(release / "decisions").to_pylist()}
    assert {row["field"] for row in decided} >= {"tanggal_lahir", "desil"}
    origins = {row["record_id"] for row in decided if row["record_id"].startswith("keputusan:")}
    assert origins
    assert {origin.removeprefix("keputusan:") for origin in origins} <= known


@pytest.mark.slow
def test_every_event_names_its_records_or_the_decision(quarters: tuple[Path, dict[str, str]]) -> None:
    before, after = (quarters[0] / "releases" / release for release in ("2025Q1", "2025Q2"))
    assert unexplained_events(before, after) == []
    assert {"merged", "moved"} <= set(pq.read_table(after / "id_events")["event"].to_pylist())


def published(release: Path) -> dict[str, bytes]:
    """Path -> bytes of each table and queue file; what tells of times and settings is left out."""
    return {
        path.relative_to(release).as_posix(): path.read_bytes()
        for path in sorted(release.rglob("*"))
        if path.suffix in {".parquet", ".csv", ".xlsx"}
    }


@pytest.mark.slow
def test_a_build_by_parts_publishes_what_a_build_of_the_whole_does(quarters: tuple[Path, dict[str, str]]) -> None:
    folder, _ = quarters
    release = folder / "releases" / "2025Q2"
    expected, told = published(release), json.loads((release / "metrics.json").read_text(encoding="utf-8"))
    parts = ("build", "--config", "q2/dtsen.toml", "--partition", "kode_prov")
    done(run(folder, *parts, "--fresh"))
    work = folder / "work" / "2025Q2"
    assert len(list((work / "6_consolidate" / "gold_person.parquet").glob("*.parquet"))) > 1
    assert published(release) == expected
    again = json.loads((release / "metrics.json").read_text(encoding="utf-8"))
    assert {name for name in told if again[name] != told[name]} == {"run"}
    assert (told["run"]["partition"], again["run"]["partition"]) == ("", "kode_prov")
    assert done(run(folder, *parts)).log.count("kept") >= 8


@pytest.mark.slow
def test_parts_are_weighed_by_saved_models_alone(quarters: tuple[Path, dict[str, str]]) -> None:
    folder, _ = quarters
    refused = run(folder, "build", "--config", "q1/dtsen.toml", "--partition", "kode_prov")
    assert refused.code == 10
    assert "needs saved models" in refused.log
