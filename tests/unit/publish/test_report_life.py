"""The part of the report on what became of questions since the previous release."""

from __future__ import annotations

from typing import Any

from dtsen_link.publish.report_life import life_view

ROLES = {"bps_kab": "BPS"}
REGIONS = {"32": "32 Jawa Barat", "-": "region not known"}


def view(**conflicts: dict[str, dict[str, int]]) -> dict[str, Any]:
    return life_view({"conflicts": conflicts}, ROLES, REGIONS)


def test_a_first_release_has_no_past() -> None:
    assert not view(event_by_role={"bps_kab": {"opened": 5}})["has_past"]
    assert not view()["has_past"]


def test_open_before_and_now_follow_from_the_events() -> None:
    counts = {"still_open": 7, "opened": 3, "reopened": 2, "decided": 4, "closed_by_data": 1}
    found = view(event_by_role={"bps_kab": counts}, event_by_prov={"-": {"opened": 1}, "32": counts})
    assert found["has_past"]
    (role,), areas = (rows for _, rows in found["events"])
    assert (role["label"], role["before"], role["now"], role["decided"]) == ("BPS", 12, 12, 4)
    assert [row["label"] for row in areas] == ["32 Jawa Barat", "region not known"]


def test_questions_of_a_year_and_more_stand_together() -> None:
    found = view(age_by_role={"bps_kab": {"0": 1, "4": 2, "11": 3}})
    (bar,) = found["ages"][0][1]
    assert [(part.label, part.value) for part in bar.segments] == [("new in this release", 1), ("a year and more", 5)]
