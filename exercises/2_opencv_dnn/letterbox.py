"""Letterbox: the whole image, undistorted, on a canvas.

Stretching an image to the input of a network distorts it, cropping loses its sides. The third way, usual for YOLO, keeps
all of it and its aspect ratio: resize it by one factor until it *fits into* the input, put it in the middle of a canvas,
and fill what stays free with grey, as a cinema film has bars on a square screen. What the network finds then lies on
the canvas, and has to be taken back to the image.

Coordinates are points on a plane, as in `box_iou`: an image reaches from (0, 0) to (width, height).

Tasks
1. `letterbox`: a colour image that is too wide or too high, with bars of equal size.
2. `letterbox` again: bars that do not come out even, small images, grey images, coloured bars: OpenCV's pixels.
3. `unmap_boxes`: boxes from the canvas back to the image.
4. `unmap_boxes` again: exact to a part of a pixel, clipped to the image, any number of boxes.
"""

import cv2  # noqa: F401  (for cv2.resize)
import numpy as np


def letterbox(
    image: np.ndarray, size: tuple[int, int], fill: float | tuple[float, float, float] = 114
) -> np.ndarray:
    """Fit an image into a canvas, as OpenCV's `DNN_PMODE_LETTERBOX` does.

    Args:
        image: A uint8 image, colour (height, width, 3) or grey (height, width). It must not be changed.
        size: (width, height) of the canvas, in this order.
        fill: What the bars are filled with: one number for all channels, or one for each channel. Grey images get a
            number.

    Returns:
        A new uint8 array (height, width, 3), or (height, width) for a grey image. Both sides of the image are multiplied
        by the largest factor with which it still fits, and their fractions are cut off: 10.75 becomes 10. Small images
        are enlarged. The image is resized to that size by `cv2.resize` with its default interpolation, and lies in the
        middle; if the free rows or columns are odd in number, one more goes below or on the right.

    Examples:
        >>> letterbox(np.full((10, 30, 3), 200, np.uint8), (6, 6))[:, 0, 0]
        array([114, 114, 200, 200, 114, 114], dtype=uint8)
    """
    raise NotImplementedError(
        "task 1: which factor does the width allow, which one the height? Take the smaller, resize, make a canvas with "
        "np.full and write the image into its middle"
    )


def unmap_boxes(boxes: np.ndarray, shape: tuple[int, ...], size: tuple[int, int]) -> np.ndarray:
    """Take boxes from the canvas back to the image.

    Args:
        boxes: Array (N, 4) of x1, y1, x2, y2 in pixels of the canvas, of any integer or float dtype. N may be 0. It
            must not be changed.
        shape: The shape of the image: (height, width) or (height, width, channels).
        size: (width, height) of the canvas.

    Returns:
        A new array (N, 4), float64 or float32: x1, y1, x2, y2 in pixels of the image, not rounded, clipped to the image. As
        the resized sides are whole numbers, width and height were not multiplied by quite the same number: what
        counts for x is resized width / width, and for y resized height / height. So the edges of the picture on the
        canvas go back to the edges of the image, exactly.

    Examples:
        >>> unmap_boxes(np.array([[0, 1, 3, 6]]), (10, 30, 3), (6, 6))  # the picture is 6 by 2, from row 2 to row 4
        array([[ 0.,  0., 15., 10.]])
    """
    raise NotImplementedError(
        "task 3: work out the resized size and the bars as in `letterbox`; subtract the bar, then divide by resized "
        "width / width for x and by resized height / height for y"
    )
