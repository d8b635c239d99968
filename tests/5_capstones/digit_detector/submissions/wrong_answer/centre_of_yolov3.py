"""Computes the centre as column + σ(x), as YOLOv3 does. Here it is column + 2 σ(x) - 1/2, so that a centre can reach
beyond its cell.
"""

# says: "The centre was computed as c + σ(x), as in older networks"

import cv2
import numpy as np

SIZE = (192, 160)  # of the network's input, as (width, height)
STRIDE, ANCHOR = 8, 16
COLOUR, TEXT = (178, 114, 0), (255, 255, 255)  # blue, green, red
FONT = cv2.FONT_HERSHEY_SIMPLEX


def _geometry(shape):
    h, w = shape[:2]
    new_w = min(SIZE[0], w * SIZE[1] // h) or 1
    new_h = min(SIZE[1], h * SIZE[0] // w) or 1
    return new_w, new_h


def to_input(image):
    w, h = _geometry(image.shape)
    x, y = (SIZE[0] - w) // 2, (SIZE[1] - h) // 2
    blob = np.full((1, 3, SIZE[1], SIZE[0]), 114, np.float32)
    small = cv2.cvtColor(cv2.resize(image, (w, h)), cv2.COLOR_BGR2RGB)
    for channel in range(3):
        blob[0, channel, y:y + h, x:x + w] = small[:, :, channel]
    return blob / np.float32(255)


def decode(answer, threshold=0.25):
    cells = np.moveaxis(answer[0], 0, -1).astype(np.float64)
    rows, cols = cells.shape[:2]
    squashed = 1 / (1 + np.exp(-cells[..., :5]))
    grid = np.stack(np.meshgrid(np.arange(cols), np.arange(rows)), axis=-1)
    centre = STRIDE * (grid + squashed[..., :2])
    extent = ANCHOR * (2 * squashed[..., 2:4]) ** 2
    boxes = np.concatenate([centre - extent / 2, extent], axis=-1).reshape(-1, 4)
    exponentials = np.exp(cells[..., 5:])
    shares = exponentials / exponentials.sum(axis=-1, keepdims=True)
    scores = (squashed[..., 4] * shares.max(axis=-1)).reshape(-1)
    digits = shares.argmax(axis=-1).reshape(-1)
    good = scores > threshold
    return boxes[good], scores[good], digits[good]


def suppress(boxes, scores, digits, iou_threshold=0.45):
    x1, y1 = boxes[:, 0], boxes[:, 1]
    x2, y2 = x1 + boxes[:, 2], y1 + boxes[:, 3]
    area = boxes[:, 2] * boxes[:, 3]
    remaining = np.lexsort((np.arange(len(scores)), -scores))
    kept = []
    while len(remaining):
        i, rest = remaining[0], remaining[1:]
        kept.append(int(i))
        iw = np.minimum(x2[i], x2[rest]) - np.maximum(x1[i], x1[rest])
        ih = np.minimum(y2[i], y2[rest]) - np.maximum(y1[i], y1[rest])
        inter = np.maximum(iw, 0) * np.maximum(ih, 0)
        iou = inter / (area[i] + area[rest] - inter)
        remaining = rest[(digits[rest] != digits[i]) | (iou <= iou_threshold)]
    return np.array(kept, dtype=int)


def to_image(boxes, shape):
    w, h = _geometry(shape)
    x, y = (SIZE[0] - w) // 2, (SIZE[1] - h) // 2
    result = np.zeros((len(boxes), 4))
    for i, (bx, by, bw, bh) in enumerate(boxes):
        result[i, 0] = (bx - x) * shape[1] / w
        result[i, 1] = (by - y) * shape[0] / h
        result[i, 2] = (bx + bw - x) * shape[1] / w
        result[i, 3] = (by + bh - y) * shape[0] / h
    limits = np.array([shape[1], shape[0], shape[1], shape[0]])
    return np.minimum(np.maximum(result, 0), limits)


def detect(path, image, threshold=0.25, iou_threshold=0.45):
    net = cv2.dnn.readNetFromONNX(path)
    net.setInput(to_input(image))
    boxes, scores, digits = decode(net.forward(), threshold)
    kept = suppress(boxes, scores, digits, iou_threshold)
    found = to_image(boxes[kept], image.shape)
    return list(zip(digits[kept].tolist(), scores[kept].tolist(), map(tuple, found.tolist())))


def _label(picture, text, x, y):
    (width, height), baseline = cv2.getTextSize(text, FONT, 0.4, 1)
    top = y - height - baseline
    top = y if top < 0 else top
    cv2.rectangle(picture, (x, top), (x + width, top + height + baseline), COLOUR, cv2.FILLED)
    cv2.putText(picture, text, (x, top + height), FONT, 0.4, TEXT, 1, cv2.LINE_AA)


def draw(image, detections):
    picture = image.copy()
    for digit, score, (x1, y1, x2, y2) in detections:
        first, second = (round(x1), round(y1)), (round(x2), round(y2))
        cv2.rectangle(picture, first, second, COLOUR, 2)
        _label(picture, f"{digit} {score:.2f}", *first)
    return picture
