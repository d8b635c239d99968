"""Non-maximum suppression.

A detector usually finds an object several times: several cells or anchors near it predict a box, and these boxes
overlap. Non-maximum suppression (NMS) keeps the best of them. It is a greedy method: keep the box with the highest
score, remove every box that overlaps it too much, and continue with the best of the rest.

`cv2.dnn.NMSBoxes` does this. Its documentation does not say which comparisons are strict, when `top_k` is applied, or that
classes are ignored. Write your own NMS that returns the same results. `cv2.dnn` is not allowed.

Boxes have the format of `NMSBoxes`: a float array of shape (N, 4) with x, y, width, height, where (x, y) is the top-left
corner. Widths and heights are above 0, x and y may be negative, and N may be 0. Overlap is measured as intersection over
union (IoU). The functions must not change their arguments.

Tasks
1. `nms`: which boxes are candidates, and in which order they are processed.
2. `nms`: suppress boxes that overlap.
3. `nms`: `top_k`.
4. `nms_per_class`: boxes of different classes do not suppress each other.
5. `soft_nms`: lower the scores of overlapping boxes instead of removing the boxes.
"""

import numpy as np


def nms(
    boxes: np.ndarray, scores: np.ndarray, score_threshold: float, iou_threshold: float, top_k: int = 0
) -> np.ndarray:
    """Find the boxes to keep, as `cv2.dnn.NMSBoxes` does.

    Candidates are the boxes whose score is *above* `score_threshold`; an equal score is not enough. They are processed
    in descending order of score; boxes with equal scores keep their order in the array. A candidate is kept if its IoU
    with every box *kept before it* is at most `iou_threshold`; an equal IoU is still allowed.

    Args:
        boxes: x, y, width, height, float, shape (N, 4).
        scores: Float, shape (N,), in any order.
        score_threshold: The value that a score must exceed.
        iou_threshold: The largest IoU that two kept boxes may have.
        top_k: The maximum number of candidates to process, from the start of the sorted order; 0 means all of them.
            Fewer boxes may be kept.

    Returns:
        The indices of the kept boxes, as integers, shape (K,), in descending order of score. K may be 0.

    Examples:
        >>> boxes = np.array([[0.0, 0, 10, 10], [1, 0, 10, 10], [30, 30, 5, 5]])
        >>> nms(boxes, np.array([0.6, 0.9, 0.7]), 0.5, 0.4)
        array([1, 2])
    """
    raise NotImplementedError("task 1: find the indices of the scores above score_threshold; sort them, highest score first")


def nms_per_class(
    boxes: np.ndarray, scores: np.ndarray, classes: np.ndarray, score_threshold: float, iou_threshold: float
) -> np.ndarray:
    """Apply NMS to each class separately, so that a rider does not suppress the horse.

    Args:
        boxes: As for `nms`.
        scores: As for `nms`.
        classes: The class of each box, non-negative integers, shape (N,); they need not be consecutive.
        score_threshold: As for `nms`.
        iou_threshold: As for `nms`, but only between boxes of the same class.

    Returns:
        The indices of all kept boxes, as integers, shape (K,), in descending order of score, whatever the class; boxes
        with equal scores keep their order in the array.

    Examples:
        >>> boxes = np.array([[0.0, 0, 10, 10], [1, 0, 10, 10], [1, 0, 10, 10]])
        >>> nms_per_class(boxes, np.array([0.6, 0.9, 0.7]), np.array([0, 0, 1]), 0.5, 0.4)
        array([1, 2])
    """
    raise NotImplementedError("task 4: `nms` on the boxes of one class returns indices into them; convert these to indices into `boxes`")


def soft_nms(
    boxes: np.ndarray, scores: np.ndarray, score_threshold: float, sigma: float = 0.5
) -> tuple[np.ndarray, np.ndarray]:
    """Lower the scores of overlapping boxes instead of removing the boxes (Bodla and others, 2017; the Gaussian form).

    Repeat: among the remaining boxes, take the one whose *current* score is highest (the first in the array if several
    are equal). If its score is below `score_threshold`, stop. Otherwise keep it with that score, and multiply the score
    of every remaining box by exp(-IoU² / sigma), where IoU is the overlap of that box with the one just kept.

    Args:
        boxes: As for `nms`.
        scores: As for `nms`.
        score_threshold: The lowest score to keep. Unlike in `nms`, an equal score is enough, as in `cv2.dnn.softNMSBoxes`.
        sigma: A number above 0; the larger it is, the less the scores are lowered.

    Returns:
        The indices of the kept boxes, integers, shape (K,), in the order in which they were kept; and the scores with
        which they were kept, float, shape (K,).

    Examples:
        >>> boxes = np.array([[0.0, 0, 10, 10], [0, 0, 10, 5], [30, 30, 5, 5]])
        >>> kept, lowered = soft_nms(boxes, np.array([0.9, 0.8, 0.7]), 0.3)
        >>> kept, lowered.round(3)  # IoU 1/2: 0.8 exp(-1/4 / 0.5) = 0.485
        (array([0, 2, 1]), array([0.9  , 0.7  , 0.485]))
    """
    raise NotImplementedError("task 5: a loop that takes the best remaining box, then lowers the scores of the others")
