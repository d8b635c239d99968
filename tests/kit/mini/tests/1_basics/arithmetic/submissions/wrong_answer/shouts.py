"""Writes the text in capitals: a file is to hold what was given."""
# says: "expected 'hello', got 'HELLO'"
from pathlib import Path


def add(a, b):
    return a + b


def mean(a):
    return a.mean()


def save(path, text):
    Path(path).write_text(text.upper(), encoding="utf-8")
