"""The sheet that people fill in: two records side by side, an empty column for the answer, masked unless asked otherwise."""

from __future__ import annotations

import csv
import errno
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import xlsxwriter

from dtsen_link.domain.masking import mask_name, mask_number
from dtsen_link.engine import Engine
from dtsen_link.errors import ConfigError, StorageError
from dtsen_link.review.plan import Plan

ANSWERS = ("sama", "berbeda", "ragu")
NUMBER = "no_pasangan"
ANSWER = "jawaban"
_SHOWN = ("sumber", "nama", "nik", "no_kk", "tanggal_lahir", "jenis_kelamin", "kabupaten", "desa", "rt", "rw")
COLUMNS = (NUMBER, *(f"{name}_{side}" for name in _SHOWN for side in (1, 2)), ANSWER, "catatan")
_NAMES = ("nama",)
_NUMBERS = ("nik", "no_kk")
_ENDINGS = (".csv", ".xlsx")


def write_sheet(engine: Engine, plan: Plan, path: Path, *, unmask: bool) -> None:
    """Write the pairs of a plan for people.

    Args:
        engine: holds std_person.
        plan: what was drawn.
        path: ends in .csv or .xlsx.
        unmask: names, NIK and KK in full; the file is then readable by its owner alone.

    Raises:
        ConfigError: another ending.
        StorageError: the file cannot be written.
    """
    if path.suffix not in _ENDINGS:
        raise ConfigError(f"--out {path}: must end in .csv or .xlsx")
    rows = list(_rows(engine, plan, unmask=unmask))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        (_write_csv if path.suffix == ".csv" else _write_xlsx)(rows, path)
        if unmask:
            path.chmod(0o600)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        full = isinstance(error, OSError) and error.errno == errno.ENOSPC
        why = "the disk is full" if full else str(error)
        raise StorageError(f"--out {path}: cannot write ({why}); free space or choose another folder") from error


def _rows(engine: Engine, plan: Plan, *, unmask: bool) -> Iterable[list[str]]:
    records = _records(engine, {record for pair in plan.pairs for record in (pair.record_l, pair.record_r)})
    for pair in plan.pairs:
        one, two = records[pair.record_l], records[pair.record_r]
        values = [_shown(side, name, unmask=unmask) for name in _SHOWN for side in (one, two)]
        yield [pair.number, *values, "", ""]


def _records(engine: Engine, ids: set[str]) -> dict[str, dict[str, Any]]:
    if not ids:
        return {}
    listed = ", ".join("'" + record.replace("'", "''") + "'" for record in sorted(ids))
    rows = engine.query(
        "SELECT record_id, source AS sumber, nama_std AS nama, nik, no_kk, CAST(tanggal_lahir AS VARCHAR) AS tanggal_lahir, "
        "jenis_kelamin, kode_kab AS kabupaten, kode_desa AS desa, rt, rw "
        f"FROM std_person WHERE record_id IN ({listed})"
    ).to_pylist()
    return {row["record_id"]: row for row in rows}


def _shown(record: dict[str, Any], name: str, *, unmask: bool) -> str:
    value = record[name]
    if not unmask:
        value = mask_name(value) if name in _NAMES else mask_number(value) if name in _NUMBERS else value
    return value or ""


def _write_csv(rows: list[list[str]], path: Path) -> None:
    # The mark at the beginning makes Excel read UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        writer.writerows(rows)


def _write_xlsx(rows: list[list[str]], path: Path) -> None:
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("pasangan")
        bold = book.add_format({"bold": True})
        for place, name in enumerate(COLUMNS):
            sheet.write_string(0, place, name, bold)
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                sheet.write_string(number, place, value)
        sheet.freeze_panes(1, 1)
        answer = COLUMNS.index(ANSWER)
        if rows:
            sheet.data_validation(1, answer, len(rows), answer, {"validate": "list", "source": list(ANSWERS)})
        sheet.set_column(0, len(COLUMNS) - 1, 16)
