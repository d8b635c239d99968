"""Judges exercises/1_overview/anchors.py. Coordinates are quarters, so that float32 holds them exactly."""

import math

import numpy as np

from deepkata.suite import check, task

GROWTH = 1000 / 16


def random_boxes(rng, count, lowest=8, highest=240):
    """Boxes as xyxy, with sides of at least 2."""
    corner = rng.integers(-160, 240, (count, 2)) / 4
    return np.hstack([corner, corner + rng.integers(lowest, highest, (count, 2)) / 4])


def by_hand(grid, stride, sizes, ratios):
    """The anchors, one after the other."""
    rows, columns = grid
    return np.array(
        [
            [
                x - size / math.sqrt(r) / 2,
                y - size * math.sqrt(r) / 2,
                x + size / math.sqrt(r) / 2,
                y + size * math.sqrt(r) / 2,
            ]
            for y in (np.arange(rows) + 0.5) * stride
            for x in (np.arange(columns) + 0.5) * stride
            for size in sizes
            for r in ratios
        ]
    ).reshape(-1, 4)


def overlap(a, b):
    """The overlap of two boxes."""
    width, height = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    if width <= 0 or height <= 0:
        return 0.0
    areas = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
    return width * height / (areas - width * height)


def check_boxes(boxes, expected, name, **more):
    check.boxes(boxes, expected, name, atol=1e-4, **more)


def check_codes(codes, expected, name, **more):
    check.array(codes, np.asarray(expected, float), name, rtol=1e-5, atol=2e-5, **more)


def check_indices(indices, expected, name, **more):
    """What each anchor is assigned to."""
    check.array(indices, np.asarray(expected, int), name, rtol=0, atol=0, **more)


# --- Task 1: make_anchors ---------------------------------------------------------------------------------------------


@task(1)
def test_the_middle_of_the_cell(submission):
    """An anchor is centred in its cell, not on its corner."""
    expected = np.array([[4.0, 4, 12, 12]])
    why = "The only cell goes from 0 to 16, so its middle is at 8."
    mistakes = {"It is centred on the corner of the cell.": expected - 8}
    check_boxes(submission.make_anchors((1, 1), 16, [8], [1]), expected, "one cell of 16, size 8", why=why, mistakes=mistakes)


@task(1)
def test_row_by_row(submission):
    """The cells come row by row, and x goes with the columns."""
    expected = by_hand((2, 3), 10, [4], [1])
    why = "The first three have y = 5 and x = 5, 15, 25; the next three y = 15."
    check_boxes(submission.make_anchors((2, 3), 10, [4], [1]), expected, "2 rows and 3 columns of 10, size 4", why=why)


@task(1)
def test_the_ratio_is_height_by_width(submission):
    """A ratio of 4 makes an anchor four times as high as wide, of the same area."""
    why = "Size 6 means area 36: 3 wide and 12 high for ratio 4, 12 wide and 3 high for ratio 1/4."
    anchors = submission.make_anchors((1, 1), 20, [6], [4, 0.25])
    check_boxes(anchors, np.array([[8.5, 4, 11.5, 16], [4, 8.5, 16, 11.5]]), "one cell of 20, size 6, ratios 4 and 1/4", why=why)


@task(1)
def test_sizes_before_ratios(submission):
    """In a cell the first size comes with all its ratios, then the second."""
    expected = by_hand((1, 2), 32, [4, 16], [1, 4, 0.25])
    why = "For the size 4 the ratios 1, 4 and 1/4, then for 16 the same."
    check_boxes(
        submission.make_anchors((1, 2), 32, [4, 16], [1, 4, 0.25]),
        expected,
        "2 cells of 32, sizes 4 and 16, three ratios",
        why=why,
    )


@task(1)
def test_anchors_reach_beyond_the_image(submission):
    """Anchors that are larger than the cell or the image are not clipped."""
    check_boxes(submission.make_anchors((1, 1), 8, [32], [1]), np.array([[-12.0, -12, 20, 20]]), "one cell of 8, size 32")


@task(1)
def test_any_grid(submission, rng):
    """Any grid, stride, sizes and ratios."""
    for _ in range(4):
        grid = tuple(rng.integers(1, 6, 2).tolist())
        stride = float(rng.choice([4, 8, 12.5, 16]))
        sizes = sorted(rng.uniform(4, 90, rng.integers(1, 4)).tolist())
        ratios = rng.uniform(0.3, 3, rng.integers(1, 4)).tolist()
        name = f"a grid of {grid[0]} by {grid[1]}, stride {stride}, {len(sizes)} sizes, {len(ratios)} ratios"
        check_boxes(submission.make_anchors(grid, stride, sizes, ratios), by_hand(grid, stride, sizes, ratios), name)


# --- Task 2: encode ---------------------------------------------------------------------------------------------------


@task(2)
def test_offsets_in_sides_of_the_anchor(submission):
    """The centre's offset is measured in the anchor's width and height, whatever size the box has."""
    anchors = np.array([[0.0, 0, 20, 40], [0, 0, 20, 40]])
    boxes = np.array([[5.0, 10, 25, 50], [10, 25, 20, 35]])
    why = "The centre is 5 of 20 to the right and 10 of 40 down: 0.25 and 0.25 for both boxes."
    mistakes = {"They are measured in sides of the box, not of the anchor.": np.array([[0.25, 0.25], [0.5, 1]])}
    codes = check.is_array(submission.encode(anchors, boxes, (1.0, 1.0)), "codes", shape=(2, 4), dtype="float")
    check_codes(
        codes[:, :2],
        [[0.25, 0.25], [0.25, 0.25]],
        "first two codes of boxes at 15, 30, seen from an anchor at 10, 20, variances (1, 1)",
        why=why,
        mistakes=mistakes,
    )


@task(2)
def test_logarithms_of_the_sides(submission):
    """The sides are encoded as log(box / anchor): twice as wide and half as high are opposites."""
    anchors, boxes = np.array([[10.0, 10, 20, 30]]), np.array([[5.0, 15, 25, 25]])
    why = "The centres are the same. 20/10 = 2 and 10/20 = 1/2: log 2 and -log 2."
    added = np.log([20.001 / 10, 10.001 / 20])
    mistakes = {"SHORTEST was added to sides that are longer than it.": np.array([[0, 0, *added]])}
    check_codes(
        submission.encode(anchors, boxes, (1.0, 1.0)),
        [[0, 0, math.log(2), -math.log(2)]],
        "codes of a box twice as wide and half as high, variances (1, 1)",
        why=why,
        mistakes=mistakes,
    )


@task(2)
def test_variances_divide(submission):
    """The first variance divides the offsets, the second one the logarithms."""
    anchors, boxes = np.array([[0.0, 0, 8, 8]]), np.array([[4.0, 2, 4 + 8 * math.e, 2 + 8 / math.e]])
    offset = [(4 + 4 * math.e - 4) / 8, (2 + 4 / math.e - 4) / 8]
    plain = np.array([[*offset, 1, -1]])
    for first, second in ((1.0, 1.0), (0.5, 0.25), (0.1, 0.2), (2.0, 4.0)):
        factors = np.array([first, first, second, second])
        mistakes = {"They were multiplied by the variances.": plain * factors, "The variances were left out.": plain}
        if first == second:
            mistakes = {}
        added = np.array([[*offset, *np.log(np.exp([1, -1]) + 1e-5)]])
        mistakes["1e-5 was added to the ratio of the sides. Replace a side shorter than SHORTEST by SHORTEST instead."] = added / factors
        name = f"codes of one box with variances ({first}, {second})"
        check_codes(
            submission.encode(anchors, boxes, (first, second)),
            plain / factors,
            name,
            why="Each code is divided by its variance.",
            mistakes=mistakes,
        )


@task(2)
def test_variances_if_none_are_given(submission):
    """Without variances, 0.1 divides the offsets and 0.2 the logarithms."""
    anchors, boxes = np.array([[0.0, 0, 8, 8]]), np.array([[0.0, 4, 16, 12]])
    codes = submission.encode(anchors, boxes)
    why = "The centre is 4 of 8 to the right and 4 of 8 down: 0.5 / 0.1 = 5. The width is doubled: log(2) / 0.2 = 3.47."
    plain = np.array([[0.5, 0.5, math.log(2), 0]])
    mistakes = {
        "They were multiplied by the variances.": plain * [0.1, 0.1, 0.2, 0.2],
        "The variances were left out.": plain,
    }
    check_codes(codes, [[5, 5, math.log(2) / 0.2, 0]], "codes of one box, no variances given", why=why, mistakes=mistakes)


@task(2)
def test_the_same_box(submission, rng):
    """A box that equals its anchor has four zeros as its code."""
    boxes = random_boxes(rng, 5)
    check_codes(submission.encode(boxes, boxes.copy()), np.zeros((5, 4)), "codes of boxes that are their own anchors")


@task(2)
def test_boxes_without_width(submission):
    """A box of no width or height has finite codes: a side counts as 0.001 at least."""
    anchors = np.array([[0.0, 0, 10, 10]] * 3)
    boxes = np.array([[5.0, 2, 5, 8], [0, 5, 10, 5], [7, 6, 7, 6]])
    tiny, same = math.log(1e-4) / 0.2, math.log(0.6) / 0.2
    centres = np.array([[0.0, 0], [0, 0], [2, 1]])
    codes = check.is_array(submission.encode(anchors, boxes), "codes", shape=(3, 4), dtype="float")
    moved = centres + np.array([[5e-4, 0], [0, 5e-4], [5e-4, 5e-4]])
    mistakes = {"Half of SHORTEST was added to the centre: it was computed from the lengthened side.": moved}
    why = "A side that counts as longer leaves the centre where it is."
    name = "codes of a line, a level line and a point"
    check_codes(codes[:, :2], centres, f"first two {name}", why=why, mistakes=mistakes)
    right = np.array([[0, 0, tiny, same], [0, 0, 0, tiny], [2, 1, tiny, tiny]])
    added = {
        f"1e-{digits} was added to the ratio of the sides. Replace a side shorter than SHORTEST by SHORTEST instead.": np.where(
            right == tiny, math.log(10.0**-digits) / 0.2, right
        )
        for digits in range(5, 17)
    }
    why = "A side of 0 counts as 0.001: log(0.001 / 10) / 0.2 = -46.05. log 0 would be minus infinity."
    check_codes(codes, right, name, why=why, mistakes=added)


@task(2)
def test_a_very_short_side(submission):
    """A side shorter than 0.001 but above 0 counts as 0.001 as well."""
    anchors = np.array([[0.0, 0, 10, 10], [0, 0, 10, 10]])
    boxes = np.array([[0.0, 2, 0.0001, 8], [2, 0, 8, 0.0002]])
    tiny, same = math.log(1e-4) / 0.2, math.log(0.6) / 0.2
    expected = [[-4.99995 / 10 / 0.1, 0, tiny, same], [0, -4.9999 / 10 / 0.1, same, tiny]]
    why = "Sides of 0.0001 and 0.0002 are shorter than SHORTEST: log(0.001 / 10) / 0.2 = -46.05."
    check_codes(submission.encode(anchors, boxes), expected, "codes of a box 0.0001 wide and one 0.0002 high", why=why)


@task(2)
def test_any_codes(submission, reference, rng):
    """Any boxes, any anchors, in float64 and float32."""
    anchors, boxes = random_boxes(rng, 12), random_boxes(rng, 12)
    expected = reference.encode(anchors, boxes)
    check_codes(submission.encode(anchors, boxes), expected, "codes of 12 boxes")
    none = np.zeros((0, 4))
    check_codes(submission.encode(none, none.copy()), none, "codes of no boxes")
    check_codes(
        submission.encode(anchors.astype(np.float32), boxes.astype(np.float32)),
        expected,
        "codes of 12 boxes in float32",
    )


# --- Task 3: decode ---------------------------------------------------------------------------------------------------


@task(3)
def test_zeros_are_the_anchor(submission, rng):
    """Codes of 0 give the anchor itself."""
    anchors = random_boxes(rng, 4)
    check_boxes(submission.decode(anchors, np.zeros((4, 4))), anchors, "anchors decoded with zeros")


@task(3)
def test_one_code_at_a_time(submission):
    """Each code moves or stretches its own side, by its own variance."""
    anchors = np.array([[0.0, 0, 20, 40]] * 4)
    codes = np.array([[5, 0, 0, 0], [0, -5, 0, 0], [0, 0, 5 * math.log(2), 0], [0, 0, 0, -5 * math.log(4)]])
    expected = np.array([[10.0, 0, 30, 40], [0, -20, 20, 20], [-10, 0, 30, 40], [0, 15, 20, 25]])
    why = "5 · 0.1 of 20 is 10 to the right; -5 · 0.1 of 40 is 20 up; exp(0.2 · 5 log 2) = 2; exp(-0.2 · 5 log 4) = 1/4."
    check_boxes(submission.decode(anchors, codes), expected, "an anchor of 20 by 40, decoded with one code at a time", why=why)


@task(3)
def test_other_variances(submission):
    """The variances multiply on the way back."""
    anchors, codes = np.array([[0.0, 0, 8, 8]]), np.array([[1.0, 2, math.log(2), 0]])
    for variances, expected in (
        ((1.0, 1.0), [4, 16, 20, 24]),
        ((0.5, 2.0), [-8, 8, 24, 16]),
        ((0.25, 0.0), [2, 4, 10, 12]),
    ):
        name = f"1, 2, log 2, 0 decoded with variances {variances}"
        check_boxes(submission.decode(anchors, codes, variances), np.array([expected], float), name)


@task(3)
def test_there_and_back(submission, rng):
    """What encode makes of boxes, decode turns into the same boxes."""
    anchors, boxes = random_boxes(rng, 9), random_boxes(rng, 9)
    for variances in ((0.1, 0.2), (1.0, 1.0), (0.3, 0.7)):
        codes = check.is_array(submission.encode(anchors, boxes, variances), "codes of 9 boxes", shape=(9, 4), dtype="float")
        check_boxes(submission.decode(anchors, codes, variances), boxes, f"9 boxes, there and back with variances {variances}")


@task(3)
def test_no_side_grows_without_end(submission):
    """A code that would make a side more than 62.5 times as long counts as one that makes it 62.5 times as long."""
    anchors = np.array([[0.0, 0, 8, 4]] * 3)
    codes = np.array([[0, 0, 5000.0, 0], [0, 0, 0, 21], [0, 0, 20, 20]])
    grown = math.exp(4)
    expected = np.array(
        [
            [4 - 4 * GROWTH, 0, 4 + 4 * GROWTH, 4],
            [0, 2 - 2 * GROWTH, 8, 2 + 2 * GROWTH],
            [4 - 4 * grown, 2 - 2 * grown, 4 + 4 * grown, 2 + 2 * grown],
        ]
    )
    why = "exp(0.2 · 5000) is infinite: the logarithm is at most LARGEST = 4.135. exp(0.2 · 20) = 54.6 is still below."
    check_boxes(submission.decode(anchors, codes), expected, "an anchor of 8 by 4, decoded with 5000, 21 and 20", why=why)


@task(3)
def test_sides_may_shrink_to_nothing(submission):
    """A code far below 0 makes a side that is almost 0, not a longer one."""
    boxes = submission.decode(np.array([[0.0, 0, 8, 4]]), np.array([[0, 0, -5000.0, -30]]))
    half = 2 * math.exp(-6)
    check_boxes(boxes, np.array([[4, 2 - half, 4, 2 + half]]), "an anchor of 8 by 4, decoded with -5000 and -30")


@task(3)
def test_any_boxes_from_codes(submission, reference, rng):
    """Any codes, in float64 and float32."""
    anchors, codes = random_boxes(rng, 10), rng.integers(-40, 40, (10, 4)) / 8
    expected = reference.decode(anchors, codes)
    check_boxes(submission.decode(anchors, codes), expected, "10 decoded boxes")
    none = np.zeros((0, 4))
    check_boxes(submission.decode(none, none.copy()), none, "no decoded boxes")
    check_boxes(submission.decode(anchors.astype(np.float32), codes.astype(np.float32)), expected, "10 decoded boxes in float32")


# --- Task 4: assign, by overlap ---------------------------------------------------------------------------------------

SQUARE = [0.0, 0, 10, 10]


@task(4)
def test_three_kinds_of_anchors(submission):
    """Anchors with a large overlap are assigned to the box, those with a small one are background, the others are ignored."""
    anchors = np.array([SQUARE, [0, 0, 10, 8], [0, 0, 10, 4.5], [0, 0, 10, 2], [20, 0, 30, 10]])
    why = "The overlaps are 1, 0.8, 0.45, 0.2 and 0. From 0.5 on an anchor is assigned to the box, and below 0.4 it is background."
    mistakes = {
        "Anchors between low and high count as background.": np.array([0, 0, -1, -1, -1]),
        "Anchors between low and high are assigned to the box.": np.array([0, 0, 0, -1, -1]),
    }
    check_indices(
        submission.assign(anchors, np.array([SQUARE])),
        [0, 0, -2, -1, -1],
        "five anchors and one box",
        why=why,
        mistakes=mistakes,
    )


@task(4)
def test_exactly_on_the_thresholds(submission):
    """An overlap of exactly high is enough for the box; an anchor with exactly low is ignored."""
    half = [[0.0, 0, 10, 5], [0, 0, 5, 10], [0, 5, 10, 10], [5, 0, 10, 10]]
    quarter = [[0.0, 0, 10, 2.5], [0, 0, 2.5, 10], [0, 5, 5, 10], [0, 7.5, 10, 10]]
    anchors = np.array([SQUARE, [0, 0, 10, 8], *half, *quarter, [0, 0, 2, 10]])
    why = "Four overlaps are 0.5, which equals high: assigned. Four are 0.25, which equals low: ignored. One is 0.2: background."
    name = "eleven anchors, low 0.25, high 0.5"
    expected = [0] * 6 + [-2] * 4 + [-1]
    check_indices(submission.assign(anchors, np.array([SQUARE]), 0.25, 0.5), expected, name, why=why)


@task(4)
def test_the_box_that_overlaps_most(submission):
    """An anchor that overlaps several boxes is assigned to the one that it overlaps most, not to the first."""
    boxes = np.array([[0.0, 0, 10, 6], [0, 0, 10, 9], [0, 1, 10, 9], [0, 0, 10, 30]])
    anchors = [SQUARE, [0, 0, 10, 8.5], [0, 0, 10, 6.25], [0, 1, 10, 9.5], [0, 0, 10, 28]]
    anchors += [[0, 0, 10, 7.75], [0, 0, 10, 8], [0, 0, 10, 8.25]]
    expected = np.argmax([[overlap(a, b) for b in boxes] for a in anchors], axis=1)
    name = "eight anchors and four boxes, one inside another"
    check_indices(submission.assign(np.array(anchors), boxes, 0.4, 0.5), expected, name)


@task(4)
def test_no_band(submission):
    """With low equal to high no anchor is ignored."""
    anchors = np.array([SQUARE, [0, 0, 10, 7.75], [0, 0, 10, 7.25], [0, 0, 10, 6], [0, 3, 10, 10]])
    check_indices(
        submission.assign(anchors, np.array([SQUARE]), 0.75, 0.75),
        [0, 0, -1, -1, -1],
        "five anchors, low 0.75, high 0.75",
    )


@task(4)
def test_boxes_in_fractions_of_the_image(submission):
    """Boxes whose area is tiny are compared like large ones."""
    anchors = np.array([SQUARE, [0, 0, 10, 8], [0, 0, 10, 4.5], [0, 0, 10, 2], [20, 0, 30, 10]]) / 1024
    indices = submission.assign(anchors, np.array([SQUARE]) / 1024)
    check_indices(indices, [0, 0, -2, -1, -1], "five anchors and one box, divided by 1024")


@task(4)
def test_other_thresholds(submission):
    """With the thresholds of Faster R-CNN, 0.3 and 0.7, more anchors are ignored."""
    anchors = np.array([[0.0, 0, 10, 9.5], [0, 0, 10, 6], [0, 0, 10, 3.5], [0, 0, 10, 2.5], [0, 0, 8, 9]])
    check_indices(submission.assign(anchors, np.array([SQUARE]), 0.3, 0.7), [0, -2, -2, -1, 0], "five anchors, low 0.3, high 0.7")


@task(4)
def test_a_grid_of_anchors(submission, rng):
    """Anchors on a grid, and boxes each of which one anchor fits well."""
    anchors = by_hand((4, 5), 16, [16, 32], [1, 2])
    chosen = rng.choice(len(anchors), 3, replace=False)
    boxes = anchors[chosen] + rng.integers(-4, 5, (3, 4)) / 8 + np.array([[0.0625], [0.03125], [0.09375]])
    check_indices(submission.assign(anchors, boxes), assigned(anchors, boxes, 0.4, 0.5), "80 anchors and 3 boxes")


# --- Task 5: every box gets an anchor ---------------------------------------------------------------------------------


def assigned(anchors, boxes, low, high):
    """What each anchor is assigned to, pair by pair."""
    table = [[overlap(anchor, box) for box in boxes] for anchor in anchors]
    result = []
    for row in table:
        best = max(row, default=0.0)
        result.append(row.index(best) if row and best >= high else -1 if best < low else -2)
    pairs = sorted(((table[a][b], a, b) for a in range(len(anchors)) for b in range(len(boxes))), reverse=True)
    anchors_left, boxes_left = set(range(len(anchors))), set(range(len(boxes)))
    for iou, a, b in pairs:
        if iou > 0 and a in anchors_left and b in boxes_left:
            result[a] = b
            anchors_left.remove(a)
            boxes_left.remove(b)
    return result


@task(5)
def test_a_box_that_no_anchor_fits(submission):
    """A box that no anchor overlaps enough gets the anchor that overlaps it most."""
    anchors = np.array([[0.0, 0, 10, 10], [0, 0, 20, 20], [30, 0, 40, 10], [30, 0, 50, 20]])
    boxes = np.array([[0.0, 0, 10, 10], [36, 0, 40, 4], [31, 10, 40, 22]])
    expected = assigned(anchors, boxes, 0.4, 0.5)
    why = "The best anchor of box 1 is anchor 2 (0.16), that of box 2 is anchor 3 (0.21). Both are below high, and still assigned."
    mistakes = {"Boxes 1 and 2 have no anchor, so the network is never trained to find them.": np.array([0, -1, -1, -1])}
    check_indices(submission.assign(anchors, boxes), expected, "four anchors and three boxes", why=why, mistakes=mistakes)


@task(5)
def test_two_boxes_and_the_same_best_anchor(submission):
    """If two boxes have the same best anchor, the better pair gets it, and the other box gets another anchor."""
    anchors = np.array([[0.0, 0, 10, 10], [0, 0, 10, 24], [40, 0, 50, 10]])
    boxes = np.array([[0.0, 0, 10, 8], [0, 0, 10, 9]])
    why = "Anchor 0 overlaps box 0 by 0.8 and box 1 by 0.9: it is assigned to box 1. Box 0 gets anchor 1 (8/24)."
    mistakes = {
        "Box 0 has no anchor: that of box 0 was overwritten by box 1.": np.array([1, -1, -1]),
        "Box 1 has no anchor, though it overlaps anchor 0 most.": np.array([0, -1, -1]),
        "Box 0 was served first, though box 1 overlaps anchor 0 more.": np.array([0, 1, -1]),
    }
    check_indices(submission.assign(anchors, boxes), [1, 0, -1], "three anchors and two boxes", why=why, mistakes=mistakes)
    check_indices(
        submission.assign(anchors, boxes[::-1].copy()),
        [0, 1, -1],
        "the same, with the boxes in the other order",
        why="The order of the boxes does not matter.",
    )


@task(5)
def test_three_boxes_and_two_anchors(submission):
    """After each pair, the best pair is sought among the boxes and anchors that are left."""
    anchors = np.array([[0.0, 0, 10, 10], [0, 0, 10, 24], [40, 0, 50, 10]])
    boxes = np.array([[0.0, 0, 10, 9], [0, 0, 10, 8.5], [0, 0, 10, 20]])
    why = "The pairs in order: anchor 0 and box 0 (0.9), then anchor 1 and box 2 (20/24). Box 1 overlaps no other anchor."
    mistakes = {
        "The boxes were sorted once, by their best overlap. Box 1 comes second (0.85), but once anchor 0 is taken, its "
        "best overlap is 8.5/24, less than that of box 2 (20/24).": np.array([0, 1, -1])
    }
    indices = submission.assign(anchors, boxes)
    check_indices(indices, [0, 2, -1], "three anchors and three boxes", why=why, mistakes=mistakes)


@task(5)
def test_an_anchor_is_taken_from_another_box(submission):
    """An anchor is taken from a box that has a better one."""
    anchors, boxes = [], []
    for x, high, flat in ((0, 9.75, 4), (100, 9.5, 3.5), (200, 9.625, 3)):
        anchors += [[x, 0, x + 10, 10], [x, 0, x + 10, 9], [x + 30, 0, x + 40, 10]]
        boxes += [[x, 0, x + 10, high], [x, 0, x + 10, flat]]
    anchors, boxes = np.array(anchors, float), np.array(boxes, float)
    why = "Box 0 has anchor 0 (0.975). Box 1 then gets anchor 1 (4/9), although box 0 overlaps anchor 1 more."
    expected = assigned(anchors, boxes, 0.4, 0.5)
    check_indices(submission.assign(anchors, boxes), expected, "nine anchors and six boxes in three places", why=why)


@task(5)
def test_an_anchor_is_taken_though_the_box_has_one_already(submission):
    """A box that has an anchor by the threshold still gets the best anchor that is left."""
    anchors = np.array([[-2.0, 0, 9.5, 10], [0, 0, 10, 10], [4, 0, 14, 10]])
    boxes = np.array([[-2.0, 0, 9, 10], [1.5, 0, 12, 10]])
    why = (
        "The best pair is anchor 0 and box 0 (0.96). Of what is left, anchor 1 and box 1 (0.71) overlap more than "
        "anchor 2 and box 1 (0.64)."
    )
    mistakes = {
        "Anchor 1 was left to box 0, which has anchor 0 already. Every box gets its best remaining anchor, also box 1, "
        "to which anchor 2 is assigned by the threshold.": np.array([0, 0, 1])
    }
    check_indices(submission.assign(anchors, boxes), [0, 1, 1], "three anchors, each above high", why=why, mistakes=mistakes)


@task(5)
def test_a_box_outside_of_all_anchors(submission):
    """A box that no anchor overlaps gets no anchor, at any position in the list."""
    anchors = np.array([[0.0, 0, 10, 10], [0, 0, 10, 12.5], [30, 0, 40, 10], [0, 5, 10, 15]])
    far, near = [100.0, 100, 110, 110], [0.0, 0, 10, 9]
    scenes = [np.array(boxes) for boxes in ([far], [far, near], [near, far], [far, near, far])]
    answers = [submission.assign(anchors, boxes) for boxes in scenes]
    for indices, boxes in zip(answers, scenes, strict=True):
        name = f"four anchors, {len(boxes)} {'box' if len(boxes) == 1 else 'boxes'}, one or more of them far away"
        check_indices(indices, assigned(anchors, boxes, 0.4, 0.5), name)


@task(5)
def test_more_boxes_than_anchors(submission):
    """With more boxes than anchors those that overlap most get one."""
    anchors = np.array([[0.0, 0, 10, 10], [5, 0, 15, 10]])
    boxes = np.array([[0.0, 0, 10, 4], [6, 0, 16, 9], [1, 0, 10, 10.5]])
    check_indices(submission.assign(anchors, boxes), assigned(anchors, boxes, 0.4, 0.5), "two anchors and three boxes")


@task(5)
def test_no_boxes(submission):
    """On an image without objects every anchor is background."""
    anchors = np.array([[0.0, 0, 10, 10], [5, 0, 15, 10], [30, 0, 40, 10]])
    check_indices(submission.assign(anchors, np.zeros((0, 4))), [-1, -1, -1], "three anchors and no boxes")


@task(5)
def test_any_assignment(submission, rng):
    """Any anchors, any boxes, any thresholds."""
    for low, high in ((0.4, 0.5), (0.3, 0.7), (0.5, 0.5), (0.1, 0.9)):
        anchors = rng.uniform(0, 60, (30, 2))
        anchors = np.hstack([anchors, anchors + rng.uniform(8, 50, (30, 2))])
        boxes = rng.uniform(0, 70, (6, 2))
        boxes = np.hstack([boxes, boxes + rng.uniform(5, 40, (6, 2))])
        check_indices(
            submission.assign(anchors, boxes, low, high),
            assigned(anchors, boxes, low, high),
            f"30 anchors and 6 boxes, low {low}, high {high}",
        )
