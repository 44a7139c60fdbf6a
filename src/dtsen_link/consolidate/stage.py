"""Consolidate: one golden person per cluster of records, one golden family per cluster of units, with lasting ids.

The sources contradict one another in one field of three persons, and neither a mixture of their values nor the whole of one
record is right: each field has its own rules (configs/survivorship.toml), and each published value says which record it came
from and which rule chose it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dtsen_link import resources
from dtsen_link.consolidate.claims import give_ids
from dtsen_link.consolidate.rules import as_table, survivorship_rules
from dtsen_link.decisions.tables import DECISION_TABLES
from dtsen_link.domain.id_key import read_id_key
from dtsen_link.previous import PREVIOUS_TABLES, previous_release
from dtsen_link.stage import Stage

if TYPE_CHECKING:
    from dtsen_link.config import Config
    from dtsen_link.engine import Engine
    from dtsen_link.engine.base import Value

SQL: tuple[str, ...] = (
    "tmp_known_id",
    "tmp_given_id",
    "tmp_person_vote",
    "tmp_person_key",
    "tmp_family_vote",
    "tmp_family_key",
    "tmp_id_place",
    "tmp_unit_key",
    "tmp_record",
    "tmp_death",
    "tmp_offer",
    "tmp_person_common",
    "tmp_family_common",
    "tmp_decided_side",
    "tmp_decided_offer",
    "tmp_decided_value",
    "tmp_decided_head",
    "tmp_claim_person",
    "tmp_claim_family",
    "tmp_agreeing",
    "tmp_scored",
    "tmp_winner",
    "tmp_person_value",
    "tmp_family_value",
    "gold_member",
    "tmp_person_tie",
    "tmp_person_program",
    "gold_person",
    "gold_family",
    "tmp_family_move",
    "tmp_provenance",
    "gold_provenance",
    "gold_person_source",
    "tmp_person_fate",
    "tmp_family_fate",
    "tmp_new_id",
    "gold_absent",
    "gold_id",
    "gold_decision",
    "tmp_person_cause",
    "tmp_person_event",
    "tmp_family_cause",
    "tmp_family_event",
    "id_event",
)
# Votes -> the ids given by them, before the next file reads who got which.
_GIVEN = {"tmp_person_vote": "tmp_person_given", "tmp_family_vote": "tmp_family_given"}
# What is wide or has many rows, and is little read here. The two longest of what is released are sorted, by a number in the place
# of the id; persons and families when they are kept, as their order hangs on how many they are. Provenance, the longest, is on
# disk before it is sorted: then what it is made of is given back.
_SETTLED: dict[str, tuple[str, ...]] = {
    "tmp_offer": (),
    "gold_person": (),
    "gold_family": (),
    "tmp_provenance": (),
    "gold_provenance": ("id_place", "field"),
    "gold_person_source": ("record_place",),
}
# What is large and not needed after a step is given back at once: a row for every record, or for every value in dispute.
_DROP_AFTER = {
    "tmp_claim_family": ("tmp_offer",),
    "tmp_scored": ("tmp_claim_person", "tmp_claim_family", "tmp_agreeing"),
    "tmp_winner": ("tmp_scored",),
    "gold_person": ("tmp_person_tie", "tmp_person_value", "tmp_person_program"),
    "gold_family": ("tmp_unit_key",),
    "tmp_family_move": ("tmp_family_value",),
    "tmp_provenance": ("tmp_id_place", "tmp_person_common", "tmp_family_common", "tmp_winner"),
    "gold_provenance": ("tmp_provenance",),
    "gold_person_source": ("tmp_record",),
}


def run(engine: Engine, config: Config) -> None:
    """Write the golden tables, the ids ever given, who is absent, and what happened to each id.

    Raises:
        ConfigError: no fit id key file, an unknown field or rule in [survivorship].
    """
    variables: dict[str, Value] = {
        **read_id_key(config.path(config.id_key_file)).variables(),
        "release": config.release,
        "previous_release": previous_release(config),
    }
    engine.register("survivorship_rule", as_table(survivorship_rules(config.survivorship)))
    for name in SQL:
        engine.run_file(resources.sql_dir() / "6_consolidate" / f"{name}.sql", variables)
        if name in _SETTLED:
            engine.settle(name, _SETTLED[name])
        engine.drop(_DROP_AFTER.get(name, ()))
        if name in _GIVEN:
            give_ids(engine, name, _GIVEN[name])


STAGE = Stage(
    name="consolidate",
    reads=(
        "std_person",
        "std_family",
        "record_tie",
        "link_person",
        "link_family",
        "link_carried",
        "link_decided",
        "link_decision",
        *DECISION_TABLES,
        *PREVIOUS_TABLES,
    ),
    writes=(
        "gold_person",
        "gold_family",
        "gold_member",
        "gold_person_source",
        "gold_provenance",
        "gold_absent",
        "gold_id",
        "gold_decision",
        "id_event",
    ),
    sql=SQL,
    run=run,
)
