"""Judges exercises/1_overview/param_ledger.py.

What is expected is counted weight by weight: the suite makes the arrays that a layer has, and asks for their sizes.
"""

import functools
import json
import math

import numpy as np
import pytest

from deepkata.suite import check, task

PUBLISHED = {  # learnable, stored, MACs at 224 by 224
    "AlexNet": (60_965_224, 60_965_224, 654_560_384),
    "VGG19": (143_667_240, 143_667_240, 19_632_062_464),
    "GoogLeNet": (6_998_552, 6_998_552, 1_431_556_352),
    "ResNet-50": (25_557_032, 25_610_152, 4_089_184_256),
    "SqueezeNet": (1_235_496, 1_235_496, 349_151_936),
    "ShuffleNet": (1_393_320, 1_420_152, 124_664_528),
}


IN_FLOAT32 = "It was rounded to a float32, which holds integers exactly only up to 16,777,216. Count in integers."


def conv(into, out, kernel=(3, 3), *, group=1, bias=True, places=(7, 9), stride=(1, 1)):
    layer = {"op": "conv", "in": into, "out": out, "kernel": kernel, "stride": stride, "group": group, "bias": bias}
    return layer | {"output": (out, *places)}


def linear(into, out, *, bias=True):
    return {"op": "linear", "in": into, "out": out, "bias": bias, "output": (out,)}


def batch_norm(channels, places=(7, 9)):
    return {"op": "batch_norm", "channels": channels, "output": (channels, *places)}


def plain(op, *output):
    return {"op": op, "output": output}


def arrays(layer):
    """The shapes of a layer's arrays: its weights, what else it learns, what it measures."""
    if layer["op"] == "conv":
        # One array of filters for each group, each as deep as its group of channels.
        inside = np.arange(layer["in"]).reshape(layer["group"], -1)
        outside = np.arange(layer["out"]).reshape(layer["group"], -1)
        weights = [(len(m), len(c), *layer["kernel"]) for m, c in zip(outside, inside, strict=True)]
        return weights, [(layer["out"],)] if layer["bias"] else [], []
    if layer["op"] == "linear":
        return [(layer["out"], layer["in"])], [(layer["out"],)] if layer["bias"] else [], []
    if layer["op"] == "batch_norm":
        return [], [(layer["channels"],)] * 2, [(layer["channels"],)] * 2
    return [], [], []


def size(shapes):
    return sum(map(math.prod, shapes))


def counted(layers):
    """Learnable, stored and MACs, from the arrays."""
    learnable = stored = macs = 0
    for layer in layers:
        weights, learned, measured = arrays(layer)
        learnable += size(weights) + size(learned)
        stored += size(weights) + size(learned) + size(measured)
        macs += size(weights) * size([layer["output"][1:]])
    return learnable, stored, macs


def in_words(layer):
    """A layer as a short name."""
    if layer["op"] == "conv":
        words = f"conv {layer['in']} to {layer['out']}, {layer['kernel'][0]} by {layer['kernel'][1]}"
        words += f" in {layer['group']} groups" if layer["group"] > 1 else ""
    elif layer["op"] == "linear":
        words = f"linear {layer['in']} to {layer['out']}"
    elif layer["op"] == "batch_norm":
        return f"batch_norm of {layer['channels']}"
    else:
        return layer["op"]
    return words + ("" if layer["bias"] else " without bias")


def check_whole(actual, expected, name, **more):
    """A count is exact."""
    check.array(actual, np.array(expected), name, rtol=0, atol=0, **more)


def check_params(submission, networks, *, why="", mistakes=None):
    """Both counts of each network: all are asked first. `mistakes`: words, and (learnable, stored)."""
    answers = [submission.count_params(layers) for layers in networks]
    for answer, layers in zip(answers, networks, strict=True):
        name = "; ".join(in_words(layer) for layer in layers) or "no layers"
        counts = check.mapping(answer, f"parameters of {name}", ("learnable", "stored"))
        for number, key in enumerate(("learnable", "stored")):
            known = {words: np.array(wrong(layers)[number]) for words, wrong in (mistakes or {}).items()}
            expected = counted(layers)[number]
            known = {words: wrong for words, wrong in known.items() if wrong != expected}
            check_whole(counts[key], expected, f"{key} parameters of {name}", why=why, mistakes=known)


def check_macs(submission, networks, *, why="", mistakes=None):
    """The MACs of each network: all are asked first."""
    answers = [submission.count_macs(layers) for layers in networks]
    for answer, layers in zip(answers, networks, strict=True):
        expected = counted(layers)[2]
        known = {words: np.array(wrong(layers)) for words, wrong in (mistakes or {}).items() if wrong(layers) != expected}
        check_whole(answer, expected, f"MACs of {'; '.join(map(in_words, layers))}", why=why, mistakes=known)


def some_layers(rng, count):
    """Any layers, one behind the other only in the list."""
    layers = []
    for _ in range(count):
        group = int(rng.choice([1, 1, 2, 3]))
        into, out = (int(n) * group for n in rng.integers(1, 20, 2))
        kernel, places = tuple(rng.integers(1, 6, 2).tolist()), tuple(rng.integers(1, 30, 2).tolist())
        stride = tuple(rng.integers(1, 4, 2).tolist())
        kinds = [
            conv(into, out, kernel, group=group, bias=bool(rng.integers(2)), places=places, stride=stride),
            linear(into, out, bias=bool(rng.integers(2))),
            batch_norm(out, places),
            plain(str(rng.choice(["relu", "max_pool", "add", "dropout"])), out, *places),
        ]
        layers.append(kinds[rng.integers(len(kinds))])
    return layers


@pytest.fixture
def networks(fixture):
    return read_networks(fixture("architectures.json"))


@functools.cache
def read_networks(path):
    return json.loads(path.read_text(encoding="utf-8"))


# --- Task 1: convolutions and linear layers ---------------------------------------------------------------------------


@task(1)
def test_a_convolution(submission):
    """A filter has a weight for each channel and each place under it, and there is one bias for each filter."""
    why = "Filters times (channels times rows times columns), and as many biases as filters."
    check_params(submission, [[conv(3, 6)], [conv(6, 3)], [conv(1, 1, (5, 5))], [conv(16, 16, (1, 1))]], why=why)


@task(1)
def test_a_kernel_that_is_not_square(submission):
    """A filter of 1 by 7 has 7 weights a channel, one of 7 by 1 as well, one of 2 by 3 six."""
    check_params(submission, [[conv(4, 5, (1, 7))], [conv(4, 5, (7, 1))], [conv(2, 2, (2, 3))]], why="Rows times columns.")


@task(1)
def test_a_linear_layer(submission):
    """A linear layer has a weight for each pair of input and output, and a bias for each output."""
    mistakes = {IN_FLOAT32: lambda layers: tuple(int(np.float32(n)) for n in counted(layers)[:2])}
    networks = [[linear(9216, 4096)], [linear(10, 3)], [linear(1, 8)], [linear(4097, 4099)]]
    check_params(submission, networks, why="Inputs times outputs, plus outputs.", mistakes=mistakes)


@task(1)
def test_without_bias(submission):
    """Where there is no bias, none is counted."""
    layers = [conv(8, 12, bias=False), linear(30, 20, bias=False), conv(12, 8), linear(20, 30)]
    check_params(submission, [[layer] for layer in layers], why='"bias" says whether there are any.')


@task(1)
def test_where_it_is_laid_does_not_matter(submission):
    """The size of the image and the stride change no parameter."""
    layers = [conv(5, 7, places=(1, 1)), conv(5, 7, places=(300, 200)), conv(5, 7, stride=(4, 4))]
    check_params(submission, [[layer] for layer in layers], why="The same filter is used at every position.")


@task(1)
def test_several_layers(submission):
    """The layers are added up, those without parameters add nothing, and no layers at all have none."""
    layers = [conv(3, 8), plain("relu", 8, 7, 9), plain("max_pool", 8, 3, 4), linear(96, 5), plain("softmax", 5)]
    check_params(submission, [layers, layers[1:3], [], [layers[0]] * 4])


# --- Task 2: groups ---------------------------------------------------------------------------------------------------


@task(2)
def test_two_groups(submission):
    """In two groups each filter sees half of the channels, so there are half as many weights, and as many biases."""

    def ignored(layers):
        return counted([{**layer, "group": 1} for layer in layers])

    why = "A filter has as many channels as its group. The number of filters does not change."
    mistakes = {"Every filter was given all channels.": ignored}
    check_params(submission, [[conv(8, 6, group=2)], [conv(96, 256, (5, 5), group=2)]], why=why, mistakes=mistakes)


@task(2)
def test_depthwise(submission):
    """With as many groups as channels each filter sees a single channel."""
    why = "Each filter is 1 deep: filters times rows times columns."
    check_params(submission, [[conv(32, 32, group=32, bias=False)], [conv(10, 20, (5, 5), group=10)]], why=why)


@task(2)
def test_depthwise_and_pointwise(submission):
    """The pair that MobileNet is made of has far fewer weights than the convolution it stands for."""
    pair = [conv(64, 64, group=64, bias=False), conv(64, 128, (1, 1), bias=False)]
    check_params(submission, [pair, [conv(64, 128, bias=False)], pair * 2])


@task(2)
def test_any_groups(submission, rng):
    """Any channels in any groups."""
    found = []
    for _ in range(8):
        group, into, out = (int(n) for n in rng.integers(1, 7, 3))
        found.append([conv(into * group, out * group, tuple(rng.integers(1, 6, 2).tolist()), group=group)])
    check_params(submission, found)


# --- Task 3: batch normalization --------------------------------------------------------------------------------------


@task(3)
def test_two_of_four_are_learned(submission):
    """Of four numbers a channel two are learned, and all four are stored."""

    def all_learned(layers):
        return (counted(layers)[1], counted(layers)[1])

    def none_measured(layers):
        return (counted(layers)[0], counted(layers)[0])

    why = "Scale and shift are learned; mean and variance are measured, and stored."
    mistakes = {
        "That counts the mean and the variance as learned: no gradient ever changes them.": all_learned,
        "That leaves the mean and the variance out: without them the network cannot be used.": none_measured,
    }
    check_params(submission, [[batch_norm(64)], [batch_norm(5)], [batch_norm(1)]], why=why, mistakes=mistakes)


@task(3)
def test_the_beginning_of_resnet(submission):
    """A convolution without bias and its normalization, as in ResNet."""
    layers = [conv(3, 64, (7, 7), bias=False), batch_norm(64), plain("relu", 64, 7, 9), plain("max_pool", 64, 3, 4)]
    check_params(submission, [layers, [*layers, conv(64, 64, (1, 1), bias=False), batch_norm(64)]])


@task(3)
def test_any_layers(submission, rng):
    """Any layers in any order."""
    check_params(submission, [some_layers(rng, 6) for _ in range(6)])


# --- Task 4: count_macs -----------------------------------------------------------------------------------------------


@task(4)
def test_each_weight_at_each_place(submission):
    """A weight of a convolution is used once at each place of the output."""

    def twice(layers):
        return 2 * counted(layers)[2]

    why = "The weights (without biases) times the rows and the columns of the output."
    mistakes = {"That is twice as many: one multiplication with its addition is one MAC, and two FLOPs.": twice}
    layers = [
        conv(3, 6, places=(4, 5)),
        conv(2, 2, (1, 1), places=(1, 1)),
        conv(8, 4, (5, 3), places=(30, 2), bias=False),
    ]
    check_macs(submission, [[layer] for layer in layers], why=why, mistakes=mistakes)


@task(4)
def test_a_linear_layer_uses_each_weight_once(submission):
    """A linear layer takes as many products as it has weights."""
    layers = [linear(9216, 4096), linear(10, 3, bias=False), linear(7, 7), linear(4097, 4099)]
    mistakes = {IN_FLOAT32: lambda layers: int(np.float32(counted(layers)[2]))}
    why = "Inputs times outputs; a bias is added, not multiplied."
    check_macs(submission, [[layer] for layer in layers], why=why, mistakes=mistakes)


@task(4)
def test_the_stride_is_in_the_output(submission):
    """What counts is the size of the output, however large the image was."""
    why = '"output" is the size after the stride: the filter is applied that many times.'
    layers = [conv(3, 16, (7, 7), places=(112, 112), stride=(2, 2)), conv(4, 4, places=(5, 20), stride=(4, 1))]
    check_macs(submission, [[layer] for layer in layers], why=why)


@task(4)
def test_groups_save_products(submission):
    """In g groups there are a g-th of the products."""
    layers = [conv(8, 6, group=2), conv(32, 32, group=32, places=(14, 14)), conv(9, 12, (5, 5), group=3)]
    check_macs(submission, [[layer] for layer in layers], why="A filter is applied only to the channels of its group.")


@task(4)
def test_the_saving_of_mobilenet(submission):
    """A depthwise and a pointwise convolution take 1/M + 1/9 of the products of a full one of 3 by 3."""
    pair = [conv(64, 64, group=64, places=(14, 14)), conv(64, 128, (1, 1), places=(14, 14))]
    full = [conv(64, 128, places=(14, 14))]
    answers = [submission.count_macs(layers) for layers in (pair, full)]
    counts = [
        check.is_array(answer, name, shape=(), dtype="integer")
        for answer, name in zip(answers, ("MACs of the pair", "MACs of the full one"), strict=True)
    ]
    check.close(
        int(counts[0]) / max(int(counts[1]), 1),
        1 / 128 + 1 / 9,
        "MACs of the pair, divided by those of the full convolution",
    )


@task(4)
def test_other_layers_take_none(submission):
    """Normalization, activation and pooling count nothing here."""
    layers = [
        batch_norm(64, (56, 56)),
        plain("relu", 64, 56, 56),
        plain("max_pool", 64, 28, 28),
        plain("add", 64, 28, 28),
    ]
    check_macs(submission, [layers, [conv(2, 3), *layers], [*layers, linear(64, 10)]])


@task(4)
def test_more_than_32_bits(submission):
    """Billions are exact."""
    layers = [conv(256, 512, places=(56, 56))] * 3

    def wrapped(layers):
        return (counted(layers)[2] + 2**31) % 2**32 - 2**31

    mistakes = {"It wrapped around: an int32 ends at 2,147,483,647.": wrapped}
    check_macs(submission, [layers, layers * 2, layers * 5], mistakes=mistakes)


@task(4)
def test_any_macs(submission, rng):
    """Any layers in any order."""
    check_macs(submission, [some_layers(rng, 5) for _ in range(6)])


# --- Task 5: real networks --------------------------------------------------------------------------------------------


@task(5)
@pytest.mark.parametrize("name", list(PUBLISHED))
def test_real_networks(submission, networks, name):
    """Parameters and MACs of real networks, to the last one."""
    counts = check.mapping(submission.count_params(networks[name]), f"parameters of {name}", ("learnable", "stored"))
    macs = submission.count_macs(networks[name])
    for key, expected in zip(("learnable", "stored"), PUBLISHED[name], strict=False):
        check_whole(counts[key], expected, f"{key} parameters of {name}")
    check_whole(macs, PUBLISHED[name][2], f"MACs of {name}")


@task(5)
@pytest.mark.parametrize("name", ["AlexNet", "ResNet-50", "ShuffleNet"])
def test_totals_of_real_networks(submission, networks, name):
    """What each kind of layer has in a real network: AlexNet's convolutions compute, its linear layers store."""
    check_totals(submission, networks[name], f"totals of {name}")


@task(5)
def test_totals_of_some_layers(submission, rng):
    """Every op that occurs has its three totals, and no other op has any."""
    for layers in (
        [linear(10, 4), linear(4, 6)],
        [plain("relu", 4, 5, 5), conv(2, 3), plain("relu", 3, 7, 9), conv(3, 2)],
    ):
        check_totals(submission, layers, "totals of " + "; ".join(map(in_words, layers)))
    check_totals(submission, some_layers(rng, 9), "totals of some layers")


@task(5)
def test_totals_of_no_layers(submission):
    """No layers have no totals."""
    check.equal(submission.totals_by_op([]), {}, "totals of no layers")


def check_totals(submission, layers, name):
    """All totals of all ops, and no other op."""
    kinds = {}
    for layer in layers:
        kinds.setdefault(layer["op"], []).append(layer)
    totals = check.mapping(submission.totals_by_op(layers), name, kinds)
    strangers = sorted(str(key) for key in set(totals) - set(kinds))
    check.that(not strangers, f"{name}: {strangers[:1]} does not occur in the network.")
    for op, members in kinds.items():
        keys = ("learnable", "stored", "macs")
        row = check.mapping(totals[op], f"{name}, {op}", keys)
        for key, expected in zip(keys, counted(members), strict=True):
            check_whole(row[key], expected, f"{name}, {key} of {op}", why=f"It occurs {len(members)} times.")
