"""What an explanation says, as data: the terminal shows it, --json writes it.

Numbers and names are masked before they get here.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict


class _View(BaseModel):
    model_config = ConfigDict(frozen=True)


class _Answer(_View):
    """What is told to one question; note says that the build was not published, empty where it was."""

    note: str = ""


class RecordView(_View):
    """One source record; null means that the record does not have the value."""

    record_id: str
    person_id: str
    unit_id: str | None
    nama: str | None
    nik: str | None
    no_kk: str | None
    lahir: str | None
    jenis_kelamin: str | None
    wilayah: str | None
    rule: str
    best_record_id: str | None
    match_probability: float | None


class Step(_View):
    """One comparison: the two values, the level in words, its weight, what rarity adds, and the sum so far."""

    comparison: str
    left: str | None
    right: str | None
    level: str
    weight: float
    rarity: float
    total: float


class Waterfall(_View):
    """All comparisons of one model on one pair; weights are log2 of likelihood ratios, the prior log2 of odds."""

    model: Literal["person", "household", "family"]
    prior_weight: float
    steps: tuple[Step, ...]
    total: float


class BlockingKey(_View):
    """One blocking rule and which of the two records has a key for it."""

    rule: str
    left: bool
    right: bool
    shared: bool


class UnitPairView(_View):
    """Two family units and how far they are one family, by the members as they were finally resolved."""

    unit_id_l: str
    unit_id_r: str
    candidate: bool
    members_shared: int
    members_l: int
    members_r: int
    waterfall: Waterfall
    probability: float
    one_family: bool
    words: str


class Context(_View):
    """The household part of a pair.

    Attributes:
        words: what is known, sentence by sentence.
        family_probability: that both units are one family, as it was when the pair was weighed; null for no candidates.
        outside_weight: added to the person evidence outside a matched family.
        member_weight: log2 odds that two members of matched units are one person, before they are compared.
        leftover_n: members of the larger unit without a partner; null where one of the two has found one.
        one_unit: both rows stand in one unit of one source.
        is_twin: they look like twins.
        units: the pair of units level by level; null for one unit or none.
    """

    words: tuple[str, ...]
    family_probability: float | None
    outside_weight: float
    member_weight: float
    leftover_n: int | None
    one_unit: bool
    is_twin: bool
    units: UnitPairView | None


class Threshold(_View):
    """The probability from which a pair is joined, and the setting it comes from."""

    probability: float
    setting: str
    words: str


class Change(_View):
    """One single change and what it would have made of the pair; weights are null where no level is meant."""

    kind: Literal["level", "family", "twin"]
    words: str
    comparison: str | None
    level_before: str | None
    level_after: str | None
    weight_before: float | None
    weight_after: float | None
    probability: float
    turns: bool


class Obstacle(_View):
    """Two records that cannot be one person and would be, if the two persons were joined."""

    record_id_l: str
    record_id_r: str
    reason: str


class Tie(_View):
    """One pair of records joined in its own right."""

    record_id_l: str
    record_id_r: str
    match_weight: float
    match_probability: float
    rule: str


class PairExplanation(_Answer):
    """Why two records are one person or not.

    Attributes:
        weighed: whether the build weighed the pair; otherwise all figures say what would have come out.
        match_key: the blocking rule that made the pair; null when none did.
        outside_probability: by the person evidence alone; null when no blocking rule made the pair.
        inside_probability: by the household evidence, if the two units are one family; null without it.
        match_probability: all together, with match_weight the log2 of its odds.
        decision: joined, refused, apart, or never_weighed.
        verdict: the decision and the rule behind it, in words.
        path: the ties that hold the two together, when they are one person.
        obstacles: records in the way of a join.
        changes: what would have changed the decision, smallest first.
    """

    kind: Literal["pair"] = "pair"
    left: RecordView
    right: RecordView
    weighed: bool
    match_key: str | None
    keys: tuple[BlockingKey, ...]
    person: Waterfall
    household: Waterfall | None
    context: Context
    threshold: Threshold
    outside_probability: float | None
    inside_probability: float | None
    match_probability: float
    match_weight: float
    decision: Literal["joined", "refused", "apart", "never_weighed"]
    reason: str | None
    verdict: str
    path: tuple[Tie, ...]
    obstacles: tuple[Obstacle, ...]
    changes: tuple[Change, ...]
    change_words: str


class NearPair(_View):
    """A pair of a record of this person with a record of another, not joined."""

    record_id: str
    other_record_id: str
    other_person_id: str
    match_probability: float
    decision: str
    reason: str | None
    question: str | None


class PersonExplanation(_Answer):
    """Why the records of one person are together; `asked` is the record asked about, null when the person was."""

    kind: Literal["person"] = "person"
    asked: str | None
    person_id: str
    records: tuple[RecordView, ...]
    ties: tuple[Tie, ...]
    weakest: Tie | None
    words: tuple[str, ...]
    near: tuple[NearPair, ...]
    pair: PairExplanation | None


class UnitView(_View):
    """One source unit of a family."""

    unit_id: str
    unit_type: str
    no_kk: str | None
    member_n: int
    rule: str
    match_probability: float | None


class MemberView(_View):
    """One current member; record_id is the record that says so."""

    person_id: str
    nama: str | None
    shdk: int | None
    is_kepala: bool
    record_id: str
    unit_ids: tuple[str, ...]


class FamilyExplanation(_Answer):
    """Why the units of one family are together, and which other units came near."""

    kind: Literal["family"] = "family"
    family_id: str
    units: tuple[UnitView, ...]
    members: tuple[MemberView, ...]
    pairs: tuple[UnitPairView, ...]
    weakest: UnitPairView | None
    near: tuple[UnitPairView, ...]
    words: tuple[str, ...]


Explanation = PairExplanation | PersonExplanation | FamilyExplanation
