"""A blob by hand: the reference."""

from collections.abc import Sequence

import cv2
import numpy as np


def blob(
    images: Sequence[np.ndarray],
    scale: float = 1.0,
    size: tuple[int, int] | None = None,
    mean: float | tuple[float, float, float] = (0.0, 0.0, 0.0),
    swap_rb: bool = False,
    crop: bool = False,
) -> np.ndarray:
    """Pack uint8 images into a float32 blob (N, C, height, width), as `cv2.dnn.blobFromImages` does.

    `size` is (width, height), by default that of the first image. `mean` is in the channel order of the blob; a
    single number m means (m, 0, 0).
    """
    if size is None:
        height, width = images[0].shape[:2]
        size = (width, height)
    means = np.zeros(3, dtype=np.float32)
    means[: np.size(mean)] = mean  # a single number fills only the first place, as in OpenCV's Scalar

    resized = [_cover(image, size) if crop else cv2.resize(image, size) for image in images]
    batch = np.stack([np.atleast_3d(image) for image in resized])  # (N, height, width, C), still uint8
    channels = batch.shape[-1]
    if swap_rb:
        batch = batch[..., ::-1]  # a single channel stays as it is

    values = (batch.astype(np.float32) - means[:channels]) * np.float32(scale)
    return np.ascontiguousarray(values.transpose(0, 3, 1, 2))


def _cover(image: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Resize an image until it covers `size` and cut out the middle, keeping the aspect ratio."""
    width, height = size
    image_height, image_width = image.shape[:2]
    # OpenCV divides in float32; for a few sizes the last bit decides where a pixel is sampled.
    factor = float(max(np.float32(width) / np.float32(image_width), np.float32(height) / np.float32(image_height)))
    image = cv2.resize(image, None, fx=factor, fy=factor)
    top, left = (image.shape[0] - height) // 2, (image.shape[1] - width) // 2
    return image[top : top + height, left : left + width]
