"""Which answers a type of conflict takes and who may give them (configs/decisions.toml)."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from dtsen_link import resources
from dtsen_link.decisions.model import UNSURE
from dtsen_link.errors import ConfigError


class AnswerRule(BaseModel):
    """What may be answered to one type of conflict.

    Attributes:
        jawaban: answer -> roles that may give it.
        field: what `nilai` may set, the usual one first.
        lingkup: whom `nilai` is about where the answer names no line.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    jawaban: dict[str, tuple[str, ...]]
    field: tuple[str, ...] = ()
    lingkup: Literal["orang", "semua"] = "orang"

    def answers(self) -> tuple[str, ...]:
        """Every answer, the unsure one last."""
        return (*self.jawaban, UNSURE)

    def roles(self, answer: str) -> tuple[str, ...]:
        """Who may give an answer."""
        if answer == UNSURE:
            return tuple(sorted({role for roles in self.jawaban.values() for role in roles}))
        return self.jawaban.get(answer, ())


@cache
def answer_rules() -> dict[str, AnswerRule]:
    """Rule by type of conflict; a type that is not there takes no answer but the unsure one."""
    path = resources.configs_dir() / "decisions.toml"
    return {
        jenis: AnswerRule.model_validate(rule)
        for jenis, rule in tomllib.loads(path.read_text(encoding="utf-8")).items()
    }


def roles() -> tuple[str, ...]:
    """Every role that may answer something."""
    return tuple(sorted({role for rule in answer_rules().values() for role in rule.roles(UNSURE)}))


def check_named(types: Iterable[str], role: str) -> None:
    """Stop where somebody asks for what cannot be: an empty list would look like an answer.

    Raises:
        ConfigError: a type or a role that does not exist; an empty role is none.
    """
    unknown = sorted(set(types) - set(answer_rules()))
    if unknown:
        raise ConfigError(f"--type {', '.join(unknown)}: no such type; the types are {', '.join(answer_rules())}")
    if role and role not in roles():
        raise ConfigError(f"--role {role}: no such role; the roles are {', '.join(roles())}")


def answers_to(jenis: str) -> tuple[str, ...]:
    """The answers a type takes, in the order a sheet offers them."""
    rule = answer_rules().get(jenis)
    return rule.answers() if rule else (UNSURE,)
