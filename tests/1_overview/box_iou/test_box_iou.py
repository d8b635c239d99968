"""Judges exercises/1_overview/box_iou.py."""

import numpy as np

from deepkata.suite import check, task

FORMATS = ("xyxy", "xywh", "cxcywh")


def random_boxes(rng, count):
    """Boxes as xyxy, many of them overlapping, of no two equal sides, in quarters, so that float32 is exact as well."""
    corner = rng.integers(-160, 240, (count, 2)) / 4
    width, height = rng.integers(8, 160, count) / 4, rng.integers(168, 320, count) / 4
    return np.column_stack([corner, corner[:, 0] + width, corner[:, 1] + height])


def one_pair(submission, a, b):
    """The IoU matrix of two single boxes: shape (1, 1)."""
    return submission.iou_matrix(np.array([a], dtype=float), np.array([b], dtype=float))


def check_overlaps(matrix, expected, name, **more):
    """The matrix is the expected one; if not, both are drawn."""
    check.heat_map(matrix, expected, name, rows="box of a", columns="box of b", **more)


# --- Task 1: convert ------------------------------------------------------------------------------------------------


@task(1)
def test_a_corner_and_a_size_become_two_corners(submission):
    """xywh to xyxy: the second corner is the first plus the size."""
    boxes = submission.convert(np.array([[10.0, 20, 30, 5]]), "xywh", "xyxy")
    check.boxes(
        boxes,
        np.array([[10.0, 20, 40, 25]]),
        "xywh [10, 20, 30, 5] as xyxy",
        why="10 + 30 = 40 and 20 + 5 = 25.",
        format="xyxy",
    )


@task(1)
def test_two_corners_become_a_corner_and_a_size(submission):
    """xyxy to xywh: the size is the difference of the corners, with no pixel added."""
    boxes = submission.convert(np.array([[10.0, 20, 40, 25]]), "xyxy", "xywh")
    check.boxes(
        boxes,
        np.array([[10.0, 20, 30, 5]]),
        "xyxy [10, 20, 40, 25] as xywh",
        why="40 - 10 = 30 and 25 - 20 = 5.",
        format="xywh",
    )


@task(1)
def test_a_centre_and_a_size_become_two_corners(submission):
    """cxcywh to xyxy: half of the size lies on either side of the centre."""
    boxes = submission.convert(np.array([[50.0, 40, 20, 10]]), "cxcywh", "xyxy")
    check.boxes(
        boxes,
        np.array([[40.0, 35, 60, 45]]),
        "cxcywh [50, 40, 20, 10] as xyxy",
        why="The corners are 10 and 5 from the centre.",
        format="xyxy",
    )


@task(1)
def test_the_centre_may_lie_between_whole_numbers(submission):
    """xyxy to cxcywh: the centre of a box of odd size is not rounded."""
    boxes = submission.convert(np.array([[0.0, 0, 3, 5], [-4, -1, 1, 2]]), "xyxy", "cxcywh")
    expected = np.array([[1.5, 2.5, 3, 5], [-1.5, 0.5, 5, 3]])
    check.boxes(
        boxes,
        expected,
        "centres and sizes",
        why="The centre is the mean of the two corners, halves included.",
        format="cxcywh",
    )


@task(1)
def test_fractions_of_an_image_keep_their_digits(submission):
    """Boxes in fractions of an image are as exact as boxes in pixels."""
    boxes = submission.convert(np.array([[0.123456, 0.00078125, 0.0001, 0.0002]]), "xywh", "xyxy")
    expected = np.array([[0.123456, 0.00078125, 0.123556, 0.00098125]])
    name = "xywh [0.123456, 0.00078125, 0.0001, 0.0002] as xyxy"
    check.boxes(boxes, expected, name, atol=0, why="Nothing is rounded; float32 and float64 hold enough digits.", format="xyxy")


@task(1)
def test_the_same_format_returns_the_same_boxes(submission, rng):
    """From a format to itself nothing changes."""
    for name in FORMATS:
        boxes = random_boxes(rng, 3) + 40  # not negative, so that they are boxes in all three formats
        check.boxes(submission.convert(boxes, name, name), boxes, f"boxes from {name} to {name}", format=name)


@task(1)
def test_every_pair_of_formats(submission, reference, rng):
    """Any number of boxes goes from any format to any other."""
    corners = random_boxes(rng, 6)
    for src in FORMATS:
        boxes = reference.convert(corners, "xyxy", src)
        for dst in FORMATS:
            check.boxes(
                submission.convert(boxes, src, dst),
                reference.convert(boxes, src, dst),
                f"boxes from {src} to {dst}",
                format=dst,
            )


@task(1)
def test_an_unknown_format_is_refused(submission):
    """A format that is none of the three raises ValueError."""
    boxes = np.array([[1.0, 2, 3, 4]])
    for unknown in ("yxyx", "zzz", "centre", "XYXY", "xy", ""):
        for src, dst in ((unknown, "xyxy"), ("xyxy", unknown), ("cxcywh", unknown), (unknown, unknown)):
            check.raises(submission, "convert", ValueError, boxes, src, dst, name=f"from {src!r} to {dst!r}")
    none = np.zeros((0, 4))
    check.raises(submission, "convert", ValueError, none, "zzz", "xyxy", name="no boxes, from 'zzz' to 'xyxy'")
    check.raises(submission, "convert", ValueError, none, "xyxy", "zzz", name="no boxes, from 'xyxy' to 'zzz'")


# --- Task 2: boxes that overlap -------------------------------------------------------------------------------------


@task(2)
def test_a_box_overlaps_itself_completely(submission):
    """The IoU of a box with itself is 1."""
    iou = one_pair(submission, [3, 4, 8, 6], [3, 4, 8, 6])
    why = "It shares all of its area, 5 times 2, with itself, and they cover no more than that: 10/10."
    check_overlaps(iou, np.array([[1.0]]), "IoU of [3, 4, 8, 6] and [3, 4, 8, 6]", why=why)


@task(2)
def test_shifted_by_half_its_width(submission):
    """Two equal boxes, one shifted by half its width, share a third of what they cover."""
    iou = one_pair(submission, [10, 10, 14, 13], [12, 10, 16, 13])
    why = "Each has area 12, they share 6, and together they cover 12 + 12 - 6 = 18: 6/18."
    check_overlaps(iou, np.array([[1 / 3]]), "IoU of [10, 10, 14, 13] and [12, 10, 16, 13]", why=why)


@task(2)
def test_shifted_to_the_right_and_down(submission):
    """Two boxes that share a corner of each."""
    iou = one_pair(submission, [0, 0, 4, 3], [2, 1, 5, 5])
    why = "Their areas are 12 and 12, they share 2 times 2, and together they cover 12 + 12 - 4 = 20: 4/20."
    check_overlaps(iou, np.array([[0.2]]), "IoU of [0, 0, 4, 3] and [2, 1, 5, 5]", why=why)


@task(2)
def test_a_box_inside_another(submission):
    """Of nested boxes the IoU is the small area over the large one."""
    iou = one_pair(submission, [0, 0, 10, 10], [2, 3, 6, 8])
    why = "They share all of the inner one, 4 times 5, and cover 100: 20/100."
    check_overlaps(iou, np.array([[0.2]]), "IoU of [0, 0, 10, 10] and [2, 3, 6, 8]", why=why)


@task(2)
def test_rows_belong_to_a_and_columns_to_b(submission):
    """The result has a row for each box of a and a column for each box of b."""
    a = np.array([[0.0, 0, 4, 4], [0, 0, 4, 2]])
    b = np.array([[0.0, 0, 4, 4], [0, 0, 2, 2], [0, 0, 4, 1]])
    expected = np.array([[1, 0.25, 0.25], [0.5, 0.5, 0.5]])
    name = "IoU of [0, 0, 4, 4] and [0, 0, 4, 2] with [0, 0, 4, 4], [0, 0, 2, 2] and [0, 0, 4, 1]"
    check_overlaps(submission.iou_matrix(a, b), expected, name, why="Element [i, j] belongs to a[i] and b[j].")


@task(2)
def test_as_many_boxes_in_a_as_in_b(submission):
    """With N boxes on both sides there are still N times N pairs."""
    a = np.array([[0.0, 0, 4, 4], [0, 0, 2, 4]])
    b = np.array([[0.0, 0, 4, 1], [0, 0, 2, 4]])
    expected = np.array([[0.25, 0.5], [0.2, 1]])
    name = "IoU of [0, 0, 4, 4] and [0, 0, 2, 4] with [0, 0, 4, 1] and [0, 0, 2, 4]"
    check_overlaps(submission.iou_matrix(a, b), expected, name, why="Every box of a is compared with every box of b.")


@task(2)
def test_the_unit_does_not_matter(submission):
    """Boxes in tiny fractions of an image overlap like the same boxes in pixels."""
    a, b = np.array([[1.0, 1, 5, 5], [0, 0, 4, 8]]), np.array([[1.0, 1, 5, 5], [3, 1, 7, 5]])
    expected = np.array([[1, 8 / 24], [12 / 36, 4 / 44]])
    check_overlaps(submission.iou_matrix(a, b), expected, "IoU in pixels")
    iou = submission.iou_matrix(a / 2**40, b / 2**40)
    check_overlaps(
        iou,
        expected,
        "IoU of the same boxes divided by 2⁴⁰",
        why="All areas shrink by the same factor, so their ratio does not change. Look at any number that you add to the union or compare it with.",
    )


@task(2)
def test_boxes_that_all_overlap(submission, reference, rng):
    """Any number of overlapping boxes, with negative coordinates too."""
    a, b = (np.column_stack([-rng.integers(1, 80, (n, 2)) / 4, rng.integers(1, 80, (n, 2)) / 4]) for n in (5, 3))
    check_overlaps(submission.iou_matrix(a, b), reference.iou_matrix(a, b), "IoU of boxes around the origin")


# --- Task 3: apart, touching, without area --------------------------------------------------------------------------


@task(3)
def test_boxes_that_only_touch_do_not_overlap(submission):
    """Boxes that share an edge or a corner have IoU 0."""
    a = np.array([[0.0, 0, 2, 2]])
    b = np.array([[2.0, 0, 4, 2], [0, 2, 2, 4], [2, 2, 4, 4]])
    check_overlaps(
        submission.iou_matrix(a, b),
        np.zeros((1, 3)),
        "IoU of boxes that touch",
        why="An edge and a corner have no area.",
    )


@task(3)
def test_boxes_side_by_side(submission):
    """Boxes with a gap in one direction have IoU 0, never a negative one."""
    a = np.array([[0.0, 0, 2, 2]])
    b = np.array([[5.0, 0, 7, 2], [0, 5, 2, 7]])
    check_overlaps(submission.iou_matrix(a, b), np.zeros((1, 2)), "IoU of boxes with a gap between them")


@task(3)
def test_boxes_apart_in_both_directions(submission):
    """Boxes with a gap in x and in y have IoU 0, on whichever side."""
    a = np.array([[10.0, 10, 20, 20]])
    b = np.array([[22.0, 23, 32, 33], [0, 0, 8, 7], [0, 24, 9, 34], [21, 0, 31, 8]])
    why = "A gap is not a side: two negative sides must not multiply to an area."
    check_overlaps(submission.iou_matrix(a, b), np.zeros((1, 4)), "IoU of boxes that lie diagonally apart", why=why)


@task(3)
def test_boxes_without_area(submission):
    """A box without area has IoU 0 with everything, itself included."""
    flat = np.array([[1.0, 1, 1, 1], [0, 2, 3, 2], [2, 0, 2, 3]])  # a point, a level line, an upright line
    check_overlaps(submission.iou_matrix(flat, flat), np.zeros((3, 3)), "IoU of boxes without area", why="0/0 counts as 0 here.")
    box = np.array([[0.0, 0, 4, 4]])
    check_overlaps(submission.iou_matrix(flat, box), np.zeros((3, 1)), "IoU of boxes without area and one around them")


@task(3)
def test_any_boxes(submission, reference, rng):
    """Any boxes, some apart, some overlapping, some without area."""
    a, b = random_boxes(rng, 12), random_boxes(rng, 9)
    a[3, 2:] = a[3, :2]
    b[5] = a[3]
    check_overlaps(submission.iou_matrix(a, b), reference.iou_matrix(a, b), "IoU of 12 boxes with 9")


@task(3)
def test_the_order_of_the_two_does_not_matter(submission, rng):
    """Exchanging a and b transposes the matrix."""
    a, b = random_boxes(rng, 4), random_boxes(rng, 6)
    ab = check.is_array(submission.iou_matrix(a, b), "iou_matrix(a, b)", shape=(4, 6), dtype="float")
    ba = check.is_array(submission.iou_matrix(b, a), "iou_matrix(b, a)", shape=(6, 4), dtype="float")
    check_overlaps(ba, ab.T, "iou_matrix(b, a) against iou_matrix(a, b) transposed")


# --- Task 4: narrow dtypes, no boxes ------------------------------------------------------------------------


@task(4)
def test_a_sum_that_does_not_fit_into_uint8(submission):
    """uint8 boxes whose far corner lies beyond 255 are converted rightly."""
    boxes = np.array([[200, 180, 100, 90]], dtype=np.uint8)
    corners = submission.convert(boxes, "xywh", "xyxy")
    check.boxes(
        corners,
        np.array([[200.0, 180, 300, 270]]),
        "xywh of uint8 as xyxy",
        why="200 + 100 = 300, more than a uint8 holds.",
        format="xyxy",
    )


@task(4)
def test_a_corner_left_of_the_image(submission):
    """uint8 boxes whose first corner is negative are converted rightly, halves included."""
    boxes = np.array([[10, 20, 33, 50]], dtype=np.uint8)
    corners = submission.convert(boxes, "cxcywh", "xyxy")
    check.boxes(
        corners,
        np.array([[-6.5, -5, 26.5, 45]]),
        "cxcywh of uint8 as xyxy",
        why="10 - 33/2 = -6.5: neither unsigned nor whole.",
        format="xyxy",
    )


@task(4)
def test_a_centre_between_large_corners(submission):
    """Boxes of narrow dtypes, far from the origin, have their centre between their corners, halves included."""
    for dtype, boxes, centre in (
        (np.uint8, [150, 100, 201, 250], [175.5, 175, 51, 150]),
        (np.int8, [60, 80, 121, 120], [90.5, 100, 61, 40]),
        (np.int16, [20_000, 30_000, 30_001, 32_000], [25_000.5, 31_000, 10_001, 2000]),
        (np.uint16, [40_000, 50_000, 60_001, 65_000], [50_000.5, 57_500, 20_001, 15_000]),
        (np.int64, [10, 20, 25, 101], [17.5, 60.5, 15, 81]),
        (np.float16, [40_000, 50_016, 60_000, 60_032], [50_000, 55_024, 20_000, 10_016]),
    ):
        name = f"xyxy {boxes} of {np.dtype(dtype)} as cxcywh"
        why = f"({boxes[0]} + {boxes[2]}) / 2 = {centre[0]}, and the sum need not fit into {np.dtype(dtype)}."
        centres = submission.convert(np.array([boxes], dtype=dtype), "xyxy", "cxcywh")
        check.boxes(centres, np.array([centre], dtype=float), name, why=why, format="cxcywh")


@task(4)
def test_unsigned_boxes_that_are_apart(submission):
    """uint8 and uint16 boxes that are apart have IoU 0."""
    for dtype in (np.uint8, np.uint16):
        a = np.array([[10, 10, 40, 50]], dtype=dtype)
        b = np.array([[60, 10, 90, 50], [10, 70, 40, 90], [100, 100, 120, 140]], dtype=dtype)
        why = f"40 - 60 is negative, which {np.dtype(dtype)} cannot hold."
        check_overlaps(submission.iou_matrix(a, b), np.zeros((1, 3)), f"IoU of {np.dtype(dtype)} boxes apart", why=why)


@task(4)
def test_areas_that_do_not_fit_into_the_dtype(submission):
    """Boxes whose area is too large for their dtype overlap as float64 boxes do."""
    for dtype, scale in ((np.uint8, 10), (np.int16, 100), (np.uint16, 1000), (np.int32, 10_000), (np.float16, 100)):
        a = (scale * np.array([[0, 0, 20, 10], [5, 0, 20, 10]])).astype(dtype)
        b = (scale * np.array([[0, 0, 10, 10], [10, 0, 20, 10]])).astype(dtype)
        expected = np.array([[0.5, 0.5], [5 / 20, 10 / 15]])
        check_overlaps(submission.iou_matrix(a, b), expected, f"IoU of large {np.dtype(dtype)} boxes")


@task(4)
def test_different_dtypes_in_a_and_b(submission):
    """Whole-number boxes can be compared with float boxes."""
    a = np.array([[0, 0, 3, 2]], dtype=np.uint8)
    b = np.array([[1.5, 0, 4.5, 2], [-3, 0, 1.5, 2]], dtype=np.float32)
    check_overlaps(submission.iou_matrix(a, b), np.array([[1 / 3, 0.25]]), "IoU of a uint8 box with float32 boxes")


@task(4)
def test_no_boxes_to_convert(submission):
    """Converting no boxes gives an array of shape (0, 4)."""
    for dst in FORMATS:
        check.is_array(
            submission.convert(np.zeros((0, 4)), "xywh", dst),
            f"no boxes, from xywh to {dst}",
            shape=(0, 4),
            dtype="float",
        )


@task(4)
def test_no_boxes_to_compare(submission):
    """Without boxes on one side or on both, the matrix keeps its shape (M, N)."""
    none, two = np.zeros((0, 4)), np.array([[0.0, 0, 2, 2], [1, 1, 3, 3]])
    check.is_array(submission.iou_matrix(none, two), "IoU of 0 boxes with 2", shape=(0, 2), dtype="float")
    check.is_array(submission.iou_matrix(two, none), "IoU of 2 boxes with 0", shape=(2, 0), dtype="float")
    check.is_array(submission.iou_matrix(none, none), "IoU of 0 boxes with 0", shape=(0, 0), dtype="float")


@task(4)
def test_the_result_is_an_array_of_its_own(submission, rng):
    """Writing into converted boxes does not reach the boxes that were converted, not even from a format to itself."""
    for name in FORMATS:
        boxes = random_boxes(rng, 2)
        check.is_array(submission.convert(boxes, name, name), f"boxes from {name} to {name}", shape=(2, 4), dtype="float")
        check.array(
            submission.probe.boxes_after_writing_into_the_result(boxes, name, name),
            boxes,
            f"the caller's boxes, after their conversion from {name} to {name} was filled with -1",
            why="The result shares its memory with the input. It must be a new array, also if nothing changes.",
        )


@task(4)
def test_rows_of_a_larger_array(submission, reference, rng):
    """Every second row of a larger array is a set of boxes like any other."""
    rows = random_boxes(rng, 8)
    boxes = rows[::2]
    check.array(
        submission.convert(boxes, "xyxy", "cxcywh"),
        reference.convert(boxes, "xyxy", "cxcywh"),
        "centres of every second row",
    )
    check_overlaps(submission.iou_matrix(boxes, rows), reference.iou_matrix(boxes, rows), "IoU of every second row with all rows")
