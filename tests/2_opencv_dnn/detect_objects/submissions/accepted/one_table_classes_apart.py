"""All strides in one table, probabilities by log-sum-exp, and classes shifted apart before one NMS."""

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
STRIDES = np.array([8, 16, 32])
FRAME = (0, 94, 213)


def preprocess(image):
    blob = cv2.dnn.blobFromImage(image, size=(416, 416), mean=(103.53, 116.28, 123.675))
    for plane, std in zip(blob[0], (57.375, 57.12, 58.395)):
        plane /= std
    return blob


def decode(outputs, size):
    cells = [output.shape[1] for output in outputs[:3]]
    stride = np.repeat(STRIDES, cells)[:, None]
    columns = np.repeat(np.sqrt(cells).astype(int), cells)
    place = np.concatenate([np.arange(n) for n in cells])
    logits = np.concatenate([output[0] for output in outputs[3:]]).reshape(-1, 4, 11).astype(float)
    total = np.logaddexp.reduce(logits, axis=-1, keepdims=True)
    distance = np.tensordot(np.exp(logits - total), np.linspace(0, 10, 11), axes=1) * stride
    centre = np.stack([place % columns, place // columns], axis=1) * stride + stride / 2
    top_left, bottom_right = centre - distance[:, :2], centre + distance[:, 2:]
    factor = np.asarray(size, float) / (columns[0] * 8)
    boxes = np.concatenate([top_left * factor, (bottom_right - top_left) * factor], axis=1)
    return boxes, np.vstack([output[0] for output in outputs[:3]])


def detect(net, image, threshold=0.3):
    net.setInput(preprocess(image), "input_1:0")
    outputs = dict(zip(OUTPUTS, net.forward(OUTPUTS)))
    boxes, scores = decode([outputs[name] for name in OUTPUTS], image.shape[1::-1])
    order = np.argsort(-scores.max(axis=1))
    order = order[scores.max(axis=1)[order] > threshold]
    if len(order) == 0:
        return []
    boxes, scores = boxes[order], scores[order]
    classes = scores.argmax(axis=1)
    span = (boxes[:, 0] + boxes[:, 2]).max() - boxes[:, 0].min() + 1
    apart = boxes + np.outer(classes * span, [1, 0, 0, 0])
    start, end = apart[:, :2], apart[:, :2] + apart[:, 2:]
    sides = np.minimum(end[:, None], end) - np.maximum(start[:, None], start)
    shared = np.clip(sides, 0, None).prod(axis=-1)
    area = boxes[:, 2] * boxes[:, 3]
    iou = shared / (area[:, None] + area - shared)
    alive, kept = np.ones(len(boxes), bool), []
    while alive.any():
        n = int(np.argmax(alive))
        kept.append(n)
        alive &= iou[n] <= 0.5
        alive[n] = False
    return [(CLASSES[classes[n]], scores[n].max(), boxes[n]) for n in kept]


def draw(image, found):
    canvas = image.copy()
    for name, score, box in found:
        x, y, w, h = np.asarray(box)
        start, end = np.rint([x, y]).astype(int), np.rint([x + w, y + h]).astype(int)
        cv2.rectangle(canvas, start.tolist(), end.tolist(), FRAME, thickness=3, lineType=cv2.LINE_AA)
        cv2.putText(canvas, f"{name} {score:.2f}", (int(start[0]) + 6, int(start[1]) + 20), cv2.FONT_HERSHEY_PLAIN, 1.2, FRAME, 2)
    return canvas
