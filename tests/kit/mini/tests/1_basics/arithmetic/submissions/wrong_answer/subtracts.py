"""Subtracts where it should add: look at the sign."""
from pathlib import Path


def add(a, b):
    return a - b


def mean(a):
    return a.mean()


def save(path, text):
    Path(path).write_text(text, encoding="utf-8")
