"""Each guard of the linkage fires in a build that has what it guards against, and in that build alone.

A registry of a hundred families is built once as it is and once for every fault: deliveries, settings or a rule of the
program are changed, and the gates of both builds are compared.
"""

from __future__ import annotations

import io
import json
import shutil
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from rich.console import Console
from tests.building import new_project

from dtsen_link import pipeline, resources
from dtsen_link.config import load_config
from dtsen_link.errors import ContractError, GateError
from dtsen_link.linkage import splink_model, training
from dtsen_link.progress import Progress
from dtsen_link.resolve import stage as resolve
from dtsen_link.sample.generate import write_sample

pytestmark = pytest.mark.slow

FAMILIES = 100
MODELS = ("person", "family", "household")


@dataclass(frozen=True)
class Registry:
    """A folder with deliveries and a configuration."""

    folder: Path

    def configure(self, *lines: str) -> None:
        """Put lines before the first source, where [link] stands, or tables at the end."""
        path = self.folder / "dtsen.toml"
        text = path.read_text(encoding="utf-8")
        tables = [line for line in lines if line.startswith("[")]
        keys = [line for line in lines if not line.startswith("[")]
        path.write_text(
            "\n".join([text.replace("[link]\n", "\n".join(["[link]", *keys, ""])), *tables]), encoding="utf-8"
        )

    def change(self, source: str, change: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
        path = self.folder / "deliveries" / f"{source}.parquet"
        change(pl.read_parquet(path)).write_parquet(path)

    def build(self) -> dict[str, Any]:
        """metrics.json of a build of what lies there now."""
        release = pipeline.build(load_config(self.folder / "dtsen.toml"), Progress(Console(file=io.StringIO())))
        found: dict[str, Any] = json.loads((release / "metrics.json").read_text(encoding="utf-8"))
        return found

    def work(self, table: str) -> Iterable[Path]:
        return (self.folder / "work").glob(f"*/*/{table}.parquet")


@pytest.fixture(scope="module")
def sound_registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = new_project(tmp_path_factory.mktemp("guards") / "registry")
    shutil.rmtree(folder / "deliveries")
    write_sample(folder / "deliveries", families=FAMILIES, seed=3, formats=("parquet",) * 3)
    text = (folder / "dtsen.toml").read_text(encoding="utf-8")
    for source, ending in (("dtks", "csv"), ("regsosek", "csv"), ("p3ke", "xlsx")):
        text = text.replace(f"deliveries/{source}*.{ending}", f"deliveries/{source}.parquet")
    # Few pairs are enough to learn from, and the builds are many.
    (folder / "dtsen.toml").write_text(text.replace("[link]\n", "[link]\nmax_train_pairs = 10000\n"), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def sound(sound_registry: Path) -> dict[str, Any]:
    return Registry(sound_registry).build()


@pytest.fixture
def registry(sound_registry: Path, tmp_path: Path) -> Registry:
    folder = tmp_path / "registry"
    shutil.copytree(sound_registry, folder, ignore=shutil.ignore_patterns("work", "releases"))
    return Registry(folder)


def values(metrics: dict[str, Any]) -> dict[str, Any]:
    return {gate["name"]: gate["value"] for gate in metrics["gates"]}


def fired(metrics: dict[str, Any], sound: dict[str, Any]) -> set[str]:
    """Gates that judge this build worse than the sound one."""
    before = {gate["name"]: gate["outcome"] for gate in sound["gates"]}
    return {gate["name"] for gate in metrics["gates"] if gate["outcome"] == "warn" != before[gate["name"]]}


def stopped(registry: Registry) -> str:
    shutil.rmtree(registry.folder / "releases", ignore_errors=True)
    with pytest.raises(GateError) as error:
        registry.build()
    assert not (registry.folder / "releases").exists() or list((registry.folder / "releases").iterdir()) == []
    return str(error.value)


def test_training_that_ran_out_of_iterations(
    registry: Registry, sound: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(splink_model, "EM_MAX_ITERATIONS", 1)
    monkeypatch.setattr(training, "MAX_ITERATIONS_WITHIN", 1)
    metrics = registry.build()
    assert fired(metrics, sound) == {f"{model}_model_converged" for model in MODELS}
    registry.configure("[gates.person_model_converged]\nmin_fail = 1\n")
    assert stopped(registry).startswith("gate person_model_converged: 0, allowed is at least 1 (")


def test_a_level_that_training_never_saw(registry: Registry, sound: dict[str, Any]) -> None:
    shipped = (resources.configs_dir() / "models" / "person.toml").read_text(encoding="utf-8")
    same = '[[comparison]]\nname = "jenis_kelamin"\n'
    assert same in shipped
    head, _, tail = shipped.partition(same)
    null, _, rest = tail.partition("[[comparison.level]]")[2].partition("[[comparison.level]]")
    never = "\nlabel = \"never\"\nsql = \"jenis_kelamin_l = 'X' AND jenis_kelamin_r = 'Y'\"\n\n"
    own = "[[comparison.level]]".join([head + same, null, never, rest])
    tomllib.loads(own)
    (registry.folder / "models").mkdir()
    (registry.folder / "models" / "person.toml").write_text(own, encoding="utf-8")
    limits = {name: value for name, value in values(sound).items() if name.endswith("_untrained_levels")}
    registry.configure(*(f"[gates.{name}]\nmax_fail = {value}\n" for name, value in limits.items()))
    told = stopped(registry)
    for model in ("person", "household"):
        gate = f"{model}_model_untrained_levels"
        assert f"gate {gate}: {limits[gate] + 1:g}, allowed is at most {limits[gate]:g}" in told
    assert "family_model_untrained_levels" not in told


def test_a_source_key_that_identifies_no_row(registry: Registry, sound: dict[str, Any]) -> None:
    """A mapping that names the family's key as the person's."""
    assert values(sound)["share_keys_repeated"] == 0
    registry.change("dtks", lambda rows: rows.with_columns(pl.col("IDBDT").alias("ID_ART")))
    assert stopped(registry).startswith("gate share_keys_repeated: 0.")


def test_an_id_that_two_rows_of_the_release_bear(
    registry: Registry, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A join that doubles rows: the contract of the table is held before anything is published."""
    sql = tmp_path / "sql"
    shutil.copytree(resources.sql_dir(), sql)
    gold = sql / "6_consolidate" / "gold_person.sql"
    twice = "(FROM tmp_person_key UNION ALL (FROM tmp_person_key LIMIT 2)) AS tmp_person_key"
    before = gold.read_text(encoding="utf-8")
    assert before.count("FROM tmp_person_key\n") == 1
    gold.write_text(before.replace("FROM tmp_person_key\n", f"FROM {twice}\n"), encoding="utf-8")
    monkeypatch.setattr(resources, "sql_dir", lambda: sql)
    with pytest.raises(ContractError, match="consolidate: gold_person: 2 rows repeat the key"):
        registry.build()
    assert not (registry.folder / "releases").exists()


def one_crowd(rows: pl.DataFrame) -> pl.DataFrame:
    """Every head of one name, birth date, sex and village, as a default value in a form makes them."""
    places = [name for name in rows.columns if name.endswith(("_DESA", "_KEC", "_KAB"))]
    head = pl.col("HUB_KELUARGA") == "KEPALA KELUARGA"
    return rows.with_columns(
        pl.when(head).then(pl.lit(rows[name][0])).otherwise(pl.col(name)).alias(name)
        for name in ("NAMA", "TGL_LAHIR", "JENIS_KELAMIN", *places)
    )


def test_candidate_pairs_that_explode_stop_the_build_before_they_are_made(registry: Registry) -> None:
    registry.change("dtks", one_crowd)
    registry.configure("[gates.candidate_pairs_per_record]\nmax_fail = 10\n")
    told = stopped(registry)
    assert told.startswith("gate candidate_pairs_per_record: ")
    assert "allowed is at most 10" in told
    assert list(registry.work("link_person_pair")) == []


def test_blocks_above_the_limit(registry: Registry, sound: dict[str, Any]) -> None:
    registry.change("dtks", one_crowd)
    registry.configure("max_block_size = 30")
    metrics = registry.build()
    assert fired(metrics, sound) == {"share_in_crowded_blocks"}
    assert values(metrics)["candidate_pairs_per_record"] < 10
    blocks = metrics["linkage"]["blocking"]["kec_lahir"]
    assert blocks["crowded_block_n"] == 1
    assert blocks["largest_block"] <= 30


def test_a_person_and_a_family_above_their_limits(
    registry: Registry, sound: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The constraint keeps a person's limit and says so; the gate is for the day the constraint is broken."""
    limit = values(sound)["largest_family"] - 1
    registry.configure("max_cluster_size = 2", f"[gates.largest_family]\nmax_warn = {limit:g}\n")
    metrics = registry.build()
    assert "largest_family" in fired(metrics, sound)
    assert values(sound)["largest_person"] > 2
    assert values(metrics)["largest_person"] == 2
    assert metrics["linkage"]["question"]["PELANGGARAN_TRANSITIF"] > sound["linkage"]["question"].get(
        "PELANGGARAN_TRANSITIF", 0
    )
    constrained = resolve.cluster_edges
    monkeypatch.setattr(
        resolve, "cluster_edges", lambda engine, **given: constrained(engine, **(given | {"max_size": 30}))
    )
    for stage in (registry.folder / "work").glob("*/[5-8]_*"):
        shutil.rmtree(stage)
    assert f"gate largest_person: {values(sound)['largest_person']:g}, allowed is at most 2" in stopped(registry)


def test_co_residents_merged(registry: Registry, sound: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule that keeps the rows of one unit apart is opened: brothers and sisters become one person."""
    assert values(sound)["share_co_residents_merged"] == 0
    monkeypatch.setattr(resolve, "DUPLICATE_PROBABILITY", 1e-6)
    monkeypatch.setattr(resolve, "PLAUSIBLE_PROBABILITY", 1e-6)
    config = load_config(registry.folder / "dtsen.toml")
    loose = config.link.model_copy(update={"join_probability": 1e-5, "member_join_probability": 1e-5})
    with pytest.raises(GateError, match=r"gate share_co_residents_merged: 0\.\d+, allowed is at most 0\.01"):
        pipeline.build(config.model_copy(update={"link": loose}), Progress(Console(file=io.StringIO())))


def saved_models(sound_registry: Path, registry: Registry) -> Path:
    """The models/ folder of the sound release, copied beside this registry."""
    (release,) = (sound_registry / "releases").iterdir()
    return Path(shutil.copytree(release / "models", registry.folder / "earlier"))


def test_weights_that_moved_against_a_saved_model(
    sound_registry: Path, sound: dict[str, Any], registry: Registry
) -> None:
    """The same deliveries teach the same weights; a saved model that thought little of a NIK is told from them."""
    assert values(sound)["person_weights_moved"] is None
    assert sound["model_drift"] == []
    models = saved_models(sound_registry, registry)
    registry.configure('reference_models = "earlier"')
    same = registry.build()
    assert {name: value for name, value in values(same).items() if name.endswith(("_moved", "_shifted"))} == {
        f"{model}_{figure}": 0 for model in MODELS for figure in ("weights_moved", "pairs_shifted")
    }
    saved = json.loads((models / "person.json").read_text(encoding="utf-8"))
    nik = next(comparison for comparison in saved["comparisons"] if comparison["output_column_name"] == "nik")
    nik["comparison_levels"][1] |= {"m_probability": 0.5, "u_probability": 0.25}
    (models / "person.json").write_text(json.dumps(saved), encoding="utf-8")
    registry.configure("[gates.person_weights_moved]\nmax_fail = 1000\n")
    moved = registry.build()
    assert fired(moved, sound) == {"person_weights_moved"}
    furthest = max(moved["model_drift"], key=lambda level: (level["moved_bits"] or 0) * (level["share"] or 0))
    assert (furthest["comparison"], furthest["reference_weight"]) == ("nik", 1.0)
    (release,) = (registry.folder / "releases").iterdir()
    assert "Levels that moved most" in (release / "report" / "index.html").read_text(encoding="utf-8")


def test_pairs_that_a_reused_model_was_not_trained_for(
    sound_registry: Path, sound: dict[str, Any], registry: Registry
) -> None:
    """Two of three registries come without NIK; last quarter's model never saw such pairs."""
    saved_models(sound_registry, registry)
    registry.change("dtks", lambda rows: rows.with_columns(pl.lit("").alias("NIK")))
    registry.change("p3ke", lambda rows: rows.with_columns(pl.lit("").alias("NIK")))
    registry.configure('person_model = "earlier/person.json"', "[gates.share_nik_usable]\nmin_warn = 0\n")
    metrics = registry.build()
    assert values(metrics)["person_weights_moved"] == 0
    assert "person_pairs_shifted" in fired(metrics, sound)
    assert values(metrics)["family_pairs_shifted"] is None
