"""Saved models are shown and held against one another."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from dtsen_link.errors import ConfigError
from dtsen_link.models import moved_levels, read_models, show_models, show_moved


def save(folder: Path, name: str = "person", *, weight: float = 4.0) -> Path:
    """A model of one comparison whose first level weighs so much."""
    u = 0.01
    levels = [
        {"label_for_charts": "equal", "sql_condition": "a_l = a_r", "m_probability": u * 2**weight, "u_probability": u},
        {"label_for_charts": "else", "sql_condition": "ELSE", "m_probability": 0.1, "u_probability": 0.9},
    ]
    settings = {
        "probability_two_random_records_match": 1e-4,
        "comparisons": [{"output_column_name": "nama", "comparison_levels": levels}],
        "dtsen_link_diagnostics": {"converged": True, "untrained_levels": ["nama: else"], "level_shares": {}},
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    path.write_text(json.dumps(settings), encoding="utf-8")
    return path


def printed(show, found) -> str:
    console = Console(file=io.StringIO(), width=120)
    show(found, console)
    return console.file.getvalue()  # type: ignore[attr-defined]


@pytest.mark.parametrize("where", ["models/person.json", "models", "."])
def test_a_file_its_folder_and_its_release_name_one_model(tmp_path: Path, where: str) -> None:
    save(tmp_path / "models")
    (model,) = read_models(tmp_path / where)
    assert (model.name, model.prior, model.levels[0].match_weight) == ("person", 1e-4, 4.0)


def test_weights_and_what_training_never_saw_are_shown(tmp_path: Path) -> None:
    text = printed(show_models, read_models(save(tmp_path)))
    assert "+4.0" in text
    assert "never seen in training: nama: else" in text


def test_a_moved_weight_is_told_in_bits(tmp_path: Path) -> None:
    moved = moved_levels(save(tmp_path / "old"), save(tmp_path / "new", weight=5.5))
    assert (moved[0].label, moved[0].moved_bits) == ("equal", 1.5)
    text = printed(show_moved, moved)
    assert "+4.0" in text
    assert "+5.5" in text
    assert "1 of 2 levels moved by less" in text


def test_equal_models_are_said_to_be_equal(tmp_path: Path) -> None:
    text = printed(show_moved, moved_levels(save(tmp_path / "old"), save(tmp_path / "new")))
    assert text.startswith("No weight moved")


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no model there"):
        read_models(tmp_path)


def test_models_of_different_names_cannot_be_compared(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no model of one name"):
        moved_levels(save(tmp_path / "old", "person"), save(tmp_path / "new", "family"))
