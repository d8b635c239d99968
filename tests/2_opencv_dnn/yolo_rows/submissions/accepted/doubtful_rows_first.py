"""Drops rows whose objectness is too low before it looks at the classes: no score can be above it."""

import cv2
import numpy as np


def rows_of(output, layout, threshold):
    if layout == "v8":
        return np.ascontiguousarray(output[0].T)
    rows = output.reshape(-1, output.shape[-1])
    return rows[rows[:, 4] > threshold]


def decode_rows(outputs, layout, input_hw, image_hw, threshold=0.25):
    if layout not in ["darknet", "v5", "v8"]:
        raise ValueError("layout must be darknet, v5 or v8")
    sizes = np.array(image_hw[::-1], dtype=float)
    if layout != "darknet":
        sizes /= input_hw[::-1]
    found = [(np.empty((0, 4)), np.empty(0), np.empty(0, dtype=int))]
    for output in outputs:
        rows = rows_of(output, layout, threshold)
        first = 4 if layout == "v8" else 5
        boxes, scores, classes = [], [], []
        for row in rows:
            _, score, _, (kind, _) = cv2.minMaxLoc(np.ascontiguousarray(row[None, first:]))
            if layout == "v5":
                score *= float(row[4])
            if score > threshold:
                centre, size = row[0:2] * sizes, row[2:4] * sizes
                boxes.append(np.concatenate([centre - size / 2, size]))
                scores.append(score)
                classes.append(kind)
        if boxes:
            found.append((np.array(boxes), np.array(scores), np.array(classes)))
    return tuple(np.concatenate(part) for part in zip(*found))
