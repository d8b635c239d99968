"""Gives the network blue, green, red, as OpenCV has them. Many digits are still found, so the mistake goes unnoticed where one
only looks at pictures.
"""

import functools

import cv2
import numpy as np

SIZE = np.array([192, 160])


def picture(shape):
    image = np.array([shape[1], shape[0]])
    size = np.floor(image * (SIZE / image).min() + 1e-9).astype(int)
    return image, size, (SIZE - size) // 2


def to_input(image):
    _, (w, h), (left, top) = picture(image.shape)
    small = cv2.resize(image, (int(w), int(h)))
    right, below = 192 - w - left, 160 - h - top
    canvas = cv2.copyMakeBorder(small, int(top), int(below), int(left), int(right), cv2.BORDER_CONSTANT, value=(114, 114, 114))
    return np.moveaxis(canvas[np.newaxis].astype(np.float32) / 255, -1, 1)


def decode(answer, threshold=0.25):
    cells = answer[0]
    half = np.tanh(cells[:5] / 2)  # a sigmoid is (1 + tanh(v / 2)) / 2
    sure = (1 + half[4]) / 2
    powers = np.exp(cells[5:] - cells[5:].max(0))
    score = sure / powers.sum(0)
    r, c = np.where(score > threshold)
    size = 16 * (1 + half[2:4, r, c]) ** 2
    middle = 8 * (np.stack([c, r]) + half[:2, r, c] + 0.5)
    boxes = np.vstack([middle - size / 2, size]).T.astype(np.float32)
    return boxes, score[r, c], cells[5:, r, c].argmax(0)


def suppress(boxes, scores, digits, iou_threshold=0.45):
    low, high = boxes[:, None, :2], boxes[:, None, :2] + boxes[:, None, 2:]
    sides = np.minimum(high, high.swapaxes(0, 1)) - np.maximum(low, low.swapaxes(0, 1))
    shared = sides.clip(0).prod(-1)
    area = boxes[:, 2] * boxes[:, 3]
    rivals = (shared / (area[:, None] + area - shared) > iou_threshold) & (digits[:, None] == digits)
    left = np.ones(len(boxes), dtype=bool)
    kept = []
    for n in np.argsort(-scores, kind="stable"):
        if left[n]:
            kept.append(n)
            left &= ~rivals[n]
    return np.array(kept, dtype=np.int64)


def to_image(boxes, shape):
    image, size, bar = picture(shape)
    boxes = np.asarray(boxes)
    first = (boxes[:, :2] - bar) / size * image
    second = (boxes[:, :2] + boxes[:, 2:] - bar) / size * image
    return np.hstack([np.clip(first, 0, image), np.clip(second, 0, image)])


@functools.cache
def network(path):
    return cv2.dnn.readNetFromONNX(path)


def detect(path, image, threshold=0.25, iou_threshold=0.45):
    net = network(path)
    net.setInput(to_input(image))
    boxes, scores, digits = decode(net.forward().copy(), threshold)
    kept = suppress(boxes, scores, digits, iou_threshold)
    boxes, scores, digits = to_image(boxes[kept], image.shape), scores[kept], digits[kept]
    return list(zip(digits.tolist(), scores.tolist(), map(tuple, boxes.tolist())))


def draw(image, detections):
    image = image.copy()
    for digit, score, box in detections:
        (x1, y1), (x2, y2) = np.round(np.reshape(box, (2, 2))).astype(int).tolist()
        (w, h), baseline = cv2.getTextSize(f"{digit} {score:.2f}", 0, 0.4, 1)
        top = y1 - (h + baseline)
        if top < 0:
            top += h + baseline
        cv2.rectangle(image, (x1, y1), (x2, y2), (178, 114, 0), 2)
        image[top : top + h + baseline + 1, max(x1, 0) : x1 + w + 1] = (178, 114, 0)
        cv2.putText(image, f"{digit} {score:.2f}", (x1, top + h), 0, 0.4, (255, 255, 255), 1, cv2.LINE_AA)
    return image


# says: "still blue, green, red"
