"""A full convolution does everything: a depthwise filter is a full one with zeros for all other channels.

The full filters are measured: an image that is 1 at one pixel shows them, rotated by 180°.
"""

import numpy as np


def convolve(x, w, stride=1, pad=0):
    x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.moveaxis(np.tensordot(windows, w, ((1, 4, 5), (1, 2, 3))), -1, 1)


def depthwise(x, w, stride=1, pad=0):
    channels = x.shape[1]
    each = len(w) / channels
    if each != int(each):
        raise ValueError("channels")
    full = np.zeros((len(w), channels, *w.shape[2:]), w.dtype)
    full[np.arange(len(w)), np.arange(len(w)) // int(each)] = w[:, 0]
    return convolve(x, full, stride, pad)


def pointwise(x, w):
    return convolve(x, w)


def separable(x, depthwise_w, pointwise_w, stride=1, pad=0):
    return convolve(x, full_filters(depthwise_w, pointwise_w, len(depthwise_w) // x.shape[1]), stride, pad)


def full_filters(depthwise_w, pointwise_w, multiplier=1):
    kh, kw = depthwise_w.shape[2:]
    channels = len(depthwise_w) // multiplier
    impulses = np.zeros((channels, channels, 2 * kh - 1, 2 * kw - 1))
    impulses[np.arange(channels), np.arange(channels), kh - 1, kw - 1] = 1
    answers = pointwise(depthwise(impulses, depthwise_w), pointwise_w)  # (channels, filters, kh, kw)
    return answers.swapaxes(0, 1)[:, :, ::-1, ::-1]


def counts(shape, filters, kernel, stride=1, pad=0, multiplier=1):
    tall, wide = (len(range(0, n + 2 * pad - k + 1, stride)) for n, k in zip(shape[1:], kernel))
    full = np.zeros((filters, shape[0], *kernel), np.int8).size
    first = np.zeros((shape[0] * multiplier, 1, *kernel), np.int8).size
    second = np.zeros((filters, shape[0] * multiplier), np.int8).size
    answer = {"full": {"parameters": full}, "separable": {"parameters": first + second}}
    for numbers in answer.values():
        numbers["macs"] = numbers["parameters"] * tall * wide
    return answer


def inverted_residual(x, p, stride=1):
    y = convolve(x, p["expand"])
    y = np.where(y < 0, 0, np.where(y > 6, 6, y))
    y = depthwise(y, p["depthwise"], stride, p["depthwise"].shape[2] // 2)
    y = np.where(y < 0, 0, np.where(y > 6, 6, y))
    y = convolve(y, p["project"])
    if stride > 1 or len(p["project"]) != x.shape[1]:
        return y
    return x + y
