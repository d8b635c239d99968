"""Exponentials, sums and products by OpenCV, fractions of the input, and boxes clipped at the end."""

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
FRAME = (0, 94, 213)


def preprocess(image):
    blob = cv2.dnn.blobFromImage(image, 1.0, (416, 416), (103.53, 116.28, 123.675), swapRB=False, crop=False)
    return (blob / np.reshape((57.375, 57.12, 58.395), (1, 3, 1, 1))).astype(np.float32)


def softmax(logits):
    powers = cv2.exp(logits.reshape(-1, 11))
    return powers / cv2.reduce(powers, 1, cv2.REDUCE_SUM)


def decode(outputs, size):
    scores, logits = outputs[:3], outputs[3:]
    parts = []
    for values, stride in zip(logits, (8, 16, 32)):
        columns = int(np.sqrt(values.shape[1]) + 0.5)
        means = cv2.gemm(softmax(values), np.arange(11, dtype=np.float32).reshape(11, 1), 1, None, 0).reshape(-1, 4)
        y, x = np.indices((columns, columns)).reshape(2, -1) + np.float32(0.5)
        edges = np.stack([x - means[:, 0], y - means[:, 1], x + means[:, 2], y + means[:, 3]], axis=1)
        parts.append(edges / columns)  # fractions of the input
    edges = np.concatenate(parts) * np.float32([*size, *size])
    edges[:, 2:] -= edges[:, :2]
    return edges, np.hstack([part.reshape(part.shape[1:]).T for part in scores]).T


def detect(net, image, threshold=0.3):
    net.setInput(preprocess(image))
    height, width, _ = image.shape
    boxes, scores = decode(net.forward(OUTPUTS), (width, height))
    kinds, best = np.argmax(scores, 1), np.max(scores, 1)
    kept = cv2.dnn.NMSBoxesBatched(boxes, best, kinds.astype(np.int32), threshold, 0.5)
    found = []
    for n in kept:
        x1, y1 = np.clip(boxes[n, :2], 0, (width, height))
        x2, y2 = np.clip(boxes[n, :2] + boxes[n, 2:], 0, (width, height))
        found.append([CLASSES[kinds[n]], best[n], np.array([x1, y1, x2 - x1, y2 - y1])])
    return found


def draw(image, found):
    out = image.copy()
    for name, score, box in found:
        left, top, right, bottom = (round(float(v)) for v in (box[0], box[1], box[0] + box[2], box[1] + box[3]))
        out = cv2.rectangle(out, (left, top), (right, bottom), FRAME, 2)
        out = cv2.putText(out, f"{name} {score:.2f}", (left, max(top - 5, 12)), cv2.FONT_HERSHEY_COMPLEX, 0.5, FRAME)
    return out
