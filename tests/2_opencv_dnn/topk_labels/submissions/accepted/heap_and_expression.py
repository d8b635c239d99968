"""A regular expression, logarithms of sums in float32, and a heap for the best."""

import heapq
import re

import cv2
import numpy as np


def load_synsets(text):
    return [name.strip() for name in re.findall(r"^\S+ ([^,\r\n]+)", text, re.M)]


def probabilities(output):
    rows = output.reshape(output.shape[0], -1)
    inside = np.logical_and(rows >= 0, rows <= 1).all()
    if inside and np.allclose(rows.sum(1), 1, rtol=0, atol=1e-3):
        return rows.copy()
    shifted = rows - np.max(rows, axis=1)[:, None]
    return np.exp(shifted - np.log(np.sum(np.exp(shifted), axis=1))[:, None])


def topk(output, labels, k):
    return [heapq.nlargest(k, zip(labels, map(float, row)), key=lambda pair: pair[1]) for row in probabilities(output)]


def classify(path, photographs, labels, k):
    planes = []
    for image in photographs:
        blob = cv2.dnn.blobFromImage(image, size=(224, 224), crop=True)[0]
        planes.append((blob[::-1] - 127) / 128)
    net = cv2.dnn.readNet(path)
    net.setInput(np.array(planes, dtype=np.float32))
    return topk(net.forward(), labels, k)
