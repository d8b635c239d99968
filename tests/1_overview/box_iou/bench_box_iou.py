"""How fast are the overlaps of all pairs of boxes?"""

import cv2
import numpy as np

from deepkata.bench import Benchmark


def boxes(rng, count):
    """Boxes as xyxy, in an image of 640 by 480 pixels."""
    corner = rng.uniform(0, (600, 440), (count, 2))
    return np.hstack([corner, corner + rng.uniform(5, 200, (count, 2))])


def inputs(rng, size):
    return boxes(rng, size), boxes(rng, size)


def loop(a, b):
    """Pair by pair, in plain Python."""
    result = np.zeros((len(a), len(b)))
    for i, (ax1, ay1, ax2, ay2) in enumerate(a.tolist()):
        for j, (bx1, by1, bx2, by2) in enumerate(b.tolist()):
            shared = max(0.0, min(ax2, bx2) - max(ax1, bx1)) * max(0.0, min(ay2, by2) - max(ay1, by1))
            union = (ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1) - shared
            result[i, j] = shared / union if union > 0 else 0.0
    return result


def rectangles(a, b):
    """OpenCV's minimum and maximum of whole matrices."""
    sides = []
    for axis in (0, 1):
        begin = cv2.max(np.repeat(a[:, axis, None], len(b), 1), np.repeat(b[None, :, axis], len(a), 0))
        end = cv2.min(np.repeat(a[:, axis + 2, None], len(b), 1), np.repeat(b[None, :, axis + 2], len(a), 0))
        sides.append(cv2.max(cv2.subtract(end, begin), 0))
    shared = cv2.multiply(sides[0], sides[1])
    area_a, area_b = ((x[:, 2] - x[:, 0]) * (x[:, 3] - x[:, 1]) for x in (a, b))
    return cv2.divide(shared, cv2.subtract(area_a[:, None] + area_b, shared))


BENCHMARK = Benchmark(
    "iou_matrix",
    inputs=inputs,
    sizes=(50, 150, 450),
    unit="boxes on each side",
    naive=loop,
    naive_name="pair by pair",
    library=rectangles,
    library_name="OpenCV on whole matrices",
)
