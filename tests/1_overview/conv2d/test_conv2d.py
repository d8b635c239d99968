"""Judges exercises/1_overview/conv2d.py. Random values are small whole numbers: every summing order is exact."""

import numpy as np
import pytest

from deepkata.suite import check, task

RAMP = np.arange(20.0).reshape(1, 1, 4, 5)


def values(rng, *shape, dtype=float):
    """Whole numbers from -4 to 4, or from 0 for unsigned dtypes."""
    lowest = 0 if np.dtype(dtype).kind == "u" else -4
    return rng.integers(lowest, 5, shape).astype(dtype)


def check_output(y, expected, name, **more):
    """The output is the expected one; if not, both are drawn."""
    check.image(y, np.asarray(expected, dtype=float), name, layout="NCHW", **more)


def one_value(x, w, n, m, i, j, stride=(1, 1), b=None):
    """One value of the output, by the formula of the stub; x has its padding already."""
    kernel = w.shape[2:]
    part = x[n, :, i * stride[0] : i * stride[0] + kernel[0], j * stride[1] : j * stride[1] + kernel[1]]
    return float((part * w[m]).sum() + (0 if b is None else b[m]))


# --- Task 1: one image, one channel, one filter -----------------------------------------------------------------------


@task(1)
def test_one_place(submission):
    """A filter as large as the image fits at one place: all products, summed."""
    x = np.array([[[[1.0, 2], [3, 5]]]])
    w = np.array([[[[1.0, 10], [100, 1000]]]])
    why = "1·1 + 10·2 + 100·3 + 1000·5: each weight meets the value under it."
    mistakes = {
        "The filter was turned by 180° first. Networks do not turn it.": np.array([[[[1235.0]]]]),
        "The filter was transposed: its rows were laid on the columns of the image.": np.array([[[[5231.0]]]]),
    }
    check_output(submission.conv2d(x, w), [[[[5321.0]]]], "1 2 / 3 5 with the filter 1 10 / 100 1000", why=why, mistakes=mistakes)


@task(1)
def test_the_filter_is_not_turned(submission):
    """A filter whose only weight stands in its last corner picks the value under that corner."""
    w = np.zeros((1, 1, 2, 3))
    w[0, 0, 1, 2] = 1
    why = "The weight stands one row down and two columns to the right of where the filter begins."
    expected = RAMP[:, :, 1:, 2:]
    mistakes = {
        "The filter was turned by 180° first. Networks do not turn it.": RAMP[:, :, :3, :3],
        "Height and width are exchanged: the output is transposed.": expected.transpose(0, 1, 3, 2),
    }
    name = "0 to 19 in 4 rows, with the filter 0 0 0 / 0 0 1"
    check_output(submission.conv2d(RAMP, w), expected, name, why=why, mistakes=mistakes, input=RAMP[0, 0])


@task(1)
def test_differences_have_a_sign(submission):
    """The filter (-1, 1) gives the right neighbour minus the value itself."""
    x = np.array([[[[0.0, 0, 7, 7, 9]]]])
    y = submission.conv2d(x, np.array([[[[-1.0, 1]]]]))
    check_output(y, [[[[0, 7, 0, 2]]]], "0 0 7 7 9 with the filter -1 1", why="At the step from 0 to 7 it is 7 - 0.")


@task(1)
def test_wide_and_high(submission):
    """Images and filters that are wider than high, or higher than wide, keep their axes apart."""
    wide, high = np.array([[[[1.0, 2, 4]]]]), np.array([[[[1.0], [2]]]])
    why = "The height of the kernel belongs to the height of the image, and its width to the width."
    check_output(
        submission.conv2d(RAMP, wide),
        [[[[10, 17, 24], [45, 52, 59], [80, 87, 94], [115, 122, 129]]]],
        "a filter 1 by 3",
        why=why,
    )
    check_output(
        submission.conv2d(RAMP, high),
        [[[[10, 13, 16, 19, 22], [25, 28, 31, 34, 37], [40, 43, 46, 49, 52]]]],
        "a filter 2 by 1",
        why=why,
    )


@task(1)
def test_any_image_and_filter(submission, reference, rng):
    """Any image with any filter, up to one of its own size."""
    for size, kernel in (((6, 9), (3, 3)), ((8, 5), (2, 4)), ((5, 7), (5, 7)), ((4, 4), (1, 1))):
        x, w = values(rng, 1, 1, *size), values(rng, 1, 1, *kernel)
        name = f"an image of {size[0]} by {size[1]}, a filter of {kernel[0]} by {kernel[1]}"
        check_output(submission.conv2d(x, w), reference.conv2d(x, w), name, input=x[0, 0])


@task(1)
def test_shifted_with_the_image(submission, rng):
    """An image that is shifted by one row and two columns gives an output that is shifted by as much."""
    x, w = values(rng, 1, 1, 9, 10), values(rng, 1, 1, 3, 2)
    whole = check.is_array(submission.conv2d(x, w), "the whole image", shape=(1, 1, 7, 9), dtype="float")
    check_output(
        submission.conv2d(x[:, :, 1:, 2:].copy(), w),
        whole[:, :, 1:, 2:],
        "the image without its first row and two columns",
    )


# --- Task 2: channels, filters, images, bias --------------------------------------------------------------------------


@task(2)
def test_channels_are_summed(submission):
    """A filter has weights for each channel; their sums are added to one output."""
    x = np.stack([RAMP[0, 0], 100 * RAMP[0, 0]])[None]
    w = np.array([[[[1.0]], [[2.0]]]])
    why = "1 times the first channel plus 2 times the second."
    check_output(submission.conv2d(x, w), 201 * RAMP, "two channels with the weights 1 and 2", why=why)


@task(2)
def test_each_filter_makes_a_channel(submission):
    """Three filters make three channels, in their order."""
    w = np.array([1.0, 10, -1]).reshape(3, 1, 1, 1)
    check_output(submission.conv2d(RAMP, w), np.concatenate([RAMP, 10 * RAMP, -RAMP], axis=1), "the filters 1, 10 and -1")


@task(2)
def test_the_bias_belongs_to_the_filter(submission):
    """Each filter has a bias, which is added to all of its output, also where there are as many columns as filters."""
    x, w, b = np.zeros((1, 1, 3, 3)), np.ones((3, 1, 1, 1)), np.array([1.0, 2, 5])
    expected = np.broadcast_to(b[:, None, None], (1, 3, 3, 3))
    mistakes = {"The biases were spread over the columns: b broadcast along the last axis.": np.broadcast_to(b, (1, 3, 3, 3))}
    why = "Channel m of the output gets b[m], at every place."
    check_output(submission.conv2d(x, w, b), expected, "an image of zeros with the biases 1, 2 and 5", why=why, mistakes=mistakes)
    check_output(submission.conv2d(x, w, b=None), np.zeros((1, 3, 3, 3)), "an image of zeros with b=None")


@task(2)
def test_images_stay_apart(submission, rng):
    """Several images give what each gives alone."""
    x, w, b = values(rng, 3, 2, 5, 6), values(rng, 4, 2, 2, 3), values(rng, 4)
    alone = [check.is_array(submission.conv2d(x[n : n + 1], w, b), f"image {n} alone", shape=(1, 4, 4, 4), dtype="float") for n in range(3)]
    expected = [[[[one_value(x, w, 0, m, i, j, b=b) for j in range(4)] for i in range(4)] for m in range(4)]]
    check_output(alone[0], expected, "image 0 alone")
    check_output(
        submission.conv2d(x, w, b),
        np.concatenate(alone),
        "three images at once, against each alone",
        why="Element [n, m] is made of image n by filter m.",
    )


@task(2)
def test_any_batch(submission, reference, rng):
    """Any number of images, channels and filters."""
    for n, c, m in ((2, 3, 5), (4, 1, 2), (1, 6, 1), (2, 4, 4)):
        x, w, b = values(rng, n, c, 6, 5), values(rng, m, c, 3, 2), values(rng, m)
        check_output(submission.conv2d(x, w, b), reference.conv2d(x, w, b), f"{n} images of {c} channels, {m} filters, bias")


@task(2)
def test_it_is_linear(submission, rng):
    """Twice one image minus another gives twice its output minus that of the other."""
    p, q, w = values(rng, 1, 3, 6, 7), values(rng, 1, 3, 6, 7), values(rng, 2, 3, 3, 3)
    outputs = [
        check.is_array(submission.conv2d(x, w), name, shape=(1, 2, 4, 5), dtype="float") for x, name in ((p, "image p"), (q, "image q"))
    ]
    check_output(
        submission.conv2d(2 * p - q, w),
        2 * outputs[0].astype(float) - outputs[1],
        "2p - q, against 2 times that of p minus that of q",
    )


# --- Task 3: stride ---------------------------------------------------------------------------------------------------


@task(3)
def test_every_second_place(submission):
    """With stride 2 every second output of stride 1 is left, from the first on."""
    y = submission.conv2d(RAMP, np.ones((1, 1, 1, 1)), stride=2)
    check_output(y, RAMP[:, :, ::2, ::2], "0 to 19 in 4 rows, the filter 1, stride 2", why="Rows 0 and 2, columns 0, 2 and 4.")


@task(3)
def test_what_does_not_fit_is_left_out(submission):
    """Where the last step would leave the image, there is no output."""
    y = submission.conv2d(RAMP, np.ones((1, 1, 2, 2)), stride=3)
    why = "5 columns hold a filter of 2 at columns 0 and 3; 4 rows hold it at row 0 only: (4 - 2) // 3 + 1 = 1."
    check_output(y, [[[[12, 24]]]], "0 to 19 in 4 rows, a filter of four 1, stride 3", why=why)


@task(3)
def test_a_stride_for_each_direction(submission):
    """stride=(1, 3) goes down by one and to the right by three."""
    x = np.arange(42.0).reshape(1, 1, 6, 7)
    for stride in ((1, 3), (3, 1), (2, 3)):
        y = submission.conv2d(x, np.ones((1, 1, 1, 1)), stride=stride)
        why = "The first number is for the rows, the second for the columns."
        check_output(y, x[:, :, :: stride[0], :: stride[1]], f"0 to 41 in 6 rows, the filter 1, stride {stride}", why=why)


@task(3)
def test_any_stride(submission, reference, rng):
    """Strides smaller than the filter, as large, and larger."""
    for stride in (2, 3, (1, 2), (4, 3), (2, 1)):
        x, w, b = values(rng, 2, 2, 9, 11), values(rng, 3, 2, 3, 2), values(rng, 3)
        check_output(
            submission.conv2d(x, w, b, stride),
            reference.conv2d(x, w, b, stride),
            f"images of 9 by 11, filters of 3 by 2, stride {stride}",
        )


# --- Task 4: pad ------------------------------------------------------------------------------------------------------


@task(4)
def test_zeros_all_around(submission):
    """pad=1 puts one row or column of zeros on each of the four sides."""
    why = "At the corner the filter covers 5 zeros and 4 ones."
    y = submission.conv2d(np.ones((1, 1, 3, 4)), np.ones((1, 1, 3, 3)), pad=1)
    check_output(y, [[[[4, 6, 6, 4], [6, 9, 9, 6], [4, 6, 6, 4]]]], "ones, a filter of nine 1, pad 1", why=why)


@task(4)
def test_a_padding_for_each_direction(submission):
    """pad=(2, 1) puts two rows above and below, and one column on either side."""
    why = "The first number is for the rows, the second for the columns."
    for pad in ((2, 1), (0, 2), (1, 0)):
        expected = np.pad(RAMP, [(0, 0), (0, 0), (pad[0], pad[0]), (pad[1], pad[1])])
        check_output(
            submission.conv2d(RAMP, np.ones((1, 1, 1, 1)), pad=pad),
            expected,
            f"0 to 19, the filter 1, pad {pad}",
            why=why,
        )


@task(4)
def test_same_keeps_the_size(submission, rng):
    """With "same" and stride 1 the output is as large as the image, for odd filters and for even ones."""
    x = np.arange(1.0, 13).reshape(1, 1, 3, 4)
    for kernel, (above, left) in (((3, 3), (1, 1)), ((2, 2), (0, 0)), ((4, 1), (1, 0)), ((1, 5), (0, 2))):
        w = values(rng, 1, 1, *kernel)
        padded = np.pad(x, [(0, 0), (0, 0), (above, kernel[0] - 1 - above), (left, kernel[1] - 1 - left)])
        expected = [[[[one_value(padded, w, 0, 0, i, j) for j in range(4)] for i in range(3)]]]
        name = f'1 to 12 in 3 rows, a filter of {kernel[0]} by {kernel[1]}, pad "same"'
        below, right = kernel[0] - 1 - above, kernel[1] - 1 - left
        why = f"Rows of zeros: {above} above, {below} below. Columns of zeros: {left} on the left, {right} on the right."
        check_output(submission.conv2d(x, w, pad="same"), expected, name, why=why, input=x[0, 0])


@task(4)
def test_same_with_stride_2(submission):
    """With "same" and stride 2 an image of even size needs one zero less, and that on one side."""
    x = np.array([[[[1.0, 2, 3, 4, 5, 6]]]])
    w = np.array([[[[1.0, 10, 100]]]])
    why = "Three outputs take (3 - 1) · 2 + 3 = 7 columns, one more than there are: a single zero, on the right."
    mistakes = {
        "There is a zero on the left: the filter begins one column too early.": np.array([[[[210.0, 432, 654]]]]),
    }
    check_output(
        submission.conv2d(x, w, stride=(1, 2), pad="same"),
        [[[[321, 543, 65]]]],
        '1 to 6 with the filter 1 10 100, stride (1, 2), "same"',
        why=why,
        mistakes=mistakes,
    )


@task(4)
def test_same_needs_no_zeros(submission):
    """With "same" and a stride larger than the filter no zeros are needed, and none are taken away."""
    x = np.arange(1.0, 8).reshape(1, 1, 1, 7)
    y = submission.conv2d(x, np.array([[[[1.0, 10]]]]), stride=3, pad="same")
    why = "Three outputs take (3 - 1) · 3 + 2 = 8 columns of 7: one zero. Six columns hold both outputs as they are."
    check_output(y, [[[[21, 54, 7]]]], '1 to 7 with the filter 1 10, stride 3, "same"', why=why)
    y = submission.conv2d(x[..., :6].copy(), np.array([[[[1.0, 10]]]]), stride=3, pad="same")
    check_output(y, [[[[21, 54]]]], '1 to 6 with the filter 1 10, stride 3, "same"', why=why)


@task(4)
def test_any_padding(submission, reference, rng):
    """Padding, stride and bias work together."""
    for size, kernel, stride, pad in (
        ((7, 8), (3, 3), 2, 1),
        ((7, 8), (3, 3), 2, "same"),
        ((8, 7), (5, 4), (2, 3), "same"),
        ((6, 9), (2, 3), (3, 2), (1, 2)),
        ((5, 6), (7, 1), 1, (1, 0)),
        ((6, 5), (1, 1), (2, 4), "same"),
    ):
        x, w, b = values(rng, 2, 2, *size), values(rng, 3, 2, *kernel), values(rng, 3)
        name = f"images of {size[0]} by {size[1]}, filters of {kernel[0]} by {kernel[1]}, stride {stride}, pad {pad!r}"
        check_output(submission.conv2d(x, w, b, stride=stride, pad=pad), reference.conv2d(x, w, b, stride=stride, pad=pad), name)


# --- Task 5: dtypes, inputs, what does not fit ------------------------------------------------------------------------


@task(5)
def test_uint8_images(submission, rng):
    """Sums of a uint8 image may exceed 255 and may be negative."""
    x = np.array([[[[200, 250], [10, 0]]]], dtype=np.uint8)
    for w, total in (
        (np.ones((1, 1, 2, 2), np.uint8), 460.0),
        (np.array([[[[-1, 1], [2, 2]]]], np.int8), 70.0),
        (np.array([[[[-2, 0], [0, 1]]]], np.int8), -400.0),
    ):
        why = f"The sum is {total:g}, which uint8 cannot hold."
        if 0 <= total < 256:
            why = f"The sum is {total:g}, but its weight of -1 does not fit into uint8."
        name = f"the uint8 image 200 250 / 10 0 with the {w.dtype} filter {w.ravel().tolist()}"
        check_output(submission.conv2d(x, w), [[[[total]]]], name, why=why)
    x, w = rng.integers(128, 256, (2, 3, 6, 5), dtype=np.uint8), rng.integers(-128, 128, (2, 3, 3, 3), dtype=np.int8)
    expected = [
        [[[one_value(x.astype(int), w.astype(int), n, m, i, j) for j in range(3)] for i in range(4)] for m in range(2)] for n in range(2)
    ]
    check_output(submission.conv2d(x, w), expected, "uint8 images with int8 filters")


@task(5)
def test_a_single_product(submission):
    """One product of two values may be too large for the dtype of both."""
    for dtype, value in (
        ("uint8", 255),
        ("int8", 100),
        ("int16", 30000),
        ("int32", 2_000_000_000),
        ("float16", 60000),
    ):
        x, w = np.array([[[[value, 0]]]], dtype=dtype), np.array([[[[2, 1]]]], dtype=dtype)
        name = f"{value} 0 with the filter 2 1, both {dtype}"
        check_output(submission.conv2d(x, w), [[[[2.0 * value]]]], name, why=f"{value} · 2 is more than {dtype} can hold.")


@task(5)
def test_whole_numbers_and_fractions(submission):
    """Whole-number images with float filters and biases lose no fractions, and a float bias goes with all of them."""
    x, b = np.array([[[[1, 2], [3, 4]]]], dtype=np.uint8), np.array([0.25])
    check_output(
        submission.conv2d(x, np.full((1, 1, 2, 2), 0.25, np.float32), b),
        [[[[2.75]]]],
        "1 2 / 3 4 of uint8, weights 1/4, bias 1/4",
    )
    check_output(
        submission.conv2d(x, np.ones((1, 1, 2, 2), np.int16), b),
        [[[[10.25]]]],
        "1 2 / 3 4 of uint8, int16 weights 1, bias 1/4",
    )


@task(5)
def test_float32_and_float64(submission, reference, rng):
    """Images, filters and biases may be of different float dtypes."""
    x, w, b = values(rng, 1, 2, 5, 4, dtype=np.float32), values(rng, 3, 2, 2, 2), values(rng, 3, dtype=np.float32)
    check_output(submission.conv2d(x, w, b), reference.conv2d(x, w, b), "float32 images with float64 filters")
    check_output(submission.conv2d(x, w.astype(np.float32), b), reference.conv2d(x, w, b), "all in float32")


@task(5)
def test_a_part_of_a_larger_array(submission, reference, rng):
    """Every second column of an image that is stored with its channels last is an image like any other."""
    whole = values(rng, 2, 6, 12, 3)
    x, w = whole.transpose(0, 3, 1, 2)[..., ::2], values(rng, 3, 2, 4, 3).transpose(2, 3, 1, 0)[:, :, ::-1]
    check_output(submission.conv2d(x, w), reference.conv2d(x.copy(), w.copy()), "a view of images, a view of filters")


@task(5)
def test_channels_that_differ(submission):
    """Filters for another number of channels than the images have raise ValueError, also those for one channel."""
    for channels, depth in ((3, 1), (1, 3), (3, 2)):
        x, w = np.ones((1, channels, 4, 4)), np.ones((2, depth, 2, 2))
        check.raises(submission, "conv2d", ValueError, x, w, name=f"images of {channels} channels, filters for {depth}")


@task(5)
@pytest.mark.parametrize(
    ("size", "kernel", "stride", "pad"),
    [
        ((3, 5), (4, 2), 1, 0),
        ((5, 3), (2, 5), 1, 0),
        ((3, 3), (6, 6), 2, 1),
        ((4, 4), (6, 2), 3, 0),
        ((4, 4), (2, 6), 3, 0),
    ],
)
def test_filters_that_do_not_fit(submission, size, kernel, stride, pad):
    """A filter that is larger than the image with its padding raises ValueError, even if it is by one row."""
    x, w = np.ones((1, 1, *size)), np.ones((1, 1, *kernel))
    name = f"an image of {size[0]} by {size[1]}, a filter of {kernel[0]} by {kernel[1]}, stride {stride}, pad {pad}"
    check.raises(submission, "conv2d", ValueError, x, w, stride=stride, pad=pad, name=name)
