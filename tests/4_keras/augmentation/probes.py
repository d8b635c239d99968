"""What the suite of augmentation does with results inside the worker."""

import sys

import numpy as np


def inputs_after_writing_into_the_results(function, arrays, rest):
    """The arrays that were handed in, after all arrays that came back were filled with ones."""
    for result in getattr(sys.modules["augmentation"], function)(*arrays, *rest):
        if isinstance(result, np.ndarray) and result.flags.writeable:
            result[...] = 1
    return arrays
