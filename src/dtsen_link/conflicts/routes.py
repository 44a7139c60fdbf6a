"""Who is asked about which conflict (configs/routing.toml), as a table for SQL."""

from __future__ import annotations

import tomllib

import pyarrow as pa

from dtsen_link import resources

CONFLICT_TYPES = (
    "NIK_GANDA_BEDA_ORANG",
    "ORANG_DUA_NIK",
    "NIK_DOB_TIDAK_SESUAI",
    "KEMUNGKINAN_SAMA",
    "PELANGGARAN_TRANSITIF",
    "KK_CAMPUR",
    "KELUARGA_PECAH",
    "KELUARGA_GABUNG",
    "ANGGOTA_DUA_KELUARGA",
    "KEPALA_GANDA",
    "TANPA_KEPALA",
    "MENINGGAL_AKTIF",
    "PINDAH_WILAYAH",
    "DESIL_BEDA",
    "TANPA_DESIL",
    "KODE_WILAYAH_TAK_DIKENAL",
    "HILANG_DARI_RILIS",
    "KEPUTUSAN_BERTENTANGAN",
)


def routes() -> pa.Table:
    """One row per conflict type: jenis, kelompok, peran, saran."""
    table = tomllib.loads((resources.configs_dir() / "routing.toml").read_text(encoding="utf-8"))
    names = ("jenis", "kelompok", "peran", "saran")
    rows = [{"jenis": jenis, **table[jenis]} for jenis in CONFLICT_TYPES]
    return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in names]))
