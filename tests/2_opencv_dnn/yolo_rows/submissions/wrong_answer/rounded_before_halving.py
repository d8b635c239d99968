"""Converts centre and size to whole numbers before it subtracts half of the size, as a well-known snippet does. The
boxes are off by up to two pixels: nothing is rounded here.
"""

import numpy as np


def decode_rows(outputs, layout, input_hw, image_hw, threshold=0.25):

    if layout not in ("darknet", "v5", "v8"):
        raise ValueError(f"unknown layout {layout!r}")
    image_h, image_w = image_hw
    input_h, input_w = input_hw
    all_boxes, all_scores, all_classes = [], [], []
    for out in outputs:
        if layout == "darknet":
            rows = out
            sx, sy = image_w, image_h
            probs = rows[:, 5:]
        elif layout == "v5":
            rows = out[0]
            sx, sy = image_w / input_w, image_h / input_h
            probs = rows[:, 5:] * rows[:, 4:5]
        else:
            rows = out[0].T
            sx, sy = image_w / input_w, image_h / input_h
            probs = rows[:, 4:]
        classes = probs.argmax(axis=1)
        scores = probs[np.arange(len(rows)), classes]
        keep = scores > threshold
        cx, cy, w, h = rows[keep, :4].astype(float).T
        boxes = np.stack([(cx * sx).astype(int) - (w * sx).astype(int) // 2, (cy * sy).astype(int) - (h * sy).astype(int) // 2, (w * sx).astype(int), (h * sy).astype(int)], axis=1).astype(float)
        all_boxes.append(boxes)
        all_scores.append(scores[keep])
        all_classes.append(classes[keep])
    return np.concatenate(all_boxes), np.concatenate(all_scores), np.concatenate(all_classes)
