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
STRIDES, SIDE, IOU, FRAME = (8, 16, 32), 416, 0.5, (0, 94, 213)
MEAN = np.array([103.53, 116.28, 123.675], np.float32)
STD = np.array([57.375, 57.12, 58.395], np.float32)


def preprocess(image):
    pixels = cv2.resize(image, (SIDE, SIDE)).astype(np.float32)
    pixels = (pixels - MEAN) / STD
    return np.ascontiguousarray(pixels.transpose(2, 0, 1)[None])


def decode(outputs, size):
    columns = math.isqrt(outputs[0].shape[1])
    side = 8 * columns
    corners = []
    for level, stride in enumerate(STRIDES):
        logits = outputs[3 + level].reshape(-1, 4, 11)
        powers = np.exp(logits - logits.max(axis=2, keepdims=True))
        probabilities = powers / powers.sum(axis=2, keepdims=True)
        left, top, right, bottom = stride * np.einsum("nsb,b->sn", probabilities, np.arange(11))
        x, y = np.meshgrid(np.arange(side // stride), np.arange(side // stride))
        x, y = stride * (x.ravel() + 0.5), stride * (y.ravel() + 0.5)
        corners.append(np.stack([x - left, y - top, x + right, y + bottom], axis=1))
    corners = np.concatenate(corners)
    boxes = np.hstack([corners[:, :2], corners[:, 2:] - corners[:, :2]])
    across, down = size[0] / side, size[1] / side
    boxes = np.trunc(boxes * [across, down, across, down])
    return boxes, np.concatenate(outputs[:3], axis=1)[0]


def detect(net, image, threshold=0.3):
    net.setInput(preprocess(image))
    outputs = net.forward(OUTPUTS)
    boxes, scores = decode(outputs, (image.shape[1], image.shape[0]))
    classes = scores.argmax(axis=1)
    best = scores[np.arange(len(scores)), classes]
    found = []
    for k in np.unique(classes[best > threshold]):
        those = np.flatnonzero((classes == k) & (best > threshold))
        for n in cv2.dnn.NMSBoxes(boxes[those].tolist(), best[those].tolist(), threshold, IOU):
            found.append((CLASSES[k], float(best[those[n]]), boxes[those[n]].tolist()))
    return sorted(found, key=lambda one: -one[1])


def draw(image, found):
    picture = image.copy()
    for name, score, (x, y, w, h) in found:
        cv2.rectangle(picture, (round(x), round(y)), (round(x + w), round(y + h)), FRAME, 2)
        text = f"{name} {score:.2f}"
        (wide, high), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 0.5, 1)
        base = max(round(y) - 4, high + 2)
        cv2.rectangle(picture, (round(x), base - high - 2), (round(x) + wide, base + 4), FRAME, cv2.FILLED)
        cv2.putText(picture, text, (round(x), base), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (255, 255, 255), 1, cv2.LINE_AA)
    return picture


# says: "The boxes were truncated to whole numbers"
