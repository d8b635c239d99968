"""Saves the weights with Keras's save_weights. That file has neither the optimizer nor the step, and
tf.train.latest_checkpoint does not know it.
"""
# says: "tf.train.latest_checkpoint finds nothing in the folder"

import math
import os

import tensorflow as tf


def save(model, optimizer, step, directory, keep=3):
    os.makedirs(directory, exist_ok=True)
    path = os.path.join(directory, f"step_{step}.weights.h5")
    model.save_weights(path)
    return path


def restore(model, optimizer, directory, shape):
    if not os.path.isdir(directory):
        return None
    names = [name for name in os.listdir(directory) if name.endswith(".weights.h5")]
    if not names:
        return None
    steps = [int(name.split(".")[0].split("_")[1]) for name in names]
    model.build(shape)
    model.load_weights(os.path.join(directory, f"step_{max(steps)}.weights.h5"))
    return max(steps)


def take_step(model, optimizer, x, y):
    with tf.GradientTape() as tape:
        logits = model(x, training=True)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return float(loss)


def train(model, optimizer, batches, steps, directory, every):
    x, y = next(iter(batches))
    step = restore(model, optimizer, directory, x.shape) or 0
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
