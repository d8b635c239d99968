"""What the suite of box_iou does with a result inside the worker."""

import sys

import numpy as np


def boxes_after_writing_into_the_result(boxes, src, dst):
    """The boxes that were converted, after their conversion was overwritten."""
    result = np.asarray(sys.modules["box_iou"].convert(boxes, src, dst))
    if result.flags.writeable:
        result[...] = -1
    return boxes
