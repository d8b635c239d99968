"""The steps run as graphs; sums stay tensors until the end of the epoch."""

import numpy as np
import tensorflow as tf


def dataset(images, labels, batch, seed=None):
    def prepare(image, label):
        return tf.image.convert_image_dtype(image, tf.float32), tf.cast(label, tf.int32)

    pictures, classes = tf.data.Dataset.from_tensor_slices(images), tf.data.Dataset.from_tensor_slices(labels)
    items = tf.data.Dataset.zip((pictures, classes)).map(prepare).cache()
    if seed is not None:
        items = items.shuffle(items.cardinality(), seed=seed)
    return items.batch(batch).prefetch(1)


def adam_step(w, gradient, m, v, step, rate=0.001, epsilon=1e-7):
    m, v = np.average([m, gradient], axis=0, weights=[0.9, 0.1]), np.average([v, gradient**2], axis=0, weights=[0.999, 0.001])
    gain, size = 1 / (1 - 0.9**step), np.sqrt(v / (1 - 0.999**step))
    return w - rate * gain * m / (size + epsilon), m, v


def step_of(model, optimizer):
    def step(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits))
        variables = model.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        return loss, logits

    return step


@tf.function(reduce_retracing=True)
def train_step(model, optimizer, x, y):
    return step_of(model, optimizer)(x, y)


def averages(batches, step):
    sums, items = tf.zeros(2), 0
    for x, y in batches:
        loss, logits = step(x, y)
        hits = tf.math.in_top_k(tf.cast(y, tf.int32), logits, 1)
        size = tf.cast(tf.shape(y)[0], tf.float32)
        sums += tf.stack([loss * size, tf.reduce_sum(tf.cast(hits, tf.float32))])
        items += len(y)
    loss, accuracy = tf.unstack(sums / items)
    return loss, accuracy


def evaluate(model, batches):
    def measure(x, y):
        logits = model(x, training=False)
        return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits)), logits

    return averages(batches, measure)


def train_epoch(model, optimizer, batches):
    return averages(batches, tf.function(step_of(model, optimizer), reduce_retracing=True))


def train(model, optimizer, training, validation, epochs):
    history = {name: [] for name in ("loss", "accuracy", "val_loss", "val_accuracy")}
    step = tf.function(step_of(model, optimizer), reduce_retracing=True)
    for _ in range(epochs):
        for values, prefix in ((averages(training, step), ""), (evaluate(model, validation), "val_")):
            history[prefix + "loss"].append(float(values[0]))
            history[prefix + "accuracy"].append(float(values[1]))
    return history
