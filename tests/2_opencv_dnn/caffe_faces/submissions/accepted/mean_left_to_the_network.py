"""A blob of bytes: the network subtracts the mean. The rows are collected by their image, in float32."""

from collections import defaultdict

import cv2
import numpy as np


def load(prototxt, weights):
    return cv2.dnn.readNetFromCaffe(prototxt, weights)


def detect(net, images, threshold=0.5, crop=False):
    blob = cv2.dnn.blobFromImages(list(images), size=(300, 300), crop=crop, ddepth=cv2.CV_8U)
    net.setInput(blob, "data", 1.0, (104, 177, 123))
    rows = net.forward().reshape(-1, 7)
    faces = defaultdict(list)
    for row in rows:
        number, kind, score = int(row[0]), int(row[1]), row[2]
        if kind != 1 or score < threshold:
            continue
        height, width = images[number].shape[:2]
        scale, left, top = np.float32([width, height]), 0, 0
        if crop:
            factor = 300 / min(width, height)
            scale = np.float32(300 / factor)
            left, top = (int(side * factor + 0.5) // 2 - 150 for side in (width, height))
            left, top = left / factor, top / factor
        box = (row[3:].reshape(2, 2) * scale + np.float32([left, top])).ravel()
        box = np.clip(box, 0, np.float32([width, height, width, height]))
        if (box[2:] - box[:2]).min() > 0:
            faces[number].append([score, *box])
    return [np.array(faces[n], np.float32).reshape(-1, 5) for n in range(len(images))]
