"""Compare classifiers: the reference."""

from collections.abc import Callable, Sequence
from typing import Any

import cv2
import numpy as np
from matplotlib.figure import Figure

#: What is written along x.
COSTS = {"milliseconds": "time per image (ms)", "parameters": "parameters (millions)"}


def compare(models: Sequence[dict[str, Any]], images: Sequence[np.ndarray], k: int = 5) -> np.ndarray:
    """Return the k best classes of each image by each network, (M, N, k), best first."""
    tops = []
    for model in models:
        side, mean = model["side"], model["mean"]
        blob = cv2.dnn.blobFromImages(images, model["scale"], (side, side), (mean, mean, mean), swapRB=True, crop=True)
        model["net"].setInput(blob)
        tops.append(np.argsort(-model["net"].forward(), axis=1)[:, :k])
    return np.array(tops)


def agreement(tops: np.ndarray, k: int = 1) -> np.ndarray:
    """Return, at [i, j], how often the best class of network i is among the first k of network j."""
    best = tops[:, None, :, :1]
    among = best == tops[None, :, :, :k]  # (M, M, N, k)
    return among.any(axis=3).mean(axis=2)


def latencies(
    nets: Sequence[Any], blobs: Sequence[np.ndarray], warmup: int, repeat: int, clock: Callable[[], int], frequency: float
) -> np.ndarray:
    """Return the median milliseconds per image of each network; the networks take turns."""
    ticks = np.zeros((warmup + repeat, len(nets)))
    for times in ticks:
        for place, (net, blob) in enumerate(zip(nets, blobs, strict=True)):
            net.setInput(blob)
            start = clock()
            net.forward()
            times[place] = (clock() - start) / len(blob)
    return np.median(ticks[warmup:], axis=0) / frequency * 1000


def plot(rows: Sequence[dict[str, Any]], cost: str = "milliseconds") -> Figure:
    """Plot accuracy against cost: a point with its name for each network."""
    figure = Figure(layout="constrained")
    axes = figure.subplots()
    axes.scatter([row[cost] for row in rows], [row["accuracy"] for row in rows])
    for row in rows:
        axes.annotate(row["name"], (row[cost], row["accuracy"]), xytext=(6, 4), textcoords="offset points")
    axes.set(xlabel=COSTS[cost], ylabel="top-1 accuracy (%)")
    return figure
