"""Lets suppressed boxes suppress others. Only a box that is kept does so."""

# says: "Boxes were suppressed by boxes that had been suppressed themselves"

import cv2
import numpy as np

SIZE = (192, 160)  # of the network's input, as (width, height)
STRIDE, ANCHOR = 8, 16
COLOUR, TEXT = (178, 114, 0), (255, 255, 255)  # blue, green, red
FONT = cv2.FONT_HERSHEY_SIMPLEX


def fit(shape):
    """Size of the picture on the canvas, and its top-left corner."""
    rows, cols = shape[0], shape[1]
    if cols * SIZE[1] >= rows * SIZE[0]:
        w, h = SIZE[0], max(1, rows * SIZE[0] // cols)
    else:
        w, h = max(1, cols * SIZE[1] // rows), SIZE[1]
    return (w, h), ((SIZE[0] - w) // 2, (SIZE[1] - h) // 2)


def to_input(image):
    (w, h), (left, top) = fit(image.shape)
    picture = cv2.resize(image, (w, h))
    canvas = cv2.copyMakeBorder(picture, top, SIZE[1] - h - top, left, SIZE[0] - w - left, cv2.BORDER_CONSTANT,
                                value=(114, 114, 114))
    return cv2.dnn.blobFromImages([canvas], 1 / 255, SIZE, (0, 0, 0), True, False)


def decode(answer, threshold=0.25):
    raw = answer[0].astype(np.float64)
    _, rows, cols = raw.shape
    boxes, scores, digits = [], [], []
    for r in range(rows):
        for c in range(cols):
            cell = raw[:, r, c]
            x, y, w, h, o = 1 / (1 + np.exp(-cell[:5]))
            e = np.exp(cell[5:])
            share = e / e.sum()
            digit = int(np.argmax(share))
            score = o * share[digit]
            if score > threshold:
                width, height = 16 * (2 * w) ** 2, 16 * (2 * h) ** 2
                boxes.append((8 * (c + 2 * x - 0.5) - width / 2, 8 * (r + 2 * y - 0.5) - height / 2, width, height))
                scores.append(score)
                digits.append(digit)
    return np.array(boxes, float).reshape(-1, 4), np.array(scores, float), np.array(digits, int)


def suppress(boxes, scores, digits, iou_threshold=0.45):
    alive = [True] * len(scores)
    order = sorted(range(len(scores)), key=lambda k: -scores[k])
    for place, i in enumerate(order):
        for j in order[place + 1:]:
            if digits[i] == digits[j] and _iou(boxes[i], boxes[j]) > iou_threshold:
                alive[j] = False
    return np.array([i for i in order if alive[i]], dtype=np.intp)


def _iou(a, b):
    w = max(0.0, min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0]))
    h = max(0.0, min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1]))
    return w * h / (a[2] * a[3] + b[2] * b[3] - w * h)


def to_image(boxes, shape):
    (w, h), (left, top) = fit(shape)
    corners = np.array(boxes, dtype=np.float64)
    corners[:, 2:] += corners[:, :2]
    corners -= [left, top, left, top]
    corners /= np.array([w / shape[1], h / shape[0]] * 2)
    corners[:, 0::2] = corners[:, 0::2].clip(0, shape[1])
    corners[:, 1::2] = corners[:, 1::2].clip(0, shape[0])
    return corners


def detect(path, image, threshold=0.25, iou_threshold=0.45):
    network = cv2.dnn.readNetFromONNX(path)
    network.setInput(to_input(image))
    answer = network.forward()
    boxes, scores, digits = decode(answer, threshold)
    corners = to_image(boxes, image.shape)
    result = []
    for i in suppress(boxes, scores, digits, iou_threshold).tolist():
        result.append((int(digits[i]), float(scores[i]), tuple(corners[i].tolist())))
    return result


def draw(image, detections):
    canvas = np.array(image, copy=True, order="C")
    for digit, score, corners in detections:
        x1, y1, x2, y2 = np.rint(corners).astype(int).tolist()
        cv2.rectangle(canvas, (x1, y1), (x2, y2), COLOUR, thickness=2)
        text = "%d %.2f" % (digit, score)
        (w, h), base = cv2.getTextSize(text, FONT, 0.4, 1)
        top = y1 - h - base if y1 - h - base >= 0 else y1
        cv2.rectangle(canvas, (x1, top), (x1 + w, top + h + base), COLOUR, thickness=-1)
        cv2.putText(canvas, text, (x1, top + h), FONT, 0.4, TEXT, 1, cv2.LINE_AA)
    return canvas
