"""Keeps each name once, in a dictionary or a set. Two classes of ImageNet are called crane, and two maillot: all later
classes move up by one, and get the name of a neighbour.
"""

# says: "expected 4 items, got 3"

import math

import cv2
import numpy as np


def load_synsets(text):
    names = []
    for line in text.replace("\r", "").split("\n"):
        if line == "":
            continue
        space = line.index(" ")
        name = line[space + 1 :]
        comma = name.find(",")
        if comma >= 0:
            name = name[:comma]
        if name not in names:
            names.append(name)
    return names


def probabilities(output):
    count = output.shape[0]
    rows = [[float(value) for value in output[n].ravel()] for n in range(count)]
    finished = True
    for row in rows:
        if min(row) < 0 or max(row) > 1 or abs(sum(row) - 1) > 0.001:
            finished = False
    if finished:
        return np.array(rows)
    result = []
    for row in rows:
        largest = max(row)
        powers = [math.exp(value - largest) for value in row]
        total = sum(powers)
        result.append([power / total for power in powers])
    return np.array(result)


def topk(output, labels, k):
    result = []
    for row in probabilities(output).tolist():
        pairs = list(zip(labels, row))
        pairs.sort(key=lambda pair: -pair[1])
        result.append(pairs[:k])
    return result


def classify(path, photographs, labels, k):
    net = cv2.dnn.readNetFromONNX(path)
    result = []
    for photograph in photographs:
        blob = cv2.dnn.blobFromImage(photograph, 1 / 128, (224, 224), (127, 127, 127), True, True)
        net.setInput(blob)
        result.extend(topk(net.forward(), labels, k))
    return result
