"""Computes one side of the output from the rows and uses it for the columns as well. Images and filters need not be
square: compute rows and columns separately.
"""
# source: vaishgejji/Computer-Vision conv2D.py

import numpy as np


def _pair(value):
    return (value, value) if isinstance(value, (int, np.integer)) else tuple(value)


def _margins(size, kernel, stride, pad):
    """Zeros before and after rows and columns, as the stub defines them."""
    if pad == "same":
        total = [max((-(-n // s) - 1) * s + k - n, 0) for n, k, s in zip(size, kernel, stride)]
        return [(t // 2, t - t // 2) for t in total]
    return [(p, p) for p in _pair(pad)]


def _one(image, kernel, padding, step):
    side = int((image.shape[0] - kernel.shape[0] + 2 * padding) / step + 1)
    result = np.zeros((side, side))
    for i in range(image.shape[0] - kernel.shape[0] + 1):
        for j in range(image.shape[1] - kernel.shape[1] + 1):
            part = image[i : i + kernel.shape[0], j : j + kernel.shape[1]]
            result[i, j] = np.sum(np.multiply(part, kernel))
    return result


def conv2d(x, w, b=None, stride=1, pad=0):
    if x.shape[1] != w.shape[1]:
        raise ValueError("different numbers of channels")
    step = _pair(stride)[0]
    if pad == "same":
        padding = sum(_margins(x.shape[2:], w.shape[2:], _pair(stride), pad)[0]) / 2
    else:
        padding = _pair(pad)[0]
    x, w = x.astype(float), w.astype(float)
    planes = [
        [sum(_one(x[n, c], w[m, c], padding, step) for c in range(x.shape[1])) for m in range(len(w))]
        for n in range(len(x))
    ]
    result = np.array(planes)
    return result if b is None else result + np.asarray(b)[None, :, None, None]
