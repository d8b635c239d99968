"""Judges exercises/3_tensorflow/tensor_ops.py."""

import numpy as np

from deepkata.suite import check, task

WHY_TYPE = "float64 if one value is float64, else float32 if one is any other float, else int64"


# --- task 1: integers ---


@task(1)
def test_300_times_300_does_not_wrap(submission):
    """300 x 300 in int16 is 90000."""
    value = submission.multiply_all([np.array([300, 2], np.int16), np.array([300, 5], np.int16)])
    mistakes = {"The product wrapped around in int16, which ends at 32767: 90000 - 65536 is 24464.": np.array([24464, 10])}
    why = "cast to int64 before you multiply; afterwards it is too late"
    check.array(value, np.array([90000, 10]), "product of two int16 arrays", rtol=0, atol=0, why=why, mistakes=mistakes)
    check.is_array(value, "product of two int16 arrays", dtype="int64", why=WHY_TYPE)


@task(1)
def test_large_integers_stay_exact(submission, rng):
    """Products beyond int32, and beyond what a float64 holds, are exact."""
    a = rng.integers(2**30, 2**31, 5).astype(np.int32)
    b = (2 * rng.integers(2**30, 2**31 - 1, 5) + 1).astype(np.uint32)
    a |= 1  # odd times odd, above 2^53: no float64 has such a value
    exact = a.astype(np.int64) * b.astype(np.int64)
    wrapped = exact.astype(np.int32).astype(np.int64)
    mistakes = {
        "The products wrapped around in int32.": wrapped,
        "The products passed through a float, which has at most 53 bits.": exact.astype(np.float64).astype(np.int64),
    }
    value = submission.multiply_all([a, b])
    why = "the exact products fit into int64"
    check.array(value, exact, "products of int32 and uint32", rtol=0, atol=0, why=why, mistakes=mistakes)


@task(1)
def test_any_number_of_factors(submission, rng):
    """One factor, or six of small types, give an int64 product."""
    one = rng.integers(-9, 9, (2, 3)).astype(np.int8)
    value = submission.multiply_all([one])
    check.array(value, one.astype(np.int64), "product of a single int8 array", dtype="int64", why=WHY_TYPE)
    factors = [rng.integers(5, 13, (3,)).astype(kind) for kind in ("uint8", "int8", "uint16", "int16", "uint8", "int32")]
    expected = np.prod(np.stack([factor.astype(np.int64) for factor in factors]), axis=0)
    value = submission.multiply_all(factors)
    check.array(value, expected, "product of six arrays", rtol=0, atol=0)
    check.unchanged(submission)


# --- task 2: all types and shapes ---


@task(2)
def test_integers_and_fractions(submission):
    """Integers times floats are floats, whichever comes first."""
    whole, parts = np.array([3, -4], np.int32), np.array([0.5, 1.25], np.float32)
    for name, values in (
        ("an int32 and a float32 array", [whole, parts]),
        ("a float32 and an int32 array", [parts, whole]),
    ):
        value = submission.multiply_all(values)
        mistakes = {"The fractions were cut off before they were multiplied: the dtype of the first value does not fit all.": [0.0, -4.0]}
        check.array(value, np.array([1.5, -5.0]), f"product of {name}", why=WHY_TYPE, mistakes=mistakes)
        check.is_array(value, f"product of {name}", dtype="float32", why=WHY_TYPE)


@task(2)
def test_the_type_of_the_product(submission):
    """The dtype of the product depends on all the values."""
    ones = {kind: np.ones(2, kind) for kind in ("int64", "uint8", "float16", "float32", "float64")}
    for kinds, expected in (
        (("float32", "float64"), "float64"),
        (("float64", "uint8"), "float64"),
        (("uint8", "float16", "float64"), "float64"),
        (("float16", "int64"), "float32"),
        (("float16", "float16"), "float32"),
        (("float16",), "float32"),
        (("uint8", "int64"), "int64"),
    ):
        value = submission.multiply_all([ones[kind] for kind in kinds])
        check.array(value, np.ones(2, expected), f"product of {' and '.join(kinds)}", dtype=expected, why=WHY_TYPE)


@task(2)
def test_python_numbers(submission):
    """Python numbers are int64 or float32."""
    value = submission.multiply_all([60000, 70000, 2])
    check.array(value, np.array(8_400_000_000), "60000 * 70000 * 2", rtol=0, atol=0, why="this fits into int64, not into int32")
    value = submission.multiply_all([3, 0.5, np.array([2, 5], np.uint8)])
    check.array(value, np.array([3.0, 7.5]), "product of 3, 0.5 and uint8", dtype="float32", why=WHY_TYPE)


@task(2)
def test_float64_keeps_its_digits(submission, rng):
    """float64 values and large integers are not rounded to float32 on their way to float64."""
    precise = rng.uniform(1, 2, 4)
    large = rng.integers(2**28, 2**30, 4).astype(np.int32) | 1
    expected = large * precise
    mistakes = {
        "The integers passed through float32, which has 24 bits.": large.astype(np.float32) * precise,
        "The fractions passed through float32.": large * precise.astype(np.float32).astype(np.float64),
    }
    value = submission.multiply_all([large, precise])
    check.array(value, expected, "product of int32 and float64", dtype="float64", rtol=1e-13, atol=0, mistakes=mistakes)


@task(2)
def test_float16_does_not_overflow(submission):
    """The largest float16 is 65504; the product is float32."""
    value = submission.multiply_all([np.array([300.0, 0.5], np.float16), np.array([400, 100000], np.int32)])
    check.array(value, np.array([120000.0, 50000.0]), "product of float16 and int32", why="cast to float32 before you multiply")


@task(2)
def test_shapes_broadcast(submission, rng):
    """Shapes broadcast, whichever comes first."""
    values = [
        np.array(3, np.int16),
        rng.integers(-9, 10, (4, 1)).astype(np.int8),
        rng.normal(0, 1, (2, 1, 3)).astype(np.float32),
        rng.integers(1, 5, (3,)).astype(np.uint8),
    ]
    expected = 3.0 * values[1] * values[2].astype(np.float64) * values[3]
    value = submission.multiply_all(values)
    check.array(value, expected, "product of shapes (), (4, 1), (2, 1, 3) and (3,)", dtype="float32")
    check.unchanged(submission)


# --- task 3: safe_add ---


def saturated(image, amount):
    """The sums on paper, cut to the range of the image's type."""
    info = np.iinfo(image.dtype)
    return np.clip(image.astype(np.int64) + np.asarray(amount, np.int64), info.min, info.max).astype(image.dtype)


def check_sum(value, image, amount, name):
    expected, total = saturated(image, amount), image.astype(np.int64) + np.asarray(amount, np.int64)
    kind = image.dtype.name
    sentence = f"The sums wrapped around in {kind}: add in a wider dtype, and clip at both ends before you cast back."
    mistakes = {sentence: total.astype(image.dtype)}
    if kind != "uint8":
        mistakes["These sums are clipped to 0 and 255, which is right for uint8 only."] = np.clip(total, 0, 255).astype(image.dtype)
    misread = saturated(image, np.asarray(amount).astype(image.dtype))
    if not np.array_equal(misread, expected):
        mistakes[f"The amount was cast to the dtype of the image first, but {kind} cannot hold it."] = misread
    narrow = total.astype(np.int32)
    info = np.iinfo(image.dtype)
    if kind == "int32":
        mistakes = {"The sums wrapped around in int32 before they were clipped.": np.clip(narrow, info.min, info.max).astype(kind)}
    check.array(value, expected, name, rtol=0, atol=0, dtype=kind, mistakes=mistakes)


@task(3)
def test_an_image_stops_at_white_and_black(submission):
    """uint8 sums stop at 255 and at 0."""
    image = np.array([[0, 100, 200], [250, 255, 7]], np.uint8)
    check_sum(submission.safe_add(image, np.array(60, np.uint8)), image, 60, "uint8 image plus 60")
    check.unchanged(submission)
    check_sum(submission.safe_add(image, -50), image, -50, "uint8 image minus 50")
    check_sum(submission.safe_add(image, 300), image, 300, "uint8 image plus 300")


@task(3)
def test_every_type_has_its_own_ends(submission, rng):
    """int8, uint16 and int16 sums stop at the ends of their own range."""
    for kind in ("int16", "int8", "uint16"):
        info = np.iinfo(kind)
        image = rng.integers(info.min, info.max, (3, 8), endpoint=True).astype(kind)
        image[0, :2] = info.min, info.max
        for sign in (1, -1):
            amount = sign * (info.max // 3)
            check_sum(submission.safe_add(image, amount), image, amount, f"{kind} image plus {amount}")


@task(3)
def test_int32_stops_too(submission):
    """int32 sums stop at the ends, too: they need a wider dtype as well."""
    image = np.array([2**31 - 5, -(2**31) + 5, 12], np.int32)
    amount = np.array([2**30, -(2**30), 30], np.int32)
    check_sum(submission.safe_add(image, amount), image, amount, "int32 image plus large numbers")
    amount = np.array([2**32 - 1, 2**31 + 1, 2**31], np.uint32)
    check_sum(submission.safe_add(image, amount), image, amount, "int32 image plus uint32 numbers above 2^31")


@task(3)
def test_amounts_for_each_channel(submission, rng):
    """The amount may be an array of another dtype, with a shape that broadcasts."""
    image = rng.integers(0, 256, (5, 4, 3)).astype(np.uint8)
    amount = np.array([90, -120, 300], np.int16)
    check_sum(submission.safe_add(image, amount), image, amount, "uint8 image plus (90, -120, 300)")
    amount = rng.integers(-200, 200, (5, 1, 1)).astype(np.int32)
    check_sum(submission.safe_add(image, amount), image, amount, "uint8 image plus one number for each row")


# --- task 4: standardize ---


def standard(images, mean, std, layout):
    shape = (-1, 1, 1) if layout == "NCHW" else (-1,)
    mean, std = (np.reshape(np.asarray(numbers, np.float64), shape) for numbers in (mean, std))
    return (images.astype(np.float64) - mean) / std


def check_standard(value, images, mean, std, layout, name):
    """The right values; if they are not, what is known to be behind it."""
    other = "NHWC" if layout == "NCHW" else "NCHW"
    right = standard(images, mean, std, layout)
    mistakes = {
        "The values were divided by 255 as well: use them as they are.": standard(images / 255, mean, std, layout),
        "That is (value / std) - mean: subtract first.": standard(images, np.multiply(mean, std), std, layout),
        "That is the product with std: divide by it.": right * np.reshape(np.square(std), (-1, 1, 1) if layout == "NCHW" else -1),
    }
    if images.shape[1] == images.shape[-1]:
        sentence = f"mean and std were applied along the {'width' if layout == 'NCHW' else 'height'}, not the channels. Which shape must mean have for the layout {layout}?"
        mistakes[sentence] = standard(images, mean, std, other)
    if images.dtype.kind in "iu":
        cut = images - np.asarray(mean).astype(images.dtype).reshape((-1, 1, 1) if layout == "NCHW" else -1)
        mistakes[f"The mean was subtracted in {images.dtype.name}: negative differences wrap around."] = standard(
            cut, np.zeros(len(mean)), std, layout
        )
    check.array(value, right, name, dtype="float32", rtol=1e-4, atol=1e-4, mistakes=mistakes)


@task(4)
def test_channels_last(submission, rng):
    """(N, H, W, C): each channel has its own mean and deviation."""
    images = rng.integers(0, 256, (2, 4, 5, 3)).astype(np.uint8)
    mean, std = [104.0, 117.5, 123.25], [58.5, 57.0, 64.0]
    check_standard(submission.standardize(images, mean, std), images, mean, std, "NHWC", "three channels, channels last")
    check.unchanged(submission)


@task(4)
def test_channels_first(submission, rng):
    """(N, C, H, W): the numbers still belong to the channels, even if the image is as wide as it has channels."""
    mean, std = [100.0, 120.0, 90.0], [50.0, 40.0, 64.0]
    images = rng.integers(0, 256, (2, 3, 4, 3)).astype(np.uint8)
    value = submission.standardize(images, mean, std, "NCHW")
    check_standard(value, images, mean, std, "NCHW", "three channels, channels first, 3 pixels wide")
    images = rng.integers(0, 256, (2, 3, 4, 6)).astype(np.uint8)
    value = submission.standardize(images, mean, std, layout="NCHW")
    check_standard(value, images, mean, std, "NCHW", "three channels, channels first, 6 pixels wide")


@task(4)
def test_channels_first_with_numbers_of_other_types(submission, rng):
    """(N, C, H, W) with means and deviations that are lists of whole numbers, or float64 arrays."""
    mean, std = [100, 120, 90], [50, 40, 64]
    for kind, numbers in (("whole numbers", list), ("float64 arrays", np.float64), ("int64 arrays", np.int64)):
        images = rng.integers(0, 256, (2, 3, 4, 3)).astype(np.uint8)
        value = submission.standardize(images, numbers(mean), numbers(std), "NCHW")
        check_standard(value, images, mean, std, "NCHW", f"three channels, channels first, mean and std as {kind}")


@task(4)
def test_channels_last_of_a_square_image(submission, rng):
    """(N, H, W, C) of images that are as high and wide as they have channels."""
    mean, std = np.array([10.0, 20.0, 30.0]), np.array([2.0, 4.0, 8.0])
    images = rng.integers(0, 256, (1, 3, 3, 3)).astype(np.uint8)
    value = submission.standardize(images, mean, std, "NHWC")
    check_standard(value, images, mean, std, "NHWC", "images of 3 x 3 x 3, channels last, float64 numbers")


@task(4)
def test_whole_numbers_and_other_types(submission, rng):
    """mean and std may be integers, and images may have any dtype and number of channels."""
    for kind, channels in (("int16", 1), ("float64", 4), ("float16", 2), ("float32", 3)):
        images = rng.integers(0, 200, (2, 2, 3, channels)).astype(kind)
        mean, std = list(range(7, 7 + channels)), list(range(3, 3 + channels))
        value = submission.standardize(images, mean, std)
        check_standard(value, images, mean, std, "NHWC", f"{kind} images of {channels} channel{'s' * (channels > 1)}, whole means")


@task(4)
def test_an_unknown_layout_is_refused(submission):
    """Any other layout raises a ValueError."""
    images = np.ones((2, 2, 2, 2), np.uint8)
    what = 'standardize with layout="HWC"'
    check.raises(submission, "standardize", ValueError, images, [1.0, 2.0], [1.0, 2.0], "HWC", name=what)


# --- task 5: set_pixels ---


def painted(image, points, colour):
    result = image.copy()
    for row, column in points:
        result[row, column] = colour
    return result


def check_painted(value, image, points, colour, name):
    points = np.asarray(points)
    added = image.astype(np.float64)
    np.add.at(added, (points[:, 0], points[:, 1]), colour)
    mistakes = {
        "The colour was added to the old one: replace it.": added.astype(image.dtype),
        "All other pixels are lost: start from the image, not from zeros.": painted(np.zeros_like(image), points, colour),
    }
    if len(points) and points.max() < min(image.shape[:2]):
        swapped = painted(image, points[:, ::-1], colour)
        mistakes["Rows and columns are swapped: a point is (row, column), not (x, y)."] = swapped
    expected = painted(image, points, colour)
    check.array(value, expected, name, rtol=0, atol=0, dtype=image.dtype.name, mistakes=mistakes)


@task(5)
def test_some_pixels_get_the_colour(submission, rng):
    """The pixels at (row, column) have the new colour, all others the old one."""
    image = rng.integers(1, 100, (4, 6, 3)).astype(np.uint8)
    points = np.array([[0, 3], [2, 1], [3, 2]])
    value = submission.set_pixels(image, points, [9, 130, 88])
    check_painted(value, image, points, [9, 130, 88], "image with three new pixels")
    check.unchanged(submission)


@task(5)
def test_points_in_the_wide_part(submission, rng):
    """Columns may be larger than the image is high."""
    image = rng.integers(1, 100, (2, 7, 2)).astype(np.int16)
    points = np.array([[1, 6], [0, 5], [0, 0]])
    value = submission.set_pixels(image, points, [-300, 500])
    check_painted(value, image, points, [-300, 500], "int16 image, 2 high and 7 wide")


@task(5)
def test_repeated_points_and_none(submission, rng):
    """A point may occur twice; without points the image stays as it was."""
    image = rng.integers(1, 50, (3, 3, 1)).astype(np.uint8)
    points = np.array([[1, 2], [1, 2], [0, 1]])
    check_painted(submission.set_pixels(image, points, [60]), image, points, [60], "image with a point that comes twice")
    none = np.zeros((0, 2), np.int64)
    check_painted(submission.set_pixels(image, none, [60]), image, none, [60], "image with no new pixel")


@task(5)
def test_images_of_fractions(submission, rng):
    """The colour of a float32 image may be floats, integers or black."""
    image = rng.uniform(0.1, 1, (3, 4, 2)).astype(np.float32)
    points = np.array([[2, 3], [0, 1]])
    for colour in ([0.25, 0.75], [1, 0], [0, 0]):
        value = submission.set_pixels(image, points, colour)
        check_painted(value, image, points, colour, f"float32 image with the colour {colour}")
