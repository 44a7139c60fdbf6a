"""Provinces are put together to parts no larger than the largest of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dtsen_link.linkage.packing import pack

counts = st.dictionaries(st.from_regex(r"[1-9][0-9]", fullmatch=True), st.integers(1, 1000))


def test_the_largest_province_is_a_part_of_its_own_and_small_ones_share_one() -> None:
    assert pack({"35": 600, "32": 560, "51": 30, "94": 20, "11": 5}) == {"35": 1, "32": 2, "51": 2, "94": 3, "11": 2}


def test_no_province_is_no_part() -> None:
    assert pack({}) == {}


@given(counts)
def test_every_province_has_a_part_and_no_part_is_larger_than_the_largest_province(records: dict[str, int]) -> None:
    parts = pack(records)
    assert parts.keys() == records.keys()
    loads: dict[int, int] = {}
    for province, part in parts.items():
        loads[part] = loads.get(part, 0) + records[province]
    assert sorted(loads) == list(range(1, len(loads) + 1))
    assert max(loads.values(), default=0) <= max(records.values(), default=0)


@given(counts)
def test_the_order_in_which_provinces_are_told_changes_nothing(records: dict[str, int]) -> None:
    assert pack(dict(reversed(records.items()))) == pack(records)
