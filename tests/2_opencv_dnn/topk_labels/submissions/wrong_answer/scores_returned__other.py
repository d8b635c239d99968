"""Sorts the scores and returns them. The caller wants probabilities: call `probabilities` first."""

import math
import re

import cv2
import numpy as np


def load_synsets(text):
    return re.findall(r"^\S+ ([^,\r\n]+)", text, flags=re.MULTILINE)


def _row(values):
    top = max(values)
    e = [math.exp(v - top) for v in values]
    total = math.fsum(e)
    return [v / total for v in e]


def probabilities(output):
    n = output.shape[0]
    c = 1
    for side in output.shape[1:]:
        c *= side
    rows = [[float(v) for v in image.ravel()] for image in output]
    done = True
    for row in rows:
        if min(row) < 0 or max(row) > 1 or abs(sum(row) - 1) > 0.001:
            done = False
    if not done:
        rows = [_row(row) for row in rows]
    return np.array(rows, dtype=float).reshape(n, c)


def topk(output, labels, k):
    best = []
    for image in output:
        row = image.ravel().tolist()
        ranking = sorted(range(len(row)), key=lambda i: row[i], reverse=True)
        best.append([(labels[i], row[i]) for i in ranking[:k]])
    return best


def classify(path, photographs, labels, k):
    net = cv2.dnn.readNetFromONNX(path)
    answers = []
    for photograph in photographs:
        net.setInput(cv2.dnn.blobFromImage(photograph, 1 / 128.0, (224, 224), (127.0, 127.0, 127.0), True, True))
        answers += topk(net.forward(), labels, k)
    return answers
