"""Save checkpoints while a network is trained, and go on after an interruption: the reference."""

from __future__ import annotations

import math

import tensorflow as tf

Shape = tuple[int | None, ...]


def save(model: tf.keras.Model, optimizer: tf.keras.optimizers.Optimizer, step: int, directory: str, keep: int = 3) -> str:
    """Write a checkpoint of all three, numbered by the step, and keep the last few."""
    checkpoint = tf.train.Checkpoint(model=model, optimizer=optimizer, step=_counter(step))
    manager = tf.train.CheckpointManager(checkpoint, directory, max_to_keep=keep)
    # A new Checkpoint counts its files from 1, so without a number each call would overwrite ckpt-1.
    return manager.save(checkpoint_number=step)


def restore(model: tf.keras.Model, optimizer: tf.keras.optimizers.Optimizer, directory: str, shape: Shape) -> int | None:
    """Load the newest checkpoint into both, and return its step."""
    newest = tf.train.latest_checkpoint(directory)
    if newest is None:
        return None
    _build(model, shape)
    optimizer.build(model.trainable_variables)
    step = _counter(0)
    tf.train.Checkpoint(model=model, optimizer=optimizer, step=step).restore(newest).assert_consumed()
    return int(step)


def train(
    model: tf.keras.Model,
    optimizer: tf.keras.optimizers.Optimizer,
    batches: tf.data.Dataset,
    steps: int,
    directory: str,
    every: int,
) -> list[float]:
    """Train up to a number of steps from the newest checkpoint on, and save now and then."""
    done = restore(model, optimizer, directory, batches.element_spec[0].shape) or 0
    left = batches.repeat().skip(done).take(max(steps - done, 0))
    losses = []
    for step, (x, y) in enumerate(left, done + 1):
        losses.append(_train_step(model, optimizer, x, y))
        if step % every == 0 or step == steps:
            save(model, optimizer, step, directory)
    return losses


def save_best(model: tf.keras.Model, loss: float, directory: str) -> bool:
    """Save the weights and their loss if it is the lowest so far."""
    best = tf.Variable(math.inf, dtype=tf.float64)
    if newest := tf.train.latest_checkpoint(directory):
        # The loss alone: the weights in the file must not replace those of the model.
        tf.train.Checkpoint(loss=best).restore(newest).expect_partial()
    if not loss < best:  # also if the loss is NaN
        return False
    best.assign(loss)
    tf.train.CheckpointManager(tf.train.Checkpoint(model=model, loss=best), directory, max_to_keep=1).save()
    return True


def load_best(model: tf.keras.Model, directory: str, shape: Shape) -> float | None:
    """Load the best weights, and return their loss."""
    newest = tf.train.latest_checkpoint(directory)
    if newest is None:
        return None
    _build(model, shape)
    best = tf.Variable(math.inf, dtype=tf.float64)
    tf.train.Checkpoint(model=model, loss=best).restore(newest).assert_consumed()
    return float(best)


def _counter(step: int) -> tf.Variable:
    return tf.Variable(step, dtype=tf.int64)


def _build(model: tf.keras.Model, shape: Shape) -> None:
    if not model.built:
        model.build(shape)


def _train_step(model: tf.keras.Model, optimizer: tf.keras.optimizers.Optimizer, x: tf.Tensor, y: tf.Tensor) -> float:
    """Take one step, and return the loss before it."""
    with tf.GradientTape() as tape:
        logits = model(x, training=True)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits))
    optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables, strict=True))
    return float(loss)
