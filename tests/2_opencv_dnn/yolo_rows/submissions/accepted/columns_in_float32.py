"""Turns everything into v8's columns first, and stays in float32."""

import numpy as np


def as_columns(output, layout):
    if layout == "v8":
        return output.reshape(output.shape[1:]) if output.ndim == 3 else output
    table = output if layout == "darknet" else output[0]
    columns = table.T
    scores = columns[5:]
    if layout == "v5":
        scores = scores * columns[4]
    return np.vstack([columns[:4], scores])


def decode_rows(outputs, layout, input_hw, image_hw, threshold=0.25):
    if layout not in {"darknet", "v5", "v8"}:
        raise ValueError(f"no such layout: {layout}")
    table = np.hstack([as_columns(output, layout) for output in outputs])
    cx, cy, w, h = table[:4]
    scores = table[4:].max(axis=0)
    classes = table[4:].argmax(axis=0)
    boxes = np.stack([cx - w / 2, cy - h / 2, w, h], axis=1)
    height, width = image_hw
    if layout == "darknet":
        factors = [width, height, width, height]
    else:
        factors = [width / input_hw[1], height / input_hw[0]] * 2
    keep = np.flatnonzero(scores > threshold)
    return boxes[keep] * np.float32(factors), scores[keep], classes[keep].astype(np.int32)
