"""Words, their frequencies and their other forms."""

from __future__ import annotations

import re

import numpy as np
import pytest

from dtsen_link.sample.cultures import CULTURES, mixture_of, templates_of
from dtsen_link.sample.dice import Dice
from dtsen_link.sample.regions import region_table
from dtsen_link.sample.vocabulary import Forms, vocabulary

WORDS = vocabulary()


def forms_of(table: Forms, word: str) -> list[str]:
    at = WORDS.number[word]
    return [WORDS.words[form] for form in table.forms[table.start[at] : table.start[at] + table.count[at]]]


@pytest.mark.parametrize("culture", CULTURES)
def test_every_culture_has_some_three_hundred_names(culture: str) -> None:
    words = {int(word) for name, slot in WORDS.slots.items() if name.startswith(f"{culture}.") for word in slot.words}
    assert len(words) >= 300


@pytest.mark.parametrize("culture", CULTURES)
@pytest.mark.parametrize("sex", ["m", "f"])
def test_every_template_can_be_filled(culture: str, sex: str) -> None:
    for *weights, template in templates_of(culture, sex):
        assert len(weights) == 3
        for part in template.split():
            own = f"{culture}.{part}" in WORDS.slots or f"arab.{part}" in WORDS.slots
            assert own or part in WORDS.slots or part in {"L", "P", "O"} or part in WORDS.number, part


def test_frequencies_fall_off_and_leave_a_tail() -> None:
    slot = WORDS.slots["sundanese.m"]
    counts = np.bincount(slot.draw(Dice(1, 0).uniform("a", 100_000)), minlength=len(WORDS.words))[slot.words]
    assert counts[0] > 2 * counts[10] > 4 * counts[60]
    assert 0 < counts[150:].sum() < 20_000


def test_spelling_layers_and_transcriptions() -> None:
    assert {"SAIFUDDIN", "SAIPUDIN", "SAIFOEDIN"} <= set(forms_of(WORDS.variants, "SAIFUDIN"))
    assert "NUR HAYATI" in forms_of(WORDS.variants, "NURHAYATI")
    assert {"MOCH", "MUHAMAD"} <= set(forms_of(WORDS.variants, "MUHAMMAD"))


def test_short_forms() -> None:
    assert "WAWAN" in forms_of(WORDS.shorts, "HERMAWAN")
    assert "WATI" in forms_of(WORDS.shorts, "RAHMAWATI")


def test_forms_differ_from_the_word_and_are_upper_case() -> None:
    for table in (WORDS.variants, WORDS.typos):
        for word in ("SLAMET", "MUHAMMAD", "YULIZAR", "WAYAN", "FATIMAH"):
            for form in forms_of(table, word):
                assert form != word
                assert re.fullmatch(r"[A-Z' .]+", form)


def test_a_word_without_forms_stays_as_it_is() -> None:
    at = np.array([WORDS.number["NY"]])
    assert WORDS.shorts.draw(at, np.array([0.5])).tolist() == at.tolist()


def test_every_kabupaten_has_a_mixture_of_known_cultures() -> None:
    for code in region_table().kabupaten():
        assert set(mixture_of(code)) <= set(CULTURES)
