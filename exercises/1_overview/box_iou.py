"""Boxes and their overlap.

A detector answers with boxes, and three ways to write one are in daily use. With x to the right and y down:

- `xyxy`: x1, y1, x2, y2, the top-left and the bottom-right corner;
- `xywh`: x, y, width, height, where (x, y) is the top-left corner;
- `cxcywh`: the same, where (x, y) is the centre.

How well two boxes agree is told by their intersection over union: the area that they share, divided by the area
that they cover together. 1 means the same box, 0 means nothing in common. Coordinates are points on a continuous
plane, not pixel numbers: a box from x1 = 2 to x2 = 5 is 3 wide.

Tasks
1. `convert`: from any of the three formats to any other.
2. `iou_matrix`: the overlap of every box of `a` with every box of `b`.
3. `iou_matrix` again: boxes that are apart, that only touch, or that have no area.
4. Both functions: whole-number dtypes such as uint8, no boxes at all, and inputs that stay as they were and are not
   handed back either.
"""

import numpy as np


def convert(boxes: np.ndarray, src: str, dst: str) -> np.ndarray:
    """Rewrite boxes from one format in another.

    Args:
        boxes: Array of shape (N, 4), of any integer or float dtype, signed or not. N may be 0. It must not be changed.
        src: The format of `boxes`: "xyxy", "xywh" or "cxcywh".
        dst: The format to return: one of the same three. It may be equal to `src`.

    Returns:
        A new array of shape (N, 4), float64 or float32; it shares no memory with `boxes`, even if `src` and `dst` are
        equal. Nothing is rounded: the centre of a box that is 3 wide lies between two whole numbers.

    Raises:
        ValueError: If `src` or `dst` is none of the three formats, written exactly so.

    Examples:
        >>> convert(np.array([[10, 20, 4, 6]]), "xywh", "xyxy")
        array([[10., 20., 14., 26.]])
        >>> convert(np.array([[0, 0, 7, 2]]), "xyxy", "cxcywh")
        array([[3.5, 1. , 7. , 2. ]])
    """
    raise NotImplementedError(
        "task 1: make the boxes float, turn `src` into corners, then the corners into `dst`; "
        "begin with xywh to xyxy: x2 = x + w, y2 = y + h"
    )


def iou_matrix(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Intersection over union of every box of `a` with every box of `b`.

    Args:
        a: Boxes as xyxy, shape (M, 4), any integer or float dtype, with x1 <= x2 and y1 <= y2. Coordinates may be
            negative.
        b: Boxes as xyxy, shape (N, 4), likewise; its dtype may differ from that of `a`. M and N may be 0.
            Neither array may be changed.

    Returns:
        An array of shape (M, N), float64 or float32; element [i, j] belongs to a[i] and b[j] and lies in [0, 1].
        Boxes that share no area have 0, and so has every pair with a box of no area, even if both are the same point.
        Never NaN, whatever the unit: boxes measured in pixels and the same boxes in tiny fractions of the image
        overlap alike.

    Examples:
        >>> a = np.array([[0.0, 0, 4, 3]])
        >>> b = np.array([[0.0, 0, 4, 3], [2, 0, 6, 3], [9, 9, 10, 10]])
        >>> iou_matrix(a, b).round(3)
        array([[1.   , 0.333, 0.   ]])
    """
    raise NotImplementedError(
        "task 2: write the overlap of two single boxes first: the larger of the two x1, the smaller of the two x2, "
        "the same for y; then do it for all pairs"
    )
