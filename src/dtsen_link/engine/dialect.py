"""What our SQL uses that a plain translation from DuckDB to Spark does not carry over.

The set-level SQL is written once, in DuckDB's dialect, and sqlglot turns it into Spark SQL. sqlglot hands functions it does
not know through in silence and drops some orders without a word, so a file can translate and still fail, or worse, differ.
Every such function and construct that our files use stands here with the way a Spark engine has to provide it; a test
holds all SQL files against these two lists and refuses anything else.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# DuckDB function -> how a Spark engine provides it.
ENGINE_MAPPED: Mapping[str, str] = MappingProxyType(
    {
        "getvariable": "folded into the statement as a literal before it runs; the header declares every variable",
        "jaro_winkler_similarity": "Splink's similarity jar, registered as a function",
        "damerau_levenshtein": "Splink's similarity jar, registered as a function",
    }
)

# Construct -> how a Spark engine provides it.
ENGINE_REWRITTEN: Mapping[str, str] = MappingProxyType(
    {
        "list(x ORDER BY y)": "collect_list has no order: transform(array_sort(collect_list(struct(y, x))), s -> s.x)",
    }
)
