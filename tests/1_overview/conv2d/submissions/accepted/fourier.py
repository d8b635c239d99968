"""Multiplies spectra: a convolution with the filter turned is a product of Fourier transforms."""

import numpy as np


def conv2d(x, w, b=None, stride=1, pad=0):
    if x.shape[1] != w.shape[1]:
        raise ValueError("x and w differ in their channels")
    steps = (stride,) * 2 if isinstance(stride, (int, np.integer)) else stride
    kernel, size = w.shape[2:], x.shape[2:]
    if pad == "same":
        missing = [max((-(-s // t) - 1) * t + k - s, 0) for s, k, t in zip(size, kernel, steps)]
        margins = [(t // 2, (t + 1) // 2) for t in missing]
    else:
        margins = [(p, p) for p in ((pad,) * 2 if isinstance(pad, (int, np.integer)) else pad)]
    x = np.pad(x.astype(float), [(0, 0), (0, 0)] + margins)
    if any(k > s for k, s in zip(kernel, x.shape[2:])):
        raise ValueError("the filter does not fit")
    shape = [s + k - 1 for s, k in zip(x.shape[2:], kernel)]
    images = np.fft.rfft2(x, shape)
    filters = np.fft.rfft2(w[:, :, ::-1, ::-1].astype(float), shape)
    full = np.fft.irfft2(np.einsum("ncuv,mcuv->nmuv", images, filters), shape)
    inner = full[:, :, kernel[0] - 1 : x.shape[2], kernel[1] - 1 : x.shape[3]]
    y = inner[:, :, :: steps[0], :: steps[1]]
    return y if b is None else y + np.reshape(b, (-1, 1, 1))
