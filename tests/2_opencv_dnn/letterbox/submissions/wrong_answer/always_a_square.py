"""Makes a square canvas, whatever the width. size is (width, height), and both count."""
# source: yangheng111/element-detection yolov3-com/com_utils/letterbox.py

import cv2
import numpy as np


def letterbox(image, size, fill=114):
    side = size[1]
    shape = image.shape[:2]
    ratio = float(side) / max(shape)
    inner = round(shape[1] * ratio), round(shape[0] * ratio)
    dx, dy = (side - inner[0]) / 2, (side - inner[1]) / 2
    resized = cv2.resize(image, inner, interpolation=cv2.INTER_AREA)
    colour = tuple(np.broadcast_to(np.asarray(fill, dtype=float), 3).tolist())
    return cv2.copyMakeBorder(
        resized, round(dy - 0.1), round(dy + 0.1), round(dx - 0.1), round(dx + 0.1), cv2.BORDER_CONSTANT, value=colour
    )


def _fit(shape, size):
    rows, columns = shape[:2]
    width = min(size[0], columns * size[1] // rows)
    height = min(size[1], rows * size[0] // columns)
    return width, height, (size[0] - width) // 2, (size[1] - height) // 2


def unmap_boxes(boxes, shape, size):
    rows, columns = shape[:2]
    width, height, left, top = _fit(shape, size)
    mapped = np.array(boxes, dtype=np.float64).reshape(-1, 4)
    mapped[:, 0::2] = np.clip((mapped[:, 0::2] - left) * columns / width, 0, columns)
    mapped[:, 1::2] = np.clip((mapped[:, 1::2] - top) * rows / height, 0, rows)
    return mapped

