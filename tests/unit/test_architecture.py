"""The shape of the code: one order of stages everywhere, imports one way, files short enough to read."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from dtsen_link import data_dictionary, resources
from dtsen_link.contracts import BOUNDARY_TABLES

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "dtsen_link"
MODULES = sorted(PACKAGE.rglob("*.py"))
# Who may import whom: only what stands in an earlier row. Packages of one row never import one another.
LAYERS = (
    ("errors",),
    ("resources", "threads", "whole_folders"),
    ("domain", "contracts", "shipped_tables"),
    ("source_config",),
    ("config", "engine", "released"),
    (
        "stage",
        "contract_check",
        "data_dictionary",
        "fingerprint",
        "gate_limits",
        "progress",
        "project",
        "linkage",
        "lineage",
        "listing",
    ),
    ("previous",),
    ("preflight", "estimate", "decisions", "earlier"),
    (
        "ingest",
        "standardise",
        "persons",
        "families",
        "resolve",
        "consolidate",
        "conflicts",
        "publish",
        "partition",
        "evaluate",
        "sample",
    ),
    ("inputs",),
    ("pipeline",),
    ("unpublished",),
    ("diff", "explain", "id_changes", "models", "review"),
    ("cli_options",),
    ("cli_decisions", "cli_models"),
    ("cli",),
    ("__main__",),
)
MODULE_LINES = 400
FUNCTION_LINES = 80


def module_id(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def part_of(path: Path) -> str:
    """The package or module right under dtsen_link that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_parts(path: Path) -> set[str]:
    """Parts of dtsen_link that a file imports, at the top, inside functions and for types alone."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module_id(path)}: write imports in full"
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name.split(".")[1] for name in names if name.startswith("dtsen_link.")} - {"__version__"}


def rank(part: str) -> int:
    return next(number for number, layer in enumerate(LAYERS) if part in layer)


def wrong_imports(part: str, imported: set[str]) -> set[str]:
    return {other for other in imported if other != part and rank(other) >= rank(part)}


@pytest.mark.parametrize("path", MODULES, ids=module_id)
def test_imports_go_one_way(path: Path) -> None:
    part = part_of(path)
    if part != "__init__":
        assert wrong_imports(part, imported_parts(path)) == set()


def test_a_stage_that_imports_a_stage_is_found() -> None:
    assert wrong_imports("resolve", {"persons", "domain", "pipeline"}) == {"persons", "pipeline"}


@pytest.mark.parametrize("path", MODULES, ids=module_id)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), "no module docstring"


@pytest.mark.parametrize("path", MODULES, ids=module_id)
def test_modules_and_functions_are_short_enough_to_read(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
    too_long = [node.name for node in functions if (node.end_lineno or 0) - node.lineno >= FUNCTION_LINES]
    assert too_long == []
    # contracts.py is a table of columns, one per line, and grows with the tables alone.
    assert path.name == "contracts.py" or len(text.splitlines()) < MODULE_LINES


def test_modules_are_named_after_what_they_do() -> None:
    vague = {"utils", "util", "helpers", "helper", "common", "misc", "tools"}
    assert [module_id(path) for path in MODULES if path.stem in vague or path.parent.name in vague] == []


def test_stages_sql_folders_and_packages_have_one_order() -> None:
    from dtsen_link.pipeline import STAGES

    numbered = sorted(path.name for path in resources.sql_dir().iterdir() if path.name[0].isdigit())
    assert numbered == ["0_macros", *(f"{number}_{stage.name}" for number, stage in enumerate(STAGES, start=1))]
    assert [stage.name for stage in STAGES if not (PACKAGE / stage.name / "stage.py").is_file()] == []


def test_stages_read_only_what_earlier_stages_wrote() -> None:
    from dtsen_link.decisions.tables import DECISION_TABLES
    from dtsen_link.pipeline import STAGES
    from dtsen_link.previous import PREVIOUS_TABLES

    written: set[str] = {*PREVIOUS_TABLES, *DECISION_TABLES}
    for stage in STAGES:
        own = {f"earlier_{name}" for name in stage.writes}
        assert set(stage.reads) <= written | own, stage.name
        written |= set(stage.writes)


def test_each_boundary_table_is_written_by_the_stage_its_contract_names() -> None:
    from dtsen_link.pipeline import STAGES

    written = {(stage.name, name) for stage in STAGES for name in stage.writes}
    assert written == {(table.stage, table.name) for table in BOUNDARY_TABLES}


def test_data_dictionary_in_the_docs_is_up_to_date() -> None:
    assert (ROOT / "docs" / "tables.md").read_text(encoding="utf-8") == data_dictionary.as_markdown(), "run `make docs`"


def test_every_column_and_table_has_a_meaning() -> None:
    assert [table.name for table in BOUNDARY_TABLES if not table.grain or not table.key] == []
    assert [
        f"{table.name}.{column.name}" for table in BOUNDARY_TABLES for column in table.columns if not column.meaning
    ] == []


def test_keys_are_columns_that_are_never_null() -> None:
    for table in BOUNDARY_TABLES:
        firm = {column.name for column in table.columns if not column.nullable}
        assert set(table.key) <= firm, table.name


def test_no_file_names_a_machine_or_a_package_index() -> None:
    # Written in parts, so that this file does not find itself.
    traces = re.compile(
        "/wor" + "k/|/tm" + r"p/\w|/ro" + r"ot/|/ho" + r"me/\w|/Use" + r"rs/\w|pypi" + r"\.|index-" + "url="
    )
    folders = ("src", "sql", "configs", "docs", "examples", "tests", "scripts", "bench", ".ci")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]
    files += [path for path in ROOT.iterdir() if path.is_file()]
    text_endings = {".py", ".sql", ".toml", ".md", ".csv", ".sh", ".txt", ".lock", ".yaml", ".json", ".html", ".j2", ""}
    found = [
        path.relative_to(ROOT).as_posix()
        for path in files
        if path.suffix in text_endings and "__pycache__" not in path.parts
        if traces.search(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []
