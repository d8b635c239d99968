"""Digits by their nearest neighbours.

The simplest way to read a handwritten digit: find the images most like it among those whose class is known, and let
them vote. Nothing is learned; the training images themselves are the program. How alike two images are is told by
their Euclidean distance: the root of the sum, over all pixels, of the squared differences.

Tasks
1. `distances`: of every image of `a` to every image of `b`.
2. `distances` again: whole-number pixels, uint8 above all, and images that are equal.
3. `nearest`: which k images are the nearest, and how far away they are.
4. `knn_predict`: let the k nearest vote.
5. `knn_predict` again: when two classes have equally many votes; and real digits.
"""

import numpy as np


def distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Euclidean distance of every image of `a` to every image of `b`.

    Args:
        a: M images, shape (M, ...): the first axis counts them, the others, one or more, hold an image, as in (M, 64)
            or (M, 8, 8). Any integer or float dtype.
        b: N images of the same size, shape (N, ...). Its dtype may differ from that of `a`. M and N are at least 1.
            Neither array may be changed.

    Returns:
        Array of shape (M, N), float64 or float32: element [i, j] is the distance of a[i] and b[j]. It is never NaN
        and never negative. Equal images of whole numbers have the distance 0 exactly, equal images of floats 0 up to
        rounding.

    Examples:
        >>> distances(np.array([[0, 0], [1, 1]]), np.array([[3, 4], [1, 1], [0, 2]])).round(3)
        array([[5.   , 1.414, 2.   ],
               [3.606, 0.   , 1.414]])
    """
    raise NotImplementedError(
        "task 1: make the pixels float, then take two loops over the images of `a` and of `b`: "
        "the root of the sum of the squared differences"
    )


def nearest(train_x: np.ndarray, x: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """The k training images that are the nearest to each image of `x`.

    Args:
        train_x: N images, shape (N, ...), any integer or float dtype.
        x: M images of the same size, shape (M, ...).
        k: How many neighbours, 1 to N.

    Returns:
        A tuple of two arrays of shape (M, k). The first holds the neighbours as indices into `train_x` (integers),
        the nearest first; of two at exactly the same distance the one with the lower index comes first. The second
        holds their distances (float64 or float32), which therefore ascend along each row.

    Examples:
        >>> nearest(np.array([[5.0], [1.0], [4.0]]), np.array([[0.0], [4.4]]), 2)
        (array([[1, 2],
               [2, 0]]), array([[1. , 4. ],
               [0.4, 0.6]]))
    """
    raise NotImplementedError(
        "task 3: sort the distances of each image in a way that keeps equal ones in order; keep k"
    )


def knn_predict(train_x: np.ndarray, train_y: np.ndarray, x: np.ndarray, k: int) -> np.ndarray:
    """The class of each image of `x`, by a vote of its k nearest neighbours.

    Args:
        train_x: N images, shape (N, ...), any integer or float dtype.
        train_y: Their classes, shape (N,), any integer dtype, none negative. They need not be 0 to 9, nor without
            gaps.
        x: M images of the same size, shape (M, ...).
        k: How many neighbours vote, 1 to N. Every vote counts 1.

    Returns:
        The predicted classes, shape (M,), integers: the class with the most votes. If several classes have equally
        many votes, it is the one of them whose nearest member is the nearest (first in the order of `nearest`).

    Examples:
        >>> knn_predict(np.array([[1.0], [2.0], [3.0], [9.0]]), np.array([7, 2, 2, 7]), np.array([[0.0], [8.0]]), 3)
        array([2, 2])
        >>> knn_predict(np.array([[1.0], [2.0], [3.0], [9.0]]), np.array([7, 2, 2, 7]), np.array([[0.0]]), 4)
        array([7])
    """
    raise NotImplementedError(
        "task 4: look up the classes of the k nearest, count them, take the class with the most votes"
    )
