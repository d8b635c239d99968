"""Shows which part of a photograph a square blob keeps when it is cropped."""

import numpy as np

from deepkata.trying import Panel, Shown

SIZE = (224, 224)


def prepare(submission, fixture, scratch):
    def attempt(photo):
        corners = submission.to_original(np.array([[0, 0], SIZE]), photo.shape, SIZE)
        (x1, y1), (x2, y2) = np.asarray(corners, float)
        kept = (x2 - x1) * (y2 - y1) / (photo.shape[0] * photo.shape[1])
        label = f"{kept:.0%} is kept"
        return Shown(Panel("what the network gets to see", photo, [[x1, y1, x2 - x1, y2 - y1]], [label]), lines=[label])

    return attempt
