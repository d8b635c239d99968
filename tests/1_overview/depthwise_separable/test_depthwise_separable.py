"""Judges exercises/1_overview/depthwise_separable.py.

What is expected is computed by definition, one output value at a time. TensorFlow's depthwise_conv2d and separable_conv2d, and
the convolution with groups of ONNX's reference evaluator, gave the same for 300 random cases. Random values are small whole
numbers: every summing order is exact.
"""

import numpy as np

from deepkata.suite import check, remembered, task

#: A filter that is not symmetric in any way.
FILTER = np.array([[1.0, 2, 3], [4, 5, 6]])


def whole(rng, *shape, dtype=float):
    """Whole numbers from -4 to 4."""
    return rng.integers(-4, 5, shape).astype(dtype)


def row(*channels):
    """One image of one row; each argument is a channel."""
    return np.array([[[list(channel)] for channel in channels]], dtype=float)


def ones_by_one(*weights):
    """Depthwise filters of 1 by 1."""
    return np.array(weights, dtype=float).reshape(-1, 1, 1, 1)


def mixing(*rows):
    """Pointwise filters: rows[m][c]."""
    return np.array(rows, dtype=float)[:, :, None, None]


def middle(*weights):
    """Depthwise filters of 3 by 3 whose only weight is in the middle."""
    filters = np.zeros((len(weights), 1, 3, 3))
    filters[:, 0, 1, 1] = weights
    return filters


# --- the convolutions by definition --------------------------------------------------------------------------------------


def positions(size, kernel, stride, pad):
    """Number of rows and columns of the output."""
    return tuple((n + 2 * pad - k) // stride + 1 for n, k in zip(size, kernel, strict=True))


def filtered(x, w, stride=1, pad=0, channel_of=None):
    """The depthwise convolution. ``channel_of(d)``: which channel filter d sees, if it is not its own."""
    each = len(w) // x.shape[1]
    padded = np.zeros((*x.shape[:2], x.shape[2] + 2 * pad, x.shape[3] + 2 * pad))
    padded[:, :, pad : pad + x.shape[2], pad : pad + x.shape[3]] = x
    y = np.zeros((len(x), len(w), *positions(x.shape[2:], w.shape[2:], stride, pad)))
    for d, i, j in np.ndindex(y.shape[1:]):
        c = channel_of(d) if channel_of else d // each
        window = padded[:, c, i * stride : i * stride + w.shape[2], j * stride : j * stride + w.shape[3]]
        y[:, d, i, j] = (window * w[d, 0]).sum(axis=(1, 2))
    return y


def mixed(x, w):
    """The pointwise convolution."""
    return sum(w[None, :, c] * x[:, c, None] for c in range(x.shape[1]))


@remembered
def both(x, depthwise_w, pointwise_w, stride=1, pad=0):
    """The separable convolution."""
    return mixed(filtered(x, depthwise_w, stride, pad), pointwise_w)


def fully(x, w):
    """A full convolution, stride 1, no padding."""
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))
    return np.tensordot(windows, w, ((1, 4, 5), (1, 2, 3))).transpose(0, 3, 1, 2)


def relu6(z):
    return np.where(z < 0, 0.0, np.where(z > 6, 6.0, z))


def block(x, p, stride=1, first=relu6, second=relu6, last=lambda z: z, shortcut=None):
    """The inverted residual; what is not given is as it should be."""
    y = second(filtered(first(mixed(x, p["expand"])), p["depthwise"], stride, p["depthwise"].shape[2] // 2))
    y = last(mixed(y, p["project"]))
    shortcut = stride == 1 and x.shape[1] == y.shape[1] if shortcut is None else shortcut
    return y + x[:, :, ::stride, ::stride] if shortcut else y


def block_weights(rng, channels, expanded, filters, kernel=3):
    """Weights of a block, small enough for relu6 not to cut off everything."""
    return {
        "expand": whole(rng, expanded, channels, 1, 1) / 4,
        "depthwise": whole(rng, expanded, 1, kernel, kernel) / 4,
        "project": whole(rng, filters, expanded, 1, 1) / 4,
    }


# --- how answers are compared --------------------------------------------------------------------------------------------


def different(mistakes, expected):
    """The mistakes whose result is not the expected one."""
    return {words: wrong for words, wrong in (mistakes or {}).items() if np.shape(wrong) != np.shape(expected) or np.any(wrong != expected)}


def check_output(y, expected, name, *, mistakes=None, why=""):
    """The output is the expected one; if not, the first channel that differs is drawn."""
    expected = np.asarray(expected, dtype=float)
    check.drawn(
        lambda: check.array(y, expected, name, mistakes=different(mistakes, expected), why=why),
        lambda: one_channel(y, expected, name),
    )


def one_channel(y, expected, name):
    """The picture of the first channel that differs, or of the very first if the shapes do."""
    wrong = np.argwhere(~np.isclose(y, expected)) if y.shape == expected.shape else np.zeros((1, 4), int)
    n, c = wrong[0, :2]
    try:
        check.heat_map(y[n, c], expected[n, c], f"{name}: [{n}, {c}]")
    except check.Mismatch as mismatch:
        return mismatch.picture


def sizes(x, w):
    """Images and filters in words."""
    return f"{len(x)} by {x.shape[1]} channels of {x.shape[2]} by {x.shape[3]}, {len(w)} filters of {w.shape[2]} by {w.shape[3]}"


# --- Task 1: one filter for each channel ---------------------------------------------------------------------------------


@task(1)
def test_each_channel_has_its_own_filter(submission):
    """Filter d is applied to channel d, and makes channel d of the output."""
    x = row([1, 2, 3], [10, 20, 30], [4, 0, 5])
    expected = row([2, 4, 6], [-10, -20, -30], [12, 0, 15])
    mistakes = {
        "The filter of channel 0 was used for all channels.": 2 * x,
        "Each filter was applied to all channels, and the products were summed. That is the full convolution.": row(
            [30, 44, 76], [-15, -22, -38], [45, 66, 114]
        ),
    }
    name = "depthwise of 1 2 3, 10 20 30 and 4 0 5 with the 1 by 1 filters 2, -1 and 3"
    why = "2 times the first channel, -1 times the second, 3 times the third."
    check_output(submission.depthwise(x, ones_by_one(2, -1, 3)), expected, name, mistakes=mistakes, why=why)


@task(1)
def test_channels_do_not_mix(submission):
    """Where a channel is 0, its output is 0, whatever the others contain."""
    x = np.zeros((1, 3, 4, 5))
    x[0, 1] = np.arange(20).reshape(4, 5)
    w = np.stack([FILTER, 2 * FILTER, -FILTER])[:, None]
    expected = filtered(x, w)
    mistakes = {
        "The channels were summed: each output channel depends on all of them.": np.stack([expected[0, 1] / 2, expected[0, 1], -expected[0, 1] / 2])[None],
        "The outputs were summed into every channel.": np.broadcast_to(expected[:, 1:2], expected.shape),
    }
    name = "depthwise of 3 channels, only the second of which is not 0"
    check_output(submission.depthwise(x, w), expected, name, mistakes=mistakes, why="Each filter sees its own channel only.")


@task(1)
def test_the_filter_is_not_flipped(submission, rng):
    """The weight (u, v) meets the pixel u rows down and v columns to the right of the filter's place."""
    x = whole(rng, 1, 2, 4, 5)
    w = np.stack([FILTER, FILTER[::-1] - 3])[:, None]
    mistakes = {"The filters were rotated by 180° first. Networks do not rotate them.": filtered(x, w[:, :, ::-1, ::-1])}
    name = "depthwise of 2 channels of 4 by 5 with filters of 2 by 3"
    check_output(submission.depthwise(x, w), filtered(x, w), name, mistakes=mistakes)


@task(1)
def test_stride(submission):
    """With stride 2 the filter moves by two rows and two columns; there is no output where it would leave the image."""
    x = np.arange(60.0).reshape(1, 2, 5, 6)
    w = np.stack([FILTER, -FILTER])[:, None]
    expected = filtered(x, w, 2)
    why = f"{expected.shape[2]} by {expected.shape[3]} positions: (5 - 2) // 2 + 1 rows, (6 - 3) // 2 + 1 columns."
    check_output(submission.depthwise(x, w, 2), expected, "depthwise of 2 channels of 5 by 6, filters of 2 by 3, stride 2", why=why)


@task(1)
def test_padding(submission):
    """pad=1 puts one row or column of zeros on each of the four sides of each channel."""
    x, w = np.ones((1, 2, 3, 4)), np.ones((2, 1, 3, 3)) * np.array([1.0, 10]).reshape(2, 1, 1, 1)
    expected = filtered(x, w, 1, 1)
    larger = np.zeros((1, 2, 5, 6))
    larger[:, :, :3, :4] = x
    mistakes = {"All zeros were added at the bottom and on the right.": filtered(larger, w)}
    why = "At a corner the filter covers 5 zeros and 4 ones. The output is as large as the image."
    name = "depthwise of 2 channels of ones, 3 by 4, filters of 3 by 3, pad 1"
    check_output(submission.depthwise(x, w, pad=1), expected, name, mistakes=mistakes, why=why)


@task(1)
def test_any_channels(submission, rng):
    """Any images, filters, strides and paddings."""
    for shape, kernel, stride, pad in (((2, 3, 6, 5), (3, 3), 1, 1), ((1, 4, 5, 8), (2, 3), 2, 1), ((3, 1, 7, 7), (5, 4), 3, 2), ((2, 2, 4, 6), (1, 3), 1, 0)):
        x, w = whole(rng, *shape), whole(rng, shape[1], 1, *kernel)
        y = submission.depthwise(x, w, stride=stride, pad=pad)
        check_output(y, filtered(x, w, stride, pad), f"depthwise, {sizes(x, w)}, stride {stride}, pad {pad}")


# --- Task 2: several filters for each channel ----------------------------------------------------------------------------


@task(2)
def test_filters_of_a_channel_stand_together(submission):
    """With K = 2, filters 0 and 1 belong to channel 0, and filters 2 and 3 to channel 1."""
    x, w = row([1, 2], [10, 20]), ones_by_one(1, 2, 3, 4)
    expected = filtered(x, w)
    mistakes = {
        "The filters were dealt out by turns: filter 1 was applied to channel 1.": filtered(x, w, channel_of=lambda d: d % 2),
        "The filters are right, but their outputs are ordered by k, not by channel.": expected[:, [0, 2, 1, 3]],
    }
    why = "1 and 2 times the first channel, then 3 and 4 times the second: output channel c * K + k."
    name = "depthwise of 1 2 and 10 20 with the 1 by 1 filters 1, 2, 3 and 4"
    check_output(submission.depthwise(x, w), expected, name, mistakes=mistakes, why=why)


@task(2)
def test_any_multiplier(submission, rng):
    """Any number of filters for each channel, with stride and padding."""
    for channels, each, kernel, stride, pad in ((3, 2, (3, 3), 1, 1), (2, 3, (2, 2), 2, 0), (1, 4, (3, 2), 1, 1), (4, 2, (3, 3), 2, 1)):
        x, w = whole(rng, 2, channels, 5, 6), whole(rng, channels * each, 1, *kernel)
        y = submission.depthwise(x, w, stride, pad)
        mistakes = {"The filters were dealt out by turns.": filtered(x, w, stride, pad, channel_of=lambda d, c=channels: d % c)}
        name = f"depthwise, {sizes(x, w)}, stride {stride}, pad {pad}"
        check_output(y, filtered(x, w, stride, pad), name, mistakes=mistakes)


@task(2)
def test_filters_that_cannot_be_shared_out(submission):
    """If the number of filters is not a multiple of the number of channels, a ValueError says so."""
    for channels, filters in ((4, 6), (3, 2), (2, 5)):
        x, w = np.ones((1, channels, 4, 4)), np.ones((filters, 1, 3, 3))
        check.raises(submission, "depthwise", ValueError, x, w, name=f"depthwise of {channels} channels with {filters} filters")


# --- Task 3: pointwise and separable -------------------------------------------------------------------------------------


@task(3)
def test_pointwise_sums_the_channels(submission):
    """Channel m is the sum of all channels, each times its weight w[m, c]."""
    x, w = row([1, 2], [10, 20], [100, 200]), mixing([1, 2, 3], [0, -1, 1])
    why = "1·1 + 2·10 + 3·100 in the first pixel of channel 0."
    mistakes = {"The sum was divided by the number of channels: it is the mean.": mixed(x, w) / 3}
    y = submission.pointwise(x, w)
    check_output(y, mixed(x, w), "pointwise of 3 channels with the filters 1 2 3 and 0 -1 1", mistakes=mistakes, why=why)


@task(3)
def test_outputs_come_first(submission):
    """The first axis of the pointwise filters belongs to the outputs, also where there are as many inputs."""
    x, w = row([1, 2], [10, 20]), mixing([1, 2], [5, 7])
    mistakes = {"w[c, m] was taken for w[m, c].": mixed(x, w.transpose(1, 0, 2, 3))}
    y = submission.pointwise(x, w)
    check_output(y, mixed(x, w), "pointwise of 1 2 and 10 20 with the filters 1 2 and 5 7", mistakes=mistakes, why="w[m, c] is row m, column c.")


@task(3)
def test_pixels_stay_apart(submission, rng):
    """A pointwise convolution sees one pixel at a time, for any number of images and channels."""
    for count, channels, filters, size in ((2, 3, 5, (4, 3)), (3, 4, 2, (1, 6)), (1, 1, 3, (5, 2)), (2, 4, 4, (3, 5))):
        x, w = whole(rng, count, channels, *size), whole(rng, filters, channels, 1, 1)
        check_output(submission.pointwise(x, w), mixed(x, w), f"pointwise, {sizes(x, w)}")


@task(3)
def test_nothing_between_the_convolutions(submission):
    """What the depthwise convolution makes is mixed as it is, negative values too."""
    x, first, second = row([1, 2, 3], [5, 4, 6]), ones_by_one(-1, 1), mixing([10, 1], [1, -1])
    expected = both(x, first, second)
    mistakes = {
        "Negative values became 0 between the two: there is no activation there.": mixed(np.maximum(filtered(x, first), 0), second),
        "Negative values became 0 at the end: there is no activation.": np.maximum(expected, 0),
        "The channels were mixed first, and filtered after that.": filtered(mixed(x, second), first),
    }
    name = "separable of 1 2 3 and 5 4 6, depthwise filters -1 and 1, pointwise filters 10 1 and 1 -1"
    check_output(submission.separable(x, first, second), expected, name, mistakes=mistakes, why="-10·1 + 1·5 in the first pixel.")


@task(3)
def test_the_stride_counts_once(submission, rng):
    """A separable convolution with stride 2 has half as many rows and columns, not a quarter."""
    x, first, second = whole(rng, 1, 2, 8, 8), whole(rng, 2, 1, 2, 2), whole(rng, 3, 2, 1, 1)
    expected = both(x, first, second, 2)
    mistakes = {
        "The stride was applied in the depthwise and again in the pointwise convolution.": expected[:, :, ::2, ::2],
        "The stride was left out.": both(x, first, second),
    }
    why = "The depthwise convolution has the stride; the pointwise one goes over all that is left."
    check_output(submission.separable(x, first, second, 2), expected, "separable of 8 by 8 pixels, stride 2", mistakes=mistakes, why=why)


@task(3)
def test_the_padding_counts_once(submission, rng):
    """Zeros are added for the depthwise convolution only; the pointwise one needs none."""
    x, first, second = whole(rng, 1, 2, 4, 5), whole(rng, 2, 1, 3, 3), whole(rng, 2, 2, 1, 1)
    expected = both(x, first, second, 1, 1)
    mistakes = {
        "The padding was applied in the depthwise and again in the pointwise convolution.": np.pad(expected, ((0, 0), (0, 0), (1, 1), (1, 1))),
        "The padding was left out.": both(x, first, second),
    }
    check_output(submission.separable(x, first, second, pad=1), expected, "separable of 4 by 5 pixels, pad 1", mistakes=mistakes)


@task(3)
def test_any_separable_convolution(submission, rng):
    """Any multiplier, stride and padding."""
    for channels, each, filters, stride, pad in ((3, 1, 4, 1, 1), (2, 3, 5, 2, 1), (4, 2, 2, 1, 0), (3, 2, 6, 3, 2)):
        x, first, second = whole(rng, 2, channels, 7, 6), whole(rng, channels * each, 1, 3, 3), whole(rng, filters, channels * each, 1, 1)
        y = submission.separable(x, first, second, stride, pad)
        name = f"separable, {channels} channels, {each} depthwise filters for each, {filters} pointwise filters, stride {stride}, pad {pad}"
        check_output(y, both(x, first, second, stride, pad), name)


@task(3)
def test_float32(submission, rng):
    """Images and filters of float32."""
    x, first, second = (whole(rng, *shape, dtype=np.float32) for shape in ((2, 3, 6, 5), (6, 1, 3, 3), (4, 6, 1, 1)))
    check_output(submission.separable(x, first, second, 2, 1), both(x, first, second, 2, 1), "separable, all of float32")


# --- Task 4: the full filters --------------------------------------------------------------------------------------------


@remembered
def combined(depthwise_w, pointwise_w, multiplier=1, channel_of=None):
    """The filters of the full convolution, one factor at a time. ``channel_of``: as in `filtered`."""
    full = np.zeros((len(pointwise_w), len(depthwise_w) // multiplier, *depthwise_w.shape[2:]))
    for m, d in np.ndindex(pointwise_w.shape[:2]):
        full[m, d % full.shape[1] if channel_of == "by turns" else d // multiplier] += pointwise_w[m, d, 0, 0] * depthwise_w[d, 0]
    return full


@task(4)
def test_full_filters_of_one_filter_each(submission):
    """Filter m sees channel c through the depthwise filter of c, times the weight from c to m."""
    first = np.stack([FILTER, [[1.0, 0, 0], [0, 0, -1]]])[:, None]
    second = mixing([1, 10], [2, -1], [0, 5])
    expected = combined(first, second)
    why = "Full filter 0 is 1 times the first depthwise filter for channel 0, and 10 times the second for channel 1."
    mistakes = {"The axes of filters and channels are exchanged.": expected.transpose(1, 0, 2, 3)}
    y = submission.full_filters(first, second)
    check_output(y, expected, "full_filters of 2 depthwise and 3 pointwise filters", mistakes=mistakes, why=why)


@task(4)
def test_full_filters_of_as_many_outputs(submission):
    """The first axis of the full filters belongs to the outputs, also where there are as many inputs."""
    first, second = np.stack([FILTER, 2 - FILTER])[:, None], mixing([1, 2], [5, 7])
    expected = combined(first, second)
    mistakes = {
        "w[c, m] was taken for w[m, c] of the pointwise filters.": combined(first, second.transpose(1, 0, 2, 3)),
        "The axes of filters and channels are exchanged.": expected.transpose(1, 0, 2, 3),
    }
    check_output(submission.full_filters(first, second), expected, "full_filters of 2 depthwise and 2 pointwise filters", mistakes=mistakes)


@task(4)
def test_full_filters_with_a_multiplier(submission):
    """The K filters of a channel, each times its weight, are added: a full filter sees the channel only once."""
    first, second = np.stack([FILTER, FILTER[:, ::-1], FILTER**0, -FILTER])[:, None], mixing([1, 10, 100, 1000], [2, 0, -1, 3])
    expected = combined(first, second, 2)
    mistakes = {
        "The filters were dealt out by turns: filter 1 was added for channel 1.": combined(first, second, 2, channel_of="by turns"),
        "Only the first filter of each channel counts.": combined(first[::2], second[:, ::2]),
        "That is the mean of a channel's filters, not their sum.": expected / 2,
    }
    why = "Depthwise filters 0 and 1 see channel 0, filters 2 and 3 channel 1."
    y = submission.full_filters(first, second, 2)
    check_output(y, expected, "full_filters of 4 depthwise filters for 2 channels", mistakes=mistakes, why=why)


@task(4)
def test_both_convolutions_agree(submission, rng):
    """A full convolution with these filters gives what the separable one gives, for any images."""
    for channels, each, filters, kernel in ((3, 1, 4, (3, 3)), (2, 3, 5, (2, 3)), (4, 2, 3, (3, 1)), (1, 2, 2, (2, 2))):
        x, first, second = whole(rng, 2, channels, 5, 6), whole(rng, channels * each, 1, *kernel), whole(rng, filters, channels * each, 1, 1)
        name = f"full_filters, {channels} channels, {each} depthwise filters of {kernel[0]} by {kernel[1]} for each, {filters} outputs"
        w = submission.full_filters(first, second, multiplier=each)
        w = check.is_array(w, name, shape=(filters, channels, *kernel), dtype="float")
        check_output(fully(x, w), both(x, first, second), f"full convolution of {sizes(x, w)} from {name}")


# --- Task 5: counts ------------------------------------------------------------------------------------------------------


def sums(shape, filters, kernel, stride=1, pad=0, multiplier=1):
    """Sizes of the arrays of weights, and their uses: what counts returns. Weights of full, depthwise, pointwise; positions."""
    made = shape[0] * multiplier
    weights = [np.empty(sizes).size for sizes in ((filters, shape[0], *kernel), (made, 1, *kernel), (filters, made, 1, 1))]
    rows, columns = positions(shape[1:], kernel, stride, pad)
    return *weights, rows * columns


def wrong_counts(shape, filters, kernel, stride=1, pad=0, multiplier=1):
    """What is counted by mistake: words, and (which convolution, which count, number)."""
    full, first, second, places = sums(shape, filters, kernel, stride, pad, multiplier)
    pixels, made = shape[1] * shape[2], shape[0] * multiplier
    rows, columns = positions(shape[1:], kernel, stride, 0)
    yield "The weights were used at each pixel of the input. They are used once at each output position.", "full", "macs", full * pixels
    yield "Multiplications and additions were counted apart. A MAC is one of each.", "full", "macs", 2 * full * places
    yield "The padding was left out of the output's size.", "full", "macs", full * rows * columns
    yield "The number of output positions is missing.", "full", "macs", full
    yield "Biases were counted. These convolutions have none.", "full", "parameters", full + filters
    yield "The channel multiplier belongs to the separable convolution alone.", "full", "parameters", full * multiplier
    yield "The kernel's height was squared. It has height times width weights.", "full", "parameters", filters * shape[0] * kernel[0] ** 2
    yield "The kernel's width was squared. It has height times width weights.", "full", "parameters", filters * shape[0] * kernel[1] ** 2
    for words, number in (
        ("The depthwise convolution was counted as a full one. Its filters see one channel each.", full + second),
        ("Each depthwise filter was counted with weights for all channels. It sees one.", first * shape[0] + second),
        ("The pointwise convolution is missing.", first),
        ("The depthwise convolution is missing.", second),
        ("The pointwise filters see C * K channels, not C.", first + filters * shape[0]),
        ("The channel multiplier is missing.", shape[0] * kernel[0] * kernel[1] + filters * shape[0]),
        ("The two convolutions were multiplied. They come one after the other, so their counts are added.", first * second),
        ("Biases were counted. These convolutions have none.", first + second + made + filters),
        ("Biases of the pointwise filters were counted. They have none.", first + second + filters),
        ("The kernel's height was squared. It has height times width weights.", made * kernel[0] ** 2 + second),
    ):
        yield words, "separable", "parameters", number
        yield words, "separable", "macs", number * places
    both = first + second
    yield "The weights were used at each pixel of the input. They are used once at each output position.", "separable", "macs", both * pixels
    words = "The pointwise convolution was counted at each pixel of the input. It comes after the depthwise one, which has the stride."
    yield words, "separable", "macs", first * places + second * pixels
    yield "Multiplications and additions were counted apart. A MAC is one of each.", "separable", "macs", 2 * both * places
    yield "The padding was left out of the output's size.", "separable", "macs", both * rows * columns
    yield "The number of output positions is missing.", "separable", "macs", both


def check_counts(answer, *case, name="counts", why="", **named):
    """All four counts are exact."""
    full, first, second, places = sums(*case, **named)
    expected = {"full": {"parameters": full, "macs": full * places}, "separable": {"parameters": first + second, "macs": (first + second) * places}}
    answer = check.mapping(answer, name, expected)
    for kind, numbers in expected.items():
        counted = check.mapping(answer[kind], f"{name}, {kind}", numbers)
        for key, number in numbers.items():
            mistakes = {words: np.array(wrong) for words, *place, wrong in wrong_counts(*case, **named) if place == [kind, key] and wrong != number}
            check.array(counted[key], np.array(number), f"{name}: {key} of the {kind} convolution", rtol=0, atol=0, why=why, mistakes=mistakes)


@task(5)
def test_weights_and_uses(submission):
    """A depthwise filter has one weight for each value of its window, a pointwise filter one for each channel."""
    case = ((4, 6, 7), 10, (3, 3))
    why = "4 filters of 3 by 3, and 10 filters that see 4 channels, against 10 filters of 4 by 3 by 3. Each weight is used at 4 by 5 positions."
    check_counts(submission.counts(*case), *case, name="counts of 4 channels of 6 by 7, 10 filters of 3 by 3", why=why)


@task(5)
def test_positions_of_the_output(submission):
    """Stride and padding decide how often each weight is used; the number of weights does not depend on them."""
    for stride, pad in ((2, 1), (1, 1), (3, 0), (2, 2)):
        case = ((5, 9, 12), 7, (3, 3), stride, pad)
        answer = submission.counts((5, 9, 12), 7, (3, 3), stride=stride, pad=pad)
        rows, columns = positions((9, 12), (3, 3), stride, pad)
        why = f"The output has {rows} by {columns} positions."
        if stride > 1:
            why += " The pointwise convolution comes after the stride."
        check_counts(answer, *case, name=f"counts of 5 channels of 9 by 12, 7 filters of 3 by 3, stride {stride}, pad {pad}", why=why)


@task(5)
def test_kernels_that_are_not_square(submission):
    """The kernel's height belongs to the rows, its width to the columns."""
    for kernel in ((1, 7), (5, 2), (1, 1)):
        case = ((6, 8, 10), 3, kernel)
        check_counts(submission.counts(*case), *case, name=f"counts of 6 channels of 8 by 10, 3 filters of {kernel[0]} by {kernel[1]}")


@task(5)
def test_counts_with_a_multiplier(submission):
    """With K filters for each channel, the pointwise filters see C * K channels."""
    cases = [(((3, 8, 9), 5, (3, 3), 1, 1), 4), (((2, 5, 6), 3, (2, 3), 1, 0), 2), (((4, 9, 9), 6, (3, 3), 2, 1), 3)]
    answers = [submission.counts(*case, multiplier=each) for case, each in cases]
    for answer, (case, each) in zip(answers, cases, strict=True):
        (channels, *_), filters, kernel, *_ = case
        why = f"K = {each}: {channels * each} depthwise filters, so each of the {filters} pointwise filters sees {channels * each} channels."
        name = f"counts of {channels} channels, {filters} filters of {kernel[0]} by {kernel[1]}, multiplier {each}"
        check_counts(answer, *case, multiplier=each, name=name, why=why)


@task(5)
def test_the_layers_of_mobilenet(submission):
    """The 13 separable layers of MobileNet, and what full ones would take: some counts are larger than a 32-bit integer."""
    layers = [(32, 64, 1), (64, 128, 2), (128, 128, 1), (128, 256, 2), (256, 256, 1), (256, 512, 2), *[(512, 512, 1)] * 5, (512, 1024, 2), (1024, 1024, 1)]
    size, cases = 112, []
    for channels, filters, stride in layers:
        cases.append(((channels, size, size), filters, (3, 3), stride, 1))
        size //= stride
    cases.append(((512, 112, 112), 512, (5, 5), 1, 2))
    answers = [submission.counts(*case) for case in cases]
    for answer, case in zip(answers, cases, strict=True):
        (channels, height, _), filters, kernel, stride, pad = case
        name = f"counts of {channels} channels of {height} by {height}, {filters} filters of {kernel[0]} by {kernel[1]}, stride {stride}, pad {pad}"
        check_counts(answer, *case, name=name)


# --- Task 6: the inverted residual ---------------------------------------------------------------------------------------


@task(6)
def test_values_end_at_6_and_at_0(submission):
    """relu6 follows the expansion and the depthwise convolution: values below 0 become 0, values above 6 become 6."""
    x, p = row([-1, 1, 2, 5]), {"expand": mixing([2]), "depthwise": middle(2), "project": mixing([1], [10])}
    expected = block(x, p)
    relu = lambda z: np.maximum(z, 0)  # noqa: E731
    mistakes = {
        "relu was used, without the limit of 6.": block(x, p, first=relu, second=relu),
        "The activation after the expansion is missing.": block(x, p, first=lambda z: z),
        "The activation after the depthwise convolution is missing.": block(x, p, second=lambda z: z),
        "There is a relu6 after the projection. The bottleneck is linear.": block(x, p, last=relu6),
        "x was added, though the block makes another number of channels.": expected + x,
    }
    why = "For 2: relu6(2 · 2) = 4, relu6(2 · 4) = 6, projected to 6 and 60."
    name = "inverted_residual of -1 1 2 5, expand 2, depthwise 2, project 1 and 10"
    check_output(submission.inverted_residual(x, p), expected, name, mistakes=mistakes, why=why)


@task(6)
def test_both_activations(submission):
    """Each of the two activations has an effect of its own."""
    x, p = row([-2, 3, 5]), {"expand": mixing([1], [2]), "depthwise": middle(-1, 3), "project": mixing([1, 10], [2, 1], [1, 1])}
    expected = block(x, p)
    mistakes = {
        "The activation after the expansion is missing.": block(x, p, first=lambda z: z),
        "The activation after the depthwise convolution is missing.": block(x, p, second=lambda z: z),
        "relu was used, without the limit of 6.": block(x, p, first=lambda z: np.maximum(z, 0), second=lambda z: np.maximum(z, 0)),
    }
    why = "The first expanded channel is x, times -1 in the depthwise convolution: relu6 makes it 0 before or after that."
    name = "inverted_residual of -2 3 5, expand 1 and 2, depthwise -1 and 3"
    check_output(submission.inverted_residual(x, p), expected, name, mistakes=mistakes, why=why)


@task(6)
def test_the_bottleneck_is_linear(submission):
    """What the projection makes may be negative or larger than 6, and so may the sum."""
    x, p = row([1, 2, 3, -4]), {"expand": mixing([1], [-1]), "depthwise": middle(1, 1), "project": mixing([-2, 5])}
    expected = block(x, p)
    mistakes = {
        "There is a relu6 after the projection. The bottleneck is linear.": block(x, p, last=relu6),
        "There is a relu after the projection. The bottleneck is linear.": block(x, p, last=lambda z: np.maximum(z, 0)),
        "There is a relu6 after the sum. Nothing follows it.": relu6(expected),
        "There is a relu after the sum, as in ResNet's block. Here nothing follows it.": np.maximum(expected, 0),
        "The shortcut is missing: the stride is 1 and the channels agree.": block(x, p, shortcut=False),
    }
    why = "For 3: -2 · 3 from the block, plus 3. For -4: 5 · 4 - 4."
    name = "inverted_residual of 1 2 3 -4, expand 1 and -1, project -2 5"
    check_output(submission.inverted_residual(x, p), expected, name, mistakes=mistakes, why=why)


@task(6)
def test_no_shortcut_to_other_channels(submission, rng):
    """If the number of channels changes, nothing is added, also where NumPy could broadcast the sum."""
    for channels, filters in ((1, 3), (3, 1), (2, 4)):
        x, p = whole(rng, 1, channels, 4, 5), block_weights(rng, channels, 4, filters)
        expected = block(x, p)
        mistakes = {"x was added: NumPy broadcast its one channel.": expected + x} if channels == 1 else {}
        mistakes |= {"x was added: NumPy broadcast the block's one channel.": expected + x} if filters == 1 else {}
        check_output(submission.inverted_residual(x, p), expected, f"inverted_residual from {channels} to {filters} channels", mistakes=mistakes)


@task(6)
def test_no_shortcut_past_a_stride(submission, rng):
    """With stride 2 nothing is added, also where the channels agree. The depthwise convolution has the stride."""
    for size in ((6, 6), (5, 8)):
        x, p = whole(rng, 1, 3, *size), block_weights(rng, 3, 6, 3)
        expected = block(x, p, 2)
        mistakes = {
            "Every second row and column of x was added. With a stride there is no shortcut.": block(x, p, 2, shortcut=True),
            "The stride belongs to the depthwise convolution, not to the expansion.": block(x[:, :, ::2, ::2], p, shortcut=False),
        }
        y = submission.inverted_residual(x, p, 2)
        check_output(y, expected, f"inverted_residual of 3 channels of {size[0]} by {size[1]}, stride 2", mistakes=mistakes)


@task(6)
def test_larger_kernels(submission, rng):
    """The depthwise filters may be 5 by 5, as in EfficientNet: two zeros on each side keep the size."""
    for kernel, stride in ((5, 1), (5, 2), (1, 1), (7, 1)):
        x, p = whole(rng, 1, 2, 7, 6), block_weights(rng, 2, 4, 3, kernel)
        name = f"inverted_residual of 2 channels of 7 by 6, depthwise filters of {kernel} by {kernel}, stride {stride}"
        why = f"{kernel // 2} zeros on each side."
        check_output(submission.inverted_residual(x, p, stride), block(x, p, stride), name, why=why)


@task(6)
def test_any_block(submission, rng):
    """Any block, with a shortcut or without."""
    for count, channels, expanded, filters, stride in ((2, 3, 6, 3, 1), (1, 2, 8, 4, 1), (2, 4, 4, 4, 2), (3, 1, 6, 1, 1)):
        x, p = whole(rng, count, channels, 6, 5), block_weights(rng, channels, expanded, filters)
        y = submission.inverted_residual(x, p, stride=stride)
        name = f"inverted_residual of {count} images, from {channels} over {expanded} to {filters} channels, stride {stride}"
        check_output(y, block(x, p, stride), name)


@task(6)
def test_the_input_stays_as_it_is(submission, rng):
    """Neither the images nor the weights are changed: the layer before may be used elsewhere in the network."""
    x, p = whole(rng, 1, 2, 4, 4), block_weights(rng, 2, 4, 2)
    y = submission.inverted_residual(x, p)
    check.unchanged(submission)
    check_output(y, block(x, p), "inverted_residual of 2 channels of 4 by 4")
