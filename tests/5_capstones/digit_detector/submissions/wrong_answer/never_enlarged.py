"""Leaves small images at their size. The image is made as large as the canvas allows."""

# says: "The small image was not enlarged"

import cv2
import numpy as np

SIZE = (192, 160)  # of the network's input, as (width, height)
STRIDE, ANCHOR = 8, 16
COLOUR, TEXT = (178, 114, 0), (255, 255, 255)  # blue, green, red
FONT = cv2.FONT_HERSHEY_SIMPLEX


def _layout(shape):
    height, width = shape[:2]
    w = max(1, min(SIZE[0], width * SIZE[1] // height))
    h = max(1, min(SIZE[1], height * SIZE[0] // width))
    return w, h, (SIZE[0] - w) // 2, (SIZE[1] - h) // 2


def to_input(image):
    w, h, left, top = _layout(image.shape)
    if image.shape[1] <= SIZE[0] and image.shape[0] <= SIZE[1]:
        h, w = image.shape[:2]
        left, top = (SIZE[0] - w) // 2, (SIZE[1] - h) // 2
    canvas = np.full((SIZE[1], SIZE[0], 3), 114, np.uint8)
    canvas[top:top + h, left:left + w] = cv2.resize(image, (w, h))
    return cv2.dnn.blobFromImage(canvas, 1 / 255, swapRB=True)


def _sigmoid(v):
    return 1 / (1 + np.exp(-v))


def decode(answer, threshold=0.25):
    raw = np.asarray(answer[0], np.float64)
    shares = np.exp(raw[5:] - raw[5:].max(axis=0))
    shares = shares / shares.sum(axis=0)
    best = shares.argmax(axis=0)
    score = _sigmoid(raw[4]) * shares.max(axis=0)
    rows, cols = np.nonzero(score > threshold)
    x, y, w, h = _sigmoid(raw[:4, rows, cols])
    cx = STRIDE * (cols + 2 * x - 0.5)
    cy = STRIDE * (rows + 2 * y - 0.5)
    bw = ANCHOR * (2 * w) ** 2
    bh = ANCHOR * (2 * h) ** 2
    boxes = np.stack([cx - bw / 2, cy - bh / 2, bw, bh], axis=1)
    return boxes, score[rows, cols], best[rows, cols]


def suppress(boxes, scores, digits, iou_threshold=0.45):
    order = np.argsort(-np.asarray(scores, np.float64), kind="stable")
    boxes = np.asarray(boxes, np.float64).reshape(-1, 4)
    kept = []
    for i in order:
        x, y, w, h = boxes[i]
        good = True
        for j in kept:
            if digits[i] != digits[j]:
                continue
            a, b, c, d = boxes[j]
            iw = min(x + w, a + c) - max(x, a)
            ih = min(y + h, b + d) - max(y, b)
            inter = max(iw, 0) * max(ih, 0)
            union = w * h + c * d - inter
            if union > 0 and inter / union > iou_threshold:
                good = False
                break
        if good:
            kept.append(i)
    return np.array(kept, dtype=np.int64)


def to_image(boxes, shape):
    w, h, left, top = _layout(shape)
    height, width = shape[:2]
    boxes = np.asarray(boxes, np.float64).reshape(-1, 4)
    x1, y1 = boxes[:, 0], boxes[:, 1]
    x2, y2 = x1 + boxes[:, 2], y1 + boxes[:, 3]
    fx, fy = w / width, h / height
    xs = [np.clip((x - left) / fx, 0, width) for x in (x1, x2)]
    ys = [np.clip((y - top) / fy, 0, height) for y in (y1, y2)]
    return np.stack([xs[0], ys[0], xs[1], ys[1]], axis=1)


def detect(path, image, threshold=0.25, iou_threshold=0.45):
    net = cv2.dnn.readNetFromONNX(path)
    net.setInput(to_input(image))
    boxes, scores, digits = decode(net.forward(), threshold)
    keep = suppress(boxes, scores, digits, iou_threshold)
    corners = to_image(boxes[keep], image.shape)
    return [(int(d), float(s), tuple(c.tolist())) for d, s, c in zip(digits[keep], scores[keep], corners)]


def draw(image, detections):
    result = image.copy()
    for digit, score, box in detections:
        x1, y1, x2, y2 = (int(round(v)) for v in box)
        cv2.rectangle(result, (x1, y1), (x2, y2), COLOUR, 2)
        text = f"{digit} {score:.2f}"
        (width, height), baseline = cv2.getTextSize(text, FONT, 0.4, 1)
        top = y1 - height - baseline
        if top < 0:
            top = y1
        cv2.rectangle(result, (x1, top), (x1 + width, top + height + baseline), COLOUR, cv2.FILLED)
        cv2.putText(result, text, (x1, top + height), FONT, 0.4, TEXT, 1, cv2.LINE_AA)
    return result
