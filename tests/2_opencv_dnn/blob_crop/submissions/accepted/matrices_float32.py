"""A matrix takes points of the image to the blob; its inverse takes them back. In float32, as networks answer."""

import cv2
import numpy as np


def crop_transform(shape, size):
    height, width = shape[:2]
    factor = float(max(np.float32(size[0]) / np.float32(width), np.float32(size[1]) / np.float32(height)))
    # the rounding is left to OpenCV
    resized = cv2.resize(np.zeros((height, width), np.uint8), None, fx=factor, fy=factor)
    return factor, int(0.5 * (resized.shape[1] - size[0])), int(0.5 * (resized.shape[0] - size[1]))


def _back(shape, size):
    factor, left, top = crop_transform(shape, size)
    return cv2.invertAffineTransform(np.array([[factor, 0, -left], [0, factor, -top]]))


def to_original(points, shape, size):
    one = np.ones((len(points), 1))
    return (np.hstack([points, one]) @ _back(shape, size).T).astype(np.float32)


def boxes_to_original(boxes, shapes, size):
    result = np.empty((len(boxes), 4), np.float32)
    for number, shape in enumerate(shapes):
        rows = np.flatnonzero(boxes[:, 0] == number)
        points = boxes[rows, 1:].reshape(-1, 2) * np.float32(size)
        points = to_original(points, shape, size)
        points[:, 0] = points[:, 0].clip(0, shape[1])
        points[:, 1] = points[:, 1].clip(0, shape[0])
        result[rows] = points.reshape(-1, 4)
    return result
