"""Letterbox: the whole image, undistorted, on a canvas.

Stretching an image to the input size of a network usually distorts it, and cropping loses parts of it. Letterboxing,
which is common for YOLO, keeps the whole image and its aspect ratio: resize the image by one factor so that it *fits
into* the input, place it in the middle of a canvas, and fill the rest with grey bars. The network then returns boxes on
the canvas, which must be mapped back to the image.

As in `box_iou`, coordinates describe points in the plane: an image extends from (0, 0) to (width, height). `cv2.dnn` is
not allowed.

Tasks
1. `letterbox`: a colour image that is too wide or too tall, with bars of equal size.
2. `letterbox`: uneven bars, small images, grey images, coloured bars; the same pixels as OpenCV.
3. `unmap_boxes`: boxes from the canvas back to the image.
4. `unmap_boxes`: accurate to a fraction of a pixel, clipped to the image, for any number of boxes.
"""

import cv2  # noqa: F401  (for cv2.resize)
import numpy as np


def letterbox(
    image: np.ndarray, size: tuple[int, int], fill: float | tuple[float, float, float] = 114
) -> np.ndarray:
    """Fit an image onto a canvas, as OpenCV's `DNN_PMODE_LETTERBOX` does.

    Args:
        image: A uint8 image, colour (height, width, 3) or grey (height, width). It must not be changed.
        size: (width, height) of the canvas, in this order.
        fill: The value of the bars: one number for all channels, or one for each channel. For a grey image it is one
            number.

    Returns:
        A new uint8 array (height, width, 3), or (height, width) for a grey image. Both sides of the image are multiplied
        by the largest factor at which the image still fits, and fractions are dropped: 10.75 becomes 10. Small images
        are enlarged. The image is resized to the resulting size by `cv2.resize` with its default interpolation and
        placed in the middle. If the number of free rows or columns is odd, the extra one is at the bottom or on the
        right.

    Examples:
        >>> letterbox(np.full((10, 30, 3), 200, np.uint8), (6, 6))[:, 0, 0]
        array([114, 114, 200, 200, 114, 114], dtype=uint8)
    """
    raise NotImplementedError(
        "task 1: compute the factor that fits the width and the one that fits the height, and take the smaller; resize, "
        "make a canvas with np.full and write the resized image into its middle"
    )


def unmap_boxes(boxes: np.ndarray, shape: tuple[int, ...], size: tuple[int, int]) -> np.ndarray:
    """Map boxes on the canvas back to the image.

    Args:
        boxes: Array of shape (N, 4) with x1, y1, x2, y2 in pixels of the canvas, of any integer or float dtype. N may
            be 0. The array must not be changed.
        shape: The shape of the image: (height, width) or (height, width, channels).
        size: (width, height) of the canvas.

    Returns:
        A new array of shape (N, 4), float64 or float32: x1, y1, x2, y2 in pixels of the image, not rounded, but clipped
        to the image. Because the resized sides are whole numbers, x and y may have been scaled by slightly different
        factors: resized width / width and resized height / height. With these factors, the edges of the picture on the
        canvas map exactly to the edges of the image.

    Examples:
        >>> unmap_boxes(np.array([[0, 1, 3, 6]]), (10, 30, 3), (6, 6))  # the picture is 6 by 2, from row 2 to row 4
        array([[ 0.,  0., 15., 10.]])
    """
    raise NotImplementedError(
        "task 3: compute the resized size and the bars as in `letterbox`; subtract the bar, then divide by resized "
        "width / width for x and by resized height / height for y"
    )
