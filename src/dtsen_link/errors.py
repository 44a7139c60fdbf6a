"""The errors a user can meet, and the exit code of each.

Schedulers read the exit code, people read the message: it says what is wrong, where, why, and what to do next.
Anything that is not a UserError is our bug and leaves with exit code 1 and a traceback.
"""

from __future__ import annotations

from typing import ClassVar


class DtsenLinkError(Exception):
    """Base of everything this package raises on purpose."""


class UserError(DtsenLinkError):
    """Something the user can put right; shown without a traceback."""

    exit_code: ClassVar[int] = 9


class ConfigError(UserError):
    """A configuration file: file, key, value, what is allowed."""

    exit_code = 10


class SourceError(UserError):
    """A delivery: file, column or line, what was expected."""

    exit_code = 11


class ContractError(UserError):
    """A table between stages: stage, table, column, how many rows; keys at most five, NIK never in full."""

    exit_code = 12


class GateError(UserError):
    """A gate or an invariant: its name, the value, the limit, where the rows are."""

    exit_code = 13


class BacklogError(UserError):
    """More open conflicts than the user's own limit."""

    exit_code = 14


class StorageError(UserError):
    """A folder that cannot be written, a disk that is full."""

    exit_code = 15


class NotFoundError(UserError):
    """An id or a finished build that is not there: what was looked for, where, how such a thing is named."""

    exit_code = 16


class DecisionError(UserError):
    """Lines of queue files that were not taken: which ones stands in the report of the import."""

    exit_code = 17


class EngineError(UserError):
    """Spark cannot start or does not answer: what is missing, or which address was tried."""

    exit_code = 18
