"""Judges exercises/4_keras/line_fit.py."""

import numpy as np

from deepkata.suite import check, task

# --- task 1: validation ---


def parts_of(result, count, aside, what):
    """The four parts, of the right lengths."""
    parts = check.sequence(result, what, 4)
    names = ("x for training", "y for training", "x for validation", "y for validation")
    sizes = (count - aside, count - aside, aside, aside)
    swapped = [np.shape(part) for part in parts] == [(aside,), (aside,), (count - aside,), (count - aside,)] and aside * 2 != count
    why = (
        "The first two arrays are for training, the last two for validation."
        if swapped
        else f"round(fraction * N) = {aside} points are held out for validation."
    )
    return [
        check.is_array(part, f"{what}: {name}", shape=(size,), dtype="number", why=why)
        for part, name, size in zip(parts, names, sizes, strict=True)
    ]


@task(1)
def test_every_point_is_in_one_set(submission, rng):
    """Each point is in exactly one of the two sets, together with its y; the sizes are right."""
    x = np.arange(10.0)
    parts_of(submission.split(x, 2 * x, 0.3, seed=1), 10, 3, "split of the ten points of the stub's example")
    for count, fraction, aside in ((40, 0.25, 10), (23, 0.2, 5), (7, 0.5, 4)):
        x = np.sort(rng.uniform(0, 100, count))
        y = rng.normal(0, 1, count)
        what = f"split of {count} points, {fraction:g} for validation"
        result = submission.split(x, y, fraction, int(rng.integers(1, 1000)))
        check.unchanged(submission)
        x_train, y_train, x_aside, y_aside = parts_of(result, count, aside, what)
        all_x, all_y = np.concatenate([x_train, x_aside]), np.concatenate([y_train, y_aside])
        order = np.argsort(all_x, kind="stable")
        why = "each point is in one of the two sets, and in one only"
        check.array(all_x[order], x, f"{what}: the x of both sets together, sorted", why=why)
        check.array(all_y[order], y, f"{what}: the y of both sets together, in the order of x", why="x and y of a point stay together")


@task(1)
def test_the_choice_is_random(submission, rng):
    """Points from everywhere are held out, whatever the order of x; the seed decides which."""
    count, aside = 200, 40
    x = np.arange(count, dtype=float)
    chosen = []
    seeds = [int(seed) for seed in rng.permutation(10_000)[:12]]
    for seed in seeds:
        parts = parts_of(submission.split(x, -x, 0.2, seed), count, aside, f"split with seed {seed}")
        chosen.append(np.sort(parts[2]))
    places = np.array(chosen)
    check.that(
        not np.array_equal(places[0], x[-aside:]),
        "The 40 of 200 points with the largest x were held out: the line is then validated where it was never trained. Choose them at random.",
    )
    check.that(
        any(not np.array_equal(places[0], other) for other in places[1:]),
        f"The same 40 of 200 points are held out with the seeds {', '.join(map(str, seeds[:3]))} and so on. The seed must decide which.",
    )
    gaps = np.diff(places, axis=1)
    check.that(
        np.mean(gaps == 1) < 0.6,
        "Of 200 points sorted by x, the 40 that are held out are neighbours, with each of 12 seeds: the line is never trained in that range. "
        "Draw the points one by one.",
    )
    tenths = np.bincount((places // 20).astype(int).ravel(), minlength=10)[:10]
    check.that(
        tenths.min() > 20 and tenths.max() < 80,
        f"Of 200 points sorted by x, 40 were held out with each of 12 seeds. From each tenth of the points came {tenths.tolist()}. "
        "If all points are equally likely, about 48 come from each.",
    )
    check.that(
        np.std(gaps) > 3,
        "The points that are held out are at nearly equal distances from each other: that is a pattern, not a random choice.",
    )
    again = parts_of(submission.split(x, -x, 0.2, seeds[0]), count, aside, f"split with seed {seeds[0]}, once more")
    common = len(np.intersect1d(again[2], places[0]))
    check.that(
        np.array_equal(np.sort(again[2]), places[0]),
        f"Two calls of split with the same 200 points and the same seed, {seeds[0]}, hold out different points: {common} of the 40 are in "
        "both choices. The same seed must make the same choice.",
    )


@task(1)
def test_every_point_may_be_held_out(submission, rng):
    """Every choice is possible: the first point and the last one are held out as often as the others, with any other point."""
    x = np.arange(5.0)
    pairs = np.zeros((5, 5), int)
    for seed in rng.permutation(10_000)[:200]:
        chosen = parts_of(submission.split(x, -x, 0.4, int(seed)), 5, 2, f"split of five points with seed {seed}")[2].astype(int)
        pairs[chosen[0], chosen[1]] += 1
        pairs[chosen[1], chosen[0]] += 1
    often = pairs.sum(axis=1)
    check.that(
        often.min() > 40 and often.max() < 120,  # 80 on average, with a standard deviation of 7
        f"Two of five points were held out with each of 200 seeds: point 0 {often[0]} times, and points 1 to 4 {', '.join(map(str, often[1:]))} times. "
        "If all points are equally likely, each is held out about 80 times. Are the first and the last index among those that you draw from?",
    )
    never = [(i, j) for i in range(5) for j in range(i) if pairs[i, j] == 0]
    check.that(
        not never,
        f"Two of five points were held out with each of 200 seeds, but never the points {never[0][1] if never else 0} and {never[0][0] if never else 0} "
        "together. Every choice must be possible: draw the points one by one, not as a block or a pattern.",
    )


# --- task 2: the network, worked by hand ---

# Two points, (0, 1) and (2, 5): at w = b = 0 the errors are -1 and -5, so the derivatives are -10 and -6.
X, Y = np.array([[0.0], [2.0]], np.float32), np.array([[1.0], [5.0]], np.float32)
AFTER = [np.array([[0.6], [2.6]]), np.array([[0.88], [3.84]])]
FIRST = {
    "That is a step of an optimizer that scales its own steps, such as Adam: plain SGD moves by rate times derivative.": np.array(
        [[0.1], [0.3]]
    ),
    "The bias has not moved: is it left out, or not trainable?": np.array([[0.0], [2.0]]),
    "The derivatives are those of half the mean squared error.": np.array([[0.3], [1.3]]),
    "The derivatives are those of the sum of the squared errors, not of their mean.": np.array([[1.2], [5.2]]),
}


@task(2)
def test_the_first_two_steps(submission):
    """It begins as the line 0, and its first two steps on two points are those worked out by hand."""
    model = check.handle(submission.build(0.1), "build(0.1)")
    start = submission.probe.ask(model, X)
    check.array(start, np.zeros((2, 1)), "outputs of build(0.1) at x = 0 and x = 2", dtype="float32", why="w and b start at 0")
    loss = submission.probe.loss_of(model, X, Y)
    known = {"That is the mean absolute error.": 3.0, "That is the root of the mean squared error.": np.sqrt(13.0)}
    check.close(loss, 13.0, "compiled loss of the line 0 on (0, 1) and (2, 5)", why="the mean of 1² and 5²", mistakes=known)
    first, second = check.sequence(submission.probe.steps(model, [(X, Y), (X, Y)]), "two steps", 2)
    why = "the errors are -1 and -5, so w moves by 0.1 · 10 and b by 0.1 · 6: the line is x + 0.6"
    check.array(first, AFTER[0], "outputs at x = 0 and x = 2 after a step at a rate of 0.1", rtol=1e-4, why=why, mistakes=FIRST)
    why = (
        "the errors are now -0.4 and -2.4. The first step was right, the second one is not: does the optimizer have momentum?"
    )
    check.array(second, AFTER[1], "outputs after a second step", rtol=1e-4, why=why)


@task(2)
def test_the_example_of_the_stub(submission):
    """One step at a rate of 0.25 on the point (1, 3) makes the line 1.5 x + 1.5, as in the stub."""
    model = check.handle(submission.build(0.25), "build(0.25)")
    (after,) = check.sequence(submission.probe.steps(model, [(np.array([[1.0]], np.float32), np.array([[3.0]], np.float32))]), "one step", 1)
    why = "the error is -3, so both derivatives are -6, and w and b become 0.25 · 6"
    check.array(after, np.array([[3.0]]), "output at x = 1 after a step towards (1, 3) at a rate of 0.25", rtol=1e-4, why=why)


@task(2)
def test_any_line_and_any_rate(submission, rng):
    """Outputs may be negative, and the rate is the given one in every call."""
    rate = float(rng.uniform(0.01, 0.04))
    x, y = rng.normal(0, 1, (2, 1)).astype(np.float32), rng.uniform(-9, -3, (2, 1)).astype(np.float32)
    model = check.handle(submission.build(rate), f"build({rate:.3f})")
    (after,) = check.sequence(submission.probe.steps(model, [(x, y)]), "one step", 1)
    w, b = 2 * rate * np.mean(y * x), 2 * rate * np.mean(y)
    what = f"outputs of build({rate:.3f}) after a step towards points below 0"
    flat = {"The outputs stop at 0: does the dense layer have an activation, such as a ReLU?": np.maximum(w * x + b, 0)}
    check.array(after, w * x + b, what, rtol=1e-4, mistakes=flat)


# --- task 3: fit ---


def curved_points(rng):
    """400 points, sorted by x, that rise or fall like a line with a bend: least squares differs from part to part of them."""
    start, width = rng.uniform(20, 40), rng.uniform(30, 60)
    bend, slope = rng.uniform(20, 30) * rng.choice([-1, 1]), rng.uniform(-20, 20)
    t = np.sort(rng.uniform(0, 1, 400))
    y = rng.uniform(5, 15) + slope * t + bend * t**2 + rng.normal(0, 0.3, 400)
    return start + width * t, y, abs(bend)


def line_values(x, w, b):
    """What a line gives at the ends of x."""
    ends = np.array([x[0], x[-1]])
    return w * ends + b


def check_history(history, x):
    """Two lists of finite numbers, as long as each other, whose ends are of the same size."""
    history = check.mapping(history, "the history of fit_line", ["loss", "val_loss"])
    loss = check.is_array(history["loss"], 'history["loss"]', shape=(None,), dtype="float")
    aside = check.is_array(history["val_loss"], 'history["val_loss"]', shape=(None,), dtype="float")
    check.that(
        len(loss) == len(aside) > 0,
        f"The history has {len(loss)} values of loss and {len(aside)} of val_loss. Both need one for every epoch.",
    )
    check.that(
        np.isfinite(loss).all() and np.isfinite(aside).all(),
        f"Not all losses are finite; the last one is {loss[-1]}. The descent has diverged. As x goes from {x[0]:.0f} to {x[-1]:.0f}, the derivative for w "
        "is much larger than the one for b, and its steps overshoot. Shift and scale x before training.",
    )
    return loss, aside


def number_of(value, name):
    """One finite number."""
    why = "one number is asked for; the kernel of a dense layer has the shape (1, 1), and its bias (1,)"
    value = check.is_array(value, name, shape=(), dtype="number", why=why)
    check.that(np.isfinite(value), f"{name} is {value}.")
    return float(value)


def other_line(got, best, x, y):
    """Which other line has these values at the ends of x, in words."""
    mean, spread = x.mean(), x.std()
    w, b = np.polyfit((x - mean) / spread, y, 1)
    known = {
        "That is the line through the first four fifths: the points with the largest x were held out, so the line was never "
        "trained there. Draw the validation set at random.": np.polyfit(x[:320], y[:320], 1),
        "That is the line through the last four fifths: the points with the smallest x were held out. Draw the validation set at random.": np.polyfit(
            x[-320:], y[-320:], 1
        ),
        "That is the line for scaled x. Convert it to the units of the given x.": (w, b),
        "The slope is right; the intercept is still that of x shifted to mean 0.": (w / spread, b),
        "The slope and the intercept have changed places.": np.polyfit(x, y, 1)[::-1],
    }
    ends = {sentence: line_values(x, *line) for sentence, line in known.items()}
    far = {sentence: np.abs(got - end).max() for sentence, end in ends.items()}
    nearest = min(far, key=far.get)
    return nearest if far[nearest] < np.abs(got - best).max() / 3 else ""


@task(3)
def test_a_line_through_sorted_points(submission, rng):
    """The line is close to least squares in the units of the points; training and validation loss are similar; the seed decides."""
    x, y, bend = curved_points(rng)
    w, b, history = check.sequence(submission.fit_line(x, y), "fit_line", 3)
    check.unchanged(submission)
    loss, aside = check_history(history, x)
    w, b = number_of(w, "w of fit_line"), number_of(b, "b of fit_line")
    got, best, tolerance = line_values(x, w, b), line_values(x, *np.polyfit(x, y, 1)), 0.12 * bend
    known = other_line(got, best, x, y)
    why = f"np.polyfit finds this line; a difference of {tolerance:.2g} is allowed. {known or bad_descent(loss)}".strip()
    name = f"values of the line at the smallest and the largest x, {x[0]:.1f} and {x[-1]:.1f}"
    check.curve(got, best, name, x="end", y="y", rtol=0, atol=tolerance, why=why)
    ratio = aside[-1] / max(loss[-1], 1e-12)
    check.that(
        0.4 <= ratio <= 2.5,
        f"In the last epoch val_loss is {ratio:.1f} times loss. If the validation set is drawn at random, the two are similar. "
        f"Is the validation x scaled like the training x, and are both losses in the same units? {known}".strip(),
    )
    again = check.sequence(submission.fit_line(x, y, 0), "fit_line, a second time, with seed 0", 3)
    again = np.array([number_of(value, f"{letter} of a second fit_line") for letter, value in zip("wb", again[:2], strict=True)])
    why = (
        "the first call used the default seed, which is 0. The seed decides the validation set, the order of the batches and the initial weights; "
        "keras.utils.set_random_seed sets the last two"
    )
    check.array(again, np.array([w, b]), "w and b of a second training with the same seed", rtol=1e-4, atol=1e-4, why=why)


def bad_descent(loss):
    """What the losses say about a line that is far from least squares."""
    if len(loss) > 1 and loss[-1] < 0.98 * loss[-2]:
        return f"The loss was still falling in the last epoch, from {loss[-2]:.3g} to {loss[-1]:.3g}: train for more epochs, or at a higher rate."
    return ""


@task(3)
def test_the_last_validation_is_of_the_returned_line(submission, rng):
    """The last val_loss is the error of the returned line on a fifth of the points, in the units of y."""
    start, width = rng.uniform(20, 40), rng.uniform(30, 60)
    t = np.sort(rng.uniform(0, 1, 100))
    x, side = start + width * t, rng.choice([-0.25, 0.25], 100)  # all are 0.25 from a steep line: each fifth of them has the same error
    y = rng.uniform(5, 15) + rng.uniform(70, 100) * rng.choice([-1, 1]) * (t - t.mean()) + side
    w, b, history = check.sequence(submission.fit_line(x, y, int(rng.integers(1, 1000))), "fit_line", 3)
    _, aside = check_history(history, x)
    w, b = number_of(w, "w of fit_line"), number_of(b, "b of fit_line")
    squares = np.sort((w * x + b - y) ** 2)
    low, high = squares[:20].mean(), squares[-20:].mean()
    sentence = (
        f"The last val_loss is {aside[-1]:.3g}. Of 100 points along a steep line, the returned line has a mean squared error of {low:.3g} on the 20 "
        f"nearest ones and of {high:.3g} on the 20 farthest ones, so no choice of 20 points gives this val_loss. "
    )
    check.that(
        aside[-1] <= 1.6 * high + 1e-3,
        sentence + "Was the validation x scaled by the mean and standard deviation of the training x, and not by its own?",
    )
    check.that(aside[-1] >= 0.6 * low - 1e-3, sentence + "Is it in the units of the given y? If y was scaled, scale its squared errors back.")


@task(3)
def test_a_point_counts_in_one_part(submission, rng):
    """A point far off the line counts in loss or in val_loss, not in both."""
    count, aside, off = 320, 64, 1000 * rng.choice([-1, 1])  # batches of 2, 4, 8, ... 256 points divide the training
    start, width = rng.uniform(20, 40), rng.uniform(30, 60)
    t = np.sort(rng.uniform(0, 1, count))
    y = rng.uniform(5, 15) + rng.uniform(10, 20) * rng.choice([-1, 1]) * t + rng.normal(0, 0.3, count)
    place = count // 2 + int(rng.integers(-40, 40))
    y[place] += off
    _, _, history = check.sequence(submission.fit_line(start + width * t, y, int(rng.integers(1, 1000))), "fit_line", 3)
    loss, val_loss = (float(losses[-1]) for losses in check_history(history, start + width * t))
    in_training, in_validation = (part > 0.5 * off**2 for part in (loss * (count - aside), val_loss * aside))
    said = (
        f"All of 320 points lie near a line, except for one that is {abs(off)} off. In the last epoch loss is {loss:.4g} and val_loss is {val_loss:.4g}: "
    )
    check.that(
        not (in_training and in_validation),
        said + "that point is in both. Do not train on points of the validation set.",
    )
    check.that(
        in_training or in_validation,
        said + f"its square, {off**2:.4g}, is in neither mean. Is each point in one of the two sets, and are both losses in the units of y?",
    )
    check.that(
        in_validation or loss * (count - aside) > 0.9 * off**2,
        said + f"that point is in the training set. Among 256 points it adds {off**2 / 256:.4g} to the mean squared error, "
        f"among all 320 it adds {off**2 / count:.4g}. Was the line trained on the validation set, too?",
    )


# --- task 4: the error ---


@task(4)
def test_the_error_of_a_known_line(submission, rng):
    """The error is the root of the mean of N squared differences, not of N times N."""
    w, b = (float(value) for value in rng.uniform(1, 3, 2))
    model = submission.probe.line(w, b, dropout=0.5)
    x = rng.uniform(-2, 2, 24)
    y = w * x + b + rng.normal(0, 0.5, 24)
    errors = w * x + b - y
    known = {
        "That is the error over a table of all 576 differences: the outputs have shape (24, 1) and y has (24,), which NumPy broadcasts "
        "to (24, 24). Bring both to one shape first.": np.sqrt(np.mean((w * x[:, None] + b - y) ** 2)),
        "That is the mean squared error: its root is asked for.": np.mean(errors**2),
        "That is the mean absolute error.": np.mean(np.abs(errors)),
        "That is the root of the sum: divide by the number of points before you take the root.": np.sqrt(np.sum(errors**2)),
        "That is the root of the sum, divided by the number of points: divide before you take the root.": np.sqrt(np.sum(errors**2)) / 24,
        "That is the standard deviation of the differences, which ignores their mean.": np.std(errors),
    }
    value = submission.rms_error(model, x, y)
    check.unchanged(submission)
    why = "the model has a dropout layer, which is inactive unless the model is called with training=True"
    check.close(value, float(np.sqrt(np.mean(errors**2))), "error of a known line on 24 points", rtol=1e-4, mistakes=known, why=why)
    check.close(submission.rms_error(model, x, y), float(np.sqrt(np.mean(errors**2))), "the same error, once more", rtol=1e-4, why=why)


@task(4)
def test_the_error_of_a_line_that_is_off(submission):
    """A line that is off by 2 everywhere has the error 2; one point is enough."""
    model = submission.probe.line(1.0, 0.0)
    x = np.array([1.0, 4.0, 6.0])
    known = {
        "That is the standard deviation of the differences, which ignores their mean.": 0.0,
        "That is the mean squared error: its root is asked for.": 4.0,
    }
    check.close(submission.rms_error(model, x, x + 2), 2.0, "error of a line that is off by 2 at three points", rtol=1e-4, mistakes=known)
    check.close(submission.rms_error(model, x[:1], x[:1] - 3), 3.0, "error of a line that is off by 3 at one point", rtol=1e-4)
    flat, x, y = submission.probe.line(0.0, 0.0), np.array([1.0, 2.0]), np.array([3.0, -1.0])
    check.close(submission.rms_error(flat, x, y), np.sqrt(5.0), "error of the line 0 at (1, 3) and (2, -1), as in the stub", rtol=1e-4)
