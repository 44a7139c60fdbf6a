"""An SQL file's header is read as written, and a file without one is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from dtsen_link.engine.sqlfile import SqlHeader, macro_order, read_header
from dtsen_link.errors import DtsenLinkError


def header(tmp_path: Path, text: str) -> SqlHeader:
    path = tmp_path / "a.sql"
    path.write_text(text, encoding="utf-8")
    return read_header(path)


def test_all_four_fields_are_read(tmp_path: Path) -> None:
    text = "-- Title: one a per b\n-- Creates: a\n-- Reads: b, c\n-- Variables: v, w\n--\n-- Why: not a field\nSELECT 1"
    assert header(tmp_path, text) == SqlHeader("one a per b", ("a",), ("b", "c"), ("v", "w"))


def test_a_list_may_go_on_in_the_next_line(tmp_path: Path) -> None:
    text = "-- Title: t\n-- Creates: macro m,\n--     macro n\n-- Reads: nothing\n-- Variables: none\nSELECT 1"
    assert header(tmp_path, text) == SqlHeader("t", ("m", "n"), (), ())


@pytest.mark.parametrize("field", ["Title", "Creates", "Reads", "Variables"])
def test_a_missing_field_is_named(tmp_path: Path, field: str) -> None:
    lines = ["-- Title: t", "-- Creates: a", "-- Reads: nothing", "-- Variables: none", "SELECT 1"]
    with pytest.raises(DtsenLinkError, match=f"a.sql: the header lacks {field}"):
        header(tmp_path, "\n".join(line for line in lines if not line.startswith(f"-- {field}:")))


def test_only_the_top_of_the_file_counts(tmp_path: Path) -> None:
    with pytest.raises(DtsenLinkError, match="Variables"):
        header(tmp_path, "-- Title: t\n-- Creates: a\n-- Reads: nothing\nSELECT 1;\n-- Variables: none")


def test_macro_files_come_after_those_they_use(tmp_path: Path) -> None:
    for name, body in (("a", "b_one(x)"), ("b", "c_one(x)"), ("c", "x + 1")):
        text = f"-- Title: t\n-- Creates: macro {name}_one\n-- Reads: nothing\n-- Variables: none\n"
        (tmp_path / f"{name}.sql").write_text(
            f"{text}CREATE OR REPLACE MACRO {name}_one(x) AS {body};", encoding="utf-8"
        )
    assert [path.stem for path in macro_order(sorted(tmp_path.iterdir()))] == ["c", "b", "a"]
