"""Teach a trained network something new, and know what freezing really freezes.

A network that was trained on one task has a *base*, which turns an image into features, and a *head*, one layer that turns
features into answers. Transfer learning keeps the base and makes a new head: first the head is trained alone while the base
is frozen, then the last layers of the base are unfrozen and tuned in small steps.

Freezing has three parts that are easily confused. `trainable = False` keeps the optimizer from moving a weight. Batch
normalization also has weights that no optimizer moves, its running mean and variance, which every batch of training
changes; it leaves them alone, and uses them, if the layer itself is not trainable. And a model that was compiled and has
taken a step of training goes on as it was compiled, whatever you set later, until it is compiled again.

The bases here are Keras models of layers that Keras brings, with batch normalization somewhere. They take float32 images, and
give features of shape (N, F).

Your tasks:
1. `build_head`: a model that gives one logit per class, as a linear function of the features.
2. In it, all of the base stays as it is, also the running means and variances.
3. `unfreeze`: exactly the last n layers of the base, however they were before, and never batch normalization.
4. `unfreeze` compiles again, with its own learning rate, and loses nothing that was learnt.
5. `adapt`: the whole way, with a few images of classes that the base has never seen.

Use Keras and NumPy only, and the program runs on TensorFlow, JAX and PyTorch alike.
"""

from __future__ import annotations

import keras
import numpy as np


def build_head(base: keras.Model, classes: int, learning_rate: float = 0.01) -> keras.Model:
    """Return a compiled model: the frozen base, and on it one new dense layer of logits.

    Args:
        base: a trained model, (N, height, width, channels) to (N, F). It becomes a part of the new model: the base itself, not
            a copy of it. It is frozen: training the new model changes none of its weights.
        classes: how many logits the new model gives for each image: features @ W + b, no softmax.
        learning_rate: of the optimizer, `keras.optimizers.Adam`.

    Returns:
        The model, compiled with the mean cross-entropy of the logits for whole-number labels of shape (N,). It can be saved and
        loaded where your program is not known: a functional model or a Sequential, of no class of your own.

    Examples:
        >>> inputs = keras.Input((6, 5, 3))
        >>> base = keras.Model(inputs, keras.layers.GlobalAveragePooling2D()(inputs))
        >>> model = build_head(base, 4)
        >>> tuple(model(np.ones((2, 6, 5, 3), np.float32)).shape)
        (2, 4)
    """
    raise NotImplementedError("task 1: freeze the base, call it on an Input, put a Dense on top, compile")


def unfreeze(model: keras.Model, base: keras.Model, n: int, learning_rate: float = 0.001) -> None:
    """Make the last n layers of the base trainable, and no other layer of it; then compile the model again, in place.

    Args:
        model: what `build_head` returned, perhaps trained, perhaps unfrozen before. Its weights stay as they are, and its
            head stays trainable.
        base: the base of this model.
        n: how many layers, counted from the end of `base.layers`. Only layers count that have weights and are no
            `keras.layers.BatchNormalization`; batch normalization stays frozen with all its four weights. 0 freezes the
            whole base again, and an n above the number of such layers takes all of them.
        learning_rate: of a new Adam. The loss is that of `build_head`.
    """
    raise NotImplementedError("task 3: set each layer of the base to trainable or not; then compile")


def adapt(base: keras.Model, images: np.ndarray, labels: np.ndarray, classes: int) -> keras.Model:
    """Train a new head on the base, then tune the end of the base, and return the model.

    With the base of the test, which has learnt the digits 0 to 6 of `digits_cnn`, and 60 images of the digits 7 to 9, the model is
    to read at least 80 % of other images of these. How many epochs, and how many of the last
    layers, at least one, is yours to choose; a few seconds are enough.

    Args:
        base: as in `build_head`. Afterwards its batch normalization is as it was, in all its weights.
        images: float32, shape (N, 8, 8, 1), values from 0 to 1, as the base was trained; in any order, sorted perhaps.
        labels: whole numbers from 0 to classes - 1, shape (N,): 0 stands for the digit 7, and so on.
        classes: how many there are.
    """
    raise NotImplementedError("task 5: build_head, fit, unfreeze, fit")
