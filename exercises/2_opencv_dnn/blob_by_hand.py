"""A blob by hand.

A network of `cv2.dnn` takes no images but a *blob*: one float32 array of shape (N, C, H, W), with the images one
after the other, each as C planes of H rows. `cv2.dnn.blobFromImages` makes it, in five steps of which the order
matters:

    resize (as uint8)  →  crop  →  swap red and blue  →  subtract the mean  →  multiply by the scale

Most networks that "do not work in OpenCV" are given a blob with one of these steps wrong. Here you write them
yourself, with NumPy and `cv2.resize`, until the blob is equal to OpenCV's to the last bit. Nothing of `cv2.dnn` is
allowed here, of course.

Tasks (all of them are steps of one function; leave what comes later for later)
1. One image, as it is: planes instead of pixels, float32, an axis for the batch.
2. `size`: resize the image first.
3. `swap_rb`: the order of the channels.
4. `mean` and `scale`: subtract and multiply.
5. `crop`: keep the aspect ratio and cut out the middle.
6. Several images in one blob, equal to OpenCV's to the last bit.
7. Grey images, which have no axis for channels. Until then all images are colour images.
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
        images: One or more uint8 images, either all of shape (height, width, 3) in the order blue, green, red, or all
            grey, of shape (height, width): these come last, in task 7. Their heights and widths may differ. They must
            not be changed.
        scale: What every value is multiplied by, after the mean was subtracted.
        size: (width, height) of the blob, in this order; `None` means the size of the first image. Images are resized
            as uint8, by `cv2.resize` with its default interpolation.
        mean: What is subtracted from each channel, in the order of the channels *in the blob*. As in OpenCV, a single
            number m stands for (m, 0, 0). Of a grey image only the first one is used.
        swap_rb: Whether to exchange the first and the last channel, so that blue, green, red becomes red, green, blue.
            Grey images stay as they are.
        crop: If false, each image is resized to `size`, whatever that does to its aspect ratio. If true, it is resized
            by one factor for both directions, `max(width / image_width, height / image_height)`, given to `cv2.resize`
            as `fx` and `fy` (not as a size that you rounded yourself), and the middle is cut out: from row
            `(resized_height - height) // 2` and column `(resized_width - width) // 2` on.

    Returns:
        A new float32 array of shape (N, C, height, width), with C = 3, or 1 for grey images. Mean and scale are turned
        into float32 first and the arithmetic is float32, which makes the result equal to OpenCV's in every bit.

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
        "task 1: take images[0], of shape (height, width, 3); make it float32, bring its last axis to the front and "
        "put an axis for the batch before it"
    )
