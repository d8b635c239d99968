"""Text that a submission made, before it reaches a screen or a page: no control codes, no direction marks, no floods."""

from __future__ import annotations

import re
import unicodedata

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_HARMLESS = "\n\t"
_HARMLESS_TEXT = re.compile(r"[\x20-\x7e\n\t]*")
_HIDDEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def plain(text: str, limit: int = 4000) -> str:
    """``text`` with what is not printable written as its code, cut to ``limit`` characters."""
    if len(text) <= limit and _HARMLESS_TEXT.fullmatch(text):
        return text
    text = _COLOUR.sub("", text)
    cut = text[:limit]
    shown = "".join(c if c in _HARMLESS or unicodedata.category(c) not in _HIDDEN else _code(c) for c in cut)
    left_out = len(text) - len(cut)
    return f"{shown}\n… {left_out} more characters" if left_out else shown


def _code(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02x}" if number < 256 else f"\\u{number:04x}" if number < 65536 else f"\\U{number:08x}"


def decode(data: bytes, limit: int = 4000) -> str:
    """Printed bytes as plain text; carriage returns (progress bars) end a line."""
    text = data.decode("utf-8", "backslashreplace").replace("\r\n", "\n").replace("\r", "\n")
    return plain(text, limit)
