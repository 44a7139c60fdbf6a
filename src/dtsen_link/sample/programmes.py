"""Which families receive which social programme, at each state, and what P3KE says of it.

Everything here draws from streams of its own, so that the people and their records are the same with it and without.
A programme is given to a family: the poorer, the likelier. Each quarter some families are looked at again, and then it is
decided anew; so programmes are gained and lost, and go with the person who comes into another family.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dtsen_link.sample.dice import Dice
from dtsen_link.sample.observe import Records
from dtsen_link.sample.people import Bools, Families, Ints, People

# Shares of families by tenth of welfare, the poorest first. BST and BPUM were given in the years of the pandemic.
_SHARES = {
    "BPNT": (0.62, 0.52, 0.40, 0.28, 0.16, 0.09, 0.05, 0.02, 0.01, 0.0),
    "BPUM": (0.06, 0.08, 0.09, 0.09, 0.08, 0.07, 0.05, 0.04, 0.02, 0.01),
    "BST": (0.15, 0.14, 0.12, 0.10, 0.08, 0.05, 0.03, 0.02, 0.01, 0.0),
    "PKH": (0.55, 0.45, 0.33, 0.22, 0.12, 0.06, 0.03, 0.015, 0.005, 0.0),
    "SEMBAKO": (0.60, 0.50, 0.38, 0.27, 0.16, 0.09, 0.05, 0.02, 0.01, 0.0),
}
PROGRAMMES = tuple(_SHARES)
# Where the tenths of a normal welfare begin, from the second on.
_TENTHS = (-1.2816, -0.8416, -0.5244, -0.2533, 0.0, 0.2533, 0.5244, 0.8416, 1.2816)
_TOGETHER = 0.6  # who is found poor by one programme mostly is by the others
_LOOKED_AT_AGAIN = 0.06  # of the families, from state to state
_MISSED, _WRONGLY_SAID, _NOTHING_SAID = 0.04, 0.01, 0.02
NO, YES, EMPTY = range(3)


def received(dice: Dice, families: Families, state: int, programme: str) -> Bools:
    """Along families: who receives a programme at a state.

    Args:
        dice: of the chunk.
        families: the families; those founded later are added below and change nothing for the others.
        state: the state.
        programme: one of PROGRAMMES.
    """
    own = dice.within("programmes")
    n = len(families)
    chance = np.array(_SHARES[programme])[np.searchsorted(_TENTHS, families.welfare, side="right")]
    draw = _draw(own, programme, n, 0)
    for at in range(1, state + 1):
        again = own.uniform(f"{programme} looked at {at}", n) < _LOOKED_AT_AGAIN
        draw = np.where(again, _draw(own, programme, n, at), draw)
    return np.asarray((draw < chance) & ~families.institution)


def persons_receiving(dice: Dice, people: People, families: Families, state: int, programme: str) -> Bools:
    """Along people: who lives in a family that receives a programme at a state."""
    family = people.family[:, state]
    return np.asarray((family >= 0) & received(dice, families, state, programme)[np.maximum(family, 0)])


def written_programmes(dice: Dice, families: Families, records: Records, state: int) -> dict[str, Ints]:
    """What P3KE writes of each programme, NO, YES or EMPTY: of one house the same in every row, and sometimes wrong."""
    own = dice.within("programmes").within(f"p3ke{state}")
    written = {}
    for programme in PROGRAMMES:
        there, draw = received(dice, families, state, programme), own.uniform(programme, len(families))
        said = np.where(there, draw >= _MISSED, draw < _WRONGLY_SAID)
        empty = own.uniform(f"{programme} empty", len(families)) < _NOTHING_SAID
        written[programme] = np.where(empty, EMPTY, np.where(said, YES, NO))[records.address]
    return written


def _draw(own: Dice, programme: str, n: int, state: int) -> NDArray[np.float64]:
    common = own.uniform(f"together {state}", n)
    apart = own.uniform(f"{programme} {state}", n)
    return np.asarray(np.where(own.uniform(f"{programme} apart {state}", n) < _TOGETHER, common, apart))
