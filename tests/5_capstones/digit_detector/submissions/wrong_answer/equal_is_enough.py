"""Keeps cells whose score is equal to the threshold. It has to be above it, as in `NMSBoxes`.
"""

import math

import cv2
import numpy as np

WIDTH, HEIGHT = 192, 160


def sides(height, width):
    if width * HEIGHT >= height * WIDTH:  # the width decides
        return WIDTH, height * WIDTH // width
    return width * HEIGHT // height, HEIGHT


def to_input(image):
    w, h = sides(*image.shape[:2])
    left, top = (WIDTH - w) // 2, (HEIGHT - h) // 2
    small = cv2.resize(image, (w, h))
    blob = np.full((1, 3, HEIGHT, WIDTH), 114 / 255, np.float32)
    for plane in range(3):
        blob[0, plane, top : top + h, left : left + w] = small[:, :, 2 - plane] / 255
    return blob


def sigmoid(v):
    return 1 / (1 + math.exp(-v))


def decode(answer, threshold=0.25):
    _, _, rows, columns = answer.shape
    boxes, scores, digits = [], [], []
    for r in range(rows):
        for c in range(columns):
            x, y, w, h, o, *ds = answer[0, :, r, c].tolist()
            best = ds.index(max(ds))
            score = sigmoid(o) / sum(math.exp(d - ds[best]) for d in ds)
            if score >= threshold:
                width, height = 16 * (2 * sigmoid(w)) ** 2, 16 * (2 * sigmoid(h)) ** 2
                middle_x, middle_y = 8 * (c + 2 * sigmoid(x) - 0.5), 8 * (r + 2 * sigmoid(y) - 0.5)
                boxes.append([middle_x - width / 2, middle_y - height / 2, width, height])
                scores.append(score)
                digits.append(best)
    return np.array(boxes).reshape(-1, 4), np.array(scores), np.array(digits, dtype=int)


def overlap(a, b):
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    high = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    shared = max(wide, 0) * max(high, 0)
    return shared / (a[2] * a[3] + b[2] * b[3] - shared)


def suppress(boxes, scores, digits, iou_threshold=0.45):
    kept = []
    for n in sorted(range(len(scores)), key=lambda n: -scores[n]):
        for m in kept:
            if digits[m] == digits[n] and overlap(boxes[m].tolist(), boxes[n].tolist()) > iou_threshold:
                break
        else:
            kept.append(n)
    return np.array(kept, dtype=int)


def to_image(boxes, shape):
    height, width = shape[:2]
    w, h = sides(height, width)
    left, top = (WIDTH - w) // 2, (HEIGHT - h) // 2
    result = []
    for x, y, bw, bh in boxes.tolist():
        corners = [(x - left) * width / w, (y - top) * height / h, (x + bw - left) * width / w, (y + bh - top) * height / h]
        result.append([min(max(v, 0), side) for v, side in zip(corners, (width, height, width, height))])
    return np.array(result, dtype=float).reshape(-1, 4)


def detect(path, image, threshold=0.25, iou_threshold=0.45):
    net = cv2.dnn.readNet(path)
    net.setInput(to_input(image))
    boxes, scores, digits = decode(net.forward(), threshold)
    corners = to_image(boxes, image.shape)
    return [(int(digits[n]), float(scores[n]), tuple(corners[n].tolist())) for n in suppress(boxes, scores, digits, iou_threshold)]


def draw(image, detections):
    result = image.copy()
    blue, white = (178, 114, 0), (255, 255, 255)
    for digit, score, (x1, y1, x2, y2) in detections:
        x1, y1, x2, y2 = int(x1 + 0.5), int(y1 + 0.5), int(x2 + 0.5), int(y2 + 0.5)
        cv2.rectangle(result, (x1, y1), (x2, y2), blue, 2)
        text = "%d %.2f" % (digit, score)
        (w, h), below = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 0.4, 1)
        top = y1 - h - below
        if top < 0:
            top = y1
        cv2.rectangle(result, (x1, top), (x1 + w, top + h + below), blue, -1)
        cv2.putText(result, text, (x1, top + h), cv2.FONT_HERSHEY_SIMPLEX, 0.4, white, 1, cv2.LINE_AA)
    return result


# says: "A cell was kept whose score equals the threshold"
