"""What is looked at instead of the whole table of distances says the same."""

from __future__ import annotations

from itertools import product

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from dtsen_link.engine import DuckDBEngine

ENGINE = DuckDBEngine(threads=1)
# Few letters, so that texts are near; one that takes two bytes, as names of a delivery may.
TEXTS = st.text(alphabet="abcé", max_size=18)


@st.composite
def near_texts(draw: st.DrawFn) -> tuple[str | None, str | None]:
    """A text and what a few slips made of it."""
    letters = list(text := draw(TEXTS))
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(letters)))
        slip = draw(st.sampled_from(["change", "lose", "add", "swap"]))
        cut = {"change": 1, "lose": 1, "add": 0, "swap": 2}[slip]
        put = {"change": ["c"], "lose": [], "add": ["b"], "swap": letters[place : place + 2][::-1]}[slip]
        letters[place : place + cut] = put
    missing = draw(st.sampled_from(["neither", "neither", "neither", "first", "second"]))
    return (None if missing == "first" else text, None if missing == "second" else "".join(letters))


@given(st.lists(st.one_of(near_texts(), st.tuples(TEXTS, TEXTS)), min_size=1, max_size=200))
def test_within_one_edit_is_a_distance_of_one_at_most(pairs: list[tuple[str | None, str | None]]) -> None:
    text = pa.string()
    ENGINE.register(
        "pair", pa.table({"a": pa.array([a for a, _ in pairs], text), "b": pa.array([b for _, b in pairs], text)})
    )
    differing = ENGINE.query(
        "SELECT a, b FROM pair WHERE within_one_edit(a, b) IS DISTINCT FROM (damerau_levenshtein(a, b) <= 1)"
    )
    assert differing.to_pylist() == []


def test_every_two_short_texts_are_told_apart_alike() -> None:
    texts = ["".join(letters) for length in range(6) for letters in product("ab", repeat=length)]
    texts += ["".join(letters) for length in (2, 3, 4) for letters in product("abc", repeat=length)]
    ENGINE.register("short", pa.table({"t": texts}))
    differing = ENGINE.query(
        "SELECT x.t AS a, y.t AS b FROM short AS x CROSS JOIN short AS y "
        "WHERE within_one_edit(x.t, y.t) IS DISTINCT FROM (damerau_levenshtein(x.t, y.t) <= 1)"
    )
    assert differing.to_pylist() == []
