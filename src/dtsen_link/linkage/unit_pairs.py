"""Pairs of family units: units with their members as person clusters, the measure of shared members, the scoring.

Families are found through their members, and members through their families, so this runs more than once: first on clusters
of strict person pairs, then on the clusters that household context gave.
"""

from __future__ import annotations

from dtsen_link import resources
from dtsen_link.engine import Engine
from dtsen_link.linkage.splink_model import TrainedModel, score

_FOLDER = "4_families"
# Share of wrong pairs that even the strongest agreement of members may hold.
LEAST_DOUBT = 0.002
MOST_DOUBT = 0.99
LEAST_U = 1e-10
LEAST_KK_U = 1e-7


def make_units(engine: Engine, families: str = "linked_family") -> None:
    """Make tmp_unit_member, link_unit and tmp_shared_member of some families out of tmp_cluster."""
    engine.drop(["tmp_scored_family"])
    engine.execute(f"CREATE VIEW tmp_scored_family AS SELECT * FROM {families}")
    for name in ("tmp_unit_member", "link_unit", "tmp_shared_member"):
        engine.drop([name])
        _run(engine, name)


def score_units(engine: Engine, model: TrainedModel, *, tell_shares: bool = False) -> TrainedModel:
    """Make link_family_pair: every pair of units that share a member or a KK, scored. Returns what score does."""
    weights = {f"mw_{name}": name for name in ("anggota", "no_kk", "alamat")}
    scored = score(engine, model, "link_unit", "tmp_family_prediction", weights=weights, tell_shares=tell_shares)
    engine.drop(["link_family_pair"])
    _run(engine, "link_family_pair")
    engine.drop(["tmp_family_prediction"])
    return scored


def measure_u(engine: Engine) -> dict[str, float]:
    """How often two different families share members, by level, with the KK as witness.

    Of true pairs a known share bears one KK (read off pairs with three or more shared members, which are hardly ever
    wrong), of wrong pairs next to none. So the share of equal KK at a level tells how many of its pairs are wrong, and
    that number over all possible pairs is the level's u. No label is needed, and random sampling would never see it.
    """
    engine.drop(["tmp_unit_agreement"])
    _run(engine, "tmp_unit_agreement")
    rows = {row["level"]: row for row in engine.query("SELECT * FROM tmp_unit_agreement").to_pylist()}
    units = engine.count("link_unit")
    engine.drop(["tmp_unit_agreement"])
    pairs = max(units * (units - 1) / 2, 1)
    expected = _kk_rate(rows.get("anggota_3")) or 1.0
    measured = dict.fromkeys(_LEVELS, LEAST_U)
    for level, row in rows.items():
        rate = _kk_rate(row)
        doubt = 0.5 if rate is None else min(max(1 - rate / expected, LEAST_DOUBT), MOST_DOUBT)
        measured[level] = max(float(f"{doubt * row['pair_n'] / pairs:.6g}"), LEAST_U)
    return measured


def measure_kk_u(engine: Engine) -> dict[str, float]:
    """How often two different families bear one KK number: units under one number that share no person, over all pairs.

    Most are a child who married out on paper only. A number one edit away is as likely by chance as a typed slip makes it.
    """
    engine.drop(["tmp_kk_agreement"])
    _run(engine, "tmp_kk_agreement")
    counts = engine.query("SELECT * FROM tmp_kk_agreement").to_pylist()[0]
    engine.drop(["tmp_kk_agreement"])
    pairs = max(counts["kk_n"] * (counts["kk_n"] - 1) / 2, 1)
    same = max((counts["same_kk_n"] - counts["sharing_n"]) / pairs, LEAST_KK_U)
    return {"kk_same": min(float(f"{same:.6g}"), 0.5), "kk_near": min(float(f"{2 * same:.6g}"), 0.5)}


_LEVELS = (
    "anggota_3",
    "anggota_2_semua",
    "anggota_2",
    "anggota_1_tunggal",
    "anggota_1_semua",
    "anggota_1",
    "anggota_1_peran_lain",
)


def _kk_rate(row: dict[str, int] | None) -> float | None:
    if row is None or row["kk_known_n"] < 20:
        return None
    return row["kk_same_n"] / row["kk_known_n"]


def _run(engine: Engine, name: str) -> None:
    engine.run_file(resources.sql_dir() / _FOLDER / f"{name}.sql")
