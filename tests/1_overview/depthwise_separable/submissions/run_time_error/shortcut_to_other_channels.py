"""Adds the input whenever the stride is 1. If the number of channels changes, the sum has no meaning, and NumPy adds
without an error where one side has one channel.
"""

import numpy as np


def depthwise(x, w, stride=1, pad=0):
    channels = x.shape[1]
    if len(w) % channels:
        raise ValueError("filters and channels do not go together")
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    windows = np.repeat(windows, len(w) // channels, axis=1)
    return np.einsum("ndijuv,duv->ndij", windows, w[:, 0])


def pointwise(x, w):
    return np.einsum("nchw,mc->nmhw", x, w[:, :, 0, 0])


def separable(x, depthwise_w, pointwise_w, stride=1, pad=0):
    y = depthwise(x, depthwise_w, stride, pad)
    return pointwise(y, pointwise_w)


def full_filters(depthwise_w, pointwise_w, multiplier=1):
    m, d = pointwise_w.shape[:2]
    products = pointwise_w[:, :, 0, 0, None, None] * depthwise_w[:, 0]
    return products.reshape(m, d // multiplier, multiplier, *depthwise_w.shape[2:]).sum(axis=2)


def counts(shape, filters, kernel, stride=1, pad=0, multiplier=1):
    c, h, width = shape
    kh, kw = kernel
    places = ((h + 2 * pad - kh) // stride + 1) * ((width + 2 * pad - kw) // stride + 1)
    full = c * filters * kh * kw
    first = c * multiplier * kh * kw
    second = c * multiplier * filters
    return {
        "full": {"parameters": full, "macs": full * places},
        "separable": {"parameters": first + second, "macs": (first + second) * places},
    }


def relu6(z):
    return np.minimum(np.maximum(z, 0), 6)


def inverted_residual(x, p, stride=1):
    k = p["depthwise"].shape[-1]
    h = relu6(pointwise(x, p["expand"]))
    h = relu6(depthwise(h, p["depthwise"], stride, k // 2))
    y = pointwise(h, p["project"])
    if stride == 1:
        y = y + x
    return y
