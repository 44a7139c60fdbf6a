"""The hard-case pack: sixteen cases that ruin plain linkage, each scored by itself over all samples of a run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

# Case in words -> scenario of the sample (docs/sample.md).
CASES = {
    "twins": "twins",
    "father and son of one name": "father_son_same_name",
    "sisters SITI AISYAH and SITI AISAH": "near_name_siblings",
    "neighbours of one name": "same_name_neighbours",
    "the partner's NIK": "spouse_nik",
    "one NIK, two persons": "nik_clash",
    "one person, two NIK": "two_niks",
    "infant without NIK": "infant_without_nik",
    "Balinese siblings differing in the order name": "balinese_order_siblings",
    "nickname only": "nickname_only",
    "boarding house under one KK": "institution_kk",
    "KK written 0": "kk_zero",
    "migrant in two provinces": "migrant_two_provinces",
    "new Papua codes, NIK with the old": "papua_old_prefix",
    "day and month exchanged": "day_month_swapped",
    "heaped birth date": "heaped_birth_date",
}


@dataclass
class Tally:
    """Records and pairs of one case, over several samples."""

    records: int = 0
    right: int = 0
    found: int = 0
    true: int = 0

    def rates(self) -> dict[str, float | None]:
        """Pairwise precision, recall and F1; None where there was nothing to count."""
        precision = self.right / self.found if self.found else None
        recall = self.right / self.true if self.true else None
        together = self.found + self.true
        return {"precision": precision, "recall": recall, "f1": 2 * self.right / together if together else None}


def tallies(evaluations: Iterable[list[dict[str, Any]]]) -> dict[str, Tally]:
    """Scores of persons of several samples, added up by scenario."""
    found: dict[str, Tally] = {}
    for scores in evaluations:
        for item in scores:
            if item["subset"] == "scenario":
                tally = found.setdefault(item["name"], Tally())
                tally.records += item["records"]
                tally.right += item["right_pairs"]
                tally.found += item["found_pairs"]
                tally.true += item["true_pairs"]
    return found
