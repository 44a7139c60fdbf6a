"""Persons: pairs of records that may be one person, scored on the evidence about the person alone."""

from __future__ import annotations

from collections.abc import Mapping

from dtsen_link import resources
from dtsen_link.config import Config
from dtsen_link.engine import Engine
from dtsen_link.engine.base import Value
from dtsen_link.gate_limits import hold
from dtsen_link.linkage import frequencies, model_tables, splink_model, training
from dtsen_link.linkage.spec import ModelSpec, load_spec
from dtsen_link.persons import own_columns
from dtsen_link.persons.measures import measure_u
from dtsen_link.persons.scoring import note_content, score_pairs
from dtsen_link.stage import Stage

# Comparisons whose weight link_person_pair keeps; the place's is added under whatever name it has.
_PERSON_COMPARISONS = ("nama", "nik", "lahir", "jenis_kelamin")

_FORMS = ("tmp_token_count", "tmp_name_form", "tmp_record_no", "tmp_unit_no", "tmp_record_form", "tmp_record_key")
_SQL = (
    "linked_person",
    *_FORMS,
    "tmp_block",
    "link_record",
    "link_blocking",
    "tmp_nik_agreement",
    "tmp_unchanged",
    "tmp_kept_pair",
    "person_score",
    "link_person_pair",
)


def run(engine: Engine, config: Config) -> None:
    """Make link_record, train or load the person model, score the candidate pairs."""
    spec = load_spec(config, "person")
    make_records(engine, config, spec)
    _hold_pairs(engine, config)
    model = _model(engine, config, spec)
    note_content(engine)
    weights = {f"mw_{name}": name for name in _PERSON_COMPARISONS} | {"mw_wilayah": spec.place()}
    lookups = frequencies.make_lookups(engine, model)
    model = score_pairs(engine, model, weights, lookups, by_province=bool(config.partition))
    _run(engine, "person_score")
    _run(engine, "link_person_pair", {"rule_names": ",".join(rule.name for rule in spec.blocking)})
    engine.register("person_model", model_tables.model_table([model]))
    engine.register("person_model_file", model_tables.model_file_table([model]))


def make_records(engine: Engine, config: Config, spec: ModelSpec) -> None:
    """Make link_record, link_blocking and link_frequency (of tokens), with the columns and keys of a model."""
    extras = config.extra_names()
    _run(engine, "linked_person")
    frozen = frequencies.open_frozen(engine, config.saved_model("person"))
    for name in _FORMS:
        _run(engine, name, {"frozen": frozen})
    frequencies.keep_tokens(engine, frozen=frozen)
    own_columns.make_extra_columns(engine, extras)
    own_columns.make_own_keys(engine, spec, extras)
    limits = {"max_block_size": config.link.max_block_size, "max_rare_block_size": config.link.max_rare_block_size}
    for name in ("tmp_block", "link_record", "link_blocking"):
        _run(engine, name, limits)
    own_columns.add_own_columns(engine, spec, extras)
    engine.settle("link_record")
    engine.drop([*_FORMS, "tmp_block", "tmp_extra", "tmp_own_key", "tmp_rule"])


def _hold_pairs(engine: Engine, config: Config) -> None:
    """Stop before pairs that no machine can hold are made, not after."""
    found = engine.query(
        "SELECT (SELECT coalesce(sum(pair_n), 0) FROM link_blocking) / greatest(count(*), 1) AS n FROM link_record"
    ).to_pylist()[0]["n"]
    hold(config, "candidate_pairs_per_record", round(float(found), 6))


def _model(engine: Engine, config: Config, spec: ModelSpec) -> splink_model.TrainedModel:
    path = config.saved_model("person")
    if path is not None:
        saved = splink_model.load("person", path)
        return training.with_charts(engine, "link_record", saved)
    return training.train(
        engine,
        spec.with_key_columns(),
        "link_record",
        measured_u=measure_u(engine),
        seed=config.seed,
        max_pairs=config.link.max_train_pairs,
    )


def _run(engine: Engine, name: str, variables: Mapping[str, Value] | None = None) -> None:
    engine.run_file(resources.sql_dir() / "3_persons" / f"{name}.sql", variables)


STAGE = Stage(
    name="persons",
    reads=(
        "std_person",
        "carried_person",
        "std_extra",
        "earlier_record_content",
        "earlier_person_score",
        "earlier_person_model_file",
        "earlier_link_frequency",
    ),
    writes=(
        "link_record",
        "link_blocking",
        "link_frequency",
        "record_content",
        "person_score",
        "link_person_pair",
        "person_model",
        "person_model_file",
    ),
    sql=_SQL,
    run=run,
)
