"""Reads the clock before and after a round of all networks, and divides by their number. This hides how much they differ: read
the clock around each forward.
"""

# says: "a whole round, divided by the number of networks"

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
    rounds = []
    for number in range(warmup + repeat):
        start = clock()
        for net, blob in zip(nets, blobs, strict=True):
            net.setInput(blob)
            net.forward()
        if number >= warmup:
            rounds.append((clock() - start) / len(nets))
    return np.median(rounds) / frequency * 1000 / np.array([len(blob) for blob in blobs])


def plot(rows, cost="milliseconds"):
    from matplotlib.figure import Figure

    figure = Figure(layout="constrained")
    axes = figure.subplots()
    axes.scatter([row[cost] for row in rows], [row["accuracy"] for row in rows])
    for row in rows:
        axes.annotate(row["name"], (row[cost], row["accuracy"]), xytext=(6, 4), textcoords="offset points")
    axes.set(xlabel={"milliseconds": "time per image (ms)", "parameters": "parameters (millions)"}[cost], ylabel="accuracy (%)")
    return figure
