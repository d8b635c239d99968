"""Objects, from a photograph to named boxes: the reference."""

import math
from collections.abc import Sequence

import cv2
import numpy as np

#: The names of the 80 classes, in the order of the scores.
COCO = (
    "person, bicycle, car, motorcycle, airplane, bus, train, truck, boat, traffic light, fire hydrant, stop sign, parking meter, "
    "bench, bird, cat, dog, horse, sheep, cow, elephant, bear, zebra, giraffe, backpack, umbrella, handbag, tie, suitcase, frisbee, "
    "skis, snowboard, sports ball, kite, baseball bat, baseball glove, skateboard, surfboard, tennis racket, bottle, wine glass, cup, "
    "fork, knife, spoon, bowl, banana, apple, sandwich, orange, broccoli, carrot, hot dog, pizza, donut, cake, chair, couch, "
    "potted plant, bed, dining table, toilet, tv, laptop, mouse, remote, keyboard, cell phone, microwave, oven, toaster, sink, "
    "refrigerator, book, clock, vase, scissors, teddy bear, hair drier, toothbrush"
)
CLASSES = COCO.split(", ")
#: The network's outputs: three of scores, then three of logits.
OUTPUTS = ["Identity:0", "Identity_1:0", "Identity_2:0", "Identity_3:0", "Identity_4:0", "Identity_5:0"]
STRIDES = (8, 16, 32)
#: The side of the network's input.
SIDE = 416
#: For blue, green and red, on the scale of the pixels, 0 to 255.
MEAN, STD = (103.53, 116.28, 123.675), (57.375, 57.12, 58.395)
#: The largest IoU that two objects of the same class may have.
IOU = 0.5
#: Blue, green, red.
FRAME = (0, 94, 213)
FONT = cv2.FONT_HERSHEY_SIMPLEX
#: A distance is a distribution over so many numbers of strides, from 0 on.
BINS = 11


def preprocess(image: np.ndarray) -> np.ndarray:
    """Return the stretched image as a blob (1, 3, SIDE, SIDE), standardised channel by channel."""
    blob = cv2.dnn.blobFromImage(image, 1.0, (SIDE, SIDE), MEAN)
    return blob / np.array(STD, np.float32).reshape(3, 1, 1)


def decode(outputs: Sequence[np.ndarray], size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Return boxes (N, 4) as xywh in pixels of the image and scores (N, 80) of all cells."""
    scores, logits = outputs[:3], outputs[3:]
    side = STRIDES[0] * math.isqrt(scores[0].shape[1])
    boxes = []
    for stride, values in zip(STRIDES, logits, strict=True):
        powers = np.exp(values.reshape(-1, 4, BINS))
        distances = stride * (powers @ np.arange(BINS)) / powers.sum(axis=-1)
        columns = side // stride
        row, column = np.divmod(np.arange(columns**2), columns)
        centre = stride * (np.stack([column, row], axis=1) + 0.5)
        before, after = distances[:, :2], distances[:, 2:]  # left and top, right and bottom
        boxes.append(np.hstack([centre - before, before + after]))
    factor = np.array(size) / side
    return np.concatenate(boxes) * np.tile(factor, 2), np.concatenate([values[0] for values in scores])


def detect(net: cv2.dnn.Net, image: np.ndarray, threshold: float = 0.3) -> list[tuple[str, float, tuple[float, ...]]]:
    """Return class, score and box of each object, the best one first."""
    net.setInput(preprocess(image))
    boxes, scores = decode(net.forward(OUTPUTS), image.shape[1::-1])
    classes, best = scores.argmax(axis=1), scores.max(axis=1)
    candidates = best > threshold
    boxes, classes, best = boxes[candidates], classes[candidates], best[candidates]
    kept = cv2.dnn.NMSBoxesBatched(boxes, best, classes, threshold, IOU)
    return [(CLASSES[classes[n]], float(best[n]), tuple(boxes[n].tolist())) for n in kept]


def draw(image: np.ndarray, found: Sequence[tuple[str, float, Sequence[float]]]) -> np.ndarray:
    """Return a copy of the image with the box of each object, and its label at the top; the best object lies on top."""
    image = image.copy()
    for name, score, (x, y, width, height) in reversed(found):
        left, top = round(x), round(y)
        label = f"{name} {score:.2f}"
        cv2.rectangle(image, (left, top), (round(x + width), round(y + height)), FRAME, 2)
        (text_width, text_height), below = cv2.getTextSize(label, FONT, 0.5, 1)
        cv2.rectangle(image, (left, top), (left + text_width + 8, top + text_height + below + 6), FRAME, cv2.FILLED)
        cv2.putText(image, label, (left + 4, top + text_height + 4), FONT, 0.5, (255, 255, 255), 1, cv2.LINE_AA)
    return image
