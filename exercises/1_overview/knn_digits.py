"""Digits with nearest neighbours.

Classify a handwritten digit by comparing it with images whose class is known: the k most similar ones vote. Nothing
is trained. Similarity is measured by the Euclidean distance, the square root of the sum of the squared differences of
all pixels.

Tasks
1. `distances`: the distance from every image of `a` to every image of `b`.
2. `distances`: integer pixels, especially uint8, and identical images.
3. `nearest`: the k nearest images and their distances.
4. `knn_predict`: a vote of the k nearest.
5. `knn_predict`: ties between classes; real digits.
"""

import numpy as np


def distances(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Euclidean distance from every image of `a` to every image of `b`.

    Args:
        a: M images, shape (M, ...), for example (M, 64) or (M, 8, 8). Any integer or float dtype.
        b: N images of the same size, shape (N, ...). Its dtype may differ from that of `a`. M and N are at least 1.
            Neither array may be changed.

    Returns:
        Array of shape (M, N), float64 or float32: element [i, j] is the distance from a[i] to b[j]. It is never NaN
        and never negative. The distance between identical uint8 images is exactly 0; for other dtypes it is 0 up
        to rounding.

    Examples:
        >>> distances(np.array([[0, 0], [1, 1]]), np.array([[3, 4], [1, 1], [0, 2]])).round(3)
        array([[5.   , 1.414, 2.   ],
               [3.606, 0.   , 1.414]])
    """
    raise NotImplementedError(
        "task 1: convert to float, then loop over the images of `a` and of `b`, and compute the square root of the sum "
        "of the squared differences"
    )


def nearest(train_x: np.ndarray, x: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """The k training images nearest to each image of `x`.

    Args:
        train_x: N images, shape (N, ...), any integer or float dtype.
        x: M images of the same size, shape (M, ...).
        k: Number of neighbours, 1 to N.

    Returns:
        A tuple of two arrays of shape (M, k). The first contains the indices of the neighbours in `train_x` (integers),
        nearest first; at equal distances the lower index comes first. The second contains their distances (float64 or
        float32), which are therefore in ascending order along each row.

    Examples:
        >>> nearest(np.array([[5.0], [1.0], [4.0]]), np.array([[0.0], [4.4]]), 2)
        (array([[1, 2],
               [2, 0]]), array([[1. , 4. ],
               [0.4, 0.6]]))
    """
    raise NotImplementedError("task 3: sort the distances of each image with a stable sort, and keep the first k")


def knn_predict(train_x: np.ndarray, train_y: np.ndarray, x: np.ndarray, k: int) -> np.ndarray:
    """The class of each image of `x`, by a vote of its k nearest neighbours.

    Args:
        train_x: N images, shape (N, ...), any integer or float dtype.
        train_y: Their classes, shape (N,), any integer dtype, not negative. They need not be 0 to 9 or consecutive.
        x: M images of the same size, shape (M, ...).
        k: Number of neighbours that vote, 1 to N. All votes have the same weight.

    Returns:
        The predicted classes, shape (M,), integers: for each image, the class with the most votes. If several classes
        tie for the most votes, the result is the class among them whose nearest member comes first in the order of
        `nearest`.

    Examples:
        >>> knn_predict(np.array([[1.0], [2.0], [3.0], [9.0]]), np.array([7, 2, 2, 7]), np.array([[0.0], [8.0]]), 3)
        array([2, 2])
        >>> knn_predict(np.array([[1.0], [2.0], [3.0], [9.0]]), np.array([7, 2, 2, 7]), np.array([[0.0]]), 4)
        array([7])
    """
    raise NotImplementedError("task 4: look up the classes of the k nearest and return the one with the most votes")
