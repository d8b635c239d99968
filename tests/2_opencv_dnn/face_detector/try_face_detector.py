"""Finds the faces in a photograph, with CenterFace."""

import numpy as np

from deepkata.trying import Panel, Shown

LONGEST, STRIDE = 640, 32


def prepare(submission, fixture, scratch):
    net = scratch.file("centerface.onnx", fixture("centerface.onnx"))

    def attempt(photo):
        height, width = photo.shape[:2]
        factor = LONGEST / max(height, width)
        size = tuple(max(STRIDE, round(side * factor / STRIDE) * STRIDE) for side in (width, height))
        [(boxes, scores, points)] = submission.detect(net, [photo], size)
        labels = [f"face {score:.2f}" for score in scores]
        lines = [f"{len(boxes)} {'face' if len(boxes) == 1 else 'faces'}"]
        return Shown(Panel("faces", photo, boxes, labels, np.reshape(points, (-1, 2))), lines=lines)

    return attempt
