"""Python lists and numbers, no arithmetic of NumPy; all zeros are imagined, none are stored."""

import math

import numpy as np


def conv2d(x, w, b=None, stride=1, pad=0):
    images, filters = x.tolist(), w.tolist()
    height, width = x.shape[2:]
    kh, kw = w.shape[2:]
    channels = range(x.shape[1])
    if len(channels) != w.shape[1]:
        raise ValueError("the filters have another number of channels")
    sy, sx = stride if isinstance(stride, (tuple, list)) else (stride, stride)
    if pad == "same":
        rows, columns = math.ceil(height / sy), math.ceil(width / sx)
        top = max((rows - 1) * sy + kh - height, 0) // 2
        left = max((columns - 1) * sx + kw - width, 0) // 2
    else:
        top, left = pad if isinstance(pad, (tuple, list)) else (pad, pad)
        rows, columns = (height + 2 * top - kh) // sy + 1, (width + 2 * left - kw) // sx + 1
        if kh > height + 2 * top or kw > width + 2 * left:
            raise ValueError("the filter is larger than the image")

    def value(image, weights, i, j):
        total = 0
        for c in channels:
            for u in range(kh):
                for v in range(kw):
                    row, column = i * sy + u - top, j * sx + v - left
                    if 0 <= row < height and 0 <= column < width:
                        total += image[c][row][column] * weights[c][u][v]
        return total

    bias = [0.0] * len(filters) if b is None else b.tolist()
    return np.array(
        [
            [[[value(image, f, i, j) + bias[m] for j in range(columns)] for i in range(rows)] for m, f in enumerate(filters)]
            for image in images
        ],
        dtype=float,
    )
