"""Every command has help that fits a terminal and stands in the README; wrong usage leaves with exit code 2."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from dtsen_link import __version__
from dtsen_link.cli import app

README = Path(__file__).parents[2] / "README.md"
COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]
RUNNER = CliRunner()


def help_of(*arguments: str, width: int) -> str:
    result = RUNNER.invoke(app, [*arguments, "--help"], env={"COLUMNS": str(width), "TERMINAL_WIDTH": str(width)})
    assert result.exit_code == 0, result.output
    return result.output


def test_these_are_the_commands() -> None:
    assert {"init", "check", "build", "evaluate", "sample", "queues", "report", "tables"} <= set(COMMANDS)


@pytest.mark.parametrize("width", [80, 120])
def test_the_overview_names_every_command_with_a_sentence(width: int) -> None:
    text = help_of(width=width)
    assert [name for name in COMMANDS if f" {name} " not in text] == []
    assert max(len(line) for line in text.splitlines()) <= width


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_explains_itself_and_each_option(command: str, width: int) -> None:
    text = help_of(command, width=width)
    assert f"Usage: dtsen-link {command}" in text or f"Usage: root {command}" in text
    assert max(len(line) for line in text.splitlines()) <= width


@pytest.mark.parametrize("command", COMMANDS)
def test_no_parameter_is_left_unexplained(command: str) -> None:
    parameters = typer.main.get_command(app).commands[command].params  # type: ignore[attr-defined]
    assert [parameter.name for parameter in parameters if not getattr(parameter, "help", "")] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_stands_in_the_readme(command: str) -> None:
    assert f"dtsen-link {command}" in README.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["build", "--nonsense"], ["init"], ["build", "--threads", "0"], ["evaluate", "a"]]
)
def test_wrong_usage_leaves_with_two(arguments: list[str]) -> None:
    assert RUNNER.invoke(app, arguments).exit_code == 2


def test_help_of_build_names_the_stages() -> None:
    from dtsen_link.pipeline import stage_names

    assert ", ".join(stage_names()).replace(", publish", " or publish") in " ".join(
        help_of("build", width=200).replace("│", " ").split()
    )


def test_version() -> None:
    result = RUNNER.invoke(app, ["--version"])
    assert (result.exit_code, result.output) == (0, f"dtsen-link {__version__}\n")
