"""Lets Keras train: compile and fit, with the history that fit returns. Both running averages of Adam are one array."""

import keras
import numpy as np
import tensorflow as tf


def dataset(images, labels, batch, seed=None):
    count = len(images)
    everything = tf.data.Dataset.from_tensors((images, labels)).unbatch()
    mixed = everything if seed is None else everything.shuffle(buffer_size=count, seed=seed)
    ready = mixed.batch(batch, num_parallel_calls=tf.data.AUTOTUNE)
    return ready.map(lambda x, y: (tf.multiply(tf.cast(x, tf.float32), 1 / 255), tf.cast(y, tf.int32)), num_parallel_calls=2)


def adam_step(w, gradient, m, v, step, rate=0.001, epsilon=1e-7):
    keep = np.array([0.9, 0.999]).reshape(2, *[1] * np.ndim(w))
    both = keep * np.stack([m, v]) + (1 - keep) * np.stack([gradient, np.square(gradient)])
    mean, square = both / (1 - keep**step)
    return np.subtract(w, np.divide(rate * mean, np.sqrt(square) + epsilon)), both[0], both[1]


def compiled(model, optimizer=None):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=optimizer, loss=loss, metrics=["accuracy"], run_eagerly=True)
    return model


def train_step(model, optimizer, x, y):
    with tf.GradientTape() as tape:
        logits = model(x, training=True)
        ones = tf.one_hot(y, tf.shape(logits)[1])
        loss = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(ones, logits))
    variables = model.trainable_variables
    gradients = tape.gradient(loss, variables)
    optimizer.apply_gradients([(gradients[place], variables[place]) for place in range(len(variables))])
    return loss, logits


def evaluate(model, batches):
    loss, hits, items = 0.0, 0.0, 0
    for x, y in batches:
        logits = np.asarray(model(x, training=False), np.float64)
        shifted = logits - logits.max(axis=1, keepdims=True)
        chances = np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(logits)), y.numpy()]
        loss, hits, items = loss + chances.sum(), hits + (logits.argmax(axis=1) == y.numpy()).sum(), items + len(logits)
    return loss / items, hits / items


def train_epoch(model, optimizer, batches):
    history = compiled(model, optimizer).fit(batches, epochs=1, verbose=0, shuffle=False).history
    return history["loss"][0], history["accuracy"][0]


def train(model, optimizer, training, validation, epochs):
    told = compiled(model, optimizer).fit(training, validation_data=validation, epochs=epochs, verbose=0).history
    return {name: told[name] for name in ("loss", "accuracy", "val_loss", "val_accuracy")}
