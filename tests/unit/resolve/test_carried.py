"""A person carried over from the previous release joins a cluster and is nobody's tie."""

from __future__ import annotations

import pytest

from dtsen_link import resources
from dtsen_link.engine import DuckDBEngine


def linked(
    clusters: dict[int, int],
    ties: list[tuple[int, int, float]],
    decided: tuple[tuple[int, int], ...] = (),
    probability: float = 0.99,
    niks: dict[int, str] | None = None,
) -> dict[int, tuple[str, int | None]]:
    """Record -> rule and best record; record 9 is the carried one."""
    engine = DuckDBEngine(threads=1)
    engine.execute("CREATE TABLE tmp_cluster (record_id BIGINT, cluster_id BIGINT)")
    engine.execute("CREATE TABLE link_record (record_id BIGINT, source VARCHAR, nik VARCHAR, nik_usable BOOLEAN)")
    engine.execute(
        "CREATE TABLE tmp_pair_weight (record_id_l BIGINT, record_id_r BIGINT, match_weight DOUBLE, "
        "match_probability DOUBLE, outside_probability DOUBLE)"
    )
    for record, cluster in clusters.items():
        engine.execute(f"INSERT INTO tmp_cluster VALUES ({record}, {cluster})")
        source, nik = "rilis" if record == 9 else "dtks", (niks or {}).get(record)
        engine.execute(
            f"INSERT INTO link_record VALUES ({record}, '{source}', {f'{nik!r}' if nik else 'NULL'}, {nik is not None})"
        )
    for left, right, weight in ties:
        engine.execute(f"INSERT INTO tmp_pair_weight VALUES ({left}, {right}, {weight}, {probability}, 0.99)")
    engine.execute("CREATE TABLE tmp_together (record_id_l BIGINT, record_id_r BIGINT)")
    for left, right in decided:
        engine.execute(f"INSERT INTO tmp_together VALUES ({left}, {right})")
    engine.execute("CREATE TABLE tmp_refusal (record_id_l BIGINT, record_id_r BIGINT, reason VARCHAR)")
    for name in ("tmp_pair_fate", "link_person"):
        path = resources.sql_dir() / "5_resolve" / f"{name}.sql"
        engine.run_file(path, {"least_probability": 0.01, "join_probability": 0.8})
    rows = engine.query("SELECT record_id, rule, best_record_id FROM link_person").to_pylist()
    engine.close()
    return {row["record_id"]: (row["rule"], row["best_record_id"]) for row in rows}


@pytest.mark.parametrize(
    ("clusters", "ties", "expected"),
    [
        ({1: 1, 2: 1}, [(1, 2, 9.0)], {1: ("probabilistic", 2), 2: ("probabilistic", 1)}),
        ({1: 1, 2: 1, 9: 1}, [(1, 2, 5.0), (1, 9, 9.0)], {1: ("probabilistic", 2), 2: ("probabilistic", 1)}),
        ({1: 1, 9: 1}, [(1, 9, 9.0)], {1: ("single", None)}),
        ({1: 1, 2: 1, 9: 1}, [(1, 9, 9.0), (2, 9, 9.0)], {1: ("probabilistic", None), 2: ("probabilistic", None)}),
    ],
    ids=["no carried person", "a tie of their own comes first", "alone with it", "held together by it"],
)
def test_rule_and_best_record(clusters, ties, expected) -> None:
    found = linked(clusters, ties)
    assert {record: found[record] for record in expected} == expected


def test_what_only_people_joined_says_so() -> None:
    clusters = {1: 1, 2: 1, 9: 1}
    assert linked(clusters, [], ((1, 2),)) == {1: ("decision", 2), 2: ("decision", 1), 9: ("single", None)}
    assert linked(clusters, [(1, 2, -1.0)], ((1, 2),), 0.3)[1] == ("decision", 2)
    assert linked(clusters, [(1, 2, 9.0)], ((1, 2),))[1] == ("probabilistic", 2)
    assert linked({1: 1, 9: 1}, [], ((1, 9),))[1] == ("single", None)


@pytest.mark.parametrize(
    ("ties", "niks", "expected"),
    [
        ([(1, 2, 9.0), (1, 3, 9.0001)], {}, ("probabilistic", 3)),
        ([(1, 2, -29.9), (1, 3, -29.8999)], {}, ("probabilistic", 3)),
        ([(1, 3, 9.0), (1, 2, 9.0)], {}, ("probabilistic", 2)),
        ([(1, 2, 29.9), (1, 3, -29.9)], {1: "A", 3: "A"}, ("nik_exact", 3)),
        ([(1, 2, -29.9), (1, 9, 29.9)], {1: "A", 9: "A"}, ("probabilistic", 2)),
        ([(1, 9, 29.9)], {1: "A", 9: "A"}, ("nik_exact", None)),
    ],
    ids=["heavier", "heavier, both improbable", "smaller record", "one NIK", "a delivered record", "carried alone"],
)
def test_the_strongest_tie_is_named(ties, niks, expected) -> None:
    clusters = dict.fromkeys((1, 2, 3, 9), 1)
    assert linked(clusters, ties, niks=niks)[1] == expected
