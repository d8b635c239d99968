"""Subtracts the largest score of all images. A row whose scores are 1000 lower then has exponentials of 0 only, and 0 /
0 is NaN. Subtract the maximum of each row.
"""

import cv2
import numpy as np


def load_synsets(text):
    def first_name(line):
        _, names = line.split(None, 1)
        return names.split(",", 1)[0].rstrip()

    return [first_name(line) for line in text.splitlines() if line.strip()]


def _softmax(row, largest):
    z = np.exp(row - largest)
    return z / np.sum(z)


def _finished(row):
    return row.min() >= 0 and row.max() <= 1 and -0.001 <= row.sum() - 1 <= 0.001


def probabilities(output):
    shape = (output.shape[0], output[0].size if len(output) else int(np.prod(output.shape[1:])))
    result = np.empty(shape, dtype=np.float64)
    for target, image in zip(result, output):
        target[:] = image.ravel()
    if not all(_finished(row) for row in result):
        largest = result.max()
        for i in range(len(result)):
            result[i] = _softmax(result[i], largest)
    return result


def topk(output, labels, k):
    everything = []
    for row in probabilities(output):
        rest = row.copy()
        pairs = []
        while len(pairs) < k and len(pairs) < len(row):
            i = int(np.argmax(rest))
            pairs.append((labels[i], float(row[i])))
            rest[i] = -1
        everything.append(pairs)
    return everything


def classify(path, photographs, labels, k):
    result = []
    if len(photographs) > 0:
        rgb = [cv2.cvtColor(image, cv2.COLOR_BGR2RGB) for image in photographs]
        blob = cv2.dnn.blobFromImages(rgb, 1 / 128, (224, 224), (127, 127, 127), swapRB=False, crop=True)
        net = cv2.dnn.readNetFromONNX(path)
        net.setInput(blob)
        result = topk(net.forward(), labels, k)
    return result
