"""How fast is the backward pass of a convolution?

No library of the light installation computes these gradients: `cv2.dnn` has the forward pass alone.
"""

import numpy as np

from deepkata.bench import Benchmark

CHANNELS, FILTERS = 48, 8


def inputs(rng, size):
    """Two images of 48 channels, 8 filters of 3 by 3, stride 1, one row of zeros on each side.

    The gradient of a filter is a sum over all outputs: the more there are, the smaller is dy, so that the sum is near 1.
    """
    x = rng.standard_normal((2, CHANNELS, size, size), dtype=np.float32)
    w = rng.standard_normal((FILTERS, CHANNELS, 3, 3), dtype=np.float32) * np.float32((2 / (CHANNELS * 9)) ** 0.5)
    dy = rng.standard_normal((2, FILTERS, size, size), dtype=np.float32) / np.float32(2**0.5 * size)
    return x, w, dy, 1, 1


def naive(x, w, dy, stride, pad):
    """Four loops that spread the filters and collect the pixels."""
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw = np.zeros_like(padded), np.zeros_like(w)
    kh, kw = w.shape[2:]
    for n in range(len(x)):
        for m in range(len(w)):
            for i in range(dy.shape[2]):
                for j in range(dy.shape[3]):
                    window = np.s_[n, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
                    dpadded[window] += dy[n, m, i, j] * w[m]
                    dw[m] += dy[n, m, i, j] * padded[window]
    return dpadded[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]], dw, dy.sum(axis=(0, 2, 3))


BENCHMARK = Benchmark(
    "conv_backward",
    inputs=inputs,
    sizes=(6, 12, 24),
    unit="rows and columns of the image",
    naive=naive,
)
