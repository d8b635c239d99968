"""Linear classifiers and two losses.

A linear classifier computes one score for each class, s = x W, and predicts the class with the highest score. A loss
measures how wrong the scores are; its gradient shows how to change the weights. Here you write the two common losses:
the hinge loss of the support vector machine, and the cross-entropy of the softmax.

N is the number of images, D the number of features, C the number of classes. There is no separate bias: if one is
wanted, the features contain a column of ones, whose weights are regularised like all others. Both losses are the mean
over the images plus reg times the sum of all squared weights.

Tasks
1. `hinge_loss_grad`: the loss.
2. `hinge_loss_grad`: its gradient.
3. `softmax_loss_grad`: the loss, for scores of any size.
4. `softmax_loss_grad`: its gradient.
5. `train`: gradient descent. The last tests use real digits.
"""

import numpy as np


def hinge_loss_grad(W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float) -> tuple[float, np.ndarray]:
    """Hinge loss of a linear classifier, and its gradient.

    For an image i with scores s and correct class c = y[i], every *other* class j adds max(0, s[j] - s[c] + 1). This is
    0 if class c leads class j by at least 1.

    Args:
        W: Weights, shape (D, C), float. They must not be changed.
        X: Features, shape (N, D), any integer or float dtype; N is at least 1.
        y: Classes, shape (N,), integers from 0 to C - 1.
        reg: The factor by which the sum of all squared weights is multiplied, at least 0.

    Returns:
        A tuple (loss, gradient): a float, and an array of the same shape as W with the derivative of the loss with
        respect to each weight, float64 or float32.

    Examples:
        >>> W = np.array([[1.0, 0.5, -1.0]])          # one feature, three classes
        >>> loss, gradient = hinge_loss_grad(W, np.array([[2.0]]), np.array([0]), reg=0.0)
        >>> loss, gradient                            # scores 2, 1, -2: the correct class leads by 1 and by 4
        (0.0, array([[0., 0., 0.]]))
        >>> loss, gradient = hinge_loss_grad(W, np.array([[2.0]]), np.array([1]), reg=0.1)
        >>> round(loss, 3), gradient                  # 2 - 1 + 1 = 2 for class 0, nothing for class 2, and 0.1 * 2.25
        (2.225, array([[ 2.2, -1.9, -0.2]]))
    """
    raise NotImplementedError(
        "task 1: scores = X @ W; compare each with the score of the correct class, leave that class out, and average "
        "over the images"
    )


def softmax_loss_grad(W: np.ndarray, X: np.ndarray, y: np.ndarray, reg: float) -> tuple[float, np.ndarray]:
    """Softmax cross-entropy of a linear classifier, and its gradient.

    The scores s of an image i become probabilities p[j] = exp(s[j]) / sum over k of exp(s[k]). The image adds
    -log(p[c]) to the loss, where c = y[i] is its correct class.

    Args:
        W: Weights, shape (D, C), float. They must not be changed.
        X: Features, shape (N, D), any integer or float dtype; N is at least 1.
        y: Classes, shape (N,), integers from 0 to C - 1.
        reg: The factor by which the sum of all squared weights is multiplied, at least 0.

    Returns:
        A tuple (loss, gradient) as for `hinge_loss_grad`. Both are finite and correct for scores of any size, such as
        10,000 for one class and -10,000 for another.

    Examples:
        >>> W = np.array([[1.0, -1.0]])
        >>> loss, gradient = softmax_loss_grad(W, np.array([[0.5]]), np.array([1]), reg=0.0)
        >>> round(loss, 4), gradient.round(4)         # scores 0.5 and -0.5, probabilities 0.7311 and 0.2689
        (1.3133, array([[ 0.3655, -0.3655]]))
    """
    raise NotImplementedError(
        "task 3: subtract the highest score of each image first; then log(p) is the score minus the logarithm of the "
        "sum of the exponentials"
    )


def train(
    W: np.ndarray, X: np.ndarray, y: np.ndarray, loss: str, reg: float, rate: float, steps: int
) -> tuple[np.ndarray, list[float]]:
    """Gradient descent on all images at once.

    Each step computes the loss and the gradient at the current weights, then subtracts rate times the gradient.

    Args:
        W: Initial weights, shape (D, C), float. They must not be changed: the caller still needs them.
        X: Features, shape (N, D), any integer or float dtype.
        y: Classes, shape (N,), integers from 0 to C - 1.
        loss: "hinge" or "softmax".
        reg: The factor by which the sum of all squared weights is multiplied.
        rate: The learning rate.
        steps: Number of steps, at least 0.

    Returns:
        A tuple (weights, losses): the weights after the last step, shape (D, C), and a list of `steps` losses, each
        computed before the weights are updated in that step. The first is the loss of the initial W.

    Raises:
        ValueError: If `loss` is neither "hinge" nor "softmax".

    Examples:
        >>> W, losses = train(np.zeros((1, 2)), np.array([[1.0]]), np.array([0]), "softmax", reg=0.0, rate=1.0, steps=1)
        >>> W, np.round(losses, 4)
        (array([[ 0.5, -0.5]]), array([0.6931]))
    """
    raise NotImplementedError(
        "task 5: copy W; in each step compute loss and gradient, store the loss, and move against the gradient"
    )
