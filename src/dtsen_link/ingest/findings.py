"""What `dtsen-link check` finds, as data: the console shows it, --json writes it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, computed_field

from dtsen_link.errors import ConfigError, SourceError, StorageError


class _Finding(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Problem(_Finding):
    """Something to put right (error) or to look at (warning).

    Attributes:
        level: an error stops a build, a warning does not.
        source: name of the source; empty where the problem is not one of a source.
        file: delivered file; empty where it is not one of a file.
        message: what is wrong, where, what was expected and what to do.
        exit_code: what `build` would end with; 0 for a warning.
    """

    level: Literal["error", "warning"]
    source: str = ""
    file: str = ""
    message: str
    exit_code: int = 0


class ValueCount(_Finding):
    """A value or a kind of value, and how many rows bear it."""

    value: str
    rows: int


class ColumnFinding(_Finding):
    """One of our columns in one file.

    Attributes:
        column: our name.
        delivered: the file's name for it, or several joined with '+'.
        filled: rows with a value.
        valid: rows with a value that can be used; None where any text will do.
        kinds: for NIK and KK, what the values are; for coded columns, the commonest values that are not listed.
    """

    column: str
    delivered: str
    filled: int
    valid: int | None
    kinds: tuple[ValueCount, ...] = ()


class FileFinding(_Finding):
    """One delivered file: its form, its rows, its columns; `flags` as in the table raw_file."""

    file: str
    format: str
    encoding: str | None
    delimiter: str | None
    size_bytes: int
    rows: int
    broken: int
    unmapped: tuple[str, ...]
    flags: tuple[str, ...]
    columns: tuple[ColumnFinding, ...]


class SourceFinding(_Finding):
    """One source: its files, and the rows whose key another row of the source bears too."""

    name: str
    files: tuple[FileFinding, ...]
    rows: int
    repeated_key_rows: int


class RulePairs(_Finding):
    """Candidate pairs of one kind of shared key; `crowded` records share theirs with too many others to be compared by it."""

    rule: str
    pairs: int
    crowded: int


class Forecast(_Finding):
    """What a build will need, from the deliveries' own keys; see forecast.py for how far to trust it.

    Attributes:
        records: rows that can become records.
        pairs: candidate pairs, one counted twice when two rules make it.
        rules: the same per rule.
        memory_bytes: peak memory, within memory_limit.
        disk_bytes: work folder, temporary files and release together.
        seconds: wall time on the configured threads.
    """

    records: int
    pairs: int
    rules: tuple[RulePairs, ...]
    memory_bytes: int
    disk_bytes: int
    seconds: int


class Findings(_Finding):
    """Everything `check` found; `exit_code` is 0 when a build can start."""

    sources: tuple[SourceFinding, ...]
    problems: tuple[Problem, ...]
    forecast: Forecast | None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def exit_code(self) -> int:
        """0, or the code of the gravest error: configuration first, then deliveries, then storage."""
        codes = {problem.exit_code for problem in self.problems if problem.level == "error"}
        order = (ConfigError.exit_code, SourceError.exit_code, StorageError.exit_code)
        return next((code for code in order if code in codes), min(codes, default=0))
