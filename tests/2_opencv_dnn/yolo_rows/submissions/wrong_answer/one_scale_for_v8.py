"""Multiplies x and y by the same factor for v8, as if the image had been padded to a square. The image was stretched,
so each direction has its own factor.
"""
# source: ultralytics/ultralytics examples/YOLOv8-OpenCV-ONNX-Python/main.py

import numpy as np


def _plain(outputs, layout, input_hw, image_hw, threshold):
    boxes, scores, classes = [np.zeros((0, 4))], [np.zeros(0)], [np.zeros(0, dtype=int)]
    for output in outputs:
        rows = output if layout == "darknet" else output[0] if layout == "v5" else output[0].T
        chances = rows[:, 4:] if layout == "v8" else rows[:, 5:]
        if layout == "v5":
            chances = chances * rows[:, 4:5]
        label = chances.argmax(axis=1)
        best = chances[np.arange(len(rows)), label]
        keep = best > threshold
        unit = (1, 1) if layout == "darknet" else input_hw
        factor = np.array([image_hw[1] / unit[1], image_hw[0] / unit[0]] * 2)
        box = rows[keep, :4].astype(float) * factor
        box[:, :2] -= box[:, 2:] / 2
        boxes.append(box)
        scores.append(best[keep])
        classes.append(label[keep])
    return np.concatenate(boxes), np.concatenate(scores), np.concatenate(classes)


def decode_rows(outputs, layout, input_hw, image_hw, threshold=0.25):
    if layout in ("darknet", "v5"):
        return _plain(outputs, layout, input_hw, image_hw, threshold)
    if layout != "v8":
        raise ValueError(f"layout {layout!r}")
    scale = max(image_hw) / input_hw[1]
    boxes, scores, ids = [], [], []
    for output in outputs:
        for prediction in np.transpose(output[0]):
            chances = prediction[4:]
            best = int(np.argmax(chances))
            if chances[best] > threshold:
                cx, cy, w, h = prediction[:4].astype(float)
                boxes.append([(cx - 0.5 * w) * scale, (cy - 0.5 * h) * scale, w * scale, h * scale])
                scores.append(chances[best])
                ids.append(best)
    return np.array(boxes, float).reshape(-1, 4), np.array(scores, float), np.array(ids, int)
