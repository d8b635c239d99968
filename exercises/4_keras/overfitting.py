"""See overfitting, and reduce it: a validation set, dropout, weight decay, shifted images and early stopping.

A network that is trained on 100 images soon classifies all of them correctly and still makes many mistakes on new ones.
You divide the data into three sets, train with several methods that reduce overfitting, draw the curves of the training and
the validation loss, and choose a network without using the test set for the choice.

Images are float32 arrays of shape (N, 28, 28) with values from 0 to 1, except where a docstring says otherwise. Labels are
integers from 0 to 9, shape (N,). Epochs are counted from 1.

Tasks
1. `split`: training, validation and test sets.
2. `build`: a network with dropout and weight decay.
3. `augment`: shift each image at random.
4. `train`: augment only the training set, and measure both losses in the same way.
5. `best_epoch`: when to stop, and which weights to keep.
6. `draw_curves`: both losses over the epochs, with Matplotlib.
7. `choose`: choose with the validation set, and report the accuracy on the test set.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import keras
import numpy as np
from matplotlib.figure import Figure

Pair = tuple[np.ndarray, np.ndarray]  # images and their labels


def split(images: np.ndarray, labels: np.ndarray, validation: int, test: int, seed: int) -> tuple[Pair, Pair, Pair]:
    """Divide labelled images at random into a training, a validation and a test set.

    Each image is in exactly one of the sets, together with its label. The caller's arrays must not be changed.

    Args:
        images: Any dtype, shape (N, H, W), in any order, for example sorted by class.
        labels: Integers, shape (N,).
        validation: The number of images in the validation set, at least 1.
        test: The number of images in the test set, at least 1. validation + test is less than N.
        seed: The same seed gives the same sets; a different seed gives different ones.

    Returns:
        (training, validation, test), each a pair of images and labels, in any order. All images that are in neither of the
        other two sets form the training set.

    Examples:
        >>> training, validation, test = split(np.zeros((12, 28, 28)), np.arange(12) % 10, validation=3, test=4, seed=0)
        >>> len(training[0]), len(validation[0]), len(test[1])
        (5, 3, 4)
    """
    raise NotImplementedError("task 1: one random order for images and labels, cut in two places")


def build(dropout: float = 0.0, weight_decay: float = 0.0) -> keras.Model:
    """Return a new network, compiled and not yet trained.

    It takes images and flattens each to 784 values. A dense layer with 128 units and ReLU follows, and then a dense layer with 10
    units and softmax.

    - Dropout acts on the outputs of the first dense layer (after the ReLU), and only in training: each is set to 0 with
      probability `dropout`, and the others are divided by 1 - `dropout`.
    - Weight decay adds `weight_decay` times the sum of the squares of all values in both kernels to the loss. The biases do not
      count. (The argument `weight_decay` of an optimizer is something else.)

    Compile it with the cross-entropy between the probabilities from the softmax and integer labels (mean over the images), with
    any optimizer, and with accuracy as its metric, named "accuracy".

    Args:
        dropout: The probability with which an output is dropped: at least 0 (no dropout) and less than 1.
        weight_decay: The factor of the penalty, 0 or more.

    Examples:
        >>> tuple(build(0.5, 0.001)(np.zeros((4, 28, 28), np.float32)).shape)
        (4, 10)
    """
    raise NotImplementedError("task 2: keras.layers.Dropout between the dense layers, kernel_regularizer in both of them")


def augment(images: np.ndarray, rng: np.random.Generator, most: int = 2) -> np.ndarray:
    """Shift each image by a random number of pixels, in any direction.

    Each image moves down by dy and to the right by dx. Both are drawn independently for each image from the integers -most to
    most, all equally likely. Pixels that leave the image are lost, and the pixels that are left empty are set to 0.

    Args:
        images: float32, shape (N, H, W), H and W greater than `most`.
        rng: The source of all random numbers. The next call with the same generator gives different shifts.
        most: The largest shift, 0 or more. With 0 the images do not move.

    Returns:
        float32, shape (N, H, W). The caller's array must not be changed.

    Examples:
        An image with the rows [1, 2, 3] and [4, 5, 6] that is shifted by dy = 1, dx = -1 (most = 1) becomes [0, 0, 0], [2, 3, 0].
    """
    raise NotImplementedError("task 3: draw dy and dx for each image; which part of it is still visible, and where?")


def train(
    model: keras.Model, training: Pair, validation: Pair, epochs: int, rng: np.random.Generator, most: int = 2
) -> dict[str, list[float]]:
    """Train the model in place on shifted images, and measure both losses after each epoch.

    In each epoch, apply new random shifts to the original images of the training set (`augment`), and train once on the shifted
    images, in batches of 32 (Keras's default). The order is random; you may leave the shuffling to Keras. After the epoch,
    measure the loss on the training set and on the validation set, both in the same way: as `model.evaluate` measures it, on the
    original images, which are not shifted.

    Args:
        model: A model like those of `build`: the same inputs, outputs, loss and metric, with any optimizer.
        training: The training set, images and labels.
        validation: The validation set, images and labels. It must not influence the weights.
        epochs: The number of epochs, at least 1.
        rng: The source of random numbers for `augment`.
        most: The largest shift, for `augment`.

    Returns:
        {"loss": [...], "val_loss": [...]}: for each epoch the loss on the training and on the validation set.
    """
    raise NotImplementedError("task 4: a loop over epochs; fit for one epoch, then evaluate twice")


def best_epoch(val_losses: Sequence[float], patience: int) -> tuple[int, int]:
    """Find out when early stopping ends a training run, and which weights it keeps.

    An epoch is better if its validation loss is lower than those of all epochs before it; an equal loss is not better.
    Training ends after `patience` epochs in a row that were not better. If that does not happen, it ends with the last epoch.

    Args:
        val_losses: The validation loss after each epoch, at least one number, all finite.
        patience: The number of epochs to wait, at least 1.

    Returns:
        (best, last): the epoch with the lowest validation loss among those up to `last` (if several are equal, the first), and
        the last epoch of the training run. Both are counted from 1.

    Examples:
        >>> best_epoch([0.9, 0.7, 0.8, 0.6, 0.65, 0.62, 0.7], patience=3)  # the three epochs after 0.6 are not better
        (4, 7)
    """
    raise NotImplementedError("task 5: remember the best epoch so far; how many epochs ago was it?")


def draw_curves(history: Mapping[str, Sequence[float]]) -> Figure:
    """Draw the training and the validation loss over the epochs, and mark the best epoch.

    - One line for `history["loss"]` and one for `history["val_loss"]`, on the same axes. The first epoch is at x = 1.
    - The label of the x axis contains the word "epoch", and the label of the y axis the word "loss".
    - A legend names the two lines: one name contains "train", the other one "val". It may also have an entry for the mark.
    - The epoch with the lowest validation loss (if several are equal, the first) has a mark of its own: a marker at this point
      of the validation curve (a line of one point, `scatter` or `markevery`), or a vertical line at this epoch.
    - Colours, a logarithmic y axis, a title, a grid and any other text are up to you.

    Args:
        history: At least "loss" and "val_loss", lists with one number for each epoch, at least two. There may be other entries,
            such as "accuracy" and "val_accuracy".

    Returns:
        A new figure on each call. Nothing is shown or saved.

    Examples:
        >>> figure = draw_curves({"loss": [2.0, 1.1, 0.4], "val_loss": [2.1, 1.5, 1.6]})
        >>> figure.savefig("curves.png")
    """
    raise NotImplementedError("task 6: Figure().subplots() returns axes; axes.plot, axes.set, axes.legend")


def choose(candidates: Sequence[keras.Model], validation: Pair, test: Pair) -> tuple[int, float]:
    """Choose a trained model with the validation set, and measure its accuracy on the test set.

    Args:
        candidates: At least one model, each compiled like those of `build`.
        validation: Images and labels. The model with the highest accuracy on them is chosen; if several are equal, the first.
        test: Images and labels. Only the chosen model is used on them.

    Returns:
        The index of the chosen model, counted from 0, and its accuracy on the test set, a fraction from 0 to 1.

    Examples:
        If three models have accuracies of 0.90, 0.94 and 0.92 on the validation set, and would have 0.93, 0.91 and 0.92 on the
        test set, the result is (1, 0.91).
    """
    raise NotImplementedError("task 7: model.evaluate on the validation set for each model, on the test set for one")
