"""Answers are read line by line, and every line that cannot be used is told."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from dtsen_link.errors import SourceError
from dtsen_link.review.answers import read_answers
from dtsen_link.review.plan import Drawn, Plan, Stratum, read_plan

PLAN = Plan(
    release="r",
    seed=1,
    hidden_pairs=0.0,
    strata=(Stratum(name="joined 1", joined=True, pairs=9, doubt=0.01, groups={}),),
    pairs=tuple(
        Drawn(number=number, stratum="joined 1", record_l=f"a:{number}", record_r=f"b:{number}", groups=())
        for number in ("p1", "p2", "p3")
    ),
)


def sheet(folder: Path, *lines: str) -> Path:
    path = folder / "answers.csv"
    path.write_text("\n".join(["no_pasangan,nama_1,jawaban", *lines]) + "\n", encoding="utf-8-sig")
    return path


def test_answers_are_read_in_any_order_and_case_and_open_pairs_left_out(tmp_path: Path) -> None:
    assert read_answers(sheet(tmp_path, "p3,X, Berbeda", "p1,Y,sama", "p2,Z,"), PLAN) == {"p3": "berbeda", "p1": "sama"}


def test_a_sheet_with_semicolons_and_a_workbook_are_read_as_well(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("no_pasangan;jawaban\np1;ragu\n", encoding="utf-8")
    assert read_answers(path, PLAN) == {"p1": "ragu"}
    book = tmp_path / "answers.xlsx"
    pl.DataFrame({"no_pasangan": ["p1", "p2"], "jawaban": ["sama", None]}).write_excel(book)
    assert read_answers(book, PLAN) == {"p1": "sama"}


def test_unknown_pairs_bad_answers_and_answers_given_twice_are_told_together(tmp_path: Path) -> None:
    path = sheet(tmp_path, "p1,X,sama", "p9,X,sama", "p2,X,mungkin", "p1,X,berbeda")
    with pytest.raises(SourceError) as caught:
        read_answers(path, PLAN)
    told = str(caught.value)
    assert "3 lines" in told
    assert "line 3: p9: no pair of this sample" in told
    assert "line 4: p2: 'mungkin' is no answer; allowed are sama, berbeda, ragu" in told
    assert "line 5: p1: stands in line 2 already" in told


def test_a_sheet_without_its_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(SourceError, match="no_pasangan, jawaban missing"):
        read_answers(path, PLAN)


def test_a_sheet_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        read_answers(tmp_path / "none.csv", PLAN)


def test_a_plan_is_read_back_and_anything_else_refused(tmp_path: Path) -> None:
    path = tmp_path / "s.plan.json"
    path.write_text(PLAN.model_dump_json(), encoding="utf-8")
    assert read_plan(path) == PLAN
    path.write_text("{}", encoding="utf-8")
    with pytest.raises(SourceError, match="is no plan"):
        read_plan(path)
    path.write_text(PLAN.model_copy(update={"version": 99}).model_dump_json(), encoding="utf-8")
    with pytest.raises(SourceError, match="version 99"):
        read_plan(path)
