"""Answers go out with the queues, come back, and hold in the next quarter; whoever is who stays who."""

from __future__ import annotations

import csv
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.building import Build, run

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
    """Two quarters built, with answers to the first one's queues in between; and the type of each answered question."""
    folder = tmp_path_factory.mktemp("quarters")
    done(run(folder, "sample", ".", "--families", "150", "--seed", "5", "--quarters", "2", "--formats", "csv,csv,csv"))
    first = done(run(folder, "build", "--config", "q1/dtsen.toml"))
    answered: dict[str, str] = {}
    for sheet in sorted((first.release / "queues").glob("*/*.csv")):
        answered |= answer(sheet, folder / "answers" / sheet.parent.name / sheet.name)
    sheets = [str(path) for path in sorted((folder / "answers").glob("*/*.csv"))]
    signed = ("--by", "Rina", "--date", "2025-04-01")
    called = run(
        folder, "decide", "import", *sheets, "--release", str(first.release), *signed, "--config", "q1/dtsen.toml"
    )
    assert called.code in (0, 17), called.log
    done(run(folder, "build", "--config", "q2/dtsen.toml"))
    return folder, answered


def done(build: Build) -> Build:
    assert build.code == 0, build.log
    return build


def answer(sheet: Path, target: Path) -> dict[str, str]:
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    answered = {}
    for row in rows:
        if row["jenis"] in ANSWERS:
            row["keputusan"], row["nilai"] = ANSWERS[row["jenis"]]
            answered[row["no_konflik"]] = row["jenis"]
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return answered


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
def test_decided_values_are_published_and_point_to_their_decision(quarters: tuple[Path, dict[str, str]]) -> None:
    folder, _ = quarters
    release = folder / "releases" / "2025Q2"
    decided = [row for row in pq.read_table(release / "provenance").to_pylist() if row["rule"] == "keputusan"]
    known = {row["decision_id"] for row in pq.read_table(release / "decisions").to_pylist()}
    assert {row["field"] for row in decided} >= {"tanggal_lahir", "desil"}
    origins = {row["record_id"] for row in decided if row["record_id"].startswith("keputusan:")}
    assert origins
    assert {origin.removeprefix("keputusan:") for origin in origins} <= known
