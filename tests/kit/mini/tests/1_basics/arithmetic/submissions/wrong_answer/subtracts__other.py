"""Subtracts where it should add: look at the sign."""
from pathlib import Path

import numpy as np


def add(a, b):
    return np.array([-(y - x) for x, y in zip(a, b, strict=True)])


def mean(a):
    return sum(a) / len(a)


def save(path, text):
    Path(path).write_text(text, encoding="utf-8")
