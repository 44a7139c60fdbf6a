"""Bytes to text, whatever the office's program wrote.

Deliveries mix encodings: most lines UTF-8, a few typed on an old machine in cp1252 (domain: DTSEN v3). So UTF-8 is tried
first and every byte that is no UTF-8 is read as cp1252 instead; a file that is wholly cp1252 comes out right the same way,
because its accented letters are practically never valid UTF-8. What was found is counted, and the file is named.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass

UTF8_MARK = codecs.BOM_UTF8
_HANDLER = "dtsen_link_cp1252"
# cp1252 leaves five bytes undefined; Latin-1 gives each byte a character.
_CP1252 = tuple(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256))


@dataclass
class DecodingCount:
    """What the decoder met in one file.

    Attributes:
        multibyte: bytes of valid UTF-8 beyond ASCII.
        foreign: bytes that were no UTF-8.
        windows: foreign bytes between 0x80 and 0x9f, which Latin-1 does not use.
        lines: lines of text, header and title included.
        returns: carriage returns inside lines, which became blanks.
    """

    multibyte: int = 0
    foreign: int = 0
    windows: int = 0
    lines: int = 0
    returns: int = 0

    def encoding(self, configured: str) -> str:
        """Name of the encoding, as raw_file gives it."""
        if configured in ("latin-1", "cp1252"):
            return configured
        if self.foreign and not self.multibyte:
            return "cp1252" if self.windows else "latin-1"
        return "utf-8"

    def flags(self, configured: str) -> set[str]:
        """What is odd about the file's encoding."""
        if configured in ("latin-1", "cp1252"):
            return {"wrong_encoding"} if self.multibyte and not self.foreign else set()
        if self.foreign and self.multibyte:
            return {"mixed_encoding"}
        return {"wrong_encoding"} if self.foreign and configured == "utf-8" else set()


def decode(data: bytes, configured: str, count: DecodingCount) -> str:
    """Text of whole lines.

    Args:
        data: bytes that do not end inside a character.
        configured: "auto" or "utf-8" for UTF-8 with cp1252 for what is not; "latin-1" or "cp1252" as said.
        count: is added to.
    """
    foreign = bytearray()
    codecs.register_error(_HANDLER, _collecting_handler(foreign))
    text = data.decode("utf-8", _HANDLER)
    count.multibyte += len(data) - len(text)
    count.foreign += len(foreign)
    count.windows += sum(byte < 0xA0 for byte in foreign)
    if configured == "latin-1":
        return data.decode("latin-1")
    if configured == "cp1252":
        return codecs.charmap_decode(data, "strict", "".join(_CP1252))[0]
    return text


def _collecting_handler(foreign: bytearray) -> Callable[[UnicodeError], tuple[str, int]]:
    def replace(error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        bad = error.object[error.start : error.end]
        foreign.extend(bad)
        return "".join(_CP1252[byte] for byte in bad), error.end

    return replace
