"""Adapt a trained network to a new task, and find out what freezing a layer does.

A trained network has a *base*, which turns an image into features, and a *head*, one layer that turns features into scores.
Transfer learning keeps the base and replaces the head. First the head is trained alone while the base is frozen; then the last
layers of the base are unfrozen and trained with a small learning rate.

Three facts are easily overlooked:
- `trainable = False` keeps the optimizer from changing a weight.
- Batch normalisation also has weights that no optimizer changes, its running mean and variance. Every training batch updates
  them, unless the layer itself is not trainable.
- Once a model has taken a training step, changing `trainable` has no effect or raises an error until you compile the model again.

The bases here are Keras models that consist of Keras's own layers, with batch normalisation. They take float32 images and return
features of shape (N, F).

Tasks
1. `build_head`: a model that returns one logit per class, as a linear function of the features.
2. `build_head`: the whole base stays unchanged, including the running means and variances.
3. `unfreeze`: exactly the last n layers of the base, whatever their earlier state, and never batch normalisation.
4. `unfreeze` compiles again, with its own learning rate, and loses nothing that was learned.
5. `adapt`: the whole procedure, with a few images of classes that are new to the base.

If you use Keras and NumPy only, the program works on TensorFlow, JAX and PyTorch.
"""

from __future__ import annotations

import keras
import numpy as np


def build_head(base: keras.Model, classes: int, learning_rate: float = 0.01) -> keras.Model:
    """Return a compiled model: the frozen base, followed by one new dense layer that returns logits.

    Args:
        base: A trained model that maps images of shape (N, height, width, channels) to features of shape (N, F). The new model
            contains the base itself, not a copy. The base is frozen: training the new model changes none of the weights of the
            base.
        classes: The number of logits for each image: features @ W + b, without a softmax.
        learning_rate: The learning rate of the optimizer, `keras.optimizers.Adam`.

    Returns:
        The model, compiled with the mean cross-entropy of the logits for integer labels of shape (N,). It can be saved, and loaded
        without your program: it is a functional model or a Sequential, not an instance of a class of your own.

    Examples:
        >>> inputs = keras.Input((6, 5, 3))
        >>> base = keras.Model(inputs, keras.layers.GlobalAveragePooling2D()(inputs))
        >>> model = build_head(base, 4)
        >>> tuple(model(np.ones((2, 6, 5, 3), np.float32)).shape)
        (2, 4)
    """
    raise NotImplementedError("task 1: freeze the base, call it on an Input, put a Dense on top, compile")


def unfreeze(model: keras.Model, base: keras.Model, n: int, learning_rate: float = 0.001) -> None:
    """Make the last n layers of the base trainable and freeze its other layers; then compile the model again, in place.

    Afterwards `base.trainable_weights` holds the weights of these layers and no others.

    Args:
        model: A model from `build_head`; it may have been trained or unfrozen before. It keeps its weights, and its head stays
            trainable.
        base: The base of this model.
        n: The number of layers, counted from the end of `base.layers`. Only layers that have weights and are not
            `keras.layers.BatchNormalization` count; all four weights of batch normalisation stay frozen. 0 freezes the whole base
            again; if n exceeds the number of such layers, all of them are unfrozen.
        learning_rate: The learning rate of the new Adam optimizer. The loss is that of `build_head`.
    """
    raise NotImplementedError("task 3: set each layer of the base to trainable or not, then compile")


def adapt(base: keras.Model, images: np.ndarray, labels: np.ndarray, classes: int) -> keras.Model:
    """Train a new head on the base, then fine-tune the end of the base, and return the model.

    The suite uses the first layers of EfficientNet-Lite0, which were trained on ImageNet's photographs, and 30 small photographs of
    grass, gravel and bricks. The accuracy on other photographs of these surfaces must be at least 85 %. You may choose the number
    of epochs, and how many of the last layers to unfreeze (at least one). A few seconds of training are enough.

    Args:
        base: As for `build_head`. Afterwards, all weights of its batch normalisation are unchanged.
        images: float32, shape (N, 48, 48, 3), values from 0 to 255, as the base expects them (its first layer scales them); in any
            order, perhaps sorted by class.
        labels: Integers from 0 to classes - 1, shape (N,).
        classes: The number of classes.
    """
    raise NotImplementedError("task 5: build_head, fit, unfreeze, fit")
