"""What the suite of blob_by_hand asks that takes two calls inside the worker."""

import sys


def first_of_two_blobs(first, second):
    """The blob of the first images, as it is once a second blob was made."""
    blob = sys.modules["blob_by_hand"].blob
    result = blob(first)
    blob(second)
    return result
