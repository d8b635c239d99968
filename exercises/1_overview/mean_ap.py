"""Mean average precision.

A detector is graded by one number, over a whole set of images and for one class at a time. Each detection has a
score, and who takes only those above some score gets few and good ones, or many and some of them wrong:

    precision = right detections taken / all detections taken       recall = right detections taken / all objects

The average precision (AP) is the area under the curve of precision over recall, from the highest score to the lowest.
Its mean over the classes is the mAP. Here it is that of Pascal VOC since 2010; the lesson says where COCO's differs.

Detections of one class are an array of shape (N, 6), objects one of shape (M, 5), float64:

    detection: image, score, x1, y1, x2, y2          object: image, x1, y1, x2, y2

`image` is the number of the image; a detection can only find an object of the same image. N and M may be 0. The
detections come in no particular order, and no array may be changed.

Tasks
1. `match`: which detections are right.
2. `match`: scores in any order, and objects that are found twice.
3. `average_precision`: the area under the curve.
4. `mean_ap`: over classes and thresholds.
"""

from collections.abc import Sequence

import numpy as np


def iou_matrix(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Given: the overlap (intersection over union) of each box of a, (M, 4), with each of b, (N, 4), as (M, N)."""
    a, b = np.asarray(a, float)[:, None], np.asarray(b, float)
    sides = np.clip(np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2]), 0, None)
    shared = sides.prod(axis=-1)
    union = (a[..., 2:] - a[..., :2]).prod(axis=-1) + (b[..., 2:] - b[..., :2]).prod(axis=-1) - shared
    return np.divide(shared, union, out=np.zeros_like(union), where=union > 0)


def match(detections: np.ndarray, objects: np.ndarray, threshold: float = 0.5) -> np.ndarray:
    """Say of each detection whether it is right.

    The detections are taken from the highest score to the lowest; those of equal score in the order in which they
    stand in the array. Each looks at the object of its image that it overlaps most (all of them, also those found
    already). If the overlap is at least `threshold` and the object has not been found, the detection is right, and
    the object is found. Otherwise it is wrong: a second detection of the same object is.

    Args:
        detections: Shape (N, 6), as described above.
        objects: Shape (M, 5), as described above.
        threshold: The smallest overlap that counts, above 0.

    Returns:
        Booleans, shape (N,), in the order of `detections`.

    Examples:
        >>> objects = np.array([[0.0, 10, 10, 20, 20]])
        >>> match(np.array([[0, 0.6, 10, 10, 20, 20], [0, 0.7, 10, 10, 20, 19], [1, 0.9, 10, 10, 20, 20]]), objects)
        array([False,  True, False])
    """
    raise NotImplementedError("task 1: for one detection: the objects of its image, their overlaps, the largest one")


def average_precision(detections: np.ndarray, objects: np.ndarray, threshold: float = 0.5) -> float:
    """The area under the curve of precision over recall, for one class.

    After each detection, in the order of `match`, precision and recall are those of all detections up to it. The
    curve is made to fall first: at every recall it has the highest precision that is reached at this recall *or a
    higher one*. It is a staircase: each step goes from the recall before to the next, at the height of the next.

    Args:
        detections: As for `match`.
        objects: As for `match`.
        threshold: As for `match`.

    Returns:
        A float from 0 to 1; 0.0 if there are objects and no detections.

    Raises:
        ValueError: If there are no objects: recall is then 0 / 0.

    Examples:
        >>> objects = np.array([[0.0, 0, 0, 4, 4], [1, 0, 0, 4, 4]])
        >>> hits = np.array([[0, 0.9, 0, 0, 4, 4], [0, 0.8, 5, 5, 9, 9], [1, 0.7, 0, 0, 4, 4]])
        >>> round(average_precision(hits, objects), 4)  # precision 1, 1/2, 2/3 at recall 1/2, 1/2, 1
        0.8333
    """
    raise NotImplementedError("task 3: sort the answers of `match` by score, then sum up along them")


def mean_ap(
    detections: dict[str, np.ndarray], objects: dict[str, np.ndarray], thresholds: Sequence[float] = (0.5,)
) -> float:
    """The mean of the average precisions over all classes that have objects, and over all thresholds.

    Args:
        detections: For each class its detections, as above. A class may be missing: then there are none of it.
        objects: For each class its objects, as above. A class that is missing, or has an empty array, has no objects:
            it does not count, however many detections of it there are.
        thresholds: One or more; COCO's are 0.5, 0.55, ... 0.95.

    Returns:
        A float from 0 to 1; 0.0 if no class has objects.

    Examples:
        >>> boxes = np.array([[0.0, 0, 0, 4, 4]])
        >>> mean_ap({"cat": np.array([[0, 0.9, 0, 0, 4, 4]])}, {"cat": boxes, "dog": boxes})
        0.5
    """
    raise NotImplementedError("task 4: go through the classes of `objects`, not through those of `detections`")
