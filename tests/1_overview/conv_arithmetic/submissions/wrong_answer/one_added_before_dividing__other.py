"""Adds 1 before the division by the stride instead of after it. The first position is one whole position, whatever the
stride: (n + 2p - k) // s + 1.
"""

import numpy as np


def places(size, kernel, stride, pad, dilation, ceil):
    size, kernel, stride, pad, dilation = (np.asarray(v, dtype=np.int64) for v in (size, kernel, stride, pad, dilation))
    free = size + 2 * pad - (kernel - 1) * dilation - 1
    if np.any(free < 0):
        raise ValueError("window larger than input")
    down = free // stride
    more = np.asarray(ceil) & (free % stride > 0) & ((down + 1) * stride < size + pad)
    return (free + 1) // stride + more


def out_size(size, kernel, stride=1, pad=0, dilation=1, ceil=False):
    return places(size, kernel, stride, pad, dilation, ceil)[()]


def trace(layers, hw):
    sizes = np.empty((len(layers), 2), dtype=np.int64)
    for i, layer in enumerate(layers):
        hw = places(
            hw, layer["kernel"], layer.get("stride", 1), layer.get("pad", 0), layer.get("dilation", 1), layer.get("ceil", False)
        )
        sizes[i] = hw
    return sizes


def receptive_field(layers):
    gaps = np.array([(layer["kernel"] - 1) * layer.get("dilation", 1) for layer in layers])
    steps = np.cumprod([1] + [layer.get("stride", 1) for layer in layers])
    return np.stack([1 + np.cumsum(gaps * steps[:-1]), steps[1:]], axis=1)
