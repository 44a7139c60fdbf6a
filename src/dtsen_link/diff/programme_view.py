"""The programmes on the page: what happened to each, and beside one another per province, kabupaten and decile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dtsen_link.diff.account import ProgrammeFlow, ProgrammeGroup, Programmes
from dtsen_link.diff.groups import group_label, group_order

_NOTHING = ProgrammeFlow()


def programme_words(programmes: Programmes) -> tuple[str, ...]:
    """One sentence about those who are in both releases; none where nothing can be said."""
    parts = [f"{one.program} {one.all.gained:,} and {one.all.lost:,}" for one in programmes.each]
    if not parts:
        return ()
    return (f"Of those in both releases, gained and lost a programme: {'; '.join(parts)}.",)


def programme_view(programmes: Programmes, top: int) -> dict[str, Any]:
    """What the template shows.

    Args:
        programmes: what the account says of them.
        top: how many kabupaten are shown at once.
    """
    names = [one.program for one in programmes.each]
    areas = _beside(names, [one.by_kabupaten for one in programmes.each])
    return {
        "said": programmes,
        "names": names,
        "each": [{"label": one.program, "flow": one.all} for one in programmes.each],
        "provinces": _beside(names, [one.by_province for one in programmes.each]),
        "deciles": _beside(names, [one.by_decile for one in programmes.each]),
        "top": sorted(areas, key=lambda row: (-row["turnover"], row["code"]))[:top],
        "kabupaten": areas,
    }


def _beside(names: Sequence[str], groups: Sequence[Sequence[ProgrammeGroup]]) -> list[dict[str, Any]]:
    """One row per group, with the flow of each programme in it; of a programme nobody there has ever had, an empty one."""
    flows = {(name, group.code): group for name, of_name in zip(names, groups, strict=True) for group in of_name}
    called = {group.code: group.name for of_name in groups for group in of_name}
    return [
        {
            "code": code,
            "label": group_label(code, called[code]),
            "flows": [flows.get((name, code), _NOTHING) for name in names],
            "turnover": sum(flows[name, code].turnover for name in names if (name, code) in flows),
        }
        for code in sorted(called, key=group_order)
    ]
