"""A release held against a known truth: how far its persons and families can be trusted.

Persons are scored over records: two records are together when the release gives them one person_id. Families are scored
over records as well: two records are together when the families their sources put them in were resolved into one
(person_sources.family_id); a record without a family stands alone.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
from pydantic import BaseModel, ConfigDict
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from dtsen_link.engine import DuckDBEngine, Engine
from dtsen_link.errors import SourceError
from dtsen_link.evaluate.coverage import Covered, cover, show_coverage
from dtsen_link.evaluate.scores import Rates, Score, score

_TRUTH_COLUMNS = ("source", "source_record_id", "true_person", "true_family")
_SCENARIO_COLUMNS = ("scenario", "source", "source_record_id")


class Evaluation(BaseModel):
    """All scores of one release.

    Attributes:
        release: name of the release.
        truth_records: records of the truth.
        released_records: records of the release.
        missing_records: records of the truth that the release does not hold; they count as standing alone.
        unknown_records: records of the release that the truth does not know; they are left out.
        persons: scores of persons, all records first.
        families: scores of families, all records first.
        coverage: the release's own estimates beside the truth; empty where it holds none.
    """

    model_config = ConfigDict(frozen=True)

    release: str
    truth_records: int
    released_records: int
    missing_records: int
    unknown_records: int
    persons: tuple[Score, ...]
    families: tuple[Score, ...]
    coverage: tuple[Covered, ...] = ()

    def overall(self, entity: str) -> Score:
        """The score over all records, of "persons" or "families"."""
        scores = self.persons if entity == "persons" else self.families
        return scores[0]


def evaluate_release(release: Path, truth: Path) -> Evaluation:
    """Score a release against a truth file.

    A file scenarios.parquet (scenario, source, source_record_id) beside the truth adds a score per scenario, over the
    records named there.

    Raises:
        SourceError: release or truth cannot be read, lacks a column, repeats a key, or shares no record with the other.
    """
    engine = DuckDBEngine()
    try:
        _open_release(engine, release)
        _open_truth(engine, truth)
        scenarios = _open_scenarios(engine, truth.with_name("scenarios.parquet"))
        counts = _record_counts(engine, release, truth)
        persons = score(engine, "person_sources", "truth", found_id="person_id", scenarios=scenarios)
        families = score(
            engine, "person_sources", "truth", found_id="family_id", true_id="true_family", scenarios=scenarios
        )
        return Evaluation(
            release=release.resolve().name,
            **counts,
            persons=persons,
            families=families,
            coverage=tuple(cover(engine, release, persons, families)),
        )
    finally:
        engine.close()


def _open_release(engine: DuckDBEngine, release: Path) -> None:
    folder = release / "person_sources"
    if not any(folder.rglob("*.parquet")):
        raise SourceError(f"{release}: is no release: it has no person_sources/ with Parquet in it")
    engine.open_parquet("person_sources", folder / "**" / "*.parquet")


def _open_truth(engine: DuckDBEngine, truth: Path) -> None:
    _open_checked(engine, "truth", truth, _TRUTH_COLUMNS)
    facts = engine.query(
        "SELECT count(*) AS n, count(DISTINCT (source, source_record_id)) AS keys, count(true_person) AS persons, "
        "count(source) AS sources, count(source_record_id) AS ids FROM truth"
    ).to_pylist()[0]
    if facts["n"] == 0:
        raise SourceError(f"{truth}: has no rows; a truth names source, source_record_id, true_person and true_family")
    for column, name in (("source", "sources"), ("source_record_id", "ids"), ("true_person", "persons")):
        if facts[name] < facts["n"]:
            raise SourceError(f"{truth}: {column} is null in {facts['n'] - facts[name]:,} rows; every record needs one")
    if facts["keys"] < facts["n"]:
        raise SourceError(
            f"{truth}: {facts['n'] - facts['keys']:,} rows repeat a (source, source_record_id); one row per record is expected"
        )


def _open_scenarios(engine: DuckDBEngine, path: Path) -> str:
    if not path.is_file():
        return ""
    _open_checked(engine, "scenarios", path, _SCENARIO_COLUMNS)
    return "scenarios"


def _open_checked(engine: DuckDBEngine, name: str, path: Path, needed: tuple[str, ...]) -> None:
    if not path.is_file():
        raise SourceError(f"{path}: no such file; `dtsen-link sample` writes a truth.parquet beside its deliveries")
    try:
        engine.open_parquet(name, path)
    except duckdb.Error as error:
        raise SourceError(f"{path}: cannot be read as Parquet: {str(error).splitlines()[0]}") from None
    found = engine.columns(name)
    missing = [column for column in needed if column not in found]
    if missing:
        raise SourceError(f"{path}: column {', '.join(missing)} missing; found are {', '.join(found)}")


def _record_counts(engine: Engine, release: Path, truth: Path) -> dict[str, int]:
    counts = engine.query(
        "SELECT count(found.source) AS released_records, count(truth.source) AS truth_records, "
        "count(truth.source) FILTER (found.source IS NULL) AS missing_records, "
        "count(found.source) FILTER (truth.source IS NULL) AS unknown_records "
        "FROM person_sources AS found FULL JOIN truth ON found.source = truth.source "
        "AND found.source_record_id = cast(truth.source_record_id AS VARCHAR)"
    ).to_pylist()[0]
    if counts["missing_records"] == counts["truth_records"]:
        names = engine.query(
            "SELECT (SELECT string_agg(DISTINCT source, ', ' ORDER BY source) FROM person_sources) AS found, "
            "(SELECT string_agg(DISTINCT source, ', ' ORDER BY source) FROM truth) AS truth"
        ).to_pylist()[0]
        raise SourceError(
            f"{truth}: shares no record with {release}. The release's sources are {names['found']}, the truth's "
            f"{names['truth']}; both must use the same source names and source_record_id"
        )
    return {name: int(count) for name, count in counts.items()}


def show_evaluation(evaluation: Evaluation, console: Console) -> None:
    """Print the scores as two tables, persons and families, that fit 80 columns; the counts of all subsets go to --json."""
    console.print(
        f"{evaluation.release}: {evaluation.truth_records:,} records with a known truth; "
        f"{evaluation.missing_records:,} of them not in the release, "
        f"{evaluation.unknown_records:,} released ones not in the truth",
        soft_wrap=True,
    )
    for title, scores in (("Persons", evaluation.persons), ("Families", evaluation.families)):
        whole = scores[0]
        console.print(
            f"\n[bold]{title}[/bold]: {whole.true_pairs:,} pairs belong together, {whole.found_pairs:,} were put together, "
            f"{whole.right_pairs:,} of them rightly",
            soft_wrap=True,
        )
        console.print(_table(scores))
    show_coverage(evaluation.coverage, console)


def _table(scores: tuple[Score, ...]) -> Table:
    table = Table(
        box=SIMPLE_HEAD, padding=(0, 1, 0, 0), caption="P precision, R recall; B3 B-cubed", caption_justify="left"
    )
    table.add_column("subset")
    for heading in ("records", "P", "R", "F1", "B3 P", "B3 R", "B3 F1"):
        table.add_column(heading, justify="right", no_wrap=True)
    for item in scores:
        label = {"all": "all records", "source": f"within {item.name}"}.get(item.subset, item.name)
        table.add_row(label, f"{item.records:,}", *_cells(item.pairwise), *_cells(item.bcubed))
    return table


def _cells(rates: Rates) -> list[str]:
    return ["-" if rate is None else f"{rate:.4f}" for rate in (rates.precision, rates.recall, rates.f1)]
