"""The description of a linkage model: configs/models/*.toml as frozen models.

Blocking rules, comparisons and levels are data with names and reasons; splink_model.py turns them into Splink's settings.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from dtsen_link import resources
from dtsen_link.config import Config
from dtsen_link.errors import ConfigError

# Names become parts of column names.
NAME = r"^[a-z][a-z0-9_]*$"

# Keys that sql/3_persons makes.
_SHIPPED_KEY = re.compile(r"kunci_[a-z0-9_]+")


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Level(_Model):
    """One level of a comparison; levels are tried in order.

    Attributes:
        label: the level in words, as charts and explanations show it.
        sql: a condition on columns with _l and _r, or ELSE.
        is_null: the values are missing; such a pair gets no evidence from this comparison.
        term_frequency: column whose common values weigh less; empty for none.
        term_frequency_weight: how much of that correction applies, 0 to 1.
        m: share of matches at this level: where EM starts, and what holds where it cannot run.
        u: name of a measured u probability (measures.py); empty lets Splink sample it.
        u_start: share of chance pairs at this level: what holds where random pairs never show it.
        u_within: share of distinct co-residents at this level, likewise a start.
    """

    label: str
    sql: str
    is_null: bool = False
    term_frequency: str = ""
    term_frequency_weight: float = Field(default=1.0, ge=0, le=1)
    m: float | None = Field(default=None, gt=0, lt=1)
    u: str = ""
    u_start: float | None = Field(default=None, gt=0, le=1)
    u_within: float | None = Field(default=None, gt=0, lt=1)


class Comparison(_Model):
    """One comparison; `place` marks the one that says where people live."""

    name: str = Field(pattern=NAME)
    place: bool = False
    levels: tuple[Level, ...] = Field(alias="level", min_length=2)


class BlockingRule(_Model):
    """One way to make candidate pairs: equality on one key; `explode` for a list column of link_unit.

    `key` is a column or, in the person model, any expression over the columns of link_record.
    """

    name: str = Field(pattern=NAME)
    key: str
    reason: str
    explode: bool = False


def _with_key_column(rule: BlockingRule) -> BlockingRule:
    return rule if _SHIPPED_KEY.fullmatch(rule.key) else rule.model_copy(update={"key": f"kunci_own_{rule.name}"})


class TrainingRule(_Model):
    """One EM session: the pairs that agree on these columns. It trains the comparisons that do not use them."""

    columns: tuple[str, ...] = Field(min_length=1)
    reason: str


class ModelSpec(_Model):
    """A whole model description."""

    name: str
    unique_id: str
    prior_columns: tuple[tuple[str, ...], ...] = Field(min_length=1)
    prior_recall: float = Field(gt=0, le=1)
    blocking: tuple[BlockingRule, ...] = Field(min_length=1)
    comparisons: tuple[Comparison, ...] = Field(alias="comparison", min_length=1)
    training: tuple[TrainingRule, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _distinct_names(self) -> ModelSpec:
        for kind, named in (("blocking", self.blocking), ("comparison", self.comparisons)):
            names = [one.name for one in named]
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(f"two [[{kind}]] bear one name: {', '.join(twice)}")
        return self

    def with_key_columns(self) -> ModelSpec:
        """The person model with the column of link_record that holds each rule's key in place of an expression."""
        return self.model_copy(update={"blocking": tuple(_with_key_column(rule) for rule in self.blocking)})

    def place(self) -> str:
        """Name of the comparison that says where people live; empty when there is none."""
        return next((comparison.name for comparison in self.comparisons if comparison.place), "")

    def comparison(self, name: str) -> Comparison:
        """The comparison of that name."""
        return next(comparison for comparison in self.comparisons if comparison.name == name)


def load_spec(config: Config, name: str) -> ModelSpec:
    """Read models/<name>.toml beside the configuration, or the shipped one.

    Raises:
        ConfigError: not TOML, an unknown key, a missing one.
    """
    own = own_spec_file(config, name)
    return _validated(own) if own.is_file() else shipped_spec(name)


def own_spec_file(config: Config, name: str) -> Path:
    """Where a model description of the user's own lies, if there is one."""
    return config.path(f"models/{name}.toml")


def shipped_spec(name: str) -> ModelSpec:
    """The description that comes with the program."""
    return _validated(resources.configs_dir() / "models" / f"{name}.toml")


def _validated(path: Path) -> ModelSpec:
    try:
        return ModelSpec.model_validate(_read(path))
    except ValidationError as error:
        # All of them: a misspelt key is one that is missing and one that nobody knows.
        raise ConfigError("\n".join(_explain(path, item) for item in error.errors())) from None


def _explain(path: Path, item: Any) -> str:
    key = ".".join(str(part) for part in item["loc"]) or "(file)"
    if item["type"] == "extra_forbidden":
        return f"{path}: {key}: unknown key; check its spelling against the shipped configs/models/{path.name}"
    return f"{path}: {key}: missing, but needed" if item["type"] == "missing" else f"{path}: {key}: {item['msg']}"


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: not valid TOML: {error}") from None
