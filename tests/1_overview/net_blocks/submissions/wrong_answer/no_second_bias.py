"""Leaves out the bias of the second linear layer. Every layer of the formula has a bias: add b2 before the sigmoid."""

# says: "The bias b2 is missing."

import numpy as np


def convolve(x: np.ndarray, w: np.ndarray, b: np.ndarray, stride: int = 1) -> np.ndarray:
    """Given: convolve (N, C, H, W) images with (M, C, k, k) filters, k odd and k // 2 zeros on each side, and add b."""
    margin = w.shape[-1] // 2
    x = np.pad(x, ((0, 0), (0, 0), (margin, margin), (margin, margin)))
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))[:, :, ::stride, ::stride]
    return np.einsum("ncijuv,mcuv->nmij", windows, w) + b[:, None, None]


def residual(x: np.ndarray, p: dict[str, np.ndarray], stride: int = 1) -> np.ndarray:
    """relu(conv2(relu(conv1(x))) + shortcut(x))."""
    change = _relu(convolve(x, p["w1"], p["b1"], stride))
    change = convolve(change, p["w2"], p["b2"])
    shortcut = convolve(x, p["w_skip"], p["b_skip"], stride) if "w_skip" in p else x
    if shortcut.shape != change.shape:  # NumPy would broadcast an axis of length 1
        raise ValueError(f"a shortcut of shape {shortcut.shape} does not fit {change.shape}: it takes a projection")
    return _relu(change + shortcut)


def squeeze_excite(x: np.ndarray, p: dict[str, np.ndarray]) -> np.ndarray:
    """Scale each channel by a factor computed from the means of all channels of the image."""
    means = x.mean(axis=(2, 3))
    hidden = _relu(means @ p["w1"].T + p["b1"])
    factors = _sigmoid(hidden @ p["w2"].T)
    return x * factors[:, :, None, None]


def inception(x: np.ndarray, p: dict[str, np.ndarray]) -> np.ndarray:
    """Four parallel branches, concatenated along the channels."""

    def layer(inputs: np.ndarray, name: str) -> np.ndarray:
        return _relu(convolve(inputs, p[f"w{name}"], p[f"b{name}"]))

    branches = [
        layer(x, "1"),
        layer(layer(x, "3_reduce"), "3"),
        layer(layer(x, "5_reduce"), "5"),
        layer(_max_pool(x), "_pool"),
    ]
    return np.concatenate(branches, axis=1)


def _relu(x: np.ndarray) -> np.ndarray:
    return np.maximum(x, 0)


def _sigmoid(z: np.ndarray) -> np.ndarray:
    """1 / (1 + exp(-z)), computed with tanh, which does not overflow."""
    return (np.tanh(z / 2) + 1) / 2


def _max_pool(x: np.ndarray) -> np.ndarray:
    """The maximum of each value and its eight neighbours; positions outside the image count as -infinity."""
    x = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)), constant_values=-np.inf)
    return np.lib.stride_tricks.sliding_window_view(x, (3, 3), axis=(2, 3)).max(axis=(-2, -1))
