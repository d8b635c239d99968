"""Boxes in three formats, for the checks that explain them."""

from __future__ import annotations

import numpy as np

FORMATS = ("xyxy", "xywh", "cxcywh")


def other_formats(wanted: np.ndarray, form: str) -> dict[str, np.ndarray]:
    """What the boxes would be if one format had been taken for another."""
    if wanted.ndim != 2 or wanted.shape[1:] != (4,) or not len(wanted) or wanted.dtype.kind not in "iuf":
        return {}
    corners = as_corners(wanted, form)
    x1, y1, x2, y2 = corners.T
    size = [x2 - x1, y2 - y1]
    as_form = {"xyxy": corners, "xywh": np.stack([x1, y1, *size], 1), "cxcywh": np.stack([(x1 + x2) / 2, (y1 + y2) / 2, *size], 1)}
    found = {f"These are the right boxes, but as {other}; {form} is asked for.": as_form[other] for other in FORMATS if other != form}
    found["x and y are exchanged in every box."] = wanted[:, [1, 0, 3, 2]]
    return {words: variant for words, variant in found.items() if not np.allclose(variant, wanted)}


def as_corners(boxes: np.ndarray, form: str) -> np.ndarray:
    """Boxes as xyxy, in float64."""
    a, b, c, d = np.asarray(boxes, np.float64).T
    if form == "xywh":
        c, d = a + c, b + d
    elif form == "cxcywh":
        a, b, c, d = a - c / 2, b - d / 2, a + c / 2, b + d / 2
    return np.stack([a, b, c, d], 1)


def overlaps(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The IoU of each box of ``a`` with that of ``b`` in the same row; 0 where there is no area."""
    with np.errstate(all="ignore"):
        sides = np.clip(np.minimum(a[:, 2:], b[:, 2:]) - np.maximum(a[:, :2], b[:, :2]), 0, None)
        shared = sides.prod(1)
        union = np.clip(a[:, 2:] - a[:, :2], 0, None).prod(1) + np.clip(b[:, 2:] - b[:, :2], 0, None).prod(1) - shared
        return np.where(union > 0, shared / np.where(union > 0, union, 1), 0.0)
