"""Collects the results in a dictionary from name to probability. Of two classes with the same name, only one is left."""

# says: "with two cranes: expected 3 items, got 2"

import cv2
import numpy as np


def load_synsets(text):
    names = []
    for line in text.splitlines():
        rest = line.partition(" ")[2]
        names.append(rest.split(",")[0])
    return names


def probabilities(output):
    c = int(np.prod(output.shape[1:]))
    rows = output.reshape(output.shape[0], c).astype(np.float64)
    inside = ((rows >= 0) & (rows <= 1)).all()
    sums = np.abs(rows.sum(axis=1) - 1) <= 0.001
    if inside and sums.all():
        return rows
    e = np.exp(rows - rows.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def topk(output, labels, k):
    result = []
    for p in probabilities(output):
        table = {name: float(v) for name, v in zip(labels, p)}
        result.append(sorted(table.items(), key=lambda pair: -pair[1])[:k])
    return result


def classify(path, photographs, labels, k):
    if len(photographs) == 0:
        return []
    blob = cv2.dnn.blobFromImages(
        photographs, scalefactor=1 / 128, size=(224, 224), mean=(127, 127, 127), swapRB=True, crop=True
    )
    net = cv2.dnn.readNetFromONNX(path)
    net.setInput(blob)
    return topk(net.forward(), labels, k)
