"""Loops over images, filters and positions, as the formulas say; the counts are counted filter by filter."""

import numpy as np


def depthwise(x, w, stride=1, pad=0):
    if w.shape[0] % x.shape[1] != 0:
        raise ValueError("some channels would have more filters than others")
    each = w.shape[0] // x.shape[1]
    x = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    kh, kw = w.shape[2:]
    rows = (x.shape[2] - kh) // stride + 1
    columns = (x.shape[3] - kw) // stride + 1
    y = np.empty((x.shape[0], w.shape[0], rows, columns))
    for n in range(x.shape[0]):
        for d in range(w.shape[0]):
            for i in range(rows):
                for j in range(columns):
                    window = x[n, d // each, i * stride : i * stride + kh, j * stride : j * stride + kw]
                    y[n, d, i, j] = np.sum(window * w[d, 0])
    return y


def pointwise(x, w):
    y = np.empty((x.shape[0], w.shape[0], x.shape[2], x.shape[3]))
    for n in range(x.shape[0]):
        for i in range(x.shape[2]):
            for j in range(x.shape[3]):
                y[n, :, i, j] = w[:, :, 0, 0] @ x[n, :, i, j]
    return y


def separable(x, depthwise_w, pointwise_w, stride=1, pad=0):
    return pointwise(depthwise(x, depthwise_w, stride, pad), pointwise_w)


def full_filters(depthwise_w, pointwise_w, multiplier=1):
    outputs, made = pointwise_w.shape[:2]
    full = np.zeros((outputs, made // multiplier) + depthwise_w.shape[2:])
    for m in range(outputs):
        for c in range(made // multiplier):
            for k in range(multiplier):
                d = c * multiplier + k
                full[m, c] += pointwise_w[m, d, 0, 0] * depthwise_w[d, 0]
    return full


def counts(shape, filters, kernel, stride=1, pad=0, multiplier=1):
    rows = (shape[1] + 2 * pad - kernel[0]) // stride + 1
    columns = (shape[2] + 2 * pad - kernel[1]) // stride + 1
    full = one = 0
    for _ in range(filters):
        full += shape[0] * kernel[0] * kernel[1]
        one += shape[0] * multiplier
    for _ in range(shape[0] * multiplier):
        one += kernel[0] * kernel[1]
    return {
        "full": {"parameters": full, "macs": full * rows * columns},
        "separable": {"parameters": one, "macs": one * rows * columns},
    }


def relu6(z):
    return np.minimum(6, np.maximum(0, z))


def inverted_residual(x, p, stride=1):
    wide = relu6(pointwise(x, p["expand"]))
    wide = relu6(depthwise(wide, p["depthwise"], stride, (p["depthwise"].shape[2] - 1) // 2))
    narrow = pointwise(wide, p["project"])
    if stride == 1 and narrow.shape[1] == x.shape[1]:
        narrow += x
    return narrow
