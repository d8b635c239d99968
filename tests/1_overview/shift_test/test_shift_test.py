"""Judges exercises/1_overview/shift_test.py.

Shifts are worked out pixel by pixel, and accuracies by definition. The classifiers of most tests are made up, so that each pixel
matters; the real ones were trained on digits in the middle of the image (fixtures/recipes/shifted_digits.py). A figure is judged
by what is in it, not by its pixels (probes.py).
"""

import importlib.util
import re
from pathlib import Path

import numpy as np

from deepkata.suite import Handle, check, remembered, task

DIRECTIONS = ((1, 0), (-1, 0), (0, 1), (0, -1))
TOLD = {(1, 0): "right", (-1, 0): "left", (0, 1): "down", (0, -1): "up"}
SIXTEEN = 16  # height and width of the real digits' images

_spec = importlib.util.spec_from_file_location("probes_of_shift_test", Path(__file__).with_name("probes.py"))
probes = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(probes)


# --- shifts by definition -----------------------------------------------------------------------------------------------


def moved(images, dx, dy, outside=lambda _index, _size: None):
    """Pixel (i, j) comes from (i - dy, j - dx). ``outside(index, size)``: which pixel is taken instead of one outside, or None."""
    images = np.asarray(images)
    height, width = images.shape[-2:]
    result = np.zeros_like(images)
    for i, j in np.ndindex(height, width):
        row, column = i - dy, j - dx
        row = row if 0 <= row < height else outside(row, height)
        column = column if 0 <= column < width else outside(column, width)
        if row is not None and column is not None:
            result[..., i, j] = images[..., row, column]
    return result


def rolled(images, dx, dy):
    return np.roll(images, (dy, dx), axis=(-2, -1))


def edge(images, dx, dy):
    return moved(images, dx, dy, lambda index, size: min(max(index, 0), size - 1))


def cleared_at_the_start(images, dx, dy):
    """Rolled, and then zeros in the first rows and columns, wherever the images went."""
    images = rolled(images, dx, dy)
    images[..., : abs(dy), :] = 0
    images[..., : abs(dx)] = 0
    return images


def wrong_shifts(images, dx, dy):
    """What programs with a mistake return, by the words that explain it."""
    images = np.asarray(images)
    found = {
        "What moved out came in again on the other side, as with np.roll. Fill with zeros.": rolled(images, dx, dy),
        "The edge was repeated. What moves in is 0.": edge(images, dx, dy),
        "dx and dy are exchanged: dx counts columns, which are the last axis.": moved(images, dy, dx),
        "The images moved in the opposite direction. dx > 0 is to the right, dy > 0 is down.": moved(images, -dx, -dy),
        "dx is right, but dy has the opposite sign: rows are counted from the top, so dy > 0 is down.": moved(images, dx, -dy),
        "dy is right, but dx has the opposite sign: dx > 0 is to the right.": moved(images, -dx, dy),
        "The zeros are on the wrong side. After a shift to the left they belong at the right edge, after one up at the bottom.": cleared_at_the_start(
            images, dx, dy
        ),
        "Only the columns moved. dy moves rows.": moved(images, dx, 0),
        "Only the rows moved. dx moves columns.": moved(images, 0, dy),
    }
    if images.ndim > 2:
        swapped = np.swapaxes(images, 0, -2)
        found["The first axis was shifted instead of the rows. The last two axes are rows and columns."] = np.swapaxes(moved(swapped, dx, dy), 0, -2)
        leading = np.moveaxis(images, (0, 1), (-2, -1))
        found["The first two axes were shifted. Rows and columns are the last two."] = np.moveaxis(moved(leading, dx, dy), (-2, -1), (0, 1))
    return distinct(found, moved(images, dx, dy))


def told(dx, dy):
    """``1 to the right, 2 up``."""
    parts = [f"{abs(dx)} to the {'right' if dx > 0 else 'left'}"] * bool(dx) + [f"{abs(dy)} {'down' if dy > 0 else 'up'}"] * bool(dy)
    return ", ".join(parts) or "0 pixels"


def fail(*sentences):
    raise check.Mismatch("\n".join(filter(None, sentences)))


def distinct(mistakes, expected):
    """Without those that return what is right, or what one before them returns."""
    kept = {}
    for words, values in mistakes.items():
        if not any(np.shape(values) == np.shape(other) and np.allclose(values, other) for other in (expected, *kept.values())):
            kept[words] = values
    return kept


def counted(number, what):
    """``1 item``, ``2 items``."""
    return f"{number} {what}{'s' * (number != 1)}"


def check_shift(submission, images, dx, dy, name, why=""):
    got = submission.shift(images, dx, dy)
    layout = "HW" if images.ndim == 2 else "NHW"
    name = f"{name}, shifted by {told(dx, dy)}"
    check.is_array(got, name, dtype=str(images.dtype), why="The result has the dtype of the images.")
    arguments = {"why": why, "mistakes": lambda: wrong_shifts(images, dx, dy), "rtol": 0, "atol": 0}
    if images.ndim > 3 or images.dtype == bool:
        check.array(got, moved(images, dx, dy), name, **arguments)
    else:
        check.image(got, moved(images, dx, dy), name, input=images, layout=layout, **arguments)


def pixels(rng, *shape, dtype=np.uint8):
    """Random pixels, none of which is 0."""
    return rng.integers(1, 100, shape).astype(dtype)


@task(1)
def test_to_the_right(submission):
    """With dx = 1, each pixel moves one column to the right, and a column of zeros comes in."""
    image = np.array([[7, 1, 2, 4], [3, 5, 9, 8]])
    check_shift(submission, image, 1, 0, "an image with the rows 7 1 2 4 and 3 5 9 8")
    check_shift(submission, image, 2, 0, "an image with the rows 7 1 2 4 and 3 5 9 8")


@task(1)
def test_down(submission):
    """With dy = 1, each pixel moves one row down."""
    check_shift(submission, np.array([[7, 1], [3, 5], [2, 8]]), 0, 1, "an image with the rows 7 1, 3 5 and 2 8")


@task(1)
def test_to_the_left_and_up(submission):
    """A negative dx is to the left, a negative dy is up."""
    image = np.array([[7, 1, 2, 4], [3, 5, 9, 8], [6, 2, 1, 5]])
    for dx, dy in ((-1, 0), (0, -1)):
        check_shift(submission, image, dx, dy, "an image of 3 rows and 4 columns")


@task(1)
def test_by_nothing(submission, rng):
    """With dx = 0 and dy = 0, nothing changes."""
    check_shift(submission, pixels(rng, 3, 4), 0, 0, "an image of 3 rows and 4 columns")


@task(1)
def test_in_both_directions(submission, rng):
    """Rows and columns may move at the same time."""
    for dx, dy in ((2, 1), (-1, 2), (1, -2), (-3, -1)):
        check_shift(submission, pixels(rng, 4, 6), dx, dy, "an image of 4 rows and 6 columns")


@task(1)
def test_a_real_digit(submission, fixture):
    """A digit moves like any other image."""
    images, _ = test_digits(fixture("digits.npz"), 1)
    check_shift(submission, images[0, 4:12, 4:12], 1, 2, "a digit of 8 by 8 pixels")


@task(1)
def test_several_images(submission, rng):
    """All images of an array move in the same way, and stay in their places."""
    check_shift(submission, pixels(rng, 5, 4, 3), 1, -1, "5 images of 4 rows and 3 columns")
    check_shift(submission, pixels(rng, 2, 3, 5, 4), -1, 2, "an array of shape (2, 3, 5, 4)")


@task(1)
def test_as_far_as_the_image_is_wide(submission, rng):
    """If everything moves out, only zeros are left."""
    why = "Nothing is left of the image: it has 3 rows and 4 columns."
    for dx, dy in ((4, 0), (-4, 0), (0, 3), (0, -3), (9, 0), (-5, 1), (1, 7), (0, -8)):
        check_shift(submission, pixels(rng, 3, 4), dx, dy, "an image of 3 rows and 4 columns", why)
    check_shift(submission, pixels(rng, 3, 4), 3, -2, "an image of 3 rows and 4 columns")


@task(1)
def test_the_dtype_stays(submission, rng):
    """The result has the dtype of the images."""
    for dtype in (np.float64, np.uint8, np.float32, np.int16, bool):
        images = rng.random((2, 4, 5)).astype(dtype) if np.dtype(dtype).kind == "f" else pixels(rng, 2, 4, 5, dtype=dtype)
        check_shift(submission, images, 1, -1, f"2 images of dtype {np.dtype(dtype)}")


@task(1)
def test_the_result_is_an_array_of_its_own(submission, rng):
    """Writing into the result does not reach the images, not even if nothing moves."""
    images = pixels(rng, 2, 4, 5, dtype=float)
    for dx, dy in ((0, 0), (0, 1), (-2, 0)):
        check.array(
            submission.probe.images_after_writing_into_the_result(images, dx, dy),
            images,
            f"the caller's images, after a copy shifted by {told(dx, dy)} was filled with -1",
            why="The result shares its memory with the images. It must be a new array, also if nothing moves.",
        )


@task(1)
def test_the_images_stay_as_they_are(submission, rng):
    """The images that were handed in are not changed."""
    images = pixels(rng, 2, 4, 5, dtype=float)
    got = submission.shift(images, 1, 1)
    check.unchanged(submission)
    check.array(got, moved(images, 1, 1), "2 images, shifted by 1 to the right, 1 down", mistakes=lambda: wrong_shifts(images, 1, 1))


# --- accuracy -----------------------------------------------------------------------------------------------------------


def hits(predict, images, labels, d, directions=DIRECTIONS, way=moved):
    """Which images are read correctly, for each direction: shape (directions, N)."""
    return np.array([predict(way(images, d * dx, d * dy)) == labels for dx, dy in directions])


def by_distance(of_one, distances):
    return np.array([of_one(d) for d in distances], float)


def wrong_accuracies(predict, images, labels, distances):
    """What programs with a mistake return, by the words that explain it."""

    def all_hits(**more):
        return by_distance(lambda d: hits(predict, images, labels, d, **more).mean(), distances)

    expected = all_hits()
    at_rest = (predict(images) == labels).mean()
    found = {
        "The images wrapped round: what moved out came in again on the other side.": all_hits(way=rolled),
        "The edge of the images was repeated. What moves in is 0.": all_hits(way=edge),
        "The images did not move: this is the accuracy on the test images themselves, for each distance.": np.full(len(distances), at_rest),
        "The predictions for the shifted images were compared with those for the images at rest. Compare with the labels.": by_distance(
            lambda d: hits(predict, images, predict(images), d).mean(), distances
        ),
        "The images moved to the right only. Average over all four directions.": all_hits(directions=DIRECTIONS[:1]),
        "The images moved to the left only. Average over all four directions.": all_hits(directions=DIRECTIONS[1:2]),
        "The images moved down only. Average over all four directions.": all_hits(directions=DIRECTIONS[2:3]),
        "The images moved to the right and to the left only. Average over all four directions.": all_hits(directions=DIRECTIONS[:2]),
        "The images moved down and up only. Average over all four directions.": all_hits(directions=DIRECTIONS[2:]),
        "The images moved to the right and down only. Average over all four directions.": all_hits(directions=DIRECTIONS[::2]),
        "The images moved along the diagonals. In each of the four directions, only dx or only dy differs from 0.": all_hits(
            directions=[(1, 1), (1, -1), (-1, 1), (-1, -1)]
        ),
        "The images moved in eight directions. The diagonals are not among the four.": all_hits(
            directions=[(x, y) for x in (-1, 0, 1) for y in (-1, 0, 1) if x or y]
        ),
        "The unshifted images were averaged in, as a fifth direction. For distance d, there are four.": all_hits(directions=[*DIRECTIONS, (0, 0)]),
        "The images moved by one pixel, whatever the distance.": np.full(len(distances), hits(predict, images, labels, 1).mean()),
        "This is the best of the four directions. Return their mean.": by_distance(lambda d: hits(predict, images, labels, d).mean(axis=1).max(), distances),
        "This is the worst of the four directions. Return their mean.": by_distance(lambda d: hits(predict, images, labels, d).mean(axis=1).min(), distances),
        "Only images that are correct in all four directions were counted. Average over the directions.": by_distance(
            lambda d: hits(predict, images, labels, d).all(axis=0).mean(), distances
        ),
        "This is the error rate, 1 minus the accuracy.": 1 - expected,
        "These are percentages. Return fractions, from 0 to 1.": 100 * expected,
        "These are sums over the four directions. Divide by 4.": 4 * expected,
        "These are numbers of images. Divide by how many predictions were made.": 4 * len(labels) * expected,
        "The accuracies are in ascending order of the distances. They belong in the order of `distances`.": expected[np.argsort(distances)],
        "The shifts add up: a copy was made of a copy that had already moved. Start from the test images each time.": added_up(predict, images, labels, distances),
        "The shifts add up: the copies for one distance were moved again for the next. Start from the test images for each distance.": step_by_step(
            predict, images, labels, distances
        ),
        "The images moved by 0, 1, 2, ... pixels: these are the places in the list, not the distances in it.": by_distance(
            lambda d: hits(predict, images, labels, d).mean(), range(len(distances))
        ),
        "The predictions and the labels are in different orders. The labels of a whole copy come after those of another.": by_distance(
            lambda d: (np.concatenate([predict(moved(images, d * x, d * y)) for x, y in DIRECTIONS]) == np.repeat(labels, 4)).mean(), distances
        ),
    }
    return distinct(found, expected)


def added_up(predict, images, labels, distances):
    """Each copy is made of the one before."""
    means = []
    for d in distances:
        correct = []
        for dx, dy in DIRECTIONS:
            images = moved(images, d * dx, d * dy)
            correct.append(predict(images) == labels)
        means.append(np.mean(correct))
    return np.array(means)


def step_by_step(predict, images, labels, distances):
    """The copies for each distance are made of those for the distance before."""
    return by_distance(lambda total: hits(predict, images, labels, total).mean(), np.cumsum(distances))


def check_accuracies(submission, predict, images, labels, distances, name, why="", atol=1e-6):
    """``predict``: the classifier in this process, and the one in the worker."""
    here, there = predict
    got = submission.accuracy_under_shift(there, images, labels, distances)
    expected = by_distance(lambda d: hits(here, images, labels, d).mean(), distances)
    check.curve(
        got, expected, name, x="distance", y="accuracy", rtol=0, atol=atol, dtype="float", why=why,
        mistakes=lambda: wrong_accuracies(here, images, labels, distances),
    )


def made_up(submission, rng, height, width, classes):
    """A classifier that reads every pixel, in this process and in the worker."""
    weights = rng.integers(-5, 6, (height, width)).astype(float)
    return probes.Remainder(weights, classes), submission.probe.remainder(weights, classes)


def labelled(rng, predict, count, height, width, share=0.75, dtype=float):
    """Images without zeros, and labels that a classifier gets right for about so many of them."""
    images = pixels(rng, count, height, width, dtype=dtype)
    labels = predict(images)
    return images, np.where(rng.random(count) < share, labels, (labels + 1) % predict.classes)


@task(2)
def test_mean_over_four_directions(submission, rng):
    """The accuracy for a distance is the mean over right, left, down and up."""
    predict = made_up(submission, rng, 4, 5, 3)
    images, labels = labelled(rng, predict[0], 40, 4, 5)
    each = ", ".join(f"{TOLD[direction]} {row.mean():g}" for direction, row in zip(DIRECTIONS, hits(predict[0], images, labels, 1), strict=True))
    check_accuracies(submission, predict, images, labels, [1, 2], "accuracies of a made-up classifier on 40 images, distances 1 and 2", f"For distance 1: {each}.")


@task(2)
def test_distance_0(submission, rng):
    """With distance 0, it is the accuracy on the test images themselves."""
    predict = made_up(submission, rng, 4, 5, 3)
    images, labels = labelled(rng, predict[0], 20, 4, 5)
    check_accuracies(submission, predict, images, labels, [0], "accuracy of a made-up classifier on 20 images, distance 0")
    check_accuracies(submission, predict, images, labels, [0, 1], "accuracies of a made-up classifier on 20 images, distances 0 and 1")


@task(2)
def test_several_distances(submission, rng):
    """There is one accuracy for each distance, in the order of the distances."""
    for distances in ([0, 1, 2, 3], [2, 0, 4, 1], [1, 1, 2], [4]):
        predict = made_up(submission, rng, 6, 5, 3)
        images, labels = labelled(rng, predict[0], 30, 6, 5)
        check_accuracies(
            submission, predict, images, labels, distances, f"accuracies of a made-up classifier on 30 images, distances {', '.join(map(str, distances))}"
        )


@task(2)
def test_farther_than_the_image(submission, rng):
    """For distances beyond the image, the classifier sees zeros only."""
    predict = made_up(submission, rng, 3, 6, 2)
    images, labels = labelled(rng, predict[0], 25, 3, 6)
    check_accuracies(submission, predict, images, labels, [3, 5, 8], "accuracies on 25 images of 3 rows and 6 columns, distances 3, 5 and 8")


@task(2)
def test_a_single_image(submission, rng):
    """A single image is enough."""
    predict = made_up(submission, rng, 4, 4, 2)
    images, labels = labelled(rng, predict[0], 1, 4, 4)
    check_accuracies(submission, predict, images, labels, [0, 1, 2, 3], "accuracies on a single image, distances 0, 1, 2 and 3")


@task(2)
def test_the_classifier_sees_the_same_pixels(submission, rng):
    """The classifier gets images of the dtype that the test images have, and these stay as they are."""
    for dtype in (np.uint8, np.float32):
        here, there = made_up(submission, rng, 4, 5, 3)
        images, labels = labelled(rng, here, 12, 4, 5, dtype=dtype)
        check_accuracies(submission, (here, there), images, labels, [0, 2], f"accuracies on 12 images of dtype {np.dtype(dtype)}, distances 0 and 2")
        check.unchanged(submission)
        seen = submission.probe.dtypes_of(there)
        check.that(
            seen == [str(np.dtype(dtype))], f"predict was called with images of dtype {' and '.join(map(str, seen)) or 'none'}, the test images have dtype {np.dtype(dtype)}."
        )


@remembered
def test_digits(path, count):
    """Test images of the real classifiers: (count, 16, 16), float32, and their labels."""
    images, labels, order = digits(path)
    chosen = order[1347 : 1347 + count]
    return images[chosen], labels[chosen]


@remembered
def training_digits(path, count):
    images, labels, order = digits(path)
    return images[order[:count]], labels[order[:count]]


def digits(path):
    with np.load(path) as data:
        images, labels = data["x"] / 16, data["y"].astype(int)
    images = np.pad(images, ((0, 0), (4, 4), (4, 4))).astype(np.float32)
    return images, labels, np.random.RandomState(0).permutation(len(labels))


test_digits.__test__ = False


@task(2)
def test_real_classifiers(submission, fixture, scratch):
    """Nearest neighbours, a linear classifier and three networks, on the same digits."""
    images, labels = test_digits(fixture("digits.npz"), 60)
    training = training_digits(fixture("digits.npz"), 600)
    classifiers = {
        "the nearest neighbour": (probes.Nearest(*training), submission.probe.nearest(*training)),
        "a linear classifier": (probes.Linear(*training), submission.probe.linear(*training)),
    }
    for file, name in (("flatten", "a network with Flatten"), ("augmented", "the same network, trained with shifted digits"), ("pooled", "a network with global pooling")):
        path = fixture(f"shift_{file}.onnx")
        classifiers[name] = (probes.Network(path), submission.probe.network(scratch.file(path.name, path)))
    for name, predict in classifiers.items():
        check_accuracies(submission, predict, images, labels, [0, 1, 2], f"accuracies of {name} on 60 digits, distances 0, 1 and 2", atol=0.009)


# --- percentage points --------------------------------------------------------------------------------------------------


def check_drop(submission, accuracies, name, why=""):
    accuracies = np.array(accuracies, float)
    first = accuracies[0]
    with np.errstate(all="ignore"):
        mistakes = {
            "These are fractions. A drop from 0.9 to 0.8 is 10 percentage points.": first - accuracies,
            "These are per cent of the first accuracy, a relative loss. Percentage points are the difference itself.": 100 * (first - accuracies) / first,
            "This is a relative loss, as a fraction. Percentage points are the difference, times 100.": (first - accuracies) / first,
            "The sign is wrong: a loss is positive.": 100 * (accuracies - first),
            "Each accuracy was compared with the one before it. Compare with the first.": 100 * -np.diff(accuracies, prepend=first),
            "The accuracies were compared with the best one. Compare with the first.": 100 * (accuracies.max() - accuracies),
            "Gains became 0. A gain is a negative loss.": 100 * np.maximum(first - accuracies, 0),
            "Gains became losses. A gain is a negative loss.": 100 * np.abs(first - accuracies),
            "These are the accuracies in per cent. Subtract them from the first.": 100 * accuracies,
            "These are the errors in per cent. Subtract the accuracies from the first one, not from 1.": 100 * (1 - accuracies),
        }
    mistakes = distinct(mistakes, 100 * (first - accuracies))
    check.array(submission.drop(accuracies), 100 * (first - accuracies), name, rtol=1e-6, atol=1e-4, dtype="float", why=why, mistakes=mistakes)


@task(3)
def test_percentage_points(submission):
    """The loss is the difference of two accuracies, in percentage points."""
    check_drop(submission, [0.8, 0.6, 0.2], "drop of 0.8, 0.6, 0.2", "80 % minus 60 % is 20 percentage points.")


@task(3)
def test_gains_are_negative(submission):
    """Where the accuracy has risen, the loss is negative."""
    check_drop(submission, [0.5, 0.625, 0.25, 0.75], "drop of 0.5, 0.625, 0.25, 0.75")


@task(3)
def test_any_accuracies(submission, rng):
    """Any accuracies, also a single one, and 0 at the beginning."""
    for count in (1, 3, 8):
        check_drop(submission, rng.uniform(0.3, 1, count), f"drop of {counted(count, 'random number')}")
    check_drop(submission, [0.0, 0.25], "drop of 0, 0.25", "The first accuracy may be 0: nothing is divided by it.")


# --- equivariance -------------------------------------------------------------------------------------------------------


def inner(maps, border):
    return maps[..., border : maps.shape[-2] - border, border : maps.shape[-1] - border]


def wrong_errors(layer, image, dx, dy, border):
    """What programs with a mistake return, by the words that explain it."""

    def gap(a, b, keep=lambda maps: inner(maps, border)):
        return np.abs(keep(a) - keep(b)).max()

    before, after = layer(moved(image, dx, dy)), moved(layer(image), dx, dy)
    right = inner(before, border) - inner(after, border)
    found = {
        "The maps of the shifted image were compared with those of the image: that measures invariance. Shift the second ones.": gap(before, layer(image)),
        "The maps were shifted in the opposite direction.": gap(before, moved(layer(image), -dx, -dy)),
        "The maps of the shifted image were moved back. Shift the maps of the image instead, so that both are at the same place.": gap(
            moved(before, -dx, -dy), layer(image)
        ),
        "dx and dy are exchanged for one of the two shifts.": gap(before, moved(layer(image), dy, dx)),
        "Image and maps wrapped round. Use `shift`.": gap(layer(rolled(image, dx, dy)), rolled(layer(image), dx, dy)),
        "Only the maps were shifted, not the image.": gap(layer(image), after),
        "The borders were compared, too.": gap(before, after, lambda maps: maps),
        "The bottom and right borders were compared, too.": gap(before, after, lambda maps: maps[..., border:, border:]),
        "The top and left borders were compared, too.": gap(before, after, lambda maps: maps[..., : maps.shape[-2] - border, : maps.shape[-1] - border]),
        "Only the columns at the border were left out. Leave out its rows as well.": gap(
            before, after, lambda maps: maps[..., border : maps.shape[-1] - border]
        ),
        "Only the rows at the border were left out. Leave out its columns as well.": gap(
            before, after, lambda maps: maps[..., border : maps.shape[-2] - border, :]
        ),
        "This is the mean of the absolute differences. Return the largest.": np.abs(right).mean(),
        "This is the largest difference, without its absolute value. A negative difference is an error, too.": right.max(),
        "This is the absolute value of the largest difference. Take the absolute values first, then the maximum.": abs(right.max()),
        "This is the square root of the mean squared difference. Return the largest absolute difference.": np.sqrt((right**2).mean()),
        "This is the largest squared difference. Return the largest absolute difference.": (right**2).max(),
        "Only the first feature map was compared.": np.abs(right[0]).max(),
    }
    return {words: float(value) for words, value in distinct(found, np.abs(right).max()).items()}


def check_error(submission, layer, image, dx, dy, border, name, why=""):
    here, there = layer
    got = submission.equivariance_error(there, image, dx, dy, border)
    expected = np.abs(inner(here(moved(image, dx, dy)), border) - inner(moved(here(image), dx, dy), border)).max()
    name = f"error of {name}, shifted by {told(dx, dy)}, border {border}"
    check.close(got, float(expected), name, rtol=1e-9, atol=1e-9, why=why, mistakes=lambda: wrong_errors(here, image, dx, dy, border))


def layer_of(submission, kind, filters=None):
    arguments = () if filters is None else (filters,)
    return {"convolution": probes.Convolution, "lowered": probes.Lowered, "coarse": probes.Coarse, "sloped": probes.Sloped}[kind](*arguments), submission.probe.layer(
        kind, *arguments
    )


def whole(rng, *shape):
    return rng.integers(-4, 5, shape).astype(float)


def grey(rng, height, width):
    """An image in which hardly two pixels are equal."""
    return np.round(rng.uniform(0, 10, (height, width)), 2)


@task(4)
def test_a_convolution_is_equivariant(submission, rng):
    """Away from the border, the output of a convolution moves with its input."""
    for side, dx, dy in ((3, 1, 0), (3, 0, -2), (5, -1, 1)):
        layer = layer_of(submission, "convolution", whole(rng, 2, side, side))
        border = side // 2 + max(abs(dx), abs(dy))
        check_error(submission, layer, grey(rng, 12, 11), dx, dy, border, f"a convolution of {side} by {side}", "A convolution is equivariant to shifts.")


@task(4)
def test_pooling_is_equivariant_to_some_shifts(submission, rng):
    """Blocks of 2 by 2 move with the image if it moves by 2 pixels, and not if it moves by 1."""
    image = grey(rng, 8, 10)
    for dx, dy, border in ((2, 0, 2), (1, 0, 2), (0, 1, 2), (0, -2, 2)):
        check_error(submission, layer_of(submission, "coarse"), image, dx, dy, border, "the maxima of blocks of 2 by 2")


@task(4)
def test_a_layer_that_knows_the_place(submission, rng):
    """A layer whose weights depend on the place is not equivariant."""
    for dx, dy in ((1, 0), (0, 1), (-1, 2)):
        check_error(submission, layer_of(submission, "sloped"), grey(rng, 9, 8), dx, dy, 2, "a layer with a weight of its own for each place")


@task(4)
def test_the_border_is_left_out(submission, rng):
    """Nothing at the border counts, and everything else does."""
    for border in (1, 2, 3):
        layer = layer_of(submission, "lowered", whole(rng, 3, 3, 3))
        check_error(submission, layer, grey(rng, 9, 10), 1, -1, border, "a convolution minus multiples of the mean of the image")


@task(4)
def test_without_a_border(submission, rng):
    """With border 0, everything is compared."""
    layer = layer_of(submission, "convolution", whole(rng, 2, 3, 3))
    why = "maps[0:-0] is empty: -0 is 0, the first place."
    check_error(submission, layer, grey(rng, 6, 7), 1, 0, 0, "a convolution of 3 by 3", why)


@task(4)
def test_the_largest_absolute_difference(submission, rng):
    """Negative differences count, in all feature maps."""
    image = np.zeros((7, 7))
    image[3, 3:5] = 3, -1
    for sign in (1, -1):
        check_error(submission, layer_of(submission, "sloped"), sign * image, 1, 0, 1, f"a layer with a weight for each place, of an image with {3 * sign} and {-sign}")
    for _ in range(2):
        layer = layer_of(submission, "lowered", whole(rng, 2, 3, 3))
        check_error(submission, layer, grey(rng, 8, 7), 2, 1, 0, "a convolution minus multiples of the mean of the image")


# --- augmentation -------------------------------------------------------------------------------------------------------


FIVE = "Five of each: the image itself, and its copies moved to the right, left, down and up."


def key(image):
    return np.ascontiguousarray(image).tobytes()


def check_augmented(submission, images, labels, distance, name):
    """The right images, in any order, each with the class of the image that it was made of."""
    answer = submission.augment(images, labels) if distance is None else submission.augment(images, labels, distance)
    d = 1 if distance is None else distance
    pair = check.sequence(answer, name, 2)
    count = len(images)
    got = check.is_array(pair[0], f"{name}: the images", shape=(5 * count, *images.shape[1:]), dtype=str(images.dtype), why=FIVE)
    classes = check.is_array(pair[1], f"{name}: the labels", shape=(5 * count,), dtype="integer", why=FIVE)
    steps = {(0, 0): "the images themselves", **{(d * x, d * y): f"copies moved by {told(d * x, d * y)}" for x, y in DIRECTIONS}}
    wanted = {key(moved(image, *step)): (n, step) for step in steps for n, image in enumerate(images)}
    found = [wanted.get(key(image)) for image in got]
    missing = set(wanted.values()) - set(found)

    def draw():
        n, step = min(missing)
        other = next((place for place, one in enumerate(found) if one is None), 0)
        return check.beside(got[other], moved(images[n], *step), f"{name}: a copy", input=images[n], layout="HW")

    check.drawn(lambda: every_copy(got, found, missing, steps, name, images, d), draw)
    check.labels(
        classes, np.array([labels[n] for n, _ in found]), f"{name}: the labels", images=got, mistakes=wrong_labels(labels, found), classes=int(max(labels.max(), classes.max())) + 1,
        why="Each copy has the class of the image that it was made of.",
    )


def every_copy(got, found, missing, steps, name, images, d):
    if not missing:
        return
    all_rolled = {key(rolled(image, *step)) for step in steps for image in images}
    all_edges = {key(edge(image, *step)) for step in steps for image in images}
    diagonal = {key(moved(image, x, y)) for x in (-d, d) for y in (-d, d) for image in images}
    near = {key(moved(image, x, y)) for x, y in DIRECTIONS for image in images}
    strange = [key(image) for image, one in zip(got, found, strict=True) if one is None]
    hints = {
        "Copies wrapped round: what moved out came in again on the other side.": all_rolled,
        "The edge was repeated in the copies. What moves in is 0.": all_edges,
        "Copies moved along the diagonals. Each copy moves in one direction only.": diagonal,
        f"Copies moved by 1 pixel. The distance is {d}.": near,
    }
    hint = next((words for words, keys in hints.items() if strange and set(strange) <= keys), "")
    if not strange:
        hint = "Some images are there more than once."
    lost = sorted({step for _, step in missing})
    complete = [step for step in lost if sum(one == step for _, one in missing) == len(images)]
    text = " and ".join(steps[step] for step in complete) if complete else f"image {min(missing)[0]} among the {steps[min(missing)[1]].removeprefix('the ')}"
    fail(f"{name}: missing are {text}." if complete else f"{name}: missing is {text}.", hint)


def wrong_labels(labels, found):
    times = np.repeat(labels, 5)
    return {
        "Each label was repeated five times in a row, as by np.repeat, and the images are in another order.": times,
        "The labels are those of five whole sets, as by np.tile, and the images are in another order.": np.tile(labels, 5),
        "The copies have the class 0. They show the same digits as the images.": np.array([labels[n] * (step == (0, 0)) for n, step in found]),
    }


@task(5)
def test_copies_in_four_directions(submission, rng):
    """Each image is there itself, and moved to the right, left, down and up."""
    check_augmented(submission, pixels(rng, 3, 4, 5), np.array([4, 1, 8]), 1, "augment of 3 images with the classes 4, 1, 8, distance 1")


@task(5)
def test_no_distance_given(submission, rng):
    """Without a distance, it is 1."""
    check_augmented(submission, pixels(rng, 3, 5, 4), np.array([2, 7, 5]), None, "augment of 3 images with the classes 2, 7, 5, no distance given")


@task(5)
def test_each_copy_has_its_class(submission, rng):
    """Images and labels are in the same order."""
    for count in (2, 7):
        labels = rng.permutation(10)[:count]
        check_augmented(submission, pixels(rng, count, 4, 4), labels, 1, f"augment of {count} images with the classes {', '.join(map(str, labels))}, distance 1")


@task(5)
def test_other_distances(submission, rng):
    """The copies move by any distance."""
    for distance in (2, 3):
        check_augmented(submission, pixels(rng, 4, 6, 5), rng.permutation(4), distance, f"augment of 4 images, distance {distance}")


@task(5)
def test_the_training_set_stays_as_it_is(submission, rng):
    """Any dtype stays, and neither images nor labels are changed."""
    for dtype in (np.float32, np.float64, np.uint8):
        images, labels = pixels(rng, 3, 4, 4, dtype=dtype), rng.permutation(3)
        if np.dtype(dtype).kind == "f":
            images /= 100
        check_augmented(submission, images, labels, 1, f"augment of 3 images of dtype {np.dtype(dtype)}")
        check.unchanged(submission)


@task(5)
def test_real_digits(submission, fixture):
    """A training set of real digits."""
    images, labels = test_digits(fixture("digits.npz"), 20)
    check_augmented(submission, images, labels, 2, "augment of 20 digits, distance 2")


# --- the figure ---------------------------------------------------------------------------------------------------------

DISTANCES = [0, 1, 2, 4]
ACCURACIES = {"neighbours": [0.96, 0.62, 0.21, 0.13], "linear": [0.93, 0.41, 0.14, 0.11], "network": [0.98, 0.87, 0.55, 0.36]}
THREE = "the figure of three classifiers"


class Drawing:
    """One figure that a program made, and how it is judged."""

    def __init__(self, submission, name=THREE, distances=DISTANCES, accuracies=ACCURACIES, classes=10, answer=None):
        self.submission, self.name, self.distances, self.accuracies, self.classes = submission, name, distances, accuracies, classes
        self.answer = submission.draw(distances, accuracies, classes) if answer is None else answer

    def judge(self, *checks):
        """Make these checks; a failure leaves a picture of the figure beside a right one."""
        check.drawn(lambda: self._judge(checks), self._picture)

    def _judge(self, checks):
        self.axes = self._axes()
        for one in checks:
            one(self)

    def _picture(self):
        got = self.submission.probe.rendered(self.answer)
        return check.beside(got, self.submission.probe.expected(self.distances, self.accuracies, self.classes), self.name, order="RGB")

    def _axes(self):
        if not isinstance(self.answer, Handle):
            hint = "Is a return missing?" if self.answer is None else ""
            self.fail(f"expected a figure of Matplotlib, got {check.describe(self.answer)}.", hint)
        found = self.submission.probe.describe(self.answer)
        if found["type"] != "Figure":
            self.fail(f"expected a figure of Matplotlib, got an object of type {found['type']}.", "An Axes belongs to a figure, `axes.figure`.")
        axes = [one for one in found["axes"] if one["marks"]]
        if len(axes) != 1:
            self.fail(f"expected one set of axes with curves, got {len(axes)}.")
        return axes[0]

    def fail(self, *sentences):
        fail(f"{self.name}: {sentences[0]}", *sentences[1:])

    def lines_of(self, x, y):
        """Which lines go through these points, and no others."""
        wanted = np.array([x, y], float).T
        return [n for n, line in enumerate(self.axes["lines"]) if same_points(line, wanted)]


def same_points(got, wanted):
    """Whether both have the same points; a line from right to left is the same line."""
    if got.shape != wanted.shape:
        return False
    return np.allclose(got, wanted, atol=1e-9) or np.allclose(got[::-1], wanted, atol=1e-9)


def points(values):
    return ", ".join(f"({x:g}, {y:g})" for x, y in values)


def curves(drawing):
    """One line for each classifier, through its accuracies."""
    x = np.array(drawing.distances, float)
    listed = drawing.axes["lines"]
    for name, values in drawing.accuracies.items():
        y = np.array(values, float)
        if drawing.lines_of(x, y):
            continue
        hints = {
            "y is in percent. The axis goes from 0 to 1.": (x, 100 * y),
            "x is the number of the place in the list. Hand the distances to axes.plot, too.": (np.arange(len(x)), y),
            "The axes are exchanged: the distance goes along x, the accuracy along y.": (y, x),
            "y is the error, 1 minus the accuracy.": (x, 1 - y),
            "y is the loss against the first accuracy. Draw the accuracies themselves.": (x, y[0] - y),
            "y is the loss in percentage points. Draw the accuracies themselves.": (x, 100 * (y[0] - y)),
            "The accuracies are in reverse order.": (x, y[::-1]),
        }
        hint = next((words for words, place in hints.items() if drawing.lines_of(*place)), "")
        if any(same_points(dots, np.array([x, y]).T) for dots in drawing.axes["dots"]):
            hint = "There are markers without a line. axes.plot draws lines."
        columns = np.array(list(drawing.accuracies.values()), float)
        if not hint and any(line.shape == (len(columns), 2) and np.allclose(np.sort(line[:, 1]), np.sort(columns[:, 0])) for line in listed):
            hint = "There is a line for each distance. Draw one for each classifier."
        near = ", ".join(f"a line through {points(line[:5])}" for line in listed[:3]) or "no lines"
        drawing.fail(f"expected a line for {name!r} through {points(zip(x, y, strict=True))}, got {near}.", hint)


def inside(drawing):
    """All curves and the chance level can be seen."""
    y = [1 / drawing.classes, *(value for values in drawing.accuracies.values() for value in values)]
    for values, axis in ((drawing.distances, "x"), (y, "y")):
        low, high = drawing.axes[f"{axis}_limits"]
        outside = [value for value in values if not low - 1e-9 <= value <= high + 1e-9]
        if outside:
            drawing.fail(f"the {axis} axis goes from {low:g} to {high:g}, and {axis} = {outside[0]:g} should be drawn.", "Widen the limits, or leave them to Matplotlib.")


def chance(drawing):
    """A horizontal line at 1 / classes, all along the curves."""
    level, first, last = 1 / drawing.classes, min(drawing.distances), max(drawing.distances)
    flat = [line for line in [*drawing.axes["lines"], *drawing.axes["segments"]] if len(line) > 1 and np.ptp(line[:, 1]) < 1e-6]
    given = [np.ptp(values) == 0 and values[0] for values in drawing.accuracies.values()]
    for line in flat:
        if abs(line[0, 1] - level) < 1e-6:
            if line[:, 0].min() <= first + 1e-6 and line[:, 0].max() >= last - 1e-6:
                return
            drawing.fail(f"the chance level reaches from x = {line[:, 0].min():g} to {line[:, 0].max():g}, the distances from {first} to {last}.", "axes.axhline draws it along the whole axis.")
    others = [float(line[0, 1]) for line in flat if line[0, 1] not in given]
    told_classes = f"With {drawing.classes} classes, guessing is right in 1 of {drawing.classes} cases: {level:g}."
    if not others:
        drawing.fail(f"there is no horizontal line at the chance level, {level:g}.", told_classes)
    hints = {
        f"{others[0]:g} is 1 divided by the number of classifiers.": 1 / len(drawing.accuracies),
        f"{others[0]:g} is 1 divided by the number of distances.": 1 / len(drawing.distances),
        f"{others[0]:g} is the chance level in percent.": 100 * level,
        f"{others[0]:g} is the number of classes.": drawing.classes,
        f"{others[0]:g} is the chance level of 2 classes.": 0.5,
        f"{others[0]:g} is the chance level of 10 classes.": 0.1,
        f"{others[0]:g} is the error rate of guessing.": 1 - level,
        f"{others[0]:g} is 1 divided by the number of classes less 1.": 1 / max(drawing.classes - 1, 1),
    }
    hint = next((words for words, value in hints.items() if np.isclose(value, others[0])), "")
    drawing.fail(f"expected the chance level at {level:g}, got a horizontal line at {others[0]:g}.", hint, told_classes)


def legend(drawing):
    """Each name stands in the legend beside the style of its own curve."""
    curves(drawing)
    axes, x = drawing.axes, drawing.distances
    styles = {name: axes["styles"][drawing.lines_of(x, values)[0]] for name, values in drawing.accuracies.items()}
    names = list(styles)
    for n, name in enumerate(names):
        twin = next((other for other in names[:n] if styles[other] == styles[name]), None)
        if twin is not None:
            drawing.fail(f"the curves of {twin!r} and {name!r} look the same.", "Give each its own colour, or leave that to axes.plot.")
    if not axes["texts"]:
        labelled = any(name in label for name in names for label in axes["labels"])
        drawing.fail("there is no legend.", "The curves have labels; axes.legend() shows them." if labelled else "Hand label=... to axes.plot, then call axes.legend().")
    for name in names:
        entries = [style for text, style in zip(axes["texts"], axes["text_styles"], strict=True) if name in text]
        if not entries:
            drawing.fail(f"the legend has no entry {name!r}. Its entries: {', '.join(map(repr, axes['texts']))}.", "Hand the name to axes.plot as its label.")
        if not any(alike(entry, styles[name], styles.values()) for entry in entries):
            other = next((one for one in names if alike(entries[0], styles[one], styles.values())), None)
            whose = f"the curve of {other!r}" if other else "no curve"
            drawing.fail(f"in the legend, {name!r} is beside the colour and line style of {whose}.", "Hand the name to axes.plot as its label, so that both stay together.")


def alike(entry, style, styles):
    """Whether an entry of the legend belongs to a curve: by its colour, or by all if curves share it."""
    shared = sum(one[0] == style[0] for one in styles) > 1
    return entry[0] == style[0] and (not shared or entry[1:] == style[1:])


WORDS = {"x": ((r"shift", r"pixels?\b|\bpx\b"), 'the words "shift" and "pixels"', "shift (pixels)"), "y": ((r"accuracy",), 'the word "accuracy"', "accuracy")}


def labels_of_axes(drawing):
    """Both axes say what they show."""
    for axis, (patterns, words, example) in WORDS.items():
        text = drawing.axes[f"{axis}_label"]
        if not text.strip():
            drawing.fail(f"the {axis} axis has no label.", f'It should contain {words}, as in "{example}".')
        if not all(re.search(pattern, text, re.IGNORECASE) for pattern in patterns):
            drawing.fail(f"the label of the {axis} axis should contain {words}, got {text!r}.", f'For example "{example}".')


def any_accuracies(rng, classifiers, distances):
    names = rng.permutation(["north", "maple", "quartz", "falcon", "ember"])[:classifiers]
    return {str(name): [round(float(value), 3) for value in rng.uniform(0.2, 0.95, distances)] for name in names}


@task(6)
def test_a_curve_for_each_classifier(submission):
    """x is the distance, y the accuracy."""
    Drawing(submission).judge(curves, inside)


@task(6)
def test_the_chance_level(submission):
    """A horizontal line shows the accuracy of guessing."""
    Drawing(submission).judge(chance, inside)
    for classes in (2, 4, 100):
        Drawing(submission, f"the figure of {classes} classes", classes=classes).judge(chance, inside)


@task(6)
def test_the_legend(submission, rng):
    """The legend has the name of each curve, beside its colour or line style."""
    Drawing(submission).judge(legend)
    Drawing(submission, "the figure of four classifiers", [0, 2, 3], any_accuracies(rng, 4, 3), 7).judge(legend)


@task(6)
def test_labels_of_the_axes(submission):
    """Both axes have a label."""
    Drawing(submission).judge(labels_of_axes)


@task(6)
def test_any_figure(submission, rng):
    """Any number of classifiers and distances."""
    for classifiers, distances, classes in ((1, [0, 3], 5), (5, [1, 2, 3, 5, 8], 3)):
        accuracies = any_accuracies(rng, classifiers, len(distances))
        name = f"the figure of {counted(classifiers, 'classifier')} and {len(distances)} distances"
        Drawing(submission, name, distances, accuracies, classes).judge(curves, inside, chance, legend, labels_of_axes)


@task(6)
def test_a_new_figure_for_each_call(submission, rng):
    """A second figure has nothing of the first one, and the first one stays as it was."""
    sets = [any_accuracies(rng, 3, 3), any_accuracies(rng, 2, 3)]
    answers = [submission.draw([0, 1, 2], accuracies, 4) for accuracies in sets]
    for which, mine, others, answer in (("second", sets[1], sets[0], answers[1]), ("first", sets[0], sets[1], answers[0])):
        drawing = Drawing(submission, f"the {which} of two figures", [0, 1, 2], mine, 4, answer)

        def alone(drawing, others=others):
            if any(drawing.lines_of(drawing.distances, values) for values in others.values()):
                drawing.fail("curves of the other figure are drawn in it, too.", "Make a new figure in each call: Figure() or plt.figure().")
            curves(drawing)

        drawing.judge(alone)
