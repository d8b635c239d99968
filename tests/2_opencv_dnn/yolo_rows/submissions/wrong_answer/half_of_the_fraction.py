"""Converts the centre to pixels and then subtracts half of the size as a fraction of the image. Both have to be in the
same unit: convert the size first.
"""

import numpy as np


def darknet(output):
    return output[:, :4], output[:, 5:], None


def v5(output):
    (rows,) = output
    return rows[:, :4], rows[:, 5:], rows[:, 4]


def v8(output):
    (columns,) = output
    return columns[:4].T, columns[4:].T, None


def to_corner(centre, hw):
    factor = np.tile(np.array(hw, dtype=float)[::-1], 2)
    whole = centre * factor
    left_top = whole[:, 0:2] - 0.5 * centre[:, 2:4]
    return np.column_stack([left_top, whole[:, 2:4]])


def decode_rows(outputs, layout, input_hw, image_hw, threshold=0.25):
    readers = dict(darknet=darknet, v5=v5, v8=v8)
    if layout not in readers:
        raise ValueError("no such layout: " + str(layout))
    parts = []
    for output in outputs:
        centre, probabilities, objectness = readers[layout](output)
        label = np.argmax(probabilities, axis=1)
        score = np.amax(probabilities, axis=1)
        if objectness is not None:
            score = score * objectness
        mask = score > threshold
        centre = centre[mask].astype(np.float64)
        if layout == "darknet":
            fraction = centre
        else:
            fraction = centre / (input_hw[1], input_hw[0], input_hw[1], input_hw[0])
        parts.append((to_corner(fraction, image_hw), score[mask], label[mask]))
    return tuple(np.concatenate(p) for p in zip(*parts))
