"""Judges exercises/3_tensorflow/saved_model.py."""

import numpy as np

from deepkata.suite import Files, check, task


def softmax(scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def weights(rng, inputs=4, classes=3):
    """Weights under which all classes win sometimes."""
    return rng.normal(0, 1.5, (inputs, classes)).astype(np.float32), rng.normal(0, 0.5, classes).astype(np.float32)


def ask_elsewhere(submission, scratch, W, b, questions, variables=None):  # noqa: N803 - the field's letter
    """Have the program save a model; what a clean worker, which does not know the program, gets from the folder, and what x may be there."""
    submission.export(W, b, scratch.path("exported"))
    saved = submission.fetch("exported")
    given = check.mapping(submission.fresh(code=False).probe.ask(saved, questions, variables or {}), "the saved model", ())
    check.that("error" not in given, f"The saved model was loaded in a process without your program: {plain(given.get('error'))}.")
    return given["answers"], given["promised"]


def outputs(answer, what, names):
    answer = check.mapping(answer, what, ())
    check.that("error" not in answer, f"{what}, loaded in a process without your program: {plain(answer.get('error'))}.")
    return check.mapping(answer, what, names)


def plain(error):
    return str(error).rstrip(".")


def check_scores(answer, W, b, x, what):  # noqa: N803 - the field's letter
    answer = outputs(answer, what, ["logits", "probabilities"])
    scores = x.astype(np.float64) @ W + b
    mistakes = {"The biases are missing.": scores - b.astype(np.float64), "These are the probabilities.": softmax(scores)}
    check.array(answer["logits"], scores, f"{what}: logits", rtol=1e-4, atol=1e-5, dtype="float32", mistakes=mistakes)
    mistakes = {
        "These are the logits: the softmax is missing.": scores,
        "The softmax was applied twice.": softmax(softmax(scores)),
        "That is the sigmoid of each score; with softmax the probabilities of a row have the sum 1.": 1 / (1 + np.exp(-scores)),
        "The softmax was computed along the columns; each row of probabilities should have the sum 1.": softmax(scores.T).T,
    }
    check.array(answer["probabilities"], softmax(scores), f"{what}: probabilities", rtol=1e-4, dtype="float32", mistakes=mistakes)


# --- task 1: the default signature ---


@task(1)
def test_the_folder_works_without_the_program(submission, rng, scratch):
    """Loaded in a process without the program, the default signature returns logits and probabilities."""
    W, b = weights(rng)  # noqa: N806 - the field's letter
    x = rng.normal(0, 1, (2, 4)).astype(np.float32)
    (answer,), _ = ask_elsewhere(submission, scratch, W, b, [("serving_default", x)])
    check_scores(answer, W, b, x, "serving_default of the saved model")


# --- tasks 2 and 3: any number of rows, a second signature ---


@task(2)
def test_any_number_of_rows(submission, rng, scratch):
    """The default signature takes one row, two rows or forty, of any width, for any number of classes."""
    W, b = weights(rng, 6, 5)  # noqa: N806 - the field's letter
    batches = [rng.normal(0, 1, (count, 6)).astype(np.float32) for count in (1, 2, 40, 6)]
    answers, promised = ask_elsewhere(submission, scratch, W, b, [("serving_default", x) for x in batches])
    for x, answer in zip(batches, answers, strict=True):
        check_scores(answer, W, b, x, f"serving_default with {len(x)} row{'s' * (len(x) > 1)}")
    check_promise(promised[0], "serving_default", 6)


def check_promise(shape, signature, width):
    """Servers and converters rely on the declared shape."""
    told = "any shape" if shape is None else str(tuple(shape))
    check.that(
        shape == [None, width],
        f"{signature} declares x as {told}, and should declare (None, {width}): any number of rows of {width} values. Servers and "
        "converters rely on the declared shape, even if the graph could do more.",
    )


@task(3)
def test_the_labels_have_a_signature_of_their_own(submission, rng, scratch):
    """ "classify" returns labels and confidences, for any number of rows."""
    W, b = weights(rng, 3, 4)  # noqa: N806 - the field's letter
    batches = [rng.normal(0, 2, (count, 3)).astype(np.float32) for count in (12, 1)]
    answers, promised = ask_elsewhere(submission, scratch, W, b, [("classify", x) for x in batches])
    for x, answer in zip(batches, answers, strict=True):
        check_classified(answer, W, b, x, f"classify with {len(x)} row{'s' * (len(x) > 1)}")
    check_promise(promised[0], "classify", 3)


def check_classified(answer, W, b, x, what, mistakes=None):  # noqa: N803 - the field's letter
    """Labels and confidences; ``mistakes``: of these weights and biases, a sentence each."""
    answer = outputs(answer, what, ["label", "confidence"])
    scores = x.astype(np.float64) @ W + b
    other = {sentence: softmax(x.astype(np.float64) @ weights + biases) for sentence, (weights, biases) in (mistakes or {}).items()}
    if len(x) > 1:
        other["The softmax was computed along the columns; each row of probabilities should have the sum 1."] = softmax(scores.T).T
    confidences = {
        "These are the highest scores; the confidence is the highest probability.": scores.max(axis=1),
        "That is the sigmoid of the highest score; with softmax the probabilities of a row have the sum 1.": 1 / (1 + np.exp(-scores.max(axis=1))),
    }
    confidences |= {sentence: probabilities.max(axis=1) for sentence, probabilities in other.items()}
    sure = softmax(scores).max(axis=1)
    check.array(answer["confidence"], sure, f"{what}: confidence", rtol=1e-4, dtype="float32", mistakes=confidences)
    labels = {sentence: probabilities.argmax(axis=1) for sentence, probabilities in other.items()}
    check.array(answer["label"], scores.argmax(axis=1), f"{what}: label", dtype="int64", rtol=0, atol=0, mistakes=labels)


# --- task 4: variables ---


@task(4)
def test_the_weights_can_be_changed_after_loading(submission, rng, scratch):
    """If the variables of the loaded model change, so do the results of both signatures."""
    W, b = weights(rng)  # noqa: N806 - the field's letter
    new_w, new_b = weights(rng)
    x = rng.normal(0, 1, (12, 4)).astype(np.float32)
    questions = [("serving_default", x), ("classify", x)]
    (scores, labels), _ = ask_elsewhere(submission, scratch, W, b, questions, {"W": new_w, "b": new_b})
    where = "the graph of this signature contains the old {} as constants. Use the variables themselves in the function, not the arrays."
    mistakes = {
        "The results have not changed: " + where.format("weights and biases"): (W, b),
        "Only the weights have changed: " + where.format("biases"): (new_w, b),
        "Only the biases have changed: " + where.format("weights"): (W, new_b),
    }
    what = "serving_default after W and b of the loaded model were changed"
    expected = x.astype(np.float64) @ new_w + new_b
    old = {sentence: x.astype(np.float64) @ one + other for sentence, (one, other) in mistakes.items()}
    check.array(outputs(scores, what, ["logits"])["logits"], expected, f"{what}: logits", rtol=1e-4, atol=1e-5, mistakes=old)
    check_classified(labels, new_w, new_b, x, "classify after W and b of the loaded model were changed", mistakes)


# --- task 5: serve ---


def check_served(result, expected, what):
    result = check.mapping(result, what, expected)
    extra = sorted(map(str, set(result) - set(expected)))
    check.that(not extra, f"{what}: the signature has no output {extra[0] if extra else ''!r}; its outputs are {sorted(expected)}.")
    for name, values in expected.items():
        check.array(result[name], values, f"{what}: {name}", rtol=1e-4, atol=1e-5)


def foreign(reference, name, factors):
    """The folder of a model that the program does not know; the reference's worker makes it, once for all programs."""
    return folder(name, reference.probe.foreign([float(factor) for factor in factors]))


def folder(name, files):
    return Files(name, {path: data.tobytes() for path, data in files.items()})


@task(5)
def test_two_folders_do_not_mix(submission, reference):
    """Two folders, used in turn, give their own results; an unknown signature is a ValueError."""
    factors = {"one": [1.0, 2.0, 4.0, 8.0], "two": [-3.0, 5.0, 7.0, 1.0]}
    folders = {name: foreign(reference, name, numbers) for name, numbers in factors.items()}
    x = [[1.0, 1.0, 1.0, 1.0]]
    for name in ("one", "two", "one"):
        expected = {"weighted": np.array([factors[name]]), "total": np.array([sum(factors[name])])}
        check_served(submission.serve(folders[name], x), expected, f"the folder {name!r}, used in turn with another")
    check.raises(submission, "serve", ValueError, folders["two"], x, "classify", name="serve with a signature that does not exist")


@task(5)
def test_a_foreign_model_is_served(submission, reference, rng):
    """Of a model with other names, each signature gives all its outputs, for any kind of rows."""
    factors = rng.choice([-1.0, 1.0], 4) * rng.uniform(1, 3, 4)
    path = foreign(reference, "foreign", factors)
    x = rng.normal(0, 1, (3, 4)).astype(np.float32)
    result = submission.serve(path, x, "ranks")
    check_served(result, {"order": np.argsort(x * factors, axis=1)}, 'the signature "ranks" of a foreign model')
    for what, given in (
        ("float32 rows", x),
        ("a single row", [1.5, 2.0, 3.0, -1.0]),
        ("a list of rows of integers", [[1, 2, 3, 4], [4, 5, 6, 7]]),
        ("float64 rows", rng.normal(0, 1, (2, 4))),
    ):
        rows = np.atleast_2d(np.asarray(given, np.float64))
        expected = {"weighted": rows * factors, "total": (rows * factors).sum(axis=1)}
        what = f"the default signature of a foreign model, with {what}"  # noqa: PLW2901 - the same words, in full
        check_served(submission.serve(path, given), expected, what)


# --- task 6: describe ---


def check_described(result, expected, what):
    result = check.mapping(result, what, expected)
    check.that(len(result) == len(expected), f"{what}: it has {len(expected)} signatures, and describe returned {len(result)}.")
    for signature, sides in expected.items():
        told = check.mapping(result[signature], f"{what}: {signature}", ["inputs", "outputs"])
        for side, forms in sides.items():
            place = f"{what}: {side} of {signature}"
            entries = check.mapping(told[side], place, forms)
            check.that(len(entries) == len(forms), f"{place}: there are {len(forms)}, and describe returned {len(entries)}.")
            for name, (dtype, shape) in forms.items():
                kind, sizes = check.sequence(entries[name], f"{place}: {name}", 2)
                check.equal(kind, dtype, f"{place}: dtype of {name}", 'the name of the dtype, such as "float32"')
                sizes = list(check.sequence(sizes, f"{place}: shape of {name}"))
                check.equal(sizes, shape, f"{place}: shape of {name}", "None stands for any size")


@task(6)
def test_names_types_and_shapes_are_told(submission, reference, rng):
    """Each signature is listed with its inputs and outputs: names, dtypes and shapes."""
    path = foreign(reference, "foreign", [1.0, 2.0, 3.0])
    row = ("float32", [None, 3])
    expected = {
        "serving_default": {"inputs": {"pixels": row}, "outputs": {"weighted": row, "total": ("float32", [None])}},
        "ranks": {"inputs": {"features": row}, "outputs": {"order": ("int32", [None, 3])}},
    }
    check_described(submission.describe(path), expected, "a model of two signatures")
    side = int(rng.integers(5, 30))
    path = folder("varied", reference.probe.varied(side))
    sides = [None, side, None, 3]
    expected = {
        "mix": {
            "inputs": {"image": ("uint8", sides), "mask": ("bool", sides)},
            "outputs": {"masked": ("uint8", sides), "any": ("bool", [])},
        },
        "size": {"inputs": {"count": ("int64", [])}, "outputs": {"next": ("int64", [])}},
    }
    check_described(submission.describe(path), expected, "a model of images and counts")
