"""Subtracts the largest score of all images. A row whose scores are 1000 lower then has exponentials of 0 only, and 0 /
0 is NaN. Subtract the maximum of each row.
"""

import cv2
import numpy as np


def load_synsets(text):
    lines = text.replace("\r", "").split("\n")
    return [line.split(" ", 1)[1].split(", ")[0] for line in lines if line]


def _flat(output):
    return np.array(output).reshape(len(output), int(np.prod(np.shape(output)[1:], dtype=int)))


def _is_distribution(p):
    return bool(np.all(p >= 0) and np.all(p <= 1) and np.allclose(p.sum(axis=-1), 1.0, rtol=0, atol=1e-3))


def probabilities(output):
    p = _flat(output)
    if _is_distribution(p):
        return p
    p = p.astype(np.float64) - np.amax(p)
    powers = np.exp(p)
    return powers / np.sum(powers, axis=-1)[:, np.newaxis]


def topk(output, labels, k):
    p = probabilities(output)
    n, c = p.shape
    columns = np.broadcast_to(np.arange(c), (n, c))
    ranking = np.lexsort((columns, -p), axis=-1)
    return [[(labels[j], float(p[i, j])) for j in ranking[i, :k]] for i in range(n)]


def classify(path, photographs, labels, k):
    if not len(photographs):
        return []
    pixels = cv2.dnn.blobFromImages(list(photographs), size=(224, 224), swapRB=True, crop=True)
    network = cv2.dnn.readNetFromONNX(path)
    network.setInput((pixels - 127) / 128)
    return topk(network.forward(), labels, k)
