"""Judges exercises/2_opencv_dnn/net_forward.py.

The networks are three small ones with known weights (fixtures/recipes/networks.py), so that the judge can calculate by
itself what they put out: a convolution of 3 by 3, ReLU, the mean over all places.
"""

import numpy as np

from deepkata.suite import check, task

OUTPUTS, CHANNELS, SIDE = 5, 3, 3
LAYOUT = {"scores_nchw.onnx": "NCHW", "scores_flat.onnx": "NCHW", "scores_nhwc.onnx": "NHWC"}
OUTPUT = {"scores_nchw.onnx": "(N, 5, 1, 1)", "scores_flat.onnx": "(N, 5)", "scores_nhwc.onnx": "(N, 1, 5)"}


def right_scores(images):
    """What all three networks put out for images (N, height, width, 3)."""
    o, c, y, x = np.indices((OUTPUTS, CHANNELS, SIDE, SIDE))
    kernel = ((7 * o + 5 * c + 3 * y + 2 * x) % 11 - 5) / 8
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(images, dtype=float), (SIDE, SIDE), axis=(1, 2))
    sums = np.einsum("nhwcyx,ocyx->nhwo", windows, kernel) + np.arange(OUTPUTS) / 4
    return np.maximum(sums, 0).mean(axis=(1, 2))


def random_images(rng, count, height, width, dtype=np.float32):
    """Random images; those of whole numbers have values up to 99, others up to 1."""
    if np.dtype(dtype).kind in "iu":
        return rng.integers(0, 100, (count, height, width, 3)).astype(dtype)
    return rng.random((count, height, width, 3)).astype(dtype)


def loaded(submission, scratch, fixture, name):
    """The network that `load` made of a file."""
    net = submission.load(scratch.file(name, fixture(name)))
    check.handle(net, f"what load({name!r}) returns, a network")
    return net


def check_scores(got, images, name, why="", mistakes=None, classes=OUTPUTS):
    """The scores are those of the images, whatever they were calculated with; of the first so many classes."""
    expected = right_scores(images)[:, :classes]
    if isinstance(got, list | tuple):
        check.that(False, f"{name}: expected a float32 array, got a {type(got).__name__} of {len(got)}.")
    tolerance = 1e-3 * max(1.0, float(np.abs(expected).max()))
    check.heat_map(
        got, expected, name, rows="image", columns="class", dtype="float32", rtol=1e-3, atol=tolerance, why=why, mistakes=mistakes
    )


def check_batch(submission, net, file, images, what, why="", before=None):
    layout = LAYOUT[file]

    def mistakes():
        """What comes out if the axes are in another order than the network wants, or if the network kept its last input."""
        exchanged = "Height and width were exchanged on the way: NCHW is images, channels, rows, columns, in this order."
        reversed_channels = "The channels were reversed; the images are ready for the network as they are."
        found = {exchanged: right_scores(images.swapaxes(1, 2)), reversed_channels: right_scores(images[..., ::-1])}
        if before is not None:
            found[
                "These are the scores of the previous images. After a float32 batch, OpenCV 4 silently ignores an input that is not float32."
            ] = right_scores(before)
        return found

    name = f"scores of {what} by a network that takes {layout} and puts out {OUTPUT[file]}"
    check_scores(submission.scores(net, images, layout), images, name, why, mistakes)


# --- Task 1: a network that wants planes ----------------------------------------------------------------------------


@task(1)
def test_one_image(submission, scratch, fixture, rng):
    """One image of 3 rows and 10 columns gets one row of scores."""
    net = loaded(submission, scratch, fixture, "scores_nchw.onnx")
    why = "One image is a batch of one: (1, 5). Its three rows fit as three planes, so nothing complains if no axis is moved."
    check_batch(submission, net, "scores_nchw.onnx", random_images(rng, 1, 3, 10), "one image of 3 by 10", why)


@task(1)
def test_several_images(submission, scratch, fixture, rng):
    """Several images get a row of scores each."""
    net = loaded(submission, scratch, fixture, "scores_nchw.onnx")
    check_batch(submission, net, "scores_nchw.onnx", random_images(rng, 4, 3, 7), "four images of 3 by 7")


# --- Task 2: other layouts, other shapes of the output --------------------------------------------------------------


@task(2)
def test_images_of_three_columns(submission, scratch, fixture, rng):
    """Images of three columns, which can be mistaken for three channels."""
    net = loaded(submission, scratch, fixture, "scores_nhwc.onnx")
    why = "Moved to (2, 3, 5, 3) the images would still fit, as 3 rows of 5 pixels, so nothing complains."
    check_batch(submission, net, "scores_nhwc.onnx", random_images(rng, 2, 5, 3), "two images of 5 by 3", why)


@task(2)
def test_a_network_that_wants_pixels(submission, scratch, fixture, rng):
    """A network that wants NHWC gets the images as they are."""
    net = loaded(submission, scratch, fixture, "scores_nhwc.onnx")
    check_batch(submission, net, "scores_nhwc.onnx", random_images(rng, 3, 6, 3), "three images of 6 by 3")


@task(2)
def test_one_image_through_each(submission, scratch, fixture, rng):
    """One image gives one row, whatever the shape of the output."""
    image = random_images(rng, 1, 5, 3)
    for file in LAYOUT:
        check_batch(submission, loaded(submission, scratch, fixture, file), file, image, "one image of 5 by 3")


@task(2)
def test_as_many_images_as_classes(submission, scratch, fixture, rng):
    """Five images get five scores each, in the right order."""
    images = random_images(rng, 5, 4, 3)
    for file in LAYOUT:
        check_batch(submission, loaded(submission, scratch, fixture, file), file, images, "five images of 4 by 3")


@task(2)
def test_a_network_of_one_class(submission, scratch, fixture, rng):
    """A network of one class gives one column, with a row for each image."""
    for file, layout in LAYOUT.items():
        net = submission.probe.first_class(scratch.file(file, fixture(file)))
        for count in (3, 1):
            images = random_images(rng, count, 5, 3)
            shape = OUTPUT[file].replace("5", "1")
            name = f"scores of {count} image(s) by a network that takes {layout} and puts out {shape}"
            check_scores(submission.scores(net, images, layout), images, name, classes=1)


@task(2)
def test_scores_on_the_last_of_four_axes(submission, scratch, fixture, rng):
    """An output of shape (N, 1, 1, C) gives a row for each image, too."""
    net = submission.probe.scores_last(scratch.file("scores_nhwc.onnx", fixture("scores_nhwc.onnx")))
    for count in (1, 3):
        images = random_images(rng, count, 4, 3)
        name = f"scores of {count} image(s) by a network that takes NHWC and puts out (N, 1, 1, 5)"
        check_scores(submission.scores(net, images, "NHWC"), images, name)


# --- Task 3: again and again ----------------------------------------------------------------------------------------


@task(3)
def test_other_images_get_other_scores(submission, scratch, fixture, rng):
    """A network that is used again answers for the new images, also if their dtype is another one."""
    for file in LAYOUT:
        net, before = loaded(submission, scratch, fixture, file), None
        for dtype in (np.float32, np.float64, np.float32):
            images = random_images(rng, 2, 6, 7, dtype)
            check_batch(submission, net, file, images, f"two other images of {np.dtype(dtype)}", before=before)
            before = images


@task(3)
def test_images_of_any_dtype(submission, scratch, fixture, rng):
    """Images of any integer or float dtype are converted to float32."""
    for file in ("scores_flat.onnx", "scores_nhwc.onnx"):
        net = loaded(submission, scratch, fixture, file)
        for dtype in (np.uint8, np.int32, np.float16, np.uint32, np.int64, np.float32):
            images = random_images(rng, 2, 4, 9, dtype)
            check_batch(submission, net, file, images, f"two images of {np.dtype(dtype)}")


@task(3)
def test_values_of_any_size(submission, scratch, fixture, rng):
    """Images with values up to 200 000, which float32 holds and smaller dtypes do not."""
    for file in ("scores_nchw.onnx", "scores_nhwc.onnx"):
        net = loaded(submission, scratch, fixture, file)
        for dtype in (np.int32, np.float64):
            images = rng.integers(0, 200_000, (2, 5, 6, 3)).astype(dtype)
            check_batch(submission, net, file, images, f"two images of {np.dtype(dtype)} with values up to 200 000")


@task(3)
def test_batches_and_images_of_any_size(submission, scratch, fixture, rng):
    """One image, then five, then two of another size: a network takes what comes."""
    for file in LAYOUT:
        net = loaded(submission, scratch, fixture, file)
        for count, height, width in ((1, 6, 10), (5, 6, 10), (2, 9, 4), (1, 6, 10)):
            images = random_images(rng, count, height, width)
            check_batch(submission, net, file, images, f"{count} image(s) of {height} by {width}")


@task(3)
def test_parts_of_larger_arrays(submission, scratch, fixture, rng):
    """Every second image, cut out of a larger array."""
    for file in LAYOUT:
        net = loaded(submission, scratch, fixture, file)
        images = random_images(rng, 6, 12, 9, np.float64)[::2, 2:9, :-1]
        check_batch(submission, net, file, images, "three parts of images")
        images = random_images(rng, 2, 5, 6)
        check_batch(submission, net, file, images, "two images of 5 by 6")


@task(3)
def test_two_networks_side_by_side(submission, scratch, fixture, rng):
    """Networks that are used in turn do not disturb each other."""
    nets = {file: loaded(submission, scratch, fixture, file) for file in LAYOUT}
    for count in (2, 1, 3):
        for file, net in nets.items():
            check_batch(submission, net, file, random_images(rng, count, 5, 7), f"{count} image(s)")


# --- Task 4: in batches ---------------------------------------------------------------------------------------------


def check_in_batches(submission, net, file, images, size, why=""):
    name = f"scores of {len(images)} image(s) in batches of {size}"
    check_scores(submission.scores_in_batches(net, images, LAYOUT[file], size), images, name, why)


@task(4)
def test_full_batches(submission, scratch, fixture, rng):
    """Six images in batches of two and of three, in their order."""
    for file in ("scores_nchw.onnx", "scores_nhwc.onnx"):
        net = loaded(submission, scratch, fixture, file)
        images = random_images(rng, 6, 5, 4)
        for size in (2, 3):
            check_in_batches(submission, net, file, images, size)


@task(4)
def test_the_last_batch_may_be_smaller(submission, scratch, fixture, rng):
    """Images that do not fill the last batch get their scores too, and no others are added."""
    why = "Three batches: the last one has one image."
    net = loaded(submission, scratch, fixture, "scores_nchw.onnx")
    check_in_batches(submission, net, "scores_nchw.onnx", random_images(rng, 7, 4, 6), 3, why)
    check_in_batches(submission, net, "scores_nchw.onnx", random_images(rng, 2, 4, 6), 5, "One batch is enough.")
    check_in_batches(submission, net, "scores_nchw.onnx", random_images(rng, 3, 4, 6), 1)


@task(4)
def test_no_batch_is_larger_than_allowed(submission, scratch, fixture, rng):
    """The network is never given more images at a time than `size`, and no fewer than it could be."""
    file = scratch.file("scores_flat.onnx", fixture("scores_flat.onnx"))
    for count, size in ((7, 3), (4, 2), (3, 9)):
        images = random_images(rng, count, 4, 5)
        net = submission.probe.meter(file)
        check_in_batches(submission, net, "scores_flat.onnx", images, size)
        sizes = submission.probe.sizes(net)
        expected = [size] * (count // size) + [count % size] * (count % size > 0)
        check.equal(sizes, expected, f"how many images went through the network at a time, of {count} in batches of {size}")
