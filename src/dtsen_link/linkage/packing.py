"""Provinces put together to parts, none larger than the largest province: small ones cost little memory and much start-up."""

from __future__ import annotations

from collections.abc import Mapping


def pack(records: Mapping[str, int]) -> dict[str, int]:
    """Part of each province, from 1 on.

    Args:
        records: province -> how many records it has.

    Returns:
        Province -> its part. The largest comes first; every next one goes where it still fits, else into a part of its own.
    """
    capacity = max(records.values(), default=0)
    loads: list[int] = []
    parts = {}
    for province in sorted(records, key=lambda name: (-records[name], name)):
        fitting = (number for number, load in enumerate(loads) if load + records[province] <= capacity)
        number = next(fitting, len(loads))
        if number == len(loads):
            loads.append(0)
        loads[number] += records[province]
        parts[province] = number + 1
    return parts
