"""Multiplies x by the height of the image and y by its width. A shape begins with the height, a corner with x, which
belongs to the width.
"""

import cv2
import numpy as np

#: Blue, green, red. Class c has the colour c modulo their number.
COLOURS = [(178, 114, 0), (0, 159, 230), (115, 158, 0), (0, 94, 213), (233, 180, 86), (167, 121, 204)]
FONT, SIZE = cv2.FONT_HERSHEY_SIMPLEX, 0.5


def decode(detections, shapes, threshold=0.5):
    rows = detections[0, 0].astype(np.float64)
    ends = np.flatnonzero(rows[:, 0] < 0)
    if len(ends):
        rows = rows[: ends[0]]
    rows = rows[(rows[:, 1] > 0) & (rows[:, 2] >= threshold)]

    result = []
    for number, (height, width) in enumerate(shapes):
        found = rows[rows[:, 0] == number, 1:]
        found[:, 2:] = np.clip(found[:, 2:], 0, 1) * (height, width, height, width)
        inside = (found[:, 4:] > found[:, 2:4]).all(axis=1)
        result.append(found[inside])
    return result


def label_place(box, label_wh, image_hw):
    x1, y1 = box[:2]
    width, height = label_wh
    top = y1 - height if y1 >= height else y1
    return max(0, min(x1, image_hw[1] - width)), top


def draw(image, found, names):
    image = image.copy()
    height, width = image.shape[:2]
    for kind, score, *corners in found.tolist():
        x1, y1, x2, y2 = (min(round(v), last) for v, last in zip(corners, [width - 1, height - 1] * 2))
        colour = COLOURS[int(kind) % len(COLOURS)]
        cv2.rectangle(image, (x1, y1), (x2, y2), colour, 2)

        text = f"{names[int(kind)]} {score:.2f}"
        (text_width, text_height), baseline = cv2.getTextSize(text, FONT, SIZE, 1)
        label = (text_width, text_height + baseline)
        left, top = label_place((x1, y1, x2, y2), label, (height, width))
        cv2.rectangle(image, (left, top), (left + label[0] - 1, top + label[1] - 1), colour, cv2.FILLED)
        cv2.putText(image, text, (left, top + text_height), FONT, SIZE, (0, 0, 0), 1, cv2.LINE_AA)
    return image


# says: "Height and width of the image are exchanged"
