"""Keras's loss and metrics, made anew in each call; the history as a defaultdict."""

from collections import defaultdict

import keras
import numpy as np
import tensorflow as tf

CROSS_ENTROPY = keras.losses.SparseCategoricalCrossentropy(from_logits=True)


def dataset(images, labels, batch, seed=None):
    pairs = tf.data.Dataset.from_tensor_slices((np.float32(images) / np.float32(255), labels.astype("int32")))
    if seed is not None:
        pairs = pairs.shuffle(10 * len(images), seed=seed, reshuffle_each_iteration=True)
    return pairs.batch(batch, drop_remainder=False)


def adam_step(w, gradient, m, v, step, rate=0.001, epsilon=1e-7):
    m = m + 0.1 * (gradient - m)
    v = v + 0.001 * (np.square(gradient) - v)
    return w - rate / (1 - 0.9**step) * m / (np.sqrt(v / (1 - 0.999**step)) + epsilon), m, v


def train_step(model, optimizer, x, y):
    with tf.GradientTape() as tape:
        logits = model(x, training=True)
        loss = CROSS_ENTROPY(y, logits)
    optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
    return loss, logits


def _averaged(batches, step):
    loss, accuracy = keras.metrics.Mean(), keras.metrics.SparseCategoricalAccuracy()
    for x, y in batches:
        value, logits = step(x, y)
        loss.update_state(value, sample_weight=len(y))
        accuracy.update_state(y, logits)
    return float(loss.result()), float(accuracy.result())


def evaluate(model, batches):
    def step(x, y):
        logits = model(x, training=False)
        return CROSS_ENTROPY(y, logits), logits

    return _averaged(batches, step)


def train_epoch(model, optimizer, batches):
    return _averaged(batches, lambda x, y: train_step(model, optimizer, x, y))


def train(model, optimizer, training, validation, epochs):
    history = defaultdict(list)
    for _ in range(epochs):
        numbers = {}
        numbers["loss"], numbers["accuracy"] = train_epoch(model, optimizer, training)
        numbers["val_loss"], numbers["val_accuracy"] = evaluate(model, validation)
        for name, number in numbers.items():
            history[name].append(number)
    return dict(history)
