"""Handwritten digits in a photograph: where they are, and as the small images that the exercises know."""

from __future__ import annotations

import cv2
import numpy as np

SIDE, FULL = 8, 16
#: Of the photograph's longer side: what is smaller is dust, what is larger is the paper's edge.
SMALLEST, LARGEST = 0.03, 0.9


def find(photo: np.ndarray) -> np.ndarray:
    """Dark marks on bright paper, or bright ones on dark: x, y, width, height, integers of shape (K, 4), from left to right."""
    grey = cv2.GaussianBlur(cv2.cvtColor(photo, cv2.COLOR_BGR2GRAY), (5, 5), 0)
    _, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    edge = np.concatenate([ink[0], ink[-1], ink[:, 0], ink[:, -1]])
    if edge.mean() > 127:
        ink = 255 - ink
    side = max(photo.shape[:2])
    ink = cv2.dilate(ink, np.ones((max(1, side // 200), max(1, side // 200)), np.uint8))
    _, _, found, _ = cv2.connectedComponentsWithStats(ink)
    boxes: np.ndarray = found[1:, :4]
    sides = boxes[:, 2:].max(axis=1)
    boxes = boxes[(sides > SMALLEST * side) & (sides < LARGEST * side)]
    order = np.argsort(boxes[:, 0], kind="stable")
    return np.asarray(boxes[order])


def small(photo: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """Each mark as a digit of the data set: uint8, shape (K, 8, 8), 0 for paper to 16 for ink."""
    images = np.zeros((len(boxes), SIDE, SIDE), np.uint8)
    for image, (x, y, width, height) in zip(images, boxes, strict=True):
        grey = cv2.cvtColor(photo[y : y + height, x : x + width], cv2.COLOR_BGR2GRAY).astype(np.float32)
        edge = np.median(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]]))
        ink = np.abs(grey - edge) / max(1.0, float(np.abs(grey - edge).max()))
        side = max(width, height)
        square = np.zeros((side, side), np.float32)
        square[(side - height) // 2 :, (side - width) // 2 :][:height, :width] = ink
        image[:] = np.rint(FULL * cv2.resize(square, (SIDE, SIDE), interpolation=cv2.INTER_AREA))
    return images
