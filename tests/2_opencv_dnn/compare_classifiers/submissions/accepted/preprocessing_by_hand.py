"""Makes the blobs with cv2.resize and NumPy, partitions before it sorts, asks the network for its time; a sorted line with texts."""

import cv2
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


def compare(models, images, k=5):
    return np.stack([top_k(scores(model, images), k) for model in models])


def scores(model, images):
    net = model["net"]
    net.setInput(np.stack([prepared(image, model) for image in images]), "image")
    return net.forward("scores")


def prepared(image, model):
    side = model["side"]
    factor = side / min(image.shape[:2])
    large = cv2.resize(image, None, fx=factor, fy=factor)
    top, left = (large.shape[0] - side) // 2, (large.shape[1] - side) // 2
    middle = large[top : top + side, left : left + side].astype(np.float32)
    return cv2.cvtColor((middle - model["mean"]) * model["scale"], cv2.COLOR_BGR2RGB).astype(np.float32).transpose(2, 0, 1)


def top_k(values, k):
    places = np.argpartition(values, -k, axis=1)[:, -k:]
    order = np.take_along_axis(values, places, axis=1).argsort(axis=1)[:, ::-1]
    return np.take_along_axis(places, order, axis=1)


def agreement(tops, k=1):
    result = np.empty((len(tops), len(tops)), np.float32)
    for j, lists in enumerate(tops):
        result[:, j] = np.isin(tops[:, :, 0] + offsets(tops), lists[:, :k] + offsets(tops)[:, None]).mean(axis=1)
    return result


def offsets(tops):
    """Numbers that make classes of different images different."""
    return np.arange(tops.shape[1]) * (int(tops.max()) + 1)


def latencies(nets, blobs, warmup, repeat, clock, frequency):
    for net, blob in zip(nets, blobs, strict=True):
        net.setInput(blob)
    rounds = []
    for _ in range(warmup + repeat):
        rounds.append([])
        for net in nets:
            net.forward()
            rounds[-1].append(net.getPerfProfile()[0] * 1000 / frequency)
    return np.median(rounds[warmup:], axis=0) / [len(blob) for blob in blobs]


def plot(rows, cost="milliseconds"):
    figure = Figure(figsize=(5, 4))
    FigureCanvasAgg(figure)
    axes = figure.add_axes([0.15, 0.15, 0.8, 0.8])
    ordered = sorted(rows, key=lambda row: row[cost])
    axes.plot([row[cost] for row in ordered], [row["accuracy"] for row in ordered], "s--")
    for row in ordered:
        axes.text(row[cost], row["accuracy"], " " + row["name"], va="top")
    figure.supxlabel("time in ms" if cost == "milliseconds" else "number of parameters (millions)")
    figure.supylabel("top-1 accuracy [%]")
    return figure
