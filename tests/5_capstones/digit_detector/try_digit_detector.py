"""Finds handwritten digits anywhere in a photograph, with a one-stage detector."""

from deepkata.trying import Panel, Shown


def prepare(submission, fixture, scratch):
    net = scratch.file("digit_detector.onnx", fixture("digit_detector.onnx"))

    def attempt(photo):
        found = submission.detect(net, photo)
        labels = [f"{digit} {score:.2f}" for digit, score, _ in found]
        boxes = [(x1, y1, x2 - x1, y2 - y1) for _, _, (x1, y1, x2, y2) in found]
        return Shown(Panel("digits", photo, boxes, labels), lines=[f"{len(found)} digits: {', '.join(labels)}"])

    return attempt
