"""Judges exercises/3_tensorflow/gradient_tape.py."""

import numpy as np

from deepkata.suite import check, task

NO_PATH = (
    "The gradient is None if the tape has not recorded how the value depends on x. It watches trainable variables automatically, but "
    "tensors only after tape.watch(x), and only of a float dtype; and it records only what happens inside its block."
)

# The functions of the probes, on the judge's side in float64.


def waves(scales):
    return lambda x: np.sum(x**2 * np.sin(scales * x))


def coupled(matrix):
    return lambda x: x.ravel() @ matrix @ x.ravel() + np.sum(x) ** 3


def slopes_of(function, x, step=1e-5):
    """The gradient by central differences."""
    x = np.asarray(x, np.float64)
    slopes = np.empty_like(x)
    for index in np.ndindex(*x.shape):
        there = np.zeros_like(x)
        there[index] = step
        slopes[index] = (function(x + there) - function(x - there)) / (2 * step)
    return slopes


def hessian_of(function, x, step=1e-4):
    """All second derivatives by central differences of central differences: one row for each number of x."""
    x = np.asarray(x, np.float64)
    rows = []
    for index in np.ndindex(*x.shape):
        there = np.zeros_like(x)
        there[index] = step
        rows.append((slopes_of(function, x + there, step) - slopes_of(function, x - there, step)) / (2 * step))
    return np.array(rows).reshape(x.size, x.size)


def check_slopes(value, expected, name, why="", mistakes=None, zero=""):
    check.that(value is not None, f"{name} is None. {NO_PATH}")
    got = check.is_array(value, name, shape=np.shape(expected), dtype="float32")
    check.that(
        np.any(got) or not np.any(expected),
        f"{name}: every value is 0, which is wrong. With unconnected_gradients the tape returns 0 where it recorded no path: "
        f"was x watched before the function was called, was it called inside the block, and was it called with the watched x?{zero}",
    )
    check.array(value, expected, name, rtol=1e-3, atol=1e-3, why=why, mistakes=mistakes)


# --- task 1: grad ---


@task(1)
def test_the_gradient_of_a_sum_of_waves(submission, rng):
    """The gradient agrees with finite differences."""
    for shape in ((4,), (2, 3)):
        x = (rng.choice([-1, 1], shape) * rng.uniform(1.1, 1.4, shape)).astype(np.float32)
        scales = rng.uniform(0.8, 2.2, shape).astype(np.float32)
        function = waves(scales.astype(float))
        mistakes = {
            "These are the derivatives at whole numbers: what x has behind the point was cut off.": slopes_of(function, np.trunc(x))
        }
        value = submission.grad(submission.probe.waves(scales), x)
        check_slopes(value, slopes_of(function, x), f"gradient at a point of shape {shape}", mistakes=mistakes)


@task(1)
def test_the_gradient_at_a_single_number(submission):
    """x may be a single number."""
    value = submission.grad(submission.probe.waves(1.5), np.array(0.75, np.float32))
    check_slopes(value, slopes_of(waves(1.5), 0.75), "gradient at a single number")


@task(1)
def test_whole_numbers_and_float64(submission, rng):
    """x may be a list, integers or float64."""
    matrix = rng.uniform(-1, 1, (3, 3)).astype(np.float32)
    function = submission.probe.coupled(matrix)
    for name, x in (
        ("a list of whole numbers", [1, -2, 2]),
        ("uint8 numbers", np.array([1, 2, 3], np.uint8)),
        ("float64 numbers", np.array([0.5, -0.25, 1.0])),
    ):
        value = submission.grad(function, x)
        check_slopes(value, slopes_of(coupled(matrix.astype(float)), x), f"gradient at {name}", why="the function takes float32")
    check.unchanged(submission)


@task(1)
def test_what_plays_no_part_has_slope_0(submission):
    """The derivative is 0 for numbers on which the function does not depend."""
    x = np.array([[1.5, 2.0], [3.0, 4.0]], np.float32)
    value = submission.grad(submission.probe.first_only(), x)
    check_slopes(value, np.array([[3.0, 0], [0, 0]]), "gradient of the square of the first number")
    value = submission.grad(submission.probe.level(), x)
    where = "gradient of a function that does not depend on x at all"
    check.that(value is not None, f"{where} is None, and should be 0 everywhere: tape.gradient has an option for that.")
    check_slopes(value, np.zeros((2, 2)), where)


@task(1)
def test_slopes_are_exact_on_a_high_plane(submission, rng):
    """A small derivative of a large value is still exact: it is no difference of two values."""
    weights = rng.uniform(0.1, 0.2, 5).astype(np.float32)
    value = submission.grad(submission.probe.plane(weights, 50000.0), rng.normal(0, 1, 5).astype(np.float32))
    value = check.is_array(value, "gradient of a plane at a height of 50000", shape=(5,), dtype="float32")
    check.that(
        np.allclose(value, weights, rtol=1e-5, atol=0),
        f"gradient of a plane at a height of 50000: expected {weights[0]:.6f} first, got {value[0]:.6f}. In float32 the values of "
        "this function have steps of 0.004, so differences of values are too inaccurate. The tape gives the derivatives exactly.",
    )


# --- task 2: hessian_diag ---


def check_curvature(value, function, x, name):
    hessian = hessian_of(function, x)
    expected = np.diag(hessian).reshape(np.shape(x))
    check.that(value is not None, f"{name} is None. {NO_PATH} The first derivatives, too, must be computed inside the outer block.")
    mistakes = {
        "These are the sums of the rows of the Hessian: the gradient of a tensor is the gradient of its sum, so it includes the mixed "
        "derivatives. Differentiate one derivative at a time.": hessian.sum(axis=1).reshape(np.shape(x)),
        "These are the first derivatives, not the second.": slopes_of(function, x),
        "These are the squares of the first derivatives, not the second derivatives.": slopes_of(function, x) ** 2,
    }
    if np.size(x) > 1:
        check.is_array(value, name, shape=np.shape(x))
    zero = " And are the first derivatives computed inside the outer block?"
    check_slopes(value, expected, name, mistakes=mistakes, zero=zero)


@task(2)
def test_the_curvature_of_waves(submission, rng):
    """The second derivatives of a sum of waves are right, where no number depends on another."""
    x, scales = rng.uniform(-1, 1, 3).astype(np.float32), rng.uniform(1, 2, 3).astype(np.float32)
    value = submission.hessian_diag(submission.probe.waves(scales), x)
    check_curvature(value, waves(scales.astype(float)), x, "curvature of a sum of waves")


@task(2)
def test_mixed_derivatives_stay_out(submission, rng):
    """If the function combines the numbers, mixed derivatives are not included."""
    for shape in ((3,), (2, 2)):
        x = rng.uniform(0.2, 1, shape).astype(np.float32)
        matrix = rng.uniform(0.5, 1, (x.size, x.size)).astype(np.float32)
        value = submission.hessian_diag(submission.probe.coupled(matrix), x)
        check_curvature(value, coupled(matrix.astype(float)), x, f"curvature of a coupled function of shape {shape}")


@task(2)
def test_a_plane_has_no_curvature(submission):
    """The second derivatives of a plane and of a constant function are 0."""
    x = np.array([1.0, -2.0], np.float32)
    for name, function in (
        ("a plane", submission.probe.plane(np.array([3.0, 4.0]), 1.0)),
        ("a function that is the same everywhere", submission.probe.level()),
    ):
        value = submission.hessian_diag(function, x)
        check.that(value is not None, f"curvature of {name} is None, and should be 0: the first derivatives do not depend on x.")
        check_slopes(value, np.zeros(2), f"curvature of {name}")


@task(2)
def test_curvatures_are_exact_on_a_steep_slope(submission, rng):
    """A small second derivative beside a large first one is still exact: it is no difference of two slopes."""
    curvatures = rng.uniform(0.1, 0.2, 3).astype(np.float32)
    function = submission.probe.steep(rng.uniform(40000, 60000, 3), curvatures)
    name = "curvature of a steep function, with slopes of about 50000"
    value = submission.hessian_diag(function, rng.normal(0, 1, 3).astype(np.float32))
    check.that(value is not None, f"{name} is None. {NO_PATH}")
    value = check.is_array(value, name, shape=(3,), dtype="float32")
    check.that(
        np.allclose(value, curvatures, rtol=1e-4, atol=0),
        f"{name}: expected {curvatures[0]:.6f} first, got {value[0]:.6f}. In float32 these slopes have steps of 0.004, so differences "
        "of slopes are too inaccurate. A tape inside a tape gives the second derivatives exactly.",
    )


@task(2)
def test_the_curvature_at_whole_numbers(submission, rng):
    """x may be a list of whole numbers, or one number."""
    matrix = rng.uniform(0.5, 1, (2, 2)).astype(np.float32)
    value = submission.hessian_diag(submission.probe.coupled(matrix), [1, 2])
    check_curvature(value, coupled(matrix.astype(float)), [1, 2], "curvature at a list of whole numbers")
    value = submission.hessian_diag(submission.probe.waves(1.25), np.array(0.5))
    check_curvature(value, waves(1.25), np.array(0.5), "curvature at a single number")


# --- task 3: clip_by_global_norm ---


def clipped(gradients, limit):
    norm = np.sqrt(sum(np.sum(np.square(g, dtype=np.float64)) for g in gradients if g is not None))
    scale = min(1.0, limit / norm) if norm else 1.0
    return [None if g is None else g * scale for g in gradients], norm


def check_clipped(result, gradients, limit, name):
    expected, norm = clipped(gradients, limit)
    got, length = check.sequence(result, f"{name}: what clip_by_global_norm returns", 2)
    got = check.sequence(got, f"{name}: the gradients")
    kept = sum(g is not None for g in gradients)
    check.that(
        len(got) == len(gradients),
        f"{name}: {len(gradients)} gradients were passed, {kept} of them not None, and {len(got)} were returned. Each belongs to the "
        "variable in the same place, so None must stay where it was.",
    )
    arrays = [np.asarray(g, np.float64) for g in gradients if g is not None]
    norms = [float(np.linalg.norm(g)) for g in arrays]
    why = f"the global norm is {norm:.4g}, and the limit {limit:g}"
    check.close(
        length,
        norm,
        f"{name}: the global norm",
        rtol=1e-4,
        mistakes={
            "That is the norm after clipping; return the one before, which shows whether training is unstable.": min(norm, limit),
            "That is the sum of the gradients' own norms.": sum(norms),
            "That is the sum of the squares: its square root is the norm.": norm**2,
            "That is the largest of the gradients' own norms.": max(norms),
            "That is the largest absolute value; the norm is the length of all gradients as one long vector.": max(
                float(np.max(np.abs(g))) for g in arrays
            ),
            "That is the root of the mean of the squares; the norm is the root of their sum.": norm / np.sqrt(sum(g.size for g in arrays)),
        },
    )
    for place, (one, right) in enumerate(zip(got, expected, strict=True)):
        which = f"{name}: gradient {place}"
        if right is None:
            check.that(one is None, f"{which} was None, and should stay None: there is nothing to clip.")
            continue
        own = float(np.linalg.norm(gradients[place])) or 1.0
        mistakes = {
            "It was shortened by its own norm, not by the global norm: that changes the direction of the step.": gradients[place]
            * min(1, limit / own),
            "Each number was clipped to the limit: that changes the direction of the step.": np.clip(gradients[place], -limit, limit),
            "It was multiplied by norm / limit, which makes it longer; the factor is limit / norm.": gradients[place]
            * max(1, norm / limit),
            "It was lengthened to the limit: if the norm is below the limit, nothing changes.": gradients[place] * (limit / norm)
            if norm
            else gradients[place],
        }
        check.array(one, np.asarray(right), which, rtol=1e-4, dtype="float32", why=why, mistakes=mistakes)


def f32(*numbers):
    return np.array(numbers, np.float32)


@task(3)
def test_long_gradients_are_shortened_together(submission, rng):
    """Above the limit all gradients are shortened by one factor."""
    gradients = [f32(6, -8, 0), f32(0.5, 7).reshape(2, 1), np.array(4, np.float32)]
    check_clipped(submission.clip_by_global_norm(gradients, 6.5), gradients, 6.5, "three long gradients")
    check.unchanged(submission)
    gradients = [rng.normal(0, 9, shape).astype(np.float32) for shape in ((3, 2), (4,), (2, 1, 2))]
    check_clipped(submission.clip_by_global_norm(gradients, 1), gradients, 1, "random gradients")


@task(3)
def test_short_gradients_stay(submission):
    """Below the limit, or at it, nothing changes."""
    gradients = [f32(0.5, -1), f32(2)]
    check_clipped(submission.clip_by_global_norm(gradients, 10.0), gradients, 10.0, "short gradients")
    gradients = [f32(3), f32(4, 0)]
    check_clipped(submission.clip_by_global_norm(gradients, 5.0), gradients, 5.0, "gradients exactly at the limit")


@task(3)
def test_none_stays_in_its_place(submission):
    """None stays where it was and does not count."""
    gradients = [None, f32(0, 6), None, f32(8)]
    check_clipped(submission.clip_by_global_norm(gradients, 2.0), gradients, 2.0, "gradients with None among them")


@task(3)
def test_gradients_of_zero(submission):
    """Gradients of 0 stay 0."""
    gradients = [f32(0, 0), f32(0)]
    check_clipped(submission.clip_by_global_norm(gradients, 1.0), gradients, 1.0, "gradients of 0")


# --- task 4: train_step ---


def steps_of(parts, rate, limit, steps, how=""):
    """The losses and the variables of so many steps on a bowl, in float64; or with a known mistake."""
    matrix, vector, targets = (np.asarray(part, np.float64) for part in parts)
    losses, norms = [], []
    for _ in range(steps):
        errors = matrix @ vector - targets
        losses.append(errors @ errors)
        slopes = [2 * np.outer(errors, vector), 2 * matrix.T @ errors]
        alone = [clipped([slope], limit)[0][0] for slope in slopes]
        slopes, norm = clipped(slopes, limit)
        norms.append(norm)
        if how:
            slopes = alone
        matrix = matrix - rate * slopes[0]
        if how == "one after the other":
            slopes[1] = clipped([2 * matrix.T @ (matrix @ vector - targets)], limit)[0][0]
        vector = vector - rate * slopes[1]
    return losses, {"matrix": matrix, "vector": vector, "unused": np.array([1.0, 2.0])}, norms


def bowl(rng):
    matrix, vector = (rng.uniform(0.5, 1.5, shape).astype(np.float32) for shape in ((2, 3), (3,)))
    return matrix, vector, rng.uniform(-2, -1, 2).astype(np.float32)


def check_step(submission, parts, rate, limit, name, steps=1):
    model = submission.probe.bowl(*parts)
    losses, variables, norms = steps_of(parts, rate, limit, steps)
    before, _, _ = steps_of(parts, rate, limit, steps + 1)
    for number in range(steps):
        loss = submission.train_step(model, rate, limit)
        mistakes = {"That is the loss after the step; return the one before, which the tape recorded.": before[number + 1]}
        check.close(loss, losses[number], f"{name}: loss of step {number + 1}", rtol=1e-3, mistakes=mistakes)
    values = check.mapping(submission.probe.values(model), "the variables", variables)
    start = {"matrix": parts[0], "vector": parts[1]}
    check.that(
        not all(np.array_equal(values[part], start[part]) for part in start),
        f"{name}: the variables of the model have not changed. Is there a step at all? And if so, assign_sub changes "
        "a variable, while v = v - rate * gradient makes a new tensor and binds the name v to it.",
    )
    _, unclipped, _ = steps_of(parts, rate, np.inf, steps)
    others = {
        "The limit is not the one that was passed.": steps_of(parts, rate, limit / 2, steps),
        "The step went uphill: subtract rate times gradient.": steps_of(parts, -rate, limit, steps),
    }
    if norms[0] > limit:
        sentence = "Rate times gradient was clipped; clip the gradients, and then multiply them by the rate."
        others[sentence] = steps_of(parts, rate, limit / rate, steps)
        others["Each variable's gradient was clipped by itself; clip all of them together."] = steps_of(parts, rate, limit, steps, "alone")
    else:
        others["The learning rate was ignored."] = steps_of(parts, 1.0, limit, steps)
        sentence = "The gradient was computed after another variable had changed; compute all gradients first."
        others[sentence] = steps_of(parts, rate, limit, steps, "one after the other")
    for part, right in variables.items():
        mistakes = {"The gradients were not clipped.": unclipped[part]}
        mistakes |= {sentence: moved[part] for sentence, (_, moved, _) in others.items()}
        if part in start:
            sentence = "This variable has not changed, and others have: was the loop over the variables left too early?"
            mistakes[sentence] = start[part]
        why = f"the global norm of the first gradients is {norms[0]:.4g}, and the limit {limit:.4g}"
        check.array(
            values[part], right, f"{name}: {part} after {steps} step{'s' * (steps > 1)}", rtol=1e-3, atol=1e-4, why=why, mistakes=mistakes
        )


@task(4)
def test_one_step_moves_the_variables(submission, rng):
    """One step changes the variables of the model in place, with gradients computed before any of them changes."""
    check_step(submission, bowl(rng), 0.01, 1e6, "a step with a high limit")


@task(4)
def test_a_long_step_is_clipped(submission, rng):
    """Above the limit the step is as long as rate times limit."""
    parts = bowl(rng)
    limit = float(steps_of(parts, 0.1, np.inf, 1)[2][0] / 20)
    check_step(submission, parts, 0.1, limit, "a step with a low limit")


@task(4)
def test_three_steps_in_a_row(submission, rng):
    """Steps follow one another."""
    check_step(submission, bowl(rng), 0.05, 2.0, "three steps", steps=3)
