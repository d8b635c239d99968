"""Anchors.

A network has a fixed number of outputs, an image any number of objects. Faster R-CNN, SSD and RetinaNet put them
together by *anchors*: boxes of a few sizes and shapes, laid on the image in a grid. For each the network says what is
there, and how the anchor has to be moved and stretched to fit. To train it, each anchor must be told what it should
have said.

All boxes here are `xyxy`, x1, y1, x2, y2 in pixels, x to the right and y down, float32 or float64. No input may be
changed.

Tasks
1. `make_anchors`: a grid of boxes.
2. `encode`: a box, as seen from an anchor.
3. `decode`: the way back.
4. `assign`: which anchor stands for which box, by overlap alone.
5. `assign`: every box gets an anchor, and images without boxes.
"""

from collections.abc import Sequence

import numpy as np

SHORTEST = 1e-3  # encode: a side of a box that is shorter than this counts as this long
LARGEST = np.log(1000 / 16)  # decode: the logarithm of the largest factor by which an anchor's side grows


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
    """Lay anchors of all sizes and ratios on every cell of a grid.

    Args:
        grid: (rows, columns) of the grid.
        stride: How many pixels a cell is high and wide. The first cell begins at (0, 0).
        sizes: The square root of an anchor's area, in pixels, whatever its ratio is.
        ratios: height / width.

    Returns:
        Shape (rows * columns * len(sizes) * len(ratios), 4), xyxy. All anchors of a cell have the middle of the cell
        as their centre. They come row by row; in a row column by column; in a cell size by size; and for each size
        ratio by ratio. They may stand out over the image.

    Examples:
        >>> make_anchors((1, 2), 8, [4], [1, 4])
        array([[ 2.,  2.,  6.,  6.],
               [ 3.,  0.,  5.,  8.],
               [10.,  2., 14.,  6.],
               [11.,  0., 13.,  8.]])
    """
    raise NotImplementedError("task 1: width and height first: their product is size², their quotient the ratio")


def encode(anchors: np.ndarray, boxes: np.ndarray, variances: tuple[float, float] = (0.1, 0.2)) -> np.ndarray:
    """Write each box as its anchor sees it: what the network should put out.

    Args:
        anchors: Shape (N, 4), with sides above 0.
        boxes: Shape (N, 4); row i belongs to anchor i. A side that is shorter than `SHORTEST` counts as that long
            (the centre stays where it is).
        variances: What the numbers are divided by at last: the first two by variances[0], the others by variances[1].

    Returns:
        Shape (N, 4): how far the box's centre is to the right of and below the anchor's, in widths and heights of the
        anchor; and the natural logarithms of width / anchor's width and height / anchor's height. All divided by
        their variances.

    Examples:
        >>> encode(np.array([[0.0, 0, 10, 20]]), np.array([[2.0, 5, 12, 25]]))  # 2 of 10 to the right, 5 of 20 down
        array([[2. , 2.5, 0. , 0. ]])
    """
    raise NotImplementedError("task 2: centres and sides of both; differences of the centres, ratios of the sides")


def decode(anchors: np.ndarray, codes: np.ndarray, variances: tuple[float, float] = (0.1, 0.2)) -> np.ndarray:
    """Turn what the network puts out into boxes: the way back from `encode`.

    Args:
        anchors: Shape (N, 4), with sides above 0.
        codes: Shape (N, 4), as `encode` returns them, or as an untrained network does: any finite numbers. A
            logarithm (a code times its variance) that is larger than `LARGEST` counts as `LARGEST`.
        variances: As for `encode`.

    Returns:
        Boxes, shape (N, 4), xyxy.

    Examples:
        >>> decode(np.array([[0.0, 0, 10, 20]]), np.array([[2.0, 2.5, 0, 0]]))
        array([[ 2.,  5., 12., 25.]])
    """
    raise NotImplementedError("task 3: solve the four formulas of encode for centre, width and height")


def assign(anchors: np.ndarray, boxes: np.ndarray, low: float = 0.4, high: float = 0.5) -> np.ndarray:
    """Say which box each anchor stands for in training.

    Args:
        anchors: Shape (N, 4).
        boxes: The objects of the image, shape (M, 4). M may be 0.
        low: Below this overlap with every box an anchor is background.
        high: From this overlap on an anchor stands for the box that it overlaps most; low <= high.

    Returns:
        Whole numbers, shape (N,): the index of the box that the anchor stands for; -1 for background; -2 for what is
        neither, between low (included) and high (excluded), and is left out of the training.

        So far task 4. Task 5: every box gets one anchor of its own, whatever the overlap and the thresholds. Of all
        pairs of a box and an anchor, the one that overlaps most comes first: this anchor stands for this box. Neither
        of them is considered again, and so on with the pairs that are left, until each box has its anchor or no pair
        that is left overlaps at all. (Equal overlaps do not occur.)

    Examples:
        >>> anchors = np.array([[0.0, 0, 10, 10], [0, 0, 10, 16], [20, 0, 30, 10], [40, 0, 50, 10]])
        >>> assign(anchors, np.array([[0.0, 0, 10, 9], [28, 0, 38, 10]]))
        array([ 0,  0,  1, -1])
    """
    raise NotImplementedError("task 4: the overlaps of all anchors with all boxes; then the best box of each anchor")
