"""Features of a box, without rounding: the reference."""

import numpy as np


def roi_pool(features: np.ndarray, box: np.ndarray, stride: float, size: int) -> np.ndarray:
    """Round the box to whole cells, and take the maximum of each bin (Girshick, *Fast R-CNN*, 2015, section 2.1)."""
    x1, y1, x2, y2 = np.rint(np.asarray(box) / stride).astype(int)
    cells = features[y1 : y2 + 1, x1 : x2 + 1]
    columns, rows = _bins(x2 - x1 + 1, size), _bins(y2 - y1 + 1, size)
    return np.array([[cells[row, column].max(axis=(0, 1)) for column in columns] for row in rows])


def bilinear(features: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Interpolate linearly between the four surrounding cells."""
    height, width = features.shape[:2]
    near = (x > -1) & (x < width) & (y > -1) & (y < height)
    x, y = np.clip(x, 0, width - 1), np.clip(y, 0, height - 1)
    left, top = x.astype(int), y.astype(int)
    right, bottom = np.minimum(left + 1, width - 1), np.minimum(top + 1, height - 1)
    across, down = (x - left)[:, None], (y - top)[:, None]
    upper = (1 - across) * features[top, left] + across * features[top, right]
    lower = (1 - across) * features[bottom, left] + across * features[bottom, right]
    return near[:, None] * ((1 - down) * upper + down * lower)


def sample_places(box: np.ndarray, stride: float, size: int, samples: int) -> tuple[np.ndarray, np.ndarray]:
    """The middles of all parts; as all bins are equally wide, they are evenly spaced over the whole box."""
    x1, y1, x2, y2 = np.asarray(box) / stride - 0.5
    middles = (np.arange(size * samples) + 0.5) / (size * samples)
    return x1 + middles * (x2 - x1), y1 + middles * (y2 - y1)


def roi_align(features: np.ndarray, boxes: np.ndarray, stride: float, size: int, samples: int = 2) -> np.ndarray:
    """The mean of the samples of each bin (He and others, *Mask R-CNN*, 2017, section 3)."""
    result = np.empty((len(boxes), size, size, features.shape[2]))
    for box, bins in zip(boxes, result, strict=True):
        x, y = np.meshgrid(*sample_places(box, stride, size, samples))
        values = bilinear(features, x.ravel(), y.ravel())
        bins[:] = values.reshape(size, samples, size, samples, -1).mean(axis=(1, 3))
    return result


def _bins(cells: int, size: int) -> list[slice]:
    """Which of so many cells each bin covers: its first cell is rounded down, its end up."""
    return [slice(i * cells // size, -(-(i + 1) * cells // size)) for i in range(size)]
