"""Sends the images through the network one by one, and suppresses by hand. The faces are the same, only later."""

import cv2
import numpy as np

OUTPUTS = ["537", "538", "539", "540"]
FRAME, MARK = (115, 158, 0), (0, 94, 213)


def decode(heat, scale, offset, landmarks, threshold=0.5):
    cells = np.argwhere(heat > threshold)
    faces = np.zeros((len(cells), 4))
    points = np.zeros((len(cells), 5, 2))
    for n, (r, c) in enumerate(cells):
        size = 4 * np.exp(scale[::-1, r, c])
        middle = 4 * (np.array([c, r]) + offset[::-1, r, c] + 0.5)
        faces[n] = [*(middle - size / 2), *size]
        points[n] = faces[n, :2] + landmarks[:, r, c].reshape(5, 2)[:, ::-1] * size
    return faces, np.array([heat[r, c] for r, c in cells], dtype=float), points


def suppress(boxes, scores, iou_threshold):
    kept = []
    for n in np.argsort(-scores, kind="stable"):
        x, y, w, h = boxes[n]
        good = True
        for m in kept:
            px, py, pw, ph = boxes[m]
            shared = max(0, min(x + w, px + pw) - max(x, px)) * max(0, min(y + h, py + ph) - max(y, py))
            good = good and shared / (w * h + pw * ph - shared) <= iou_threshold
        if good:
            kept.append(n)
    return np.array(kept, dtype=int)


def detect(path, images, size=(256, 192), threshold=0.5, iou_threshold=0.3):
    net = cv2.dnn.readNetFromONNX(path)
    found = []
    for image in images:
        net.setInput(cv2.dnn.blobFromImage(image, 1, size, swapRB=True))
        heat, scale, offset, landmarks = net.forward(OUTPUTS)
        boxes, scores, points = decode(heat[0, 0], scale[0], offset[0], landmarks[0], threshold)
        kept = suppress(boxes, scores, iou_threshold)
        factor = np.array([image.shape[1] / size[0], image.shape[0] / size[1]])
        found.append((boxes[kept] * np.concatenate([factor, factor]), scores[kept], points[kept] * factor))
    return found


def draw(image, boxes, points):
    image = np.copy(image)
    for (x, y, w, h), marks in zip(boxes, points):
        x1, y1, x2, y2 = (int(np.floor(v + 0.5)) for v in (x, y, x + w, y + h))
        cv2.rectangle(image, (x1, y1), (x2, y2), FRAME, 2)
        for mark in np.floor(marks + 0.5).astype(int):
            cv2.circle(image, tuple(mark.tolist()), 2, MARK, -1)
    return image
