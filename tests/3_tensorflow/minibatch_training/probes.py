"""What the suite of minibatch_training makes and asks inside the worker: models, optimizers, datasets, and what datasets yield."""

import itertools

import numpy as np
import tensorflow as tf

#: No dataset of the suite has more batches than this: what goes on has no end.
MOST_BATCHES = 60


def passes(batches, count):
    """What a dataset yields in some epochs, or why that cannot be told.

    For each epoch the sizes of the batches, all images and all labels; the sizes are those of the first `MOST_BATCHES` batches.
    """
    if not isinstance(batches, tf.data.Dataset):
        return f"it is of type {type(batches).__name__}"
    told = []
    for _ in range(count):
        sizes, images, labels = [], [], []
        for item in itertools.islice(batches, MOST_BATCHES):
            if not isinstance(item, tuple) or len(item) != 2:
                return f"it yields {f'tuples of {len(item)}' if isinstance(item, tuple) else type(item).__name__}"
            x, y = (np.asarray(part) for part in item)
            if not x.ndim or not y.ndim or len(x) != len(y):
                return f"a batch has images of shape {x.shape} and labels of shape {y.shape}"
            sizes.append(len(x))
            images.append(x)
            labels.append(y)
        if not sizes:
            return "it yields no batch" if not told else "it yields no batch in the second epoch"
        told.append((sizes, np.concatenate(images), np.concatenate(labels)))
    return told


class Mask(tf.keras.layers.Layer):
    """Dropout without chance: in training, it multiplies the inputs by fixed numbers."""

    def __init__(self, factors):
        super().__init__()
        self.factors = tf.constant(factors, tf.float32)

    def call(self, x, training=False):
        return x * self.factors if training else x


def linear(kernel, bias, factors):
    """A linear model of images, with a layer that behaves differently in training."""
    height, width = np.shape(factors)
    dense = tf.keras.layers.Dense(len(bias))
    model = tf.keras.Sequential([tf.keras.Input((height, width)), Mask(factors), tf.keras.layers.Flatten(), dense])
    dense.set_weights([np.asarray(kernel, np.float32), np.asarray(bias, np.float32)])
    return model


def weights(model):
    return [np.asarray(value) for value in model.get_weights()]


def optimizer(kind, rate, model):
    """An optimizer that has its state already, so that a program may use it in a graph."""
    made = {"SGD": tf.keras.optimizers.SGD, "Adam": tf.keras.optimizers.Adam}[kind](rate)
    made.build(model.trainable_variables)
    return made


def batches(images, labels, size):
    """A dataset in the order of the arrays."""
    return tf.data.Dataset.from_tensor_slices((images, labels)).batch(size)


def in_orders(images, labels, size, orders):
    """A dataset that yields its items in another of some given orders in each epoch, and begins again after the last order."""
    count = itertools.count()

    def epoch():
        order = orders[next(count) % len(orders)]
        for start in range(0, len(order), size):
            chosen = order[start : start + size]
            yield images[chosen], labels[chosen]

    signature = (tf.TensorSpec((None, *images.shape[1:]), tf.float32), tf.TensorSpec((None,), tf.int64))
    made = tf.data.Dataset.from_generator(epoch, output_signature=signature)
    return made.apply(tf.data.experimental.assert_cardinality(-(-len(images) // size)))
