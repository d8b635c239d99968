"""Channel by channel on canvases of their own, merged at the end; boxes in float32."""

import cv2
import numpy as np


def place(shape, size):
    factor = float(np.float32(min(size[0] / shape[1], size[1] / shape[0])))
    wanted = np.minimum(np.floor(np.array(shape[1::-1], float) * factor + 1e-4).astype(int), size)
    return wanted, (np.array(size) - wanted) // 2


def letterbox(image, size, fill=114):
    (w, h), (x, y) = place(image.shape, size)
    channels = cv2.split(image)
    colours = list(fill) if np.ndim(fill) else [fill] * len(channels)
    planes = []
    for plane, colour in zip(channels, colours):
        canvas = np.full((size[1], size[0]), colour, dtype=np.uint8)
        canvas[y : y + h, x : x + w] = cv2.resize(plane, (int(w), int(h)))
        planes.append(canvas)
    return np.dstack(planes) if image.ndim == 3 else planes[0]


def unmap_boxes(boxes, shape, size):
    picture, bar = place(shape, size)
    have = np.float32(shape[1::-1])
    boxes = np.array(boxes, np.float32)
    for corner in (slice(0, 2), slice(2, 4)):
        boxes[:, corner] -= bar
        boxes[:, corner] *= have / picture.astype(np.float32)
        boxes[:, corner] = np.minimum(np.maximum(boxes[:, corner], 0), have)
    return boxes
