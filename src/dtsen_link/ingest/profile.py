"""How well the columns of one delivered file are filled, and how many of the values can be used.

The rules are those of the standardise stage, by the same macros where there are any; no value is changed here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from dtsen_link.domain.masking import mask_name
from dtsen_link.engine import DuckDBEngine
from dtsen_link.ingest.column_plan import ColumnPlan
from dtsen_link.ingest.findings import ColumnFinding, ValueCount
from dtsen_link.shipped_tables import shipped_table
from dtsen_link.source_config import CODED_VALUES, SourceConfig

_NUMBERS = ("nik", "no_kk")
_TOP = 5
_WHOLE_NUMBER = "16 digits"
_SHOWN_LENGTH = 40
# One or two signs, or digits: no name is written so.
_NO_NAME = re.compile(r".{1,2}|[0-9*]+")
_CODE_WORDS = 2
_CODE_LENGTH = 20
_CODE_ROWS = 20
_FIELDS = {"%d": "D", "%e": "D", "%m": "M", "%b": "M", "%B": "M", "%y": "Y", "%Y": "Y"}
REGION_CODE = "regexp_replace(kode_wilayah, '[^0-9]', '', 'g')"
_PLAIN_RULES = {
    "nama": "regexp_matches(upper(nama), '[A-Z].*[A-Z]')",
    "nama_ayah": "regexp_matches(upper(nama_ayah), '[A-Z].*[A-Z]')",
    "nama_ibu": "regexp_matches(upper(nama_ibu), '[A-Z].*[A-Z]')",
    "umur": "coalesce(try_cast(umur AS DOUBLE) BETWEEN 0 AND 120, FALSE)",
    "desil": "coalesce(try_cast(desil AS DOUBLE) BETWEEN 1 AND 10, FALSE)",
    "rt": "regexp_matches(rt, '[0-9]')",
    "rw": "regexp_matches(rw, '[0-9]')",
}


def make_checked_rows(engine: DuckDBEngine, source: SourceConfig) -> None:
    """Make tmp_checked: the rows of tmp_delivered with what NIK, KK and birth date come to, each worked out once."""
    plain = "CASE WHEN regexp_matches({0}, '^[0-9]{{16}}$') THEN {0} ELSE number_bare({0}) END AS {0}_bare"
    bare = ", ".join(plain.format(column) for column in _NUMBERS)
    digits = ", ".join(f"number_digits({column}_bare) AS {column}_digits" for column in _NUMBERS)
    shapes = ", ".join(f"number_shape({column}_bare, {column}_digits) AS {column}_shape" for column in _NUMBERS)
    kinds = ", ".join(f"{_number_kind(column)} AS {column}_kind" for column in _NUMBERS)
    born = _stated_date(source) if "tanggal_lahir" in source.columns else "CAST(NULL AS DATE)"
    engine.execute(
        f"""CREATE OR REPLACE TABLE tmp_checked AS
        WITH birth AS (
            SELECT DISTINCT tanggal_lahir, date_text(tanggal_lahir) AS birth_text
            FROM tmp_delivered WHERE tanggal_lahir IS NOT NULL
        ),
        dated AS (SELECT *, {born} AS born FROM birth),
        bare AS (SELECT *, {bare} FROM tmp_delivered LEFT JOIN dated USING (tanggal_lahir)),
        numbered AS (SELECT *, {digits} FROM bare),
        shaped AS (SELECT *, {shapes} FROM numbered)
        SELECT *, {kinds} FROM shaped"""
    )


def profile_columns(engine: DuckDBEngine, source: SourceConfig, plan: ColumnPlan) -> tuple[ColumnFinding, ...]:
    """Fill and validity of every mapped column and programme of the rows in tmp_checked; of extras their fill."""
    rules = {column: rule for column in plan.positions if (rule := _rule(source, column))}
    counts = _counts(engine, list(plan.positions), rules, tuple(plan.extra))
    ours = [
        ColumnFinding(
            column=column,
            delivered=_delivered(plan, places),
            filled=counts[f"filled_{column}"],
            valid=counts.get(f"valid_{column}"),
            kinds=_kinds(engine, source, column),
        )
        for column, places in plan.positions.items()
    ]
    extras = [
        ColumnFinding(
            column=f"extra.{name}",
            delivered=_delivered(plan, places),
            filled=counts[f"extra_{name}"],
            valid=None,
            kinds=(),
        )
        for name, places in plan.extra.items()
    ]
    return (*ours, *extras, *(_programme(engine, source, plan, name) for name in plan.programmes))


def _programme(engine: DuckDBEngine, source: SourceConfig, plan: ColumnPlan, name: str) -> ColumnFinding:
    """Fill and validity of one programme's column."""
    entry = f"list_filter(program, lambda entry: starts_with(entry, '{name}' || chr(31)))[1]"
    value = f"nullif(substr({entry}, {len(name) + 2}), '')"
    values = listed_values(source, "program") or frozenset()
    counts = f"count({value}) AS filled, count(*) FILTER (WHERE {_plain(value)} IN ({_literals(values)})) AS valid"
    row = engine.query(f"SELECT {counts} FROM tmp_checked").to_pylist()[0]
    return ColumnFinding(
        column=f"program.{name}",
        delivered=plan.header[plan.programmes[name]],
        filled=row["filled"],
        valid=row["valid"],
        kinds=_unlisted(engine, value, values),
    )


def _delivered(plan: ColumnPlan, places: tuple[int, ...]) -> str:
    return "+".join(plan.header[place] for place in places)


def listed_values(source: SourceConfig, column: str) -> frozenset[str] | None:
    """Delivered values that have a meaning, in upper case; None where the column is not coded."""
    if column in source.values:
        return frozenset(" ".join(value.upper().split()) for value in source.values[column])
    if column not in CODED_VALUES:
        return None
    return frozenset(row["nilai"] for row in shipped_table("nilai_bawaan.csv").to_pylist() if row["kolom"] == column)


def date_order(date_format: str) -> str:
    """Order of day, month and year in a format: %d-%m-%Y is DMY."""
    return "".join(_FIELDS.get(sign, "") for sign in re.findall(r"%[A-Za-z]", date_format))


def date_in_order(order: str, last_year: int) -> str:
    """SQL for the birth date read in an order of day, month and year; null where that gives no date."""
    year = f"year_of_four(date_field(birth_text, '{order}', 'Y'), {last_year})"
    # A day or month of 00 means unknown: the year can still be used.
    month_number = f"month_number(date_field(birth_text, '{order}', 'M'))"
    month = f"CASE WHEN {month_number} = 0 THEN 1 ELSE {month_number} END" if "M" in order else "1"
    day_number = f"try_cast(date_field(birth_text, '{order}', 'D') AS INTEGER)"
    day = f"CASE WHEN {day_number} = 0 THEN 1 ELSE {day_number} END" if "D" in order else "1"
    return f"date_from_parts({year}, {month}, {day})"


def _stated_date(source: SourceConfig) -> str:
    """SQL for the birth date by the source's own formats, or as an ISO date."""
    orders = dict.fromkeys(date_order(text) for text in source.date_formats)
    dates = [date_in_order(order, source.data_date.year) for order in orders if order]
    iso = f"CASE WHEN is_iso_date(birth_text) THEN {date_in_order('YMD', source.data_date.year)} END"
    return f"coalesce({', '.join([*dates, iso])})"


def _rule(source: SourceConfig, column: str) -> str:
    """SQL that is true for a value that can be used; empty where any text will do."""
    if column in _NUMBERS:
        return f"{column}_kind = '{_WHOLE_NUMBER}'"
    if column == "tanggal_lahir":
        return f"born BETWEEN DATE '1890-01-01' AND DATE '{source.data_date.isoformat()}'"
    if column == "kode_wilayah":
        return _region_rule(source)
    values = listed_values(source, column)
    if values is not None:
        return f"{_plain(column)} IN ({_literals(values)})"
    return _PLAIN_RULES.get(column, "")


def _region_rule(source: SourceConfig) -> str:
    """SQL that is true for a code of the source's system; empty where no table of that system is at hand."""
    table = {"kemendagri": "tmp_wilayah", "bps": "tmp_crosswalk" if source.region_crosswalk else ""}.get(
        source.region_codes
    )
    return f"{REGION_CODE} IN (SELECT code FROM {table})" if table else ""


def _counts(
    engine: DuckDBEngine, columns: list[str], rules: Mapping[str, str], extras: tuple[str, ...]
) -> dict[str, int]:
    filled = [f"count({column}) AS filled_{column}" for column in columns]
    valid = [
        f"count(*) FILTER (WHERE {column} IS NOT NULL AND ({rule})) AS valid_{column}" for column, rule in rules.items()
    ]
    carried = [
        f"count(*) FILTER (WHERE len(list_filter(extra, lambda e: starts_with(e, '{name}' || chr(31)))) > 0) AS extra_{name}"
        for name in extras
    ]
    row = engine.query(f"SELECT {', '.join(filled + valid + carried)} FROM tmp_checked").to_pylist()[0]
    return {name: int(count) for name, count in row.items()}


def _kinds(engine: DuckDBEngine, source: SourceConfig, column: str) -> tuple[ValueCount, ...]:
    if column in _NUMBERS:
        return _counted(engine, f"{column}_kind", f"{column} IS NOT NULL", 12)
    values = listed_values(source, column)
    return () if values is None else _unlisted(engine, column, values)


def _unlisted(engine: DuckDBEngine, value: str, values: frozenset[str]) -> tuple[ValueCount, ...]:
    """The commonest values that are not listed; `value` is SQL for one."""
    # Runs of digits are masked: a column that slipped may bring NIK numbers here.
    shown = f"regexp_replace({_plain(value)}, '[0-9]{{6,}}', '********', 'g')"
    found = _counted(engine, shown, f"{value} IS NOT NULL AND {_plain(value)} NOT IN ({_literals(values)})", _TOP)
    counts: dict[str, int] = {}
    for kind in found:
        # Several values may look alike once they are masked.
        text = kind.value if _is_code(kind) else (mask_name(kind.value) or "")[:_SHOWN_LENGTH]
        counts[text] = counts.get(text, 0) + kind.rows
    return tuple(ValueCount(value=value, rows=rows) for value, rows in counts.items())


def _is_code(found: ValueCount) -> bool:
    """Whether a value looks like a code and may be shown: a column mapped wrongly brings people's names here.

    A share of the rows would not do: in a small file one person is a share. What this many rows bear is nobody's alone.
    """
    if _NO_NAME.fullmatch(found.value):
        return True
    words = len(found.value.split())
    return words <= _CODE_WORDS and len(found.value) <= _CODE_LENGTH and found.rows >= _CODE_ROWS


def _counted(engine: DuckDBEngine, value: str, where: str, top: int) -> tuple[ValueCount, ...]:
    sql = f"SELECT {value} AS v, count(*) AS n FROM tmp_checked WHERE {where} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {top}"
    return tuple(ValueCount(value=row["v"], rows=row["n"]) for row in engine.query(sql).to_pylist())


def _number_kind(column: str) -> str:
    """SQL that names what a NIK or KK value is."""
    digits, shape = f"{column}_digits", f"{column}_shape"
    birth = f"WHEN NOT birth_possible({digits}) THEN '16 digits, impossible birth date'" if column == "nik" else ""
    return f"""CASE
        WHEN {column} IS NULL THEN NULL
        WHEN {shape} = 'float_lost' THEN 'floating point text (3.20101E+15)'
        WHEN {shape} = 'bad_length' THEN concat(length({digits}), ' digits')
        WHEN {shape} = 'placeholder' THEN 'placeholder (0, 9999... and the like)'
        WHEN {shape} = 'temporary' THEN 'temporary number (0...)'
        WHEN {shape} = 'missing' THEN 'no number'
        WHEN substr({digits}, 13, 4) = '0000' THEN '16 digits, serial 0000 (cut by a spreadsheet)'
        {birth}
        ELSE '{_WHOLE_NUMBER}'
    END"""


def _plain(column: str) -> str:
    return f"regexp_replace(trim(upper({column})), '\\s+', ' ', 'g')"


def _literals(values: frozenset[str]) -> str:
    return ", ".join("'" + value.replace("'", "''") + "'" for value in sorted(values)) or "NULL"
