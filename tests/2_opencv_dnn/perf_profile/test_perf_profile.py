"""Judges exercises/2_opencv_dnn/perf_profile.py. Clock and networks are made up (probes.py), so the right times are known."""

import cv2
import numpy as np

from deepkata.suite import check, task

FREQUENCY = 2000.0  # ticks in a second: a tick is half a millisecond


def measured(submission, durations, warmup, repeat, *, frequency=FREQUENCY, start=7_000_000):
    """The dictionary that benchmark returns for calls that take so many ticks."""
    script = submission.probe.script(durations, start)
    run, clock = submission.probe.run_of(script), submission.probe.clock_of(script)
    result = submission.benchmark(run, warmup, repeat, clock, frequency)
    calls = submission.probe.calls_of(script)
    name = f"benchmark with warmup {warmup} and repeat {repeat}"
    result = check.mapping(result, f"what {name} returns", ("samples", "median", "best"))
    return result, calls, f"{name}, where the calls take {', '.join(map(str, durations))} ticks"


def check_samples(result, expected, name, why=""):
    check.that(
        isinstance(result["samples"], list | tuple),
        f"samples of {name}: expected a list of {len(expected)}, got {check.describe(result['samples'])}.",
    )
    samples = check.sequence(result["samples"], f"samples of {name}", len(expected))
    values = np.array([check.close(s, e, f"sample {i} of {name}", why=why) for i, (s, e) in enumerate(zip(samples, expected, strict=True))])
    check.array(values, np.array(expected, dtype=float), f"samples of {name}", why=why)


# --- Task 1: milliseconds -------------------------------------------------------------------------------------------


@task(1)
def test_ticks_become_milliseconds(submission):
    """Ticks divided by the frequency are seconds, and a second has 1000 milliseconds."""
    for ticks, frequency, expected in ((1500, 250.0, 6000.0), (3, 2000.0, 1.5), (250_000, 1e9, 0.25), (2_400_000, 2.4e6, 1000.0)):
        mistakes = {
            "These are seconds.": ticks / frequency,
            "These are microseconds.": ticks / frequency * 1e6,
            "The ticks were multiplied by the frequency.": ticks * frequency,
            "These are ticks, as if each were a millisecond.": float(ticks),
        }
        check.close(
            submission.ms(ticks, frequency), expected, f"{ticks} ticks in ms, {frequency:.0f} of them in a second", mistakes=mistakes
        )


@task(1)
def test_milliseconds_are_not_rounded(submission):
    """Fractions of a millisecond are kept."""
    check.close(submission.ms(1, 3000.0), 1 / 3, "1 tick in ms, 3000 of them in a second")
    check.close(submission.ms(7, 1e9), 7e-6, "7 ticks in ms, 10⁹ of them in a second", atol=1e-12)


@task(1)
def test_an_array_of_ticks(submission):
    """An array of ticks becomes an array of milliseconds."""
    ticks = np.array([3_000_000, 500_000], dtype=np.int32)
    why = "3,000,000 times 1000 is more than an int32 holds: divide by the frequency first, or convert to float."
    check.array(submission.ms(ticks, 2e6), np.array([1500.0, 250]), "an array of ticks of int32 in ms", dtype="float", why=why)
    for dtype in (float, np.int64, np.uint8):
        ticks = np.array([1, 2, 30, 0], dtype=dtype)
        got = submission.ms(ticks, 2000.0)
        check.array(got, np.array([0.5, 1, 15, 0]), f"an array of ticks of {np.dtype(dtype)} in ms", dtype="float")


# --- Task 2: warm up, measure each run -------------------------------------------------------------------------------


@task(2)
def test_each_measured_call_is_a_sample(submission):
    """Without a warm-up every call is measured, in its order."""
    result, _, name = measured(submission, [10, 8, 14, 9], 0, 4)
    check_samples(result, [5.0, 4, 7, 4.5], name, "A tick is half a millisecond.")


@task(2)
def test_the_warm_up_is_not_measured(submission):
    """The first calls are made and not counted."""
    result, calls, name = measured(submission, [900, 300, 10, 8, 14], 2, 3)
    check_samples(result, [5.0, 4, 7], name, "The first two calls, of 900 and 300 ticks, are the warm-up.")
    check.equal(calls, 5, f"how many calls were made by {name}")


@task(2)
def test_a_call_of_no_ticks(submission):
    """A call that is faster than a tick has a sample of 0."""
    result, _, name = measured(submission, [0, 6, 0, 4], 1, 3)
    check_samples(result, [3.0, 0, 2], name, "The call of 0 ticks is a sample like any other.")
    check.close(result["best"], 0.0, f"best of {name}")


@task(2)
def test_one_call_after_a_long_warm_up(submission):
    """However long the warm-up, `repeat` calls are measured."""
    result, calls, name = measured(submission, [70, 60, 50, 40, 30, 20, 10], 6, 1)
    check_samples(result, [5.0], name)
    check.equal(calls, 7, f"how many calls were made by {name}")


@task(2)
def test_any_calls(submission, rng):
    """Any calls on any clock."""
    for frequency in (1000.0, 1e9, 3.5e6):
        warmup, repeat = int(rng.integers(0, 4)), int(rng.integers(2, 7))
        durations = [int(d) for d in rng.integers(1000, 10**8, warmup + repeat)]
        result, calls, name = measured(submission, durations, warmup, repeat, frequency=frequency)
        check_samples(result, [d / frequency * 1000 for d in durations[warmup:]], name)
        check.equal(calls, warmup + repeat, f"how many calls were made by {name}")


# --- Task 3: median and best ----------------------------------------------------------------------------------------


def summary_mistakes(ms, warm=()):
    ordered = sorted(ms)
    return {
        "That is the mean; one slow call moves it, and the median not.": float(np.mean(ms)),
        "That is the smallest.": ordered[0],
        "That is the largest.": ordered[-1],
        "That is the upper one of the two in the middle.": ordered[len(ms) // 2],
        "That is the lower one of the two in the middle.": ordered[(len(ms) - 1) // 2],
        "That is the one in the middle of the list, which is not sorted.": ms[len(ms) // 2],
        "The warm-up was counted.": float(np.median([*warm, *ms])),
    }


def without_the_right_one(mistakes, right):
    return {words: value for words, value in mistakes.items() if abs(value - right) > 1e-9}


@task(3)
def test_the_median_is_the_middle_one(submission):
    """Of an odd number of samples the median is the middle one, however slow the slowest."""
    result, _, name = measured(submission, [400, 12, 9, 10, 1000, 14], 1, 5)
    mistakes = without_the_right_one(summary_mistakes([6.0, 4.5, 5, 500, 7], [200.0]), 6.0)
    check.close(result["median"], 6.0, f"median of {name}", why="In order: 4.5, 5, 6, 7, 500 ms.", mistakes=mistakes)


@task(3)
def test_the_median_of_an_even_number(submission):
    """Of an even number of samples the median is the mean of the two in the middle."""
    result, _, name = measured(submission, [30, 12, 90, 20, 80, 50], 0, 6)
    mistakes = without_the_right_one(summary_mistakes([15.0, 6, 45, 10, 40, 25]), 20.0)
    check.close(result["median"], 20.0, f"median of {name}", why="In order: 6, 10, 15, 25, 40, 45 ms.", mistakes=mistakes)


@task(3)
def test_the_best_is_the_smallest(submission):
    """The best sample is the smallest; the warm-up does not count."""
    result, _, name = measured(submission, [2, 12, 9, 1000, 10], 1, 4)
    check.close(result["best"], 4.5, f"best of {name}", mistakes={"That is the largest.": 500.0, "The warm-up was counted.": 1.0})
    result, _, name = measured(submission, [8], 0, 1)
    check.close(result["best"], 4.0, f"best of {name}")
    check.close(result["median"], 4.0, f"median of {name}")


@task(3)
def test_any_median(submission, rng):
    """Median and best of any samples."""
    for repeat in (6, 7):
        durations = [int(d) for d in rng.permutation(500)[: repeat + 2]]
        result, _, name = measured(submission, durations, 2, repeat)
        samples = [d / 2 for d in durations[2:]]
        check.close(result["median"], float(np.median(samples)), f"median of {name}")
        check.close(result["best"], min(samples), f"best of {name}")


# --- Task 4: layers -------------------------------------------------------------------------------------------------


def check_layers(submission, names, ticks, warmup, repeat, total, layers, why="", mistakes=None):
    net = submission.probe.network(names, ticks)
    result = submission.layer_times(net, np.ones((1, 3, 4, 4), np.float32), warmup, repeat, FREQUENCY)
    forwards, had_input = submission.probe.use_of(net)
    name = f"layer_times of a network of {len(names)} layers, with warmup {warmup} and repeat {repeat}"
    got_total, got_layers = check.sequence(result, name, 2)
    check.close(got_total, total, f"total of {name}", why=why, mistakes=mistakes)
    pairs = [
        check.sequence(pair, f"layer {i} of {name}", 2)
        for i, pair in enumerate(check.sequence(got_layers, f"layers of {name}", len(layers)))
    ]
    check.equal([pair[0] for pair in pairs], [layer for layer, _ in layers], f"names of the layers, the slowest first, of {name}", why)
    for pair, (layer, expected) in zip(pairs, layers, strict=True):
        check.close(pair[1], expected, f"what layer {layer!r} takes, by {name}", why=why)
    check.equal(forwards, warmup + repeat, f"how often the network ran in {name}")
    check.that(
        had_input, f"{name}: `setInput` was not called with `blob`, an array of shape (1, 3, 4, 4). Pass it as it is, before `forward`."
    )


@task(4)
def test_the_slowest_layer_first(submission):
    """The layers of one run, in the order of their times."""
    why = "conv took 4 ticks of half a millisecond, relu 20, pool 2 and fc 10."
    expected = [("relu", 10.0), ("fc", 5), ("conv", 2), ("pool", 1)]
    check_layers(submission, ["conv", "relu", "pool", "fc"], [[4, 20, 2, 10]], 0, 1, 18.0, expected, why)


@task(4)
def test_the_first_forward_is_not_measured(submission):
    """The first runs warm the network up."""
    ticks = [[900, 80, 700], [50, 60, 70], [8, 6, 4]]
    mistakes = {
        "That is the first forward, which is the warm-up.": 840.0,
        "That is the mean over all forwards, the warm-up included.": float(np.sum(ticks)) / 6,
        "That is the median over all forwards, the warm-up included.": 90.0,
    }
    expected = [("conv", 4.0), ("relu", 3), ("fc", 2)]
    check_layers(
        submission, ["conv", "relu", "fc"], ticks, 2, 1, 9.0, expected, "In the third forward conv took 8 ticks, relu 6 and fc 4.", mistakes
    )


@task(4)
def test_the_median_of_each_layer(submission):
    """Of several runs each layer has a median of its own, and so has the whole network."""
    ticks = [[500, 500, 500], [10, 100, 2], [90, 8, 4], [20, 6, 60]]
    expected = [("conv", 10.0), ("relu", 4), ("fc", 2)]
    mistakes = {
        "That is the sum of the layers' medians; the whole network has a median of its own.": 16.0,
        "That is the mean. Return the median.": 50.0,
        "That is what the last forward took.": 43.0,
    }
    why = (
        "After the warm-up the whole network took 112, 102 and 86 ticks in its three runs. In the same runs conv took 10, 90 and "
        "20 ticks, relu 100, 8 and 6, fc 2, 4 and 60."
    )
    check_layers(submission, ["conv", "relu", "fc"], ticks, 1, 3, 51.0, expected, why, mistakes)


@task(4)
def test_layers_that_were_merged(submission):
    """Layers that take no time come last, in the order of the network."""
    ticks = [[4, 0, 6, 0, 4, 0]] * 2
    expected = [("conv_2", 3.0), ("conv_1", 2), ("fc", 2), ("norm_1", 0), ("norm_2", 0), ("flatten", 0)]
    names = ["conv_1", "norm_1", "conv_2", "norm_2", "fc", "flatten"]
    check_layers(submission, names, ticks, 0, 2, 7.0, expected, "Equal ones keep their order.")


@task(4)
def test_any_network(submission, rng):
    """Any times of any layers, with an even number of runs."""
    ticks = np.array([rng.permutation(200)[:5] for _ in range(6)], dtype=float)
    names = [f"layer_{i}" for i in range(5)]
    medians = np.median(ticks[2:], axis=0) / 2
    order = np.argsort(-medians, kind="stable")
    expected = [(names[i], float(medians[i])) for i in order]
    check_layers(submission, names, ticks, 2, 4, float(np.median(ticks[2:].sum(axis=1))) / 2, expected)


@task(4)
def test_a_real_network(submission, scratch, fixture):
    """A real network has a time for each of its layers."""
    net = submission.probe.read(scratch.file("net.onnx", fixture("scores_flat.onnx")))
    result = submission.layer_times(net, np.ones((2, 3, 40, 30), np.float32), 1, 3, cv2.getTickFrequency())
    names = submission.probe.layers_of(net)
    total, layers = check.sequence(result, "layer_times of a small network", 2)
    pairs = [
        check.sequence(pair, f"layer {i} of a small network", 2)
        for i, pair in enumerate(check.sequence(layers, "layers of a small network", len(names)))
    ]
    check.equal(sorted(str(pair[0]) for pair in pairs), sorted(names), "names of the layers of a small network")
    times = [check.is_array(pair[1], f"what layer {pair[0]!r} takes", shape=(), dtype="number").item() for pair in pairs]
    whole = check.is_array(total, "what a small network takes", shape=(), dtype="number").item()
    check.that(times == sorted(times, reverse=True), f"The slowest layer of a small network comes first, not: {times} ms.")
    check.that(0 < whole < 1000, f"A small network takes some milliseconds or less, not {whole:g} ms.")
