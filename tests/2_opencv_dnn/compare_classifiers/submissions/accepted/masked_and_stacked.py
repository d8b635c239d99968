"""Removes the best class k times; looks at one place of the lists after the other; medians by sorting; a line, a scatter and arrows."""

import cv2
import numpy as np
from matplotlib.figure import Figure


def compare(models, images, k=5):
    tops = np.empty((len(models), len(images), k), np.int64)
    for model, mine in zip(models, tops, strict=True):
        blob = cv2.dnn.blobFromImages(images, model["scale"], (model["side"],) * 2, (model["mean"],) * 3, swapRB=True, crop=True)
        model["net"].setInput(blob)
        scores = model["net"].forward().astype(np.float64)
        for place in range(k):
            mine[:, place] = scores.argmax(axis=1)
            scores[np.arange(len(images)), mine[:, place]] = -np.inf
    return tops


def agreement(tops, k=1):
    hits = np.zeros((len(tops), *tops.shape[:2]), bool)
    for place in range(k):
        hits |= tops[:, None, :, 0] == tops[None, :, :, place]
    return np.count_nonzero(hits, axis=2) / tops.shape[1]


def latencies(nets, blobs, warmup, repeat, clock, frequency):
    ticks = np.empty((repeat, len(nets)))
    for turn in range(-warmup, repeat):
        for place in range(len(nets)):
            nets[place].setInput(blobs[place])
            start = clock()
            nets[place].forward()
            ticks[max(turn, 0), place] = clock() - start
    ticks.sort(axis=0)
    median = (ticks[(repeat - 1) // 2] + ticks[repeat // 2]) / 2
    return median * 1e3 / frequency / [blob.shape[0] for blob in blobs]


def plot(rows, cost="milliseconds"):
    figure = Figure(figsize=(7, 4), layout="tight")
    axes = figure.add_subplot()
    ordered = sorted(rows, key=lambda row: row[cost])
    x, y = [row[cost] for row in ordered], [row["accuracy"] for row in ordered]
    axes.plot(x, y, color="lightgrey")
    axes.scatter(x, y, c=range(len(rows)), cmap="viridis", s=60)
    for row in ordered:
        axes.annotate(
            f"{row['name']}: {row['accuracy']} %",
            xy=(row[cost], row["accuracy"]),
            xytext=(12, -14),
            textcoords="offset points",
            arrowprops={"arrowstyle": "-"},
        )
    axes.set(xlabel=f"{cost} per image" if cost == "milliseconds" else "parameters in millions", ylabel="accuracy / %")
    axes.margins(0.2)
    return figure
