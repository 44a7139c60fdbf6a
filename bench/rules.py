"""What each blocking rule pays: the pairs it makes, the true pairs among them, those that no other rule finds.

    python bench/rules.py WORK TRUTH [--json FILE]

WORK is the work folder of a finished build (work/2026Q4), TRUTH its truth.parquet (source, source_record_id, true_person).
"""

from __future__ import annotations

import argparse
import json
import tomllib
from dataclasses import asdict, dataclass, field
from pathlib import Path

import duckdb
from children import ROOT
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

MODEL = ROOT / "configs" / "models" / "person.toml"
# A row that the truth does not know, as one of two under one key, belongs to nobody.
_RECORDS = """
    CREATE TABLE record AS
    SELECT r.record_no, {keys}, t.true_person
    FROM read_parquet('{records}') AS r
    LEFT JOIN read_parquet('{truth}') AS t ON r.record_id = t.source || ':' || t.source_record_id
"""
_TRUE_PAIRS = """
    CREATE TABLE true_pair AS
    SELECT {found}
    FROM record AS l
    INNER JOIN record AS r ON l.true_person = r.true_person AND l.record_no < r.record_no
"""


@dataclass
class Rule:
    """One blocking rule of the person model.

    `pairs` are all it makes, `true_pairs` those of one true person, `alone` those of them that no other rule makes.
    """

    name: str
    pairs: int
    true_pairs: int
    alone: int
    largest_block: int


@dataclass
class Blocking:
    """All rules, how many true pairs there are, and how many of them no rule makes."""

    rules: list[Rule] = field(default_factory=list)
    true_pairs: int = 0
    missed: int = 0


def measure(work: Path, truth: Path) -> Blocking:
    """What each rule of the shipped person model paid in a build, by the truth about its records."""
    keys = {rule["name"]: rule["key"] for rule in tomllib.loads(MODEL.read_text(encoding="utf-8"))["blocking"]}
    persons = work / "3_persons"
    with duckdb.connect() as con:
        records = persons / "link_record.parquet"
        con.execute(_RECORDS.format(records=records, truth=truth, keys=", ".join(dict.fromkeys(keys.values()))))
        found = ", ".join(f"coalesce(l.{key} = r.{key}, FALSE) AS {name}" for name, key in keys.items())
        con.execute(_TRUE_PAIRS.format(found=found))
        times = " + ".join(f"{name}::INTEGER" for name in keys)
        blocks = con.execute(
            f"SELECT rule, pair_n, largest_block FROM read_parquet('{persons / 'link_blocking.parquet'}')"
        ).fetchall()
        made = {rule: (pairs, largest) for rule, pairs, largest in blocks}
        rules = []
        for name in keys:
            true, alone = con.execute(
                f"SELECT count(*) FILTER ({name}), count(*) FILTER ({name} AND {times} = 1) FROM true_pair"
            ).fetchall()[0]
            pairs, largest = made.get(name, (0, 0))
            rules.append(Rule(name, int(pairs), true, alone, int(largest)))
        total, missed = con.execute(f"SELECT count(*), count(*) FILTER ({times} = 0) FROM true_pair").fetchall()[0]
    return Blocking(rules, total, missed)


def rules_table(blocking: Blocking, name: str) -> Table:
    table = Table(
        title=f"Blocking, rule by rule: {name}", title_justify="left", box=SIMPLE_HEAD, caption_justify="left"
    )
    table.add_column("", no_wrap=True)
    for heading in ("pairs", "true pairs", "true by it alone", "largest block"):
        table.add_column(heading, justify="right", no_wrap=True)
    for rule in blocking.rules:
        figures = (rule.pairs, rule.true_pairs, rule.alone, rule.largest_block)
        table.add_row(rule.name, *(f"{figure:,}" for figure in figures))
    table.caption = f"{blocking.true_pairs:,} true pairs, {blocking.missed:,} of them made by no rule"
    return table


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("truth", type=Path)
    parser.add_argument("--json", type=Path, help="write the results to this file")
    args = parser.parse_args()
    blocking = measure(args.work, args.truth)
    Console().print(rules_table(blocking, args.work.name))
    if args.json is not None:
        args.json.write_text(json.dumps(asdict(blocking), indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
