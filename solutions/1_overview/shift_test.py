"""What one pixel does to a classifier: the reference."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

#: Right, left, down and up: (dx, dy) for a distance of 1.
DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1))


def shift(images: np.ndarray, dx: int, dy: int) -> np.ndarray:
    """Move images dx columns to the right and dy rows down; fill with zeros."""
    height, width = images.shape[-2:]
    to_rows, from_rows = _overlap(dy, height)
    to_columns, from_columns = _overlap(dx, width)
    moved = np.zeros_like(images)
    moved[..., to_rows, to_columns] = images[..., from_rows, from_columns]
    return moved


def _overlap(step: int, size: int) -> tuple[slice, slice]:
    """Where the part that stays inside goes, and where it comes from."""
    step = max(-size, min(step, size))
    return slice(max(step, 0), size + min(step, 0)), slice(max(-step, 0), size - max(step, 0))


def accuracy_under_shift(
    predict: Callable[[np.ndarray], np.ndarray], images: np.ndarray, labels: np.ndarray, distances: Sequence[int]
) -> np.ndarray:
    """For each distance, the share of correct predictions among the copies in four directions."""
    correct = [
        [predict(shift(images, d * dx, d * dy)) == labels for dx, dy in DIRECTIONS]  # (4, N)
        for d in distances
    ]
    return np.mean(correct, axis=(1, 2))


def drop(accuracies: np.ndarray) -> np.ndarray:
    """The lost accuracy, in percentage points."""
    accuracies = np.asarray(accuracies)
    return 100 * (accuracies[0] - accuracies)


def equivariance_error(
    layer: Callable[[np.ndarray], np.ndarray], image: np.ndarray, dx: int, dy: int, border: int
) -> float:
    """The largest difference between shifting before the layer and after it, inside the border."""
    difference = np.abs(layer(shift(image, dx, dy)) - shift(layer(image), dx, dy))
    height, width = image.shape
    return float(difference[..., border : height - border, border : width - border].max())


def augment(images: np.ndarray, labels: np.ndarray, distance: int = 1) -> tuple[np.ndarray, np.ndarray]:
    """The images, then all copies to the right, to the left, down and up; the labels five times in the same order."""
    copies = [shift(images, distance * dx, distance * dy) for dx, dy in DIRECTIONS]
    return np.concatenate([images, *copies]), np.tile(labels, 1 + len(copies))


def draw(distances: Sequence[int], accuracies: Mapping[str, Sequence[float]], classes: int) -> Figure:
    """One curve for each classifier, and the chance level."""
    figure = Figure(layout="constrained")
    axes = figure.subplots()
    for name, values in accuracies.items():
        axes.plot(distances, values, marker="o", label=name)
    axes.axhline(1 / classes, color="grey", linestyle="--", label="chance")
    axes.set(xlabel="shift (pixels)", ylabel="accuracy")
    axes.legend()
    return figure
