"""Reads handwritten digits on paper with your network of two dense layers, trained on 1,797 digits."""

import cv2
import numpy as np

from deepkata.trying import Panel, Shown, digits

MARGIN = 0.15  # of a digit's longer side: paper around it, so that the paper is what most of the picture is


def prepare(submission, fixture, scratch):
    with np.load(fixture("digits_28.npz")) as data:
        images, labels = data["x"], data["y"].astype(np.int64)
    model = submission.build()
    _, accuracy = submission.train(model, (images[:1500], labels[:1500]), (images[1500:], labels[1500:]), 8)

    def attempt(photo):
        boxes = digits.find(photo)
        pictures = [cut(photo, box) for box in boxes]
        files = [scratch.file(f"digit{k}.png", cv2.imencode(".png", picture)[1].tobytes()) for k, picture in enumerate(pictures)]
        read = np.array([submission.read_picture(file) for file in files], np.uint8).reshape(-1, 28, 28)
        names = [str(label) for label in submission.predict(model, read)] if len(read) else []
        seen = np.hstack(read) if len(read) else np.zeros((28, 28), np.uint8)
        lines = [f"from left to right: {' '.join(names) or 'nothing'}", f"accuracy on 297 test digits: {accuracy:.1%}"]
        return Shown(Panel("digits", photo, boxes, names), Panel("as the network gets them", seen), lines=lines)

    return attempt


def cut(photo, box):
    """A mark with paper around it, in grey, its ink black and its paper white: light on paper is never even."""
    x, y, width, height = box
    margin = round(MARGIN * max(width, height)) + 1
    grey = cv2.cvtColor(photo[max(0, y - margin) : y + height + margin, max(0, x - margin) : x + width + margin], cv2.COLOR_BGR2GRAY)
    edge = np.median(np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]]))
    ink = np.abs(grey.astype(np.float32) - edge)
    return np.rint(255 - 255 * ink / max(1.0, float(ink.max()))).astype(np.uint8)
