"""Shows the planes of the blob that a network for ImageNet would get."""

import numpy as np

from deepkata.trying import Panel, Shown

SIZE, MEAN, SCALE = (224, 224), (123.675, 116.28, 103.53), 1 / 58


def prepare(submission, fixture, scratch):
    def attempt(photo):
        blob = submission.blob([photo], SCALE, SIZE, MEAN, True, True)
        planes = [Panel(name, plane) for name, plane in zip(("red", "green", "blue"), blob[0], strict=True)]
        line = f"blob {blob.shape}, {blob.dtype}, values from {np.min(blob):.2f} to {np.max(blob):.2f}"
        return Shown(Panel("photograph", photo), *planes, lines=[line])

    return attempt
