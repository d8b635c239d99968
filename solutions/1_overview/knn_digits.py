"""Digits with nearest neighbours: the reference."""

import numpy as np


def distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Euclidean distances between the images of `a` (M, ...) and `b` (N, ...), as an (M, N) matrix."""
    # Float before any arithmetic: in uint8, 1 - 2 is 255.
    a = np.reshape(a, (len(a), -1)).astype(np.float64)
    b = np.reshape(b, (len(b), -1)).astype(np.float64)

    # |p - q|² = |p|² - 2 p·q + |q|²; for all pairs the middle term is one matrix product.
    squared = np.sum(a**2, axis=1)[:, None] - 2 * (a @ b.T) + np.sum(b**2, axis=1)
    # For identical images rounding may leave a slightly negative number, whose root is NaN.
    return np.sqrt(np.maximum(squared, 0))


def nearest(train_x: np.ndarray, x: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Indices into `train_x` and distances of the k nearest neighbours of each image, both (M, k), nearest first."""
    apart = distances(x, train_x)
    indices = np.argsort(apart, axis=1, kind="stable")[:, :k]  # stable: equal distances stay in the order of train_x
    return indices, np.take_along_axis(apart, indices, axis=1)


def knn_predict(train_x: np.ndarray, train_y: np.ndarray, x: np.ndarray, k: int) -> np.ndarray:
    """The class with the most votes among the k nearest; in a tie, the one whose nearest member comes first."""
    indices, _ = nearest(train_x, x, k)
    votes = train_y[indices]  # (M, k), nearest first
    # For each vote, how many of the k agree with it. argmax takes the first maximum, which is the nearest.
    agreeing = np.sum(votes[:, :, None] == votes[:, None, :], axis=2)
    return votes[np.arange(len(votes)), np.argmax(agreeing, axis=1)]
