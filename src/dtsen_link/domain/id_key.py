"""The secret that ids are made with.

A person_id must last from release to release, must not be computable from a NIK or a source key by someone outside, and
must not let an outsider test a guess. So ids are keyed hashes: NMAC (Bellare, Canetti, Krawczyk 1996), two nested SHA-256
under two keys derived from the secret. The secret itself never leaves this module.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dtsen_link.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

SHORTEST_KEY = 32
_HOW_TO = "`dtsen-link init DIR` writes one, or make it with: openssl rand -hex 32 > id.key"


@dataclass(frozen=True)
class IdKey:
    """The two keys of the nested hash, as hex text; hidden from repr, so that no message shows them."""

    inner: str = field(repr=False)
    outer: str = field(repr=False)

    def variables(self) -> dict[str, str]:
        """What SQL files that make ids declare under Variables."""
        return {"id_inner_key": self.inner, "id_outer_key": self.outer}

    def made(self, letter: str, essence: str) -> str:
        """An id as the macro keyed_id makes it."""
        inner = hashlib.sha256(f"{self.inner}{letter}|{essence}".encode()).hexdigest()
        return letter + hashlib.sha256(f"{self.outer}{inner}".encode()).hexdigest()[:20].upper()


def read_id_key(path: Path) -> IdKey:
    """Read the secret and derive the keys.

    Raises:
        ConfigError: the file is missing, unreadable, or holds fewer than 32 characters.
    """
    try:
        secret = path.read_bytes().strip()
    except FileNotFoundError:
        raise ConfigError(f"id_key_file: {path}: no such file. {_HOW_TO}") from None
    except (PermissionError, IsADirectoryError) as error:
        raise ConfigError(f"id_key_file: {path}: cannot be read ({error.strerror}). {_HOW_TO}") from None
    if len(secret) < SHORTEST_KEY:
        raise ConfigError(
            f"id_key_file: {path}: holds {len(secret)} characters; an id key needs at least {SHORTEST_KEY}. {_HOW_TO}"
        )
    return IdKey(inner=_derived(secret, b"dtsen-link inner"), outer=_derived(secret, b"dtsen-link outer"))


def _derived(secret: bytes, purpose: bytes) -> str:
    return hmac.digest(secret, purpose, "sha256").hex()
