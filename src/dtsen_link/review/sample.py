"""`review-sample`: draws pairs of a finished build for people to judge."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dtsen_link import pipeline
from dtsen_link.config import Config
from dtsen_link.engine import DuckDBEngine
from dtsen_link.errors import NotFoundError, StorageError
from dtsen_link.estimate.estimate import make_person_pairs
from dtsen_link.linkage.spec import load_spec
from dtsen_link.review.plan import Plan, draw
from dtsen_link.review.sheet import write_sheet
from dtsen_link.unpublished import unpublished

_TABLES = (
    "std_person",
    "link_record",
    "link_person",
    "link_pair",
    "link_family",
    "link_family_pair",
    "gold_person",
    "gold_person_source",
)
_LAST_STAGE = "consolidate"


def write_sample(
    config: Config, out: Path, say: Callable[[str], None], *, size: int, seed: int, unmask: bool
) -> tuple[Path, Path]:
    """Write the sheet for people and, beside it, the plan that `review-score` needs; say so where the build was not published.

    Returns:
        The sheet and the plan.

    Raises:
        NotFoundError: the build is not finished, or its work folder is gone.
        StorageError: a file cannot be written.
    """
    engine = DuckDBEngine(
        threads=config.threads,
        memory_limit=config.memory_limit,
        temp_folder=config.path(config.work) / config.release / "spill",
        temp_limit=config.temp_limit,
    )
    try:
        plan = _plan(engine, config, size=size, seed=seed)
        write_sheet(engine, plan, out, unmask=unmask)
    finally:
        engine.close()
    if note := unpublished(config, _LAST_STAGE):
        say(note)
    plan_file = out.with_name(f"{out.stem}.plan.json")
    try:
        plan_file.write_text(plan.model_dump_json(indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{plan_file}: cannot write ({error.strerror}); choose another folder (--out)") from error
    return out, plan_file


def _plan(engine: DuckDBEngine, config: Config, *, size: int, seed: int) -> Plan:
    if not pipeline.stage_folder(config, _LAST_STAGE).record_file.is_file():
        work = config.path(config.work) / config.release
        raise NotFoundError(f"{work}: holds no finished build of {config.release}; run `dtsen-link build` first")
    pipeline.open_tables(engine, config, _TABLES)
    make_person_pairs(engine, load_spec(config, "person"))
    return draw(engine, config.release, size=size, seed=seed)
