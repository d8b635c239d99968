"""Judges exercises/1_overview/backward_conv_pool.py.

The judge has no formula for a gradient. It has the forward passes, and lets each value grow by 1: a convolution is linear in
images, filters and bias, and max pooling is linear until another value of the window becomes the largest, so the growth of the
loss is the gradient, exactly. TensorFlow's GradientTape gave the same gradients for 300 random cases of each layer.
"""

import numpy as np

from deepkata.suite import check, remembered, task

#: A filter that is not symmetric in any way.
FILTER = np.array([[[[1.0, 2, 3], [4, 5, 6]]]])
#: Difference quotients lose digits: with a step of 1e-5, about half of float64's.
MEASURED = {"rtol": 1e-4, "atol": 1e-4}


def whole(rng, *shape, dtype=float):
    """Whole numbers from -4 to 4, or from 0 for unsigned dtypes: every summing order is exact."""
    lowest = 0 if np.dtype(dtype).kind == "u" else -4
    return rng.integers(lowest, 5, shape).astype(dtype)


def apart(rng, *shape):
    """Even numbers, positive and negative, no two of which are equal."""
    count = int(np.prod(shape))
    return 2.0 * (rng.permutation(count) - count // 2).reshape(shape)


# --- the forward passes, and what the gradients are ----------------------------------------------------------------------


def windows(x, size, stride):
    return np.lib.stride_tricks.sliding_window_view(x, size, axis=(2, 3))[:, :, ::stride, ::stride]


def convolved(x, w, b, stride, pad):
    """The output of the layer."""
    padded = np.zeros((*x.shape[:2], x.shape[2] + 2 * pad, x.shape[3] + 2 * pad))
    padded[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]] = x
    return np.tensordot(windows(padded, w.shape[2:], stride), w, ((1, 4, 5), (1, 2, 3))).transpose(0, 3, 1, 2) + b[:, None, None]


def pooled(x, size, stride):
    return windows(x, (size, size), stride).max(axis=(4, 5))


def growth(loss, array):
    """By how much a loss grows when a value of the array grows by 1, for each value."""
    before, array = loss(array), array.copy()
    gradient = np.zeros(array.shape)
    for place in np.ndindex(array.shape):
        array[place] += 1
        gradient[place] = loss(array) - before
        array[place] -= 1
    return gradient


@remembered
def conv_gradients(x, w, dy, stride=1, pad=0):
    """The gradients of images, filters and bias."""
    x, w, b = x.astype(float), w.astype(float), np.zeros(len(w))
    return (
        growth(lambda x: (dy * convolved(x, w, b, stride, pad)).sum(), x),
        growth(lambda w: (dy * convolved(x, w, b, stride, pad)).sum(), w),
        growth(lambda b: (dy * convolved(x, w, b, stride, pad)).sum(), b),
    )


@remembered
def pool_gradient(x, dy, size, stride):
    """The gradient of the images; their values differ by 2 or more."""
    return growth(lambda x: (dy * pooled(x, size, stride)).sum(), x.astype(float))


# --- what is asked, and how answers are compared -------------------------------------------------------------------------


def backward(submission, x, w, dy, *more, **named):
    """dx, dw, db."""
    return check.sequence(submission.conv_backward(x, w, dy, *more, **named), "what conv_backward returns", 3)


def output_size(x, w, stride=1, pad=0):
    """Shape of dy."""
    return (len(x), len(w), *((size + 2 * pad - k) // stride + 1 for size, k in zip(x.shape[2:], w.shape[2:], strict=True)))


def several(number, what):
    """``1 image``, ``2 images``."""
    return f"{number} {what}" + "s" * (number != 1)


def check_map(actual, expected, name, *, mistakes=None, why="", of=None):
    """A gradient of one image with one channel, or of one filter: drawn as a map, beside the image that it is ``of``."""
    image = None if of is None else (255.0 * (of[0, 0] - of.min()) / max(np.ptp(of), 1)).astype(np.uint8)
    actual = check.is_array(actual, name, shape=expected.shape, dtype="float", why=why)
    mistakes = {words: value[0, 0] for words, value in (mistakes or {}).items()}
    check.heat_map(actual[0, 0], expected[0, 0], name, mistakes=mistakes, why=why, image=image)


def check_maps(actual, expected, name, **more):
    """The gradient of several images or filters: the first that differs is drawn."""
    check.image(actual, expected, name, layout="NCHW", **more)


def spread(shape, w, dy, stride=1, *, only=""):
    """One filter, times the gradient of each output, at the place of that output; ``only`` the first or last window counts for a pixel."""
    dx = np.zeros(shape)
    for i, j in sorted(np.ndindex(dy.shape[2:]), reverse=only == "first"):
        place = np.s_[0, 0, i * stride : i * stride + w.shape[2], j * stride : j * stride + w.shape[3]]
        dx[place] = dy[0, 0, i, j] * w[0, 0] + (0 if only else dx[place])
    return dx


def overwritten(shape, w, dy, stride=1):
    """What comes out if windows do not add up."""
    return {
        "Each window overwrote the one before. Add to what is there already.": spread(shape, w, dy, stride, only="last"),
        "Only one weight counted for each pixel. Add what comes from all weights under which it lies.": spread(
            shape, w, dy, stride, only="first"
        ),
    }


def rotated(w):
    return w[:, :, ::-1, ::-1]


# --- Task 1: central differences -----------------------------------------------------------------------------------------


@task(1)
def test_both_sides(submission):
    """The function is called with each value moved up and moved down by the step, and the difference is divided by two steps."""
    a, weights = np.array([3.0, -1, 0.5, 2]), np.array([1.0, 2, 4, -1])
    answer = submission.numerical_gradient(submission.probe.sum_of_powers(weights, 2), a, 0.25)
    exact = 2 * weights * a
    mistakes = {
        "That is (f(a + step) - f(a)) / step. The slope on one side is not that in the middle.": exact + 0.25 * weights,
        "That is (f(a) - f(a - step)) / step. The slope on one side is not that in the middle.": exact - 0.25 * weights,
        "The difference was divided by one step; from a - step to a + step there are two.": 2 * exact,
        "The difference was not divided by the distance of the two points.": exact / 2,
        "The sign is the other way round: the value at a - step is subtracted.": -exact,
    }
    why = "Central differences of squares are exact, with any step."
    name = "numerical_gradient of a² + 2b² + 4c² - d² at 3, -1, 0.5 and 2, step 0.25"
    check.array(answer, exact, name, mistakes=mistakes, why=why)


@task(1)
def test_the_step_is_the_one_given(submission):
    """The step decides where the function is called: with a cube it can be seen in the result."""
    a, weights = np.array([1.0, -2, 0.25, 3, 0]), np.array([1.0, 1, 2, 0.5, -3])
    cubes = submission.probe.sum_of_powers(weights, 3)
    steps = (0.5, 0.25, 2.0)
    answers = [submission.numerical_gradient(cubes, a, step=step) for step in steps]
    for answer, step in zip(answers, steps, strict=True):
        why = f"((a + {step:g})³ - (a - {step:g})³) / {2 * step:g} is 3a² + {step**2:g}."
        mistakes = {
            "These are the derivatives themselves: a much smaller step than the given one was used.": 3 * weights * a**2,
            "The value was moved by half a step.": weights * (3 * a**2 + step**2 / 4),
            "The difference was not divided by the distance of the two points.": weights * (3 * a**2 + step**2) * 2 * step,
        }
        expected = weights * (3 * a**2 + step**2)
        check.array(answer, expected, f"numerical_gradient of cubes, step {step:g}", why=why, mistakes=mistakes, **MEASURED)


@task(1)
def test_one_value_at_a_time(submission):
    """While one value is moved, all others stand where they are in the array."""
    a, weights = np.array([1.0, 2, -1, 3]), np.array([2.0, -1, 3, 1])
    answer = submission.numerical_gradient(submission.probe.square_of_sum(weights), a, 0.5)
    total = (weights * a).sum()
    moved = np.concatenate([[0], np.cumsum(weights[:-1])]) * 0.5
    mistakes = {
        "The values before were left moved down: put each back before the next one.": 2 * weights * (total - moved),
        "The values before were left moved up: put each back before the next one.": 2 * weights * (total + moved),
        "All values were moved together.": np.full(4, 2 * weights.sum() * total),
    }
    why = "The function is the square of 2a - b + 3c + d, so each derivative depends on all four values."
    check.array(answer, 2 * weights * total, "numerical_gradient of (2a - b + 3c + d)², step 0.5", mistakes=mistakes, why=why)


@task(1)
def test_arrays_of_any_shape(submission, rng):
    """The gradient has the shape of the array, and the function gets arrays of this shape."""
    for shape in ((6,), (2, 3), (2, 1, 3, 2), (1, 1)):
        a, weights = whole(rng, *shape), whole(rng, *shape)
        answer = submission.numerical_gradient(submission.probe.square_of_sum(weights), a, 0.5)
        check.array(answer, 2 * weights * (weights * a).sum(), f"numerical_gradient at an array of shape {shape}")


@task(1)
def test_views(submission, rng):
    """A transposed array, or every second column of one, is an array like any other."""
    for a, words in ((whole(rng, 4, 3).T, "a transposed array"), (whole(rng, 3, 8)[:, ::2], "every second column of an array")):
        weights = whole(rng, *a.shape) + 0.5
        answer = submission.numerical_gradient(submission.probe.sum_of_powers(weights, 2), a, 0.5)
        why = "ravel() of such an array, or reshape(-1), makes a copy: what is written there does not reach the array."
        check.array(answer, 2 * weights * a, f"numerical_gradient at {words}", why=why)


@task(1)
def test_whole_numbers_are_moved_by_fractions(submission):
    """An array of integers is converted to float64 before a value is moved."""
    for dtype in ("int64", "uint8"):
        a, weights = np.array([[0, 3], [1, 2]], dtype=dtype), np.array([[1.0, 2], [-1, 0.5]])
        answer = submission.numerical_gradient(submission.probe.sum_of_powers(weights, 2), a, 0.5)
        why = f"{dtype} cannot hold 3 + 0.5."
        check.array(answer, 2 * weights * a, f"numerical_gradient at 0 3 / 1 2 of {dtype}, step 0.5", why=why)


@task(1)
def test_float32_is_too_coarse(submission):
    """An array of float32 is converted to float64: a small step would be rounded away."""
    a, weights = np.array([100.0, 40, -70, 1, 1000], np.float32), np.array([1.0, -2, 1, 3, 0.5])
    answer = submission.numerical_gradient(submission.probe.sum_of_powers(weights, 2), a)
    why = "float32 cannot tell 1000 + 0.00001 from 1000. Move the values in float64."
    check.array(answer, 2 * weights * a, "numerical_gradient at a float32 array, no step given", why=why, rtol=1e-3, atol=1e-3)


@task(1)
def test_the_default_step(submission):
    """Without a step, the derivatives are accurate to four digits or more."""
    a, weights = np.array([0.5, -1.5, 2, 0.1]), np.array([1.0, -1, 2, 3])
    answer = submission.numerical_gradient(submission.probe.sum_of_powers(weights, 3), a)
    check.array(answer, 3 * weights * a**2, "numerical_gradient of cubes, no step given", **MEASURED)


# --- Task 2: the gradients of the filters and the bias -------------------------------------------------------------------


@task(2)
def test_each_weight_collects_the_pixels_it_met(submission):
    """The gradient of a weight is the sum of the pixels that it met, each times the gradient of that output."""
    x = np.array([[[[1.0, 4, 2, 0], [3, 0, 5, 1], [2, 6, 1, 7]]]])
    dy = np.array([[[[1.0, -1, 2], [0, 3, 10]]]])
    _, dw, _ = backward(submission, x, np.array([[[[2.0, 1], [1, -3]]]]), dy)
    _, expected, _ = conv_gradients(x, np.zeros((1, 1, 2, 2)), dy)
    mistakes = {
        "It is rotated by 180°. Weight (u, v) met the pixel (i + u, j + v) when it made the output (i, j).": rotated(expected),
        "dy was not used: these are the sums of all pixels that each weight met.": conv_gradients(x, np.zeros((1, 1, 2, 2)), dy**0)[1],
        "dy was rotated by 180° first.": conv_gradients(x, np.zeros((1, 1, 2, 2)), rotated(dy).copy())[1],
        "Only the last output counted: the gradients of all outputs are added.": 10 * x[:, :, 1:, 2:],
        "That is the mean over the outputs, not their sum.": expected / 6,
    }
    why = "The first weight lies on the first 2 rows and 3 columns: 1·1 - 1·4 + 2·2 + 0·3 + 3·0 + 10·5."
    check_map(dw, expected, "dw of an image of 3 by 4 with a filter of 2 by 2", mistakes=mistakes, why=why, of=x)


@task(2)
def test_the_bias_collects_everything(submission, rng):
    """The gradient of a filter's bias is the sum of its dy, over all images and places."""
    for images, filters, size in ((2, 3, (3, 4)), (3, 3, (3, 3)), (1, 1, (2, 5))):
        x, w = whole(rng, images, 2, size[0] + 1, size[1] + 1), whole(rng, filters, 2, 2, 2)
        dy = whole(rng, images, filters, *size) + np.arange(filters)[:, None, None]
        _, _, db = backward(submission, x, w, dy)
        expected = dy.sum(axis=(0, 2, 3))
        name = f"db of {several(images, 'image')}, {several(filters, 'filter')}, dy of {size[0]} by {size[1]}"
        mistakes = {
            "That is the mean over the images. dy already contains whatever factor the loss has.": expected / images,
            "That is the mean, not the sum.": expected / (dy.size / filters),
            "Only the first image counted.": dy[0].sum(axis=(1, 2)),
            "Only the last image counted.": dy[-1].sum(axis=(1, 2)),
            "The sum was taken over the wrong axes: one value for each column, not for each filter.": dy.sum(axis=(0, 1, 2)),
            "The sum was taken over the wrong axes: one value for each row, not for each filter.": dy.sum(axis=(0, 1, 3)),
            "The sum was taken over the wrong axes: one value for each image, not for each filter.": dy.sum(axis=(1, 2, 3)),
        }
        if images == 1:
            mistakes = {}
        why = "The bias of filter m is added to every output [n, m, i, j], so it gets the sum of all their gradients."
        check.array(db, expected, name, mistakes=mistakes, why=why)


@task(2)
def test_summed_over_the_images(submission, rng):
    """The gradient of a filter is the sum over all images, not their mean."""
    x, w, dy = whole(rng, 3, 1, 4, 5), whole(rng, 1, 1, 2, 3), whole(rng, 3, 1, 3, 3)
    _, dw, _ = backward(submission, x, w, dy)
    each = [conv_gradients(x[n : n + 1], w, dy[n : n + 1])[1] for n in range(3)]
    mistakes = {
        "That is the mean over the images. dy already contains whatever factor the loss has.": sum(each) / 3,
        "Only the first image counted.": each[0],
        "Only the last image counted.": each[2],
    }
    check_map(dw, sum(each), "dw of three images", mistakes=mistakes, why="All images were convolved with the same filter.")


@task(2)
def test_each_filter_and_channel(submission, rng):
    """Filter m gets its gradient from dy[:, m], and its channel c from channel c of the images."""
    for images, channels, filters in ((1, 2, 3), (2, 3, 3), (2, 3, 1)):
        x, w, dy = whole(rng, images, channels, 4, 5), whole(rng, filters, channels, 2, 3), whole(rng, images, filters, 3, 3)
        _, dw, _ = backward(submission, x, w, dy)
        _, expected, _ = conv_gradients(x, w, dy)
        mistakes = {"Filters and channels are exchanged: dw[c, m] instead of dw[m, c].": expected.transpose(1, 0, 2, 3)}
        name = f"dw of {several(images, 'image')} with {several(channels, 'channel')}, {several(filters, 'filter')}"
        check_maps(dw, expected, name, mistakes=mistakes)


@task(2)
def test_any_filter(submission, rng):
    """Any size of images and filters, up to a filter as large as the image."""
    for size, kernel in (((6, 4), (3, 2)), ((4, 5), (4, 5)), ((3, 5), (1, 1)), ((3, 6), (1, 4))):
        x, w = whole(rng, 2, 2, *size), whole(rng, 3, 2, *kernel)
        dy = whole(rng, *output_size(x, w)) / 4
        _, dw, db = backward(submission, x, w, dy)
        _, expected, bias = conv_gradients(x, w, dy)
        name = f"images of {size[0]} by {size[1]}, filters of {kernel[0]} by {kernel[1]}"
        check_maps(dw, expected, f"dw, {name}")
        check.array(db, bias, f"db, {name}")


# --- Task 3: the gradient of the images ----------------------------------------------------------------------------------


@task(3)
def test_one_output_spreads_its_filter(submission):
    """If a single output has a gradient, dx is the filter times this gradient, at the place of this output."""
    x, dy = np.zeros((1, 1, 4, 5)), np.zeros((1, 1, 3, 3))
    dy[0, 0, 1, 2] = 2
    dx, _, _ = backward(submission, x, FILTER, dy)
    expected = np.zeros(x.shape)
    expected[0, 0, 1:3, 2:5] = 2 * FILTER[0, 0]
    mistakes = {
        "The filter is rotated by 180°: pixel (i + u, j + v) was multiplied by weight (u, v).": spread(x.shape, rotated(FILTER), dy),
        "The filter is missing: every pixel of the window gets the gradient itself.": spread(x.shape, FILTER**0, dy),
        "dy is missing: this is the filter alone.": expected / 2,
        **overwritten(x.shape, FILTER, dy),
    }
    why = "Output (1, 2) was made of rows 1 and 2 and columns 2 to 4: the pixel under a weight gets that weight times 2."
    check_map(dx, expected, "dx where only dy[0, 0, 1, 2] is not 0", mistakes=mistakes, why=why)


@task(3)
def test_overlaps_add_up(submission):
    """A pixel in several windows gets the sum of what comes from each."""
    x, dy = np.zeros((1, 1, 4, 5)), np.array([[[[1.0, 3, 2], [2, -1, 4], [-3, 5, 1]]]])
    dx, _, _ = backward(submission, x, FILTER, dy)
    expected = spread(x.shape, FILTER, dy)
    mistakes = {
        **overwritten(x.shape, FILTER, dy),
        "The filter is rotated by 180°: pixel (i + u, j + v) was multiplied by weight (u, v).": spread(x.shape, rotated(FILTER), dy),
        "dy is rotated by 180°.": spread(x.shape, FILTER, rotated(dy)),
    }
    why = "Pixel (0, 1) is under weight (0, 1) of output (0, 0) and under weight (0, 0) of output (0, 1): 2·1 + 1·3."
    check_map(dx, expected, "dx of a filter of 2 by 3, dy of 3 by 3", mistakes=mistakes, why=why)


@task(3)
def test_filters_are_summed_channels_are_not(submission, rng):
    """A channel of an image gets gradients from all filters, through their weights for this channel."""
    for channels, filters in ((3, 3), (1, 3), (2, 1)):
        x, w, dy = whole(rng, 1, channels, 4, 5), whole(rng, filters, channels, 2, 3), whole(rng, 1, filters, 3, 3)
        dx, _, _ = backward(submission, x, w, dy)
        parts = [conv_gradients(x, w[m : m + 1], dy[:, m : m + 1])[0] for m in range(filters)]
        mistakes = {"Only the last filter counted: every filter saw these pixels.": parts[-1]} if filters > 1 else {}
        if channels == filters > 1:
            mistakes["Filters and channels are exchanged: w[c, m] instead of w[m, c]."] = conv_gradients(x, w.swapaxes(0, 1).copy(), dy)[0]
        name = f"dx of an image with {several(channels, 'channel')}, {several(filters, 'filter')}"
        check_maps(dx, sum(parts), name, mistakes=mistakes)


@task(3)
def test_images_stay_apart(submission, rng):
    """The gradient of an image depends on its own dy alone, and is not averaged."""
    x, w, dy = whole(rng, 3, 2, 5, 4), whole(rng, 2, 2, 3, 2), whole(rng, 3, 2, 3, 3)
    dx, _, _ = backward(submission, x, w, dy)
    expected = np.concatenate([conv_gradients(x[n : n + 1], w, dy[n : n + 1])[0] for n in range(3)])
    mistakes = {
        "That is divided by the number of images. dy already contains whatever factor the loss has.": expected / 3,
        "The images were summed: each gets the gradients of all.": np.broadcast_to(expected.sum(axis=0), expected.shape),
    }
    check_maps(dx, expected, "dx of three images", mistakes=mistakes)


@task(3)
def test_any_image(submission, rng):
    """Any size of images and filters."""
    for size, kernel in (((6, 4), (3, 2)), ((4, 5), (4, 5)), ((3, 5), (1, 1)), ((3, 6), (1, 4))):
        x, w = whole(rng, 2, 2, *size), whole(rng, 3, 2, *kernel)
        dy = whole(rng, *output_size(x, w)) / 4
        dx, _, _ = backward(submission, x, w, dy)
        name = f"dx, images of {size[0]} by {size[1]}, filters of {kernel[0]} by {kernel[1]}"
        check_maps(dx, conv_gradients(x, w, dy)[0], name)


# --- Task 4: stride, padding, integers -----------------------------------------------------------------------------------


@task(4)
def test_windows_are_a_stride_apart(submission):
    """With stride 2, output (1, 1) was made of the window that begins at row 2 and column 2."""
    x, dy = np.arange(35.0).reshape(1, 1, 5, 7) % 11, np.array([[[[1.0, 3, 2], [-2, 4, 5]]]])
    w = FILTER.transpose(0, 1, 3, 2).copy()
    dx, dw, _ = backward(submission, x, w, dy, 2)
    expected, weights, _ = conv_gradients(x, w, dy, 2)
    mistakes = {
        "The stride is missing: output (i, j) begins at row i and column j.": spread(x.shape, w, dy),
        **overwritten(x.shape, w, dy, 2),
    }
    why = "Output (i, j) was made of the window that begins at row 2i and column 2j."
    check_map(dx, expected, "dx of a filter of 3 by 2, stride 2", mistakes=mistakes, why=why)
    mistakes = {"The stride is missing: the pixels are those of stride 1.": conv_gradients(x[:, :, :4, :4], w, dy)[1]}
    check_map(dw, weights, "dw of a filter of 3 by 2, stride 2", mistakes=mistakes, why=why)


@task(4)
def test_pixels_that_no_window_covers(submission, rng):
    """Pixels in no window, at the end or between the windows, have gradient 0; dx still has the shape of x."""
    for size, kernel, stride in (((6, 8), (2, 3), 3), ((5, 4), (1, 1), 2), ((7, 6), (3, 3), 2)):
        x, w = whole(rng, 1, 1, *size), np.arange(1.0, kernel[0] * kernel[1] + 1).reshape(1, 1, *kernel)
        dy = 1.0 + np.resize(np.arange(9), output_size(x, w, stride))
        dx, _, _ = backward(submission, x, w, dy, stride)
        rows = (dy.shape[2] - 1) * stride + kernel[0]
        why = f"The last window ends at row {rows - 1} of {size[0]}. A pixel that no output depends on has gradient 0."
        name = f"dx of an image of {size[0]} by {size[1]}, a filter of {kernel[0]} by {kernel[1]}, stride {stride}"
        check_map(dx, spread(x.shape, w, dy, stride), name, why=why)


@task(4)
def test_the_padding_is_cut_off(submission):
    """The zeros around the image are no part of x: their gradient is dropped on all four sides."""
    x = np.array([[[[1.0, 2, 0, 5], [3, 1, 2, -1], [0, 1, 4, 2]]]])
    w = np.array([[[[1.0, 2, 0], [0, 3, 1], [2, 0, 1]]]])
    for pad in (1, 2):
        dy = 1.0 + np.resize(np.arange(7), output_size(x, w, pad=pad))
        dx, _, _ = backward(submission, x, w, dy, pad=pad)
        expected, _, _ = conv_gradients(x, w, dy, 1, pad)
        around = spread((1, 1, 3 + 2 * pad, 4 + 2 * pad), w, dy)
        mistakes = {
            "It is shifted: the padding was cut off below and on the right only.": around[:, :, :3, :4],
            "It is shifted: the padding was cut off above and on the left only.": around[:, :, 2 * pad :, 2 * pad :],
        }
        why = f"dx has the shape of x, (1, 1, 3, 4). Pixel (0, 0) of x stands at row {pad} and column {pad} of the padded image."
        check_map(dx, expected, f"dx of an image of 3 by 4, pad {pad}", mistakes=mistakes, why=why)


@task(4)
def test_weights_meet_the_padding(submission):
    """In the gradient of the filter, the zeros of the padding count as pixels."""
    x = np.array([[[[1.0, 2, 0, 5], [3, 1, 2, -1], [0, 1, 4, 2]]]])
    w, dy = np.ones((1, 1, 3, 3)), np.arange(1.0, 13).reshape(1, 1, 3, 4)
    _, dw, db = backward(submission, x, w, dy, pad=1)
    _, expected, _ = conv_gradients(x, w, dy, 1, 1)
    why = "Pad x as the forward pass does. Weight (0, 0) met zeros for all outputs of the first row and the first column."
    mistakes = {"It is rotated by 180°. Weight (u, v) met the pixel (i + u, j + v) when it made the output (i, j).": rotated(expected)}
    check_map(dw, expected, "dw of an image of 3 by 4, pad 1", mistakes=mistakes, why=why)
    check.array(db, np.array([dy.sum()]), "db, pad 1", why="Every output has the bias in it, also those at the border.")


@task(4)
def test_any_stride_and_padding(submission, rng):
    """Strides and paddings together, for several images, channels and filters."""
    for size, kernel, stride, pad in (((6, 5), (3, 3), 2, 1), ((5, 7), (2, 4), 3, 1), ((6, 4), (3, 3), 1, 2), ((4, 6), (4, 3), 2, 2)):
        x, w = whole(rng, 2, 2, *size), whole(rng, 3, 2, *kernel)
        dy = whole(rng, *output_size(x, w, stride, pad)) / 4
        answers = backward(submission, x, w, dy, stride=stride, pad=pad)
        name = f"images of {size[0]} by {size[1]}, filters of {kernel[0]} by {kernel[1]}, stride {stride}, pad {pad}"
        for answer, expected, which in zip(answers, conv_gradients(x, w, dy, stride, pad), ("dx", "dw", "db"), strict=True):
            (check.array if which == "db" else check_maps)(answer, expected, f"{which}, {name}")


@task(4)
def test_whole_number_images_and_filters(submission, rng):
    """Gradients have fractions even where images and filters have none."""
    for dtypes in (("uint8", "int8"), ("int64", "float32"), ("float64", "int32")):
        x, w = whole(rng, 2, 2, 4, 4, dtype=dtypes[0]), whole(rng, 2, 2, 3, 3, dtype=dtypes[1])
        dy = whole(rng, 2, 2, 2, 2) + 0.25
        answers = backward(submission, x, w, dy, stride=2, pad=1)
        why = "Make arrays for gradients with a float dtype, whatever the dtype of images and filters is."
        for answer, expected, which in zip(answers, conv_gradients(x, w, dy, 2, 1), ("dx", "dw", "db"), strict=True):
            (check.array if which == "db" else check_maps)(answer, expected, f"{which} of {dtypes[0]} images, {dtypes[1]} filters", why=why)


@task(4)
def test_float32_all_through(submission, rng):
    """Images, filters and dy of float32."""
    x, w, dy = (whole(rng, *shape, dtype=np.float32) for shape in ((2, 2, 5, 4), (3, 2, 3, 2), (2, 3, 3, 3)))
    answers = backward(submission, x, w, dy)
    for answer, expected, which in zip(answers, conv_gradients(x, w, dy), ("dx", "dw", "db"), strict=True):
        (check.array if which == "db" else check_maps)(answer, expected, f"{which}, all of float32")


# --- Task 5: the gradient of max pooling ---------------------------------------------------------------------------------


@task(5)
def test_only_the_maximum_gets_the_gradient(submission):
    """The gradient of an output goes to the maximum of its window; all other values get 0."""
    x = np.array([[[[1.0, 5, 2, 0], [7, 3, 6, 4], [2, 8, 1, 3], [0, 4, 5, 9]]]])
    dy = np.array([[[[1.0, -2], [3, 4]]]])
    dx = submission.max_pool_backward(x, dy, 2, 2)
    expected, repeated = pool_gradient(2 * x, dy, 2, 2), dy.repeat(2, axis=2).repeat(2, axis=3)
    mistakes = {
        "Every value of a window got the gradient. A change of the smaller ones does not change the output.": repeated,
        "The gradient was shared by all values of the window: that is the gradient of mean pooling.": repeated / 4,
        "The gradient was multiplied by the maximum. The output *is* the maximum, so its derivative is 1.": expected * x,
        "These are the maxima, not the gradients that arrive there.": np.where(expected, x, 0),
        "The places of the maxima are marked by 1; dy is missing.": np.where(expected, 1.0, 0),
        "The largest value of the image got everything: each window has a maximum of its own.": np.where(x == 9, dy.sum(), 0),
        "The smallest values of the windows got the gradients.": pool_gradient(-2 * x, dy, 2, 2),
    }
    why = "The maxima are 7, 6, 8 and 9: only these values decide the outputs."
    check_map(dx, expected, "max_pool_backward, an image of 4 by 4, windows of 2 by 2", mistakes=mistakes, why=why, of=x)


@task(5)
def test_maximum_of_its_own_window(submission):
    """A value that is the maximum of another window, and not of its own, gets nothing."""
    x = np.array([[[[5.0, 1, 5, 9], [2, 3, 4, 0], [7, 5, 9, 1], [0, 9, 8, 7]]]])
    dy = np.array([[[[1.0, 2], [3, 4]]]])
    dx = submission.max_pool_backward(x, dy, 2, 2)
    expected = np.zeros(x.shape)
    expected[0, 0, [0, 0, 3, 2], [0, 3, 1, 2]] = 1, 2, 3, 4
    everywhere = sum(np.where(x == top, part, 0) for top, part in zip((5, 9, 9, 9), (1, 2, 3, 4), strict=True))
    mistakes = {"Every value of the image that equals a window's maximum got its gradient. Compare inside the window alone.": everywhere}
    why = "Of the three values 5 only the first is the maximum of its window, and each 9 gets the gradient of its own window."
    check_map(dx, expected, "max_pool_backward, maxima of 5, 9, 9 and 9", mistakes=mistakes, why=why, of=x)


@task(5)
def test_negative_images(submission, rng):
    """The maximum of a window may be negative."""
    x, dy = apart(rng, 1, 1, 4, 6) - 30, np.array([[[[1.0, 2, 3], [4, 5, 6]]]])
    dx = submission.max_pool_backward(x, dy, 2, 2)
    why = "All values are below 0, and each window still has a largest one."
    check_map(dx, pool_gradient(x, dy, 2, 2), "max_pool_backward of an image below 0", why=why, of=x)


@task(5)
def test_images_and_channels_stay_apart(submission, rng):
    """Each channel of each image has maxima of its own."""
    x, dy = apart(rng, 2, 3, 4, 4), whole(rng, 2, 3, 2, 2)
    dx = submission.max_pool_backward(x, dy, 2, 2)
    check_maps(dx, pool_gradient(x, dy, 2, 2), "max_pool_backward of 2 images with 3 channels")


@task(5)
def test_the_rest_of_the_image(submission, rng):
    """Values in no window, at the end or between the windows, get 0; the result still has the shape of x."""
    for size, window, stride in (((5, 7), 2, 2), ((7, 6), 2, 3), ((8, 7), 3, 3)):
        x = apart(rng, 1, 1, *size)
        shape = pooled(x, window, stride).shape
        dy = 1.0 + np.resize(np.arange(9), shape)
        dx = submission.max_pool_backward(x, dy, window, stride)
        name = f"max_pool_backward of an image of {size[0]} by {size[1]}, size {window}, stride {stride}"
        why = f"Window (i, j) begins at row {stride}i and column {stride}j; {shape[2]} by {shape[3]} of them fit."
        check_map(dx, pool_gradient(x, dy, window, stride), name, why=why, of=x)


@task(5)
def test_whole_number_images(submission):
    """Gradients have fractions even where images have none."""
    for dtype in ("uint8", "int32", "float32"):
        x = np.array([[[[200, 5, 40, 2], [7, 90, 6, 44]]]], dtype=dtype)
        dy = np.array([[[[0.25, -1.5]]]])
        expected = np.array([[[[0.25, 0, 0, 0], [0, 0, 0, -1.5]]]])
        why = "Make the array for the gradient with a float dtype, whatever the dtype of the images is."
        check_map(submission.max_pool_backward(x, dy, 2, 2), expected, f"max_pool_backward of a {dtype} image", why=why, of=x)


# --- Task 6: overlapping windows and ties --------------------------------------------------------------------------------


@task(6)
def test_maximum_of_several_windows(submission):
    """A value that is the maximum of several windows gets the sum of their gradients."""
    x = np.array([[[[1.0, 5, 2, 0], [4, 9, 3, 6], [2, 7, 1, 8], [0, 3, 5, 4]]]])
    dy = np.array([[[[1.0, 2, 3], [4, 5, 6], [7, 8, 9]]]])
    dx = submission.max_pool_backward(x, dy, 2, 1)
    expected = pool_gradient(2 * x, dy, 2, 1)
    last, whole_windows = np.zeros(x.shape), np.zeros(x.shape)
    for i, j in np.ndindex(3, 3):
        window = np.s_[0, 0, i : i + 2, j : j + 2]
        last[window] = np.where(x[window] == x[window].max(), dy[0, 0, i, j], last[window])
        whole_windows[window] = np.where(x[window] == x[window].max(), dy[0, 0, i, j], 0)
    mistakes = {
        "Each window overwrote the one before. Add to what is there already.": last,
        "Each window overwrote the one before, and set its other pixels to 0. Add to what is there already.": whole_windows,
    }
    why = "The 9 is the maximum of four windows: 1 + 2 + 4 + 5. (An index that occurs twice in `dx[index] += …` counts only once.)"
    check_map(dx, expected, "max_pool_backward, size 2, stride 1", mistakes=mistakes, why=why, of=x)


@task(6)
def test_any_windows(submission, rng):
    """Any size and stride, for several images and channels."""
    for size, window, stride in (((7, 7), 3, 2), ((6, 5), 3, 1), ((8, 9), 4, 3), ((5, 6), 1, 1)):
        x = apart(rng, 2, 2, *size)
        dy = whole(rng, *pooled(x, window, stride).shape) / 4
        dx = submission.max_pool_backward(x, dy, window, stride)
        name = f"max_pool_backward of images of {size[0]} by {size[1]}, size {window}, stride {stride}"
        check_maps(dx, pool_gradient(x, dy, window, stride), name)


@task(6)
def test_ties_do_not_multiply_the_gradient(submission):
    """Where the maximum occurs several times, the gradients of these places sum to that of the output."""
    relu = np.array([[[[0.0, 0, 3, 3], [0, 0, 0, 3], [0, 2, 1, 1], [2, 2, 1, 1]]]])
    for x, words in ((np.zeros((1, 1, 4, 4)), "of zeros"), (relu, "with zeros and equal maxima")):
        dy = np.array([[[[1.0, 2], [4, 8]]]])
        name = f"max_pool_backward of an image {words}"
        dx = check.is_array(submission.max_pool_backward(x, dy, 2, 2), name, shape=x.shape, dtype="float").astype(float)
        for i, j in np.ndindex(2, 2):
            window = np.s_[0, 0, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
            tied, part = x[window] == x[window].max(), dx[window]
            where = f"{name}, window ({i}, {j}), whose maximum {x[window].max():g} occurs {tied.sum()} times"
            why = (
                f"{where}: its gradients should sum to {dy[0, 0, i, j]:g}, and sum to {part.sum():g}. "
                "Give the gradient to one of the equal values, or let them share it."
            )
            check.that(abs(part.sum() - dy[0, 0, i, j]) < 1e-5, why)
            check.that(not part[~tied].any(), f"{where}: a value that is not the maximum has a gradient.")
            check.that(part.min() >= 0, f"{where}: the gradient {part.min():g} has the wrong sign.")
