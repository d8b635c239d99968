"""Faces, by a real network: the reference."""

from collections.abc import Sequence

import cv2
import numpy as np

#: The network's outputs: heat map, scale, offset and landmarks.
OUTPUTS = ["537", "538", "539", "540"]
#: Blue, green, red.
FRAME, MARK = (115, 158, 0), (0, 94, 213)
STRIDE = 4


def decode(
    heat: np.ndarray, scale: np.ndarray, offset: np.ndarray, landmarks: np.ndarray, threshold: float = 0.5
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return boxes (K, 4) as xywh, scores (K,) and points (K, 5, 2) of the cells above the threshold, in input pixels."""
    cells = np.nonzero(heat > threshold)
    here = (slice(None), *cells)  # selects each map's values at these cells: (maps, K)

    # Everything is in the network's order, y before x, until the end.
    size = STRIDE * np.exp(scale[here])
    corner = STRIDE * (np.array(cells) + offset[here] + 0.5) - size / 2
    points = landmarks[here].reshape(5, 2, -1) * size + corner

    boxes = np.concatenate([corner[::-1], size[::-1]]).T
    return boxes, heat[cells], points.transpose(2, 0, 1)[..., ::-1]


def detect(
    path: str,
    images: Sequence[np.ndarray],
    size: tuple[int, int] = (256, 192),
    threshold: float = 0.5,
    iou_threshold: float = 0.3,
) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Return boxes, scores and points of the faces in each image, in its pixels, the best one first."""
    net = cv2.dnn.readNetFromONNX(path)
    net.setInput(cv2.dnn.blobFromImages(images, 1.0, size, swapRB=True))
    outputs = net.forward(OUTPUTS)

    found = []
    for image, heat, *maps in zip(images, *outputs, strict=True):
        boxes, scores, points = decode(heat[0], *maps, threshold)
        kept = np.array(cv2.dnn.NMSBoxes(boxes, scores, threshold, iou_threshold), dtype=int)
        # The input was stretched, so x and y have separate factors.
        factor = np.array(image.shape[1::-1]) / size
        found.append((boxes[kept] * np.tile(factor, 2), scores[kept], points[kept] * factor))
    return found


def draw(image: np.ndarray, boxes: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Return a copy of the image with the box and the landmarks of each face."""
    image = image.copy()
    for (x, y, width, height), marks in zip(boxes.tolist(), points.tolist(), strict=True):
        cv2.rectangle(image, (round(x), round(y)), (round(x + width), round(y + height)), FRAME, 2)
        for mark in marks:
            cv2.circle(image, (round(mark[0]), round(mark[1])), 2, MARK, cv2.FILLED)
    return image
