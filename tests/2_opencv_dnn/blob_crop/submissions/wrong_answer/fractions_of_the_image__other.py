"""Multiplies the fractions by width and height of the image. That is right for a stretched image. A cropped blob shows
only the middle, so they are fractions of the blob.
"""

import numpy as np


def crop_transform(shape, size):
    image_height = shape[0]
    image_width = shape[1]
    blob_width, blob_height = size
    factor = blob_width / image_width
    if blob_height / image_height > factor:
        factor = blob_height / image_height
    too_wide = round(image_width * factor) - blob_width
    too_high = round(image_height * factor) - blob_height
    return factor, too_wide // 2, too_high // 2


def to_original(points, shape, size):
    factor, left, top = crop_transform(shape, size)
    result = np.zeros((len(points), 2))
    for i in range(len(points)):
        x, y = float(points[i][0]), float(points[i][1])
        result[i, 0] = (x + left) / factor
        result[i, 1] = (y + top) / factor
    return result


def boxes_to_original(boxes, shapes, size):
    result = np.zeros((len(boxes), 4))
    for i in range(len(boxes)):
        number, x1, y1, x2, y2 = (float(value) for value in boxes[i])
        shape = shapes[int(number)]
        w, h = shape[1], shape[0]
        x1, y1, x2, y2 = x1 * w, y1 * h, x2 * w, y2 * h
        result[i, 0] = min(max(x1, 0), shape[1])
        result[i, 1] = min(max(y1, 0), shape[0])
        result[i, 2] = min(max(x2, 0), shape[1])
        result[i, 3] = min(max(y2, 0), shape[0])
    return result
