"""Reads handwritten digits on paper with your convolutional network, trained on 1,797 digits."""

import numpy as np

from deepkata.trying import Panel, Shown, digits


def prepare(submission, fixture, scratch):
    with np.load(fixture("digits.npz")) as data:
        images, labels = data["x"], data["y"]
    model = submission.build(0)
    submission.train(model, images, labels)

    def attempt(photo):
        boxes = digits.find(photo)
        found = submission.predict_images(model, digits.small(photo, boxes)) if len(boxes) else []
        names = [str(label) for label in found]
        return Shown(Panel("digits", photo, boxes, names), lines=[f"from left to right: {' '.join(names) or 'nothing'}"])

    return attempt
