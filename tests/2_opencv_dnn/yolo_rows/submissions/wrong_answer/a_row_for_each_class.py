"""Returns a row once for each class above the threshold. One object then has several boxes of different classes, which
NMS per class does not remove. Here a row has one class, its best.
"""

import numpy as np


def decode_rows(outputs, layout, input_hw, image_hw, threshold=0.25):
    if layout == "darknet":
        rows = np.concatenate(outputs)
        unit = (1, 1)  # fractions of the image
    elif layout == "v5":
        rows = np.concatenate([output[0] for output in outputs])
        unit = input_hw
    elif layout == "v8":
        rows = np.concatenate([output[0].T for output in outputs])
        unit = input_hw
    else:
        raise ValueError(f"unknown layout {layout!r}: use darknet, v5 or v8")

    by_class = rows[:, 4:] if layout == "v8" else rows[:, 5:]
    scores = by_class * rows[:, 4:5] if layout == "v5" else by_class
    kept, classes = np.nonzero(scores > threshold)
    scale = np.array([image_hw[1] / unit[1], image_hw[0] / unit[0]])
    centre, size = rows[kept, :2] * scale, rows[kept, 2:4] * scale
    return np.hstack([centre - size / 2, size]), scores[kept, classes], classes


# says: "once for each class above the threshold"
