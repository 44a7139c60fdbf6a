"""Who is asked about which conflict (configs/routing.toml), and what regions are called: tables for SQL."""

from __future__ import annotations

import tomllib

import pyarrow as pa
import pyarrow.csv as pa_csv

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


def region_names() -> pa.Table:
    """Code and name of every current region, so that evidence says names instead of codes."""
    as_text = pa_csv.ConvertOptions(
        column_types={"code": pa.string(), "name": pa.string()}, include_columns=["code", "name"]
    )
    return pa_csv.read_csv(resources.reference_file("wilayah.csv.gz"), convert_options=as_text)
