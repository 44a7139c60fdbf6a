"""The commands `decide` and `conflicts`: reads arguments, calls the package. No logic lives here."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from dtsen_link.cli_options import ForceOption

if TYPE_CHECKING:
    from dtsen_link.config import Config
    from dtsen_link.decisions.drafts import Signing
    from dtsen_link.publish.open_conflicts import Wanted

decide = typer.Typer(
    name="decide",
    help="Records what people decided, shows it, revokes it; every later build holds it.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)
conflicts = typer.Typer(
    name="conflicts",
    help="Shows or exports the open questions of a release.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

ConfigOption = Annotated[
    Path, typer.Option("--config", "-c", help="Configuration of the build; names the ledger (decisions).")
]
ByOption = Annotated[str | None, typer.Option("--by", help="Who decided, where a line does not say so.")]
DateOption = Annotated[
    datetime | None,
    typer.Option("--date", formats=["%Y-%m-%d"], help="When, where a line does not say so; today if left out."),
]
ReleaseArgument = Annotated[Path, typer.Argument(help="A release folder.")]
TypeOption = Annotated[list[str] | None, typer.Option("--type", help="Type of conflict; may be given several times.")]
AreaOption = Annotated[str, typer.Option(help="Code of a province, kabupaten, kecamatan or desa.")]
RoleOption = Annotated[str, typer.Option(help="Role that is asked.")]
SeverityOption = Annotated[int, typer.Option(help="At least so grave: 1 low, 2 medium, 3 high.", min=1, max=3)]
AgeOption = Annotated[int, typer.Option(help="Open for at least so many quarters.", min=0)]


@decide.command("import")
def import_answers(
    sheets: Annotated[list[Path], typer.Argument(help="Queue files with answers, .xlsx or .csv.")],
    release: Annotated[Path, typer.Option("--release", help="The newest release: answers to it must not be stale.")],
    config: ConfigOption = Path("dtsen.toml"),
    by: ByOption = None,
    role: Annotated[str, typer.Option("--role", help="Role of who decided; else the name of the file.")] = "",
    date: DateOption = None,
    report: Annotated[Path | None, typer.Option(help="Write what became of every line, .csv or .json.")] = None,
) -> None:
    """Take answers out of queue files into the ledger, and say of every line what became of it.

    All lines that can be taken are recorded in one new file, the others are told with their reason: an unknown or stale
    question, another decision that says otherwise, an answer that this role may not give. Exit code 17 then.
    """
    from dtsen_link.config import load_config
    from dtsen_link.decisions.importing import import_sheets, write_report
    from dtsen_link.decisions.show import show_import
    from dtsen_link.errors import DecisionError

    settings = load_config(config)
    imported = import_sheets(settings, sheets, release, _signing(settings, by, role, date))
    show_import(imported, Console())
    if imported.ledger_file:
        typer.echo(imported.ledger_file)
    if report is not None:
        write_report(report, imported)
    if imported.counts["rejected"]:
        raise DecisionError(
            f"{imported.counts['rejected']:,} of {len(imported.lines):,} lines were not taken; mend them and import the file "
            "again: what was taken is not taken twice"
        )


@decide.command("list")
def list_decisions(
    config: ConfigOption = Path("dtsen.toml"),
    jenis: Annotated[str, typer.Option("--type", help="Only on this type of conflict.")] = "",
    role: Annotated[str, typer.Option(help="Only of this role.")] = "",
    by: Annotated[str, typer.Option(help="Only of this person.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Also what is in force no longer, and revocations.")] = False,
) -> None:
    """Show the decisions that are in force."""
    from dtsen_link.config import load_config
    from dtsen_link.decisions.ledger import read_ledger
    from dtsen_link.decisions.show import chosen, show_decisions

    settings = load_config(config)
    ledger = read_ledger(settings.path(settings.decisions))
    show_decisions(chosen(ledger, jenis=jenis, role=role, by=by, every=every), ledger, Console())


@decide.command("revoke")
def revoke_decision(
    decision_id: Annotated[str, typer.Argument(metavar="DECISION", help="The decision, D...")],
    by: Annotated[str, typer.Option("--by", help="Who revokes it.")],
    role: Annotated[str, typer.Option("--role", help="In which role.")],
    why: Annotated[str, typer.Option("--why", help="The reason, kept with it.")],
    config: ConfigOption = Path("dtsen.toml"),
    date: DateOption = None,
) -> None:
    """End a decision; the ledger keeps it and says who ended it and why."""
    from dtsen_link.config import load_config
    from dtsen_link.decisions.revoking import revoke

    settings = load_config(config)
    typer.echo(revoke(settings, decision_id, _signing(settings, by, role, date), why).decision_id)


@decide.command("history")
def show_history(
    named: Annotated[
        str, typer.Argument(metavar="ID", help="A conflict, person, family, decision (C, P, K, D...) or record.")
    ],
    config: ConfigOption = Path("dtsen.toml"),
) -> None:
    """Show everything that was ever decided about a conflict, person, family or record: by whom, why and on which line."""
    from dtsen_link.config import load_config
    from dtsen_link.decisions.ledger import read_ledger
    from dtsen_link.decisions.show import history, show_decisions
    from dtsen_link.errors import NotFoundError

    settings = load_config(config)
    folder = settings.path(settings.decisions)
    ledger = read_ledger(folder)
    rows = history(ledger, named)
    if not rows:
        raise NotFoundError(f"{named}: nothing in {folder} is about it")
    show_decisions(rows, ledger, Console(), in_full=True)


@conflicts.command("list")
def list_conflicts(
    release: ReleaseArgument,
    jenis: TypeOption = None,
    area: AreaOption = "",
    role: RoleOption = "",
    severity: SeverityOption = 1,
    age: AgeOption = 0,
    limit: Annotated[int, typer.Option(help="Most questions to show.", min=1)] = 50,
) -> None:
    """Show open questions, the gravest first; masked."""
    from dtsen_link.publish.open_conflicts import find_conflicts, show_conflicts

    show_conflicts(
        find_conflicts(release, _wanted(jenis, area, role, severity, age)), limit, Console(), Console(stderr=True)
    )


@conflicts.command("export")
def export_conflicts(
    release: ReleaseArgument,
    out: Annotated[Path, typer.Option(help="Folder for the queue files.")],
    jenis: TypeOption = None,
    area: AreaOption = "",
    role: RoleOption = "",
    severity: SeverityOption = 1,
    age: AgeOption = 0,
    unmask: Annotated[bool, typer.Option("--unmask", help="Write NIK, KK and names in full.")] = False,
    force: ForceOption = False,
) -> None:
    """Write open questions as queue files, per kabupaten and role, with room for the answers.

    A folder that holds queue files is refused: answers may stand in them.
    """
    from dtsen_link.publish.open_conflicts import export_found

    for path in export_found(release, _wanted(jenis, area, role, severity, age), out, unmask=unmask, force=force):
        typer.echo(path)


def _wanted(jenis: list[str] | None, area: str, role: str, severity: int, age: int) -> Wanted:
    from dtsen_link.publish.open_conflicts import Wanted

    return Wanted(tuple(jenis or ()), area, role, severity, age)


def _signing(settings: Config, by: str | None, role: str, day: datetime | None) -> Signing:
    from dtsen_link.decisions.drafts import Signing
    from dtsen_link.domain.id_key import read_id_key

    now = datetime.now(UTC)
    return Signing(
        by=by,
        role=role,
        day=day.date() if day else now.astimezone().date(),
        today=now.astimezone().date(),
        stamp=now.strftime("%Y%m%dT%H%M%SZ"),
        key=read_id_key(settings.path(settings.id_key_file)),
    )
