"""Channels last inside, convolutions as sums of shifted products, all in float32."""

import numpy as np


def convolve(x, w, b, stride=1):
    """x is (N, H, W, C) here."""
    k = w.shape[-1]
    r = k // 2
    n, h, wide, _ = x.shape
    padded = np.pad(x, ((0, 0), (r, r), (r, r), (0, 0)))
    total = np.zeros((n, h, wide, w.shape[0]), np.float32)
    for u in range(k):
        for v in range(k):
            total += padded[:, u : u + h, v : v + wide] @ w[:, :, u, v].T
    return (total + b)[:, ::stride, ::stride]


def last(x):
    return np.moveaxis(x, 1, -1).astype(np.float32)


def first(x):
    return np.moveaxis(x, -1, 1)


def positive(x):
    return x * (x > 0)


def residual(x, p, stride=1):
    x = last(x)
    y = convolve(positive(convolve(x, p["w1"], p["b1"], stride)), p["w2"], p["b2"])
    if p.get("w_skip") is not None:
        x = convolve(x, p["w_skip"], p["b_skip"], stride)
    if x.shape != y.shape:
        raise ValueError("no projection")
    return first(positive(x + y))


def squeeze_excite(x, p):
    y = last(x)
    z = positive(np.einsum("nc,rc->nr", y.mean((1, 2)), p["w1"]) + p["b1"])
    z = np.einsum("nr,cr->nc", z, p["w2"]) + p["b2"]
    gate = 0.5 + 0.5 * np.tanh(0.5 * z)
    return first(y * gate[:, None, None, :])


def inception(x, p):
    x = last(x)
    h, w = x.shape[1:3]
    low = np.finfo(np.float32).min
    padded = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)), constant_values=low)
    pooled = np.max([padded[:, i : i + h, j : j + w] for i in range(3) for j in range(3)], axis=0)
    step = {
        "1": x,
        "3": positive(convolve(x, p["w3_reduce"], p["b3_reduce"])),
        "5": positive(convolve(x, p["w5_reduce"], p["b5_reduce"])),
        "_pool": pooled,
    }
    return first(np.concatenate([positive(convolve(y, p["w" + k], p["b" + k])) for k, y in step.items()], axis=-1))
