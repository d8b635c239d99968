"""Anchors.

A network has a fixed number of outputs, but an image can contain any number of objects. Faster R-CNN, SSD and
RetinaNet solve this with *anchors*: boxes of a few sizes and shapes, placed on a grid over the image. For each anchor
the network predicts a class and how the anchor must be moved and resized. Training needs a target for each anchor.

All boxes here are `xyxy`: x1, y1, x2, y2 in pixels, x to the right and y down, float32 or float64. No input may be
changed.

Tasks
1. `make_anchors`: a grid of boxes.
2. `encode`: a box relative to an anchor.
3. `decode`: the inverse.
4. `assign`: which box each anchor is assigned to, by overlap alone.
5. `assign`: every box gets an anchor; images without boxes.
"""

from collections.abc import Sequence

import numpy as np

SHORTEST = 1e-3  # encode: a side of a box that is shorter than this is replaced by this length
LARGEST = np.log(1000 / 16)  # decode: the logarithm of the largest factor by which an anchor's side may grow


def iou_matrix(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Provided for you: the overlap (intersection over union) of each box in a with each box in b.

    a has shape (M, 4), b has shape (N, 4), and the result has shape (M, N).
    """
    a, b = np.asarray(a, float)[:, None], np.asarray(b, float)
    sides = np.clip(np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2]), 0, None)
    shared = sides.prod(axis=-1)
    union = (a[..., 2:] - a[..., :2]).prod(axis=-1) + (b[..., 2:] - b[..., :2]).prod(axis=-1) - shared
    return np.divide(shared, union, out=np.zeros_like(union), where=union > 0)


def make_anchors(
    grid: tuple[int, int], stride: float, sizes: Sequence[float], ratios: Sequence[float]
) -> np.ndarray:
    """Anchors of all sizes and ratios in every cell of a grid.

    Args:
        grid: (rows, columns) of the grid.
        stride: Height and width of a cell in pixels. The first cell starts at (0, 0).
        sizes: The square roots of the anchors' areas, in pixels, whatever the ratio.
        ratios: height / width.

    Returns:
        Shape (rows * columns * len(sizes) * len(ratios), 4), xyxy. All anchors of a cell are centred in the cell. The
        order is row by row; in a row, column by column; in a cell, size by size; and for each size, ratio by ratio.
        Anchors may extend beyond the image.

    Examples:
        >>> make_anchors((1, 2), 8, [4], [1, 4])
        array([[ 2.,  2.,  6.,  6.],
               [ 3.,  0.,  5.,  8.],
               [10.,  2., 14.,  6.],
               [11.,  0., 13.,  8.]])
    """
    raise NotImplementedError("task 1: width times height is size², and height / width is the ratio")


def encode(anchors: np.ndarray, boxes: np.ndarray, variances: tuple[float, float] = (0.1, 0.2)) -> np.ndarray:
    """Encode each box relative to its anchor: the target of the network.

    Args:
        anchors: Shape (N, 4), with sides above 0.
        boxes: Shape (N, 4); row i belongs to anchor i. A side shorter than `SHORTEST` is replaced by `SHORTEST`
            (the centre does not change).
        variances: Divisors of the result: variances[0] for the first two numbers, variances[1] for the others.

    Returns:
        Shape (N, 4): the offsets of the box's centre from the anchor's, first horizontal (positive to the right) as a
        fraction of the anchor's width, then vertical (positive downwards) as a fraction of its height; then the natural
        logarithms of box width / anchor width and box height / anchor height. All are divided by their variances.

    Examples:
        >>> encode(np.array([[0.0, 0, 10, 20]]), np.array([[2.0, 5, 12, 25]]))  # 2 of 10 to the right, 5 of 20 down
        array([[2. , 2.5, 0. , 0. ]])
    """
    raise NotImplementedError("task 2: compute centres and sides; subtract the centres, and divide the sides")


def decode(anchors: np.ndarray, codes: np.ndarray, variances: tuple[float, float] = (0.1, 0.2)) -> np.ndarray:
    """Turn outputs of the network into boxes: the inverse of `encode`.

    Args:
        anchors: Shape (N, 4), with sides above 0.
        codes: Shape (N, 4), as returned by `encode` or by an untrained network: any finite numbers. A logarithm (a
            code times its variance) larger than `LARGEST` is replaced by `LARGEST`.
        variances: As for `encode`.

    Returns:
        Boxes, shape (N, 4), xyxy.

    Examples:
        >>> decode(np.array([[0.0, 0, 10, 20]]), np.array([[2.0, 2.5, 0, 0]]))
        array([[ 2.,  5., 12., 25.]])
    """
    raise NotImplementedError("task 3: solve the four formulas of encode for centre, width and height")


def assign(anchors: np.ndarray, boxes: np.ndarray, low: float = 0.4, high: float = 0.5) -> np.ndarray:
    """Assign each anchor to a box, to background, or to neither, for training.

    Args:
        anchors: Shape (N, 4).
        boxes: The objects of the image, shape (M, 4). M may be 0.
        low: An anchor whose overlap with every box is below this is background.
        high: An anchor whose largest overlap is at least this is assigned to the box with that overlap; low <= high.

    Returns:
        Integers, shape (N,): the index of the box that the anchor is assigned to; -1 for background; -2 for neither,
        that is, if the largest overlap is at least low but less than high. Anchors with -2 are ignored in training.

        The rules so far are task 4. In task 5, every box also gets one anchor of its own, regardless of the thresholds.
        Find the box-anchor pair with the largest overlap of all, and assign that anchor to that box, overriding the
        result of task 4. Remove both, and repeat with the remaining pairs until every box has its anchor or no
        remaining pair overlaps at all. (Equal overlaps do not occur.)

    Examples:
        >>> anchors = np.array([[0.0, 0, 10, 10], [0, 0, 10, 16], [20, 0, 30, 10], [40, 0, 50, 10]])
        >>> assign(anchors, np.array([[0.0, 0, 10, 9], [28, 0, 38, 10]]))
        array([ 0,  0,  1, -1])
    """
    raise NotImplementedError("task 4: compute the overlaps of all anchors and boxes, then find each anchor's best box")
