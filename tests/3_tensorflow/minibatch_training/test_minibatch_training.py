"""Judges exercises/3_tensorflow/minibatch_training.py.

The models are linear, with a layer that multiplies the inputs by fixed numbers in training, as dropout does by random ones. The
judge takes the same steps in NumPy, so the right result is known exactly.
"""

import numpy as np

from deepkata.suite import check, remembered, task

#: Models compute in float32.
CLOSE = {"rtol": 1e-3, "atol": 1e-4}
MOST_BATCHES = 60  # as in probes.py


# --- tasks 1 and 2: dataset ---


def items(rng, count, kind="int64"):
    """Images, each of which is known by its first pixel, and labels that do not follow from it."""
    images = rng.integers(0, 256, (count, 3, 2)).astype(np.uint8)
    images[:, 0, 0] = rng.permutation(np.arange(3, 253))[:count]
    return images, rng.integers(0, 10, count).astype(kind)


def epochs_of(submission, images, labels, batch, seed, count, what):
    """What the dataset yields in some epochs: (sizes, images, labels) of each."""
    arguments = (images, labels, batch) if seed is None else (images, labels, batch, seed)
    data = check.handle(submission.dataset(*arguments), what)
    told = submission.probe.passes(data, count)
    if isinstance(told, str):
        check.that(False, f"{what}: expected a tf.data.Dataset that yields pairs (x, y) of tensors; {told}.")
    return [check.sequence(epoch, f"{what}, an epoch", 3) for epoch in check.sequence(told, f"{what}, its epochs", count)]


def check_sizes(sizes, count, batch, what):
    expected = [min(batch, count - start) for start in range(0, count, batch)]
    sizes = list(check.sequence(sizes, f"{what}: sizes of the batches"))
    check.that(
        len(sizes) < MOST_BATCHES,
        f"{what}: one epoch has {len(expected)} batches, and this dataset yields {MOST_BATCHES} and more. It must end after one epoch, so "
        "do not call repeat(): the training loop iterates over the dataset once for each epoch.",
    )
    check.that(
        not (sizes == expected[:-1] and expected[-1] < batch),
        f"{what}: the last batch is missing, which has {expected[-1]} of the {count} items. Keep it: with drop_remainder=True, these items are "
        "left out of the epoch.",
    )
    check.that(
        sizes == expected or sorted(sizes) != sorted(expected),
        f"{what}: the batch of {expected[-1]} is not the last one, so the batches were shuffled, each as a whole. Shuffle the items first, and "
        "then make batches.",
    )
    check.equal(sizes, expected, f"{what}: sizes of the batches", why=f"{count} items in batches of {batch}; the last batch has the rest.")


def check_scaled(x, images, what):
    """Shape, dtype and range; whatever the order is."""
    why = "The images are cast to float32 and divided by 255."
    x = check.is_array(x, f"{what}: the images", shape=images.shape, dtype="float32", why=why)
    top = float(np.max(x))
    check.that(top > 0, f"{what}: all pixels are 0. Divide after the cast to float32: // divides integers and drops the rest.")
    check.that(
        top <= 1.01, f"{what}: the largest pixel is {top:.4g}, and should be {images.max() / 255:.4g}. The images were not divided by 255."
    )
    return x


def check_classes(y, labels, what):
    y = check.is_array(y, f"{what}: the labels", shape=labels.shape, dtype="integer")
    check.that(
        y.dtype in (np.int32, np.int64),
        f"{what}: the labels are {y.dtype}, and should be int32 or int64, which TensorFlow's cross-entropy takes. Cast them.",
    )
    return y


def named(pixels):
    """The first pixels, by which items are known, as integers; pixels may be anything."""
    return np.rint(np.clip(np.nan_to_num(pixels.astype(np.float64)), -9, 9) * 255).astype(int)


def check_in_order(submission, images, labels, batch, what, count=1):
    for number, (sizes, pictures, classes) in enumerate(epochs_of(submission, images, labels, batch, None, count, what)):
        told = what if count == 1 else f"{what}, epoch {number + 1}"
        check_sizes(sizes, len(images), batch, told)
        x, y = check_scaled(pictures, images, told), check_classes(classes, labels, told)
        found, here = named(x[:, 0, 0]), images[:, 0, 0].astype(int)
        check.that(
            np.array_equal(found, here) or not np.array_equal(np.sort(found), np.sort(here)),
            f"{told}: the items come in another order than in the arrays. Without a seed, nothing is shuffled.",
        )
        right = images.astype(np.float32) / 255
        mistakes = {
            "The images were divided by 256. The largest value of uint8 is 255.": right * 255 / 256,
            "The images were divided by 255 twice.": right / 255,
            "Every pixel below 255 became 0: // divides integers and drops the rest. Divide after the cast to float32.": images // 255 * 1.0,
            "The images were divided by their own largest value, not by 255.": right * 255 / images.max(),
        }
        check.array(x, right, f"{told}: the images", dtype="float32", rtol=0, atol=1e-6, mistakes=mistakes)
        check.array(y, labels.astype(np.int64), f"{told}: the labels", why="labels[i] is the class of images[i].")


@task(1)
def test_batches_in_order(submission, rng):
    """All items come once, in batches: float32 images from 0 to 1 with their labels."""
    images, labels = items(rng, 12)
    check_in_order(submission, images, labels, 4, "dataset of 12 items in batches of 4")
    check.unchanged(submission)


@task(1)
def test_the_last_batch_is_smaller(submission, rng):
    """The last batch has the rest, and is not dropped."""
    images, labels = items(rng, 23)
    check_in_order(submission, images, labels, 5, "dataset of 23 items in batches of 5")
    images, labels = items(rng, 3)
    check_in_order(submission, images, labels, 8, "dataset of 3 items in batches of 8")


@task(1)
def test_labels_of_any_integer_dtype(submission, rng):
    """Labels may be uint8, and become int32 or int64."""
    images, labels = items(rng, 7, "uint8")
    images = np.minimum(images, 200)
    images[:, 0, 0] = np.arange(10, 17)
    check_in_order(submission, images, labels, 3, "dataset of 7 dim images with uint8 labels")


@task(1)
def test_the_order_stays_in_each_epoch(submission, rng):
    """Without a seed, every epoch has the order of the arrays."""
    images, labels = items(rng, 25)
    check_in_order(submission, images, labels, 2, "dataset of 25 items in batches of 2, without a seed", count=2)


def shuffled(submission, images, labels, batch, seed, count, what):
    """The orders of some epochs, after a check that each has every item once, with its own label."""
    orders = []
    here = images[:, 0, 0].astype(int)
    place = {int(name): index for index, name in enumerate(here)}
    for number, (sizes, pictures, classes) in enumerate(epochs_of(submission, images, labels, batch, seed, count, what)):
        told = f"{what}, epoch {number + 1}"
        check_sizes(sizes, len(images), batch, told)
        x, y = check_scaled(pictures, images, told), check_classes(classes, labels, told)
        found = named(x[:, 0, 0])
        missing = sorted(set(here.tolist()) - set(found.tolist()))
        check.that(
            not missing,
            f"{told}: {len(missing)} of {len(images)} items are missing, and others come twice. Each item comes exactly once in an epoch.",
        )
        order = np.array([place[int(name)] for name in found])
        wrong = int(np.sum(y != labels[order]))
        check.that(
            not wrong,
            f"{told}: {wrong} of {len(images)} images come with the label of another image. Images and labels must be shuffled together: "
            "make one dataset of pairs, and shuffle that.",
        )
        right = images[order].astype(np.float32) / 255
        check.array(x, right, f"{told}: the images", dtype="float32", rtol=0, atol=1e-6)
        orders.append(order)
    return orders


@task(2)
def test_items_are_shuffled_before_the_batches(submission, rng):
    """The items are shuffled, not the batches; each comes once, with its own label."""
    seed = int(rng.integers(1, 1000))
    for count in (23, 20):
        images, labels = items(rng, count)
        what = f"dataset of {count} items in batches of 5, seed={seed}"
        (order,) = shuffled(submission, images, labels, 5, seed, 1, what)
        check.that(
            not np.array_equal(order, np.arange(count)),
            f"{what}: the items come in the order of the arrays. With a seed, they are shuffled.",
        )
        together = [set(range(start, min(start + 5, count))) for start in range(0, count, 5)]
        kept = sum(set(order[start : start + 5].tolist()) in together for start in range(0, count, 5))
        check.that(
            kept < len(together),
            f"{what}: each batch has the same items as without shuffling; only their order differs. Shuffle the items first, and then make "
            "batches.",
        )


@task(2)
def test_every_order_is_possible(submission, rng):
    """The shuffle buffer holds all items."""
    count = 3000
    images = np.stack([np.arange(count) // 256, np.arange(count) % 256], axis=1).astype(np.uint8)[:, None, :]
    labels, seed = rng.integers(0, 10, count), int(rng.integers(1, 1000))
    what = f"dataset of {count} items, seed={seed}"
    ((sizes, x, y),) = epochs_of(submission, images, labels, 512, seed, 1, what)
    check_sizes(sizes, count, 512, what)
    x = check_scaled(x, images, what)
    check_classes(y, labels, what)
    order = 256 * named(x[:, 0, 0]) + named(x[:, 0, 1])
    check.that(np.array_equal(np.sort(order), np.arange(count)), f"{what}: not every item comes exactly once in an epoch.")
    ahead = int(np.max(order - np.arange(count)))
    check.that(
        ahead >= count // 2,
        f"{what}: no item comes more than {ahead} places before its place in the arrays, so the shuffle buffer holds about {ahead + 1} "
        "items. If the arrays are sorted by class, the first batches then contain few classes. The buffer must hold all items.",
    )


@task(2)
def test_a_new_order_in_each_epoch(submission, rng):
    """The second epoch has another order than the first."""
    images, labels = items(rng, 23)
    what = "dataset of 23 items, seed=7"
    orders = shuffled(submission, images, labels, 5, 7, 3, what)
    same = [number + 2 for number in (0, 1) if np.array_equal(orders[number], orders[number + 1])]
    check.that(
        not same,
        f"{what}: epoch {same[0] if same else 0} has the same order as the epoch before it. The order was drawn only once: by "
        "shuffling the arrays, with reshuffle_each_iteration=False, or by a cache() after the shuffling.",
    )


@task(2)
def test_the_seed_decides(submission, rng):
    """The same seed gives the same orders, epoch by epoch; another seed gives others; 0 is a seed."""
    images, labels = items(rng, 23)
    found = {}
    for seed in (0, int(rng.integers(1, 1000))):
        what = f"dataset of 23 items, seed={seed}"
        first, second = (shuffled(submission, images, labels, 5, seed, 2, what) for _ in range(2))
        check.that(
            not np.array_equal(first[0], np.arange(23)),
            f"{what}: the items are not shuffled. {'0 is a seed like any other: compare with None.' if seed == 0 else ''}",
        )
        for number in (0, 1):
            check.that(
                np.array_equal(first[number], second[number]),
                f"{what}: two datasets with this seed have different orders in epoch {number + 1}. Pass the seed to the shuffling, so that a "
                "training can be repeated.",
            )
        found[seed] = first
    (one, other), seeds = found.values(), list(found)
    check.that(
        not np.array_equal(one[0], other[0]), f"dataset: the seeds {seeds[0]} and {seeds[1]} give the same order. Was the seed ignored?"
    )


# --- task 3: adam_step ---


def adam(w, gradient, m, v, step, rate, epsilon, how=""):
    """A step of Adam, or one with a known mistake."""
    keep_m, keep_v = (0.999, 0.9) if how == "betas swapped" else (0.9, 0.999)
    m = keep_m * m + (1 if how == "sums" else 1 - keep_m) * gradient
    v = keep_v * v + (1 if how == "sums" else 1 - keep_v) * (gradient if how == "not squared" else gradient**2)
    power = step + {"one step ahead": 1, "one step behind": -1}.get(how, 0)
    ones = 1 - keep_m ** (1 if how in ("no powers", "no power of m") else power), 1 - keep_v ** (1 if how in ("no powers", "no power of v") else power)
    with np.errstate(all="ignore"):
        hat_m = m / (1 if how in ("no correction", "v only") else ones[0])
        hat_v = v / (1 if how in ("no correction", "m only") else ones[1])
        if how == "inside":
            size = np.sqrt(hat_v + epsilon)
        elif how == "no root":
            size = hat_v + epsilon
        elif how == "as in Keras":
            size = np.sqrt(hat_v) + epsilon / np.sqrt(ones[1])
        else:
            size = np.sqrt(hat_v) + epsilon
        change = rate * (gradient if how == "gradient for m" else hat_m) / size
    return w + change if how == "uphill" else w - change, m, v


ADAM = {
    "no correction": "The bias correction is missing: divide m by 1 - 0.9^step and v by 1 - 0.999^step.",
    "m only": "Only m was corrected. v is too small as well: divide it by 1 - 0.999^step.",
    "v only": "Only v was corrected. m is too small as well: divide it by 1 - 0.9^step.",
    "one step ahead": "The bias correction is that of the next step. Steps are counted from 1 already, so the power is step.",
    "one step behind": "The bias correction is that of the step before. Steps are counted from 1, so the power is step, not step - 1.",
    "no powers": "The bias correction is the same in each step. Divide by 1 - 0.9^step and 1 - 0.999^step.",
    "no power of m": "The bias correction of m is the same in each step. Divide by 1 - 0.9^step.",
    "no power of v": "The bias correction of v is the same in each step. Divide by 1 - 0.999^step.",
    "inside": "epsilon was added under the root. It is added to the root.",
    "no root": "The root is missing: divide by √v̂ + epsilon.",
    "as in Keras": "epsilon was added to √v before the bias correction. Correct v first, take the root, and then add epsilon.",
    "uphill": "The step goes uphill: subtract it.",
    "gradient for m": "The gradient itself was divided by √v̂ + epsilon, instead of its running average m̂.",
    "betas swapped": "0.9 and 0.999 are swapped: m keeps 0.9 of its value, and v keeps 0.999.",
    "sums": "The gradient was added in full. Running averages take 0.1 of the gradient and 0.001 of its square.",
    "not squared": "v is the running average of the squared gradients; the gradient was not squared.",
}


def check_adam(answer, arguments, rate, epsilon, what):
    w, m, v = check.sequence(answer, what, 3)
    right = adam(*arguments, rate, epsilon)
    step = arguments[-1]
    others = {sentence: adam(*arguments, rate, epsilon, how) for how, sentence in ADAM.items() if step > 1 or how not in ("one step behind", "no powers", "no power of m", "no power of v")}
    corrected = right[0], right[1] / (1 - 0.9**step), right[2] / (1 - 0.999**step)
    sentence = "That is the value after the bias correction. Return the running average itself, which the next step takes."
    if step == 1:  # both are the same in the first step
        others.pop(ADAM["sums"])
        sentence = "That is the value after the bias correction, or the gradient was added in full. Return the running average itself."
    for place, (value, name) in enumerate(((m, "m"), (v, "v")), 1):
        mistakes = {said: values[place] for said, values in others.items() if not np.allclose(values[place], right[place])}
        mistakes = {said: value for said, value in mistakes.items() if "swapped" in said or "in full" in said or "squared" in said}
        mistakes["The running average has not changed."] = arguments[place + 1]
        check.array(value, right[place], f"{what}: {name}", rtol=1e-4, atol=1e-7, mistakes=mistakes | {sentence: corrected[place]})
    mistakes = {said: values[0] for said, values in others.items() if np.isfinite(values[0]).all()}
    if rate != 0.001:
        mistakes["That is a step with the learning rate 0.001; the argument rate was ignored."] = adam(*arguments, 0.001, epsilon)[0]
    if epsilon != 1e-7:
        mistakes["epsilon was ignored."] = adam(*arguments, rate, 1e-7)[0]
    mistakes["That is a step of plain gradient descent: w - rate * gradient."] = arguments[0] - rate * arguments[1]
    check.array(w, right[0], f"{what}: w", rtol=1e-4, atol=1e-6, mistakes=mistakes)


def weights_and_gradient(rng, shape):
    return rng.normal(0, 1, shape), rng.choice([-1, 1], shape) * rng.uniform(0.2, 3, shape)


def averages(rng, shape, step):
    """Running averages before a step, as small as they are in the first steps."""
    return rng.normal(0, 1, shape) * (1 - 0.9**step), rng.uniform(0.2, 2, shape) * (1 - 0.999**step)


@task(3)
def test_a_later_step_of_adam(submission, rng):
    """A later step goes on from m and v, and has less to correct."""
    w, gradient = weights_and_gradient(rng, 5)
    m, v = averages(rng, 5, 7)
    answer = submission.adam_step(w, gradient, m, v, 7, rate=0.05)
    check_adam(answer, (w, gradient, m, v, 7), 0.05, 1e-7, "step 7 of Adam, rate=0.05")
    check.unchanged(submission)


@task(3)
def test_the_first_step_of_adam(submission, rng):
    """In the first step, every weight moves by about the learning rate."""
    w, gradient = weights_and_gradient(rng, (2, 3))
    zeros = np.zeros((2, 3))
    answer = submission.adam_step(w, gradient, zeros, zeros, 1)
    check_adam(answer, (w, gradient, zeros, zeros, 1), 0.001, 1e-7, "the first step of Adam, with the default rate")
    check.unchanged(submission)


@task(3)
def test_a_large_epsilon(submission, rng):
    """epsilon is added to the root of the corrected v."""
    w, gradient = weights_and_gradient(rng, (3, 2))
    m, v = averages(rng, (3, 2), 3)
    answer = submission.adam_step(w, gradient, m, v, 3, rate=0.1, epsilon=0.25)
    check_adam(answer, (w, gradient, m, v, 3), 0.1, 0.25, "step 3 of Adam, rate=0.1, epsilon=0.25")


@task(3)
def test_steps_of_adam_in_a_row(submission, rng):
    """Three steps, each with the m and v that the step before returned."""
    w, _ = weights_and_gradient(rng, 4)
    state = w, np.zeros(4), np.zeros(4)
    for step in (1, 2, 3):
        gradient = weights_and_gradient(rng, 4)[1]
        w, m, v = state
        answer = submission.adam_step(w, gradient, m, v, step, rate=0.02)
        check_adam(answer, (w, gradient, m, v, step), 0.02, 1e-7, f"step {step} of Adam, rate=0.02")
        state = [check.is_array(part, f"step {step} of Adam", shape=(4,), dtype="float") for part in answer]


# --- tasks 4 to 7: a linear model, in NumPy ---

FACTORS = np.array([[2.0, 0.0, 2.0], [0.0, 2.0, 2.0]])
CLASSES = 3


def softmax(logits):
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def start_of(rng):
    """The kernel and the bias of a model, float32."""
    return rng.normal(0, 0.7, (6, CLASSES)).astype(np.float32), rng.normal(0, 0.5, CLASSES).astype(np.float32)


def model_and_optimizer(submission, start, kind, rate):
    model = submission.probe.linear(*start, FACTORS)
    return model, submission.probe.optimizer(kind, rate, model)


def images_of(rng, count):
    return rng.uniform(0, 1, (count, 2, 3)).astype(np.float32)


def logits_of(weights, x, training):
    x = x.astype(np.float64)
    return (x * FACTORS if training else x).reshape(len(x), -1) @ weights[0] + weights[1]


def measured(logits, y, twice=False):
    """The losses of all items, and which of them are right."""
    p = softmax(softmax(logits)) if twice else softmax(logits)
    return -np.log(p[np.arange(len(y)), y]), logits.argmax(axis=1) == y


class Run:
    """A training in float64, or one with a known mistake: `how`."""

    def __init__(self, start, kind, rate, how=""):
        self.weights = [np.asarray(part, np.float64) for part in start]
        self.kind, self.rate, self.how = kind, rate, how
        self.forget()

    def forget(self):
        self.m, self.v, self.steps = [0.0, 0.0], [0.0, 0.0], 0

    def step(self, x, y):
        """The losses of the items, which are right, and the logits, all before the step."""
        if self.how == "new optimizer in each step":
            self.forget()
        training = self.how != "not in training mode"
        logits = logits_of(self.weights, x, training)
        losses, right = measured(logits, y, self.how == "softmax twice")
        ones = np.eye(CLASSES)[y]
        p = softmax(logits)
        slopes = p - ones
        if self.how == "softmax twice":
            inner = softmax(p) - ones
            slopes = p * (inner - (inner * p).sum(axis=1, keepdims=True))
        if self.how != "sum":
            slopes = slopes / len(x)
        if self.how == "uphill":
            slopes = -slopes
        rows = (x * FACTORS if training else x).reshape(len(x), -1).astype(np.float64)
        self.steps += 1
        for place, gradient in enumerate((rows.T @ slopes, slopes.sum(axis=0))):
            if self.how == "bias not trained" and place == 1:
                continue
            if self.kind == "SGD":
                self.weights[place] = self.weights[place] - self.rate * gradient
            else:
                state = self.weights[place], gradient, self.m[place], self.v[place], self.steps
                moved = adam(*state, self.rate, 1e-7, "as in Keras")  # a difference of 1 % where the gradient is 0.0003
                self.weights[place], self.m[place], self.v[place] = moved
        return losses, right, logits

    def evaluate(self, x, y, training=False):
        losses, right = measured(logits_of(self.weights, x, training), y)
        return losses.mean(), right.mean()


def labels_for(weights, x, right, rng):
    """Labels for which a model is right on the chosen images only."""
    said = logits_of(weights, x, False).argmax(axis=1)
    return np.where(right, said, (said + rng.integers(1, CLASSES, len(x))) % CLASSES).astype(np.int64)


HOW_STEPS = {
    "not in training mode": "The model was called without training=True, so its layer for training (such as dropout) did nothing.",
    "softmax twice": "The softmax was applied twice: the model returns logits, and the loss applies the softmax itself.",
    "sum": "The gradient is that of the sum of the losses. The loss of a batch is the mean, so that the step does not grow with the batch.",
    "uphill": "The step went uphill.",
}


def check_weights(submission, model, start, right, others, what):
    """The weights of a model after training, and what else they might be."""
    found = check.sequence(submission.probe.weights(model), f"{what}: weights", 2)
    check.that(
        not all(np.array_equal(value, before) for value, before in zip(found, start, strict=True)),
        f"{what}: the weights of the model have not changed. Compute the gradients, and hand them to the optimizer: "
        "optimizer.apply_gradients(zip(gradients, model.trainable_variables)).",
    )
    for place, name in enumerate(("kernel", "bias")):
        mistakes = {sentence: other[place] for sentence, other in others.items()}
        check.array(found[place], right[place], f"{what}: {name}", mistakes=mistakes, **CLOSE)


@remembered
def steps_of(start, pairs, kind, rate, how=""):
    run = Run(start, kind, rate, how)
    told = [run.step(x, y) for x, y in pairs]
    return told, run.weights


# --- task 4: train_step ---


def check_steps(submission, start, pairs, kind, rate, what):
    """Some steps on some batches, the numbers and the weights."""
    model, optimizer = model_and_optimizer(submission, start, kind, rate)
    right, weights = steps_of(start, pairs, kind, rate)
    hows = HOW_STEPS | {"bias not trained": "The bias did not change: take all of model.trainable_variables."}
    if kind == "Adam":
        hows["new optimizer in each step"] = (
            "Each step was Adam's first one: its running averages were lost. Use the optimizer that was passed, in every step."
        )
    others = {sentence: steps_of(start, pairs, kind, rate, how) for how, sentence in hows.items()}
    if kind == "SGD":
        others["The weights moved twice as far: is the optimizer called twice for one batch?"] = steps_of(start, pairs, kind, 2 * rate)
    other = "SGD" if kind == "Adam" else "Adam"
    sentence = f"These are steps of {other}. The optimizer that was passed is {kind}, with the learning rate {rate:g}."
    others[sentence] = steps_of(start, pairs, other, rate)
    for wrong in (0.001, 0.01, 0.1):
        sentence = f"These are steps with the learning rate {wrong:g}. That of the optimizer is {rate:g}."
        others[sentence] = steps_of(start, pairs, kind, wrong)
    for number, (x, y) in enumerate(pairs):
        told = f"{what}, step {number + 1}" if len(pairs) > 1 else what
        losses, _, logits = right[number]
        answer = submission.train_step(model, optimizer, x, y)
        loss, given = check.sequence(answer, told, 2)
        after = Run(start, kind, rate)
        for before in pairs[: number + 1]:
            after.step(*before)
        later = logits_of(after.weights, x, True)
        modes = {mode: steps_of(start, pairs, kind, rate, mode)[0][number] for mode in ("not in training mode", "softmax twice")}
        mistakes = {
            "That is the loss after the step. Return the one before, from which the gradients were computed.": measured(later, y)[0].mean(),
            HOW_STEPS["not in training mode"]: modes["not in training mode"][0].mean(),
            HOW_STEPS["softmax twice"]: modes["softmax twice"][0].mean(),
        }
        if number:
            mistakes |= {sentence: steps[number][0].mean() for sentence, (steps, _) in others.items()}
        if len(x) > 1:
            mistakes["That is the sum of the losses. The loss of a batch is their mean."] = losses.sum()
            check.that(
                not (isinstance(loss, np.ndarray) and loss.shape == (len(x),)),
                f"{told}: train_step returned {len(x)} losses, one for each item. The loss of a batch is their mean.",
            )
        check.close(loss, losses.mean(), f"{told}: loss", mistakes=mistakes, **CLOSE)
        mistakes = {
            "These are probabilities. Return the logits, to which no softmax was applied.": softmax(logits),
            "These are the logits after the step. Return those from which the loss was computed.": later,
            HOW_STEPS["not in training mode"]: modes["not in training mode"][2],
        }
        check.array(given, logits, f"{told}: logits", mistakes=mistakes, **CLOSE)
    check_weights(submission, model, start, weights, {said: moved for said, (_, moved) in others.items()}, f"{what}, weights afterwards")


def pairs_of(rng, *sizes):
    return [(images_of(rng, size), rng.integers(0, CLASSES, size)) for size in sizes]


@task(4)
def test_one_step(submission, rng):
    """A step of plain SGD: the loss and the logits before it, the weights after it."""
    check_steps(submission, start_of(rng), pairs_of(rng, 5), "SGD", 0.5, "a step of SGD on a batch of 5")


@task(4)
def test_a_batch_of_one(submission, rng):
    """A last batch may have one item only."""
    check_steps(submission, start_of(rng), pairs_of(rng, 1), "SGD", 0.3, "a step of SGD on a batch of 1")


@task(4)
def test_steps_with_adam(submission, rng):
    """The optimizer keeps its state from step to step."""
    check_steps(submission, start_of(rng), pairs_of(rng, 5, 5, 2), "Adam", 0.05, "three steps of Adam")


# --- task 5: evaluate ---


def check_two(answer, right, what, mistakes):
    """A pair of loss and accuracy; a mistake is a pair as well."""
    loss, accuracy = check.sequence(answer, what, 2)
    for value, place, name in ((loss, 0, "loss"), (accuracy, 1, "accuracy")):
        possible = {sentence: pair[place] for sentence, pair in mistakes.items() if pair[place] is not None}
        if place == 1:
            possible["That is a number in percent. The accuracy is a fraction from 0 to 1."] = 100 * right[1]
        check.close(value, right[place], f"{what}: {name}", mistakes=possible, **CLOSE)


def batched(values, size):
    return [values[start : start + size] for start in range(0, len(values), size)]


def pairs_from(told, size):
    """What means there are of the losses and hits of all items."""
    losses, hits = told
    parts = [(part.mean(), hit.mean()) for part, hit in zip(batched(losses, size), batched(hits, size), strict=True)]
    mistakes = {}
    if len(losses) % size:
        sentence = "That is the mean of the batches' means, in which the items of the smaller last batch count more than others. Weight each batch by its size."
        mistakes[sentence] = tuple(np.mean(parts, axis=0))
        whole = len(losses) - len(losses) % size
        mistakes["The last, smaller batch was left out."] = losses[:whole].mean(), hits[:whole].mean()
    mistakes["These are the numbers of the first batch alone."] = parts[0]
    mistakes["These are the numbers of the last batch alone."] = parts[-1]
    mistakes["That is the sum of the batches' means. Divide by the number of items."] = tuple(np.sum(parts, axis=0))
    count = len(parts)
    sentence = "The sums over the items were divided by the number of batches. Divide by the number of items."
    mistakes[sentence] = losses.sum() / count, hits.sum() / count
    mistakes["That is the sum over all items. Divide by their number."] = losses.sum(), hits.sum()
    return mistakes


def check_evaluated(submission, rng, start, count, size, right, what, before=None):
    """Evaluate a model on some items, of which it has chosen ones right; `before`: losses and hits of an earlier call."""
    x = images_of(rng, count)
    y = labels_for(start, x, right, rng)
    model = submission.probe.linear(*start, FACTORS)
    answer = submission.evaluate(model, submission.probe.batches(x, y, size))
    told = measured(logits_of(start, x, False), y)
    training = measured(logits_of(start, x, True), y)
    twice = measured(logits_of(start, x, False), y, twice=True)
    mistakes = pairs_from(told, size) | {
        "The model was called with training=True. In evaluation, layers such as dropout must do nothing.": tuple(p.mean() for p in training),
        "The softmax was applied twice: the model returns logits, and the loss applies the softmax itself.": (twice[0].mean(), None),
    }
    if before:
        both = [np.concatenate([one, two]).mean() for one, two in zip(before, told, strict=True)]
        mistakes["The items of an earlier call were counted as well. Begin each call with new sums, or reset the metric."] = tuple(both)
    check_two(answer, (told[0].mean(), told[1].mean()), what, mistakes)
    found = check.sequence(submission.probe.weights(model), f"{what}: weights", 2)
    check.that(
        all(np.array_equal(value, part) for value, part in zip(found, start, strict=True)),
        f"{what}: the weights of the model have changed. evaluate measures, and takes no step.",
    )
    return told


@task(5)
def test_each_call_starts_from_zero(submission, rng):
    """Nothing is left of an earlier call."""
    first = check_evaluated(submission, rng, start_of(rng), 6, 4, np.ones(6, bool), "evaluate on 6 items")
    right = np.array([0, 0, 1, 0, 0, 0, 1], bool)
    check_evaluated(submission, rng, start_of(rng), 7, 3, right, "evaluate on 7 other items, in a second call", before=first)


@task(5)
def test_batches_of_the_same_size(submission, rng):
    """Loss and accuracy over all items; the weights stay as they are."""
    right = np.array([1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 1, 1], bool)
    check_evaluated(submission, rng, start_of(rng), 12, 1, right, "evaluate on 12 items in batches of 1")


UNEVEN = np.array([1, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1], bool)


@task(5)
def test_a_smaller_last_batch_counts_less(submission, rng):
    """Each item counts the same, in a small batch too."""
    check_evaluated(submission, rng, start_of(rng), 13, 5, UNEVEN, "evaluate on 13 items in batches of 5")


# --- task 6: train_epoch ---


@remembered
def epoch_of(start, x, y, size, kind, rate, how=""):
    """The losses and hits of all items, in one epoch; the weights after it."""
    run = Run(start, kind, rate, "" if how == "after each step" else how)
    losses, hits = [], []
    for part, label in zip(batched(x, size), batched(y, size), strict=True):
        told = run.step(part, label)
        if how == "after each step":
            told = measured(logits_of(run.weights, part, True), label)
        losses.append(told[0])
        hits.append(told[1])
    return np.concatenate(losses), np.concatenate(hits), run.weights


def check_epoch(submission, rng, kind, rate, count, size, what):
    start, x = start_of(rng), images_of(rng, count)
    y = rng.integers(0, CLASSES, count)
    model, optimizer = model_and_optimizer(submission, start, kind, rate)
    answer = submission.train_epoch(model, optimizer, submission.probe.batches(x, y, size))
    losses, hits, weights = epoch_of(start, x, y, size, kind, rate)
    final = Run(weights, kind, rate)
    after = epoch_of(start, x, y, size, kind, rate, "after each step")
    mistakes = pairs_from((losses, hits), size) | {
        "These numbers were measured after each step. Use the loss and the logits that train_step returns.": tuple(p.mean() for p in after[:2]),
        "These numbers were measured after the epoch. Use the loss and the logits of each step.": final.evaluate(x, y),
        "These numbers are those before the epoch. Use the loss and the logits of each step.": Run(start, kind, rate).evaluate(x, y),
    }
    others = {}
    for how in ("not in training mode", "softmax twice", "sum"):
        wrong = epoch_of(start, x, y, size, kind, rate, how)
        others[HOW_STEPS[how]] = wrong[2]
        mistakes[HOW_STEPS[how]] = wrong[0].mean(), wrong[1].mean()
    if kind == "Adam":
        sentence = "Each step was Adam's first one: its running averages were lost. Use the optimizer that was passed, in every step."
        wrong = epoch_of(start, x, y, size, kind, rate, "new optimizer in each step")
        others[sentence] = wrong[2]
        mistakes[sentence] = wrong[0].mean(), wrong[1].mean()
    check_two(answer, (losses.mean(), hits.mean()), what, mistakes)
    first = Run(start, kind, rate)
    first.step(x[:size], y[:size])
    others["Only the first batch was used: was the loop left too early?"] = first.weights
    whole = Run(start, kind, rate)
    whole.step(x, y)
    others["That is one step on all items. Take one step on each batch."] = whole.weights
    short = Run(start, kind, rate)
    for part, label in list(zip(batched(x, size), batched(y, size), strict=True))[:-1]:
        short.step(part, label)
    others["No step was taken on the last batch."] = short.weights
    check_weights(submission, model, start, weights, others, f"{what}, weights afterwards")


@task(6)
def test_one_epoch(submission, rng):
    """One step on each batch; the mean over all items of what each step returned."""
    check_epoch(submission, rng, "SGD", 0.5, 35, 3, "an epoch of SGD on 35 items in batches of 3")


@task(6)
def test_one_epoch_with_adam(submission, rng):
    """The same optimizer takes all steps."""
    check_epoch(submission, rng, "Adam", 0.1, 12, 4, "an epoch of Adam on 12 items in batches of 4")


# --- task 7: train ---

NAMES = "loss", "accuracy", "val_loss", "val_accuracy"


@remembered
def history_of(start, training, validation, size, orders, rate, epochs, how=""):
    """The history and the weights of a training with Adam, or of one with a known mistake."""
    (x, y), (other_x, other_y) = training, validation
    run = Run(start, "Adam", rate)
    history, seen = {name: [] for name in NAMES}, ([], [])
    for epoch in range(epochs):
        order = orders[0 if how == "first order" else epoch % len(orders)]
        if how == "new optimizer in each epoch":
            run.forget()
        before = run.evaluate(other_x, other_y)
        told = [run.step(x[part], y[part]) for part in batched(order, size)]
        losses, hits = (np.concatenate([part[place] for part in told]) for place in (0, 1))
        for values, more in zip(seen, (losses, hits), strict=True):
            values.extend(more.tolist())
        numbers = [losses.mean(), hits.mean()]
        if how == "not reset":
            numbers = [np.mean(seen[0]), np.mean(seen[1])]
        elif how == "measured after the epoch":
            numbers = list(run.evaluate(x, y))
        if how == "validation before":
            numbers += before
        elif how == "training set":
            numbers += run.evaluate(x, y)
        elif how == "trained on both":
            told = [run.step(other_x[part], other_y[part]) for part in batched(np.arange(len(other_x)), size)]
            numbers += [np.concatenate([part[place] for part in told]).mean() for place in (0, 1)]
        else:
            numbers += run.evaluate(other_x, other_y)
        for name, number in zip(NAMES, numbers, strict=True):
            history[name].append(float(number))
    if how == "validation at the end":
        history["val_loss"], history["val_accuracy"] = ([history[name][-1]] * epochs for name in NAMES[2:])
    return history, run.weights


HOW_TRAINED = {
    "first order": "Every epoch had the order of the first one. Iterate over the dataset anew in each epoch, so that it can be shuffled anew.",
    "new optimizer in each epoch": "Adam began anew in each epoch. Use the optimizer that was passed, so that its running averages last.",
    "not reset": "The items of earlier epochs were counted as well. The numbers of an epoch are those of its own items.",
    "measured after the epoch": "These numbers were measured after the epoch. Return those of the training itself, from train_epoch.",
    "validation before": "The validation was made before the epoch. It is made after it.",
    "training set": "These are the numbers of the training set, not of the validation set.",
    "trained on both": "The model was trained on the validation set. Use evaluate, which takes no step.",
}


def check_trained(submission, rng, epochs, what):
    start, size, rate = start_of(rng), 5, 0.1
    training = images_of(rng, 13), rng.integers(0, CLASSES, 13)
    validation = images_of(rng, 7), rng.integers(0, CLASSES, 7)
    orders = [rng.permutation(13) for _ in range(epochs)]
    model, optimizer = model_and_optimizer(submission, start, "Adam", rate)
    data = submission.probe.in_orders(*training, size, orders), submission.probe.batches(*validation, size)
    answer = check.mapping(submission.train(model, optimizer, *data, epochs), what, NAMES)
    arguments = start, training, validation, size, orders, rate, epochs
    history, weights = history_of(*arguments)
    others = {sentence: history_of(*arguments, how) for how, sentence in HOW_TRAINED.items()}
    for name in NAMES:
        told = f'{what}: history["{name}"]'
        values = check.is_array(answer[name], told, dtype="number")
        check.that(
            values.shape == (epochs,),
            f"{told} has the shape {values.shape}, and should have {epochs} number{'s' * (epochs > 1)}: one for each epoch.",
        )
        mistakes = {
            sentence: np.array(wrong[name])
            for sentence, (wrong, _) in others.items()
            if not np.allclose(wrong[name], history[name], rtol=1e-3, atol=1e-3)
        }
        check.curve(answer[name], np.array(history[name]), told, x="epoch", y=name, rtol=2e-3, atol=2e-4, mistakes=mistakes)
    check_weights(submission, model, start, weights, {said: moved for said, (_, moved) in others.items()}, f"{what}, weights afterwards")


@task(7)
def test_one_epoch_and_a_validation(submission, rng):
    """After one epoch, there is one number in each list."""
    check_trained(submission, rng, 1, "train for 1 epoch")


@task(7)
def test_three_epochs(submission, rng):
    """Each epoch has its own order of items and its own numbers; the optimizer and the model go on."""
    check_trained(submission, rng, 3, "train for 3 epochs")
