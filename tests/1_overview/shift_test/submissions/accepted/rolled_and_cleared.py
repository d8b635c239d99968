"""Rolls, and clears what wrapped round; predicts all copies in one call; shuffles the training set."""

import numpy as np

DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1))


def shift(images, dx, dy):
    moved = np.roll(images, (dy, dx), axis=(-2, -1))
    if dy > 0:
        moved[..., :dy, :] = 0
    elif dy < 0:
        moved[..., dy:, :] = 0
    if dx > 0:
        moved[..., :dx] = 0
    elif dx < 0:
        moved[..., dx:] = 0
    return moved


def accuracy_under_shift(predict, images, labels, distances):
    copies = [shift(images, d * x, d * y) for d in distances for x, y in DIRECTIONS]
    correct = predict(np.concatenate(copies)).reshape(len(distances), 4, len(labels)) == labels
    return correct.mean(axis=2).mean(axis=1)


def drop(accuracies):
    return np.array([(accuracies[0] - accuracy) * 100 for accuracy in accuracies])


def equivariance_error(layer, image, dx, dy, border):
    difference = np.abs(layer(shift(image, dx, dy)) - shift(layer(image), dx, dy))
    height, width = image.shape
    return float(difference[:, border : height - border, border : width - border].max())


def augment(images, labels, distance=1):
    steps = [(0, 0), *((distance * x, distance * y) for x, y in DIRECTIONS)]
    order = np.random.default_rng(3).permutation(5 * len(images))
    return np.concatenate([shift(images, *step) for step in steps])[order], np.concatenate([labels] * 5)[order]


def draw(distances, accuracies, classes):
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots()
    lines = axes.plot(distances, np.array(list(accuracies.values())).T, marker=".")
    chance = axes.plot([distances[0] - 1, distances[-1] + 1], [1 / classes] * 2, "k--")
    axes.legend(lines + chance, [*accuracies, "guessing"])
    axes.set_xlabel("shift (px)")
    axes.set_ylabel("test accuracy")
    plt.close(figure)
    return figure
