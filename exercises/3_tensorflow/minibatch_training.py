"""Train a network in mini-batches, as is usual in practice.

The gradient over a whole training set is expensive, and it is used for only one step. A mini-batch gives an estimate of it at a
fraction of the cost, so one pass through the data, an epoch, has many steps. `tf.data` draws the batches, an optimizer takes the
steps, and loss and accuracy on a validation set are measured after each epoch.

In this exercise a model is a `tf.keras.Model` that returns logits, and the loss is the cross-entropy between their softmax and
the labels. A model may contain layers that behave differently in training, such as dropout, so always pass `training` when you
call it.

Tasks
1. `dataset`: a `tf.data.Dataset` of batches, in the order of the arrays.
2. `dataset` with a seed: shuffled, in a new order in each epoch.
3. `adam_step`: one step of the Adam optimizer, in NumPy.
4. `train_step`: one step of an optimizer on one batch.
5. `evaluate`: loss and accuracy on a dataset, without training.
6. `train_epoch`: one step on each batch, and the mean loss and accuracy over all items.
7. `train`: several epochs, with validation after each.
"""

from __future__ import annotations

import numpy as np
import tensorflow as tf


def dataset(images: np.ndarray, labels: np.ndarray, batch: int, seed: int | None = None) -> tf.data.Dataset:
    """Return the training set or the validation set as a `tf.data.Dataset` of batches.

    Iterating over it once is one epoch: it yields each item exactly once and then ends. All batches have `batch` items, except
    the last one, which has the remaining items if N is not a multiple of `batch`.

    Args:
        images: uint8 of shape (N, H, W), from 0 to 255, N at least 1.
        labels: Integers of shape (N,), any integer dtype. labels[i] is the class of images[i].
        batch: The number of items in a batch, at least 1.
        seed: None: the items keep their order. An integer, 0 included: all N items are shuffled before they are put into
            batches, every order is possible, and each epoch has a new order. Two datasets with the same arguments yield the same
            orders, epoch by epoch. A different seed gives different orders.

    Returns:
        A dataset of pairs (x, y): x is float32 of shape (n, H, W), the images divided by 255; y has shape (n,), int32 or int64.

    Examples:
        >>> images, labels = np.full((5, 1, 1), 51, np.uint8), np.array([4, 0, 3, 1, 2])
        >>> [y.numpy().tolist() for x, y in dataset(images, labels, 2)]
        [[4, 0], [3, 1], [2]]
    """
    raise NotImplementedError("task 1: tf.data.Dataset.from_tensor_slices takes a tuple (images, labels); then batch, then prefetch")


def adam_step(
    w: np.ndarray, gradient: np.ndarray, m: np.ndarray, v: np.ndarray, step: int, rate: float = 0.001, epsilon: float = 1e-7
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Take one step of Adam, which divides each weight's step by the typical size of its gradient.

    Each weight has two running averages, m of its gradients and v of their squares:

        m = 0.9 m + 0.1 gradient          v = 0.999 v + 0.001 gradient²

    Both start at 0, so they are too small in the first steps. The bias correction compensates for this:

        m̂ = m / (1 - 0.9^step)            v̂ = v / (1 - 0.999^step)

    Then w = w - rate * m̂ / (√v̂ + epsilon).

    Args:
        w: The weights, floats of any shape.
        gradient: The gradient of the loss, with the shape of `w`.
        m: The running average of the gradients before this step, with the shape of `w`; 0 before the first step.
        v: The running average of the squared gradients before this step; 0 before the first step.
        step: The number of this step, counted from 1.
        rate: The learning rate.
        epsilon: A small number that avoids a division by 0.

    Returns:
        The new w, m and v, as new arrays: m and v without the bias correction, as the next step needs them.

    Examples:
        >>> w, m, v = adam_step(np.array([1.0]), np.array([4.0]), np.array([0.0]), np.array([0.0]), step=1, rate=0.5)
        >>> w.round(4).tolist(), m.round(4).tolist(), v.round(4).tolist()
        ([0.5], [0.4], [0.016])
    """
    raise NotImplementedError("task 3: write five lines, one for each formula")


def train_step(
    model: tf.keras.Model, optimizer: tf.keras.optimizers.Optimizer, x: tf.Tensor, y: tf.Tensor
) -> tuple[tf.Tensor, tf.Tensor]:
    """Take one step of the optimizer on one batch. The weights of the model change in place.

    The loss is the cross-entropy, averaged over the n items of the batch. The model is called with `training=True`.

    Args:
        model: Returns logits of shape (n, classes) for x.
        optimizer: Any Keras optimizer; one call of this function is one step. It keeps its state between calls.
        x: float32, a batch of images, as `dataset` yields them.
        y: int32 or int64 of shape (n,), their labels.

    Returns:
        loss: The loss before the step, a float32 tensor of shape ().
        logits: The logits from which this loss was computed, float32 of shape (n, classes).
    """
    raise NotImplementedError("task 4: call the model and compute the loss inside a tf.GradientTape")


def evaluate(model: tf.keras.Model, batches: tf.data.Dataset) -> tuple[float, float]:
    """Evaluate a model on all items of a dataset. The weights do not change.

    Args:
        model: As for `train_step`; here it is called with `training=False`.
        batches: What `dataset` returns, with N items in all. The batches may differ in size.

    Returns:
        loss: The mean cross-entropy of all N items, each with the same weight.
        accuracy: The fraction of the N items for which the class with the highest logit is the label.

    Examples:
        A batch of 3 items with the mean loss 0.5 and a batch of 1 item with the loss 2.5: the loss is (3 * 0.5 + 2.5) / 4 = 1.
    """
    raise NotImplementedError("task 5: add up the losses and the correct predictions of all items, and divide once at the end")


def train_epoch(
    model: tf.keras.Model, optimizer: tf.keras.optimizers.Optimizer, batches: tf.data.Dataset
) -> tuple[float, float]:
    """Train for one epoch: one step on each batch, in the order of the dataset.

    Loss and accuracy are measured during the training steps themselves: for each batch, use the loss and the logits that
    `train_step` returns, which were computed before the step on this batch changed the weights.

    Args:
        model: As for `train_step`.
        optimizer: As for `train_step`. It is used for every step.
        batches: As for `evaluate`.

    Returns:
        loss and accuracy, each the mean over all N items of the epoch, as for `evaluate`.
    """
    raise NotImplementedError("task 6: like evaluate, but call train_step instead of the model")


def train(
    model: tf.keras.Model,
    optimizer: tf.keras.optimizers.Optimizer,
    training: tf.data.Dataset,
    validation: tf.data.Dataset,
    epochs: int,
) -> dict[str, list[float]]:
    """Train for a number of epochs, and evaluate the model on the validation set after each of them.

    Args:
        model: As for `train_step`.
        optimizer: As for `train_step`. It is used in all epochs.
        training: The training set. Each epoch iterates over it once, possibly in a different order.
        validation: The validation set. It must not influence the weights.
        epochs: The number of epochs, at least 1.

    Returns:
        Four lists with one number for each epoch: "loss" and "accuracy", what `train_epoch` returned, and "val_loss" and
        "val_accuracy", what `evaluate` returned for the validation set after this epoch.
    """
    raise NotImplementedError("task 7: in each epoch, call train_epoch with one dataset, then evaluate with the other")
