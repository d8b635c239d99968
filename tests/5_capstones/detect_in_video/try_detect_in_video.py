"""Gives each object of a video an id that lasts: NanoDet finds them in each frame, your `step` tracks them, and your `draw` draws them."""

import cv2
import numpy as np

from deepkata.trying import Panel, Shown

COCO = (
    "person, bicycle, car, motorcycle, airplane, bus, train, truck, boat, traffic light, fire hydrant, stop sign, parking meter, "
    "bench, bird, cat, dog, horse, sheep, cow, elephant, bear, zebra, giraffe, backpack, umbrella, handbag, tie, suitcase, frisbee, "
    "skis, snowboard, sports ball, kite, baseball bat, baseball glove, skateboard, surfboard, tennis racket, bottle, wine glass, cup, "
    "fork, knife, spoon, bowl, banana, apple, sandwich, orange, broccoli, carrot, hot dog, pizza, donut, cake, chair, couch, "
    "potted plant, bed, dining table, toilet, tv, laptop, mouse, remote, keyboard, cell phone, microwave, oven, toaster, sink, "
    "refrigerator, book, clock, vase, scissors, teddy bear, hair drier, toothbrush"
)
CLASSES = COCO.split(", ")
OUTPUTS = ["Identity:0", *(f"Identity_{n}:0" for n in range(1, 6))]
MEAN, STD = (103.53, 116.28, 123.675), (57.375, 57.12, 58.395)
SIDE, LEAST, IOU = 416, 0.35, 0.5


def prepare(submission, fixture, scratch):
    net = cv2.dnn.readNetFromONNX(str(fixture("nanodet_g_416.onnx")))
    clip = {"shape": None}

    def attempt(frame):
        if frame.shape != clip["shape"]:  # another video, or another photograph
            clip.update(shape=frame.shape, tracks=[], next_id=1)
        clip["tracks"], clip["next_id"] = submission.step(clip["tracks"], detect(net, frame), clip["next_id"])
        objects = [(one["id"], one["name"], one["score"], one["box"]) for one in clip["tracks"] if one["missed"] == 0]
        lines = [f"{number} {name} {score:.2f}" for number, name, score, _ in objects]
        return Shown(Panel("objects", submission.draw(frame, objects)), lines=lines or ["nothing of the 80 classes"])

    return attempt


def detect(net, frame):
    """What the solution of detect_objects finds."""
    net.setInput(cv2.dnn.blobFromImage(frame, 1.0, (SIDE, SIDE), MEAN) / np.array(STD, np.float32).reshape(3, 1, 1))
    outputs = net.forward(OUTPUTS)
    boxes = []
    for stride, logits in zip((8, 16, 32), outputs[3:], strict=True):
        powers = np.exp(logits.reshape(-1, 4, 11))
        distances = stride * (powers @ np.arange(11)) / powers.sum(axis=-1)
        row, column = np.divmod(np.arange(len(distances)), SIDE // stride)
        centre = stride * (np.stack([column, row], axis=1) + 0.5)
        boxes.append(np.hstack([centre - distances[:, :2], distances[:, :2] + distances[:, 2:]]))
    boxes = np.concatenate(boxes) * np.tile(np.array(frame.shape[1::-1]) / SIDE, 2)
    scores = np.concatenate([values[0] for values in outputs[:3]])
    classes, best = scores.argmax(axis=1), scores.max(axis=1)
    sure = best > LEAST
    boxes, classes, best = boxes[sure], classes[sure], best[sure]
    kept = cv2.dnn.NMSBoxesBatched(boxes, best, classes, LEAST, IOU)
    return [(CLASSES[classes[n]], float(best[n]), tuple(boxes[n].tolist())) for n in kept]
