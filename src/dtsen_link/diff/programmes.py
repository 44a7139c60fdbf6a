"""Gathers who gained and lost each programme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dtsen_link.diff.account import Programme, ProgrammeFlow, ProgrammeGroup, Programmes
from dtsen_link.diff.groups import group_order
from dtsen_link.diff.releases import ReleaseFolder
from dtsen_link.engine import Engine


def programmes_of(engine: Engine, old: ReleaseFolder, new: ReleaseFolder, names: Mapping[str, str]) -> Programmes:
    """What diff_programme says, by programme; nothing where one of the releases keeps no marks.

    Args:
        engine: holds the tables of sql/diff/.
        old: the earlier release.
        new: the later one.
        names: region code -> name.
    """
    without = tuple(folder.release for folder in (old, new) if not folder.has_marks)
    said = engine.query(
        "SELECT (SELECT count(program) FROM old_mark) AS before, (SELECT count(program) FROM new_mark) AS after"
    ).to_pylist()[0]
    rows = engine.query("SELECT * FROM diff_programme").to_pylist()
    return Programmes(
        not_kept_by=without,
        said_before=said["before"],
        said_after=said["after"],
        each=tuple(
            _programme(program, [row for row in rows if row["program"] == program], names)
            for program in sorted({row["program"] for row in rows})
        ),
    )


def _programme(program: str, rows: list[dict[str, Any]], names: Mapping[str, str]) -> Programme:
    (whole,) = (row for row in rows if row["kind"] == "all")
    return Programme(
        program=program,
        all=ProgrammeFlow(**_figures(whole)),
        by_province=_groups(rows, "prov", names),
        by_kabupaten=_groups(rows, "kab", names),
        by_decile=_groups(rows, "desil", {"-": "not ranked"}),
    )


def _groups(rows: list[dict[str, Any]], kind: str, names: Mapping[str, str]) -> tuple[ProgrammeGroup, ...]:
    found = [
        ProgrammeGroup(code=row["value"], name=names.get(row["value"], ""), **_figures(row))
        for row in rows
        if row["kind"] == kind
    ]
    return tuple(sorted(found, key=lambda group: group_order(group.code)))


def _figures(row: dict[str, Any]) -> dict[str, int]:
    return {name: row[name] for name in ProgrammeFlow.model_fields}
