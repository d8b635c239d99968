"""Views of all windows, and Einstein sums; channel multipliers have an axis of their own."""

import numpy as np


def depthwise(x, w, stride=1, pad=0):
    n, c = x.shape[:2]
    if len(w) % c:
        raise ValueError("not a multiple")
    x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    y = np.einsum("ncijuv,ckuv->nckij", windows, w.reshape(c, -1, *w.shape[2:]))
    return y.reshape(n, len(w), *y.shape[3:])


def pointwise(x, w):
    return np.einsum("nc...,mc->nm...", x, w[..., 0, 0])


def separable(x, depthwise_w, pointwise_w, stride=1, pad=0):
    return pointwise(depthwise(x, depthwise_w, stride, pad), pointwise_w)


def full_filters(depthwise_w, pointwise_w, multiplier=1):
    first = depthwise_w.reshape(-1, multiplier, *depthwise_w.shape[2:])
    second = pointwise_w.reshape(len(pointwise_w), -1, multiplier)
    return np.einsum("mck,ckuv->mcuv", second, first)


def counts(shape, filters, kernel, stride=1, pad=0, multiplier=1):
    c, h, w = shape
    kh, kw = kernel
    places = ((h + 2 * pad - kh + stride) // stride) * ((w + 2 * pad - kw + stride) // stride)

    def both(weights):
        return dict(parameters=weights, macs=weights * places)

    return dict(full=both(filters * c * kh * kw), separable=both(c * multiplier * (kh * kw + filters)))


def inverted_residual(x, p, stride=1):
    h = pointwise(x, p["expand"]).clip(0, 6)
    h = depthwise(h, p["depthwise"], stride, p["depthwise"].shape[-1] // 2).clip(0, 6)
    h = pointwise(h, p["project"])
    return h + x if h.shape[1] == x.shape[1] and stride == 1 else h
