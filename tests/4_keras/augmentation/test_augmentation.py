"""Judges exercises/4_keras/augmentation.py."""

import numpy as np

from deepkata.suite import check, task

OWN = "An augmented image is a new array; boxes and labels too, even if their values stay the same."


def scene(rng, width=48, height=32, count=5):
    """An image with a gradient and coloured rectangles, the box around each of them, and labels."""
    image = np.empty((height, width, 3), np.uint8)
    image[..., 0] = np.linspace(40, 200, width)
    image[..., 1] = np.linspace(60, 160, height)[:, None]
    image[..., 2] = 90
    corner = np.column_stack([rng.integers(0, width - 12, count), rng.integers(0, height - 12, count)])
    boxes = np.hstack([corner, corner + rng.integers(5, 13, (count, 2))])
    for x1, y1, x2, y2 in boxes:
        image[y1:y2, x1:x2] = rng.integers(0, 256, 3)
    return image, boxes.astype(float), rng.integers(10, 30, count)


def picture(width, height):
    """An image of one channel in which every pixel has another value."""
    return np.arange(10, 10 + width * height, dtype=np.uint16).reshape(height, width)


def share_inside(boxes, width, height):
    """The fraction of the area of each box that lies in an image of this size."""
    inside = np.clip(boxes, 0, [width, height, width, height])
    return np.prod(inside[:, 2:] - inside[:, :2], axis=1) / np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)


def between(shares, keep):
    """Whether no fraction is so close to `keep` that rounding would decide."""
    return np.abs(shares - keep).min() > 1e-3


def flipped(submission, image, boxes):
    return check.sequence(submission.flip(image, boxes), "flip(image, boxes)", 2)


def cropped(submission, image, boxes, labels, window, keep):
    result = submission.crop(image, boxes, labels, window, keep)
    return check.sequence(result, "crop(image, boxes, labels, window, keep)", 3)


def shifted(submission, image, boxes, labels, dx, dy, fill, keep):
    result = submission.shift(image, boxes, labels, dx, dy, fill, keep)
    return check.sequence(result, "shift(image, boxes, labels, dx, dy, fill, keep)", 3)


def flipped_labels(submission, image, boxes, labels, pairs, fixed):
    result = submission.flip_labels(image, boxes, labels, pairs, fixed)
    return check.sequence(result, "flip_labels(image, boxes, labels, pairs, fixed)", 3)


def check_boxes(boxes, expected, name, **more):
    expected = np.asarray(expected, dtype=float).reshape(-1, 4)
    check.boxes(boxes, expected, name, dtype="float", **more)


def check_labels(labels, expected, name, why=""):
    if len(expected):
        check.array(labels, np.asarray(expected), name, dtype="integer", why=why)
    else:  # an empty list has no dtype
        check.is_array(labels, name, shape=(0,), why=why)


def check_all(result, expected, words, source=None, layout="HWC"):
    """Image, boxes and, if there are any, labels are the expected ones."""
    image, boxes, *labels = expected
    check.image(result[0], image, f"the image of {words}", input=source, layout=layout, dtype=image.dtype.name)
    check_boxes(result[1], boxes, f"the boxes of {words}", image=image if layout == "HWC" else None)
    for mine, theirs in zip(result[2:], labels, strict=True):
        check_labels(mine, theirs, f"the labels of {words}")


def check_own(submission, function, arrays, rest):
    """Writing into the results does not reach the arrays that were handed in."""
    after = submission.probe.inputs_after_writing_into_the_results(function, list(arrays), list(rest))
    for name, before, now in zip(("image", "boxes", "labels"), arrays, after, strict=False):
        check.array(now, before, f"the caller's {name}, after what {function} returned was filled with 1", why=OWN)


# --- Task 1: flip -----------------------------------------------------------------------------------------------------


@task(1)
def test_the_columns_change_places(submission):
    """The first column becomes the last one; rows and channels stay."""
    image = picture(5, 3)
    got, _ = flipped(submission, image, np.zeros((0, 4)))
    check.image(got, np.array([row[::-1] for row in image]), "a flipped image of 3 rows and 5 columns", input=image, layout="HW", dtype="uint16")
    colour = picture(12, 2).reshape(2, 4, 3).astype(np.uint8)
    got, _ = flipped(submission, colour, np.zeros((0, 4)))
    expected = np.stack([colour[:, 3 - x] for x in range(4)], axis=1)
    check.image(got, expected, "a flipped image of 3 channels", input=colour, dtype="uint8", why="Only the columns change places.")


@task(1)
def test_a_box_stays_on_its_object(submission):
    """A box moves with its object to the other side, and its smaller x comes first."""
    image = np.full((60, 100, 3), 60, np.uint8)
    image[10:40, 20:50] = 200
    got, boxes = flipped(submission, image, np.array([[20.0, 10, 50, 40]]))
    expected = np.full_like(image, 60)
    expected[10:40, 50:80] = 200
    check.image(got, expected, "an image with a square, flipped", input=image, dtype="uint8")
    check_boxes(
        boxes,
        [[50, 10, 80, 40]],
        "the box [20, 10, 50, 40] in an image 100 wide, flipped",
        image=expected,
        why="The columns 20 to 49 become 79 to 50, which reach from the edge 50 to the edge 80: 100 - 50 and 100 - 20.",
        mistakes={
            "The box was not flipped.": [[20.0, 10, 50, 40]],
            "x1 and x2 are not exchanged: mirrored, the right edge becomes the left one.": [[80.0, 10, 50, 40]],
            "The box was mirrored about the last pixel. Edges reach from 0 to W, so the mirror image of x is W - x.": [[49.0, 10, 79, 40]],
        },
    )


@task(1)
def test_boxes_at_the_edges(submission):
    """A box at the left edge goes to the right edge, and a box as wide as the image stays."""
    image = picture(9, 4)
    _, boxes = flipped(submission, image, np.array([[0.0, 0, 3, 2], [7, 1, 9, 4], [0, 0, 9, 4]]))
    expected = [[6, 0, 9, 2], [0, 1, 2, 4], [0, 0, 9, 4]]
    check_boxes(boxes, expected, "boxes at the edges of an image 9 wide and 4 high, flipped", why="0 becomes 9, and 9 becomes 0.")


@task(1)
def test_fractions_of_a_pixel(submission):
    """Boxes between whole pixels are not rounded."""
    _, boxes = flipped(submission, picture(20, 6), np.array([[2.25, 0.5, 7.75, 3.25], [0.5, 1, 19.25, 5]]))
    check_boxes(boxes, [[12.25, 0.5, 17.75, 3.25], [0.75, 1, 19.5, 5]], "boxes between whole pixels, in an image 20 wide, flipped")


@task(1)
def test_other_dtypes(submission):
    """The image keeps its dtype, and boxes may be integers of any kind."""
    boxes = np.array([[10, 2, 200, 3]])
    for image_dtype, box_dtype in ((np.float32, np.uint8), (np.uint16, np.int16), (np.uint8, np.float32)):
        image = (picture(300, 4) % 251).astype(image_dtype)
        got = flipped(submission, image, boxes.astype(box_dtype))
        words = f"a {np.dtype(image_dtype)} image, 300 wide, with {np.dtype(box_dtype)} boxes, flipped"
        check_all(got, (image[:, ::-1], [[100, 2, 290, 3]]), words, image, "HW")


@task(1)
def test_an_image_without_boxes(submission):
    """An image without objects is flipped, and its boxes keep the shape (0, 4)."""
    image = picture(6, 4)
    check_all(flipped(submission, image, np.zeros((0, 4))), (image[:, ::-1], []), "an image without boxes, flipped", image, "HW")


@task(1)
def test_a_flipped_image_is_an_array_of_its_own(submission, rng):
    """Writing into the flipped image and its boxes does not reach the original."""
    image, boxes, _ = scene(rng)
    check.sequence(submission.flip(image, boxes), "flip(image, boxes)", 2)
    check_own(submission, "flip", (image, boxes), ())


@task(1)
def test_any_flip(submission, reference, rng):
    """Any image with any boxes."""
    for width, height in ((48, 32), (30, 41)):
        image, boxes, _ = scene(rng, width, height)
        boxes += rng.integers(0, 4, boxes.shape) / 8
        words = f"an image {width} wide and {height} high with 5 boxes, flipped"
        check_all(flipped(submission, image, boxes), reference.flip(image, boxes), words, image)


# --- Task 2: crop, boxes moved and clipped ----------------------------------------------------------------------------


@task(2)
def test_the_window_is_cut_out(submission):
    """The rows y1 to y2 and the columns x1 to x2, without the last ones."""
    image = picture(9, 7)
    got, *_ = cropped(submission, image, np.zeros((0, 4)), np.zeros(0, int), (2, 1, 8, 5), 0.5)
    expected = np.array([[image[y, x] for x in range(2, 8)] for y in range(1, 5)])
    why = "The window is x1, y1, x2, y2: the columns 2 to 7 and the rows 1 to 4."
    check.image(got, expected, "the window (2, 1, 8, 5) of an image 9 wide and 7 high", input=image, layout="HW", dtype="uint16", why=why)


@task(2)
def test_a_box_moves_with_the_corner_of_the_window(submission):
    """The corner of the window becomes (0, 0), so a box inside moves by it."""
    image = np.full((40, 60, 3), 60, np.uint8)
    image[17:29, 20:30] = 200
    got = cropped(submission, image, np.array([[20.0, 17, 30, 29]]), np.array([3]), (12, 9, 52, 39), 0.0)
    check.image(got[0], image[9:39, 12:52], "the window (12, 9, 52, 39)", input=image, dtype="uint8")
    check_boxes(
        got[1],
        [[8, 8, 18, 20]],
        "the box [20, 17, 30, 29] in the window (12, 9, 52, 39)",
        image=image[9:39, 12:52],
        why="20 - 12 = 8 and 17 - 9 = 8; its size stays 10 by 12.",
        mistakes={"The box is still in pixels of the whole image.": [[20.0, 17, 30, 29]]},
    )
    check_labels(got[2], [3], "the labels in the window (12, 9, 52, 39)")


@task(2)
def test_a_box_ends_at_the_edge_of_the_window(submission):
    """What lies outside the window is cut off, on each of the four sides."""
    image = picture(60, 40)
    boxes = np.array([[5.0, 15, 25, 25], [20, 4, 30, 24], [40, 12, 55, 22], [18, 20, 28, 38], [0, 0, 60, 40]])
    got = cropped(submission, image, boxes, np.arange(11, 16), (10, 8, 50, 32), 0.0)
    expected = [[0, 7, 15, 17], [10, 0, 20, 16], [30, 4, 40, 14], [8, 12, 18, 24], [0, 0, 40, 24]]
    name = "boxes across the left, upper, right and lower edge of the window (10, 8, 50, 32), and one around it"
    check_boxes(got[1], expected, name, why="The window is 40 wide and 24 high, so x ends at 40 and y at 24.")
    check_labels(got[2], range(11, 16), "the labels of these boxes")


@task(2)
def test_the_whole_image_as_window(submission, rng):
    """If the window is the whole image, nothing changes."""
    image, boxes, labels = scene(rng)
    got = cropped(submission, image, boxes, labels, (0, 0, 48, 32), 1.0)
    check_all(got, (image, boxes, labels), "the whole image as window, keep 1", image)


@task(2)
def test_integer_boxes_left_of_the_window(submission):
    """Unsigned boxes that begin left of the window or above it begin at 0 afterwards."""
    image = picture(90, 70)
    for dtype in (np.uint8, np.uint16, np.int32):
        boxes = np.array([[10, 12, 60, 50], [40, 5, 70, 40]], dtype)
        got = cropped(submission, image, boxes, np.array([4, 5]), (20, 20, 80, 60), 0.0)
        expected = (image[20:60, 20:80], [[0, 0, 40, 30], [20, 0, 50, 20]], [4, 5])
        check_all(got, expected, f"the window (20, 20, 80, 60) with {np.dtype(dtype)} boxes", image, "HW")


@task(2)
def test_a_crop_is_an_array_of_its_own(submission, rng):
    """Writing into the window, its boxes and its labels does not reach the original."""
    image, boxes, labels = scene(rng)
    for window in ((0, 0, 48, 32), (8, 4, 40, 30)):
        cropped(submission, image, boxes, labels, window, 0.0)
        check_own(submission, "crop", (image, boxes, labels), (window, 0.0))


# --- Task 3: crop, boxes removed --------------------------------------------------------------------------------------


@task(3)
def test_boxes_outside_the_window(submission):
    """Boxes beside the window are removed with their labels, also those that only touch it, even if keep is 0."""
    image = np.full((60, 80, 3), 90, np.uint8)
    boxes = np.array([[2.0, 24, 12, 34], [30, 20, 40, 30], [8, 20, 20, 30], [62, 22, 70, 30], [30, 42, 40, 52], [2, 4, 9, 9], [64, 50, 75, 58]])
    for keep in (0.0, 0.5):
        got = cropped(submission, image, boxes, np.arange(21, 28), (20, 15, 60, 40), keep)
        name = f"boxes left, inside, touching, right, below and diagonally apart, window (20, 15, 60, 40), keep {keep:g}"
        check_boxes(got[1], [[10, 5, 20, 15]], name, image=image[15:40, 20:60], why="Only the second box lies inside the window.")
        check_labels(got[2], [22], f"the labels of {name}", why="Label and box belong together: remove both.")


@task(3)
def test_at_least_the_fraction(submission):
    """A box remains if at least `keep` of its area is left; exactly `keep` is enough."""
    boxes = np.array([[x, 10.0, x + 16, 20] for x in (8, 12, 16, 20, 4)])
    image = picture(64, 40)
    why = "Inside the window are 4/16, 8/16, 12/16, 16/16 and 0/16 of the five boxes."
    for keep, remain in ((0.25, [0, 1, 2, 3]), (0.5, [1, 2, 3]), (0.75, [2, 3]), (0.875, [3]), (1.0, [3])):
        got = cropped(submission, image, boxes, np.array([31, 32, 33, 34, 35]), (20, 4, 60, 36), keep)
        expected = [[0, 6, (4, 8, 12, 16)[n], 16] for n in remain]
        check_boxes(got[1], expected, f"five boxes across the left edge of the window (20, 4, 60, 36), keep {keep:g}", why=why)
        check_labels(got[2], [31 + n for n in remain], f"the labels of five boxes, keep {keep:g}", why=why)


@task(3)
def test_the_fraction_is_one_of_the_area(submission):
    """Of a box at a corner of the window, the fraction of its area counts, not that of its width or height."""
    boxes = np.array([[14.0, 5, 30, 21], [50, 30, 66, 46], [12, 12, 28, 20]])
    got = cropped(submission, picture(80, 60), boxes, np.array([41, 42, 43]), (18, 9, 60, 40), 0.5)
    why = "Inside are 12/16 · 12/16 = 0.56 of the first, 10/16 · 10/16 = 0.39 of the second, and 10/16 of the third."
    check_boxes(got[1], [[0, 0, 12, 12], [0, 3, 10, 11]], "boxes at the corners of the window (18, 9, 60, 40), keep 0.5", why=why)
    check_labels(got[2], [41, 43], "the labels of these boxes", why=why)


@task(3)
def test_the_fraction_is_one_of_the_box(submission):
    """What is left is compared with the box: small boxes remain, and a large one that fills the window does not."""
    boxes = np.array([[30.0, 20, 33, 22], [0, 0, 80, 60], [40, 30, 40.5, 31]])
    got = cropped(submission, picture(80, 60), boxes, np.array([51, 52, 53]), (20, 15, 60, 45), 0.5)
    why = "The small boxes lie inside as a whole. Of the large one, 40 · 30 of 80 · 60 is left: a quarter."
    expected = [[10, 5, 13, 7], [20, 15, 20.5, 16]]
    check_boxes(got[1], expected, "two small boxes inside the window (20, 15, 60, 45) and a large one around it, keep 0.5", why=why)
    check_labels(got[2], [51, 53], "the labels of these boxes", why=why)


@task(3)
def test_a_window_without_objects(submission):
    """If no box remains, or if there was none, the boxes have shape (0, 4) and the labels shape (0,)."""
    image = picture(20, 12)
    boxes = np.array([[0.0, 0, 4, 4], [16, 8, 20, 12]])
    for some, labels in ((boxes, np.array([1, 2])), (boxes[:0], np.zeros(0, int))):
        got = cropped(submission, image, some, labels, (6, 5, 14, 8), 0.25)
        check_all(got, (image[5:8, 6:14], [], []), f"a window in which none of {len(some)} boxes remains", image, "HW")


@task(3)
def test_any_crop(submission, reference, rng):
    """Any boxes, any window, in the order in which they stood."""
    for keep in (0.0, 0.3, 0.6, 0.9):
        while True:
            image, boxes, labels = scene(rng, count=9)
            window = (int(rng.integers(4, 16)), int(rng.integers(4, 12)), int(rng.integers(28, 44)), int(rng.integers(20, 30)))
            moved = boxes - np.tile(window[:2], 2)
            if between(share_inside(moved, window[2] - window[0], window[3] - window[1]), keep or -1):
                break
        got = cropped(submission, image, boxes, labels, window, keep)
        check_all(got, reference.crop(image, boxes, labels, window, keep), f"9 boxes, window {window}, keep {keep:g}", image)


# --- Task 4: shift ----------------------------------------------------------------------------------------------------


@task(4)
def test_the_content_moves(submission):
    """Positive dx moves to the right, positive dy down; the margin is filled, and what leaves the image is lost."""
    image = np.array([[11, 12, 13, 14], [21, 22, 23, 24], [31, 32, 33, 34]], np.uint8)
    for dx, dy, expected in (
        (1, 0, [[9, 11, 12, 13], [9, 21, 22, 23], [9, 31, 32, 33]]),
        (-1, 0, [[12, 13, 14, 9], [22, 23, 24, 9], [32, 33, 34, 9]]),
        (0, 1, [[9, 9, 9, 9], [11, 12, 13, 14], [21, 22, 23, 24]]),
        (0, -2, [[31, 32, 33, 34], [9, 9, 9, 9], [9, 9, 9, 9]]),
        (2, -1, [[9, 9, 21, 22], [9, 9, 31, 32], [9, 9, 9, 9]]),
        (0, 0, image),
    ):
        got, *_ = shifted(submission, image, np.zeros((0, 4)), np.zeros(0, int), dx, dy, 9, 0.5)
        name = f"an image of 3 rows and 4 columns, shifted by dx = {dx}, dy = {dy} and filled with 9"
        check.image(got, np.asarray(expected), name, input=image, layout="HW", dtype="uint8")


@task(4)
def test_all_channels_are_filled(submission):
    """The margin has the value `fill` in all channels and in the dtype of the image."""
    for dtype, fill in ((np.uint8, 114), (np.float32, 0.5)):
        image = picture(18, 4).reshape(4, 6, 3).astype(dtype)
        expected = np.full_like(image, fill)
        expected[1:, :4] = image[:3, 2:]
        got, *_ = shifted(submission, image, np.zeros((0, 4)), np.zeros(0, int), -2, 1, fill, 0.5)
        name = f"a {np.dtype(dtype)} image of 3 channels, shifted by dx = -2, dy = 1 and filled with {fill}"
        check.image(got, expected, name, input=image, dtype=np.dtype(dtype).name)


@task(4)
def test_boxes_move_with_the_content(submission):
    """A box moves by (dx, dy), and ends at the edge of the image."""
    image = np.full((30, 40, 3), 60, np.uint8)
    image[8:16, 12:20] = 200
    boxes = np.array([[12.0, 8, 20, 16], [26, 4, 38, 12]])
    expected = np.full_like(image, 114)
    expected[:26, 7:] = image[4:, :33]
    got = shifted(submission, image, boxes, np.array([3, 6]), 7, -4, 114, 0.5)
    check.image(got[0], expected, "an image 40 wide and 30 high, shifted by dx = 7, dy = -4", input=image, dtype="uint8")
    check_boxes(
        got[1],
        [[19, 4, 27, 12], [33, 0, 40, 8]],
        "two boxes in an image 40 wide and 30 high, shifted by dx = 7, dy = -4",
        image=expected,
        why="Add dx to x and dy to y. The second box would end at x = 45 and is clipped at 40.",
        mistakes={
            "The boxes were not shifted.": boxes,
            "The boxes were shifted, but not clipped to the image.": [[19.0, 4, 27, 12], [33, 0, 45, 8]],
            "dx and dy are exchanged.": [[8.0, 15, 16, 23], [22, 11, 34, 19]],
        },
    )
    check_labels(got[2], [3, 6], "their labels")


@task(4)
def test_boxes_that_leave_the_image(submission):
    """A box of which too little is left is removed with its label, as in crop."""
    boxes = np.array([[0.0, 5, 8, 10], [3, 5, 11, 10], [20, 5, 28, 10], [0, 20, 6, 26]])
    for dx, keep, expected, remain in (
        (-6, 0.5, [[0, 5, 5, 10], [14, 5, 22, 10]], [62, 63]),
        (-6, 0.25, [[0, 5, 2, 10], [0, 5, 5, 10], [14, 5, 22, 10]], [61, 62, 63]),
        (-8, 0.0, [[0, 5, 3, 10], [12, 5, 20, 10]], [62, 63]),
    ):
        got = shifted(submission, picture(40, 30), boxes, np.arange(61, 65), dx, 0, 0, keep)
        name = f"four boxes, shifted by dx = {dx} with keep {keep:g}"
        check_boxes(got[1], expected, name, why="What counts is the fraction of a box that is still inside the image.")
        check_labels(got[2], remain, f"the labels of {name}")


@task(4)
def test_farther_than_the_image(submission):
    """A shift by the size of the image or more leaves nothing but the fill."""
    image = picture(6, 4)
    for dx, dy in ((6, 0), (-6, 0), (9, 1), (0, 4), (0, -7), (-20, 20)):
        got = shifted(submission, image, np.array([[0.0, 0, 6, 4]]), np.array([5]), dx, dy, 7, 0.0)
        words = f"an image 6 wide and 4 high, shifted by dx = {dx}, dy = {dy}"
        check_all(got, (np.full_like(image, 7), [], []), words, image, "HW")


@task(4)
def test_a_shifted_image_is_an_array_of_its_own(submission, rng):
    """Writing into the results does not reach the original, not even after a shift by 0."""
    image, boxes, labels = scene(rng)
    for dx in (0, 5):
        shifted(submission, image, boxes, labels, dx, 0, 114, 0.0)
        check_own(submission, "shift", (image, boxes, labels), (dx, 0, 114, 0.0))


@task(4)
def test_any_shift(submission, reference, rng):
    """Any shift of any image, boxes in integers or floats."""
    for dtype, keep in ((np.float64, 0.3), (np.uint8, 0.6), (np.int64, 0.9)):
        while True:
            image, boxes, labels = scene(rng, count=8)
            dx, dy = (int(sign * size) for sign, size in zip(rng.choice([-1, 1], 2), rng.integers(5, 20, 2), strict=True))
            if between(share_inside(boxes + np.array([dx, dy, dx, dy]), 48, 32), keep):
                break
        boxes = boxes.astype(dtype)
        got = shifted(submission, image, boxes, labels, dx, dy, 114, keep)
        expected = reference.shift(image, boxes, labels, dx, dy, 114, keep)
        check_all(got, expected, f"8 {np.dtype(dtype)} boxes, dx = {dx}, dy = {dy}, keep {keep:g}", image)


# --- Task 5: flip_labels ----------------------------------------------------------------------------------------------


def row_of_boxes(count):
    """An image with a row of bars, each with its box."""
    image = np.full((12, 10 * count + 4, 3), 60, np.uint8)
    boxes = np.array([[10.0 * n + 2, 2 + n, 10 * n + 8, 10] for n in range(count)])
    for n in range(count):
        image[2 + n : 10, 10 * n + 2 : 10 * n + 8] = (200, 90 + 20 * n, 120)
    return image, boxes


@task(5)
def test_partners_change_places(submission):
    """Mirrored, each class of a pair becomes the other, in both directions; other labels stay."""
    image, boxes = row_of_boxes(5)
    labels = np.array([3, 4, 4, 7, 3])
    got = flipped_labels(submission, image, boxes, labels, [(3, 4)], [])
    mistakes = {
        "The labels were not changed: a mirrored left hand is a right hand.": labels,
        "3 became 4, but 4 did not become 3.": np.array([4, 4, 4, 7, 4]),
        "The replacements were made one after the other: 3 became 4, and then every 4 became 3.": np.array([3, 3, 3, 7, 3]),
    }
    name = "the labels [3, 4, 4, 7, 3], flipped with the pair (3, 4)"
    check.array(got[2], np.array([4, 3, 3, 7, 4]), name, dtype="integer", mistakes=mistakes)


@task(5)
def test_several_pairs(submission):
    """Each of several pairs is exchanged, in whichever order it is given."""
    image, boxes = row_of_boxes(6)
    labels = np.array([1, 2, 5, 4, 9, 2])
    for pairs in ([(1, 2), (4, 5)], [(5, 4), (2, 1)]):
        got = flipped_labels(submission, image, boxes, labels, pairs, [])
        check_labels(got[2], [2, 1, 4, 5, 9, 1], f"the labels [1, 2, 5, 4, 9, 2], flipped with the pairs {pairs}")


@task(5)
def test_image_and_boxes_are_flipped(submission, reference):
    """If no label is fixed, image and boxes are mirrored, with and without pairs."""
    image, boxes = row_of_boxes(4)
    expected = reference.flip(image, boxes)
    for pairs, labels in (([], [6, 7, 8, 6]), ([(6, 8)], [8, 7, 6, 8])):
        got = flipped_labels(submission, image, boxes, np.array([6, 7, 8, 6]), pairs, [2, 5])
        check_all(got, (*expected, labels), f"labels [6, 7, 8, 6] with the pairs {pairs} and the fixed classes [2, 5]", image)


@task(5)
def test_one_fixed_label_forbids_the_flip(submission):
    """If one object is of a fixed class, image, boxes and all labels stay as they are."""
    image, boxes = row_of_boxes(4)
    for labels in ([2, 4, 3, 4], [4, 3, 4, 5], [2, 2, 2, 2]):
        got = flipped_labels(submission, image, boxes, np.array(labels), [(3, 4)], [2, 5])
        check_all(got, (image, boxes, labels), f"labels {labels} with the pair (3, 4) and the fixed classes [2, 5]", image)


@task(5)
def test_an_image_without_labels(submission):
    """An image without objects has nothing that forbids a flip."""
    image = picture(6, 4)
    got = flipped_labels(submission, image, np.zeros((0, 4)), np.zeros(0, int), [(3, 4)], [2])
    check_all(got, (image[:, ::-1], [], []), "an image without objects, with the pair (3, 4) and the fixed class 2", image, "HW")


@task(5)
def test_flipped_or_not_the_results_are_new(submission):
    """Writing into the results does not reach the original, whether it was flipped or not."""
    image, boxes = row_of_boxes(3)
    for labels in (np.array([3, 4, 7]), np.array([3, 2, 7])):
        flipped_labels(submission, image, boxes, labels, [(3, 4)], [2])
        check_own(submission, "flip_labels", (image, boxes, labels), ([(3, 4)], [2]))


@task(5)
def test_any_labels(submission, reference, rng):
    """Any labels, any pairs, any fixed classes."""
    for most in (20, 12, 18):
        image, boxes, _ = scene(rng)
        classes = rng.permutation(20).tolist()
        pairs, fixed = [tuple(classes[n : n + 2]) for n in (0, 2, 4)], classes[6:9]
        labels = rng.choice(classes[:6] + classes[9:most], len(boxes))
        if most == 18:
            labels[rng.integers(len(labels))] = fixed[1]
        expected = reference.flip_labels(image, boxes, labels, pairs, fixed)
        got = flipped_labels(submission, image, boxes, labels, pairs, fixed)
        check_all(got, expected, f"labels {labels.tolist()} with the pairs {pairs} and the fixed classes {fixed}", image)
