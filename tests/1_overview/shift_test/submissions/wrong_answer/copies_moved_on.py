"""Moves the copies of one distance on to the next one. With the distances 1 and 2 they have then moved by 1 and by 3 pixels. Start
from the test images for each distance.
"""

# says: "were moved again for the next"

import numpy as np
from matplotlib.figure import Figure

DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1))


def shift(images, dx, dy):
    height, width = images.shape[-2:]
    dx, dy = max(-width, min(dx, width)), max(-height, min(dy, height))
    moved = np.zeros_like(images)
    moved[..., max(dy, 0) : height + min(dy, 0), max(dx, 0) : width + min(dx, 0)] = images[
        ..., max(-dy, 0) : height - max(dy, 0), max(-dx, 0) : width - max(dx, 0)
    ]
    return moved


def accuracy_under_shift(predict, images, labels, distances):
    means, copies = [], [images] * 4
    for d in distances:
        copies = [shift(copy, d * x, d * y) for copy, (x, y) in zip(copies, DIRECTIONS, strict=True)]
        means.append(np.mean([predict(copy) == labels for copy in copies]))
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
