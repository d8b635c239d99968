"""Returns v5's objectness as the score. The score is the objectness times the best class score."""

# says: "These scores are the objectness"

import numpy as np


def decode_rows(outputs, layout, input_hw, image_hw, threshold=0.25):
    if layout == "darknet":
        table = np.concatenate(outputs, axis=0).astype(np.float64)
        unit = (1.0, 1.0)
    elif layout == "v5":
        table = np.concatenate([o[0] for o in outputs], axis=0).astype(np.float64)
        table[:, 5:] *= table[:, 4:5]
        unit = (input_hw[1], input_hw[0])
    elif layout == "v8":
        table = np.concatenate([o[0].T for o in outputs], axis=0).astype(np.float64)
        table = np.insert(table, 4, 1.0, axis=1)
        unit = (input_hw[1], input_hw[0])
    else:
        raise ValueError("layout must be darknet, v5 or v8")
    per_class = table[:, 5:]
    label = np.argmax(per_class, axis=1)
    score = per_class[np.arange(len(table)), label]
    if layout == "v5":
        score = table[:, 4]
    good = np.flatnonzero(score > threshold)
    boxes = table[good, :4]
    boxes[:, :2] -= boxes[:, 2:] / 2
    boxes[:, 0::2] *= image_hw[1] / unit[0]
    boxes[:, 1::2] *= image_hw[0] / unit[1]
    return boxes, score[good], label[good]
