"""Returns the objectness as the score, beside the right class. It says how sure the network is that there is an object
at all. The score of the row is the score of the best class.
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
    classes = by_class.argmax(axis=1)
    scores = np.take_along_axis(by_class, classes[:, None], axis=1)[:, 0]
    if layout == "v5":
        scores = scores * rows[:, 4]  # one factor for all classes of a row: it does not change which is the best

    if layout != "v8":
        scores = rows[:, 4]

    kept = scores > threshold  # few rows are left for what follows
    scale = np.array([image_hw[1] / unit[1], image_hw[0] / unit[0]])
    centre, size = rows[kept, :2] * scale, rows[kept, 2:4] * scale
    return np.hstack([centre - size / 2, size]), scores[kept], classes[kept]


# says: "These scores are the objectness"
