"""Judges exercises/4_keras/callbacks.py."""

import numpy as np

from deepkata.suite import check, task

NAN, INF = float("nan"), float("inf")


def callback_of(submission, thing, what):
    """The handle of a callback."""
    handle = check.handle(thing, what)
    check.that(
        submission.probe.is_callback(handle),
        f"{what}: {check.describe(handle)} is not derived from keras.callbacks.Callback, so fit refuses it or never calls it.",
    )
    return handle


def trainings(submission, callbacks, scripts, what, **keywords):
    """For each scripted training the number of epochs, and what the weights are filled with."""
    results = check.sequence(submission.probe.train(callbacks, scripts, **keywords), what, len(scripts))
    return [check.sequence(result, what, 2) for result in results]


def written(values):
    return ", ".join("(no value)" if value is None else f"{value:g}" for value in values)


# --- what the rule says, and what other rules say ---


def stops_after(losses, patience, min_delta=0.0):
    """How many epochs a training takes, by the rule of the stub."""
    best, waited = INF, 0
    for epoch, value in enumerate(losses, 1):
        if value is None:
            continue
        if np.isfinite(value) and value < best - min_delta:
            best, waited = value, 0
        else:
            waited += 1
            if waited == patience:
                return epoch
    return len(losses)


def epochs_to_check(submission, losses, expected, what, why="", known=None, **options):
    """A training over these losses takes so many epochs."""
    stop = callback_of(submission, submission.plateau_stop(**options), "what plateau_stop returns")
    keywords = {"monitor": options["monitor"]} if "monitor" in options else {}
    ((epochs, _),) = trainings(submission, [stop], [losses], what, **keywords)
    given = ", ".join(f"{name}={value!r}" for name, value in options.items())
    name = f"epochs of a training over the losses {written(losses)}, {given}"
    check.close(epochs, expected, name, rtol=0, atol=0, why=why, mistakes=known)


# --- task 1: stop ---


@task(1)
def test_it_ends_after_patience_epochs(submission):
    """Training ends after exactly `patience` epochs in a row that were not better than the best one."""
    losses = [5.0, 4.0, 4.1, 4.2, 4.3, 4.4, 4.5, 4.6, 4.7, 4.8]
    for patience in (2, 1, 4):
        expected = 2 + patience
        known = {
            "That is one epoch too many: training must end with the last of the epochs that were not better.": expected
            + 1,
            "That is one epoch too few.": expected - 1,
            "Training never stopped early. Do you set self.model.stop_training?": 10,
        }
        why = f"4 is the best; {patience} epoch{'s' if patience > 1 else ''} later training ends"
        epochs_to_check(submission, losses, expected, "training", why, known, patience=patience)


@task(1)
def test_a_better_epoch_resets_the_row(submission):
    """A better epoch restarts the count, and a training that keeps improving takes all its epochs."""
    losses = [5.0, 6.0, 4.0, 4.5, 3.0, 3.5, 2.0, 2.2, 2.5, 1.0]
    known = {"The epochs that were not better were counted over the whole training, not in a row.": 4}
    epochs_to_check(submission, losses, 9, "training", "only 2.2 and 2.5 are two in a row", known, patience=2)
    falling = [2.0 - 0.1 * epoch for epoch in range(9)]
    epochs_to_check(submission, falling, 9, "training", "every epoch is better than all before", patience=1)


@task(1)
def test_it_compares_with_the_best(submission):
    """Values are compared with the best one so far, not with that of the previous epoch."""
    losses = [3.0, 1.0, 4.0, 3.5, 3.0, 2.5, 2.0, 1.5, 1.2]
    known = {"Each epoch was compared with the previous one. The loss falls again from 4 on, but it is not better than 1.": 9}
    epochs_to_check(submission, losses, 5, "training", "none of 4, 3.5 and 3 is better than 1", known, patience=3)


@task(1)
def test_the_monitored_value_counts(submission):
    """The value named by `monitor` counts, not another loss."""
    losses = [3.0, 2.0, 2.5, 2.6, 2.7, 2.8]
    known = {"Another value of the logs was monitored, one that falls in every epoch.": 6}
    epochs_to_check(
        submission,
        losses,
        4,
        "training",
        "of the monitored values 2.5 and 2.6 are not better than 2",
        known,
        patience=2,
        monitor="val_loss",
    )
    epochs_to_check(submission, losses, 4, "training", "the losses are in the logs under 'val_dice'", known, patience=2, monitor="val_dice")


# --- task 2: what is better ---


@task(2)
def test_better_by_more_than_min_delta(submission):
    """A fall of min_delta or less is not better; small falls that add up are, against the best value."""
    losses = [8.0, 7.5, 7.0, 6.5, 6.0, 5.5]
    why = "7.5 is not more than 1 below 8, 7 is not either (it is 1 below), and 6.5 is"
    known = {
        "Every fall changed the best value, however small, so small falls never add up. Only the value of a better epoch becomes the new best one.": 4
    }
    epochs_to_check(submission, losses, 6, "training", why, known, patience=3, min_delta=1.0)
    known = {"A fall of exactly min_delta was taken for better; it must be larger.": 6}
    epochs_to_check(submission, losses, 3, "training", "neither 7.5 nor 7 is more than 1 below 8", known, patience=2, min_delta=1.0)
    known = {"The same value again was taken for better.": 6}
    losses = [4.0, 3.5, 3.0, 3.0, 3.0, 2.0]
    epochs_to_check(submission, losses, 5, "training", "3.5 and 3 are better; the same value again is not", known, patience=2)


@task(2)
def test_nan_is_never_better(submission):
    """NaN counts as not better, at the beginning and later, and does not become the best value."""
    losses = [2.0, NAN, 3.0, 3.0, 1.0]
    why = "NaN and 3 are two in a row that are not better than 2"
    known = {"NaN was skipped; it counts as an epoch that is not better.": 4, "NaN was taken for better.": 5}
    epochs_to_check(submission, losses, 3, "training", why, known, patience=2)
    losses = [NAN, 5.0, NAN, 4.0, NAN, NAN, 3.0, 2.0]
    why = "5 is the first finite number, 4 is better than 5, and then NaN comes twice in a row"
    known = {"The first NaN was taken for the best value, and no number is less than NaN.": 3}
    epochs_to_check(submission, losses, 6, "training", why, known, patience=2)
    epochs_to_check(submission, [NAN] * 5, 3, "training", "NaN is never better, so these are three in a row", patience=3)


@task(2)
def test_infinity_is_never_better(submission):
    """Infinity counts as not better, at the beginning and later, and does not become the best value."""
    why = "infinity is never better, so these are two in a row"
    known = {"The first infinity was taken for better. Only a finite number is.": 3}
    epochs_to_check(submission, [INF] * 5, 2, "training", why, known, patience=2)
    why = "2 is the first finite number, and then infinity comes twice in a row"
    epochs_to_check(submission, [INF, 2.0, INF, INF, 1.0, 0.5], 4, "training", why, patience=2)
    why = "minus infinity is not finite, so it and 3 are two in a row"
    known = {"Minus infinity was taken for better. Only a finite number is.": 4}
    epochs_to_check(submission, [2.0, -INF, 3.0, 1.0, 0.5], 3, "training", why, known, patience=2)


@task(2)
def test_an_epoch_without_the_value_is_skipped(submission):
    """Epochs without the monitored value neither count nor interrupt the row."""
    losses = [None, 3.0, None, 4.0, None, 5.0, None, 2.0]
    why = "4 and 5 are not better than 3; the epochs between them have no validation, as with validation_freq=2"
    known = {
        "Epochs without a value were counted as not better.": 4,
        "An epoch without a value interrupted the row.": 8,
    }
    epochs_to_check(submission, losses, 6, "training", why, known, patience=2)


@task(2)
def test_a_loss_of_zero_is_a_value(submission):
    """A loss of exactly 0 counts like any other number."""
    known = {"The loss 0 was taken for a missing one: 0 counts as false in Python. Compare with None instead.": 6}
    epochs_to_check(submission, [2.0, 0.0, 0.5, 0.25, 0.125, 0.0625], 4, "training", "neither 0.5 nor 0.25 is better than 0", known, patience=2)
    epochs_to_check(submission, [0.0, 0.0, 0.0, 0.0], 3, "training", "0 is the first finite number, and then 0 comes twice in a row", patience=2)


@task(2)
def test_the_example_of_the_stub(submission):
    """The losses of the stub's example stop after the fourth epoch."""
    epochs_to_check(submission, [5.0, 4.0, 4.5, 4.2, 3.0], 4, "training", "4.5 and 4.2 are not better than 4", patience=2)


@task(2)
def test_random_trainings(submission, rng):
    """Random losses, with NaN and missing ones among them, end the training where the rule says."""
    for _ in range(4):
        patience, min_delta = int(rng.integers(1, 4)), float(rng.choice([0.0, 0.25, 0.5]))
        losses = (rng.integers(0, 20, 14) / 4 + np.linspace(6, 0, 14).round()).tolist()
        for place in rng.permutation(14)[:3]:
            losses[place] = NAN if rng.random() < 0.5 else None
        expected = stops_after(losses, patience, min_delta)
        epochs_to_check(submission, losses, expected, "training", patience=patience, min_delta=min_delta)


# --- tasks 3 and 4: weights ---


def check_kept(submission, losses, best, why="", known=None, monitor="val_loss", **options):
    """The model ends with the weights of the epoch `best`, counted from 1: all its weights are that number."""
    keep = callback_of(submission, submission.best_weights(monitor=monitor, **options), "what best_weights returns")
    ((_, weights),) = trainings(submission, [keep], [losses], "training", monitor=monitor)
    what = f"the epoch whose weights the model has after the values {written(losses)} of {monitor!r}"
    check_epoch(weights, best, what + "".join(f", {name}={value!r}" for name, value in options.items()), len(losses), why, known)


def check_epoch(weights, best, name, epochs, why="", known=None):
    """All weights are those of one epoch, the best."""
    weights = check.is_array(weights, "the weights at the end", shape=(None,), dtype="float")
    trained, statistics = weights[[0, 1, 4, 5]], weights[[2, 3]]  # scale, shift, kernel and bias; mean and variance
    check.that(
        not (np.ptp(trained) == 0 and np.ptp(statistics) == 0 and trained[0] == best and statistics[0] != best),
        f"{name}: the trained weights are those of epoch {best}, but the mean and the variance of the batch normalisation are those of "
        f"epoch {statistics[0]:g}. Restore all weights, also those that are not trained.",
    )
    check.that(
        np.ptp(weights) == 0, f"{name}: the weights are not those of one epoch, but of {sorted(set(weights.tolist()))} (counted from 1)."
    )
    sentences = {f"Those are the final weights, of epoch {epochs}.": epochs} if best != epochs else {}
    sentences |= {"Those are the weights from before the training.": 0, "That is one epoch too early.": best - 1} if best > 1 else {}
    for sentence, epoch in (known or {}).items():
        sentences = {text: value for text, value in sentences.items() if value != epoch}
        sentences[sentence] = epoch
    check.close(weights[0], best, name, rtol=0, atol=0, why=why, mistakes=sentences)


@task(3)
def test_the_weights_of_the_best_epoch_are_restored(submission):
    """After the training the model has the weights of the epoch with the lowest value."""
    check_kept(submission, [5.0, 6.0, 3.0, 4.0], 3, "3 is the lowest", {"Those are the weights of the highest value.": 2})
    check_kept(submission, [5.0, 3.0, 4.0, 2.0, 2.5], 4, "2 is the lowest", {"That is the first epoch before a worse one.": 2})


@task(3)
def test_best_first_and_best_last(submission):
    """The first epoch may be the best, or the last one, or the only one."""
    check_kept(submission, [1.0, 3.0, 2.0, 4.0], 1, "1 is the lowest")
    check_kept(submission, [4.0, 3.0, 2.0], 3, "2 is the lowest, and it comes last")
    check_kept(submission, [7.0], 1, "there is no other")


@task(3)
def test_the_best_weights_of_random_trainings(submission, rng):
    """Random values give the weights of the lowest one, under any name."""
    for name in ("val_loss", "val_pixels"):
        losses = ((1 + rng.permutation(12)) / 4.0).tolist()
        check_kept(submission, losses, int(np.argmin(losses)) + 1, monitor=name)


@task(4)
def test_more_can_be_better(submission):
    """With mode="max" the highest value counts; another mode raises ValueError."""
    values = [0.5, 0.9, 0.7, 0.2]
    check_kept(
        submission,
        values,
        2,
        "0.9 is the highest",
        {"Those are the weights of the lowest value: more is better here.": 4},
        monitor="val_acc",
        mode="max",
    )
    check_kept(submission, [-3.0, -1.0, -2.0], 2, "-1 is the highest", monitor="score", mode="max")
    check_kept(submission, [-3.0, -1.0, -4.0, -2.0], 3, "-4 is the lowest", mode="min")
    check.raises(submission, "best_weights", ValueError, "val_loss", "auto", name='best_weights with mode="auto"')


@task(4)
def test_ties_and_nan(submission):
    """Of equal values the first counts, NaN never does, and without any number the final weights stay."""
    known = {"That is the last of several epochs with the lowest value; the first one counts.": 4}
    check_kept(submission, [5.0, 2.0, 3.0, 2.0, 4.0], 2, "2 comes twice", known)
    check_kept(submission, [NAN, 3.0, 4.0, NAN], 2, "NaN is no value", {"NaN was taken for the best value.": 1})
    check_kept(
        submission,
        [NAN, NAN, NAN],
        3,
        "no epoch has a finite value, so the final weights stay",
        {"NaN was taken for the best value.": 1},
    )
    check_kept(submission, [None, 5.0, None, 6.0], 2, "epochs without a value are never the best")
    known = {"NaN was taken for the best value.": 1}
    check_kept(submission, [NAN, 0.2, 0.6, NAN, 0.4], 3, "0.6 is the highest", known, monitor="val_acc", mode="max")


@task(4)
def test_zero_can_be_the_best(submission):
    """A value of exactly 0 counts like any other number."""
    zero = "The value 0 was taken for a missing one: 0 counts as false in Python. Compare with None instead."
    check_kept(submission, [2.0, 0.0, 1.0], 2, "0 is the lowest", {zero: 3})
    check_kept(submission, [-3.0, 0.0, -2.0, -4.0], 2, "0 is the highest", {zero: 3}, monitor="score", mode="max")


@task(4)
def test_infinity_is_never_the_best(submission):
    """An infinite value of either sign is never the best; if there is no finite one, the final weights stay."""
    known = {"An infinite value was taken for the best one.": 1}
    why = "no epoch has a finite value, so the final weights stay"
    check_kept(submission, [INF, INF, INF], 3, why, known)
    check_kept(submission, [-INF, 3.0, 4.0], 2, "3 is the lowest finite value", known)
    check_kept(submission, [INF, 0.2, 0.6, 0.4], 3, "0.6 is the highest finite value", known, monitor="val_acc", mode="max")


# --- task 5: again, and together ---


@task(5)
def test_each_training_starts_afresh(submission):
    """An object that is used for a second training keeps nothing from the first."""
    stop = callback_of(submission, submission.plateau_stop(2), "what plateau_stop returns")
    scripts = [[1.0, 2.0, 3.0, 4.0], [9.0, 8.0, 7.0, 7.5, 7.6, 7.7]]
    (first, _), (second, _) = trainings(submission, [stop], scripts, "two trainings with one callback")
    check.close(first, 3, "epochs of a first training over 1, 2, 3, 4, patience=2", rtol=0, atol=0)
    known = {
        "The best value of the first training, 1, was kept, so nothing is better.": 2,
        "The count of the first training was kept.": 1,
    }
    name = "epochs of a second training with the same callback over 9, 8, 7, 7.5, 7.6, 7.7"
    check.close(second, 5, name, rtol=0, atol=0, why="start afresh in on_train_begin", mistakes=known)
    keep = callback_of(submission, submission.best_weights(), "what best_weights returns")
    scripts = [[2.0, 1.0, 3.0, 4.0], [9.0, 8.0, 7.0, 7.5]]
    (_, first), (_, second) = trainings(submission, [keep], scripts, "two trainings with one callback")
    check_epoch(first, 2, "the epoch whose weights the model has after a first training over 2, 1, 3, 4", 4)
    known = {
        "The best value of the first training, 1, was kept, so no epoch of the second one was better, and the weights of the first "
        "one were restored.": 2
    }
    name = "the epoch whose weights the model has after a second training with the same callback, over 9, 8, 7, 7.5"
    check_epoch(second, 3, name, 4, "start afresh in on_train_begin", known)
    keep = callback_of(submission, submission.best_weights(), "what best_weights returns")
    (_, _), (_, second) = trainings(submission, [keep], [[2.0, 1.0, 3.0], [NAN] * 4], "two trainings with one callback")
    known = {"Those are the weights of epoch 2 of the first training: forget the weights, too, when a training begins.": 2}
    name = "the epoch whose weights the model has after a first training over 2, 1, 3 and a second one over NaN, NaN, NaN, NaN"
    check_epoch(second, 4, name, 4, "the second training has no best epoch, so its final weights stay", known)


@task(5)
def test_two_callbacks_do_not_share(submission):
    """Two objects in one training count separately."""
    one = callback_of(submission, submission.plateau_stop(3, 0.0, "val_loss"), "what plateau_stop returns")
    other = callback_of(submission, submission.plateau_stop(5, 0.0, "val_loss"), "what plateau_stop returns")
    ((epochs, _),) = trainings(submission, [one, other], [[1.0] * 9], "a training with two callbacks")
    check.close(epochs, 4, "epochs of a training over 1, 1, 1, … with two callbacks, of patience 3 and 5", rtol=0, atol=0)


@task(5)
def test_both_in_a_fit(submission):
    """In a real fit they stop the training and restore the best weights."""
    stop = callback_of(submission, submission.plateau_stop(2, 0.5), "what plateau_stop returns")
    keep = callback_of(submission, submission.best_weights(), "what best_weights returns")
    losses = [4.0, 3.0, 2.0, 1.75, 1.875, 0.5]
    result = submission.probe.fit([stop, keep], losses)
    epochs, weights = check.sequence(result, "a fit", 2)
    what = f"a fit over the losses {written(losses)} with plateau_stop(2, 0.5) and best_weights()"
    check.close(epochs, 5, f"epochs of {what}", rtol=0, atol=0, why="neither 1.75 nor 1.875 is more than 0.5 below 2")
    check_epoch(weights, 4, f"the epoch whose weights the model has after {what}", 5, "1.75 is the lowest; min_delta belongs to plateau_stop alone")
