"""Applies a ReLU between the two convolutions. Many networks have one there; this function does not, and only without one
is it the same as a full convolution.
"""

import numpy as np


def depthwise(x, w, stride=1, pad=0):
    count, channels, height, width = x.shape
    filters, _, kh, kw = w.shape
    if filters % channels != 0:
        raise ValueError(f"{filters} filters, {channels} channels")
    each = filters // channels
    around = np.zeros((count, channels, height + 2 * pad, width + 2 * pad))
    around[:, :, pad : pad + height, pad : pad + width] = x
    rows = (height + 2 * pad - kh) // stride + 1
    columns = (width + 2 * pad - kw) // stride + 1
    y = np.zeros((count, filters, rows, columns))
    for c in range(channels):
        for d in range(c * each, (c + 1) * each):
            for i in range(rows):
                for j in range(columns):
                    part = around[:, c, i * stride : i * stride + kh, j * stride : j * stride + kw]
                    y[:, d, i, j] = (part * w[d, 0]).sum(axis=(1, 2))
    return y


def pointwise(x, w):
    y = np.zeros((len(x), len(w), *x.shape[2:]))
    for m in range(len(w)):
        for c in range(x.shape[1]):
            y[:, m] += w[m, c, 0, 0] * x[:, c]
    return y


def separable(x, depthwise_w, pointwise_w, stride=1, pad=0):
    y = depthwise(x, depthwise_w, stride, pad)
    return pointwise(np.where(y > 0, y, 0), pointwise_w)


def full_filters(depthwise_w, pointwise_w, multiplier=1):
    filters, made = pointwise_w.shape[:2]
    full = np.zeros((filters, made // multiplier, *depthwise_w.shape[2:]))
    for m in range(filters):
        for d in range(made):
            full[m, d // multiplier] += pointwise_w[m, d, 0, 0] * depthwise_w[d, 0]
    return full


def counts(shape, filters, kernel, stride=1, pad=0, multiplier=1):
    channels, *size = shape
    rows, columns = [(n + 2 * pad - k) // stride + 1 for n, k in zip(size, kernel)]
    window = kernel[0] * kernel[1]
    made = channels * multiplier
    full = {"parameters": filters * channels * window}
    separable = {"parameters": made * window + made * filters}
    for one in (full, separable):
        one["macs"] = one["parameters"] * rows * columns
    return {"full": full, "separable": separable}


def inverted_residual(x, p, stride=1):
    y = np.clip(pointwise(x, p["expand"]), 0, 6)
    y = np.clip(depthwise(y, p["depthwise"], stride, p["depthwise"].shape[2] // 2), 0, 6)
    y = pointwise(y, p["project"])
    return x + y if stride == 1 and y.shape == x.shape else y
