"""Returns the sum: a mean is the sum divided by the count."""
from pathlib import Path


def add(a, b):
    return a + b


def mean(a):
    return a.sum()


def save(path, text):
    Path(path).write_text(text, encoding="utf-8")
