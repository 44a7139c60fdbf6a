"""Whatever a delivery lacks, the linkage ends without an error and loses nobody; row order and threads do not show."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rich.console import Console
from tests.linking import Linked, configuration, link
from tests.town import town

from dtsen_link import pipeline, resources
from dtsen_link.config import Config, load_config
from dtsen_link.contracts import TABLES as CONTRACTS
from dtsen_link.progress import Progress
from dtsen_link.sample.generate import write_sample
from dtsen_link.source_config import SourceConfig

TABLES = ("link_person", "link_family", "link_question", "link_model")
SOURCES = ("dtks", "regsosek", "p3ke")
Frames = dict[str, pl.DataFrame]


@pytest.fixture(scope="module")
def shuffled() -> Linked:
    """The town once more: rows in another order, one thread instead of two."""
    people, families = (town().tables[name] for name in ("std_person", "std_family"))
    return link(reordered(people), reordered(families), configuration(), threads=1)


def reordered(table: pa.Table) -> pa.Table:
    order = list(range(table.num_rows))
    random.Random(11).shuffle(order)
    return table.take(order)


@pytest.mark.slow
@pytest.mark.parametrize("table", TABLES)
def test_shuffled_rows_and_one_thread_give_the_same_links(shuffled: Linked, table: str) -> None:
    assert shuffled.tables[table].equals(town().tables[table])


@pytest.fixture(scope="module")
def deliveries(tmp_path_factory: pytest.TempPathFactory) -> Frames:
    """Deliveries of a few families, every value as text."""
    folder = tmp_path_factory.mktemp("few")
    write_sample(folder, families=60, seed=5, formats=("parquet",) * 3)
    return {name: pl.read_parquet(folder / f"{name}.parquet") for name in SOURCES}


def linked(folder: Path, frames: Frames, **changes: Any) -> dict[str, pa.Table]:
    """The tables of a build up to resolve.

    Args:
        folder: an empty one.
        frames: deliveries by source.
        changes: of every source's settings; `without` names canonical columns that the delivery does not have.
    """
    entries = []
    for name, frame in frames.items():
        frame.write_parquet(folder / f"{name}.parquet")
        entries.append(f'[[sources]]\npreset = "sources/{name}.toml"\nfiles = ["{name}.parquet"]')
    (folder / "dtsen.toml").write_text("\n".join(['release = "uji"', *entries]), encoding="utf-8")
    config = load_config(folder / "dtsen.toml")
    work = pipeline.build(changed(config, **changes), Progress(Console(file=io.StringIO())), last="resolve")
    return {path.stem: pq.read_table(path) for path in work.glob("*/*.parquet")}


def changed(config: Config, *, without: Sequence[str] = (), threads: int = 0, **settings: Any) -> Config:
    sources = tuple(
        SourceConfig(**{**source.model_dump(), **settings, **_lacking(source, without)}) for source in config.sources
    )
    return config.model_copy(update={"sources": sources, "threads": threads})


def _lacking(source: SourceConfig, without: Sequence[str]) -> dict[str, Any]:
    lost = [source.columns[name] for name in without if name in source.columns]
    kept = {name: column for name, column in source.columns.items() if name not in without}
    return {"columns": kept, "ignore": (*source.ignore, *lost)}


def assert_nobody_is_lost(tables: dict[str, pa.Table]) -> None:
    records = sorted(tables["raw_person"]["record_id"].to_pylist())
    assert records
    assert sorted(tables["link_person"]["record_id"].to_pylist()) == records
    assert set(tables["link_person"]["cluster_id"].to_pylist()) <= set(records)
    assert sorted(tables["link_family"]["unit_id"].to_pylist()) == sorted(tables["std_family"]["unit_id"].to_pylist())


def in_several_sources(tables: dict[str, pa.Table]) -> int:
    """Persons that were found in more than one source."""
    found: dict[str, set[str]] = {}
    for row in tables["link_person"].to_pylist():
        found.setdefault(row["cluster_id"], set()).add(row["record_id"].partition(":")[0])
    return sum(len(sources) > 1 for sources in found.values())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("without", "settings"),
    [
        (("nik",), {}),
        (("no_kk",), {}),
        (("source_family_id",), {"family_unit": "none"}),
        (("tanggal_lahir", "umur"), {}),
        (("nik", "no_kk", "source_family_id", "shdk"), {"family_unit": "none"}),
    ],
    ids=["no NIK", "no KK", "no families", "no birth dates", "names, dates and places alone"],
)
def test_what_no_source_has_is_done_without(
    deliveries: Frames, tmp_path: Path, without: tuple[str, ...], settings: dict[str, Any]
) -> None:
    tables = linked(tmp_path, deliveries, without=without, **settings)
    assert_nobody_is_lost(tables)
    assert in_several_sources(tables) > 30


def shipped_model(name: str, *without: str) -> str:
    """A shipped model description without some comparisons."""
    text = (resources.configs_dir() / "models" / f"{name}.toml").read_text(encoding="utf-8")
    head, *comparisons = re.split(r"(?=^\[\[comparison\]\]$)", text, flags=re.MULTILINE)
    last, training = comparisons[-1].split("[[training]]", 1)
    kept = [one for one in (*comparisons[:-1], last) if not re.search(rf'^name = "({"|".join(without)})"$', one, re.M)]
    assert len(kept) == len(comparisons) - len(without)
    return "".join([head, *kept, "[[training]]", training])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("model", "without"),
    [
        ("person", ("nik",)),
        ("person", ("wilayah",)),
        ("person", ("nik", "wilayah", "nama")),
        ("family", ("alamat", "no_kk")),
    ],
    ids=lambda value: value if isinstance(value, str) else "without " + " and ".join(value),
)
def test_an_own_model_may_leave_comparisons_out(
    deliveries: Frames, tmp_path: Path, model: str, without: tuple[str, ...]
) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / f"{model}.toml").write_text(shipped_model(model, *without), encoding="utf-8")
    tables = linked(tmp_path, deliveries)
    assert_nobody_is_lost(tables)
    compared = {row["comparison"] for row in tables["link_model"].to_pylist() if row["model"] == model}
    assert compared
    assert not compared & set(without)
    pairs = tables[f"link_{model}_pair"].to_pylist()
    assert {pair[f"mw_{name}"] for pair in pairs for name in without} == {0.0}


def by_key(tables: dict[str, pa.Table], name: str) -> pa.Table:
    return tables[name].sort_by([(column, "ascending") for column in CONTRACTS[name].key])


@pytest.mark.slow
def test_an_extra_is_evidence_and_row_order_and_threads_do_not_show(deliveries: Frames, tmp_path: Path) -> None:
    """A number that only extras carry joins records; keys, columns and the model come out the same either way."""
    niks = {name: next(c for c in frame.columns if c.lower().startswith("nik")) for name, frame in deliveries.items()}
    frames = {name: frame.with_columns(nomor=pl.col(niks[name])) for name, frame in deliveries.items()}
    level = (
        '[[comparison]]\nname = "nomor"\n[[comparison.level]]\nlabel = "none"\nis_null = true\n'
        'sql = "x_nomor_l IS NULL OR x_nomor_r IS NULL"\n[[comparison.level]]\nlabel = "same"\nm = 0.9\n'
        'sql = "x_nomor_l = x_nomor_r"\nterm_frequency = "x_nomor"\n'
        '[[comparison.level]]\nlabel = "other"\nm = 0.1\nsql = "ELSE"\n\n'
    )
    rule = '[[blocking]]\nname = "nomor"\nkey = "x_nomor || \'|\' || jenis_kelamin"\nreason = "a test"\n\n'
    text = shipped_model("person", "nik").replace("[[training]]", level + "[[training]]", 1)
    text = text.replace("[[blocking]]", rule + "[[blocking]]", 1)
    made = []
    for name, threads in (("one", 1), ("two", 2)):
        folder = tmp_path / name
        (folder / "models").mkdir(parents=True)
        (folder / "models" / "person.toml").write_text(text, encoding="utf-8")
        shuffled = {source: frame.sample(fraction=1.0, shuffle=True, seed=threads) for source, frame in frames.items()}
        made.append(linked(folder, shuffled, extra={"nomor": "nomor"}, threads=threads))
    assert_nobody_is_lost(made[0])
    differing = [name for name in ("link_record", *TABLES) if not by_key(made[0], name).equals(by_key(made[1], name))]
    assert differing == []
    weights = [
        row for row in made[0]["link_model"].to_pylist() if row["comparison"] == "nomor" and row["label"] == "same"
    ]
    assert all(row["match_weight"] > 0 for row in weights)
    assert "nomor" in made[0]["link_person_pair"]["match_key"].to_pylist()


@pytest.mark.slow
def test_one_source_alone_is_a_deduplication(deliveries: Frames, tmp_path: Path) -> None:
    """A row that comes again under another key is found; other people are left apart."""
    frame = deliveries["regsosek"]
    again = frame.head(4).with_columns(pl.col("id_individu") + "X")
    tables = linked(tmp_path, {"regsosek": pl.concat([frame, again])})
    assert_nobody_is_lost(tables)
    cluster = {row["record_id"]: row["cluster_id"] for row in tables["link_person"].to_pylist()}
    for key in frame.head(4)["id_individu"]:
        assert cluster[f"regsosek:{key}X"] == cluster[f"regsosek:{key}"]
    assert len(set(cluster.values())) > 0.9 * frame.height


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 2])
def test_a_source_of_one_or_two_rows_is_linked(deliveries: Frames, tmp_path: Path, count: int) -> None:
    assert_nobody_is_lost(linked(tmp_path, {"dtks": deliveries["dtks"].head(count)}))


def emptied(frame: pl.DataFrame) -> pl.DataFrame:
    name = next(column for column in frame.columns if column.lower() == "nama")
    return frame.with_columns(pl.lit("").alias(name))


def all_equal(frame: pl.DataFrame) -> pl.DataFrame:
    """Forty records that differ in their keys alone, two to a family."""
    first = pl.concat([frame.head(1)] * 40)
    keys = {name: [f"{name}{number}" for number in range(40)] for name in frame.columns[:1]}
    families = [f"keluarga{number // 2}" for number in range(40)]
    return first.with_columns(
        pl.Series(frame.columns[0], keys[frame.columns[0]]), pl.Series(frame.columns[1], families)
    )


@pytest.mark.slow
@pytest.mark.parametrize("spoil", [emptied, all_equal], ids=["no name at all", "everything equal"])
def test_deliveries_that_tell_nobody_apart_are_linked(
    deliveries: Frames, tmp_path: Path, spoil: Callable[[pl.DataFrame], pl.DataFrame]
) -> None:
    tables = linked(tmp_path, {name: spoil(frame) for name, frame in deliveries.items()})
    assert_nobody_is_lost(tables)
    sizes = tables["link_person"].group_by("cluster_id").aggregate([("record_id", "count")])["record_id_count"]
    assert max(sizes.to_pylist()) <= configuration().link.max_cluster_size
