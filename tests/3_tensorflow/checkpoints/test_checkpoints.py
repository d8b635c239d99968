"""Judges exercises/3_tensorflow/checkpoints.py.

Checkpoints of the program are read by the judge's own code, and those that a program restores are written by it. The losses and the
weights of a training are computed in NumPy.
"""

import itertools

import numpy as np

from deepkata.suite import Files, check, remembered, task

CLOSE = {"rtol": 1e-3, "atol": 1e-4}  # models compute in float32
CLASSES = 3
SHAPE = (None, 4)


def layers_of(rng, *sizes):
    """Kernels and biases, float32, of dense layers of these sizes."""
    return [
        (rng.normal(0, 0.7, pair).astype(np.float32), rng.normal(0, 0.5, pair[1]).astype(np.float32)) for pair in itertools.pairwise(sizes)
    ]


def data_of(rng, count):
    return rng.normal(0, 1, (count, 4)).astype(np.float32), rng.integers(0, CLASSES, count)


def objects(submission, rng, kind, sizes=(4, 5, 3)):
    """A model and an optimizer after three steps of a training."""
    layers = layers_of(rng, *sizes)
    model, optimizer = submission.probe.network(layers), submission.probe.optimizer(kind, 0.1)
    submission.probe.in_training(model, optimizer, SHAPE, 3, 0.25)
    return layers, model, optimizer


def same(found, expected):
    return len(found) == len(expected) and all(np.array_equal(one, other) for one, other in zip(found, expected, strict=True))


# --- tasks 1 and 2: save ---


def check_path(submission, answer, place, what):
    """The path that was returned is that of the newest checkpoint."""
    right, name, moves = submission.probe.newest(place, answer)
    check.that(
        name is not None,
        f"{what}: tf.train.latest_checkpoint finds nothing in the folder. Save with a tf.train.CheckpointManager, which also writes the small "
        "file named checkpoint, where the newest path is noted.",
    )
    check.that(
        right,
        f"{what}: expected the path of the new checkpoint as a string, <directory>/{name}, got {shown(answer)}.",
    )
    check.that(
        moves,
        f"{what}: the file named checkpoint notes the newest path in full, so that it is not found when the folder was moved. Note the name within "
        "the folder, as a tf.train.CheckpointManager does.",
    )


def shown(answer):
    return repr(answer)[:120] if answer is None or isinstance(answer, str | bool | int) else f"an object of type {type(answer).__name__}"


def check_unchanged(submission, objects, before, what):
    after = submission.probe.state(*objects)
    check.that(same(after["model"], before["model"]), f"{what}: the weights of the model have changed. Saving must not change them.")
    if "optimizer" in before:
        check.that(
            same(after["optimizer"], before["optimizer"]), f"{what}: the state of the optimizer has changed. Saving must not change it."
        )


PART_MISSING = {
    "weights": 'there is no part named "model" with the weights, so nobody can read the model from it alone',
    "optimizer": 'there is no part named "optimizer" with its whole state. Without it, Adam and momentum begin with averages of 0 after a '
    "restart",
    "step": 'there is no part named "step", so a restarted training does not know how far it was',
}


def check_whole(told, step, before, what):
    """A checkpoint holds all three parts."""
    for part in ("step", "optimizer", "weights"):
        check.that(told[part] is not None, f"{what}: {PART_MISSING[part]}.")
    check.equal(told["step"], step, f"{what}: step")
    check.that(same(told["weights"], before["model"]), f"{what}: the weights are not those that the model had when it was saved.")
    check.that(
        same(told["optimizer"], before["optimizer"]),
        f"{what}: the state of the optimizer is not the one it had when it was saved.",
    )


@task(1)
def test_the_whole_state_is_saved(submission, rng, scratch):
    """The checkpoint has the weights, the state of Adam and the step."""
    layers, *made = objects(submission, rng, "Adam")
    before = submission.probe.state(*made)
    what = "save, model trained with Adam, step 7"
    answer = submission.save(*made, 7, scratch.path("run"))
    check_path(submission, answer, scratch.path("run"), what)
    check_unchanged(submission, made, before, what)
    told = submission.probe.kept(scratch.path("run"), layers, "Adam")
    check.that(len(told) == 1, f"{what}: one call should leave one checkpoint in a new folder, and there are {len(told)}.")
    check_whole(told[0], 7, before, f"{what}, the checkpoint")


@task(1)
def test_a_second_checkpoint_is_the_newest(submission, rng, scratch):
    """The second of two calls saves the values of that moment, with momentum as well."""
    layers, *made = objects(submission, rng, "momentum")
    submission.save(*made, 20, scratch.path("run"))
    submission.probe.in_training(*made, SHAPE, 5, 0.5)
    before = submission.probe.state(*made)
    what = "save, called a second time at step 30, model trained with momentum"
    check_path(submission, submission.save(*made, 30, scratch.path("run")), scratch.path("run"), what)
    told = submission.probe.kept(scratch.path("run"), layers, "momentum")
    check_whole(told[-1], 30, before, f"{what}, the newest checkpoint")


def check_kept(told, numbers, what):
    """Which checkpoints are left."""
    found = [one["step"] for one in told]
    check.that(None not in found, f"{what}: {PART_MISSING['step']}.")
    check.that(
        found != numbers[-1:] or len(numbers) == 1,
        f"{what}: only one checkpoint is left, that of step {numbers[-1]}; expected those of the steps {steps_text(numbers)}. Look at the names of "
        "the files: a new tf.train.Checkpoint begins to count at 1, so that each call overwrites ckpt-1. Use the step as checkpoint_number.",
    )
    check.that(
        len(found) <= len(numbers),
        f"{what}: {len(found)} checkpoints are left, those of the steps {steps_text(found)}, and there should be {len(numbers)}. The folder of a long "
        "training would fill the disk; keep says how many of them stay.",
    )
    check.that(
        found == numbers,
        f"{what}: expected the checkpoints of the steps {steps_text(numbers)}, found {steps_text(found) or 'none'}. The oldest ones are deleted.",
    )


def steps_text(numbers):
    *first, last = map(str, numbers) if numbers else ("",)
    return f"{', '.join(first)} and {last}" if first else last


def save_at(submission, made, place, numbers, *keep):
    for number in numbers:
        submission.save(*made, number, place, *keep)


@task(2)
def test_the_last_ones_are_kept(submission, rng, scratch):
    """With keep=2, two checkpoints are left after four calls; without keep, three."""
    _, *made = objects(submission, rng, "SGD")
    for name, keep, numbers in (("two", (2,), [15, 18]), ("three", (), [12, 15, 18])):
        save_at(submission, made, scratch.path(name), (9, 12, 15, 18), *keep)
        what = f"save, called at the steps 9, 12, 15 and 18 {'with keep=' + str(*keep) if keep else 'with the default keep=3'}"
        check_kept(submission.probe.kept(scratch.path(name)), numbers, what)
        left = submission.probe.without_index(scratch.path(name))
        check.that(
            not left,
            f"{what}: {' and '.join(left)} {'is' if len(left) == 1 else 'are'} left. A checkpoint consists of several files, and the .data file is "
            "the large one: delete all of them.",
        )


@task(2)
def test_checkpoints_of_an_earlier_process_count(submission, rng, scratch):
    """In a copy of the folder, the oldest checkpoint is deleted as well."""
    _, *made = objects(submission, rng, "SGD")
    save_at(submission, made, scratch.path("run"), (90, 100), 2)
    submission.save(*made, 110, copied(submission, "run"), 2)
    what = (
        "save with keep=2 at step 110, in a copy of a folder with checkpoints of the steps 90 and 100, as a new process elsewhere finds it"
    )
    check_kept(submission.probe.kept(scratch.path("copy")), [100, 110], what)


def copied(submission, name):
    """What the program has saved under a name, in another place."""
    return Files("copy", submission.fetch(name).entries)


# --- tasks 3 and 4: restore ---


def written(reference, name, layers, kind, x, y, saved, rate=0.1):
    """A folder with checkpoints that the judge has written, and the values in the newest one; once for all programs."""
    files, values = reference.probe.folder(layers, kind, rate, x, y, saved)
    return Files(name, {path: data.tobytes() for path, data in files.items()}), values


def parts_of(rng, count, size):
    """Batches of equal size: x of shape (count, size, 4), y of shape (count, size)."""
    x, y = data_of(rng, count * size)
    return x.reshape(count, size, 4), y.reshape(count, size)


def check_restored(submission, answer, made, expected, what, older=()):
    after = submission.probe.state(*made)
    check.that(
        len(after["model"]) == len(expected["model"]),
        f"{what}: the model has no variables when restore returns. Their values wait in the checkpoint until the first call creates them, and "
        "until then nobody can tell whether they fit. Build the model before you restore.",
    )
    check.that(
        len(after["optimizer"]) == len(expected["optimizer"]),
        f"{what}: the optimizer has {len(after['optimizer'])} variables when restore returns, and the checkpoint has {len(expected['optimizer'])} of "
        "them: the running averages are missing. A fresh optimizer creates them in its first step; build it before you restore.",
    )
    check.that(
        answer not in older,
        f"{what}: the step is {shown(answer)}, that of an older checkpoint; the newest one is of step {expected['step']}. Ask "
        "tf.train.latest_checkpoint: if names are sorted as text, ckpt-9 comes after ckpt-10.",
    )
    check.equal(answer, expected["step"], f"{what}: result", "The step that was saved, as a number.")
    check.that(same(after["model"], expected["model"]), f"{what}: the weights are not those of the newest checkpoint.")
    check.that(
        same(after["optimizer"], expected["optimizer"]),
        f"{what}: the state of the optimizer is not that of the newest checkpoint: its running averages, its learning rate and its number of steps "
        "belong to the training.",
    )


@task(3)
def test_no_checkpoint(submission, rng, scratch):
    """If there is no checkpoint, the answer is None, and the weights stay."""
    _, *made = objects(submission, rng, "Adam")
    before = submission.probe.state(*made)
    for what, place in (("a folder that does not exist", scratch.path("nowhere")), ("an empty folder", Files("empty", {"notes.txt": b""}))):
        what = f"restore from {what}"  # noqa: PLW2901 - the same words, in full
        answer = submission.restore(*made, place, SHAPE)
        check.that(answer is None, f"{what}: expected None, got {shown(answer)}.")
        check.that(same(submission.probe.state(*made)["model"], before["model"]), f"{what}: the weights have changed.")


@task(3)
def test_the_newest_into_fresh_objects(submission, reference, rng):
    """Weights, state and step of the newest checkpoint, in objects that were just made."""
    x, y = parts_of(rng, 2, 5)
    layers, others = layers_of(rng, 4, 5, 3), layers_of(rng, 4, 5, 3)
    for kind in ("Adam", "momentum"):
        place, expected = written(reference, f"run_{kind}", layers, kind, x, y, [(1, 8), (3, 9), (4, 10)])
        made = submission.probe.network(others), submission.probe.optimizer(kind, 0.5)
        what = f"restore of a model and {kind} that were just made; the checkpoints are ckpt-8, ckpt-9 and ckpt-10"
        check_restored(submission, submission.restore(*made, place, SHAPE), made, expected, what, older=(8, 9))


@task(3)
def test_objects_that_are_built_already(submission, reference, rng):
    """A model that was built and an optimizer that has taken steps get the values as well."""
    x, y = parts_of(rng, 2, 5)
    place, expected = written(reference, "run", layers_of(rng, 4, 6, 3), "Adam", x, y, [(2, 40)])
    _, *made = objects(submission, rng, "Adam", (4, 6, 3))
    what = "restore of a model and an optimizer that have taken steps already"
    check_restored(submission, submission.restore(*made, place, SHAPE), made, expected, what)


@task(4)
def test_a_model_of_another_architecture(submission, reference, rng):
    """A checkpoint is refused if the model has another layer, one layer less, or wider layers."""
    x, y = parts_of(rng, 1, 5)
    place, _ = written(reference, "run", layers_of(rng, 4, 5, 3), "SGD", x, y, [(1, 1)])
    for sizes, words in (
        ((4, 5, 3, 3), "the model has one more layer than the checkpoint"),
        ((4, 5), "the model lacks the second layer of the checkpoint"),
        ((4, 6, 3), "the first layer of the model has 6 units, and in the checkpoint it has 5"),
    ):
        made = submission.probe.network(layers_of(rng, *sizes)), submission.probe.optimizer("SGD", 0.1)
        check.raises(submission, "restore", Exception, *made, place, SHAPE, name=f"restore, where {words}")


@task(4)
def test_another_optimizer(submission, reference, rng):
    """A checkpoint is refused if the optimizer lacks some of the values, or has others."""
    x, y = parts_of(rng, 1, 5)
    layers = layers_of(rng, 4, 5, 3)
    for old, new, words in (
        ("Adam", "SGD", "the checkpoint has the averages of Adam, and plain SGD has no variables for them"),
        (
            "SGD",
            "Adam",
            "the optimizer is Adam, and the checkpoint of plain SGD has no averages for it. They must be created before restore",
        ),
    ):
        place, _ = written(reference, f"run_{old}", layers, old, x, y, [(1, 1)])
        made = submission.probe.network(layers), submission.probe.optimizer(new, 0.1)
        check.raises(submission, "restore", Exception, *made, place, SHAPE, name=f"restore, where {words}")


# --- tasks 5 and 6: train, in NumPy ---


class Run:
    """A training of softmax regression in float64, as Keras does it; ``factor`` is what the last layer of these models does to the logits."""

    def __init__(self, layers, kind, rate):
        self.weights = [np.asarray(part, np.float64) for part in layers[0]]
        self.kind, self.rate, self.factor = kind, rate, 2
        self.forget()

    def forget(self):
        self.m, self.v, self.steps = [0.0, 0.0], [0.0, 0.0], 0

    def step(self, x, y):
        """Take a step; the loss before it."""
        scores = self.factor * (x.astype(np.float64) @ self.weights[0] + self.weights[1])
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        p = powers / powers.sum(axis=1, keepdims=True)
        slopes = self.factor * (p - np.eye(CLASSES)[y]) / len(x)
        self.steps += 1
        for place, gradient in enumerate((x.T.astype(np.float64) @ slopes, slopes.sum(axis=0))):
            self.weights[place] = self.weights[place] + self.change(place, gradient)
        return float(-np.log(p[np.arange(len(y)), y]).mean())

    def change(self, place, gradient):
        if self.kind == "momentum":
            self.m[place] = 0.9 * self.m[place] - self.rate * gradient
            return self.m[place]
        self.m[place] = 0.9 * self.m[place] + 0.1 * gradient
        self.v[place] = 0.999 * self.v[place] + 0.001 * gradient**2
        scale = np.sqrt(1 - 0.999**self.steps) / (1 - 0.9**self.steps)
        return -self.rate * scale * self.m[place] / (np.sqrt(self.v[place]) + 1e-7)


@remembered
def story(layers, kind, rate, x, y, stopped, steps, how="", other=None):
    """The losses of a training that goes on after step ``stopped``, and the weights after each step; or those of a known mistake.

    ``x``, ``y``: lists of batches. ``other``: the layers of the fresh model. ``how``: what goes wrong.
    """
    run, after = Run(layers, kind, rate), {}
    for turn in range(stopped):
        run.step(x[turn % len(x)], y[turn % len(x)])
        after[turn + 1] = list(run.weights)
        if how == "older checkpoint" and turn + 1 == stopped - 1:
            break
    if how == "optimizer anew":
        run.forget()
    if how in ("from the beginning", "only the step"):
        run = Run(other, kind, rate)
    if how == "not as in training":
        run.factor = 1
    first = {"from the beginning": 0, "step lost": 0, "older checkpoint": stopped - 1}.get(how, stopped)
    last = stopped + steps if how == "as many steps again" else steps
    losses = []
    for turn in range(first, last):
        part = (turn - stopped if how == "batches anew" else turn + 1 if how == "one batch ahead" else turn) % len(x)
        losses.append(run.step(x[part], y[part]))
        after[turn + 1] = list(run.weights)
    return np.array(losses), after


MISTAKES = {
    "optimizer anew": "The state of the optimizer was lost: its running averages began at 0 again. Restore the optimizer as well.",
    "batches anew": "The data began with the first batch again. The step tells which batch comes next.",
    "one batch ahead": "Each step used the batch after its own: step 1 uses the first batch.",
    "from the beginning": "The checkpoint was ignored: the training began anew with the weights of the fresh model.",
    "step lost": "The weights were restored and the step was not, so that all steps were taken once more. Save and restore the step.",
    "only the step": "The step was restored and the weights were not: the fresh model was trained.",
    "as many steps again": "`steps` is the number of the last step, not the number of steps in this call.",
    "older checkpoint": "The training went on from an older checkpoint. Restore the newest one.",
    "not as in training": "The model was called without training=True. It contains a layer that, like dropout, behaves differently during training.",
}
FROM_0 = ("one batch ahead", "not as in training")  # mistakes that show in a training that starts at step 0


def batch_list(x, y, size):
    cuts = range(size, len(x), size)
    return np.split(x, cuts), np.split(y, cuts)


def check_trained(submission, answer, model, arguments, what, other=None):
    """The losses of a call of train, and the weights at the end."""
    stopped, steps = arguments[5:7]
    losses, after = story(*arguments)
    ways = {MISTAKES[how]: story(*arguments, how, other) for how in MISTAKES if (how in FROM_0) != bool(stopped)}
    told = check.sequence(answer, f"{what}: result")
    mistakes = {
        sentence: wrong[0]
        for sentence, wrong in ways.items()
        if wrong[0].shape != losses.shape or not np.allclose(wrong[0], losses, **CLOSE)
    }
    why = (
        f"This call takes the steps {stopped + 1} to {steps}, and returns their losses." if stopped < steps else "No step was left to take."
    )
    if steps > stopped + 1:
        mistakes["Each loss was computed after its step. It is computed before the step."] = later(arguments)
    check.array(list(told), losses, f"{what}: losses", why=why, mistakes=mistakes, **CLOSE)
    final = after[max(stopped, steps)]
    found = check.sequence(submission.probe.state(model)["model"], f"{what}: weights", 2)
    for place, name in enumerate(("kernel", "bias")):
        wrong = {sentence: list(way[1].values())[-1][place] for sentence, way in ways.items()}
        check.array(found[place], final[place], f"{what}: {name} at the end", mistakes=wrong, **CLOSE)


def later(arguments):
    """The losses that are measured after each step."""
    layers, kind, rate, x, y, stopped, steps = arguments
    run, told = Run(layers, kind, rate), []
    for turn in range(steps):
        run.step(x[turn % len(x)], y[turn % len(x)])
        again = Run([run.weights], kind, rate)
        told.append(again.step(x[turn % len(x)], y[turn % len(x)]))
    return np.array(told[stopped:])


def check_saved(told, numbers, after, what):
    """Which checkpoints a training has left, and whether each holds the weights of its step."""
    found = [one["step"] for one in told]
    check.that(found, f"{what}: there is no checkpoint.")
    check.that(None not in found, f"{what}: in a checkpoint, {PART_MISSING['step']}.")
    check.that(
        numbers[-1] in found,
        f"{what}: the last step, {numbers[-1]}, was not saved; there are checkpoints of the steps {steps_text(found)}.",
    )
    check.equal(found, numbers, f"{what}: steps of the checkpoints", "Every step whose number is a multiple of `every`, and the last one.")
    for one in told:
        check.that(one["weights"] is not None, f"{what}, checkpoint of step {one['step']}: {PART_MISSING['weights']}.")
        near = [
            step for step, weights in after.items() if all(np.allclose(a, b, **CLOSE) for a, b in zip(one["weights"], weights, strict=True))
        ]
        check.that(
            one["step"] in near,
            f"{what}: the checkpoint of step {one['step']} does not hold the weights after this step"
            + (f", but those after step {near[0]}. Take the step, count it, and then save." if near else "."),
        )


def new(submission, layers, kind, rate):
    return submission.probe.network(layers), submission.probe.optimizer(kind, rate)


@task(5)
def test_a_training_leaves_checkpoints(submission, rng, scratch):
    """Five steps, saved after the steps 2, 4 and 5."""
    layers, (x, y) = layers_of(rng, 4, CLASSES), data_of(rng, 11)
    model, optimizer = new(submission, layers, "Adam", 0.1)
    what = "train for 5 steps with Adam, every=2, on 3 batches"
    answer = submission.train(model, optimizer, submission.probe.batches(x, y, 4), 5, scratch.path("run"), 2)
    arguments = layers, "Adam", 0.1, *batch_list(x, y, 4), 0, 5
    check_trained(submission, answer, model, arguments, what)
    check_saved(submission.probe.kept(scratch.path("run"), layers), [2, 4, 5], story(*arguments)[1], what)


@task(5)
def test_the_last_step_is_saved(submission, rng, scratch):
    """The last step is saved even if `every` is larger."""
    layers, (x, y) = layers_of(rng, 4, CLASSES), data_of(rng, 6)
    model, optimizer = new(submission, layers, "momentum", 0.1)
    what = "train for 2 steps with momentum, every=5, on 2 batches"
    answer = submission.train(model, optimizer, submission.probe.batches(x, y, 3), 2, scratch.path("run"), 5)
    arguments = layers, "momentum", 0.1, *batch_list(x, y, 3), 0, 2
    check_trained(submission, answer, model, arguments, what)
    check_saved(submission.probe.kept(scratch.path("run"), layers), [2], story(*arguments)[1], what)


@task(6)
def test_a_second_call_goes_on(submission, rng, scratch):
    """Fresh objects go on after the last step, with the momentum that was reached and with the next batch."""
    layers, others, (x, y) = layers_of(rng, 4, CLASSES), layers_of(rng, 4, CLASSES), data_of(rng, 14)
    batches = submission.probe.batches(x, y, 4)
    submission.train(*new(submission, layers, "momentum", 0.1), batches, 3, scratch.path("run"), 2)
    model, optimizer = new(submission, others, "momentum", 0.1)
    what = "train up to step 6 with momentum, every=2, on 4 batches, after a call that has stopped at step 3"
    answer = submission.train(model, optimizer, batches, 6, scratch.path("run"), 2)
    arguments = layers, "momentum", 0.1, *batch_list(x, y, 4), 3, 6
    check_trained(submission, answer, model, arguments, what, others)
    check_saved(submission.probe.kept(scratch.path("run"), layers), [3, 4, 6], story(*arguments)[1], what)


@task(6)
def test_after_an_interruption(submission, reference, rng):
    """A training that was interrupted between two checkpoints goes on from the newest one."""
    layers, others, (x, y) = layers_of(rng, 4, CLASSES), layers_of(rng, 4, CLASSES), parts_of(rng, 3, 4)
    place, _ = written(reference, "run", layers, "Adam", x, y, [(4, 4), (5, 5)])
    model, optimizer = new(submission, others, "Adam", 0.1)
    what = "train up to step 7 with Adam, every=4, on 3 batches, from the checkpoints of the steps 4 and 5"
    answer = submission.train(model, optimizer, submission.probe.batches(np.concatenate(x), np.concatenate(y), 4), 7, place, 4)
    check_trained(submission, answer, model, (layers, "Adam", 0.1, list(x), list(y), 5, 7), what, others)


@task(6)
def test_no_step_is_left(submission, reference, rng):
    """If the last step was taken already, or a later one, no step is taken, and the model has the weights of the checkpoint."""
    layers, others, (x, y) = layers_of(rng, 4, CLASSES), layers_of(rng, 4, CLASSES), parts_of(rng, 2, 4)
    place, _ = written(reference, "run", layers, "Adam", x, y, [(3, 3), (6, 6)])
    expected = story(layers, "Adam", 0.1, list(x), list(y), 6, 6)[1][6]
    for last in (6, 5):
        model, optimizer = new(submission, others, "Adam", 0.1)
        what = f"train up to step {last} with Adam, from a checkpoint of step 6"
        answer = submission.train(model, optimizer, submission.probe.batches(np.concatenate(x), np.concatenate(y), 4), last, place, 3)
        answer = check.sequence(answer, f"{what}: result")
        check.that(not answer, f"{what}: {len(answer)} step{'s were' if len(answer) > 1 else ' was'} taken, and none was left.")
        found = submission.probe.state(model)["model"]
        check.that(
            len(found) == 2 and all(np.allclose(one, other, **CLOSE) for one, other in zip(found, expected, strict=True)),
            f"{what}: the model does not have the weights of the checkpoint.",
        )


# --- tasks 7 and 8: the best ---


def offer(submission, model, versions, losses, place, *, what="save_best"):
    """Call save_best with one version of the weights after the other; whether each call said what it should."""
    lowest = np.inf
    for number, (layers, loss) in enumerate(zip(versions, losses, strict=True)):
        submission.probe.change(model, layers)
        before = submission.probe.state(model)
        told = f"{what}, call {number + 1} of the losses {', '.join(map(str, losses[: number + 1]))}"
        answer = submission.save_best(model, loss, place)
        check_unchanged(submission, (model,), before, told)
        why = (
            "NaN is never the best loss; every comparison with NaN is False."
            if np.isnan(loss)
            else f"An equal loss is not lower than {lowest}."
            if loss == lowest
            else f"The lowest loss before was {lowest}."
            if np.isfinite(lowest)
            else "This is the first loss that is a number."
        )
        check.equal(answer, bool(loss < lowest), f"{told}: result", why)
        lowest = min(lowest, loss) if not np.isnan(loss) else lowest


def check_best(told, versions, best, what):
    """The folder holds one checkpoint, with the weights of version ``best``."""
    check.that(told, f"{what}: there is no checkpoint in the folder.")
    check.that(len(told) == 1, f"{what}: there are {len(told)} checkpoints in the folder, and there should be one, the best.")
    weights = told[-1]["weights"]
    check.that(told[-1]["newest"], f"{what}: tf.train.latest_checkpoint does not find the checkpoint in the folder.")
    check.that(weights is not None, f'{what}: the checkpoint has no part named "model" with the weights.')
    flat = [[part for layer in layers for part in layer] for layers in versions]
    found = [number for number, one in enumerate(flat) if same(weights, one)]
    check.that(
        found == [best],
        f"{what}: the checkpoint holds the weights of call {found[0] + 1}, and the best were those of call {best + 1}."
        if found
        else f"{what}: the checkpoint holds none of the weights that were passed.",
    )


@task(7)
def test_the_lowest_loss_wins(submission, rng, scratch):
    """A higher or an equal loss does not replace the best one, and NaN is never the best."""
    for losses, best in (([0.75, 0.5, 0.625, 0.5, 1.5], 1), ([float("nan"), 3.0, float("nan"), 2.5], 3)):
        versions = [layers_of(rng, 4, CLASSES) for _ in losses]
        place = scratch.path(f"best_{len(losses)}")
        model = submission.probe.network(versions[0], built=True)
        offer(submission, model, versions, losses, place)
        check_best(submission.probe.kept(place, versions[0]), versions, best, f"save_best with the losses {', '.join(map(str, losses))}")


@task(7)
def test_the_lowest_loss_is_in_the_folder(submission, rng, scratch):
    """In a copy of the folder, the lowest loss is known."""
    versions = [layers_of(rng, 4, CLASSES) for _ in range(4)]
    model = submission.probe.network(versions[0], built=True)
    offer(submission, model, versions[:2], [0.75, 0.25], scratch.path("best"))
    place = copied(submission, "best")
    where = "in a copy of a folder with the losses 0.75 and 0.25, as a new process elsewhere finds it"
    for number, loss, best in ((2, 0.5, 1), (3, 0.125, 3)):
        submission.probe.change(model, versions[number])
        before = submission.probe.state(model)
        what = f"save_best with the loss {loss}, {where}"
        why = "The lowest loss was 0.25. It must be stored in the folder, not in the memory of the process."
        check.equal(submission.save_best(model, loss, place), loss < 0.25, f"{what}: result", why)
        check_unchanged(submission, (model,), before, what)
        place = scratch.path("copy")
        check_best(submission.probe.kept(place, versions[0]), versions, best, what)


@task(7)
def test_two_folders(submission, rng, scratch):
    """Each folder has a lowest loss of its own."""
    for name, losses in (("one", [0.25]), ("two", [0.75, 0.5])):
        versions = [layers_of(rng, 4, CLASSES) for _ in losses]
        model = submission.probe.network(versions[0], built=True)
        offer(submission, model, versions, losses, scratch.path(name), what=f"save_best, folder {name!r}")


@task(8)
def test_the_best_weights_come_back(submission, rng, scratch):
    """The best weights come back into a fresh model, with their loss."""
    versions = [layers_of(rng, 4, 5, 3) for _ in range(3)]
    model = submission.probe.network(versions[0], built=True)
    for layers, loss in zip(versions, (0.75, 0.25, 0.5), strict=True):
        submission.probe.change(model, layers)
        submission.save_best(model, loss, scratch.path("best"))
    model = submission.probe.network(layers_of(rng, 4, 5, 3))
    what = "load_best after save_best with the losses 0.75, 0.25 and 0.5"
    check.close(
        submission.load_best(model, scratch.path("best"), SHAPE), 0.25, f"{what}: result", why="The loss of the best weights is returned."
    )
    found = submission.probe.state(model)["model"]
    check.that(len(found) == 4, f"{what}: the model has no variables when load_best returns. Build it before you restore.")
    flat = [[part for layer in layers for part in layer] for layers in versions]
    check.that(not same(found, flat[2]), f"{what}: the model has the weights of the last call, and the best were those of the second.")
    check.that(same(found, flat[1]), f"{what}: the model does not have the best weights.")


@task(8)
def test_no_best_weights(submission, rng, scratch):
    """If the folder has none, the answer is None."""
    model = submission.probe.network(layers_of(rng, 4, CLASSES), built=True)
    before = submission.probe.state(model)
    what = "load_best from a folder that does not exist"
    answer = submission.load_best(model, scratch.path("nowhere"), SHAPE)
    check.that(answer is None, f"{what}: expected None, got {shown(answer)}.")
    check_unchanged(submission, (model,), before, what)


@task(8)
def test_a_model_that_does_not_fit(submission, rng, scratch):
    """Weights are refused if the model has another layer, or one layer less."""
    submission.save_best(submission.probe.network(layers_of(rng, 4, 5, 3), built=True), 0.5, scratch.path("best"))
    for sizes, words in (((4, 5, 3, 3), "the model has one more layer than the checkpoint"), ((4, 5), "the model lacks the second layer")):
        model = submission.probe.network(layers_of(rng, *sizes))
        check.raises(submission, "load_best", Exception, model, scratch.path("best"), SHAPE, name=f"load_best, where {words}")
