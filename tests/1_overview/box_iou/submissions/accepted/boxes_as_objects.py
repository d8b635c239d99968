"""A class for one box, which reads and writes every format; each IoU divides by the intersection first."""

from dataclasses import dataclass
from itertools import product

import numpy as np


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    width: float
    height: float

    @classmethod
    def read(cls, row, fmt):
        p, q, r, s = (float(v) for v in row)
        if fmt == "xyxy":
            return cls(p, q, r - p, s - q)
        if fmt == "xywh":
            return cls(p, q, r, s)
        return cls(p - r / 2, q - s / 2, r, s)

    def write(self, fmt):
        if fmt == "xyxy":
            return self.left, self.top, self.left + self.width, self.top + self.height
        if fmt == "xywh":
            return self.left, self.top, self.width, self.height
        return self.left + self.width / 2, self.top + self.height / 2, self.width, self.height


def convert(boxes: np.ndarray, src: str, dst: str) -> np.ndarray:
    if {src, dst} - {"xyxy", "xywh", "cxcywh"}:
        raise ValueError("format")
    rows = [Box.read(row, src).write(dst) for row in boxes]
    return np.array(rows, dtype=float).reshape(-1, 4)


def _single(p, q):
    w = min(p[2], q[2]) - max(p[0], q[0])
    h = min(p[3], q[3]) - max(p[1], q[1])
    if w <= 0 or h <= 0:
        return 0.0
    # divided by the intersection first: nothing underflows, whatever the unit
    return 1.0 / ((p[2] - p[0]) / w * ((p[3] - p[1]) / h) + (q[2] - q[0]) / w * ((q[3] - q[1]) / h) - 1.0)


def iou_matrix(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    result = np.zeros((len(a), len(b)), dtype=np.float32)
    rows_a = [list(map(float, r)) for r in a]
    rows_b = [list(map(float, r)) for r in b]
    for i, j in product(range(len(a)), range(len(b))):
        result[i, j] = min(1.0, _single(rows_a[i], rows_b[j]))
    return result
