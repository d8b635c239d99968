"""Judges exercises/1_overview/mlp_backprop.py. Slopes are measured by the judge, weight by weight."""
# ruff: noqa: N803, N806 - W and X are what everybody calls them

import math
from itertools import pairwise

import numpy as np

from deepkata.suite import check, task

EARLIER = "Until task 4, return np.zeros_like(W) and np.zeros_like(b) for the other layers."
ORDER = "The gradients stand in the order of the layers, each with the shape of its W or b."


def some_digits(fixture, rng):
    """Real digits from 0 to 1, a row each: 600 to learn from, sorted by class, with their classes, and 500 others."""
    with np.load(fixture("digits.npz")) as data:
        order = rng.permutation(len(data["y"]))[:1100]
        x, y = data["x"][order].reshape(-1, 64) / 16, data["y"][order].astype(int)
    by_class = np.argsort(y[:600], kind="stable")
    return x[by_class], y[by_class], x[600:], y[600:]


def quadrants(rng, count):
    """Points on a plane, sorted by class: is the product of their coordinates positive? No line tells that."""
    X = rng.uniform(0.1, 1.1, (count, 2)) * rng.choice([-1, 1], (count, 2))
    y = (X[:, 0] * X[:, 1] > 0).astype(int)
    order = np.argsort(y, kind="stable")
    return X[order], y[order]


def disc(rng, count):
    """Points on a plane, sorted by class: within 0.6 of the middle, or 0.9 to 1.4 away from it?"""
    y = np.repeat([0, 1], count // 2)
    radius, turn = (
        np.where(y == 0, rng.uniform(0.9, 1.4, count), rng.uniform(0, 0.6, count)),
        rng.uniform(0, 2 * np.pi, count),
    )
    return np.column_stack([radius * np.cos(turn), radius * np.sin(turn)]), y


def network(rng, *sizes, spread=1.0):
    """Layers of these sizes with random weights."""
    return [(spread * rng.normal(size=(inputs, outputs)), spread * rng.normal(size=outputs)) for inputs, outputs in pairwise(sizes)]


def through(layers, X):
    """What each layer gives before and after its ReLU."""
    before, after = [], [X]
    for number, (W, b) in enumerate(layers, start=1):
        before.append(after[-1] @ W + b)
        after.append(before[-1] if number == len(layers) else before[-1] * (before[-1] > 0))
    return before, after


def mean_loss(layers, X, y):
    scores = through(layers, X)[1][-1]
    top = scores.max(axis=1)
    return float(np.mean(top + np.log(np.exp(scores - top[:, None]).sum(axis=1)) - scores[np.arange(len(y)), y]))


def problem(rng, images, *sizes):
    """A network and images of which none is near the kink of a ReLU, where the slope would not be one number."""
    for _ in range(1000):
        layers, X = network(rng, *sizes), rng.normal(size=(images, sizes[0]))
        before, after = through(layers, X)
        mixed = all(0.2 < np.mean(h > 0) < 0.9 for h in after[1:-1])
        if mixed and all(np.abs(z).min() > 1e-3 for z in before[:-1]):
            break
    return layers, X, rng.integers(0, sizes[-1], images)


def slopes(layers, X, y, step=1e-5):
    """The gradient by central differences: each weight a little up and a little down."""
    gradients = []
    for layer in layers:
        pair = []
        for values in layer:
            slope = np.zeros_like(values)
            for place in np.ndindex(values.shape):
                was = values[place]
                values[place] = was + step
                up = mean_loss(layers, X, y)
                values[place] = was - step
                down = mean_loss(layers, X, y)
                values[place] = was
                slope[place] = (up - down) / (2 * step)
            pair.append(slope)
        gradients.append(tuple(pair))
    return gradients


def sizes_of(layers):
    return " - ".join(str(size) for size in [len(layers[0][0]), *(len(b) for _, b in layers)])


def listed(scores):
    return ", ".join(f"{s:g}" for s in scores)


def loss_of(result, name):
    return check.sequence(result, name, 2)[0]


def gradients_of(result, layers, name):
    """The gradients that `backward` returned, as {"W of layer 1": …}; the arrays are not yet looked at."""
    gradients = check.sequence(check.sequence(result, name, 2)[1], f"gradients of {name}", len(layers))
    named = {}
    for number, pair in enumerate(gradients, start=1):
        check.that(pair is not None, f"gradients of {name}, layer {number}: expected a pair, got None. {EARLIER}")
        dW, db = check.sequence(pair, f"gradients of {name}, layer {number}", 2)
        named[f"W of layer {number}"], named[f"b of layer {number}"] = dW, db
    return named


def backwards(expected):
    """The expected gradients under the same names, from the last layer to the first: the way on which mistakes travel."""
    named = {}
    for number in range(len(expected), 0, -1):
        named[f"W of layer {number}"], named[f"b of layer {number}"] = expected[number - 1]
    return named


def check_gradients(result, layers, expected, name, why=""):
    """All gradients are the expected ones, looked at from the last layer to the first."""
    got = gradients_of(result, layers, name)
    for what, right in backwards(expected).items():
        check.that(got[what] is not None, f"gradient of {name}, {what}: it is None. Every layer has its gradients now.")
        check.is_array(got[what], f"gradient of {name}, {what}", shape=right.shape, dtype="float", why=ORDER)
    agreed = []
    for what, right in backwards(expected).items():
        before = f"On the way back, the gradients for {', '.join(agreed)} are right, and this one is not." if agreed else ""
        check.array(got[what], right, f"gradient of {name}, {what}", rtol=1e-4, atol=1e-5, why=f"{before} {why}".strip())
        agreed.append(what)


# --- Task 1: through the layers -------------------------------------------------------------------------------------


def check_activations(result, layers, X, name, why=""):
    """Every array of the list is the expected one; the first that is not is named."""
    expected = through(layers, X)[1]
    got = check.sequence(result, f"results of {name}", len(expected))
    check.array(got[0], X, f"{name}, the first of the results", why="The list begins with X.")
    names = [*(f"hidden layer {number}" for number in range(1, len(layers))), "scores"]
    results, right = (dict(zip(names, values[1:], strict=True)) for values in (got, expected))
    check.layers(results, right, name, rtol=1e-4, atol=1e-5, why=why)


@task(1)
def test_one_layer(submission):
    """One layer gives scores: X W + b, with no ReLU behind it."""
    layers = [(np.array([[1.0, 0, -2], [3, -1, 1]]), np.array([0.5, -1, 2]))]
    X = np.array([[1.0, 1], [2, -2]])
    why = "Of [1, 1]: 1 + 3 + 0.5 = 4.5, 0 - 1 - 1 = -2, -2 + 1 + 2 = 1. Scores may be negative."
    check_activations(submission.forward(layers, X), layers, X, "a network of 2 - 3", why)


@task(1)
def test_a_relu_behind_a_hidden_layer(submission):
    """Behind every layer but the last, what is negative becomes 0."""
    layers = [
        (np.array([[1.0, -1, 2]]), np.array([0.0, 1, -1])),
        (np.array([[1.0, 0], [0, 1], [1, -1]]), np.array([-5.0, 0.5])),
    ]
    X = np.array([[3.0], [-2], [0.25]])
    why = "Of 3, the hidden layer computes 3, -2, 5; the ReLU makes 3, 0, 5 of them."
    check_activations(submission.forward(layers, X), layers, X, "a network of 1 - 3 - 2", why)


@task(1)
def test_the_images_come_first(submission, rng):
    """The list begins with X and has one array more than there are layers."""
    for sizes in ((4, 3), (4, 5, 3), (2, 3, 3, 2)):
        layers, X = network(rng, *sizes), rng.normal(size=(6, sizes[0]))
        result = check.sequence(submission.forward(layers, X), f"results of a network of {sizes_of(layers)}", len(sizes))
        check.array(result[0], X, "the first of the results", why="It is X: the first layer's gradient needs it.")


@task(1)
def test_any_network(submission, rng):
    """Any number of layers, of any size."""
    for images, sizes in ((5, (4, 6, 3)), (1, (3, 4, 4, 2)), (7, (5, 2)), (3, (2, 3, 4, 5, 6))):
        layers, X = network(rng, *sizes), rng.normal(size=(images, sizes[0]))
        check_activations(submission.forward(layers, X), layers, X, f"a network of {sizes_of(layers)}, {images} images")


# --- Task 2: the loss -----------------------------------------------------------------------------------------------


def check_loss(result, expected, name, why="", mistakes=None, rtol=1e-5):
    check.close(loss_of(result, name), expected, f"loss of {name}", rtol=rtol, why=why, mistakes=mistakes)


@task(2)
def test_the_mean_of_minus_log_p(submission):
    """The loss is the mean of minus the logarithm of the probability of the correct class."""
    layers = [(np.eye(3), np.zeros(3))]  # the scores are the images
    X, y = np.log(np.array([[1.0, 2, 5], [1, 1, 2]])), np.array([1, 2])
    terms = [math.log(4), math.log(2)]
    why = "The probabilities of the correct classes are 2/8 and 2/4."
    mistakes = {"That is the sum over the images, not their mean.": sum(terms)}
    check_loss(
        submission.backward(layers, X, y),
        sum(terms) / 2,
        "scores log 1, log 2, log 5 and log 1, log 1, log 2",
        why,
        mistakes,
    )


@task(2)
def test_a_network_that_knows_nothing(submission):
    """With weights of 0 all classes are equally likely."""
    for classes in (2, 10):
        layers = [(np.zeros((3, 4)), np.ones(4)), (np.zeros((4, classes)), np.zeros(classes))]
        result = submission.backward(layers, np.ones((5, 3)), np.array([0, 1, 1, 0, 1]))
        check_loss(
            result,
            math.log(classes),
            f"a network without weights, {classes} classes",
            f"Every probability is 1/{classes}.",
        )


@task(2)
def test_any_loss(submission, rng):
    """Any network, any images, any scores."""
    for images, sizes in ((6, (3, 4, 3)), (1, (2, 3, 3, 2)), (4, (3, 5))):
        layers, X, y = problem(rng, images, *sizes)
        result = submission.backward(layers, X, y)
        check_loss(result, mean_loss(layers, X, y), f"a network of {sizes_of(layers)}, {images} images")


@task(2)
def test_scores_of_any_size(submission):
    """Scores of 10,000 overflow no exponential, and no logarithm is taken of 0."""
    layers = [(np.eye(3), np.zeros(3))]
    high = "exp(10000) is infinite: subtract from each image's scores the highest one of them."
    low = "The probability of this class is nearly 0, or stored as 0. Add nothing to it and take no logarithm of it: log(p) is the score minus the logarithm of the sum of exp."
    for scores, own, expected in (
        ([1e4, 0, -1e4], 0, 0.0),
        ([1e4, 0, -1e4], 2, 2e4),
        ([-1e4, 0, -1e4], 1, 0.0),
        ([0, 60.0, 0], 0, 60.0),
    ):
        name = f"scores {listed(scores)} of an image of class {own}"
        why = low if expected else high
        check_loss(submission.backward(layers, np.array([scores]), np.array([own])), expected, name, why, rtol=1e-3)
    why = "Lowered by 5000, the scores of the second image leave no probability above 0: each image has its own highest score."
    X = np.array([[5000.0, 4999, 0], [-3000, -3001, -3001]])
    expected = (math.log(1 + math.exp(-1)) + math.log(1 + 2 * math.exp(-1))) / 2
    result = submission.backward(layers, X, np.array([0, 0]))
    check_loss(result, expected, "one image with high scores, one with low ones", why, rtol=1e-3)  # float32 may do


@task(2)
def test_large_scores_behind_a_hidden_layer(submission):
    """However small the hidden numbers are, the scores may be large."""
    layers = [(np.eye(3), np.zeros(3)), (2e4 * np.eye(3), np.zeros(3))]
    X = np.array([[0.25, 0.5, 0.125]])
    why = "The scores are 5000, 10000 and 2500: subtract the highest of these, not of the hidden layer."
    for own, expected in ((1, 0.0), (0, 5000.0)):
        name = f"a network of 3 - 3 - 3 with scores of 5000, 10000 and 2500, class {own}"
        check_loss(submission.backward(layers, X, np.array([own])), expected, name, why, rtol=1e-3)


# --- Task 3: the gradient of the last layer -------------------------------------------------------------------------


def last_gradient(submission, layers, X, y, name):
    """The gradient for W and b of the last layer, not yet looked at."""
    result = submission.backward(layers, X, y)
    both = check.sequence(result, name, 2)[1]
    few = isinstance(both, list | tuple) and len(both) < len(layers)
    what = f"gradients of {name}: expected {len(layers)} pairs, one for each layer, got fewer."
    check.that(not few, f"{what} {EARLIER}")
    got = gradients_of(result, layers, name)
    return got[f"W of layer {len(layers)}"], got[f"b of layer {len(layers)}"]


@task(3)
def test_what_one_image_wants(submission):
    """The gradient of each score is its probability, for the correct class minus 1."""
    layers = [(np.zeros((2, 3)), np.log(np.array([1.0, 2, 5])))]
    X, y = np.array([[2.0, -1]]), np.array([1])
    p = np.array([1, 2, 5]) / 8
    wish = p - [0, 1, 0]
    name = "an image [2, -1] of class 1 with the probabilities 1/8, 2/8, 5/8"
    dW, db = last_gradient(submission, layers, X, y, name)
    why = "The gradient of the scores is 1/8, 2/8 - 1, 5/8. That of b is the same, that of W is the outer product with the image."
    wrong = {"Nothing is subtracted for the correct class.": p, "The signs are the other way round.": -wish}
    words = {k: np.outer(X[0], v) for k, v in wrong.items()}
    drawn = {"rows": "input", "columns": "output"}
    check.heat_map(dW, np.outer(X[0], wish), f"gradient of W, {name}", why=why, mistakes=words, **drawn)
    check.array(db, wish, f"gradient of b, {name}", why=why, mistakes=wrong)


@task(3)
def test_each_image_moves_the_bias(submission):
    """The gradient of b is summed over the images: it has a number for each output."""
    scores = np.array([[0.0, 0, 0], [5, 0, 0], [0, 0, 2]])
    layers = [(np.eye(3), np.zeros(3))]
    y = np.array([0, 1, 1])
    wishes = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True) - np.eye(3)[y]
    name = "three images and three classes"
    dW, db = last_gradient(submission, layers, scores, y, name)
    summed_twice = "Axis 0 counts the images. With as many images as classes, the other axis gives the right shape and wrong numbers."
    looks_alike = isinstance(db, np.ndarray) and db.shape == (3,) and np.allclose(db * 3, wishes.sum(axis=1), atol=1e-3)
    why = summed_twice if looks_alike else "The gradient of b is the sum over the images of the gradients of the scores, divided by N."
    every = wishes + np.eye(3)[y] - np.isin(np.arange(3), y)
    in_rows = (
        "1 was subtracted in every row: delta[:, y] selects the columns y in all rows. delta[range(N), y] selects one value per image."
    )
    mistakes = {
        in_rows: every.sum(axis=0) / 3,
        "It was summed over the classes, and has a number for each image.": wishes.sum(axis=1) / 3,
        "It was summed over the classes, and not divided by the number of images.": wishes.sum(axis=1),
        "It was divided by the number of images twice.": wishes.sum(axis=0) / 9,
        "It was not divided by the number of images: the loss is a mean.": wishes.sum(axis=0),
    }
    check.array(db, wishes.sum(axis=0) / 3, f"gradient of b, {name}", why=why, mistakes=mistakes)
    mistakes = {
        "It was not divided by the number of images: the loss is a mean.": scores.T @ wishes,
        in_rows: scores.T @ every / 3,
    }
    drawn = {"rows": "input", "columns": "output"}
    check.heat_map(dW, scores.T @ wishes / 3, f"gradient of W, {name}", mistakes=mistakes, **drawn)


@task(3)
def test_last_layer_by_central_differences(submission, rng):
    """The gradient of the last layer is the slope of the loss, measured weight by weight."""
    for images, sizes in ((4, (3, 3)), (5, (3, 4, 3)), (1, (2, 5))):
        layers, X, y = problem(rng, images, *sizes)
        name = f"a network of {sizes_of(layers)}, {images} images"
        dW, db = last_gradient(submission, layers, X, y, name)
        right = slopes(layers, X, y)[-1]
        drawn = {"rows": "input", "columns": "output"}
        check.heat_map(dW, right[0], f"gradient of the last W, {name}", rtol=1e-4, atol=1e-5, why=ORDER, **drawn)
        check.array(db, right[1], f"gradient of the last b, {name}", rtol=1e-4, atol=1e-5, why=ORDER)


@task(3)
def test_gradient_at_scores_of_any_size(submission):
    """The gradient is finite and exact for scores of 10,000."""
    layers = [(np.eye(3), np.zeros(3))]
    for scores, own, wish in (([1e4, 0, -1e4], 2, [1, 0, -1]), ([-1e4, 1e4, 1e4], 1, [0, -0.5, 0.5])):
        name = f"scores {listed(scores)} of an image of class {own}"
        _, db = last_gradient(submission, layers, np.array([scores]), np.array([own]), name)
        check.array(db, np.array(wish, dtype=float), f"gradient of b, {name}")


# --- Task 4: the gradient of every layer ----------------------------------------------------------------------------


@task(4)
def test_through_a_relu(submission):
    """The gradient reaches a hidden unit through its weights; where its ReLU returned 0, no gradient passes."""
    layers = [(np.array([[1.0, -1, 2, -3]]), np.zeros(4)), (np.array([[1.0, 0], [2, -1], [0, 3], [1, 1]]), np.zeros(2))]
    X, y = np.array([[1.0]]), np.array([0])  # hidden: 1, 0, 2, 0; scores 1 and 6
    p = 1 / (1 + math.exp(5))
    wish = np.array([p - 1, 1 - p])
    arriving = layers[1][0] @ wish
    name = "one image, two of four hidden units active"
    got = gradients_of(submission.backward(layers, X, y), layers, name)
    hidden = np.array([1.0, 0, 2, 0])
    mistakes = {
        "The ReLU is missing in the backward pass: where it returned 0, no gradient passes.": arriving,
        "The mask was computed from the gradient. Compute it from the output of the layer.": arriving * (arriving > 0),
        "The gradient was multiplied by the output of the layer. The slope of a ReLU is 1 or 0.": arriving * hidden,
        "The mask is inverted: it passes the gradient where the ReLU returned 0.": arriving * (hidden == 0),
    }
    passed = f"{arriving[0]:.4g} and {arriving[2]:.4g}"
    why = f"Units 1 and 3 returned 0, where the slope of the ReLU is 0. The others get W times the gradient of the scores, {passed}."
    check.array(got["b of layer 1"], arriving * (hidden > 0), f"gradient of b of layer 1, {name}", why=why, mistakes=mistakes)
    words = {k: v[None] for k, v in mistakes.items()}
    check.array(
        got["W of layer 1"],
        (arriving * (hidden > 0))[None],
        f"gradient of W of layer 1, {name}",
        why=why,
        mistakes=words,
    )


@task(4)
def test_two_layers_by_central_differences(submission, rng):
    """With one hidden layer, every gradient is the slope of the loss, measured weight by weight."""
    for images, sizes in ((6, (3, 4, 2)), (1, (2, 3, 3))):
        layers, X, y = problem(rng, images, *sizes)
        result = submission.backward(layers, X, y)
        check_gradients(result, layers, slopes(layers, X, y), f"a network of {sizes_of(layers)}, {images} images")


@task(4)
def test_layers_of_the_same_size(submission, rng):
    """Where all layers are equally large, no shape tells whether W is transposed or the right mask is taken."""
    layers, X, y = problem(rng, 3, 3, 3, 3, 3)
    why = "Going back through h W + b takes W transposed, and the mask of the layer at which it arrives."
    check_gradients(submission.backward(layers, X, y), layers, slopes(layers, X, y), "a network of 3 - 3 - 3 - 3, 3 images", why)


@task(4)
def test_any_network_by_central_differences(submission, rng):
    """With any number of layers, one included, every gradient is the slope of the loss."""
    for images, sizes in ((4, (3, 2)), (5, (2, 4, 3, 2)), (3, (2, 3, 2, 4, 3))):
        layers, X, y = problem(rng, images, *sizes)
        name = f"a network of {sizes_of(layers)}, {images} images"
        check_gradients(submission.backward(layers, X, y), layers, slopes(layers, X, y), name)


@task(4)
def test_a_step_against_the_gradient(submission, rng):
    """A small step against the gradient lowers the loss by the rate times the squared length of the gradient."""
    layers, X, y = problem(rng, 8, 4, 5, 3)
    got = gradients_of(submission.backward(layers, X, y), layers, "a network of 4 - 5 - 3")
    moved, squares = [], 0.0
    for number, (W, b) in enumerate(layers, start=1):
        dW = check.is_array(got[f"W of layer {number}"], f"gradient of W of layer {number}", shape=W.shape, dtype="float", why=ORDER)
        db = check.is_array(got[f"b of layer {number}"], f"gradient of b of layer {number}", shape=b.shape, dtype="float", why=ORDER)
        squares += float(np.sum(dW**2) + np.sum(db**2))
        moved.append((W - 1e-5 * dW, b - 1e-5 * db))
    right = sum(float(np.sum(g**2)) for pair in slopes(layers, X, y) for g in pair)
    check.close(squares, right, "sum of the squares of all gradients", rtol=1e-3)
    fallen = (mean_loss(layers, X, y) - mean_loss(moved, X, y)) / 1e-5
    check.close(fallen, right, "by how much the loss falls, divided by the rate of 1e-5", rtol=1e-2, atol=1e-4)


# --- Task 5: train --------------------------------------------------------------------------------------------------


def check_network(result, inputs, outputs, name):
    """A network of at least two layers that fit together; as a list of pairs of arrays."""
    layers = check.sequence(result, name)
    check.that(len(layers) >= 2, f"{name}: there must be a hidden layer, hence two layers at least; {len(layers)} came.")
    arrays, expected = [], inputs
    for number, layer in enumerate(layers, start=1):
        W, b = check.sequence(layer, f"{name}, layer {number}", 2)
        W = check.is_array(W, f"{name}, W of layer {number}", shape=(expected, None), dtype="float")
        b = check.is_array(b, f"{name}, b of layer {number}", shape=(W.shape[1],), dtype="float")
        check.that(
            bool(np.isfinite(W).all() and np.isfinite(b).all()),
            f"{name}, layer {number}: some weights are not finite. Do the steps go against the gradient, and are they short enough?",
        )
        arrays.append((W.astype(float), b.astype(float)))
        expected = W.shape[1]
    check.that(expected == outputs, f"{name}: expected {outputs} outputs, one for each class, got {expected}.")
    return arrays


def hidden_alike(layers):
    """What is wrong with the hidden units, if all of them do the same."""
    W, b = layers[0]
    if W.shape[1] > 1 and np.ptp(W, axis=1).max() < 1e-9 and np.ptp(b) < 1e-9:
        return " All hidden units have the same weights: equal at the start, they get equal gradients and stay equal."
    return ""


def not_learned(layers, seen):
    """What is wrong with the training, if the network does not even know what it was trained on."""
    X, y = seen
    with np.errstate(all="ignore"):
        loss, nothing = mean_loss(layers, X, y), math.log(y.max() + 1)
        read = float(np.mean(through(layers, X)[1][-1].argmax(axis=1) == y))
    if loss > 1.05 * nothing:
        return f" Its loss on what it was trained on is {loss:.3g}, and {nothing:.3g} for random guesses: are the steps kept, and do they go against the gradient?"
    if loss > 0.9 * nothing:
        return f" Its loss on what it was trained on is {loss:.3g}, and {nothing:.3g} for random guesses: does each image keep its own class when they are shuffled?"
    never = missing_classes(through(layers, X)[1][-1].argmax(axis=1), int(y.max()) + 1)
    if never:
        return never
    if read < 0.97:
        return f" Its accuracy on the training set is only {read:.1%}: go through the images more often, or use a higher learning rate."
    return ""


def missing_classes(labels, classes):
    never = [str(c) for c in range(classes) if not (labels == c).any()]
    return f" It never predicts {', '.join(never)}." if never and len(never) < classes else ""


def check_reads(layers, X, y, name, least, seen, hint=""):
    """The network is right on enough of what it has not seen."""
    labels = through(layers, X)[1][-1].argmax(axis=1)
    read = float(np.mean(labels == y))
    if read < least:
        hint = hidden_alike(layers) or hint or not_learned(layers, seen) or missing_classes(labels, int(y.max()) + 1)
    check.that(
        read >= least,
        f"{name}: its accuracy on new examples is {read:.1%}; at least {least:.0%} is required.{hint}",
    )


@task(5)
def test_points_that_no_line_separates(submission, rng):
    """Trained on points of two opposite quadrants against the two others, the network is right on at least 90 %."""
    X, y = quadrants(rng, 400)
    new_x, new_y = quadrants(rng, 300)
    name = "network trained on 400 points of four quadrants"
    layers = check_network(submission.train(X, y, 8), 2, 2, name)
    check_reads(layers, new_x, new_y, f"{name}, which no line separates", 0.9, (X, y))


@task(5)
def test_a_disc_and_what_is_around_it(submission, rng):
    """Trained on points in a disc and around it, the network is right on at least 90 %: for this it needs its biases."""
    X, y = disc(rng, 400)
    new_x, new_y = disc(rng, 300)
    name = "network trained on 400 points in a disc and around it"
    layers = check_network(submission.train(X, y, 4), 2, 2, name)
    still = not any(b.any() for _, b in layers)
    hint = " All biases are 0; without them a point and one twice as far out get the same answer." if still else ""
    check_reads(layers, new_x, new_y, name, 0.9, (X, y), hint)


@task(5)
def test_digits_that_it_has_not_seen(submission, fixture, rng):
    """Trained on 600 real digits, sorted by class, the network reads at least 85 % of 500 others."""
    digits = some_digits(fixture, rng)
    X, y, new_x, new_y = digits
    result = submission.train(X, y, 3)
    name = "network trained on 600 digits"
    check_reads(check_network(result, 64, 10, name), new_x, new_y, name, 0.85, (X, y))


def same(one, other):
    return len(one) == len(other) and all(
        a.shape == b.shape and np.allclose(a, b, rtol=1e-6, atol=1e-9)
        for p, q in zip(one, other, strict=True)
        for a, b in zip(p, q, strict=True)
    )


@task(5)
def test_the_seed_decides(submission, rng):
    """The same seed gives the same network, another one another network."""
    X, y = quadrants(rng, 60)
    first, again, other = (check_network(submission.train(X, y, seed), 2, 2, f"network trained with seed {seed}") for seed in (1, 1, 2))
    check.that(
        same(first, again),
        "train with seed=1, twice: the networks differ. All that is random has to come from the seed.",
    )
    check.that(
        not same(first, other),
        "train with seed=1 and with seed=2: it is the same network. The seed has to reach the generator.",
    )


@task(5)
def test_any_number_of_classes(submission, rng):
    """The network has an output for each class, and tells four quadrants apart."""
    X = rng.uniform(0.1, 1.1, (400, 2)) * rng.choice([-1, 1], (400, 2))
    y = (X[:, 0] > 0) * 2 + (X[:, 1] > 0)
    order = np.argsort(y[:300], kind="stable")
    name = "network trained on 300 points of four classes"
    layers = check_network(submission.train(X[order], y[order], 0), 2, 4, name)
    check_reads(layers, X[300:], y[300:], name, 0.9, (X[:300], y[:300]))
