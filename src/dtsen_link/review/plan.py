"""A stratified sample of pairs for people to judge, and the plan that says what each pair stands for.

Pairs are drawn where the doubt is: strata are bands of the estimated probability that a decision is wrong, joined and not
joined apart, and a stratum gets the more pairs the larger and the less certain it is. The plan stays in the office: it knows
the strata, and with them what the program thinks, which whoever judges must not see.
"""

from __future__ import annotations

from math import ceil, sqrt
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from dtsen_link import resources
from dtsen_link.engine import Engine
from dtsen_link.errors import SourceError

# Upper bounds of the bands of doubt; the last is open.
BANDS = (0.0002, 0.01, 0.1, 0.5, 1.0)
# A stratum gets at least so many pairs, where it has them.
LEAST_PAIRS = 12
PLAN_VERSION = 1


class Stratum(BaseModel):
    """One band of pairs.

    Attributes:
        name: joined or apart, and the number of the band.
        joined: whether its pairs were put together.
        pairs: how many there are.
        doubt: mean estimated probability that the decision was wrong.
        groups: pairs by group, "provinsi 32" or "source_pair dtks x p3ke".
    """

    model_config = ConfigDict(frozen=True)

    name: str
    joined: bool
    pairs: int
    doubt: float
    groups: dict[str, int]


class Drawn(BaseModel):
    """One pair of the sample."""

    model_config = ConfigDict(frozen=True)

    number: str
    stratum: str
    record_l: str
    record_r: str
    groups: tuple[str, ...]


class Plan(BaseModel):
    """What a sample stands for.

    Attributes:
        version: of this form.
        release: the release the pairs were drawn from.
        seed: of the draw.
        hidden_pairs: pairs expected to belong together that nobody ever compared; no sample of pairs can show them.
        strata: every band, also those nothing was drawn from.
        pairs: the sample.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int = PLAN_VERSION
    release: str
    seed: int
    hidden_pairs: float
    strata: tuple[Stratum, ...]
    pairs: tuple[Drawn, ...]


def read_plan(path: Path) -> Plan:
    """A plan as `review-sample` wrote it.

    Raises:
        SourceError: no such file, or no plan.
    """
    try:
        plan = Plan.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SourceError(f"{path}: cannot be read ({error.strerror}); `review-sample` writes it") from None
    except (ValidationError, UnicodeDecodeError):
        raise SourceError(f"{path}: is no plan; name the .plan.json that `review-sample` wrote") from None
    if plan.version != PLAN_VERSION:
        raise SourceError(
            f"{path}: is a plan of version {plan.version}, known is {PLAN_VERSION}; draw the sample again"
        )
    return plan


def draw(engine: Engine, release: str, *, size: int, seed: int) -> Plan:
    """Draw a sample; the same build, size and seed give the same pairs.

    Args:
        engine: holds est_person_pair, gold_person and gold_person_source.
        release: name of the release.
        size: pairs to draw, at most.
        seed: of the draw.
    """
    for name in ("review_pair", "review_stratum"):
        engine.run_file(resources.sql_dir() / "review" / f"{name}.sql", _bounds())
    strata = _strata(engine)
    wanted = allocate({stratum.name: (stratum.pairs, stratum.doubt) for stratum in strata}, size)
    hidden = engine.query("SELECT coalesce(sum(missed), 0) AS n FROM est_person_pair WHERE joined = 1").to_pylist()
    pairs = [drawn for stratum in strata for drawn in _drawn(engine, stratum.name, wanted[stratum.name], seed)]
    return Plan(
        release=release,
        seed=seed,
        hidden_pairs=round(float(hidden[0]["n"]), 3),
        strata=tuple(strata),
        pairs=tuple(sorted(pairs, key=lambda pair: pair.number)),
    )


def allocate(strata: dict[str, tuple[int, float]], size: int) -> dict[str, int]:
    """Pairs per stratum: by size and doubt (Neyman), not fewer than LEAST_PAIRS, never more than there are."""
    weights = {name: pairs * sqrt(max(doubt * (1 - doubt), 1e-6)) for name, (pairs, doubt) in strata.items()}
    whole = sum(weights.values()) or 1.0
    free = max(size - LEAST_PAIRS * len(strata), 0)
    return {
        name: min(pairs, min(LEAST_PAIRS, ceil(size / max(len(strata), 1))) + int(free * weights[name] / whole))
        for name, (pairs, _) in strata.items()
    }


def _bounds() -> dict[str, float]:
    return {f"band_{number}": bound for number, bound in enumerate(BANDS[:-1], start=1)}


def _strata(engine: Engine) -> list[Stratum]:
    groups: dict[str, dict[str, int]] = {}
    for row in engine.query("SELECT * FROM review_stratum WHERE kind <> 'all'").to_pylist():
        groups.setdefault(row["stratum"], {})[f"{row['kind']} {row['value']}"] = int(row["pair_n"])
    rows = engine.query("SELECT * FROM review_stratum WHERE kind = 'all' ORDER BY stratum").to_pylist()
    return [
        Stratum(
            name=row["stratum"],
            joined=row["joined"] == 1,
            pairs=int(row["pair_n"]),
            doubt=round(float(row["doubt"]), 9),
            groups=dict(sorted(groups.get(row["stratum"], {}).items())),
        )
        for row in rows
    ]


def _drawn(engine: Engine, stratum: str, number: int, seed: int) -> list[Drawn]:
    # A hash of the pair and the seed is as good as chance, and the same whatever the order of rows.
    rows: list[dict[str, Any]] = engine.query(
        "SELECT *, substring(sha256(record_id_l || '|' || record_id_r), 1, 12) AS pair_no FROM review_pair "
        f"WHERE stratum = '{stratum}' ORDER BY sha256('{seed:d}|' || record_id_l || '|' || record_id_r) LIMIT {number:d}"
    ).to_pylist()
    return [
        Drawn(
            number=row["pair_no"],
            stratum=stratum,
            record_l=row["record_id_l"],
            record_r=row["record_id_r"],
            groups=(f"provinsi {row['provinsi']}", f"source_pair {row['source_pair']}"),
        )
        for row in rows
    ]
