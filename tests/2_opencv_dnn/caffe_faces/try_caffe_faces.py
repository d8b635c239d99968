"""Finds the faces in a photograph, with the chapter's own network: ResNet-10 and SSD, in Caffe's format."""

import numpy as np

from deepkata.trying import Panel, Shown


def prepare(submission, fixture, scratch):
    net = submission.load(*(scratch.file(name, fixture(name)) for name in ("res10_ssd.prototxt", "res10_ssd.caffemodel")))

    def attempt(photo):
        [faces] = submission.detect(net, [photo])
        scores, x1, y1, x2, y2 = np.reshape(faces, (-1, 5)).T
        labels = [f"face {score:.2f}" for score in scores]
        boxes = np.stack([x1, y1, x2 - x1, y2 - y1], axis=1)
        found = "1 face" if len(boxes) == 1 else f"{len(boxes)} faces"
        return Shown(Panel(found, photo, boxes, labels), lines=[found])

    return attempt
