"""Flips, crops and shifts a photograph, with a box in it."""

import numpy as np

from deepkata.trying import Panel, Shown

KEEP = 0.25


def sizes(boxes):
    """Boxes as xywh, in which panels have them."""
    return np.hstack([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]])


def prepare(submission, fixture, scratch):
    def attempt(photo):
        height, width = photo.shape[:2]
        boxes = np.array([[0.15 * width, 0.2 * height, 0.45 * width, 0.7 * height]])
        labels, window = np.array([0]), (width // 4, height // 4, width, height)
        mirrored, moved = submission.flip(photo, boxes)
        part, inside, _ = submission.crop(photo, boxes, labels, window, KEEP)
        shifted, shown, _ = submission.shift(photo, boxes, labels, -width // 5, height // 8, 114, KEEP)
        return Shown(
            Panel("photograph", photo, sizes(boxes)),
            Panel("flipped", mirrored, sizes(moved)),
            Panel("lower right part", part, sizes(inside)),
            Panel("shifted", shifted, sizes(shown)),
        )

    return attempt
