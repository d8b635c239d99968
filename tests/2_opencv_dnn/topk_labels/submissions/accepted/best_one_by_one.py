"""Takes the largest probability k times, which finds the first of equal ones by itself."""

import cv2
import numpy as np


def load_synsets(text):
    names = (line.partition(" ")[2].partition(",")[0] for line in text.splitlines())
    return [name for name in names if name]


def is_distribution(row):
    return row.min() >= 0 and row.max() <= 1 and abs(float(row.sum()) - 1) <= 1e-3


def softmax(row):
    powers = np.exp(row.astype(np.float64) - row.max())
    return powers / powers.sum()


def probabilities(output):
    rows = [part.flatten() for part in output]
    return np.stack(rows if all(map(is_distribution, rows)) else list(map(softmax, rows)))


def topk(output, labels, k):
    result = []
    for row in probabilities(output):
        left, best = row.astype(float), []
        for _ in range(min(k, len(row))):
            i = int(left.argmax())
            best.append((labels[i], float(row[i])))
            left[i] = -1
        result.append(best)
    return result


def classify(path, photographs, labels, k):
    settings = cv2.dnn.Image2BlobParams()
    settings.size = (224, 224)
    settings.paddingmode = cv2.dnn.DNN_PMODE_CROP_CENTER
    settings.swapRB = True
    settings.mean = (127, 127, 127, 0)
    settings.scalefactor = (1 / 128,) * 4
    net = cv2.dnn.readNetFromONNX(path)
    net.setInput(cv2.dnn.blobFromImagesWithParams(photographs, settings))
    return topk(net.forward(), labels, k)
