"""Divides by the sum over the images instead of the sum over the classes. Each row has to sum to 1."""

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
    return e / e.sum(axis=0, keepdims=True)


def topk(output, labels, k):
    result = []
    for p in probabilities(output):
        order = np.argsort(-p, kind="stable")[:k]
        result.append([(labels[i], float(p[i])) for i in order])
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
