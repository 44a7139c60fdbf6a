"""Where the synthetic families live: real kabupaten, kecamatan and desa, dealt out so that chunks never share a kabupaten.

A NIK is unique because SIAK numbers the people of one kecamatan and birth date one after another. Chunks are made apart from
one another, so each owns its kabupaten: two of Java's and seven others, 56 chunks to a lap. A second lap through the same
kabupaten takes every second serial, and so on, so that numbers stay unique in a sample of any size.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from dtsen_link.sample.cultures import CULTURES, mixture_of
from dtsen_link.sample.dice import Dice, mixed
from dtsen_link.shipped_tables import region_names, shipped_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

CHUNKS_PER_LAP = 56
_JAVA_PER_CHUNK, _OTHERS_PER_CHUNK = 2, 7
_JAVA = {"31", "32", "33", "34", "35", "36"}
_JAVA_SHARE = 0.56
_VILLAGE_MEAN = 75
_EAST = {"53", "81", "82", "91", "92", "93", "94", "95", "96"}
# Kabupaten that the first chunk always has, so that a small sample holds the hard cases bound to a place: many an ASEP in
# one village, the retired prefix 91.01, Balinese order names, Batak marga, Bugis.
_FIRST_JAVA = ("3205", "3526")
_FIRST_OTHERS = ("9301", "5108", "1202", "7308")
# Inhabitants in millions, 2024, rounded: weights for the draw, no statistics.
_MILLIONS = {
    "11": 5.5, "12": 15.6, "13": 5.8, "14": 6.7, "15": 3.7, "16": 8.8, "17": 2.1, "18": 9.4, "19": 1.5, "21": 2.2,
    "31": 10.7, "32": 50.3, "33": 37.9, "34": 3.8, "35": 41.8, "36": 12.4, "51": 4.4, "52": 5.6, "53": 5.7,
    "61": 5.7, "62": 2.8, "63": 4.3, "64": 4.0, "65": 0.7, "71": 2.7, "72": 3.1, "73": 9.5, "74": 2.8, "75": 1.2,
    "76": 1.5, "81": 1.9, "82": 1.4, "91": 1.1, "92": 0.6, "93": 0.5, "94": 1.4, "95": 1.5, "96": 0.6,
}  # fmt: skip


@dataclass(frozen=True)
class Table:
    """The region table: names by code, and the codes below each code, in order."""

    name: dict[str, str]
    below: dict[str, tuple[str, ...]]
    old_prefix: dict[str, str]

    def kabupaten(self) -> tuple[str, ...]:
        return tuple(sorted(code for code in self.name if len(code) == 4 and self.below.get(code)))


@dataclass(frozen=True)
class World:
    """The villages of one chunk, one row each, and the kecamatan in which its people may have been registered.

    Attributes:
        kab: position of the village's kabupaten among the chunk's.
        kec: Kemendagri kecamatan code as number; the first six digits of NIK and KK.
        desa: Kemendagri desa code, ten digits, as number.
        bps: a made-up code in the form of BPS codes; see docs/sample.md.
        names: province, kabupaten, kecamatan, desa as in the region table.
        cultures: share of each culture of cultures.CULTURES, one row per village.
        east: in eastern Indonesia. urban: a kota, or a kelurahan.
        families: number of families.
        kab_kec: the kecamatan codes of each kabupaten.
        old_prefix: kecamatan code -> the retired code in numbers given out before the split, for kab of Papua.
    """

    kab: NDArray[np.int64]
    kec: NDArray[np.int64]
    desa: NDArray[np.int64]
    bps: NDArray[np.int64]
    names: list[tuple[str, str, str, str]]
    cultures: NDArray[np.float64]
    east: NDArray[np.bool_]
    urban: NDArray[np.bool_]
    java: NDArray[np.bool_]
    families: NDArray[np.int64]
    kab_codes: tuple[str, ...]
    kab_kec: tuple[NDArray[np.int64], ...]
    old_prefix: dict[int, int]


@lru_cache(maxsize=1)
def region_table() -> Table:
    """The shipped Kemendagri table and the retired prefixes beside it."""
    name = {code: text.replace("\u2019", "'").replace("\u2018", "'") for code, text in region_names().items()}
    below: dict[str, list[str]] = {}
    for code in sorted(name):
        if len(code) > 2:
            below.setdefault(code[: {4: 2, 6: 4, 10: 6}[len(code)]], []).append(code)
    return Table(name, {code: tuple(codes) for code, codes in below.items()}, _old_prefixes(name))


def _old_prefixes(current: dict[str, str]) -> dict[str, str]:
    """Kabupaten -> its retired prefix, where a split of province gave it a new one and the old one is not used again."""
    return {
        row["code_baru"]: row["code"]
        for row in shipped_table("wilayah_lama.csv").to_pylist()
        if len(row["code_baru"]) == 4 and row["code_baru"] in current and row["code"] not in current
    }


def kabupaten_of_chunk(table: Table, seed: int, chunk: int) -> tuple[str, ...]:
    """The kabupaten a chunk owns; those of one lap are all distinct."""
    dice = Dice(seed, 0, "regions")
    every = table.kabupaten()
    java = _dealt(dice, "java", [code for code in every if code[:2] in _JAVA], _FIRST_JAVA)
    others = _dealt(dice, "others", [code for code in every if code[:2] not in _JAVA], _FIRST_OTHERS)
    turn = chunk % CHUNKS_PER_LAP
    mine = java[turn * _JAVA_PER_CHUNK :][:_JAVA_PER_CHUNK] + others[turn * _OTHERS_PER_CHUNK :][:_OTHERS_PER_CHUNK]
    return (mine[0], *mine[_JAVA_PER_CHUNK:], *mine[1:_JAVA_PER_CHUNK])


def _dealt(dice: Dice, label: str, codes: list[str], first: tuple[str, ...]) -> list[str]:
    order = np.argsort(dice.uniform(label, len(codes)), kind="stable")
    shuffled = [codes[at] for at in order]
    return [code for code in first if code in codes] + [code for code in shuffled if code not in first]


def build_world(dice: Dice, families: int) -> World:
    """The villages of one chunk: 20 to 150 families each, in neighbouring kecamatan of its kabupaten."""
    table = region_table()
    owned = kabupaten_of_chunk(table, dice.seed, dice.chunk)
    owned = owned[: max(1, min(len(owned), families // 40))]
    shares = _families_per_kabupaten(table, owned, families)
    rows: list[tuple[int, str]] = []
    sizes: list[int] = []
    for at, code in enumerate(owned):
        villages = max(1, round(shares[at] / _VILLAGE_MEAN))
        desa = _desa_of(table, dice.within(code), code, villages)
        rows += [(at, village) for village in desa]
        sizes += _divided(dice.within(code), int(shares[at]), len(desa))
    return _world(table, owned, rows, np.array(sizes, dtype=np.int64))


def _families_per_kabupaten(table: Table, owned: tuple[str, ...], families: int) -> NDArray[np.int64]:
    siblings = {prov: len(table.below[prov]) for prov in {code[:2] for code in owned}}
    weight = np.array([_MILLIONS.get(code[:2], 1.0) / siblings[code[:2]] for code in owned])
    java = np.array([code[:2] in _JAVA for code in owned])
    for group, share in ((java, _JAVA_SHARE), (~java, 1 - _JAVA_SHARE)):
        if group.any() and not group.all():
            weight[group] *= share / weight[group].sum()
    least = min(20, families // len(owned))
    spare = families - least * len(owned)
    counts: NDArray[np.int64] = least + np.floor(spare * weight / weight.sum()).astype(np.int64)
    counts[0] += families - counts.sum()
    return counts


def _desa_of(table: Table, dice: Dice, kab: str, wanted: int) -> list[str]:
    """Villages out of as few kecamatan as hold them without taking more than six of each at first."""
    kecamatan = [code for code in table.below[kab] if table.below.get(code)]
    kecamatan = [kecamatan[at] for at in np.argsort(dice.uniform("kec", len(kecamatan)), kind="stable")]
    chosen: list[str] = []
    for per_kecamatan in (6, 1000):
        for code in kecamatan:
            desa = table.below[code]
            order = np.argsort(dice.uniform(code, len(desa)), kind="stable")
            fresh = [desa[at] for at in order[:per_kecamatan] if desa[at] not in chosen]
            chosen += fresh[: wanted - len(chosen)]
    return sorted(chosen)


def _divided(dice: Dice, families: int, villages: int) -> list[int]:
    weight = 0.27 + dice.uniform("size", villages) * 1.73
    counts = np.floor(families * weight / weight.sum()).astype(np.int64)
    counts[0] += families - counts.sum()
    return [int(count) for count in counts]


def _world(table: Table, owned: tuple[str, ...], rows: list[tuple[int, str]], sizes: NDArray[np.int64]) -> World:
    codes = [code for _, code in rows]
    old = {
        int(code): int(table.old_prefix[kab] + code[4:])
        for kab in owned
        if kab in table.old_prefix
        for code in table.below[kab]
    }
    return World(
        kab=np.array([at for at, _ in rows], dtype=np.int64),
        kec=np.array([int(code[:6]) for code in codes], dtype=np.int64),
        desa=np.array([int(code) for code in codes], dtype=np.int64),
        bps=np.array([_bps_like(table, code) for code in codes], dtype=np.int64),
        names=[(table.name[c[:2]], table.name[c[:4]], table.name[c[:6]], table.name[c]) for c in codes],
        cultures=np.array([[mixture_of(code[:4]).get(culture, 0.0) for culture in CULTURES] for code in codes]),
        east=np.array([code[:2] in _EAST for code in codes]),
        urban=np.array([int(code[2:4]) > 70 or code[6] == "1" for code in codes]),
        java=np.array([code[:2] in _JAVA for code in codes]),
        families=sizes,
        kab_codes=owned,
        kab_kec=tuple(np.array([int(code) for code in table.below[kab]], dtype=np.int64) for kab in owned),
        old_prefix=old,
    )


def _bps_like(table: Table, code: str) -> int:
    """Ten digits built as BPS builds them, numbered by the names' alphabet: right in form, never meant to be looked up."""
    kec, desa = code[:6], code
    kec_at = sorted(table.below[code[:4]], key=lambda c: (table.name[c], c)).index(kec) + 1
    desa_at = sorted(table.below[kec], key=lambda c: (table.name[c], c)).index(desa) + 1
    return int(f"{code[:4]}{kec_at * 10 % 1000:03d}{desa_at % 1000:03d}")


def registered_in(world: World, dice: Dice, village: NDArray[np.int64]) -> NDArray[np.int64]:
    """Kecamatan in which each person was first registered: mostly the village's own, some far away."""
    n = len(village)
    kind = dice.choice("kind", n, (0.75, 0.13, 0.12))
    kab = world.kab[village]
    kab = np.where(kind == 2, dice.integers("kab", n, 0, len(world.kab_kec) - 1), kab)
    draw = mixed(np.arange(n), dice.seed * 1009 + dice.chunk)
    elsewhere = np.empty(n, dtype=np.int64)
    for at, codes in enumerate(world.kab_kec):
        rows = np.flatnonzero(kab == at)
        elsewhere[rows] = codes[(draw[rows] % np.uint64(len(codes))).astype(np.int64)]
    return np.where(kind == 0, world.kec[village], elsewhere)
