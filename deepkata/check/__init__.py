"""Comparisons that explain. A suite calls them with what came, what was expected, and words for it.

Each raises :class:`Mismatch`, whose text speaks to the student: what is checked, what was expected, what came, where
they first differ, what would explain the difference, and why the right value is right. Only plain arrays are compared.
"""

from deepkata.check.arrays import ATOL, RTOL, array, close, is_array
from deepkata.check.calls import raises, unchanged
from deepkata.check.core import Mismatch, describe, that
from deepkata.check.plain import equal, handle, mapping, sequence
from deepkata.check.vision import beside, boxes, curve, drawn, heat_map, image, labels, layers

__all__ = [
    "ATOL",
    "RTOL",
    "Mismatch",
    "array",
    "beside",
    "boxes",
    "close",
    "curve",
    "describe",
    "drawn",
    "equal",
    "handle",
    "heat_map",
    "image",
    "is_array",
    "labels",
    "layers",
    "mapping",
    "raises",
    "sequence",
    "that",
    "unchanged",
]
