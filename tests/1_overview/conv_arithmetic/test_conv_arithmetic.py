"""Judges exercises/1_overview/conv_arithmetic.py. What is expected is counted window by window, without a formula."""

import numpy as np
import pytest

from deepkata.suite import check, task

ALEXNET = [
    {"kernel": 11, "stride": 4},
    {"kernel": 3, "stride": 2},
    {"kernel": 5, "pad": 2},
    {"kernel": 3, "stride": 2},
    {"kernel": 3, "pad": 1},
    {"kernel": 3, "pad": 1},
    {"kernel": 3, "pad": 1},
    {"kernel": 3, "stride": 2},
]
VGG_BLOCK = [{"kernel": 3, "pad": 1}, {"kernel": 3, "pad": 1}, {"kernel": 2, "stride": 2}]
GOOGLENET = [
    {"kernel": 7, "stride": 2, "pad": 3},
    {"kernel": 3, "stride": 2, "ceil": True},
    {"kernel": 1},
    {"kernel": 3, "pad": 1},
    {"kernel": 3, "stride": 2, "ceil": True},
    {"kernel": 3, "stride": 2, "ceil": True},
    {"kernel": 3, "stride": 2, "ceil": True},
]


def counted(size, kernel, stride=1, pad=0, dilation=1, ceil=False):
    """The number of windows, laid one after the other; 0 where not even the first one fits."""
    end, covered, count, begin = size + 2 * pad, (kernel - 1) * dilation + 1, 0, 0
    while begin + covered <= end:
        count, begin = count + 1, begin + stride
    left_over = count and begin - stride + covered < end
    if ceil and left_over and begin < pad + size:
        count += 1
    return count


def seen(layers):
    """Field and step after each layer, followed back value by value from two neighbours to the image."""
    found = []
    for depth in range(1, len(layers) + 1):
        ends = []
        for place in (0, 1):
            places = {place}
            for layer in reversed(layers[:depth]):
                stride, dilation = layer.get("stride", 1), layer.get("dilation", 1)
                places = {p * stride + k * dilation for p in (min(places), max(places)) for k in (0, layer["kernel"] - 1)}
            ends.append((min(places), max(places)))
        found.append((ends[0][1] - ends[0][0] + 1, ends[1][0] - ends[0][0]))
    return found


def whole(actual):
    """Floats without a fraction as integers: 6.0 is right as well as 6."""
    try:
        array = np.asarray(actual)
    except ValueError:
        return actual
    floats = array.dtype.kind == "f" and np.isfinite(array).all() and (array == array.round()).all()
    return array.astype(int) if floats else actual


def check_size(actual, expected, name, **more):
    """A size is the expected whole number."""
    check.array(whole(actual), np.array(expected), name, rtol=0, atol=0, **more)


def check_sizes(submission, cases):
    """Each case is (size, layer, expected[, why[, mistakes]]): all are asked, then all are compared."""
    answers = [submission.out_size(size, **layer) for size, layer, *_ in cases]
    for actual, (size, layer, expected, *more) in zip(answers, cases, strict=True):
        why, mistakes = (*more, *("", None)[len(more) :])
        check_size(actual, expected, in_words(size, **layer), why=why, mistakes=mistakes)


def check_pairs(actual, expected, name, **more):
    """One pair of whole numbers for each layer."""
    check.array(whole(actual), np.array(expected), name, rtol=0, atol=0, **more)


def many(count, word):
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def in_words(size, **layer):
    return f"{size} values, {', '.join(f'{name} {value}' for name, value in layer.items())}"


# --- Task 1: convolutions ---------------------------------------------------------------------------------------------


@task(1)
def test_the_first_layer_of_alexnet(submission):
    """A window of 11 with stride 4: 55 places on 227 values, 54 on the 224 that the paper speaks of."""
    cases = []
    for size, expected in ((227, 55), (224, 54), (225, 54), (226, 54), (223, 54)):
        steps = f"{size - 11} values are left behind the first window: {(size - 11) / 4:g} steps of 4."
        why = f"{steps} Only whole steps count. Then add the first position."
        cases.append((size, {"kernel": 11, "stride": 4}, expected, why))
    check_sizes(submission, cases)


@task(1)
def test_zeros_on_both_sides(submission):
    """pad zeros stand on each of the two sides."""
    cases = []
    for size, kernel, stride, pad, expected in (
        (9, 3, 1, 1, 9),
        (12, 5, 1, 2, 12),
        (15, 7, 2, 3, 8),
        (10, 1, 1, 4, 18),
    ):
        why = f"{many(pad, 'zero')} on each side: {size + 2 * pad} values in all."
        mistakes = {"That counts the zeros of one side only.": counted(size + pad, kernel, stride)}
        cases.append((size, {"kernel": kernel, "stride": stride, "pad": pad}, expected, why, mistakes))
    check_sizes(submission, cases)


@task(1)
def test_a_window_as_long_as_the_input(submission):
    """A window that covers everything has one place, whatever the stride."""
    layers = [(5, {"kernel": 5}), (7, {"kernel": 7, "stride": 3}), (3, {"kernel": 5, "stride": 2, "pad": 1})]
    check_sizes(submission, [(size, layer, 1, "The window fits once and cannot move.") for size, layer in layers])


@task(1)
def test_what_is_left_over_does_not_count(submission):
    """Of windows with stride 4 on 11 to 18 values, only those that fit as a whole count."""
    layer, why = {"kernel": 3, "stride": 4}, "The division rounds down, however much is left over."
    check_sizes(submission, [(size, layer, counted(size, **layer), why) for size in range(11, 19)])


@task(1)
def test_any_convolution(submission, rng):
    """Any size, kernel, stride and pad."""
    cases = []
    for _ in range(40):
        layer = {"kernel": int(rng.integers(1, 9)), "stride": int(rng.integers(1, 6)), "pad": int(rng.integers(0, 4))}
        size = int(rng.integers(9, 60))
        cases.append((size, layer, counted(size, **layer)))
    check_sizes(submission, cases)


# --- Task 2: ceil -----------------------------------------------------------------------------------------------------


@task(2)
def test_the_pooling_of_googlenet(submission):
    """A window of 3 with stride 2 on 112 values has 56 places with ceil, 55 without."""
    cases = []
    for size, up, down in ((112, 56, 55), (56, 28, 27), (28, 14, 13), (14, 7, 6)):
        why = f"{(size - 3) / 2:g} steps after the first place: the half counts with ceil only."
        cases += [(size, {"kernel": 3, "stride": 2, "ceil": ceil}, up if ceil else down, why) for ceil in (True, False)]
    check_sizes(submission, cases)


@task(2)
def test_nothing_is_left_over(submission):
    """Where the last window ends at the edge, ceil adds none."""
    why = "The last window ends on the last value, so nothing is left for another one."
    given = ((13, 3, 2, 6), (8, 2, 2, 4), (6, 6, 4, 1), (9, 1, 4, 3))
    check_sizes(submission, [(n, {"kernel": k, "stride": s, "ceil": True}, expected, why) for n, k, s, expected in given])


@task(2)
def test_a_window_on_nothing_but_zeros(submission):
    """A window that would begin on the zeros behind the input is not laid."""
    cases = []
    for size, kernel, stride, pad in (
        (5, 2, 3, 1),
        (4, 2, 2, 1),
        (6, 3, 3, 1),
        (7, 4, 4, 3),
        (10, 4, 5, 3),
        (5, 2, 7, 0),
        (9, 3, 4, 2),
    ):
        layer = {"kernel": kernel, "stride": stride, "pad": pad, "ceil": True}
        right = counted(size, **layer)
        behind = f"Place {right} would begin at {right * stride} of {size + 2 * pad}"
        why = f"{behind}: {many(pad, 'zero')}, {size} values, {many(pad, 'zero')}, counted from 0."
        cases.append((size, layer, right, why))
    check_sizes(submission, cases)


@task(2)
def test_the_last_window_may_begin_on_the_last_value(submission):
    """A window whose first place is the very last value of the input is laid."""
    cases = []
    for size, kernel, stride, pad, expected in ((5, 2, 2, 0, 3), (4, 3, 2, 1, 3), (6, 4, 4, 3, 3), (9, 2, 4, 0, 3)):
        why = f"It begins at {(expected - 1) * stride}: the last value is at {pad + size - 1}."
        cases.append((size, {"kernel": kernel, "stride": stride, "pad": pad, "ceil": True}, expected, why))
    check_sizes(submission, cases)


@task(2)
def test_any_pooling(submission, rng):
    """Any size, kernel, stride and pad, with ceil."""
    cases = []
    for _ in range(60):
        kernel = int(rng.integers(1, 7))
        layer = {"kernel": kernel, "stride": int(rng.integers(1, 6)), "pad": int(rng.integers(0, kernel)), "ceil": True}
        size = int(rng.integers(7, 30))
        cases.append((size, layer, counted(size, **layer)))
    check_sizes(submission, cases)


# --- Task 3: dilation, and what does not fit --------------------------------------------------------------------------


@task(3)
def test_a_window_with_gaps(submission):
    """A window of 3 whose values are 2 apart covers 5 places."""
    cases = []
    for size, kernel, dilation, expected in ((20, 3, 2, 16), (20, 3, 6, 8), (20, 1, 9, 20), (20, 2, 3, 17)):
        covered = (kernel - 1) * dilation + 1
        why = f"{many(kernel, 'value')} with {many(kernel - 1, 'gap')} in between: {many(covered, 'place')} are covered."
        mistakes = {f"That is for a window over {kernel * dilation} places: one gap too many.": size - kernel * dilation + 1}
        cases.append((size, {"kernel": kernel, "dilation": dilation}, expected, why, mistakes))
    check_sizes(submission, cases)


@task(3)
def test_any_dilation(submission, rng):
    """Dilation goes together with stride, pad and ceil."""
    cases = []
    for _ in range(40):
        ranges = {"kernel": (2, 5), "stride": (1, 5), "pad": (0, 2), "dilation": (2, 5)}
        layer = {name: int(rng.integers(*ends)) for name, ends in ranges.items()} | {"ceil": bool(rng.integers(2))}
        size = int(rng.integers(14, 40))
        cases.append((size, layer, counted(size, **layer)))
    check_sizes(submission, cases)


@task(3)
@pytest.mark.parametrize("ceil", [False, True])
def test_a_window_that_does_not_fit(submission, ceil):
    """A window that is longer than the input with its zeros raises ValueError, even by one."""
    for layer in (
        {"kernel": 6},
        {"kernel": 6, "stride": 4},
        {"kernel": 3, "dilation": 3},
        {"kernel": 8, "pad": 1, "stride": 2},
        {"kernel": 40},
    ):
        check.raises(submission, "out_size", ValueError, 5, **layer, ceil=ceil, name=in_words(5, **layer, ceil=ceil))


@task(3)
def test_a_window_that_just_fits(submission):
    """A window that is exactly as long as the input with its zeros has one place, with gaps as well."""
    layers = (
        {"kernel": 5},
        {"kernel": 3, "dilation": 2},
        {"kernel": 7, "pad": 1},
        {"kernel": 2, "dilation": 6, "pad": 1, "ceil": True},
    )
    check_sizes(submission, [(5, layer, 1, "It fits once.") for layer in layers])


# --- Task 4: trace ----------------------------------------------------------------------------------------------------


@task(4)
def test_alexnet(submission):
    """AlexNet from 227 by 227 down to 6 by 6."""
    expected = [(size, size) for size in (55, 27, 27, 13, 13, 13, 13, 6)]
    why = "The output of a layer is the input of the next."
    check_pairs(submission.trace(ALEXNET, (227, 227)), expected, "AlexNet on 227 by 227", why=why)


@task(4)
def test_googlenet(submission):
    """GoogLeNet's pooling rounds up: 112, 56, 28, 14, 7."""
    expected = [(size, size) for size in (112, 56, 56, 56, 28, 14, 7)]
    without = [(size, size) for size in (112, 55, 55, 55, 27, 13, 6)]
    mistakes = {'"ceil" of the layers is not used.': np.array(without)}
    check_pairs(submission.trace(GOOGLENET, (224, 224)), expected, "GoogLeNet on 224 by 224", mistakes=mistakes)


@task(4)
def test_rows_and_columns_are_traced_apart(submission):
    """An image that is wider than high stays so."""
    layers = [{"kernel": 3, "stride": 2, "pad": 1}, {"kernel": 2, "stride": 2}]
    check_pairs(submission.trace(layers, (18, 50)), [(9, 25), (4, 12)], "an image of 18 by 50")


@task(4)
def test_pairs_are_rows_and_columns(submission):
    """A pair is (for the rows, for the columns), for each of the four numbers."""
    layers = [
        {"kernel": (1, 7), "pad": (0, 3)},
        {"kernel": (7, 1)},
        {"kernel": 2, "stride": (2, 1)},
        {"kernel": 3, "dilation": (1, 3)},
        {"kernel": [2, 4], "stride": [3, 5], "ceil": True},
    ]
    expected = [(30, 40), (24, 40), (12, 39), (10, 33), (4, 7)]
    check_pairs(
        submission.trace(layers, (30, 40)),
        expected,
        "an image of 30 by 40",
        why="The first number of a pair is for the rows.",
    )


@task(4)
def test_no_layers(submission):
    """Without layers the list is empty."""
    check.that(
        check.is_array(submission.trace([], (30, 40)), "trace of no layers").size == 0,
        "trace of no layers: expected an empty list; the image is not a layer.",
    )


@task(4)
def test_any_layers(submission, rng):
    """Any layers, any keys missing."""
    for _ in range(6):
        layers, hw, expected = [], (int(rng.integers(90, 200)), int(rng.integers(90, 200))), []
        size = hw
        for _ in range(5):
            layer = {"kernel": tuple(rng.integers(2, 5, 2).tolist())}
            for name, low, high in (("stride", 1, 3), ("pad", 0, 2), ("dilation", 1, 3)):
                if rng.integers(2):
                    layer[name] = int(rng.integers(low, high)) if rng.integers(2) else tuple(rng.integers(low, high, 2).tolist())
            if rng.integers(2):
                layer["ceil"] = bool(rng.integers(2))
            layers.append(layer)
            size = tuple(
                counted(
                    size[axis],
                    **{name: value[axis] if isinstance(value, tuple) else value for name, value in layer.items()},
                )
                for axis in (0, 1)
            )
            expected.append(size)
        check_pairs(submission.trace(layers, hw), expected, f"{hw[0]} by {hw[1]} through {layers}")


@task(4)
def test_a_layer_that_does_not_fit(submission):
    """A layer whose window does not fit raises ValueError, be it in one direction only."""
    check.raises(
        submission,
        "trace",
        ValueError,
        [{"kernel": 5, "stride": 4}, {"kernel": 3}],
        (12, 30),
        name="12 by 30, the second window 3 on 2 rows",
    )
    check.raises(submission, "trace", ValueError, [{"kernel": (2, 9)}], (12, 8), name="12 by 8, a window of (2, 9)")


# --- Task 5: receptive_field ------------------------------------------------------------------------------------------


@task(5)
def test_small_windows_in_a_row(submission):
    """Two windows of 3 see 5 values, three see 7: what VGG builds on."""
    layers = [{"kernel": 3, "pad": 1}] * 3
    check_pairs(
        submission.receptive_field(layers),
        [(3, 1), (5, 1), (7, 1)],
        "three windows of 3",
        why="Each adds one value on either side. Zeros at the edge change nothing.",
    )


@task(5)
def test_a_stride_counts_for_the_layers_behind_it(submission):
    """A stride changes its own step and the fields of later layers."""
    layers = [{"kernel": 3, "stride": 2}, {"kernel": 3, "stride": 3}, {"kernel": 2, "stride": 2}]
    why = "The second window spans 2 gaps between values that are 2 apart: 3 + 4. The third spans 1 gap of 6."
    check_pairs(submission.receptive_field(layers), [(3, 2), (7, 6), (13, 12)], "windows 3, 3, 2 with strides 2, 3, 2", why=why)


@task(5)
def test_a_window_of_one(submission):
    """A window of 1 sees what the layer before sees, and its stride still counts."""
    layers = [{"kernel": 5, "stride": 2}, {"kernel": 1}, {"kernel": 1, "stride": 2}, {"kernel": 3}]
    check_pairs(
        submission.receptive_field(layers),
        [(5, 2), (5, 2), (5, 4), (13, 4)],
        "windows 5, 1, 1, 3 with strides 2, 1, 2, 1",
    )


@task(5)
def test_gaps_widen_the_field(submission):
    """Dilation 1, 2, 4 lets windows of 3 see 3, 7, 15 values."""
    layers = [{"kernel": 3, "dilation": dilation} for dilation in (1, 2, 4)]
    check_pairs(submission.receptive_field(layers), [(3, 1), (7, 1), (15, 1)], "windows of 3 with dilation 1, 2, 4")


@task(5)
def test_real_networks(submission):
    """AlexNet's and VGG16's last pooling, and all before it."""
    vgg = VGG_BLOCK * 2 + [layer for _ in range(3) for layer in (VGG_BLOCK[0], *VGG_BLOCK)]
    for name, layers in (("AlexNet", ALEXNET), ("VGG16", vgg), ("GoogLeNet, whose pooling rounds up", GOOGLENET)):
        check_pairs(submission.receptive_field(layers), seen(layers), f"the layers of {name}")


@task(5)
def test_any_fields(submission, rng):
    """Any kernels, strides and dilations, any keys missing."""
    for _ in range(8):
        layers = []
        for _ in range(6):
            layer = {"kernel": int(rng.integers(1, 6))}
            for name, low, high in (("stride", 1, 4), ("pad", 0, 3), ("dilation", 1, 4)):
                if rng.integers(2):
                    layer[name] = int(rng.integers(low, high))
            if rng.integers(2):
                layer["ceil"] = bool(rng.integers(2))
            layers.append(layer)
        check_pairs(submission.receptive_field(layers), seen(layers), f"fields and steps of {layers}")
