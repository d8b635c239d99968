"""Judges exercises/3_tensorflow/softmax_digits.py."""

import numpy as np

from deepkata.suite import check, task

LUMINANCE = np.array([0.299, 0.587, 0.114])


def digits(fixture, rng, count):
    """Some real digits from 0 to 1, and their labels."""
    with np.load(fixture("digits.npz")) as data:
        chosen = rng.permutation(len(data["y"]))[:count]
        return (data["x"][chosen] / 16).astype(np.float32), data["y"][chosen].astype(np.int64)


# --- task 1: to_ink ---


def grey_of(image):
    pixels = image.astype(np.float64) / 255
    if pixels.ndim == 2:
        return pixels
    if pixels.shape[2] == 1:
        return pixels[..., 0]
    grey = pixels[..., :3] @ LUMINANCE
    return grey if pixels.shape[2] == 3 else pixels[..., 3] * grey + 1 - pixels[..., 3]


def ink_of(image):
    grey = grey_of(image)
    edge = np.concatenate([grey[0], grey[-1], grey[1:-1, 0], grey[1:-1, -1]])
    return 1 - grey if edge.mean() > 0.5 else grey


def check_ink(submission, image, name):
    expected = ink_of(image)
    mistakes = {
        "The values go up to 255: divide them.": 255 * expected,
        "Ink and paper are swapped: the mean of all edge pixels decides what is paper.": 1 - expected,
    }
    if image.ndim == 3 and image.shape[2] >= 3:
        colours = image[..., :3].astype(np.float64) / 255
        plain, mean, reverse = colours @ LUMINANCE, colours.mean(axis=-1), ink_of(np.dstack([image[..., 2::-1], image[..., 3:]]))
        mistakes["The channels were read as BGR; they come as RGB."] = reverse
        if image.shape[2] == 3:
            mistakes["That is the plain mean of the channels; use the weights 0.299, 0.587 and 0.114."] = (
                1 - mean if ink_of(image)[0, 0] < grey_of(image)[0, 0] else mean
            )
        else:
            mistakes["The alpha channel was ignored: transparent pixels show the white background."] = plain
            mistakes["The alpha channel was ignored: transparent pixels show the white background (inverted)."] = 1 - plain
            mistakes["Transparent pixels became black: they show the white background."] = image[..., 3] / 255 * plain
    value = submission.to_ink(image)
    check.image(value, expected, name, input=image, layout="HW", atol=1e-3, dtype="float32", mistakes=mistakes)


@task(1)
def test_bright_on_dark(submission, rng):
    """A bright digit on black is divided by 255 and not inverted."""
    image = np.zeros((6, 5), np.uint8)
    image[1:5, 2] = rng.integers(120, 256, 4)
    check_ink(submission, image, "ink of a bright stroke on black")
    check.unchanged(submission)
    check_ink(submission, np.pad(image, 1)[..., None], "ink of an image with one channel")


@task(1)
def test_dark_on_bright(submission, rng):
    """A dark digit on white is inverted, even if most of the image is ink."""
    image = np.full((7, 6), 250, np.uint8)
    image[2:5, 3] = rng.integers(0, 60, 3)
    check_ink(submission, image, "ink of a dark stroke on white")
    full = np.full((14, 15), 20, np.uint8)
    full[0] = full[-1] = full[:, 0] = full[:, -1] = 240
    check_ink(submission, full, "ink of a dark digit that leaves only the edge of a bright page")


def shaded(shape, *places, paper=250, shade=15):
    """A page with a dark stroke in the middle, some places of which are in a shadow."""
    image = np.full(shape, paper, np.uint8)
    image[shape[0] // 2, shape[1] // 2] = 10
    for place in places:
        image[place] = shade
    return image


ROW, COLUMN = (0,), (slice(None), 0)
CORNERS = (([0, 0, -1, -1], [0, -1, 0, -1]),)


@task(1)
def test_a_shadow_on_the_first_row(submission):
    """If the first row is in a shadow, the mean of all edge pixels decides."""
    image = shaded((9, 12), ROW)
    check_ink(submission, image, "ink of a dark digit on a white page whose first row is dark")
    check_ink(submission, 255 - image, "ink of a bright digit on a black page whose first row is bright")


@task(1)
def test_a_shadow_on_the_first_column(submission):
    """If the first column is in a shadow, the mean of all edge pixels decides."""
    image = shaded((9, 12), COLUMN)
    check_ink(submission, image, "ink of a dark digit on a white page whose first column is dark")
    check_ink(submission, 255 - image, "ink of a bright digit on a black page whose first column is bright")


@task(1)
def test_white_columns_of_a_grey_page(submission):
    """The mean of the edge decides, not the median."""
    sides = np.full((10, 20), 100, np.uint8)
    sides[:, 0] = sides[:, -1] = 250
    check_ink(submission, sides, "ink of a grey page with white first and last columns, where the mean of the edge is above 1/2")


@task(1)
def test_dark_rows_of_a_tall_page(submission):
    """The first and last column are part of the edge."""
    image = shaded((30, 8), ROW, (-1,))
    check_ink(submission, image, "ink of a tall white page whose first and last rows are dark")


@task(1)
def test_dark_corners(submission):
    """The corners are only a small part of the edge."""
    check_ink(submission, shaded((9, 12), *CORNERS), "ink of a white page whose four corners are dark")


@task(1)
def test_each_corner_counts_once(submission):
    """Each pixel of the edge is counted once, the corners too."""
    image = shaded((5, 5), *CORNERS, paper=180)
    check_ink(submission, image, "ink of a small page with dark corners, where the mean of the edge is 0.54 if each corner counts once")


@task(1)
def test_every_pixel_of_the_edge_counts(submission):
    """The edge consists of two whole rows and two whole columns: with one pixel more or less, another mean decides."""
    for value, mean in ((102, 0.51), (153, 0.49)):
        image = np.zeros((11, 11), np.uint8)
        image[0] = image[:-1, 0] = 255
        (image[-1] if mean > 0.5 else image[0])[5] = value
        for page, sides in ((image, "first"), (image[::-1, ::-1], "last")):
            name = f"ink of a page whose {sides} row and column are white, so that the mean of the edge is {mean:.2f}"
            check_ink(submission, page.copy(), name)


@task(1)
def test_an_edge_of_exactly_one_half(submission):
    """If the mean of the edge is exactly 1/2, the image is not inverted."""
    image = np.zeros((5, 5), np.uint8)
    image[1:4, 1:4] = 100
    image[:, 0] = image[0, :3] = image[-1, 1] = 255
    check_ink(submission, image, "ink of an image whose edge is half black and half white: its mean is 1/2, not above it")


@task(1)
def test_colours(submission, rng):
    """Colours become grey with the weights of red, green and blue, in the order RGB."""
    image = np.zeros((5, 6, 3), np.uint8)
    image[1:4, 2:5] = rng.integers(90, 256, (3, 3, 3))
    image[1:4, 2] = 30, 60, 250
    check_ink(submission, image, "ink of coloured strokes on black")
    check_ink(submission, 255 - image, "ink of coloured strokes on white")


@task(1)
def test_transparent_images(submission, rng):
    """An RGBA image is put on white."""
    image = np.zeros((6, 6, 4), np.uint8)
    image[1:5, 2:4, :3] = rng.integers(0, 90, (4, 2, 3))
    image[1:5, 2:4, 3] = rng.integers(130, 256, (4, 2))
    check_ink(submission, image, "ink of a dark digit on transparent ground")


# --- task 2: preprocess ---


def shares(count, size):
    """How much each of `count` pixels adds to each of `size` new ones, of which each is the mean of what it covers."""
    edges, pixels = np.arange(size + 1)[:, None] * count / size, np.arange(count)
    covered = np.minimum(pixels + 1, edges[1:]) - np.maximum(pixels, edges[:-1])
    return covered.clip(min=0) * size / count


def prepared(image, size=8, centre=True, stretch=False, lost=0, sides=None, whole=False):
    """The result; the last `lost` rows and columns of the box are missing, which takes a larger box; or nothing was cut out."""
    ink = ink_of(image)
    rows, columns = np.nonzero(ink > 0.2)
    digit = ink if whole else ink[rows.min() : rows.max() + 1 - lost, columns.min() : columns.max() + 1 - lost]
    sides = sides or [size, size] if stretch or sides else [max(1, round(side * size / max(digit.shape))) for side in digit.shape]
    shrunk = shares(digit.shape[0], sides[0]) @ digit @ shares(digit.shape[1], sides[1]).T
    place = [(size - side) // 2 if centre else 0 for side in sides]
    square = np.zeros((size, size))
    square[place[0] : place[0] + sides[0], place[1] : place[1] + sides[1]] = shrunk
    return square


def check_prepared(submission, image, size, name, **keywords):
    value = submission.preprocess(image, **({} if size == 8 else {"size": size}))
    expected = prepared(image, size)
    mistakes = {
        "The digit is in the corner, and should be in the middle.": prepared(image, size, centre=False),
        "The digit is right, but ink and paper are swapped.": 1 - expected,
        "The whole image was scaled: cut out the box of the digit first.": prepared(image, size, whole=True),
    }
    box = np.nonzero(ink_of(image) > 0.2)
    sides = [np.ptp(side) + 1 for side in box]
    below = [max(1, int(side * size / max(sides))) for side in sides]
    if below != [max(1, round(side * size / max(sides))) for side in sides]:
        mistakes["The shorter side was rounded down; round it to the nearest whole number."] = prepared(image, size, sides=below)
    if max(sides) < size:
        mistakes["The digit was not enlarged: its longer side should be `size` here, too."] = prepared(image, size, sides=sides)
    if all((np.ptp(side) + 1) % size == 0 for side in box):
        mistakes["The digit was stretched to fill the square: scale both sides by the same factor."] = prepared(image, size, stretch=True)
    if all(np.ptp(side) > 0 for side in box):
        sentence = "The last row and the last column of the box are missing: the end of a slice is not part of it."
        mistakes[sentence] = prepared(image, size, lost=1)
    flipped = np.zeros_like(expected)
    rows, columns = np.nonzero(expected.any(axis=1))[0], np.nonzero(expected.any(axis=0))[0]
    digit = expected[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    above, before = size - digit.shape[0] - (size - digit.shape[0]) // 2, size - digit.shape[1] - (size - digit.shape[1]) // 2
    flipped[above : above + digit.shape[0], before : before + digit.shape[1]] = digit
    mistakes["It is one pixel off: if the number of free pixels is odd, the extra one is at the bottom or on the right."] = flipped
    check.image(value, expected, name, input=image, layout="HW", atol=2e-3, dtype="float32", mistakes=mistakes, **keywords)


def page(rng, height, width, shape, top, left, paper=255):
    """A dark digit of random grey (its edges dark) on a page."""
    image = np.full(shape, paper, np.uint8)
    image[top : top + height, left : left + width] = rng.integers(0, 120, (height, width))
    return image


@task(2)
def test_a_narrow_digit_keeps_its_proportions(submission, rng):
    """A digit 16 high and 8 wide becomes 8 high and 4 wide, in the middle."""
    image = page(rng, 16, 8, (30, 25), 3, 14)
    check_prepared(submission, image, 8, "a digit twice as high as wide", why="16 x 8 becomes 8 x 4, with two free columns on each side")


@task(2)
def test_a_wide_digit_and_other_sizes(submission, rng):
    """A wide digit, other sizes, and an odd number of free pixels."""
    check_prepared(submission, page(rng, 12, 24, (20, 40), 6, 2), 12, "a digit twice as wide as high, size 12")
    check_prepared(submission, page(rng, 18, 10, (20, 40), 1, 2), 9, "a digit with four free columns, size 9")
    check_prepared(submission, page(rng, 24, 15, (27, 40), 1, 12), 8, "a digit with three free columns")
    check_prepared(submission, page(rng, 9, 24, (27, 40), 1, 12), 8, "a digit with five free rows")


@task(2)
def test_sides_are_rounded(submission, rng):
    """The shorter side is rounded to the nearest whole number."""
    check_prepared(submission, page(rng, 20, 14, (26, 30), 2, 9), 8, "a digit of 20 by 14", why="14 * 8 / 20 = 5.6 becomes 6")
    check_prepared(submission, page(rng, 13, 20, (26, 30), 2, 9), 8, "a digit of 13 by 20", why="13 * 8 / 20 = 5.2 becomes 5")


@task(2)
def test_small_digits_are_enlarged(submission, rng):
    """A digit that is smaller than the square is enlarged to fill it."""
    check_prepared(
        submission, page(rng, 4, 3, (9, 9), 3, 2), 8, "a digit of 4 by 3", why="the longer side becomes 8, so 4 x 3 becomes 8 x 6"
    )


@task(2)
def test_a_thin_line_does_not_vanish(submission):
    """A line of one pixel is one pixel wide, however long it is."""
    for length in (8, 24):
        image = np.zeros((30, 9), np.uint8)
        image[2 : 2 + length, 4] = 255
        check_prepared(submission, image, 8, f"a thin line of {length} pixels, bright on dark", why="each side is at least 1 pixel")


@task(2)
def test_faint_dirt_is_no_ink(submission, rng):
    """Pixels with ink of 0.2 or less do not enlarge the box."""
    image = page(rng, 16, 16, (32, 32), 12, 4, paper=255)
    image[1, 1:30:3] = 225
    image[25:31, 30] = 230
    check_prepared(submission, image, 8, "a digit on a page with faint dirt", why="only pixels with ink above 0.2 bound the box")
    blank = np.full((10, 10), 240, np.uint8)
    check.image(submission.preprocess(blank), np.zeros((8, 8)), "a blank page", input=blank, layout="HW", dtype="float32")


@task(2)
def test_real_digits_from_a_large_page(submission, rng, fixture):
    """Real digits, drawn five times as large on a transparent page, are reduced to what they were."""
    images, _ = digits(fixture, rng, 300)
    tall = [image for image in images if (image[0] > 0.2).any() and (image[-1] > 0.2).any()][:3]
    for image in tall:
        large = np.kron(image, np.ones((5, 5)))
        canvas = np.zeros((60, 70, 4), np.uint8)
        canvas[7:47, 21:61, 3] = np.rint(255 * large)
        check_prepared(submission, canvas, 8, "a real digit on a transparent page")


# --- task 3: train ---


def softmax(scores):
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def trained(images, labels, rate, steps, mistake=""):
    """Gradient descent in float64, with the gradient on paper; or with a known mistake."""
    x, count = images.reshape(len(images), -1).astype(np.float64), len(images)
    weights, b, losses = np.zeros((x.shape[1], 10)), np.zeros(10), []
    right = np.eye(10)[labels]
    for _ in range(steps):
        p = softmax(x @ weights + b)
        if mistake == "softmax twice":
            q = softmax(p)
            losses.append(-np.log((q * right).sum(axis=1)).mean())
            inner = q - right
            slopes = p * (inner - (inner * p).sum(axis=1, keepdims=True))
        else:
            losses.append(-np.log((p * right).sum(axis=1)).mean() * (count if mistake == "sum" else 1))
            slopes = p - right
        if mistake == "one by one":
            for image, one in zip(x, right, strict=True):
                slope = softmax((image @ weights + b)[None])[0] - one
                weights, b = weights - rate * np.outer(image, slope), b - rate * slope
            continue
        scale = 1 if mistake in ("sum", "slopes summed") else count
        weights = weights - rate * x.T @ slopes / scale
        if mistake != "no bias":
            b = b - rate * slopes.sum(axis=0) / scale
    return {"W": weights, "b": b, "loss": np.array(losses)}


def check_trained(result, images, labels, rate, steps, name):
    result = check.mapping(result, name, ["W", "b", "loss"])
    expected = trained(images, labels, rate, steps)
    others = {
        "softmax twice": "These are the results of a softmax that was applied twice: the loss takes logits and applies the softmax itself.",
        "sum": "That is the sum over all images; the loss is their mean.",
        "no bias": "The biases were not trained: update both W and b.",
        "slopes summed": "The loss is the mean, but the gradients are those of the sum over all images.",
        "one by one": "There was a step after every image; each step uses the gradients of the mean over all images.",
    }
    known = {sentence: trained(images, labels, rate, steps, mistake) for mistake, sentence in others.items()}
    later, earlier = trained(images, labels, rate, steps + 1), trained(images, labels, rate, steps - 1)
    for part in ("loss", "W", "b"):
        mistakes = {sentence: values[part] for sentence, values in known.items()}
        if part == "loss":
            mistakes["These are the losses after each step; record the loss before the step."] = later["loss"][1:]
        else:
            mistakes["The last step is missing: the gradients that belong to the last loss must still be applied."] = earlier[part]
        compare = check.curve if part == "loss" else check.array
        got = check.is_array(result[part], f"{name}: {part}", shape=expected[part].shape, dtype="float")
        why = "all scores are 0 at the start, so loss[0] is log 10 = 2.302585" if part == "loss" else ""
        compare(got, expected[part], f"{name}: {part}", rtol=1e-3, atol=1e-4, why=why, mistakes=mistakes)


@task(3)
def test_the_first_steps(submission, rng):
    """Three steps on a few random images are those of softmax regression."""
    images = rng.uniform(0, 1, (7, 2, 3)).astype(np.float32)
    labels = rng.permutation(10)[:7].astype(np.int64)
    check_trained(submission.train(images, labels, 0.5, 3), images, labels, 0.5, 3, "three steps on seven images")
    check.unchanged(submission)


@task(3)
def test_real_digits_and_small_types(submission, rng, fixture):
    """Steps on real digits with uint8 labels, of which not all classes occur."""
    images, labels = digits(fixture, rng, 25)
    images, labels = images[labels < 7], labels[labels < 7].astype(np.uint8)
    check_trained(submission.train(images, labels, 0.8, 4), images, labels, 0.8, 4, "four steps on real digits")


@task(3)
def test_every_call_starts_at_0(submission, rng):
    """A second call is independent of the first."""
    images, labels = rng.uniform(0, 1, (4, 3, 3)).astype(np.float32), np.array([0, 3, 9, 3])
    submission.train(images, labels, 0.5, 2)
    check_trained(submission.train(images, labels[::-1].copy(), 0.7, 2), images, labels[::-1], 0.7, 2, "a second training")


# --- task 4: predict ---


@task(4)
def test_labels_and_probabilities(submission, rng):
    """The probabilities are the softmax of the scores, and the label is the most probable class."""
    weights, b = rng.normal(0, 1, (6, 10)).astype(np.float32), rng.normal(0, 1, 10).astype(np.float32)
    images = rng.uniform(0, 1, (8, 3, 2)).astype(np.float32)
    labels, probabilities = check.sequence(submission.predict(weights, b, images), "what predict returns", 2)
    scores = images.reshape(8, 6).astype(np.float64) @ weights + b
    mistakes = {
        "These are the scores: the softmax is missing.": scores,
        "The softmax was applied twice.": softmax(softmax(scores)),
        "The biases are missing.": softmax(scores - b),
        "Each class has a sigmoid of its own, so a row does not sum to 1.": 1 / (1 + np.exp(-scores)),
        "The softmax was computed along the images, not along the classes.": softmax(scores.T).T,
    }
    check.array(probabilities, softmax(scores), "probabilities", rtol=1e-3, atol=1e-5, dtype="float32", mistakes=mistakes)
    check.labels(labels, scores.argmax(axis=1), "labels", images=images, classes=10)


@task(4)
def test_a_single_image(submission, rng):
    """A single image gives one label and one row of probabilities."""
    weights, b = rng.normal(0, 1, (16, 10)).astype(np.float32), np.zeros(10, np.float32)
    image = rng.uniform(0, 1, (4, 4)).astype(np.float32)
    labels, probabilities = check.sequence(submission.predict(weights, b, image), "what predict returns", 2)
    scores = image.reshape(1, 16).astype(np.float64) @ weights
    check.array(probabilities, softmax(scores), "probabilities of a single image", rtol=1e-3, atol=1e-5)
    check.labels(labels, scores.argmax(axis=1), "label of a single image", images=image[None], classes=10)


@task(4)
def test_large_scores_do_not_overflow(submission):
    """Scores in the thousands give probabilities, not NaN."""
    weights = np.zeros((4, 10), np.float32)
    weights[0, 3], weights[1, 8] = 3000.0, 3001.0
    images = np.array([[[1, 0], [0, 0]], [[0, 1], [0, 0]], [[1, 1], [0, 0]]], np.float32)
    labels, probabilities = check.sequence(submission.predict(weights, np.zeros(10, np.float32), images), "what predict returns", 2)
    scores = images.reshape(3, 4).astype(np.float64) @ weights
    why = "exp(3000) is infinite in float32; subtracting the largest score from all does not change the softmax"
    check.array(probabilities, softmax(scores), "probabilities of scores of 3000", rtol=1e-3, atol=1e-5, why=why)
    check.labels(labels, np.array([3, 8, 8]), "labels of scores of 3000", images=images, classes=10)


@task(4)
def test_large_and_small_scores_in_one_batch(submission):
    """An image with scores in the thousands does not change the probabilities of the other images."""
    weights, b = np.zeros((4, 10), np.float32), np.zeros(10, np.float32)
    weights[0, 3], b[5] = 3000.0, 2.0
    images = np.array([[[1, 0], [0, 0]], [[0, 0], [0, 0]]], np.float32)
    labels, probabilities = check.sequence(submission.predict(weights, b, images), "what predict returns", 2)
    scores = images.reshape(2, 4).astype(np.float64) @ weights + b
    why = "subtract from the scores of each image their own largest one: with that of the whole batch, small scores give 0 / 0"
    check.array(
        probabilities, softmax(scores), "probabilities of an image with large scores and a blank one", rtol=1e-3, atol=1e-5, why=why
    )
    check.labels(labels, np.array([3, 5]), "labels of an image with large scores and a blank one", images=images, classes=10)


# --- task 5: classify new digits ---


@task(5)
def test_new_digits_are_read(submission, rng, fixture):
    """After 40 steps on 600 digits, at least 88 % of 400 other digits are classified correctly."""
    images, labels = digits(fixture, rng, 1000)
    result = check.mapping(submission.train(images[:600], labels[:600], 2.0, 40), "training on 600 digits", ["W", "b", "loss"])
    weights = check.is_array(result["W"], "W", shape=(64, 10), dtype="float")
    b = check.is_array(result["b"], "b", shape=(10,), dtype="float")
    new, right = images[600:], labels[600:]
    scores = new.reshape(-1, 64).astype(np.float64) @ weights + b
    read = np.mean(scores.argmax(axis=1) == right)
    check.that(
        read >= 0.88,
        f"After 40 steps at a rate of 2.0, the accuracy of W and b on 400 new digits is {read:.1%}; it should be at least 88 %.",
    )
    said, _ = check.sequence(submission.predict(weights.astype(np.float32), b.astype(np.float32), new), "what predict returns", 2)
    check.labels(said, scores.argmax(axis=1), "labels of 400 new digits", images=new, classes=10, why="by your own W and b")
