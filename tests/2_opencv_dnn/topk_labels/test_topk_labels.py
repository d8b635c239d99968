"""Judges exercises/2_opencv_dnn/topk_labels.py. The real network runs once, on three photographs at a time."""

import functools

import cv2
import numpy as np

from deepkata.suite import check, remembered, task

ANIMALS = ["ant", "bee", "cat", "dog", "eel", "fox"]


def softmax(scores):
    """Rows of probabilities."""
    scores = np.asarray(scores, dtype=float)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def check_probabilities(submission, output, expected, name, **more):
    got = submission.probabilities(output)
    check.heat_map(got, np.asarray(expected, dtype=float), name, rows="image", columns="class", rtol=1e-4, **more)


def mistakes_with_a_softmax(scores):
    """What a wrong softmax gives."""
    scores = np.asarray(scores, dtype=float)
    whole = np.exp(scores - scores.max())
    return {
        "The softmax was taken over all images together. Each row must sum to 1.": whole / whole.sum(),
        "The scores were divided by their sum, without e to the power of them.": scores / scores.sum(axis=1, keepdims=True),
        "These are e to the power of the scores, without the division by their sum.": np.exp(scores),
        "The softmax was taken over the images: the columns sum to 1 instead of the rows.": softmax(scores.T).T,
        "These went through a softmax twice.": softmax(softmax(scores)),
        "These are the scores themselves; no softmax was taken.": scores,
    }


def check_best(got, expected, name, why="", atol=1e-4):
    """For each image a list of pairs of a name and a probability."""
    images = check.sequence(got, name, len(expected))
    for number, (image, right) in enumerate(zip(images, expected, strict=True)):
        which = f"{name}, image {number}" if len(expected) > 1 else name
        pairs = [check.sequence(pair, f"place {i + 1} of {which}", 2) for i, pair in enumerate(check.sequence(image, which, len(right)))]
        names = [str(pair[0]) if isinstance(pair[0], str) else pair[0] for pair in pairs]
        check.equal(names, [label for label, _ in right], f"the names of {which}", why)
        for (label, probability), pair in zip(right, pairs, strict=True):
            check.close(pair[1], probability, f"the probability of {label!r} in {which}", atol=atol, rtol=atol, why=why)


# --- Task 1: the names of the classes -------------------------------------------------------------------------------


@task(1)
def test_one_line_for_each_class(submission):
    """What follows the number, up to the first comma, is the name."""
    text = "n02219486 ant, emmet, pismire\nn01440764 tench, Tinca tinca\nn01443537 goldfish, Carassius auratus\n"
    why = "The order of the lines is that of the network's output, whatever their numbers are."
    check.equal(submission.load_synsets(text), ["ant", "tench", "goldfish"], "the names of three classes", why)


@task(1)
def test_names_with_spaces(submission):
    """A name may have several words, capitals, dots and apostrophes."""
    text = (
        "n01494475 hammerhead, hammerhead shark\nn01773549 black and gold garden spider, Argiope aurantia\n"
        "n02109525 St. Bernard, St Bernard\nn03590841 jack-o'-lantern\n"
    )
    expected = ["hammerhead", "black and gold garden spider", "St. Bernard", "jack-o'-lantern"]
    check.equal(submission.load_synsets(text), expected, "the names of four classes", "Only a comma ends a name.")


@task(1)
def test_two_classes_with_one_name(submission):
    """Two classes of the same name are two classes."""
    text = "n02012849 crane\nn02013706 limpkin, Aramus pictus\nn03126707 crane\nn03127747 crash helmet\n"
    why = "A bird and a machine; each has a place of its own, or all classes after it move up by one."
    check.equal(submission.load_synsets(text), ["crane", "limpkin", "crane", "crash helmet"], "the names of four classes", why)


@task(1)
def test_however_the_lines_end(submission):
    """The last line may have no line break, and lines may end as on Windows."""
    for text, what in (
        ("n02206856 bee, wasp\nn02219486 ant", "without a line break at the end"),
        ("n02206856 bee, wasp\r\nn02219486 ant\r\n", "with the line breaks of Windows"),
        ("n02206856 bee\r\nn02219486 ant, emmet\r\n", "with the line breaks of Windows, a comma on the second line"),
        ("n02206856 bee\nn02219486 ant\n", "with a line break at the end"),
    ):
        check.equal(submission.load_synsets(text), ["bee", "ant"], f"the names of two classes {what}")


@task(1)
def test_the_thousand_classes_of_imagenet(submission, fixture):
    """The classes of ImageNet, in their order."""
    names = check.sequence(submission.load_synsets(fixture("imagenet_classes.txt").read_text("utf-8")), "ImageNet's classes", 1000)
    places = {0: "tench", 2: "great white shark", 134: "crane", 281: "tabby", 517: "crane", 967: "espresso", 999: "toilet tissue"}
    for place, name in places.items():
        check.equal(names[place], name, f"the name of class {place}")


# --- Task 2: probabilities ------------------------------------------------------------------------------------------


@task(2)
def test_the_softmax_of_a_row(submission):
    """Each score becomes e to its power, divided by the sum over the row."""
    scores = np.log([[1.0, 2, 5], [6, 3, 1]]) + 3
    expected = [[0.125, 0.25, 0.625], [0.6, 0.3, 0.1]]
    why = "The powers of e are in the ratio 1 : 2 : 5 and 6 : 3 : 1."
    check_probabilities(submission, scores, expected, "probabilities of two images", why=why, mistakes=mistakes_with_a_softmax(scores))


@task(2)
def test_probabilities_stay_what_they_are(submission):
    """A network that has a softmax already puts out probabilities, and they are returned as they are."""
    output = np.array([[0.7, 0.2, 0.1], [0.05, 0.05, 0.9]])
    why = "Both rows sum to 1. A second softmax would make all classes nearly equal."
    check_probabilities(
        submission, output, output, "probabilities of two images that have them already", why=why, mistakes=mistakes_with_a_softmax(output)
    )
    output = np.float32([[0, 1, 0], [0.5, 0, 0.5]])
    check_probabilities(submission, output, output, "probabilities of 0 and 1, of a network that is quite sure", why=why)
    output = np.float32([[0.25, 0.5, 0.2504]])
    check_probabilities(submission, output, output, "probabilities whose sum is 1.0004", why=why)


@task(2)
def test_scores_from_0_to_1_are_no_probabilities(submission):
    """Scores that lie between 0 and 1, or that sum to 1, are scores, unless both holds for every row."""
    for scores, what in (
        ([[0.5, 0.75, 0.25]], "scores between 0 and 1 whose sum is 1.5"),
        ([[2.0, -1.5, 0.5]], "scores that sum to 1, of which one is negative"),
        ([[0.75, -0.5, 0.75]], "scores that sum to 1, the largest 0.75 and the smallest -0.5"),
        ([[0.5, 0.25, 0.25], [0.5, 0.5, 0.75]], "two images, of which one could be probabilities"),
        ([[0.3, 0.25, 0.25]], "scores between 0 and 1 whose sum is 0.8"),
        ([[0.4, 0.25, 0.25]], "scores between 0 and 1 whose sum is 0.9"),
    ):
        check_probabilities(submission, np.array(scores), softmax(scores), what, mistakes=mistakes_with_a_softmax(scores))


@task(2)
def test_a_sum_that_is_only_nearly_1(submission):
    """Rows that sum to 1.004 or 0.996 are scores: a sum of 1 is one to within 0.001."""
    for scores, total in (([[0.25, 0.5, 0.254]], 1.004), ([[0.25, 0.5, 0.246]], 0.996)):
        check_probabilities(submission, np.array(scores), softmax(scores), f"scores between 0 and 1 whose sum is {total}")


@task(2)
def test_whatever_the_shape_of_the_output(submission, rng):
    """An output of shape (N, C, 1, 1) or (N, 1, C) gives the same as (N, C)."""
    for count in (1, 3):
        scores = rng.normal(0, 3, (count, 6))
        for shape in ((count, 6), (count, 6, 1, 1), (count, 1, 6), (count, 1, 1, 6)):
            name = f"probabilities of an output of shape {shape}"
            output = scores.reshape(shape).astype(np.float32)
            check_probabilities(submission, output, softmax(scores), name, mistakes=mistakes_with_a_softmax(scores))
    for shape in ((3, 1), (3, 1, 1, 1), (3, 1, 1)):
        why = "Three images and one class: three rows of one number, and the softmax of one number is 1."
        output = np.array([-2, 0.5, 7]).reshape(shape)
        check_probabilities(submission, output, np.ones((3, 1)), f"probabilities of an output of shape {shape}", why=why)


@task(2)
def test_large_scores(submission):
    """Scores of 1000 and -1000 give probabilities too."""
    scores = np.array([[1000.0, 999, 998], [-1000, -1001, -1002], [-3, 700, 699]])
    why = "e to the power of 1000 is more than a float holds. Adding a number to all scores of a row changes no probability."
    check_probabilities(submission, scores, softmax(scores), "probabilities of scores around 1000, -1000 and 700", why=why)
    check_probabilities(submission, scores.astype(np.float32) / 5, softmax(scores / 5), "probabilities of scores around 200", why=why)


# --- Task 3: the best k ---------------------------------------------------------------------------------------------


@task(3)
def test_the_most_probable_first(submission):
    """The classes come in the order of their probabilities."""
    output = np.array([[0.05, 0.1, 0.4, 0.15, 0.3, 0.0]])
    expected = [[("cat", 0.4), ("eel", 0.3), ("dog", 0.15)]]
    check_best(submission.topk(output, ANIMALS, 3), expected, "the best 3 of six animals")


@task(3)
def test_scores_become_probabilities(submission):
    """Scores are turned into probabilities."""
    output = np.log([[[[1.0]], [[5]], [[2]], [[8]], [[3]], [[1]]]])
    expected = [[("dog", 0.4), ("bee", 0.25)]]
    check_best(submission.topk(output, ANIMALS, 2), expected, "the best 2 of six animals by their scores")


@task(3)
def test_every_image_has_its_list(submission, rng):
    """Each image of a batch gets a list of its own."""
    order = [rng.permutation(6) for _ in range(4)]
    ladder = np.array([0.4, 0.25, 0.15, 0.1, 0.06, 0.04])
    output = np.zeros((4, 6))
    for row, places in zip(output, order, strict=True):
        row[places] = ladder
    expected = [[(ANIMALS[i], p) for i, p in zip(places[:3], ladder, strict=False)] for places in order]
    check_best(submission.topk(output, ANIMALS, 3), expected, "the best 3 of four images")


@task(3)
def test_equally_probable_classes(submission):
    """Of equally probable classes the one with the smaller number comes first."""
    output = np.array([[0.1, 0.2, 0.2, 0.1, 0.2, 0.2]])
    expected = [[("bee", 0.2), ("cat", 0.2), ("eel", 0.2)]]
    why = "Four classes have 0.2; by their numbers they are bee, cat, eel and fox."
    check_best(submission.topk(output, ANIMALS, 3), expected, "the best 3 with four equal ones", why)
    labels = [f"class {i}" for i in range(40)]
    scores = np.zeros((1, 40), dtype=np.float32)
    scores[0, 35] = 2
    best = softmax(scores)[0]
    expected = [[(labels[i], best[i]) for i in (35, 0, 1, 2, 3, 4)]]
    check_best(
        submission.topk(scores, labels, 6),
        expected,
        "the best 6 of 40, of which 39 are equal",
        "Only a stable sort keeps equal ones in order.",
    )


@task(3)
def test_one_name_for_two_classes(submission):
    """Two classes of the same name both have their place."""
    output = np.array([[0.35, 0.1, 0.55]])
    expected = [[("crane", 0.55), ("crane", 0.35), ("ant", 0.1)]]
    check_best(submission.topk(output, ["crane", "ant", "crane"], 3), expected, "the best 3 with two cranes")


@task(3)
def test_more_than_there_are(submission):
    """If more classes are wanted than there are, all are returned."""
    output = np.array([[0.25, 0.75]])
    check_best(submission.topk(output, ["ant", "bee"], 5), [[("bee", 0.75), ("ant", 0.25)]], "the best 5 of two")
    check_best(submission.topk(output, ["ant", "bee"], 1), [[("bee", 0.75)]], "the best of two")


# --- Task 4: photographs --------------------------------------------------------------------------------------------


@functools.cache
def read_photograph(path):
    return cv2.imread(str(path))


@remembered
def small_network(images):
    """What scores_flat.onnx puts out for images (N, height, width, 3): see fixtures/recipes/networks.py."""
    o, c, y, x = np.indices((5, 3, 3, 3))
    kernel = ((7 * o + 5 * c + 3 * y + 2 * x) % 11 - 5) / 8
    scores = []
    for image in images:
        planes = [cv2.filter2D(image, cv2.CV_64F, k, anchor=(0, 0))[:-2, :-2] for k in kernel.reshape(15, 3, 3)]
        sums = [sum(planes[3 * o + c][..., c] for c in range(3)) + o / 4 for o in range(5)]
        scores.append([np.maximum(s, 0).mean() for s in sums])
    return np.array(scores)


@remembered
def prepared(photographs, swap=True, crop=True, mean=(127, 127, 127), scale=1 / 128):
    blob = cv2.dnn.blobFromImages(photographs, scale, (224, 224), mean, swapRB=swap, crop=crop)
    return np.ascontiguousarray(blob.transpose(0, 2, 3, 1)).astype(np.float64)


def best(rows, labels, k):
    return [[(labels[i], row[i]) for i in np.argsort(-row, kind="stable")[:k]] for row in rows]


@task(4)
def test_photographs_are_prepared_as_the_network_wants(submission, scratch, fixture, rng):
    """Photographs of different sizes are cropped, swapped, shifted and scaled as the network was trained."""
    network = scratch.file("small.onnx", fixture("scores_flat.onnx"))
    gradient = np.linspace(0, 255, 300)[None, :, None] * np.array([1.0, 0.2, 0.6])
    wide = np.repeat(gradient, 240, axis=0).astype(np.uint8)
    high = np.full((400, 250, 3), (30, 200, 90), np.uint8)
    high[:100], high[300:] = (255, 0, 0), (0, 0, 255)
    noisy = rng.integers(0, 256, (224, 224, 3), dtype=np.uint8)
    photographs = [wide, high, noisy]
    labels = ["ant", "bee", "cat", "dog", "eel"]
    name = "what a small network says of three drawn images"
    why = "224 by 224 with crop, red first, (pixel - 127) / 128."
    expected = best(softmax(small_network(prepared(photographs))), labels, 5)
    check_best(submission.classify(network, photographs, labels, 5), expected, name, why)


@task(4)
def test_a_real_network_on_real_photographs(submission, reference, scratch, fixture):
    """EfficientNet-Lite0 says what is in photographs of a cat, a cup of coffee and a rocket."""
    labels = reference.load_synsets(fixture("imagenet_classes.txt").read_text("utf-8"))
    network = scratch.file("imagenet_classifier.onnx", fixture("imagenet_classifier.onnx"))
    photographs = [read_photograph(fixture(f"{name}.jpg")) for name in ("cat", "coffee", "rocket")]
    expected = [[tuple(pair) for pair in image] for image in reference.classify(network, photographs, labels, 3)]
    got = submission.classify(network, photographs, labels, 3)
    check_best(got, expected, "the best 3 of a cat, a cup of coffee and a rocket", atol=2e-3)
