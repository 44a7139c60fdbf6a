"""What is odd about a delivered file: signs that it was damaged, or is not what the configuration says.

Both code systems write ten digits for a village, and both orders of day and month give dates, so such errors pass every
format check and spoil a build in silence. Here the values are held against one another: codes against the Kemendagri
table, dates against other formats and against the birth part of the NIK.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pyarrow as pa

from dtsen_link.config import Config
from dtsen_link.engine import DuckDBEngine
from dtsen_link.errors import SourceError
from dtsen_link.ingest.findings import ColumnFinding, Problem
from dtsen_link.ingest.profile import REGION_CODE, date_in_order, date_order
from dtsen_link.ingest.reading import FileReading
from dtsen_link.ingest.stage import FLOAT_TEXT_SHARE, ZERO_END_MIN, ZERO_END_SHARE
from dtsen_link.shipped_tables import region_table
from dtsen_link.source_config import SourceConfig

_BROKEN_SHARE = 0.01
_DATE_SHARE = 0.95
_SWAPPED_SHARE = 0.5
_MIN_ROWS = 20
_ID_SHARE = {"nik": 0.85, "no_kk": 0.75}
# By chance 5 % of BPS village codes are the digits of some other Kemendagri village (domain: 4,310 of 84,096).
_OTHER_SYSTEM_SHARE = 0.5
_GROUP_SHARE = 0.3
_ORDERS = {"DMY": "%d-%m-%Y", "MDY": "%m-%d-%Y", "YMD": "%Y-%m-%d", "YDM": "%Y-%d-%m"}
_FLAG_WORDS = {
    "mixed_encoding": "some lines are not UTF-8; they were read as cp1252. Look at names with accents",
    "wrong_encoding": 'is not in the configured csv.encoding. Set it to "auto", or to what the office says',
    "line_breaks_in_values": "some values hold line breaks; each was read as a blank",
    "nik_numeric": "the NIK column holds numbers, not text. Ask for the file with NIK as text; digits may be lost",
    "kk_numeric": "the KK column holds numbers, not text. Ask for the file with KK as text; digits may be lost",
    "float_damage": "numbers of 16 digits lost their last ones in a floating point column. Ask for the file as text",
    "float53_damage": "numbers from 9007... on (Papua) are rounded to an even digit. Ask for the file as text",
}


def load_region_codes(engine: DuckDBEngine) -> None:
    """Make the shipped Kemendagri table known as tmp_wilayah(code)."""
    engine.register("tmp_wilayah", region_table().select(["code"]))


def load_crosswalk(engine: DuckDBEngine, config: Config, source: SourceConfig) -> None:
    """Make the BPS codes of a source's crosswalk known as tmp_crosswalk(code), empty without one.

    Raises:
        SourceError: the file is there, but is no CSV with a column bps_code.
    """
    engine.register("tmp_crosswalk", pa.table({"code": pa.array([], pa.string())}))
    path = config.path(source.region_crosswalk)
    if not source.region_crosswalk or not path.is_file():
        return
    try:
        engine.connection.execute(
            "INSERT INTO tmp_crosswalk SELECT DISTINCT regexp_replace(bps_code, '[^0-9]', '', 'g') "
            "FROM read_csv(?, all_varchar = true)",
            [str(path)],
        )
    except duckdb.Error:
        raise SourceError(
            f"{path}: region_crosswalk must be a CSV with the columns bps_code,kemendagri_code."
        ) from None


def suspect_problems(
    engine: DuckDBEngine, reading: FileReading, columns: tuple[ColumnFinding, ...], broken: int
) -> Iterator[Problem]:
    """Warnings about the file whose rows are in tmp_checked."""
    source, file = reading.delivery.source, reading.delivery.file
    messages = [
        *_shape_messages(reading, broken),
        *_value_messages(columns),
        *_float_messages(engine, columns),
        *(_date_messages(engine, source) if "tanggal_lahir" in source.columns else ()),
        *(_region_messages(engine, source) if "kode_wilayah" in source.columns else ()),
    ]
    for message in messages:
        yield Problem(level="warning", source=source.name, file=file, message=f"{file}: {message}.")


def _shape_messages(reading: FileReading, broken: int) -> Iterator[str]:
    if reading.plan.unmapped:
        names = ", ".join(f'"{name}"' for name in reading.plan.unmapped)
        yield f"columns {names} are not in the configuration and are left out. Map them, or list them under ignore or sensitive"
    if broken > _BROKEN_SHARE * reading.rows_read:
        yield (
            f"{broken:,} of {reading.rows_read:,} lines are broken and will be rejects. "
            "Look at csv.delimiter and csv.quote, or ask for the file again"
        )
    yield from (_FLAG_WORDS[flag] for flag in sorted(reading.flags) if flag in _FLAG_WORDS)


def _value_messages(columns: tuple[ColumnFinding, ...]) -> Iterator[str]:
    for column in columns:
        if column.filled == 0:
            yield f'column "{column.delivered}" ({column.column}) is empty in every row. Is it the right column'
        elif column.column in _ID_SHARE and column.valid is not None:
            if column.filled >= _MIN_ROWS and column.valid < _ID_SHARE[column.column] * column.filled:
                kinds = ", ".join(f"{kind.rows:,} x {kind.value}" for kind in column.kinds)
                yield f'column "{column.delivered}" ({column.column}): only {_percent(column)} can be used: {kinds}'
        elif column.kinds:
            values = ", ".join(f'"{kind.value}" ({kind.rows:,})' for kind in column.kinds)
            yield (
                f'column "{column.delivered}" ({column.column}): values that are not listed become empty: {values}. '
                f"Add them to values.{column.column.partition('.')[0]} of the source"
            )


def _float_messages(engine: DuckDBEngine, columns: tuple[ColumnFinding, ...]) -> Iterator[str]:
    for key in ("nik", "no_kk"):
        found = next((column for column in columns if column.column == key and column.filled), None)
        if found is None:
            continue
        floats = _count(engine, f"number_is_float({key}_bare) OR number_is_zero_tail({key}_bare)")
        if floats > FLOAT_TEXT_SHARE * found.filled:
            yield (
                f'column "{found.delivered}" ({key}): {floats:,} values are floating point text such as 3.20101E+15'
                f"{_worst_places(engine, key)}. Their digits are lost; ask for the file with the column as text"
            )
        whole = _count(engine, f"regexp_matches({key}, '^[0-9]{{16}}$')")
        zeros = _count(engine, f"regexp_matches({key}, '^[0-9]{{15}}0$')")
        if whole >= ZERO_END_MIN and zeros >= ZERO_END_SHARE * whole:
            yield (
                f'column "{found.delivered}" ({key}): {zeros:,} of {whole:,} numbers end in 0, as after a spreadsheet that '
                "keeps 15 digits. Ask for the file with the column as text"
            )


def _worst_places(engine: DuckDBEngine, key: str) -> str:
    """The kabupaten whose rows are mostly damaged, where the file names them and not all are."""
    rows = engine.query(
        f"SELECT coalesce(nama_kab, substr(kode_wilayah, 1, 4)) AS place FROM tmp_checked WHERE {key} IS NOT NULL GROUP BY 1 "
        f"HAVING count(*) FILTER (WHERE number_is_float({key}_bare)) > {_GROUP_SHARE} * count(*) "
        "ORDER BY count(*) DESC, 1 LIMIT 6"
    ).to_pylist()
    places = [row["place"] for row in rows if row["place"]]
    return f", mostly of {', '.join(places)}" if places else ""


def _date_messages(engine: DuckDBEngine, source: SourceConfig) -> Iterator[str]:
    filled = _count(engine, "tanggal_lahir IS NOT NULL")
    if filled < _MIN_ROWS:
        return
    year = source.data_date.year
    stated = _count(engine, "born IS NOT NULL")
    if stated < _DATE_SHARE * filled:
        yield (
            f"column {source.columns['tanggal_lahir']} (tanggal_lahir): date_formats {list(source.date_formats)} read only "
            f"{stated / filled:.0%} of {filled:,} dates{_better_format(engine, year, stated, filled)}. "
            "Correct date_formats of the source"
        )
    elif "nik" in source.columns and date_order(source.date_formats[0]) in _ORDERS:
        yield from _swap_messages(engine, source)


def _better_format(engine: DuckDBEngine, last_year: int, stated: int, filled: int) -> str:
    others = {text: _count(engine, f"{date_in_order(order, last_year)} IS NOT NULL") for order, text in _ORDERS.items()}
    best = max(others, key=lambda text: (others[text], text))
    return f'; fields in the order of "{best}" read {others[best] / filled:.0%}' if others[best] > stated else ""


def _swap_messages(engine: DuckDBEngine, source: SourceConfig) -> Iterator[str]:
    """Day and month against the birth part of the NIK, on dates that could be read both ways."""
    row = engine.query(
        """WITH dated AS (SELECT born, nik_digits AS digits FROM tmp_checked WHERE nik_kind = '16 digits'),
        part AS (SELECT lpad(CAST(CAST(substr(digits, 7, 2) AS INTEGER) % 40 AS VARCHAR), 2, '0') AS nik_day,
            substr(digits, 9, 2) AS nik_month, strftime(born, '%d') AS day_text, strftime(born, '%m') AS month_text
            FROM dated WHERE day(born) <= 12 AND day(born) <> month(born))
        SELECT count(*) AS n, count(*) FILTER (WHERE nik_day = month_text AND nik_month = day_text) AS swapped FROM part"""
    ).to_pylist()[0]
    if row["n"] >= _MIN_ROWS and row["swapped"] > _SWAPPED_SHARE * row["n"]:
        yield (
            f"column {source.columns['tanggal_lahir']} (tanggal_lahir): day and month stand the other way round in the NIK of "
            f"{row['swapped']:,} of {row['n']:,} rows. Is date_formats {list(source.date_formats)} right"
        )


def _region_messages(engine: DuckDBEngine, source: SourceConfig) -> Iterator[str]:
    if source.region_codes == "none":
        return
    column = f"column {source.columns['kode_wilayah']} (kode_wilayah)"
    filled = _count(engine, "kode_wilayah IS NOT NULL")
    known = _count(engine, f"{REGION_CODE} IN (SELECT code FROM tmp_wilayah)")
    is_kemendagri = source.region_codes == "kemendagri"
    if filled >= _MIN_ROWS and (known > _OTHER_SYSTEM_SHARE * filled) != is_kemendagri:
        only, other = ("only ", "BPS") if is_kemendagri else ("", "Kemendagri")
        yield (
            f"{column}: {only}{known / filled:.0%} of the codes are in the Kemendagri table, though region_codes is "
            f'"{source.region_codes}" (of BPS codes 5 % would be, by chance). Are they {other} codes'
        )
    elif is_kemendagri:
        yield from _unknown_codes(engine, column, "tmp_wilayah", "the Kemendagri table")
    elif source.region_crosswalk:
        yield from _unknown_codes(engine, column, "tmp_crosswalk", "region_crosswalk")
    elif filled and not {"nama_kab", "nama_kec"} & set(source.columns):
        yield f"{column}: BPS codes without region_crosswalk and without names of kabupaten and kecamatan cannot be resolved"


def _unknown_codes(engine: DuckDBEngine, column: str, table: str, what: str) -> Iterator[str]:
    rows = engine.query(
        f"SELECT {REGION_CODE} AS code, count(*) AS n FROM tmp_checked WHERE kode_wilayah IS NOT NULL "
        f"AND {REGION_CODE} NOT IN (SELECT code FROM {table}) GROUP BY 1 ORDER BY 2 DESC, 1"
    ).to_pylist()
    if rows:
        shown = ", ".join(f"{row['code']} ({row['n']:,})" for row in rows[:5])
        yield (
            f"{column}: {sum(row['n'] for row in rows):,} rows bear a code that is not in {what}: {shown}. They are resolved "
            "by name, or go to the queue KODE_WILAYAH_TAK_DIKENAL"
        )


def _count(engine: DuckDBEngine, condition: str) -> int:
    return int(engine.query(f"SELECT count(*) FILTER (WHERE {condition}) AS n FROM tmp_checked").to_pylist()[0]["n"])


def _percent(column: ColumnFinding) -> str:
    return f"{(column.valid or 0) / max(column.filled, 1):.0%}"
