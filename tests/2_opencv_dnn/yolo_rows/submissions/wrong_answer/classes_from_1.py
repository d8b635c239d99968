"""Counts the classes from 1. The lists of names start at 0."""

# says: "The classes are counted from 1"

import numpy as np


def _rows(output, layout):
    """Rows of centre, size and final class scores, whatever the layout."""
    if layout == "v8":
        return np.moveaxis(output[0], 0, 1).copy()
    rows = output.copy() if layout == "darknet" else output[0].copy()
    if layout == "v5":
        rows[:, 5:] = rows[:, 5:] * rows[:, 4][:, np.newaxis]
    return np.delete(rows, 4, axis=1)


def decode_rows(outputs, layout, input_hw, image_hw, threshold=0.25):
    if layout != "darknet" and layout != "v5" and layout != "v8":
        raise ValueError("layout")
    image_h, image_w = image_hw
    input_h, input_w = (1, 1) if layout == "darknet" else input_hw
    parts = [_rows(output, layout) for output in outputs]
    rows = np.vstack(parts)
    classes = rows[:, 4:].argmax(1)
    scores = np.take_along_axis(rows[:, 4:], classes[:, None], axis=1)[:, 0]
    ok = scores > threshold
    rows, scores, classes = rows[ok], scores[ok], classes[ok] + 1
    boxes = np.empty((len(rows), 4))
    boxes[:, 2] = rows[:, 2].astype(float) * image_w / input_w
    boxes[:, 3] = rows[:, 3].astype(float) * image_h / input_h
    boxes[:, 0] = rows[:, 0].astype(float) * image_w / input_w - boxes[:, 2] / 2
    boxes[:, 1] = rows[:, 1].astype(float) * image_h / input_h - boxes[:, 3] / 2
    return boxes, scores, classes
