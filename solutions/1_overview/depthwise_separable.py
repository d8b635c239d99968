"""Depthwise separable convolution: the reference."""

import numpy as np


def depthwise(x: np.ndarray, w: np.ndarray, stride: int = 1, pad: int = 0) -> np.ndarray:
    """Filter each channel by itself, one weight position (u, v) at a time for all outputs at once."""
    multiplier, rest = divmod(len(w), x.shape[1])
    if rest:
        raise ValueError(f"{len(w)} filters cannot be shared out evenly among {x.shape[1]} channels")
    height, width = w.shape[2:]
    x = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad))).repeat(multiplier, axis=1)  # filter d sees channel d now
    rows, columns = (x.shape[2] - height) // stride + 1, (x.shape[3] - width) // stride + 1
    y = np.zeros((len(x), len(w), rows, columns), np.result_type(x, w))
    for u, v in np.ndindex(height, width):
        y += w[:, :, u, v, None] * x[:, :, u : u + rows * stride : stride, v : v + columns * stride : stride]
    return y


def pointwise(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    """Mix the channels by one matrix product for each image: its pixels are the columns of a matrix with C rows."""
    count, channels, height, width = x.shape
    return (w[:, :, 0, 0] @ x.reshape(count, channels, -1)).reshape(count, len(w), height, width)


def separable(
    x: np.ndarray, depthwise_w: np.ndarray, pointwise_w: np.ndarray, stride: int = 1, pad: int = 0
) -> np.ndarray:
    """Depthwise, then pointwise. Stride and padding belong to the depthwise convolution alone."""
    return pointwise(depthwise(x, depthwise_w, stride, pad), pointwise_w)


def full_filters(depthwise_w: np.ndarray, pointwise_w: np.ndarray, multiplier: int = 1) -> np.ndarray:
    """Each depthwise filter, times its weight in the pointwise convolution; filters of the same channel are added."""
    products = pointwise_w * depthwise_w[:, 0]  # (M, C * K, 1, 1) times (C * K, kernel height, kernel width)
    filters, _, height, width = products.shape
    return products.reshape(filters, -1, multiplier, height, width).sum(axis=2)


def counts(
    shape: tuple[int, int, int], filters: int, kernel: tuple[int, int], stride: int = 1, pad: int = 0, multiplier: int = 1
) -> dict[str, dict[str, int]]:
    """Without biases, each parameter is a weight that is used once at each output position."""
    channels, *size = shape
    rows, columns = ((n + 2 * pad - k) // stride + 1 for n, k in zip(size, kernel, strict=True))
    window = kernel[0] * kernel[1]
    parameters = {
        "full": filters * channels * window,
        "separable": channels * multiplier * window + filters * channels * multiplier,
    }
    return {name: {"parameters": number, "macs": number * rows * columns} for name, number in parameters.items()}


def inverted_residual(x: np.ndarray, p: dict[str, np.ndarray], stride: int = 1) -> np.ndarray:
    """Expand, filter, project; and add the input where it fits."""
    y = _relu6(pointwise(x, p["expand"]))
    y = _relu6(depthwise(y, p["depthwise"], stride, pad=p["depthwise"].shape[2] // 2))
    y = pointwise(y, p["project"])
    return x + y if stride == 1 and y.shape[1] == x.shape[1] else y


def _relu6(z: np.ndarray) -> np.ndarray:
    return np.clip(z, 0, 6)
