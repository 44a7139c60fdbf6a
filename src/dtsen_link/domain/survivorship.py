"""Golden fields and the rules that may choose their values.

A field is what survives as one: `tanggal_lahir` brings its precision and year along, `alamat` all parts of the address and
all region codes, because a street of one record beside the desa of another is a place that does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass

# Rule -> how many values its measure has, from 0 on; sql/0_macros/survivorship.sql and tmp_scored hold the measures to it.
# More names or tokens than that, or days after 2258, tell no value from another any more; more sources are refused (config.py).
REACH = {
    "unflagged": 2,
    "padan_dukcapil": 3,
    "trust": 101,
    "most_recent": 131_072,
    "most_frequent": 64,
    "precise": 8,
    "agreeing": 64,
    "unabbreviated": 2,
    "most_tokens": 64,
    "longest": 256,
}
RULES = tuple(REACH)
LETTER_RULES = frozenset({"unabbreviated", "most_tokens", "longest"})
# What these count is seen only beside the other values of the person, or costs string work: not for fields without them.
COMPARING_RULES = LETTER_RULES | {"most_frequent", "agreeing"}
MOST_RULES = 8

_WITHOUT_LETTERS = ("status_kawin", "alamat", "desil", "keluarga", "alamat_keluarga", "desil_keluarga")
_ADDRESS = ("alamat", "jalan", "nomor", "blok", "rt", "rw", "dusun", "kode_prov", "kode_kab", "kode_kec", "kode_desa")


@dataclass(frozen=True)
class Field:
    """One golden field.

    Attributes:
        setting: its name in survivorship.toml.
        entity: person or family.
        name: its name in gold_provenance.
        columns: the columns of gold_person or gold_family that it fills.
    """

    setting: str
    entity: str
    name: str
    columns: tuple[str, ...]


def _person(name: str, *columns: str) -> Field:
    return Field(name, "person", name, columns or (name,))


FIELDS: tuple[Field, ...] = (
    _person("nik", "nik", "nik_status"),
    _person("nama"),
    _person("gelar"),
    _person("alias"),
    _person("jenis_kelamin"),
    _person("tempat_lahir"),
    _person("tanggal_lahir", "tanggal_lahir", "dob_precision", "tahun_lahir"),
    _person("nama_ayah"),
    _person("nama_ibu"),
    _person("status_kawin"),
    _person("pendidikan"),
    _person("pekerjaan"),
    _person("keberadaan"),
    _person("alamat", *_ADDRESS),
    _person("desil"),
    _person("keluarga", "family_id"),
    Field("no_kk", "family", "no_kk", ("no_kk", "kk_status")),
    Field("alamat_keluarga", "family", "alamat", tuple(name for name in _ADDRESS if name not in ("nomor", "blok"))),
    Field("desil_keluarga", "family", "desil", ("desil",)),
)
# The head is chosen among the current members, not by configurable rules; it has provenance like any other value.
HEAD = Field("", "family", "kepala", ("kepala_person_id", "nama_kepala"))


def fault(setting: str, rules: tuple[str, ...]) -> str:
    """What is wrong with the rules chosen for a field, in words; empty when nothing is."""
    known = {field.setting for field in FIELDS}
    if setting not in known:
        return f"{setting}: no such field; fields are {', '.join(sorted(known))}"
    unknown = [rule for rule in rules if rule not in REACH]
    if unknown:
        return f"{setting}: no rule {unknown[0]!r}; rules are {', '.join(RULES)}"
    letterless = [rule for rule in rules if rule in LETTER_RULES and setting in _WITHOUT_LETTERS]
    if letterless:
        return f"{setting}: rule {letterless[0]!r} looks at letters, and this field is a number or a group of columns"
    if len(set(rules)) < len(rules):
        return f"{setting}: a rule is named twice: {', '.join(rules)}"
    return f"{setting}: {len(rules)} rules; at most {MOST_RULES} are read" if len(rules) > MOST_RULES else ""
