"""How many records bear a value: what the rarity of names and tokens is read from, and how it is frozen with a model.

A model that is trained counts in its own records. A saved one brings the counts along, so that a pair weighs the same as long as
its two records say the same, whoever else is delivered. Values are kept as hashes: a folder of models names nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from dtsen_link.engine import Engine
from dtsen_link.errors import ConfigError
from dtsen_link.linkage.splink_model import TrainedModel

# Beside the models it was counted for.
FREQUENCY_FILE = "frequency.parquet"
_TOKENS = "token"

_NOTHING = "CREATE TABLE frozen_frequency (kind VARCHAR, value VARCHAR, n BIGINT)"
_COUNTED = """
    INSERT INTO link_frequency
    WITH borne AS (SELECT frequency_key({column}) AS value, count(*) AS n FROM link_record WHERE {column} <> '' GROUP BY ALL)
    SELECT '{column}' AS kind, value, n FROM borne WHERE n > 1
    UNION ALL
    SELECT '{column}' AS kind, '' AS value, CAST(sum(n) AS BIGINT) AS n FROM borne HAVING sum(n) > 0
"""
_LOOKUP = """
    CREATE OR REPLACE TABLE {lookup} AS
    WITH value AS (SELECT {column}, frequency_key({column}) AS value FROM link_record WHERE {column} <> '' GROUP BY {column})
    SELECT v.{column}, CAST(coalesce(f.n, 1) AS DOUBLE) / t.n AS tf_{column}
    FROM value AS v
    INNER JOIN link_frequency AS t ON t.kind = '{column}' AND t.value = ''
    LEFT JOIN link_frequency AS f ON f.kind = '{column}' AND v.value = f.value
"""


def open_frozen(engine: Engine, model: Path | None) -> bool:
    """Make frozen_frequency: the counts that were saved beside a person model; without rows where there are none.

    Returns:
        Whether there are any.

    Raises:
        ConfigError: the file beside the model is damaged.
    """
    path = model.parent / FREQUENCY_FILE if model is not None else None
    if path is None or not path.is_file():
        engine.execute(_NOTHING)
        return False
    try:
        names = pq.read_schema(path).names
    except (pa.ArrowInvalid, OSError):
        names = []
    if names != ["kind", "value", "n"]:
        raise ConfigError(
            f"{path}: is damaged; copy it again from the models/ folder it came from, or take it away: "
            "then names are counted in this build's records"
        )
    engine.open_parquet("frozen_frequency", path)
    return True


def keep_tokens(engine: Engine, *, frozen: bool) -> None:
    """Make link_frequency: what is frozen, or else what tmp_token_count has counted."""
    if frozen:
        engine.execute("CREATE TABLE link_frequency AS SELECT kind, value, n FROM frozen_frequency")
    else:
        engine.execute(
            f"CREATE TABLE link_frequency AS SELECT '{_TOKENS}' AS kind, frequency_key(fon) AS value, "
            "CAST(sum(token_n) AS BIGINT) AS n FROM tmp_token_count WHERE token_n > 1 GROUP BY ALL"
        )


def make_lookups(engine: Engine, model: TrainedModel) -> Mapping[str, str]:
    """Count in link_frequency what the model asks for and nobody has frozen; then make Splink's tables of term frequencies.

    Returns:
        Column -> table of its term frequencies.
    """
    counted = {row["kind"] for row in engine.query("SELECT DISTINCT kind FROM link_frequency").to_pylist()}
    lookups = {}
    for column in _columns(model):
        if column not in counted:
            engine.execute(_COUNTED.format(column=column))
        lookups[column] = f"tmp_tf_{column}"
        engine.execute(_LOOKUP.format(column=column, lookup=lookups[column]))
    return lookups


def _columns(model: TrainedModel) -> list[str]:
    levels = [level for comparison in model.settings["comparisons"] for level in comparison["comparison_levels"]]
    return sorted({level["tf_adjustment_column"] for level in levels if level.get("tf_adjustment_column")})
