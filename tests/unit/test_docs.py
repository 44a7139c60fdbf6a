"""The documents know every key, command and table, and link to nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from dtsen_link import config, source_config
from dtsen_link.errors import UserError

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "tests").glob("*.md"),
        *(ROOT / "examples").rglob("*.md"),
    ]
)
MODELS = [
    model
    for model in vars(config).values()
    if isinstance(model, type) and issubclass(model, BaseModel) and model.model_fields
]


def doc_id(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_key_stands_in_the_documentation(model: type[BaseModel]) -> None:
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    words = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`[^`]+`|### .*", text))))
    assert sorted(set(model.model_fields) - words - {"folder"}) == []


@pytest.mark.parametrize("model", [config.Config, config.LinkConfig, config.StandardiseConfig, config.SourceConfig])
def test_defaults_in_the_documentation_are_the_real_ones(model: type[BaseModel]) -> None:
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    cells = [line.split("|")[1:3] for line in text.splitlines() if line.startswith("| `")]
    written = {name: cell.strip() for names, cell in cells for name in re.findall(r"`(\w+)`", names)}
    plain = {
        name: field.default for name, field in model.model_fields.items() if type(field.default) in (str, int, float)
    }
    shown = {name: f'`"{value}"`' if isinstance(value, str) else f"`{value}`" for name, value in plain.items()}
    assert {name: written.get(name) for name in shown} == shown


def test_every_column_a_source_may_fill_stands_in_the_documentation() -> None:
    text = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert [name for name in source_config.PERSON_COLUMNS if f"`{name}`" not in text] == []


def test_every_exit_code_stands_in_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [kind.exit_code for kind in UserError.__subclasses__() if f"| {kind.exit_code} |" not in text] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=doc_id)
def test_links_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (path.parent / link).exists()] == []


def test_every_document_is_listed() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    documents = [path.relative_to(ROOT / "docs").as_posix() for path in DOCUMENTS if path.is_relative_to(ROOT / "docs")]
    unlisted = [
        name for name in documents if name not in index and not name.startswith("rules/") and name != "README.md"
    ]
    assert unlisted == []
