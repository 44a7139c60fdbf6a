"""Records as the three deliveries have them: the columns of configs/sources/, every value as text."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dtsen_link.sample.addresses import address_text, houses
from dtsen_link.sample.dice import Dice, mixed, scrambled
from dtsen_link.sample.observe import Records
from dtsen_link.sample.offices import Desk
from dtsen_link.sample.people import Ints
from dtsen_link.sample.regions import World
from dtsen_link.sample.spoil_births import WrittenBirth
from dtsen_link.sample.spoil_names import DEGREES, TITLES_F, TITLES_M, WrittenName
from dtsen_link.sample.spoil_numbers import Form, Written
from dtsen_link.sample.vocabulary import vocabulary

_FIXED = {
    Form.EMPTY: "", Form.DASH: "-", Form.ZERO: "0", Form.NONE_TEXT: "TIDAK ADA", Form.ZEROS: "0" * 16, Form.ONES: "1" * 16,
    Form.NINES: "9" * 16, Form.COUNTED: "1234567890123456",
}  # fmt: skip
_ROLES = {
    "dtks": ("KEPALA KELUARGA", "ISTRI", "ANAK", "MENANTU", "CUCU", "ORANG TUA/MERTUA", "PEMBANTU", "LAINNYA", "SUAMI"),
    "regsosek": ("1", "2", "3", "4", "5", "6", "7", "8", "2"),
    "p3ke": ("KEPALA KELUARGA", "ISTRI", "ANAK", "MENANTU", "CUCU", "ORANG TUA", "PEMBANTU", "FAMILI LAIN", "SUAMI"),
}
_PROGRAMME_WORDS = ("TIDAK", "YA", "")  # as programmes.NO, YES, EMPTY
# Numbers of one chunk lie below these; those of one system of keys below the systems' strides, of which sixteen fit in.
CHUNK_STRIDE, _FAMILY_STRIDE = 1 << 24, 1 << 30
_RECORD_SYSTEM, _UNIT_SYSTEM = 1 << 20, 1 << 24
# What a source writes of the person, as against the family and the place; beside the keys.
IDENTITY_COLUMNS = {
    "dtks": ("NIK", "NAMA", "TMP_LAHIR", "TGL_LAHIR", "JENIS_KELAMIN"),
    "regsosek": ("nik", "nama", "tanggal_lahir", "umur", "jk"),
    "p3ke": ("NIK", "Nama", "PadanDukcapil", "TanggalLahir", "JenisKelamin"),
}
KEY_COLUMNS = {
    "dtks": ("ID_ART", "IDBDT"),
    "regsosek": ("id_individu", "id_keluarga"),
    "p3ke": ("IDIndividu", "IDKeluargaP3KE"),
}


@dataclass(frozen=True)
class Sheet:
    """What one source writes down in one chunk, before it becomes text."""

    nik: Written
    kk: Written
    name: WrittenName
    birth: WrittenBirth
    mixed_case: NDArray[np.bool_]
    programmes: dict[str, Ints]


@dataclass(frozen=True)
class Keys:
    """The source's own keys of some records, and the order in which it delivers them."""

    records: pl.Series
    units: pl.Series
    order: pl.Series


def keys_of(dice: Dice, source: str, records: Records, number: Ints, system: int = 0) -> Keys:
    """Keys that tell nothing about what they stand for.

    Args:
        dice: of the chunk.
        source: whose keys.
        records: the records.
        number: a number per record that it keeps for good.
        system: how often the source has given all of its people new keys.
    """
    salt = {"dtks": 1, "regsosek": 2, "p3ke": 3}[source] + 8 * dice.seed
    record = scrambled(number + system * _RECORD_SYSTEM + dice.chunk * CHUNK_STRIDE, salt)
    unit = scrambled(records.unit + system * _UNIT_SYSTEM + dice.chunk * _FAMILY_STRIDE, salt + 4)
    letter = source[0].upper()
    return Keys(
        letter + pl.Series(record).cast(pl.String).str.zfill(13),
        letter + "K" + pl.Series(unit).cast(pl.String).str.zfill(13),
        pl.Series(np.lexsort((record, unit, records.village))),
    )


def as_text(desk: Desk, sheet: Sheet, keys: Keys) -> pl.DataFrame:
    """The delivery's rows, in the order of the records."""
    build = {"dtks": _dtks, "regsosek": _regsosek, "p3ke": _p3ke}[desk.source]
    return build(desk, sheet, keys.records, keys.units)


def truth_of(dice: Dice, records: Records, keys: Keys) -> pl.DataFrame:
    """Whom each record is about: source_record_id, true_person, true_family, marks."""
    return pl.DataFrame(
        {
            "source_record_id": keys.records,
            "true_person": records.person + dice.chunk * CHUNK_STRIDE,
            "true_family": records.family + dice.chunk * CHUNK_STRIDE,
            "marks": records.marks,
        }
    )


def _dtks(desk: Desk, sheet: Sheet, ids: pl.Series, units: pl.Series) -> pl.DataFrame:
    records, world, village = desk.records, desk.world, desk.records.village
    house = houses(world, desk.families, records)
    return pl.DataFrame(
        {
            "ID_ART": ids,
            "IDBDT": units,
            "NOKK": number_text(sheet.kk, world, records),
            "NIK": number_text(sheet.nik, world, records),
            "NAMA": name_text(desk, sheet),
            "TMP_LAHIR": _birth_place(desk),
            "TGL_LAHIR": _date_text(sheet.birth, "%d-%m-%Y"),
            "JENIS_KELAMIN": _coded(sheet.birth.sex, ("L", "P")),
            "HUB_KELUARGA": _role(desk, sheet),
            "ALAMAT": address_text(world, records, house, desk.source, with_rt=True),
            "KODE_DESA": pl.Series(world.bps[village]).cast(pl.String),
            **_places(world, village, ("NAMA_DESA", "NAMA_KEC", "NAMA_KAB", "NAMA_PROV"), upper=True),
            "KEBERADAAN_ART": pl.Series(records.presence).cast(pl.String),
            "DESIL": pl.Series(records.decile).cast(pl.String),
        }
    )


def _regsosek(desk: Desk, sheet: Sheet, ids: pl.Series, units: pl.Series) -> pl.DataFrame:
    records, world, village = desk.records, desk.world, desk.records.village
    house = houses(world, desk.families, records)
    return pl.DataFrame(
        {
            "id_individu": ids,
            "id_keluarga": units,
            "no_kk": number_text(sheet.kk, world, records),
            "nik": number_text(sheet.nik, world, records),
            "nama": name_text(desk, sheet),
            "tanggal_lahir": _date_text(sheet.birth, "%Y-%m-%d"),
            "umur": pl.Series(sheet.birth.age).cast(pl.String),
            "jk": _coded(sheet.birth.sex, ("1", "2")),
            "hub_krt": _role(desk, sheet),
            "alamat": address_text(world, records, house, desk.source, with_rt=False),
            "rt": pl.Series(house[1]).cast(pl.String).str.zfill(3),
            "rw": pl.Series(house[2]).cast(pl.String).str.zfill(3),
            "kode_desa": pl.Series(world.bps[village]).cast(pl.String),
            **_places(world, village, ("nama_desa", "nama_kec", "nama_kab", "nama_prov"), upper=False),
            "keberadaan": pl.Series(records.presence).cast(pl.String),
            "desil": pl.Series(records.decile).cast(pl.String),
        }
    )


def _p3ke(desk: Desk, sheet: Sheet, ids: pl.Series, units: pl.Series) -> pl.DataFrame:
    records, world, village = desk.records, desk.world, desk.records.village
    house = houses(world, desk.families, records)
    nik = number_text(sheet.nik, world, records)
    return pl.DataFrame(
        {
            "IDIndividu": ids,
            "IDKeluargaP3KE": units,
            "NIK": nik,
            "Nama": name_text(desk, sheet),
            "PadanDukcapil": _coded(_found_at_dukcapil(desk, sheet).astype(np.int64), ("TIDAK", "YA")),
            "TanggalLahir": _date_text(sheet.birth, "%d/%m/%Y"),
            "JenisKelamin": _coded(sheet.birth.sex, ("LAKI-LAKI", "PEREMPUAN")),
            "HubunganDenganKepalaKeluarga": _role(desk, sheet),
            "Alamat": address_text(world, records, house, desk.source, with_rt=True),
            "KodeKemdagri": pl.Series(world.desa[village]).cast(pl.String),
            **_places(world, village, ("DesaKelurahan", "Kecamatan", "KabupatenKota", "Provinsi"), upper=False),
            "DesilKesejahteraan": pl.Series(records.decile).cast(pl.String),
            **{f"Penerima{name}": _coded(said, _PROGRAMME_WORDS) for name, said in sheet.programmes.items()},
        }
    )


def _found_at_dukcapil(desk: Desk, sheet: Sheet) -> NDArray[np.bool_]:
    """Padan: the check found the NIK with this person; done before a spreadsheet could ruin the file."""
    there = np.isin(sheet.nik.form, (Form.PLAIN, Form.QUOTED, Form.SPACED, Form.DOTTED, Form.FLOAT, Form.ZERO_TAIL))
    right = there & (sheet.nik.number == desk.registry.nik[desk.records.person])
    draw = mixed(desk.records.person * 31 + desk.records.unit, 17) % np.uint64(100)
    return np.asarray(np.where(right, draw < 97, there & (draw < 8)))


def number_text(written: Written, world: World, records: Records) -> pl.Series:
    """A NIK or KK column as text, each value in the form it was written in."""
    text = pl.Series(written.number).cast(pl.String)
    rounded = pl.Series((written.number + 5 * 10**9) // 10**10).cast(pl.String)
    sequence = pl.Series(records.person % 10**5).cast(pl.String).str.zfill(5)
    shapes = {
        Form.TEMPORARY: "0" + pl.Series(world.desa[records.village]).cast(pl.String) + sequence,
        Form.QUOTED: "'" + text,
        Form.SPACED: _joined(text, " ", (4, 4, 4)),
        Form.DOTTED: _joined(text, ".", (6, 6)),
        Form.LETTER_O: text.str.slice(0, 12) + text.str.slice(12).str.replace_all("0", "O"),
        Form.FLOAT: rounded.str.slice(0, 1) + "." + rounded.str.slice(1) + "E+15",
        Form.ZERO_TAIL: pl.Series(written.number // 10 * 10).cast(pl.String),
    }
    kind, chosen = pl.lit(pl.Series(written.form)), pl.lit(text)
    for form, fixed in _FIXED.items():
        chosen = pl.when(kind == int(form)).then(pl.lit(fixed)).otherwise(chosen)
    for form, shape in shapes.items():
        chosen = pl.when(kind == int(form)).then(pl.lit(shape)).otherwise(chosen)
    return pl.select(chosen).to_series()


def _joined(text: pl.Series, between: str, lengths: tuple[int, ...]) -> pl.Series:
    """A text cut into pieces of the given lengths, and the rest, with something in between."""
    starts = [sum(lengths[:at]) for at in range(len(lengths) + 1)]
    pieces = [text.str.slice(start, length) for start, length in zip(starts, (*lengths, None), strict=True)]
    return pl.select(pl.concat_str(pieces, separator=between)).to_series()


def name_text(desk: Desk, sheet: Sheet) -> pl.Series:
    """The name column; a few in lower case or with stray blanks."""
    name, words, n = sheet.name, vocabulary(), len(desk.records)
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
    text = pl.select(
        pl.concat_str(title, pl.concat_str(columns, separator=" ", ignore_nulls=True), degree, late)
    ).to_series()
    blanks = _coded((mixed(np.arange(n), 23) % np.uint64(5) == 0).astype(np.int64), ("", "  "))
    lower = text.str.to_titlecase() + blanks
    return pl.select(pl.when(pl.lit(pl.Series(sheet.mixed_case))).then(lower).otherwise(text)).to_series()


def _birth_place(desk: Desk) -> pl.Series:
    """The kabupaten without its kind word: where the NIK was first given out, else the present one."""
    world = desk.world
    names = [name[1].split(" ", 1)[1].upper() for name in world.names]
    by_kab = {int(code): names[int(np.argmax(world.kab == at))] for at, code in enumerate(world.kab_codes)}
    new = {old // 100: code // 100 for code, old in world.old_prefix.items()}
    kab = desk.registry.nik[desk.records.person] // 10**12
    known = np.array(sorted({*by_kab, *new}), dtype=np.int64)
    place = [by_kab[new.get(int(code), int(code))] for code in known]
    at = np.minimum(np.searchsorted(known, kab), len(known) - 1)
    here = world.kab[desk.records.village] + len(place)
    rows = np.where(known[at] == kab, at, here)
    return pl.Series(place + [by_kab[int(code)] for code in world.kab_codes]).gather(pl.Series(rows))


def _places(world: World, village: Ints, columns: tuple[str, ...], *, upper: bool) -> dict[str, pl.Series]:
    at = pl.Series(village)
    texts = {column: pl.Series([names[3 - place] for names in world.names]) for place, column in enumerate(columns)}
    return {column: (text.str.to_uppercase() if upper else text).gather(at) for column, text in texts.items()}


def _date_text(birth: WrittenBirth, pattern: str) -> pl.Series:
    dates = pl.Series(birth.born.astype(np.int32)).cast(pl.Date).dt.strftime(pattern)
    return pl.select(pl.when(pl.lit(pl.Series(birth.known))).then(dates).otherwise(pl.lit(""))).to_series()


def _role(desk: Desk, sheet: Sheet) -> pl.Series:
    """The relation in the source's words; a husband who is not the head is SUAMI."""
    role = desk.records.role
    husband = (role == 2) & (sheet.birth.sex == 0)
    return _coded(np.where(husband, 8, role - 1), _ROLES[desk.source])


def _coded(code: Ints, texts: tuple[str, ...]) -> pl.Series:
    return pl.Series(list(texts)).gather(pl.Series(np.asarray(code, dtype=np.int64)))
