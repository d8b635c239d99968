"""One manager for saving and restoring; steps run as a graph; the loss of the best model is a part of its checkpoint in float32."""

import itertools

import tensorflow as tf


def manager_of(model, optimizer, step, directory, keep=3):
    parts = tf.train.Checkpoint(step=step, model=model, optimizer=optimizer)
    return tf.train.CheckpointManager(parts, directory, keep, checkpoint_name="state")


def counter(value=0):
    return tf.Variable(value, trainable=False, dtype=tf.int64)


def save(model, optimizer, step, directory, keep=3):
    return manager_of(model, optimizer, counter(step), directory, keep).save(step)


def restore(model, optimizer, directory, shape):
    step = counter()
    manager = manager_of(model, optimizer, step, directory)
    if not manager.latest_checkpoint:
        return None
    status = manager.checkpoint.restore(manager.latest_checkpoint)  # what does not exist yet gets its values as it is built
    model.build(shape)
    optimizer.build(model.trainable_variables)
    status.assert_consumed()
    return step.numpy()


def train(model, optimizer, batches, steps, directory, every):
    done = restore(model, optimizer, directory, batches.element_spec[0].shape)
    if done is None:
        model.build(batches.element_spec[0].shape)
        optimizer.build(model.trainable_variables)
        done = 0
    measure = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True)

    @tf.function(reduce_retracing=True)
    def one_step(x, y):
        with tf.GradientTape() as tape:
            loss = measure(y, model(x, training=True))
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        return loss

    endless = itertools.cycle(batches)
    losses = []
    for number, (x, y) in enumerate(itertools.islice(endless, max(done, steps)), 1):
        if number <= done:
            continue
        losses.append(one_step(x, y).numpy())
        if not number % every or number == steps:
            save(model, optimizer, number, directory)
    return losses


class Best(tf.Module):
    def __init__(self, model=None):
        super().__init__()
        self.score = tf.Variable(float("inf"))
        if model is not None:
            self.model = model


def save_best(model, loss, directory):
    known = Best()
    newest = tf.train.latest_checkpoint(directory)
    if newest:
        tf.train.Checkpoint(known).read(newest).expect_partial()
    better = loss < float(known.score)
    if better:
        new = Best(model)
        new.score.assign(loss)
        tf.train.CheckpointManager(tf.train.Checkpoint(new), directory, max_to_keep=1).save()
    return better


def load_best(model, directory, shape):
    newest = tf.train.latest_checkpoint(directory)
    if newest:
        model.build(shape)
        best = Best(model)
        tf.train.Checkpoint(best).restore(newest).assert_consumed()
        return float(best.score)
    return None
