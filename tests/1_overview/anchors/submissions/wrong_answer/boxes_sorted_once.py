"""Sorts the boxes once, by their best overlap, and gives each its best free anchor in this order. When an anchor is
taken, the best overlap of other boxes changes. Look for the best pair again after each assignment.
"""

# says: "The boxes were sorted once"

from collections.abc import Sequence

import numpy as np

SHORTEST = 1e-3  # encode: a side of a box that is shorter than this counts as this long
LARGEST = np.log(1000 / 16)  # decode: the logarithm of the largest factor by which an anchor's side grows
BACKGROUND, IGNORED = -1, -2


def iou_matrix(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Given: the overlap (intersection over union) of each box of a, (M, 4), with each of b, (N, 4), as (M, N)."""
    a, b = np.asarray(a, float)[:, None], np.asarray(b, float)
    sides = np.clip(np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2]), 0, None)
    shared = sides.prod(axis=-1)
    union = (a[..., 2:] - a[..., :2]).prod(axis=-1) + (b[..., 2:] - b[..., :2]).prod(axis=-1) - shared
    return np.divide(shared, union, out=np.zeros_like(union), where=union > 0)


def make_anchors(
    grid: tuple[int, int], stride: float, sizes: Sequence[float], ratios: Sequence[float]
) -> np.ndarray:
    """Anchors of all sizes and ratios on every cell: by row, column, size, ratio."""
    roots = np.sqrt(np.asarray(ratios, dtype=float))
    sizes = np.asarray(sizes, dtype=float)[:, None]
    # (sizes, ratios): the product is size², the quotient the ratio.
    half = np.stack([sizes / roots, sizes * roots], axis=-1).reshape(-1, 2) / 2

    y, x = np.mgrid[: grid[0], : grid[1]]
    centres = (np.stack([x, y], axis=-1).reshape(-1, 1, 2) + 0.5) * stride
    return np.concatenate([centres - half, centres + half], axis=-1).reshape(-1, 4)


def encode(anchors: np.ndarray, boxes: np.ndarray, variances: tuple[float, float] = (0.1, 0.2)) -> np.ndarray:
    """(N, 4) offsets in sides of the anchor and logarithms of side ratios, divided by their variances."""
    (from_centre, from_sides), (centre, sides) = _centres_and_sides(anchors), _centres_and_sides(boxes)
    offsets = (centre - from_centre) / from_sides
    logarithms = np.log(np.maximum(sides, SHORTEST) / from_sides)
    return np.hstack([offsets / variances[0], logarithms / variances[1]])


def decode(anchors: np.ndarray, codes: np.ndarray, variances: tuple[float, float] = (0.1, 0.2)) -> np.ndarray:
    """The boxes that the codes describe, xyxy."""
    from_centre, from_sides = _centres_and_sides(anchors)
    offsets, logarithms = np.hsplit(np.asarray(codes, dtype=float), 2)
    centre = from_centre + offsets * variances[0] * from_sides
    half = from_sides * np.exp(np.minimum(logarithms * variances[1], LARGEST)) / 2
    return np.hstack([centre - half, centre + half])


def assign(anchors: np.ndarray, boxes: np.ndarray, low: float = 0.4, high: float = 0.5) -> np.ndarray:
    """The index of each anchor's box, -1 for background, -2 for ignored anchors."""
    overlap = iou_matrix(anchors, boxes)
    result = np.full(len(anchors), BACKGROUND)
    if not overlap.size:
        return result

    best = overlap.max(axis=1)
    result[best >= low] = IGNORED
    result[best >= high] = overlap.argmax(axis=1)[best >= high]

    free = np.ones(len(anchors), dtype=bool)
    for box in np.argsort(-overlap.max(axis=0), kind="stable"):
        column = np.where(free, overlap[:, box], 0)
        anchor = column.argmax()
        if column[anchor] > 0:
            result[anchor] = box
            free[anchor] = False
    return result


def _centres_and_sides(boxes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    first, second = np.hsplit(np.asarray(boxes, dtype=float), 2)
    return (first + second) / 2, second - first
