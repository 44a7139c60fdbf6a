"""Streets, hamlets, RT and RW of the houses, and the many ways to write them."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib import resources as package_files

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dtsen_link.sample.dice import mixed
from dtsen_link.sample.observe import Records
from dtsen_link.sample.people import Families, Ints
from dtsen_link.sample.regions import World

# The kind word of a hamlet by the first digits of the region.
_KIND_WORDS = {
    "32": ("KP. ", "KAMPUNG ", "KP ", "DUSUN "), "36": ("KP. ", "KAMPUNG ", "KP "), "51": ("BR. ", "BANJAR ", "BR. DINAS "),
    "13": ("JORONG ", "JR. "), "73": ("DUSUN ", "LINGK. ", "DSN. "), "52": ("DUSUN ", "GUBUK ", "DSN. ", "LINGKUNGAN "),
    "9": ("KAMPUNG ", "KAMP. "), "": ("DUSUN ", "DSN. ", "DSN ", "DK. "),
}  # fmt: skip
_STREET_WORDS = ("JL. ", "JL ", "JALAN ", "JLN ", "JLN. ")
_RT_FORMS = (
    "RT {0:03d} RW {1:03d}", "{0:03d}/{1:03d}", "RT.{0}/RW.{1}", "RT/RW {0:02d}/{1:02d}", "RT{0:02d}/{1:02d}", "RT. {0} RW. {1}",
)  # fmt: skip


def houses(world: World, families: Families, records: Records) -> tuple[Ints, Ints, Ints]:
    """A number that stands for each record's house, and its RT and RW; 0 where the village has none."""
    house = families.house[records.address, records.address_state]
    key = mixed(house * 1_000_003 + records.village, 5).astype(np.int64) & ((1 << 40) - 1)
    rw = key % 9 + 1
    rt = rw % 4 + 1 + (key // 64) % 4
    has = world.java[records.village] | world.urban[records.village] | (mixed(records.village, 9) % np.uint64(10) < 6)
    return key, np.where(has, rt, 0), np.where(has, rw, 0)


def address_text(
    world: World, records: Records, houses_of: tuple[Ints, Ints, Ints], source: str, *, with_rt: bool
) -> pl.Series:
    """One free text per record; the family's records mostly share its style, each source has its own."""
    key, rt, rw = houses_of
    style = mixed(records.unit, sum(map(ord, source)))
    urban = world.urban[records.village]
    street = _chosen(key >> 8, _names("street"))
    number = np.where((style >> np.uint64(20)) % np.uint64(10) < 6, key % 149 + 1, 0)
    number_words = _chosen(style >> np.uint64(5), (" NO. ", " NO ", " NO.", " NOMOR "))
    numbered = pl.concat_str(number_words, pl.lit(pl.Series(number)).cast(pl.String))
    has_number = pl.when(pl.lit(pl.Series(number)) > 0).then(numbered).otherwise(pl.lit(""))
    in_street = pl.concat_str(_chosen(style, _STREET_WORDS), street, has_number)
    in_hamlet = _hamlet_text(world, records, rw, style)
    text = pl.select(pl.when(pl.lit(pl.Series(urban))).then(in_street).otherwise(in_hamlet)).to_series()
    return pl.select(pl.concat_str(text, _rt_text(rt, rw, style))).to_series() if with_rt else text


@lru_cache(maxsize=2)
def _names(kind: str) -> tuple[str, ...]:
    text = (package_files.files("dtsen_link.sample") / "places.csv").read_text(encoding="utf-8")
    return next(tuple(row["names"].split(";")) for row in csv.DictReader(text.splitlines()) if row["kind"] == kind)


def _hamlet_text(world: World, records: Records, rw: Ints, style: NDArray[np.uint64]) -> pl.Series:
    """Hamlets belong to the village: RW after RW lies in another one of them."""
    hamlet = mixed(records.village * 16 + rw // 2, 3)
    words = np.full(len(records), "", dtype=object)
    provinces = np.array([code[:2] for code in world.kab_codes])[world.kab[records.village]]
    for prov in np.unique(provinces):
        forms = _KIND_WORDS.get(prov, _KIND_WORDS["9"] if prov.startswith("9") else _KIND_WORDS[""])
        rows = np.flatnonzero(provinces == prov)
        words[rows] = np.array(forms, dtype=object)[
            ((style[rows] >> np.uint64(9)) % np.uint64(len(forms))).astype(np.int64)
        ]
    return pl.select(
        pl.concat_str(pl.Series(words.tolist(), dtype=pl.String), _chosen(hamlet, _names("hamlet")))
    ).to_series()


def _rt_text(rt: Ints, rw: Ints, style: NDArray[np.uint64]) -> pl.Series:
    forms = [form.format(t, w) for form in _RT_FORMS for t in range(9) for w in range(10)]
    at = ((style >> np.uint64(13)) % np.uint64(len(_RT_FORMS))).astype(np.int64) * 90 + rt * 10 + rw
    texts = pl.Series([f" {form}" for form in forms]).gather(pl.Series(at))
    return pl.select(pl.when(pl.lit(pl.Series(rt)) > 0).then(texts).otherwise(pl.lit(""))).to_series()


def _chosen(draw: NDArray[np.uint64] | Ints, texts: tuple[str, ...] | list[str]) -> pl.Series:
    at = (draw.astype(np.uint64) % np.uint64(len(texts))).astype(np.int64)
    return pl.Series(list(texts)).gather(pl.Series(at))
