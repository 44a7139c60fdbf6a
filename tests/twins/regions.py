"""Region names once more, word by word."""

from __future__ import annotations

WORDS = {
    "SEI": "SUNGAI", "SEL": "SELATAN", "TJ": "TANJUNG", "TG": "TANJUNG", "TJG": "TANJUNG", "KEP": "KEPULAUAN", "GN": "GUNUNG",
    "BKT": "BUKIT", "KP": "KAMPUNG", "PD": "PADANG", "I": "1", "II": "2", "III": "3", "IV": "4", "V": "5", "VI": "6", "VII": "7",
    "VIII": "8",
}  # fmt: skip


def key(words: str) -> str:
    """Words spelt out and put together."""
    return "".join(WORDS.get(word, word) for word in words.split())
