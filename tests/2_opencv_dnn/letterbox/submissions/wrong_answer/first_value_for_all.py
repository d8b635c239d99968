"""Fills all channels with the first value of the colour. Each channel has its own."""

# says: "All channels of the bars have the first value of `fill`"

import cv2
import numpy as np


def _fit(height, width, size):
    """Size of the picture on the canvas and its top-left corner."""
    w = min(size[0], width * size[1] // height)
    h = min(size[1], height * size[0] // width)
    return w, h, (size[0] - w) // 2, (size[1] - h) // 2


def letterbox(image, size, fill=114):
    w, h, left, top = _fit(image.shape[0], image.shape[1], size)
    picture = cv2.resize(image, (w, h))
    grey = image.ndim == 2
    planes = [picture] if grey else [picture[:, :, c] for c in range(3)]
    fills = [fill if np.isscalar(fill) else fill[0]] * len(planes)
    pad = ((top, size[1] - h - top), (left, size[0] - w - left))
    padded = [np.pad(plane, pad, constant_values=int(value)) for plane, value in zip(planes, fills)]
    return padded[0] if grey else np.stack(padded, axis=2)


def unmap_boxes(boxes, shape, size):
    height, width = shape[:2]
    w, h, left, top = _fit(height, width, size)
    x1, y1, x2, y2 = np.asarray(boxes, dtype=np.float64).T
    xs = [np.clip((x - left) * (width / w), 0.0, width) for x in (x1, x2)]
    ys = [np.clip((y - top) * (height / h), 0.0, height) for y in (y1, y2)]
    return np.stack([xs[0], ys[0], xs[1], ys[1]], axis=1)
