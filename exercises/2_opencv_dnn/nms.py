"""Non-maximum suppression.

A detector sees an object not once but many times: every cell and every anchor near it raises its hand, and all of their
boxes lie almost on one another. Non-maximum suppression (NMS) keeps the best of them. It is greedy: the box with the
highest score is kept, every box that overlaps it too much goes, the best of the rest is kept, and so on.

`cv2.dnn.NMSBoxes` does this, and most of its surprises lie in what it does *not* say: which of two comparisons is
strict, when `top_k` is applied, and that it knows of no classes. Write it yourself until the answers are the same.
`cv2.dnn` is not allowed here.

Boxes are those of `NMSBoxes`: x, y, width, height, where (x, y) is the top-left corner, as floats of shape (N, 4).
Widths and heights are above 0, corners may be negative, N may be 0. How much two boxes overlap is their intersection
over union (IoU). No function may change the arrays that it is given.

Tasks
1. `nms`: which boxes are candidates, and in which order.
2. `nms`: suppress what overlaps.
3. `nms`: `top_k`.
4. `nms_per_class`: boxes of different classes leave each other alone.
5. `soft_nms`: lower the scores instead.
"""

import numpy as np


def nms(
    boxes: np.ndarray, scores: np.ndarray, score_threshold: float, iou_threshold: float, top_k: int = 0
) -> np.ndarray:
    """Say which boxes to keep, as `cv2.dnn.NMSBoxes` does.

    Candidates are the boxes whose score is *above* `score_threshold`; equal is not enough. They are taken from the
    highest score to the lowest, those of equal score in the order in which they stand in the array. A candidate is kept
    if its IoU with every box *that was kept before it* is at most `iou_threshold`; equal is still allowed.

    Args:
        boxes: x, y, width, height, float, shape (N, 4).
        scores: Float, shape (N,), in no particular order.
        score_threshold: What a score has to exceed.
        iou_threshold: The largest overlap that two kept boxes may have.
        top_k: 0, which means all, or how many of the ordered candidates take part at most: the first ones. Fewer than
            these may be kept.

    Returns:
        The places of the kept boxes in `boxes`, as integers, shape (K,), from the highest score to the lowest. K may be
        0.

    Examples:
        >>> boxes = np.array([[0.0, 0, 10, 10], [1, 0, 10, 10], [30, 30, 5, 5]])
        >>> nms(boxes, np.array([0.6, 0.9, 0.7]), 0.5, 0.4)
        array([1, 2])
    """
    raise NotImplementedError(
        "task 1: find the places of the scores above score_threshold, and put them in the order of falling scores"
    )


def nms_per_class(
    boxes: np.ndarray, scores: np.ndarray, classes: np.ndarray, score_threshold: float, iou_threshold: float
) -> np.ndarray:
    """Do the same for each class by itself: a rider does not suppress the horse.

    Args:
        boxes: As for `nms`.
        scores: As for `nms`.
        classes: The class of each box, integers from 0 on, shape (N,); they need not be consecutive.
        score_threshold: As for `nms`.
        iou_threshold: As for `nms`; it holds between boxes of the same class only.

    Returns:
        The places of all kept boxes in `boxes`, as integers, shape (K,), from the highest score to the lowest over all
        classes; those of equal score in the order in which they stand in the array.

    Examples:
        >>> boxes = np.array([[0.0, 0, 10, 10], [1, 0, 10, 10], [1, 0, 10, 10]])
        >>> nms_per_class(boxes, np.array([0.6, 0.9, 0.7]), np.array([0, 0, 1]), 0.5, 0.4)
        array([1, 2])
    """
    raise NotImplementedError("task 4: `nms` on the boxes of one class gives places among these; translate them back")


def soft_nms(
    boxes: np.ndarray, scores: np.ndarray, score_threshold: float, sigma: float = 0.5
) -> tuple[np.ndarray, np.ndarray]:
    """Lower the scores of boxes that overlap, instead of removing them (Bodla et al., 2017; the Gaussian form).

    Again and again: of the boxes that are left, take the one whose score is highest *now* (of equal ones the first in
    the array). If its score is below `score_threshold`, stop. Otherwise it is kept with that score, and the score of
    every box that is left is multiplied by exp(-IoU² / sigma), where IoU is its overlap with the box just taken.

    Args:
        boxes: As for `nms`.
        scores: As for `nms`.
        score_threshold: The lowest score to be kept; equal is enough, other than in `nms` (OpenCV has it so).
        sigma: How gently overlap is punished, above 0.

    Returns:
        The places of the kept boxes, integers, shape (K,), in the order in which they were taken; and the scores that
        they had then, float, shape (K,).

    Examples:
        >>> boxes = np.array([[0.0, 0, 10, 10], [0, 0, 10, 5], [30, 30, 5, 5]])
        >>> kept, lowered = soft_nms(boxes, np.array([0.9, 0.8, 0.7]), 0.3)
        >>> kept, lowered.round(3)  # IoU 1/2: 0.8 exp(-1/4 / 0.5) = 0.485
        (array([0, 2, 1]), array([0.9  , 0.7  , 0.485]))
    """
    raise NotImplementedError("task 5: a loop that takes the best box that is left, then lowers the scores of the rest")
