"""Places: real codes, no kabupaten in two chunks."""

from __future__ import annotations

import numpy as np

from dtsen_link.sample.dice import Dice
from dtsen_link.sample.regions import CHUNKS_PER_LAP, build_world, kabupaten_of_chunk, region_table, registered_in

TABLE = region_table()


def test_chunks_of_one_lap_share_no_kabupaten_and_reach_every_province() -> None:
    dealt = [code for chunk in range(CHUNKS_PER_LAP) for code in kabupaten_of_chunk(TABLE, 7, chunk)]
    assert len(dealt) == len(set(dealt)) == 9 * CHUNKS_PER_LAP
    assert len({code[:2] for code in dealt}) == 38


def test_the_next_lap_goes_through_the_same_kabupaten() -> None:
    assert kabupaten_of_chunk(TABLE, 7, 3) == kabupaten_of_chunk(TABLE, 7, 3 + CHUNKS_PER_LAP)


def test_villages_are_those_of_the_region_table() -> None:
    world = build_world(Dice(1, 4), 20_000)
    for at, code in enumerate(world.desa):
        text = str(code)
        assert world.names[at] == tuple(TABLE.name[text[:length]] for length in (2, 4, 6, 10))
    assert len(set(world.desa.tolist())) == len(world.desa)
    assert world.families.sum() == 20_000


def test_villages_have_the_size_of_villages() -> None:
    world = build_world(Dice(1, 4), 20_000)
    assert 50 < world.families.mean() < 100
    assert world.families.max() <= 260


def test_java_holds_the_share_it_holds() -> None:
    world = build_world(Dice(1, 4), 20_000)
    assert 0.5 < world.families[world.java].sum() / 20_000 < 0.62


def test_bps_like_codes_have_the_form_and_keep_villages_apart() -> None:
    world = build_world(Dice(1, 4), 20_000)
    assert all(len(str(code)) == 10 for code in world.bps)
    assert len(set(world.bps.tolist())) == len(world.bps)
    assert (world.bps // 10**6 == world.desa // 10**6).all()


def test_merauke_has_its_old_prefix() -> None:
    world = build_world(Dice(1, 0), 1000)
    assert world.old_prefix[930101] == 910101


def test_people_are_registered_in_kecamatan_the_chunk_owns() -> None:
    world = build_world(Dice(1, 4), 20_000)
    village = np.repeat(np.arange(len(world.kab)), 20)
    kec = registered_in(world, Dice(1, 4), village)
    owned = {int(code) for codes in world.kab_kec for code in codes}
    assert set(kec.tolist()) <= owned
    assert 0.6 < (kec == world.kec[village]).mean() < 0.9
