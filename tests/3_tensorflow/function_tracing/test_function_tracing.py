"""Judges exercises/3_tensorflow/function_tracing.py."""

import bisect

import numpy as np

from deepkata.suite import check, task


def answers(result, count, name):
    check.that(result != "no function", f"{name}: return a function, which can be called.")
    check.that(
        result != "calls Python",
        f"{name}: the graph calls Python, as tf.py_function and tf.numpy_function do. Such a graph cannot be saved or run "
        "without your program. Use TensorFlow operations only.",
    )
    return check.sequence(result, name, count)


# --- task 1: running_mean ---

MEAN_MISTAKES = {
    "These are the sums: the count stayed at 1. A Python counter is increased only while TensorFlow traces.": np.cumsum,
    "These are the numbers themselves: a Python list or number keeps no state in a graph, because its Python code runs only once.": np.array,
}


def check_means(result, numbers, name):
    numbers = np.asarray(numbers, np.float64)
    others = {sentence: rule(numbers) for sentence, rule in MEAN_MISTAKES.items()}
    for k, one in enumerate(answers(result, len(numbers), name)):
        mistakes = {sentence: float(values[k]) for sentence, values in others.items()}
        check.close(one, float(numbers[: k + 1].mean()), f"{name}, after {k + 1} number{'s' * (k > 0)}", rtol=1e-4, mistakes=mistakes)


@task(1)
def test_the_mean_of_all_numbers_so_far(submission, rng):
    """In eager mode, each call returns the mean of all numbers so far."""
    numbers = [2.0, 5.0, -1.0, *rng.uniform(1, 9, 4).tolist()]
    check_means(submission.probe.call_each_tensor(submission.running_mean(), numbers), numbers, "running mean, eagerly")


@task(1)
def test_each_has_its_own_memory(submission):
    """Two running means are independent of each other."""
    first, second = submission.running_mean(), submission.running_mean()
    submission.probe.call_each_tensor(first, [100.0, 200.0])
    result = answers(submission.probe.call_each_tensor(second, [1.0, 2.0]), 2, "a second running mean")
    why = "100 and 200 were passed to another running mean: each has its own state"
    for one, mean in zip(result, (1.0, 1.5), strict=True):
        check.close(one, mean, "a second running mean", why=why)
    result = answers(submission.probe.call_each_tensor(first, [300.0]), 1, "the first running mean, called again")
    check.close(result[0], 200.0, "the first running mean, called again", why="its numbers are 100, 200 and 300")


@task(1)
def test_the_memory_survives_in_a_graph(submission, rng):
    """Inside a graph, too, each call returns the mean of all numbers so far."""
    numbers = [3.0, 5.0, 13.0, *rng.uniform(1, 9, 4).tolist()]
    result = submission.probe.call_in_graph(submission.running_mean(), numbers, vectors=False)
    check_means(result, numbers, "running mean in a graph")


@task(1)
def test_python_floats_count_too(submission):
    """Python floats are accepted as well."""
    numbers = [3.0, 4.5, -1.5]
    check_means(submission.probe.call_each(submission.running_mean(), numbers), numbers, "running mean of Python floats")


# --- task 2: until ---


def places(vectors, limit):
    found = []
    for values in vectors:
        sums = np.cumsum(np.asarray(values, np.float64))
        reached = np.flatnonzero(sums >= limit)
        found.append(int(reached[0]) if len(reached) else -1)
    return found


def check_places(result, vectors, limit, name):
    for answer, values, place in zip(answers(result, len(vectors), name), vectors, places(vectors, limit), strict=True):
        sums = np.cumsum(np.asarray(values, np.float64))
        above, alone = np.flatnonzero(sums > limit), np.flatnonzero(np.asarray(values, np.float64) >= limit)
        mistakes = {
            "That is how many values it takes; the index counts from 0.": float(place + 1),
            "That is where the sum exceeds the limit; a sum equal to the limit is enough (>=).": float(above[0]) if len(above) else -1.0,
            "That is where a single value reaches the limit; compare the sum of all values so far.": float(alone[0])
            if len(alone)
            else -1.0,
            "That is the last index; if the sum never reaches the limit, the result is -1.": float(len(values) - 1),
        }
        mistakes = {sentence: value for sentence, value in mistakes.items() if value != place}
        halved = bisect.bisect_left(sums, limit)
        halved = float(halved) if halved < len(sums) else -1.0
        if halved not in {place, *mistakes.values()}:
            sentence = "That is what a binary search finds, which needs sums that never decrease; values may be negative."
            mistakes[sentence] = halved
        what = f"{name}: limit {limit:g} in {np.asarray(values).tolist()}"
        one = check.is_array(answer, what, shape=(), dtype="integer")
        check.close(one, place, what, mistakes=mistakes)


def quarters(rng, count, low=-3, high=12):
    return rng.integers(low, high, count).astype(np.float32) / 4


@task(2)
def test_the_first_place_that_reaches_the_limit(submission, rng):
    """In eager mode, the result is the first index at which the sum is the limit or more."""
    vectors = [[1.5, 3.5, -1.0, 2.0, -2.0, 1.5, 6.0, 1.0], [7.0, 1.0], [1.0, 1.0, 0.5], [0.5] * 10, [9.0, -9.0], quarters(rng, 12)]
    check_places(submission.probe.call_each_tensor(submission.until(5.0), vectors), vectors, 5.0, "until, eagerly")


@task(2)
def test_the_data_decide_in_a_graph(submission, rng):
    """One graph gives the right index for vectors of any length and any values."""
    limit = float(rng.integers(12, 24)) / 4
    vectors = [[limit], [limit / 2, limit / 4, limit / 4, 5.0], [0.25], [], *(quarters(rng, count) for count in (3, 9, 17, 30, 30))]
    check_places(submission.probe.call_in_graph(submission.until(limit), vectors, vectors=True), vectors, limit, "until, in a graph")


@task(2)
def test_limits_do_not_mix(submission):
    """Two of them with two limits are independent of each other."""
    low, high, vectors = submission.until(1.0), submission.until(3.0), [[0.5, 1.0, 1.0, 1.0]]
    check_places(submission.probe.call_in_graph(low, vectors, vectors=True), vectors, 1.0, "until, with a low limit")
    check_places(submission.probe.call_in_graph(high, vectors, vectors=True), vectors, 3.0, "until, with a high limit")


# --- task 3: compile_once, what it gives ---


@task(3)
def test_numbers_and_vectors_as_they_come(submission, rng):
    """Numbers, lists and arrays of any dtype and length give what the function gives."""
    function = submission.probe.watched("squares")
    graph = submission.compile_once(function)
    numbers = [0.5, 3, [1, 2, 3], np.array([2, 20], np.uint8), rng.normal(0, 2, 5), np.float32(2.5), rng.normal(0, 1, 9).astype(np.float32)]
    for one, x in zip(answers(submission.probe.call_each(graph, numbers), len(numbers), "compiled function"), numbers, strict=True):
        expected = np.sum(np.square(np.asarray(x, np.float64))) + 1
        check.close(one, expected, f"1 + the sum of the squares of {np.asarray(x).round(2).tolist()}", rtol=1e-4)
    forms = submission.probe.runs_of(function)["forms"]
    check.that(
        forms == ["float32 of 1 axes"],
        f"The function was called with {' and '.join(forms) or 'nothing'}; it takes float32 vectors of shape (N,): cast and reshape first.",
    )


@task(3)
def test_vectors_come_back_as_vectors(submission):
    """The result keeps its shape, that of a vector of length 1 too, and two compiled functions are independent."""
    waves, squares = submission.probe.watched("mix"), submission.probe.watched("squares")
    first, second = submission.compile_once(waves), submission.compile_once(squares)
    third = submission.compile_once(submission.probe.watched("halves"))
    x = np.array([4.0, 8.0, -4.0], np.float32)
    for result, expected, name in (
        (submission.probe.call_each(first, [x]), 0.5 * x + 0.25 * np.roll(x, 1) + 1, "a function of vectors, compiled"),
        (submission.probe.call_each(second, [x]), np.array(97.0), "another function, compiled"),
        (submission.probe.call_each(third, [2.0]), np.array([2.0]), "a function of vectors, compiled and called with a single number"),
    ):
        check.array(answers(result, 1, name)[0], expected, name, dtype="float32")


# --- task 4: iterate, what it gives ---


def mixed(x, steps, form="mix"):
    x = np.asarray(x, np.float64)
    for _ in range(steps):
        x = 0.5 * x + (0.25 * np.roll(x, 1, axis=0) if form == "mix" else 0) + 1
    return x


def check_iterated(submission, start, steps, form="mix"):
    result = submission.iterate(submission.probe.watched(form), start, steps)
    mistakes = {"That is the result of one step more.": mixed(start, steps + 1, form)}
    if steps > 1:
        mistakes["That is the result of one step less."] = mixed(start, steps - 1, form)
    if steps > 2:
        mistakes["That is the result of a single step."] = mixed(start, 1, form)
    name = f"{steps} step{'s' * (steps != 1)} from shape {np.shape(start)}"
    check.array(result, mixed(start, steps, form), name, rtol=1e-4, dtype="float32", mistakes=mistakes)


@task(4)
def test_so_many_steps(submission, rng):
    """The step is applied the given number of times."""
    for steps in (1, 3, 7):
        check_iterated(submission, rng.normal(0, 3, 4).astype(np.float32), steps)
    check.unchanged(submission)


@task(4)
def test_no_steps_at_all(submission):
    """With 0 steps the result is the start, in float32."""
    check_iterated(submission, np.array([[3, 4], [5, 6]], np.int32), 0)


@task(4)
def test_other_types_and_shapes(submission, rng):
    """Lists, integers, tables and single numbers are starts as well."""
    check_iterated(submission, [4, 8, 0], 3)
    check_iterated(submission, rng.uniform(-1, 1, (2, 3)), 5)
    check_iterated(submission, 3, 2, "halves")
    check_iterated(submission, [7.0], 2, "halves")


# --- task 5: what Python runs ---


def times(count):
    return "once" if count == 1 else f"{count} times"


def check_graph(runs, name):
    check.that(runs["eager"] + runs["tracing"] > 0, f"{name} was never called.")
    check.that(
        runs["eager"] == 0,
        f"Python ran {name} {times(runs['eager'])} as ordinary eager code. It should run only while TensorFlow traces: put it into a tf.function.",
    )


@task(5, self_reported=True)
def test_a_new_number_is_no_reason_to_trace(submission):
    """Python numbers do not make TensorFlow trace again."""
    function = submission.probe.watched("squares")
    graph = submission.compile_once(function)
    numbers = [0.5, 1.5, 2.5, 3.5, 4, 5, 6]
    results = answers(submission.probe.call_each(graph, numbers), len(numbers), "compiled function")
    check.close(results[-1], 37.0, "1 + 6 squared")
    runs = submission.probe.runs_of(function)
    check_graph(runs, "the function")
    check.that(
        runs["tracing"] <= 2,
        f"Seven calls with seven Python numbers made TensorFlow trace {runs['tracing']} times. A tf.function is traced again for "
        "each new value of a Python number, and a new tf.function is traced in each call: make it once, and pass it a tensor.",
    )


@task(5, self_reported=True)
def test_a_new_length_is_no_reason_to_trace(submission):
    """Vectors of other lengths do not make TensorFlow trace again."""
    function = submission.probe.watched("squares")
    graph = submission.compile_once(function)
    vectors = [np.ones(count, np.float32) for count in (2, 3, 4, 5, 6, 7)]
    results = answers(submission.probe.call_each(graph, vectors), len(vectors), "compiled function")
    check.close(results[-1], 8.0, "1 + the sum of seven squares")
    runs = submission.probe.runs_of(function)
    check_graph(runs, "the function")
    check.that(
        runs["tracing"] <= 2,
        f"Vectors of six lengths made TensorFlow trace {runs['tracing']} times: each length is a new kind of argument, unless the "
        "tf.function is declared for any length. Look at input_signature and tf.TensorSpec.",
    )


@task(5, self_reported=True)
def test_the_loop_is_part_of_the_graph(submission):
    """Forty steps do not make Python run the step forty times."""
    step, start = submission.probe.watched("mix"), np.array([1.0, 2.0], np.float32)
    check.array(submission.iterate(step, start, 40), mixed(start, 40), "40 steps", rtol=1e-4)
    runs = submission.probe.runs_of(step)
    check_graph(runs, "the step")
    check.that(
        runs["tracing"] <= 3,
        f"Python ran the step {runs['tracing']} times for 40 steps, in {runs['graphs']} graph{'s' * (runs['graphs'] != 1)}. A loop over Python's range in a tf.function "
        "is unrolled: one copy of the step for each round. "
        "A loop over tf.range(steps), with steps as a tensor, is one loop of the graph.",
    )
    check.that(
        runs["inside"],
        "The step was traced as a graph of its own, and Python called it for each of the 40 steps. All steps should be in one graph: "
        "put the loop into the tf.function as well, over tf.range(steps), with steps as a tensor.",
    )
