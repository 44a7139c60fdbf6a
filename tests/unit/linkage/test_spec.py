"""A model description says what is wrong with it, and the user's own comes before the shipped one."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.linking import configuration

from dtsen_link import resources
from dtsen_link.config import Config
from dtsen_link.errors import ConfigError
from dtsen_link.linkage.spec import load_spec

SHIPPED = {
    name: (resources.configs_dir() / "models" / f"{name}.toml").read_text(encoding="utf-8")
    for name in ("person", "family")
}
MODELS = sorted(SHIPPED)


def config_with(folder: Path, name: str, text: str | bytes) -> Config:
    """A configuration in a folder that has its own models/<name>.toml."""
    path = folder / "models" / f"{name}.toml"
    path.parent.mkdir()
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return configuration().model_copy(update={"folder": folder})


def message(config: Config, name: str) -> str:
    with pytest.raises(ConfigError) as caught:
        load_spec(config, name)
    return str(caught.value)


@pytest.mark.parametrize("name", MODELS)
def test_the_shipped_description_is_used_where_there_is_no_other(tmp_path: Path, name: str) -> None:
    config = configuration().model_copy(update={"folder": tmp_path})
    assert load_spec(config, name).name == name


@pytest.mark.parametrize("name", MODELS)
def test_a_description_beside_the_configuration_wins(tmp_path: Path, name: str) -> None:
    text = SHIPPED[name].replace("prior_recall = 0.", "prior_recall = 0.1", 1)
    spec = load_spec(config_with(tmp_path, name, text), name)
    assert spec.prior_recall < 0.2
    assert spec.comparisons == load_spec(configuration(), name).comparisons


def test_the_other_model_stays_the_shipped_one(tmp_path: Path) -> None:
    config = config_with(tmp_path, "person", SHIPPED["person"])
    assert load_spec(config, "family") == load_spec(configuration(), "family")


@pytest.mark.parametrize(
    ("before", "after", "key"),
    [
        ("prior_recall =", "prior_recal =", "prior_recal"),
        ('label = "no name"', 'lable = "no name"', "comparison.0.level.0.lable"),
        ('label = "no name"', "", "comparison.0.level.0.label"),
        ('reason = "one NIK, whatever else differs"', "", "blocking.0.reason"),
        ("m = 0.66", "m = 1.5", "comparison.0.level.1.m"),
        ("m = 0.66", "m = 0", "comparison.0.level.1.m"),
        ("u_within = 0.002", 'u_within = "low"', "comparison.0.level.1.u_within"),
        ("term_frequency_weight = 0.7", "term_frequency_weight = 7", "comparison.0.level.2.term_frequency_weight"),
        ('unique_id = "record_id"', "", "unique_id"),
    ],
)
def test_a_wrong_key_or_value_is_named(tmp_path: Path, before: str, after: str, key: str) -> None:
    assert before in SHIPPED["person"]
    config = config_with(tmp_path, "person", SHIPPED["person"].replace(before, after, 1))
    told = message(config, "person")
    assert str(tmp_path / "models" / "person.toml") in told
    assert f" {key}:" in told


def test_a_model_without_comparisons_is_refused(tmp_path: Path) -> None:
    head = SHIPPED["person"].split("[[comparison]]")[0]
    assert "comparison" in message(config_with(tmp_path, "person", head), "person")


@pytest.mark.parametrize("text", ["name = ", b'name = "\xff"'], ids=["no TOML", "no UTF-8"])
def test_a_file_that_is_not_toml_is_named(tmp_path: Path, text: str | bytes) -> None:
    assert "person.toml: not valid TOML" in message(config_with(tmp_path, "person", text), "person")


@pytest.mark.parametrize("name", MODELS)
def test_every_comparison_begins_with_what_is_missing_and_ends_with_else(name: str) -> None:
    for comparison in load_spec(configuration(), name).comparisons:
        assert [level.is_null for level in comparison.levels] == [True] + [False] * (len(comparison.levels) - 1)
        assert [level.sql == "ELSE" for level in comparison.levels] == [False] * (len(comparison.levels) - 1) + [True]


@pytest.mark.parametrize("name", MODELS)
def test_the_starting_m_of_every_comparison_add_up_to_one(name: str) -> None:
    """They hold as they are where a delivery is too small to train: shares of one whole."""
    for comparison in load_spec(configuration(), name).comparisons:
        total = sum(level.m or 0 for level in comparison.levels)
        assert total == pytest.approx(1, abs=0.02), comparison.name


def test_every_comparison_between_members_has_a_start_for_co_residents() -> None:
    for comparison in load_spec(configuration(), "person").comparisons:
        known = [level.u_within for level in comparison.levels if not level.is_null]
        assert all(known) if not comparison.place else not any(known), comparison.name


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('name = "nik_12"', 'name = "nik"', "two [[blocking]] bear one name: nik"),
        ('name = "lahir"\n', 'name = "nama"\n', "two [[comparison]] bear one name: nama"),
        ('name = "nik_12"', 'name = "NIK, 12"', "blocking.5.name"),
    ],
)
def test_names_that_would_make_unusable_columns_are_refused(tmp_path: Path, before: str, after: str, told: str) -> None:
    assert before in SHIPPED["person"]
    assert told in message(config_with(tmp_path, "person", SHIPPED["person"].replace(before, after, 1)), "person")
