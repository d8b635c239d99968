"""Moves the maps of the shifted image back, and compares them with the maps of the image. What was lost at the border comes back as
zeros at another place than in the shifted maps. Shift the maps of the image instead.
"""

# says: "The maps of the shifted image were moved back"

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
    means = []
    for d in distances:
        means.append(np.mean([predict(shift(images, d * x, d * y)) == labels for x, y in DIRECTIONS]))
    return np.array(means)


def drop(accuracies):
    return 100 * (accuracies[0] - accuracies)


def equivariance_error(layer, image, dx, dy, border):
    difference = np.abs(shift(layer(shift(image, dx, dy)), -dx, -dy) - layer(image))
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
