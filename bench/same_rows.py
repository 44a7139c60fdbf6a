"""Whether two folders of Parquet files hold the same rows, whatever their order."""

from __future__ import annotations

from pathlib import Path

import duckdb

_MORE = "SELECT count(*) FROM (FROM read_parquet('{}') EXCEPT ALL FROM read_parquet('{}'))"


def differing(one: Path, other: Path) -> list[str]:
    """Parquet files that do not hold the same rows, or that only one of the folders has."""
    files = {path.relative_to(folder) for folder in (one, other) for path in folder.glob("**/*.parquet")}
    if not files:
        raise SystemExit(f"{one} and {other} hold no Parquet file")
    return sorted(str(file) for file in files if not _same(one / file, other / file))


def _same(one: Path, other: Path) -> bool:
    if not (one.is_file() and other.is_file()):
        return False
    with duckdb.connect() as con:
        return all(con.execute(_MORE.format(*pair)).fetchone() == (0,) for pair in ((one, other), (other, one)))
