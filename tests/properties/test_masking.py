"""The SQL masks and their Python twins agree on any text, and hide what they must."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.factories import engine_with

from dtsen_link.domain.masking import mask_name, mask_number, mask_text

ENGINE = engine_with()
TEXTS = st.lists(
    st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30), min_size=1, max_size=40
)


@given(TEXTS)
def test_macros_and_python_agree(texts: list[str]) -> None:
    rows = ENGINE.connection.execute(
        "SELECT t, mask_number(t), mask_name(t) FROM (SELECT unnest(?::VARCHAR[]) AS t)", [texts]
    ).fetchall()
    assert [(t, mask_number(t), mask_name(t)) for t in texts] == rows


@given(st.text(alphabet="0123456789", min_size=16, max_size=16))
def test_eight_digits_of_a_nik_are_hidden(nik: str) -> None:
    shown = mask_number(nik)
    assert shown is not None
    assert nik not in shown
    assert sum(character.isdigit() for character in shown) == 8


@given(st.from_regex(r"[0-9]{16}|[0-9]{4}([ .-][0-9]{4}){3}|[0-9]{6}[ .-][0-9]{6}[ .-][0-9]{4}", fullmatch=True))
def test_a_nik_in_a_sentence_is_hidden_however_it_is_grouped(nik: str) -> None:
    assert mask_text(f"KTP {nik}, cek 05-11-2026 RT 003") == "KTP ********, cek 05-11-2026 RT 003"
