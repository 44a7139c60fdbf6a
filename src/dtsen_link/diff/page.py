"""The account as a page for a meeting: it opens with what happened in words, then tables and bars. Offline, masked, printable."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dtsen_link.diff.account import LOW, Account, Entities, Flow, Group, Reason
from dtsen_link.diff.groups import group_label
from dtsen_link.diff.programme_view import programme_view, programme_words
from dtsen_link.publish.figures import bars
from dtsen_link.publish.report import page_templates
from dtsen_link.publish.schema import code_lists

View = dict[str, Any]

DECILES = (*map(str, range(1, 11)), "-")
# What became of those of the old release, and where those of the new one come from, in the order of the page.
_LEFT = {
    "kept": "still there",
    "merged": "found to be the same as another, and merged",
    "dissolved": "dissolved: the members live in other families",
    "absent": "in no delivery any more",
    "reported_dead": "reported dead, in no delivery any more",
}
_CAME = {
    "new": "new in the registry",
    "returned": "back: known before, but not in the old release",
    "split": "parted from another",
}
_CHANGES = {
    "moved_provinsi": "moved to another province",
    "moved_kabupaten": "moved to another kabupaten or kota of the province",
    "moved_kecamatan": "moved to another kecamatan of the kabupaten",
    "moved_desa": "moved to another desa of the kecamatan",
    "other_family": "lives in another family",
    "nik_changed": "has another NIK",
    "nik_gained": "has a NIK, had none",
    "nik_lost": "has no NIK any more",
    "death_reported": "is now stated to be dead",
    "new_head": "has another head",
    "kk_changed": "has another KK number",
}
REASONS = {
    "new": "not in the registry before",
    "returned": "back in a delivery, was absent",
    "split": "parted from another, with a decile of its own",
    "ranked": "had no decile before",
    "unranked": "has no decile any more",
    "other_family": "lives in another family now",
    "source_data": "another decile in new data",
    "joined": "the record that decides was joined only now",
    "record_gone": "the record that decided before is no longer delivered",
    "other_rule": "same deliveries, another record decides (rules, trust, links)",
    "merged": "merged with another, who is not in deciles 1-4",
    "merged_low": "merged with another, who is in deciles 1-4: one person counted once",
    "dissolved": "the family fell apart, its members live in others",
    "absent": "in no delivery any more",
    "reported_dead": "reported dead",
}
_TONES = {"came": "t-good", "left": "t-bad"}


def render_account(account: Account, *, top: int) -> str:
    """The page as HTML.

    Args:
        account: what changed.
        top: how many kabupaten are shown at once; the others stand in a list that opens.
    """
    return page_templates("dtsen_link.diff").get_template("diff.html.j2").render(view=_view(account, top))


def opening(account: Account) -> str:
    """What happened, in a few sentences that can be read out."""
    persons = account.persons.all
    return " ".join(
        (
            f"Between {account.old.release} and {account.new.release} the registry went from {persons.before:,} to "
            f"{persons.after:,} persons ({_signed(persons.after - persons.before)}): {_gain_words(persons)}; "
            f"{_loss_words(persons)}.",
            _family_words(account.families),
            _low_words(account.persons),
            *programme_words(account.programmes),
        )
    )


def _gain_words(flow: Flow) -> str:
    parts = [f"{flow.new:,} are new" if flow.new else "nobody is new"]
    parts += [f"{flow.returned:,} came back"] if flow.returned else []
    parts += [f"{flow.split:,} were parted from another"] if flow.split else []
    return _listed(parts)


def _loss_words(flow: Flow) -> str:
    parts = [f"{flow.absent + flow.reported_dead:,} are in no delivery any more"]
    parts += [f"{flow.merged:,} turned out to be the same as another"] if flow.merged else []
    return _listed(parts)


def _family_words(families: Entities) -> str:
    flow, changes = families.all, families.changes
    moved = sum(changes.get(name, 0) for name in ("moved_provinsi", "moved_kabupaten", "moved_kecamatan", "moved_desa"))
    return (
        f"There are {flow.after:,} families with members ({_signed(flow.after - flow.before)}); {moved:,} moved to another desa "
        f"or further, {changes.get('new_head', 0):,} have another head, {changes.get('kk_changed', 0):,} another KK number."
    )


def _low_words(persons: Entities) -> str:
    flow = persons.all
    words = (
        f"Deciles 1 to 4 hold {flow.low_after:,} persons, {flow.low_before:,} before: {flow.low_entered:,} came in and "
        f"{flow.low_left:,} left."
    )
    for direction, verb in (("came", "came in"), ("left", "left")):
        first = next((reason for reason in persons.low_reasons if reason.direction == direction), None)
        if first is not None:
            words += f" Most who {verb}: {_reason_words(first)} ({first.count:,})."
    return words


def _reason_words(reason: Reason) -> str:
    words = REASONS[reason.reason]
    return f"{words}: {reason.source}" if reason.source and reason.reason in _BY_SOURCE else words


_BY_SOURCE = frozenset({"source_data", "joined", "record_gone", "other_rule", "ranked", "unranked"})


def _view(account: Account, top: int) -> View:
    types = {row["code"]: row["label"] for row in code_lists()["jenis_konflik"]}
    return {
        "account": account,
        "opening": opening(account),
        "persons": _entities(account.persons),
        "families": _entities(account.families),
        "sources": _sources(account),
        "provinces": _rows(account.persons.by_province),
        "top": _rows(sorted(account.persons.by_kabupaten, key=lambda group: (-group.turnover, group.code))[:top]),
        "kabupaten": _rows(account.persons.by_kabupaten),
        "family_provinces": _rows(account.families.by_province),
        "programmes": programme_view(account.programmes, top),
        "questions": [(item, types.get(item.jenis, item.jenis)) for item in account.conflicts],
    }


def _entities(entities: Entities) -> View:
    flow = entities.all
    kept = flow.before - flow.lost
    left = {name: getattr(flow, name) if name != "kept" else kept for name in _LEFT}
    came = {"kept": kept, **{name: getattr(flow, name) for name in _CAME}}
    return {
        "flow": flow,
        "kept": kept,
        "left": [(words, left[name], flow.before) for name, words in _LEFT.items() if left[name] or name == "kept"],
        "came": [(words, came[name], flow.after) for name, words in _CAME.items() if came[name] or name == "new"],
        "changes": [(words, entities.changes[name]) for name, words in _CHANGES.items() if name in entities.changes],
        "reasons": {direction: _reasons(entities.low_reasons, direction) for direction in ("came", "left")},
        "matrix": _matrix(entities),
        "deciles": _rows(entities.by_decile),
    }


def _reasons(reasons: Sequence[Reason], direction: str) -> Any:
    counts: dict[str, int] = {}
    for reason in reasons:
        if reason.direction == direction:
            words = _reason_words(reason)
            counts[words] = counts.get(words, 0) + reason.count
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return bars({words: {direction: count} for words, count in ordered}, _TONES, full=False)


def _matrix(entities: Entities) -> View:
    rows = [*DECILES, "out"]
    cells = entities.matrix
    # The diagonal holds nearly all; shades would show nothing else if it counted.
    most = max((cells.get(a, {}).get(b, 0) for a in rows for b in rows if a != b), default=0) or 1
    return {
        "columns": rows,
        "rows": [
            {
                "code": a,
                "cells": [
                    {
                        "value": cells.get(a, {}).get(b, 0),
                        "shade": 0 if a == b else cells.get(a, {}).get(b, 0) / most,
                        "kind": _crossing(a, b),
                    }
                    for b in rows
                ],
                "total": sum(cells.get(a, {}).values()),
            }
            for a in rows
        ],
        "totals": [sum(cells.get(a, {}).get(b, 0) for a in rows) for b in rows],
        "total": sum(sum(row.values()) for row in cells.values()),
    }


def _crossing(before: str, after: str) -> str:
    """Whether a cell of the matrix is one of those who came into deciles 1 to 4, left them, stayed as they were, or neither."""
    if before == after:
        return "same"
    if (before in LOW) == (after in LOW):
        return "other"
    return "left" if before in LOW else "came"


def _rows(groups: Sequence[Group]) -> list[View]:
    widest = max((abs(group.low_after - group.low_before) for group in groups), default=0) or 1
    return [
        {
            "group": group,
            "label": group_label(group.code, group.name),
            "length": abs(group.low_after - group.low_before) / widest,
        }
        for group in groups
    ]


def _sources(account: Account) -> list[View]:
    names = sorted(set(account.old.data_dates) | set(account.new.data_dates))
    return [
        {
            "name": name,
            "before": account.old.data_dates.get(name, "–"),
            "after": account.new.data_dates.get(name, "–"),
            "anew": name in account.delivered_anew,
        }
        for name in names
    ]


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _signed(number: int) -> str:
    return f"{number:+,}" if number else "no change"
