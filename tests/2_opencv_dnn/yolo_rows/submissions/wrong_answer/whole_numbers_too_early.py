"""Cuts off the fractions before it subtracts half of the size. Centre and size lose up to a pixel each, and the corner
gets the sum of both errors. Convert to integers only when you draw.
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
                width, height = int(w * image_width), int(h * image_height)
                x = int(int(cx * image_width) - width / 2)
                y = int(int(cy * image_height) - height / 2)
                boxes.append([float(x), float(y), float(width), float(height)])
                scores.append(score)
                classes.append(best)
    return np.array(boxes).reshape(-1, 4), np.array(scores), np.array(classes, dtype=int)


# says: "The fractions were cut off before"
