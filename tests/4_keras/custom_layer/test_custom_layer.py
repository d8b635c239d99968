"""Judges exercises/4_keras/custom_layer.py."""

import json

import numpy as np

from deepkata.suite import check, task

ONE_FOR_TWO = "two calls got one and the same layer, so that two places of a network would share their gates"
ORDER = "kernel_1 (C, R), bias_1 (R,), kernel_2 (R, C), bias_2 (C,)"


def shapes_of(channels, ratio):
    """The shapes that the four weights are to have."""
    hidden = max(1, channels // ratio)
    return [[channels, hidden], [hidden], [hidden, channels], [channels]]


def some_weights(rng, channels, ratio):
    """Weights under which the gates differ and about half of the hidden numbers are cut off."""
    return [rng.normal(0, 1.2, shape).astype(np.float32) for shape in shapes_of(channels, ratio)]


def images(rng, count, height, width, channels):
    return rng.normal(0, 1, (count, height, width, channels)).astype(np.float32)


def sigmoid(values):
    return 1 / (1 + np.exp(-values))


def gates(x, values):
    """The gate of each channel of each image."""
    kernel_1, bias_1, kernel_2, bias_2 = (np.asarray(value, np.float64) for value in values)
    return sigmoid(np.maximum(x.astype(np.float64).mean(axis=(1, 2)) @ kernel_1 + bias_1, 0) @ kernel_2 + bias_2)


def excited(x, values):
    """What the layer is to give."""
    return x * gates(x, values)[:, None, None, :]


def mistakes_in(x, values):
    """What the layer gives if one of its steps is another one."""
    kernel_1, bias_1, kernel_2, bias_2 = (np.asarray(value, np.float64) for value in values)
    x = x.astype(np.float64)
    z = x.mean(axis=(1, 2))
    hidden, per_pixel = np.maximum(z @ kernel_1 + bias_1, 0), np.maximum(x @ kernel_1 + bias_1, 0)
    scores = hidden @ kernel_2 + bias_2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))

    def scaled(gate):
        return x * gate[:, None, None, :]

    def from_squeezed(squeezed):
        return scaled(sigmoid(np.maximum(squeezed @ kernel_1 + bias_1, 0) @ kernel_2 + bias_2) + np.zeros_like(z))

    return {
        "The ReLU between the two dense steps is missing.": scaled(sigmoid((z @ kernel_1 + bias_1) @ kernel_2 + bias_2)),
        "The sigmoid is missing: the gates are not between 0 and 1.": scaled(scores),
        "The gates were computed by a softmax. Each channel has its own sigmoid, so several gates can be open at once.": scaled(
            powers / powers.sum(axis=1, keepdims=True)
        ),
        "The squeeze took the largest value of each channel, not the mean.": from_squeezed(x.max(axis=(1, 2))),
        "The squeeze took the sum of each channel, not the mean.": from_squeezed(x.sum(axis=(1, 2))),
        "The squeeze took the mean over the batch as well. Each image has its own gates.": from_squeezed(z.mean(axis=0, keepdims=True)),
        "Nothing was squeezed: every position got its own gates. Take the mean over the positions first.": x * sigmoid(per_pixel @ kernel_2 + bias_2),
        "The gates were added to the input. Multiply the input by them.": x + gates(x, values)[:, None, None, :],
        "The scaled input was added to the input. The layer has no shortcut.": x + excited(x, values),
        "These are only the gates. Multiply the input by them.": np.ones_like(x)
        * gates(x, values)[:, None, None, :],
        "The biases are missing.": scaled(sigmoid(np.maximum(z @ kernel_1, 0) @ kernel_2)),
    }


def new_layer(submission, *arguments, **options):
    return check.handle(submission.squeeze_excite(*arguments, **options), "what squeeze_excite returns")


def new_layers(submission, kinds):
    """A layer for each of some numbers of channels and ratios: as many layers as there were calls."""
    layers = [new_layer(submission, ratio) for _, ratio in kinds]
    again = new_layer(submission, kinds[0][1])
    check.equal(submission.probe.different([*layers, again]), True, "whether squeeze_excite returns a new layer in every call", ONE_FOR_TWO)
    return layers


def check_excited(submission, layer, values, x, name):
    """The layer with these weights gives what it should."""
    answer = check.mapping(submission.probe.called_with(layer, values, x), name, ())
    check_shapes(answer.get("shapes"), values, name)
    expected = excited(x, values)
    return check.array(answer["y"], expected, name, rtol=1e-4, atol=1e-5, dtype="float32", mistakes=mistakes_in(x, values))


def check_put_together(told):
    """A network could be put together around the layer."""
    check.that(
        "error" not in told,
        "The layer cannot be used in a network for images of any size. At this point only the shape is known: height and width are None, "
        f"and there are no values. {told.get('error')}",
    )


def check_shapes(shapes, values, name):
    wanted = [list(value.shape) for value in values]
    check.that(
        shapes is None or shapes == wanted,
        f"{name}: built for such images, the layer has weights of the shapes {told_shapes(shapes or [])}, and is to have "
        f"{told_shapes(wanted)}: {ORDER}.",
    )


def told_shapes(shapes):
    return ", ".join(str(tuple(shape)) for shape in shapes) or "none at all"


# --- task 1: the formula ---


@task(1)
def test_each_channel_is_multiplied_by_its_gate(submission, rng):
    """With given weights, every channel of every image is multiplied by its gate."""
    values, x = some_weights(rng, 6, 2), images(rng, 3, 4, 5, 6)
    check_excited(submission, new_layer(submission, 2), values, x, "three images of 4 by 5 with 6 channels, ratio 2")


@task(1)
def test_images_of_several_sizes(submission, rng):
    """One layer takes images of several sizes, one after the other, and the default ratio is 4."""
    values, layer = some_weights(rng, 8, 4), new_layer(submission)
    for count, height, width in ((1, 1, 1), (3, 4, 5)):
        x = images(rng, count, height, width, 8)
        check_excited(submission, layer, values, x, f"{count} images of {height} by {width} with 8 channels, ratio 4")


# --- task 2: the weights ---


@task(2)
def test_the_weights_come_with_the_number_of_channels(submission):
    """A new layer has no weights; build makes four, for the channels that it is told of."""
    kinds = ((6, 3), (6, 2), (3, 8), (11, 5), (7, 4))
    for (channels, ratio), layer in zip(kinds, new_layers(submission, kinds), strict=True):
        told = check.mapping(submission.probe.built(layer, [None, None, None, channels]), "the layer", ["before", "after", "trainable"])
        check.that(
            not told["before"],
            f"Before build the layer has weights of the shapes {told_shapes(told['before'])}. The number of channels is not known "
            "before build receives the shape of the input.",
        )
        wanted = shapes_of(channels, ratio)
        check.that(
            told["after"] == wanted,
            f"After build((None, None, None, {channels})), ratio {ratio}, the layer has weights of the shapes {told_shapes(told['after'])}; "
            f"expected {told_shapes(wanted)}: {ORDER}. (R is C // ratio, at least 1. A layer inside this layer gets its weights when it is built, not when "
            "it is created.)",
        )
        check.equal(told["trainable"], 4, "how many of the weights can be trained")


@task(2)
def test_two_layers_share_nothing(submission, rng):
    """Two layers, of other channels or of the same, each have weights of their own."""
    kinds = ((6, 2), (3, 8), (6, 2))
    layers = new_layers(submission, kinds)
    sets = [some_weights(rng, *kind) for kind in kinds]
    x = [images(rng, 3, 4, 5, channels) for channels, _ in kinds]
    for place, layer in enumerate(layers):
        check_excited(submission, layer, sets[place], x[place], f"layer {place + 1} of three")
    y = submission.probe.called(layers[0], x[0])
    why = "two other layers have been used in between; no layer shares weights with another"
    check.array(y, excited(x[0], sets[0]), "layer 1 of three, asked again", rtol=1e-4, atol=1e-5, why=why)


@task(2)
def test_the_first_weights(submission, rng):
    """The kernels begin random, the biases at 0, and a second call changes nothing."""
    layer = new_layer(submission, 2)
    x = images(rng, 3, 4, 5, 6)
    first = check.is_array(submission.probe.called(layer, x), "a first call", shape=(3, 4, 5, 6), dtype="float")
    weights = check.sequence(submission.probe.weights(layer), "weights of the layer", 4)
    for name, value, shape in zip(("kernel_1", "bias_1", "kernel_2", "bias_2"), weights, shapes_of(6, 2), strict=True):
        value = check.is_array(value, name, shape=shape, dtype="float32")  # noqa: PLW2901 - the same, checked
        if name.startswith("bias"):
            check.array(value, np.zeros(shape), f"{name} of a new layer")
        else:
            check.that(np.unique(value).size > 10, f"{name} of a new layer is not random: its {value.size} values are not different.")
    again = submission.probe.called(layer, x)
    check.array(again, first, "a second call with the same images", why="weights are made once, in build, and not again in every call")


# --- task 3: the configuration ---


def copy_of(submission, layer, what):
    """A layer made out of another one's configuration."""
    text = check.mapping(submission.probe.config_text(layer), f"{what}: get_config", ())
    check.that(
        "error" not in text,
        f"{what}: its configuration is not plain data, which a file needs: {text.get('error')}.",
    )
    config = json.loads(text["json"])
    check.that(isinstance(config, dict), f"{what}: get_config should return a dictionary, not {text['class']}.")
    answer = check.mapping(submission.probe.copied(layer), f"{what}: from_config(get_config())", ())
    check.that("error" not in answer, f"{what}: from_config(get_config()) fails with {answer.get('error')}.")
    return check.handle(answer["layer"], f"{what}: from_config(get_config())")


@task(3)
def test_a_copy_has_the_same_ratio(submission):
    """A layer made of another one's configuration has its ratio, even if that one is built already."""
    for ratio, build_first in ((2, False), (3, True)):
        layer = new_layer(submission, ratio)
        what = f"a layer of ratio {ratio}" + (" that is built" if build_first else "")
        if build_first:
            submission.probe.built(layer, [None, None, None, 6])
        copy = copy_of(submission, layer, what)
        told = check.mapping(submission.probe.built(copy, [None, None, None, 6]), f"the copy of {what}", ["after"])
        wanted = shapes_of(6, ratio)
        check.that(
            told["after"] == wanted,
            f"{what[0].upper()}{what[1:]}, copied by from_config(get_config()) and built for 6 channels, has weights of the shapes "
            f"{told_shapes(told['after'])}; expected {told_shapes(wanted)}. Does the configuration contain the ratio that was passed to __init__?",
        )


@task(3)
def test_a_copy_has_the_same_name_and_dtype(submission):
    """What every layer has is kept as well: name, trainable, dtype."""
    options = {"name": "gates_of_block_7", "trainable": False, "dtype": "float64"}
    layer = new_layer(submission, 2, **options)
    for what, asked in (
        ("the layer", layer),
        ("its copy by from_config(get_config())", copy_of(submission, layer, "a layer with options")),
    ):
        told = check.mapping(submission.probe.told(asked), what, list(options))
        for option, value in options.items():
            check.equal(told[option], value, f"{option} of {what}", "super().__init__ takes the options, and super().get_config() returns them")


# --- task 4: files ---


def save(submission, scratch, rng, channels, ratio, *, sequential):
    """A file with a network that has the layer, and its weights."""
    values = some_weights(rng, channels, ratio)
    name = f"network_{channels}.keras"
    layer = new_layer(submission, ratio)
    told = check.mapping(submission.probe.save_network(layer, values, scratch.path(name), sequential=sequential), "the network", ())
    check_put_together(told)
    check_shapes(told["shapes"], values, f"a network with a layer of ratio {ratio}")
    return submission.fetch(name), values


@task(4)
def test_a_network_comes_back_in_another_process(submission, rng, scratch):
    """Networks with the layer, of ratios 8 and 3, are saved and loaded in a process that has only imported your file."""
    saved = [
        (*save(submission, scratch, rng, 3, 8, sequential=False), "a functional network"),
        (*save(submission, scratch, rng, 6, 3, sequential=True), "a Sequential without an Input"),
    ]
    clean = submission.fresh().probe
    for file, values, what in saved:
        x = images(rng, 3, 4, 5, len(values[3]))
        answer = check.mapping(clean.ask_saved(file, x), what, ())
        check.that(
            "error" not in answer,
            f"{what[0].upper()}{what[1:]} with the layer cannot be loaded in another process. {why_not(answer)}",
        )
        mistakes = {"All channels were halved, as by gates of zero weights: the saved weights were not loaded.": x.mean(axis=(1, 2)) / 2}
        name = f"what {what} gives after it was loaded"
        why = "a layer comes back with the weights that it was saved with"
        expected = excited(x, values).mean(axis=(1, 2))
        check.array(answer["y"], expected, name, rtol=1e-4, atol=1e-5, why=why, mistakes=mistakes)


def why_not(answer):
    """What Keras says, and what it means."""
    if answer.get("unknown"):
        return "Keras did not find its class. It looks it up by the name under which it was registered when your file was imported."
    return f"Keras says: {answer.get('error')}"


# --- task 5: training ---


def loss(x, y, values):
    return float(np.mean((excited(x, values) - y) ** 2))


def slopes(x, y, values, *, step=1e-5):
    """Central differences of the mean squared error, for each of the weights."""
    values = [np.asarray(value, np.float64) for value in values]
    result = []
    for value in values:
        slope = np.zeros_like(value)
        for place in np.ndindex(value.shape):
            kept = value[place]
            value[place] = kept + step
            above = loss(x, y, values)
            value[place] = kept - step
            slope[place] = (above - loss(x, y, values)) / (2 * step)
            value[place] = kept
        result.append(slope)
    return result


@task(5)
def test_all_weights_are_trained(submission, rng):
    """A step of training in a network for images of any size moves all four weights down their slopes."""
    values, x = some_weights(rng, 6, 2), images(rng, 3, 4, 5, 6)
    values[1] = np.abs(values[1]) + 0.5
    y = images(rng, 3, 4, 5, 6)
    answer = check.mapping(submission.probe.trained(new_layer(submission, 2), values, x, y), "the trained layer", ())
    check_put_together(answer)
    check_shapes(answer.get("shapes"), values, "a layer in a network")
    check.equal(answer["trainable"], 4, "how many weights of the layer can be trained")
    after = check.sequence(answer["weights"], "weights after the step", 4)
    for name, value, new, slope in zip(("kernel_1", "bias_1", "kernel_2", "bias_2"), values, after, slopes(x, y, values), strict=True):
        mistakes = {f"{name} has not changed.": value}
        check.array(new, value - slope, f"{name} after a step of size 1", rtol=1e-3, atol=1e-4, mistakes=mistakes)


@task(5)
def test_a_frozen_layer_stays(submission, rng):
    """A layer made with trainable=False has no weights to train."""
    values, x = some_weights(rng, 6, 2), images(rng, 3, 4, 5, 6)
    layer = new_layer(submission, 2, trainable=False)
    answer = check.mapping(submission.probe.trained(layer, values, x, -x), "the frozen layer", ())
    check_put_together(answer)
    check_shapes(answer.get("shapes"), values, "a frozen layer in a network")
    check.equal(answer["trainable"], 0, "how many weights of a layer with trainable=False can be trained")
    for value, new in zip(values, check.sequence(answer["weights"], "weights after a step", 4), strict=True):
        check.array(new, value, "weights of a frozen layer after a step")
