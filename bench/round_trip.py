"""Do answers hold? Questions of a quarter answered by the truth, taken in, and the next quarter built with and without them.

    python bench/round_trip.py FOLDER [--families 20000] [--answers 200] [--quarter 1]

Quarter 1 is answered in its own sheets and keeps its keys in the next; after quarter 2 DTKS delivers all rows under new keys.
Told are: answered questions that are gone, that came back with a reason, and that came back without one; how many decisions
act; persons' pairwise F1 of
the next quarter without and with the answers; and records that bear another person's id than without them. Exit code 1 where a
question came back without a reason, where F1 fell, or where a record of persons that nobody decided on bears another id.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
from collections import defaultdict
from pathlib import Path

import duckdb
from children import checked, program, run_child

from dtsen_link.config import load_config

SEED = "2712"
# After both quarters that may be answered, before the data of the next.
DECIDED = "2025-06-01"
_FORMATS = ("--formats", "parquet,parquet,parquet")
ONE_OR_SEVERAL = ("KEMUNGKINAN_SAMA", "PELANGGARAN_TRANSITIF", "NIK_GANDA_BEDA_ORANG")
# Types that may be closed as they are, and the role that may do so.
AS_IT_IS = {"NIK_DOB_TIDAK_SESUAI": "disdukcapil", "KK_CAMPUR": "bps_kab", "KELUARGA_PECAH": "bps_kab"}
_TRUTH = """
    SELECT s.person_id, list(DISTINCT t.true_person) AS true_persons
    FROM read_parquet('{release}/person_sources/**/*.parquet') AS s
    INNER JOIN read_parquet('{truth}') AS t ON s.source = t.source AND s.source_record_id = t.source_record_id
    GROUP BY s.person_id
"""
_QUESTIONS = "SELECT conflict_id, jenis, person_ids FROM read_parquet('{release}/conflicts/**/*.parquet') ORDER BY ALL"
# Records under another id than without decisions; and of them, those whose persons no decision is about.
_MOVED = """
    SELECT count(*) AS record_n, count(*) FILTER (WHERE a.person_id <> b.person_id) AS moved_n,
      count(*) FILTER (WHERE a.person_id <> b.person_id AND NOT (a.person_id IN (FROM touched) OR b.person_id IN (FROM touched)))
        AS untouched_n
    FROM read_parquet('{before}/person_sources/**/*.parquet') AS a
    INNER JOIN read_parquet('{after}/person_sources/**/*.parquet') AS b ON a.record_id = b.record_id
"""


def answers_by_truth(release: Path, truth: Path, wanted: int) -> dict[str, tuple[str, str]]:
    """Question -> its answer and the role that gives it; as many of each type as there are, until there are enough."""
    con = duckdb.connect()
    true_persons = dict(con.execute(_TRUTH.format(release=release, truth=truth)).fetchall())
    found: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
    for conflict, jenis, persons in con.execute(_QUESTIONS.format(release=release)).fetchall():
        answer = _answer(jenis, [true_persons.get(person, []) for person in persons])
        if answer is not None:
            found[jenis].append((conflict, *answer))
    chosen: dict[str, tuple[str, str]] = {}
    while len(chosen) < wanted and any(found.values()):
        for jenis in sorted(found):
            if found[jenis] and len(chosen) < wanted:
                conflict, keputusan, role = found[jenis].pop(0)
                chosen[conflict] = (keputusan, role)
    return chosen


def _answer(jenis: str, truth: list[list[int]]) -> tuple[str, str] | None:
    """What somebody who knows would answer; None where the truth does not tell."""
    if jenis in AS_IT_IS:
        return "tidak perlu tindakan", AS_IT_IS[jenis]
    if not truth or not all(truth):
        return None
    if jenis == "ORANG_DUA_NIK":
        return ("sama" if len(truth[0]) == 1 else "pisah"), "disdukcapil"
    if jenis in ONE_OR_SEVERAL and all(len(persons) == 1 for persons in truth):
        different = len({persons[0] for persons in truth})
        if different == 1:
            return "sama", "disdukcapil"
        if different == len(truth):
            return "berbeda", "disdukcapil"
    return None


def write_sheets(release: Path, answers: dict[str, tuple[str, str]], folder: Path) -> list[Path]:
    """The queue files of the release with the answers filled in, one per kabupaten and role that answers."""
    written = []
    for sheet in sorted((release / "queues").glob("*/*.csv")):
        with sheet.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        by_role: dict[str, list[dict[str, str]]] = defaultdict(list)
        for row in rows:
            if row["no_konflik"] in answers:
                keputusan, role = answers[row["no_konflik"]]
                by_role[role].append({**row, "keputusan": keputusan})
        for role, lines in by_role.items():
            path = folder / f"{sheet.parent.name}-{sheet.stem}" / f"{role}.csv"
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(lines)
            written.append(path)
    return written


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="a folder that is not there yet")
    parser.add_argument("--families", type=int, default=20_000)
    parser.add_argument("--answers", type=int, default=200)
    parser.add_argument("--quarter", type=int, default=1, help="whose questions are answered")
    given = parser.parse_args()
    folder = given.folder.resolve()
    quarters = str(given.quarter + 1)
    _run("sample", str(folder), "--families", str(given.families), "--seed", SEED, "--quarters", quarters, *_FORMATS)
    configs = [folder / f"q{number}" / "dtsen.toml" for number in range(1, given.quarter + 2)]
    releases = [_build(config) for config in configs]
    first, later, before = releases[-2], releases[-1], folder / "without"
    truth = configs[-1].parent / "truth.parquet"
    without = _f1(later, truth)
    shutil.move(later, before)
    answers = answers_by_truth(first, configs[-2].parent / "truth.parquet", given.answers)
    sheets = [str(path) for path in write_sheets(first, answers, folder / "answers")]
    signed = ("--by", "Rina", "--date", DECIDED, "--config", str(configs[-2]))
    _run("decide", "import", *sheets, "--release", str(first), "--report", str(folder / "lines.json"), *signed)
    _build(configs[-1])
    return _tell(answers, before, later, without, _f1(later, truth), folder)


def _build(config: Path) -> Path:
    _run("build", "--config", str(config))
    settings = load_config(config)
    return settings.path(settings.out).resolve() / settings.release


def _run(*arguments: str) -> None:
    checked(run_child(arguments[0], program(*arguments)))


def _f1(release: Path, truth: Path) -> float:
    scores = truth.with_name("scores.json")
    _run("evaluate", str(release), str(truth), "--json", str(scores))
    return float(json.loads(scores.read_text(encoding="utf-8"))["persons"][0]["pairwise"]["f1"])


def _tell(
    answers: dict[str, tuple[str, str]], before: Path, after: Path, f1_before: float, f1_after: float, folder: Path
) -> int:
    con = duckdb.connect()
    lines = json.loads((folder / "lines.json").read_text(encoding="utf-8"))["counts"]
    print(f"{len(answers)} questions answered; lines: {', '.join(f'{count} {what}' for what, count in lines.items())}")
    open_now = dict(
        con.execute(f"SELECT conflict_id, bukti FROM read_parquet('{after}/conflicts/**/*.parquet')").fetchall()
    )
    back = [conflict for conflict in answers if conflict in open_now]
    silent = [conflict for conflict in back if "Pernah diputuskan" not in open_now[conflict]]
    print(
        f"gone: {len(answers) - len(back)}; back with a reason: {len(back) - len(silent)}; back without: {len(silent)}"
    )
    print(f"persons F1 without answers {f1_before:.6f}, with them {f1_after:.6f}")
    acting, sides = con.execute(
        f"SELECT count(*) FILTER (WHERE acts), count(*) FROM read_parquet('{after}/decisions/**/*.parquet')"
    ).fetchone() or (0, 0)
    print(f"sides of decisions that act: {acting} of {sides}")
    con.execute(
        f"CREATE TABLE touched AS SELECT unnest(ids) AS id FROM read_parquet('{after}/decisions/**/*.parquet') "
        "WHERE entity = 'person'"
    )
    records, moved, untouched = con.execute(_MOVED.format(before=before, after=after)).fetchone() or (0, 0, 0)
    print(
        f"records under another id than without answers: {moved} of {records:,}; of persons not decided on: {untouched}"
    )
    return 1 if silent or f1_after < f1_before or untouched else 0


if __name__ == "__main__":
    raise SystemExit(main())
