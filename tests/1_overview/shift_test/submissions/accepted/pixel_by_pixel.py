"""Copies single pixels, predicts single images, and draws the curves in black with different line styles."""

import numpy as np
from matplotlib.figure import Figure

DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1))


def shift(images, dx, dy):
    moved = np.zeros_like(images)
    height, width = images.shape[-2:]
    for i in range(height):
        for j in range(width):
            if 0 <= i + dy < height and 0 <= j + dx < width:
                moved[..., i + dy, j + dx] = images[..., i, j]
    return moved


def accuracy_under_shift(predict, images, labels, distances):
    result = []
    for d in distances:
        correct = [
            predict(shift(image[None], d * x, d * y))[0] == label for x, y in DIRECTIONS for image, label in zip(images, labels)
        ]
        result.append(sum(correct) / len(correct))
    return np.array(result)


def drop(accuracies):
    return 100 * (accuracies[0] - accuracies)


def equivariance_error(layer, image, dx, dy, border):
    first, second = layer(shift(image, dx, dy)), shift(layer(image), dx, dy)
    largest = 0.0
    for i in range(border, image.shape[0] - border):
        for j in range(border, image.shape[1] - border):
            largest = max(largest, np.abs(first[:, i, j] - second[:, i, j]).max())
    return largest


def augment(images, labels, distance=1):
    copies = [shift(images, distance * x, distance * y) for x, y in DIRECTIONS]
    return np.concatenate([images, *copies]), np.tile(labels, 5)


def draw(distances, accuracies, classes):
    figure = Figure()
    axes = figure.subplots()
    styles = [("-", "o"), ("--", "o"), (":", "o"), ("-.", "o"), ("-", "s")]
    for (name, values), (line, marker) in zip(accuracies.items(), styles):
        axes.plot(distances, values, color="black", linestyle=line, marker=marker, label=f"{name} ({values[0]:.0%} at rest)")
    axes.plot(distances, [1 / classes for _ in distances], color="red", label="chance level")
    axes.set(xlabel="shift of the images in pixels", ylabel="accuracy", title="Shift test")
    axes.legend()
    return figure
