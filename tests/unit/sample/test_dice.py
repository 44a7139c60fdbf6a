"""Randomness: named streams that depend on seed, chunk and name alone."""

from __future__ import annotations

import numpy as np
import pytest

from dtsen_link.sample.dice import Dice, mixed, scrambled


def test_a_stream_is_fixed_for_all_time() -> None:
    """The sample in data/ depends on these very numbers."""
    assert Dice(1, 0).uniform("names", 3).tolist() == [0.046576251069234686, 0.35457391847533415, 0.7734907322233601]


def test_streams_do_not_meet() -> None:
    draws = [
        Dice(1, 0).uniform("a", 50),
        Dice(1, 0).uniform("b", 50),
        Dice(1, 1).uniform("a", 50),
        Dice(2, 0).uniform("a", 50),
        Dice(1, 0).within("x").uniform("a", 50),
    ]
    assert len({tuple(draw) for draw in draws}) == len(draws)


def test_a_longer_draw_begins_like_a_shorter_one() -> None:
    assert Dice(1, 0).uniform("a", 1000)[:10].tolist() == Dice(1, 0).uniform("a", 10).tolist()


def test_integers_reach_both_ends() -> None:
    assert set(Dice(1, 0).integers("a", 500, 3, 6).tolist()) == {3, 4, 5, 6}


def test_choice_follows_the_weights() -> None:
    counts = np.bincount(Dice(1, 0).choice("a", 20_000, (3, 0, 1)), minlength=3)
    assert counts[1] == 0
    assert counts[0] / counts[2] == pytest.approx(3, rel=0.1)


def test_hits_befall_the_stated_share_and_the_heavy_more_often() -> None:
    weight = np.where(np.arange(40_000) % 2 == 0, 3.0, 1.0)
    hit = Dice(1, 0).hits("a", 0.1, weight)
    assert hit.mean() == pytest.approx(0.1, rel=0.05)
    assert hit[::2].sum() / hit[1::2].sum() == pytest.approx(3, rel=0.15)


def test_hits_spare_those_who_cannot_be_hit() -> None:
    able = np.arange(1000) < 100
    hit = Dice(1, 0).hits("a", 0.5, np.ones(1000), able)
    assert not hit[~able].any()
    assert 30 < hit[able].sum() < 70


def test_pick_takes_the_least_number_where_the_share_is_too_small() -> None:
    able = np.arange(1000) % 10 == 0
    rows = Dice(1, 0).pick("a", able, 0.001, 7)
    assert len(rows) == 7
    assert able[rows].all()


def test_pick_takes_all_where_there_are_too_few() -> None:
    assert Dice(1, 0).pick("a", np.arange(10) < 2, 0.0, 7).tolist() == [0, 1]


def test_scrambling_keeps_numbers_apart_and_loses_their_order() -> None:
    numbers = np.arange(200_000) + 5 * 2**24
    scrambled_numbers = scrambled(numbers, 9)
    assert len(np.unique(scrambled_numbers)) == len(numbers)
    assert scrambled_numbers.min() >= 0
    assert scrambled_numbers.max() < 2**40
    assert abs(np.corrcoef(numbers, scrambled_numbers)[0, 1]) < 0.01


def test_mixing_depends_on_the_salt() -> None:
    assert mixed(np.arange(5), 1).tolist() != mixed(np.arange(5), 2).tolist()
