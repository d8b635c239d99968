"""Divides without taking the bar away first. In a wide image every box lies too low, by the bar.
"""

import cv2
import numpy as np

SIZE = (192, 160)  # of the network's input, as (width, height)
STRIDE, ANCHOR = 8, 16
COLOUR, TEXT = (178, 114, 0), (255, 255, 255)  # blue, green, red
FONT = cv2.FONT_HERSHEY_SIMPLEX


def to_input(image):
    (width, height), (left, top) = _place(image.shape)
    canvas = np.full((SIZE[1], SIZE[0], 3), 114, dtype=np.uint8)
    canvas[top : top + height, left : left + width] = cv2.resize(image, (width, height))
    return cv2.dnn.blobFromImage(canvas, 1 / 255, swapRB=True)


def decode(answer, threshold=0.25):
    cells = answer[0]
    logits = cells[5:] - cells[5:].max(axis=0)
    shares = np.exp(logits) / np.exp(logits).sum(axis=0)
    scores = _sigmoid(cells[4]) * shares.max(axis=0)

    r, c = np.nonzero(scores > threshold)  # few cells are left for what follows
    x, y, w, h = 2 * _sigmoid(cells[:4, r, c])
    centre = STRIDE * np.stack([c + x - 0.5, r + y - 0.5], axis=1)
    size = ANCHOR * np.stack([w, h], axis=1) ** 2
    return np.hstack([centre - size / 2, size]), scores[r, c], logits[:, r, c].argmax(axis=0)


def suppress(boxes, scores, digits, iou_threshold=0.45):
    kept = []
    for digit in np.unique(digits):
        places = np.flatnonzero(digits == digit)
        kept.extend(places[np.array(cv2.dnn.NMSBoxes(boxes[places], scores[places], 0.0, iou_threshold), dtype=int)])
    together = np.sort(np.array(kept, dtype=int))  # in the order of the arrays, so that equal scores keep it
    return together[np.argsort(-scores[together], kind="stable")]


def to_image(boxes, shape):
    picture, _ = _place(shape)
    image = np.array(shape[1::-1])  # (width, height), like everything else here
    corners = np.stack([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], axis=1)
    return np.clip(corners * (image / picture), 0, image).reshape(-1, 4)


def detect(path, image, threshold=0.25, iou_threshold=0.45):
    net = cv2.dnn.readNetFromONNX(path)
    net.setInput(to_input(image))
    boxes, scores, digits = decode(net.forward(), threshold)
    kept = suppress(boxes, scores, digits, iou_threshold)
    corners = to_image(boxes[kept], image.shape)
    return [
        (digit, score, tuple(corner))
        for digit, score, corner in zip(digits[kept].tolist(), scores[kept].tolist(), corners.tolist(), strict=True)
    ]


def draw(image, detections):
    image = image.copy()
    for digit, score, box in detections:
        x1, y1, x2, y2 = (round(v) for v in box)
        text = f"{digit} {score:.2f}"
        (width, height), baseline = cv2.getTextSize(text, FONT, 0.4, 1)
        top = y1 - height - baseline
        top = top if top >= 0 else y1  # a label above the image would not be seen
        cv2.rectangle(image, (x1, y1), (x2, y2), COLOUR, 2)
        cv2.rectangle(image, (x1, top), (x1 + width, top + height + baseline), COLOUR, cv2.FILLED)
        cv2.putText(image, text, (x1, top + height), FONT, 0.4, TEXT, 1, cv2.LINE_AA)
    return image


def _place(shape):
    factor = min(SIZE[0] / shape[1], SIZE[1] / shape[0])
    width, height = int(shape[1] * factor), int(shape[0] * factor)
    return (width, height), ((SIZE[0] - width) // 2, (SIZE[1] - height) // 2)


def _sigmoid(values):
    return 1 / (1 + np.exp(-values))


# says: "The bar was not subtracted"
