"""The configuration of one source: where a registry's files lie, and what its columns mean."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

# Every canonical column a source may fill; contracts.RAW_PERSON has the same names.
PERSON_COLUMNS = (
    "source_record_id", "source_family_id", "nik", "no_kk", "padan_dukcapil", "nama", "nama_ayah", "nama_ibu",
    "jenis_kelamin", "tempat_lahir", "tanggal_lahir", "umur", "shdk", "status_kawin", "pendidikan", "pekerjaan",
    "keberadaan", "alamat", "rt", "rw", "dusun", "kode_wilayah", "nama_prov", "nama_kab", "nama_kec", "nama_desa", "desil",
)  # fmt: skip

# Our values of the columns that have a list; configs/reference/code_lists.csv says what each means. Of shdk these are the
# eight of the forms, which standardise spreads over the eleven published ones.
CODED_VALUES = {
    "jenis_kelamin": ("L", "P"),
    "shdk": ("1", "2", "3", "4", "5", "6", "7", "8"),
    "status_kawin": ("1", "2", "3", "4"),
    "keberadaan": (
        "ADA", "MENINGGAL", "PINDAH", "LUAR_NEGERI", "BARU", "TIDAK_DITEMUKAN", "GANDA", "TANPA_DOKUMEN", "NONAKTIF",
    ),
    "padan_dukcapil": ("ya", "tidak"),
    "program": ("ya", "tidak"),
}  # fmt: skip
# Fields of a date format, and the orders in which they give a birth date.
_DATE_FIELDS = {"%d": "D", "%e": "D", "%m": "M", "%b": "M", "%B": "M", "%y": "Y", "%Y": "Y"}
_DATE_ORDERS = {"DMY", "MDY", "YMD", "YDM", "MY", "YM", "Y"}
# The previous release takes part in the linkage as one more source of this name.
CARRIED_SOURCE = "rilis"
_EXTRA_NAME = re.compile(r"[a-z][a-z0-9_]*")
_PROGRAMME_NAME = re.compile(r"[A-Z][A-Z0-9_]*")


class FrozenModel(BaseModel):
    """A part of a configuration: not to be changed, and no key unknown."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CsvOptions(FrozenModel):
    """How a delimited text file is written; what is left out is found out from the file."""

    delimiter: str = Field(default="", max_length=1, description="one character; empty finds it")
    quote: str = Field(default='"', max_length=1, description="one character; empty reads quotes as plain text")
    encoding: Literal["auto", "utf-8", "latin-1", "cp1252"] = "auto"
    header: bool = True


class XlsxOptions(FrozenModel):
    """Where the table lies in a workbook; an empty sheet name means the only sheet there is."""

    sheet: str = ""
    header_row: int = Field(default=0, ge=0, description="row number of the header as Excel counts; 0 finds it")


class SourceConfig(FrozenModel):
    """One registry: where its files lie and what its columns mean."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str = ""
    files: tuple[str, ...] = Field(min_length=1, description="paths or globs, relative to the build configuration")
    format: Literal["auto", "csv", "parquet", "xlsx"] = "auto"
    csv: CsvOptions = CsvOptions()
    xlsx: XlsxOptions = XlsxOptions()
    data_date: date
    trust: int = Field(default=50, ge=0, le=100, description="100 is trusted most; orders survivorship")
    family_unit: Literal["kk", "ruta", "couple", "none"]
    region_codes: Literal["kemendagri", "bps", "none"]
    region_crosswalk: str = Field(
        default="", description="CSV bps_code,kemendagri_code; BPS codes resolve by name without it"
    )
    date_formats: tuple[str, ...] = Field(default=("%Y-%m-%d",), min_length=1)
    numeric_ids: Literal["refuse", "repair"] = Field(
        default="refuse", description="what to do with a file whose NIK or KK column arrives as a number"
    )
    columns: dict[str, str | tuple[str, ...]] = Field(description="canonical column -> column(s) of the delivery")
    ignore: tuple[str, ...] = Field(default=(), description="columns of the delivery known and left out on purpose")
    sensitive: tuple[str, ...] = Field(default=(), description="columns carried apart, never used for linking")
    extra: dict[str, str | tuple[str, ...]] = Field(
        default={}, description="name -> column(s) of the delivery that an own model uses as evidence, as x_name"
    )
    programmes: dict[str, str] = Field(
        default={}, description="programme -> column that says whether the person receives it; a file may lack it"
    )
    values: dict[str, dict[str, str]] = Field(
        default={}, description="canonical column -> delivered value -> our value"
    )

    @field_validator("columns")
    @classmethod
    def _known_columns(cls, columns: dict[str, Any]) -> dict[str, Any]:
        unknown = sorted(set(columns) - set(PERSON_COLUMNS))
        if unknown:
            raise ValueError(f"unknown column {', '.join(unknown)}; allowed are {', '.join(PERSON_COLUMNS)}")
        if "source_record_id" not in columns:
            raise ValueError("source_record_id must name the column (or columns) that identify a row of the delivery")
        if "nama" not in columns:
            raise ValueError("nama must name the column with the person's name")
        return columns

    @field_validator("extra")
    @classmethod
    def _named_extras(cls, extra: dict[str, Any]) -> dict[str, Any]:
        wrong = sorted(name for name in extra if not _EXTRA_NAME.fullmatch(name))
        if wrong:
            raise ValueError(f"{', '.join(map(repr, wrong))}: a name is made of lower case letters, digits and _")
        empty = sorted(name for name, columns in extra.items() if not columns)
        if empty:
            raise ValueError(f"{', '.join(empty)}: names no column of the delivery")
        return extra

    @field_validator("programmes")
    @classmethod
    def _named_programmes(cls, programmes: dict[str, str]) -> dict[str, str]:
        wrong = sorted(name for name in programmes if not _PROGRAMME_NAME.fullmatch(name))
        if wrong:
            raise ValueError(f"{', '.join(map(repr, wrong))}: a name is made of upper case letters, digits and _")
        return programmes

    @field_validator("date_formats")
    @classmethod
    def _readable_dates(cls, date_formats: tuple[str, ...]) -> tuple[str, ...]:
        for text in date_formats:
            order = "".join(_DATE_FIELDS.get(field, "?") for field in re.findall(r"%.?", text))
            if order not in _DATE_ORDERS:
                raise ValueError(
                    f"{text!r} cannot be read; it must name a year (%Y or %y), may name a month (%m, %b, %B) and a day (%d), "
                    'each once, as in "%d-%m-%Y"'
                )
        return date_formats

    @field_validator("values")
    @classmethod
    def _listed_values(cls, values: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
        unknown = sorted(set(values) - set(CODED_VALUES))
        if unknown:
            raise ValueError(
                f"{', '.join(unknown)}: no column with a list of values; these are {', '.join(CODED_VALUES)}"
            )
        for column, listed in values.items():
            wrong = sorted(set(listed.values()) - set(CODED_VALUES[column]))
            if wrong:
                raise ValueError(
                    f"values.{column}: {', '.join(map(repr, wrong))} is none of our values; write delivered = ours, ours being "
                    f"one of {', '.join(CODED_VALUES[column])}"
                )
        return values

    @model_validator(mode="after")
    def _sensitive_stays_apart(self) -> SourceConfig:
        used = {name for value in self.extra.values() for name in ((value,) if isinstance(value, str) else value)}
        both = sorted(used & set(self.sensitive))
        if both:
            raise ValueError(
                f"{', '.join(both)}: stands under sensitive, which is never used for linking, and under extra"
            )
        published = sorted(set(self.programmes.values()) & set(self.sensitive))
        if published:
            raise ValueError(
                f"{', '.join(published)}: stands under sensitive, which is carried apart, and under programmes"
            )
        return self

    @model_validator(mode="after")
    def _family_column(self) -> SourceConfig:
        if self.family_unit != "none" and "source_family_id" not in self.columns:
            raise ValueError(
                f'family_unit is "{self.family_unit}", so columns.source_family_id must be set (or use "none")'
            )
        return self
