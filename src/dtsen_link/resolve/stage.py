"""Resolve: persons and families together.

A person pair inside a matched family gains, one outside it loses; persons found so make more families match, and those more
persons. Strict to loose, two rounds.
"""

from __future__ import annotations

from dtsen_link import resources
from dtsen_link.config import Config
from dtsen_link.engine import Engine
from dtsen_link.linkage import model_tables, splink_model, training
from dtsen_link.linkage.numbers import give_names, use_numbers
from dtsen_link.linkage.record_clusters import cluster_edges
from dtsen_link.linkage.spec import load_spec
from dtsen_link.linkage.unit_clusters import cluster_units
from dtsen_link.previous import previous_release
from dtsen_link.resolve import evidence, rescoring
from dtsen_link.resolve import household_memory as memory
from dtsen_link.resolve.context import Context, settle_context, with_context
from dtsen_link.resolve.decided import make_decided
from dtsen_link.resolve.household import log_odds, train_household
from dtsen_link.resolve.threshold import settle
from dtsen_link.stage import Stage

ROUNDS = 2
# Confident pairs, by person evidence without the place, tell how often a person is found outside a matched family.
CONFIDENT_WEIGHT = 12.0
# Members are compared one by one even where the families match with no more than this weight.
FAMILY_FLOOR = -8.0
# What looks like twins is asked, never joined: its probability is scaled down into the range of questions.
TWIN_SHARE = 0.45
# A tie stronger by so many bits (8 to 1) has clearly found the record's own partner in the other family.
CLEAR_MARGIN = 3.0
# Pairs less probable than this were never in question and are not kept for explanations.
LEAST_KEPT = 0.01
DUPLICATE_PROBABILITY = 0.9
# Two rows of one family this likely to be one person are joined where a record of another source matches both.
PLAUSIBLE_PROBABILITY = 0.2
FAMILY_PROBABILITY = 0.5

_SQL = (
    "tmp_decided_family",
    "link_decided",
    "tmp_unit_apart",
    "tmp_twin",
    "tmp_context_unit",
    "tmp_known_pair",
    "tmp_context_pair",
    "tmp_household_round",
    "tmp_changed_record",
    "tmp_changed_unit",
    "tmp_rescored_pair",
    "tmp_unit_size",
    "tmp_touched_record",
    "tmp_pair_place",
    "tmp_partnered",
    "tmp_pair_evidence",
    "tmp_whole_evidence",
    "tmp_outside",
    "tmp_context_prior",
    "tmp_pair_weight",
    "tmp_edge",
    "tmp_duplicate",
    "tmp_plausible",
    "tmp_pair_fate",
    "link_person",
    "tmp_unit_edge",
    "tmp_unit_tie",
    "link_family",
    "link_pair",
    "link_question",
    "link_carried",
    "link_carried_question",
    "household_score",
)

_FIRST_GUESS = """
    CREATE TABLE tmp_cluster AS
    SELECT record_no AS record_id, unit_no AS unit_id, cluster_no AS cluster_id
    FROM link_strict_cluster
"""


def run(engine: Engine, config: Config) -> None:
    """Join records into persons and units into families, and keep the questions that remain."""
    use_numbers(engine, ("link_record", "link_person_pair", "link_family_pair"))
    person, family = _load(engine, "person"), _load(engine, "family")
    make_decided(engine, release=config.release, previous_release=previous_release(config))
    household = _household(engine, config, person)
    memory.recall(engine, household)
    engine.execute(_FIRST_GUESS)
    _run(engine, "tmp_twin")
    engine.execute("CREATE TABLE tmp_household_pair (record_id_l BIGINT, record_id_r BIGINT, household_weight DOUBLE)")
    engine.execute("CREATE TABLE tmp_compared_unit (unit_id_l BIGINT, unit_id_r BIGINT)")
    threshold = config.link.join_probability
    contexts: list[Context] = []
    for number in range(ROUNDS):
        changed_alone = number > 0 and rescoring.score_changed(engine, family)
        household, context = _weigh_pairs(engine, household, number, changed_alone=changed_alone)
        contexts.append(context)
        rescoring.note_scored(engine)
        if number == ROUNDS - 1:
            threshold = settle(engine, config.link, lambda at: _cluster(engine, config, at))
        else:
            _cluster(engine, config, config.link.join_probability)
    rescoring.score_changed(engine, family)
    _finish(engine, config, threshold)
    models = (person, family, with_context(household, contexts))
    engine.register("link_model", model_tables.model_table(models))
    engine.register("link_model_file", model_tables.model_file_table(models))
    memory.keep(engine)


def _weigh_pairs(
    engine: Engine, household: splink_model.TrainedModel, number: int, *, changed_alone: bool
) -> tuple[splink_model.TrainedModel, Context]:
    _run(engine, "tmp_context_unit", family_floor=FAMILY_FLOOR)
    _run(engine, "tmp_context_pair")
    engine.execute("INSERT INTO tmp_compared_unit SELECT * FROM tmp_context_unit")
    memory.score(engine, household)
    # The first round scores nearly all pairs, the second only those that it adds.
    scored = household if number else splink_model.with_level_shares(engine, household, "tmp_household_prediction")
    _run(engine, "tmp_household_round")
    engine.execute("INSERT INTO tmp_household_pair SELECT * FROM tmp_household_round")
    evidence.gather(engine, strict_weight=CONFIDENT_WEIGHT, changed_alone=changed_alone)
    context = settle_context(engine, household, number)
    _run(
        engine,
        "tmp_pair_weight",
        duplicate_log_odds=log_odds(household.settings["probability_two_random_records_match"]),
        context_log_odds=context.member_log_odds,
        coverage=context.coverage,
        twin_share=TWIN_SHARE,
    )
    return scored, context


def _cluster(engine: Engine, config: Config, threshold: float) -> None:
    _run(
        engine,
        "tmp_edge",
        join_probability=threshold,
        member_join_probability=config.link.member_join_probability,
    )
    _run(engine, "tmp_duplicate", duplicate_probability=DUPLICATE_PROBABILITY)
    _run(engine, "tmp_plausible", plausible_probability=PLAUSIBLE_PROBABILITY)
    cluster_edges(
        engine,
        edges="tmp_edge",
        duplicates="tmp_duplicate",
        plausible="tmp_plausible",
        twins="tmp_twin",
        max_size=config.link.max_cluster_size,
        together="tmp_together",
        apart="tmp_apart",
    )


def _finish(engine: Engine, config: Config, threshold: float) -> None:
    question_probability = config.link.question_probability
    _run(engine, "tmp_pair_fate", least_probability=min(LEAST_KEPT, question_probability))
    engine.drop(["tmp_pair_weight", "tmp_pair_evidence"])
    _run(engine, "link_person", join_probability=threshold)
    _run(engine, "tmp_unit_edge", family_probability=FAMILY_PROBABILITY)
    _run(engine, "tmp_unit_tie")
    cluster_units(engine, "tmp_unit_tie")
    _run(engine, "link_family")
    _run(engine, "link_pair", least_probability=LEAST_KEPT)
    _run(engine, "link_question", question_probability=question_probability, clear_margin=CLEAR_MARGIN)
    engine.drop(["tmp_pair_fate"])
    give_names(engine, "link_person", records=("record_id", "cluster_id", "best_record_id"))
    give_names(engine, "link_family", units=("unit_id", "family_cluster_id"))
    for pairs in ("link_pair", "link_question"):
        give_names(engine, pairs, records=("record_id_l", "record_id_r"))
    _run(engine, "link_carried")
    _run(engine, "link_carried_question")


def _household(engine: Engine, config: Config, person: splink_model.TrainedModel) -> splink_model.TrainedModel:
    path = config.saved_model("household")
    if path is not None:
        return training.with_charts(engine, "link_record", splink_model.load("household", path))
    return train_household(engine, config, load_spec(config, "person"), person)


def _run(engine: Engine, name: str, **variables: float) -> None:
    engine.drop([name])
    engine.run_file(resources.sql_dir() / "5_resolve" / f"{name}.sql", variables)


def _load(engine: Engine, name: str) -> splink_model.TrainedModel:
    return model_tables.from_row(engine.query(f"SELECT * FROM {name}_model_file").to_pylist()[0])


STAGE = Stage(
    name="resolve",
    reads=(
        "decision",
        "decision_record",
        "prev_decision",
        "prev_id",
        "record_tie",
        "linked_family",
        "link_record",
        "link_person_pair",
        "person_model_file",
        "link_family_pair",
        "link_strict_cluster",
        "family_model_file",
        "record_content",
        "earlier_household_score",
        "earlier_link_model_file",
    ),
    writes=(
        "link_person",
        "link_family",
        "link_pair",
        "link_question",
        "household_score",
        "link_carried",
        "link_carried_question",
        "link_decided",
        "link_decision",
        "link_threshold",
        "link_model",
        "link_model_file",
    ),
    sql=_SQL,
    run=run,
)
