"""Lines of a delimited file: which are rows, which are broken and why.

A parser that meets an open quote swallows the lines after it, and one that skips bad lines does not say how many it lost.
So every line is judged before it is parsed: quotes must open at the start of a field and close before a delimiter, and the
fields must be as many as the header has. A value may hold line breaks; an open line is joined with those below it until it
closes, unless a line below is a whole row of its own, which means that the quote was a stray one.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl
import pyarrow as pa
import pyarrow.csv

from dtsen_link.ingest.column_plan import BLANKS

# A value with more line breaks than this is a quote somebody forgot.
_MAX_JOINED = 50


@dataclass(frozen=True)
class Dialect:
    """How a delimited file is written: one-character delimiter and quote (empty: no quoting), fields per row."""

    delimiter: str
    quote: str
    width: int


@dataclass(frozen=True)
class Broken:
    """A line that is no row: where, which reason code, why in words, and the line as it stood."""

    line: int
    reason: str
    detail: str
    raw_text: str


@dataclass
class Batch:
    """What a run of lines came to.

    Attributes:
        rows: columns `line`, c0, c1 ..., all text but the line.
        broken: the lines that are no rows.
        continued: lines that belong to the row above them.
        joined: rows of several lines as they stood, by their first line.
        rest: lines left for the next run, because an open quote may close there.
    """

    rows: pa.Table
    broken: list[Broken] = field(default_factory=list)
    continued: int = 0
    joined: dict[int, str] = field(default_factory=dict)
    rest: list[str] = field(default_factory=list)


def read_lines(text: str, first_line: int, dialect: Dialect, *, last: bool) -> Batch:
    """Judge and parse a run of lines.

    Args:
        text: whole lines, with a line feed between them and none at the end.
        first_line: number of the first line in its file, from 1.
        dialect: how the file is written.
        last: no more lines follow in this file.
    """
    judged = _judge(pl.Series("text", [text]).str.split("\n").explode(), dialect)
    joined, broken, used, rest_from = _join_open_lines(judged, dialect, last=last)
    numbered = judged.with_row_index("place").head(rest_from)
    good = numbered.filter(pl.col("kind") == "row").filter(~pl.col("place").is_in(list(used)))
    bad = numbered.filter(~pl.col("kind").is_in(["row", "open"])).filter(~pl.col("place").is_in(list(used)))
    rows = pl.concat([good.select("place", "text"), _joined_frame([(place, text) for place, text, _ in joined])])
    broken += [Broken(place, *_verdict(kind, fields, dialect), line) for place, kind, fields, line in
               bad.select("place", "kind", "fields", "text").iter_rows()]  # fmt: skip
    return Batch(
        rows=_parse(rows, first_line, dialect),
        broken=[Broken(item.line + first_line, item.reason, item.detail, item.raw_text) for item in broken],
        continued=len(used),
        joined={
            place + first_line: "\n".join(judged.get_column("text").slice(place, taken + 1))
            for place, _, taken in joined
        },
        rest=judged.get_column("text").slice(rest_from).to_list(),
    )


def _judge(lines: pl.Series, dialect: Dialect) -> pl.DataFrame:
    """Each line with its number of fields and its kind: row, open, blank, fields, quote, nul."""
    text = pl.col("text")
    blank = text.str.strip_chars(BLANKS) == ""
    nul = text.str.contains("\x00", literal=True)
    frame = _with_fields(pl.DataFrame([lines]), dialect)
    kind = (
        pl.when(blank).then(pl.lit("blank"))
        .when(nul).then(pl.lit("nul"))
        .when(pl.col("closed") & (pl.col("fields") == dialect.width)).then(pl.lit("row"))
        .when(pl.col("closed")).then(pl.lit("fields"))
        .when(pl.col("opened")).then(pl.lit("open"))
        .otherwise(pl.lit("quote"))
    )  # fmt: skip
    return frame.with_columns(kind=kind).select("text", "fields", "kind")


def _with_fields(frame: pl.DataFrame, dialect: Dialect) -> pl.DataFrame:
    """Lines with their number of fields, whether their quotes are closed, and if not whether one is still open."""
    text, delimiter = pl.col("text"), dialect.delimiter
    if not dialect.quote:
        fields = text.str.count_matches(delimiter, literal=True)
        return frame.with_columns(fields=fields.cast(pl.Int64) + 1, closed=True, opened=False)
    pattern = _Patterns.of(dialect)
    quoted = text.str.contains(dialect.quote, literal=True)
    unquoted = pl.when(quoted).then(text.str.replace_all(pattern.field, "${1}")).otherwise(text)
    frame = frame.with_columns(
        fields=unquoted.str.count_matches(delimiter, literal=True).cast(pl.Int64) + 1,
        closed=~quoted | text.str.contains(pattern.closed),
    )
    # Rarely is a line not closed, and looking at all of them for an open quote costs a fifth of the reading.
    opened = False if frame.get_column("closed").all() else ~pl.col("closed") & text.str.contains(pattern.opened)
    return frame.with_columns(opened=opened)


@dataclass(frozen=True)
class _Patterns:
    """Regular expressions of a dialect; linear time in RE2 and Rust."""

    closed: str
    opened: str
    field: str

    @staticmethod
    def of(dialect: Dialect) -> _Patterns:
        delimiter, quote = (f"\\x{ord(sign):02x}" for sign in (dialect.delimiter, dialect.quote))
        inside = f"(?:[^{quote}]|{quote}{quote})*"
        one = f"(?:{quote}{inside}{quote}|(?:[^{quote}{delimiter}][^{delimiter}]*)?)"
        return _Patterns(
            closed=f"(?s)^{one}(?:{delimiter}{one})*$",
            opened=f"(?s)^(?:{one}{delimiter})*{quote}{inside}$",
            field=f"(?s)(^|{delimiter}){quote}{inside}{quote}",
        )


def _join_open_lines(
    judged: pl.DataFrame, dialect: Dialect, *, last: bool
) -> tuple[list[tuple[int, str, int]], list[Broken], set[int], int]:
    """Rows that span lines with the number of lines below, lines never closed, places used up, and where the rest begins."""
    kinds, texts = judged.get_column("kind"), judged.get_column("text")
    joined: list[tuple[int, str, int]] = []
    broken: list[Broken] = []
    used: set[int] = set()
    for place in judged.with_row_index("place").filter(pl.col("kind") == "open").get_column("place").to_list():
        if place in used:
            continue
        below = _lines_below(texts, kinds, place, dialect.quote)
        text, taken = _closing(texts[place], below, dialect)
        undecided = not text and len(below) < _MAX_JOINED and place + len(below) + 1 == len(texts)
        if undecided and not last:
            return joined, broken, used, place
        if text:
            joined.append((place, text, taken))
            used.update(range(place + 1, place + 1 + taken))
        else:
            broken.append(Broken(place, "BARIS_RUSAK", "a quoted field does not end", texts[place]))
    return joined, broken, used, len(texts)


def _lines_below(texts: pl.Series, kinds: pl.Series, place: int, quote: str) -> list[str]:
    """Lines that may continue an open one: up to the next whole row.

    A line that closes a quote has an odd number of quotes; so may a row with a stray one, and then it is tried.
    """
    below: list[str] = []
    for text, kind in zip(
        texts.slice(place + 1, _MAX_JOINED).to_list(), kinds.slice(place + 1, _MAX_JOINED).to_list(), strict=True
    ):
        if kind == "nul" or (kind == "row" and text.count(quote) % 2 == 0):
            break
        below.append(text)
    return below


def _closing(text: str, below: list[str], dialect: Dialect) -> tuple[str, int]:
    """The open line joined with as many lines as close it, and how many; no text when none do."""
    for taken, line in enumerate(below, start=1):
        text = f"{text} {line}"
        kind = _judge(pl.Series("text", [text]), dialect).get_column("kind")[0]
        if kind == "row":
            return text, taken
        if kind != "open":
            break
    return "", 0


def _joined_frame(joined: list[tuple[int, str]]) -> pl.DataFrame:
    return pl.DataFrame(joined, schema={"place": pl.UInt32, "text": pl.String}, orient="row")


def _verdict(kind: str, fields: int, dialect: Dialect) -> tuple[str, str]:
    if kind == "blank":
        return "BARIS_KOSONG", "an empty line"
    if kind == "nul":
        return "BARIS_RUSAK", "the line holds a zero byte: the file was damaged on its way"
    if kind == "fields":
        return "BARIS_RUSAK", f"{dialect.width} fields expected, {fields} found"
    return "BARIS_RUSAK", "a quote stands inside a quoted field, or text follows its end"


def _parse(rows: pl.DataFrame, first_line: int, dialect: Dialect) -> pa.Table:
    """Fields of lines that are known to be whole rows."""
    names = [f"c{place}" for place in range(dialect.width)]
    numbers = pa.array((rows.get_column("place").cast(pl.Int64) + first_line).to_numpy(), pa.int64())
    if rows.is_empty():
        return pa.table({"line": numbers} | {name: pa.array([], pa.string()) for name in names})
    data = rows.get_column("text").str.join("\n")[0].encode()
    table = pa.csv.read_csv(
        pa.BufferReader(data),
        # One thread: Arrow's pool may still run when the interpreter ends, which aborts the process.
        read_options=pa.csv.ReadOptions(column_names=names, use_threads=False, block_size=len(data) + 1),
        parse_options=pa.csv.ParseOptions(
            delimiter=dialect.delimiter, quote_char=dialect.quote or False, ignore_empty_lines=False
        ),
        convert_options=pa.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False
        ),
    )
    return table.add_column(0, "line", numbers)
