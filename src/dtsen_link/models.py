"""Saved models: trained apart from a release, shown in words, held against one another.

A model is frozen when a release is made: the next quarter scores with it, so that what changes between two quarters is the
people and not the yardstick. This is how one is made anew on purpose, and how one sees what that would change.
"""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from dtsen_link.config import Config
from dtsen_link.contracts import TABLES
from dtsen_link.engine import DuckDBEngine
from dtsen_link.errors import ConfigError, StorageError
from dtsen_link.linkage import model_tables, splink_model
from dtsen_link.linkage.frequencies import FREQUENCY_FILE
from dtsen_link.pipeline import build, open_tables
from dtsen_link.progress import Progress
from dtsen_link.publish.drift import MODELS, compare_levels

# Levels that moved by less are left out of a comparison: half a bit is less than one wrong letter in a name.
LEAST_BITS = 0.5


class LevelWeight(BaseModel):
    """One level of a comparison.

    Attributes:
        comparison: what is compared.
        label: the level in words.
        match_weight: log2(m / u); None at the null level.
        share: share of the pairs that the model was trained for; None where the model does not say.
    """

    comparison: str
    label: str
    match_weight: float | None
    share: float | None


class SavedModel(BaseModel):
    """One saved model.

    Attributes:
        name: person, family or household.
        prior: chance that two records at random are one person, or two units one family.
        converged: whether every training session of EM settled; None where the model does not say.
        untrained_levels: levels that no training pair showed; the description's own weights hold there.
        levels: every level of every comparison.
    """

    name: str
    prior: float
    converged: bool | None
    untrained_levels: list[str]
    levels: list[LevelWeight]


class MovedLevel(BaseModel):
    """One level in two models; None where one of them lacks it."""

    model: str
    comparison: str
    label: str
    old_weight: float | None
    new_weight: float | None
    moved_bits: float | None


def train_models(config: Config, out: Path, progress: Progress) -> list[Path]:
    """Train the three models on a configuration's deliveries and save them; nothing is published.

    Raises:
        UserError: what stops a build stops this, too; StorageError where `out` cannot be written.
    """
    anew = config.link.model_copy(
        update={"retrain": True, "person_model": "", "family_model": "", "household_model": ""}
    )
    training = config.model_copy(update={"link": anew, "partition": ""})
    build(training, progress, last="resolve")
    engine = DuckDBEngine(threads=1)
    try:
        open_tables(engine, training, ("link_model_file", "link_frequency"))
        return _save(engine, out)
    except OSError as error:
        raise StorageError(f"--out {out}: cannot write: {error.strerror}; choose another folder") from error
    finally:
        engine.close()


def _save(engine: DuckDBEngine, out: Path) -> list[Path]:
    rows = engine.query("SELECT model, settings_json FROM link_model_file ORDER BY model").to_pylist()
    out.mkdir(parents=True, exist_ok=True)
    paths = [out / f"{row['model']}.json" for row in rows]
    for path, row in zip(paths, rows, strict=True):
        path.write_text(row["settings_json"], encoding="utf-8")
    frequencies = out / FREQUENCY_FILE
    engine.write_parquet("link_frequency", frequencies, TABLES["link_frequency"].key)
    return [*paths, frequencies]


def read_models(place: Path) -> list[SavedModel]:
    """The models of a release folder, of a folder of models, or of one file.

    Raises:
        ConfigError: there is no model there.
    """
    return [_shown(model) for model in _loaded(place)]


def moved_levels(old: Path, new: Path) -> list[MovedLevel]:
    """Every level of two sets of models, those whose weight moved most first.

    Raises:
        ConfigError: one of the two places has no model, or they have none of one name.
    """
    before = {model.name: model for model in _loaded(old)}
    after = {model.name: model for model in _loaded(new)}
    shared = [name for name in MODELS if name in before and name in after]
    if not shared:
        raise ConfigError(f"{old} and {new} have no model of one name; compare person with person, or two releases")
    found = [
        MovedLevel(
            model=row["model"],
            comparison=row["comparison"],
            label=row["label"],
            old_weight=row["reference_weight"],
            new_weight=row["match_weight"],
            moved_bits=row["moved_bits"],
        )
        for name in shared
        for row in compare_levels(after[name], before[name])
    ]
    return sorted(found, key=lambda level: (-(level.moved_bits or 0.0), level.model, level.comparison, level.label))


def show_models(models: list[SavedModel], console: Console) -> None:
    """Print each model with its weights."""
    for model in models:
        settled = {True: "training settled", False: "training did not settle", None: "training unknown"}[
            model.converged
        ]
        table = _table(f"{model.name}: prior {model.prior:.3g}, {settled}", "comparison", "level", "weight", "share")
        previous = ""
        for level in model.levels:
            weight, share = _signed(level.match_weight), "" if level.share is None else f"{level.share:.2%}"
            table.add_row("" if level.comparison == previous else level.comparison, level.label, weight, share)
            previous = level.comparison
        console.print(table)
        if model.untrained_levels:
            console.print(f"never seen in training: {'; '.join(model.untrained_levels)}", soft_wrap=True)


def show_moved(levels: list[MovedLevel], console: Console) -> None:
    """Print the levels that moved by half a bit or more, or that one model lacks."""
    moved = [level for level in levels if level.moved_bits is None or level.moved_bits >= LEAST_BITS]
    told = [level for level in moved if level.old_weight is not None or level.new_weight is not None]
    if not told:
        console.print(f"No weight moved by {LEAST_BITS} bits or more; {len(levels)} levels compared.")
        return
    table = _table("Levels whose weight moved most", "model", "comparison", "level", "old", "new", "bits")
    for level in told:
        bits = "" if level.moved_bits is None else f"{level.moved_bits:.1f}"
        old, new = _signed(level.old_weight), _signed(level.new_weight)
        table.add_row(level.model, level.comparison, level.label, old, new, bits)
    console.print(table)
    console.print(f"{len(levels) - len(told)} of {len(levels)} levels moved by less than {LEAST_BITS} bits.")


def _loaded(place: Path) -> list[splink_model.TrainedModel]:
    if place.is_file():
        return [splink_model.load(place.stem, place)]
    for folder in (place / "models", place):
        files = [folder / f"{name}.json" for name in MODELS if (folder / f"{name}.json").is_file()]
        if files:
            return [splink_model.load(path.stem, path) for path in files]
    raise ConfigError(
        f"{place}: no model there; name a release folder, its models/ folder, or one of the files in that"
    )


def _shown(model: splink_model.TrainedModel) -> SavedModel:
    shares = model.diagnostics.get("level_shares", {})
    return SavedModel(
        name=model.name,
        prior=model.settings["probability_two_random_records_match"],
        converged=model.diagnostics.get("converged"),
        untrained_levels=list(model.diagnostics.get("untrained_levels", [])),
        levels=[
            LevelWeight(
                comparison=row["comparison"],
                label=row["label"],
                match_weight=row["match_weight"],
                share=shares.get(row["comparison"], {}).get(row["label"]),
            )
            for row in model_tables.model_table([model]).to_pylist()
        ],
    )


def _signed(weight: float | None) -> str:
    return "" if weight is None else f"{weight:+.1f}"


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, box=SIMPLE_HEAD, title_justify="left")
    for heading in headings:
        table.add_column(heading, justify="right" if heading in {"weight", "share", "old", "new", "bits"} else "left")
    return table
