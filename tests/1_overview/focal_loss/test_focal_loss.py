"""Judges exercises/1_overview/focal_loss.py. The judge computes losses anchor by anchor, and slopes from differences of losses."""

import math

import numpy as np

from deepkata.suite import check, task

#: Wide enough for float32: 1 - p_t loses digits where p_t is near 1.
TOLERANCE = {"rtol": 1e-4, "atol": 1e-6}
#: From clearly background to clearly an object; their order is that of the drawn curve.
SWEEP = np.linspace(-5, 5, 21)
SETTINGS = ((0.25, 2.0), (0.75, 0.5), (0.4, 1.0), (0.6, 5.0))


def log_p_t(logit, target):
    """The logarithm of the probability of the correct answer."""
    x = logit if target else -logit
    return -math.log1p(math.exp(-x)) if x > 0 else x - math.log1p(math.exp(x))


def focal(logit, target, alpha, gamma):
    log_p = log_p_t(logit, target)
    return -(alpha if target else 1 - alpha) * (-math.expm1(log_p)) ** gamma * log_p


def slope(logit, target, alpha, gamma, step=1e-4):
    """The derivative of the focal loss, from four losses around the logit."""
    losses = [focal(logit + k * step, target, alpha, gamma) for k in (-2, -1, 1, 2)]
    return (losses[0] - 8 * losses[1] + 8 * losses[2] - losses[3]) / (12 * step)


def each(function, logits, targets, *more):
    """What a function of one anchor gives for all."""
    return np.array([function(float(x), bool(y), *more) for x, y in zip(logits, targets, strict=True)])


def variants(logits, targets, alpha, gamma):
    """The two factors of the focal loss, confused in ways that one test can name."""
    p_t = np.exp(each(log_p_t, logits, targets))
    a, w, c = np.where(targets, alpha, 1 - alpha), (1 - p_t) ** gamma, -np.log(p_t)
    return {
        "alpha is the factor of objects. Here background has it, and objects have 1 - alpha.": (1 - a) * w * c,
        "All anchors have the factor alpha. Background has 1 - alpha.": alpha * w * c,
        "The factor alpha_t is missing.": w * c,
        "The factor (1 - p_t)**gamma is missing.": a * c,
        "The second factor is p_t**gamma, which gives easy anchors the large weight.": a * p_t**gamma * c,
        "The sign is missing: log(p_t) is never positive, and a loss is never negative.": -a * w * c,
    }


def anchors(rng, count=60, spread=2.0):
    """Logits, and targets of both kinds."""
    targets = rng.permutation(np.arange(count) % 3 == 0).astype(int)
    return spread * rng.normal(size=count), targets


def words(logits, target):
    return f"logits {', '.join(f'{x:g}' for x in logits)} of {'objects' if target else 'background'}"


# --- Task 1: the cross-entropy ------------------------------------------------------------------------------------------


@task(1)
def test_minus_the_logarithm_of_the_correct_answers_probability(submission):
    """The loss of an anchor is minus the logarithm of the probability of the correct answer."""
    p = np.array([1, 2, 5, 7]) / 8
    logits = np.log(p / (1 - p))
    cases = ((1, "p is 1/8, 2/8, 5/8 and 7/8, and an object's loss is -log(p).", p),)
    cases += ((0, "p is 1/8, 2/8, 5/8 and 7/8. Of background, the correct answer has the probability 1 - p.", 1 - p),)
    answers = [submission.cross_entropy(logits, np.full(4, target)) for target, *_ in cases]
    for answer, (target, why, p_t) in zip(answers, cases, strict=True):
        mistakes = {
            "That is the loss of the other answer.": -np.log(1 - p_t),
            "The sign is missing: log(p_t) is never positive, and a loss is never negative.": np.log(p_t),
            "The logarithm is the natural one, not that of base 2.": -np.log2(p_t),
            "That is 1 - p_t, without a logarithm.": 1 - p_t,
            "That is 0: background contributes to the loss, too.": np.zeros(4),
        }
        name = f"cross_entropy of four anchors with {'an object' if target else 'background'}"
        check.array(answer, -np.log(p_t), name, why=why, mistakes=mistakes, **TOLERANCE)


@task(1)
def test_undecided_anchors(submission):
    """At a logit of 0 both answers have the probability 1/2."""
    answer = submission.cross_entropy(np.zeros(3), np.array([0, 1, 0]))
    check.array(answer, np.full(3, math.log(2)), "cross_entropy of three logits of 0", why="-log(1/2) is 0.6931.", **TOLERANCE)


@task(1)
def test_cross_entropy_over_the_logit(submission):
    """The loss of an object falls with its logit; that of background rises."""
    targets = [np.full(len(SWEEP), target) for target in (1, 0)]
    answers = [submission.cross_entropy(SWEEP, target) for target in targets]
    for answer, target, kind in zip(answers, targets, ("an object", "background"), strict=True):
        name = f"cross_entropy of {kind}, logits from -5 to 5"
        check.curve(answer, -each(log_p_t, SWEEP, target), name, x="anchor", y="loss", **TOLERANCE)


@task(1)
def test_any_anchors(submission, rng):
    """Any number of anchors; each has a loss of its own."""
    cases = [anchors(rng, count) for count in (60, 1)] + [(np.zeros(0), np.zeros(0, int))]
    answers = [submission.cross_entropy(*case) for case in cases]
    for answer, (logits, targets) in zip(answers, cases, strict=True):
        expected = -each(log_p_t, logits, targets)
        name = f"cross_entropy of {len(logits)} anchor{'s' * (len(logits) != 1)}"
        check.array(answer, expected, name, why="There is one loss for each anchor.", **TOLERANCE)


# --- Task 2: logits of any size -----------------------------------------------------------------------------------------


LARGE = np.array([40.0, 90, 300, 800, 10000])


@task(2)
def test_large_wrong_logits(submission):
    """A large logit on the wrong side costs as much as it is large."""
    answers = [submission.cross_entropy(logits, np.full(5, target)) for logits, target in ((-LARGE, 1), (LARGE, 0))]
    for answer, logits, target in zip(answers, (-LARGE, LARGE), (1, 0), strict=True):
        why = (
            "p_t is about exp(-|x|), so -log(p_t) is about |x|. A probability cannot hold this: near 1 it is rounded to 1, near 0 to 0.\n"
            "Compute the loss from the logit, as log(1 + exp(...)), in a form in which nothing overflows and nothing is cut off."
        )
        check.array(answer, LARGE, f"cross_entropy of {words(logits, target)}", why=why, **TOLERANCE)


@task(2)
def test_large_correct_logits(submission):
    """A large logit on the correct side costs nothing."""
    answers = [submission.cross_entropy(logits, np.full(5, target)) for logits, target in ((LARGE, 1), (-LARGE, 0))]
    for answer, logits, target in zip(answers, (LARGE, -LARGE), (1, 0), strict=True):
        why = "p_t is 1, and its logarithm 0."
        check.array(answer, np.zeros(5), f"cross_entropy of {words(logits, target)}", why=why, **TOLERANCE)


@task(2)
def test_medium_logits(submission):
    """Between -40 and 40 the loss is exact as well."""
    logits = np.array([-35.0, -20, -12, -9, -7, 7, 9, 12, 20, 35])
    answers = [submission.cross_entropy(logits, np.full(10, target)) for target in (1, 0)]
    for answer, target in zip(answers, (1, 0), strict=True):
        expected = -each(log_p_t, logits, np.full(10, target))
        why = "Where p is near 1, few digits of 1 - p are left. Compute the loss from the logit, add nothing to it, and clip nothing."
        check.array(answer, expected, f"cross_entropy of {words(logits, target)}", why=why, **TOLERANCE)


@task(2)
def test_any_dtype(submission):
    """Logits and targets may be of narrow dtypes."""
    logits, targets = np.array([-3, -1, 2, 4, 11]), np.array([0, 1, 0, 1, 0])
    expected = -each(log_p_t, logits, targets)
    kinds = [("int8", "uint8"), ("float32", "uint8"), ("float16", "float32"), ("float64", "int64"), ("int64", "float64")]
    answers = [submission.cross_entropy(logits.astype(a), targets.astype(b)) for a, b in kinds]
    for answer, (a, b) in zip(answers, kinds, strict=True):
        why = "Convert both to float64 or float32 first. In uint8, 0 - 1 is 255; float16 has three digits."
        check.array(answer, expected, f"cross_entropy of five logits of {a}, targets of {b}", why=why, **TOLERANCE)


# --- Task 3: the focal loss ---------------------------------------------------------------------------------------------


@task(3)
def test_gamma_zero_leaves_alpha(submission):
    """With gamma 0 the focal loss is the cross-entropy times alpha for objects, and times 1 - alpha for background."""
    logits, targets = np.array([-1.0, 0, 3, -1, 0, 3]), np.array([1, 1, 1, 0, 0, 0])
    answers = [submission.focal_loss(logits, targets, alpha, 0.0) for alpha in (0.25, 0.9)]
    for answer, alpha in zip(answers, (0.25, 0.9), strict=True):
        expected = each(focal, logits, targets, alpha, 0.0)
        mistakes = {text: value for text, value in variants(logits, targets, alpha, 0.0).items() if "gamma" not in text}
        why = f"(1 - p_t)**0 is 1. Objects have the factor {alpha:g}, background {1 - alpha:g}."
        check.array(answer, expected, f"focal_loss of three objects, then background, alpha={alpha:g}, gamma=0", why=why, mistakes=mistakes, **TOLERANCE)


@task(3)
def test_easy_anchors_count_less(submission):
    """With alpha 1/2 the factor (1 - p_t)**gamma is all that differs from half the cross-entropy."""
    p_t = np.array([1, 4, 7]) / 8
    logits = np.log(p_t / (1 - p_t))
    cases = [(sign * logits, np.full(3, target), gamma) for gamma in (1.0, 2.0, 3.0) for sign, target in ((1, 1), (-1, 0))]
    answers = [submission.focal_loss(x, y, 0.5, gamma) for x, y, gamma in cases]
    for answer, (x, y, gamma) in zip(answers, cases, strict=True):
        expected = -0.5 * (1 - p_t) ** gamma * np.log(p_t)
        mistakes = {text: value for text, value in variants(x, y, 0.5, gamma).items() if "alpha" not in text}
        mistakes["The weight is p**gamma for objects as well. With p_t both targets have the same formula."] = -0.5 * p_t**gamma * np.log(p_t)
        del mistakes["The second factor is p_t**gamma, which gives easy anchors the large weight."]
        why = "p_t is 1/8, 4/8 and 7/8, so 1 - p_t is 7/8, 4/8 and 1/8."
        if not y[0]:
            mistakes = {k: v for k, v in mistakes.items() if not k.startswith("The weight is")}
        name = f"focal_loss of three anchors with {'an object' if y[0] else 'background'}, alpha=0.5, gamma={gamma:g}"
        check.array(answer, expected, name, why=why, mistakes=mistakes, **TOLERANCE)


@task(3)
def test_focal_loss_over_the_logit(submission):
    """The focal loss over the logit, for both targets and several alphas and gammas."""
    cases = [(np.full(len(SWEEP), target), *setting) for setting in SETTINGS for target in (1, 0)]
    answers = [submission.focal_loss(SWEEP, *case) for case in cases]
    for answer, (targets, alpha, gamma) in zip(answers, cases, strict=True):
        name = f"focal_loss of {'an object' if targets[0] else 'background'}, logits from -5 to 5, alpha={alpha:g}, gamma={gamma:g}"
        expected = each(focal, SWEEP, targets, alpha, gamma)
        check.curve(answer, expected, name, x="anchor", y="loss", mistakes=variants(SWEEP, targets, alpha, gamma), **TOLERANCE)


@task(3)
def test_defaults(submission, rng):
    """Without alpha and gamma they are 0.25 and 2."""
    logits, targets = anchors(rng)
    answer = submission.focal_loss(logits, targets)
    check.array(answer, each(focal, logits, targets, 0.25, 2.0), "focal_loss of 60 anchors, no alpha and no gamma given", **TOLERANCE)


@task(3)
def test_any_focal_loss(submission, rng):
    """Any anchors, any alpha and gamma, and any size of logit."""
    for count, spread in ((60, 2.0), (9, 300.0), (1, 1.0), (0, 1.0)):
        logits, targets = anchors(rng, count, spread)
        alpha, gamma = float(rng.uniform(0.1, 0.9)), float(rng.uniform(0.3, 4))
        name = f"focal_loss of {count} anchors, alpha={alpha:.3g}, gamma={gamma:.3g}"
        answer = submission.focal_loss(logits, targets, alpha, gamma)
        check.array(answer, each(focal, logits, targets, alpha, gamma), name, **TOLERANCE)


# --- Task 4: the gradient -----------------------------------------------------------------------------------------------


def without_the_weight(logits, targets, alpha, gamma):
    """The gradient of a program that takes the weight (1 - p_t)**gamma for a constant."""
    p_t = np.exp(each(log_p_t, logits, targets))
    sign, a = np.where(targets, 1, -1), np.where(targets, alpha, 1 - alpha)
    return sign * a * (1 - p_t) ** gamma * (p_t - 1)


@task(4)
def test_gradient_of_the_cross_entropy(submission):
    """With gamma 0 the gradient is alpha_t times the probability minus the target."""
    p = np.array([1, 2, 4, 7]) / 8
    logits = np.log(p / (1 - p))
    answers = [submission.focal_gradient(logits, np.full(4, target), 0.25, 0.0) for target in (1, 0)]
    for answer, target, alpha_t in zip(answers, (1, 0), (0.25, 0.75), strict=True):
        expected = alpha_t * (p - target)
        mistakes = {
            "The sign is the other way round: the gradient points to where the loss grows.": -expected,
            "The factor alpha_t is missing.": p - target,
            "That is the derivative with respect to the probability; the sigmoid is a step of the chain rule, too.": expected / (p * (1 - p)),
        }
        name = f"focal_gradient of four anchors with {'an object' if target else 'background'}, alpha=0.25, gamma=0"
        why = "p is 1/8, 2/8, 4/8 and 7/8. Only the cross-entropy is left, whose derivative is p minus the target."
        check.array(answer, expected, name, why=why, mistakes=mistakes, **TOLERANCE)


@task(4)
def test_gradient_by_finite_differences(submission):
    """The gradient is the slope of the loss, measured for both targets and several alphas and gammas."""
    cases = [(np.full(len(SWEEP), target), *setting) for setting in SETTINGS for target in (1, 0)]
    answers = [submission.focal_gradient(SWEEP, *case) for case in cases]
    for answer, (targets, alpha, gamma) in zip(answers, cases, strict=True):
        expected = each(slope, SWEEP, targets, alpha, gamma)
        name = f"focal_gradient of {'an object' if targets[0] else 'background'}, logits from -5 to 5, alpha={alpha:g}, gamma={gamma:g}"
        mistakes = {
            "The weight (1 - p_t)**gamma was taken for a constant. It depends on the logit as well.": without_the_weight(
                SWEEP, targets, alpha, gamma
            ),
            "The sign is the other way round: the gradient points to where the loss grows.": -expected,
        }
        why = "The right values are slopes: differences of the loss a little above and a little below each logit."
        check.curve(answer, expected, name, x="anchor", y="gradient", why=why, mistakes=mistakes, **TOLERANCE)


@task(4)
def test_any_gradient(submission, rng):
    """Any anchors, any alpha and gamma; each anchor has a gradient of its own."""
    for count in (60, 1, 0):
        logits, targets = anchors(rng, count)
        alpha, gamma = float(rng.uniform(0.1, 0.9)), float(rng.uniform(0.3, 4))
        name = f"focal_gradient of {count} anchors, alpha={alpha:.3g}, gamma={gamma:.3g}"
        answer = submission.focal_gradient(logits, targets, alpha, gamma)
        check.array(answer, each(slope, logits, targets, alpha, gamma), name, **TOLERANCE)
    logits, targets = anchors(rng)
    answer = submission.focal_gradient(logits, targets.astype(np.uint8))
    name = "focal_gradient of 60 anchors, targets of uint8, no alpha and no gamma given"
    check.array(answer, each(slope, logits, targets, 0.25, 2.0), name, **TOLERANCE)


@task(4)
def test_gradient_at_logits_of_any_size(submission):
    """Where p_t is 0 the gradient is that of a straight line; where it is 1, the gradient is 0."""
    logits = np.concatenate([-LARGE[::-1], LARGE])
    cases = [(target, gamma) for gamma in (2.0, 1.0, 0.5, 0.0) for target in (1, 0)]
    answers = [submission.focal_gradient(logits, np.full(10, target), 0.25, gamma) for target, gamma in cases]
    for answer, (target, gamma) in zip(answers, cases, strict=True):
        expected = np.where(logits < 0, -0.25, 0) if target else np.where(logits > 0, 0.75, 0)
        name = f"focal_gradient of {words(logits, target)}, alpha=0.25, gamma={gamma:g}"
        why = "0 times infinity is NaN. Take log(p_t) from the logit, and let no power have a negative exponent and no quotient a 0 below."
        check.array(answer, expected, name, why=why, **TOLERANCE)


# --- Task 5: the loss of a detector -------------------------------------------------------------------------------------


def total(logits, assigned, alpha=0.25, gamma=2.0):
    return sum(focal(float(x), k >= 0, alpha, gamma) for x, k in zip(logits, assigned, strict=True) if k != -2)


@task(5)
def test_divided_by_the_number_of_positives(submission):
    """The sum of the losses is divided by the number of positive anchors, not by that of all anchors or objects."""
    logits = np.array([0.5, -1.0, 2.0, 0.0, -3.0, 1.0, -2.0, -0.5])
    cases = [[1, 0, 1, 2, -1, -1, -1, -1], [0, 0, 0, -1, -1, -1, -1, -1], [-1, -1, -1, -1, -1, -1, -1, 3]]
    answers = [submission.detector_loss(logits, np.array(assigned), 0.3, 1.0) for assigned in cases]
    for answer, assigned in zip(answers, cases, strict=True):
        positives = sum(k >= 0 for k in assigned)
        losses = total(logits, assigned, 0.3, 1.0)
        mistakes = {
            "That is the mean over all 8 anchors.": losses / 8,
            "That is the sum, divided by nothing.": losses,
        }
        if positives == 1:
            mistakes = {"That is the mean over all 8 anchors.": losses / 8}
        why = f"The losses sum to {losses:.5g}, and {positives} of the anchors {'is' if positives == 1 else 'are'} assigned to an object."
        check.close(answer, losses / positives, f"detector_loss of 8 anchors, assigned to {assigned}", why=why, mistakes=mistakes, **TOLERANCE)


@task(5)
def test_ignored_anchors(submission):
    """Anchors that are neither an object nor background count nowhere."""
    logits = np.array([0.5, 6.0, 2.0, -7.0, -1.0, 3.0, -2.0])
    cases = [[0, -2, 1, -2, -1, -2, -1], [0, -2, -2, -2, -2, -1, -1], [-2, 4, 0, 0, -2, -1, -1]]
    answers = [submission.detector_loss(logits, np.array(assigned), 0.3, 1.0) for assigned in cases]
    for answer, assigned in zip(answers, cases, strict=True):
        positives = sum(k >= 0 for k in assigned)
        background = total(logits, [max(k, -1) for k in assigned], 0.3, 1.0) / positives
        mistakes = {"The anchors that are to be ignored (-2) were counted as background.": background}
        why = "Anchors with -2 have no target: leave them out."
        name = f"detector_loss of 7 anchors, assigned to {assigned}"
        check.close(answer, total(logits, assigned, 0.3, 1.0) / positives, name, why=why, mistakes=mistakes, **TOLERANCE)


@task(5)
def test_images_without_objects(submission):
    """Without positive anchors the sum is divided by 1; background still has a loss."""
    logits = np.array([0.5, -1.0, 2.0, -0.5])
    cases = [[-1, -1, -1, -1], [-1, -2, -1, -2], [-2, -1, -2, -1], [-1, -2, -2, -2], [-2, -2, -2, -2]]
    answers = [submission.detector_loss(logits, np.array(assigned), 0.3, 1.0) for assigned in cases]
    for answer, assigned in zip(answers, cases, strict=True):
        losses = total(logits, assigned, 0.3, 1.0)
        why = f"The losses of the background anchors sum to {losses:.5g}, which is divided by max(0, 1)."
        check.close(answer, losses, f"detector_loss of 4 anchors, assigned to {assigned}", why=why, **TOLERANCE)
    answer = submission.detector_loss(np.zeros(0), np.zeros(0, int))
    check.close(answer, 0, "detector_loss of no anchors", **TOLERANCE)


@task(5)
def test_a_hundred_thousand_easy_anchors(submission):
    """100,000 easy background anchors weigh less than 10 objects."""
    logits = np.concatenate([np.zeros(10), np.full(100_000, -math.log(99))])
    assigned = np.concatenate([np.arange(10), np.full(100_000, -1)])
    answers = [submission.detector_loss(logits, assigned, 0.25, gamma) for gamma in (2.0, 0.0)]
    for answer, gamma in zip(answers, (2.0, 0.0), strict=True):
        objects, background = 10 * focal(0, True, 0.25, gamma), 100_000 * focal(-math.log(99), False, 0.25, gamma)
        why = f"The objects (p = 0.5) have {objects:.3g} in all, background (p = 0.01) {background:.3g}; there are 10 positive anchors."
        name = f"detector_loss of 10 objects and 100,000 background anchors, gamma={gamma:g}"
        mistakes = {"That is the mean over all anchors.": (objects + background) / 100_010}
        check.close(answer, (objects + background) / 10, name, why=why, mistakes=mistakes, **TOLERANCE)


@task(5)
def test_any_detector_loss(submission, rng):
    """Any anchors, any alpha and gamma."""
    for count in (80, 12):
        logits = 2 * rng.normal(size=count)
        assigned = rng.permutation(np.resize([0, -1, -1, 3, -2, -1, 0, 1, -1, -2], count))
        alpha, gamma = float(rng.uniform(0.1, 0.9)), float(rng.uniform(0.3, 4))
        expected = total(logits, assigned, alpha, gamma) / int((assigned >= 0).sum())
        answer = submission.detector_loss(logits, assigned, alpha, gamma)
        check.close(answer, expected, f"detector_loss of {count} anchors, alpha={alpha:.3g}, gamma={gamma:.3g}", **TOLERANCE)
    answer = submission.detector_loss(logits, assigned)
    expected = total(logits, assigned) / int((assigned >= 0).sum())
    check.close(answer, expected, "detector_loss of 12 anchors, no alpha and no gamma given", **TOLERANCE)
