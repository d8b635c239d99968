"""Judges exercises/4_keras/transfer.py."""

import cv2
import numpy as np

from deepkata.suite import check, task

SHAPES = [(3, 3, 2, 3), (3,), (3,), (3,), (3,), (3,), (1, 1, 3, 4), (4,), (4,), (4,), (4,), (24, 5), (5,)]
COUNTED = ["conv_1", "conv_2", "full_3"]
NORMS = ["norm_1", "norm_2"]
NO_PART = "the weights of the given base are not weights of the model; a copy of it is another base, which unfreeze cannot reach"
WHY_LOSS = (
    "the mean cross-entropy of the logits, taken as logits. In this step they are the logits of inference, since frozen batch "
    "normalization uses its running mean and variance"
)
KINDS = ("gamma", "beta", "running mean", "running variance")


def small_base(submission, rng):
    """A base of random weights; those of batch normalization are far from those of a new layer."""
    weights = [rng.normal(0, 0.7, shape).astype(np.float32) for shape in SHAPES]
    for place in (2, 5, 7, 10):
        weights[place] = rng.uniform(0.5, 2, SHAPES[place]).astype(np.float32)
    weights[12] += 1.5
    return submission.probe.small_base(weights)


def batch(rng, count=8):
    return rng.normal(0.5, 1, (count, 4, 5, 2)).astype(np.float32), rng.integers(0, 3, count)


def new_model(submission, base, rng, *, learning_rate=0.02):
    """A model of the program, with weights of the suite in its head: how a head is initialised is up to the program."""
    model = check.handle(submission.build_head(base, 3, learning_rate=learning_rate), "what build_head returns")
    kernel, bias = rng.uniform(-0.9, 0.9, (5, 3)).astype(np.float32), rng.uniform(-0.1, 0.1, 3).astype(np.float32)
    check.equal(submission.probe.give_head(model, base, kernel, bias), True, "whether the model contains the given base", NO_PART)
    return model


def cross_entropy(logits, labels):
    shifted = logits.astype(np.float64) - logits.max(axis=1, keepdims=True)
    return float(np.mean(np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(labels)), labels]))


def mistaken_losses(logits, labels):
    """What the loss is if logits are taken for probabilities: Keras cuts them off at both ends, and JAX divides by their sum before that."""
    cut = np.log(np.clip(logits.astype(np.float64), 1e-7, 1 - 1e-7))
    with np.errstate(all="ignore"):
        shares = np.log(np.clip(logits / logits.sum(axis=1, keepdims=True).astype(np.float64), 1e-7, 1 - 1e-7))
    told = "The loss takes the logits for probabilities"
    return {
        f"{told}: set from_logits=True.": cross_entropy(cut, labels),
        f"{told}, and divides by their sum: set from_logits=True.": -float(shares[np.arange(len(labels)), labels].mean()),
    }


def three_logits(submission, model, x, name):
    logits = check.is_array(submission.probe.predict(model, x), name, shape=(len(x), 3), dtype="float")
    check.that(np.isfinite(logits).all(), f"{name}: some are not finite.")
    return logits


def one_step(submission, model, base, rng, when, *, eagerly=True):
    """One step of training; what it did to which layer. Not ``eagerly``: as `fit` would take it, in a graph that later steps use too."""
    x, y = batch(rng)
    told = check.mapping(submission.probe.step(model, base, x, y, eagerly), when, ())
    check.that(
        "error" not in told,
        f"{when}: a step of training fails with {told.get('error')}. The optimizer was made for the weights that were trainable "
        "when the model was compiled: compile it again.",
    )
    check_normalization(told, sentence(when))
    expected = cross_entropy(check.is_array(told["logits"], f"{when}: logits", shape=(8, 3)), y)
    mistakes = mistaken_losses(told["logits"], y)
    check.close(told["loss"], expected, f"{when}: loss of a batch", rtol=1e-3, atol=1e-4, why=WHY_LOSS, mistakes=mistakes)
    return told


def moved(told):
    """The names of layers of the base of which some weight has moved."""
    return [name for name, old in told["before"].items() if not same(old, told["after"][name])]


def same(old, new):
    return all(np.allclose(one, other, rtol=1e-6, atol=1e-7) for one, other in zip(old, new, strict=True))


def check_normalization(told, when):
    """Batch normalization has not moved at all."""
    for name in NORMS:
        changed = [kind for kind, old, new in zip(KINDS, told["before"][name], told["after"][name], strict=True) if not same([old], [new])]
        check.that(
            not changed,
            f"{when}, a step of training changes {' and '.join(changed)} of {name}, a batch normalization of the base. It must stay "
            "frozen with all four weights.",
        )


def check_moved(told, expected, when):
    """Exactly these layers have moved; the head has moved too."""
    when = sentence(when)
    found = [name for name in moved(told) if name not in NORMS]
    check.that(
        found == expected,
        f"{when}, a step of training moves {names(found)} of the base; expected {names(expected)}. (The layers that count are {names(COUNTED)}.)",
    )
    check.that(
        len(told["head_before"]) == 2 and not same(told["head_before"], told["head_after"]),
        f"{when}, a step of training does not move the head: a new dense layer with a kernel and a bias.",
    )


def sentence(when):
    return when[0].upper() + when[1:]


def names(found):
    return ", ".join(found) or "none of the layers"


def check_rate(told, rate, when):
    """The first step of Adam moves a weight by the learning rate, whatever the derivative."""
    sizes = [float(np.abs(new - old).max()) for old, new in zip(told["head_before"], told["head_after"], strict=True)]
    why = "in its first step Adam moves each weight by the learning rate, whatever the derivative"
    check.close(max(sizes), rate, f"{when}: the largest move of the head's weights", rtol=0.05, atol=0, why=why)


# --- task 1: the head ---


@task(1)
def test_the_logits_are_linear_in_the_features(submission, rng):
    """The model returns one logit per class, a linear function of the features of the base."""
    base = small_base(submission, rng)
    x, _ = batch(rng, 40)
    features = submission.probe.predict(base, x)
    model = new_model(submission, base, rng)
    logits = three_logits(submission, model, x, "logits of 40 images")
    check.that(
        np.abs(logits.sum(axis=1) - 1).max() > 1e-3,
        "The three outputs of every image add up to 1: these are probabilities. End the model in logits, without a softmax.",
    )
    columns = np.hstack([features, np.ones((40, 1))]).astype(np.float64)
    best, *_ = np.linalg.lstsq(columns, logits, rcond=None)
    gap = float(np.abs(columns @ best - logits).max())
    check.that(
        gap < 1e-3 * max(1.0, float(np.abs(logits).max())),
        f"The logits are not a linear function of the features: the best W and b miss them by up to {gap:.3g}. Does the model consist of the given "
        "base and one dense layer without an activation?",
    )
    check.that(np.ptp(logits, axis=0).min() > 1e-4, "Forty different images get the same logits, whatever the weights of the head are.")
    why = "build_head trains nothing"
    check.array(submission.probe.predict(base, x), features, "features of the base after build_head", why=why)


# --- task 2: what freezing freezes ---


@task(2)
def test_the_frozen_base_stays(submission, rng):
    """Two training steps change the head, by the learning rate at first, and nothing in the base."""
    base = small_base(submission, rng)
    model = new_model(submission, base, rng, learning_rate=0.03)
    first = one_step(submission, model, base, rng, "after build_head")
    check_moved(first, [], "after build_head")
    check_rate(first, 0.03, "after build_head with learning_rate=0.03")
    check_moved(one_step(submission, model, base, rng, "in a second step"), [], "in a second step")


# --- tasks 3 and 4: unfreezing ---


@task(3)
def test_the_last_layers_are_unfrozen(submission, rng):
    """unfreeze(2) unfreezes the last two layers that count, then unfreeze(0) none; the base reports these as trainable."""
    base = small_base(submission, rng)
    model = new_model(submission, base, rng)
    for n, before in ((2, ""), (0, ", which followed unfreeze(2)")):
        submission.unfreeze(model, base, n)
        when = f"after unfreeze({n}){before}"
        expected = COUNTED[max(0, len(COUNTED) - n) :]
        check_moved(one_step(submission, model, base, rng, when), expected, when)
        found = check.sequence(submission.probe.trainable_of(base), f"{when}: layers with trainable weights")
        check.that(
            list(found) == expected,
            f"{sentence(when)}, base.trainable_weights has weights of {names(found)}; expected {names(expected)}. A model whose own trainable is False "
            "reports none, whatever is set on its layers.",
        )


@task(4)
def test_unfreezing_takes_effect_after_training(submission, rng):
    """After training, unfreeze(4) unfreezes all three layers that count, with the new learning rate, and changes no weight."""
    base = small_base(submission, rng)
    model = new_model(submission, base, rng, learning_rate=0.05)
    one_step(submission, model, base, rng, "before unfreeze", eagerly=False)
    x, _ = batch(rng, 10)
    before = three_logits(submission, model, x, "logits before unfreeze")
    submission.unfreeze(model, base, 4, learning_rate=0.004)
    why = "unfreezing changes which weights can change, but no weight itself"
    check.array(three_logits(submission, model, x, "logits after unfreeze"), before, "logits after unfreeze", why=why)
    told = one_step(submission, model, base, rng, "after unfreeze")
    check_moved(told, COUNTED, "after a step of training and unfreeze(4)")
    check_rate(told, 0.004, "after unfreeze with learning_rate=0.004")


# --- task 5: the whole way ---

SURFACES = ("grass", "gravel", "brick")
SEEN, UNSEEN, SIDE = 30, 120, 48
PLAIN = "Return a functional model or a Sequential of Keras's own layers."


def surface(picture, rng, part, sides=(64, 128)):
    """A square out of a half of a photograph, turned, darker or lighter, with more or less contrast: red, green and blue from 0 to 255."""
    side = rng.integers(*sides)
    half = picture[:, :256] if part == "left" else picture[:, 256:]
    top, left = rng.integers(half.shape[0] - side + 1), rng.integers(half.shape[1] - side + 1)
    square = cv2.resize(half[top : top + side, left : left + side], (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    square = np.rot90(square, rng.integers(4))[:, :: rng.choice([-1, 1])]
    square = np.clip((square - 128) * rng.uniform(0.6, 1.2) + 128 + rng.uniform(-40, 40), 0, 255)
    return np.repeat(square[..., None], 3, axis=2)


def surfaces(fixture, rng, count, part):
    """Photographs of the three surfaces, sorted by class, and their labels."""
    pictures = [cv2.imread(str(fixture(f"{name}.jpg")), cv2.IMREAD_GRAYSCALE) for name in SURFACES]
    labels = np.repeat(np.arange(3), count // 3)
    return np.stack([surface(pictures[label], rng, part) for label in labels]), labels


@task(5)
def test_new_surfaces_are_classified(submission, rng, fixture, scratch):
    """With 30 photographs of grass, gravel and bricks, accuracy on 120 other ones is at least 85 %."""
    with np.load(fixture("photo_base.npz")) as data:
        base = submission.probe.photo_base([data[name] for name in data.files])
    images, labels = surfaces(fixture, rng, SEEN, "left")
    unseen, right = surfaces(fixture, rng, UNSEEN, "right")
    before = check.mapping(submission.probe.weights_of(base), "the base", ())
    model = check.handle(submission.adapt(base, images, labels, 3), "what adapt returns")
    check.unchanged(submission)
    after = check.mapping(submission.probe.weights_of(base), "the base after adapt", before)
    error = submission.probe.save(model, scratch.path("adapted.keras"))
    check.that(error is None, f"The adapted model cannot be saved: Keras says {error}. {PLAIN}")
    saved = submission.fetch("adapted.keras")
    answer = check.mapping(submission.fresh(code=False).probe.predict_saved(saved, unseen), "the saved model", ())
    check.that(
        "error" not in answer, f"The adapted model, saved, cannot be loaded without your program: {answer.get('error')}. {PLAIN}"
    )
    logits = check.is_array(answer["logits"], f"logits of {UNSEEN} photographs", shape=(UNSEEN, 3), dtype="float")
    found = logits.argmax(axis=1)
    said = ", ".join(f"{name}: {np.mean(found[right == label] == label):.0%}" for label, name in enumerate(SURFACES))
    check.that(
        np.mean(found == right) >= 0.85,
        f"Accuracy of the adapted model on {UNSEEN} held-out photographs is {np.mean(found == right):.1%} ({said}); at least 85 % is required.",
    )
    changed = [name for name in before if name.endswith("_norm") and not same(before[name], after[name])]
    check.that(
        not changed, f"adapt has changed {' and '.join(changed[:3])} of the base: batch normalization must stay frozen with all four weights."
    )
    check.that(
        not all(same(before[name], after[name]) for name in before),
        "adapt has changed nothing in the base: after the head, unfreeze the end of the base and train it as well.",
    )
