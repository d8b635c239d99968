"""Lets Keras take the steps, one batch at a time; restores before anything is built, and asserts afterwards."""

import math
import os

import tensorflow as tf


def whole(model, optimizer, step):
    return tf.train.Checkpoint(model=model, optimizer=optimizer, step=step)


def save(model, optimizer, step, directory, keep=3):
    checkpoint = whole(model, optimizer, tf.Variable(step, dtype=tf.int64))
    return tf.train.CheckpointManager(checkpoint, directory, max_to_keep=keep).save(checkpoint_number=step)


def restore(model, optimizer, directory, shape):
    if not os.path.exists(os.path.join(directory, "checkpoint")):
        return None
    step = tf.Variable(-1, dtype=tf.int64)
    status = whole(model, optimizer, step).restore(tf.train.latest_checkpoint(directory))
    if not model.built:
        model.build(shape)
    if not optimizer.built:
        optimizer.build(model.trainable_variables)
    status.assert_consumed().assert_existing_objects_matched()
    return int(step)


def train(model, optimizer, batches, steps, directory, every):
    shape = batches.element_spec[0].shape
    first = restore(model, optimizer, directory, shape) or 0
    model.build(shape)
    trainer = tf.keras.Sequential(model.layers)  # shares the layers: the model itself is saved without what compile adds
    trainer.compile(optimizer, tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True), run_eagerly=True)
    losses, step = [], 0
    while step < steps:
        for x, y in batches:
            step += 1
            if first < step <= steps:
                trainer.reset_metrics()
                losses.append(float(trainer.train_on_batch(x, y)))
                if step % every == 0 or step == steps:
                    save(model, optimizer, step, directory)
    return losses


def save_best(model, loss, directory):
    note = os.path.join(directory, "loss.txt")
    lowest = math.inf
    if os.path.exists(note):
        with open(note) as file:
            lowest = float(file.read())
    if math.isnan(loss) or loss >= lowest:
        return False
    tf.train.Checkpoint(model=model).save(os.path.join(directory, "best"))
    with open(note, "w") as file:
        file.write(repr(float(loss)))
    return True


def load_best(model, directory, shape):
    path = tf.train.latest_checkpoint(directory)
    if path is None:
        return None
    model.build(shape)
    tf.train.Checkpoint(model=model).restore(path).assert_consumed()
    with open(os.path.join(directory, "loss.txt")) as file:
        return float(file.read())
