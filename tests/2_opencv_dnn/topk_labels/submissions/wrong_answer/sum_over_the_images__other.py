"""Divides by the sum over the images instead of the sum over the classes. Each row has to sum to 1."""

import io

import cv2
import numpy as np


def load_synsets(text):
    names = []
    for line in io.StringIO(text.strip(), newline=None):
        _, _, rest = line.rstrip("\n").partition(" ")
        names.append(rest.split(", ")[0])
    return names


def probabilities(output):
    table = np.array([np.asarray(part).reshape(-1) for part in output], dtype=np.float64)
    sums_to_one = np.all(np.abs(table.sum(-1) - 1.0) < 0.001)
    if sums_to_one and not np.any((table < 0) | (table > 1)):
        return table
    powers = np.exp(table - table.max(axis=1)[:, None])
    return powers / sum(powers)


def topk(output, labels, k):
    answer = []
    for row in probabilities(output):
        numbers = np.arange(row.size)
        order = np.lexsort((numbers, -row))
        answer.append([(str(labels[i]), row[i].item()) for i in order[: min(k, row.size)]])
    return answer


def classify(path, photographs, labels, k):
    net = cv2.dnn.readNetFromONNX(path)
    net.setInput(cv2.dnn.blobFromImages(photographs, 1 / 128, (224, 224), (127, 127, 127), swapRB=True, crop=True))
    return topk(net.forward(), labels, k)
