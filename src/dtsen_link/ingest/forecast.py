"""What a build will need, foretold from the deliveries' own keys.

The number of candidate pairs decides time and memory, and it grows with the square of the most common keys. So the keys of
every record are counted as they are, roughly cleaned: no model, no name forms. The rules follow configs/models/person.toml
in outline; on the labelled set the sum came within 1 % of what those made. A pair that two rules make is counted twice, so
the pairs that are really scored are fewer, as a rule by half.
"""

from __future__ import annotations

import os

from dtsen_link.config import Config
from dtsen_link.engine import DuckDBEngine
from dtsen_link.ingest.capacity import allowed_memory
from dtsen_link.ingest.findings import Forecast, RulePairs
from dtsen_link.ingest.pace import pace

# Measured on two cores, where pace() is 1, with 318,568 records (1.6 million pairs), 3,189,854 (16.2 million) and 9,998,394 (54.3
# million); all come out within a sixth, what 3 GB let 3.2 million hold within a fifth.
_ROWS_PER_SECOND_AND_CORE = 9_000
_PAIRS_PER_SECOND_AND_CORE = 110_000
_FIXED_SECONDS = 11
_BASE_BYTES = 500_000_000
_BYTES_PER_RECORD = 900
_BYTES_PER_PAIR = 80
# What the process holds beside DuckDB, whose own memory has a limit: 3.2 million records took 3.3 GiB with 3 GB, where 4.3 were
# enough, 10 million 9.4 to 10.3 with 9 GB.
_BESIDE_BYTES = 600_000_000
_BESIDE_BYTES_PER_RECORD = 150
_DISK_BYTES_PER_RECORD = 900
_DISK_BYTES_PER_PAIR = 60

# Parts of a key by rule; a record without one of them is not compared by that rule.
_RULES = {
    "nik": ("nik",),
    "nik_12": ("nik_12",),
    "lahir_nama_depan": ("kab", "born", "first_token"),
    "lahir_nama_akhir": ("born", "last_token"),
    "kk_lahir": ("kk", "born"),
    "kk_nama_akhir": ("kk", "last_token"),
    "desa_nama": ("desa", "nama"),
    "desa_nama_akhir_tahun": ("desa", "last_token", "birth_year"),
    "kec_lahir": ("kec", "born"),
    "nama_tahun": ("nama", "birth_year"),
}


def make_key_table(engine: DuckDBEngine) -> None:
    """Make tmp_check_key, empty: one row per delivered row, its keys as hashes."""
    columns = ", ".join(f"{rule} UBIGINT" for rule in _RULES)
    engine.execute(f"CREATE OR REPLACE TABLE tmp_check_key (source VARCHAR, record_key UBIGINT, {columns})")


def add_keys(engine: DuckDBEngine) -> None:
    """Append the keys of the rows in tmp_checked."""
    # || is null as soon as a part is; hash() of null is a number like any other.
    texts = {rule: " || '|' || ".join(parts) for rule, parts in _RULES.items()}
    keys = ", ".join(f"CASE WHEN {text} IS NOT NULL THEN hash({text}) END" for text in texts.values())
    engine.execute(
        f"""INSERT INTO tmp_check_key
        WITH part AS (
            SELECT
                source, source_record_id, strftime(born, '%Y%m%d') AS born, strftime(born, '%Y') AS birth_year,
                CASE WHEN nik_kind = '16 digits' THEN nik_digits END AS nik,
                CASE WHEN length(nik_digits) = 16 AND nik_shape = 'ok' THEN left(nik_digits, 12) END AS nik_12,
                CASE WHEN no_kk_kind = '16 digits' THEN no_kk_digits END AS kk,
                nullif(trim(regexp_replace(upper(nama), '[^A-Z]+', ' ', 'g')), '') AS nama,
                coalesce({_place("nama_kab")}, '') AS kab, {_place("nama_kab", "nama_kec")} AS kec,
                {_place("nama_kab", "nama_kec", "nama_desa")} AS desa
            FROM tmp_checked
        ),
        named AS (SELECT *, split_part(nama, ' ', 1) AS first_token, split_part(nama, ' ', -1) AS last_token FROM part)
        SELECT source, CASE WHEN source_record_id IS NOT NULL THEN hash(source_record_id) END, {keys} FROM named"""
    )


def _place(*names: str) -> str:
    """SQL for a place: its names without kind words, which sources write differently; the code where there are no names."""
    bare = [
        f"regexp_replace(upper({name}), '^(KABUPATEN|KAB|KOTA|KECAMATAN|KEC|DESA|KELURAHAN)[. ]+', '', 'g')"
        for name in names
    ]
    joined = " || '/' || ".join(bare)
    return f"coalesce({joined}, left(kode_wilayah, {3 * len(names) + 1}))"


def repeated_key_rows(engine: DuckDBEngine, source: str) -> int:
    """Rows of a source whose key an earlier row bears."""
    sql = f"SELECT count(record_key) - count(DISTINCT record_key) AS n FROM tmp_check_key WHERE source = '{source}'"
    return int(engine.query(sql).to_pylist()[0]["n"])


def forecast(engine: DuckDBEngine, config: Config) -> Forecast:
    """Pairs, memory, disk and time from tmp_check_key; the time is that of this machine as busy as it is now."""
    limits = dict.fromkeys(_RULES, config.link.max_block_size) | {"nama_tahun": config.link.max_rare_block_size}
    rules = tuple(_rule_pairs(engine, rule, largest) for rule, largest in limits.items())
    records = engine.count("tmp_check_key")
    pairs = sum(rule.pairs for rule in rules)
    cores = config.threads or os.cpu_count() or 1
    seconds = records / (_ROWS_PER_SECOND_AND_CORE * cores) + pairs / (_PAIRS_PER_SECOND_AND_CORE * cores)
    return Forecast(
        records=records,
        pairs=pairs,
        rules=rules,
        memory_bytes=peak_memory(records, pairs, allowed_memory(config.memory_limit)),
        disk_bytes=records * _DISK_BYTES_PER_RECORD + pairs * _DISK_BYTES_PER_PAIR,
        seconds=round((_FIXED_SECONDS + seconds) * pace(engine, cores)),
    )


def peak_memory(records: int, pairs: int, allowed: float) -> int:
    """Bytes a build holds at most: what it needs, or what DuckDB is allowed and the process holds beside."""
    needed = _BASE_BYTES + records * _BYTES_PER_RECORD + pairs * _BYTES_PER_PAIR
    return round(min(needed, allowed + _BESIDE_BYTES + records * _BESIDE_BYTES_PER_RECORD))


def _rule_pairs(engine: DuckDBEngine, rule: str, largest: int) -> RulePairs:
    row = engine.query(
        f"""WITH block AS (SELECT count(*) AS n FROM tmp_check_key WHERE {rule} IS NOT NULL GROUP BY {rule} HAVING count(*) > 1)
        SELECT coalesce(sum(n * (n - 1) // 2) FILTER (WHERE n <= {largest}), 0) AS pairs,
            coalesce(sum(n) FILTER (WHERE n > {largest}), 0) AS crowded FROM block"""
    ).to_pylist()[0]
    return RulePairs(rule=rule, pairs=int(row["pairs"]), crowded=int(row["crowded"]))
