"""From the blob back to the image.

With `crop=True`, `cv2.dnn.blobFromImages` resizes an image by one factor so that it covers the blob, then cuts out
the middle part. A detector returns coordinates in the blob. To draw boxes on the image, invert both steps: first the
crop, then the resizing. Each image of a blob has its own factor and offsets.

Coordinates describe points in the plane, with x to the right and y down; they are not pixel indices. An image extends
from (0, 0) to (width, height), and its top-left pixel from (0, 0) to (1, 1). So resizing just multiplies the
coordinates of a point by the factor. `cv2.dnn` is not allowed.

Tasks
1. `crop_transform`: the factor, and how much is cut off on the left and at the top.
2. `crop_transform`: sizes that have to be rounded, and images that are enlarged.
3. `to_original`: from points in the blob to points in the image.
4. `boxes_to_original`: boxes as fractions of the blob, for several images, clipped to their image.
"""

from collections.abc import Sequence

import numpy as np


def crop_transform(shape: Sequence[int], size: tuple[int, int]) -> tuple[float, int, int]:
    """Return the factor and the offsets that `blobFromImages` with `crop=True` uses for an image of this shape.

    Args:
        shape: The shape of the image: (height, width) or (height, width, channels).
        size: (width, height) of the blob, in this order.

    Returns:
        (factor, left, top). `factor` is the smallest factor at which the image covers the blob; it may be above 1. The
        resized image has height * factor rows and width * factor columns, both rounded to the nearest whole number. As
        in `cv2.resize` and Python's `round`, a half is rounded to the nearest even number. `left` and `top` are whole
        numbers: how many columns and rows of the *resized* image are cut off on the left and at the top. Each is half
        of the excess in its direction, rounded down.

    Examples:
        >>> crop_transform((100, 300, 3), (50, 50))  # resized to 150 by 50; 50 columns are cut off on each side
        (0.5, 50, 0)
    """
    raise NotImplementedError(
        "task 1: compute the factor that fits the width and the one that fits the height, and take the larger; multiply "
        "and round both sides; half of the excess is cut off on the left and at the top"
    )


def to_original(points: np.ndarray, shape: Sequence[int], size: tuple[int, int]) -> np.ndarray:
    """Map points in a cropped blob to points in the image.

    Args:
        points: Array of shape (N, 2) with x, y in pixels of the blob; any integer or float dtype. N may be 0. The array
            must not be changed.
        shape: The shape of the image.
        size: (width, height) of the blob.

    Returns:
        A new array of shape (N, 2), float64 or float32: x, y in the image, neither rounded nor clipped.

    Examples:
        >>> to_original(np.array([[0, 0], [50, 20]]), (100, 300, 3), (50, 50))
        array([[100.,   0.],
               [200.,  40.]])
    """
    raise NotImplementedError(
        "task 3: the coordinates were multiplied by the factor, then left and top were subtracted; undo both, the last "
        "one first"
    )


def boxes_to_original(boxes: np.ndarray, shapes: Sequence[Sequence[int]], size: tuple[int, int]) -> np.ndarray:
    """Map detections in a blob of several images back to their images.

    Args:
        boxes: Float array of shape (N, 5) with one detection per row: the index of the image in the blob (0.0, 1.0, …),
            then x1, y1, x2, y2 as *fractions* of the blob's width and height. A box may extend beyond the blob. N may
            be 0. The images may occur in any order, and each any number of times. The array must not be changed.
        shapes: The shape of each image in the blob.
        size: (width, height) of the blob.

    Returns:
        A new array of shape (N, 4), float64 or float32, with the rows in the order of `boxes`: x1, y1, x2, y2 in pixels
        of that row's image, not rounded. Boxes are clipped to the *image*, not to the blob, because the image continues
        where it was cropped. A box outside its image becomes a line or a point at the edge; its row is kept.

    Examples:
        >>> boxes = np.array([[1.0, 0.0, 0.5, 0.5, 1.5], [0.0, 0.5, 0.5, 0.75, 1.0]])
        >>> boxes_to_original(boxes, [(100, 300, 3), (50, 50, 3)], (50, 50))
        array([[  0.,  25.,  25.,  50.],
               [150.,  50., 175., 100.]])
    """
    raise NotImplementedError(
        "task 4: for each row, get the shape of its image; multiply the fractions by the size of the blob; call "
        "`to_original`; then clip x to 0 … width and y to 0 … height of the image"
    )
