"""Judges exercises/4_keras/two_apis.py."""

import numpy as np

from deepkata.suite import check, task

# --- the network in NumPy ---


def shapes_of(shape, filters, classes):
    height, width, channels = shape
    flat = (height // 2) * (width // 2) * filters
    return [(3, 3, channels, filters), (filters,), (flat, classes), (classes,)]


def random_weights(rng, shapes):
    return [rng.normal(0, 0.7, shape).astype(np.float32) for shape in shapes]


def pooled(x, kernel, bias, activation, pool):
    """Convolution, activation and pooling of a batch of images."""
    count, height, width, _ = x.shape
    around = np.pad(x.astype(np.float64), ((0, 0), (1, 1), (1, 1), (0, 0)))
    maps = bias + sum(
        around[:, row : row + height, column : column + width] @ kernel[row, column].astype(np.float64)
        for row in range(3)
        for column in range(3)
    )
    maps = activation(maps)[:, : height // 2 * 2, : width // 2 * 2]
    return pool(maps.reshape(count, height // 2, 2, width // 2, 2, -1), axis=(2, 4))


def scores(x, weights, activation=lambda values: np.maximum(values, 0), pool=np.max):
    kernel, bias, dense, offset = weights
    return pooled(x, kernel, bias, activation, pool).reshape(len(x), -1) @ dense.astype(np.float64) + offset


def softmax(values):
    powers = np.exp(values - values.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def mistakes(x, weights):
    right = scores(x, weights)
    return {
        "These are probabilities: a softmax was applied. The network should return logits.": softmax(right),
        "The ReLU after the convolution is missing.": scores(x, weights, activation=lambda values: values),
        "The pooling took the mean of each 2 by 2 pixels, not their maximum.": scores(x, weights, pool=np.mean),
        "A ReLU was applied after the dense layer. Scores may be negative.": np.maximum(right, 0),
    }


SHAPES = "a kernel and its biases for the convolution, then for the dense layer; padding 'same' keeps the size, and pooling halves it"


SHAPE, FILTERS, CLASSES = (7, 9, 3), 4, 5  # the same in all tests: some of Keras's backends compile for each new shape


def network_of(submission, build, what):
    """The handle of a network whose weights have the right shapes, so that they can be set."""
    model = check.handle(getattr(submission, build)(SHAPE, FILTERS, CLASSES), what)
    found = check.sequence(submission.probe.weight_shapes(model), f"{what}: the shapes of its weights")
    check.equal(list(found), shapes_of(SHAPE, FILTERS, CLASSES), f"{what}: the shapes of its weights", why=SHAPES)
    return model


def check_network(submission, build, rng):
    """The model has the weights of the network and, with given ones, its scores."""
    shape, filters, classes = SHAPE, FILTERS, CLASSES
    what = f"{build}({shape}, {filters}, {classes})"
    model = network_of(submission, build, what)
    weights = random_weights(rng, shapes_of(shape, filters, classes))
    x = rng.normal(0, 1, (3, *shape)).astype(np.float32)
    answer = submission.probe.set_and_ask(model, weights, x)
    name = f"{what}: scores of 3 random images under random weights"
    check.array(answer, scores(x, weights), name, rtol=1e-4, atol=1e-4, dtype="float32", mistakes=mistakes(x, weights))


# --- tasks 1 and 2: the same network in two ways ---


@task(1)
def test_the_network_as_a_list_of_layers(submission, rng):
    """The sequential network has the right layers, for odd sizes and for colour."""
    check_network(submission, "sequential", rng)


@task(2)
def test_the_network_of_called_layers(submission, rng):
    """The functional network has the same layers, for odd sizes and for colour."""
    check_network(submission, "functional", rng)


@task(2)
def test_every_call_makes_a_new_network(submission, rng):
    """Two calls give two networks, which do not share their weights."""
    for build in ("sequential", "functional"):
        one, two = (network_of(submission, build, f"{build}({SHAPE}, {FILTERS}, {CLASSES})") for _ in range(2))
        first, second = (random_weights(rng, shapes_of(SHAPE, FILTERS, CLASSES)) for _ in range(2))
        submission.probe.set_weights(one, first)
        submission.probe.set_weights(two, second)
        x = rng.normal(0, 1, (3, *SHAPE)).astype(np.float32)
        why = "another network, of another call, was given other weights meanwhile"
        check.array(submission.probe.ask(one, x), scores(x, first), f"scores of a first {build} network", rtol=1e-4, atol=1e-4, why=why)


# --- task 3: copies ---


def chain_weights(rng, width, hidden, outputs):
    """Weights of the probes' small network; the last two of its normalisation are statistics, the variance above 0."""
    dense = [(width, hidden), (hidden,), (hidden,), (hidden,), (hidden,)]
    values = [*random_weights(rng, dense), rng.uniform(0.5, 3, hidden).astype(np.float32)]
    return values + random_weights(rng, [(hidden, outputs), (outputs,)])


def through(x, values, trained_only_from=None):
    """The probes' network in NumPy, and what its hidden layer gives."""
    kernel, bias, scale, shift, mean, variance, last, offset = (np.asarray(value, np.float64) for value in values)
    if trained_only_from is not None:
        mean, variance = (np.asarray(value, np.float64) for value in trained_only_from[4:6])
    hidden = np.tanh(x @ kernel + bias)
    return hidden, ((hidden - mean) / np.sqrt(variance + 1e-3) * scale + shift) @ last + offset


@task(3)
def test_the_copy_calculates_the_same(submission, rng):
    """After the copy, the target returns what the source returns, whichever API the two were written with."""
    makers = ("sequential_chain", "functional_chain")
    for one, two in (makers, makers[::-1]):
        values, old = chain_weights(rng, 3, 4, 2), chain_weights(rng, 3, 4, 2)
        source, target = getattr(submission.probe, one)(3, 4, 2, values), getattr(submission.probe, two)(3, 4, 2, old)
        submission.copy_weights(source, target)
        x = rng.normal(0, 1, (5, 3)).astype(np.float32)
        known = {
            "These are the scores of the old weights, so nothing was copied. (The layers of the two models have different names.)": through(
                x, old
            )[1],
            "Only the trainable weights were copied. The mean and the variance of the batch normalisation are still the old ones.": through(
                x, values, old
            )[1],
        }
        kinds = f"from a {one.partition('_')[0]} to a {two.partition('_')[0]} model"
        answer, wrong_way = submission.probe.ask(source, x), {"The source was given the weights of the target.": through(x, old)[1]}
        name, why = f"scores of the source, after a copy {kinds}", "the source keeps its weights"
        check.array(answer, through(x, values)[1], name, rtol=1e-4, atol=1e-4, why=why, mistakes=wrong_way)
        answer = submission.probe.ask(target, x)
        check.array(answer, through(x, values)[1], f"scores of the target, copied {kinds}", rtol=1e-4, atol=1e-4, mistakes=known)


@task(3)
def test_the_copy_is_independent(submission, rng):
    """If the weights of the source change later, the target does not change."""
    values, later = chain_weights(rng, 3, 4, 2), chain_weights(rng, 3, 4, 2)
    source = submission.probe.sequential_chain(3, 4, 2, values)
    target = submission.probe.functional_chain(3, 4, 2)
    submission.copy_weights(source, target)
    submission.probe.set_weights(source, later)
    x = rng.normal(0, 1, (5, 3)).astype(np.float32)
    why = "the weights of the source were changed after the copy, which must not reach the target"
    check.array(submission.probe.ask(target, x), through(x, values)[1], "scores of the target", rtol=1e-4, atol=1e-4, why=why)


@task(3)
def test_weights_that_do_not_fit_are_refused(submission, rng):
    """If the shapes differ there is a ValueError, and no weight of the target has changed."""
    old = chain_weights(rng, 3, 4, 5)
    source, target = submission.probe.sequential_chain(3, 4, 2), submission.probe.functional_chain(3, 4, 5, old)
    what = "copy_weights from a model with 2 outputs to one with 5"
    check.raises(submission, "copy_weights", ValueError, source, target, name=what)
    answer = check.sequence(submission.probe.weights(target), "the weights of the target", len(old))
    for number, (value, before) in enumerate(zip(answer, old, strict=True)):
        why = "Only the last layers differ. set_weights assigns one weight after another, so the first ones are already changed when one does not fit."
        check.array(value, before, f"weights {number} of the target, after {what} was refused", why=why)
    few = submission.probe.plain(3, 4)
    check.raises(submission, "copy_weights", ValueError, few, target, name="copy_weights between models with 2 and with 8 weights")
    answer = check.sequence(submission.probe.weights(target), "the weights of the target", len(old))
    for number, (value, before) in enumerate(zip(answer, old, strict=True)):
        check.array(value, before, f"weights {number} of the target, after a copy of 2 weights was refused")


# --- task 4: a view of the same layers ---


def check_features(answer, x, values, what, why=""):
    hidden, last = through(x, values)
    check.that(isinstance(answer, list), f"{what}: the model returns one array. It should return two: the features and the outputs.")
    features, outputs = check.sequence(answer, what, 2)
    known = {"That is the model's own output. The features come first.": last}
    check.array(features, hidden, f"{what}: what the hidden layer gives", rtol=1e-4, atol=1e-5, why=why, mistakes=known)
    check.array(outputs, last, f"{what}: outputs", rtol=1e-4, atol=1e-4, why=why)


@task(4)
def test_features_and_outputs(submission, rng):
    """The model returns the output of the layer and that of the network, for both kinds of model."""
    for maker, name in (("sequential_chain", "s_hidden"), ("functional_chain", "f_hidden")):
        values = chain_weights(rng, 3, 4, 2)
        network = getattr(submission.probe, maker)(3, 4, 2, values)
        what = f"with_features of a {maker.partition('_')[0]} model"
        view = check.handle(submission.with_features(network, name), what)
        x = rng.normal(0, 1, (5, 3)).astype(np.float32)
        check_features(submission.probe.ask(view, x), x, values, what)


@task(4)
def test_the_view_follows_the_network(submission, rng):
    """If the weights of the network change, so do the outputs of the view."""
    values, later = chain_weights(rng, 3, 4, 2), chain_weights(rng, 3, 4, 2)
    network = submission.probe.sequential_chain(3, 4, 2, values)
    view = check.handle(submission.with_features(network, "s_hidden"), "with_features")
    submission.probe.set_weights(network, later)
    x = rng.normal(0, 1, (5, 3)).astype(np.float32)
    why = "The weights of the network were changed after the view was made, as training does. The view should share the layers, not copy them."
    check_features(submission.probe.ask(view, x), x, later, "the view of a network that has changed since", why)
    check.raises(submission, "with_features", ValueError, network, "nowhere", name="with_features of a layer that is not there")


# --- tasks 2 and 5: what was saved, read where the program is not known; last, as these need new processes ---


@task(2)
def test_the_classes_of_the_saved_models(submission, scratch):
    """Loaded without the program, one saved file is a Sequential and the other a functional model."""
    for build in ("sequential", "functional"):
        model = check.handle(getattr(submission, build)(SHAPE, FILTERS, CLASSES), build)
        submission.probe.save(model, scratch.path(f"{build}.keras"))
    saved = {build: submission.fetch(f"{build}.keras") for build in ("sequential", "functional")}
    clean = submission.fresh(code=False).probe
    for build, wanted in (("sequential", "Sequential"), ("functional", "Functional")):
        found = clean.class_of_saved(saved[build])
        check.that(
            found["of_keras"],
            f"{build}: its model was saved, but cannot be loaded without your program. Is it of a class of your own? "
            f"The file names the class {found['class']!r}; only Keras's own classes can be loaded there.",
        )
        hint = {
            "sequential": "It should be a keras.Sequential.",
            "functional": "Call each layer on the output of the one before, beginning with keras.Input, and pass the first and the last tensor to keras.Model.",
        }[build]
        check.that(found["class"] == wanted, f"{build}: the saved model is a {found['class']}. {hint}")


def trained_one(rng):
    """What the probes' model in training is made of."""
    values = random_weights(rng, [(3, 4), (4,), (4, 1), (1,)])
    return values, rng.normal(0, 1, (8, 3)).astype(np.float32), rng.normal(0, 1, (8, 1)).astype(np.float32)


@task(5)
def test_the_loaded_model_goes_on_training(submission, rng, scratch):
    """The loaded model trains on like the one that was saved; the file can be loaded without the program."""
    values, x, y = trained_one(rng)
    model = submission.probe.in_training(values, x, y)
    before = check.is_array(submission.probe.ask(model, x), "outputs of the model", shape=(8, 1), dtype="float")
    loaded = check.handle(submission.save_and_load(model, scratch.path("saved.keras")), "what save_and_load returns")
    after = submission.probe.ask(loaded, x)
    check.array(after, before, "outputs of the loaded model", why="the weights belong to the file")
    check.that(
        submission.probe.is_compiled(loaded),
        "The loaded model is not compiled, so its training cannot be continued. The file contains the loss and the optimizer.",
    )
    went_on = check.mapping(submission.probe.train_on(model, x, y), "a step of the model", ["loss", "outputs"])
    still = submission.probe.ask(loaded, x)
    check.array(
        still,
        before,
        "outputs of the loaded model, after the original took one more step",
        why="the model that comes back is to be the one in the file, not the original itself",
    )
    step = check.mapping(submission.probe.train_on(loaded, x, y), "a step of the loaded model", ["loss", "outputs"])
    check.close(step["loss"], went_on["loss"], "loss of the loaded model's next step", rtol=1e-4)
    why = (
        "the original gives these outputs after the same step. Its optimizer has momentum, which is saved in the file; a new optimizer "
        "takes another step"
    )
    check.array(step["outputs"], went_on["outputs"], "outputs of the loaded model after its next step", rtol=1e-4, atol=1e-5, why=why)
    saved = submission.fetch("saved.keras")
    found = submission.fresh(code=False).probe.outputs_of_saved(saved, x)
    check.that("error" not in found, f"The file cannot be loaded without your program. ({found.get('error')})")
    check.array(found["outputs"], before, "outputs of the model in the file, loaded where your program is not known")
