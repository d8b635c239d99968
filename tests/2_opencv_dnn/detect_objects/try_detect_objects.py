"""Finds the objects in a photograph: the 80 classes of COCO, from person to toothbrush, with NanoDet, and draws them as your `draw` does."""

from deepkata.trying import Panel, Shown


def prepare(submission, fixture, scratch):
    net = submission.probe.network(scratch.file("nanodet_g_416.onnx", fixture("nanodet_g_416.onnx")))

    def attempt(photo):
        found = submission.detect(net, photo, 0.37)
        labels = [f"{name} {score:.2f}" for name, score, _ in found]
        return Shown(Panel("objects", submission.draw(photo, found)), lines=labels or ["nothing of the 80 classes"])

    return attempt
