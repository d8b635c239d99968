"""Builds by calling the model and by a step without gradients; counts with optimizer.iterations; a clone holds the best weights."""

import os

import numpy as np
import tensorflow as tf


def prepare(model, optimizer, shape):
    model(np.zeros([size or 1 for size in shape], "float32"))
    if len(optimizer.variables) < 3:
        optimizer.apply_gradients([(tf.zeros_like(weight), weight) for weight in model.trainable_weights])


def checkpoint_of(model, optimizer, step):
    checkpoint = tf.train.Checkpoint(model=model)
    checkpoint.optimizer = optimizer
    checkpoint.step = tf.Variable(np.int64(step))
    return checkpoint


def save(model, optimizer, step, directory, keep=3):
    manager = tf.train.CheckpointManager(checkpoint_of(model, optimizer, step), directory, max_to_keep=keep, checkpoint_name="training")
    manager.save(checkpoint_number=step)
    return manager.latest_checkpoint


def restore(model, optimizer, directory, shape):
    if not os.path.isdir(directory) or not tf.train.CheckpointManager(tf.train.Checkpoint(), directory, None).checkpoints:
        return None
    prepare(model, optimizer, shape)
    checkpoint = checkpoint_of(model, optimizer, 0)
    manager = tf.train.CheckpointManager(checkpoint, directory, max_to_keep=None)
    checkpoint.restore(manager.checkpoints[-1]).assert_consumed()
    return int(checkpoint.step.numpy())


def train(model, optimizer, batches, steps, directory, every):
    restore(model, optimizer, directory, next(iter(batches))[0].shape)
    loss_of = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    losses = []
    source = iter(batches)
    for _ in range(int(optimizer.iterations)):
        try:
            next(source)
        except StopIteration:
            source = iter(batches)
            next(source)
    while int(optimizer.iterations) < steps:
        batch = next(source, None)
        if batch is None:
            source = iter(batches)
            continue
        with tf.GradientTape() as tape:
            loss = loss_of(batch[1], model(batch[0], training=True))
        optimizer.apply_gradients(zip(tape.gradient(loss, model.trainable_variables), model.trainable_variables))
        losses.append(loss)
        step = int(optimizer.iterations)
        if step == steps or step % every == 0:
            save(model, optimizer, step, directory)
    return losses


def save_best(model, loss, directory):
    lowest = tf.Variable(np.inf, dtype=tf.float64)
    clone = tf.keras.models.clone_model(model)
    clone.build(model.input_shape)
    checkpoint = tf.train.Checkpoint(model=clone, lowest=lowest)
    manager = tf.train.CheckpointManager(checkpoint, directory, max_to_keep=1)
    checkpoint.restore(manager.latest_checkpoint)
    if not np.less(loss, lowest.numpy()):
        return False
    lowest.assign(loss)
    clone.set_weights(model.get_weights())
    manager.save()
    return True


def load_best(model, directory, shape):
    lowest = tf.Variable(0.0, dtype=tf.float64)
    checkpoint = tf.train.Checkpoint(model=model, lowest=lowest)
    path = tf.train.latest_checkpoint(directory)
    if path:
        model(np.zeros([size or 1 for size in shape], "float32"))
        checkpoint.restore(path).assert_consumed()
        return lowest.numpy()
