"""filter2D for convolutions, and a dilation for the pooling: the largest under a 3 by 3 window is what dilate gives."""

import cv2
import numpy as np


def convolve(x, w, b, stride=1):
    out = np.zeros((len(x), len(w), *x.shape[2:]))
    for n, image in enumerate(x):
        for m, filters in enumerate(w):
            out[n, m] = b[m]
            for plane, weights in zip(image, filters):
                out[n, m] += cv2.filter2D(plane.astype(float), -1, weights.astype(float), borderType=cv2.BORDER_CONSTANT)
    return out[:, :, ::stride, ::stride]


def dense(v, w, b):
    return np.array([sum(wi * vi for wi, vi in zip(row, v)) + bias for row, bias in zip(w, b)])


def residual(x, p, stride=1):
    a = np.where((h := convolve(x, p["w1"], p["b1"], stride)) > 0, h, 0)
    a = convolve(a, p["w2"], p["b2"])
    try:
        s = convolve(x, p["w_skip"], p["b_skip"], stride)
    except KeyError:
        s = x
    if any(i != j for i, j in zip(a.shape, s.shape)):
        raise ValueError("shapes")
    return np.maximum(a + s, 0.0)


def squeeze_excite(x, p):
    y = []
    for image in x:
        means = [float(plane.sum()) / plane.size for plane in image]
        hidden = dense(means, p["w1"], p["b1"])
        hidden = [h if h > 0 else 0.0 for h in hidden]
        z = dense(hidden, p["w2"], p["b2"])
        gate = [1 / (1 + np.exp(-v)) if v >= 0 else np.exp(v) / (1 + np.exp(v)) for v in z]
        y.append([plane * g for plane, g in zip(image, gate)])
    return np.array(y)


def inception(x, p):
    kernel = np.ones((3, 3), np.uint8)
    pooled = np.array([[cv2.dilate(plane.astype(float), kernel) for plane in image] for image in x])
    relu = lambda a: np.abs(a) / 2 + a / 2
    go = lambda a, name: relu(convolve(a, p["w" + name], p["b" + name]))
    return np.concatenate((go(x, "1"), go(go(x, "3_reduce"), "3"), go(go(x, "5_reduce"), "5"), go(pooled, "_pool")), 1)
