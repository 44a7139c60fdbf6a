"""What can be known to be wrong before the first stage runs: the secret, the folders, the files a configuration names.

A build of a quarter takes hours; a missing key or a folder without permission must not end it in the last of them. `check`
tells all of it, `build` stops at the first.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterator
from pathlib import Path

from dtsen_link.config import Config
from dtsen_link.domain.id_key import read_id_key
from dtsen_link.engine import check_spark
from dtsen_link.errors import ConfigError, EngineError, StorageError, UserError
from dtsen_link.previous import check_previous

_KEY_STAGE = "consolidate"
_MODEL_STAGES = {"persons": "person", "families": "family", "resolve": "household"}
_ALL_STAGES = frozenset({_KEY_STAGE, *_MODEL_STAGES})


def preflight(config: Config, stages: Collection[str] = _ALL_STAGES) -> None:
    """Stop before anything is read or written if a build of these stages is bound to fail.

    Raises:
        ConfigError: the id key is missing or short; a saved model, a model description or a crosswalk is missing or not what it
            should be.
        EngineError: the build is to run on Spark, and pyspark or Java is missing.
        StorageError: the folder for work or for releases cannot be written.
    """
    for error in problems(config, stages):
        raise error


def problems(config: Config, stages: Collection[str] = _ALL_STAGES) -> Iterator[UserError]:
    """Everything that would stop a build of these stages, as far as can be told without reading a delivery."""
    yield from _folder_problems(config)
    yield from _engine_problems(config)
    for source in config.sources:
        path = config.path(source.region_crosswalk)
        if source.region_crosswalk and not path.is_file():
            yield ConfigError(
                f"sources[{source.name}].region_crosswalk: {path}: no such file. Correct the path, or leave the key out."
            )
    yield from _previous_problems(config)
    yield from _partition_problems(config, stages)
    for stage, model in _MODEL_STAGES.items():
        saved = config.saved_model(model)
        if saved is not None and stage in stages:
            yield from _model_problems(model, saved)
    if "persons" in stages:
        yield from _description_problems(config)
    yield from _reference_problems(config)
    if _KEY_STAGE in stages or config.previous:
        try:
            read_id_key(config.path(config.id_key_file))
        except ConfigError as error:
            yield error


def nearest_folder(path: Path) -> Path:
    """The path itself, or the closest one above it that is there."""
    return next(place for place in (path, *path.parents) if os.path.lexists(place))


def _folder_problems(config: Config) -> Iterator[StorageError]:
    for key, path in (("work", config.path(config.work) / config.release), ("out", config.path(config.out))):
        place = nearest_folder(path.absolute())
        if not place.is_dir():
            yield StorageError(f"{key}: {place}: a file is in the way of a folder; choose another one")
        elif not os.access(place, os.W_OK | os.X_OK):
            yield StorageError(f"{key}: {place}: no permission to write here; choose another folder")


def _engine_problems(config: Config) -> Iterator[EngineError]:
    try:
        if config.engine == "spark":
            check_spark(config.spark.master)
    except EngineError as error:
        yield error


def _previous_problems(config: Config) -> Iterator[ConfigError]:
    try:
        check_previous(config)
    except ConfigError as error:
        yield error


def _partition_problems(config: Config, stages: Collection[str]) -> Iterator[ConfigError]:
    """What keeps parts of the country from being weighed as the whole would be."""
    if not config.partition:
        return
    if config.engine == "spark":
        yield ConfigError(f'partition = "{config.partition}": Spark parts its tables itself; leave the key out')
    if config.link.target_precision is not None:
        yield ConfigError(
            f'partition = "{config.partition}": link.target_precision is looked for in the whole; set join_probability instead'
        )
    wanted = [model for stage, model in _MODEL_STAGES.items() if stage in stages]
    trained = [model for model in wanted if config.saved_model(model) is None]
    if trained:
        yield ConfigError(
            f'partition = "{config.partition}": needs saved models, and would have to train {", ".join(trained)}. Name some '
            "(link.person_model, link.family_model, link.household_model; `dtsen-link model train` makes them), "
            "or a previous release"
        )
    household = config.saved_model("household")
    if "household" in wanted and household is not None and not _brings_context(household):
        yield ConfigError(
            f'partition = "{config.partition}": {household} says nothing of matched families as a whole; an older program made '
            "it. Build once without partition (--retrain), or train models (`dtsen-link model train`)"
        )


def _brings_context(household: Path) -> bool:
    """Whether a saved household model freezes what resolve otherwise counts over the country; true where none can be read."""
    from dtsen_link.linkage.splink_model import CONTEXT_KEY

    try:
        return CONTEXT_KEY in json.loads(household.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return True


def _description_problems(config: Config) -> Iterator[ConfigError]:
    """What is wrong with models/*.toml of the user's own."""
    if not any(config.path(f"models/{model}.toml").is_file() for model in ("person", "family")):
        return
    from dtsen_link.linkage.spec import load_spec
    from dtsen_link.linkage.spec_check import check_person_model

    try:
        load_spec(config, "family")
        check_person_model(config)
    except ConfigError as error:
        yield error


def _model_problems(model: str, path: Path, key: str = "") -> Iterator[ConfigError]:
    # Splink takes a second to load, and most builds train.
    from dtsen_link.linkage import splink_model

    try:
        splink_model.load(model, path, key)
    except ConfigError as error:
        yield error


def _reference_problems(config: Config) -> Iterator[ConfigError]:
    name = config.link.reference_models
    files = sorted(config.path(name).glob("*.json")) if name else []
    if name and not files:
        yield ConfigError(
            f"link.reference_models: {config.path(name)}: no saved model in it; name the models/ folder of a release, "
            "or leave the key out"
        )
    for path in files:
        yield from _model_problems(path.stem, path, "reference_models")
