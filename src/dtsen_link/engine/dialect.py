"""What our SQL uses that a plain translation from DuckDB to Spark does not carry over.

The set-level SQL is written once, in DuckDB's dialect, and sqlglot turns it into Spark SQL. sqlglot hands functions it does
not know through in silence and drops some orders without a word, so a file can translate and still fail, or worse, differ.
Every such function that our files use stands here with the way the Spark engine provides it; a test holds all SQL files
against this list and refuses anything else. What both engines know but mean differently stands in spark_dialect.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# DuckDB function -> how the Spark engine provides it.
ENGINE_MAPPED: Mapping[str, str] = MappingProxyType(
    {
        "getvariable": "folded into the statement as a literal before it runs; the header declares every variable",
        "jaro_winkler_similarity": "DuckDB's own, batch by batch on the executors: Spark's and the jar's differ from it",
        "damerau_levenshtein": "Splink's similarity jar, registered as a function",
    }
)
