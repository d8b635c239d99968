"""Backpropagation through convolution and pooling: the reference."""

from collections.abc import Callable

import numpy as np


def numerical_gradient(function: Callable[[np.ndarray], float], array: np.ndarray, step: float = 1e-5) -> np.ndarray:
    """Central differences, two calls for each value of the array."""
    point = np.array(array, dtype=np.float64)  # a copy: the caller's array stays as it is
    gradient = np.zeros(point.shape)
    for place in np.ndindex(point.shape):
        value = point[place]
        point[place] = value + step
        above = function(point)
        point[place] = value - step
        below = function(point)
        point[place] = value
        gradient[place] = (above - below) / (2 * step)
    return gradient


def conv_backward(
    x: np.ndarray, w: np.ndarray, dy: np.ndarray, stride: int = 1, pad: int = 0
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The gradients of images, filters and bias, one weight position (u, v) at a time for all outputs at once."""
    dtype = np.result_type(x, w, dy, np.float32)
    x, w, dy = (np.asarray(array, dtype) for array in (x, w, dy))
    height, width = x.shape[2:]
    rows, columns = dy.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw = np.zeros_like(padded), np.empty_like(w)
    for u, v in np.ndindex(w.shape[2:]):
        # The pixels under weight (u, v), one for each output: a strided slice of the image.
        under = np.s_[:, :, u : u + rows * stride : stride, v : v + columns * stride : stride]
        dw[:, :, u, v] = np.einsum("nmij,ncij->mc", dy, padded[under], optimize=True)
        dpadded[under] += np.einsum("nmij,mc->ncij", dy, w[:, :, u, v], optimize=True)
    dx = dpadded[:, :, pad : pad + height, pad : pad + width]
    return dx, dw, dy.sum(axis=(0, 2, 3))


def max_pool_backward(x: np.ndarray, dy: np.ndarray, size: int, stride: int) -> np.ndarray:
    """The gradient of each output, added at the place of its window's first maximum."""
    windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(2, 3))[:, :, ::stride, ::stride]
    down, right = np.divmod(windows.reshape(*dy.shape, size * size).argmax(axis=-1), size)
    n, c, i, j = np.indices(dy.shape, sparse=True)
    dx = np.zeros(x.shape, np.result_type(dy, np.float32))
    np.add.at(dx, (n, c, i * stride + down, j * stride + right), dy)  # += would add only once where windows share a maximum
    return dx
