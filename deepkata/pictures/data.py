"""What a check leaves to be drawn: small arrays and texts, and nothing that draws.

The judge makes it, in microseconds; the renderer draws it when the verdict is out.
"""

from __future__ import annotations

import math
import re
from typing import Any

import msgspec
import numpy as np

from deepkata.text import plain

#: Sides beyond this, and arrays of more values, are thinned out: a picture shows no more anyway.
MAX_SIDE = 512
MAX_VALUES = 2**18
#: Shorter axes, such as colours, are kept as they are.
LONG = 32
MAX_TEXT = 80
MAX_TEXTS = 64


class Pixels(msgspec.Struct, frozen=True):
    """An array of numbers as data; ``step``: only every so many-th value of its long axes is there."""

    dtype: str
    shape: tuple[int, ...]
    data: bytes
    step: int = 1

    @classmethod
    def of(cls, values: Any) -> Pixels:
        """A copy, as float64 or uint8, thinned out where it is large."""
        array = np.asarray(values)
        step = _step(array.shape)
        thinned = tuple(slice(None, None, step if size > LONG else None) for size in array.shape)
        small = np.ascontiguousarray(array[thinned], np.uint8 if array.dtype == np.uint8 else np.float64)
        return cls(small.dtype.str, small.shape, small.tobytes(), step)

    @property
    def array(self) -> np.ndarray:
        return np.frombuffer(self.data, np.dtype(self.dtype)).reshape(self.shape)


def _step(shape: tuple[int, ...]) -> int:
    """Every second, third, … value of the long axes is enough; the same for all of them, so that a picture keeps its shape."""
    step = max(-(-size // MAX_SIDE) for size in shape) if shape else 1

    def left() -> int:
        return math.prod(-(-size // step) if size > LONG else size for size in shape)

    while left() > MAX_VALUES and step < max(shape):
        step += 1
    return max(1, step)


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """One picture. ``kind`` names the function of the renderer that draws it."""

    kind: str
    title: str
    arrays: dict[str, Pixels]
    texts: dict[str, tuple[str, ...]] = {}
    place: tuple[int, ...] = ()


def picture(kind: str, title: str, place: tuple[int, ...] = (), texts: dict[str, Any] | None = None, **arrays: Any) -> Picture | None:
    """A picture of the arrays that are there; None where one of them cannot be drawn."""
    pixels = {}
    for name, values in arrays.items():
        if values is None:
            continue
        array = np.asarray(values)
        if array.dtype.kind not in "biuf" or not 1 <= array.ndim <= 4 or not array.size > 0:
            return None
        pixels[name] = Pixels.of(array)
    words = {name: tuple(harmless(text) for text in list(some)[:MAX_TEXTS]) for name, some in (texts or {}).items()}
    return Picture(kind=kind, title=harmless(title, 200), arrays=pixels, texts=words, place=place)


def harmless(text: Any, limit: int = MAX_TEXT) -> str:
    """Text for one line of a picture: no control codes, no line breaks, no floods."""
    line = re.sub(r"\s+", " ", plain(str(text)[: 4 * limit], 4 * limit))
    return line if len(line) <= limit else line[: limit - 1] + "…"
