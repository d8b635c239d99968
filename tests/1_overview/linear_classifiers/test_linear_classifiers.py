"""Judges exercises/1_overview/linear_classifiers.py. Losses and their slopes are computed by the judge, image by image."""
# ruff: noqa: N803, N806 - W and X are what everybody calls them

import math

import numpy as np

from deepkata.suite import check, task


def some_digits(fixture, rng):
    """Real digits from 0 to 1, with a column of ones: 300 to learn from, with their classes, and 300 others."""
    with np.load(fixture("digits.npz")) as data:
        order = rng.permutation(len(data["y"]))[:600]
        x, y = data["x"][order], data["y"][order].astype(int)
    features = np.hstack([x.reshape(len(x), 64) / 16, np.ones((len(x), 1))])
    return features[:300], y[:300], features[300:], y[300:]


def listed(scores):
    return ", ".join(f"{s:g}" for s in scores)


def hinge(scores, own):
    return sum(max(0.0, s - scores[own] + 1) for place, s in enumerate(scores) if place != own)


def cross_entropy(scores, own):
    top = max(scores)
    return top + math.log(sum(math.exp(s - top) for s in scores)) - scores[own]


def mean_loss(kind, W, X, y, reg):
    """The mean over the images, plus reg times the sum of the squares."""
    return sum(kind(row.tolist(), int(own)) for row, own in zip(X @ W, y, strict=True)) / len(X) + reg * float(np.sum(W**2))


def slopes(kind, W, X, y, reg, step=1e-5):
    """The gradient by central differences: each weight a little up and a little down."""
    result = np.zeros_like(W)
    for place in np.ndindex(W.shape):
        up, down = W.copy(), W.copy()
        up[place] += step
        down[place] -= step
        result[place] = (mean_loss(kind, up, X, y, reg) - mean_loss(kind, down, X, y, reg)) / (2 * step)
    return result


def problem(rng, images, features, classes, spread=1.0):
    """Weights, features and classes."""
    W = spread * rng.normal(size=(features, classes))
    return W, rng.normal(size=(images, features)), rng.integers(0, classes, images)


def loss_of(result, name):
    """The first of the two results."""
    return check.sequence(result, name, 2)[0]


def gradient_of(result, name):
    """The second of the two results."""
    return check.sequence(result, name, 2)[1]


def check_loss(result, expected, name, why="", mistakes=None, rtol=1e-5):
    check.close(loss_of(result, name), expected, f"loss of {name}", rtol=rtol, why=why, mistakes=mistakes)


def check_gradient(result, expected, name, why="", mistakes=None):
    """The gradient is the expected one; if not, both are drawn. Central differences are good for six digits."""
    drawn = {"rows": "feature", "columns": "class"}
    gradient = gradient_of(result, name)
    check.heat_map(gradient, expected, f"gradient of {name}", rtol=1e-4, atol=1e-5, why=why, mistakes=mistakes, **drawn)


# Weights 1, 0, 0 / 0, 1, 0 / 0, 0, 1: the features are the scores.
SAME = np.eye(3)


# --- Task 1: the hinge loss -----------------------------------------------------------------------------------------


@task(1)
def test_one_image(submission):
    """Every other class adds by how much the lead over it falls short of 1."""
    for scores, own, margins in (([3.0, 1, 2.5], 0, [0.5]), ([3.0, 1, 2.5], 1, [3, 2.5]), ([-1.0, 2, 1.5], 2, [1.5])):
        total = float(sum(margins))
        others = [s - scores[own] for place, s in enumerate(scores) if place != own]
        mistakes = {
            "That is 1 too much. The correct class was counted as well: max(0, 0 + 1).": total + 1,
            "The + 1 of the margin is missing.": sum(max(0.0, d) for d in others),
            "The difference has the wrong sign: it is the score of the correct class minus the other one.": sum(max(0.0, 1 - d) for d in others),
            "The violated margins were squared. Sum them as they are.": float(sum(m**2 for m in margins)),
            "That is the mean over the classes. Sum over them.": total / 3,
        }
        if len(margins) > 1:
            mistakes["Only the worst of the other classes was counted."] = float(max(margins))
        terms = " and ".join(f"max(0, {s:g} - {scores[own]:g} + 1)" for place, s in enumerate(scores) if place != own)
        name = f"scores {scores} of an image of class {own}"
        result = submission.hinge_loss_grad(SAME, np.array([scores]), np.array([own]), 0.0)
        check_loss(result, total, name, f"The other classes add {terms}.", mistakes)


@task(1)
def test_no_loss_with_a_lead(submission):
    """Where the own score leads by 1 or more, nothing is added."""
    X = np.array([[5.0, 3.5, -2], [0, 1.5, 0.25], [-3, -4.5, -1.75]])
    check_loss(
        submission.hinge_loss_grad(SAME, X, np.array([0, 1, 2]), 0.0),
        0.0,
        "three images whose class leads by 1 or more",
    )


@task(1)
def test_weights_of_zero(submission):
    """With weights of 0 every other class adds 1."""
    for classes in (2, 3, 10):
        X = np.ones((4, 5))
        name = f"weights of 0, {classes} classes"
        others = "the other class adds" if classes == 2 else f"each of the {classes - 1} other classes adds"
        why = f"All scores are 0, so {others} max(0, 0 - 0 + 1)."
        mistakes = {
            "The correct class was counted as well.": float(classes),
            "That is the sum over the 4 images, not their mean.": 4 * (classes - 1.0),
        }
        result = submission.hinge_loss_grad(np.zeros((5, classes)), X, np.array([0, 1, 1, 0]), 0.0)
        check_loss(result, classes - 1.0, name, why, mistakes)


@task(1)
def test_the_mean_over_the_images(submission):
    """The loss of several images is their mean."""
    X, y = np.array([[3.0, 1, 2.5], [3, 1, 2.5], [9, 0, 0], [0, 0, 0.5]]), np.array([0, 1, 0, 2])
    why = "The images have 0.5, 5.5, 0 and 1."
    mistakes = {"That is the sum over the images, not their mean.": 7.0}
    check_loss(submission.hinge_loss_grad(SAME, X, y, 0.0), 7 / 4, "four images", why, mistakes)


def check_regularisation(function, kind, rng):
    """The loss with reg is that without plus reg times the sum of all squared weights."""
    W, X, y = problem(rng, 6, 4, 3)
    squares = float(np.sum(W**2))
    without = mean_loss(kind, W, X, y, 0.0)
    for reg in (0.5, 0.01):
        mistakes = {
            "The regularisation is missing.": without,
            "The regularisation is halved.": without + reg * squares / 2,
            "The regularisation was divided by the number of images. Only the loss of the images is a mean.": without + reg * squares / 6,
            "The square root of the sum of the squared weights was taken. Leave out the root.": without + reg * math.sqrt(squares),
            "The weights were summed without being squared.": without + reg * float(np.abs(W).sum()),
        }
        why = f"The images have {without:.6g}; {reg} times the sum of all squared weights, {squares:.6g}, is added."
        check_loss(function(W, X, y, reg), without + reg * squares, f"6 images with reg={reg}", why, mistakes)


@task(1)
def test_large_weights_cost(submission, rng):
    """reg times the sum of all squared weights is added, once."""
    check_regularisation(submission.hinge_loss_grad, hinge, rng)


@task(1)
def test_any_hinge_loss(submission, rng):
    """Any number of images, features and classes."""
    for images, features, classes in ((7, 4, 3), (1, 3, 5), (12, 2, 2), (5, 5, 5)):
        W, X, y = problem(rng, images, features, classes)
        name = f"{images} images, {features} features, {classes} classes"
        check_loss(submission.hinge_loss_grad(W, X, y, 0.1), mean_loss(hinge, W, X, y, 0.1), name)


@task(1)
def test_hinge_loss_of_whole_numbers(submission, rng):
    """Features of uint8 and classes of uint8 are like any others."""
    W, _, y = problem(rng, 6, 4, 3)
    X = rng.integers(0, 17, (6, 4), dtype=np.uint8)
    result = submission.hinge_loss_grad(W, X, y.astype(np.uint8), 0.0)
    check_loss(result, mean_loss(hinge, W, X, y, 0.0), "6 images of uint8")


# --- Task 2: its gradient -------------------------------------------------------------------------------------------


@task(2)
def test_what_one_image_pushes(submission):
    """Each class that violates the margin gets the features as gradient, the correct class minus the features for each of them."""
    X, y = np.array([[2.0, -1]]), np.array([0])
    for W, signs in (
        ([[1.0, 1, 1], [0, 0, 0]], [-2, 1, 1]),
        ([[2.0, 1, 2], [0, 0, 0]], [-1, 0, 1]),
        ([[2.0, 1, -1], [0, 0, 0]], [0, 0, 0]),
        ([[1.0, 0.5, -1], [0, 0, 0]], [0, 0, 0]),
        ([[1.0, 0.5, 0.5], [0, 0, 0]], [0, 0, 0]),
    ):
        scores = (X @ np.array(W))[0]
        margins = np.maximum(scores - scores[0] + 1, 0)
        margins[0] = 0
        pushes = np.array(signs, dtype=float)
        variants = {
            "The gradient of the correct class is missing.": [0, *pushes[1:]],
            "The features were subtracted once for the correct class. Subtract them for each class that violates the margin.": [-1, *pushes[1:]],
            "The signs are the other way round.": -pushes,
            "The gradient was weighted by the size of each margin. The weight is 1 for each class that violates it.": [
                -margins.sum(),
                *margins[1:],
            ],
            "The correct class was counted among the others.": [pushes[0] - 1, *pushes[1:]],
        }
        if np.any(scores[1:] - scores[0] + 1 == 0):
            reached = (scores - scores[0] + 1 >= 0) * 1.0
            words = "A lead of exactly 1 was counted as too small. max(0, m) adds nothing where m is 0, so its slope is 0 there."
            variants = {words: [-reached[1:].sum(), *reached[1:]]}
        unlike = {words: np.outer(X[0], v) for words, v in variants.items() if not np.array_equal(v, pushes)}
        near = int((margins > 0).sum())
        why = (
            "The correct class leads both others by 1 or more, so the gradient is 0.",
            "The lead over one class is below 1: that class gets +x = [2, -1], and the correct class -x.",
            "The lead over both other classes is below 1: each gets +x = [2, -1], and the correct class -x for each of them.",
        )[near]
        name = f"an image [2, -1] of class 0 with the scores {scores.tolist()}"
        check_gradient(submission.hinge_loss_grad(np.array(W), X, y, 0.0), np.outer(X[0], pushes), name, why, unlike)


@task(2)
def test_the_mean_of_the_pushes(submission):
    """The gradient of several images is the mean of theirs."""
    X, y = np.array([[1.0, 0], [0, 1], [1, 1], [3, 2]]), np.array([0, 1, 2, 0])
    expected = sum(np.outer(row, [-2 if j == own else 1 for j in range(3)]) for row, own in zip(X, y, strict=True)) / 4
    mistakes = {"That is the sum over the images, not their mean.": 4 * expected}
    result = submission.hinge_loss_grad(np.zeros((2, 3)), X, y, 0.0)
    check_gradient(result, expected, "four images and weights of 0", "With weights of 0 no class leads.", mistakes)


def check_slope_of_regularisation(function, name):
    """The gradient of reg * sum(W²) is 2 * reg * W: shown where the images push nothing."""
    W = np.array([[40.0, -2, 1], [0.5, 3, -4]])
    X, y = np.array([[3.0, 0]]), np.array([0])  # scores 120, -6, 3
    mistakes = {
        "The 2 of the derivative of a square is missing.": 0.25 * W,
        "The regularisation is missing in the gradient.": 0.0 * W,
        "That is reg alone; the derivative of W² is 2 W.": np.full_like(W, 0.25),
    }
    why = "The correct class leads by far, so only the regularisation is left: the derivative of 0.25 W² is 0.5 W."
    check_gradient(function(W, X, y, 0.25), 0.5 * W, name, why, mistakes)


@task(2)
def test_large_weights_are_pulled_back(submission):
    """The regularisation adds 2 reg W."""
    check_slope_of_regularisation(submission.hinge_loss_grad, "an image that pushes nothing, with reg=0.25")


def safe_problem(rng, images, features, classes):
    """A problem in which no margin is near its kink, where the slope would not be one number."""
    for _ in range(1000):
        W, X, y = problem(rng, images, features, classes)
        scores = X @ W
        margins = scores - scores[np.arange(images), y][:, None] + 1
        if np.abs(margins).min() > 1e-3:
            break
    return W, X, y


@task(2)
def test_hinge_gradient_by_central_differences(submission, rng):
    """The gradient is the slope of the loss, measured weight by weight."""
    for images, features, classes, reg in ((6, 4, 3, 0.0), (5, 2, 4, 0.3), (3, 3, 3, 0.1), (1, 5, 2, 0.0)):
        W, X, y = safe_problem(rng, images, features, classes)
        expected = slopes(hinge, W, X, y, reg)
        name = f"{images} images, {features} features, {classes} classes, reg={reg}"
        why = "The right values are slopes: the loss a little above each weight minus the loss a little below."
        result = submission.hinge_loss_grad(W, X, y, reg)
        check_gradient(result, expected, name, why)


@task(2)
def test_hinge_gradient_of_whole_numbers(submission, rng):
    """Features of uint8 have a gradient with negative numbers and fractions."""
    W, _, y = problem(rng, 6, 4, 3)
    X = rng.integers(1, 17, (6, 4), dtype=np.uint8)
    scores = X @ W
    pushes = (scores - scores[np.arange(6), y][:, None] + 1 > 0) * 1.0
    pushes[np.arange(6), y] = 0
    pushes[np.arange(6), y] = -pushes.sum(axis=1)
    check_gradient(submission.hinge_loss_grad(W, X, y.astype(np.uint8), 0.0), X.T @ pushes / 6, "6 images of uint8")


# --- Task 3: the cross-entropy --------------------------------------------------------------------------------------


@task(3)
def test_minus_the_logarithm_of_the_probability(submission):
    """The loss of one image is minus the logarithm of the probability of its class."""
    scores = np.log(np.array([[1.0, 2, 5]]))
    for own, p in ((0, 1 / 8), (1, 2 / 8), (2, 5 / 8)):
        mistakes = {
            "This is the logarithm to base 2. Use the natural logarithm.": -math.log2(p),
            "This is the logarithm to base 10. Use the natural logarithm.": -math.log10(p),
            "The sign is missing.": math.log(p),
            "That is 1 minus the probability.": 1 - p,
            "Its probability came out as 1: it was divided by the sum over the images, not over the classes.": 0.0,
            "Those are minus the logarithms of all probabilities; only the correct class counts.": -math.log(10 / 8**3),
        }
        name = f"scores log 1, log 2, log 5 of an image of class {own}"
        why = f"The probabilities are 1/8, 2/8 and 5/8; -log({p:g}) = {-math.log(p):.6g}."
        check_loss(submission.softmax_loss_grad(SAME, scores, np.array([own]), 0.0), -math.log(p), name, why, mistakes)


@task(3)
def test_weights_of_zero_know_nothing(submission):
    """With weights of 0 all classes are equally likely."""
    for classes in (2, 10):
        name = f"weights of 0, {classes} classes"
        result = submission.softmax_loss_grad(np.zeros((5, classes)), np.ones((3, 5)), np.array([0, 1, 1]), 0.0)
        mistakes = {"That is the sum over the 3 images, not their mean.": 3 * math.log(classes)}
        check_loss(result, math.log(classes), name, f"Every probability is 1/{classes}.", mistakes)


@task(3)
def test_the_mean_of_the_cross_entropies(submission):
    """The loss of several images is their mean, each with probabilities of its own."""
    X, y = np.log(np.array([[1.0, 2, 5], [1, 1, 2], [6, 3, 1]])), np.array([1, 2, 0])
    expected = [-math.log(2 / 8), -math.log(2 / 4), -math.log(6 / 10)]
    down = np.exp(X) / np.exp(X).sum(axis=0)
    mistakes = {
        "That is the sum over the images, not their mean.": sum(expected),
        "The probabilities of each class sum to 1 over the images; those of each image should over the classes.": float(
            -np.log(down[np.arange(3), y]).mean()
        ),
    }
    check_loss(submission.softmax_loss_grad(SAME, X, y, 0.0), sum(expected) / 3, "three images", mistakes=mistakes)


@task(3)
def test_scores_of_any_size(submission):
    """Scores of 10,000 overflow no exponential, and no probability of 0 is taken the logarithm of."""
    high = "exp(10000) is infinite. Subtract the highest score of each image from its scores: the probabilities stay the same."
    deep = "exp(-10000) is 0 for every class, and 0 / 0 is NaN. Subtract the highest score of each image from its scores."
    other = "The probability of another class is 0. Its logarithm is minus infinity, and 0 times that is NaN. Use the log-probability of the correct class only."
    low = "The probability of this class is exp(-20000), which is stored as 0. Take no logarithm of it: log(p) is the score minus the logarithm of the sum of exp."
    for scores, own, expected in (
        ([1e4, 10001, 9999], 0, math.log(1 + math.e + 1 / math.e)),
        ([-1e4, -1e4, -1e4], 2, math.log(3)),
        ([1e4, 0, -1e4], 0, 0.0),
        ([1e4, 1e4, -1e4], 1, math.log(2)),
        ([1e4, 0, -1e4], 2, 2e4),
    ):
        name = f"scores {listed(scores)} of an image of class {own}"
        result = submission.softmax_loss_grad(SAME, np.array([scores]), np.array([own]), 0.0)
        why = low if expected == 2e4 else deep if max(scores) < 0 else high if min(scores) > 0 else other
        check_loss(result, expected, name, why, rtol=1e-3)  # float32 may do


@task(3)
def test_each_image_has_its_highest_score(submission):
    """An image with low scores beside one with high scores is not lost."""
    X, y = np.array([[5000.0, 4999, 0], [-3000, -3001, -3001]]), np.array([0, 0])
    expected = (math.log(1 + math.exp(-1)) + math.log(1 + 2 * math.exp(-1))) / 2
    why = "Lowered by 5000, the scores of the second image leave no probability above 0: each image has its own highest score."
    result = submission.softmax_loss_grad(SAME, X, y, 0.0)
    check_loss(result, expected, "one image with high scores, one with low ones", why, rtol=1e-3)


@task(3)
def test_unlikely_classes(submission):
    """However unlikely the class of an image is, its loss is exact."""
    for gap in (20.0, 50.0, 600.0):
        why = f"-log(exp(-{gap:g})) is {gap:g}. Add nothing to the probability and do not clip it. Compute its logarithm from the scores, so that no 0 has to be avoided."
        result = submission.softmax_loss_grad(SAME, np.array([[0.0, gap, 0]]), np.array([0]), 0.0)
        check_loss(result, cross_entropy([0, gap, 0], 0), f"scores 0, {gap:g}, 0 of an image of class 0", why)


@task(3)
def test_large_weights_cost_here_too(submission, rng):
    """reg times the sum of all squared weights is added, once."""
    check_regularisation(submission.softmax_loss_grad, cross_entropy, rng)


@task(3)
def test_any_cross_entropy(submission, rng):
    """Any number of images, features and classes."""
    for images, features, classes in ((7, 4, 3), (1, 3, 5), (12, 2, 2), (5, 5, 5)):
        W, X, y = problem(rng, images, features, classes)
        name = f"{images} images, {features} features, {classes} classes"
        check_loss(submission.softmax_loss_grad(W, X, y, 0.1), mean_loss(cross_entropy, W, X, y, 0.1), name)
    X = rng.integers(0, 17, (12, 5), dtype=np.uint8)
    W, _, y = problem(rng, 12, 5, 5)
    result = submission.softmax_loss_grad(W, X, y.astype(np.uint8), 0.0)
    check_loss(result, mean_loss(cross_entropy, W, X, y, 0.0), "12 images of uint8")


# --- Task 4: its gradient -------------------------------------------------------------------------------------------


@task(4)
def test_probability_minus_one(submission):
    """The gradient of each score is its probability, for the correct class minus 1."""
    X, y = np.array([[2.0, -1]]), np.array([1])
    p = np.array([1, 2, 5]) / 8
    W = np.array([np.log([1, 2, 5]) / 2, [0.0, 0, 0]])
    pushes = p - [0, 1, 0]
    variants = {
        "Nothing is subtracted for the correct class.": p,
        "The signs are the other way round.": -pushes,
        "Only the correct class has a gradient.": pushes * [0, 1, 0],
        "1 is subtracted for the correct class only.": p - 1,
    }
    mistakes = {words: np.outer(X[0], v) for words, v in variants.items()}
    why = "The probabilities are 1/8, 2/8, 5/8, the class is 1: x = [2, -1] times 1/8, -6/8, 5/8."
    check_gradient(submission.softmax_loss_grad(W, X, y, 0.0), np.outer(X[0], pushes), "an image [2, -1] of class 1", why, mistakes)


@task(4)
def test_the_mean_of_the_gradients(submission):
    """The gradient of several images is the mean of theirs."""
    X, y = np.array([[1.0, 0], [0, 1], [1, 1], [3, 2]]), np.array([0, 1, 1, 0])
    expected = sum(np.outer(row, [-0.5, 0.5] if own == 0 else [0.5, -0.5]) for row, own in zip(X, y, strict=True)) / 4
    every = X.T @ (np.full((4, 2), 0.5) - 1) / 4
    mistakes = {
        "That is the sum over the images, not their mean.": 4 * expected,
        "1 was subtracted in every row: p[:, y] selects the columns y in all rows. p[range(N), y] selects one value per image.": every,
    }
    result = submission.softmax_loss_grad(np.zeros((2, 2)), X, y, 0.0)
    check_gradient(result, expected, "four images and weights of 0", "Both probabilities are 1/2.", mistakes)


@task(4)
def test_large_weights_are_pulled_back_here_too(submission):
    """The regularisation adds 2 reg W."""
    check_slope_of_regularisation(submission.softmax_loss_grad, "an image that pushes nothing, with reg=0.25")


@task(4)
def test_softmax_gradient_by_central_differences(submission, rng):
    """The gradient is the slope of the loss, measured weight by weight."""
    for images, features, classes, reg in ((6, 4, 3, 0.0), (5, 2, 4, 0.3), (3, 3, 3, 0.1), (1, 5, 2, 0.0)):
        W, X, y = problem(rng, images, features, classes)
        expected = slopes(cross_entropy, W, X, y, reg)
        name = f"{images} images, {features} features, {classes} classes, reg={reg}"
        why = "The right values are slopes: the loss a little above each weight minus the loss a little below."
        result = submission.softmax_loss_grad(W, X, y, reg)
        check_gradient(result, expected, name, why)


@task(4)
def test_gradient_at_scores_of_any_size(submission):
    """The gradient is finite and exact for scores of 10,000."""
    for scores, own, pushes in (
        ([1e4, 0, -1e4], 0, [0, 0, 0]),
        ([1e4, 0, -1e4], 2, [1, 0, -1]),
        ([-1e4, 1e4, 1e4], 1, [0, -0.5, 0.5]),
    ):
        name = f"scores {listed(scores)} of an image of class {own}"
        result = submission.softmax_loss_grad(np.diag(scores), np.ones((1, 3)), np.array([own]), 0.0)
        check_gradient(result, np.array([pushes] * 3, dtype=float), name)


# --- Task 5: descend ------------------------------------------------------------------------------------------------


def trained(result, name, shape, steps):
    """The weights and the losses of a training."""
    weights, losses = check.sequence(result, name, 2)
    weights = check.is_array(weights, f"weights of {name}", shape=shape, dtype="float")
    losses = check.is_array(losses, f"losses of {name}", shape=(steps,), dtype="float")
    return weights, losses


@task(5)
def test_one_step(submission, rng):
    """One step moves against the gradient, and tells the loss that was before."""
    for kind, function in (("softmax", cross_entropy), ("hinge", hinge)):
        W, X, y = safe_problem(rng, 6, 3, 4)
        gradient = slopes(function, W, X, y, 0.1)
        name = f"one step with {kind}, rate 0.2"
        weights, losses = check.sequence(submission.train(W, X, y, kind, 0.1, 0.2, 1), name, 2)
        before, after = (mean_loss(function, V, X, y, 0.1) for V in (W, W - 0.2 * gradient))
        mistakes = {"That is the loss after the step. Store the loss before it.": np.array([after])}
        check.curve(losses, np.array([before]), f"losses of {name}", y="loss", mistakes=mistakes)
        mistakes = {"The gradient was added. Subtract it.": W + 0.2 * gradient}
        check.heat_map(weights, W - 0.2 * gradient, f"weights after {name}", rtol=1e-4, atol=1e-5, mistakes=mistakes)


@task(5)
def test_no_step(submission, rng):
    """With no steps the weights stay the same, and there are no losses."""
    W, X, y = problem(rng, 5, 3, 2)
    weights, losses = check.sequence(submission.train(W, X, y, "hinge", 0.1, 0.5, 0), "no step", 2)
    check.array(weights, W, "weights after no step")
    check.that(len(check.is_array(losses, "losses of no step", shape=(0,))) == 0, "losses of no step: the list should be empty.")


@task(5)
def test_an_unknown_loss_is_refused(submission):
    """A loss that is neither hinge nor softmax raises ValueError."""
    for kind in ("squared", "Softmax", ""):
        arguments = np.zeros((2, 2)), np.ones((1, 2)), np.array([0]), kind, 0.0, 0.1, 1
        check.raises(submission, "train", ValueError, *arguments, name=f"train with the loss {kind!r}")
        none = (*arguments[:-1], 0)
        check.raises(submission, "train", ValueError, *none, name=f"train with the loss {kind!r} and no step")


@task(5)
def test_losses_that_rise(submission, reference):
    """If the rate is too large, the loss rises. All steps are made, and all losses are returned."""
    W, X, y = np.zeros((1, 2)), np.array([[2.0], [1.0]]), np.array([0, 1])
    for kind, rate in (("softmax", 8.0), ("hinge", 1.0)):
        arguments = W, X, y, kind, 0.1, rate, 6
        right, curve = reference.train(*arguments)
        name = f"6 steps with {kind}, rate {rate:g}"
        weights, losses = check.sequence(submission.train(*arguments), name, 2)
        few = isinstance(losses, list | tuple | np.ndarray) and len(losses) < 6
        last = "Make all steps, even if the loss rises." if few else "The rate is the same in every step."
        why = f"The second loss, {curve[1]:.4g}, is higher than the first, {curve[0]:.4g}. {last}"
        check.curve(losses, np.array(curve), f"losses of {name}", y="loss", rtol=1e-3, atol=1e-4, why=why)
        check.heat_map(weights, right, f"weights after {name}", rtol=1e-3, atol=1e-3, why=why)


@task(5)
def test_several_steps(submission, reference, rng):
    """Any number of steps with either loss."""
    for kind in ("softmax", "hinge"):
        W, X, y = safe_problem(rng, 12, 4, 3)
        arguments = W, X, y, kind, 0.01, 0.3, 15
        result = submission.train(*arguments)
        weights, losses = trained(result, f"15 steps with {kind}", (4, 3), 15)
        right, curve = reference.train(*arguments)
        check.curve(losses, np.array(curve), f"losses of 15 steps with {kind}", y="loss", rtol=1e-3, atol=1e-4)
        check.heat_map(weights, right, f"weights after 15 steps with {kind}", rtol=1e-3, atol=1e-3)


@task(5)
def test_weights_of_digits(submission, reference, fixture, rng):
    """Trained on real digits, the weights of each class show the pixels that support it."""
    digits = some_digits(fixture, rng)
    X, y, _, _ = digits
    arguments = np.zeros((65, 10)), X, y, "softmax", 1e-3, 0.5, 25
    weights, losses = trained(submission.train(*arguments), "25 steps on 300 digits", (65, 10), 25)
    right, curve = reference.train(*arguments)
    check.curve(losses, np.array(curve), "losses of 25 steps on 300 digits", y="loss", rtol=1e-3, atol=1e-4)
    pictures = [W[:64].T.reshape(10, 8, 8) for W in (weights, right)]
    check.image(*pictures, "weights of the pixels for each class", layout="NHW", rtol=1e-3, atol=1e-4)
    check.array(weights[64], right[64], "weights of the column of ones", rtol=1e-3, atol=1e-4)


@task(5)
def test_digits_that_it_has_not_seen(submission, fixture, rng):
    """After training with either loss, accuracy on 300 new digits is at least 80 %."""
    digits = some_digits(fixture, rng)
    X, y, new_x, new_y = digits
    for kind, rate in (("softmax", 1.0), ("hinge", 0.1)):
        name = f"25 steps on 300 digits with {kind}"
        weights, _ = trained(submission.train(np.zeros((65, 10)), X, y, kind, 1e-4, rate, 25), name, (65, 10), 25)
        check.that(bool(np.isfinite(weights).all()), f"weights of {name}: some are not finite.")
        read = float(np.mean((new_x @ weights).argmax(axis=1) == new_y))
        check.that(read >= 0.8, f"{name}: accuracy on 300 new digits is {read:.1%}; at least 80 % is required.")
