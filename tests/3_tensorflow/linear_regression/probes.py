"""What the suite of linear_regression makes inside the worker: losses, as real functions."""

import tensorflow as tf


def dear_above():
    """A loss under which an error above the target costs four times as much as one below it."""

    def loss(targets, predictions):
        errors = predictions - targets
        return tf.reduce_mean(tf.where(errors > 0, 4.0, 1.0) * tf.square(errors))

    return loss


class WatchedError:
    """The mean squared error of two vectors, which remembers how Python ran it, and on what."""

    def __init__(self):
        self.eager = self.tracing = 0
        self.forms = set()
        self.graphs = []

    def __call__(self, targets, predictions):
        if tf.executing_eagerly():
            self.eager += 1
        else:
            self.tracing += 1
            self.graphs.append(tf.compat.v1.get_default_graph())
        targets, predictions = tf.convert_to_tensor(targets), tf.convert_to_tensor(predictions)
        self.forms.add((form(targets), form(predictions)))
        return tf.reduce_mean(tf.square(predictions - targets))


def form(tensor):
    return f"{tensor.dtype.name} of shape {tuple(tensor.shape) if tensor.shape.rank is not None else 'unknown'}"


def watched_error():
    return WatchedError()


def calls_of(watched):
    """How often Python ran the loss eagerly, and how often while TensorFlow traced."""
    return watched.eager, watched.tracing


def traces_of(watched):
    """How many graphs TensorFlow made, a new one in each trace, while it ran the loss."""
    return len({id(graph) for graph in watched.graphs})


def forms_of(watched):
    """The types and shapes of targets and predictions that the loss was given."""
    return sorted(watched.forms)
