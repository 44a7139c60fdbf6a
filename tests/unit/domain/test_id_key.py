from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from tests.factories import engine_with

from dtsen_link.domain.id_key import read_id_key
from dtsen_link.errors import ConfigError

SECRET = "0123456789abcdef" * 4


def test_a_missing_key_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"no such file.*dtsen-link init.*openssl rand -hex 32 > id.key"):
        read_id_key(tmp_path / "id.key")


def test_a_short_key_is_refused_without_showing_it(tmp_path: Path) -> None:
    path = tmp_path / "id.key"
    path.write_text("hunter2")
    with pytest.raises(ConfigError, match="holds 7 characters; an id key needs at least 32") as caught:
        read_id_key(path)
    assert "hunter2" not in str(caught.value)


def test_a_folder_in_its_place_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        read_id_key(tmp_path)


def test_the_keys_are_derived_not_the_secret_itself_and_repr_hides_them(tmp_path: Path) -> None:
    path = tmp_path / "id.key"
    path.write_text(SECRET + "\n")
    key = read_id_key(path)
    assert SECRET not in (key.inner, key.outer)
    assert key.inner != key.outer
    assert key.inner not in repr(key)


def test_sql_makes_the_nested_hash(tmp_path: Path) -> None:
    path = tmp_path / "id.key"
    path.write_text(SECRET)
    key = read_id_key(path)
    inner = hashlib.sha256(f"{key.inner}P|dtks:1".encode()).hexdigest()
    expected = "P" + hashlib.sha256(f"{key.outer}{inner}".encode()).hexdigest()[:20].upper()
    made = engine_with().query(f"SELECT keyed_id('P', 'dtks:1', '{key.inner}', '{key.outer}') AS id").to_pylist()
    assert made == [{"id": expected}]
