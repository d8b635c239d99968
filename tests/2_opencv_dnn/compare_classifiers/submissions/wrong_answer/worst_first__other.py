"""Returns the classes with the lowest scores. `np.argsort` sorts in ascending order: sort the negative scores."""

# says: "lowest scores were returned"

import cv2
import numpy as np


def compare(models, images, k=5):
    result = []
    for model in models:
        rows = []
        for image in images:
            size = (model["side"], model["side"])
            blob = cv2.dnn.blobFromImage(image, model["scale"], size, (model["mean"],) * 3, swapRB=True, crop=True)
            model["net"].setInput(blob)
            scores = model["net"].forward()[0]
            rows.append(sorted(range(len(scores)), key=lambda n: scores[n])[:k])
        result.append(rows)
    return np.array(result)


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
    axes.set(xlabel={"milliseconds": "time per image (ms)", "parameters": "parameters (millions)"}[cost], ylabel="accuracy (%)")
    return figure
