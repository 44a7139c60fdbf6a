"""From the ids a user names to the explanation they mean."""

from __future__ import annotations

from dtsen_link.config import Config
from dtsen_link.explain.build import FinishedBuild, open_build
from dtsen_link.explain.family import explain_family
from dtsen_link.explain.levels import quoted
from dtsen_link.explain.pair import explain_pair
from dtsen_link.explain.person import explain_person, explain_record
from dtsen_link.explain.views import Explanation


def explain(config: Config, first: str, second: str | None, *, unmask: bool) -> Explanation:
    """Explain two records, one record, a person or a family of the last build.

    Args:
        config: of the build.
        first: a record (source:key), a person (P...) or a family (K...).
        second: another record, or None.
        unmask: names, NIK and KK in full.

    Raises:
        NotFoundError: no finished build, or no such id in it.
    """
    with open_build(config, unmask=unmask) as build:
        return _explain(build, first, second).model_copy(update={"note": build.note})


def _explain(build: FinishedBuild, first: str, second: str | None) -> Explanation:
    if second is not None:
        return explain_pair(build, first, second)
    if _is_there(build, "gold_person", "person_id", first):
        return explain_person(build, first)
    if _is_there(build, "gold_family", "family_id", first):
        return explain_family(build, first)
    return explain_record(build, first)


def _is_there(build: FinishedBuild, table: str, column: str, value: str) -> bool:
    return bool(build.rows(f"SELECT 1 AS one FROM {table} WHERE {column} = {quoted(value)} LIMIT 1"))
