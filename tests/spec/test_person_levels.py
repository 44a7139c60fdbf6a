"""Every level of the person model, hit by one pair written for it.

Levels are tried in order, so each pair shows what its level is for and that no level before it catches it. The condition is
evaluated as Splink does it: a CASE over the two records. A new level needs a pair here: the last test says so.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.factories import Row, arrow, person
from tests.linking import configuration

from dtsen_link.engine import DuckDBEngine
from dtsen_link.linkage.spec import Comparison, load_spec
from dtsen_link.persons.stage import make_records

SPEC = load_spec(configuration(), "person")
NIK = "3201011503900001"
ALIKE = "same by sound, written together, or one letter off"
BORN = date(1990, 3, 15)


def nik(number: str | None, **values: Any) -> Row:
    """Born on the date that the NIK states, unless another is given."""
    return {"nik": number, "nik_digits": number, "tanggal_lahir": BORN, **values}


def doubtful(number: str) -> Row:
    return nik(number, nik_shared_n=2, nik_usable=False)


def named(name: str | None, sound: str | None = None) -> Row:
    """A name, and its sound where that is not the name itself."""
    return {"nama_std": name, "nama_fon": (sound or name or "").split(), "nama_tokens": (name or "").split()}


def born(text: str | None, year: int | None = None) -> Row:
    """A birth date, heaped where it is; without one the year alone."""
    day = date.fromisoformat(text) if text else None
    heaped = day is not None and (day.month, day.day) in {(7, 1), (12, 31), (1, 1)}
    precision = "heaped" if heaped else "day" if day else "year" if year else "none"
    return {"tanggal_lahir": day, "dob_precision": precision, "tahun_lahir": day.year if day else year}


def lives(desa: str | None, rt: str | None = "001", rw: str | None = "001") -> Row:
    """A place, by the code of its desa or as much of it as is known."""
    code = desa or ""
    return {
        "kode_kab": code[:4] or None,
        "kode_kec": code[:6] if len(code) >= 6 else None,
        "kode_desa": code if len(code) == 10 else None,
        "rt": rt,
        "rw": rw,
    }


PAIRS: list[tuple[str, str, Row, Row]] = [
    ("nama", "no name", named(None), named("SITI AMINAH")),
    ("nama", "same tokens", named("SITI AMINAH"), named("SITI AMINAH")),
    ("nama", "same tokens", named("AMINAH SITI"), named("SITI AMINAH")),
    ("nama", ALIKE, named("SITI AISYAH", "SITI AISA"), named("SITI AISAH", "SITI AISA")),
    ("nama", ALIKE, named("NUR HAYATI"), named("NURHAYATI")),
    ("nama", ALIKE, named("SUPARNI"), named("SUPARMI")),
    ("nama", "all tokens of one in the other", named("BUDI SANTOSO"), named("BUDI")),
    ("nama", "all tokens of one in the other", named("RIZKI"), named("MUHAMMAD RIZKI PRATAMA")),
    ("nama", "shortened: every token of one begins a token of the other", named("M RIZKI"), named("MUHAMMAD RIZKI")),
    ("nama", "shortened: every token of one begins a token of the other", named("DAUD MAULANA"), named("DAUD M")),
    ("nama", "alike (Jaro-Winkler 0.9 on ordered tokens)", named("SUKARNADI"), named("SUKARNATA")),
    ("nama", "rarest token sounds the same", named("AGUS HARTOYO"), named("BAMBANG HARTOYO")),
    ("nama", "another name", named("ABU"), named("ABI")),
    ("nama", "another name", named("HERMAWAN"), named("WAWAN")),
    ("nik", "no NIK", nik(None), nik(NIK)),
    ("nik", "same, borne by nobody else in its source", nik(NIK), nik(NIK)),
    ("nik", "same, but shared or doubtful", doubtful(NIK), nik(NIK)),
    ("nik", "same first 15, last digit lost in a spreadsheet", nik(NIK), nik(NIK[:15] + "0")),
    ("nik", "one edit apart before the serial, stated birth years equal", nik(NIK), nik("3201021503900001")),
    ("nik", "same first 12 and a serial ten or more away, stated birth years equal", nik(NIK), nik(NIK[:12] + "0051")),
    ("nik", "same first 12 but another serial, stated birth years equal", nik(NIK), nik(NIK[:12] + "0002")),
    ("nik", "one edit apart", nik(NIK), nik("3201011503910001", tanggal_lahir=None)),
    ("nik", "one edit apart", nik(NIK), nik("3201011503910001", tanggal_lahir=date(1992, 3, 15))),
    # Father and son: each NIK agrees with its own date, and the dates differ.
    ("nik", "another NIK", nik(NIK), nik("3201011503910001", tanggal_lahir=date(1991, 3, 15))),
    ("nik", "another NIK", nik(NIK), nik("3201011603900001", tanggal_lahir=date(1990, 3, 16))),
    ("nik", "another NIK", nik(NIK), nik("3201015503900001")),
    ("nik", "another NIK", nik(NIK), nik("7371032208650004")),
    ("lahir", "no birth date or age", born(None), born("1990-03-15")),
    ("lahir", "same day", born("1990-03-15"), born("1990-03-15")),
    ("lahir", "same heaped day (1 July, 31 December, 1 January)", born("1990-07-01"), born("1990-07-01")),
    ("lahir", "day and month swapped", born("1990-03-12"), born("1990-12-03")),
    ("lahir", "one digit off", born("1990-03-15"), born("1990-03-18")),
    ("lahir", "one digit off", born("1990-03-15"), born("1980-03-15")),
    ("lahir", "same year, one of them heaped or known to the year only", born("1990-03-15"), born(None, 1990)),
    ("lahir", "same year, one of them heaped or known to the year only", born("1990-03-15"), born("1990-12-31")),
    ("lahir", "same year", born("1990-03-15"), born("1990-11-27")),
    ("lahir", "one year apart", born("1990-03-15"), born("1991-11-27")),
    ("lahir", "another date", born("1990-03-15"), born("1965-11-27")),
    ("jenis_kelamin", "no sex", {"jenis_kelamin": None}, {"jenis_kelamin": "L"}),
    ("jenis_kelamin", "same", {"jenis_kelamin": "L"}, {"jenis_kelamin": "L"}),
    ("jenis_kelamin", "other", {"jenis_kelamin": "P"}, {"jenis_kelamin": "L"}),
    ("wilayah", "no kabupaten", lives(None), lives("3201012001")),
    ("wilayah", "same desa, RT and RW", lives("3201012001"), lives("3201012001")),
    ("wilayah", "same desa", lives("3201012001"), lives("3201012001", rt="002")),
    ("wilayah", "same desa", lives("3201012001", rt=None), lives("3201012001", rt=None)),
    ("wilayah", "same kecamatan", lives("3201012001"), lives("3201012002")),
    ("wilayah", "same kabupaten", lives("3201012001"), lives("3201022001")),
    ("wilayah", "same kabupaten", lives("3201"), lives("3201")),
    ("wilayah", "elsewhere", lives("3201012001"), lives("7371032001")),
]  # fmt: skip


def case_of(comparison: Comparison) -> str:
    """The comparison as Splink evaluates it: the first level whose condition holds."""
    branches = [f"WHEN {level.sql} THEN '{level.label}'" for level in comparison.levels if level.sql != "ELSE"]
    otherwise = next(level.label for level in comparison.levels if level.sql == "ELSE")
    return f"CASE {' '.join(branches)} ELSE '{otherwise}' END"


@pytest.fixture(scope="module")
def engine() -> DuckDBEngine:
    """link_record of both sides of every pair, made by the stage's own SQL."""
    records = []
    for number, (_, _, left, right) in enumerate(PAIRS):
        records += [person(f"a:{number}", **left), person(f"b:{number}", **right)]
    # Rarity is counted: AGUS and BAMBANG must be commoner than HARTOYO.
    records += [person(f"c:{number}", **named(("AGUS", "BAMBANG")[number % 2])) for number in range(6)]
    engine = DuckDBEngine(threads=1)
    engine.register("std_person", arrow("std_person", records))
    engine.register("carried_person", arrow("carried_person", []))
    make_records(engine, configuration(), load_spec(configuration(), "person"))
    columns = list(engine.columns("link_record"))
    sides = (f"{side}.{name} AS {name}_{side}" for side in "lr" for name in columns)
    engine.execute(
        f"CREATE TABLE tmp_pair AS SELECT {', '.join(sides)} FROM link_record AS l INNER JOIN link_record AS r "
        "ON l.source = 'a' AND r.source = 'b' AND split_part(l.record_id, ':', 2) = split_part(r.record_id, ':', 2)"
    )
    return engine


def level_of(engine: DuckDBEngine, comparison: str, number: int) -> str:
    sql = case_of(SPEC.comparison(comparison))
    rows = engine.query(f"SELECT {sql} AS found FROM tmp_pair WHERE record_id_l = 'a:{number}'").to_pylist()
    return str(rows[0]["found"])


@pytest.mark.parametrize("number", range(len(PAIRS)), ids=[f"{pair[0]} {pair[1]}" for pair in PAIRS])
def test_level(engine: DuckDBEngine, number: int) -> None:
    comparison, label, _, _ = PAIRS[number]
    assert level_of(engine, comparison, number) == label


def test_the_order_of_the_two_records_does_not_matter(engine: DuckDBEngine) -> None:
    swapped = ", ".join(f"{name}_r AS {name}_l, {name}_l AS {name}_r" for name in engine.columns("link_record"))
    for comparison in SPEC.comparisons:
        sql = case_of(comparison)
        there = engine.query(f"SELECT {sql} AS found FROM tmp_pair ORDER BY record_id_l").to_pylist()
        back = engine.query(
            f"SELECT {sql} AS found FROM (SELECT {swapped} FROM tmp_pair) AS p ORDER BY record_id_r"
        ).to_pylist()
        assert there == back, comparison.name


def test_every_level_has_a_pair() -> None:
    described = {(comparison.name, level.label) for comparison in SPEC.comparisons for level in comparison.levels}
    assert described == {(comparison, label) for comparison, label, _, _ in PAIRS}
