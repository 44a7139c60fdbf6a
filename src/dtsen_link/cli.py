"""The command line: reads arguments, calls the package, turns errors into exit codes. No logic lives here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from pydantic import BaseModel
from rich.console import Console

from dtsen_link import __version__
from dtsen_link.cli_decisions import conflicts, decide
from dtsen_link.cli_models import model
from dtsen_link.cli_options import EngineOption, ForceOption, MasterOption, MemoryOption, PartitionOption, ThreadsOption
from dtsen_link.errors import StorageError, UserError
from dtsen_link.threads import bound_libraries

app = typer.Typer(
    name="dtsen-link",
    help="Links and deduplicates Indonesia's social registries (DTKS, Regsosek, P3KE) into one DTSEN release.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    epilog="Exit codes: 0 done, 1 a bug, 2 wrong usage, 10 configuration, 11 delivery, 12 contract, 13 gate or invariant, "
    "14 too many open conflicts, 15 storage, 16 no such id or build, 17 answers not taken, 18 Spark does not start or is gone.",
)
app.add_typer(decide, name="decide")
app.add_typer(conflicts, name="conflicts")
app.add_typer(model, name="model")
# Written out, because `--help` must not load what a build needs.
_STAGES = "ingest, standardise, persons, families, resolve, consolidate, conflicts or publish"
# Without emoji: a record id such as dtks:a: would come out as a picture.
_errors = Console(stderr=True, highlight=False, emoji=False)

ConfigOption = Annotated[
    Path, typer.Option("--config", "-c", help="Configuration of the build; `dtsen-link init` writes a commented one.")
]


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"dtsen-link {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and leave.", is_eager=True, callback=_show_version)
    ] = False,
) -> None:
    pass


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Folder to write into; made if it is not there.")],
) -> None:
    """Write a commented configuration and the sample deliveries into a folder."""
    from dtsen_link.project import write_project

    for path in write_project(folder):
        typer.echo(path)


@app.command()
def check(
    config: ConfigOption = Path("dtsen.toml"),
    json_file: Annotated[Path | None, typer.Option("--json", help="Also write the findings to this file.")] = None,
    threads: ThreadsOption = None,
    memory_limit: MemoryOption = None,
) -> None:
    """Check configuration and deliveries without building.

    Tells columns found and missing, rows, shares of filled and valid values, suspect files, and a forecast of candidate
    pairs, memory, disk and time. Exit code 0 means that a build can start.
    """
    from dtsen_link.config import load_config, with_overrides

    settings = with_overrides(load_config(config), threads=threads, memory_limit=memory_limit, unmask=False)
    bound_libraries(settings.threads)
    from dtsen_link.ingest.check import check_deliveries, show_findings

    findings = check_deliveries(settings)
    _write_json(json_file, findings)
    show_findings(findings, Console())
    raise typer.Exit(findings.exit_code)


@app.command()
def build(
    config: ConfigOption = Path("dtsen.toml"),
    first: Annotated[
        str, typer.Option("--from", metavar="STAGE", help=f"Run again from this stage on: {_STAGES}.")
    ] = "",
    last: Annotated[
        str, typer.Option("--until", metavar="STAGE", help="Stop after this stage; nothing is published then.")
    ] = "",
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Run every stage again, even if nothing changed; take nothing over.")
    ] = False,
    increment_from: Annotated[
        Path | None,
        typer.Option(metavar="WORKFOLDER", help="Earlier build's work folder to take unchanged parts from."),
    ] = None,
    threads: ThreadsOption = None,
    memory_limit: MemoryOption = None,
    engine: EngineOption = None,
    master: MasterOption = None,
    partition: PartitionOption = None,
    unmask: Annotated[bool, typer.Option("--unmask", help="Write NIK, KK and names in full into the queues.")] = False,
    previous: Annotated[
        Path | None,
        typer.Option(help="Release of the quarter before, from which ids last, instead of the configured one."),
    ] = None,
    retrain: Annotated[
        bool, typer.Option("--retrain", help="Train models anew instead of using the previous release's.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Link, count what would happen to the ids, and publish nothing.")
    ] = False,
) -> None:
    """Build a release: ingest, standardise, link persons and families, consolidate, publish.

    Stages whose inputs, settings and code are unchanged are kept from the last run. Prints the release folder.
    """
    from dtsen_link.config import load_config, with_engine, with_overrides

    settings = with_overrides(
        with_engine(load_config(config), engine, master),
        threads=threads,
        memory_limit=memory_limit,
        unmask=unmask,
        previous=previous,
        retrain=retrain,
        increment_from=increment_from,
        partition=partition,
    )
    bound_libraries(settings.threads)
    from dtsen_link.id_changes import count_changes, show_changes
    from dtsen_link.pipeline import build as run_build
    from dtsen_link.progress import Progress

    if dry_run:
        run_build(settings, Progress(), first=first, last="consolidate", fresh=fresh)
        show_changes(count_changes(settings), Console())
        return
    release = run_build(settings, Progress(), first=first, last=last, fresh=fresh)
    typer.echo(release)


@app.command("resolve-id")
def resolve_id(
    entity_id: Annotated[str, typer.Argument(metavar="ID", help="A person (P...) or family (K...) id of any quarter.")],
    release: Annotated[Path, typer.Option(help="The release to look in.")],
    json_file: Annotated[Path | None, typer.Option("--json", help="Also write the answer to this file.")] = None,
) -> None:
    """Say what an id stands for now: itself, the one it was merged into, or nobody in this quarter's deliveries."""
    from dtsen_link.id_changes import find_id, show_id

    found = find_id(release, entity_id)
    _write_json(json_file, found)
    show_id(found, Console())


@app.command()
def evaluate(
    release: Annotated[Path, typer.Argument(help="A release folder.")],
    truth: Annotated[Path, typer.Argument(help="truth.parquet: source, source_record_id, true_person, true_family.")],
    json_file: Annotated[Path | None, typer.Option("--json", help="Also write the figures to this file.")] = None,
) -> None:
    """Score a release against a known truth: pairwise and B-cubed, persons and families, per source pair."""
    from dtsen_link.evaluate.release import evaluate_release, show_evaluation

    evaluation = evaluate_release(release, truth)
    _write_json(json_file, evaluation)
    show_evaluation(evaluation, Console())


@app.command()
def explain(
    first: Annotated[
        str, typer.Argument(metavar="A", help="A record (source:key), a person (P...) or a family (K...).")
    ],
    second: Annotated[
        str | None, typer.Argument(metavar="B", help="Another record: why is A that person, or not?")
    ] = None,
    config: ConfigOption = Path("dtsen.toml"),
    unmask: Annotated[bool, typer.Option("--unmask", help="Show NIK, KK and names in full.")] = False,
    json_file: Annotated[Path | None, typer.Option("--json", help="Also write the explanation to this file.")] = None,
) -> None:
    """Explain why two records are one person or not, what holds a person together, or what holds a family together.

    Shows the evidence level by level, the household, the rule or constraint that decided and what would have changed it.
    """
    from dtsen_link.config import load_config
    from dtsen_link.explain.question import explain as ask
    from dtsen_link.explain.show import show

    explanation = ask(load_config(config), first, second, unmask=unmask)
    _write_json(json_file, explanation)
    show(explanation, Console())


@app.command()
def sample(
    folder: Annotated[Path, typer.Argument(help="Folder to write the deliveries into; made if it is not there.")],
    families: Annotated[int, typer.Option(help="Number of true families.", min=1)] = 1000,
    seed: Annotated[int, typer.Option(help="Same seed, same bytes.")] = 1,
    formats: Annotated[str, typer.Option(help="Comma-separated dtks, regsosek, p3ke formats.")] = "csv,csv,xlsx",
    quarters: Annotated[
        int, typer.Option(help="Quarters of one living population, into folders q1, q2 ... if more than one.", min=1)
    ] = 1,
) -> None:
    """Write three synthetic deliveries and their truth: no real person in them, real region codes."""
    from dtsen_link.sample.generate import write_sample

    written = write_sample(folder, families=families, seed=seed, formats=tuple(formats.split(",")), quarters=quarters)
    for path in written:
        typer.echo(path)


@app.command()
def queues(
    release: Annotated[Path, typer.Argument(help="A release folder.")],
    out: Annotated[Path, typer.Option(help="Folder for the queue files.")],
    unmask: Annotated[bool, typer.Option("--unmask", help="Write NIK, KK and names in full.")] = False,
    force: ForceOption = False,
) -> None:
    """Write a release's queue files again, per kabupaten and role, masked unless --unmask is given.

    A folder that holds queue files is refused: answers may stand in them.
    """
    from dtsen_link.publish.queues import export_queues

    for path in export_queues(release, out, unmask=unmask, force=force):
        typer.echo(path)


@app.command()
def report(release: Annotated[Path, typer.Argument(help="A release folder.")]) -> None:
    """Write a release's HTML report again from its metrics.json."""
    from dtsen_link.publish.report import rewrite_report

    typer.echo(rewrite_report(release, _note))


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="The earlier release folder.")],
    new: Annotated[Path, typer.Argument(help="The later release folder.")],
    out: Annotated[
        Path | None,
        typer.Option(help="Folder for index.html and diff.json instead of diff_OLD_NEW.", show_default=False),
    ] = None,
    person_list: Annotated[
        Path | None, typer.Option("--list", help="Also write who is not as before to this Parquet file: ids, no names.")
    ] = None,
    top: Annotated[int, typer.Option(help="Kabupaten the page shows at once.", min=1)] = 20,
) -> None:
    """Tell what changed between two releases: gained, lost, merged, split, moved, per area and decile; masked."""
    from dtsen_link.diff.compare import compare_releases
    from dtsen_link.diff.write import write_account

    account = compare_releases(old, new, person_list=person_list)
    for note in account.notes:
        _note(note)
    folder = out or Path(f"diff_{account.old.release}_{account.new.release}")
    for path in (*write_account(account, folder, top=top), *([person_list] if person_list else [])):
        typer.echo(path)


@app.command("review-sample")
def review_sample(
    out: Annotated[Path, typer.Option(help="Sheet to write, .csv or .xlsx; its plan is written beside it.")],
    config: ConfigOption = Path("dtsen.toml"),
    size: Annotated[int, typer.Option(help="Pairs to draw, at most.", min=1)] = 400,
    seed: Annotated[int, typer.Option(help="Same build, size and seed, same pairs.")] = 1,
    unmask: Annotated[bool, typer.Option("--unmask", help="Show NIK, KK and names in full.")] = False,
) -> None:
    """Draw pairs of records for people to judge: same person or not; most where the doubt is.

    Give out the sheet, keep the plan: it says what the program thinks of each pair.
    """
    from dtsen_link.config import load_config
    from dtsen_link.review.sample import write_sample

    for path in write_sample(load_config(config), out, _note, size=size, seed=seed, unmask=unmask):
        typer.echo(path)


@app.command("review-score")
def review_score(
    plan: Annotated[Path, typer.Argument(help="The .plan.json of the sample.")],
    answers: Annotated[Path, typer.Argument(help="The sheet with the answers sama, berbeda or ragu.")],
    json_file: Annotated[Path | None, typer.Option("--json", help="Also write the figures to this file.")] = None,
) -> None:
    """Measure precision and recall of persons from the answers to a sample, with intervals, by group where they allow."""
    from dtsen_link.review.answers import read_answers
    from dtsen_link.review.plan import read_plan
    from dtsen_link.review.score import score_review, show_review

    drawn = read_plan(plan)
    review = score_review(drawn, read_answers(answers, drawn))
    _write_json(json_file, review)
    show_review(review, Console())


@app.command()
def tables() -> None:
    """Print the data dictionary: every table, column, type and meaning, in Markdown."""
    from dtsen_link.data_dictionary import as_markdown

    typer.echo(as_markdown(), nl=False)


def _note(text: str) -> None:
    _errors.print(text, markup=False, soft_wrap=True)


def _write_json(path: Path | None, result: BaseModel) -> None:
    if path is None:
        return
    try:
        path.write_text(result.model_dump_json(indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise StorageError(f"--json {path}: cannot write: {error.strerror}") from error


def main() -> None:
    """Run the command line; errors a user can put right leave without a traceback."""
    try:
        app()
    except UserError as error:
        _errors.print("[bold red]error:[/bold red]", end=" ")
        _errors.print(str(error), markup=False, soft_wrap=True)
        raise SystemExit(error.exit_code) from None
