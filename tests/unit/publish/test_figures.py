"""Numbers as people write them, bars and histograms."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from dtsen_link.publish.figures import Bin, bars, count, decimal, histogram, percent, plain_bars, short


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (1234, "1,234"), (999_999, "999,999"), (1_234_567, "1.23 M"), (2.89e9, "2.89 bn"), (None, "–")],
)
def test_short(value, text):
    assert short(value) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (1, 2, "50.0 %"),
        (0, 5, "0.0 %"),
        (5, 1000, "0.50 %"),
        (1, 1_000_000, "< 0.01 %"),
        (1, 0, "–"),
        (None, 3, "–"),
        (0.25, 1, "25.0 %"),
    ],
)
def test_percent(part, whole, text):
    assert percent(part, whole) == text


def test_count_and_decimal_of_nothing():
    assert count(None) == decimal(None) == "–"
    assert decimal(0.000123456) == "0.0001235"


def test_bars_keep_the_order_of_their_parts_and_put_the_unknown_last():
    (bar,) = bars({"dtks": {"z": 1, "b": 2, "a": 1}}, {"b": "t-good", "a": "t-bad"})
    assert [(part.label, part.tone, part.share) for part in bar.segments] == [
        ("b", "t-good", 0.5),
        ("a", "t-bad", 0.25),
        ("z", "t-rest", 0.25),
    ]


def test_lengths_stand_for_totals_where_shares_are_not_asked_for():
    one, two = bars({"a": {"x": 1}, "b": {"x": 4}}, {}, full=False)
    assert (one.length, two.length) == (0.25, 1.0)
    assert [bar.length for bar in plain_bars({"a": 0, "b": 0})] == [0, 0]


def test_digits_only_where_there_is_room():
    (bar,) = bars({"a": {"x": 95, "y": 5}}, {"x": "t-good", "y": "t-bad"})
    assert [part.digits for part in bar.segments] == ["95%", ""]


@pytest.mark.parametrize("logarithmic", [True, False])
@pytest.mark.parametrize("largest", [1, 7, 10, 99, 100, 4321, 10**6])
def test_a_histogram_is_well_formed_with_a_few_marks(logarithmic, largest):
    bins = [Bin("0 & <1>", 0), Bin("1", largest), Bin("2", largest // 2)]
    svg = ET.fromstring(str(histogram(bins, 'a "caption"', logarithmic=logarithmic)))  # noqa: S314 our own text
    assert len(svg.findall("rect")) == 3
    assert 1 <= len(svg.findall("line")) <= 7
    assert max(float(rect.get("height", "0")) for rect in svg.findall("rect")) == pytest.approx(148.0, abs=0.1)


def test_no_bins_no_histogram():
    assert histogram([], "nothing") == ""
