"""The people of one chunk and what the civil registry knows of them, from state to state."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dtsen_link.sample.births import newborns
from dtsen_link.sample.corrections import Corrections, correct
from dtsen_link.sample.dice import Dice
from dtsen_link.sample.events import live_on, live_until
from dtsen_link.sample.institutions import with_institutions
from dtsen_link.sample.names import Names, names_with_newborns, registered_names
from dtsen_link.sample.people import Families, Ints, Issues, People
from dtsen_link.sample.population import settle
from dtsen_link.sample.regions import CHUNKS_PER_LAP, World, build_world
from dtsen_link.sample.registry import Registry, hardship_of, number_families, register, register_newborns
from dtsen_link.sample.vocabulary import vocabulary

_MONONYM_RATE = 0.05


@dataclass
class Life:
    """One chunk at its latest state.

    Attributes:
        corrected: along people, how often the registry has put something of theirs right.
    """

    dice: Dice
    laps: int
    world: World
    people: People
    families: Families
    issues: Issues
    registry: Registry
    named: Names
    corrected: Ints

    @property
    def state(self) -> int:
        """The latest state."""
        return int(self.people.family.shape[1]) - 1


def populate(dice: Dice, families: int, laps: int) -> Life:
    """One chunk at the first quarter."""
    world = build_world(dice.within("world"), families)
    people, settled, issues = settle(dice.within("population"), world)
    people = with_institutions(dice.within("institutions"), people, settled)
    everyone = live_on(dice.within("events"), world, people, settled, issues)
    hardship = hardship_of(dice.within("hardship"), world, people, everyone)
    registry = register(dice.within("registry"), world, people, issues, hardship, laps)
    plain = dice.hits("mononym", _MONONYM_RATE, hardship)
    named = registered_names(dice.within("names"), vocabulary(), people, plain)
    return Life(
        dice, laps, world, people, everyone, issues, registry, named, np.zeros(len(people), dtype=np.int64)
    )  # fmt: skip


def live_a_quarter(life: Life) -> Corrections:
    """Carry the chunk on to its next state; returns what the registry has put right in between."""
    dice, world = life.dice, life.world
    life.people, life.families = life.people.with_another_state(), life.families.with_another_state()
    state = life.state
    later = dice.within(f"quarter{state}")
    born = newborns(later.within("births"), life.people, life.families, state)
    hardship = hardship_of(dice.within("hardship"), world, born, life.families)
    life.people = life.people.and_others(born)
    life.families = live_until(state, dice.within("events"), world, life.people, life.families, life.issues)
    life.registry = register_newborns(dice.within("registry"), world, life.people, hardship, life.registry, life.laps)
    life.registry = number_families(world, life.issues, life.registry, dice.chunk // CHUNKS_PER_LAP, life.laps)
    plain = dice.hits("mononym", _MONONYM_RATE, life.registry.hardship)
    life.named = names_with_newborns(dice.within("names"), vocabulary(), life.people, plain, life.named)
    living = life.people.family[:, state] >= 0
    life.registry, life.named, corrections = correct(
        later.within("corrections"), vocabulary(), life.people, living, life.registry, life.named
    )
    life.corrected = np.concatenate([life.corrected, np.zeros(len(born), dtype=np.int64)])
    for rows in vars(corrections).values():
        life.corrected[rows] += 1
    return corrections
