"""Loops."""
from pathlib import Path

import numpy as np


def add(a, b):
    return np.array([x + y for x, y in zip(a, b, strict=True)])


def mean(a):
    total = 0.0
    for value in a:
        total += value
    return total / len(a)


def save(path, text):
    Path(path).write_text(text, encoding="utf-8")
