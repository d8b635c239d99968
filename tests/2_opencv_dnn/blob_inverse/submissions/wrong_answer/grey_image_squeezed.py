"""Removes the channel axis of a grey image with `np.squeeze`, which removes every axis of length 1. A grey image of one
row then loses its rows too. Remove only the last axis: `image[..., 0]`.
"""

# says: "expected shape (1, 3), got (3,)"

import numpy as np


def images_from_blob(
    blob: np.ndarray,
    scale: float = 1.0,
    mean: tuple[float, float, float] = (0.0, 0.0, 0.0),
    swapped: bool = False,
) -> list[np.ndarray]:
    """Recover uint8 images, blue, green, red or grey, from a blob (N, C, height, width) of (pixel - mean) * scale."""
    channels = blob.shape[1]
    means = np.reshape(mean[:channels], (channels, 1, 1))  # the mean is in the order of the blob: add it before
    planes = blob.astype(np.float64) / scale + means  # the channels are swapped
    if swapped:
        planes = planes[:, ::-1]  # a single channel stays as it is
    pixels = np.rint(planes).clip(0, 255).astype(np.uint8).transpose(0, 2, 3, 1)
    return [np.squeeze(image) if channels == 1 else image for image in pixels]
