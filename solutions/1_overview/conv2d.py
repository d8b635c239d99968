"""The convolution layer: the reference."""

import numpy as np


def conv2d(
    x: np.ndarray,
    w: np.ndarray,
    b: np.ndarray | None = None,
    stride: int | tuple[int, int] = 1,
    pad: int | tuple[int, int] | str = 0,
) -> np.ndarray:
    """Convolve (N, C, H, W) images with (M, C, kh, kw) filters by one matrix product for each image."""
    dtype = np.result_type(x, w, np.float32)  # integers must neither wrap around nor stay integers
    count, channels = x.shape[:2]
    filters, depth, *kernel = w.shape
    if channels != depth:
        raise ValueError(f"filters for {depth} channels do not go with images of {channels}")

    strides = _pair(stride)
    margins = [
        _margins(size, k, step, p) for size, k, step, p in zip(x.shape[2:], kernel, strides, _pair(pad), strict=True)
    ]
    x = np.pad(np.asarray(x, dtype), [(0, 0), (0, 0), *margins])
    rows, columns = ((size - k) // step + 1 for size, k, step in zip(x.shape[2:], kernel, strides, strict=True))
    if rows < 1 or columns < 1:
        raise ValueError(f"a filter of {kernel} does not fit into an image that is {x.shape[2:]} with its padding")

    # The values under weight (u, v), for all positions of the filter at once, are a strided slice of the image.
    under = np.empty((count, channels, *kernel, rows, columns), dtype)
    for u in range(kernel[0]):
        for v in range(kernel[1]):
            down, right = slice(u, u + rows * strides[0], strides[0]), slice(v, v + columns * strides[1], strides[1])
            under[:, :, u, v] = x[:, :, down, right]
    weights = np.asarray(w, dtype).reshape(filters, -1)
    y = weights @ under.reshape(count, weights.shape[1], rows * columns)
    if b is not None:
        y = y + np.asarray(b)[:, None]
    return y.reshape(count, filters, rows, columns)


def _pair(value: int | tuple[int, int] | str) -> tuple:
    """One value for both directions, as a pair."""
    return tuple(value) if isinstance(value, tuple | list) else (value, value)


def _margins(size: int, kernel: int, stride: int, pad: int | str) -> tuple[int, int]:
    """How many zeros go before and after, in one direction."""
    if pad != "same":
        return pad, pad
    missing = max((-(-size // stride) - 1) * stride + kernel - size, 0)
    return missing // 2, missing - missing // 2
