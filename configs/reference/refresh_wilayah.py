"""Make wilayah.csv.gz again from the npm package idn-area-data.

Usage: npm pack idn-area-data@4.0.1 && tar xzf idn-area-data-4.0.1.tgz && python refresh_wilayah.py package/data
The result has two columns (code without dots, name), is sorted by code and compressed without a time stamp, so that the
same package gives the same bytes.
"""

from __future__ import annotations

import csv
import gzip
import io
import sys
from pathlib import Path

LEVELS = ("provinces.csv", "regencies.csv", "districts.csv", "villages.csv")


def main(folder: Path, target: Path) -> None:
    rows: list[tuple[str, str]] = []
    for name in LEVELS:
        with (folder / name).open(encoding="utf-8", newline="") as handle:
            rows += [(row["code"].replace(".", ""), " ".join(row["name"].split())) for row in csv.DictReader(handle)]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("code", "name"))
    writer.writerows(sorted(rows))
    target.write_bytes(gzip.compress(text.getvalue().encode("utf-8"), compresslevel=9, mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(__file__).with_name("wilayah.csv.gz"))
