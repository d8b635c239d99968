"""Pads with "same" until the output is as large as the image, whatever the stride. With stride s it has ceil(H / s)
rows: "same" is about the zeros at the border, and the stride still skips positions.
"""

import numpy as np


def both(value):
    return (value, value) if isinstance(value, (int, str)) else tuple(value)


def zeros_before_and_after(size, kernel, step, pad):
    if pad != "same":
        return pad, pad
    total = (size - 1) * step + kernel - size
    before = total // 2
    return before, total - before


def conv2d(x, w, b=None, stride=1, pad=0):
    x, w = x.astype(float), w.astype(float)
    if x.shape[1] != w.shape[1]:
        raise ValueError(f"{x.shape[1]} channels, filters for {w.shape[1]}")
    (sy, sx), (py, px) = both(stride), both(pad)
    kh, kw = w.shape[2], w.shape[3]
    rows_around = zeros_before_and_after(x.shape[2], kh, sy, py)
    columns_around = zeros_before_and_after(x.shape[3], kw, sx, px)
    x = np.pad(x, ((0, 0), (0, 0), rows_around, columns_around))
    if x.shape[2] < kh or x.shape[3] < kw:
        raise ValueError("does not fit")
    rows = (x.shape[2] - kh) // sy + 1
    columns = (x.shape[3] - kw) // sx + 1
    y = np.zeros((len(x), len(w), rows, columns))
    for n in range(len(x)):
        for m in range(len(w)):
            for i in range(rows):
                for j in range(columns):
                    window = x[n, :, i * sy : i * sy + kh, j * sx : j * sx + kw]
                    y[n, m, i, j] = np.sum(window * w[m])
            if b is not None:
                y[n, m] += b[m]
    return y
