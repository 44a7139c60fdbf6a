"""Delimited text files, plain or gzipped, read in pieces so that memory does not grow with the file."""

from __future__ import annotations

import csv
import gzip
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, cast

from dtsen_link.errors import SourceError
from dtsen_link.ingest.column_plan import BLANKS, find_header
from dtsen_link.ingest.csv_lines import Batch, Dialect, read_lines
from dtsen_link.ingest.text_decoding import UTF8_MARK, DecodingCount, decode
from dtsen_link.source_config import SourceConfig

_DELIMITERS = (",", ";", "|", "\t", "~", "^")
_PIECE_BYTES = 32 * 1024 * 1024
_HEADER_LINES = 30
_HEADER_BYTES = 1024 * 1024
_LONGEST_LINE = 256 * 1024 * 1024


@dataclass(frozen=True)
class CsvHead:
    """What the first lines of a file say.

    Attributes:
        dialect: delimiter, quote and number of fields.
        header: column names as delivered.
        lines: lines up to and with the header; rows start below.
    """

    dialect: Dialect
    header: tuple[str, ...]
    lines: int


def read_head(source: SourceConfig, path: Path, file: str) -> CsvHead:
    """Find header, delimiter and title rows from the first lines.

    Raises:
        SourceError: the file is empty, is UTF-16, or cannot be read.
    """
    with _readable(file), _open(path) as stream:
        start = stream.read(_HEADER_BYTES)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise SourceError(f'{file}: the file is UTF-16 ("Unicode text" of a spreadsheet). Save it as CSV UTF-8.')
    text = decode(start.removeprefix(UTF8_MARK), source.csv.encoding, DecodingCount())
    lines = _one_newline(text).split("\n")[:_HEADER_LINES]
    if not any(line.strip(BLANKS) for line in lines):
        raise SourceError(f"{file}: the file is empty. Ask for the delivery again, or take the file out of `files`.")
    return _head(source, lines)


def read_batches(source: SourceConfig, path: Path, file: str, head: CsvHead, count: DecodingCount) -> Iterator[Batch]:
    """The rows below the header, piece by piece; `count` tells in the end what the bytes were like.

    Raises:
        SourceError: the file ends too early (truncated gzip) or cannot be read.
    """
    line, skip = 1, head.lines
    kept_back: list[str] = []
    for data, last in _pieces(path, file):
        delivered = decode(data, source.csv.encoding, count)
        text = _one_newline(delivered).removesuffix("\n")
        count.returns += _inner_returns(delivered)
        count.lines += text.count("\n") + 1
        dropped, body = _without_first_lines(text, skip)
        skip, line = skip - dropped, line + dropped
        if body is None:
            continue
        body = "\n".join([*kept_back, body])
        batch = read_lines(body, line, head.dialect, last=last)
        kept_back = batch.rest
        line += body.count("\n") + 1 - len(kept_back)
        yield batch


def read_lines_at(
    source: SourceConfig, path: Path, file: str, wanted: Sequence[int]
) -> Iterator[tuple[list[int], list[str]]]:
    """Lines as they stand in the file, by their ascending numbers from 1; piece by piece, numbers and texts.

    Raises:
        SourceError: the file cannot be read.
    """
    line, first = 1, 0
    for data, _ in _pieces(path, file):
        if first == len(wanted):
            return
        lines = _one_newline(decode(data, source.csv.encoding, DecodingCount())).removesuffix("\n").split("\n")
        end = bisect_left(wanted, line + len(lines), first)
        yield list(wanted[first:end]), [lines[number - line] for number in wanted[first:end]]
        line, first = line + len(lines), end


def _without_first_lines(text: str, skip: int) -> tuple[int, str | None]:
    """Drop up to `skip` lines; None when nothing is left."""
    dropped = 0
    while dropped < skip:
        _, newline, rest = text.partition("\n")
        dropped += 1
        if not newline:
            return dropped, None
        text = rest
    return dropped, text


def _head(source: SourceConfig, lines: list[str]) -> CsvHead:
    options = source.csv
    candidates = (options.delimiter,) if options.delimiter else _DELIMITERS
    if not options.header:
        delimiter = max(candidates, key=lambda sign: len(_fields(lines[0], sign, options.quote)))
        width = len(_fields(lines[0], delimiter, options.quote))
        names = tuple(str(number) for number in range(1, width + 1))
        return CsvHead(Dialect(delimiter, options.quote, width), names, 0)
    found = {sign: find_header([_fields(line, sign, options.quote) for line in lines], source) for sign in candidates}
    # Without any known name, the sign that cuts the first line into most pieces tells the user most.
    delimiter = max(candidates, key=lambda sign: (found[sign][1], len(_fields(lines[0], sign, options.quote))))
    place = (
        found[delimiter][0] if found[delimiter][1] else next(n for n, line in enumerate(lines) if line.strip(BLANKS))
    )
    header = tuple(_fields(lines[place], delimiter, options.quote))
    return CsvHead(Dialect(delimiter, options.quote, len(header)), header, place + 1)


def _fields(line: str, delimiter: str, quote: str) -> list[str]:
    if not quote:
        return line.split(delimiter)
    return next(csv.reader([line], delimiter=delimiter, quotechar=quote), [])


def _pieces(path: Path, file: str) -> Iterator[tuple[bytes, bool]]:
    """Pieces of the file that end at a line's end, each with whether it is the last."""
    held, rest = b"", b""
    with _readable(file), _open(path) as stream:
        start = stream.read(_PIECE_BYTES).removeprefix(UTF8_MARK)
        for data in chain([start], iter(lambda: stream.read(_PIECE_BYTES), b"")):
            rest += data
            cut = max(rest.rfind(b"\n"), -1 if b"\n" in rest else rest.rfind(b"\r")) + 1
            if cut:
                if held:
                    yield held, False
                held, rest = rest[:cut], rest[cut:]
            elif len(rest) > _LONGEST_LINE:
                raise SourceError(f"{file}: no line ends within {_LONGEST_LINE:,} bytes. Is it a text file?")
    if rest and held:
        yield held, False
    if rest or held:
        yield rest or held, True


def _one_newline(text: str) -> str:
    """Line ends of Windows and old Macs as plain ones; a carriage return inside a line as a blank."""
    if "\r" not in text:
        return text
    text = text.replace("\r\r\n", "\n").replace("\r\n", "\n")
    return text.replace("\r", " " if "\n" in text else "\n")


def _inner_returns(text: str) -> int:
    """Carriage returns that end no line."""
    if "\r" not in text or "\n" not in text:
        return 0
    return text.count("\r") - text.count("\r\n") - text.count("\r\r\n")


def _open(path: Path) -> IO[bytes]:
    with path.open("rb") as stream:
        zipped = stream.read(2) == b"\x1f\x8b"
    return cast("IO[bytes]", gzip.open(path, "rb")) if zipped else path.open("rb")


@contextmanager
def _readable(file: str) -> Iterator[None]:
    try:
        yield
    except EOFError:
        raise SourceError(
            f"{file}: the gzip file is cut short. Copy it again and compare its size or checksum."
        ) from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise SourceError(f"{file}: the gzip file is damaged ({error}). Copy it again.") from None
    except OSError as error:
        raise SourceError(
            f"{file}: cannot be read ({error.strerror or error}). Correct the file or its permissions."
        ) from None
