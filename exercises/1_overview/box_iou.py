"""Boxes and their overlap.

A detector returns boxes, and three formats are in common use (x increases to the right, y downwards):

- `xyxy`: x1, y1, x2, y2, the top-left and the bottom-right corner;
- `xywh`: x, y, width, height, where (x, y) is the top-left corner;
- `cxcywh`: x, y, width, height, where (x, y) is the centre.

The overlap of two boxes is measured by their intersection over union (IoU): the area that they share, divided by the
area that they cover together. It is 1 for identical boxes of non-zero area, and 0 for boxes that share no area.
Corners are points in a continuous plane, not pixel indices: a box from x1 = 2 to x2 = 5 is 3 wide.

Tasks
1. `convert`: from any of the three formats to any other.
2. `iou_matrix`: the IoU of every box of `a` with every box of `b`.
3. `iou_matrix`: boxes that are disjoint, only touch, or have no area.
4. Both functions: narrow dtypes such as uint8 and float16, and empty arrays of boxes.
"""

import numpy as np


def convert(boxes: np.ndarray, src: str, dst: str) -> np.ndarray:
    """Convert boxes from one format to another.

    Args:
        boxes: Array of shape (N, 4), any integer or float dtype, signed or unsigned. N may be 0. `boxes` must not be
            changed.
        src: The format of `boxes`: "xyxy", "xywh" or "cxcywh".
        dst: The format of the result: one of the same three. It may equal `src`.

    Returns:
        A new array of shape (N, 4), float64 or float32. It shares no memory with `boxes`, even if `src` equals `dst`.
        Nothing is rounded: the centre of a box from x1 = 0 to x2 = 3 is at x = 1.5.

    Raises:
        ValueError: If `src` or `dst` is not one of the three formats, spelled exactly as above.

    Examples:
        >>> convert(np.array([[10, 20, 4, 6]]), "xywh", "xyxy")
        array([[10., 20., 14., 26.]])
        >>> convert(np.array([[0, 0, 7, 2]]), "xyxy", "cxcywh")
        array([[3.5, 1. , 7. , 2. ]])
    """
    raise NotImplementedError(
        "task 1: convert to float, turn `src` into corners, then the corners into `dst`; "
        "start with xywh to xyxy: x2 = x + w, y2 = y + h"
    )


def iou_matrix(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Intersection over union of every box of `a` with every box of `b`.

    Args:
        a: Boxes as xyxy, shape (M, 4), any integer or float dtype, with x1 <= x2 and y1 <= y2. Coordinates may be
            negative.
        b: Boxes as xyxy, shape (N, 4), under the same conditions. The dtype may differ from that of `a`. M and N may
            be 0. Neither array may be changed.

    Returns:
        Array of shape (M, N), float64 or float32; element [i, j] is the IoU of a[i] and b[j], in [0, 1]. It is 0 for
        boxes that share no area, and for every pair in which a box has no area, even if both are the same point. It
        is never NaN and does not depend on the unit: the same boxes in pixels or in tiny fractions of the image give
        the same values.

    Examples:
        >>> a = np.array([[0.0, 0, 4, 3]])
        >>> b = np.array([[0.0, 0, 4, 3], [2, 0, 6, 3], [9, 9, 10, 10]])
        >>> iou_matrix(a, b).round(3)
        array([[1.   , 0.333, 0.   ]])
    """
    raise NotImplementedError(
        "task 2: write the IoU of one pair of boxes first: the larger of the two x1 values, the smaller of the two x2 "
        "values, and the same for y; then do it for all pairs"
    )
