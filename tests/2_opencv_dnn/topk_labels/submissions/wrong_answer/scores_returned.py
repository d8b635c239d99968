"""Sorts the scores and returns them. The caller wants probabilities: call `probabilities` first."""

import cv2
import numpy as np


def load_synsets(text):
    found = []
    for line in text.strip().splitlines():
        line = line.strip()
        start = line.find(" ") + 1
        end = line.find(",")
        found.append(line[start:] if end < 0 else line[start:end])
    return found


def probabilities(output):
    scores = np.asarray(output)
    while scores.ndim > 2:
        scores = np.concatenate([scores[:, i] for i in range(scores.shape[1])], axis=-1)
    scores = scores.copy()
    sums = np.sum(scores, axis=1, dtype=np.float64)
    if np.array_equal(np.clip(scores, 0, 1), scores) and np.all(np.abs(sums - 1) <= 1e-3):
        return scores
    scores = scores.astype(np.float64)
    best = np.array([row.max() for row in scores])
    powers = np.exp(scores.T - best)
    return (powers / powers.sum(axis=0)).T


def topk(output, labels, k):
    p = np.asarray(output, dtype=float).reshape(len(output), -1)
    order = np.argsort(np.negative(p), axis=1, kind="mergesort")[:, : min(k, p.shape[1])]
    values = np.take_along_axis(p, order, axis=1)
    return [[(labels[j], v) for j, v in zip(o, vs)] for o, vs in zip(order.tolist(), values.tolist())]


def classify(path, photographs, labels, k):
    net = cv2.dnn.readNet(path)
    outputs = []
    for image in photographs:
        x = cv2.dnn.blobFromImage(image, scalefactor=0.0078125, size=(224, 224), mean=[127] * 3, swapRB=True, crop=True)
        net.setInput(x)
        outputs.append(net.forward().reshape(-1).copy())
    if not outputs:
        return []
    return topk(np.array(outputs), labels, k)
