"""Uses image -1 as an index, which in Python is the last image of the list. It marks the end of the array: this row and
all rows after it are no detections.
"""

import cv2
import numpy as np

COLOURS = [(178, 114, 0), (0, 159, 230), (115, 158, 0), (0, 94, 213), (233, 180, 86), (167, 121, 204)]


def decode(detections, shapes, threshold=0.5):
    found = []
    for _ in shapes:
        found.append([])
    for row in detections[0, 0]:
        number = int(row[0])
        kind, score = float(row[1]), float(row[2])
        if kind == 0 or score < threshold:
            continue
        height, width = shapes[number]
        x1 = min(max(float(row[3]) * width, 0.0), width)
        y1 = min(max(float(row[4]) * height, 0.0), height)
        x2 = min(max(float(row[5]) * width, 0.0), width)
        y2 = min(max(float(row[6]) * height, 0.0), height)
        if x2 > x1 and y2 > y1:
            found[number].append([kind, score, x1, y1, x2, y2])
    return [np.array(rows, dtype=float).reshape(-1, 6) for rows in found]


def label_place(box, label_wh, image_hw):
    x, y = box[0], box[1]
    width, height = label_wh
    top = y - height
    if top < 0:
        top = y
    left = x
    if left + width > image_hw[1]:
        left = image_hw[1] - width
    if left < 0:
        left = 0
    return left, top


def draw(image, found, names):
    result = image.copy()
    image_height, image_width = image.shape[:2]
    for kind, score, x1, y1, x2, y2 in found:
        kind = int(kind)
        x1, x2 = (min(int(round(x)), image_width - 1) for x in (x1, x2))
        y1, y2 = (min(int(round(y)), image_height - 1) for y in (y1, y2))
        colour = COLOURS[kind % len(COLOURS)]
        cv2.rectangle(result, (x1, y1), (x2, y2), colour, 2)
        text = "%s %.2f" % (names[kind], score)
        (width, height), baseline = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 0.5, 1)
        left, top = label_place((x1, y1, x2, y2), (width, height + baseline), (image_height, image_width))
        cv2.rectangle(result, (left, top), (left + width - 1, top + height + baseline - 1), colour, -1)
        cv2.putText(result, text, (left, top + height), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0, 0, 0), 1, cv2.LINE_AA)
    return result


# says: "Image -1 was read as the last image"
