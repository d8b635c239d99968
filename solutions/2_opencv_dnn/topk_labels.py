"""What is in the photograph? The reference."""

from collections.abc import Sequence

import cv2
import numpy as np


def load_synsets(text: str) -> list[str]:
    """Return the first name of each class, from lines of an identifier, a space, and names separated by commas."""
    return [line.split(" ", 1)[1].split(",")[0].strip() for line in text.splitlines() if line.strip()]


def probabilities(output: np.ndarray) -> np.ndarray:
    """Return rows of probabilities (N, C), by a softmax unless they are probabilities already."""
    rows = np.reshape(output, (len(output), -1))
    if rows.min() >= 0 and rows.max() <= 1 and np.all(np.abs(rows.sum(axis=1) - 1) < 1e-3):
        return rows
    powers = np.exp(rows - rows.max(axis=1, keepdims=True))  # the largest is e⁰, so nothing overflows
    return powers / powers.sum(axis=1, keepdims=True)


def topk(output: np.ndarray, labels: Sequence[str], k: int) -> list[list[tuple[str, float]]]:
    """Return the k most probable classes (name, probability) of each image; ties by index."""
    rows = probabilities(output)
    order = np.argsort(-rows, axis=1, kind="stable")[:, :k]
    return [[(labels[i], float(row[i])) for i in best] for row, best in zip(rows, order, strict=True)]


def classify(path: str, photographs: Sequence[np.ndarray], labels: Sequence[str], k: int) -> list[list[tuple[str, float]]]:
    """Classify photographs with a network in an ONNX file (224 by 224, red first, (pixel - 127) / 128)."""
    net = cv2.dnn.readNetFromONNX(path)
    blob = cv2.dnn.blobFromImages(photographs, 1 / 128, (224, 224), (127, 127, 127), swapRB=True, crop=True)
    net.setInput(blob)
    return topk(net.forward(), labels, k)
