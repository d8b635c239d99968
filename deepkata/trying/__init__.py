"""A solved exercise on photographs of one's own: what a ``try_<exercise>.py`` beside the suite is made of.

Such a file has a docstring of one line, which says what it does with a photograph, and one function::

    def prepare(submission, fixture, scratch):
        '''What is done once; returns the function that is called with each photograph.'''
        def attempt(photo):  # uint8, shape (height, width, 3), blue, green, red
            boxes = submission.detect(photo)
            return Shown(Panel("faces", photo, boxes), lines=[f"{len(boxes)} faces"])
        return attempt

``submission``, ``fixture`` and ``scratch`` are those of a suite (:mod:`deepkata.judge.submission`).
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import numpy as np


@dataclasses.dataclass(frozen=True)
class Panel:
    """An image, and what was found in it.

    Args:
        title: What it shows, in a few words.
        image: uint8, shape (height, width, 3), blue, green, red; or a map of any numbers, (height, width), which is drawn
            in grey, from small in black to large in white.
        boxes: x, y, width, height in pixels of the image, shape (K, 4).
        labels: A text for each box.
        points: x, y in pixels of the image, shape (N, 2).

    """

    title: str
    image: np.ndarray
    boxes: np.ndarray | Sequence[Sequence[float]] = ()
    labels: Sequence[str] = ()
    points: np.ndarray | Sequence[Sequence[float]] = ()


class Shown:
    """What is shown of one photograph: panels side by side, and lines of text for the terminal."""

    def __init__(self, *panels: Panel, lines: Sequence[str] = ()) -> None:
        self.panels = panels
        self.lines = tuple(lines)
