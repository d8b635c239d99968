"""Augmentation of images and their boxes: the reference."""

import numpy as np


def flip(image: np.ndarray, boxes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mirror an image and its xyxy boxes horizontally."""
    mirrored = np.array(boxes, dtype=np.float64)
    # The right edge becomes the left one. Edges reach from 0 to W, so x becomes W - x.
    mirrored[:, [0, 2]] = image.shape[1] - mirrored[:, [2, 0]]
    return image[:, ::-1].copy(), mirrored


def crop(
    image: np.ndarray, boxes: np.ndarray, labels: np.ndarray, window: tuple[int, int, int, int], keep: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cut a window out of an image; the boxes that keep enough of their area are moved and clipped."""
    x1, y1, x2, y2 = window
    moved = np.array(boxes, dtype=np.float64) - np.array([x1, y1, x1, y1])
    moved, labels = _visible(moved, labels, (x2 - x1, y2 - y1), keep)
    return image[y1:y2, x1:x2].copy(), moved, labels


def shift(
    image: np.ndarray, boxes: np.ndarray, labels: np.ndarray, dx: int, dy: int, fill: float, keep: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Move the content of an image by (dx, dy); the boxes that keep enough of their area are moved and clipped."""
    height, width = image.shape[:2]
    shifted = np.full_like(image, fill)
    # What is visible afterwards, in pixels of the new image; nothing if the shift exceeds the size.
    left, right = max(dx, 0), min(width + dx, width)
    top, bottom = max(dy, 0), min(height + dy, height)
    if left < right and top < bottom:
        shifted[top:bottom, left:right] = image[top - dy : bottom - dy, left - dx : right - dx]

    moved = np.array(boxes, dtype=np.float64) + np.array([dx, dy, dx, dy])
    moved, labels = _visible(moved, labels, (width, height), keep)
    return shifted, moved, labels


def flip_labels(
    image: np.ndarray, boxes: np.ndarray, labels: np.ndarray, pairs: list[tuple[int, int]], fixed: list[int]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mirror an image, its boxes and the labels that are in a pair, unless a label is fixed."""
    if np.isin(labels, fixed).any():
        return image.copy(), np.array(boxes, dtype=np.float64), labels.copy()
    partner = {a: b for pair in pairs for a, b in (pair, pair[::-1])}
    swapped = np.array([partner.get(label, label) for label in labels.tolist()], dtype=labels.dtype)
    return *flip(image, boxes), swapped


def _visible(boxes: np.ndarray, labels: np.ndarray, size: tuple[int, int], keep: float) -> tuple[np.ndarray, np.ndarray]:
    """Clip boxes to an image of this width and height; those that keep too little of their area are removed."""
    clipped = np.clip(boxes, 0, [*size, *size])
    left = _area(clipped)
    remains = (left > 0) & (left >= keep * _area(boxes))
    return clipped[remains], labels[remains]


def _area(boxes: np.ndarray) -> np.ndarray:
    """Areas of (N, 4) xyxy boxes, as an array of shape (N,)."""
    return np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
