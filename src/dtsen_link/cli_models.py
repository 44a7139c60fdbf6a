"""The commands of `model`: reads arguments, calls the package. No logic lives here."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from dtsen_link.cli_options import MemoryOption, ThreadsOption
from dtsen_link.threads import bound_libraries

model = typer.Typer(
    name="model",
    help="Trains models apart from a release, shows saved ones, compares two.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)

ConfigOption = Annotated[Path, typer.Option("--config", "-c", help="Configuration that names the deliveries.")]


@model.command("train")
def train(
    out: Annotated[Path, typer.Option(help="Folder for person.json, family.json and household.json.")],
    config: ConfigOption = Path("dtsen.toml"),
    threads: ThreadsOption = None,
    memory_limit: MemoryOption = None,
) -> None:
    """Train models on the deliveries and save them; nothing is published.

    A build uses them where link.person_model, link.family_model and link.household_model name them.
    """
    from dtsen_link.config import load_config, with_overrides

    settings = with_overrides(load_config(config), threads=threads, memory_limit=memory_limit, unmask=False)
    bound_libraries(settings.threads)
    from dtsen_link.models import train_models
    from dtsen_link.progress import Progress

    for path in train_models(settings, out, Progress()):
        typer.echo(path)


@model.command("show")
def show(
    place: Annotated[Path, typer.Argument(help="A release folder, a folder of models, or one model's file.")],
) -> None:
    """Print the weight of every level of saved models, and how often training pairs stood there."""
    from dtsen_link.models import read_models, show_models

    show_models(read_models(place), Console())


@model.command("compare")
def compare(
    old: Annotated[Path, typer.Argument(help="A release folder, a folder of models, or one model's file.")],
    new: Annotated[Path, typer.Argument(help="The same, to be held against it.")],
) -> None:
    """Print how far the weights of two sets of models lie apart, in bits, those that moved most first."""
    from dtsen_link.models import moved_levels, show_moved

    show_moved(moved_levels(old, new), Console())
