"""Repeats the edge of the images. What moves in is 0: nothing is known about it."""

# says: "The edge was repeated"

import numpy as np
from matplotlib.figure import Figure

DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1))


def shift(images, dx, dy):
    height, width = images.shape[-2:]
    wide, high = min(abs(dx), width), min(abs(dy), height)
    padded = np.pad(images, [(0, 0)] * (images.ndim - 2) + [(high, high), (wide, wide)], mode="edge")
    top = 0 if dy > 0 else 2 * high
    left = 0 if dx > 0 else 2 * wide
    return padded[..., top : top + height, left : left + width]


def accuracy_under_shift(predict, images, labels, distances):
    means = []
    for d in distances:
        means.append(np.mean([predict(shift(images, d * x, d * y)) == labels for x, y in DIRECTIONS]))
    return np.array(means)


def drop(accuracies):
    return 100 * (accuracies[0] - accuracies)


def equivariance_error(layer, image, dx, dy, border):
    difference = np.abs(layer(shift(image, dx, dy)) - shift(layer(image), dx, dy))
    height, width = image.shape
    return float(difference[:, border : height - border, border : width - border].max())


def augment(images, labels, distance=1):
    copies = [shift(images, distance * x, distance * y) for x, y in DIRECTIONS]
    return np.concatenate([images, *copies]), np.tile(labels, 5)


def draw(distances, accuracies, classes):
    figure = Figure()
    axes = figure.subplots()
    for name, values in accuracies.items():
        axes.plot(distances, values, label=name)
    axes.axhline(1 / classes, color="black", linestyle=":", label="chance")
    axes.set_xlabel("shift (pixels)")
    axes.set_ylabel("accuracy")
    axes.legend()
    return figure
