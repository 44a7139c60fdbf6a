"""Records as the three deliveries have them: the columns of configs/sources/, every value as text."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dtsen_link.sample import spoil_numbers as form
from dtsen_link.sample.addresses import address_text, houses
from dtsen_link.sample.dice import Dice, mixed, scrambled
from dtsen_link.sample.observe import Records
from dtsen_link.sample.people import Families, Ints
from dtsen_link.sample.regions import World
from dtsen_link.sample.spoil_births import WrittenBirth
from dtsen_link.sample.spoil_names import DEGREES, TITLES_F, TITLES_M, WrittenName
from dtsen_link.sample.spoil_numbers import Written
from dtsen_link.sample.vocabulary import Vocabulary

_FIXED = {
    form.EMPTY: "", form.DASH: "-", form.ZERO: "0", form.NONE_TEXT: "TIDAK ADA", form.ZEROS: "0" * 16, form.ONES: "1" * 16,
    form.NINES: "9" * 16, form.COUNTED: "1234567890123456",
}  # fmt: skip
_ROLES = {
    "dtks": ("KEPALA KELUARGA", "ISTRI", "ANAK", "MENANTU", "CUCU", "ORANG TUA/MERTUA", "PEMBANTU", "LAINNYA", "SUAMI"),
    "regsosek": ("1", "2", "3", "4", "5", "6", "7", "8", "2"),
    "p3ke": ("KEPALA KELUARGA", "ISTRI", "ANAK", "MENANTU", "CUCU", "ORANG TUA", "PEMBANTU", "FAMILI LAIN", "SUAMI"),
}
_FAMILY_STRIDE = 1 << 30
_RECORD_STRIDE = 1 << 24


@dataclass(frozen=True)
class Sheet:
    """All that one source writes down in one chunk, before it becomes text."""

    source: str
    records: Records
    nik: Written
    kk: Written
    name: WrittenName
    birth: WrittenBirth
    mixed_case: NDArray[np.bool_]


def as_delivery(dice: Dice, world: World, families: Families, words: Vocabulary, sheet: Sheet) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The delivery's rows, and beside them truth: source_record_id, true_person, true_family, marks. Same order."""
    records, source = sheet.records, sheet.source
    salt = {"dtks": 1, "regsosek": 2, "p3ke": 3}[source] + 8 * dice.seed
    n = len(records)
    record_number = scrambled(np.arange(n) + dice.chunk * _RECORD_STRIDE, salt)
    family_number = scrambled(records.unit + dice.chunk * _FAMILY_STRIDE, salt + 4)
    order = pl.Series(np.lexsort((record_number, family_number, records.village)))
    letter = source[0].upper()
    ids = pl.Series(record_number).cast(pl.String).str.zfill(13)
    units = pl.Series(family_number).cast(pl.String).str.zfill(13)
    truth = pl.DataFrame(
        {
            "source_record_id": letter + ids,
            "true_person": records.person + dice.chunk * _RECORD_STRIDE,
            "true_family": records.family + dice.chunk * _RECORD_STRIDE,
            "marks": records.marks,
        }
    )
    build = {"dtks": _dtks, "regsosek": _regsosek, "p3ke": _p3ke}[source]
    delivery = build(world, families, words, sheet, letter + ids, letter + units)
    return delivery[order], truth[order]


def _dtks(world: World, families: Families, words: Vocabulary, sheet: Sheet, ids: pl.Series, units: pl.Series) -> pl.DataFrame:
    records, village = sheet.records, sheet.records.village
    house = houses(world, families, records)
    return pl.DataFrame(
        {
            "ID_ART": ids,
            "IDBDT": units,
            "NOKK": number_text(sheet.kk, world, records),
            "NIK": number_text(sheet.nik, world, records),
            "NAMA": name_text(words, sheet),
            "TMP_LAHIR": _birth_place(world, sheet),
            "TGL_LAHIR": _date_text(sheet.birth, "%d-%m-%Y"),
            "JENIS_KELAMIN": _coded(sheet.birth.sex, ("L", "P")),
            "HUB_KELUARGA": _role(sheet),
            "ALAMAT": address_text(world, records, house, sheet.source, with_rt=True),
            "KODE_DESA": pl.Series(world.bps[village]).cast(pl.String),
            **_places(world, village, ("NAMA_DESA", "NAMA_KEC", "NAMA_KAB", "NAMA_PROV"), upper=True),
            "KEBERADAAN_ART": pl.Series(records.presence).cast(pl.String),
            "DESIL": pl.Series(records.decile).cast(pl.String),
        }
    )


def _regsosek(world: World, families: Families, words: Vocabulary, sheet: Sheet, ids: pl.Series, units: pl.Series) -> pl.DataFrame:
    records, village = sheet.records, sheet.records.village
    house = houses(world, families, records)
    return pl.DataFrame(
        {
            "id_individu": ids,
            "id_keluarga": units,
            "no_kk": number_text(sheet.kk, world, records),
            "nik": number_text(sheet.nik, world, records),
            "nama": name_text(words, sheet),
            "tanggal_lahir": _date_text(sheet.birth, "%Y-%m-%d"),
            "umur": pl.Series(sheet.birth.age).cast(pl.String),
            "jk": _coded(sheet.birth.sex, ("1", "2")),
            "hub_krt": _role(sheet),
            "alamat": address_text(world, records, house, sheet.source, with_rt=False),
            "rt": pl.Series(house[1]).cast(pl.String).str.zfill(3),
            "rw": pl.Series(house[2]).cast(pl.String).str.zfill(3),
            "kode_desa": pl.Series(world.bps[village]).cast(pl.String),
            **_places(world, village, ("nama_desa", "nama_kec", "nama_kab", "nama_prov"), upper=False),
            "keberadaan": pl.Series(records.presence).cast(pl.String),
            "desil": pl.Series(records.decile).cast(pl.String),
        }
    )


def _p3ke(world: World, families: Families, words: Vocabulary, sheet: Sheet, ids: pl.Series, units: pl.Series) -> pl.DataFrame:
    records, village = sheet.records, sheet.records.village
    house = houses(world, families, records)
    nik = number_text(sheet.nik, world, records)
    checked = (sheet.nik.form == form.PLAIN) & (mixed(records.person * 31 + records.unit, 17) % np.uint64(100) < 95)
    return pl.DataFrame(
        {
            "IDIndividu": ids,
            "IDKeluargaP3KE": units,
            "NIK": nik,
            "Nama": name_text(words, sheet),
            "PadanDukcapil": _coded(checked.astype(np.int64), ("TIDAK", "YA")),
            "TanggalLahir": _date_text(sheet.birth, "%d/%m/%Y"),
            "JenisKelamin": _coded(sheet.birth.sex, ("LAKI-LAKI", "PEREMPUAN")),
            "HubunganDenganKepalaKeluarga": _role(sheet),
            "Alamat": address_text(world, records, house, sheet.source, with_rt=True),
            "KodeKemdagri": pl.Series(world.desa[village]).cast(pl.String),
            **_places(world, village, ("DesaKelurahan", "Kecamatan", "KabupatenKota", "Provinsi"), upper=False),
            "DesilKesejahteraan": pl.Series(records.decile).cast(pl.String),
        }
    )


def number_text(written: Written, world: World, records: Records) -> pl.Series:
    """A NIK or KK column as text, each value in the form it was written in."""
    text = pl.Series(written.number).cast(pl.String)
    rounded = pl.Series((written.number + 5 * 10**9) // 10**10).cast(pl.String)
    temporary = "0" + pl.Series(world.desa[records.village]).cast(pl.String) + pl.Series(records.person % 10**5).cast(pl.String).str.zfill(5)
    shapes = {
        form.TEMPORARY: temporary,
        form.QUOTED: "'" + text,
        form.SPACED: text.str.slice(0, 4) + " " + text.str.slice(4, 4) + " " + text.str.slice(8, 4) + " " + text.str.slice(12),
        form.DOTTED: text.str.slice(0, 6) + "." + text.str.slice(6, 6) + "." + text.str.slice(12),
        form.LETTER_O: text.str.slice(0, 12) + text.str.slice(12).str.replace_all("0", "O"),
        form.FLOAT: rounded.str.slice(0, 1) + "." + rounded.str.slice(1) + "E+15",
        form.ZERO_TAIL: pl.Series(written.number // 10 * 10).cast(pl.String),
    }
    kind = pl.lit(pl.Series(written.form))
    chosen = pl.lit(text)
    for code, value in {**{code: pl.lit(fixed) for code, fixed in _FIXED.items()}, **{c: pl.lit(s) for c, s in shapes.items()}}.items():
        chosen = pl.when(kind == code).then(value).otherwise(chosen)
    return pl.select(chosen).to_series()


def name_text(words: Vocabulary, sheet: Sheet) -> pl.Series:
    """The name column; a few in lower case or with stray blanks."""
    name, n = sheet.name, len(sheet.records)
    every = pl.Series([*words.words, None], dtype=pl.String)
    none = len(words.words)
    columns = [every.gather(pl.Series(np.where(column >= 0, column, none))) for column in name.words.T]
    women = sheet.birth.sex == 1
    men_title, women_title = (pl.Series(["", *titles]) for titles in (TITLES_M, TITLES_F))
    title = pl.when(pl.lit(pl.Series(women))).then(
        women_title.gather(pl.Series(np.minimum(name.title, len(TITLES_F))))
    ).otherwise(men_title.gather(pl.Series(name.title)))  # fmt: skip
    degree = pl.Series(["", *DEGREES]).gather(pl.Series(name.degree))
    late = _coded(name.late.astype(np.int64), ("", " (ALM)"))
    text = pl.select(pl.concat_str(title, pl.concat_str(columns, separator=" ", ignore_nulls=True), degree, late)).to_series()
    blanks = _coded((mixed(np.arange(n), 23) % np.uint64(5) == 0).astype(np.int64), ("", "  "))
    lower = text.str.to_titlecase() + blanks
    return pl.select(pl.when(pl.lit(pl.Series(sheet.mixed_case))).then(lower).otherwise(text)).to_series()


def _birth_place(world: World, sheet: Sheet) -> pl.Series:
    """The kabupaten without its kind word: where the NIK was first given out, else the present one."""
    names = [name[1].split(" ", 1)[1].upper() for name in world.names]
    by_kab = {int(code): names[int(np.argmax(world.kab == at))] for at, code in enumerate(world.kab_codes)}
    new = {old // 100: code // 100 for code, old in world.old_prefix.items()}
    kab = sheet.nik.number // 10**12
    kab = np.where(sheet.nik.number < 10**15, 0, kab)
    known = np.array(sorted({*by_kab, *new}), dtype=np.int64)
    place = [by_kab[new.get(int(code), int(code))] for code in known]
    at = np.minimum(np.searchsorted(known, kab), len(known) - 1)
    here = world.kab[sheet.records.village] + len(place)
    rows = np.where(known[at] == kab, at, here)
    return pl.Series(place + [by_kab[int(code)] for code in world.kab_codes]).gather(pl.Series(rows))


def _places(world: World, village: Ints, columns: tuple[str, ...], *, upper: bool) -> dict[str, pl.Series]:
    at = pl.Series(village)
    texts = {column: pl.Series([names[3 - place] for names in world.names]) for place, column in enumerate(columns)}
    return {column: (text.str.to_uppercase() if upper else text).gather(at) for column, text in texts.items()}


def _date_text(birth: WrittenBirth, pattern: str) -> pl.Series:
    dates = pl.Series(birth.born.astype(np.int32)).cast(pl.Date).dt.strftime(pattern)
    return pl.select(pl.when(pl.lit(pl.Series(birth.known))).then(dates).otherwise(pl.lit(""))).to_series()


def _role(sheet: Sheet) -> pl.Series:
    """The relation in the source's words; a husband who is not the head is SUAMI."""
    role = sheet.records.role
    husband = (role == 2) & (sheet.birth.sex == 0)
    return _coded(np.where(husband, 8, role - 1), _ROLES[sheet.source])


def _coded(code: Ints, texts: tuple[str, ...]) -> pl.Series:
    return pl.Series(list(texts)).gather(pl.Series(np.asarray(code, dtype=np.int64)))
