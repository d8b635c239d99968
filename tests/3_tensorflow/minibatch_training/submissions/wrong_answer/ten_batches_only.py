"""Trains on at most ten batches in each epoch, such as with a `take(10)` that was left in after debugging. The loss still falls, so
nothing seems wrong, but most of the data is never used. Go through the whole dataset.
"""

from __future__ import annotations

import numpy as np
import tensorflow as tf

BETA_1, BETA_2 = 0.9, 0.999  # how much of m and of v is kept in each step


def dataset(images: np.ndarray, labels: np.ndarray, batch: int, seed: int | None = None) -> tf.data.Dataset:
    """Return the images, from 0 to 1, and their labels in batches; shuffled in each epoch if there is a seed."""
    items = tf.data.Dataset.from_tensor_slices((images, labels.astype(np.int64)))
    if seed is not None:
        items = items.shuffle(len(images), seed=seed)
    return items.batch(batch).map(_scaled).prefetch(tf.data.AUTOTUNE)


def _scaled(images: tf.Tensor, labels: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    return tf.cast(images, tf.float32) / 255, labels


def adam_step(
    w: np.ndarray, gradient: np.ndarray, m: np.ndarray, v: np.ndarray, step: int, rate: float = 0.001, epsilon: float = 1e-7
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the weights and both running averages after one step of Adam."""
    m = BETA_1 * m + (1 - BETA_1) * gradient
    v = BETA_2 * v + (1 - BETA_2) * gradient**2
    corrected_m = m / (1 - BETA_1**step)
    corrected_v = v / (1 - BETA_2**step)
    return w - rate * corrected_m / (np.sqrt(corrected_v) + epsilon), m, v


def train_step(
    model: tf.keras.Model, optimizer: tf.keras.optimizers.Optimizer, x: tf.Tensor, y: tf.Tensor
) -> tuple[tf.Tensor, tf.Tensor]:
    """Take one step on one batch, and return the loss and the logits before it."""
    with tf.GradientTape() as tape:
        logits = model(x, training=True)
        loss = tf.reduce_mean(_losses(y, logits))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
    return loss, logits


def evaluate(model: tf.keras.Model, batches: tf.data.Dataset) -> tuple[float, float]:
    """Return mean loss and accuracy over all items, without training."""
    totals = Totals()
    for x, y in batches:
        logits = model(x, training=False)
        totals.add(tf.reduce_mean(_losses(y, logits)), logits, y)
    return totals.means()


def train_epoch(
    model: tf.keras.Model, optimizer: tf.keras.optimizers.Optimizer, batches: tf.data.Dataset
) -> tuple[float, float]:
    """Take one step on each batch, and return mean loss and accuracy over all items."""
    totals = Totals()
    for x, y in batches.take(10):
        loss, logits = train_step(model, optimizer, x, y)
        totals.add(loss, logits, y)
    return totals.means()


def train(
    model: tf.keras.Model,
    optimizer: tf.keras.optimizers.Optimizer,
    training: tf.data.Dataset,
    validation: tf.data.Dataset,
    epochs: int,
) -> dict[str, list[float]]:
    """Train for some epochs, and return loss and accuracy of each, in training and in validation."""
    history: dict[str, list[float]] = {"loss": [], "accuracy": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        numbers = *train_epoch(model, optimizer, training), *evaluate(model, validation)
        for values, number in zip(history.values(), numbers, strict=True):
            values.append(number)
    return history


def _losses(y: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
    """The cross-entropy of each item."""
    return tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits)


class Totals:
    """Sums over the items that were seen, so that a batch counts as much as it has items."""

    def __init__(self) -> None:
        self.loss, self.correct, self.items = 0.0, 0, 0

    def add(self, loss: tf.Tensor, logits: tf.Tensor, y: tf.Tensor) -> None:
        """Add one batch, given its mean loss."""
        self.loss += float(loss) * len(y)
        self.correct += int(np.sum(np.argmax(logits, axis=1) == np.asarray(y)))
        self.items += len(y)

    def means(self) -> tuple[float, float]:
        return self.loss / self.items, self.correct / self.items
