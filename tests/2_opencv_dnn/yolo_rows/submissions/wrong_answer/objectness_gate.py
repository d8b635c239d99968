"""Discards rows whose objectness is below a limit of its own, before the scores are compared with the threshold. Many
listings do, but the objectness alone decides nothing here: a row of objectness 0.4 and class score 0.9 has a score
of 0.36.
"""

# says: "of low objectness"

from collections.abc import Sequence

import numpy as np


def decode_rows(
    outputs: Sequence[np.ndarray],
    layout: str,
    input_hw: tuple[int, int],
    image_hw: tuple[int, int],
    threshold: float = 0.25,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return boxes (K, 4) as xywh in pixels of the image, scores (K,) and classes (K,) of the rows above the threshold."""
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
        scores = scores * rows[:, 4]  # the same factor for all classes of a row, so the best class stays the same

    kept = scores > threshold  # few rows are left from here on
    if layout != "v8":
        kept &= rows[:, 4] > 0.45
    scale = np.array([image_hw[1] / unit[1], image_hw[0] / unit[0]])
    centre, size = rows[kept, :2] * scale, rows[kept, 2:4] * scale
    return np.hstack([centre - size / 2, size]), scores[kept], classes[kept]
