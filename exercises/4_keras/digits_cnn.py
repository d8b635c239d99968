"""Classify handwritten digits with a small convolutional network.

A network is more than its layers: the scale of its inputs and the meaning of its outputs belong to it too, and all three must
be the same in training and inference. Here you write all steps from the images in a file to the labels of new images. The
digits are real images of 8 x 8 pixels, of dtype uint8, with values from 0 (paper) to 16 (ink), not 255. A network of a few
thousand weights learns to classify them in a few seconds.

Tasks
1. `prepare`: convert images to the format that the network takes.
2. `build`: a convolutional network that ends in ten logits, with seeded weights.
3. `build` compiles the network with a loss that fits the logits, and with accuracy as its metric.
4. `train`: fit the given network.
5. `predict_images`: the labels of new images, one or many.
"""

from __future__ import annotations

import keras
import numpy as np


def prepare(images: np.ndarray) -> np.ndarray:
    """Convert images to the format that the network takes: a batch, float32, with a channel axis and values from 0 to 1.

    Args:
        images: uint8, shape (N, 8, 8), or one image of shape (8, 8). The scale is 0 to 16, whatever the largest value in
            these particular images is.

    Returns:
        float32, shape (N, 8, 8, 1); N is 1 for a single image. 0 stays 0 and 16 becomes 1.

    Examples:
        >>> image = np.zeros((8, 8), np.uint8)
        >>> image[2, 5] = 12
        >>> batch = prepare(image)
        >>> batch.shape, float(batch[0, 2, 5, 0])
        ((1, 8, 8, 1), 0.75)
    """
    raise NotImplementedError("task 1: convert the images to float32, divide, and see what reshape does with -1")


def build(seed: int = 0) -> keras.Model:
    """Return a new convolutional network for digits, compiled and not yet trained.

    The network takes what `prepare` returns, float32 of shape (N, 8, 8, 1), and returns ten logits for each image, shape
    (N, 10), without a softmax. It has at least one convolution, and consists only of Keras's own layers, so that a saved model
    can be loaded without this file.

    Compile it with the mean cross-entropy of the logits, for integer labels 0 to 9 of shape (N,), as its only loss (no weight
    penalties, and no label smoothing, which makes the targets 0 and 1 less extreme), and with accuracy as its metric, named
    "accuracy".

    Args:
        seed: The seed determines the initial weights: the same seed gives the same weights in every call, and a different
            seed gives different ones. 0 is a valid seed, too.

    Returns:
        The model. `model.evaluate(x, labels, return_dict=True)` returns {"loss": …, "accuracy": …}.

    Examples:
        >>> tuple(build(7)(np.zeros((5, 8, 8, 1), np.float32)).shape)
        (5, 10)
    """
    raise NotImplementedError(
        "task 2: set the seed with keras.utils.set_random_seed, then stack layers in a Sequential"
    )


def train(model: keras.Model, images: np.ndarray, labels: np.ndarray) -> dict[str, list[float]]:
    """Train the model in place, and return the history.

    You may choose the number of epochs and the batch size. Training on about 1,200 digits should take a few seconds. The accuracy
    on 600 held-out digits must then be at least 90 %, and the mean cross-entropy at most 0.5. Use all images for training.

    Args:
        model: A compiled model from `build`; train this model, not a new one.
        images: uint8, shape (N, 8, 8), values from 0 to 16, not prepared, in any order, for example sorted by class.
        labels: Integers 0 to 9, shape (N,). All ten classes occur.

    Returns:
        A dictionary of lists with one number for each epoch: "loss" and "accuracy" on the training images.
    """
    raise NotImplementedError("task 4: prepare the images and call model.fit; see what fit returns")


def predict_images(model: keras.Model, images: np.ndarray) -> np.ndarray:
    """Return the label that the model predicts for each image.

    Args:
        model: Any model that takes what `prepare` returns and outputs ten scores for each image. Use it for inference: layers
            such as dropout must be inactive.
        images: uint8, shape (N, 8, 8), or one image of shape (8, 8), values from 0 to 16.

    Returns:
        Integers 0 to 9, shape (N,): for each image the class with the highest score. For a single image, the array contains one
        label.

    Examples:
        >>> predict_images(build(), np.zeros((3, 8, 8), np.uint8)).shape
        (3,)
    """
    raise NotImplementedError(
        "task 5: prepare the images exactly as in training, then take the argmax over the classes"
    )
