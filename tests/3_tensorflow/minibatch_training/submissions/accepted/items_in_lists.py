"""Lists of the losses and hits of all items, whose means are taken at the end; the order is drawn with NumPy in a generator."""

import numpy as np
import tensorflow as tf


def dataset(images, labels, batch, seed=None):
    random = None if seed is None else np.random.default_rng(seed)

    def epoch():
        order = np.arange(len(images)) if random is None else random.permutation(len(images))
        for first in range(0, len(order), batch):
            chosen = order[first : first + batch]
            yield images[chosen].astype(np.float32) / 255, labels[chosen].astype(np.int64)

    kinds = tf.TensorSpec([None, *images.shape[1:]], tf.float32), tf.TensorSpec([None], tf.int64)
    return tf.data.Dataset.from_generator(epoch, output_signature=kinds)


def adam_step(w, gradient, m, v, step, rate=0.001, epsilon=1e-7):
    averages = []
    hats = []
    for average, value, keep in ((m, gradient, 0.9), (v, gradient * gradient, 0.999)):
        average = keep * average + (1 - keep) * value
        averages.append(average)
        hats.append(average / (1 - keep**step))
    return (w - rate * hats[0] / (hats[1] ** 0.5 + epsilon), *averages)


def _cross_entropies(logits, y):
    return -tf.gather(tf.nn.log_softmax(logits), tf.cast(y, tf.int32), batch_dims=1)


def train_step(model, optimizer, x, y):
    variables = model.trainable_variables
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        for variable in variables:
            tape.watch(variable.value)
        logits = model(x, training=True)
        loss = tf.reduce_sum(_cross_entropies(logits, y)) / len(y)
    optimizer.apply_gradients(list(zip(tape.gradient(loss, variables), variables)))
    return loss, logits


def evaluate(model, batches):
    losses, hits = [], []
    for x, y in batches.as_numpy_iterator():
        logits = model(x, training=False)
        losses.extend(_cross_entropies(logits, y).numpy())
        hits.extend(tf.argmax(logits, axis=-1).numpy() == y)
    return np.mean(losses), np.mean(hits)


def train_epoch(model, optimizer, batches):
    losses, hits = [], []
    for x, y in batches:
        loss, logits = train_step(model, optimizer, x, y)
        losses += [float(loss)] * len(y)
        hits += (np.argmax(logits, axis=-1) == y.numpy()).tolist()
    return np.mean(losses), np.mean(hits)


def train(model, optimizer, training, validation, epochs):
    table = [
        [*train_epoch(model, optimizer, training), *evaluate(model, validation)]
        for _ in range(epochs)
    ]
    return dict(zip(("loss", "accuracy", "val_loss", "val_accuracy"), np.transpose(table).tolist()))
