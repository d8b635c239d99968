"""Judges exercises/1_overview/mean_ap.py. Whole pixels and dyadic thresholds: all comparisons are exact."""

from fractions import Fraction

import numpy as np
import pytest

from deepkata.suite import check, remembered, task

SQUARE = (0, 0, 10, 10)


def hit(image, score, overlap=1.0, x=0):
    """A detection in an image that overlaps the square at x by so much."""
    return (image, score, x, 0, x + 10, 10 * overlap)


def miss(image, score):
    """A detection where nothing is."""
    return (image, score, 500, 500, 510, 510)


def things(*images, x=0):
    """A square object in each image."""
    return np.array([(image, x, 0, x + 10, 10) for image in images], dtype=float).reshape(-1, 5)


def rows(*detections):
    return np.array(detections, dtype=float).reshape(-1, 6)


def overlap(a, b):
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return Fraction(0)
    areas = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
    shared = Fraction(width * height)
    return shared / (Fraction(areas) - shared)


@remembered
def matched(detections, objects, threshold):
    """Whether each detection is right, one after the other, in exact fractions."""
    result, found = [False] * len(detections), set()
    rows, boxes = detections.tolist(), objects.tolist()
    for index in sorted(range(len(rows)), key=lambda index: -rows[index][1]):
        mine = [
            (overlap([Fraction(v) for v in rows[index][2:]], [Fraction(v) for v in box[1:]]), -number)
            for number, box in enumerate(boxes)
            if box[0] == rows[index][0]
        ]
        best, number = max(mine, default=(Fraction(0), 1))
        if best >= threshold and -number not in found:
            result[index] = True
            found.add(-number)
    return result


@remembered
def area(detections, objects, threshold):
    """The average precision, by the definition: at each recall the best precision from there on."""
    right = matched(detections, objects, threshold)
    order = sorted(range(len(right)), key=lambda index: -detections[index, 1])
    points, hits = [], 0
    for taken, index in enumerate(order, 1):
        hits += right[index]
        points.append((Fraction(hits, len(objects)), Fraction(hits, taken)))
    total = Fraction(0)
    for step in range(1, len(objects) + 1):
        recall = Fraction(step, len(objects))
        total += max((precision for reached, precision in points if reached >= recall), default=Fraction(0)) / len(objects)
    return float(total)


def scene(rng, images=4, objects=7, detections=18):
    """Objects, and detections on some of them, on some twice, and on nothing; in whole pixels, all scores different."""
    while True:
        corner = rng.integers(0, 60, (objects, 2))
        boxes = np.hstack([rng.integers(images, size=(objects, 1)), corner, corner + rng.integers(10, 40, (objects, 2))])
        boxes = boxes.astype(float)
        chosen = boxes[rng.integers(objects, size=detections)]
        moved = chosen[:, 1:] + rng.integers(-3, 4, (detections, 4))
        moved[rng.random(detections) < 0.3] += 200
        scores = (rng.permutation(detections) + 1) / 32
        found = np.column_stack([chosen[:, 0], scores, moved])
        if not any(has_equals(row, boxes) for row in found):
            return found, boxes


@remembered
def has_equals(row, boxes):
    """Whether a detection overlaps two objects of its image alike: which one it looks at is nowhere said."""
    overlaps = [overlap(row[2:], box[1:]) for box in boxes if box[0] == row[0]]
    return len({share for share in overlaps if share}) < sum(share > 0 for share in overlaps)


def check_match(submission, cases, why=""):
    """Each case is (words, detections, objects, threshold, expected): all are asked first."""
    answers = [submission.match(detections, objects, threshold) for _, detections, objects, threshold, _ in cases]
    for answer, (words, *_, expected) in zip(answers, cases, strict=True):
        if expected:
            check.array(answer, np.array(expected), f"match of {words}", dtype="bool", why=why)
        else:  # an empty list is of no dtype
            check.is_array(answer, f"match of {words}", shape=(0,), why=why)


def check_area(actual, expected, name, **more):
    check.close(actual, expected, name, **more)


# --- Task 1: match ----------------------------------------------------------------------------------------------------


@task(1)
def test_enough_overlap(submission):
    """A detection is right if it overlaps the object enough; the threshold itself is enough."""
    cases = []
    for share, threshold, expected in (
        (1, 0.5, True),
        (0.75, 0.5, True),
        (0.5, 0.5, True),
        (0.25, 0.5, False),
        (0.75, 0.75, True),
        (0.5, 0.75, False),
        (0.25, 0.25, True),
        (0.125, 0.25, False),
    ):
        words = f"a detection that overlaps the object by {share}, threshold {threshold}"
        cases.append((words, rows(hit(0, 0.5, share)), things(0), threshold, [expected]))
    check_match(submission, cases, "At least the threshold: equal is enough.")


@task(1)
def test_only_in_its_own_image(submission):
    """A detection finds objects of its own image only."""
    detections = rows(hit(0, 0.9), hit(1, 0.8), hit(2, 0.7), hit(7, 0.6))
    cases = [("four images, objects in 1 and 7", detections, things(1, 7), 0.5, [False, True, False, True])]
    cases.append(("four images, objects in 0 and 3", detections, things(0, 3), 0.5, [True, False, False, False]))
    check_match(submission, cases, "The first number of both is the image.")


@task(1)
def test_several_objects_in_an_image(submission):
    """Each detection looks at the object that it overlaps most, not at the first one that it overlaps enough."""
    objects = np.vstack([things(0, 1, 2), things(0, 1, 2, x=2), things(0, x=40)])
    detections = [hit(image, 0.9 - image / 8 - x / 64, x=2 - x) for image in range(3) for x in (0, 2)]
    detections = rows(*detections, hit(0, 0.6, x=40), miss(0, 0.5))
    why = "In each image two objects overlap each other by 2/3; each has a detection that fits it exactly."
    check_match(submission, [("seven objects and eight detections", detections, objects, 0.5, [True] * 7 + [False])], why)


@task(1)
def test_nothing_there(submission):
    """Without objects all detections are wrong; without detections the answer is empty."""
    cases = [("three detections and no objects", rows(hit(0, 0.9), hit(0, 0.8), hit(1, 0.7)), things(), 0.5, [False] * 3)]
    cases.append(("no detections and two objects", rows(), things(0, 1), 0.5, []))
    cases.append(("nothing at all", rows(), things(), 0.5, []))
    check_match(submission, cases)


@task(1)
def test_the_usual_threshold(submission):
    """Where no threshold is given it is 0.5."""
    detections = rows(hit(0, 0.9, 0.25), hit(1, 0.8, 0.375), hit(2, 0.7, 0.5), hit(3, 0.6, 0.625))
    answer = submission.match(detections, things(0, 1, 2, 3))
    name = "match of overlaps of 0.25, 0.375, 0.5 and 0.625, without a threshold"
    check.array(answer, np.array([False, False, True, True]), name, dtype="bool")


@task(1)
def test_boxes_in_fractions_of_the_image(submission):
    """Boxes whose area is tiny are matched like large ones, and boxes that lie diagonally apart are not matched."""
    detections = rows(hit(0, 0.9, 0.75), (1, 0.8, 22, 22, 32, 32), hit(2, 0.7, 0.25), (3, 0.6, 0, 0, 10, 10))
    objects = things(0, 1, 2, 3)
    detections[:, 2:] /= 1024
    objects[:, 1:] /= 1024
    check_match(submission, [("four boxes of 1/100 of the image", detections, objects, 0.5, [True, False, False, True])])


# --- Task 2: order and duplicates -------------------------------------------------------------------------------------


@task(2)
def test_found_once(submission):
    """Of several detections of one object the one with the highest score is right, and all others are wrong."""
    detections = rows(hit(0, 0.9, 0.75), hit(0, 0.8), hit(0, 0.7, 0.875), hit(0, 0.6))
    why = "The first detection found the object, although others fit better. An object is found only once."
    check_match(submission, [("four detections of one object", detections, things(0), 0.5, [True, False, False, False])], why)


@task(2)
def test_the_highest_score_comes_first(submission):
    """The order in the array does not matter, and the answer is in that order."""
    detections = rows(hit(0, 0.3), hit(0, 0.9), hit(1, 0.5, 0.75), miss(1, 0.8), hit(1, 0.6))
    why = "By score: 0.9 and 0.6 find the two objects. The answers stand where the detections stand."
    check_match(
        submission,
        [("five detections in no order", detections, things(0, 1), 0.5, [False, True, False, False, True])],
        why,
    )


@task(2)
def test_equal_scores_keep_their_order(submission):
    """Of two detections with equal scores the one that stands first comes first."""
    detections = rows(*[hit(image, 0.5, share) for image in range(4) for share in (0.625, 1, 0.75)])
    check_match(
        submission,
        [
            (
                "three detections of each of four objects, all with score 0.5",
                detections,
                things(0, 1, 2, 3),
                0.5,
                [True, False, False] * 4,
            )
        ],
    )


@task(2)
def test_many_equal_scores(submission):
    """Forty-two detections, more than NumPy's usual sort keeps in order, and only two scores."""
    detections = [hit(image, score, share) for score in (0.25, 0.75) for image in range(7) for share in (0.75, 1, 0.875)]
    expected = [False] * 21 + [True, False, False] * 7
    why = "Of the equal scores, the first in the array finds the object. Not every sort keeps the order of equal values."
    check_match(submission, [("42 detections with two scores", rows(*detections), things(*range(7)), 0.5, expected)], why)


@task(2)
def test_the_best_object_counts_even_if_it_was_found(submission):
    """A detection that overlaps a found object most is wrong, even if it would be good enough for another one."""
    objects, seen = [], []
    for image in range(3):
        objects += [(image, 0, 0, 10, 10), (image, 2, 0, 12, 10)]
        seen += [(image, 0.9 - image / 8, 0, 0, 10, 10), (image, 0.8 - image / 8, 0.5, 0, 10.5, 10)]
    why = "The second one overlaps the first object more, and that one was found: a duplicate. (COCO has another rule.)"
    check_match(
        submission,
        [
            (
                "two objects close together in each of three images",
                rows(*seen),
                np.array(objects, float),
                0.5,
                [True, False] * 3,
            )
        ],
        why,
    )


@task(2)
def test_any_detections(submission, rng):
    """Any detections, in any order."""
    cases = []
    for threshold in (0.5, 0.75, 0.25):
        detections, objects = scene(rng)
        expected = matched(detections, objects, threshold)
        cases.append((f"18 detections and 7 objects, threshold {threshold}", detections, objects, threshold, expected))
    check_match(submission, cases)


# --- Task 3: average_precision ----------------------------------------------------------------------------------------


@task(3)
def test_all_right(submission):
    """If every object is found before anything is wrong, the area is 1."""
    detections = rows(hit(0, 0.9), hit(1, 0.8), hit(2, 0.7))
    check_area(submission.average_precision(detections, things(0, 1, 2)), 1, "three objects, all found")
    more = np.vstack([detections, rows(miss(0, 0.3), miss(1, 0.2), hit(1, 0.1))])
    why = "Wrong detections behind the last right one lower no precision at any recall that is reached."
    check_area(
        submission.average_precision(more, things(0, 1, 2)),
        1,
        "three objects, all found, then three wrong detections",
        why=why,
    )


@task(3)
def test_objects_that_are_not_found(submission):
    """Recall is measured by all objects, the ones not found included."""
    why = "Precision is 1 up to recall 2/5, and there is nothing behind it."
    mistakes = {
        "Recall was measured by the objects that were found.": 1.0,
        "The curve was extended to a recall of 1, which is never reached.": 0.4 + 0.6 * 2 / 3,
    }
    check_area(
        submission.average_precision(rows(hit(0, 0.9), hit(1, 0.8), miss(2, 0.7)), things(0, 1, 2, 3, 4)),
        0.4,
        "two of five objects found, then a wrong detection",
        why=why,
        mistakes=mistakes,
    )


@task(3)
def test_a_wrong_detection_before_a_right_one(submission):
    """The highest score is wrong: precision 1/2 when the only object is found."""
    check_area(
        submission.average_precision(rows(hit(0, 0.4), miss(0, 0.6)), things(0)),
        0.5,
        "one object, found second",
        why="One of two detections is right.",
    )


@task(3)
def test_the_curve_is_made_to_fall(submission):
    """At each recall the best precision from there on counts."""
    detections = rows(hit(0, 0.9), miss(0, 0.8), miss(1, 0.7), hit(1, 0.6), hit(2, 0.5), hit(3, 0.4))
    objects = things(0, 1, 2, 3)
    why = "Precision is 1, 2/4, 3/5 and 4/6 at recall 1/4 to 1. From recall 2/4 on the best is 4/6: (1 + 3 · 4/6) / 4."
    mistakes = {
        "The precisions were taken as they are, before the curve was made to fall.": (1 + 2 / 4 + 3 / 5 + 4 / 6) / 4,
        "At each recall the best precision up to there was taken. Take the best from there on.": 1.0,
    }
    check_area(
        submission.average_precision(detections, objects),
        0.75,
        "precision 1, 1/2, 1/3, 2/4, 3/5, 4/6",
        why=why,
        mistakes=mistakes,
    )


@task(3)
def test_a_staircase(submission):
    """The area is that of a staircase: each step at the height of its right end."""
    detections = rows(hit(0, 0.9), miss(0, 0.8), hit(1, 0.7), miss(1, 0.65), miss(2, 0.6), hit(2, 0.5))
    why = "1/3 of recall each, at the heights 1, 2/3 and 3/6."
    check_area(
        submission.average_precision(detections, things(0, 1, 2)),
        (1 + 2 / 3 + 1 / 2) / 3,
        "precision 1, 1/2, 2/3, 2/4, 2/5, 3/6",
        why=why,
    )


@task(3)
def test_no_detections(submission):
    """Objects without detections have 0."""
    check_area(submission.average_precision(rows(), things(0, 1)), 0, "two objects and no detections")
    check_area(
        submission.average_precision(rows(miss(0, 0.5), miss(1, 0.4)), things(0, 1)),
        0,
        "two objects and two wrong detections",
    )


@task(3)
@pytest.mark.parametrize("count", [0, 3])
def test_no_objects(submission, count):
    """Without objects ValueError is raised, with and without detections."""
    check.raises(
        submission,
        "average_precision",
        ValueError,
        rows(*[hit(0, 0.1 * n) for n in range(1, count + 1)]),
        things(),
        name=f"{count} detections and no objects",
    )


@task(3)
def test_only_the_order_of_the_scores_counts(submission, rng):
    """Other scores in the same order, and the detections in another order, give the same area."""
    detections, objects = scene(rng)
    expected = area(detections, objects, Fraction(1, 2))
    check_area(submission.average_precision(detections, objects), expected, "18 detections and 7 objects")
    other = detections.copy()
    other[:, 1] = other[:, 1] ** 3 - 5
    check_area(
        submission.average_precision(other, objects),
        expected,
        "the same with scores from -5 to -4",
        why="Only which score is higher counts.",
    )
    check_area(submission.average_precision(detections[rng.permutation(18)], objects), expected, "the same in another order")


@task(3)
def test_equal_scores_in_the_order_of_match(submission):
    """Right and wrong detections of the same score are taken in the order in which they stand in the array."""
    why = "Equal scores keep the order in which they stand in the array, here as in match."
    hits, misses = [hit(0, 0.5), hit(1, 0.5)], [miss(0, 0.5), miss(1, 0.5)]
    turned = "Equal scores were taken from the last to the first."
    for name, detections, expected, mistakes in (
        (
            "a right one, two wrong ones and a right one, all of the same score",
            [hits[0], *misses, hits[1]],
            0.75,
            {
                "Of equal scores the right ones were taken first.": 1.0,
                "Of equal scores the wrong ones were taken first.": 0.5,
            },
        ),
        ("a right and a wrong one of the same score", [hits[0], misses[0]], 0.5, {turned: 0.25}),
        ("a wrong and a right one of the same score", [misses[0], hits[0]], 0.25, {turned: 0.5}),
        (
            "a right one, two of another image and a wrong one, all of the same score",
            [hits[1], misses[0], hits[0], misses[1]],
            5 / 6,
            {"Equal scores were taken image by image. They keep their order in the array.": 2 / 3},
        ),
    ):
        answer = submission.average_precision(rows(*detections), things(0, 1))
        check_area(answer, expected, f"two objects, {name}", why=why, mistakes=mistakes)


@task(3)
def test_many_equal_scores_in_the_area(submission):
    """Forty detections of the same score, right and wrong in turn."""
    detections = rows(*[one for image in range(20) for one in (hit(image, 0.5), miss(image, 0.5))])
    objects = things(*range(20))
    why = "Equal scores keep their order: right, wrong, right, wrong. Not every sort keeps the order of equal values."
    check_area(
        submission.average_precision(detections, objects),
        area(detections, objects, Fraction(1, 2)),
        "40 detections with the same score, every second one right",
        why=why,
    )


@task(3)
def test_any_area(submission, rng):
    """Any detections, any threshold."""
    cases = [(*scene(rng, images=3, objects=9, detections=25), threshold) for threshold in (0.5, 0.75, 0.25, 0.625)]
    answers = [submission.average_precision(*case) for case in cases]
    for answer, (detections, objects, threshold) in zip(answers, cases, strict=True):
        check_area(answer, area(detections, objects, threshold), f"25 detections and 9 objects, threshold {threshold}")


# --- Task 4: mean_ap --------------------------------------------------------------------------------------------------


@task(4)
def test_the_mean_of_the_classes(submission):
    """Each class counts alike, however many objects it has."""
    detections = {"cat": rows(hit(0, 0.9), hit(1, 0.8), hit(2, 0.7)), "dog": rows(miss(0, 0.9), hit(0, 0.8))}
    objects = {"cat": things(0, 1, 2), "dog": things(0)}
    why = "1 for the cats and 1/2 for the dog: their mean is 3/4."
    check_area(submission.mean_ap(detections, objects), 0.75, "three cats, one dog", why=why)


@task(4)
def test_classes_stay_apart(submission):
    """A detection of a cat finds no dog, and an object is not found by another class."""
    detections = {"cat": rows(hit(0, 0.9)), "dog": rows(hit(1, 0.9))}
    check_area(submission.mean_ap(detections, {"cat": things(1), "dog": things(0)}), 0, "cats taken for dogs")


@task(4)
def test_a_class_without_detections(submission):
    """A class that has objects and no detections counts as 0."""
    objects = {"cat": things(0), "dog": things(1), "cow": things(2), "pig": things(3)}
    why = "The cat has 1; the three others were not found at all: 1/4."
    mistakes = {"Classes without detections were left out.": 1.0}
    for detections in ({"cat": rows(hit(0, 0.5))}, {"cat": rows(hit(0, 0.5)), "dog": rows(), "pig": rows()}):
        check_area(
            submission.mean_ap(detections, objects),
            0.25,
            f"four classes, detections of {', '.join(detections)}",
            why=why,
            mistakes=mistakes,
        )


@task(4)
def test_a_class_without_objects(submission):
    """A class that has no objects does not count, however many detections of it there are."""
    detections = {"cat": rows(hit(0, 0.5)), "dog": rows(hit(0, 0.9), hit(1, 0.8))}
    why = "Without a dog there is nothing to recall: dogs are left out of the mean."
    mistakes = {"Classes without objects were counted as 0.": 0.5}
    for objects in ({"cat": things(0)}, {"cat": things(0), "dog": things()}):
        check_area(
            submission.mean_ap(detections, objects),
            1.0,
            f"objects of {', '.join(objects)}, and detections of dogs that are not there",
            why=why,
            mistakes=mistakes,
        )


@task(4)
def test_no_objects_of_any_class(submission):
    """If no class has objects, the result is 0, not NaN."""
    for detections, objects in (
        ({}, {}),
        ({"cat": rows(hit(0, 0.5))}, {}),
        ({"cat": rows(hit(0, 0.5))}, {"cat": things()}),
    ):
        check_area(submission.mean_ap(detections, objects), 0, "no objects of any class")


@task(4)
def test_the_mean_of_the_thresholds(submission):
    """With several thresholds the mean is taken over them as well."""
    detections = {"cat": rows(hit(0, 0.9, 0.625), hit(1, 0.8, 0.875)), "dog": rows(hit(0, 0.7))}
    objects = {"cat": things(0, 1), "dog": things(0)}
    why = "At 0.5 both cats are right, at 0.75 only the second (recall 1/2, precision 1/2), at 0.9375 none. The dog always is."
    expected = (1 + 1 / 4 + 0 + 3) / 6
    check_area(
        submission.mean_ap(detections, objects, (0.5, 0.75, 0.9375)),
        expected,
        "two cats and a dog, thresholds 0.5, 0.75, 0.9375",
        why=why,
    )
    check_area(submission.mean_ap(detections, objects, [0.75]), (1 / 4 + 1) / 2, "two cats and a dog, threshold 0.75")


@task(4)
def test_any_classes(submission, rng):
    """Any classes, any detections."""
    detections, objects = {}, {}
    for name in ("cat", "dog", "cow", "pig", "hen"):
        detections[name], objects[name] = scene(rng, objects=int(rng.integers(2, 8)), detections=12)
    del detections["cow"]
    objects["hen"] = things()
    thresholds = (0.5, 0.75)
    areas = [
        area(detections.get(name, rows()), boxes, t) for name, boxes in objects.items() if len(boxes) for t in map(Fraction, thresholds)
    ]
    check_area(
        submission.mean_ap(detections, objects, thresholds),
        sum(areas) / len(areas),
        "five classes, one without detections, one without objects",
    )
