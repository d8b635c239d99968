"""Judges exercises/2_opencv_dnn/letterbox.py. The judge has OpenCV: its own letterbox is the expected one."""

import math
from fractions import Fraction

import cv2
import numpy as np

from deepkata.suite import check, task


def random_image(rng, height, width, channels=3):
    return rng.integers(0, 256, (height, width, channels) if channels > 1 else (height, width), dtype=np.uint8)


def opencv(image, size, fill):
    """OpenCV's own letterbox, as an image again."""
    settings = cv2.dnn.Image2BlobParams()
    settings.size = size
    settings.paddingmode = cv2.dnn.DNN_PMODE_LETTERBOX
    settings.borderValue = (*fill, 0) if isinstance(fill, tuple) else (fill,) * 4
    blob = cv2.dnn.blobFromImageWithParams(image, settings)[0]
    return np.ascontiguousarray(blob.transpose(1, 2, 0) if image.ndim == 3 else blob[0]).astype(np.uint8)


def sides(shape, size, number):
    """The resized sides, calculated with one kind of number."""
    height, width = shape[:2]
    factor = min(number(size[0]) / number(width), number(size[1]) / number(height))
    return int(number(width) * factor), int(number(height) * factor)


def random_case(rng):
    """Shape and size, (height, width) and (width, height), for which it does not matter how exactly one calculates."""
    while True:
        shape = int(rng.integers(5, 60)), int(rng.integers(5, 60))
        size = int(rng.integers(8, 50)), int(rng.integers(8, 50))
        kinds = [sides(shape, size, number) for number in (float, np.float32, Fraction)]
        if kinds[0] == kinds[1] == kinds[2] and min(kinds[0]) > 2:
            return shape, size


def with_mistake(image, size, fill, mistake):
    """A canvas with a mistake that is often made, only to recognise it."""
    across, down = size[0] / image.shape[1], size[1] / image.shape[0]
    factor = max(across, down) if mistake == "covers" else min(across, down)
    factor = min(factor, 1) if mistake == "never enlarged" else factor
    rounded = {"rounded": round, "up": math.ceil}.get(mistake, int)
    width, height = (max(1, rounded(side * factor)) for side in image.shape[1::-1])
    if mistake == "stretched":
        width, height = size
    ways = {"nearest": cv2.INTER_NEAREST, "cubic": cv2.INTER_CUBIC, "area": cv2.INTER_AREA}
    picture = cv2.resize(image, (width, height), interpolation=ways.get(mistake, cv2.INTER_LINEAR))
    if mistake == "colours":
        picture = picture[..., ::-1]
    bars = {"114": 114, "black": 0}.get(mistake, fill)
    if isinstance(bars, tuple):
        bars = {"fill reversed": bars[::-1], "first value": bars[0]}.get(mistake, bars)
    canvas = np.full((size[1], size[0], *image.shape[2:]), bars, np.uint8)
    free = size[0] - width, size[1] - height
    if min(free) < 0:
        left, top = max(0, -free[0]) // 2, max(0, -free[1]) // 2
        picture = picture[top : top + size[1], left : left + size[0]]
        free = size[0] - picture.shape[1], size[1] - picture.shape[0]
    left, top = ({"corner": 0, "larger first": (n + 1) // 2}.get(mistake, n // 2) for n in free)
    canvas[top : top + picture.shape[0], left : left + picture.shape[1]] = picture
    return canvas


WORDS = {
    "covers": "The larger of the two factors was used, so the image covers the canvas and is cut off. Use the smaller one.",
    "never enlarged": "The image was not enlarged. A small image is enlarged until it fits.",
    "rounded": "The sides of the picture were rounded. Their fractions are dropped.",
    "up": "The sides of the picture were rounded up. Their fractions are dropped.",
    "stretched": "The image was stretched to the canvas. Multiply both sides by the same factor.",
    "nearest": "The image was resized with INTER_NEAREST. Use the default of cv2.resize.",
    "cubic": "The image was resized with INTER_CUBIC. Use the default of cv2.resize.",
    "area": "The image was resized with INTER_AREA. Use the default of cv2.resize.",
    "colours": "Blue and red of the picture were exchanged. A letterbox changes no colours.",
    "114": "The bars are 114. Use `fill`.",
    "black": "The bars are black. Use `fill`.",
    "fill reversed": "The colour of the bars is in reverse order. `fill` has the order of the image's channels.",
    "first value": "All channels of the bars have the first value of `fill`. Each channel has its own.",
    "corner": "The picture is at the top left of the canvas. Place it in the middle.",
    "larger first": "The larger bar comes first. If the bars cannot be equal, the extra row or column is at the bottom or on the right.",
}


def check_canvas(submission, image, size, expected=None, fill=114, why=""):
    """The canvas is the expected one, or OpenCV's."""
    expected = opencv(image, size, fill) if expected is None else expected
    kind = "grey image" if image.ndim == 2 else "image"
    name = f"a canvas {size[0]} wide and {size[1]} high with the {kind} of {image.shape[0]} rows and {image.shape[1]} columns"
    got = submission.letterbox(image, size) if fill == 114 else submission.letterbox(image, size, fill)

    def known():
        return {words: wrong for m, words in WORDS.items() if (wrong := with_mistake(image, size, fill, m)).tobytes() != expected.tobytes()}

    check.image(got, expected, name, layout="HWC" if image.ndim == 3 else "HW", dtype="uint8", input=image, why=why, mistakes=known)


def canvas_rows(rows, width):
    """A colour canvas of equal columns; each row has one value."""
    return np.repeat(np.repeat(np.array(rows, dtype=np.uint8)[:, None], width, axis=1)[:, :, None], 3, axis=2)


# --- Task 1: bars of equal size -------------------------------------------------------------------------------------


@task(1)
def test_a_wide_image_gets_bars_above_and_below(submission):
    """An image that is too wide gets a bar above and one below."""
    why = "The width allows the factor 8/16, the height 8/8: half of 16 by 8 is 8 by 4, and 4 rows stay free."
    image, expected = np.full((8, 16, 3), 90, np.uint8), canvas_rows([114, 114, 90, 90, 90, 90, 114, 114], 8)
    image[:, :4], expected[2:6, :2] = 50, 50
    check_canvas(submission, image, (8, 8), expected, why=why)


@task(1)
def test_a_high_image_gets_bars_at_its_sides(submission):
    """An image that is too high gets a bar on the left and one on the right."""
    why = "The width allows 10/4, the height 6/12: half of 4 by 12 is 2 by 6, and 8 columns stay free."
    expected = np.full((6, 10, 3), 114, np.uint8)
    expected[:, 4:6] = 90
    image = np.full((12, 4, 3), 90, np.uint8)
    image[:2], expected[0, 4:6] = 50, 50
    check_canvas(submission, image, (10, 6), expected, why=why)


@task(1)
def test_an_image_that_has_the_shape_of_the_canvas(submission, rng):
    """An image with the canvas's aspect ratio fills it; one of its size stays as it is."""
    image = random_image(rng, 6, 9)
    check_canvas(submission, image, (9, 6), image.copy())
    check_canvas(submission, random_image(rng, 24, 36), (9, 6))


@task(1)
def test_the_picture_in_the_middle(submission, rng):
    """The whole image is there, undistorted, in the middle."""
    check_canvas(submission, random_image(rng, 20, 40), (20, 16))
    check_canvas(submission, random_image(rng, 48, 32), (18, 12))


@task(1)
def test_the_bars_have_the_colour_that_was_asked_for(submission):
    """The number `fill` is that of all three channels."""
    expected = canvas_rows([9, 50, 50, 9], 4)
    why = "OpenCV's own functions read a single number as (9, 0, 0); here it stands for every channel."
    check_canvas(submission, np.full((4, 8, 3), 50, np.uint8), (4, 4), expected, fill=9, why=why)


# --- Task 2: odd bars, OpenCV's pixels ------------------------------------------------------------------------------


@task(2)
def test_an_odd_number_of_free_rows(submission):
    """If one row more stays free on one side, it is below, or on the right."""
    why = "5 rows stay free: 5 // 2 = 2 above, 3 below."
    check_canvas(submission, np.full((3, 8, 3), 50, np.uint8), (8, 8), canvas_rows([114] * 2 + [50] * 3 + [114] * 3, 8), why=why)
    expected = canvas_rows([50, 50], 5)
    expected[:, [0, 3, 4]] = 114
    why = "3 columns stay free: 3 // 2 = 1 on the left, 2 on the right."
    check_canvas(submission, np.full((2, 2, 3), 50, np.uint8), (5, 2), expected, why=why)


@task(2)
def test_fractions_of_a_pixel_are_cut_off(submission, rng):
    """A side of 10.75 pixels becomes 10, and so does one of 10.25."""
    why = "A quarter of 41 rows are 10.25: 10 rows, and the free ones are 6, 3 above and 3 below."
    check_canvas(submission, random_image(rng, 41, 64), (16, 16), why=why)
    why = "A quarter of 43 rows are 10.75: 10 rows, and the free ones are 6, 3 above and 3 below."
    check_canvas(submission, random_image(rng, 43, 64), (16, 16), why=why)
    why = "Three quarters of 13 columns are 9.75: 9 columns, and the free ones are 6, 3 on either side."
    check_canvas(submission, random_image(rng, 20, 13), (15, 15), why=why)


@task(2)
def test_an_image_one_pixel_high(submission, rng):
    """An image of one row, or of one column, is letterboxed like any other."""
    check_canvas(submission, random_image(rng, 1, 2), (8, 8))
    check_canvas(submission, random_image(rng, 3, 1), (6, 6))
    check_canvas(submission, random_image(rng, 1, 1, channels=1), (4, 2))


@task(2)
def test_small_images_are_enlarged(submission, rng):
    """An image that is smaller than the canvas is enlarged until it fits."""
    check_canvas(submission, random_image(rng, 4, 6), (18, 20), why="The width allows 18/6 and the height 20/4: three times 6 by 4.")


@task(2)
def test_bars_with_a_colour(submission, rng):
    """With three numbers each channel of the bars has its own."""
    check_canvas(submission, random_image(rng, 10, 20), (10, 8), fill=(30, 140, 250))


@task(2)
def test_grey_images(submission, rng):
    """A grey image stays one, with two axes."""
    check_canvas(submission, random_image(rng, 12, 24, channels=1), (12, 9))
    check_canvas(submission, random_image(rng, 24, 10, channels=1), (9, 12), fill=7)


@task(2)
def test_any_image(submission, rng):
    """Any image on any canvas has the pixels of OpenCV's letterbox, and stays as it was."""
    for fill in (114, 0, 255, (1, 2, 3), 114, 128):
        shape, size = random_case(rng)
        check_canvas(submission, random_image(rng, *shape), size, fill=fill)
    shape, size = random_case(rng)
    whole = random_image(rng, shape[0] * 2, shape[1] + 3)
    check_canvas(submission, whole[::2, 3:], size, opencv(whole[::2, 3:].copy(), size, 114))


@task(2)
def test_a_new_array(submission, rng):
    """The canvas is an array of its own, also for an image that already has its size."""
    image = random_image(rng, 6, 8)
    after = submission.probe.image_after_writing_into_the_canvas(image, (8, 6))
    why = "The canvas shares its memory with the image. It must be a new array, also if nothing changes."
    check.array(after, image, "the caller's image, after its canvas was filled with 1", why=why)


# --- Task 3: boxes back ---------------------------------------------------------------------------------------------


def back_with_mistake(boxes, shape, size, mistake):
    """Boxes mapped back with a mistake that is often made, only to recognise it."""
    boxes = np.asarray(boxes, float)
    if mistake == "shape":
        shape = shape[1::-1]
    if mistake == "size":
        size = size[::-1]
    image = np.array(shape[1::-1], float)
    factor = min(size[0] / image[0], size[1] / image[1])
    picture = np.floor(image * factor + 1e-9)
    free = np.array(size) - (image * factor if mistake == "free" else picture)
    bar = {"bar halved": free / 2, "larger first": (free + 1) // 2}.get(mistake, free // 2)
    if mistake == "left and top":
        bar = bar[::-1]
    ratio = {"factor": np.full(2, 1 / factor), "multiplied": picture / image}.get(mistake, image / picture)
    points = boxes.reshape(-1, 2, 2)
    if mistake == "canvas first":
        points = np.clip(points, 0, size)
    points = {"no bar": points, "bar added": points + bar}.get(mistake, points - bar) * ratio
    if mistake == "bar last":
        points = boxes.reshape(-1, 2, 2) * ratio - bar
    if mistake == "half":
        points += 0.5
    if mistake == "sizes":
        points[:, 1] = boxes[:, 2:] * ratio
    limit = {"canvas": np.array(size, float), "exchanged": image[::-1], "last pixel": image - 1}.get(mistake, image)
    if mistake not in ("free limits", "canvas first"):
        points = np.clip(points, 0, np.inf if mistake == "zero" else limit)
    return points.reshape(-1, 4)


BACK_WORDS = {
    "shape": "Width and height of the image are exchanged. A shape is (height, width).",
    "size": "Width and height of the canvas are exchanged. `size` is (width, height).",
    "free": "The bar was computed from a side with its fraction. The fraction is dropped first.",
    "bar halved": "The bar is half of the free space with its fraction. The picture begins at a whole row or column.",
    "larger first": "The bar is the larger half. The extra row or column is at the bottom or on the right.",
    "left and top": "The bars were exchanged: the left one belongs to x and the upper one to y.",
    "factor": "Both coordinates were divided by the ideal factor. The sides of the picture were truncated, so each direction has its own factor.",
    "multiplied": "The coordinates were multiplied by the factor. Divide by it.",
    "no bar": "The bar was not subtracted.",
    "bar added": "The bar was added. Subtract it.",
    "bar last": "The bar was subtracted after the division. It is measured on the canvas, so subtract it first.",
    "half": "Half a pixel was added. The boxes are points in the plane.",
    "sizes": "The boxes were read as x, y, width, height. They are two corners.",
    "canvas": "The boxes were clipped to the canvas. Clip them to the image.",
    "canvas first": "The boxes were clipped on the canvas and not to the image.",
    "exchanged": "x was clipped to the height and y to the width.",
    "last pixel": "The boxes were clipped to width - 1 and height - 1. The image reaches to (width, height).",
    "zero": "Only negative coordinates were clipped. A box may also leave the image on the right or below.",
    "free limits": "The boxes were not clipped.",
}


def check_back(submission, boxes, shape, size, expected, why="", mistakes=None, **tolerance):
    name = f"boxes on a canvas of {size[0]} by {size[1]}, in an image {shape[1]} wide and {shape[0]} high"
    got = submission.unmap_boxes(boxes, shape, size)
    expected = np.array(expected, dtype=float)

    def known():
        wrong = {words: back_with_mistake(boxes, shape, size, mistake) for mistake, words in BACK_WORDS.items()}
        return {words: value for words, value in wrong.items() if not np.allclose(value, expected, rtol=0, atol=2e-3)} | (mistakes or {})

    check.boxes(got, expected, name, why=why, mistakes=known, **tolerance)


@task(3)
def test_a_box_in_a_wide_image(submission):
    """The bar above is subtracted, then the factor is undone."""
    boxes = np.array([[16.0, 16, 48, 32], [4, 12, 12, 36]])
    expected = [[32, 16, 96, 48], [8, 8, 24, 56]]
    mistakes = {"Width and height were divided by different factors. A letterbox has one factor.": boxes * [2, 1, 2, 1]}
    why = "The picture is 64 by 32, from row 8 on: y = 16 is 8 in the picture, and 16 in the image, which is twice as large."
    check_back(submission, boxes, (64, 128, 3), (64, 48), expected, why, mistakes)


@task(3)
def test_a_box_in_a_high_image(submission):
    """The bar on the left is subtracted."""
    boxes = np.array([[20.0, 4, 26, 30]])
    why = "The picture is 12 by 36, from column 18 on; the image is four times as large."
    check_back(submission, boxes, (144, 48), (48, 36), [[8, 16, 32, 120]], why)


@task(3)
def test_boxes_in_an_image_that_was_enlarged(submission):
    """What was enlarged is made smaller again, and nothing is rounded."""
    boxes = np.array([[5, 6, 8, 19], [4.5, 3.25, 16.0, 12.75]])
    why = "The picture is 16 by 24, from column 4 on; the image is a quarter of it."
    check_back(submission, boxes, (6, 4, 3), (24, 24), [[0.25, 1.5, 1, 4.75], [0.125, 0.8125, 3, 3.1875]], why)


@task(3)
def test_an_odd_number_of_free_columns(submission):
    """The bar before the picture is the smaller one."""
    why = "7 columns stay free, 3 of them on the left."
    check_back(submission, np.array([[5.0, 2, 8, 6]]), (16, 18, 3), (16, 8), [[4, 4, 10, 12]], why)


@task(3)
def test_the_picture_is_the_image(submission, rng):
    """The box around the picture on the canvas is the box around the image."""
    for _ in range(6):
        shape, size = random_case(rng)
        width, height = sides(shape, size, float)
        left, top = (size[0] - width) // 2, (size[1] - height) // 2
        box = np.array([[left, top, left + width, top + height]], dtype=float)
        why = f"The picture is {width} by {height}, from ({left}, {top}) on; its edges are those of the image."
        check_back(submission, box, shape, size, [[0, 0, shape[1], shape[0]]], why)


# --- Task 4: exact, clipped -----------------------------------------------------------------------------------------


@task(4)
def test_each_side_by_its_own_ratio(submission):
    """What counts are the whole numbers of pixels that the picture has."""
    boxes = np.array([[4.0, 5, 8, 10]])
    why = "A quarter of 41 rows is 10.25, of which 10 are left: y was multiplied by 10/41, and x by 16/64."
    check_back(submission, boxes, (41, 64, 3), (16, 16), [[16, 2 * 4.1, 32, 7 * 4.1]], why)
    why = "A quarter of 43 rows is 10.75, of which 10 are left: y was multiplied by 10/43, and x by 16/64."
    check_back(submission, boxes, (43, 64, 3), (16, 16), [[16, 2 * 4.3, 32, 7 * 4.3]], why)


@task(4)
def test_where_opencv_sampled_a_pixel(submission, rng):
    """The centres of pixels go back to the place where OpenCV sampled them."""
    for _ in range(4):
        shape, size = random_case(rng)
        width, height = sides(shape, size, float)
        left, top = (size[0] - width) // 2, (size[1] - height) // 2
        y, x = np.mgrid[: shape[0], : shape[1]].astype(np.float32) + 0.5
        places = cv2.resize(np.dstack([x, y]), (width, height))[1:-1, 1:-1].reshape(-1, 2).astype(np.float64)
        rows, columns = np.mgrid[1 : height - 1, 1 : width - 1]
        centres = np.stack([columns + left, rows + top], axis=-1).reshape(-1, 2) + 0.5
        inside = ((places > 0.5) & (places < np.array(shape[::-1]) - 0.5)).all(axis=1)
        centres, places = centres[inside], places[inside]
        why = "OpenCV was asked: it resized an image whose pixels hold their own place. These boxes are points."
        expected = np.hstack([places, places])
        check_back(submission, np.hstack([centres, centres]), shape, size, expected, why, rtol=0, atol=2e-3)


@task(4)
def test_boxes_are_clipped_to_the_image(submission):
    """A box that reaches into the bars ends at the edge of the image."""
    boxes = np.array([[-8.0, 0, 30, 64], [50, 30, 90, 60], [10, 2, 20, 12]])
    expected = [[0, 0, 60, 64], [100, 28, 128, 64], [20, 0, 40, 0]]
    why = "The image reaches from (0, 0) to (128, 64); a box in a bar is no more than a line at its edge."
    check_back(submission, boxes, (64, 128, 3), (64, 64), expected, why)


@task(4)
def test_small_dtypes_and_no_boxes(submission):
    """Narrow dtypes do not wrap around; no boxes give none."""
    boxes = np.array([[3, 10, 200, 250]], dtype=np.uint8)
    why = "10 - 64 is below 0, so the box begins at the upper edge: uint8 would make 202 of it."
    check_back(submission, boxes, (256, 512, 3), (256, 256), [[6, 0, 400, 256]], why)
    boxes = np.array([[3000, 10_000, 40_000, 50_000]], dtype=np.uint16)
    why = "10000 - 16384 is below 0, so the box begins at the upper edge: uint16 would make 59152 of it."
    check_back(submission, boxes, (32768, 65536), (65536, 65536), [[3000, 0, 40_000, 32_768]], why)
    boxes = np.array([[3, 10, 100, 120]], dtype=np.float16)
    check_back(submission, boxes, (2048, 4096), (128, 128), [[96, 0, 3200, 2048]], "float16 cannot hold 3203.")
    none = submission.unmap_boxes(np.zeros((0, 4), np.float32), (64, 128, 3), (64, 64))
    check.is_array(none, "no boxes", shape=(0, 4), dtype="float")


@task(4)
def test_any_boxes(submission, reference, rng):
    """Any boxes, float32 too."""
    for dtype in (np.float64, np.float32, np.float64):
        shape, size = random_case(rng)
        low = rng.uniform(-0.2, 0.7, (8, 2)) * size
        boxes = np.hstack([low, low + rng.uniform(0.1, 0.5, (8, 2)) * size]).astype(dtype)
        check_back(submission, boxes, shape, size, reference.unmap_boxes(boxes, shape, size), rtol=1e-4, atol=1e-4)
