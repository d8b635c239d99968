"""Returns the mean. A single slow forward moves it; the median stays."""

# says: "That is the mean"

import cv2
import numpy as np


def compare(models, images, k=5):
    tops = []
    for model in models:
        side, mean = model["side"], model["mean"]
        blob = cv2.dnn.blobFromImages(images, model["scale"], (side, side), (mean, mean, mean), swapRB=True, crop=True)
        model["net"].setInput(blob)
        tops.append(np.argsort(-model["net"].forward(), axis=1)[:, :k])
    return np.array(tops)


def agreement(tops, k=1):
    best = tops[:, None, :, :1]
    return (best == tops[None, :, :, :k]).any(axis=3).mean(axis=2)


def latencies(nets, blobs, warmup, repeat, clock, frequency):
    times = [[] for _ in nets]
    for number in range(warmup + repeat):
        for net, blob, mine in zip(nets, blobs, times, strict=True):
            net.setInput(blob)
            before = clock()
            net.forward()
            if number >= warmup:
                mine.append(1000 * (clock() - before) / frequency / blob.shape[0])
    return np.array([sum(mine) / len(mine) for mine in times])


def plot(rows, cost="milliseconds"):
    from matplotlib.figure import Figure

    figure = Figure(layout="constrained")
    axes = figure.subplots()
    axes.scatter([row[cost] for row in rows], [row["accuracy"] for row in rows])
    for row in rows:
        axes.annotate(row["name"], (row[cost], row["accuracy"]), xytext=(6, 4), textcoords="offset points")
    axes.set(xlabel={"milliseconds": "time per image (ms)", "parameters": "parameters (millions)"}[cost], ylabel="accuracy (%)")
    return figure
