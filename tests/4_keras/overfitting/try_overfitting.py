"""Reads handwritten digits on paper with networks trained on 100 digits, chosen by your program, and shows your figure of the training."""

import cv2
import numpy as np

from deepkata.trying import Panel, Shown, digits

#: Dropout, weight decay and the largest shift of each candidate.
CANDIDATES = {"plain": (0.0, 0.0, 0), "dropout": (0.5, 0.0, 0), "dropout and shifts": (0.5, 0.0, 2)}
EPOCHS = 8


def prepare(submission, fixture, scratch):
    with np.load(fixture("digits_28.npz")) as data:
        images, labels = data["x"].astype(np.float32) / 255, data["y"].astype(np.int64)
    training, validation, test = submission.split(images, labels, 300, len(images) - 400, 1)
    models = [submission.build(dropout, decay) for dropout, decay, _ in CANDIDATES.values()]
    histories = [
        submission.train(model, training, validation, EPOCHS, submission.probe.generator(1), most) for model, (*_, most) in zip(models, CANDIDATES.values(), strict=True)
    ]
    best, accuracy = submission.choose(models, validation, test)
    name = list(CANDIDATES)[best]
    curves = np.ascontiguousarray(submission.probe.rendered(submission.draw_curves(histories[best]))[..., ::-1])

    def attempt(photo):
        boxes = digits.find(photo)
        seen = np.array([cut(photo, box) for box in boxes], np.float32).reshape(-1, 28, 28)
        read = [str(digit) for digit in submission.probe.labels(models[best], seen)] if len(seen) else []
        lines = [f"chosen: {name}, accuracy on {len(test[1])} test digits {accuracy:.1%}", f"from left to right: {' '.join(read) or 'nothing'}"]
        return Shown(Panel("digits", photo, boxes, read), Panel(f"training: {name}", curves), lines=lines)

    return attempt


def cut(photo, box):
    """A mark in the form of the data set: ink bright, from 0 to 1, 20 pixels long in the middle of 28 x 28."""
    x, y, width, height = box
    grey = cv2.cvtColor(photo[y : y + height, x : x + width], cv2.COLOR_BGR2GRAY).astype(np.float32)
    edge = np.median(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]]))
    ink = np.abs(grey - edge)
    side = max(width, height)
    square = np.zeros((side, side), np.float32)
    square[(side - height) // 2 :, (side - width) // 2 :][:height, :width] = ink / max(1.0, float(ink.max()))
    return np.pad(cv2.resize(square, (20, 20), interpolation=cv2.INTER_AREA), 4)
