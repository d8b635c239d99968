"""Cuts a box out of a coarse feature map of a photograph: by RoI pooling, by RoI align, and the box itself to compare."""

import cv2
import numpy as np

from deepkata.trying import Panel, Shown

CELLS, SIZE = 24, 14  # cells of the feature map along the shorter side; bins on each side


def prepare(submission, fixture, scratch):
    def attempt(photo):
        height, width = photo.shape[:2]
        stride = max(1, min(height, width) // CELLS)
        rows, columns = height // stride, width // stride
        features = cv2.resize(photo[: rows * stride, : columns * stride], (columns, rows), interpolation=cv2.INTER_AREA).astype(np.float32)
        x1, y1 = (0.5 + 0.44 + np.array([columns, rows]) // 4) * stride  # rounded up by nearly half a cell
        x2, y2 = x1 + columns // 2 * stride, y1 + rows // 2 * stride
        box = np.array([x1, y1, x2, y2])
        pooled = submission.roi_pool(features, box, stride, SIZE)
        aligned = submission.roi_align(features, box[None], stride, SIZE, 2)[0]
        part = photo[round(y1) : round(y2), round(x1) : round(x2)]
        return Shown(
            Panel(f"photograph, cells of {stride} pixels", photo, [[x1, y1, x2 - x1, y2 - y1]], ["box"]),
            Panel("the box", part),
            Panel(f"RoI pooling, {SIZE} by {SIZE}", enlarged(pooled, part)),
            Panel(f"RoI align, {SIZE} by {SIZE}", enlarged(aligned, part)),
        )

    return attempt


def enlarged(bins, part):
    """Bins as large as the part of the photograph that they describe."""
    values = np.clip(np.rint(np.asarray(bins)), 0, 255).astype(np.uint8)
    return cv2.resize(values, part.shape[1::-1], interpolation=cv2.INTER_NEAREST)
