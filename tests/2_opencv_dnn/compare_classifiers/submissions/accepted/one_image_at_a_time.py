"""Plain loops everywhere; a heap for the best classes, statistics for the median, pyplot with a legend and a logarithmic axis."""

import heapq
import statistics

import cv2
import matplotlib.pyplot as plt
import numpy as np


def compare(models, images, k=5):
    return np.array([[best_of(model, image, k) for image in images] for model in models])


def best_of(model, image, k):
    size = (model["side"], model["side"])
    model["net"].setInput(cv2.dnn.blobFromImage(image, model["scale"], size, (model["mean"],) * 3, True, True))
    scores = model["net"].forward().ravel()
    return heapq.nlargest(k, range(len(scores)), key=scores.__getitem__)


def agreement(tops, k=1):
    networks, images, _ = tops.shape
    result = np.zeros((networks, networks))
    for i in range(networks):
        for j in range(networks):
            result[i, j] = sum(tops[i, n, 0] in tops[j, n, :k] for n in range(images)) / images
    return result


def latencies(nets, blobs, warmup, repeat, clock, frequency):
    times = [[] for _ in nets]
    for number in range(warmup + repeat):
        for net, blob, mine in zip(nets, blobs, times, strict=True):
            net.setInput(blob)
            before = clock()
            net.forward()
            after = clock()
            if number >= warmup:
                mine.append(1000 * (after - before) / frequency / blob.shape[0])
    return np.array([statistics.median(mine) for mine in times])


def plot(rows, cost="milliseconds"):
    figure, axes = plt.subplots()
    for row, marker in zip(rows, "osD^vP*X", strict=False):
        axes.plot(row[cost], row["accuracy"], marker, color="black", label=f"{row['name']} ({row['accuracy']} %)")
    axes.set_xscale("log")
    axes.set_xlabel("milliseconds per image" if cost == "milliseconds" else "Parameters / M")
    axes.set_ylabel("Accuracy in percent")
    axes.legend(title="network")
    axes.grid(alpha=0.3)
    return figure
