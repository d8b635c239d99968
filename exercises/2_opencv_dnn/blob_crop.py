"""Where in the image is what was found in the blob?

With `crop=True`, `cv2.dnn.blobFromImages` resizes an image by one factor until it covers the size of the blob, and cuts
out the middle. What a network finds lies in the coordinates of the blob; to draw it, it has to go the way back: first
the cut, then the factor. Several images in one blob each have a way of their own.

Coordinates are points on a plane, x to the right and y down, not pixel numbers: the image reaches from (0, 0) to
(width, height), its top-left pixel from (0, 0) to (1, 1), and resizing multiplies a point by the factor, no more.

Tasks
1. `crop_transform`: the factor, and how much is cut off on the left and at the top.
2. `crop_transform` again: lengths that do not come out even, images that are enlarged.
3. `to_original`: from points of the blob to points of the image.
4. `boxes_to_original`: boxes in fractions of the blob, of several images, clipped to their image.
"""

from collections.abc import Sequence

import numpy as np


def crop_transform(shape: Sequence[int], size: tuple[int, int]) -> tuple[float, int, int]:
    """What `blobFromImages` with `crop=True` does to an image of this shape.

    Args:
        shape: The shape of the image: (height, width) or (height, width, channels).
        size: (width, height) of the blob, in this order.

    Returns:
        (factor, left, top). Both sides of the image are multiplied by `factor`, the smallest one with which the image
        covers the size. Each side of the resized image is a whole number of pixels: height * factor and
        width * factor, rounded as `cv2.resize` and Python's `round` do it, where a half goes to the even neighbour.
        Of the resized image, `left` columns and `top` rows are cut off before the blob begins: half of what is too
        much, rounded down. Both are whole numbers and count pixels of the *resized* image.

    Examples:
        >>> crop_transform((100, 300, 3), (50, 50))  # 150 wide and 50 high, then 50 columns go on either side
        (0.5, 50, 0)
    """
    raise NotImplementedError(
        "task 1: which factor would the width need, which one the height? Take the larger; multiply and round both "
        "sides; half of what stands over is cut off on the left, and at the top"
    )


def to_original(points: np.ndarray, shape: Sequence[int], size: tuple[int, int]) -> np.ndarray:
    """Take points of a cropped blob back to the image.

    Args:
        points: Array (N, 2) of x, y in the blob, in pixels of the blob; any integer or float dtype. N may be 0. It
            must not be changed.
        shape: The shape of the image that the blob was made of.
        size: (width, height) of the blob.

    Returns:
        A new array (N, 2), float64 or float32: x, y in the image, not rounded and not clipped.

    Examples:
        >>> to_original(np.array([[0, 0], [50, 20]]), (100, 300, 3), (50, 50))
        array([[100.,   0.],
               [200.,  40.]])
    """
    raise NotImplementedError(
        "task 3: the image was multiplied by the factor, then left and top were cut off; undo both, the last one first"
    )


def boxes_to_original(boxes: np.ndarray, shapes: Sequence[Sequence[int]], size: tuple[int, int]) -> np.ndarray:
    """Take detections in a blob of several images back to their images.

    Args:
        boxes: Float array (N, 5), a row for each detection, as many networks put them out: the number of the image in
            the blob (0.0, 1.0, …), then x1, y1, x2, y2 as *fractions* of the blob's width and height. A box may reach
            over the edge of the blob. N may be 0, images may come in any order and any number of times. It must not
            be changed.
        shapes: The shape of each image of the blob.
        size: (width, height) of the blob.

    Returns:
        A new array (N, 4), float64 or float32: x1, y1, x2, y2 in pixels of the image of that row, in the order of
        `boxes`, not rounded. What reaches over the edge of the *image* is clipped to it. What reaches over the edge of
        the blob only is kept: there the image goes on.

    Examples:
        >>> boxes = np.array([[1.0, 0.0, 0.5, 0.5, 1.5], [0.0, 0.5, 0.5, 0.75, 1.0]])
        >>> boxes_to_original(boxes, [(100, 300, 3), (50, 50, 3)], (50, 50))
        array([[  0.,  25.,  25.,  50.],
               [150.,  50., 175., 100.]])
    """
    raise NotImplementedError(
        "task 4: for each row: its image's shape; fractions times the size of the blob give points; `to_original`; "
        "then clip x to 0 … width and y to 0 … height of the image"
    )
