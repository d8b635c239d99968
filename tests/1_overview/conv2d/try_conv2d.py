"""Filters a photograph: vertical edges, horizontal edges, and both together."""

import numpy as np

from deepkata.trying import Panel, Shown

SOBEL = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])


def prepare(submission, fixture, scratch):
    filters = np.array([[SOBEL], [SOBEL.T]], np.float32)

    def attempt(photo):
        grey = photo.mean(axis=2, dtype=np.float32)[None, None]
        vertical, horizontal = submission.conv2d(grey, filters, pad="same")[0]
        strength = np.hypot(vertical, horizontal)
        return Shown(
            Panel("photograph", photo),
            Panel("vertical edges", np.abs(vertical)),
            Panel("horizontal edges", np.abs(horizontal)),
            Panel("strength of both", strength),
        )

    return attempt
