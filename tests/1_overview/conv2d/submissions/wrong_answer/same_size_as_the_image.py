"""Pads with "same" until the output is as large as the image, whatever the stride. With stride s it has ceil(H / s)
rows: "same" is about the zeros at the border, and the stride still skips positions.
"""
# source: ddbourgin/numpy-ml numpy_ml/neural_nets/utils/utils.py (pad2D, calc_pad_dims_2D, im2col, conv2D)

import numpy as np


def _same(size, kernel, step):
    p = int((step * (size - 1) + kernel - size) / 2)
    reached = int(1 + (size + 2 * p - kernel) / step)
    if reached == size - 1:
        return p, p + 1
    if reached != size:
        raise AssertionError("no padding keeps the size")
    return p, p


def _indices(c, size, kernel, steps):
    rows, columns = ((n - k) // s + 1 for n, k, s in zip(size, kernel, steps))
    if rows <= 0 or columns <= 0:
        raise ValueError(f"the filter does not fit: {rows} rows, {columns} columns")
    fr, fc = kernel
    i = np.tile(np.repeat(np.arange(fr), fc), c)[:, None] + steps[0] * np.repeat(np.arange(rows), columns)[None]
    j = np.tile(np.arange(fc), fr * c)[:, None] + steps[1] * np.tile(np.arange(columns), rows)[None]
    k = np.repeat(np.arange(c), fr * fc)[:, None]
    return k, i, j, rows, columns


def conv2d(x, w, b=None, stride=1, pad=0):
    if x.shape[1] != w.shape[1]:
        raise ValueError("images and filters have different numbers of channels")
    steps = (stride, stride) if np.isscalar(stride) else tuple(stride)
    kernel = w.shape[2:]
    if isinstance(pad, str):
        margins = [_same(n, k, s) for n, k, s in zip(x.shape[2:], kernel, steps)]
    else:
        pads = (pad, pad) if np.isscalar(pad) else pad
        margins = [(p, p) for p in pads]
    padded = np.pad(np.asarray(x, dtype=np.float64), [(0, 0), (0, 0), *margins], mode="constant", constant_values=0)
    k, i, j, rows, columns = _indices(x.shape[1], padded.shape[2:], kernel, steps)
    cols = padded[:, k, i, j]
    z = np.matmul(w.reshape(w.shape[0], -1).astype(np.float64), cols)
    if b is not None:
        z = z + np.asarray(b, dtype=float)[None, :, None]
    return z.reshape(x.shape[0], w.shape[0], rows, columns)
