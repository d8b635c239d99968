"""Stretches the values of each image to 0 … 255, as one does to display a matrix of any range. That hides whether mean
and scale are right. Only undo the steps that made the blob.
"""

import numpy as np


def images_from_blob(
    blob: np.ndarray,
    scale: float = 1.0,
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0),
    swapped: bool = False,
) -> list[np.ndarray]:
    """The uint8 images, blue, green, red or grey, of a blob (N, C, height, width) of (pixel - mean) * scale."""
    channels = blob.shape[1]
    means = np.reshape(mean[:channels], (channels, 1, 1))  # the mean is in the order of the blob, so it is added before
    planes = blob.astype(np.float64) / scale + means  # the channels are swapped
    if swapped:
        planes = planes[:, ::-1]  # of one channel this is the same channel
    low, high = planes.min(axis=(1, 2, 3), keepdims=True), planes.max(axis=(1, 2, 3), keepdims=True)
    planes = (planes - low) / np.maximum(high - low, 1e-9) * 255
    pixels = np.rint(planes).clip(0, 255).astype(np.uint8).transpose(0, 2, 3, 1)
    return [image[..., 0] if channels == 1 else image for image in pixels]
