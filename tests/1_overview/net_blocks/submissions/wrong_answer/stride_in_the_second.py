"""Gives the stride to the second convolution. The result has the right size, but the second filters then see neighbours
in the image instead of neighbours in the output of the first convolution.
"""

# says: "The second convolution has the stride, not the first: it saw the neighbours 2 4 0 of 1 3 5"

import numpy as np


def convolve(x, w, b, stride=1):
    margin = w.shape[-1] // 2
    x = np.pad(x, ((0, 0), (0, 0), (margin, margin), (margin, margin)))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijuv,mcuv->nmij", windows, w) + b[:, None, None]


def residual(x, p, stride=1):
    h = np.maximum(convolve(x, p["w1"], p["b1"]), 0)
    h = convolve(h, p["w2"], p["b2"], stride)
    s = x
    if "w_skip" in p:
        s = convolve(x, p["w_skip"], p["b_skip"], stride)
    if s.shape != h.shape:
        raise ValueError("shape")
    return np.maximum(h + s, 0)


def squeeze_excite(x, p):
    m = x.mean(axis=(2, 3))
    h = np.maximum(m @ p["w1"].T + p["b1"], 0)
    f = 1 / (1 + np.exp(-(h @ p["w2"].T + p["b2"])))
    return x * f[:, :, None, None]


def inception(x, p):
    relu = lambda v: np.maximum(v, 0)
    y1 = relu(convolve(x, p["w1"], p["b1"]))
    y3 = relu(convolve(relu(convolve(x, p["w3_reduce"], p["b3_reduce"])), p["w3"], p["b3"]))
    y5 = relu(convolve(relu(convolve(x, p["w5_reduce"], p["b5_reduce"])), p["w5"], p["b5"]))
    N, C, H, W = x.shape
    pad = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)), constant_values=-np.inf)
    pool = np.max([pad[:, :, i : i + H, j : j + W] for i in range(3) for j in range(3)], axis=0)
    return np.concatenate([y1, y3, y5, relu(convolve(pool, p["w_pool"], p["b_pool"]))], axis=1)
