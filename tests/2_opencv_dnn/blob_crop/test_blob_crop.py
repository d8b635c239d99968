"""Judges exercises/2_opencv_dnn/blob_crop.py. The judge has OpenCV, and asks it where a pixel of a blob comes from."""

import cv2
import numpy as np

from deepkata.suite import check, task

# Factors that float32 and float64 divide alike: resized lengths then depend on no last bit.
FACTORS = [(1, 4), (1, 2), (3, 4), (1, 1), (3, 2), (2, 1), (5, 2)]


def random_case(rng, factors=FACTORS):
    """The shape of an image and a size: (height, width, 3), (width, height)."""
    numerator, denominator = factors[int(rng.integers(len(factors)))]
    factor = numerator / denominator
    steps = int(rng.integers(2, 7))
    exact, side = denominator * 2 * steps, numerator * 2 * steps  # the side that decides
    other = int(rng.integers(6, 20))
    longer = int(np.ceil(other / factor)) + int(rng.integers(1, 30))  # covers `other`, and more
    if rng.integers(2):
        return (exact, longer, 3), (other, side)
    return (longer, exact, 3), (side, other)


def check_transform(got, expected, name, why=""):
    """What `crop_transform` returned: the factor, and two whole numbers."""
    factor, left, top = check.sequence(got, name, 3)
    check.close(factor, expected[0], f"the factor of {name}", why=why)
    check.close(left, expected[1], f"left of {name}", rtol=0, atol=0, why=why)
    check.close(top, expected[2], f"top of {name}", rtol=0, atol=0, why=why)


def pixel_sources(shape, size):
    """Centres of pixels of a cropped blob, and the places in the image from which OpenCV sampled them.

    The image that is handed to OpenCV holds in each pixel the place of that pixel; edges are left out, where OpenCV
    repeats what is outside.
    """
    height, width = shape[:2]
    y, x = np.mgrid[:height, :width].astype(np.float32) + 0.5
    blob = cv2.dnn.blobFromImage(np.dstack([x, y, x]), 1.0, size, crop=True)[0]
    rows, columns = np.mgrid[: size[1], : size[0]]
    places = np.stack([blob[0], blob[1]], axis=-1).reshape(-1, 2).astype(np.float64)
    inside = ((places > 0.5) & (places < np.array([width, height]) - 0.5)).all(axis=1)
    points = np.stack([columns, rows], axis=-1).reshape(-1, 2) + 0.5
    return points[inside], places[inside]


# --- Task 1: the factor and the cut ---------------------------------------------------------------------------------


@task(1)
def test_a_wide_image_loses_columns(submission):
    """Of an image that is too wide, the sides are cut off."""
    why = "Half of 96 wide and 40 high is 48 wide and 20 high; of the 48 columns 28 are too many, half of them on the left."
    got = submission.crop_transform((40, 96, 3), (20, 20))
    check_transform(got, (0.5, 14, 0), "crop_transform((40, 96, 3), (20, 20))", why)


@task(1)
def test_a_high_image_loses_rows(submission):
    """Of an image that is too high, rows are cut off at the top and the bottom."""
    why = "A quarter of 48 wide and 120 high is 12 wide and 30 high; of the 30 rows 24 are too many for a blob 6 high, half of them at the top."
    got = submission.crop_transform((120, 48, 3), (12, 6))
    check_transform(got, (0.25, 0, 12), "crop_transform((120, 48, 3), (12, 6))", why)


@task(1)
def test_the_image_covers_the_size(submission):
    """The factor is the one with which the image covers the size in both directions."""
    why = "The height needs 18/24 and the width 10/40; with the smaller factor the image would be only 6 high."
    got = submission.crop_transform((24, 40, 3), (10, 18))
    check_transform(got, (0.75, 10, 0), "crop_transform((24, 40, 3), (10, 18))", why)


@task(1)
def test_an_image_of_the_size_stays(submission):
    """An image that has the size is neither resized nor cut, grey or not."""
    check_transform(submission.crop_transform((9, 14), (14, 9)), (1.0, 0, 0), "crop_transform((9, 14), (14, 9))")


# --- Task 2: odd lengths --------------------------------------------------------------------------------------------


@task(2)
def test_an_odd_remainder(submission):
    """If one row or column more goes on one side, it goes at the end."""
    why = "11 - 6 = 5 rows go: 5 // 2 = 2 above, 3 below."
    got = submission.crop_transform((11, 8, 3), (8, 6))
    check_transform(got, (1.0, 0, 2), "crop_transform((11, 8, 3), (8, 6))", why)


@task(2)
def test_the_resized_length_is_rounded(submission):
    """A resized length is rounded to whole pixels before anything is cut off."""
    why = "3/4 of 41 rows are 30.75, so 31; of them 13 are too many, and 6 go above."
    got = submission.crop_transform((41, 28, 3), (21, 18))
    check_transform(got, (0.75, 0, 6), "crop_transform((41, 28, 3), (21, 18))", why)
    why = "3/4 of 41 columns are 30.75, so 31; of them 21 are kept and 10 are too many, 5 on the left."
    got = submission.crop_transform((24, 41, 3), (21, 18))
    check_transform(got, (0.75, 5, 0), "crop_transform((24, 41, 3), (21, 18))", why)


@task(2)
def test_a_half_goes_to_the_even_neighbour(submission):
    """A resized length of so many pixels and a half is rounded to the even neighbour."""
    why = "3/2 of 15 columns are 22.5, so 22, which is even; of them 11 are too many, 5 on the left."
    got = submission.crop_transform((10, 15, 3), (11, 15))
    check_transform(got, (1.5, 5, 0), "crop_transform((10, 15, 3), (11, 15))", why)
    why = "1/2 of 43 columns are 21.5, so 22, which is even; of them 14 are too many, 7 on the left."
    got = submission.crop_transform((16, 43, 3), (8, 8))
    check_transform(got, (0.5, 7, 0), "crop_transform((16, 43, 3), (8, 8))", why)


@task(2)
def test_a_small_image_is_enlarged(submission):
    """An image that is smaller than the size is enlarged until it covers it."""
    why = "Twice 6 wide and 13 high is 12 wide and 26 high; of the 26 rows 15 are too many, 7 above."
    got = submission.crop_transform((13, 6, 3), (12, 11))
    check_transform(got, (2.0, 0, 7), "crop_transform((13, 6, 3), (12, 11))", why)


@task(2)
def test_an_image_that_is_too_small_in_both_directions(submission):
    """Where both sides have to be enlarged, the one that needs more decides."""
    why = "The width needs 18/9 = 2, the height 11/8: twice 9 wide and 8 high is 18 wide and 16 high; 5 rows are too many, 2 above."
    got = submission.crop_transform((8, 9, 3), (18, 11))
    check_transform(got, (2.0, 0, 2), "crop_transform((8, 9, 3), (18, 11))", why)
    why = "The width needs 7/4, the height 12/9: 7/4 of 9 rows are 15.75, so 16; of them 4 are too many, 2 above."
    got = submission.crop_transform((9, 4, 3), (7, 12))
    check_transform(got, (1.75, 0, 2), "crop_transform((9, 4, 3), (7, 12))", why)


@task(2)
def test_any_image_and_size(submission, reference, rng):
    """Any image, any size."""
    for _ in range(12):
        shape, size = random_case(rng)
        got = submission.crop_transform(shape, size)
        check_transform(got, reference.crop_transform(shape, size), f"crop_transform({shape}, {size})")


# --- Task 3: points back --------------------------------------------------------------------------------------------


@task(3)
def test_the_corners_of_the_blob(submission):
    """The corners of the blob are corners of the middle of the image."""
    points, cut = np.array([[0.0, 0], [20, 0], [0, 20], [20, 20]]), np.array([14, 0])
    expected = np.array([[28.0, 0], [68, 0], [28, 40], [68, 40]])
    mistakes = {
        "The cut is missing: these points are relative to the crop.": points / 0.5,
        "`left` was added after the division; it counts pixels of the resized image, so it belongs before it.": points / 0.5 + cut,
        "The cut was subtracted. Add what was cut off.": (points - cut) / 0.5,
        "The points were multiplied by the factor. Divide by it to go back.": (points + cut) * 0.5,
    }
    why = "Of the 48 columns of the halved image 14 were cut off: x = 0 was 14 there, and 28 in the image."
    name = "corners of a blob 20 wide and 20 high, in an image 96 wide and 40 high"
    check.array(submission.to_original(points, (40, 96, 3), (20, 20)), expected, name, why=why, mistakes=mistakes)


@task(3)
def test_rows_are_cut_off_too(submission):
    """What was cut off at the top is put back as well, without rounding."""
    points = np.array([[3, 1], [6, 4], [11, 5]])
    expected = np.array([[12.0, 52], [24, 64], [44, 68]])
    why = "A quarter of 120 rows are 30, of which 12 were cut off at the top: y = 1 was 13 there, and 52 in the image."
    name = "points of a blob 12 wide and 6 high, in an image 48 wide and 120 high"
    check.array(submission.to_original(points, (120, 48, 3), (12, 6)), expected, name, why=why)


@task(3)
def test_points_are_not_rounded(submission):
    """Points lie anywhere, in the blob and in the image, and outside of both."""
    points = np.array([[0.25, 0.5], [11.75, 3.125], [-2.5, 16.0]])
    expected = np.array([[0.125, 3.75], [5.875, 5.0625], [-1.25, 11.5]])
    name = "points of a blob 12 wide and 11 high, in an image 6 wide and 13 high"
    check.array(submission.to_original(points, (13, 6, 3), (12, 11)), expected, name, why="The factor is 2, and 7 rows were cut off.")


@task(3)
def test_where_opencv_sampled_a_pixel(submission, rng):
    """The centre of a pixel of OpenCV's blob goes back to the place where OpenCV sampled it."""
    for _ in range(4):
        shape, size = random_case(rng)
        points, places = pixel_sources(shape, size)
        name = (
            f"where the centres of pixels of a blob {size[0]} wide and {size[1]} high were, in an image {shape[1]} wide and {shape[0]} high"
        )
        why = "OpenCV was asked: it made a blob of an image whose pixels hold their own place."
        check.array(submission.to_original(points, shape, size), places, name, rtol=0, atol=2e-3, why=why)


@task(3)
def test_no_points_and_narrow_dtypes(submission):
    """No points give none; points of narrow dtypes are mapped as exactly as others."""
    none = submission.to_original(np.zeros((0, 2)), (40, 96, 3), (20, 20))
    check.is_array(none, "no points", shape=(0, 2), dtype="float")
    points = np.array([[250, 7], [3, 240]], dtype=np.uint8)
    got = submission.to_original(points, (1024, 1280, 3), (256, 256))
    expected = np.array([[(250 + 32) * 4.0, 28], [(3 + 32) * 4, 960]])
    check.array(
        got,
        expected,
        "uint8 points of a blob 256 wide and 256 high, in an image 1280 wide and 1024 high",
        why="250 + 32 does not fit into uint8.",
    )
    points = np.array([[250, 7], [3, 240]], dtype=np.float16)
    got = submission.to_original(points, (16384, 20480, 3), (256, 256))
    expected = np.array([[(250 + 32) * 64.0, 448], [(3 + 32) * 64, 15360]])
    name = "float16 points of a blob 256 wide and 256 high, in an image 20480 wide and 16384 high"
    check.array(got, expected, name, why="float16 cannot store 18048 exactly.")


# --- Task 4: boxes of several images --------------------------------------------------------------------------------


def check_back(submission, boxes, shapes, size, expected, name, **more):
    got = submission.boxes_to_original(boxes, shapes, size)
    check.boxes(got, np.array(expected, dtype=float), name, **more)


@task(4)
def test_fractions_of_the_blob(submission):
    """A box in fractions of the blob becomes one in pixels of the image."""
    boxes = np.array([[0, 0.25, 0.1, 0.75, 0.6]])
    mistakes = {
        "The fractions were multiplied by the size of the image; they are fractions of the blob, which shows only a part.": [
            [24.0, 4, 72, 24]
        ],
        "These are pixels of the blob; they still have to go back to the image.": [[5.0, 2, 15, 12]],
    }
    why = "x1 is 0.25 * 20 = 5 in the blob, 19 in the resized image, and 38 in the image."
    check_back(
        submission, boxes, [(40, 96, 3)], (20, 20), [[38, 4, 58, 24]], "a box in an image 96 wide and 40 high", why=why, mistakes=mistakes
    )


@task(4)
def test_width_and_height_of_the_blob(submission):
    """x is a fraction of the width of the blob, y of its height."""
    boxes = np.array([[0, 0.5, 0.5, 0.75, 1.0]])
    why = "The blob is 12 wide and 6 high: (6, 3) and (9, 6); 12 rows were cut off, and the factor is 1/4."
    check_back(submission, boxes, [(120, 48, 3)], (12, 6), [[24, 60, 36, 72]], "a box in an image 48 wide and 120 high", why=why)


@task(4)
def test_each_image_has_its_own_way_back(submission):
    """The first number of a row says to which image a box belongs."""
    shapes = [(40, 96, 3), (80, 20, 3), (20, 20)]
    boxes = np.array([[2, 0.1, 0.2, 0.3, 0.4], [0, 0.1, 0.2, 0.3, 0.4], [1, 0.1, 0.2, 0.3, 0.4], [0, 0.5, 0.5, 1, 1]])
    expected = [[2, 4, 6, 8], [32, 8, 40, 16], [2, 34, 6, 38], [48, 20, 68, 40]]
    name = "boxes in images 96 wide and 40 high, 20 wide and 80 high, 20 wide and 20 high"
    check_back(submission, boxes, shapes, (20, 20), expected, name, why="The rows begin with 2, 0, 1, 0.")


@task(4)
def test_beyond_the_blob_the_image_goes_on(submission):
    """A box that reaches over the edge of the blob is kept up to the edge of the image."""
    boxes = np.array([[0, -0.2, 0.1, 0.5, 0.9], [0, 0.5, 0.25, 1.5, 0.5]])
    expected = [[20, 4, 48, 36], [48, 10, 88, 20]]
    why = "The image of 96 columns goes on left and right of what the blob shows, from 28 to 68."
    check_back(submission, boxes, [(40, 96, 3)], (20, 20), expected, "boxes over the sides of the blob", why=why)


@task(4)
def test_beyond_the_image_nothing_is(submission):
    """A box that reaches over the edge of the image is clipped to it."""
    boxes = np.array([[0, 0.5, -0.25, 0.75, 1.25], [1, -4.0, 0.25, 9.0, 0.5]], dtype=np.float32)
    expected = [[48, 0, 58, 40], [0, 10, 96, 20]]
    why = "Both images are 96 wide and 40 high."
    check_back(submission, boxes, [(40, 96, 3), (40, 96, 3)], (20, 20), expected, "boxes over the edges of the image", why=why)


@task(4)
def test_a_box_outside_its_image(submission):
    """A box wholly outside its image is clipped to a line at the edge, and its row stays."""
    boxes = np.array([[0, 3.0, 0.25, 4.0, 0.5], [0, 0.25, 0.1, 0.75, 0.6], [1, 0.25, -1.0, 0.5, -0.5]])
    expected = [[96, 10, 96, 20], [38, 4, 58, 24], [38, 0, 48, 0]]
    why = "The result has one row for each row of `boxes`, so that scores and classes still belong to them."
    name = "three boxes, two of them outside their image"
    check_back(submission, boxes, [(40, 96, 3), (40, 96, 3)], (20, 20), expected, name, why=why)


@task(4)
def test_any_boxes(submission, reference, rng):
    """Any boxes of any images, float32 too, and no boxes."""
    cases = [random_case(rng) for _ in range(4)]
    for (_, size), dtype in zip(cases, (np.float64, np.float32) * 2, strict=True):
        # quarters of the size are covered by all images: shapes of the one size, in several formats
        shapes = [(size[1] * 2, size[0] * 2 + 7, 3), (size[1] + 9, size[0]), (size[1], size[0] + 1, 3)]
        low, high = rng.uniform(-0.5, 0.6, (9, 2)), rng.uniform(0.65, 1.5, (9, 2))
        boxes = np.column_stack([rng.integers(0, 3, 9), low, high]).astype(dtype)
        got = submission.boxes_to_original(boxes, shapes, size)
        name = f"nine boxes of a blob {size[0]} wide and {size[1]} high"
        check.boxes(got, reference.boxes_to_original(boxes, shapes, size), name, rtol=1e-4, atol=1e-4)
    none = submission.boxes_to_original(np.zeros((0, 5), dtype=np.float32), [(40, 96, 3)], (20, 20))
    check.is_array(none, "no boxes", shape=(0, 4), dtype="float")
