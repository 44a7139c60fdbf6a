"""What a release knows of the questions that a sheet answers: whom they are about and by which records."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from dtsen_link.errors import ConfigError
from dtsen_link.released import scan_released

_FAMILY = re.compile(r"\b(?:K[0-9A-F]{20}|[0-9]{16})\b")


@dataclass(frozen=True)
class Question:
    """One open question of a release."""

    conflict_id: str
    jenis: str
    peran: str
    sidik: str
    person_ids: tuple[str, ...]
    family_ids: tuple[str, ...]
    record_ids: tuple[str, ...]
    fakta: str


@dataclass(frozen=True)
class Questions:
    """The questions that lines of a sheet name, and the persons and families in them.

    Attributes:
        release: name of the release.
        by_id: question by conflict_id.
        records: records of a person by person_id.
        family_of: current family of a person, where there is one.
        family_records: records of a family by family_id.
        families_of_kk: families that bear a KK number as theirs.
        decided: decisions that were in force when the release was built.
    """

    release: str
    by_id: Mapping[str, Question]
    records: Mapping[str, tuple[str, ...]]
    family_of: Mapping[str, str]
    family_records: Mapping[str, tuple[str, ...]]
    families_of_kk: Mapping[str, tuple[str, ...]]
    decided: frozenset[str]


def read_questions(release: Path, conflict_ids: Iterable[str], values: Iterable[str]) -> Questions:
    """Look up in a release what lines of a sheet are about.

    Args:
        release: the newest release.
        conflict_ids: as the lines name them, known or not.
        values: the cells `nilai`, which may name families by id or KK number.

    Raises:
        ConfigError: no release folder, or one of a version without `sidik`.
    """
    conflicts = scan_released(release, "conflicts")
    if "sidik" not in conflicts.collect_schema().names():
        raise ConfigError(
            f"{release}: its conflicts have no sidik (an older version wrote it); build the release again"
        )
    asked = conflicts.filter(pl.col("conflict_id").is_in(sorted(set(conflict_ids)))).collect()
    by_id = {row["conflict_id"]: _question(row) for row in asked.iter_rows(named=True)}
    person_ids = sorted({name for question in by_id.values() for name in question.person_ids})
    persons = scan_released(release, "persons").filter(pl.col("person_id").is_in(person_ids))
    family_of = dict(persons.select("person_id", "family_id").drop_nulls().collect().iter_rows())
    named = {name for value in values for name in _FAMILY.findall(value.upper())}
    families = scan_released(release, "families").filter(
        pl.col("no_kk").is_in(sorted(named)) | pl.col("family_id").is_in(sorted(named | set(family_of.values())))
    )
    of_kk: dict[str, list[str]] = defaultdict(list)
    family_ids = set()
    for family_id, no_kk in sorted(families.select("family_id", "no_kk").collect().iter_rows()):
        family_ids.add(family_id)
        if no_kk:
            of_kk[no_kk].append(family_id)
    return Questions(
        release=release.resolve().name,
        by_id=by_id,
        records=_grouped(release, "person_id", person_ids),
        family_of=family_of,
        family_records=_grouped(release, "family_id", sorted(family_ids)),
        families_of_kk={no_kk: tuple(found) for no_kk, found in of_kk.items()},
        decided=_decided(release),
    )


def _decided(release: Path) -> frozenset[str]:
    # Left out of a release where nothing had been decided.
    if not (release / "decisions").is_dir():
        return frozenset()
    return frozenset(scan_released(release, "decisions").select("decision_id").collect()["decision_id"])


def _question(row: dict[str, Any]) -> Question:
    return Question(
        conflict_id=row["conflict_id"],
        jenis=row["jenis"],
        peran=row["peran"],
        sidik=row["sidik"],
        person_ids=tuple(row["person_ids"]),
        family_ids=tuple(row["family_ids"]),
        record_ids=tuple(row["record_ids"]),
        fakta=row["bukti_fields"],
    )


def _grouped(release: Path, key: str, wanted: list[str]) -> dict[str, tuple[str, ...]]:
    """Record ids by person or by family."""
    found: dict[str, list[str]] = {name: [] for name in wanted}
    sources = scan_released(release, "person_sources").filter(pl.col(key).is_in(wanted))
    for name, record in sources.select(key, "record_id").collect().iter_rows():
        found[name].append(record)
    return {name: tuple(sorted(records)) for name, records in found.items()}
