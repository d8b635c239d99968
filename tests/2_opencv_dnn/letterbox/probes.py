"""What the suite of letterbox does with a result inside the worker."""

import sys

import numpy as np


def image_after_writing_into_the_canvas(image, size):
    """The image that was fitted into a canvas, after the canvas was filled with 1."""
    canvas = np.asarray(sys.modules["letterbox"].letterbox(image, size))
    if canvas.flags.writeable:
        canvas[...] = 1
    return image
