"""How fast is a depthwise separable convolution?

The library's route is what it takes the place of: the full convolution with the same result, as one matrix product of NumPy's
(im2col). It has 7.9 times as many multiplications.
"""

import numpy as np

from deepkata.bench import Benchmark

CHANNELS, FILTERS = 256, 64


def inputs(rng, size):
    """An image of 256 channels, a filter of 3 by 3 for each, 64 filters of 1 by 1, stride 1, one row of zeros on each side.

    The weights are as small as a network's, so the results are about 1.
    """
    x = rng.standard_normal((1, CHANNELS, size, size), dtype=np.float32)
    first = rng.standard_normal((CHANNELS, 1, 3, 3), dtype=np.float32) / np.float32(3)
    second = rng.standard_normal((FILTERS, CHANNELS, 1, 1), dtype=np.float32) / np.float32(CHANNELS**0.5)
    return x, first, second, 1, 1


def naive(x, first, second, stride, pad):
    """A loop over the positions, and one over the pointwise filters inside it."""
    x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    kh, kw = first.shape[2:]
    rows, columns = (x.shape[2] - kh) // stride + 1, (x.shape[3] - kw) // stride + 1
    y = np.zeros((len(x), len(second), rows, columns), np.float32)
    for n in range(len(x)):
        for i in range(rows):
            for j in range(columns):
                part = x[n, :, i * stride : i * stride + kh, j * stride : j * stride + kw]
                pixel = (part * first[:, 0]).sum(axis=(1, 2))
                for m in range(len(second)):
                    y[n, m, i, j] = pixel @ second[m, :, 0, 0]
    return y


def library(x, first, second, stride, pad):
    """The full convolution: its filters, the values under each weight, one matrix product."""
    w = second * first[:, 0]
    x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    kh, kw = w.shape[2:]
    rows, columns = (x.shape[2] - kh) // stride + 1, (x.shape[3] - kw) // stride + 1
    under = np.empty((len(x), x.shape[1], kh, kw, rows, columns), np.float32)
    for u in range(kh):
        for v in range(kw):
            under[:, :, u, v] = x[:, :, u : u + rows * stride : stride, v : v + columns * stride : stride]
    return (w.reshape(len(w), -1) @ under.reshape(len(x), -1, rows * columns)).reshape(len(x), -1, rows, columns)


BENCHMARK = Benchmark(
    "separable",
    inputs=inputs,
    sizes=(7, 14, 28),
    unit="rows and columns of the image",
    naive=naive,
    library=library,
    library_name="full convolution, NumPy",
)
