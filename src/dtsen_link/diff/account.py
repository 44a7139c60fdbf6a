"""The account of what changed, as data: diff.json holds it, the page shows it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

# The deciles that social assistance goes by.
LOW = ("1", "2", "3", "4")


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class ReleaseSide(_Frozen):
    """One of the two releases.

    Attributes:
        release: its name.
        data_dates: source -> the day its data speak of.
        records: source records in it.
    """

    release: str
    data_dates: dict[str, str]
    records: int


class Flow(_Frozen):
    """How many a group was, how many it is, and by what way they came and went.

    after = before - absent - reported_dead - merged - dissolved - went + came + new + split + returned.

    Attributes:
        before: in the old release.
        after: in the new release.
        new: not known before.
        returned: known before as absent.
        split: parted from one who lives on.
        came: in both releases, before in another group.
        went: in both releases, now in another group.
        merged: found to be the same as another, who lives on.
        dissolved: families whose members live elsewhere now.
        absent: in no delivery any more.
        reported_dead: the same, and reported dead.
        low_before: of `before` in deciles 1 to 4.
        low_after: of `after` in deciles 1 to 4.
        low_entered: of `low_after`, those who were not in deciles 1 to 4 of this group.
        low_left: of `low_before`, those who are no longer.
    """

    before: int = 0
    after: int = 0
    new: int = 0
    returned: int = 0
    split: int = 0
    came: int = 0
    went: int = 0
    merged: int = 0
    dissolved: int = 0
    absent: int = 0
    reported_dead: int = 0
    low_before: int = 0
    low_after: int = 0
    low_entered: int = 0
    low_left: int = 0

    @property
    def gained(self) -> int:
        """All who were not in the old release."""
        return self.new + self.returned + self.split

    @property
    def lost(self) -> int:
        """All who are not in the new release under an id of their own."""
        return self.absent + self.reported_dead + self.merged + self.dissolved

    @property
    def turnover(self) -> int:
        """How much happened, by which areas are put in order."""
        return self.gained + self.lost + self.came + self.went


class Group(Flow):
    """The flow of one province, kabupaten or decile; `-` is unknown or not ranked."""

    code: str
    name: str


class Reason(_Frozen):
    """Why some came into deciles 1 to 4 or left them.

    Attributes:
        direction: came or left.
        reason: code; the page and docs/diff.md say what each means.
        source: whose record decides the decile now, or no longer does; empty where no record does.
        count: how many.
    """

    direction: str
    reason: str
    source: str
    count: int


class Entities(_Frozen):
    """What became of the persons, or of the families.

    Attributes:
        all: the whole registry.
        changes: what is different about those in both releases -> how many.
        matrix: decile before -> decile after -> how many; `-` not ranked, `out` not in that release.
        low_reasons: who came into deciles 1 to 4 or left them, by reason and source.
        by_province, by_kabupaten, by_decile: the flow of each.
    """

    all: Flow
    changes: dict[str, int]
    matrix: dict[str, dict[str, int]]
    low_reasons: tuple[Reason, ...]
    by_province: tuple[Group, ...]
    by_kabupaten: tuple[Group, ...]
    by_decile: tuple[Group, ...]


class Questions(_Frozen):
    """One type of question to people: how many were open, what became of them, how many are."""

    jenis: str
    open_before: int
    decided: int
    closed_by_data: int
    still_open: int
    opened: int
    reopened: int
    open_now: int


class ProgrammeFlow(_Frozen):
    """How many persons of a group received a programme, how many do, and by what way they came and went.

    after = before - lost - merged - absent - reported_dead - went + gained + came + new + split + returned.

    Attributes:
        before: in the old release.
        after: in the new release.
        gained: in both releases, did not receive it before.
        gained_unsaid: of `gained`, those of whom the old release said nothing of any programme.
        lost: in both releases, receive it no more.
        lost_unsaid: of `lost`, those of whom the new release says nothing of any programme.
        new, returned, split: receive it, and were not in the old release.
        came, went: receive it in both releases, but in another group.
        merged: turned out to be the same as another who received it too.
        absent, reported_dead: received it, and are not in the new release.
    """

    before: int = 0
    after: int = 0
    gained: int = 0
    gained_unsaid: int = 0
    lost: int = 0
    lost_unsaid: int = 0
    new: int = 0
    returned: int = 0
    split: int = 0
    came: int = 0
    went: int = 0
    merged: int = 0
    absent: int = 0
    reported_dead: int = 0

    @property
    def arrived(self) -> int:
        """All who receive it and were not in the old release."""
        return self.new + self.returned + self.split

    @property
    def turnover(self) -> int:
        """How much happened, by which areas are put in order."""
        return self.gained + self.lost + self.arrived + self.absent + self.reported_dead


class ProgrammeGroup(ProgrammeFlow):
    """The flow of one programme in one province, kabupaten or decile; `-` is unknown or not ranked."""

    code: str
    name: str


class Programme(_Frozen):
    """Who gained and lost one programme: in the whole registry, per province, kabupaten and decile."""

    program: str
    all: ProgrammeFlow
    by_province: tuple[ProgrammeGroup, ...]
    by_kabupaten: tuple[ProgrammeGroup, ...]
    by_decile: tuple[ProgrammeGroup, ...]


class Programmes(_Frozen):
    """The programme marks of the persons.

    Attributes:
        not_kept_by: releases made before persons had programme marks; then nothing is told of any.
        said_before, said_after: persons of whom the release says something of programmes; 0 where nothing is told.
        each: by programme.
    """

    not_kept_by: tuple[str, ...]
    said_before: int
    said_after: int
    each: tuple[Programme, ...]


class Account(_Frozen):
    """Everything that is told of two releases.

    Attributes:
        old, new: the releases.
        matched_by: ids or records.
        records_in_both: records of the old release that the new one holds.
        delivered_anew: sources with a file that the old release did not have.
        notes: what a reader must know before the figures.
        persons, families: what became of them; families are those with members.
        programmes: who gained and lost each.
        conflicts: by type.
    """

    old: ReleaseSide
    new: ReleaseSide
    matched_by: str
    records_in_both: int
    delivered_anew: tuple[str, ...]
    notes: tuple[str, ...]
    persons: Entities
    families: Entities
    programmes: Programmes
    conflicts: tuple[Questions, ...]
