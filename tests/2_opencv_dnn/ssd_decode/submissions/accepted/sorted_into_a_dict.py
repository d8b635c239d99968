"""Cuts the array at its end, sorts the rest into a dictionary, and only then turns fractions into pixels."""

from collections import defaultdict

import cv2
import numpy as np

COLOURS = [(178, 114, 0), (0, 159, 230), (115, 158, 0), (0, 94, 213), (233, 180, 86), (167, 121, 204)]
FONT = dict(fontFace=cv2.FONT_HERSHEY_SIMPLEX, fontScale=0.5, thickness=1)


def until_the_end(detections):
    for row in detections.reshape(-1, 7).astype(np.float64):
        if row[0] < 0:
            return
        yield row


def decode(detections, shapes, threshold=0.5):
    by_image = defaultdict(list)
    for row in until_the_end(detections):
        if row[1] != 0 and row[2] >= threshold:
            by_image[int(row[0])].append(row[1:])
    result = []
    for number, (h, w) in enumerate(shapes):
        table = np.array(by_image[number]).reshape(-1, 6)
        table[:, 2::2] = (table[:, 2::2] * w).clip(0, w)
        table[:, 3::2] = (table[:, 3::2] * h).clip(0, h)
        areas = (table[:, 4] - table[:, 2]) * (table[:, 5] - table[:, 3])
        result.append(np.delete(table, np.flatnonzero(areas <= 0), axis=0))
    return tuple(result)


def label_place(box, label_wh, image_hw):
    left = box[0] - max(0, box[0] + label_wh[0] - image_hw[1])
    return [max(left, 0), box[1] if label_wh[1] > box[1] else box[1] - label_wh[1]]


def draw(image, found, names):
    height, width = image.shape[:2]
    result = np.empty_like(image)
    result[:] = image
    for kind, score, *corners in found.tolist():
        limits = (width - 1, height - 1, width - 1, height - 1)
        x1, y1, x2, y2 = (min(int(c + 0.5), limit) for c, limit in zip(corners, limits))
        colour = COLOURS[int(kind) % 6]
        result = cv2.rectangle(result, (x1, y1, x2 - x1 + 1, y2 - y1 + 1), colour, 2)
        text = f"{names[int(kind)]} {score:.2f}"
        (w, h), below = cv2.getTextSize(text, **FONT)
        x, y = label_place((x1, y1, x2, y2), (w, h + below), (height, width))
        cv2.rectangle(result, (x, y, w, h + below), colour, cv2.FILLED)
        cv2.putText(result, text, (x, y + h), color=(0, 0, 0), lineType=cv2.LINE_AA, **FONT)
    return result
