"""Mean average precision.

How good is a detector on a set of images? One number for each class summarises this. If only detections above some
score threshold are kept, then

    precision = true positives / detections kept            recall = true positives / objects

The average precision (AP) is the area under the curve of precision against recall that is obtained by lowering this
threshold. The mean of the APs over the classes is the mAP. This exercise uses the definition that Pascal VOC introduced
in 2010; the lesson also describes COCO's.

The detections of one class are an array of shape (N, 6) and its objects an array of shape (M, 5), both float64:

    detection: image, score, x1, y1, x2, y2          object: image, x1, y1, x2, y2

`image` is the number of the image, a whole number stored as a float; a detection can only match an object in the same
image. N and M may be 0. Detections may be in any order. No array may be changed.

Tasks
1. `match`: which detections are correct, for scores in descending order and at most one detection of each object.
2. `match`: scores in any order, and several detections of the same object.
3. `average_precision`: the area under the curve.
4. `mean_ap`: the mean over classes and thresholds.
"""

from collections.abc import Sequence

import numpy as np


def iou_matrix(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Provided for you: the overlap (intersection over union) of each box in a with each box in b.

    a has shape (M, 4), b has shape (N, 4), and the result has shape (M, N).
    """
    a, b = np.asarray(a, float)[:, None], np.asarray(b, float)
    sides = np.clip(np.minimum(a[..., 2:], b[..., 2:]) - np.maximum(a[..., :2], b[..., :2]), 0, None)
    shared = sides.prod(axis=-1)
    union = (a[..., 2:] - a[..., :2]).prod(axis=-1) + (b[..., 2:] - b[..., :2]).prod(axis=-1) - shared
    return np.divide(shared, union, out=np.zeros_like(union), where=union > 0)


def match(detections: np.ndarray, objects: np.ndarray, threshold: float = 0.5) -> np.ndarray:
    """Decide for each detection whether it is correct (a true positive).

    Process the detections from the highest score to the lowest; if scores are equal, keep the order of the array.
    Compare each detection with the object in the same image that it overlaps most (the first one if several overlaps
    are equal), even if that object has already been found. If the overlap is at least `threshold` and the object has
    not been found yet, the detection is correct and the object counts as found. Otherwise the detection is wrong. For
    example, a second detection of the same object is wrong.

    Args:
        detections: Shape (N, 6), as described above.
        objects: Shape (M, 5), as described above.
        threshold: The smallest overlap that counts as a match, above 0.

    Returns:
        Booleans, shape (N,), in the order of `detections`.

    Examples:
        >>> objects = np.array([[0.0, 10, 10, 20, 20]])
        >>> match(np.array([[0, 0.6, 10, 10, 20, 20], [0, 0.7, 10, 10, 20, 19], [1, 0.9, 10, 10, 20, 20]]), objects)
        array([False,  True, False])
    """
    raise NotImplementedError("task 1: for one detection, find the object in the same image that it overlaps most")


def average_precision(detections: np.ndarray, objects: np.ndarray, threshold: float = 0.5) -> float:
    """The area under the curve of precision against recall, for one class.

    After each detection, in the order in which `match` processes them, compute precision and recall of all detections
    so far. Then interpolate: the precision at a given recall is the highest precision reached at that recall *or at any
    higher recall*. The curve is a staircase that begins at recall 0. Its area is a sum over the steps: the rise in
    recall, times the interpolated precision at the end of the rise.

    Args:
        detections: As for `match`.
        objects: As for `match`.
        threshold: As for `match`.

    Returns:
        A float from 0 to 1; 0.0 if there are objects but no detections.

    Raises:
        ValueError: If there are no objects, because recall would be 0 / 0.

    Examples:
        >>> objects = np.array([[0.0, 0, 0, 4, 4], [1, 0, 0, 4, 4]])
        >>> hits = np.array([[0, 0.9, 0, 0, 4, 4], [0, 0.8, 5, 5, 9, 9], [1, 0.7, 0, 0, 4, 4]])
        >>> round(average_precision(hits, objects), 4)  # precision 1, 1/2, 2/3 at recall 1/2, 1/2, 1
        0.8333
    """
    raise NotImplementedError("task 3: sort the result of `match` by score, then use cumulative sums")


def mean_ap(
    detections: dict[str, np.ndarray], objects: dict[str, np.ndarray], thresholds: Sequence[float] = (0.5,)
) -> float:
    """The mean of all average precisions: one for each class that has objects, at each threshold.

    Args:
        detections: The detections of each class, as above. A class without detections may be missing.
        objects: The objects of each class, as above. A class that is missing or has an empty array has no objects: it
            does not count, even if there are detections of it.
        thresholds: One or more; COCO's are 0.5, 0.55, ... 0.95.

    Returns:
        A float from 0 to 1; 0.0 if no class has objects.

    Examples:
        >>> boxes = np.array([[0.0, 0, 0, 4, 4]])
        >>> mean_ap({"cat": np.array([[0, 0.9, 0, 0, 4, 4]])}, {"cat": boxes, "dog": boxes})
        0.5
    """
    raise NotImplementedError("task 4: loop over the classes of `objects`, not over those of `detections`")
