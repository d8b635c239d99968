"""Applies the relu to the output of the convolutions and adds x afterwards. The convolutions could then never decrease
x, and negative values of x would remain. In the formula the relu is outermost: add first.
"""

import numpy as np


def convolve(x, w, b, stride=1):
    margin = w.shape[-1] // 2
    x = np.pad(x, ((0, 0), (0, 0), (margin, margin), (margin, margin)))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijuv,mcuv->nmij", windows, w) + b[:, None, None]


def conv(x, p, name, stride=1):
    return convolve(x, p["w" + name], p["b" + name], stride)


def conv_relu(x, p, name, stride=1):
    return conv(x, p, name, stride).clip(0)


def residual(x, p, stride=1):
    total = conv(conv_relu(x, p, "1", stride), p, "2")
    shortcut = conv(x, p, "_skip", stride) if "w_skip" in p else x
    if total.shape != shortcut.shape:
        raise ValueError(f"{total.shape} and {shortcut.shape}")
    total[total < 0] = 0
    return total + shortcut


def sigmoid(z):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-z))


def squeeze_excite(x, p):
    result = np.zeros(x.shape)
    for n, image in enumerate(x):
        means = np.array([channel.mean() for channel in image])
        hidden = np.maximum(p["w1"].dot(means) + p["b1"], 0)
        factors = sigmoid(p["w2"].dot(hidden) + p["b2"])
        for c, channel in enumerate(image):
            result[n, c] = channel * factors[c]
    return result


def max_pool(x):
    height, width = x.shape[2:]
    result = np.empty_like(x)
    for i in range(height):
        for j in range(width):
            part = x[:, :, max(i - 1, 0) : i + 2, max(j - 1, 0) : j + 2]
            result[:, :, i, j] = part.max(axis=(2, 3))
    return result


def inception(x, p):
    branches = [conv_relu(x, p, "1")]
    for size in ("3", "5"):
        reduced = conv_relu(x, p, size + "_reduce")
        branches.append(conv_relu(reduced, p, size))
    branches.append(conv_relu(max_pool(x), p, "_pool"))
    return np.hstack(branches)
