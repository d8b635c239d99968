"""Converts to uint8 without limiting the values to 0 … 255. Then 256 becomes 0 and -3 becomes 253, so the darkest
places get white specks.
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
    pixels = np.rint(planes).astype(np.int64).astype(np.uint8).transpose(0, 2, 3, 1)
    return [image[..., 0] if channels == 1 else image for image in pixels]
