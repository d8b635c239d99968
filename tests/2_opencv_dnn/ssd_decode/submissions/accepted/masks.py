"""Masks over whole columns, in float32; labels are filled by writing into the array."""

import cv2
import numpy as np

COLOURS = np.array([(178, 114, 0), (0, 159, 230), (115, 158, 0), (0, 94, 213), (233, 180, 86), (167, 121, 204)])


def decode(detections, shapes, threshold=0.5):
    rows = np.squeeze(detections, axis=(0, 1))
    image, kind, score = rows[:, 0], rows[:, 1], rows[:, 2]
    before_the_end = np.cumsum(image < 0) == 0
    x1, y1, x2, y2 = np.clip(rows[:, 3:], 0, 1).T
    valid = before_the_end & (kind >= 1) & (score >= threshold) & (x1 < x2) & (y1 < y2)
    parts = []
    for number, shape in enumerate(shapes):
        mine = np.flatnonzero(valid & (image == number))
        h, w = np.float32(shape[0]), np.float32(shape[1])
        parts.append(np.stack([kind, score, x1 * w, y1 * h, x2 * w, y2 * h], axis=1)[mine])
    return parts


def label_place(box, label_wh, image_hw):
    room_above = box[1] - label_wh[1] >= 0
    y = box[1] - label_wh[1] * room_above
    x = sorted((0, box[0], max(0, image_hw[1] - label_wh[0])))[1]
    return x, y


def draw(image, found, names):
    canvas = np.array(image)
    last = np.array(canvas.shape[1::-1] * 2) - 1
    for row in found:
        corners = np.minimum(np.floor(row[2:] + 0.5).astype(int), last).tolist()
        kind = int(row[0])
        colour = COLOURS[kind % len(COLOURS)]
        cv2.rectangle(canvas, corners[:2], corners[2:], colour.tolist(), thickness=2)
        text = names[kind] + format(float(row[1]), " .2f")
        size, baseline = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 0.5, 1)
        w, h = size[0], size[1] + baseline
        x, y = label_place(corners, (w, h), canvas.shape[:2])
        canvas[y : y + h, x : x + w] = colour
        cv2.putText(canvas, text, (x, y + size[1]), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0, 0, 0), lineType=cv2.LINE_AA)
    return canvas
