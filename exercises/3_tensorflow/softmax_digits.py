"""Classify handwritten digits with softmax regression, from a photograph to a label.

The simplest network for ten classes is one matrix and ten biases. Each class has a score, a weighted sum of all pixels plus a
bias, and the softmax turns the ten scores into probabilities. More than nine out of ten digits are classified correctly, but
only if they look like the training images: bright ink on black, with values from 0 to 1, filling the square image and not
stretched. So half of the work is preprocessing.

Tasks
1. `to_ink`: how much ink is at each pixel, for every kind of image.
2. `preprocess`: cut out the digit, scale it without stretching it, and centre it.
3. `train`: softmax regression by gradient descent.
4. `predict`: probabilities and labels of new images.
5. The weights that `train` returns classify digits that were not used in training.
"""

from __future__ import annotations

import numpy as np
import tensorflow as tf


def to_ink(image: np.ndarray) -> tf.Tensor:
    """Compute how much ink is at each pixel: 0 is paper, 1 is ink.

    Four steps:
    - Divide the values by 255.
    - Turn colours into grey: 0.299 red + 0.587 green + 0.114 blue.
    - If there is an alpha channel, put the image on a white background: grey becomes alpha * grey + (1 - alpha).
    - Find the colour of the paper at the edge: if the mean of all pixels in the first and last row and the first and last
      column, each counted once, is above 1/2, the image is dark on bright, so invert it. At exactly 1/2, leave it unchanged.

    Args:
        image: uint8 of shape (H, W), (H, W, 1), (H, W, 3) in RGB order, or (H, W, 4) in RGBA order; dark on bright or bright
            on dark.

    Returns:
        float32 of shape (H, W), from 0 to 1.

    Examples:
        >>> paper = np.full((3, 3), 255, np.uint8)
        >>> paper[1, 1] = 51
        >>> to_ink(paper).numpy().round(3).tolist()
        [[0.0, 0.0, 0.0], [0.0, 0.8, 0.0], [0.0, 0.0, 0.0]]
    """
    raise NotImplementedError("task 1: cast to float32, divide by 255, and look at the number of axes and channels")


def preprocess(image: np.ndarray, size: int = 8) -> tf.Tensor:
    """Convert the image of a digit to the form of the training images.

    Cut the smallest box that contains all pixels with ink above 0.2 out of `to_ink(image)`. Resize it with
    `tf.image.resize(…, method="area")` so that its longer side is `size` and the aspect ratio is kept; the shorter side is
    rounded to whole pixels, at least 1. Put it in the middle of a square of zeros; if the number of free rows or columns is odd,
    the extra one is at the bottom or on the right.

    Args:
        image: As for `to_ink`.
        size: The side of the result.

    Returns:
        float32 of shape (size, size). It is all 0 if no pixel has ink above 0.2.

    Examples:
        >>> page = np.full((9, 12), 255, np.uint8)
        >>> page[2:8, 5:7] = 0  # a stroke, 6 high and 2 wide
        >>> preprocess(page, 3).numpy().tolist()
        [[0.0, 1.0, 0.0], [0.0, 1.0, 0.0], [0.0, 1.0, 0.0]]
    """
    raise NotImplementedError(
        "task 2: tf.where(ink > 0.2) lists the pixels with ink; their smallest and largest row and column bound the box"
    )


def train(images: np.ndarray, labels: np.ndarray, rate: float, steps: int) -> dict[str, np.ndarray | list[float]]:
    """Train softmax regression by full-batch gradient descent.

    The scores (logits) of an image are its pixels, row by row, times W, plus b. The loss is the mean over all images of the
    cross-entropy between the softmax of the scores and the label. W and b start at 0 in every call. Each step changes both by
    -rate times their gradients, which are computed before either changes. Everything is float32.

    Args:
        images: float32 of shape (N, H, W), from 0 to 1.
        labels: Integers 0 to 9, shape (N,), any integer dtype.
        rate: The learning rate.
        steps: The number of steps, at least 1.

    Returns:
        A dictionary: "W" of shape (H * W, 10) and "b" of shape (10,), after all steps, as arrays or tensors; "loss" with
        `steps` numbers: loss[k] is the loss after k steps, so loss[0] is that of W = 0 and b = 0.

    Examples:
        >>> images, labels = np.eye(4, dtype=np.float32).reshape(4, 2, 2), np.array([3, 1, 4, 1])
        >>> [round(float(loss), 4) for loss in train(images, labels, 1.0, 2)["loss"]]  # the first is log 10
        [2.3026, 2.0281]
    """
    raise NotImplementedError(
        "task 3: inside the tape, compute the logits and the mean of tf.nn.sparse_softmax_cross_entropy_with_logits"
    )


def predict(W: np.ndarray, b: np.ndarray, images: np.ndarray) -> tuple[tf.Tensor, tf.Tensor]:
    """Return the labels of images and the probabilities of all classes.

    Args:
        W: float32 of shape (H * W, 10).
        b: float32 of shape (10,).
        images: float32 of shape (N, H, W), or one image of shape (H, W).

    Returns:
        labels: Integers of shape (N,), the most probable class of each image; N is 1 for a single image.
        probabilities: float32 of shape (N, 10). Each row sums to 1, even if scores are in the thousands.
    """
    raise NotImplementedError("task 4: compute the logits as in train, then use tf.nn.softmax and tf.argmax")
