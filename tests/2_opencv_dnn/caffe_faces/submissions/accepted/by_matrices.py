"""A matrix for each image takes the fractions to its pixels, all corners at once."""

import cv2
import numpy as np


def load(prototxt, weights):
    with open(prototxt, "rb") as text, open(weights, "rb") as values:
        return cv2.dnn.readNetFromCaffe(np.frombuffer(text.read(), np.uint8), np.frombuffer(values.read(), np.uint8))


def to_image(shape, crop):
    """From fractions of the input to pixels of the image: 2 by 3."""
    height, width = shape[:2]
    if not crop:
        return np.array([[width, 0, 0], [0, height, 0]], float)
    factor = 300 / min(width, height)
    left, top = (int(round(side * factor) - 300) // 2 for side in (width, height))
    return np.array([[300, 0, left], [0, 300, top]]) / factor


def detect(net, images, threshold=0.5, crop=False):
    net.setInput(cv2.dnn.blobFromImages(images, 1, (300, 300), (104, 177, 123), False, crop))
    output = net.forward(net.getUnconnectedOutLayersNames())[0][0, 0]
    numbers, kinds, scores = output[:, 0].astype(int), output[:, 1], output[:, 2]
    result = []
    for n, image in enumerate(images):
        mine = (numbers == n) & (kinds >= 1) & (scores >= threshold)
        points = output[mine, 3:].reshape(-1, 1, 2).astype(float)
        if len(points):
            points = cv2.transform(points, to_image(image.shape, crop))
        corners = points.reshape(-1, 2, 2)
        limit = np.array([image.shape[1], image.shape[0]])
        corners = np.minimum(np.maximum(corners, 0), limit)
        area = np.prod(corners[:, 1] - corners[:, 0], axis=1)
        rows = np.column_stack([scores[mine], corners.reshape(-1, 4)])
        result.append(rows[area > 0])
    return result
