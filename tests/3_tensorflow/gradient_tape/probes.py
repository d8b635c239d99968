"""What the suite of gradient_tape makes inside the worker: functions to differentiate, and models to train."""

import numpy as np
import tensorflow as tf


def waves(scales):
    """The sum of x² sin(s x), each number by itself."""
    scales = tf.constant(scales, tf.float32)
    return lambda x: tf.reduce_sum(tf.square(x) * tf.sin(scales * x))


def coupled(matrix):
    """A quadratic form and the cube of a sum: everything depends on everything."""
    matrix = tf.constant(matrix, tf.float32)

    def function(x):
        x = tf.reshape(x, [-1])
        return tf.tensordot(x, tf.linalg.matvec(matrix, x), 1) + tf.reduce_sum(x) ** 3

    return function


def first_only():
    """The square of the first number; it does not depend on the others."""
    return lambda x: tf.square(tf.reshape(x, [-1])[0])


def plane(weights, height):
    weights = tf.constant(weights, tf.float32)
    return lambda x: height + tf.reduce_sum(weights * x)


def steep(weights, curvatures):
    """A very steep plane with little curvature."""
    weights, curvatures = (tf.constant(numbers, tf.float32) for numbers in (weights, curvatures))
    return lambda x: tf.reduce_sum(weights * x) + 0.5 * tf.reduce_sum(curvatures * tf.square(x))


def level():
    return lambda x: tf.constant(7.0)  # noqa: ARG005 - the level is the same everywhere


class Bowl(tf.Module):
    """Two variables with a loss of their own scale, and one that plays no part."""

    def __init__(self, matrix, vector, targets):
        super().__init__()
        self.matrix = tf.Variable(matrix)
        self.unused = tf.Variable([1.0, 2.0])
        self.vector = tf.Variable(vector)
        self.targets = tf.constant(targets)

    def loss(self):
        return tf.reduce_sum(tf.square(tf.linalg.matvec(self.matrix, self.vector) - self.targets))


def bowl(matrix, vector, targets):
    return Bowl(*(np.asarray(part, np.float32) for part in (matrix, vector, targets)))


def values(model):
    return {name: getattr(model, name).numpy() for name in ("matrix", "vector", "unused")}


def are_variables(model):
    """Whether the model's attributes are still the variables they were."""
    return all(isinstance(getattr(model, name), tf.Variable) for name in ("matrix", "vector", "unused"))
