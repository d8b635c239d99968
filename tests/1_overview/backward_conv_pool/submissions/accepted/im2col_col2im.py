"""Three matrix products on columns of pixels, in float32, and the columns added back at the places they came from."""

import numpy as np


def numerical_gradient(function, array, step=1e-5):
    flat = np.asarray(array, np.float64).flatten()

    def at(k, value):
        moved = flat.copy()
        moved[k] = value
        return function(moved.reshape(array.shape))

    return np.array([(at(k, a + step) - at(k, a - step)) / (2 * step) for k, a in enumerate(flat)]).reshape(array.shape)


def places(height, width, kernel, stride, outputs):
    """For each value of a window and each output, the index of the pixel in a flattened image."""
    (kh, kw), (rows, columns) = kernel, outputs
    index = np.arange(height * width).reshape(height, width)
    windows = np.lib.stride_tricks.sliding_window_view(index, kernel)[::stride, ::stride][:rows, :columns]
    return windows.reshape(rows * columns, kh * kw).T


def conv_backward(x, w, dy, stride=1, pad=0):
    n, c, h, width = x.shape
    m, kernel = len(w), w.shape[2:]
    padded = np.pad(np.float32(x), [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    where = places(h + 2 * pad, width + 2 * pad, kernel, stride, dy.shape[2:])
    columns = padded.reshape(n, c, -1)[:, :, where].reshape(n, c * len(where), -1)
    delta = np.float32(dy).reshape(n, m, -1)
    dw = (delta @ columns.transpose(0, 2, 1)).sum(axis=0).reshape(w.shape)
    dcolumns = (np.float32(w).reshape(m, -1).T @ delta).reshape(n, c, *where.shape)
    dpadded = np.zeros((n, c, padded.shape[2] * padded.shape[3]), np.float32)
    for k in range(len(where)):
        dpadded[:, :, where[k]] += dcolumns[:, :, k]
    dx = dpadded.reshape(padded.shape)[:, :, pad : pad + h, pad : pad + width]
    return dx, dw, delta.sum(axis=(0, 2))


def max_pool_backward(x, dy, size, stride):
    n, c, h, width = x.shape
    where = places(h, width, (size, size), stride, dy.shape[2:])
    best = x.reshape(n * c, -1)[:, where].argmax(axis=1)
    pixel = np.take_along_axis(where[None], best[:, None], axis=1)[:, 0]
    offsets = np.arange(n * c)[:, None] * (h * width)
    return np.bincount((pixel + offsets).ravel(), dy.ravel(), minlength=x.size).reshape(x.shape)
