"""Treats v5's boxes as fractions of the image. They are in pixels of the network's input; only Darknet's are fractions.
"""

# says: "v5's boxes were read as fractions of the image"

import numpy as np


LAYOUTS = {"darknet": 5, "v5": 5, "v8": 4}


def decode_rows(outputs, layout, input_hw, image_hw, threshold=0.25):
    if layout not in LAYOUTS:
        raise ValueError(layout)
    first = LAYOUTS[layout]
    boxes, scores, classes = [], [], []
    for output in outputs:
        predictions = output
        if layout == "v5":
            predictions = output[0]
        elif layout == "v8":
            predictions = np.swapaxes(output[0], 0, 1)
        for row in predictions:
            label = int(np.argmax(row[first:]))
            score = float(row[first + label])
            if layout == "v5":
                score *= float(row[4])
            if score > threshold:
                cx, cy, w, h = (float(v) for v in row[:4])
                if layout == "v8":
                    cx, w = cx / input_hw[1], w / input_hw[1]
                    cy, h = cy / input_hw[0], h / input_hw[0]
                x = (cx - w / 2) * image_hw[1]
                y = (cy - h / 2) * image_hw[0]
                boxes.append([x, y, w * image_hw[1], h * image_hw[0]])
                scores.append(score)
                classes.append(label)
    return (
        np.array(boxes, dtype=float).reshape(-1, 4),
        np.array(scores, dtype=float),
        np.array(classes, dtype=int),
    )
