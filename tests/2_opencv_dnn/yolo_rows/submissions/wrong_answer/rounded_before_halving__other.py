"""Converts centre and size to whole numbers before it subtracts half of the size, as a well-known snippet does. The
boxes are off by up to two pixels: nothing is rounded here.
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
            across, down = image_width, image_height
            if layout != "darknet":
                across, down = image_width / input_hw[1], image_height / input_hw[0]
            values = row[4:] if layout == "v8" else row[5:]
            best = 0
            for k in range(len(values)):
                if values[k] > values[best]:
                    best = k
            score = values[best]
            if layout == "v5":
                score = score * row[4]
            if score > threshold:
                w, h = int(w * across), int(h * down)
                x = int(cx * across) - w // 2
                y = int(cy * down) - h // 2
                boxes.append([float(x), float(y), float(w), float(h)])
                scores.append(score)
                classes.append(best)
    return np.array(boxes).reshape(-1, 4), np.array(scores), np.array(classes, dtype=int)
