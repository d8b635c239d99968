"""A blob by hand.

The input of a network in `cv2.dnn` is called a *blob*: a float32 array of shape (N, C, H, W) that holds N images, each
as C planes of H rows and W columns. `cv2.dnn.blobFromImages` makes one in five steps, and their order matters:

    resize (as uint8)  →  crop  →  swap red and blue  →  subtract the mean  →  multiply by the scale

Here you write these steps yourself, with NumPy and `cv2.resize`. Your blob must equal OpenCV's, apart from rounding
errors. `cv2.dnn` is not allowed.

Tasks (all are steps of one function; ignore the later ones at first)
1. One image without resizing: one plane per channel, float32, and an axis for the batch.
2. `size`: resize the image first.
3. `swap_rb`: the order of the channels.
4. `mean` and `scale`: subtract and multiply.
5. `crop`: keep the aspect ratio and crop to the middle part.
6. Several images in one blob.
7. Grey images, which have no channel axis. In tasks 1 to 6, all images are colour images.
"""

from collections.abc import Sequence

import cv2  # noqa: F401  (for cv2.resize, from task 2 on)
import numpy as np


def blob(
    images: Sequence[np.ndarray],
    scale: float = 1.0,
    size: tuple[int, int] | None = None,
    mean: float | tuple[float, float, float] = (0.0, 0.0, 0.0),
    swap_rb: bool = False,
    crop: bool = False,
) -> np.ndarray:
    """Pack images into a blob, as `cv2.dnn.blobFromImages` does.

    Args:
        images: One or more uint8 images of any height and width. Either all are colour images of shape (height, width,
            3), with channels in the order blue, green, red, or, in task 7, all are grey images of shape (height,
            width). They must not be changed.
        scale: The factor by which every value is multiplied, after the mean is subtracted.
        size: (width, height) of the blob, in this order; `None` means the size of the first image. Images are resized
            as uint8, by `cv2.resize` with its default interpolation, which is linear.
        mean: The numbers to subtract from the channels, in the channel order *of the blob*. As in OpenCV, a single
            number m means (m, 0, 0). Grey images use only the first number.
        swap_rb: Whether to exchange the first and the last channel, so that blue, green, red becomes red, green, blue.
            Grey images stay as they are.
        crop: If false, each image is stretched to `size`. If true, both directions are scaled by the same factor,
            `f = max(width / image_width, height / image_height)`, with `cv2.resize(image, None, fx=f, fy=f)`; do not
            compute and round the new size yourself. Then the image is cropped to its middle part, starting at row
            `(resized_height - height) // 2` and column `(resized_width - width) // 2`.

    Returns:
        A new float32 array of shape (N, C, height, width), with C = 3, or 1 for grey images.

    Examples:
        >>> pixel = np.array([[[1, 2, 3]]], dtype=np.uint8)  # blue 1, green 2, red 3
        >>> blob([pixel]).ravel()
        array([1., 2., 3.], dtype=float32)
        >>> blob([pixel], scale=2.0, mean=(0.5, 0.0, 0.0), swap_rb=True).ravel()
        array([5., 4., 2.], dtype=float32)
        >>> blob([np.zeros((4, 9, 3), np.uint8)] * 5, size=(7, 2)).shape
        (5, 3, 2, 7)
    """
    raise NotImplementedError(
        "task 1: take images[0], of shape (height, width, 3), convert it to float32, move its last axis to the front and "
        "add an axis for the batch before it"
    )
