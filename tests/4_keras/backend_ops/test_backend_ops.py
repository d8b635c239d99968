"""Judges exercises/4_keras/backend_ops.py.

The right results are computed in NumPy, in float64. Compiled calls are made by a probe, on the backend that Keras has here. Nearly all
batches have the same shape, since JAX compiles each operation anew for every shape.
"""

import numpy as np

from deepkata.suite import check, task

#: What it means that a function cannot be compiled, or fails on a tensor.
MEANINGS = {
    "assignment": "A tensor cannot be changed, so nothing can be assigned to a part of it. Compute a new tensor instead: a comparison with "
    "keras.ops.arange gives a mask, and keras.ops.where selects between two tensors.",
    "method": "Tensors of the various backends have different attributes and methods. Use the functions of keras.ops, which are the same on all "
    "of them.",
    "numpy": "A tensor was converted to a NumPy array. While a function is compiled, its tensors have no values yet. NumPy is for constants "
    "only; use keras.ops for everything that depends on a tensor.",
    "control flow": "Python needed the value of a tensor, for example in if, while, for, range or int. While a function is compiled, its "
    "tensors have no values yet. keras.ops.where selects between two tensors pixel by pixel.",
    "batch size": "The batch size in `shape` is None while the function is compiled for any N. Let broadcasting take care of it, write -1 in a new "
    "shape, or take it from keras.ops.shape.",
    "other": "It works only with tensors that have values.",
}
CLOSE = {"rtol": 1e-4, "atol": 1e-5}
#: Near 3,000 two neighbouring numbers of float32 differ by 0.0002, which a calculation with logarithms has in its results.
CLOSE_TO_LARGE = {"rtol": 2e-3, "atol": 2e-4}


def check_ran(answer, what):
    """The probe's answer, after a check that the code could be run."""
    answer = check.mapping(answer, what, ())
    check.that("error" not in answer, f"{what} fails. {MEANINGS.get(answer.get('kind'), '')} {answer.get('error')}")
    return answer


def called(submission, name, arguments, what):
    return check_ran(submission.probe.called(name, list(arguments)), what)["result"]


def called_compiled(submission, name, cases, what, constants=()):
    """What one compiled function returns for each of several batches."""
    answer = check_ran(submission.probe.called_compiled(name, cases, list(constants)), f"{name} in a compiled function")
    return check.sequence(answer["results"], what, len(cases))


def check_mask_is(actual, expected, name, why="", mistakes=None):
    """A mask equals another; compared as numbers, for which mistakes can be named."""
    mask = check.is_array(actual, name, shape=expected.shape, dtype="bool", why=why)
    name = f"{name}, True as 1 and False as 0"
    check.array(mask.astype(int), expected.astype(int), name, rtol=0, atol=0, why=why, mistakes=mistakes)


# --- the right results ---


def mask_of(sizes, height, width):
    rows, columns = sizes[:, :1], sizes[:, 1:]
    return (np.arange(height) < rows)[:, :, None] & (np.arange(width) < columns)[:, None, :]


def softmax_of(scores, mask):
    """The softmax over the pixels of each mask, all zeros where there are none."""
    hidden = np.where(mask, scores.astype(np.float64), -np.inf)
    highest = hidden.max(axis=(1, 2), keepdims=True)
    powers = np.where(mask, np.exp(hidden - np.where(np.isfinite(highest), highest, 0)), 0)
    total = powers.sum(axis=(1, 2), keepdims=True)
    return powers / np.where(total > 0, total, 1)


def without_of(scores, mask):
    result = mask.copy()
    for image, pixels, inside in zip(result, scores, mask, strict=True):
        if inside.sum() > 1:
            image.flat[np.where(inside, pixels, -np.inf).argmax()] = False
    return result


def pooled_by(weights, features):
    return np.einsum("nhw,nhwc->nc", weights, features.astype(np.float64))


def scores_of(features, kernel):
    return features.astype(np.float64) @ kernel.astype(np.float64)


# --- task 1: the pixels of the images ---

ROWS_AND_COLUMNS = "sizes[n] has the rows first, then the columns"


def mistakes_in_mask(sizes, height, width):
    rows, columns = np.arange(height)[:, None], np.arange(width)
    tall, wide = sizes[:, 0, None, None], sizes[:, 1, None, None]
    return {
        "Rows and columns are exchanged: sizes[n] has the rows first.": (rows < wide) & (columns < tall),
        "One row and one column too many are True. The last row of an image is number rows - 1.": (rows <= tall) & (columns <= wide),
        "A pixel belongs to the image if its row is inside and its column is inside. One of the two is not enough.": (rows < tall)
        | (columns < wide),
        "The mask is inverted: True stands for the pixels of the image.": ~mask_of(sizes, height, width),
    }


def check_mask(actual, sizes, height, width, name):
    check_mask_is(actual, mask_of(sizes, height, width), name, ROWS_AND_COLUMNS, lambda: mistakes_in_mask(sizes, height, width))


SIZES = [[2, 3], [4, 1], [3, 5]]


@task(1)
def test_pixels_of_the_images(submission):
    """True for the pixels of each image, False for its padding."""
    sizes = np.array(SIZES, np.int32)
    check_mask(called(submission, "pixel_mask", [sizes, 4, 5], "pixel_mask"), sizes, 4, 5, f"pixel_mask of images of {SIZES} in 4 by 5")


@task(1)
def test_images_without_pixels_and_without_padding(submission):
    """An image may have no pixels at all, or no padding."""
    sizes = np.array([[0, 0], [4, 5], [0, 3]], np.int32)
    name = f"pixel_mask of images of {sizes.tolist()} in 4 by 5"
    check_mask(called(submission, "pixel_mask", [sizes, 4, 5], "pixel_mask"), sizes, 4, 5, name)


@task(1)
def test_mask_compiled(submission):
    """A compiled pixel_mask takes batches of any size."""
    cases = [np.array(sizes, np.int32) for sizes in (SIZES, [[1, 2]], [[4, 5], [0, 3], [2, 2]])]
    results = called_compiled(submission, "pixel_mask", [[sizes] for sizes in cases], "the compiled pixel_mask", (4, 5))
    for sizes, result in zip(cases, results, strict=True):
        check_mask(result, sizes, 4, 5, f"the compiled pixel_mask, images of {sizes.tolist()} in 4 by 5")


# --- task 2: the softmax ---


def scored(rng, sizes, height, width, scale=2.0):
    """Scores for a padded batch, and its mask."""
    sizes = np.array(sizes, np.int32)
    return rng.normal(0, scale, (len(sizes), height, width)).astype(np.float32), mask_of(sizes, height, width)


def plain_softmax(scores, axis):
    powers = np.exp(scores.astype(np.float64) - scores.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


def mistakes_in_softmax(scores, mask):
    everywhere = plain_softmax(scores, (1, 2))
    zeros = plain_softmax(np.where(mask, scores, 0), (1, 2))
    far = np.where(mask, scores, -1e30)
    lines = plain_softmax(far, 2)
    return {
        "The padding took part in the softmax, and its weights were set to 0 afterwards. The other weights then do not sum to 1.": np.where(
            mask, everywhere, 0
        ),
        "The padding got weights, too: the mask was ignored.": everywhere,
        "The padding had the score 0 in the softmax. The exponential of 0 is 1, so it still counts; a pixel that is to be ignored "
        "needs a very low score.": np.where(mask, zeros, 0),
        "The padding had the score 0 in the softmax, and has weights. The exponential of 0 is 1, so it still counts; a pixel that "
        "is to be ignored needs a very low score.": zeros,
        "The softmax was computed for each row of an image. The weights of all pixels of an image sum to 1.": np.where(mask, lines, 0),
        "The softmax was computed over the whole batch. The weights of each image sum to 1.": np.where(
            mask, plain_softmax(far, (0, 1, 2)), 0
        ),
        "An image without pixels has equal weights for its padding, as the softmax of equal scores has. They should be 0.": np.where(
            mask.any(axis=(1, 2), keepdims=True), softmax_of(scores, mask), 1 / mask[0].size
        ),
        "These are the exponentials. They must be divided by their sum.": np.where(
            mask, np.exp(np.minimum(scores.astype(np.float64), 80)), 0
        ),
    }


def check_weights(actual, scores, mask, name, close=CLOSE):
    expected = softmax_of(scores, mask)
    weights = check.is_array(actual, name, shape=scores.shape, dtype="float32")
    bad = ~np.isfinite(weights)
    empty = ~mask.any(axis=(1, 2))
    check.that(
        not bad[empty].any(),
        f"{name}: NaN in an image without pixels. Its sum of exponentials is 0, and 0 / 0 is NaN, as is the difference of two infinities. "
        "All weights of such an image are 0.",
    )
    check.that(
        not bad.any(),
        f"{name}: {int(bad.sum())} weights are NaN or infinite, for scores up to {np.abs(scores).max():g}. The exponential of a large number "
        "overflows. Subtract the highest score among the pixels of the mask first.",
    )
    check.that(
        weights[~empty].any(axis=(1, 2)).all(),
        f"{name}: all weights of an image that has pixels are 0, and should sum to 1. Its exponentials are 0 if a much higher score counts, that "
        "of a pixel in the padding.",
    )
    check.array(weights, expected, name, **close, mistakes=lambda: mistakes_in_softmax(scores, mask))


@task(2)
def test_weights_of_the_pixels(submission, rng):
    """The weights of the pixels of each image are their softmax, those of the padding 0."""
    scores, mask = scored(rng, SIZES, 4, 5)
    check_weights(called(submission, "masked_softmax", [scores, mask], "masked_softmax"), scores, mask, "masked_softmax of three images")


@task(2)
def test_masks_of_any_form(submission, rng):
    """The pixels of a mask may be anywhere."""
    scores, _ = scored(rng, SIZES, 4, 5)
    mask = rng.random(scores.shape) < 0.5
    mask[0], mask[1] = True, np.arange(20).reshape(4, 5) == 7
    mask[2, 3, 3:] = True
    check_weights(
        called(submission, "masked_softmax", [scores, mask], "masked_softmax"), scores, mask, "masked_softmax with pixels anywhere"
    )


@task(2)
def test_no_pixels_no_weight(submission, rng):
    """An image without pixels has weights of 0."""
    scores, mask = scored(rng, [[0, 0], [2, 2], [4, 0]], 4, 5)
    name = "masked_softmax, the first and the last of three images without pixels"
    check_weights(called(submission, "masked_softmax", [scores, mask], "masked_softmax"), scores, mask, name)


def large_scores(rng):
    """Scores near 3,000 in the first image, near -3,000 in the second, the opposite in their padding; small ones in the third."""
    scores, mask = scored(rng, [[2, 3], [3, 2], [4, 4]], 4, 5, 1.0)
    far = np.where(mask, 3000, -3000) * np.array([1, -1, 0])[:, None, None]
    return (scores + far).astype(np.float32), mask


@task(2)
def test_large_scores(submission, rng):
    """Scores of several thousand do not overflow, and those of the padding do not count."""
    scores, mask = large_scores(rng)
    name = "masked_softmax of scores near 3,000 (first image) and -3,000 (second), the opposite in the padding"
    check_weights(called(submission, "masked_softmax", [scores, mask], "masked_softmax"), scores, mask, name, CLOSE_TO_LARGE)


def gradient_of(scores, mask, factors):
    """The derivative of the sum of factors times weights."""
    weights = softmax_of(scores, mask)
    return weights * (factors - (weights * factors).sum(axis=(1, 2), keepdims=True))


def check_gradient(submission, rng, scores, mask, name, close=CLOSE):
    factors = rng.normal(0, 1, scores.shape).astype(np.float32)
    answer = check_ran(submission.probe.slopes("masked_softmax", scores, mask, factors), f"the gradient of {name}")
    expected = gradient_of(scores, mask, factors)
    gradient = check.is_array(answer["gradient"], f"the gradient of {name}", shape=scores.shape)
    check.that(
        np.isfinite(gradient).all(),
        f"The gradient of {name} has {int((~np.isfinite(gradient)).sum())} values that are NaN or infinite. keras.ops.where selects values, but "
        "the gradient passes through both of its branches, and 0 times infinity is NaN. Select safe scores before exp and before the "
        "division, not only afterwards.",
    )
    mistakes = {
        "No gradient arrives at the scores. Somewhere between scores and weights the calculation left the backend, or was stopped.": 0.0
        * expected
    }
    check.array(gradient, expected, f"the gradient of {name}", **close, mistakes=mistakes)


@task(2)
def test_gradient_of_the_weights(submission, rng):
    """The gradient with respect to the scores is that of a softmax, 0 for the padding, and finite."""
    scores, mask = scored(rng, SIZES, 4, 5)
    check_gradient(submission, rng, scores, mask, "masked_softmax of three images")
    scores, mask = scored(rng, [[0, 0], [2, 2], [4, 5]], 4, 5)
    check_gradient(submission, rng, scores, mask, "masked_softmax, the first of three images without pixels")
    scores, mask = large_scores(rng)
    name = "masked_softmax of scores near 3,000 and -3,000, the opposite in the padding"
    check_gradient(submission, rng, scores, mask, name, CLOSE_TO_LARGE)


@task(2)
def test_softmax_compiled(submission, rng):
    """A compiled masked_softmax takes batches of any size."""
    cases = [scored(rng, sizes, 4, 5) for sizes in (SIZES, [[1, 2]], [[4, 5], [0, 3], [2, 2]])]
    results = called_compiled(submission, "masked_softmax", cases, "the compiled masked_softmax")
    for (scores, mask), result in zip(cases, results, strict=True):
        check_weights(result, scores, mask, f"the compiled masked_softmax, N = {len(scores)}")


# --- task 3: the strongest pixel ---


def mistakes_in_hiding(scores, mask):
    def hidden(values, axis=(1, 2)):
        return mask & (values < values.max(axis=axis, keepdims=True))

    def last(values):
        result = mask.copy()
        for image, pixels, inside in zip(result, values, mask, strict=True):
            if inside.sum() > 1:
                image.flat[inside.size - 1 - np.where(inside, pixels, -np.inf)[::-1, ::-1].argmax()] = False
        return result

    inside = np.where(mask, scores, -1e30)
    several = mask.sum(axis=(1, 2), keepdims=True) > 1
    weakest = mask & (np.where(mask, scores, 1e30) > np.where(mask, scores, 1e30).min(axis=(1, 2), keepdims=True))
    return {
        "The highest score was searched in the padding as well.": np.where(several, hidden(scores), mask),
        "The padding had the score 0, which is higher than negative scores.": np.where(several, hidden(np.where(mask, scores, 0)), mask),
        "All pixels with the highest score were removed. Remove the first one only.": np.where(several, hidden(inside), mask),
        "The last of the pixels with the highest score was removed, not the first.": last(scores),
        "The only pixel of an image was removed. Such a mask stays as it is.": np.where(several, without_of(scores, mask), False),
        "One pixel of the whole batch was removed. Remove one pixel of each image.": np.where(several, hidden(inside, (0, 1, 2)), mask),
        "A pixel of each row was removed. Remove one pixel of each image.": np.where(several, hidden(inside, 2), mask),
        "The pixel with the lowest score was removed.": np.where(several, weakest, mask),
        "The mask has only the pixels that should be removed.": mask & ~without_of(scores, mask),
        "Nothing was removed.": mask,
    }


def check_hidden(actual, scores, mask, name):
    check_mask_is(actual, without_of(scores, mask), name, mistakes=lambda: mistakes_in_hiding(scores, mask))


def distinct(rng, sizes, height, width, offset=0.0):
    """Scores that all differ, and a mask."""
    sizes = np.array(sizes, np.int32)
    count = len(sizes) * height * width
    scores = rng.permutation(count).reshape(len(sizes), height, width) * 0.25 + offset
    return scores.astype(np.float32), mask_of(sizes, height, width)


@task(3)
def test_the_strongest_pixel_is_removed(submission, rng):
    """The pixel with the highest score of each image is removed; scores may be negative."""
    for offset, words in ((-7.0, "scores of both signs"), (-40.0, "negative scores, lower ones in the padding")):
        scores, mask = distinct(rng, [[2, 3], [4, 5], [3, 5]], 4, 5, offset)
        if offset == -40.0:  # so that a padding of zeros has other results than a maximum over the padding, or over the batch
            scores = np.where(mask, scores, np.float32(-90))
            scores[1] -= 20
        check_hidden(
            called(submission, "without_strongest", [scores, mask], "without_strongest"), scores, mask, f"without_strongest, {words}"
        )


@task(3)
def test_high_scores_in_the_padding(submission, rng):
    """The scores of the padding do not count, however high they are, and pixels may be anywhere."""
    scores, _ = distinct(rng, SIZES, 4, 5)
    mask = rng.random(scores.shape) < 0.5
    mask[:, 1, :2], mask[:, 0, 0] = True, False
    scores = np.where(mask, scores - 9500, scores + 9500).astype(np.float32)
    name = "without_strongest of scores near -9,500, and 9,500 in the padding"
    check_hidden(called(submission, "without_strongest", [scores, mask], "without_strongest"), scores, mask, name)


@task(3)
def test_the_first_of_equal_pixels(submission):
    """Of several pixels with the highest score, only the first is removed, row by row."""
    scores, mask = np.zeros((3, 4, 5), np.float32), np.ones((3, 4, 5), bool)
    scores[0, 1, 3:] = scores[0, 3] = 5
    scores[1, 2, 1] = scores[1, 1, 4] = 4
    scores[1, :, 0], mask[1, :, 0] = 9, False
    scores[2], mask[2, :2] = -2, False
    name = "without_strongest of equal scores"
    check_hidden(called(submission, "without_strongest", [scores, mask], "without_strongest"), scores, mask, name)


@task(3)
def test_fewer_than_two_pixels(submission, rng):
    """A mask with one pixel or none stays as it is."""
    scores, mask = distinct(rng, [[1, 1], [0, 2], [2, 1]], 4, 5, -3.0)
    name = "without_strongest, images of 1, 0 and 2 pixels"
    check_hidden(called(submission, "without_strongest", [scores, mask], "without_strongest"), scores, mask, name)


@task(3)
def test_hiding_compiled(submission, rng):
    """A compiled without_strongest takes batches of any size."""
    cases = [distinct(rng, sizes, 4, 5, -4.0) for sizes in (SIZES, [[1, 2]], [[1, 1], [0, 3], [2, 2]])]
    results = called_compiled(submission, "without_strongest", cases, "the compiled without_strongest")
    for (scores, mask), result in zip(cases, results, strict=True):
        check_hidden(result, scores, mask, f"the compiled without_strongest, N = {len(scores)}")


# --- task 4: the layer ---


def batch(rng, sizes, height=4, width=5, channels=3):
    """Features of a padded batch; the padding is not 0, as behind a convolution."""
    sizes = np.array(sizes, np.int32)
    return rng.normal(0, 1, (len(sizes), height, width, channels)).astype(np.float32), sizes


def new_layer(submission, features, sizes, **options):
    """A new layer that has been called, and has the one weight that it should have."""
    layer = check.handle(submission.attention_pool(**options), "what attention_pool returns")
    told = check.mapping(submission.probe.shapes(layer, features, sizes), "the layer", ())
    channels = features.shape[-1]
    shapes = ", ".join(str(tuple(shape)) for shape in told["shapes"]) or "none at all"
    check.that(
        told["shapes"] == [[channels]],
        f"For features of {channels} channels the layer has weights of the shapes {shapes}; expected one weight, the kernel of shape "
        f"({channels},). Create it with self.add_weight in build, which gets a list of the two shapes.",
    )
    expected = 0 if options.get("trainable") is False else 1
    check.equal(told["trainable"], expected, f"how many weights of attention_pool({options_text(options)}) can be trained")
    return layer


def options_text(options):
    return ", ".join(f"{name}={value!r}" for name, value in options.items())


def mistakes_in_pooling(features, sizes, kernel, training):
    scores, mask = scores_of(features, kernel), mask_of(sizes, *features.shape[1:3])
    hidden = without_of(scores, mask)
    right = softmax_of(scores, mask)
    wanted, other = (hidden, mask) if training else (mask, hidden)
    weights = softmax_of(scores, wanted)
    name = (
        "without training=True the strongest pixel is hidden as well"
        if not training
        else "the strongest pixel is not hidden with training=True"
    )
    return {
        f"This is the result of another mask: {name}.": pooled_by(softmax_of(scores, other), features),
        "The weight of the hidden pixel was set to 0 after the softmax. The others then do not sum to 1; compute the softmax with the new "
        "mask.": pooled_by(np.where(hidden, right, 0), features),
        "The padding was pooled as well: its weights are not 0.": pooled_by(softmax_of(scores, np.ones_like(mask)), features),
        "The result was divided by the number of pixels. The weights sum to 1 already.": pooled_by(weights, features) / mask[0].size,
        "All pixels have equal weights: this is their mean.": pooled_by(softmax_of(0 * scores, wanted), features),
        "The scores were divided by the square root of the number of channels.": pooled_by(
            softmax_of(scores / np.sqrt(features.shape[-1]), wanted), features
        ),
        "The score is the mean over the channels; it should be the sum.": pooled_by(
            softmax_of(scores / features.shape[-1], wanted), features
        ),
        "The features were multiplied by the kernel before they were pooled. The kernel is for the scores only.": pooled_by(
            weights, features
        )
        * kernel,
    }


KERNEL = np.array([1.5, -1.0, 0.75], np.float32)


def check_pooled(actual, features, sizes, kernel, name, *, training=False):
    scores, mask = scores_of(features, kernel), mask_of(sizes, *features.shape[1:3])
    weights = softmax_of(scores, without_of(scores, mask) if training else mask)
    expected = pooled_by(weights, features)
    check.array(actual, expected, name, **CLOSE, dtype="float32", mistakes=lambda: mistakes_in_pooling(features, sizes, kernel, training))


@task(4)
def test_a_new_layer_computes_the_mean(submission, rng):
    """A new layer has a kernel of zeros, so that it returns the mean of the pixels of each image."""
    features, sizes = batch(rng, [[2, 3], [4, 5], [0, 2], [3, 1]])
    layer = new_layer(submission, features, sizes)
    check.array(submission.probe.weights(layer)[0], np.zeros(3), "kernel of a new layer")
    check_pooled(submission.probe.pooled(layer, None, features, sizes, False), features, sizes, 0 * KERNEL, "result of a new layer")


@task(4)
def test_weighted_mean(submission, rng):
    """With a given kernel, the result is the weighted mean of the pixels of each image."""
    features, sizes = batch(rng, [[3, 2], [0, 0], [4, 4]])
    layer = new_layer(submission, features, sizes)
    name = f"result of the layer with the kernel {KERNEL.tolist()}"
    check_pooled(submission.probe.pooled(layer, KERNEL, features, sizes, False), features, sizes, KERNEL, name)


@task(4)
def test_the_strongest_pixel_is_hidden_in_training(submission, rng):
    """With training=True the pixel with the highest score does not take part."""
    features, sizes = batch(rng, [[3, 2], [1, 1], [0, 4], [2, 5]])
    layer = new_layer(submission, features, sizes)
    name = f"result with training=True and the kernel {KERNEL.tolist()}"
    check_pooled(submission.probe.pooled(layer, KERNEL, features, sizes, True), features, sizes, KERNEL, name, training=True)


@task(4)
def test_layers_of_their_own(submission, rng):
    """Each call returns a new layer, with the options that were given."""
    features, sizes = batch(rng, SIZES)
    layers = [new_layer(submission, features, sizes), new_layer(submission, features, sizes)]
    why = "a layer owns its kernel, so two places of a network with one layer would share it"
    check.equal(submission.probe.different(layers), True, "whether attention_pool returns a new layer in every call", why)
    layer = new_layer(submission, features, sizes, name="pool_7", trainable=False)
    check.equal(submission.probe.name(layer), "pool_7", "name of attention_pool(name='pool_7', trainable=False)")


# --- task 5: in a model ---


def model_of(submission, layer, features):
    answer = submission.probe.model_of(layer, list(features.shape[1:]))
    return check.handle(check_ran(answer, "the layer in a functional model for batches of any size")["model"], "a model with the layer")


@task(5)
def test_a_compiled_model(submission, rng):
    """A model with the layer is compiled once for batches of any size; at prediction nothing is hidden."""
    cases = [batch(rng, sizes) for sizes in (SIZES, [[1, 2]])]
    layer = new_layer(submission, *cases[0])
    model = model_of(submission, layer, cases[0][0])
    answer = check_ran(submission.probe.predicted(model, layer, KERNEL, cases), "a compiled model with the layer")
    for (features, sizes), result in zip(cases, check.sequence(answer["results"], "what the model returns", len(cases)), strict=True):
        check_pooled(result, features, sizes, KERNEL, f"result of a compiled model, N = {len(sizes)}")


def stepped(features, sizes, kernel, y, *, hide):
    """The kernel after a step of size 1 down the gradient of the mean squared error."""
    scores, mask = scores_of(features, kernel), mask_of(sizes, *features.shape[1:3])
    weights = softmax_of(scores, without_of(scores, mask) if hide else mask)
    result = pooled_by(weights, features)
    slope = 2 * (result - y) / y.size
    deviations = features - result[:, None, None, :]
    return kernel - np.einsum("nc,nhw,nhwc,nhwd->d", slope, weights, features.astype(np.float64), deviations)


@task(5)
def test_a_step_of_training(submission, rng):
    """A step of training moves the kernel down its gradient; the strongest pixel of each image is hidden."""
    features, sizes = batch(rng, [[4, 3], [3, 5], [0, 2]])
    y = rng.normal(0, 2, (3, 3)).astype(np.float32)
    layer = new_layer(submission, features, sizes)
    model = model_of(submission, layer, features)
    answer = check_ran(submission.probe.trained(model, layer, KERNEL, features, sizes, y), "a step of training")
    kernel = check.is_array(answer["kernel"], "kernel after a step", shape=(3,))
    check.that(
        np.isfinite(kernel).all(),
        f"kernel after a step is {kernel.tolist()}. The last image of the batch has no pixels; its gradient should be 0.",
    )
    mistakes = {
        "The kernel has not changed: no gradient arrives at it.": KERNEL,
        "This is a step without hiding the strongest pixel.": stepped(features, sizes, KERNEL, y, hide=False),
    }
    check.array(
        kernel, stepped(features, sizes, KERNEL, y, hide=True), "kernel after a step of size 1", rtol=1e-3, atol=1e-4, mistakes=mistakes
    )


# --- task 6: every backend ---


@task(6)
def test_nothing_belongs_to_one_backend(submission):
    """The file imports no backend, and uses nothing that only the tensors of one backend have."""
    found = check.sequence(submission.probe.bound_to(), "what belongs to one backend")
    places = ", ".join(f"{words} (line {line})" for line, words in found[:4])
    check.that(
        not found,
        f"The file runs on one backend only, because of {places}. keras.ops has these functions for TensorFlow, JAX and PyTorch alike: import "
        "keras, and none of the backends.",
    )
    sizes = np.array(SIZES, np.int32)
    check_mask(called(submission, "pixel_mask", [sizes, 4, 5], "pixel_mask"), sizes, 4, 5, "pixel_mask, on the backend that is here")
