"""Scores of all networks in one array; sets of pairs for the agreement; a table of times; one scatter per network, a legend of the figure."""

import cv2
import numpy as np
from matplotlib import pyplot as plt


def compare(models, images, k=5):
    scores = np.array([forward(**model, images=images) for model in models])
    return np.flip(np.argsort(scores, axis=-1), axis=-1)[..., :k].astype(np.int32)


def forward(net, side, mean, scale, images):
    net.setInput(cv2.dnn.blobFromImages(images, 1.0, (side, side), (0, 0, 0), True, True) * np.float32(scale) - np.float32(mean * scale))
    return net.forward()


def agreement(tops, k=1):
    firsts = [{(n, int(row[0])) for n, row in enumerate(lists)} for lists in tops]
    heads = [{(n, int(value)) for n, row in enumerate(lists) for value in row[:k]} for lists in tops]
    return np.array([[len(mine & theirs) / len(mine) for theirs in heads] for mine in firsts])


def latencies(nets, blobs, warmup, repeat, clock, frequency):
    def timed(net, blob):
        net.setInput(blob)
        start = clock()
        net.forward()
        return (clock() - start) / frequency

    for _ in range(warmup):
        for net, blob in zip(nets, blobs, strict=True):
            timed(net, blob)
    seconds = np.array([[timed(net, blob) for net, blob in zip(nets, blobs, strict=True)] for _ in range(repeat)])
    return 1000 * np.median(seconds, axis=0) / np.array([len(blob) for blob in blobs])


def plot(rows, cost="milliseconds"):
    figure = plt.figure()
    axes = figure.gca()
    some = [axes.scatter([row[cost]], [row["accuracy"]], color=f"C{n}") for n, row in enumerate(rows)]
    figure.legend(some, [row["name"] for row in rows], loc="lower right")
    axes.errorbar([row[cost] for row in rows], [row["accuracy"] for row in rows], yerr=0.5, fmt="none", ecolor="grey", capsize=3)
    plt.xlabel("Latency [ms]" if cost == "milliseconds" else "Parameters (million)")
    plt.ylabel("ImageNet accuracy (%)")
    plt.title("Accuracy against cost")
    return figure
