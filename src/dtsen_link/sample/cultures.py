"""Which name cultures meet in which kabupaten, and how each culture builds a name.

A name is a template of slots. A slot is a list of names.csv (`m`, `f2`, `arab.m`), a word of its own in capitals (`SITI`),
or one of: `L` family name of the father's line, `P` the father's own name, `O` Balinese birth-order name.
Weights stand for people born before 1970, 1970 to 1994, and later. Customs: docs/sample.md.
"""

from __future__ import annotations

CULTURES = (
    "javanese", "sundanese", "batak", "minang", "bugis", "madurese", "balinese", "sasak", "acehnese", "betawi", "papuan",
    "timor", "chinese", "arab",
)  # fmt: skip
# Cultures in which bin or binti with the father's name is written on some documents.
BIN_CULTURES = ("acehnese", "bugis", "madurese", "sasak", "arab")

_BY_PROVINCE: dict[str, dict[str, float]] = {
    "11": {"acehnese": 85, "javanese": 8, "batak": 5, "minang": 2},
    "12": {"batak": 55, "javanese": 25, "arab": 14, "minang": 3, "chinese": 3},
    "13": {"minang": 92, "javanese": 5, "batak": 3},
    "14": {"arab": 45, "javanese": 28, "minang": 14, "batak": 12, "chinese": 1},
    "15": {"arab": 55, "javanese": 33, "minang": 7, "sundanese": 3, "batak": 2},
    "16": {"arab": 66, "javanese": 28, "sundanese": 4, "chinese": 2},
    "17": {"arab": 65, "javanese": 25, "minang": 8, "sundanese": 2},
    "18": {"javanese": 64, "sundanese": 11, "arab": 20, "balinese": 2, "bugis": 3},
    "19": {"arab": 72, "javanese": 12, "chinese": 12, "bugis": 4},
    "21": {"arab": 42, "javanese": 22, "minang": 12, "batak": 14, "chinese": 8, "bugis": 2},
    "31": {"betawi": 42, "javanese": 28, "sundanese": 14, "chinese": 6, "batak": 5, "minang": 5},
    "32": {"sundanese": 84, "javanese": 12, "betawi": 3, "chinese": 1},
    "33": {"javanese": 95, "arab": 3, "chinese": 2},
    "34": {"javanese": 96, "arab": 2, "chinese": 1, "batak": 1},
    "35": {"javanese": 88, "madurese": 9, "arab": 2, "chinese": 1},
    "36": {"sundanese": 58, "betawi": 18, "javanese": 18, "chinese": 4, "batak": 2},
    "51": {"balinese": 90, "javanese": 7, "sasak": 2, "timor": 1},
    "52": {"sasak": 78, "arab": 16, "balinese": 4, "javanese": 2},
    "53": {"timor": 90, "arab": 6, "bugis": 2, "javanese": 2},
    "61": {"arab": 52, "chinese": 18, "javanese": 14, "madurese": 6, "timor": 10},
    "62": {"arab": 55, "javanese": 30, "timor": 12, "madurese": 3},
    "63": {"arab": 80, "javanese": 16, "madurese": 2, "bugis": 2},
    "64": {"javanese": 34, "bugis": 24, "arab": 34, "timor": 6, "chinese": 2},
    "65": {"bugis": 38, "javanese": 20, "arab": 30, "timor": 12},
    "71": {"timor": 78, "arab": 16, "javanese": 4, "chinese": 2},
    "72": {"bugis": 32, "arab": 40, "timor": 16, "javanese": 9, "balinese": 3},
    "73": {"bugis": 88, "timor": 8, "javanese": 3, "chinese": 1},
    "74": {"bugis": 50, "arab": 40, "javanese": 8, "balinese": 2},
    "75": {"arab": 90, "bugis": 6, "javanese": 4},
    "76": {"bugis": 82, "arab": 8, "javanese": 6, "timor": 4},
    "81": {"timor": 62, "arab": 24, "bugis": 12, "javanese": 2},
    "82": {"arab": 72, "timor": 20, "bugis": 4, "javanese": 4},
}
_PAPUA: dict[str, float] = {"papuan": 72, "timor": 8, "javanese": 12, "bugis": 8}
_BY_KABUPATEN: tuple[tuple[tuple[str, ...], dict[str, float]], ...] = (
    (("3526", "3527", "3528", "3529"), {"madurese": 96, "arab": 3, "javanese": 1}),
    (("3209", "3212", "3274"), {"javanese": 62, "sundanese": 34, "arab": 4}),
    (("3216", "3275", "3276", "3603", "3671", "3674"), {"betawi": 46, "sundanese": 30, "javanese": 24}),
)

# Weights by era, then the template. Shared by the mostly Muslim cultures, after their own lists `m` and `f`.
_COMMON_M = (
    (50, 14, 3, "m"), (22, 34, 12, "m m2"), (4, 9, 4, "m m"), (8, 9, 6, "arab.m"), (7, 12, 14, "arab.m arab.m2"),
    (2, 5, 6, "muhammad.m arab.m"), (1, 5, 12, "muhammad.m arab.m arab.m2"), (1, 3, 4, "muhammad.m m"),
    (0, 3, 26, "modern.m modern.m2"), (0, 1, 8, "muhammad.m modern.m modern.m2"), (3, 3, 2, "ABDUL arab.m2"),
    (2, 3, 3, "m P"),
)  # fmt: skip
_COMMON_F = (
    (52, 14, 3, "f"), (16, 30, 10, "f f2"), (10, 10, 4, "arab.f"), (6, 14, 16, "arab.f arab.f2"),
    (9, 12, 6, "SITI arab.f2"), (3, 7, 4, "NUR f2"), (0, 6, 34, "modern.f modern.f2"), (0, 2, 12, "modern.f arab.f f2"),
    (2, 4, 4, "SRI f2"), (2, 2, 7, "arab.f modern.f2"),
)  # fmt: skip
_ADD_M = {
    "javanese": ((0, 2, 4, "m m m2"), (2, 4, 2, "EKA m2"), (1, 3, 2, "DWI m2")),
    "bugis": ((10, 4, 2, "m DAENG m2"), (4, 3, 3, "ANDI m"), (2, 2, 2, "ANDI m m2")),
    "sasak": ((10, 8, 8, "LALU m"), (2, 4, 4, "LALU m m2"), (5, 1, 0, "AMAQ m")),
    "acehnese": ((4, 4, 3, "TEUKU m"), (3, 4, 5, "T m m2")),
    "madurese": ((10, 6, 6, "muhammad.m m"),),
}
_ADD_F = {
    "javanese": ((0, 2, 4, "f f f2"), (1, 4, 3, "TRI f2"), (1, 4, 3, "DWI f2")),
    "bugis": ((8, 4, 2, "f DAENG f2"), (4, 3, 3, "ANDI f"), (6, 6, 2, "SITTI f")),
    "sasak": ((10, 8, 8, "BAIQ f"), (2, 4, 4, "BAIQ f f2"), (5, 1, 0, "INAQ f")),
    "acehnese": ((5, 4, 4, "CUT f"),),
    "madurese": ((10, 8, 3, "SITI f2"),),
}
_OWN_M = {
    "batak": ((60, 50, 30, "m L"), (10, 20, 40, "m m L"), (14, 8, 4, "m"), (2, 6, 14, "modern.m m L"), (6, 6, 6, "arab.m L")),
    "balinese": (
        (55, 60, 45, "I O m"), (12, 10, 8, "O m"), (8, 6, 6, "I caste.m O m"), (2, 10, 30, "I O modern.m m"),
        (10, 3, 1, "O"), (0, 4, 8, "IDA BAGUS m"),
    ),
    "papuan": ((62, 66, 66, "m L"), (3, 12, 20, "m m L"), (16, 4, 2, "m"), (6, 3, 2, "L")),
    "timor": ((60, 60, 52, "m L"), (6, 18, 32, "m m L"), (20, 6, 2, "m"), (0, 2, 6, "modern.m m L")),
    "chinese": ((36, 8, 2, "L m"), (20, 48, 44, "m L"), (20, 16, 10, "m"), (2, 14, 34, "m m L"), (10, 6, 4, "m m")),
}  # fmt: skip
_OWN_F = {
    "batak": ((30, 36, 24, "f L"), (28, 14, 8, "f BR L"), (8, 18, 40, "f f L"), (24, 12, 4, "f"), (2, 6, 14, "modern.f f L")),
    "balinese": (
        (58, 62, 44, "NI O f"), (10, 8, 6, "O f"), (8, 6, 6, "caste.f O f"), (2, 10, 32, "NI O modern.f f"),
        (10, 3, 1, "NI O"), (0, 4, 8, "IDA AYU f"),
    ),
    "papuan": ((62, 66, 66, "f L"), (3, 12, 20, "f f L"), (16, 4, 2, "f"), (6, 2, 2, "L")),
    "timor": ((60, 60, 52, "f L"), (6, 18, 32, "f f L"), (20, 6, 2, "f"), (0, 2, 6, "modern.f f L")),
    "chinese": ((36, 8, 2, "L f"), (20, 48, 44, "f L"), (20, 16, 10, "f"), (2, 14, 34, "f f L"), (10, 6, 4, "f f")),
}  # fmt: skip

Template = tuple[float, float, float, str]


def mixture_of(kabupaten: str) -> dict[str, float]:
    """Weights of the cultures in a kabupaten."""
    for some, weights in _BY_KABUPATEN:
        if kabupaten in some:
            return weights
    return _BY_PROVINCE.get(kabupaten[:2], _PAPUA if kabupaten.startswith("9") else {"arab": 1.0})


def templates_of(culture: str, sex: str) -> tuple[Template, ...]:
    """The name templates of a culture for men (`m`) or women (`f`)."""
    own, added, common = (_OWN_M, _ADD_M, _COMMON_M) if sex == "m" else (_OWN_F, _ADD_F, _COMMON_F)
    return own[culture] if culture in own else common + added.get(culture, ())
