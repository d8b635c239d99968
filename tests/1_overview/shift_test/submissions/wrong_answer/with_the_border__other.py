"""Compares the borders, too. Pixels are lost there, and the padding comes into the windows, so even a convolution has an
error there.
"""

# says: "The borders were compared, too"

import numpy as np
from matplotlib.figure import Figure


def shift(images, dx, dy):
    height, width = images.shape[-2:]
    wide, high = min(abs(dx), width), min(abs(dy), height)
    padded = np.pad(images, [(0, 0)] * (images.ndim - 2) + [(high, high), (wide, wide)])
    top = 0 if dy > 0 else 2 * high
    left = 0 if dx > 0 else 2 * wide
    return padded[..., top : top + height, left : left + width]


def accuracy_under_shift(predict, images, labels, distances):
    result = []
    for d in distances:
        correct = 0
        for dx, dy in [(d, 0), (-d, 0), (0, d), (0, -d)]:
            correct += np.sum(predict(shift(images, dx, dy)) == labels)
        result.append(correct / (4 * len(labels)))
    return np.array(result)


def drop(accuracies):
    percent = accuracies * 100
    return percent[0] - percent


def equivariance_error(layer, image, dx, dy, border):
    first = layer(shift(image, dx, dy))
    second = shift(layer(image), dx, dy)
    return float(np.max(np.abs(first - second)))


def augment(images, labels, distance=1):
    all_images, all_labels = [], []
    for image, label in zip(images, labels):
        for dx, dy in [(0, 0), (distance, 0), (-distance, 0), (0, distance), (0, -distance)]:
            all_images.append(shift(image, dx, dy))
            all_labels.append(label)
    return np.array(all_images), np.array(all_labels)


def draw(distances, accuracies, classes):
    figure = Figure(figsize=(7, 4), layout="constrained")
    axes = figure.add_subplot()
    for (name, values), style in zip(accuracies.items(), ["o-", "s--", "^:", "d-.", "v-", "x-"]):
        axes.plot(distances, values, style, label=name)
    axes.hlines(1 / classes, distances[0], distances[-1], colors="grey")
    axes.set(xlabel="Shift in pixels", ylabel="Accuracy (0 to 1)", ylim=(0, 1))
    axes.legend(loc="upper right")
    return figure
