"""The engine numbers and sorts, so that neither row order nor threads show in the clusters."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.factories import arrow, row

from dtsen_link.engine import DuckDBEngine
from dtsen_link.linkage.clusters import cluster_records
from dtsen_link.linkage.record_clusters import cluster_edges

EDGE = pa.schema([("record_id_l", pa.string()), ("record_id_r", pa.string()), ("match_weight", pa.float64())])
RECORDS = [
    row("link_record", record_id=f"{source}:{number}", source=source, unit_id=f"{source}:F{number // 3}")
    for source in ("dtks", "p3ke", "regsosek")
    for number in range(6)
]
NAMES = [record["record_id"] for record in RECORDS]


def edges(*found: tuple[str, str, float]) -> pa.Table:
    return pa.Table.from_pylist([dict(zip(EDGE.names, values, strict=True)) for values in found], schema=EDGE)


def engine_of(records: list[dict[str, Any]], threads: int = 1) -> DuckDBEngine:
    engine = DuckDBEngine(threads=threads)
    engine.register("tmp_named", arrow("link_record", records))
    # Inside families and resolve the id of a record is its number.
    engine.execute(
        "CREATE TABLE tmp_name AS SELECT row_number() OVER (ORDER BY record_id) - 1 AS no, record_id FROM tmp_named"
    )
    engine.execute(
        "CREATE TABLE link_record AS SELECT n.no AS record_id, r.* EXCLUDE (record_id) "
        "FROM tmp_named AS r INNER JOIN tmp_name AS n ON r.record_id = n.record_id"
    )
    return engine


def numbered(engine: DuckDBEngine, name: str, pairs: pa.Table) -> None:
    engine.register("tmp_text", pairs)
    engine.drop([name])
    engine.execute(
        f"CREATE TABLE {name} AS "
        f"SELECT l.no AS record_id_l, r.no AS record_id_r{', t.match_weight' * ('match_weight' in pairs.column_names)} "
        "FROM tmp_text AS t INNER JOIN tmp_name AS l ON t.record_id_l = l.record_id "
        "INNER JOIN tmp_name AS r ON t.record_id_r = r.record_id"
    )


def clustered(
    engine: DuckDBEngine,
    joins: pa.Table,
    *,
    duplicates: pa.Table | None = None,
    plausible: pa.Table | None = None,
    twins: pa.Table | None = None,
    together: pa.Table | None = None,
    apart: pa.Table | None = None,
) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Record -> cluster, and the refusals, of one call."""
    numbered(engine, "tmp_joins", joins)
    names = {}
    given_tables = {"tmp_twice": duplicates, "tmp_maybe": plausible, "tmp_twins": twins}
    for name, table in (given_tables | {"tmp_one": together, "tmp_two": apart}).items():
        names[name] = name if table is not None else ""
        if table is not None:
            numbered(engine, name, table)
    cluster_edges(
        engine,
        edges="tmp_joins",
        duplicates=names["tmp_twice"],
        plausible=names["tmp_maybe"],
        twins=names["tmp_twins"],
        max_size=30,
        together=names["tmp_one"],
        apart=names["tmp_two"],
    )
    name = {row["no"]: row["record_id"] for row in engine.query("FROM tmp_name").to_pylist()}
    found = {
        name[row["record_id"]]: name[row["cluster_id"]] for row in engine.query("SELECT * FROM tmp_cluster").to_pylist()
    }
    refused = [
        row | {side: name[row[side]] for side in ("record_id_l", "record_id_r")}
        for row in engine.query("SELECT * FROM tmp_refusal ORDER BY ALL").to_pylist()
    ]
    return found, refused


@pytest.fixture(scope="module")
def engine() -> DuckDBEngine:
    return engine_of(RECORDS)


def test_every_record_is_in_a_cluster_and_refusals_name_both_records(engine: DuckDBEngine) -> None:
    found, refused = clustered(engine, edges(("dtks:0", "p3ke:0", 9.0), ("p3ke:0", "dtks:1", 8.0)))
    assert set(found) == set(NAMES)
    assert found["p3ke:0"] == "dtks:0"
    assert refused == [{"record_id_l": "dtks:1", "record_id_r": "p3ke:0", "reason": "two rows of one source family"}]


def test_rows_of_one_unit_are_joined_when_they_are_named_as_duplicates(engine: DuckDBEngine) -> None:
    found, refused = clustered(engine, edges(), duplicates=edges(("dtks:0", "dtks:1", 5.0)))
    assert found["dtks:1"] == "dtks:0"
    assert refused == []


def test_a_plausible_pair_waits_for_a_third_record(engine: DuckDBEngine) -> None:
    maybe = edges(("dtks:0", "dtks:1", 0.1))
    alone, _ = clustered(engine, edges(), plausible=maybe)
    assert alone["dtks:1"] == "dtks:1"
    witnessed, _ = clustered(
        engine,
        edges(("dtks:0", "p3ke:0", 9.0), ("dtks:1", "p3ke:0", 8.0)),
        plausible=maybe,
    )
    assert witnessed["dtks:1"] == "dtks:0"


def test_twins_named_by_their_records_are_kept_apart(engine: DuckDBEngine) -> None:
    joins = edges(("dtks:0", "p3ke:0", 9.0), ("p3ke:0", "regsosek:0", 8.0))
    twins = edges(("dtks:0", "regsosek:0", 0.0)).drop_columns(["match_weight"])
    found, refused = clustered(engine, joins, twins=twins)
    assert found["regsosek:0"] == "regsosek:0"
    assert [row_["record_id_l"] for row_ in refused] == ["p3ke:0"]


def pairs(*named: tuple[str, str]) -> pa.Table:
    return edges(*((*pair, 0.0) for pair in named)).drop_columns(["match_weight"])


def test_what_people_decided_to_be_one_is_joined_without_evidence_and_against_it(engine: DuckDBEngine) -> None:
    found, refused = clustered(engine, edges(), together=pairs(("dtks:0", "regsosek:5")))
    assert (found["regsosek:5"], refused) == ("dtks:0", [])
    twins = pairs(("dtks:0", "dtks:1"))
    found, _ = clustered(engine, edges(("dtks:1", "p3ke:0", 9.0)), twins=twins, together=pairs(("dtks:0", "dtks:1")))
    assert (found["dtks:1"], found["p3ke:0"]) == ("dtks:0", "dtks:0")


def test_what_people_decided_to_be_two_never_meets(engine: DuckDBEngine) -> None:
    reason = "people decided that they are two"
    apart = pairs(("dtks:0", "regsosek:0"))
    found, refused = clustered(engine, edges(("dtks:0", "regsosek:0", 20.0)), apart=apart)
    assert (found["regsosek:0"], refused[0]["reason"]) == ("regsosek:0", reason)
    found, refused = clustered(engine, edges(("dtks:0", "p3ke:0", 9.0), ("p3ke:0", "regsosek:0", 8.0)), apart=apart)
    assert (found["p3ke:0"], found["regsosek:0"], refused[0]["reason"]) == ("dtks:0", "regsosek:0", reason)
    found, refused = clustered(
        engine, edges(), duplicates=edges(("dtks:0", "dtks:1", 5.0)), apart=pairs(("dtks:0", "dtks:1"))
    )
    assert (found["dtks:1"], refused[0]["reason"]) == ("dtks:1", reason)


def test_a_nik_that_is_no_key_contradicts_nothing() -> None:
    values = {"source": "x", "nik_usable": True}
    rows = [
        row("link_record", record_id="x:1", nik="3201010101500001", tahun=1950, fon_langka="A", **values),
        row("link_record", record_id="x:2", nik="3201010101900001", tahun=1990, fon_langka="B", **values),
    ]
    joins = edges(("x:1", "x:2", 9.0))
    apart, _ = clustered(engine_of(rows), joins)
    assert apart["x:2"] == "x:2"
    rows[1]["nik_usable"] = False
    together, _ = clustered(engine_of(rows), joins)
    assert together["x:2"] == "x:1"


CANDIDATES = st.lists(
    st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES), st.sampled_from([1.0, 2.0, 3.0])).filter(
        lambda edge: edge[0].split(":")[0] < edge[1].split(":")[0]
    ),
    unique_by=lambda edge: edge[:2],
    min_size=2,
    max_size=30,
)
ENGINES: list[DuckDBEngine] = []


@settings(max_examples=25)
@given(CANDIDATES, st.randoms(use_true_random=False))
def test_shuffled_rows_and_threads_give_the_same_clusters(found: list[tuple[str, str, float]], dice: Any) -> None:
    if not ENGINES:
        ENGINES.extend([engine_of(RECORDS, threads=1), engine_of(RECORDS[::-1], threads=2)])
    shuffled = list(found)
    dice.shuffle(shuffled)
    assert clustered(ENGINES[0], edges(*found)) == clustered(ENGINES[1], edges(*shuffled))


PEOPLE = [
    row(
        "link_record",
        record_id=f"{source}:{number}",
        source=source,
        unit_id=f"{source}:F{number // 2}",
        nik=("3201010101500001", "3201010101800002", None)[number % 3],
        nik_usable=True,
        tahun=(1950, 1980)[number % 2],
        fon_langka="AB"[number // 3 % 2],
    )
    for source in ("dtks", "p3ke", "regsosek")
    for number in range(6)
]


def union_find_alone(
    joins: pa.Table, duplicates: pa.Table, plausible: pa.Table, twins: pa.Table
) -> tuple[dict[str, str], set[tuple[str, str, str]]]:
    """Clusters and refusals when every record goes through the constrained union-find."""
    ordered = sorted(PEOPLE, key=lambda record: record["record_id"])
    place = {record["record_id"]: number for number, record in enumerate(ordered)}
    columns = ("record_id", "unit_id", "nik", "tahun", "fon_langka")
    records = pa.Table.from_pylist([{name: record[name] for name in columns} for record in ordered])

    def placed(table: pa.Table) -> pa.Table:
        rows = sorted(
            table.to_pylist(), key=lambda edge: (-edge["match_weight"], edge["record_id_l"], edge["record_id_r"])
        )
        sides = {"left": "record_id_l", "right": "record_id_r"}
        return pa.table(
            {side: pa.array([place[edge[key]] for edge in rows], pa.int64()) for side, key in sides.items()}
        )

    found, refused = cluster_records(
        records, placed(duplicates), placed(plausible), placed(twins), placed(joins), max_size=30
    )
    names = [record["record_id"] for record in ordered]
    pairs = {(names[edge["left"]], names[edge["right"]], edge["reason"]) for edge in refused.to_pylist()}
    return {edge["record_id"]: edge["cluster_id"] for edge in found.to_pylist()}, pairs


def inside(table: pa.Table, unit_alike: bool) -> pa.Table:
    unit = {record["record_id"]: record["unit_id"] for record in PEOPLE}
    rows = [
        edge for edge in table.to_pylist() if (unit[edge["record_id_l"]] == unit[edge["record_id_r"]]) == unit_alike
    ]
    return pa.Table.from_pylist(rows, schema=EDGE)


ANY_PAIRS = st.lists(
    st.tuples(
        st.sampled_from([record["record_id"] for record in PEOPLE]),
        st.sampled_from([record["record_id"] for record in PEOPLE]),
        st.sampled_from([1.0, 2.0, 3.0]),
    ).filter(lambda edge: edge[0] < edge[1]),
    unique_by=lambda edge: edge[:2],
    max_size=14,
)
SHORTCUT: list[DuckDBEngine] = []


@settings(max_examples=60, deadline=None)
@given(ANY_PAIRS, ANY_PAIRS, ANY_PAIRS)
def test_settling_clean_components_at_once_changes_nothing(
    found: list[tuple[str, str, float]], alike: list[tuple[str, str, float]], unlike: list[tuple[str, str, float]]
) -> None:
    if not SHORTCUT:
        SHORTCUT.append(engine_of(PEOPLE))
    joins, twins = inside(edges(*found), unit_alike=False), inside(edges(*unlike), unit_alike=False)
    of_one_unit = inside(edges(*alike), unit_alike=True)
    sure, maybe = of_one_unit.slice(0, 1), of_one_unit
    clusters, refused = clustered(
        SHORTCUT[0], joins, duplicates=sure, plausible=maybe, twins=twins.drop_columns(["match_weight"])
    )
    expected, refusals = union_find_alone(joins, sure, maybe, twins)
    assert clusters == expected
    assert {tuple(edge.values()) for edge in refused} == refusals
