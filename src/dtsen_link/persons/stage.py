"""Persons: pairs of records that may be one person, scored on the evidence about the person alone."""

from __future__ import annotations

from dtsen_link import resources
from dtsen_link.config import Config
from dtsen_link.engine import Engine
from dtsen_link.linkage import splink_model, training
from dtsen_link.linkage.spec import load_spec
from dtsen_link.persons.measures import measure_u
from dtsen_link.stage import Stage

# Pairs below this weight are never joined, whatever the household says, and need not be kept.
WEIGHT_FLOOR = -10.0

_SQL = (
    "tmp_token_count",
    "tmp_name_form",
    "tmp_record_form",
    "tmp_block",
    "link_record",
    "link_blocking",
    "tmp_nik_agreement",
    "link_person_pair",
)


def run(engine: Engine, config: Config) -> None:
    """Make link_record, train or load the person model, score the candidate pairs."""
    folder = resources.sql_dir() / "3_persons"
    limits = {"max_block_size": config.link.max_block_size, "max_rare_block_size": config.link.max_rare_block_size}
    for name in _SQL[:-2]:
        engine.run_file(folder / f"{name}.sql", limits)
    engine.drop(["tmp_token_count", "tmp_name_form", "tmp_record_form", "tmp_block"])
    model = _model(engine, config)
    splink_model.score(engine, model, "link_record", "tmp_prediction", floor=WEIGHT_FLOOR)
    rules = ",".join(rule.name for rule in load_spec(config, "person").blocking)
    engine.run_file(folder / "link_person_pair.sql", {"rule_names": rules})
    engine.register("person_model", splink_model.model_table([model]))
    engine.register("person_model_file", splink_model.model_file_table([model]))


def _model(engine: Engine, config: Config) -> splink_model.TrainedModel:
    if config.link.person_model:
        saved = splink_model.load("person", config.path(config.link.person_model))
        return training.with_charts(engine, "link_record", saved)
    return training.train(
        engine,
        load_spec(config, "person"),
        "link_record",
        measured_u=measure_u(engine),
        seed=config.seed,
        max_pairs=config.link.max_train_pairs,
    )


STAGE = Stage(
    name="persons",
    reads=("std_person",),
    writes=("link_record", "link_blocking", "link_person_pair", "person_model", "person_model_file"),
    sql=_SQL,
    run=run,
)
