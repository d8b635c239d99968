"""Judges exercises/1_overview/net_blocks.py.

Random values are small whole numbers, so that convolutions are exact in float32 and in every summing order.
"""

import numpy as np

from deepkata.suite import check, task

NAMES = ("1", "3_reduce", "3", "5_reduce", "5", "_pool")


def values(rng, *shape):
    """Whole numbers from -3 to 3."""
    return rng.integers(-3, 4, shape).astype(float)


def middle(*rows, size=3):
    """Filters of `size` by `size` whose only weights are in the middle: rows[m][c]."""
    weights = np.zeros((len(rows), len(rows[0]), size, size))
    weights[:, :, size // 2, size // 2] = rows
    return weights


def block(w1, b1, w2, b2, w_skip=None, b_skip=None):
    p = {"w1": w1, "b1": np.array(b1, float), "w2": w2, "b2": np.array(b2, float)}
    return p if w_skip is None else p | {"w_skip": w_skip, "b_skip": np.array(b_skip, float)}


def random_block(rng, channels, filters, *, skip=False):
    p = block(
        values(rng, filters, channels, 3, 3),
        values(rng, filters),
        values(rng, filters, filters, 3, 3),
        values(rng, filters),
    )
    if skip:
        p |= {"w_skip": values(rng, filters, channels, 1, 1) * 8, "b_skip": values(rng, filters) * 8}
    return p


def numbers(*rows):
    """One image of one row; each argument is a channel."""
    return np.array([[[list(row)] for row in rows]], dtype=float)


def module(channels, *, hidden=(1, 1), made=(1, 1, 1, 1)):
    """An inception module whose weights and biases are all 0."""
    shapes = {
        "1": (made[0], channels, 1, 1),
        "3_reduce": (hidden[0], channels, 1, 1),
        "3": (made[1], hidden[0], 3, 3),
        "5_reduce": (hidden[1], channels, 1, 1),
        "5": (made[2], hidden[1], 5, 5),
        "_pool": (made[3], channels, 1, 1),
    }
    p = {f"w{name}": np.zeros(shape) for name, shape in shapes.items()}
    return p | {f"b{name}": np.zeros(shape[0]) for name, shape in shapes.items()}


def random_module(rng, channels, hidden, made):
    return {name: values(rng, *array.shape) for name, array in module(channels, hidden=hidden, made=made).items()}


def check_output(y, expected, name, **more):
    """The output is the expected one; if not, both are drawn."""
    check.image(y, np.asarray(expected, dtype=float), name, layout="NCHW", **more)


def check_float32(submission, reference, function, x, p):
    """In float32 a block gives what it gives in float64."""
    y = getattr(submission, function)(x.astype(np.float32), {name: a.astype(np.float32) for name, a in p.items()})
    check_output(y, getattr(reference, function)(x, p), f"{function} in float32", atol=1e-5)


# --- Task 1: residual -------------------------------------------------------------------------------------------------


@task(1)
def test_without_weights_the_input_passes(submission, rng):
    """With all weights 0 the block is relu(x)."""
    x = values(rng, 2, 3, 4, 5)
    p = {name: np.zeros_like(array) for name, array in random_block(rng, 3, 3).items()}
    why = "The convolutions give 0; what is left is the shortcut, and the relu at the end."
    mistakes = {
        "It is x, without the relu at the end.": x,
        "It is 0 everywhere: the shortcut is missing.": np.zeros_like(x),
    }
    check_output(submission.residual(x, p), np.maximum(x, 0), "residual of an image, all weights 0", why=why, mistakes=mistakes)


@task(1)
def test_the_sum_comes_before_the_relu(submission):
    """What the convolutions make may be negative, and takes away from the input."""
    p = block(middle([1.0]), [0], middle([-2.0]), [0])
    why = "For 5, conv2 gives -10, and 5 - 10 is negative; so is 3 - 6. For -4 the relu in between gives 0: 0 - 4."
    x = numbers([5, -4, 3])
    mistakes = {"The relu was applied to the result of the convolutions, before x was added.": numbers([5, -4, 3])}
    check_output(
        submission.residual(x, p),
        numbers([0, 0, 0]),
        "residual of 5 -4 3, with x and -2x as convolutions",
        why=why,
        mistakes=mistakes,
    )


@task(1)
def test_a_relu_between_the_convolutions(submission):
    """What the first convolution makes passes a relu before the second one."""
    p = block(middle([-1.0]), [0], middle([3.0]), [0])
    why = "conv1 gives -2 and -5, the relu 0, conv2 0: x itself comes out. For -1: relu(1) = 1, times 3, minus 1."
    check_output(
        submission.residual(numbers([2, 5, -1]), p),
        numbers([2, 5, 2]),
        "residual of 2 5 -1, with -x and 3x as convolutions",
        why=why,
    )


@task(1)
def test_biases_of_both_convolutions(submission):
    """b1 goes in before the first relu, b2 after the second convolution."""
    p = block(middle([1.0]), [-3], middle([1.0]), [10])
    check_output(
        submission.residual(numbers([1, 5, -20]), p),
        numbers([11, 17, 0]),
        "residual of 1 5 -20, b1 = -3, b2 = 10",
        why="relu(1 - 3) + 10 + 1, relu(5 - 3) + 10 + 5, relu(0 + 10 - 20).",
    )


@task(1)
def test_any_block(submission, reference, rng):
    """Any weights, any images."""
    for count, channels, size in ((1, 2, (5, 4)), (3, 3, (4, 6)), (2, 1, (3, 3))):
        x, p = values(rng, count, channels, *size), random_block(rng, channels, channels)
        check_output(
            submission.residual(x, p),
            reference.residual(x, p),
            f"residual, {count} by {channels} by {size[0]} by {size[1]}",
        )


@task(1)
def test_nothing_is_changed(submission, reference, rng):
    """Neither the images nor the parameters are changed."""
    x, p = values(rng, 1, 2, 4, 4), random_block(rng, 2, 2)
    y = submission.residual(x, p)
    check.unchanged(submission)
    check_output(y, reference.residual(x, p), "residual of an image")


@task(1)
def test_residual_in_float32(submission, reference, rng):
    """In float32 the block gives the same."""
    check_float32(submission, reference, "residual", values(rng, 2, 3, 5, 4), random_block(rng, 3, 3))


# --- Task 2: stride and projection ------------------------------------------------------------------------------------


@task(2)
def test_the_projection_takes_the_place_of_x(submission):
    """If there is a w_skip, the shortcut is the convolution with it, not x."""
    p = block(np.zeros((2, 1, 3, 3)), [0, 0], np.zeros((2, 2, 3, 3)), [0, 0], np.array([2.0, -1]).reshape(2, 1, 1, 1), [0, 5])
    why = "The convolutions give 0. The first channel is 2x, the second 5 - x."
    check_output(
        submission.residual(numbers([3, 7]), p),
        numbers([6, 14], [2, 0]),
        "residual of 3 7, with 2x and 5 - x on the shortcut",
        why=why,
    )


@task(2)
def test_a_projection_to_as_many_channels(submission):
    """A w_skip counts also where x would have fitted as it is."""
    p = block(middle([1.0]), [0], middle([1.0]), [0], np.array([[[[10.0]]]]), [1])
    check_output(
        submission.residual(numbers([3, 0]), p),
        numbers([34, 1]),
        "residual of 3 0, with 10x + 1 on the shortcut",
        why="3 + 10 · 3 + 1.",
    )


@task(2)
def test_the_projection_has_no_relu_of_its_own(submission):
    """What the projection makes may be negative, and takes away from the rest."""
    p = block(middle([1.0]), [0], middle([4.0]), [0], np.array([[[[-1.0]]]]), [0])
    check_output(
        submission.residual(numbers([2, 3]), p),
        numbers([6, 9]),
        "residual of 2 3, with x and 4x, and -x on the shortcut",
        why="4 · 2 - 2 and 4 · 3 - 3.",
    )


@task(2)
def test_the_stride_goes_both_ways(submission):
    """The first convolution and the projection skip the same places."""
    x = np.arange(1.0, 21).reshape(1, 1, 4, 5)
    p = block(middle([1.0]), [0], middle([1.0]), [0], np.array([[[[100.0]]]]), [0])
    why = "Rows 0 and 2, columns 0, 2 and 4 are left, of both."
    check_output(submission.residual(x, p, 2), 101 * x[:, :, ::2, ::2], "residual of 1 to 20 in 4 rows, stride 2", why=why)


@task(2)
def test_the_first_convolution_takes_the_stride(submission):
    """The second convolution works on what the stride has left: its neighbours are two columns of the image apart."""
    right = np.zeros((1, 1, 3, 3))
    right[0, 0, 1, 2] = 1
    p = block(middle([1.0]), [0], right, [0], np.zeros((1, 1, 1, 1)), [0])
    why = "The first convolution leaves 1 3 5; the second one takes the right neighbour of each."
    mistakes = {"The second convolution has the stride, not the first: it saw the neighbours 2 4 0 of 1 3 5.": numbers([2, 4, 0])}
    check_output(
        submission.residual(numbers([1, 2, 3, 4, 5]), p, 2),
        numbers([3, 5, 0]),
        "residual of 1 2 3 4 5 with x, the right neighbour, and 0 on the shortcut, stride 2",
        why=why,
        mistakes=mistakes,
    )


@task(2)
def test_any_projection(submission, reference, rng):
    """Any stride, any number of channels."""
    for stride, channels, filters, size in ((2, 2, 4, (6, 5)), (1, 3, 2, (4, 4)), (3, 1, 3, (7, 8)), (2, 2, 2, (5, 5))):
        x, p = values(rng, 2, channels, *size), random_block(rng, channels, filters, skip=True)
        name = f"residual from {channels} to {filters} channels, {size[0]} by {size[1]}, stride {stride}"
        check_output(submission.residual(x, p, stride=stride), reference.residual(x, p, stride=stride), name)


@task(2)
def test_a_projection_that_is_missing(submission, rng):
    """Without a w_skip, shapes that differ raise ValueError, also those that NumPy would broadcast."""
    for channels, filters, size, stride in (
        (1, 4, (4, 4), 1),
        (2, 4, (4, 4), 1),
        (3, 3, (4, 6), 2),
        (4, 1, (3, 3), 1),
        (1, 1, (2, 1), 2),
        (1, 4, (2, 2), 2),  # as many values in both shapes
    ):
        name = f"from {channels} to {filters} channels, {size[0]} by {size[1]}, stride {stride}, no w_skip"
        check.raises(
            submission,
            "residual",
            ValueError,
            values(rng, 1, channels, *size),
            random_block(rng, channels, filters),
            stride,
            name=name,
        )


# --- Task 3: squeeze_excite -------------------------------------------------------------------------------------------


def gates(b2, channels, hidden=1):
    """Parameters that make the same factors for all images, from the biases b2."""
    b2 = np.array(b2, float)
    return {"w1": np.zeros((hidden, channels)), "b1": np.zeros(hidden), "w2": np.zeros((channels, hidden)), "b2": b2}


def random_gates(rng, channels, hidden):
    p = {"w1": rng.normal(0, 1, (hidden, channels)), "b1": rng.normal(0, 1, hidden)}
    return p | {"w2": rng.normal(0, 1, (channels, hidden)), "b2": rng.normal(0, 1, channels)}


@task(3)
def test_the_factors_come_from_the_means(submission):
    """What goes in are the means over rows and columns, not sums and not maxima."""
    x = np.array([[[[1.0, 2], [2, 7]]]])
    p = {"w1": np.array([[1.0]]), "b1": np.zeros(1), "w2": np.array([[1.0]]), "b2": np.array([-3.0])}
    y = submission.squeeze_excite(x, p)
    expected = x / 2
    mistakes = {
        "The factor is 1, which a softmax over a single channel gives. Each channel has its own sigmoid.": x,
        "The factor is 0: tanh(0) is 0, sigmoid(0) is 1/2.": 0 * x,
        "The bias b2 is missing.": x / (1 + np.exp(-3.0)),
        "The sum was taken. It should be the mean.": x / (1 + np.exp(-9.0)),
        "The maximum was taken. It should be the mean.": x / (1 + np.exp(-4.0)),
    }
    check_output(y, expected, "1 2 / 2 7, whose mean is 3, with sigmoid(mean - 3)", why="sigmoid(0) = 1/2.", mistakes=mistakes)


@task(3)
def test_each_channel_has_its_factor(submission):
    """Channel c is multiplied by factor c, at all places, also where there are as many columns as channels."""
    x = np.arange(1.0, 10).reshape(1, 3, 1, 3)
    factors = np.array([0.5, 0.75, 0.2])
    y = submission.squeeze_excite(x, gates(np.log(factors / (1 - factors)), 3))
    why = "The factors 0.5, 0.75 and 0.2 belong to the three channels."
    mistakes = {"The factors were applied to the columns. They belong to the channels.": x * factors}
    check_output(
        y,
        x * factors[:, None, None],
        "1 to 9 in 3 channels, with the factors 0.5, 0.75, 0.2",
        why=why,
        mistakes=mistakes,
    )


@task(3)
def test_a_relu_after_the_first_layer(submission):
    """A negative value of the first layer counts as 0."""
    x = np.full((1, 1, 2, 2), 4.0)
    p = {"w1": np.array([[-1.0], [1.0]]), "b1": np.zeros(2), "w2": np.array([[5.0, 0.0]]), "b2": np.zeros(1)}
    check_output(
        submission.squeeze_excite(x, p),
        x / 2,
        "a mean of 4, weights -1 and 1, then 5 and 0",
        why="relu(-4) = 0, and sigmoid(5 · 0 + 0 · 4) = 1/2.",
    )


@task(3)
def test_factors_do_not_compete(submission):
    """Each factor is a sigmoid by itself: several may be near 1, or all near 0."""
    x = np.ones((1, 4, 2, 3))
    for b2, factor in ((20.0, 1.0), (-20.0, 0.0), (0.0, 0.5)):
        why = "A sigmoid looks at one number; a softmax would share 1 among the channels."
        check_output(submission.squeeze_excite(x, gates([b2] * 4, 4)), factor * x, f"ones in 4 channels, b2 all {b2:g}", why=why)


@task(3)
def test_images_do_not_mix(submission, reference, rng):
    """Each image has factors of its own, made of its own means."""
    x, p = rng.normal(0, 2, (3, 4, 3, 5)), random_gates(rng, 4, 2)
    alone = [
        check.is_array(submission.squeeze_excite(x[n : n + 1], p), f"image {n} alone", shape=(1, 4, 3, 5), dtype="float") for n in range(3)
    ]
    check_output(alone[0], reference.squeeze_excite(x[:1], p), "image 0 alone")
    check_output(submission.squeeze_excite(x, p), np.concatenate(alone), "three images at once, against each alone")


@task(3)
def test_any_gates(submission, reference, rng):
    """Any number of channels, any hidden size, as many of the one as of the other too."""
    for count, channels, hidden, size in ((2, 3, 2, (4, 5)), (1, 4, 4, (3, 3)), (3, 2, 5, (2, 6)), (2, 1, 1, (1, 1))):
        x, p = rng.normal(0, 2, (count, channels, *size)), random_gates(rng, channels, hidden)
        check_output(
            submission.squeeze_excite(x, p),
            reference.squeeze_excite(x, p),
            f"squeeze_excite, {count} by {channels} by {size[0]} by {size[1]}, hidden size {hidden}",
        )


@task(3)
def test_large_sums(submission):
    """Sums of hundreds give factors of 0 and 1, not NaN."""
    x = np.ones((1, 2, 2, 2))
    check_output(
        submission.squeeze_excite(x, gates([-800.0, 800], 2)),
        [[[[0, 0], [0, 0]], [[1, 1], [1, 1]]]],
        "ones, b2 = -800 and 800",
    )


@task(3)
def test_squeeze_excite_in_float32(submission, reference, rng):
    """In float32 the factors are the same."""
    check_float32(submission, reference, "squeeze_excite", values(rng, 2, 3, 5, 4), random_gates(rng, 3, 2))


# --- Task 4: the branches of inception --------------------------------------------------------------------------------


@task(4)
def test_the_order_of_the_branches(submission):
    """The branches stand in the order 1, 3, 5, pool, each with its number of channels."""
    p = module(2, made=(1, 2, 3, 2))
    p |= {"b1": np.array([1.0]), "b3": np.array([2.0, 3]), "b5": np.array([4.0, 5, 6]), "b_pool": np.array([7.0, 8])}
    expected = np.broadcast_to(np.arange(1.0, 9)[:, None, None], (2, 8, 3, 4))
    why = "All weights are 0, so each channel is its bias: 1; 2 3; 4 5 6; 7 8."
    check_output(submission.inception(np.ones((2, 2, 3, 4)), p), expected, "inception, all weights 0, biases 1 to 8", why=why)


@task(4)
def test_the_1_by_1_branch(submission):
    """The first branch mixes the channels at each place, and a relu follows."""
    p = module(2) | {"w1": np.array([1.0, -10]).reshape(1, 2, 1, 1)}
    y = submission.inception(numbers([5, 50, 3], [0, 2, 1]), p)
    check_output(
        y,
        numbers([5, 30, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]),
        "inception of 5 50 3 and 0 2 1, w1 = 1 and -10, else 0",
        why="5 - 0, 50 - 20 and relu(3 - 10).",
    )


@task(4)
def test_a_relu_after_the_reduction(submission):
    """The reducing convolutions have a relu too."""
    p = module(1)
    p |= {"w3_reduce": -np.ones((1, 1, 1, 1)), "w3": middle([5.0]), "b3": np.ones(1)}
    p |= {
        "w5_reduce": np.ones((1, 1, 1, 1)),
        "b5_reduce": np.array([-2.0]),
        "w5": middle([-3.0], size=5),
        "b5": np.array([20.0]),
    }
    y = submission.inception(numbers([4, -1, 1]), p)
    why = "For 4: relu(-4) = 0, times 5, plus 1; relu(4 - 2) = 2, times -3, plus 20."
    check_output(
        y,
        numbers([0, 0, 0], [1, 6, 1], [14, 20, 20], [0, 0, 0]),
        "inception of 4 -1 1 by the branches of 3 and 5",
        why=why,
    )


@task(4)
def test_windows_of_3_and_5(submission):
    """The branches of 3 and 5 see one and two neighbours on each side."""
    one = np.ones((1, 1, 1, 1))
    p = module(1) | {"w3_reduce": one, "w3": np.ones((1, 1, 3, 3)), "w5_reduce": one, "w5": np.ones((1, 1, 5, 5))}
    y = submission.inception(numbers([1, 10, 100, 1000]), p)
    check_output(
        y,
        numbers([0] * 4, [11, 111, 1110, 1100], [111, 1111, 1111, 1110], [0] * 4),
        "inception of 1 10 100 1000, sums over 3 and 5",
    )


@task(4)
def test_any_branches(submission, reference, rng):
    """Any channels in all branches, with a pooling branch that is 0."""
    for channels, hidden, made in ((2, (3, 1), (1, 2, 3, 1)), (3, (1, 2), (2, 2, 2, 2))):
        x, p = values(rng, 2, channels, 5, 4), random_module(rng, channels, hidden, made)
        p |= {"w_pool": np.zeros_like(p["w_pool"]), "b_pool": np.zeros_like(p["b_pool"])}
        check_output(
            submission.inception(x, p),
            reference.inception(x, p),
            f"inception of {channels} channels, branches of {made}",
        )


@task(4)
def test_inception_changes_nothing(submission, reference, rng):
    """Neither the images nor the parameters are changed."""
    x, p = values(rng, 1, 2, 3, 3), random_module(rng, 2, (1, 1), (1, 1, 1, 1))
    p |= {"w_pool": np.zeros_like(p["w_pool"])}
    y = submission.inception(x, p)
    check.unchanged(submission)
    check_output(y, reference.inception(x, p), "inception of an image")


# --- Task 5: the pooling branch ---------------------------------------------------------------------------------------


def pooled(x, weight=1.0, bias=0.0):
    """The input and the parameters of a module of which only the pooling branch does something."""
    p = module(x.shape[1]) | {"b_pool": np.array([bias])}
    p["w_pool"][:] = weight
    return x, p


@task(5)
def test_the_largest_of_nine(submission):
    """Each place gets the largest of itself and its neighbours."""
    x = np.array([[[[1.0, 2, 0, 0, 7], [0, 3, 0, 0, 0], [0, 0, 0, 9, 0], [4, 0, 0, 0, 0]]]])
    expected = np.zeros((1, 4, 4, 5))
    expected[0, 3] = [[3, 3, 3, 7, 7], [3, 3, 9, 9, 9], [4, 4, 9, 9, 9], [4, 4, 9, 9, 9]]
    check_output(submission.inception(*pooled(x)), expected, "the pooling branch on a 4 by 5 image", input=x[0, 0])


@task(5)
def test_nothing_outside_is_larger(submission):
    """At the edge of a negative image the zeros around it do not take part in the maximum."""
    x = np.array([[[[-5.0, -6, -7, -9], [-8, -9, -4, -9], [-9, -9, -9, -9]]]])
    expected = np.zeros((1, 4, 3, 4))
    expected[0, 3] = [[15, 16, 16, 16], [15, 16, 16, 16], [12, 16, 16, 16]]
    with_zeros = np.where(expected > 0, 20.0, 0)
    with_zeros[0, 3, 1, 1:3] = 16
    why = "20 plus the largest value of each neighbourhood, -8, -5 or -4."
    mistakes = {
        "The zeros around the image took part: at the edge they are larger than every negative value.": with_zeros,
        "A relu was applied before the pooling: it makes every negative value 0, also inside the image.": np.where(expected > 0, 20.0, 0),
    }
    check_output(
        submission.inception(*pooled(x, 1, 20.0)),
        expected,
        "the pooling branch on a negative image, bias 20",
        why=why,
        mistakes=mistakes,
    )


@task(5)
def test_pooling_comes_first(submission):
    """The pooling comes before the convolution, and looks at each channel by itself."""
    x = numbers([1, 5, 2, 0], [3, 0, 0, 4])
    p = module(2) | {"w_pool": np.array([10.0, -20]).reshape(1, 2, 1, 1)}
    why = "Pooled: 5 5 5 2 and 3 3 4 4. 50 - 60, 50 - 60, 50 - 80 and 20 - 80 are negative."
    y = submission.inception(x, p)
    check_output(y, numbers(*[[0] * 4] * 4), "the pooling branch on 1 5 2 0 and 3 0 0 4, with 10 and -20", why=why)
    p |= {"w_pool": np.array([10.0, -5]).reshape(1, 2, 1, 1)}
    check_output(
        submission.inception(x, p),
        numbers(*[[0] * 4] * 3, [35, 35, 30, 0]),
        "the same with 10 and -5",
        why="50 - 15, 50 - 15, 50 - 20 and 20 - 20.",
    )


@task(5)
def test_a_relu_after_the_pooling_branch(submission):
    """The convolution of the pooling branch is followed by a relu as well."""
    y = submission.inception(*pooled(numbers([1, 2, 3]), -1.0, 2.5))
    check_output(
        y,
        numbers(*[[0] * 3] * 3, [0.5, 0, 0]),
        "the pooling branch on 1 2 3, weight -1, bias 2.5",
        why="2.5 - 2 and twice relu(2.5 - 3).",
    )


@task(5)
def test_any_module(submission, reference, rng):
    """Any weights in all branches."""
    for channels, hidden, made, size in (
        (2, (3, 1), (1, 2, 3, 2), (4, 5)),
        (3, (1, 2), (2, 2, 2, 2), (6, 3)),
        (1, (2, 2), (3, 1, 2, 4), (1, 2)),
    ):
        x, p = values(rng, 2, channels, *size), random_module(rng, channels, hidden, made)
        check_output(
            submission.inception(x, p),
            reference.inception(x, p),
            f"inception of {channels} channels, {size[0]} by {size[1]}, branches of {made}",
        )


@task(5)
def test_inception_in_float32(submission, reference, rng):
    """In float32 the module gives the same."""
    check_float32(submission, reference, "inception", values(rng, 2, 3, 5, 4), random_module(rng, 3, (1, 2), (1, 2, 1, 2)))
