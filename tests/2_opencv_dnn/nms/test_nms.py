"""Judges exercises/2_opencv_dnn/nms.py. The judge has OpenCV: its own answers are the expected ones, where it has any.

Scores and thresholds are multiples of 1/64 and boxes have whole corners, so that float32 compares like float64.
"""

import math

import cv2
import numpy as np

from deepkata.suite import check, remembered, task

SCENE = np.full((120, 160, 3), 235, np.uint8)


def apart(count):
    """Boxes that do not overlap."""
    return np.array([[20.0 * (n % 8), 20 * (n // 8), 12, 10] for n in range(count)]).reshape(-1, 4)


def crowd(rng, count):
    """Boxes on a coarse grid, many of which overlap, some of them by exactly 1/2 or 1/4, and scores, some equal."""
    corner, size = 4 * rng.integers(-6, 16, (count, 2)), 8 * rng.integers(1, 5, (count, 2))
    return np.hstack([corner, size]).astype(float), rng.integers(0, 65, count) / 64


def all_different(rng, count):
    """Scores above 0 of which no two are equal."""
    return (rng.permutation(count) + 1) / 64


def overlap_with(*, sides=(2, 3), shared_more=0, areas_more=0, clamped=True, both_once=True):
    """The IoU of two boxes, x, y, width, height; with other arguments, mistakes that are often made in it."""

    def of(a, b):
        width, height = (min(a[n] + a[side], b[n] + b[side]) - max(a[n], b[n]) + shared_more for n, side in zip((0, 1), sides, strict=True))
        shared = max(width, 0) * max(height, 0) if clamped else width * height
        areas = sum((box[2] + areas_more) * (box[3] + areas_more) for box in (a, b))
        with np.errstate(all="ignore"):
            return np.float64(shared) / (areas - shared if both_once else areas)

    return of


overlap = overlap_with()


def shared_part(a, b):
    """The part of the first box that the second one covers."""
    width, height = (min(a[n] + a[n + 2], b[n] + b[n + 2]) - max(a[n], b[n]) for n in (0, 1))
    return max(width, 0) * max(height, 0) / (a[2] * a[3])


def opencv(boxes, scores, score_threshold, iou_threshold, top_k=0):
    """What OpenCV keeps; of nothing it makes an empty tuple."""
    kept = cv2.dnn.NMSBoxes(boxes, scores, score_threshold, iou_threshold, 1.0, top_k)
    return np.array(kept, dtype=int).ravel()


@remembered
def by_class(boxes, scores, classes, score_threshold, iou_threshold):
    """OpenCV's answer for each class, put together."""
    kept = []
    for one in set(classes.tolist()):
        places = np.flatnonzero(classes == one)
        kept += places[opencv(boxes[places], scores[places], score_threshold, iou_threshold)].tolist()
    return np.array(sorted(kept, key=lambda n: (-scores[n], n)), dtype=int)


#: The steps of NMS. What is right comes from OpenCV: these are here to be changed, one at a time.
STEPS = {
    "boxes": lambda boxes: boxes,
    "enough": np.greater,
    "order": lambda scores: np.argsort(-scores, kind="stable"),
    "limit": lambda order, candidates, top_k: order[: top_k or None],
    "overlap": overlap,
    "rivals": lambda kept, seen: kept,
    "too much": lambda share, threshold: not share <= threshold,
    "answer": lambda kept, order, candidates, top_k: kept,
}
MISTAKES = {
    "score": ("Boxes were kept whose score equals the threshold. The score must be above it.", {"enough": np.greater_equal}),
    "backwards": (
        "Boxes of equal score are in reverse order, as an ascending sort that is then reversed gives.",
        {"order": lambda scores: np.argsort(scores, kind="stable")[::-1]},
    ),
    "candidates": (
        "These are indices into the list of candidates, not into `boxes`.",
        {"answer": lambda kept, order, candidates, top_k: [candidates.index(n) for n in kept]},
    ),
    "ranks": (
        "These are ranks in the sorted order, not indices into `boxes`.",
        {"answer": lambda kept, order, candidates, top_k: [order.index(n) for n in kept]},
    ),
    "sorted": (
        "These are the right boxes, in the order of the array. They must be ordered by falling score.",
        {"answer": lambda kept, order, candidates, top_k: sorted(kept)},
    ),
    "iou": (
        "Boxes were suppressed whose IoU equals the threshold. Only a larger IoU suppresses a box.",
        {"too much": lambda share, threshold: share >= threshold},
    ),
    "one more": (
        "The IoU was computed with 1 added to widths and heights. A box from x = 0 to 10 is 10 wide here, not 11.",
        {"overlap": overlap_with(shared_more=1, areas_more=1)},
    ),
    "one more shared": (
        "1 was added to the sides of the shared area. A box from x = 0 to 10 is 10 wide here, not 11.",
        {"overlap": overlap_with(shared_more=1)},
    ),
    "moved": (
        "Negative corners were set to 0. NMS compares whole boxes, also those that reach beyond the image.",
        {"boxes": lambda boxes: np.maximum(boxes, 0)},
    ),
    "negative": (
        "Boxes that are apart were suppressed. The product of two negative sides is positive, so clamp each side at 0.",
        {"overlap": overlap_with(clamped=False)},
    ),
    "all": (
        "Boxes were suppressed by boxes that had been suppressed themselves. Only kept boxes suppress others.",
        {"rivals": lambda kept, seen: seen},
    ),
    # of the two areas, that of the box which may be suppressed: the one that most programs have at hand
    "own": ("The shared area was divided by the area of one box, not by the union of both.", {"overlap": shared_part}),
    "corners": (
        "Width and height were read as the second corner.",
        {"boxes": lambda boxes: np.hstack([boxes[:, :2], boxes[:, 2:] - boxes[:, :2]])},
    ),
    "ascending": (
        "The boxes were taken from the lowest score to the highest. The best box comes first and suppresses the others.",
        {"order": lambda scores: np.argsort(scores, kind="stable")},
    ),
    "sum": (
        "The shared area was divided by the sum of both areas, which counts it twice. Subtract it once to get the union.",
        {"overlap": overlap_with(both_once=False)},
    ),
    "sides": ("Width and height were exchanged. Boxes are x, y, width, height.", {"overlap": overlap_with(sides=(3, 2))}),
    "last": (
        "Each box was compared only with the one that was kept last. Compare it with all kept boxes.",
        {"rivals": lambda kept, seen: kept[-1:]},
    ),
    "best": (
        "Each box was compared only with the best one. Compare it with all kept boxes.",
        {"rivals": lambda kept, seen: kept[:1]},
    ),
    "first": (
        "The first top_k candidates of the array were chosen. top_k chooses the candidates with the highest scores.",
        {"limit": lambda order, candidates, top_k: [n for n in order if n in candidates[: top_k or None]]},
    ),
    "never": (
        "top_k was ignored. Only the top_k candidates with the highest scores take part.",
        {"limit": lambda order, candidates, top_k: order},
    ),
    "top_k + 1": (
        "One candidate more than top_k took part.",
        {"limit": lambda order, candidates, top_k: order[: top_k + 1] if top_k else order},
    ),
    "late": (
        "top_k was applied after the suppression. It chooses the candidates, before any box is suppressed.",
        {"limit": lambda order, candidates, top_k: order, "answer": lambda kept, order, candidates, top_k: kept[: top_k or None]},
    ),
}


@remembered
def mistaken(boxes, scores, score_threshold, iou_threshold, top_k, mistake):
    """What a program keeps that makes a mistake."""
    steps = STEPS | MISTAKES[mistake][1]
    boxes = steps["boxes"](boxes)
    candidates = np.flatnonzero(steps["enough"](scores, score_threshold)).tolist()
    order = [n for n in steps["order"](scores).tolist() if n in candidates]
    kept, seen = [], []
    for n in steps["limit"](order, candidates, top_k):
        rivals = steps["rivals"](kept, seen)
        if not any(steps["too much"](steps["overlap"](boxes[n], boxes[m]), iou_threshold) for m in rivals):
            kept.append(n)
        seen.append(n)
    return np.array(steps["answer"](kept, order, candidates, top_k), dtype=int)


#: Mistakes that any other may look like on random boxes.
VAGUE = ("sides", "last", "best", "moved")


def mistakes_of(boxes, scores, score_threshold, iou_threshold, top_k=0, vague=True):
    told = {mistake: words for mistake, (words, _) in MISTAKES.items() if vague or mistake not in VAGUE}
    return lambda: {words: mistaken(boxes, scores, score_threshold, iou_threshold, top_k, mistake) for mistake, words in told.items()}


def check_kept(kept, expected, name, boxes, **more):
    """The places are the expected ones; if not, the boxes are drawn."""
    expected = np.asarray(expected, dtype=int)

    def compare():
        if not len(expected):
            check.is_array(kept, name, shape=(0,), why=more.get("why", ""))
        else:
            check.array(kept, expected, name, rtol=0, atol=0, **more)

    check.drawn(compare, lambda: picture_of(kept, expected, name, boxes))


def check_empty(kept, name):
    """No places, of the dtype that places have; an empty list is of no dtype."""
    check.that(
        not (isinstance(kept, tuple) and not kept),
        f"{name}: expected an integer array of shape (0,), got an empty tuple. boxes[()] is the whole array, not none of it.",
    )
    has_dtype = isinstance(kept, np.ndarray) and kept.shape == (0,)
    why = "np.array([]) is an array of floats, even if it is empty: boxes[kept] raises IndexError with it. Give it a dtype."
    check.is_array(kept, name, shape=(0,), dtype="integer" if has_dtype else None, why=why if has_dtype else "")


def picture_of(kept, expected, name, boxes):
    """Both choices of boxes, drawn, if what came chooses boxes at all."""
    places = np.array(kept, dtype=int) if isinstance(kept, np.ndarray) and kept.dtype.kind in "iu" else None
    if places is None or places.ndim != 1 or not ((places >= 0) & (places < len(boxes))).all():
        return None
    try:
        check.boxes(boxes[places], boxes[expected], name, image=SCENE, format="xywh", labels=[str(n) for n in expected])
    except check.Mismatch as drawn:
        return drawn.picture
    return None


def check_nms(submission, boxes, scores, score_threshold, iou_threshold, name, top_k=0, why="", vague=True):
    """The submission keeps what OpenCV keeps."""
    limit = (top_k,) if top_k else ()
    kept = submission.nms(boxes, scores, score_threshold, iou_threshold, *limit)
    expected = opencv(boxes, scores, score_threshold, iou_threshold, top_k)
    known = mistakes_of(boxes, scores, score_threshold, iou_threshold, top_k, vague)
    check_kept(kept, expected, name, boxes, why=why, mistakes=known)


# --- Task 1: candidates and their order -------------------------------------------------------------------------------


@task(1)
def test_falling_scores(submission, rng):
    """Boxes that lie apart are all kept if their score is above the threshold, from the highest score to the lowest."""
    for count in (1, 5, 12):
        boxes, scores = apart(count), all_different(rng, count)
        if count > 1:  # never in order by chance; without the first one, places and ranks are different numbers
            scores[np.argmax(scores)], scores[-1] = scores[-1], scores.max()
            scores[0] = 0
        name = f"kept of {count} boxes apart, scores {scores.tolist()}, above 0"
        check_nms(submission, boxes, scores, 0.0, 0.5, name)


@task(1)
def test_places_in_the_array(submission, rng):
    """The indices are those in the array that was passed in, whatever is left out before them."""
    scores = np.array([0.125, 0.75, 0.25, 0.5, 0.0625, 0.875, 0.625, 0.1875])
    scores[[0, 2, 4, 7]] = rng.permutation(scores[[0, 2, 4, 7]])
    check_nms(submission, apart(8), scores, 0.375, 0.5, f"kept of 8 boxes apart, scores {scores.tolist()}, above 0.375")


@task(1)
def test_a_score_equal_to_the_threshold(submission):
    """A score equal to the threshold is not enough."""
    scores = np.array([0.5, 0.75, 0.515625, 0.484375, 0.5, 0.875, 0.5])
    why = "A score has to be above score_threshold, as in OpenCV."
    check_nms(submission, apart(7), scores, 0.5, 0.5, f"kept of 7 boxes apart, scores {scores.tolist()}, above 0.5", why=why)
    check_nms(
        submission,
        apart(5),
        np.array([0.0, 0.5, 0, 0.25, 0]),
        0.0,
        0.5,
        "kept of 5 boxes apart, scores 0, 0.5, 0, 0.25, 0, above 0",
    )


@task(1)
def test_equal_scores_keep_their_order(submission, rng):
    """Boxes of equal score come in the order of the array, however many there are."""
    scores = rng.choice([0.5, 0.75], 45)
    scores[[3, 20, 44]], scores[[0, 19, 40]] = 0.75, 0.5
    why = "Not every sort keeps the order of equal values, and one that is turned round reverses it."
    check_nms(submission, apart(45), scores, 0.25, 0.5, "kept of 45 boxes apart, of two scores only", why=why)


@task(1)
def test_nothing_to_keep(submission):
    """No boxes, and boxes of which none is above the threshold, give an empty answer."""
    nothing = np.zeros((0, 4))
    check_empty(submission.nms(nothing, np.zeros(0), 0.5, 0.5), "kept of no boxes")
    low = submission.nms(apart(3), np.array([0.5, 0.25, 0.375]), 0.5, 0.5)
    check_empty(low, "kept of three boxes with low scores")
    # and something, so that an answer which is always empty does not pass here
    check_nms(
        submission,
        apart(3),
        np.array([0.5, 0.75, 0.375]),
        0.5,
        0.5,
        "kept of three boxes, one of which is above the threshold",
    )


# --- Task 2: suppression ----------------------------------------------------------------------------------------------


@task(2)
def test_too_much_overlap(submission):
    """Of boxes that overlap too much the best one is kept."""
    boxes = np.array([[10.0, 10, 20, 20], [12, 10, 20, 20], [10, 13, 20, 20], [4, 50, 10, 60], [4, 52, 10, 60], [110, 80, 20, 20]])
    scores = np.array([0.5, 0.875, 0.75, 0.625, 0.375, 0.25])
    check_nms(submission, boxes, scores, 0.125, 0.5, "kept of three objects, seen three times, twice and once")
    check_nms(submission, boxes[::-1].copy(), scores[::-1].copy(), 0.125, 0.5, "kept of the same boxes, in the opposite order")


@task(2)
def test_an_overlap_equal_to_the_threshold(submission):
    """An overlap of exactly the threshold is allowed."""
    boxes = np.array(
        [
            [0.0, 0, 16, 16],
            [0, 0, 16, 8],
            [40, 0, 16, 16],
            [40, 0, 16, 9],
            [80, 0, 16, 16],
            [80, 9, 16, 7],
            [0, 40, 30, 10],
            [10, 40, 30, 10],
            [120, 0, 3, 3],
            [120, 0, 2, 2],
            [100, 60, 40, 20],
            [100, 60, 10, 10],
        ]
    )
    scores = np.array([0.9375, 0.875, 0.8125, 0.75, 0.6875, 0.625, 0.5625, 0.5, 0.4375, 0.375, 0.3125, 0.28125])
    why = "The overlaps of the six pairs are 1/2, 9/16, 7/16, 1/2, 4/9 and 1/8."
    check_nms(submission, boxes, scores, 0.25, 0.5, "kept of six pairs, IoU threshold 0.5", why=why)
    check_nms(submission, boxes, scores, 0.25, 0.4375, "kept of six pairs, IoU threshold 7/16", why=why)


@task(2)
def test_a_threshold_of_1_suppresses_nothing(submission):
    """With an IoU threshold of 1 even the same box twice is kept."""
    boxes = np.array([[10.0, 10, 20, 20], [60, 10, 30, 20], [10, 10, 20, 20], [60, 10, 30, 21], [10, 10, 20, 20]])
    scores = np.array([0.5, 0.625, 0.875, 0.75, 0.5])
    check_nms(submission, boxes, scores, 0.25, 1.0, "kept of five boxes, three of which are the same, IoU threshold 1")


@task(2)
def test_only_kept_boxes_suppress(submission):
    """A box that was suppressed suppresses nothing."""
    boxes = np.array([[10.0 * n, 10, 30, 20] for n in range(7)] + [[10.0 * n, 60, 30, 20] for n in (3, 2, 1, 0)])
    scores = np.array([0.875, 0.8125, 0.75, 0.6875, 0.625, 0.5625, 0.5, 0.4375, 0.375, 0.3125, 0.25])
    why = "Neighbours overlap by 1/2, next neighbours by 1/5. The second box goes because of the first; the third overlaps only the second too much, and stays."
    check_nms(
        submission,
        boxes,
        scores,
        0.125,
        0.375,
        "kept of two rows of boxes, each of which overlaps its neighbours",
        why=why,
    )


@task(2)
def test_width_and_height(submission):
    """The last two numbers of a box are its width and height, wherever it lies."""
    boxes = np.array(
        [
            [50.0, 40, 30, 30],
            [100, 80, 40, 30],
            [104, 84, 40, 30],
            [81, 40, 30, 30],
            [-40, -30, 20, 20],
            [-38, -28, 20, 20],
            [-15, -30, 20, 20],
        ]
    )
    scores = np.array([0.5, 0.625, 0.75, 0.875, 0.9375, 0.8125, 0.6875])
    why = "Boxes are x, y, width, height: [50, 40, 30, 30] reaches to (80, 70), and [-40, -30, 20, 20] to (-20, -10)."
    check_nms(submission, boxes, scores, 0.25, 0.25, "kept of seven boxes", why=why)


@task(2)
def test_any_boxes(submission, rng):
    """On any boxes, with any thresholds, the answer is that of cv2.dnn.NMSBoxes (70 sets, others for each seed)."""
    for number in range(70):
        boxes, scores = crowd(rng, int(rng.integers(1, 40)))
        score_threshold, iou_threshold = rng.integers(0, 48) / 64, rng.integers(1, 7) / 8
        name = f"kept of {len(boxes)} boxes (set {number + 1}), score above {score_threshold}, IoU at most {iou_threshold}"
        check_nms(submission, boxes, scores, score_threshold, iou_threshold, name, vague=False)


@task(2)
def test_boxes_in_fractions_of_the_image(submission, rng):
    """Boxes in tiny fractions of the image are chosen like those in pixels, in float32 as well."""
    for dtype in (np.float64, np.float32):
        boxes, scores = crowd(rng, 30)
        boxes, scores = (boxes / 4096).astype(dtype), scores.astype(dtype)
        kept = submission.nms(boxes, scores, 0.25, 0.25)
        expected = opencv(boxes * 4096, scores, 0.25, 0.25)
        check_kept(kept, expected, f"kept of 30 {np.dtype(dtype)} boxes whose sides are below 1/100", boxes * 4096)


@task(2)
def test_columns_of_a_larger_array(submission, rng):
    """Boxes and scores may be columns of one array."""
    boxes, scores = crowd(rng, 12)
    rows = np.hstack([boxes, scores[:, None]])[::2]  # every second row of a larger array, neither part contiguous
    kept = submission.nms(rows[:, :4], rows[:, 4], 0.25, 0.5)
    check_kept(kept, opencv(boxes[::2], scores[::2], 0.25, 0.5), "kept of every second of 12 boxes", boxes[::2])


# --- Task 3: top_k ----------------------------------------------------------------------------------------------------


@task(3)
def test_top_k_comes_first(submission):
    """The best top_k candidates are chosen, then they suppress each other."""
    boxes = np.vstack([apart(3)[[0, 0, 0, 1, 1, 2]], apart(6)[3:]])
    boxes[1:3, 0] += 1, 2
    scores = np.array([0.9375, 0.875, 0.8125, 0.75, 0.6875, 0.625, 0.5625, 0.5, 0.4375])
    why = "The first three candidates all lie on one object; with top_k = 3 nothing else takes part."
    for top_k in (3, 4, 5, 6, 1):
        check_nms(
            submission,
            boxes,
            scores,
            0.25,
            0.5,
            f"kept of 9 boxes, three on the first object and two on the second, top_k = {top_k}",
            top_k,
            why=why,
        )


@task(3)
def test_top_k_counts_candidates(submission):
    """It is the highest scores that are chosen, not the first boxes of the array; 0 and a large top_k choose all."""
    scores = np.array([0.25, 0.75, 0.375, 0.875, 0.3125, 0.625, 0.5, 0.5625])
    for top_k in (1, 2, 3, 5, 6, 8, 100):
        check_nms(
            submission,
            apart(8),
            scores,
            0.28125,
            0.5,
            f"kept of 8 boxes apart, scores {scores.tolist()}, above 0.28125, top_k = {top_k}",
            top_k,
        )
    boxes = apart(8)
    kept = submission.nms(boxes, scores, 0.28125, 0.5, top_k=0)
    check_kept(kept, opencv(boxes, scores, 0.28125, 0.5), "kept of 8 boxes apart, top_k = 0", boxes, why="0 means no limit.")


@task(3)
def test_any_top_k(submission, rng):
    """With any top_k the answer is that of cv2.dnn.NMSBoxes (30 sets, others for each seed)."""
    for number in range(30):
        boxes, scores = crowd(rng, int(rng.integers(10, 40)))
        score_threshold, iou_threshold, top_k = (
            rng.integers(0, 32) / 64,
            rng.integers(1, 5) / 8,
            int(rng.integers(1, 25)),
        )
        name = f"kept of {len(boxes)} boxes (set {number + 1}), score above {score_threshold}, IoU at most {iou_threshold}, top_k = {top_k}"
        check_nms(submission, boxes, scores, score_threshold, iou_threshold, name, top_k, vague=False)


# --- Task 4: per class ------------------------------------------------------------------------------------------------

AGNOSTIC = "These are the boxes that nms keeps if classes are ignored. Boxes of different classes do not suppress each other."
GROUPED = "These are the right boxes, class after class. They must be ordered by falling score over all classes."


def check_per_class(submission, boxes, scores, classes, score_threshold, iou_threshold, name, why=""):
    kept = submission.nms_per_class(boxes, scores, classes, score_threshold, iou_threshold)
    expected = by_class(boxes, scores, classes, score_threshold, iou_threshold)

    def known():
        groups = expected[np.argsort(classes[expected], kind="stable")]
        plain = opencv(boxes, scores, score_threshold, iou_threshold)
        by_class_first = np.array(sorted(expected, key=lambda n: (-scores[n], classes[n])), dtype=int)
        first = {int(expected[classes[expected] == one][0]) for one in classes[expected]}
        own = [np.flatnonzero(classes == classes[n]).tolist().index(n) for n in expected]
        return {
            AGNOSTIC: plain,
            GROUPED: groups,
            "Equal scores are ordered by class. They must keep the order of the array.": by_class_first,
            "Class 0 was left out. It is a class like any other.": expected[classes[expected] != 0],
            "The highest class was left out.": expected[classes[expected] != classes.max()],
            "Only classes below the number of classes were looked at. Class numbers need not be consecutive.": expected[
                classes[expected] < len(set(classes.tolist()))
            ],
            "Only the best box of each class was kept. An image may show several objects of one class.": np.array(
                [n for n in expected if n in first]
            ),
            "These are indices among the boxes of one class. Translate them back to indices into `boxes`.": np.array(own),
        }

    check_kept(kept, expected, name, boxes, why=why, mistakes=known)


@task(4)
def test_classes_leave_each_other_alone(submission):
    """A box suppresses boxes of its own class only."""
    boxes = np.array([[10.0, 10, 40, 60], [12, 12, 40, 60], [11, 10, 40, 60], [90, 20, 30, 30], [90, 20, 30, 30], [91, 20, 30, 30]])
    scores = np.array([0.5, 0.9375, 0.625, 0.75, 0.875, 0.6875])
    classes = np.array([3, 7, 3, 0, 3, 0])
    why = "The person and the horse below have nearly the same box; both are there."
    check_per_class(submission, boxes, scores, classes, 0.25, 0.5, f"kept of six boxes of the classes {classes.tolist()}", why)


@task(4)
def test_the_order_is_that_of_all_scores(submission):
    """The answer goes from the highest score to the lowest, whatever the classes; equal scores in the order of the array."""
    scores = np.array([0.25, 0.75, 0.5, 0.875, 0.5, 0.625, 0.5, 0.75])
    for classes in ([3, 0, 3, 1, 0, 3, 1, 1], [9, 8, 7, 6, 5, 4, 3, 2], [1, 2, 1, 2, 1, 2, 1, 2]):
        check_per_class(
            submission,
            apart(8),
            scores,
            np.array(classes),
            0.125,
            0.5,
            f"kept of 8 boxes apart, scores {scores.tolist()}, classes {classes}",
        )


@task(4)
def test_far_from_each_other(submission):
    """Boxes far apart on either side of the origin, of classes whose numbers are large, are not mixed up."""
    boxes = np.array(
        [
            [500.0, 0, 100, 100],
            [-101, 0, 100, 100],
            [-701, 0, 100, 100],
            [-1302, 0, 100, 100],
            [500, -600, 100, 100],
            [-701, 1, 100, 100],
        ]
    )
    scores = np.array([0.875, 0.75, 0.625, 0.5, 0.375, 0.25])
    why = "These boxes are of different classes or apart. If you shift each class: the shift must exceed the whole range, and coordinates may be negative."
    for classes in ([0, 1, 2, 3, 0, 2], [40, 1000, 7, 2, 40, 7]):
        check_per_class(
            submission,
            boxes,
            scores,
            np.array(classes),
            0.125,
            0.5,
            f"kept of six boxes between -1302 and 600, classes {classes}",
            why,
        )
    # shifted by the largest coordinate along both axes, the second box lies nearly on the first
    diagonal = np.array([[0.0, 0, 10, 10], [-11, -11, 10, 10]])
    name = "kept of [0, 0, 10, 10] and [-11, -11, 10, 10], classes 0 and 1"
    check_per_class(submission, diagonal, np.array([0.875, 0.75]), np.array([0, 1]), 0.125, 0.5, name, why)


@task(4)
def test_large_images_and_large_class_numbers(submission):
    """No shift between the classes is large enough for every image, and no class number is too large."""
    for side in (1000, 4096):
        boxes = np.array([[side, side, side, side], [0, 0, side, side], [0, side, side, side]], float)
        name = f"kept of three boxes of {side} by {side} pixels, classes [0, 1, 1]"
        why = f"They touch at most. Shifted by {side} pixels, a box of class 1 would lie exactly on that of class 0: the shift must exceed the whole range."
        check_per_class(submission, boxes, np.array([0.875, 0.75, 0.625]), np.array([0, 1, 1]), 0.125, 0.5, name, why)
    boxes = np.array([[5.0, 5, 10, 10], [5, 5, 10, 10]])
    why = "256 does not fit into uint8, where it becomes 0."
    check_per_class(submission, boxes, np.array([0.875, 0.75]), np.array([0, 256]), 0.125, 0.5, "kept of one box twice, classes 0 and 256", why)


@task(4)
def test_no_boxes_of_any_class(submission):
    """Without boxes, or without one above the threshold, the answer is empty."""
    none = submission.nms_per_class(np.zeros((0, 4)), np.zeros(0), np.zeros(0, int), 0.5, 0.5)
    check_empty(none, "kept of no boxes")
    low = submission.nms_per_class(apart(2), np.array([0.5, 0.25]), np.array([1, 1]), 0.5, 0.5)
    check_empty(low, "kept of two boxes with low scores")
    check_per_class(
        submission,
        apart(2),
        np.array([0.75, 0.25]),
        np.array([1, 1]),
        0.5,
        0.5,
        "kept of two boxes, one above the threshold",
    )


@task(4)
def test_any_classes(submission, rng):
    """On any boxes of any classes."""
    for number in range(25):
        boxes, scores = crowd(rng, int(rng.integers(1, 50)))
        classes = rng.integers(0, 4, len(boxes))
        score_threshold, iou_threshold = rng.integers(0, 32) / 64, rng.integers(1, 5) / 8
        name = f"kept of {len(boxes)} boxes of four classes (set {number + 1}), score above {score_threshold}, IoU at most {iou_threshold}"
        check_per_class(submission, boxes, scores, classes, score_threshold, iou_threshold, name)


# --- Task 5: soft -----------------------------------------------------------------------------------------------------


#: The steps of soft-NMS, to be changed one at a time.
SOFT_STEPS = {
    "best": lambda left, now, scores: min(left, key=lambda n: (-now[n], n)),
    "enough": lambda score, threshold: score >= threshold,
    "stay": lambda share: True,
    "factor": lambda share, sigma: math.exp(-share * share / sigma),
    "answer": lambda kept, now, scores: (kept, now),
}
SOFT_MISTAKES = {
    "The boxes were taken in the order of the original scores. After each box, look for the highest current score.": {
        "best": lambda left, now, scores: min(left, key=lambda n: (-scores[n], n))
    },
    "Scores were multiplied by 1 - IoU, the linear form. The Gaussian form is exp(-IoU² / sigma).": {"factor": lambda share, sigma: 1 - share},
    "Scores were multiplied by exp(-IoU / sigma). The IoU is squared in the formula.": {
        "factor": lambda share, sigma: math.exp(-share / sigma)
    },
    "The exponent was divided by 2 sigma. The formula is exp(-IoU² / sigma).": {
        "factor": lambda share, sigma: math.exp(-share * share / (2 * sigma))
    },
    "The exponent was divided by 2 sigma², as in a normal distribution. The formula is exp(-IoU² / sigma).": {
        "factor": lambda share, sigma: math.exp(-share * share / (2 * sigma**2))
    },
    "sigma was ignored: these are the scores for sigma = 0.5.": {"factor": lambda share, sigma: math.exp(-share * share / 0.5)},
    "These are the right boxes with their original scores. Return the lowered scores that they had when they were kept.": {
        "answer": lambda kept, now, scores: (kept, scores)
    },
    "These are the right boxes, sorted by index. They must come in the order in which they were kept.": {
        "answer": lambda kept, now, scores: (sorted(kept), now)
    },
    "A box was removed because an identical box had been kept. Only its score is lowered.": {"stay": lambda share: share <= 0.999},
    "Boxes were removed because of a large overlap. Only their scores are lowered, however large the overlap is.": {
        "stay": lambda share: share <= 0.9
    },
    "A box was left out whose score equals the threshold. In soft_nms an equal score is enough.": {
        "enough": lambda score, threshold: score > threshold
    },
    "Boxes with equal scores are in the wrong order. Take the first one in the array.": {
        "best": lambda left, now, scores: min(left, key=lambda n: (-now[n], -n))
    },
}


@remembered
def softly(boxes, scores, score_threshold, sigma=0.5, mistake=""):
    """Soft-NMS, one pair at a time; with a mistake if one is named by its words."""
    steps = SOFT_STEPS | SOFT_MISTAKES.get(mistake, {})
    now, left, kept = scores.astype(float).tolist(), list(range(len(scores))), []
    while left:
        best = steps["best"](left, now, scores)
        if not steps["enough"](now[best], score_threshold):
            break
        kept.append(best)
        shares = {n: overlap(boxes[best], boxes[n]) for n in left if n != best}
        left = [n for n, share in shares.items() if steps["stay"](share)]
        for n in left:
            now[n] *= steps["factor"](shares[n], sigma)
    places, values = steps["answer"](kept, now, scores)
    return np.array(places, dtype=int), np.array([values[n] for n in places])


def check_soft(submission, boxes, scores, score_threshold, name, sigma=None, why="", judge=softly):
    sigmas = () if sigma is None else (sigma,)
    places, lowered = judge(boxes, scores, score_threshold, *sigmas)

    def known(which):
        return lambda: {words: softly(boxes, scores, score_threshold, *sigmas, mistake=words)[which] for words in SOFT_MISTAKES}

    answer = submission.soft_nms(boxes, scores, score_threshold, *sigmas)
    kept, values = check.sequence(answer, f"soft_nms of {name}", 2)
    if len(places):
        check_kept(kept, places, f"soft_nms of {name}: places", boxes, why=why, mistakes=known(0))
        check.array(values, lowered, f"soft_nms of {name}: scores", why=why, mistakes=known(1))
    else:
        check_empty(kept, f"soft_nms of {name}: places")
        check.is_array(values, f"soft_nms of {name}: scores", shape=(0,))


@task(5)
def test_scores_are_lowered(submission):
    """A box that overlaps a kept one has its score lowered, and no box is removed because of its overlap."""
    boxes = np.array([[0.0, 0, 20, 20], [0, 0, 20, 10], [0, 5, 20, 15], [60, 0, 20, 20]])
    scores = np.array([1.0, 0.875, 0.75, 0.0625])
    why = "The overlaps of the first box with the next two are 1/2 and 3/4: their scores are multiplied by exp(-1/2) and exp(-9/8), and then by each other's."
    check_soft(submission, boxes, scores, 0.03125, "three boxes that overlap and one apart", why=why)


@task(5)
def test_the_order_changes(submission):
    """After each box the best one is sought among the scores as they are now."""
    boxes = np.array([[60.0, 3, 20, 20], [0, 2, 20, 20], [110, 0, 20, 20], [0, 0, 20, 20], [0, 4, 20, 20], [60, 0, 20, 20]])
    scores = np.array([0.6875, 0.875, 0.5, 0.9375, 0.75, 0.8125])
    why = "Box 1 overlaps box 3, the best one, by 9/11: 0.875 becomes 0.23, and box 5 is the best that is left."
    check_soft(submission, boxes, scores, 0.03125, "six boxes on three objects", why=why)


@task(5)
def test_the_threshold_holds_for_lowered_scores(submission):
    """It ends when the best score that is left is below the threshold; a score equal to it is enough."""
    boxes = np.array([[0.0, 0, 20, 20], [0, 2, 20, 20], [60, 0, 20, 20], [60, 10, 20, 20], [110, 0, 20, 20], [110, 50, 20, 20]])
    scores = np.array([0.9375, 0.875, 0.8125, 0.75, 0.5, 0.484375])
    check_soft(
        submission,
        boxes,
        scores,
        0.5,
        "six boxes, scores of 0.5 and more",
        why="The fifth overlaps nothing, and its score is exactly 0.5.",
    )
    check_soft(submission, boxes, scores, 0.96875, "six boxes, of which none is good enough")
    check_soft(submission, np.zeros((0, 4)), np.zeros(0), 0.5, "no boxes")


@task(5)
def test_the_same_box_twice(submission):
    """Even a box that was there before is not removed: its score is lowered like any other."""
    boxes = np.array([[0.0, 0, 20, 20], [60, 0, 20, 20], [0, 0, 20, 20], [60, 0, 20, 19], [110, 0, 20, 20]])
    scores = np.array([0.875, 0.75, 0.9375, 0.8125, 0.5])
    why = "Boxes 0 and 2 are the same: exp(-1 / 0.5) = 0.135, and 0.875 becomes 0.118, and the threshold is 0."
    check_soft(submission, boxes, scores, 0.0, "five boxes, two of which are the same", why=why)


@task(5)
def test_sigma(submission):
    """A large sigma punishes gently, a small one hard."""
    boxes = np.array([[0.0, 0, 20, 20], [0, 4, 20, 20], [4, 4, 20, 20], [4, 0, 24, 24]])
    scores = np.array([0.75, 0.875, 0.625, 0.6875])
    for sigma in (0.375, 1.0, 3.0, None):
        check_soft(submission, boxes, scores, 0.0, f"four boxes, sigma = {'not given' if sigma is None else sigma}", sigma)


@task(5)
def test_equal_scores_softly(submission):
    """Of boxes with equal scores, the first in the array is taken first."""
    why = "Box 2 comes first; boxes 0 and 1 are equal, so they keep their order."
    check_soft(submission, apart(3), np.array([0.5, 0.5, 0.75]), 0.25, "three boxes apart, scores 0.5, 0.5, 0.75", why=why)
    check_soft(submission, apart(4), np.array([0.5, 0.75, 0.5, 0.5]), 0.25, "four boxes apart, scores 0.5, 0.75, 0.5, 0.5")


@task(5)
def test_fractions_softly(submission, rng):
    """Boxes in fractions of the image overlap like those in pixels."""
    boxes = crowd(rng, 12)[0]
    check_soft(submission, boxes / 4096, all_different(rng, 12), 1 / 128, "12 boxes whose sides are below 1/100")


@task(5)
def test_any_boxes_softly(submission, rng):
    """On any boxes, the answer is that of cv2.dnn.softNMSBoxes."""
    for number in range(15):
        boxes, scores = settled(rng, int(rng.integers(2, 25)), 1 / 128)
        check_soft(submission, boxes, scores, 1 / 128, f"{len(boxes)} boxes (set {number + 1})", judge=opencv_softly)


def opencv_softly(boxes, scores, score_threshold):
    """What OpenCV answers; its boxes are of whole numbers."""
    lowered, places = cv2.dnn.softNMSBoxes(boxes.astype(int), scores, score_threshold, 0.5)
    return np.ravel(places), np.ravel(lowered).astype(float)


def settled(rng, count, score_threshold):
    """Boxes and scores for which float32 takes the same boxes in the same order as float64."""
    while True:
        boxes, scores = crowd(rng, count)[0], all_different(rng, count)
        places, lowered = softly(boxes, scores, score_threshold * 0.999)
        if (
            np.array_equal(places, softly(boxes, scores * (1 + 1e-4 * rng.random(count)), score_threshold)[0])
            and (np.diff(lowered) < -1e-5).all()
        ):
            return boxes, scores
