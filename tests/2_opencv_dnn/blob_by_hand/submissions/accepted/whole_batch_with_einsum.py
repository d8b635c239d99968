"""A generator resizes, the rest is done for the whole batch at once; `np.einsum` turns the axes."""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np


def _fitted(images: Sequence[np.ndarray], size: tuple[int, int], crop: bool) -> Iterator[np.ndarray]:
    width, height = size
    for image in images:
        image_height, image_width, *_ = image.shape
        if not crop:
            yield cv2.resize(image, size)
            continue
        f = max(width / image_width, height / image_height)
        big = cv2.resize(image, dsize=None, fx=f, fy=f)
        y, x = (big.shape[0] - height) // 2, (big.shape[1] - width) // 2
        yield big[y:, x:][:height, :width]


def blob(
    images: Sequence[np.ndarray],
    scale: float = 1.0,
    size: tuple[int, int] | None = None,
    mean: float | tuple[float, float, float] = (0.0, 0.0, 0.0),
    swap_rb: bool = False,
    crop: bool = False,
) -> np.ndarray:
    size = tuple(int(n) for n in (size if size is not None else images[0].shape[1::-1]))
    batch = np.array(list(_fitted(images, size, crop)))
    if batch.ndim == 3:
        batch = batch[..., None]
    channels = batch.shape[-1]
    order = [2, 1, 0] if swap_rb and channels == 3 else list(range(channels))
    offsets = np.zeros(3, np.float32)
    given = np.atleast_1d(np.asarray(mean, np.float32))
    offsets[: len(given)] = given
    values = np.subtract(batch[..., order], offsets[:channels], dtype=np.float32)
    return np.einsum("nhwc->nchw", np.multiply(values, np.float32(scale), dtype=np.float32))
