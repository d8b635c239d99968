"""Judges exercises/4_keras/dense_digits.py.

The judge computes small networks in NumPy. Where training is judged, a linear network takes steps of plain SGD on one batch, so the
right result is known exactly.
"""

import functools

import cv2
import numpy as np

from deepkata.suite import check, task

#: Networks compute in float32.
CLOSE = {"rtol": 1e-3, "atol": 1e-5}


@functools.cache
def data_set(path):
    with np.load(path) as data:
        return data["x"], data["y"].astype(np.int64)


def digits(fixture, rng, count):
    """Some digits, uint8 of 28 x 28, and their labels, all classes among them."""
    images, labels = data_set(fixture("digits_28.npz"))
    one_of_each = [rng.choice(np.flatnonzero(labels == digit)) for digit in range(10)][:count]
    others = rng.permutation(np.setdiff1d(np.arange(len(labels)), one_of_each))[: count - len(one_of_each)]
    chosen = rng.permutation(np.concatenate([one_of_each, others]).astype(int))
    return images[chosen], labels[chosen]


def rows_of(images):
    """What `prepare` is to return."""
    return images.reshape(len(images), -1).astype(np.float32) / 255


def rows_of_ones(labels, classes=10):
    return np.equal.outer(labels, np.arange(classes)).astype(np.float32)


def softmax(values, axis=1):
    powers = np.exp(values - values.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


# --- task 1: images and labels ---


@task(1)
def test_values_from_0_to_1(submission):
    """0 stays 0 and 255 becomes 1, with the shades between them."""
    images = np.zeros((2, 28, 28), np.uint8)
    images[0, 3, 7], images[0, 20, 1], images[1, 0, 9], images[1, 27, 27] = 255, 51, 102, 204
    mistakes = {
        "Every value below 255 became 0: // divides integers and drops the rest.": rows_of(images // 255 * 255),
        "The values still range from 0 to 255.": rows_of(images) * 255,
        "Values from 0 to 1 were divided by 255 once more.": rows_of(images) / 255,
        "Each image was divided by its own largest value. Divide all by the same number.": rows_of(images) / [[1], [0.8]],
        "The values were divided by 256. The largest value of uint8 is 255.": rows_of(images) * 255 / 256,
    }
    why = "51, 102, 204 and 255 become 0.2, 0.4, 0.8 and 1, each at position 28 * row + column."
    check.array(submission.prepare(images), rows_of(images), "two prepared images", why=why, mistakes=mistakes)


@task(1)
def test_one_row_for_each_image(submission, rng, fixture):
    """Each image becomes a row of 784 values, row by row; the caller's array stays as it is."""
    for count in (5, 1):
        images, _ = digits(fixture, rng, count)
        answer = submission.prepare(images)
        check.unchanged(submission)
        why = "There is one row for each image: the first axis stays, the other two become one."
        mistakes = {"The values of an image come column by column.": rows_of(images.transpose(0, 2, 1))}
        check.array(answer, rows_of(images), f"{count} prepared digit{'s' * (count > 1)}", why=why, mistakes=mistakes)


@task(1)
def test_a_dim_image_stays_dim(submission):
    """All images are divided by the same number."""
    images = np.full((2, 28, 28), 51, np.uint8)
    images[1] = 25
    why = "Divide by 255, the largest value that a pixel can have, not by the largest one of these images."
    check.array(submission.prepare(images), rows_of(images), "two dim images", why=why)


@task(1)
def test_one_hot_rows(submission):
    """The 1 of each row is in the column of its label."""
    labels = np.array([3, 0, 9, 4, 9])
    expected = rows_of_ones(labels)
    mistakes = {"The 1 is one column too far left: the labels are from 0 to 9, not from 1 to 10.": np.roll(expected, -1, axis=1)}
    why = "Label 3 has its 1 in column 3, counted from 0."
    check.array(submission.one_hot(labels), expected, "one_hot of the labels 3, 0, 9, 4, 9", why=why, mistakes=mistakes)


@task(1)
def test_the_number_of_columns_is_given(submission, rng):
    """There is a column for every class, whether it occurs or not; labels may be uint8."""
    cases = [(np.array([2, 0, 1, 2]), 10), (np.array([1, 2, 1], np.uint8), 4), (rng.integers(0, 10, 60).astype(np.uint8), 10)]
    for labels, classes in cases:
        why = f"There are {classes} classes. The columns do not depend on which of them occur."
        name = f"one_hot of {len(labels)} labels from {labels.min()} to {labels.max()}, classes={classes}"
        check.array(submission.one_hot(labels, classes), rows_of_ones(labels, classes), name, why=why)


# --- task 2: the network ---


HIDDEN = 16


def random_weights(rng, hidden=HIDDEN):
    """Weights under which hidden values and scores of both signs occur."""
    shapes = [(784, hidden), (hidden,), (hidden, 10), (10,)]
    return [rng.normal(0, scale, shape).astype(np.float32) for scale, shape in zip((0.15, 0.3, 0.5, 0.5), shapes, strict=True)]


def scores(rows, values, activation=lambda hidden: np.maximum(hidden, 0)):
    kernel, bias, second, offset = (value.astype(np.float64) for value in values)
    return activation(rows @ kernel + bias) @ second + offset


def sigmoid(values):
    return 1 / (1 + np.exp(-values))


def network(submission, hidden=HIDDEN):
    model = check.handle(submission.build(hidden), f"build({hidden})")
    shapes = [[784, hidden], [hidden], [hidden, 10], [10]]
    why = "A dense layer has a kernel of shape (inputs, units) and a bias of shape (units,); there are two dense layers."
    check.equal(list(check.sequence(submission.probe.weight_shapes(model), "the shapes")), shapes, f"build({hidden}): shapes of its weights", why=why)
    return model


@task(2)
def test_the_outputs_are_ten_probabilities(submission, rng, fixture):
    """Under given weights, the outputs are the softmax of the scores, with a ReLU in between."""
    model, values = network(submission), random_weights(rng)
    rows = rows_of(digits(fixture, rng, 6)[0])
    answer = submission.probe.outputs(model, values, rows)
    right = scores(rows, values)
    mistakes = {
        "These are logits, which may be negative. The last layer needs a softmax.": right,
        "The softmax runs over the images: each column sums to 1, not each row. The classes are the last axis.": softmax(right, axis=0),
        "The last layer has a ReLU: negative scores became 0, and the rows do not sum to 1.": np.maximum(right, 0),
        "The last layer has a ReLU before the softmax. Scores may be negative.": softmax(np.maximum(right, 0)),
        "The last layer has a sigmoid. The probabilities of ten classes that exclude each other sum to 1, as a softmax does.": sigmoid(right),
        "The softmax was applied twice.": softmax(softmax(right)),
        "The first layer has no ReLU. Without it, two dense layers are no more than one.": softmax(scores(rows, values, lambda hidden: hidden)),
        "The first layer has a sigmoid instead of a ReLU.": softmax(scores(rows, values, sigmoid)),
        "The first layer has a tanh instead of a ReLU.": softmax(scores(rows, values, np.tanh)),
    }
    name = f"outputs of build({HIDDEN}) for 6 digits, under given weights"
    check.array(answer, softmax(right), name, mistakes=mistakes, **CLOSE)


@task(2)
def test_the_number_of_hidden_units(submission):
    """`hidden` is the number of units; without it, there are 128."""
    network(submission, 3)
    model = check.handle(submission.build(), "build()")
    found = submission.probe.weight_shapes(model)
    why = "784 · 128 + 128 + 128 · 10 + 10 = 101,770 parameters."
    check.equal(list(check.sequence(found, "the shapes")), [[784, 128], [128], [128, 10], [10]], "build(): shapes of its weights", why=why)


P = np.array([[0.5, 0.25, 0.125, 0.125] + [0.0] * 6, [0.125] * 6 + [0.25] + [0.0] * 3, [0.1] * 10], np.float32)
CLASSES = np.array([1, 6, 3])


@task(2)
def test_the_loss(submission):
    """The loss is the mean of -log(p), where p is the probability of the correct class."""
    model = network(submission)
    answer = submission.probe.loss_of(model, rows_of_ones(CLASSES), P)
    says_why_not(answer, "The compiled loss")
    p = P[np.arange(3), CLASSES].astype(np.float64)
    each = -np.log(softmax(P.astype(np.float64)))[np.arange(3), CLASSES]
    clipped, ones = np.clip(P.astype(np.float64), 1e-7, 1 - 1e-7), rows_of_ones(CLASSES)
    mistakes = {
        "That is the loss with from_logits=True, which applies a softmax to outputs that are probabilities already.": float(each.mean()),
        "That is the binary cross-entropy, which treats the ten classes as ten separate yes-or-no questions.": float(
            -(ones * np.log(clipped) + (1 - ones) * np.log(1 - clipped)).mean()
        ),
        "That is the mean squared error.": float(((P - ones) ** 2).mean()),
        "That is the mean absolute error.": float(np.abs(P - ones).mean()),
        "That is the sum over the images, not their mean.": float(-np.log(p).sum()),
    }
    why = f"Three images, whose correct classes have the probabilities {p[0]:g}, {p[1]:g} and {p[2]:.3g}."
    check.close(answer, float(-np.log(p).mean()), "compiled loss of three images", why=why, mistakes=mistakes, **CLOSE)


@task(2)
def test_the_accuracy(submission, rng):
    """The accuracy is among the metrics, under that name."""
    model = network(submission)
    probabilities = softmax(rng.normal(0, 2, (20, 10))).astype(np.float32)
    said = probabilities.argmax(axis=1)
    labels = np.where(np.arange(20) < 13, said, (said + 1 + np.arange(20) % 8) % 10)
    found = submission.probe.metrics_of(model, rows_of_ones(labels), probabilities)
    says_why_not(found, "The accuracy")
    found = check.mapping(found, "the compiled metrics", ())
    check.that("accuracy" in found, f'The compiled metrics are {", ".join(sorted(map(str, found)))}; there is no "accuracy". Pass metrics=["accuracy"] to compile.')
    why = "The class with the highest probability is the correct one for 13 of 20 images."
    check.close(found["accuracy"], 0.65, "compiled accuracy on 20 images", atol=1e-3, why=why)


@task(2)
def test_the_first_step_of_adam(submission, rng, fixture):
    """One step of training moves the biases as Adam does, by its default learning rate."""
    model, values = network(submission), random_weights(rng)
    images, labels = digits(fixture, rng, 12)
    after = submission.probe.step(model, values, rows_of(images), rows_of_ones(labels))
    says_why_not(after, "model.train_on_batch")
    bias = check.is_array(check.sequence(after, "weights after a step", 4)[3], "last bias after a step", shape=(10,), dtype="float")
    slope = (softmax(scores(rows_of(images), values)) - rows_of_ones(labels)).mean(axis=0)
    mistakes = {
        "That is a step of plain SGD.": -0.01 * slope,
        "That is a step of RMSprop.": -0.001 * np.sign(slope) / np.sqrt(0.1),
        "The step is ten times as long: was the learning rate set to 0.01?": -0.01 * np.sign(slope),
    }
    why = "In its first step, Adam moves each weight by the learning rate, which is 0.001, against the sign of its derivative."
    name = "change of the last biases in the first step"
    check.array(bias - values[3], -0.001 * np.sign(slope), name, rtol=0.02, atol=1e-6, dtype="float", why=why, mistakes=mistakes)


@task(2)
def test_every_call_builds_a_new_network(submission, rng, fixture):
    """What happens to one network does not change the next one."""
    rows, values = rows_of(digits(fixture, rng, 3)[0]), random_weights(rng)
    first = network(submission)
    submission.probe.outputs(first, values, rows)
    submission.probe.outputs(network(submission), random_weights(rng), rows)
    kept = check.sequence(submission.probe.weights(first), "weights of the first network", 4)
    why = "A second network was built and got other weights. Both calls returned the same network, or share layers."
    check.array(kept[2], values[2], "a kernel of the first network", why=why)


def says_why_not(answer, what):
    """Fails if a probe's call raised; `answer` is then its error."""
    if isinstance(answer, str):
        rule = "The sparse loss expects integers as labels; one-hot rows need the one without `sparse`."
        check.that(False, f"{what} failed with one-hot labels of shape (N, 10) and ten outputs for each image. {rule}\nKeras says: {answer}")


# --- task 3: loss and accuracy ---


def linear_weights(rng, scale=0.15):
    """A random linear network, undecided enough that no probability comes near 0."""
    return rng.normal(0, scale, (784, 10)).astype(np.float32), rng.normal(0, 2, 10).astype(np.float32)


def measured(rows, labels, kernel, bias):
    """Mean cross-entropy and accuracy of a linear network."""
    logits = rows.astype(np.float64) @ kernel.astype(np.float64) + bias
    shifted = logits - logits.max(axis=1, keepdims=True)
    losses = np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(labels)), labels]
    return float(losses.mean()), float((logits.argmax(axis=1) == labels).mean())


def pair(result, name):
    """A loss and an accuracy, as numbers."""
    answer = check.sequence(result, name, 2)
    for value, what in zip(answer, ("loss", "accuracy"), strict=True):
        check.is_array(value, f"{name}: the {what}", shape=(), dtype="number")
    return tuple(float(value) for value in answer)


def half_right(rng, images, kernel, bias, right):
    """Labels with which a network is right for the first images and wrong for the others."""
    said = (rows_of(images).astype(np.float64) @ kernel + bias).argmax(axis=1)
    return np.where(np.arange(len(images)) < right, said, (said + rng.integers(1, 10, len(images))) % 10)


@task(3)
def test_loss_and_accuracy(submission, rng, fixture):
    """The loss is the mean cross-entropy, the accuracy the fraction of correct labels."""
    images, _ = digits(fixture, rng, 20)
    kernel, bias = linear_weights(rng)
    labels = half_right(rng, images, kernel, bias, 14)
    rows = rows_of(images)
    result = submission.evaluate(submission.probe.linear(kernel, bias, dropout=0.9), images, labels)
    check.unchanged(submission)
    loss, accuracy = pair(result, "evaluate of 20 digits")
    right, raw = measured(rows, labels, kernel, bias), measured(rows * 255, labels, kernel, bias)
    twice = measured(rows / 255, labels, kernel, bias)
    check.that(
        abs(loss - 0.7) > 1e-3 or abs(accuracy - right[0]) > 1e-2,
        f"evaluate of 20 digits: accuracy and loss came in the other order. The loss ({right[0]:.4g}) is the first number.",
    )
    mistakes = {
        "That is the accuracy on images from 0 to 255, which were not prepared.": raw[1],
        "That is the accuracy on images that were divided by 255 twice.": twice[1],
        "That is a percentage, not a fraction.": 70.0,
        "That is the number of correct labels, not their fraction.": 14.0,
        "That is the fraction of wrong labels.": 0.3,
    }
    why = "The network of this test labels 14 of 20 images correctly."
    check.close(accuracy, 0.7, "evaluate of 20 digits: the accuracy", atol=1e-3, why=why, mistakes=mistakes)
    mistakes = {
        "That is the sum of the losses, not their mean.": 20 * right[0],
        "That is the loss on images that were divided by 255 twice.": twice[0],
        "That is the loss on images from 0 to 255, which were not prepared.": raw[0],
    }
    why = "It is the mean of -log(p), where p is the probability of the correct class."
    check.close(loss, right[0], "evaluate of 20 digits: the loss", rtol=5e-3, why=why, mistakes=mistakes)


@task(3)
def test_every_image_counts_the_same(submission, rng, fixture):
    """With more images than a batch holds, each image still has the same weight in the accuracy."""
    images, _ = digits(fixture, rng, 40)
    kernel, bias = linear_weights(rng)
    labels = half_right(rng, images, kernel, bias, 32)
    _, accuracy = pair(submission.evaluate(submission.probe.linear(kernel, bias), images, labels), "evaluate of 40 digits")
    mistakes = {
        "That is the mean of two batches of 32 and 8 images, in which an image of the small batch counts four times as much.": 0.5,
        "That is the accuracy on the last batch, of 8 images, alone.": 0.0,
        "That is the accuracy on the first batch, of 32 images, alone.": 1.0,
    }
    why = "The network of this test labels the first 32 of 40 images correctly."
    check.close(accuracy, 0.8, "evaluate of 40 digits: the accuracy", atol=1e-3, why=why, mistakes=mistakes)


# --- task 4: training ---


RATE = 0.2


def descended(rows, labels, epochs, batch=10**6, rate=RATE):
    """A linear network after some epochs of SGD from weights of 0, batches in the order of the rows."""
    kernel, bias = np.zeros((784, 10)), np.zeros(10)
    for _ in range(epochs):
        for start in range(0, len(rows), batch):
            x, y = rows[start : start + batch].astype(np.float64), labels[start : start + batch]
            error = (softmax(x @ kernel + bias) - rows_of_ones(y)) / len(x)
            kernel, bias = kernel - rate * x.T @ error, bias - rate * error.sum(axis=0)
    return kernel, bias


def untrained(submission):
    return submission.probe.linear(np.zeros((784, 10), np.float32), np.zeros(10, np.float32), rate=RATE)


@task(4)
def test_trained_on_one_set_and_measured_on_the_other(submission, rng, fixture):
    """The steps use the training set only; loss and accuracy are those of the test set after training."""
    images, labels = digits(fixture, rng, 32)
    labels[20:] = np.where(np.arange(12) < 8, (labels[20:] + 5) % 10, labels[20:])
    training, test, epochs = (images[:20], labels[:20]), (images[20:], labels[20:]), 2
    model = untrained(submission)
    result = submission.train(model, training, test, epochs)
    check.unchanged(submission)
    values = check.sequence(submission.probe.weights(model), "the weights of the model", 2)
    loss, accuracy = pair(result, f"train on 20 digits, {epochs} epochs")

    (x, y), (x_test, y_test) = ((rows_of(images), labels) for images, labels in (training, test))
    after = descended(x, y, epochs)
    right = measured(x_test, y_test, *after)
    why = f"The model is a linear one that starts with weights of 0; {epochs} epochs of 20 digits are {epochs} steps of SGD."
    mistakes = other_trainings(x, y, x_test, y_test, epochs)
    check.close(loss, right[0], f"train on 20 digits, {epochs} epochs: loss on 12 others", rtol=1e-3, why=why, mistakes=mistakes)
    why = "Of the 12 test digits, 8 have wrong labels in this test, on purpose, so that the two sets differ."
    mistakes = {"That is the accuracy on the training set.": measured(x, y, *after)[1]}
    check.close(accuracy, right[1], f"train on 20 digits, {epochs} epochs: accuracy on 12 others", atol=1e-3, why=why, mistakes=mistakes)
    bias = check.is_array(values[1], "bias of the model after train", shape=(10,), dtype="float")
    why = "The loss is right, but the given model has other weights. Train this model, not a copy."
    check.array(bias, after[1], "bias of the model after train", rtol=1e-2, atol=1e-4, why=why)


def other_trainings(x, y, x_test, y_test, epochs):
    """The test losses of programs that train or measure on something else."""

    def loss(x, y, epochs=epochs, on=x_test, of=y_test):
        return measured(on, of, *descended(x, y, epochs))[0]

    both = np.concatenate([x, x_test]), np.concatenate([y, y_test])
    found = {
        "That is the loss on the training set. It says nothing about digits that the model has not seen.": loss(x, y, on=x, of=y),
        "That is the loss of a model that was trained on the test set as well. Then it measures nothing.": loss(*both),
        "That is the loss of a model that was trained on the test set, not on the training set.": loss(x_test, y_test),
        "That is the loss of a model that was not trained. Is another model trained, or is the loss measured before training?": loss(x, y, 0),
        "The images were divided by 255 twice in training.": loss(x / 255, y),
        "The images were divided by 255 twice, in training and in the measurement.": loss(x / 255, y, on=x_test / 255),
    }
    for kept in (18, 16, 15, 14):
        said = f"The model was trained on the first {kept} of {len(x)} digits only. The test set is held out already; train on all {len(x)}."
        found[said] = loss(x[:kept], y[:kept])
    for others in (1, 3, 5, 10):
        found[f"That is the loss after {others} epoch{'s' * (others > 1)}, but {epochs} were asked for."] = loss(x, y, others)
    return found


@task(4)
def test_batches_are_drawn_at_random(submission, rng, fixture):
    """A training set that is sorted by class is shuffled: each batch contains digits of all kinds."""
    images, labels = digits(fixture, rng, 128)
    training, test = (images[:96], labels[:96]), (images[96:], labels[96:])
    order = np.argsort(training[1], kind="stable")
    training = training[0][order], training[1][order]
    loss, _ = pair(submission.train(untrained(submission), training, test, 1), "train on 96 digits")
    x, y = rows_of(training[0]), training[1]
    in_order = measured(rows_of(test[0]), test[1], *descended(x, y, 1, batch=32))[0]
    at_once = measured(rows_of(test[0]), test[1], *descended(x, y, 1))[0]
    check.that(
        abs(loss - in_order) > 1e-4 * in_order,
        f"The test loss after one epoch is {loss:.4g}: that of batches in the order of the training set, which came sorted by class. "
        "So a batch contains two or three kinds of digits, and the next batch undoes what was learned. Shuffle the images.",
    )
    check.that(
        abs(loss - at_once) > 1e-4 * at_once,
        f"The test loss after one epoch of 96 digits is {loss:.4g}: that of a single step. With batches of 32 there are three steps.",
    )


# --- task 5: labels ---


def meter(submission):
    """A network whose label is the mean brightness of an image in ninths: of the levels k/9, the nearest one to the mean m has the highest
    2·m·(k/9) - (k/9)²; there is a dropout, which is inactive unless the model is trained.
    """
    levels = np.arange(10, dtype=np.float32) / 9
    return submission.probe.linear(np.tile(40 * 2 * levels / 784, (784, 1)).astype(np.float32), -40 * levels**2, dropout=0.9)


def brightness(images):
    return np.rint(9 * images.reshape(len(images), -1).mean(axis=1) / 255).astype(np.int64)


METER = "The network of this test gives an image the label 0 if it is black, 9 if it is white, and those between by brightness."


@task(5)
def test_labels_of_a_batch(submission):
    """Every image gets the label with the highest probability."""
    shown = np.array([0, 9, 2, 6, 3, 8, 1, 7, 5, 4, 9, 2])
    images = np.broadcast_to((shown * 255 / 9).round().astype(np.uint8)[:, None, None], (12, 28, 28)).copy()
    answer = submission.predict(meter(submission), images)
    check.unchanged(submission)
    mistakes = {
        "These are the labels of images from 0 to 255: predict has to prepare them as train does.": np.where(shown > 0, 9, 0),
        "These are the labels of images that were divided by 255 twice, so all of them are nearly black.": np.zeros(12, int),
        "Each label is too large by 1: the first class is 0.": shown + 1,
    }
    check.labels(answer, shown, "labels of 12 plain images", images=images, classes=10, why=METER, mistakes=mistakes)


@task(5)
def test_labels_of_digits(submission, rng, fixture):
    """Real digits, several and one, get the labels of the given network."""
    images, _ = digits(fixture, rng, 30)
    kernel, bias = linear_weights(rng)
    logits = np.sort(rows_of(images) @ kernel + bias, axis=1)
    images = images[logits[:, -1] - logits[:, -2] > 0.05]
    expected = (rows_of(images) @ kernel + bias).argmax(axis=1)
    for count in (len(images), 1):
        answer = submission.predict(submission.probe.linear(kernel, bias), images[:count])
        name = f"labels of {count} digit{'s' * (count > 1)} by a random network"
        check.labels(answer, expected[:count], name, images=images[:count], classes=10, why="There is one label for each image.")


# --- task 6: pictures ---


def drawn(rng, fixture, digit, height, width, around):
    """A digit of the data set, enlarged to a picture: ink of 0 to 1 in floats, with paper around it (above, below, left, right)."""
    images, labels = data_set(fixture("digits_28.npz"))
    image = images[rng.choice(np.flatnonzero(labels == digit))]
    box = image[np.ix_(image.max(axis=1) > 127, image.max(axis=0) > 127)]
    ink = np.clip(cv2.resize(box.astype(np.float32) / 255, (width, height), interpolation=cv2.INTER_LINEAR), 0, 1)
    return np.pad(ink, (around[:2], around[2:]))


def on_paper(ink, paper, pen, light=0.0):
    """A picture of a drawing, grey or BGR, its paper brighter and darker by `light` on the right and on the left.

    No pixel has a grey near 127, as two ways to compute the grey of a colour may differ by 1.
    """
    paper, pen = np.array(paper, np.float32), np.array(pen, np.float32)
    grey_paper, grey_pen = (np.mean(colour) if colour.ndim == 0 else colour @ [0.114, 0.587, 0.299] for colour in (paper, pen))
    low, high = sorted((value - grey_paper) / (grey_pen - grey_paper) for value in (115.0, 140.0))
    ink = np.where((ink > low) & (ink < high), high, ink)
    shade = np.linspace(-light, light, ink.shape[1]) * (1 - ink)
    picture = paper + ink.reshape(*ink.shape, *[1] * paper.ndim) * (pen - paper) + shade.reshape(*ink.shape, *[1] * paper.ndim)
    return np.rint(np.clip(picture, 0, 255)).astype(np.uint8)


def as_data_set(grey, *, invert=None, threshold=127, square=True, box=True, interpolation=cv2.INTER_AREA, pad=0, sides=2, border=4):
    """What `read_picture` is to return, and, by the other arguments, what others return."""
    dark = 255 - grey if (np.median(grey) > 127 if invert is None else invert) else grey
    found = np.argwhere(dark > threshold)
    if box and len(found):
        (top, left), (bottom, right) = found.min(axis=0), found.max(axis=0) + 1
        dark = dark[top:bottom, left:right]
    side, (height, width) = max(dark.shape), dark.shape
    if square:
        above, before = (side - height) // sides if sides else 0, (side - width) // sides if sides else 0
        dark = np.pad(dark, ((above, side - height - above), (before, side - width - before)), constant_values=pad)
    inner = 28 - 2 * border
    return np.pad(cv2.resize(dark, (inner, inner), interpolation=interpolation), border)


def grey_of(picture):
    return picture if picture.ndim == 2 else cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)


def check_picture(submission, scratch, picture, name, why=""):
    """read_picture of this picture, against the right image; known mistakes are named."""
    file = scratch.file("picture.png", cv2.imencode(".png", picture)[1].tobytes())
    answer = submission.read_picture(file)
    grey = grey_of(picture)
    right = as_data_set(grey)
    bright = bool(np.median(grey) > 127)
    mistakes = {
        "The picture was not inverted, so the ink is dark. In the data set it is bright." if bright else "The picture was inverted, although "
        "its ink is bright already. Look at the paper first.": as_data_set(grey, invert=not bright),
        "The digit is dark on bright paper. In the data set, the ink is bright: invert the picture.": 255 - right,
        "The box was stretched to a square. Add black at two sides, so that the digit keeps its proportions.": as_data_set(grey, square=False),
        "The whole picture was resized, without a border.": as_data_set(grey, box=False, square=False, border=0),
        "The box was resized to 28 x 28. Resize it to 20 x 20, and add a border of 4.": as_data_set(grey, border=0),
        "The square was completed with white instead of black.": as_data_set(grey, pad=255),
        "The digit is at one side of the square, not in the middle.": as_data_set(grey, sides=0),
        "The box contains paper that is not quite black. Only pixels above 127 are ink.": as_data_set(grey, threshold=0),
        "The resizing took single pixels (INTER_NEAREST). INTER_AREA takes the mean of all.": as_data_set(grey, interpolation=cv2.INTER_NEAREST),
        "The resizing interpolated between a few pixels (INTER_LINEAR, the default). INTER_AREA takes the mean of all.": as_data_set(
            grey, interpolation=cv2.INTER_LINEAR
        ),
        "The resizing interpolated between a few pixels (INTER_CUBIC). INTER_AREA takes the mean of all.": as_data_set(
            grey, interpolation=cv2.INTER_CUBIC
        ),
    }
    whole = as_data_set(grey, box=False)
    if not np.array_equal(whole, as_data_set(grey, threshold=0)):
        mistakes["The whole picture was resized. Cut out the box of the ink first."] = whole
    if picture.ndim == 3:
        mistakes["Red and blue were exchanged: OpenCV reads a pixel as blue, green, red."] = as_data_set(grey_of(picture[..., ::-1]))
        mistakes["The mean of the three channels is not the grey of `cv2.IMREAD_GRAYSCALE`: green counts most, blue least."] = as_data_set(
            picture.mean(axis=2).astype(np.uint8)
        )
        for channel, colour in enumerate(("blue", "green", "red")):
            mistakes[f"Only the {colour} channel was used."] = as_data_set(picture[..., channel])
    check.image(answer, right, name, input=picture, layout="HW", rtol=0, atol=3, dtype="uint8", why=why, mistakes=mistakes)


@task(6)
def test_dark_ink_on_white_paper(submission, rng, fixture, scratch):
    """Dark ink on white paper becomes bright ink on black; a narrow digit stays narrow."""
    ink = drawn(rng, fixture, 1, 110, 44, (30, 50, 70, 25))
    check_picture(submission, scratch, on_paper(ink, 255, 10), "a 1 in dark ink on white paper")


@task(6)
def test_bright_ink_on_black_paper(submission, rng, fixture, scratch):
    """Bright ink on black paper, as in the data set, is not inverted."""
    ink = drawn(rng, fixture, 7, 90, 71, (12, 40, 20, 33))
    check_picture(submission, scratch, on_paper(ink, 0, 250), "a 7 in bright ink on black paper")


@task(6)
def test_a_wide_shape_keeps_its_proportions(submission, rng, fixture, scratch):
    """A shape that is wider than tall is completed above and below."""
    ink = drawn(rng, fixture, 3, 41, 100, (60, 9, 15, 40))
    check_picture(submission, scratch, on_paper(ink, 240, 0), "a wide 3 on nearly white paper")


@task(6)
def test_grey_paper(submission, rng, fixture, scratch):
    """Paper that is not quite white is no ink."""
    ink = drawn(rng, fixture, 5, 120, 90, (25, 66, 50, 30))
    picture = on_paper(ink, 205, 20, light=15)
    check_picture(submission, scratch, picture, "a 5 on grey paper with uneven light", why="Only pixels above 127 are ink, after the inversion.")


@task(6)
def test_coloured_ink_and_paper(submission, rng, fixture, scratch):
    """Colours become grey as the eye sees them: blue is dark, yellow is bright."""
    for paper, pen, colours in (((100, 235, 235), (170, 20, 60), "blue ink on yellow"), ((250, 250, 250), (40, 30, 200), "red ink on white")):
        ink = drawn(rng, fixture, 4, 80, 62, (20, 30, 45, 18))
        check_picture(submission, scratch, on_paper(ink, paper, pen), f"a 4 in {colours} paper")


@task(6)
def test_a_file_that_is_not_there(submission, scratch):
    """A missing file raises FileNotFoundError, although `cv2.imread` does not raise."""
    check.raises(submission, "read_picture", FileNotFoundError, scratch.path("no_such_picture.png"), name="read_picture of a missing file")
