"""Gives each point a label and draws no legend. Labels are shown by `axes.legend()` only."""

# says: "has a label, which cannot be seen"

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
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots()
    for row in rows:
        axes.plot(row[cost], row["accuracy"], "o", label=row["name"])
    axes.set_xlabel("milliseconds per image" if cost == "milliseconds" else "number of parameters in millions")
    axes.set_ylabel("accuracy in percent")
    return figure
