"""What the suite of linear_regression makes inside the worker: losses, as real functions."""

import tensorflow as tf


def dear_above():
    """A loss under which an error above the target costs four times as much as one below it."""

    def loss(targets, predictions):
        errors = predictions - targets
        return tf.reduce_mean(tf.where(errors > 0, 4.0, 1.0) * tf.square(errors))

    return loss


class CountedError:
    """The mean squared error of two vectors, which counts how often Python runs it."""

    def __init__(self):
        self.calls = 0

    def __call__(self, targets, predictions):
        self.calls += 1
        return tf.reduce_mean(tf.square(predictions - targets))


def counted_error():
    return CountedError()


def calls_of(counted):
    return counted.calls
