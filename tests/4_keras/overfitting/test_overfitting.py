"""Judges exercises/4_keras/overfitting.py.

Networks get known weights, so that losses and probabilities are computed here, in NumPy. Which images a network was trained on
is read from its weights after a step of plain SGD. A figure is judged by what is in it, not by its pixels (probes.py).
"""

import functools

import numpy as np

from deepkata.suite import Handle, check, task

#: Networks compute in float32.
CLOSE = {"rtol": 1e-3, "atol": 1e-5}


@functools.cache
def data_set(path):
    with np.load(path) as data:
        return data["x"].astype(np.float32) / 255, data["y"].astype(np.int64)


def digits(fixture, rng, count):
    """Some digits from 0 to 1, and their labels."""
    images, labels = data_set(fixture("digits_28.npz"))
    chosen = rng.permutation(len(labels))[:count]
    return images[chosen], labels[chosen]


def softmax(values):
    powers = np.exp(values - values.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def cross_entropy(probabilities, labels):
    return float(-np.log(probabilities[np.arange(len(labels)), labels]).mean())


# --- task 1: three sets -------------------------------------------------------------------------------------------------

SETS = ("training", "validation", "test")


def numbered(count):
    """Images that show their own number in two pixels, and labels sorted by class."""
    images = np.zeros((count, 3, 4), np.uint8)
    images[:, 0, 1], images[:, 2, 3] = np.arange(count) // 16, np.arange(count) % 16
    return images, np.arange(count) * 10 // count


def numbers_in(answer, images, labels, validation, test, name):
    """For each set the numbers of its images; shapes, dtypes and labels are as they should be."""
    sizes = dict(zip(SETS, (len(images) - validation - test, validation, test), strict=True))
    found = {}
    for pair, (what, size) in zip(check.sequence(answer, name, 3), sizes.items(), strict=True):
        some, theirs = check.sequence(pair, f"{name}: the {what} set", 2)
        some = check.is_array(some, f"{name}: images of the {what} set", shape=(size, *images.shape[1:]), dtype=str(images.dtype))
        theirs = check.is_array(theirs, f"{name}: labels of the {what} set", shape=(size,), dtype="integer")
        numbers = some[:, 0, 1].astype(int) * 16 + some[:, 2, 3]
        known = numbers < len(images)
        check.that(known.all(), f"{name}: the {what} set contains an image that is none of the given ones.")
        wrong = np.flatnonzero(labels[numbers] != theirs)
        check.that(
            not len(wrong),
            f"{name}: in the {what} set, {len(wrong)} of {size} images have the label of another image. "
            "Images and labels need the same order. Two calls of rng.shuffle or rng.permutation draw two orders.",
        )
        found[what] = numbers
    return found


@task(1)
def test_sizes_of_the_sets(submission):
    """The sets have the sizes that were asked for, and images keep their labels."""
    for count, validation, test in ((60, 12, 15), (10, 1, 8), (50, 20, 1)):
        images, labels = numbered(count)
        answer = submission.split(images, labels, validation, test, 3)
        check.unchanged(submission)
        numbers_in(answer, images, labels, validation, test, f"split of {count} images, validation={validation}, test={test}")


@task(1)
def test_each_image_is_in_one_set(submission):
    """No image is in two sets, and none is left out."""
    for seed in (0, 1):
        images, labels = numbered(90)
        name = f"split of 90 images, validation=25, test=30, seed={seed}"
        found = numbers_in(submission.split(images, labels, 25, 30, seed), images, labels, 25, 30, name)
        for one, other in ((0, 2), (0, 1), (1, 2)):
            both = np.intersect1d(found[SETS[one]], found[SETS[other]])
            check.that(
                not len(both),
                f"{name}: {len(both)} images are both in the {SETS[one]} set and in the {SETS[other]} set. "
                "A network is to be measured on images that it was not trained on: cut one random order into three parts.",
            )
        missing = 90 - len(np.unique(np.concatenate(list(found.values()))))
        check.that(not missing, f"{name}: {missing} of 90 images are in no set, and others come twice. Draw without replacement.")


@task(1)
def test_sorted_labels_are_mixed(submission):
    """Of images that are sorted by class, each set contains digits of all kinds."""
    count, validation, test = 240, 70, 70
    images, labels = numbered(count)
    name = f"split of {count} images that are sorted by class"
    found = numbers_in(submission.split(images, labels, validation, test, 5), images, labels, validation, test, name)
    for what, numbers in reversed(found.items()):
        kinds = len(np.unique(labels[numbers]))
        block = np.ptp(numbers) == len(numbers) - 1
        where = f"These are the images {numbers.min()} to {numbers.max()} without a gap." if block else ""
        check.that(kinds >= 8, f"{name}: the {what} set contains only {kinds} of 10 classes. {where} Shuffle the images before you cut them.")


@task(1)
def test_the_seed_decides(submission):
    """The same seed gives the same sets, another seed gives others."""
    images, labels = numbered(120)
    first, again, other = (
        numbers_in(submission.split(images, labels, 30, 30, seed), images, labels, 30, 30, f"split of 120 images, seed={seed}") for seed in (7, 7, 8)
    )
    for what in SETS:
        one, same, another = (set(found[what].tolist()) for found in (first, again, other))
        check.that(one == same, f"split of 120 images: two calls with seed=7 gave different {what} sets. Make a new generator from `seed` in each call.")
        check.that(one != another, f"split of 120 images: seed=7 and seed=8 gave the same {what} set. Does your program use `seed`?")


# --- task 2: the network ------------------------------------------------------------------------------------------------

SHAPES = sorted([[784, 128], [128], [128, 10], [10]])


def network(submission, *arguments):
    name = f"build({', '.join(map(str, arguments))})"
    model = check.handle(submission.build(*arguments), name)
    why = "A dense layer has a kernel of shape (inputs, units) and a bias of shape (units,); there are two dense layers."
    found = sorted(check.sequence(submission.probe.weight_shapes(model), "the shapes"))
    check.equal(found, SHAPES, f"{name}: shapes of its weights", why=why)
    return model


def random_weights(rng):
    """Weights under which hidden values of both signs occur, and no probability is near 0."""
    shapes = [(784, 128), (128,), (128, 10), (10,)]
    return [rng.normal(0, scale, shape).astype(np.float32) for scale, shape in zip((0.05, 0.5, 0.1, 1.0), shapes, strict=True)]


def hidden_of(images, values):
    return np.maximum(images.reshape(len(images), -1).astype(np.float64) @ values[0] + values[1], 0)


def probabilities_of(images, values, factor=1.0):
    return softmax(factor * hidden_of(images, values) @ values[2] + values[3])


@task(2)
def test_no_dropout_at_prediction(submission, rng, fixture):
    """At prediction, dropout does nothing: the outputs are the probabilities of the whole network, in each call."""
    model, values = network(submission, 0.5), random_weights(rng)
    images, _ = digits(fixture, rng, 6)
    once, again = (
        check.is_array(submission.probe.outputs(model, values, images, False), "outputs of build(0.5) at prediction", shape=(6, 10), dtype="float")
        for _ in range(2)
    )
    right = probabilities_of(images, values)
    check.that(
        np.allclose(once, again, atol=1e-6) or np.allclose(once, right, **CLOSE),
        f"Two predictions of build(0.5) for the same 6 digits differ by up to {np.abs(once - again).max():.2g}. Dropout is active at prediction. "
        "It acts in training only: a layer gets `training` from the model, so do not set it to True yourself.",
    )
    mistakes = {
        "The hidden outputs are multiplied by 1 - dropout at prediction. With the division in training, that is not needed.": probabilities_of(images, values, 0.5),
        "The hidden outputs are divided by 1 - dropout at prediction as well.": probabilities_of(images, values, 2.0),
        "These are logits. The last layer needs a softmax.": hidden_of(images, values) @ values[2] + values[3],
        "The first dense layer has no ReLU.": softmax((images.reshape(6, -1).astype(np.float64) @ values[0] + values[1]) @ values[2] + values[3]),
    }
    check.array(once, right, "outputs of build(0.5) at prediction, under given weights", mistakes=mistakes, **CLOSE)


#: So many images in a batch, and so many hidden units that are looked at.
BATCH, UNITS = 600, 18


def two_to_a_class():
    """Weights under which each hidden unit gives 1 for a white image; the logit of class k is that of unit k and twice that of unit 9 + k."""
    last = np.zeros((128, 10), np.float32)
    last[np.arange(9), np.arange(9)], last[np.arange(9, 18), np.arange(9)] = 1, 2
    return [np.full((784, 128), 1 / 784, np.float32), np.zeros(128, np.float32), last, np.zeros(10, np.float32)]


def fraction_dropped(logits, scale):
    """How many of the units are 0 if the others have been multiplied by `scale`; None if that does not explain the logits."""
    sums = logits / scale
    whole = np.rint(sums)
    if np.abs(sums - whole).max() > 0.01 or whole.min() < 0 or whole.max() > 3 or not (whole % 3).any():
        return None
    return 1 - float(((whole % 2) + (whole >= 2)).mean()) / 2


@task(2)
def test_dropout_in_training(submission, rng):
    """In training, hidden outputs are dropped with the given probability, and the others are divided by 1 - dropout."""
    images = np.ones((BATCH, 28, 28), np.float32)
    for rate in (0.3, 0.8):
        name = f"outputs of build({rate}) in training"
        model = network(submission, rate)
        answer = submission.probe.outputs(model, two_to_a_class(), images, True)
        p = check.is_array(answer, name, shape=(BATCH, 10), dtype="float").astype(np.float64)
        sums = p.sum(axis=1)
        check.that(
            np.abs(sums - 1).max() < 1e-3,
            f"{name}: the ten outputs of an image do not sum to 1, but to {sums.min():.3g} up to {sums.max():.3g}. "
            "Dropout after the last layer drops probabilities. It belongs between the two dense layers.",
        )
        with np.errstate(divide="ignore"):
            logits = np.log(p[:, :9]) - np.log(p[:, 9:])
        check.that(
            np.ptp(logits) > 1e-3,
            f"{name}: no hidden output is dropped, as if dropout were 0. Is there a dropout layer, and does it get the rate?",
        )
        found, kept, alone = (fraction_dropped(logits, scale) for scale in (1 / (1 - rate), 1 / rate, 1))
        check.that(
            kept is None or abs(kept - 1 + rate) > 0.03 or found is not None,
            f"{name}: the fraction of dropped hidden outputs is {kept or 0:.2f}. The rate is the probability of being dropped, not of being kept.",
        )
        check.that(
            alone is None or found is not None,
            f"{name}: hidden outputs are dropped, but the others keep their values. Divide them by 1 - {rate}, so that their mean stays the same.",
        )
        only_whole = np.isin(np.rint(logits * (1 - rate) / 3 * 1000), (0, 1000)).all()
        check.that(
            not only_whole, f"{name}: whole logits are dropped, after the second dense layer. Drop the outputs of the first one."
        )
        spread = "They would be 0 or 1 / (1 - dropout) times as large."
        check.that(
            found is not None,
            f"{name}: these are not the outputs of a network whose hidden outputs are dropped. {spread} Is the dropout layer between the two dense layers, after the ReLU?",
        )
        check.that(
            abs(found - rate) < 0.03, f"{name}: expected a fraction of {rate} of the hidden outputs to be dropped, got {found:.2f}."
        )
    values, images = random_weights(rng), images[:6]
    found = submission.probe.outputs(network(submission), values, images, True)
    why = "Without arguments, dropout is 0: the network computes the same in training as at prediction."
    check.array(found, probabilities_of(images, values), "outputs of build() in training, under given weights", why=why, dtype="float", **CLOSE)


def loss_of(submission, arguments, values, images, labels):
    found = submission.probe.measure(network(submission, *arguments), values, images, labels)
    name = f"build({', '.join(map(str, arguments))})"
    if isinstance(found, str):
        check.that(False, f"{name} cannot be measured with integer labels of shape (N,). Integer labels need the sparse cross-entropy.\nKeras says: {found}")
    return check.mapping(found, f"{name}: the compiled loss and metrics", ("loss",))


@task(2)
def test_loss_and_accuracy(submission, rng, fixture):
    """Without weight decay, the loss is the cross-entropy alone; the accuracy is a metric."""
    images, labels = digits(fixture, rng, 20)
    values = random_weights(rng)
    p = probabilities_of(images, values)
    found = loss_of(submission, (0.5,), values, images, labels)
    right = cross_entropy(p, labels)
    mistakes = {
        "That is the loss with from_logits=True, which applies a softmax to outputs that are probabilities already.": cross_entropy(softmax(p), labels),
        "That is the sum over the images, not their mean.": 20 * right,
    }
    why = "It is the mean of -log(p), where p is the probability of the correct class, and nothing is added."
    check.close(found["loss"], right, "loss of build(0.5) on 20 digits", why=why, mistakes=mistakes, rtol=1e-3)
    names = ", ".join(sorted(map(str, found)))
    check.that("accuracy" in found, f'The compiled metrics are {names}; there is no "accuracy". Pass metrics=["accuracy"] to compile.')
    check.close(found["accuracy"], float((p.argmax(axis=1) == labels).mean()), "accuracy of build(0.5) on 20 digits", atol=1e-3)


@task(2)
def test_the_penalty_is_in_the_loss(submission, rng, fixture):
    """Weight decay adds its factor times the sum of all squares in both kernels."""
    images, labels = digits(fixture, rng, 20)
    values = random_weights(rng)
    first, first_bias, second, second_bias = (value.astype(np.float64) for value in values)
    kernels, biases = (first, second), (first_bias, second_bias)
    p = probabilities_of(images, values)
    data = cross_entropy(p, labels)

    def squares(arrays):
        return sum(float(np.square(array).sum()) for array in arrays)

    lengths = sum(float(np.abs(kernel).sum()) for kernel in kernels)
    for decay in (0.01, 0.002):
        right = decay * squares(kernels)
        penalties = {
            "Nothing was added to the loss. (The weight_decay of an optimizer changes the weights, not the loss.)": 0.0,
            "The sum of the absolute values was added (L1), not of the squares.": decay * lengths,
            "Half the sum of the squares was added.": right / 2,
            "The sum of the squares was added twice.": right * 2,
            "The biases were counted as well. Only kernels are penalised: a bias does not make a network more sensitive to its input.": right + decay * squares(biases),
            "The biases were penalised instead of the kernels.": decay * squares(biases),
            "Only the kernel of the first dense layer was penalised.": decay * squares([first]),
            "Only the kernel of the second dense layer was penalised.": decay * squares([second]),
            "Absolute values were added as well as squares (L1 and L2).": right + decay * lengths,
            "The outputs of the layers were penalised (activity_regularizer), not their kernels.": decay * squares([hidden_of(images, values), p]) / len(images),
            "The factor of the penalty is 0.01, whatever `weight_decay` is.": 0.01 * squares(kernels),
            "The roots of the sums were added, not the sums of the squares.": decay * sum(np.sqrt(squares([kernel])) for kernel in kernels),
        }
        mistakes = {text: data + penalty for text, penalty in penalties.items() if penalty != right}
        found = loss_of(submission, (0.0, decay), values, images, labels)
        why = f"The cross-entropy is {data:.4g}; the squares in both kernels sum to {squares(kernels):.4g}, times {decay} is {right:.4g}."
        check.close(found["loss"], data + right, f"loss of build(0.0, {decay}) on 20 digits, under given weights", rtol=2e-4, why=why, mistakes=mistakes)


# --- task 3: shifts -----------------------------------------------------------------------------------------------------


def all_moved(image, most, mode="constant"):
    """Every shift of an image by at most so many pixels, as an array, and their (dy, dx)."""
    windows = np.lib.stride_tricks.sliding_window_view(np.pad(image, most, mode=mode), image.shape)[::-1, ::-1]
    reach = np.arange(-most, most + 1)
    return windows.reshape(-1, *image.shape), np.stack(np.meshgrid(reach, reach, indexing="ij"), axis=-1).reshape(-1, 2)


def shifts_of(answer, images, most, name):
    """By how much each image was shifted."""
    got = check.is_array(answer, name, shape=images.shape, dtype="float")
    found = []
    for number, (image, result) in enumerate(zip(images, got, strict=True)):
        options, places = all_moved(image, most)
        distances = np.abs(options - result).max(axis=(1, 2))
        if distances.min() > 1e-5:
            explain_shift(image, result, options[int(np.argmin(np.abs(options - result).mean(axis=(1, 2))))], most, f"{name}: image {number}")
        found.append(places[int(np.argmin(distances))])
    return np.array(found)


def explain_shift(image, result, nearest, most, name):
    """Fails: the result is no shift of the image by at most so many pixels."""
    modes = {
        "Pixels that leave the image come back on the other side. np.roll does so. Set them to 0.": "wrap",
        "The pixels that became free have the values of their neighbours. They are 0.": "edge",
        "The pixels that became free are a mirror image. They are 0.": "reflect",
    }
    for text, mode in modes.items():
        options, _ = all_moved(image, most, mode)
        if np.abs(options - result).max(axis=(1, 2)).min() < 1e-5:
            check.image(result, nearest, name, input=image, layout="HW", mistakes={text: result})
    options, places = all_moved(image, 2 * most + 1)
    distances = np.abs(options - result).max(axis=(1, 2))
    dy, dx = places[int(np.argmin(distances))]
    if distances.min() < 1e-5:
        check.image(result, nearest, name, input=image, layout="HW", mistakes={f"It was shifted by dy = {dy}, dx = {dx}, further than most = {most}.": result})
    for value in (1.0, 0.5):
        for option in all_moved(image - value, most)[0] + value:
            if np.abs(option - result).max() < 1e-5:
                text = f"The pixels that became free are {value:g}. They are 0, as the background of the digits."
                check.image(result, nearest, name, input=image, layout="HW", mistakes={text: result})
    check.image(result, nearest, name, input=image, layout="HW", why=f"Expected the image, shifted by whole pixels, at most {most} to each side.")


def grain(rng, count, height=9, width=7):
    """Images without black pixels, in which each shift can be told from the others."""
    return rng.uniform(0.1, 1, (count, height, width)).astype(np.float32)


@task(3)
def test_what_is_shifted_out_is_lost(submission, rng):
    """Each image is shifted by whole pixels, and what becomes free is 0."""
    for count, most in ((12, 2), (9, 1), (5, 4)):
        images = grain(rng, count)
        answer = submission.augment(images, submission.probe.generator(count), most)
        check.unchanged(submission)
        shifts_of(answer, images, most, f"augment of {count} images of 9 by 7 pixels, most={most}")


@task(3)
def test_no_shift_at_all(submission, rng, fixture):
    """With most=0 images stay as they are; without it, it is 2."""
    images, _ = digits(fixture, rng, 3)
    answer = submission.augment(images, submission.probe.generator(1), 0)
    check.array(answer, images, "augment of 3 digits, most=0", dtype="float")
    images, name = grain(rng, 60, 8, 8), "augment of 60 images, no `most` given"
    shifts = shifts_of(submission.augment(images, submission.probe.generator(2)), images, 4, name)
    largest, alike = int(np.abs(shifts).max()), len(np.unique(shifts, axis=0)) == 1
    check.that(largest == 2 or (alike and largest < 2), f"{name}: the largest shift is {largest}, expected 2.")


@task(3)
def test_every_image_has_its_own_shift(submission, rng):
    """dy and dx are drawn for each image; every number from -most to most occurs, equally often."""
    count, most = 500, 2
    images = grain(rng, count)
    name = f"augment of {count} images, most={most}"
    shifts = shifts_of(submission.augment(images, submission.probe.generator(3), most), images, most, name)
    check.that(
        len(np.unique(shifts, axis=0)) > 1, f"{name}: all images were shifted by the same dy = {shifts[0, 0]}, dx = {shifts[0, 1]}. Draw anew for each image."
    )
    for axis, what in enumerate(("dy", "dx")):
        counts = {value: int((shifts[:, axis] == value).sum()) for value in range(-most, most + 1)}
        listed = ", ".join(f"{value}: {number}" for value, number in counts.items())
        hint = "The upper end of rng.integers is not included, unless endpoint=True." if not counts[most] and counts[-most] else ""
        check.that(all(counts.values()), f"{name}: not every {what} from {-most} to {most} occurs ({listed}). {hint}")
        check.that(min(counts.values()) > 50, f"{name}: {what} from {-most} to {most} occur {listed} times. All should be equally likely.")
    same = float((shifts[:, 0] == shifts[:, 1]).mean())
    check.that(same < 0.5, f"{name}: dy and dx are equal for {same:.0%} of the images. Draw them separately.")


@task(3)
def test_the_next_call_gives_other_shifts(submission, rng):
    """All randomness comes from `rng`: the next call gives other shifts, and the same seed gives the same ones."""
    images = grain(rng, 40)
    generator = submission.probe.generator(11)
    first, second, again = (
        shifts_of(submission.augment(images, source, 2), images, 2, "augment of 40 images") for source in (generator, generator, submission.probe.generator(11))
    )
    check.that(
        (first != second).any(), "augment of 40 images: two calls with the same `rng` gave the same shifts. Draw from `rng` itself; do not make a generator of your own."
    )
    check.that((first == again).all(), "augment of 40 images: two generators with the same seed gave different shifts. Draw from `rng`, not from another source.")


# --- task 4: training ---------------------------------------------------------------------------------------------------

NAMES = {"loss": "training", "val_loss": "validation"}


def linear_weights(rng):
    """A random linear network, undecided enough that no probability comes near 0."""
    return rng.normal(0, 0.15, (784, 10)).astype(np.float32), rng.normal(0, 1, 10).astype(np.float32)


def linear_loss(images, labels, kernel, bias, decay=0.0):
    rows = images.reshape(len(images), -1).astype(np.float64)
    return cross_entropy(softmax(rows @ kernel + bias), labels) + decay * float(np.square(kernel).sum())


def losses_of(result, epochs, name):
    """Both losses, an array each."""
    history = check.mapping(result, name, NAMES)
    found = {}
    for key in NAMES:
        values = check.sequence(history[key], f"{name}: {key!r}")
        check.that(len(values) == epochs, f"{name}: {key!r} has {len(values)} numbers, expected {epochs}, one for each epoch.")
        found[key] = check.is_array(np.array([float(check.is_array(value, f"{name}: a number of {key!r}", shape=(), dtype="number")) for value in values]), name)
    return found


@task(4)
def test_both_losses_after_an_epoch(submission, rng, fixture):
    """The two losses of an epoch are those of the two sets, whole."""
    images, labels = digits(fixture, rng, 75)
    training, validation = (images[:40], labels[:40]), (images[40:], labels[40:])
    kernel, bias = linear_weights(rng)
    epochs, name = 1, "train for 1 epoch with a learning rate of 0, most=0"
    result = submission.train(submission.probe.linear(kernel, bias), training, validation, epochs, submission.probe.generator(1), 0)
    check.unchanged(submission)
    found = losses_of(result, epochs, name)
    right = {key: linear_loss(*pair, kernel, bias) for key, pair in zip(NAMES, (training, validation), strict=True)}
    batches = {key: np.mean([linear_loss(*(part[cut] for part in pair), kernel, bias) for cut in (slice(32), slice(32, None))]) for key, pair in zip(NAMES, (training, validation), strict=True)}
    hits = {key: np.mean((pair[0].reshape(len(pair[0]), -1) @ kernel + bias).argmax(axis=1) == pair[1]) for key, pair in zip(NAMES, (training, validation), strict=True)}
    for key, what in NAMES.items():
        other = next(one for one in NAMES if one != key)
        mistakes = {
            f"That is the loss on the {NAMES[other]} set.": np.full(epochs, right[other]),
            "That is the accuracy, not the loss.": np.full(epochs, hits[key]),
            "That is the mean of two batches, in which an image of the smaller batch counts more.": np.full(epochs, batches[key]),
        }
        check.curve(found[key], np.full(epochs, right[key]), f"{name}: {key!r}", x="epoch", y="loss", rtol=2e-3, why=f"It is the loss on the {what} set.", mistakes=mistakes)


@task(4)
def test_measured_without_dropout(submission, rng, fixture):
    """Both losses are measured as at prediction: dropout is off, and the penalty counts in both."""
    images, labels = digits(fixture, rng, 24)
    training, validation = (images[:12], labels[:12]), (images[12:], labels[12:])
    kernel, bias = linear_weights(rng)
    epochs, decay, name = 1, 0.002, "train with dropout 0.8, weight decay 0.002 and a learning rate of 0, most=0"
    model = submission.probe.linear(kernel, bias, dropout=0.8, decay=decay)
    found = losses_of(submission.train(model, training, validation, epochs, submission.probe.generator(1), 0), epochs, name)
    bare = {key: linear_loss(*pair, kernel, bias) for key, pair in zip(NAMES, (training, validation), strict=True)}
    penalty = decay * float(np.square(kernel.astype(np.float64)).sum())
    check.that(
        np.allclose(found["loss"], bare["loss"] + penalty, rtol=2e-3) or not np.allclose(found["val_loss"], bare["val_loss"] + penalty, rtol=2e-3)
        or np.allclose(found["loss"], bare["loss"], rtol=2e-3),
        f"{name}: expected the training loss {bare['loss'] + penalty:.4g}, got {found['loss'][0]:.4g}. "
        "`fit` reports the loss while dropout is active. Measure it after the epoch, with model.evaluate.",
    )
    for key in NAMES:
        mistakes = {f"The penalty, {penalty:.4g}, is missing. model.evaluate adds it to both losses.": np.full(epochs, bare[key])}
        expected = np.full(epochs, bare[key] + penalty)
        check.curve(found[key], expected, f"{name}: {key!r}", x="epoch", y="loss", rtol=2e-3, mistakes=mistakes, why="Dropout is off in a measurement.")


@task(4)
def test_measured_on_images_as_they_are(submission, rng, fixture):
    """Neither the validation images nor the training images are shifted when the losses are measured."""
    images, labels = digits(fixture, rng, 2)
    training, validation = (images[:1], labels[:1]), (images[1:], labels[1:])
    kernel, bias = linear_weights(rng)
    epochs, most, name = 1, 6, "train on one digit with a learning rate of 0, most=6"
    result = submission.train(submission.probe.linear(kernel, bias), training, validation, epochs, submission.probe.generator(5), most)
    found = losses_of(result, epochs, name)
    for key, pair in zip(reversed(NAMES), (validation, training), strict=True):
        options = np.array([linear_loss(image[None], pair[1], kernel, bias) for image in all_moved(pair[0][0], most)[0]])
        shifted = all(np.abs(options - value).min() < 1e-3 for value in found[key])
        expected = np.full(epochs, linear_loss(*pair, kernel, bias))
        text = {
            "val_loss": "The validation image was shifted. Augment the training set only: the validation set is to resemble the images to come.",
            "loss": "The training loss was measured on a shifted image. Measure both losses on images as they are.",
        }
        mistakes = {text[key]: found[key]} if shifted else {}
        check.curve(found[key], expected, f"{name}: {key!r}", x="epoch", y="loss", rtol=2e-3, mistakes=mistakes, why="The weights do not change, so the loss does not either.")


@task(4)
def test_trained_on_new_shifts_in_each_epoch(submission, rng, fixture):
    """Each epoch trains once on newly shifted images of the training set, and on nothing else."""
    images, labels = data_set(fixture("digits_28.npz"))
    classes = [1, 3, 5, 7]
    chosen = [int(rng.choice(np.flatnonzero(labels == digit))) for digit in [*classes, 9]]
    training, validation = (images[chosen[:4]], labels[chosen[:4]]), (images[chosen[4:]], labels[chosen[4:]])
    rate, epochs, most, name = 1e-3, 2, 3, "train on four digits for 2 epochs, most=3"
    model = submission.probe.linear(np.zeros((784, 10), np.float32), np.zeros(10, np.float32), rate=rate)
    submission.train(model, training, validation, epochs, submission.probe.generator(9), most)
    kernel = check.is_array(check.sequence(submission.probe.weights(model), "the weights", 2)[0], "the kernel of the model", shape=(784, 10), dtype="float")
    check.that(np.abs(kernel).max() > 0, f"{name}: the weights of the model have not changed. Train this model, not a copy of it.")
    seen = (kernel - kernel[:, :1]).T.reshape(10, 28, 28) * len(classes) / rate / epochs  # the mean image of each class
    check.that(
        np.abs(seen[9]).max() < 0.05, f"{name}: the model was trained on the validation set as well. Then the validation loss says nothing about new images."
    )
    pairs = []
    for place, digit in enumerate(classes):
        image = training[0][place]
        options, places = all_moved(image, most)
        flat, target = options.reshape(len(options), -1).astype(np.float64), seen[digit].ravel()
        gram, along = flat @ flat.T, flat @ target
        squares = np.diag(gram)
        misfit = (squares[:, None] + squares + 2 * gram) / 4 - along[:, None] - along + target @ target  # of the mean of two shifts
        one, two = np.unravel_index(int(np.argmin(misfit)), misfit.shape)
        if misfit[one, two] > 0.01 * squares.max():
            picture = "The weights are not those of one step of SGD on shifted training images in each epoch. Train once in each epoch, on `augment` of the training images."
            check.image(seen[digit].astype(np.float32), image, f"{name}: what the model saw of digit {digit}, the mean of both epochs", input=image, layout="HW", atol=0.02, why=picture)
        pairs.append((tuple(places[one].tolist()), tuple(places[two].tolist())))
    check.that(any(pair != ((0, 0), (0, 0)) for pair in pairs), f"{name}: the model was trained on the images as they are. Shift them with `augment` before each epoch.")
    check.that(
        any(first != second for first, second in pairs),
        f"{name}: both epochs trained on the same shifted images. Call `augment` inside the loop, so that each epoch gets new ones.",
    )


@task(4)
def test_losses_after_the_update(submission, rng, fixture):
    """The losses of an epoch are measured after its updates."""
    images, labels = digits(fixture, rng, 36)
    training, validation = (images[:20], labels[:20]), (images[20:], labels[20:])
    rate, epochs, name = 0.2, 2, "train on 20 digits for 2 epochs, most=0"
    model = submission.probe.linear(np.zeros((784, 10), np.float32), np.zeros(10, np.float32), rate=rate)
    found = losses_of(submission.train(model, training, validation, epochs, submission.probe.generator(1), 0), epochs, name)
    rows, ones = training[0].reshape(20, -1).astype(np.float64), np.equal.outer(training[1], np.arange(10))
    kernel, bias = np.zeros((784, 10)), np.zeros(10)
    course = {key: [] for key in NAMES}
    for _ in range(epochs + 1):
        for key, pair in zip(NAMES, (training, validation), strict=True):
            course[key].append(linear_loss(*pair, kernel, bias))
        error = (softmax(rows @ kernel + bias) - ones) / 20
        kernel, bias = kernel - rate * rows.T @ error, bias - rate * error.sum(axis=0)
    for key, values in course.items():
        mistakes = {
            "These losses were measured before the updates of their epoch. `fit` reports the training loss of each batch before its update.": np.array(values[:-1]),
            "All epochs have the loss of the last one.": np.full(epochs, values[-1]),
        }
        why = "A linear model that starts with weights of 0; 20 images are one batch, so each epoch is one step."
        check.curve(found[key], np.array(values[1:]), f"{name}: {key!r}", x="epoch", y="loss", rtol=5e-3, why=why, mistakes=mistakes)


# --- task 5: early stopping ---------------------------------------------------------------------------------------------


def stopped(losses, patience, *, ties=False, previous=False, in_a_row=True):
    """Best and last epoch, by the rule of the stub or a variant of it."""
    best, waited = 1, 0
    for epoch, loss in enumerate(losses[1:], 2):
        compared = losses[epoch - 2] if previous else losses[best - 1]
        if loss < compared or (ties and loss == compared):
            best = epoch if not previous or loss < losses[best - 1] else best
            waited = 0 if in_a_row else waited
        else:
            waited += 1
        if waited >= patience:
            return best, epoch
    return best, len(losses)


def check_epochs(submission, losses, patience, why=""):
    name = f"best_epoch of the losses {', '.join(f'{loss:g}' for loss in losses)} with patience={patience}"
    answer = check.sequence(submission.best_epoch(list(losses), patience), name, 2)
    got = np.array([int(check.is_array(value, f"{name}: the {what} epoch", shape=(), dtype="integer")) for value, what in zip(answer, ("best", "last"), strict=True)])
    best, last = stopped(losses, patience)
    everywhere = int(np.argmin(losses)) + 1
    others = {
        "Both epochs are counted from 0. The first epoch is 1.": (best - 1, last - 1),
        "The best epoch is counted from 0. The first epoch is 1.": (best - 1, last),
        "The last epoch is counted from 0. The first epoch is 1.": (best, last - 1),
        "The last epoch comes first here. Return the best one first.": (last, best),
        "The weights of the last epoch would be kept, not those of the best.": (last, last),
        f"The training ended after {patience + 1} epochs that were not better, one too many.": stopped(losses, patience + 1),
        f"The training ended after {patience - 1} epochs that were not better, one too few.": stopped(losses, patience - 1) if patience > 1 else (1, 2),
        f"Epoch {everywhere} comes after the end of the training, so its weights never exist.": (everywhere, last),
        "The lowest loss of all epochs was taken, and the patience counted from there. A training cannot know what comes later.": (everywhere, min(everywhere + patience, len(losses))),
        "An epoch as good as the best was taken for better. It is not, so the first one stays the best.": stopped(losses, patience, ties=True),
        "Each epoch was compared with the one before. Compare it with the best one so far.": stopped(losses, patience, previous=True),
        "All epochs that were not better were counted. A better epoch starts the count anew.": stopped(losses, patience, in_a_row=False),
        "The training never ended early.": (best, len(losses)),
        "The epoch with the highest loss was taken.": (int(np.argmax(losses[:last])) + 1, last),
    }
    mistakes = {text: np.array(epochs) for text, epochs in others.items() if epochs != (best, last)}
    check.array(got, np.array([best, last]), name, rtol=0, atol=0, why=why, mistakes=mistakes)


@task(5)
def test_the_best_and_the_last_epoch(submission):
    """The training ends `patience` epochs after the best one."""
    losses = [2.0, 1.5, 1.2, 1.0, 1.1, 1.3, 1.4, 1.6, 1.7, 1.8]
    for patience in (3, 1, 2):
        check_epochs(submission, losses, patience, "1.0 is the lowest, after epoch 4.")


@task(5)
def test_a_better_epoch_starts_the_count_anew(submission):
    """Epochs count in a row: a better one in between starts the count anew."""
    check_epochs(submission, [3.0, 3.2, 2.5, 2.6, 2.0, 2.2, 1.5, 1.9, 1.8, 1.7, 1.6, 1.65, 1.7, 1.75, 1.8], 3, "1.9, 1.8 and 1.7 are three in a row.")


@task(5)
def test_compared_with_the_best_so_far(submission):
    """An epoch that is better than the one before need not be better than the best."""
    check_epochs(submission, [3.0, 1.0, 4.0, 3.5, 3.0, 2.5, 2.0, 1.5, 1.6, 1.7, 1.8, 1.9], 3, "4, 3.5 and 3 are not better than 1.")


@task(5)
def test_what_comes_later_does_not_count(submission):
    """A lower loss after the end of the training does not count."""
    check_epochs(submission, [2.0, 1.4, 1.5, 1.6, 1.7, 0.9, 0.8, 1.0], 2, "The training ends after 1.6.")


@task(5)
def test_an_equal_loss_is_not_better(submission):
    """Of equal losses the first counts."""
    check_epochs(submission, [2.0, 1.0, 1.5, 1.0, 1.0, 1.2, 1.3, 1.4], 3, "1.0 comes in epochs 2, 4 and 5.")
    check_epochs(submission, [1.0, 1.0, 1.0, 1.0, 1.0], 2, "No epoch is better than the first one.")


@task(5)
def test_the_patience_is_never_used_up(submission):
    """Without so many epochs that are not better, the training takes all its epochs."""
    check_epochs(submission, [2.0, 1.8, 1.9, 1.7, 1.75, 1.72], 5)
    check_epochs(submission, [3.0, 2.0, 1.0], 1)
    check_epochs(submission, [1.0], 2)


@task(5)
def test_any_losses(submission, rng):
    """Any losses, any patience."""
    for patience in (1, 2, 3, 4, 3):
        losses = (rng.integers(0, 12, 15) / 4 + np.linspace(3, 1, 15).round(1)).round(2).tolist()
        check_epochs(submission, losses, patience)


# --- task 6: the figure -------------------------------------------------------------------------------------------------

OWN_FIGURE = "Each call makes a figure of its own, with Figure() or plt.subplots(). plt.plot and plt.gca() draw into the figure that is there."
WORDS = {"loss": "train", "val_loss": "val"}


class Drawing:
    """One figure that a program made of a history, and how it is judged."""

    def __init__(self, submission, history, name, answer=None):
        self.submission, self.history, self.name = submission, history, name
        self.answer = submission.draw_curves(history) if answer is None else answer
        self.epochs = np.arange(1, len(history["loss"]) + 1)
        self.best = int(np.argmin(history["val_loss"])) + 1

    def judge(self, *checks):
        """Make these checks; a failure leaves a picture of the figure beside a right one."""
        check.drawn(lambda: self._judge(checks), self._picture)

    def _judge(self, checks):
        self.axes = self._axes()
        self.curves = {key: self._curve(key) for key in NAMES}
        for one in checks:
            one(self)

    def _picture(self):
        got = self.submission.probe.rendered(self.answer)
        return check.beside(got, self.submission.probe.expected(self.history), self.name, order="RGB")

    def fail(self, *sentences):
        raise check.Mismatch("\n".join([f"{self.name}: {sentences[0]}", *filter(None, sentences[1:])]))

    def _axes(self):
        """The axes with the curves."""
        if not isinstance(self.answer, Handle):
            hint = " Is a return missing?" if self.answer is None else ""
            self.fail(f"expected a figure of Matplotlib, got {check.describe(self.answer)}.{hint}")
        found = self.submission.probe.describe(self.answer)
        if found["type"] != "Figure":
            self.fail(f"expected a figure of Matplotlib, got an object of type {found['type']}.", "An Axes belongs to a figure, `axes.figure`.")
        axes = [one for one in found["axes"] if one["curves"]]
        if len(axes) > 1:
            self.fail("the curves are in different axes.", "Draw both in the same axes: only on one scale can they be compared.")
        if not axes and any(one["bars"] or one["scattered"] > 1 for one in found["axes"]):
            self.fail("expected lines, got points or bars.", "axes.plot joins the losses of all epochs by a line.")
        if not axes:
            self.fail("no curve is drawn. axes.plot draws one.")
        return axes[0]

    def _curve(self, key):
        """The line of one of the losses."""
        values, curves = np.array(self.history[key], float), self.axes["curves"]
        of_values = [one for one in curves if same(one["points"][:, 1], values)]
        right = [one for one in of_values if same(one["points"][:, 0], self.epochs)]
        if right:
            return right[0]
        if len({tuple(one["points"][:, 1]) for one in curves}) > len(NAMES) and not of_values:
            self.fail(f"no line has the values of history[{key!r}].", OWN_FIGURE)
        if of_values:
            first = of_values[0]["points"][0, 0]
            hint = "The first epoch is 1: without x values, axes.plot counts from 0." if first == 0 else "x is the number of the epoch, from 1."
            self.fail(f"the line of history[{key!r}] begins at x = {first:g}, expected 1.", hint)
        drawn = {name: series for name, series in self.history.items() if name not in NAMES}
        for name, series in drawn.items():
            if any(same(one["points"][:, 1], np.array(series, float)) for one in curves):
                self.fail(f"no line has the values of history[{key!r}]; one has those of history[{name!r}].", "Draw the losses.")
        logarithms = any(same(one["points"][:, 1], change(values)) for one in curves for change in (np.log, np.log10))
        hint = "Logarithms are drawn. Draw the losses, and use axes.set_yscale for a logarithmic axis." if logarithms else ""
        shorter = any(len(one["points"]) < len(values) for one in curves)
        hint = hint or ("A line has fewer points than there are epochs. Draw all of them." if shorter else "")
        return self.fail(f"no line has the values of history[{key!r}], {len(values)} losses from {values[0]:.3g} to {values[-1]:.3g}.", hint)


def same(got, wanted):
    return got.shape == wanted.shape and np.allclose(got, wanted, rtol=1e-6, atol=1e-9)


def inside(drawing):
    """Nothing is cut off."""
    for key, curve in drawing.curves.items():
        for axis, values in zip("xy", curve["points"].T, strict=True):
            low, high = drawing.axes[f"{axis}_limits"]
            outside = values[(values < low - 1e-9) | (values > high + 1e-9)]
            if len(outside):
                drawing.fail(f"the {axis} axis goes from {low:g} to {high:g}, and the line of history[{key!r}] has a point at {outside[0]:g}.", "Leave the limits to Matplotlib.")


def labels(drawing):
    """Both axes say what they show."""
    for axis, word in (("x", "epoch"), ("y", "loss")):
        text = drawing.axes[f"{axis}_label"]
        if not text.strip():
            drawing.fail(f"the {axis} axis has no label.", f'It should contain the word "{word}".')
        if word not in text.lower():
            drawing.fail(f"the label of the {axis} axis is {text!r}. It should contain the word {word!r}.")


def legend(drawing):
    """A legend names both lines, each by its own name."""
    entries = drawing.axes["legend"]
    if not entries:
        labelled = any(not curve["label"].startswith("_") for curve in drawing.curves.values())
        hint = "The lines have labels, but axes.legend() is not called." if labelled else "Give each line a label, and call axes.legend()."
        drawing.fail("there is no legend.", hint)
    looks = [look_of(curve) for curve in drawing.curves.values()]
    if looks[0] == looks[1]:
        drawing.fail("both lines look the same.", "Draw them in different colours or line styles.")
    for key, curve in drawing.curves.items():
        other = next(one for one in NAMES if one != key)
        texts = [entry["text"] for entry in entries if look_of(entry) == look_of(curve)]
        if any(WORDS[key] in text.lower() and WORDS[other] not in text.lower() for text in texts):
            continue
        if any(WORDS[other] in text.lower() for text in texts):
            drawing.fail(f"the line of history[{key!r}] has the name {texts[0]!r} in the legend.", f"It is the loss on the {NAMES[key]} set.")
        listed = ", ".join(repr(entry["text"]) for entry in entries)
        drawing.fail(f"no name in the legend that contains {WORDS[key]!r} belongs to the line of history[{key!r}].", f"The legend has {listed}.")


def look_of(thing):
    return (*np.round(thing["colour"], 3).tolist(), thing["style"])


def mark(drawing):
    """The best epoch has a mark of its own."""
    values, best = drawing.history["val_loss"], drawing.best
    dots, verticals = drawing.axes["dots"], np.array(drawing.axes["verticals"])
    if (verticals == best).any() or any(same(dot, np.array([best, values[best - 1]], float)) for dot in dots):
        return
    wanted = f"Of the validation losses, {values[best - 1]:.3g} in epoch {best} is the lowest."
    places = sorted({float(x) for x in verticals} | {float(x) for x, _ in dots})
    if not places:
        drawing.fail("no epoch has a mark of its own.", "Draw one more point, at the best epoch and its validation loss, or a line with axes.axvline.", wanted)
    others = {
        "It is at the epoch with the lowest training loss. That is often the last one, however much the network overfits.": int(np.argmin(drawing.history["loss"])) + 1,
        "It is one epoch too far left: np.argmin counts from 0, epochs count from 1.": best - 1,
        "That is the last of the epochs with the lowest loss. The first one is the best.": len(values) - int(np.argmin(values[::-1])),
        "It is at the epoch with the highest validation accuracy.": int(np.argmax(drawing.history.get("val_accuracy", [0]))) + 1 if "val_accuracy" in drawing.history else 0,
        "It is at the epoch with the highest validation loss.": int(np.argmax(values)) + 1,
    }
    if best in places:
        drawing.fail(f"there is a marker at x = {best}, but not at the validation loss of this epoch, {values[best - 1]:.3g}.", "Put it on the validation curve.")
    hint = next((text for text, epoch in others.items() if places == [epoch]), "")
    listed = ", ".join(f"{place:g}" for place in places)
    drawing.fail(f"expected a mark at x = {best}, got {'one' if len(places) == 1 else 'marks'} at {listed}.", hint, wanted)


HISTORY = {
    "loss": [2.1, 1.4, 0.9, 0.6, 0.4, 0.28, 0.2, 0.15],
    "val_loss": [2.2, 1.6, 1.25, 1.1, 1.05, 1.12, 1.2, 1.32],
    "accuracy": [0.3, 0.55, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0],
    "val_accuracy": [0.25, 0.45, 0.6, 0.64, 0.66, 0.7, 0.72, 0.71],
}


def any_history(rng, epochs):
    """Losses of a made-up training that overfits; validation accuracy and loss are best in different epochs."""
    steps = np.arange(epochs)
    turn = int(rng.integers(1, max(2, epochs - 2)))
    loss = 2.3 * np.exp(-steps / epochs * 4) + rng.uniform(0, 0.02, epochs)
    val_loss = 1 + 0.1 * np.abs(steps - turn) + rng.uniform(0, 0.02, epochs)
    accuracy = np.linspace(0.3, 1, epochs) - rng.uniform(0, 0.01, epochs)
    return {name: values.round(4).tolist() for name, values in (("loss", loss), ("val_loss", val_loss), ("accuracy", accuracy), ("val_accuracy", accuracy - 0.2))}


@task(6)
def test_a_line_for_each_loss(submission):
    """Both losses are drawn over the epochs, which are counted from 1."""
    Drawing(submission, HISTORY, "the figure of 8 epochs").judge(inside)


@task(6)
def test_labels_of_the_axes(submission):
    """The axes say that they show epochs and losses."""
    Drawing(submission, HISTORY, "the figure of 8 epochs").judge(labels)


@task(6)
def test_a_legend_names_both_lines(submission):
    """The legend says which line is the training loss and which is the validation loss."""
    Drawing(submission, HISTORY, "the figure of 8 epochs").judge(legend)


@task(6)
def test_the_best_epoch_is_marked(submission):
    """The epoch with the lowest validation loss is marked, of equal ones the first."""
    Drawing(submission, HISTORY, "the figure of 8 epochs").judge(mark)
    tied = HISTORY | {"val_loss": [2.2, 1.6, 1.25, 1.05, 1.1, 1.05, 1.2, 1.32]}
    Drawing(submission, tied, "the figure of 8 epochs, of which two have the lowest validation loss").judge(mark)


@task(6)
def test_any_history(submission, rng):
    """Any number of epochs; validation may also be better than training, or best at the end."""
    for epochs in (5, 30):
        Drawing(submission, any_history(rng, epochs), f"the figure of {epochs} epochs").judge(inside, labels, legend, mark)
    falling = {"val_loss": [1.9, 1.5, 1.2], "loss": [2.2, 1.8, 1.4]}
    Drawing(submission, falling, "the figure of 3 epochs without accuracies, which are still falling").judge(inside, labels, legend, mark)


@task(6)
def test_a_new_figure_for_each_call(submission, rng):
    """A second figure has nothing of the first one, and the first one stays as it was."""
    histories = [any_history(rng, 6), any_history(rng, 9)]
    answers = [submission.draw_curves(history) for history in histories]
    for which, history, answer in zip(("second", "first"), histories[::-1], answers[::-1], strict=True):
        Drawing(submission, history, f"the {which} of two figures", answer).judge(alone)


def alone(drawing):
    """No other curve is in the figure."""
    more = len(drawing.axes["curves"]) - len(NAMES)
    if more > 0:
        longest = max(len(curve["points"]) for curve in drawing.axes["curves"])
        if any(len(curve["points"]) != len(drawing.epochs) for curve in drawing.axes["curves"]):
            drawing.fail(f"it also contains curves of another history, with up to {longest} epochs.", OWN_FIGURE)


# --- task 7: choose -----------------------------------------------------------------------------------------------------

#: The last pixel of an image tells to which set it belongs.
MARKS = {"validation": 0.25, "test": 0.75}
VALIDATION, TEST = 20, 25


def readable(rng, count, right, mark):
    """Images in which model number r reads row r, and their labels; it is right for right[r] of them."""
    labels = rng.integers(0, 10, count)
    images = np.zeros((count, 28, 28), np.float32)
    images[:, -1, -1] = mark
    for row, hits in enumerate(right):
        said = (labels + rng.integers(1, 10, count)) % 10
        correct = rng.permutation(count)[:hits]
        said[correct] = labels[correct]
        images[np.arange(count), row, said] = 1
    return images, labels


def chosen(submission, rng, on_validation, on_test, confidences, name):
    """What `choose` answers for models that are right for so many images of both sets, and the images that each model was given."""
    validation = readable(rng, VALIDATION, on_validation, MARKS["validation"])
    test = readable(rng, TEST, on_test, MARKS["test"])
    models = [submission.probe.reader(row, float(confidence)) for row, confidence in enumerate(confidences)]
    answer = check.sequence(submission.choose(models, validation, test), name, 2)
    number = check.is_array(answer[0], f"{name}: the number of the chosen model", shape=(), dtype="integer")
    accuracy = check.is_array(answer[1], f"{name}: the accuracy", shape=(), dtype="number")
    return (int(number), float(accuracy)), models


def check_choice(submission, rng, on_validation, on_test, confidences):
    held, final = np.array(on_validation) / VALIDATION, np.array(on_test) / TEST
    best = int(np.argmax(held))
    name = f"choose from models with the accuracies {', '.join(f'{a:g}' for a in held)} on the validation set and {', '.join(f'{a:g}' for a in final)} on the test set"
    (number, accuracy), models = chosen(submission, rng, on_validation, on_test, confidences, name)
    others = {
        "It was chosen by the test set. Then the accuracy on the test set is no longer that of new images, but the best of several.": int(np.argmax(final)),
        "The models are counted from 0.": best + 1,
        "Of equal models, the first is chosen.": len(held) - 1 - int(np.argmax(held[::-1])),
        "It was chosen by the highest loss: model.evaluate returns the loss first, then the accuracy.": int(np.argmin(held)),
        "It has the lowest loss on the validation set. The accuracy decides here.": int(np.argmin(confidences)),
    }
    hint = next((text for text, other in others.items() if number == other != best), "")
    check.that(number == best, f"{name}: expected model {best}, got model {number}. {hint}")
    mistakes = {
        "That is its accuracy on the validation set. It was chosen because this number is high; only the test set is independent of the choice.": held[best],
        "That is the highest accuracy of all models on the test set, not that of the chosen one.": final.max(),
        "That is the mean accuracy of all models on the test set.": final.mean(),
        "That is a percentage, not a fraction.": 100 * final[best],
        "That is the fraction of wrong labels.": 1 - final[best],
        "That is the accuracy of the last model on the test set.": final[-1],
        "That is the accuracy on both sets together.": (on_validation[best] + on_test[best]) / (VALIDATION + TEST),
    }
    mistakes = {text: value for text, value in mistakes.items() if abs(value - final[best]) > 1e-3}
    check.close(accuracy, final[best], f"{name}: the accuracy of model {best}", atol=1e-3, mistakes=mistakes)
    return models, best, name


@task(7)
def test_the_validation_set_decides(submission, rng):
    """The model with the highest accuracy on the validation set is chosen, and its accuracy on the test set is reported."""
    check_choice(submission, rng, (15, 18, 16, 17), (22, 20, 24, 21), (30, 12, 8, 2))


@task(7)
def test_the_test_set_is_used_once(submission, rng):
    """Only the chosen model is used on the test set."""
    models, best, name = check_choice(submission, rng, (12, 14, 17), (19, 23, 21), (5, 9, 12))
    used = [number for number, model in enumerate(models) if MARKS["test"] in submission.probe.marks_of(model)]
    more = ", ".join(str(number) for number in used if number != best)
    check.that(
        not more, f"{name}: the test set was also used with model {more}. Numbers that nobody sees cannot influence a choice: measure the chosen model only."
    )


@task(7)
def test_the_first_of_equal_models(submission, rng):
    """Of equally accurate models the first is chosen; a single model is chosen in any case."""
    check_choice(submission, rng, (16, 13, 16), (23, 20, 22), (8, 10, 9))
    check_choice(submission, rng, (9,), (13,), (5,))
