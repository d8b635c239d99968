"""Loops over single images, and returns accuracies as float32."""

import numpy as np
from matplotlib.figure import Figure


def shift(images, dx, dy):
    out = np.zeros(images.shape, images.dtype)
    h, w = images.shape[-2:]
    for y in range(h):
        for x in range(w):
            if 0 <= y - dy < h and 0 <= x - dx < w:
                out[..., y, x] = images[..., y - dy, x - dx]
    return out


def accuracy_under_shift(predict, images, labels, distances):
    out = []
    for d in distances:
        hits = 0
        for image, label in zip(images, labels):
            for move in ([(d, 0), (-d, 0), (0, d), (0, -d)]):
                hits += int(predict(shift(image[None], *move))[0] == label)
        out.append(hits / (4 * len(labels)))
    return np.array(out, dtype=np.float32)


def drop(accuracies):
    a = np.asarray(accuracies, float)
    return (a[0] - a) * 100


def equivariance_error(layer, image, dx, dy, border):
    a = layer(shift(image, dx, dy))
    b = shift(layer(image), dx, dy)
    h, w = image.shape
    inner = (..., slice(border, h - border), slice(border, w - border))
    return float(np.abs(a[inner] - b[inner]).max())


def augment(images, labels, distance=1):
    xs, ys = [], []
    for image, label in zip(images, labels):
        for dx in (-distance, 0, distance):
            for dy in (-distance, 0, distance):
                if dx == 0 or dy == 0:
                    xs.append(shift(image, dx, dy))
                    ys.append(label)
    return np.array(xs, images.dtype).reshape(-1, *images.shape[1:]), np.array(ys, labels.dtype)


def draw(distances, accuracies, classes):
    figure = Figure(figsize=(7, 5))
    axes = figure.add_axes([0.1, 0.1, 0.6, 0.8])
    handles = [axes.plot(list(distances), list(v), marker="x")[0] for v in accuracies.values()]
    handles += axes.plot([distances[0], distances[-1]], [1 / classes] * 2, "k--")
    axes.legend(handles, [*accuracies, "chance level"], bbox_to_anchor=(1.05, 1), loc="upper left")
    axes.set_xlabel("shift (pixels)")
    axes.set_ylabel("accuracy")
    axes.set_ylim(0, 1)
    return figure
