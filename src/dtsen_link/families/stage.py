"""Families: pairs of family units that may be one family, fed by members matched one to one."""

from __future__ import annotations

from dtsen_link import resources
from dtsen_link.config import Config
from dtsen_link.engine import Engine
from dtsen_link.linkage import model_tables, splink_model, training, unit_pairs
from dtsen_link.linkage.numbers import give_names, use_numbers
from dtsen_link.linkage.record_clusters import cluster_edges
from dtsen_link.linkage.spec import load_spec
from dtsen_link.linkage.spec_check import check_family_model
from dtsen_link.stage import Stage

# Person pairs this strong are taken as matched before anything is known of families.
STRICT_WEIGHT = 10.0
# A pair of units costs about four pairs of records to compare (lists of members), and the rare levels are counted anyway.
PAIR_COST = 4

_SQL = (
    "linked_family",
    "tmp_strict_edge",
    "tmp_unit_member",
    "link_unit",
    "tmp_shared_member",
    "tmp_unit_agreement",
    "tmp_kk_agreement",
    "link_family_pair",
)

# Only resolve reads it, and that by number: the names of millions of records are not joined and written for nobody.
_STRICT_CLUSTER = """
    CREATE TABLE link_strict_cluster AS
    SELECT record_id AS record_no, unit_id AS unit_no, cluster_id AS cluster_no
    FROM tmp_cluster
"""


def run(engine: Engine, config: Config) -> None:
    """Cluster strict person pairs, build the units, train or load the family model, score the pairs of units."""
    engine.run_file(resources.sql_dir() / "4_families" / "linked_family.sql")
    use_numbers(engine, ("link_record", "link_person_pair"))
    engine.run_file(resources.sql_dir() / "4_families" / "tmp_strict_edge.sql", {"strict_weight": STRICT_WEIGHT})
    cluster_edges(
        engine, edges="tmp_strict_edge", duplicates="", plausible="", twins="", max_size=config.link.max_cluster_size
    )
    engine.execute(_STRICT_CLUSTER)
    unit_pairs.make_units(engine)
    model = _model(engine, config)
    model = unit_pairs.score_units(engine, model, tell_shares=True)
    give_names(engine, "linked_family", units=("unit_id",))
    give_names(engine, "link_family_pair", units=("unit_id_l", "unit_id_r"))
    engine.register("family_model", model_tables.model_table([model]))
    engine.register("family_model_file", model_tables.model_file_table([model]))


def _model(engine: Engine, config: Config) -> splink_model.TrainedModel:
    path = config.saved_model("family")
    if path is not None:
        saved = splink_model.load("family", path)
        return training.with_charts(engine, "link_unit", saved)
    spec = load_spec(config, "family")
    check_family_model(engine, config, spec)
    return training.train(
        engine,
        spec,
        "link_unit",
        measured_u=unit_pairs.measure_u(engine) | unit_pairs.measure_kk_u(engine),
        seed=config.seed,
        max_pairs=config.link.max_train_pairs // PAIR_COST,
    )


STAGE = Stage(
    name="families",
    reads=("std_family", "carried_family", "link_record", "link_person_pair"),
    writes=("linked_family", "link_strict_cluster", "link_family_pair", "family_model", "family_model_file"),
    sql=_SQL,
    run=run,
)
