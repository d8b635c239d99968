"""Moves rows and columns by products with shifted identity matrices, and draws with one style in many colours."""

import numpy as np
from matplotlib.figure import Figure

DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1))


def shift(images, dx, dy):
    height, width = images.shape[-2:]
    rows = np.eye(height, k=-dy, dtype=images.dtype)
    columns = np.eye(width, k=dx, dtype=images.dtype)
    return rows @ images @ columns


def accuracy_under_shift(predict, images, labels, distances):
    def accuracy(dx, dy):
        return float((predict(shift(images, dx, dy)) == labels).mean())

    return np.array([(accuracy(d, 0) + accuracy(-d, 0) + accuracy(0, d) + accuracy(0, -d)) / 4 for d in distances])


def drop(accuracies):
    return 100 * (accuracies[0] - accuracies)


def equivariance_error(layer, image, dx, dy, border):
    inside = np.zeros(image.shape, bool)
    inside[border : len(image) - border, border : image.shape[1] - border] = True
    gap = layer(shift(image, dx, dy)) - shift(layer(image), dx, dy)
    return max(gap[:, inside].max(), -gap[:, inside].min())


def augment(images, labels, distance=1):
    steps = [(0, 0), *((distance * x, distance * y) for x, y in DIRECTIONS)]
    copies = np.stack([shift(images, *step) for step in steps], axis=1)
    return copies.reshape(-1, *images.shape[1:]), np.repeat(labels, 5)


def draw(distances, accuracies, classes):
    figure = Figure()
    axes = figure.add_axes((0.1, 0.1, 0.6, 0.8))
    for number, values in enumerate(accuracies.values()):
        axes.errorbar(distances, values, color=f"C{number}")
    axes.axhline(1 / classes, color="0.5")
    figure.legend(axes.lines[: len(accuracies)], list(accuracies), loc="center right")
    figure.supxlabel("Shift of the test images [pixels]")
    figure.supylabel("Accuracy")
    return figure
