"""What the suite of checkpoints makes and asks inside the worker: models, optimizers, and what checkpoints hold."""

import os
import tempfile
from pathlib import Path

import numpy as np
import tensorflow as tf


@tf.keras.utils.register_keras_serializable("deepkata")
class Fixed(tf.keras.initializers.Initializer):
    """Gives these values; a model that has it can be cloned."""

    def __init__(self, values):
        self.values = np.asarray(values, np.float32).tolist()

    def __call__(self, shape, dtype=None):
        return tf.reshape(tf.constant(self.values, tf.float32), shape)

    def get_config(self):
        return {"values": self.values}


@tf.keras.utils.register_keras_serializable("deepkata")
class TwiceInTraining(tf.keras.layers.Layer):
    """Active only during training, like dropout, but deterministic: it doubles its input."""

    def call(self, x, training=False):
        return 2 * x if training else x


def network(layers, built=False):
    """A model of dense layers with given kernels and biases; it has no variables before it is built. In training, its logits are doubled."""
    made = [
        tf.keras.layers.Dense(
            len(bias), "relu" if place + 1 < len(layers) else None, kernel_initializer=Fixed(kernel), bias_initializer=Fixed(bias)
        )
        for place, (kernel, bias) in enumerate(layers)
    ]
    model = tf.keras.Sequential([*made, TwiceInTraining()])
    if built:
        model.build((None, len(layers[0][0])))
    return model


def optimizer(kind, rate):
    made = {"SGD": {}, "momentum": {"momentum": 0.9}}
    return tf.keras.optimizers.SGD(rate, **made[kind]) if kind in made else tf.keras.optimizers.Adam(rate)


def stepped(model, optimizer, x, y):
    """Take a step."""
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, model(x, training=True)))
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables, strict=True))


def in_training(model, optimizer, shape, steps, fraction):
    """Give a model and an optimizer the state of some training: the numbers are not those of any real one."""
    model.build(tuple(shape))
    optimizer.build(model.trainable_variables)
    optimizer.iterations.assign(steps)
    for place, variable in enumerate(optimizer.variables[2:]):
        variable.assign(np.reshape(fraction + place + np.arange(np.size(variable)) / 16, variable.shape))
    for variable in model.weights:
        variable.assign(np.asarray(variable) + fraction)


def change(model, layers):
    model.set_weights([np.asarray(part, np.float32) for layer in layers for part in layer])


def state(model, optimizer=None):
    """All values of the model and of the optimizer."""
    told = {"model": values(model.weights)}
    return told if optimizer is None else told | {"optimizer": values(optimizer.variables)}


def values(variables):
    return [np.asarray(variable) for variable in variables]


def batches(x, y, size):
    return tf.data.Dataset.from_tensor_slices((x, y)).batch(size)


def newest(directory, path):
    """Whether a path is that of the newest checkpoint of a folder, the name of that one, or None, and whether it can be moved."""
    found = tf.train.latest_checkpoint(directory)
    if found is None:
        return False, None, False
    note = Path(directory, "checkpoint")
    moves = not (note.is_file() and f'"{os.path.abspath(directory)}' in note.read_text())
    return isinstance(path, str) and os.path.realpath(path) == os.path.realpath(found), os.path.basename(found), moves


def kept(directory, layers=None, kind=None):
    """What the checkpoints of a folder hold, the newest one last: for each the step and, if asked for, the values of model and optimizer.

    What is missing is None.
    """
    last = os.path.realpath(tf.train.latest_checkpoint(directory) or "")
    model = network(layers, built=True) if layers else None
    made = optimizer(kind, 0.5) if kind else None
    if made:
        made.build(model.trainable_variables)
    told = []
    for index in Path(directory).rglob("*.index"):
        path = str(index)[: -len(".index")]
        one = {"step": step_of(path)}
        if model:
            one["weights"] = values(model.weights) if fits(path, model=model) else None
        if made:
            one["optimizer"] = values(made.variables) if fits(path, optimizer=made) else None
        told.append(one | {"newest": os.path.realpath(path) == last})
    return sorted(told, key=lambda one: (one["newest"], -1 if one["step"] is None else one["step"]))


def without_index(directory):
    """The files with the values of checkpoints that are no longer there."""
    files = Path(directory).rglob("*.data-*")
    return sorted(file.name for file in files if not file.with_name(f"{file.name.partition('.data-')[0]}.index").exists())


def step_of(path):
    reader, key = tf.train.load_checkpoint(path), "step/.ATTRIBUTES/VARIABLE_VALUE"
    return int(np.ravel(reader.get_tensor(key))[0]) if reader.has_tensor(key) else None


def fits(path, **parts):
    try:
        tf.train.Checkpoint(**parts).read(path).assert_existing_objects_matched().expect_partial()
    except (AssertionError, ValueError):
        return False
    return True


def folder(layers, kind, rate, x, y, saved):
    """The files of a folder with checkpoints of a training, and the values of the newest: ``saved`` are pairs (steps of the training, step)."""
    model, made, step = network(layers, built=True), optimizer(kind, rate), tf.Variable(0, dtype=tf.int64)
    made.build(model.trainable_variables)
    with tempfile.TemporaryDirectory() as place:
        checkpoint = tf.train.Checkpoint(model=model, optimizer=made, step=step)
        manager = tf.train.CheckpointManager(checkpoint, place, max_to_keep=len(saved))
        done = 0
        for steps, number in saved:
            for turn in range(done, steps):
                part = turn % len(x)
                stepped(model, made, x[part], y[part])
            done = steps
            step.assign(number)
            manager.save(checkpoint_number=number)
        files = {path.name: np.frombuffer(path.read_bytes(), np.uint8) for path in Path(place).iterdir()}
    return files, state(model, made) | {"step": int(step)}
