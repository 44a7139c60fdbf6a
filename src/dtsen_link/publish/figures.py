"""What a page of figures is made of: numbers as people write them, bars out of counts, histograms as SVG."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log10

from markupsafe import Markup

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 540.0, 180.0, 40.0, 24.0, 8.0
_MOST_TICKS = 14
_MOST_MARKS = 7
# A part of a bar at least this long has room for its share in digits.
_ROOM_FOR_DIGITS = 0.12


@dataclass(frozen=True)
class Segment:
    """A part of a bar.

    Attributes:
        label: what it stands for.
        value: count.
        share: part of the whole bar, 0 to 1.
        tone: CSS class of its colour.
    """

    label: str
    value: int
    share: float
    tone: str

    @property
    def digits(self) -> str:
        """Its share in whole percent where there is room, else nothing."""
        return f"{100 * self.share:.0f}%" if _ROOM_FOR_DIGITS <= self.share < 1 else ""


@dataclass(frozen=True)
class Bar:
    """One line of a bar chart; `length` is its length beside the longest, 0 to 1."""

    label: str
    total: int
    length: float
    segments: tuple[Segment, ...]
    note: str = ""


@dataclass(frozen=True)
class Bin:
    """One column of a histogram: its label, its count and its colour."""

    label: str
    value: int
    tone: str = "t-main"


def count(value: float | None) -> str:
    """A whole number with thousands separated; a dash for none."""
    return "–" if value is None else f"{value:,.0f}"


def short(value: float | None) -> str:
    """A large number in three digits: 1,234 stays, 1,234,567 becomes 1.23 M."""
    if value is None:
        return "–"
    for size, letter in ((1e9, "bn"), (1e6, "M")):
        if abs(value) >= size:
            return f"{value / size:.3g} {letter}"
    return count(value)


def percent(part: float | None, whole: float | None = 1) -> str:
    """A share in percent; small ones keep a digit more, and what is not zero never reads as zero."""
    if part is None or not whole:
        return "–"
    share = 100 * part / whole
    if 0 < share < 0.01:
        return "< 0.01 %"
    return f"{share:.2f} %" if 0 < share < 1 else f"{share:.1f} %"


def decimal(value: float | None) -> str:
    """A number with as many digits as it needs to be told apart."""
    return "–" if value is None else f"{value:.4g}"


def bars(
    counts: Mapping[str, Mapping[str, int]],
    tones: Mapping[str, str],
    *,
    labels: Mapping[str, str] | None = None,
    full: bool = True,
) -> tuple[Bar, ...]:
    """Stacked bars, one per key of `counts`, in its order.

    Args:
        counts: bar -> part -> count.
        tones: part -> CSS class, in the order of the parts; parts it does not name come last, in grey.
        labels: part -> words.
        full: every bar is as long as the widest (shares); otherwise its length stands for its total.
    """
    totals = {key: sum(parts.values()) for key, parts in counts.items()}
    longest = max(totals.values(), default=0) or 1
    made = []
    for key, parts in counts.items():
        order = [part for part in tones if part in parts] + sorted(set(parts) - set(tones))
        segments = tuple(
            Segment(
                (labels or {}).get(part, part), parts[part], parts[part] / (totals[key] or 1), tones.get(part, "t-rest")
            )
            for part in order
            if parts[part]
        )
        made.append(Bar(key, totals[key], 1.0 if full else totals[key] / longest, segments))
    return tuple(made)


def plain_bars(
    counts: Mapping[str, int], *, tone: str = "t-main", notes: Mapping[str, str] | None = None
) -> tuple[Bar, ...]:
    """Plain bars, one per key, in its order; length stands for the count."""
    longest = max(counts.values(), default=0) or 1
    return tuple(
        Bar(key, value, value / longest, (Segment(key, value, 1.0, tone),), (notes or {}).get(key, ""))
        for key, value in counts.items()
    )


def histogram(bins: Sequence[Bin], caption: str, *, logarithmic: bool = False) -> Markup:
    """Columns as SVG, with an axis; `logarithmic` where counts span several powers of ten.

    Returns:
        Markup that may stand in a page as it is; labels and caption are escaped.
    """
    if not bins:
        return Markup("")
    heights = [log10(item.value + 1) if logarithmic else float(item.value) for item in bins]
    tallest = max(heights) or 1.0
    step = (_WIDTH - _LEFT) / len(bins)
    room = _HEIGHT - _BOTTOM - _TOP
    parts = [_grid(max(item.value for item in bins), tallest, room, logarithmic=logarithmic)]
    every = max(1, -(-len(bins) // _MOST_TICKS))
    for position, (item, height) in enumerate(zip(bins, heights, strict=True)):
        left = _LEFT + position * step
        parts.append(_column(item, left, step, room * height / tallest))
        if position % every == 0:
            parts.append(_tick(left + step / 2, _HEIGHT - 9, "middle", item.label))
    return Markup('<svg class="histogram" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>').format(
        _WIDTH, _HEIGHT, caption, Markup("").join(parts)
    )


def _column(item: Bin, left: float, step: float, tall: float) -> Markup:
    shape = Markup('<rect class="{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"><title>{}: {}</title></rect>')
    top = _HEIGHT - _BOTTOM - tall
    return shape.format(item.tone, left + 0.5, top, max(step - 1, 0.5), tall, item.label, count(item.value))


def _tick(x: float, y: float, anchor: str, label: str) -> Markup:
    return Markup('<text class="tick" x="{:.1f}" y="{:.1f}" text-anchor="{}">{}</text>').format(x, y, anchor, label)


def _grid(largest: int, tallest: float, room: float, *, logarithmic: bool) -> Markup:
    marks = [10**power for power in range(12) if 10**power <= largest] if logarithmic else _round_marks(largest)
    lines = []
    for mark in marks:
        y = _TOP + room - (log10(mark + 1) if logarithmic else mark) / tallest * room
        lines.append(Markup('<line class="grid" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>').format(_LEFT, _WIDTH, y, y))
        lines.append(_tick(_LEFT - 5, y + 3.5, "end", _mark(mark)))
    return Markup("").join(lines)


def _round_marks(largest: int) -> list[int]:
    """Three to six round numbers up to the largest."""
    power = 10 ** int(log10(max(largest, 1)))
    steps = (step for step in (power // 5, power // 2, power, 2 * power) if step and largest / step < _MOST_MARKS)
    step = next(steps, max(power, 1))
    return list(range(step, largest + 1, step))


def _mark(value: float) -> str:
    for size, letter in ((1e9, "bn"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return f"{value / size:g}{letter}"
    return f"{value:g}"
