"""Judges exercises/2_opencv_dnn/blob_by_hand.py. The judge has OpenCV: its own blobs are the expected ones."""

import cv2
import numpy as np

from deepkata.suite import check, task

PIXEL = np.array([[[10, 20, 30]]], dtype=np.uint8)  # blue, green, red

# Image (height, width) and size (width, height) whose factor, for crop, is a power of two or 3/4 or 3/2, hence exact in
# float32 as in float64. Reduced and enlarged, cropped at the sides and above and below, by even and odd remainders,
# with a resized length that is no whole number.
CROPS = [
    ((16, 43), (9, 8)),  # 1/2: 8 by 21.5
    ((43, 32), (8, 6)),  # 1/4: 10.75 by 8
    ((20, 33), (10, 15)),  # 3/4: 15 by 24.75
    ((41, 28), (21, 18)),  # 3/4: 30.75 by 21
    ((10, 15), (11, 15)),  # 3/2: 15 by 22.5
    ((13, 6), (12, 11)),  # 2: 26 by 12
    ((19, 12), (12, 8)),  # 1: only cut
]


def random_image(rng, height, width, channels=3):
    shape = (height, width, channels) if channels > 1 else (height, width)
    return rng.integers(0, 256, shape, dtype=np.uint8)


def colourless(rows):
    """A colour image whose three channels are all the same."""
    return np.stack([np.array(rows, dtype=np.uint8)] * 3, axis=-1)


def three_planes(rows):
    """The blob of one such image."""
    return np.array([[rows] * 3], dtype=np.float32)


def opencv(images, scale=1.0, size=(0, 0), mean=(0.0, 0.0, 0.0), swap_rb=False, crop=False):
    """What OpenCV makes of the same arguments."""
    return cv2.dnn.blobFromImages(images, scale, size, mean, swap_rb, crop)


def check_blob(blob, expected, name, **more):
    """The blob is the expected one, in float32; if not, it is drawn beside it, and beside the ``input``."""
    check.image(blob, expected, name, layout="NCHW", dtype="float32", **more)


# --- Task 1: the layout of one image --------------------------------------------------------------------------------


@task(1)
def test_one_pixel(submission):
    """The three channels of a pixel become three planes."""
    expected = np.array([[[[10]], [[20]], [[30]]]], dtype=np.float32)
    check.array(submission.blob([PIXEL]), expected, "blob of one pixel [10, 20, 30]", dtype="float32")


@task(1)
def test_planes_of_rows(submission):
    """Each plane holds one channel, with the rows and columns of the image."""
    image = np.arange(18, dtype=np.uint8).reshape(2, 3, 3)
    expected = np.array([[[[0, 3, 6], [9, 12, 15]], [[1, 4, 7], [10, 13, 16]], [[2, 5, 8], [11, 14, 17]]]], dtype=np.float32)
    why = "Element [0, c, y, x] of the blob is image[y, x, c]."
    check_blob(submission.blob([image]), expected, "blob of the 2 by 3 image 0, 1, 2, ... 17", why=why, input=[image])


@task(1)
def test_any_image(submission, rng):
    """Any image, also one that is a part of a larger one, keeps its size and its values."""
    whole = random_image(rng, 14, 11)
    check_blob(submission.blob([whole]), opencv([whole]), "blob of a 14 by 11 image")
    part = whole[2:9, 1::2]
    check_blob(submission.blob([part]), opencv([part.copy()]), "blob of every second column of 7 rows")


# --- Task 2: size ---------------------------------------------------------------------------------------------------


@task(2)
def test_size_is_width_and_height(submission):
    """With size=(5, 8) the blob is 5 wide and 8 high."""
    image = np.full((12, 10, 3), 7, dtype=np.uint8)
    expected = np.full((1, 3, 8, 5), 7, dtype=np.float32)
    check_blob(
        submission.blob([image], size=(5, 8)),
        expected,
        "blob of size (5, 8)",
        why="OpenCV writes sizes as (width, height), arrays as (height, width).",
        input=[image],
    )


@task(2)
def test_resizing_interpolates(submission):
    """Two pixels become four by linear interpolation."""
    name = "blob of two pixels, three times 0 and three times 100, 4 wide"
    expected = three_planes([[0, 25, 75, 100]])
    check_blob(submission.blob([colourless([[0, 100]])], size=(4, 1)), expected, name)


@task(2)
def test_resized_values_are_rounded(submission):
    """The image is resized while it is uint8, so resized values are whole numbers."""
    name = "blob of two pixels, three times 0 and three times 1, 4 wide"
    expected = three_planes([[0, 0, 1, 1]])
    why = "The values in between, 0.25 and 0.75, are rounded: the image is still uint8 when it is resized."
    check_blob(submission.blob([colourless([[0, 1]])], size=(4, 1)), expected, name, why=why)


@task(2)
def test_any_size(submission, rng):
    """Smaller, larger, wider and higher: any image is stretched to any size."""
    for size in ((9, 13), (24, 31), (31, 7), (6, 35)):
        image = random_image(rng, 17, 22)
        name = f"blob of an image 17 high and 22 wide, size={size}"
        check_blob(submission.blob([image], size=size), opencv([image], size=size), name, input=[image])


@task(2)
def test_one_row_or_one_column(submission, rng):
    """An image of one row or one column is resized like any other."""
    for height, width in ((1, 9), (7, 1), (1, 1)):
        image = random_image(rng, height, width)
        name = f"blob of an image {height} high and {width} wide, size=(4, 5)"
        check_blob(submission.blob([image], size=(4, 5)), opencv([image], size=(4, 5)), name, input=[image])


@task(2)
def test_an_upright_image_is_laid_on_its_side(submission, rng):
    """An image that is as wide as the blob is high, and as high as it is wide, is resized like any other."""
    image = random_image(rng, 13, 9)
    name = "blob of an image 13 high and 9 wide, size=(13, 9)"
    why = "The blob is 13 wide and 9 high, the image 9 wide and 13 high."
    check_blob(submission.blob([image], size=(13, 9)), opencv([image], size=(13, 9)), name, why=why, input=[image])


# --- Task 3: the order of the channels ------------------------------------------------------------------------------


@task(3)
def test_swapping_makes_red_the_first(submission):
    """With swap_rb the planes are red, green, blue."""
    expected = np.array([[[[30]], [[20]], [[10]]]], dtype=np.float32)
    check.array(submission.blob([PIXEL], swap_rb=True), expected, "blob of [10, 20, 30] with swap_rb", dtype="float32")


@task(3)
def test_swapping_moves_no_pixel(submission, rng):
    """With swap_rb the rows and columns stay where they are."""
    image = random_image(rng, 6, 9)
    check_blob(
        submission.blob([image], swap_rb=True),
        opencv([image], swap_rb=True),
        "blob of a 6 by 9 image with swap_rb",
        order="RGB",
        input=[image],
    )


@task(3)
def test_swapping_and_resizing(submission, rng):
    """Size and swap_rb work together."""
    image = random_image(rng, 15, 10)
    expected = opencv([image], size=(8, 12), swap_rb=True)
    check_blob(
        submission.blob([image], size=(8, 12), swap_rb=True),
        expected,
        "blob of size (8, 12) with swap_rb",
        order="RGB",
        input=[image],
    )


# --- Task 4: mean and scale -----------------------------------------------------------------------------------------


@task(4)
def test_each_channel_has_its_mean(submission):
    """The three means belong to the three channels, and values below the mean become negative."""
    blob = submission.blob([PIXEL], mean=(4, 20, 100.5))
    expected = np.array([[[[6]], [[0]], [[-70.5]]]], dtype=np.float32)
    check.array(
        blob,
        expected,
        "blob of [10, 20, 30] with mean (4, 20, 100.5)",
        dtype="float32",
        why="10 - 4, 20 - 20 and 30 - 100.5.",
    )


@task(4)
def test_the_mean_follows_the_order_of_the_blob(submission):
    """With swap_rb the first mean is that of red."""
    blob = submission.blob([PIXEL], mean=(5, 6, 7), swap_rb=True)
    expected = np.array([[[[25]], [[14]], [[3]]]], dtype=np.float32)
    why = "First swap: red 30, green 20, blue 10. Then subtract 5, 6 and 7 in this order."
    check.array(blob, expected, "blob of [10, 20, 30] with swap_rb and mean (5, 6, 7)", dtype="float32", why=why)


@task(4)
def test_a_single_mean_is_that_of_the_first_channel(submission):
    """A single number as mean stands for (number, 0, 0), as in OpenCV."""
    why = "OpenCV fills a number up with zeros: (127.5, 0, 0). For all channels it has to be given three times."
    for mean, swap_rb, planes, name in (
        (127.5, False, [10, 20, 30], "blob of [10, 20, 30] with mean 127.5"),
        (8, True, [30, 20, 10], "blob of [10, 20, 30] with mean 8 and swap_rb"),
    ):
        pixel = np.array(planes, dtype=np.float32)[None, :, None, None]
        first = np.array([mean, 0, 0], dtype=np.float32)[None, :, None, None]
        mistakes = {"The number is subtracted from every channel.": pixel - np.float32(mean)}
        blob = submission.blob([PIXEL], mean=mean, swap_rb=swap_rb)
        check.array(blob, pixel - first, name, dtype="float32", why=why, mistakes=mistakes)


@task(4)
def test_the_scale_comes_after_the_mean(submission):
    """The mean is subtracted first, then all is multiplied by the scale."""
    blob = submission.blob([PIXEL], scale=0.5, mean=(4, 4, 4))
    expected = np.array([[[[3]], [[8]], [[13]]]], dtype=np.float32)
    check.array(
        blob,
        expected,
        "blob of [10, 20, 30] with mean 4 thrice and scale 0.5",
        dtype="float32",
        why="(10 - 4) times 0.5 is 3.",
    )


@task(4)
def test_the_scale_is_a_factor(submission):
    """The scale multiplies: 1/255 brings pixels to 0 ... 1."""
    image = np.array([[[0, 51, 255]]], dtype=np.uint8)
    expected = np.array([[[[0]], [[0.2]], [[1]]]], dtype=np.float32)
    name = "blob of one pixel [0, 51, 255] with scale 1/255"
    check.array(submission.blob([image], scale=1 / 255), expected, name, dtype="float32")


@task(4)
def test_the_settings_of_real_networks(submission, rng):
    """Means and scales of networks in use, with everything so far."""
    image = random_image(rng, 18, 12)
    for scale, mean, swap_rb in (
        (1.0, (104.0, 117.0, 123.0), False),
        (1 / 127.5, (127.5, 127.5, 127.5), True),
        (0.017, (123.68, 116.78, 103.94), True),
    ):
        settings = {"scale": scale, "size": (11, 14), "mean": mean, "swap_rb": swap_rb}
        name = f"blob with scale {scale:.4g}, mean {mean}, swap_rb {swap_rb}"
        check_blob(
            submission.blob([image], **settings),
            opencv([image], **settings),
            name,
            atol=1e-5,
            order="RGB" if settings["swap_rb"] else "BGR",
            input=[image],
        )


# --- Task 5: crop ---------------------------------------------------------------------------------------------------


@task(5)
def test_the_middle_of_a_wide_image(submission):
    """Of an image that is high enough, the columns in the middle are kept."""
    image = colourless([[0, 50, 100, 150, 200, 250]] * 2)
    expected = three_planes([[100, 150], [100, 150]])
    why = "It is 2 high already, so the factor is 1, and of 6 columns the first 2 and the last 2 go."
    check_blob(
        submission.blob([image], size=(2, 2), crop=True),
        expected,
        "blob of six columns cropped to 2 by 2",
        why=why,
        input=[image],
    )


@task(5)
def test_an_odd_remainder(submission):
    """If one row more goes on one side, it goes at the end."""
    image = colourless([[0, 0], [50, 50], [100, 100], [150, 150], [200, 200]])
    expected = three_planes([[50, 50], [100, 100]])
    why = "3 rows go: (5 - 2) // 2 = 1 above, 2 below."
    check_blob(
        submission.blob([image], size=(2, 2), crop=True),
        expected,
        "blob of five rows cropped to 2 by 2",
        why=why,
        input=[image],
    )


@task(5)
def test_the_image_is_resized_before_it_is_cropped(submission):
    """The image is resized until it covers the size, and only then cropped."""
    image = colourless([[0, 0, 0, 0, 200, 200, 200, 200, 200, 200]] * 4)
    expected = three_planes([[0, 200], [0, 200]])
    why = "The factor is 2/4: columns 0 and 1 are black, 2 to 4 white; of these five, columns 1 and 2 are kept."
    check_blob(
        submission.blob([image], size=(2, 2), crop=True),
        expected,
        "blob of a black and white image cropped to 2 by 2",
        why=why,
        input=[image],
    )


@task(5)
def test_an_image_of_the_right_size(submission, rng):
    """There is nothing to crop from an image that has the size."""
    image = random_image(rng, 7, 5)
    check_blob(
        submission.blob([image], size=(5, 7), crop=True),
        opencv([image]),
        "blob of a 7 by 5 image, size=(5, 7), crop",
        input=[image],
    )
    check_blob(
        submission.blob([image], crop=True),
        opencv([image]),
        "blob of a 7 by 5 image without a size, crop",
        input=[image],
    )


@task(5)
def test_any_crop(submission, rng):
    """Images are reduced and enlarged until they cover the size, whatever remains is cut off evenly."""
    for (height, width), size in CROPS:
        image = random_image(rng, height, width)
        name = f"blob of a {height} by {width} image, size={size}, crop"
        check_blob(submission.blob([image], size=size, crop=True), opencv([image], size=size, crop=True), name, input=[image])


@task(5)
def test_crop_with_everything_else(submission, rng):
    """Crop, swap_rb, mean and scale work together."""
    (height, width), size = CROPS[int(rng.integers(len(CROPS)))]
    image = random_image(rng, height, width)
    settings = {"scale": 0.25, "size": size, "mean": (90.0, 100.0, 110.5), "swap_rb": True, "crop": True}
    name = f"blob of a {height} by {width} image, size={size}, crop, swap_rb, mean and scale"
    check_blob(submission.blob([image], **settings), opencv([image], **settings), name, order="RGB", input=[image])


# --- Task 6: several images -----------------------------------------------------------------------------------------


@task(6)
def test_images_keep_their_order(submission):
    """The first axis of the blob counts the images, in their order."""
    images = [np.full((2, 3, 3), value, dtype=np.uint8) for value in (40, 10, 90, 60)]
    expected = np.array([40, 10, 90, 60], dtype=np.float32)[:, None, None, None] * np.ones((4, 3, 2, 3), dtype=np.float32)
    check_blob(submission.blob(images), expected, "blob of four images, filled with 40, 10, 90 and 60", input=images)


@task(6)
def test_without_a_size_the_first_image_decides(submission, rng):
    """Without a size all images take that of the first."""
    images = [random_image(rng, 9, 6), random_image(rng, 12, 14), random_image(rng, 5, 3)]
    check_blob(submission.blob(images), opencv(images), "blob of a 9 by 6, a 12 by 14 and a 5 by 3 image", input=images)


@task(6)
def test_without_a_size_images_are_cropped_to_that_of_the_first(submission, rng):
    """Crop works without a size too: the size is that of the first image."""
    images = [random_image(rng, 8, 8), random_image(rng, 16, 24), random_image(rng, 6, 4)]
    name = "blob of an 8 by 8, a 16 by 24 and a 6 by 4 image, crop=True, without a size"
    check_blob(submission.blob(images, crop=True), opencv(images, crop=True), name, input=images)


@task(6)
def test_images_of_many_sizes_and_one_size(submission, rng):
    """Images of different sizes are brought to one, each in its own way."""
    images = [random_image(rng, 16, 16), random_image(rng, 32, 16), random_image(rng, 8, 13), random_image(rng, 12, 8)]
    for crop in (False, True):
        expected = opencv(images, size=(8, 8), crop=crop)
        check_blob(
            submission.blob(images, size=(8, 8), crop=crop),
            expected,
            f"blob of four images, size=(8, 8), crop={crop}",
            input=images,
        )


@task(6)
def test_any_settings(submission, reference, rng):
    """Any number of images with any settings."""
    for count in (1, 3):
        images = [random_image(rng, int(rng.integers(8, 24)), int(rng.integers(8, 24))) for _ in range(count)]
        settings = {
            "scale": round(float(rng.uniform(0.01, 0.1)), 3),
            "size": (int(rng.integers(6, 20)), int(rng.integers(6, 20))),
            "mean": tuple(float(value) for value in rng.integers(0, 255, 3)),
            "swap_rb": bool(rng.integers(2)),
        }
        check_blob(
            submission.blob(images, **settings),
            reference.blob(images, **settings),
            f"blob of {count} image(s) with {settings}",
            order="RGB" if settings["swap_rb"] else "BGR",
            input=images,
        )


@task(6)
def test_real_settings_for_several_images(submission, rng):
    """Several images with the settings of real networks, cropped or not."""
    images = [random_image(rng, 16, 43), random_image(rng, 16, 12), random_image(rng, 8, 6)]
    for scale, mean, crop in (
        (0.017, (104.0, 117.0, 123.5), False),
        (1 / 255, (0.0, 0.0, 0.0), False),
        (1 / 127.5, (127.5, 127.5, 127.5), True),
    ):
        settings = {"scale": scale, "size": (9, 8), "mean": mean, "swap_rb": True, "crop": crop}
        name = f"blob of three images with scale {scale:.4g}, mean {mean}, crop {crop}"
        check_blob(submission.blob(images, **settings), opencv(images, **settings), name, order="RGB", input=images)


@task(6)
def test_two_blobs_at_once(submission, rng):
    """A blob stays as it is when the next one of the same shape is made."""
    first, second = [random_image(rng, 4, 7)], [random_image(rng, 4, 7)]
    check_blob(submission.blob(first), opencv(first), "blob of a 4 by 7 image", input=first)
    blob = submission.probe.first_of_two_blobs(first, second)
    why = "Each call returns a new array: the caller may still need the last one."
    check_blob(blob, opencv(first), "the same blob, after another one was made", why=why, input=first)


# --- Task 7: grey images --------------------------------------------------------------------------------------------


@task(7)
def test_a_grey_image_has_one_plane(submission):
    """A grey image becomes a blob with one channel."""
    image = np.array([[1, 2, 3], [4, 5, 6]], dtype=np.uint8)
    expected = np.array([[[[1, 2, 3], [4, 5, 6]]]], dtype=np.float32)
    check_blob(submission.blob([image]), expected, "blob of a grey image of 2 rows and 3 columns", input=[image])


@task(7)
def test_grey_images_are_resized_and_cropped(submission, rng):
    """Grey images are resized and cropped like colour images."""
    for (height, width), size in CROPS[:3]:
        image = random_image(rng, height, width, channels=1)
        for crop in (False, True):
            name = f"blob of a grey {height} by {width} image, size={size}, crop={crop}"
            blob = submission.blob([image], size=size, crop=crop)
            check_blob(blob, opencv([image], size=size, crop=crop), name, input=[image])


@task(7)
def test_swapping_a_grey_image_does_nothing(submission, rng):
    """Grey images have nothing to swap."""
    image = random_image(rng, 5, 8, channels=1)
    check_blob(
        submission.blob([image], swap_rb=True),
        opencv([image]),
        "blob of a grey image with swap_rb",
        order="RGB",
        input=[image],
    )


@task(7)
def test_a_grey_image_uses_the_first_mean(submission):
    """Of three means a grey image uses the first."""
    image = np.array([[10, 20]], dtype=np.uint8)
    expected = np.array([[[[18, 38]]]], dtype=np.float32)
    check_blob(
        submission.blob([image], scale=2.0, mean=(1, 5, 9)),
        expected,
        "blob of grey [10, 20], mean (1, 5, 9), scale 2",
        input=[image],
    )
    check_blob(submission.blob([image], scale=2.0, mean=1), expected, "blob of grey [10, 20], mean 1, scale 2", input=[image])


@task(7)
def test_several_grey_images(submission, rng):
    """Several grey images have one plane each."""
    images = [random_image(rng, 6, 10, channels=1), random_image(rng, 7, 7, channels=1)]
    check_blob(
        submission.blob(images, mean=30),
        opencv(images, mean=(30.0, 0.0, 0.0)),
        "blob of two grey images, mean 30",
        input=images,
    )
