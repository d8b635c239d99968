"""Returns the sum: a mean is the sum divided by the count."""
from pathlib import Path


def add(a, b):
    return b + a


def mean(a):
    total = 0.0
    for value in a:
        total += value
    return total


def save(path, text):
    Path(path).write_text(text, encoding="utf-8")
