"""Converts the centre to pixels and then subtracts half of the size as a fraction of the image. Both have to be in the
same unit: convert the size first.
"""

import numpy as np


def decode_rows(outputs, layout, input_hw, image_hw, threshold=0.25):
    if layout not in ("darknet", "v5", "v8"):
        raise ValueError(layout)
    image_height, image_width = image_hw
    boxes, scores, classes = [], [], []
    for output in outputs:
        if layout == "darknet":
            rows = output.tolist()
        elif layout == "v5":
            rows = output[0].tolist()
        else:
            rows = output[0].T.tolist()
        for row in rows:
            cx, cy, w, h = row[:4]
            if layout != "darknet":
                cx, cy = cx / input_hw[1], cy / input_hw[0]
                w, h = w / input_hw[1], h / input_hw[0]
            values = row[4:] if layout == "v8" else row[5:]
            best = 0
            for k in range(len(values)):
                if values[k] > values[best]:
                    best = k
            score = values[best]
            if layout == "v5":
                score = score * row[4]
            if score > threshold:
                x = cx * image_width - w / 2
                y = cy * image_height - h / 2
                boxes.append([x, y, w * image_width, h * image_height])
                scores.append(score)
                classes.append(best)
    return np.array(boxes).reshape(-1, 4), np.array(scores), np.array(classes, dtype=int)
