"""Judges exercises/3_tensorflow/saved_model.py."""

import numpy as np

from deepkata.suite import check, task


def softmax(scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def weights(rng, inputs=4, classes=3):
    """Weights under which all classes win sometimes."""
    return rng.normal(0, 1.5, (inputs, classes)).astype(np.float32), rng.normal(0, 0.5, classes).astype(np.float32)


def exported(submission, scratch, W, b):  # noqa: N803 - the field's letter
    """A clean worker, without the program, and the folder that the program saved."""
    submission.export(W, b, scratch.path("exported"))
    saved = submission.fetch("exported")
    return submission.fresh(code=False).probe, saved


def outputs(answer, what, names):
    answer = check.mapping(answer, what, ())
    check.that("error" not in answer, f"{what}: loaded where your program is not known, {plain(answer.get('error'))}.")
    return check.mapping(answer, what, names)


def plain(error):
    return str(error).rstrip(".")


def check_scores(answer, W, b, x, what):  # noqa: N803 - the field's letter
    answer = outputs(answer, what, ["logits", "probabilities"])
    scores = x.astype(np.float64) @ W + b
    mistakes = {"The biases are missing.": scores - b, "These are the probabilities.": softmax(scores)}
    check.array(answer["logits"], scores, f"{what}: logits", rtol=1e-4, atol=1e-5, dtype="float32", mistakes=mistakes)
    mistakes = {
        "These are the logits: the softmax is missing.": scores,
        "The softmax was applied twice.": softmax(softmax(scores)),
        "That is the sigmoid of each score by itself; the softmax lets the classes share a sum of 1.": 1 / (1 + np.exp(-scores)),
        "The softmax goes down the columns: each row of probabilities has the sum 1.": softmax(scores.T).T,
    }
    check.array(answer["probabilities"], softmax(scores), f"{what}: probabilities", rtol=1e-4, dtype="float32", mistakes=mistakes)


# --- task 1: the default signature ---


@task(1)
def test_the_folder_works_without_the_program(submission, rng, scratch):
    """Loaded where the program is not known, the default signature gives logits and probabilities."""
    W, b = weights(rng)  # noqa: N806 - the field's letter
    probe, saved = exported(submission, scratch, W, b)
    x = rng.normal(0, 1, (2, 4)).astype(np.float32)
    (answer,) = check.sequence(probe.ask(saved, [("serving_default", x)]), "the saved model", 1)
    check_scores(answer, W, b, x, "serving_default of the saved model")


# --- tasks 2 and 3: any number of rows, a second signature ---


@task(2)
def test_any_number_of_rows(submission, rng, scratch):
    """One row, two rows and forty are served, of any width and any number of classes."""
    W, b = weights(rng, 6, 5)  # noqa: N806 - the field's letter
    probe, saved = exported(submission, scratch, W, b)
    batches = [rng.normal(0, 1, (count, 6)).astype(np.float32) for count in (1, 2, 40, 6)]
    answers = probe.ask(saved, [("serving_default", x) for x in batches])
    check.that(len(check.sequence(answers, "the saved model")) == len(batches), f"The saved model: {plain(answers[0].get('error'))}.")
    for x, answer in zip(batches, answers, strict=True):
        check_scores(answer, W, b, x, f"serving_default with {len(x)} row{'s' * (len(x) > 1)}")
    shape = probe.promised(saved, "serving_default")["x"]
    check.that(
        shape == [None, 6],
        f"serving_default promises to take x of shape {tuple(shape)}, and should promise (None, 6), for any number of rows of 6. Many who "
        "use a folder go by what it promises, even if the graph could do more.",
    )


@task(3)
def test_the_labels_have_a_signature_of_their_own(submission, rng, scratch):
    """ "classify" gives labels and how sure they are."""
    W, b = weights(rng, 3, 4)  # noqa: N806 - the field's letter
    probe, saved = exported(submission, scratch, W, b)
    batches = [rng.normal(0, 2, (count, 3)).astype(np.float32) for count in (12, 1)]
    answers = probe.ask(saved, [("classify", x) for x in batches])
    check.that(len(check.sequence(answers, "the saved model")) == len(batches), f"The saved model: {plain(answers[0].get('error'))}.")
    for x, answer in zip(batches, answers, strict=True):
        what = f"classify with {len(x)} row{'s' * (len(x) > 1)}"
        answer = outputs(answer, what, ["label", "confidence"])  # noqa: PLW2901 - the same answer, checked
        scores = x.astype(np.float64) @ W + b
        down = softmax(scores.T).T
        sentence = "The softmax goes down the columns: each row of probabilities has the sum 1."
        mistakes = {} if len(x) == 1 else {sentence: down.argmax(axis=1)}
        check.array(answer["label"], scores.argmax(axis=1), f"{what}: label", dtype="int64", rtol=0, atol=0, mistakes=mistakes)
        mistakes = {
            "These are the highest scores; the confidence is the highest probability.": scores.max(axis=1),
            "That is the sigmoid of the highest score; the softmax lets the classes share a sum of 1.": 1 / (1 + np.exp(-scores.max(axis=1))),
            sentence: down.max(axis=1),
        }
        sure = softmax(scores).max(axis=1)
        check.array(answer["confidence"], sure, f"{what}: confidence", rtol=1e-4, dtype="float32", mistakes=mistakes)


# --- task 4: variables ---


@task(4)
def test_the_weights_can_be_changed_after_loading(submission, rng, scratch):
    """If the variables of the loaded model change, so does what it gives."""
    W, b = weights(rng)  # noqa: N806 - the field's letter
    probe, saved = exported(submission, scratch, W, b)
    new_w, new_b = weights(rng)
    x = rng.normal(0, 1, (3, 4)).astype(np.float32)
    what = "serving_default after W and b of the loaded model were changed"
    answer = outputs(probe.changed(saved, new_w, new_b, x), what, ["logits"])
    old = x.astype(np.float64) @ W + b
    sentence = "Nothing has changed: the graph holds the old weights as constants. Use the variables themselves in the function."
    expected = x.astype(np.float64) @ new_w + new_b
    check.array(answer["logits"], expected, f"{what}: logits", rtol=1e-4, atol=1e-5, mistakes={sentence: old})


# --- task 5: serve ---


def check_served(result, expected, what):
    result = check.mapping(result, what, expected)
    extra = sorted(map(str, set(result) - set(expected)))
    check.that(not extra, f"{what}: the output {extra[0] if extra else ''!r} is none of the signature's, which are {sorted(expected)}.")
    for name, values in expected.items():
        check.array(result[name], values, f"{what}: {name}", rtol=1e-4, atol=1e-5)


@task(5)
def test_two_folders_do_not_mix(submission, scratch):
    """Two folders, asked in turn, give their own answers; an unknown signature is a ValueError."""
    one, two = [1.0, 2.0, 4.0, 8.0], [-3.0, 5.0, 7.0, 1.0]
    submission.probe.make(scratch.path("one"), one)
    submission.probe.make(scratch.path("two"), two)
    x = [[1.0, 1.0, 1.0, 1.0]]
    for name, factors in (("one", one), ("two", two), ("one", one)):
        expected = {"weighted": np.array([factors]), "total": np.array([sum(factors)])}
        check_served(submission.serve(scratch.path(name), x), expected, f"the folder {name!r}, asked in turn with another")
    check.raises(submission, "serve", ValueError, scratch.path("two"), x, "classify", name="serve with a signature that is not there")


@task(5)
def test_a_foreign_model_is_served(submission, rng, scratch):
    """A model with other names gives all its outputs, for each of its signatures."""
    factors = rng.choice([-1.0, 1.0], 4) * rng.uniform(1, 3, 4)
    submission.probe.make(scratch.path("foreign"), factors)
    x = rng.normal(0, 1, (3, 4)).astype(np.float32)
    what = "the default signature of a foreign model"
    expected = {"weighted": x * factors, "total": (x * factors).sum(axis=1)}
    check_served(submission.serve(scratch.path("foreign"), x), expected, what)
    result = submission.serve(scratch.path("foreign"), x, "ranks")
    check_served(result, {"order": np.argsort(x * factors, axis=1)}, 'the signature "ranks" of a foreign model')


@task(5)
def test_rows_of_all_kinds(submission, rng, scratch):
    """A single row, lists of whole numbers and float64 are served as well."""
    factors = np.array([2.0, -1.0, 0.5, 3.0])
    submission.probe.make(scratch.path("foreign"), factors)
    for what, x in (
        ("a single row", [1.5, 2.0, 3.0, -1.0]),
        ("a list of rows of whole numbers", [[1, 2, 3, 4], [4, 5, 6, 7]]),
        ("float64 rows", rng.normal(0, 1, (2, 4))),
    ):
        rows = np.atleast_2d(np.asarray(x, np.float64))
        expected = {"weighted": rows * factors, "total": (rows * factors).sum(axis=1)}
        check_served(submission.serve(scratch.path("foreign"), x, signature="serving_default"), expected, what)


# --- task 6: describe ---


def check_described(result, expected, what):
    result = check.mapping(result, what, expected)
    check.that(len(result) == len(expected), f"{what}: there are {len(expected)} signatures, and {len(result)} were told.")
    for signature, sides in expected.items():
        told = check.mapping(result[signature], f"{what}: {signature}", ["inputs", "outputs"])
        for side, forms in sides.items():
            place = f"{what}: {side} of {signature}"
            entries = check.mapping(told[side], place, forms)
            check.that(len(entries) == len(forms), f"{place}: there are {len(forms)}, and {len(entries)} were told.")
            for name, (dtype, shape) in forms.items():
                kind, sizes = check.sequence(entries[name], f"{place}: {name}", 2)
                check.equal(kind, dtype, f"{place}: type of {name}", 'the name of the dtype, such as "float32"')
                sizes = list(check.sequence(sizes, f"{place}: shape of {name}"))
                check.equal(sizes, shape, f"{place}: shape of {name}", "None stands for any size")


@task(6)
def test_names_types_and_shapes_are_told(submission, rng, scratch):
    """Each signature is told with its inputs and outputs: names, types and shapes."""
    submission.probe.make(scratch.path("foreign"), [1.0, 2.0, 3.0])
    row = ("float32", [None, 3])
    expected = {
        "serving_default": {"inputs": {"pixels": row}, "outputs": {"weighted": row, "total": ("float32", [None])}},
        "ranks": {"inputs": {"features": row}, "outputs": {"order": ("int32", [None, 3])}},
    }
    check_described(submission.describe(scratch.path("foreign")), expected, "a model of two signatures")
    side = int(rng.integers(5, 30))
    submission.probe.make_varied(scratch.path("varied"), side)
    sides = [None, side, None, 3]
    expected = {
        "mix": {
            "inputs": {"image": ("uint8", sides), "mask": ("bool", sides)},
            "outputs": {"masked": ("uint8", sides), "any": ("bool", [])},
        },
        "size": {"inputs": {"count": ("int64", [])}, "outputs": {"next": ("int64", [])}},
    }
    check_described(submission.describe(scratch.path("varied")), expected, "a model of images and counts")
