"""Add two arrays (task 1), average one (task 2), save a text (task 3)."""


def add(a, b):
    """The sum of two arrays."""
    raise NotImplementedError("task 1: use the + operator")


def mean(a):
    """The mean of an array, as a float."""
    raise NotImplementedError("task 2: divide the sum by the count")


def save(path, text):
    """Write a text to a file."""
    raise NotImplementedError("task 3: open the file for writing")
