"""Judges exercises/3_tensorflow/linear_regression.py."""

import numpy as np

from deepkata.suite import check, task

# Two points, worked by hand: at w = b = 0 the errors are -1 and -5, so the loss is 13 and its derivatives are -10 and -6.
TWO_X, TWO_Y = np.array([0.0, 2.0], np.float32), np.array([1.0, 5.0], np.float32)
TWO_LOSS = np.array([13.0, 2.96, 0.68])
TWO_W = np.array([0.0, 1.0, 1.48, 1.712])
TWO_B = np.array([0.0, 0.6, 0.88, 1.008])
TWO_WHY = "the first errors are -1 and -5, so the derivatives are 2·mean(error·x) = -10 and 2·mean(error) = -6"


def squared(errors):
    """The loss and its slope for each error, of the mean squared error."""
    return errors**2, 2 * errors


def dear_above(errors):
    """The same of the loss under which an error above the target costs four times as much."""
    cost = np.where(errors > 0, 4.0, 1.0)
    return cost * errors**2, 2 * cost * errors


def descend(x, y, lr, epochs, loss=squared):
    """Gradient descent in float64, with the derivatives worked out on paper."""
    x, y = np.ravel(x).astype(np.float64), np.ravel(y).astype(np.float64)
    history = {"loss": [], "w": [0.0], "b": [0.0]}
    for _ in range(epochs):
        w, b = history["w"][-1], history["b"][-1]
        values, slopes = loss(w * x + b - y)
        history["loss"].append(values.mean())
        history["w"].append(w - lr * (slopes * x).mean())
        history["b"].append(b - lr * slopes.mean())
    return {name: np.array(values) for name, values in history.items()}


def line(rng, count):
    """Points about a line that is far from 0 in both parameters."""
    x = rng.uniform(-1.5, 1.5, count).astype(np.float32)
    w, b = rng.uniform(1, 3, 2) * rng.choice([-1.0, 1.0], 2)
    return x, (w * x + b + rng.normal(0, 0.3, count)).astype(np.float32)


def compare(history, expected, what, why="", tolerance=1e-4):
    history = check.mapping(history, what, ["loss", "w", "b"])
    for name in ("loss", "w", "b"):
        values = check.is_array(history[name], f"{what}: {name}", shape=(None,), dtype="number")
        check_length(values, expected[name], name, what)
        check_values_not_variables(values, expected[name], name, what)
        check.curve(
            history[name], expected[name], f"{what}: {name}", x="epoch", y=name, rtol=tolerance, atol=tolerance, why=why
        )


def check_length(values, expected, name, what):
    """As many losses as there were steps; one more of w and b, since the start counts."""
    if name == "loss":
        rule = "one for each epoch, whatever the loss is"
    elif len(values) == len(expected) - 1:
        rule = f"the start value {name}[0] = 0 belongs to the history as well, and the result after the last step"
    else:
        rule = "the start value, and one after each epoch"
    check.that(
        len(values) == len(expected),
        f'{what}: history["{name}"] has {len(values)} values, and should have {len(expected)}: {rule}.',
    )


def check_values_not_variables(values, expected, name, what):
    """A variable in a list is one object, so that all its entries show the last value."""
    frozen = len(values) > 2 and np.ptp(values[1:]) == 0 and np.ptp(expected[1:]) > 1e-3
    check.that(
        not frozen,
        f'{what}: history["{name}"] has {values[-1]:.7g} after every step. If a tf.Variable is appended to a list, all '
        f"entries are this one variable and show its last value; append its value at that time, such as float({name}).",
    )


# --- task 1: the loss ---


@task(1)
def test_the_loss_is_the_mean_of_the_squared_errors(submission):
    """The loss is the mean of the squared errors."""
    value = submission.mean_squared_error(np.array([1, 2, 3], np.float32), np.array([1, 4, 6], np.float32))
    mistakes = {
        "That is the sum of the squares: divide it by their number.": 13.0,
        "That is half the mean of the squares.": 13 / 6,
        "That is the mean over all 9 pairs, each target with each prediction.": 23 / 3,
        "That is the mean of the absolute errors: square them.": 5 / 3,
        "That is the square root of the mean.": np.sqrt(13 / 3),
    }
    check.array(
        value,
        np.array(13 / 3),
        "loss of the errors 0, 2 and 3",
        why="(0 + 4 + 9) / 3, without another factor",
        mistakes=mistakes,
    )


@task(1)
def test_a_column_and_a_vector_are_compared_pair_by_pair(submission):
    """Targets of shape (N, 1) and predictions of shape (N,) are still N pairs."""
    targets, predictions = np.array([1, 2, 4], np.float32), np.array([1, 2, 6], np.float32)
    why = "the errors are 0, 0 and 2, so it is 4 / 3, for three pairs, not nine"
    all_pairs = np.mean((targets[:, None] - predictions) ** 2)
    mistakes = {"That is the mean over a table of all 9 differences: (3, 1) and (3,) were broadcast to (3, 3).": all_pairs}
    for name, t, p in (
        ("loss of a column of targets and a vector of predictions", targets[:, None], predictions),
        ("loss of a vector of targets and a column of predictions", targets, predictions[:, None]),
    ):
        check.array(submission.mean_squared_error(t, p), np.array(4 / 3), name, why=why, mistakes=mistakes)


@task(1)
def test_the_loss_takes_any_type_of_number(submission):
    """Integers, lists and float64 give a float32 loss."""
    value = submission.mean_squared_error([0, 3], np.array([0.5, 1.5], np.float64))
    check.array(value, np.array(1.25), "loss of integer targets and float64 predictions", dtype="float32")
    value = submission.mean_squared_error(np.array([250, 3], np.uint8), np.array([251, 1], np.uint8))
    mistakes = {
        "That is the mean as a whole number: were the targets cast to the dtype of the predictions?": 2.0,
        "The errors wrap around, as unsigned numbers do: 1 - 3 is 254 in uint8.": (1 + 254**2) / 2,
    }
    why = "the errors are 1 and -2: subtract as float32"
    check.array(value, np.array(2.5), "loss of uint8 numbers", why=why, mistakes=mistakes)


@task(1)
def test_the_loss_of_random_numbers(submission, rng):
    """The loss of random targets and predictions is that of NumPy."""
    targets, predictions = rng.normal(0, 5, (2, 31)).astype(np.float32)
    expected = np.mean((predictions.astype(np.float64) - targets) ** 2)
    value = submission.mean_squared_error(targets, predictions)
    check.array(value, np.array(expected), "loss of 31 random pairs", rtol=1e-4)


# --- task 2: gradient descent, eagerly ---


@task(2)
def test_the_first_three_steps(submission):
    """Three steps on two points give the numbers worked out by hand."""
    history = submission.fit(TWO_X, TWO_Y, 0.1, 3)
    compare(history, {"loss": TWO_LOSS, "w": TWO_W, "b": TWO_B}, "three steps on (0, 1) and (2, 5)", TWO_WHY, 1e-5)


@task(2)
def test_every_call_starts_afresh(submission):
    """A second call is independent of the first."""
    submission.fit(TWO_X, TWO_Y, 0.1, 2, mode="eager")
    history = submission.fit(TWO_X, -TWO_Y, 0.1, 3, mode="eager")
    expected = {"loss": TWO_LOSS, "w": -TWO_W, "b": -TWO_B}
    compare(history, expected, "a second fit, with y negated", "w and b start at 0 in every call", 1e-5)


@task(2)
def test_many_steps_on_random_points(submission, rng):
    """On random points every step is a step of full-batch gradient descent."""
    lr = float(rng.uniform(0.02, 0.08))
    for count, epochs in ((23, 6), (150, 3)):
        x, y = line(rng, count)
        what = f"{epochs} steps on {count} points at a rate of {lr:.3f}"
        compare(submission.fit(x, y, lr, epochs), descend(x, y, lr, epochs), what, "every step is taken on all points")


@task(2)
def test_large_slopes_make_large_steps(submission):
    """With targets a hundred times as large, every step is a hundred times as long."""
    history = submission.fit(TWO_X, 100 * TWO_Y, 0.1, 3)
    expected = {"loss": 1e4 * TWO_LOSS, "w": 100 * TWO_W, "b": 100 * TWO_B}
    why = "the first derivatives are -1000 and -600, and a step is the learning rate times the derivative"
    compare(history, expected, "three steps on (0, 100) and (2, 500)", why, 1e-5)


@task(2)
def test_a_line_that_is_right_from_the_start(submission):
    """The histories have every epoch, even if the loss is 0 from the start."""
    history = submission.fit(TWO_X, 0 * TWO_Y, 0.1, 4)
    expected = {"loss": np.zeros(4), "w": np.zeros(5), "b": np.zeros(5)}
    compare(history, expected, "four steps on (0, 0) and (2, 0)", "the loss is 0, and so is its gradient")


@task(2)
def test_it_converges_to_least_squares(submission, rng):
    """Ten steps at a high learning rate reach the line of least squares."""
    x, y = line(rng, 16)
    x = (x - x.mean()) / x.std()  # so that each step leaves 1 - 2 * rate of the error of w, and of b: 0.2^10 is 1e-7
    history = check.mapping(submission.fit(x, y, 0.4, 10), "history of 10 steps", ["loss", "w", "b"])
    expected = descend(x, y, 0.4, 10)
    w = check.array(history["w"], expected["w"], "w in 10 steps", rtol=1e-4, atol=1e-4)
    b = check.array(history["b"], expected["b"], "b in 10 steps", rtol=1e-4, atol=1e-4)
    best = np.polyfit(x.astype(np.float64), y.astype(np.float64), 1)
    check.array(
        np.array([w[-1], b[-1]]), best, "the final w and b", rtol=1e-4, atol=1e-4, why="np.polyfit finds this line"
    )


@task(2)
def test_an_unknown_mode_is_refused(submission):
    """A mode other than "eager" and "graph" is a ValueError."""
    check.raises(submission, "fit", ValueError, TWO_X, TWO_Y, 0.1, 1, "quick", name='fit with mode="quick"')


# --- task 3: numbers as they come ---


@task(3)
def test_columns_give_the_line_of_vectors(submission, rng):
    """Points of shape (N, 1) give the same line as points of shape (N,)."""
    x, y = line(rng, 9)
    expected = descend(x, y, 0.05, 4)
    why = "nine points are nine pairs, whatever the shape: (N,) - (N, 1) would be all 81 combinations"
    compare(submission.fit(x[:, None], y[:, None], 0.05, 4), expected, "x and y of shape (9, 1)", why)
    compare(submission.fit(x, y[:, None], 0.05, 4), expected, "x of shape (9,), y of shape (9, 1)", why)
    compare(submission.fit(x[:, None], y, 0.05, 4), expected, "x of shape (9, 1), y of shape (9,)", why)


@task(3)
def test_the_loss_is_given_vectors(submission, rng):
    """Whatever the shapes of x and y, the loss gets float32 tensors of shape (N,)."""
    for count in (5, 1):
        x, y = line(rng, count)
        vector, column = f"({count},)", f"({count}, 1)"
        for what, xs, ys in (
            (f"x of shape {vector}, y of shape {column}", x, y[:, None]),
            (f"x of shape {column}, y of shape {vector}", x[:, None], y),
            (f"x and y of shape {column}", x[:, None], y[:, None]),
            (f"x and y of shape {vector}, in float64", x.astype(np.float64), y.astype(np.float64)),
        ):
            loss = submission.probe.watched_error()
            history = submission.fit(xs, ys, 0.05, 2, loss=loss)
            for targets, predictions in submission.probe.forms_of(loss):
                check.that(
                    targets == predictions == f"float32 of shape {vector}",
                    f"{what}: fit called the loss with targets that were {targets} and predictions that were {predictions}; both "
                    f"should be float32 of shape {vector}. The targets are y, and the predictions come from x: convert both to float32 and "
                    f"to shape {vector} before the first step, since not every loss does it.",
                )
            compare(history, descend(x, y, 0.05, 2), f"{what}, with a loss that expects vectors")


@task(3)
def test_float64_integers_and_lists(submission, rng):
    """float64, integers and lists give the same line as float32."""
    x, y = line(rng, 7)
    compare(submission.fit(x.astype(np.float64), y, 0.05, 3), descend(x, y, 0.05, 3), "x in float64, y in float32")
    expected = {"loss": TWO_LOSS, "w": TWO_W, "b": TWO_B}
    compare(submission.fit([0, 2], [1, 5], 0.1, 3), expected, "lists of integers", TWO_WHY, 1e-5)
    compare(submission.fit(TWO_X.astype(np.uint8), TWO_Y.astype(np.int64), 0.1, 3), expected, "integers", TWO_WHY, 1e-5)


@task(3)
def test_whole_numbers_and_fractions(submission):
    """x may hold integers, even unsigned ones, and y fractions, or the other way round."""
    whole, parts = np.array([0, 1, 3], np.uint8), np.array([-0.5, 1.75, 2.25])
    why = "y keeps its fractions and signs, whatever the dtype of x, and the other way round"
    compare(submission.fit(whole, parts, 0.05, 3), descend(whole, parts, 0.05, 3), "x in uint8, y in float64", why)
    compare(submission.fit(parts, whole, 0.05, 3), descend(parts, whole, 0.05, 3), "x in float64, y in uint8", why)


@task(3)
def test_the_points_are_left_as_they_were(submission, rng):
    """The arrays of the caller are not changed."""
    submission.fit(*line(rng, 5), 0.05, 2)
    check.unchanged(submission)


# --- task 4: any loss ---


@task(4)
def test_another_loss_is_descended(submission, rng):
    """If the caller passes a loss, the steps follow the gradient of that loss."""
    x, y = line(rng, 15)
    history = submission.fit(x, y, 0.04, 8, loss=submission.probe.dear_above())
    why = "this loss takes four times the square where the prediction is above the target, so its gradient does too"
    compare(history, descend(x, y, 0.04, 8, dear_above), "8 steps on a lopsided loss", why)


@task(4)
def test_the_loss_gets_targets_first(submission):
    """The loss is called with the targets first and the predictions second."""
    history = submission.fit(TWO_X, -TWO_Y, 0.05, 1, loss=submission.probe.dear_above())
    expected = descend(TWO_X, -TWO_Y, 0.05, 1, dear_above)
    why = "the line starts above both targets, so every square counts four times: 4·13"
    compare(history, expected, "one step from above on a lopsided loss", why, 1e-5)


# --- task 5: as a graph ---


@task(5)
def test_graph_mode_gives_the_same_numbers(submission):
    """In graph mode three steps on two points give the numbers worked out by hand."""
    history = submission.fit(TWO_X, TWO_Y, 0.1, 3, mode="graph")
    compare(history, {"loss": TWO_LOSS, "w": TWO_W, "b": TWO_B}, "three steps in graph mode", TWO_WHY, 1e-5)


@task(5)
def test_graph_mode_starts_afresh_as_well(submission, rng):
    """In graph mode too, a call with other points, learning rate and loss is independent of the calls before it."""
    x, y = line(rng, 11)
    submission.fit(x, y, 0.02, 2, mode="graph")
    compare(submission.fit(x, -2 * y, 0.05, 6, mode="graph"), descend(x, -2 * y, 0.05, 6), "a second fit in graph mode")
    history = submission.fit(x[:, None], y, 0.04, 4, mode="graph", loss=submission.probe.dear_above())
    compare(history, descend(x, y, 0.04, 4, dear_above), "a third fit in graph mode, on a lopsided loss")


@task(5, self_reported=True)
def test_the_mode_says_who_runs_the_step(submission):
    """In graph mode Python runs the loss only while TensorFlow traces; in eager mode once per epoch."""
    eager, tracing, _ = calls_in_six_epochs(submission, "graph")
    check.that(
        tracing > 0 and eager == 0,
        f'With mode="graph" Python ran the loss {eager} times in 6 epochs as ordinary eager code, and {tracing} times while '
        "TensorFlow traced. In this mode the step must run as a tf.function.",
    )
    eager, tracing, _ = calls_in_six_epochs(submission, "eager")
    check.that(
        tracing == 0,
        f'With mode="eager" TensorFlow traced the loss {tracing} times. Use tf.function with mode="graph" only.',
    )
    check.that(
        eager == 6,
        f'With mode="eager" Python ran the loss {eager} times in 6 epochs, and should have run it 6 times: one forward '
        "pass per epoch gives both the loss for the history and the gradient.",
    )


# --- task 6: traced once ---


@task(6, self_reported=True)
def test_graph_mode_does_not_run_python_at_every_epoch(submission):
    """In graph mode Python calls the loss at most 3 times in 6 epochs."""
    eager, tracing, traces = calls_in_six_epochs(submission, "graph")
    calls = eager + tracing
    how = f'With mode="graph" Python ran the loss {calls} times in 6 epochs; at most 3 times are allowed'
    check.that(calls <= 3 or traces <= 3, f"{how}. The step was traced {traces} times. {WHY_AGAIN}")
    check.that(calls <= 3 or tracing < calls, f"{how}. There was only one trace. {WHY_UNROLLED}")
    check.that(calls <= 3, f"{how}. The Python code of a tf.function runs only while it is traced, so the step is not a tf.function.")


WHY_AGAIN = (
    "TensorFlow traces again for a new tf.function, such as one made inside the loop, and for every new Python number passed "
    "to a tf.function; a new value in a tensor does not cause a trace. Make one tf.function before the loop, and check its arguments."
)
WHY_UNROLLED = (
    "A Python loop over the epochs inside the tf.function is unrolled: every epoch becomes its own copy of the step in the "
    "graph. Keep the loop outside the tf.function, and the step inside."
)


def calls_in_six_epochs(submission, mode):
    """How often Python ran the loss eagerly, and how often while TensorFlow traced; and how often it traced."""
    loss = submission.probe.watched_error()
    history = submission.fit(TWO_X, TWO_Y, 0.05, 6, mode=mode, loss=loss)
    compare(history, descend(TWO_X, TWO_Y, 0.05, 6), f"6 epochs in {mode} mode")
    eager, tracing = submission.probe.calls_of(loss)
    check.that(eager + tracing > 0, f'With mode="{mode}" the loss that was passed to fit was never called.')
    return eager, tracing, submission.probe.traces_of(loss)
