"""One delivered file into tmp_delivered and tmp_broken, whatever its format, and what there is to say about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb
import pyarrow as pa

from dtsen_link.engine import DuckDBEngine
from dtsen_link.errors import SourceError, StorageError, UserError
from dtsen_link.ingest import csv_file, parquet_file, xlsx_file
from dtsen_link.ingest.column_plan import BLANKS, ColumnPlan, plain_name, plan_columns
from dtsen_link.ingest.csv_lines import Broken, Dialect
from dtsen_link.ingest.raw_text import HIDDEN, add_texts, add_typed_rows
from dtsen_link.ingest.text_decoding import DecodingCount
from dtsen_link.source_config import PERSON_COLUMNS, SourceConfig

Format = Literal["csv", "parquet", "xlsx"]

_SUFFIXES: dict[str, Format] = {
    ".parquet": "parquet", ".pq": "parquet", ".xlsx": "xlsx", ".xlsm": "xlsx", ".xlsb": "xlsx", ".xls": "xlsx", ".ods": "xlsx",
}  # fmt: skip
_BATCH_ROWS = 61_440
_ID_COLUMNS = ("nik", "no_kk")
# As in raw_file.sql. A few such values are typing errors; a column of them was a number once.
_FLOAT_TEXT = "^[0-9]+[.,]?[0-9]*[eE][+]?[0-9]+$"
_FLOAT_COLUMN_SHARE = 0.95
_MAGIC: tuple[tuple[bytes, Format], ...] = (
    (b"PAR1", "parquet"),
    (b"PK\x03\x04", "xlsx"),
    (b"\xd0\xcf\x11\xe0", "xlsx"),
)


@dataclass(frozen=True)
class Delivery:
    """One delivered file: its source, where it lies, and how tables and messages name it."""

    source: SourceConfig
    path: Path
    file: str


@dataclass(frozen=True)
class FileReading:
    """What reading a file found.

    Attributes:
        delivery: the file.
        format: csv, parquet or xlsx.
        encoding: of text files.
        delimiter: of text files.
        rows_read: data rows, broken ones included.
        plan: its columns held against the configuration.
        flags: what is odd about the whole file.
        dialect: of text files.
    """

    delivery: Delivery
    format: Format
    encoding: str | None
    delimiter: str | None
    rows_read: int
    plan: ColumnPlan
    flags: frozenset[str]
    dialect: Dialect | None = None


def read_delivery(engine: DuckDBEngine, delivery: Delivery) -> FileReading:
    """Append the rows of a file to tmp_delivered, its broken lines to tmp_broken, what is dear to read again to tmp_raw_text.

    Raises:
        SourceError: the file cannot be read, lacks a column, has no row, or bears NIK or KK as numbers and may not.
        StorageError: memory and temporary disk are full.
    """
    readers = {"csv": _read_csv, "parquet": _read_parquet, "xlsx": _read_xlsx}
    try:
        reading = readers[_format(delivery)](engine, delivery)
    except duckdb.Error as error:
        ours = _database_error(delivery, error)
        if ours is None:
            raise
        raise ours from error
    if reading.rows_read == 0:
        raise SourceError(
            f"{delivery.file}: a header and no rows. Ask for the delivery again, or take the file out of `files`."
        )
    return reading


def add_set_aside_texts(engine: DuckDBEngine, reading: FileReading) -> None:
    """Append the rows of a file that tmp_set_aside asks for to tmp_raw_text, as they stand in the file.

    Raises:
        SourceError: the file cannot be read again.
    """
    delivery = reading.delivery
    source_file = (delivery.source.name, delivery.file)
    wanted = (
        "SELECT line FROM tmp_set_aside WHERE source = ? AND file = ? "
        "EXCEPT SELECT line FROM tmp_raw_text WHERE source = ? AND file = ? ORDER BY line"
    )
    lines = [line for (line,) in engine.connection.execute(wanted, [*source_file, *source_file]).fetchall()]
    if not lines:
        return
    if reading.format == "parquet":
        head = parquet_file.read_head(delivery.path, delivery.file)
        relation = f"({parquet_file.relation(delivery.path, head, reading.plan, delivery.source)})"
        engine.register("tmp_line_wanted", pa.table({"line": pa.array(lines, pa.int64())}))
        add_typed_rows(engine, source_file, reading.plan, relation, "line IN (SELECT line FROM tmp_line_wanted)")
        engine.drop(("tmp_line_wanted",))
    if reading.dialect is not None:
        for numbers, texts in csv_file.read_lines_at(delivery.source, delivery.path, delivery.file, lines):
            add_texts(engine, source_file, dict(zip(numbers, texts, strict=True)), reading.plan, reading.dialect)


def _format(delivery: Delivery) -> Format:
    """What the source says; else what the first bytes say; else what the name says."""
    if delivery.source.format != "auto":
        return delivery.source.format
    try:
        with delivery.path.open("rb") as stream:
            start = stream.read(4)
    except OSError as error:
        raise SourceError(
            f"{delivery.file}: cannot be read ({error.strerror or error}). Correct the file or its permissions."
        ) from None
    if not start:
        raise SourceError(
            f"{delivery.file}: the file is empty. Ask for the delivery again, or take the file out of `files`."
        )
    by_content = next((kind for magic, kind in _MAGIC if start == magic), None)
    return by_content or _SUFFIXES.get(delivery.path.suffix.lower(), "csv")


def _read_csv(engine: DuckDBEngine, delivery: Delivery) -> FileReading:
    source = delivery.source
    head = csv_file.read_head(source, delivery.path, delivery.file)
    plan = _checked_plan(delivery, head.header)
    count, continued, rows = DecodingCount(), 0, 0
    for batch in csv_file.read_batches(source, delivery.path, delivery.file, head, count):
        _append(engine, delivery, plan, batch.rows)
        _append_broken(engine, delivery, plan, batch.broken)
        add_texts(engine, (source.name, delivery.file), batch.joined, plan, head.dialect)
        continued += batch.continued
        rows += batch.rows.num_rows
    rows_read = max(count.lines - head.lines, 0) - continued
    if rows_read and not rows:
        raise SourceError(
            f"{delivery.file}: none of the {rows_read:,} lines has the {head.dialect.width} fields of the header. "
            f"Set csv.delimiter (taken: {head.dialect.delimiter!r}) and csv.quote of the source."
        )
    _refuse_float_texts(engine, delivery, plan)
    flags = count.flags(source.csv.encoding) | _plan_flags(plan)
    if continued or count.returns:
        flags.add("line_breaks_in_values")
    return FileReading(
        delivery, "csv", count.encoding(source.csv.encoding), head.dialect.delimiter, rows_read, plan, frozenset(flags),
        head.dialect,
    )  # fmt: skip


def _read_parquet(engine: DuckDBEngine, delivery: Delivery) -> FileReading:
    head = parquet_file.read_head(delivery.path, delivery.file)
    plan = _checked_plan(delivery, head.header)
    kinds = parquet_file.numeric_ids(head, plan)
    _refuse_numbers(delivery, plan, frozenset(kinds))
    _insert(engine, delivery, plan, f"({parquet_file.relation(delivery.path, head, plan, delivery.source)})")
    flags = {_numeric_flag(key) for key in kinds} | _plan_flags(plan)
    if "double" in kinds.values() and _beyond_double(engine, delivery, kinds):
        flags |= {"float_damage", "float53_damage"}
    if "single" in kinds.values():
        flags.add("float_damage")
    return FileReading(delivery, "parquet", None, None, head.rows, plan, frozenset(flags))


def _read_xlsx(engine: DuckDBEngine, delivery: Delivery) -> FileReading:
    table = xlsx_file.read_table(delivery.source, delivery.path, delivery.file)
    plan = plan_columns(delivery.source, table.header)
    _refuse_numbers(delivery, plan, table.numeric)
    rows = xlsx_file.rows_of(table, plan, delivery.source)
    _append(engine, delivery, plan, rows)
    with _registered(engine, rows) as name:
        add_typed_rows(engine, (delivery.source.name, delivery.file), plan, name)
    flags = {_numeric_flag(key) for key in table.numeric} | _plan_flags(plan)
    return FileReading(delivery, "xlsx", None, None, table.frame.height, plan, frozenset(flags))


def _checked_plan(delivery: Delivery, header: tuple[str, ...]) -> ColumnPlan:
    plan = plan_columns(delivery.source, header)
    problem = plan.problem(delivery.file)
    if problem:
        raise SourceError(problem)
    return plan


def _refuse_numbers(delivery: Delivery, plan: ColumnPlan, numeric: frozenset[str]) -> None:
    if delivery.source.numeric_ids != "refuse" or not numeric:
        return
    names = ", ".join(f'"{plan.header[place]}"' for key in sorted(numeric) for place in plan.positions[key])
    raise SourceError(
        f"{delivery.file}: column {names} holds numbers, not text: a spreadsheet keeps 15 digits of the 16, a floating point "
        'column spoils numbers from 9007... on. Ask for the file with the column as text, or set numeric_ids = "repair" to '
        "read it with a flag."
    )


def _refuse_float_texts(engine: DuckDBEngine, delivery: Delivery, plan: ColumnPlan) -> None:
    """Refuse a text file whose NIK or KK went through a spreadsheet's number column, as its own file would be.

    Raises:
        SourceError: nearly all values of the column are written like 3.20101E+15, and numeric_ids is "refuse".
    """
    if delivery.source.numeric_ids != "refuse":
        return
    for key in _ID_COLUMNS:
        sql = (
            f"SELECT count({key}), count(*) FILTER (WHERE regexp_matches({key}, '{_FLOAT_TEXT}')) FROM tmp_delivered "
            "WHERE source = ? AND file = ?"
        )
        filled, floats = engine.connection.execute(sql, [delivery.source.name, delivery.file]).fetchall()[0]
        if filled and floats >= _FLOAT_COLUMN_SHARE * filled:
            names = ", ".join(f'"{plan.header[place]}"' for place in plan.positions[key])
            raise SourceError(
                f"{delivery.file}: column {names} holds floating point numbers such as 3.20101E+15 in {floats:,} of {filled:,} "
                "values: the file went through a spreadsheet, and the last digits are lost. Ask for the file with the column as "
                'text, or set numeric_ids = "repair" to read it with a flag.'
            )


def _numeric_flag(key: str) -> str:
    return {"nik": "nik_numeric", "no_kk": "kk_numeric"}[key]


def _plan_flags(plan: ColumnPlan) -> set[str]:
    return {"unmapped_columns"} if plan.unmapped else set()


def _append(engine: DuckDBEngine, delivery: Delivery, plan: ColumnPlan, rows: pa.Table) -> None:
    with _registered(engine, rows) as name:
        _insert(engine, delivery, plan, name)


@contextmanager
def _registered(engine: DuckDBEngine, rows: pa.Table) -> Iterator[str]:
    # One batch is read by one thread only.
    engine.connection.register("tmp_rows_read", pa.Table.from_batches(rows.to_batches(_BATCH_ROWS), rows.schema))
    try:
        yield "tmp_rows_read"
    finally:
        engine.connection.unregister("tmp_rows_read")


def _insert(engine: DuckDBEngine, delivery: Delivery, plan: ColumnPlan, relation: str) -> None:
    columns = ", ".join(_value(plan.positions.get(key, ())) for key in PERSON_COLUMNS)
    cleaned = ", ".join(f"{_clean(place)} AS v{place}" for place in range(len(plan.header)))
    sql = (
        f"INSERT INTO tmp_delivered SELECT ?, ?, line, {columns}, {_sensitive(plan)}, {_extra(plan)}, {_programmes(plan)}, "
        f"{_content_hash(plan)}, {_is_empty(plan)} "
        f"FROM (SELECT line, {cleaned} FROM {relation} AS delivered)"
    )
    engine.connection.execute(sql, [delivery.source.name, delivery.file])


def _value(places: tuple[int, ...]) -> str:
    """Trimmed text of one delivered column, or of several joined with '|'; empty is null."""
    if not places:
        return "CAST(NULL AS VARCHAR)"
    names = [f"v{place}" for place in places]
    return names[0] if len(names) == 1 else f"nullif(concat_ws('|', {', '.join(names)}), '')"


def _clean(place: int) -> str:
    """Trimmed text of a delivered column; empty is null."""
    # Most values are plain ASCII without blanks around, which comparing their first bytes and their last one tells; trimming by
    # a set of characters takes many times as long. Blanks hold no quote sign.
    name = f"c{place}"
    ends = " OR ".join(f"suffix({name}, '{blank}')" for blank in BLANKS if blank.isascii())
    is_plain = f"{name} BETWEEN '!' AND '~' AND strlen({name}) = length({name}) AND NOT ({ends})"
    return f"CASE WHEN {is_plain} THEN {name} ELSE nullif(trim({name}, '{BLANKS}'), '') END"


def _sensitive(plan: ColumnPlan) -> str:
    return _entries({name: _value((place,)) for name, place in plan.sensitive.items()})


def _extra(plan: ColumnPlan) -> str:
    return _entries({name: _value(places) for name, places in plan.extra.items()})


def _programmes(plan: ColumnPlan) -> str:
    """All programmes the file has a column of, as 'name, unit separator, value', empty values too; null where it has none."""
    entries = [f"'{name}' || chr(31) || coalesce(v{place}, '')" for name, place in plan.programmes.items()]
    return f"[{', '.join(entries)}]" if entries else "CAST(NULL AS VARCHAR[])"


def _entries(values: dict[str, str]) -> str:
    """Filled values as 'field, unit separator, value', in the order of the field names."""
    entries = [
        f"'{name.replace(chr(39), chr(39) * 2)}' || chr(31) || {value}" for name, value in sorted(values.items())
    ]
    if not entries:
        return "CAST([] AS VARCHAR[])"
    return f"list_filter([{', '.join(entries)}], lambda entry: entry IS NOT NULL)"


def _content_hash(plan: ColumnPlan) -> str:
    """Hash of all filled values but those ignored on purpose; the same whatever the order of the columns.

    Each value goes in with its column and its length, so that no two contents give one text.
    """
    places = [place for place in range(len(plan.header)) if place not in plan.ignored]
    named = sorted((plain_name(plan.header[place]).replace("'", "''"), place) for place in places)
    entries = [
        f"CASE WHEN v{place} IS NOT NULL THEN concat('{name}:', length(v{place}), ':', v{place}) END"
        for name, place in named
    ]
    return f"md5(concat_ws('|', {', '.join(entries)}))"


def _is_empty(plan: ColumnPlan) -> str:
    return f"coalesce({', '.join(f'v{place}' for place in range(len(plan.header)))}) IS NULL"


def _append_broken(engine: DuckDBEngine, delivery: Delivery, plan: ColumnPlan, broken: list[Broken]) -> None:
    if not broken:
        return
    table = pa.table(
        {
            "line": pa.array([item.line for item in broken], pa.int64()),
            "reason": [item.reason for item in broken],
            "detail": [item.detail for item in broken],
            # In a broken line nobody can tell which value is the sensitive one.
            "raw_text": [
                HIDDEN if plan.sensitive and item.raw_text.strip(BLANKS) else item.raw_text for item in broken
            ],
        }
    )
    engine.connection.register("tmp_broken_read", table)
    try:
        engine.connection.execute(
            "INSERT INTO tmp_broken SELECT ?, ?, line, reason, detail, raw_text FROM tmp_broken_read",
            [delivery.source.name, delivery.file],
        )
    finally:
        engine.connection.unregister("tmp_broken_read")


def _beyond_double(engine: DuckDBEngine, delivery: Delivery, kinds: dict[str, str]) -> bool:
    """Whether a number lies where doubles no longer hold every integer (2^53)."""
    large = " OR ".join(f"try_cast({key} AS HUGEINT) > 9007199254740992" for key in sorted(kinds))
    sql = f"SELECT count(*) AS n FROM tmp_delivered WHERE source = ? AND file = ? AND ({large})"
    return bool(engine.connection.execute(sql, [delivery.source.name, delivery.file]).fetchall()[0][0])


def _database_error(delivery: Delivery, error: duckdb.Error) -> UserError | None:
    """Whose fault a database error is: the disk's, the file's (Parquet is read by the database), or ours (None)."""
    first = str(error).splitlines()[0]
    of_file = str(delivery.path) in first
    if isinstance(error, duckdb.OutOfMemoryException) or (isinstance(error, duckdb.IOException) and not of_file):
        return StorageError(
            f"{delivery.file}: out of memory or temporary disk while reading. Raise memory_limit or free space in the "
            f"temporary folder. DuckDB says: {first}"
        )
    if of_file or _format(delivery) == "parquet":
        return SourceError(
            f"{delivery.file}: cannot be read to its end. Copy it again, or ask for it again. DuckDB says: {first}"
        )
    return None
