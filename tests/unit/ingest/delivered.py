"""Small deliveries for tests: write files, ingest them, look at what came out."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from dtsen_link.config import Config
from dtsen_link.engine import DuckDBEngine
from dtsen_link.ingest.stage import run
from dtsen_link.source_config import SourceConfig

COLUMNS = {"source_record_id": "id", "source_family_id": "kel", "nik": "nik", "nama": "nama", "alamat": "alamat"}
HEADER = "id,kel,nik,nama,alamat\n"


def source(**settings: Any) -> SourceConfig:
    """A source of one family unit kk with columns id, kel, nik, nama, alamat in data*."""
    defaults: dict[str, Any] = {
        "name": "dtks", "files": ("data*",), "data_date": date(2025, 1, 1), "family_unit": "kk", "region_codes": "none",
        "columns": COLUMNS,
    }  # fmt: skip
    return SourceConfig(**(defaults | settings))


def config(folder: Path, *sources: SourceConfig) -> Config:
    """A build configuration in a folder."""
    return Config(release="r", sources=sources or (source(),), folder=folder)


class Ingested:
    """The four tables of an ingest, as rows."""

    def __init__(self, settings: Config) -> None:
        self.engine = DuckDBEngine(threads=2)
        run(self.engine, settings)
        self.files = self._rows("SELECT * FROM raw_file ORDER BY source, file")
        self.people = self._rows("SELECT * FROM raw_person ORDER BY record_id")
        self.rejects = self._rows("SELECT * FROM reject ORDER BY source, file, line")
        self.sensitive = self._rows("SELECT * FROM raw_sensitive ORDER BY record_id, field")

    def _rows(self, sql: str) -> list[dict[str, Any]]:
        return list(self.engine.query(sql).to_pylist())

    def values(self, column: str) -> list[Any]:
        """One column of raw_person in the order of record_id."""
        return [person[column] for person in self.people]


def ingest(folder: Path, deliver: dict[str, str | bytes], **settings: Any) -> Ingested:
    """Write files into the folder and ingest them as one source; text is written as UTF-8."""
    for name, content in deliver.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    return Ingested(config(folder, source(**settings)))
