"""What a build will need, foretold from the deliveries' own keys.

The number of candidate pairs decides time and memory, and it grows with the square of the most common keys. So the keys of
every record are counted as they are, roughly cleaned: no model, no name forms. The rules follow configs/models/person.toml
in outline. Pairs that two rules make are counted twice, so the number is an upper bound, as a rule by half.
"""

from __future__ import annotations

import os

from dtsen_link.config import Config
from dtsen_link.engine import DuckDBEngine
from dtsen_link.ingest.findings import Forecast, RulePairs

# Measured on two cores with the labelled set of 200 thousand records; rounded up.
_ROWS_PER_SECOND_AND_CORE = 4_000
_PAIRS_PER_SECOND_AND_CORE = 60_000
_FIXED_SECONDS = 20
_BASE_BYTES = 500_000_000
_BYTES_PER_RECORD = 4_000
_BYTES_PER_PAIR = 300
_DISK_BYTES_PER_RECORD = 3_000
_DISK_BYTES_PER_PAIR = 100

_KEYS = {
    "nik": "nik",
    "nik_12": "substr(nik, 1, 12)",
    "nik_ekor": "substr(nik, 7)",
    "lahir_nama_depan": "concat(born, depan)",
    "kk_lahir": "concat(kk, born)",
    "desa_nama": "concat(desa, nama)",
    "desa_nama_depan_tahun": "concat(desa, depan, substr(born, 1, 4))",
    "kec_lahir": "concat(kec, born, sex)",
    "nama_tahun": "concat(nama, substr(born, 1, 4))",
}
_PARTS = {
    "nik": ("nik",), "nik_12": ("nik",), "nik_ekor": ("nik",), "lahir_nama_depan": ("born", "depan"),
    "kk_lahir": ("kk", "born"), "desa_nama": ("desa", "nama"), "desa_nama_depan_tahun": ("desa", "depan", "born"),
    "kec_lahir": ("kec", "born", "sex"), "nama_tahun": ("nama", "born"),
}  # fmt: skip


def make_key_table(engine: DuckDBEngine) -> None:
    """Make tmp_check_key, empty: one row per delivered row, its keys as hashes."""
    columns = ", ".join(f"{rule} UBIGINT" for rule in _KEYS)
    engine.execute(f"CREATE OR REPLACE TABLE tmp_check_key (source VARCHAR, record_key UBIGINT, {columns})")


def add_keys(engine: DuckDBEngine) -> None:
    """Append the keys of the rows in tmp_checked."""
    keys = ", ".join(
        f"CASE WHEN {' AND '.join(f'{part} IS NOT NULL' for part in _PARTS[rule])} THEN hash({key}) END"
        for rule, key in _KEYS.items()
    )
    engine.execute(
        f"""INSERT INTO tmp_check_key
        WITH part AS (
            SELECT
                source, hash(source_record_id) AS record_key, source_record_id,
                {_number("nik")} AS nik, {_number("no_kk")} AS kk, strftime(born, '%Y%m%d') AS born,
                nullif(regexp_replace(upper(nama), '[^A-Z]+', ' ', 'g'), ' ') AS nama,
                left(coalesce(jenis_kelamin, '?'), 1) AS sex,
                coalesce(concat(nama_kab, nama_kec, nama_desa), kode_wilayah) AS desa,
                coalesce(nullif(concat(nama_kab, nama_kec), ''), left(kode_wilayah, 7)) AS kec
            FROM tmp_checked
        ),
        named AS (SELECT *, split_part(trim(nama), ' ', 1) AS depan FROM part)
        SELECT source, CASE WHEN source_record_id IS NOT NULL THEN record_key END, {keys} FROM named"""
    )


def repeated_key_rows(engine: DuckDBEngine, source: str) -> int:
    """Rows of a source whose key an earlier row bears."""
    sql = f"SELECT count(record_key) - count(DISTINCT record_key) AS n FROM tmp_check_key WHERE source = '{source}'"
    return int(engine.query(sql).to_pylist()[0]["n"])


def forecast(engine: DuckDBEngine, config: Config) -> Forecast:
    """Pairs, memory, disk and time from tmp_check_key."""
    limits = dict.fromkeys(_KEYS, config.link.max_block_size) | {"nama_tahun": config.link.max_rare_block_size}
    rules = tuple(_rule_pairs(engine, rule, largest) for rule, largest in limits.items())
    records = int(engine.query("SELECT count(*) AS n FROM tmp_check_key").to_pylist()[0]["n"])
    pairs = sum(rule.pairs for rule in rules)
    cores = config.threads or os.cpu_count() or 1
    seconds = records / (_ROWS_PER_SECOND_AND_CORE * cores) + pairs / (_PAIRS_PER_SECOND_AND_CORE * cores)
    return Forecast(
        records=records,
        pairs=pairs,
        rules=rules,
        memory_bytes=_BASE_BYTES + records * _BYTES_PER_RECORD + pairs * _BYTES_PER_PAIR,
        disk_bytes=records * _DISK_BYTES_PER_RECORD + pairs * _DISK_BYTES_PER_PAIR,
        seconds=round(_FIXED_SECONDS + seconds),
    )


def _rule_pairs(engine: DuckDBEngine, rule: str, largest: int) -> RulePairs:
    row = engine.query(
        f"""WITH block AS (SELECT count(*) AS n FROM tmp_check_key WHERE {rule} IS NOT NULL GROUP BY {rule} HAVING count(*) > 1)
        SELECT coalesce(sum(n * (n - 1) // 2) FILTER (WHERE n <= {largest}), 0) AS pairs,
            coalesce(sum(n) FILTER (WHERE n > {largest}), 0) AS crowded FROM block"""
    ).to_pylist()[0]
    return RulePairs(rule=rule, pairs=int(row["pairs"]), crowded=int(row["crowded"]))


def _number(column: str) -> str:
    return f"CASE WHEN regexp_matches({column}, '^[1-9][0-9]{{15}}$') THEN {column} END"
