"""Calls the model without training=True. Layers such as dropout and batch normalization then behave as in inference: nothing is
dropped, and the statistics of the batch are not used.
"""
# says: "The model was called without training=True"

import math

import tensorflow as tf


def save(model, optimizer, step, directory, keep=3):
    checkpoint = tf.train.Checkpoint(model=model, optimizer=optimizer, step=tf.Variable(step, dtype=tf.int64))
    manager = tf.train.CheckpointManager(checkpoint, directory, max_to_keep=keep)
    return manager.save(checkpoint_number=step)


def restore(model, optimizer, directory, shape):
    path = tf.train.latest_checkpoint(directory)
    if path is None:
        return None
    model.build(shape)
    optimizer.build(model.trainable_variables)
    step = tf.Variable(0, dtype=tf.int64)
    checkpoint = tf.train.Checkpoint(model=model, optimizer=optimizer, step=step)
    checkpoint.restore(path).assert_consumed()
    return int(step)


def take_step(model, optimizer, x, y):
    with tf.GradientTape() as tape:
        logits = model(x)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return float(loss)


def train(model, optimizer, batches, steps, directory, every):
    step = restore(model, optimizer, directory, batches.element_spec[0].shape) or 0
    losses = []
    for x, y in batches.repeat().skip(step):
        if step >= steps:
            break
        losses.append(take_step(model, optimizer, x, y))
        step += 1
        if step % every == 0 or step == steps:
            save(model, optimizer, step, directory)
    return losses


def save_best(model, loss, directory):
    best = tf.Variable(math.inf, dtype=tf.float64)
    path = tf.train.latest_checkpoint(directory)
    if path is not None:
        tf.train.Checkpoint(loss=best).restore(path).expect_partial()
    if not loss < float(best):
        return False
    best.assign(loss)
    checkpoint = tf.train.Checkpoint(model=model, loss=best)
    tf.train.CheckpointManager(checkpoint, directory, max_to_keep=1).save()
    return True


def load_best(model, directory, shape):
    path = tf.train.latest_checkpoint(directory)
    if path is None:
        return None
    model.build(shape)
    best = tf.Variable(math.inf, dtype=tf.float64)
    tf.train.Checkpoint(model=model, loss=best).restore(path).assert_consumed()
    return float(best)
