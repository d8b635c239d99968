"""Judges exercises/2_opencv_dnn/blob_inverse.py. The judge has OpenCV: it makes the blobs, and knows the images."""

import cv2
import numpy as np

from deepkata.suite import check, task

# Scale, mean, swapped with which float32 is exact: there and back no value changes, so nothing has to be rounded.
EXACT_SETTINGS = [
    (1.0, (104.0, 117.0, 123.0), False),
    (0.5, (103.0, 116.5, 123.75), True),
    (1 / 64, (127.5, 127.5, 127.5), True),
    (0.25, (123.75, 116.25, 103.5), True),
    (2.0, (104.0, 117.0, 123.0), False),
]

# Settings that networks are used with, and some that make mistakes visible: scale, mean, swapped.
SETTINGS = [
    (1.0, (104.0, 117.0, 123.0), False),
    (1 / 255, (0.0, 0.0, 0.0), True),
    (1 / 127.5, (127.5, 127.5, 127.5), True),
    (0.017, (103.94, 116.78, 123.68), True),
    (1 / 57.375, (123.675, 116.28, 103.53), True),
]


def random_image(rng, height, width, channels=3):
    return rng.integers(0, 256, (height, width, channels) if channels > 1 else (height, width), dtype=np.uint8)


def made_by_opencv(images, scale=1.0, mean=(0.0, 0.0, 0.0), swapped=False):
    return cv2.dnn.blobFromImages(images, scale, mean=mean, swapRB=swapped)


def check_images(got, expected, name, **more):
    """The list has the expected images."""
    check.that(isinstance(got, list | tuple), f"the images of {name}: expected a list of {len(expected)}, got {check.describe(got)}.")
    images = check.sequence(got, f"the images of {name}", len(expected))
    for number, (image, right) in enumerate(zip(images, expected, strict=True)):
        which = f"image {number} of {name}" if len(expected) > 1 else f"the image of {name}"
        check.image(image, right, which, layout="HWC" if right.ndim == 3 else "HW", dtype="uint8", **more)


def one_pixel(*values):
    """A blob of one pixel, or of one row of pixels for each channel."""
    return np.array(values, dtype=np.float32).reshape(1, len(values), 1, -1)


# --- Task 1: pixels instead of planes -------------------------------------------------------------------------------


@task(1)
def test_three_planes_become_the_channels_of_an_image(submission):
    """Element [n, c, y, x] of the blob is channel c of pixel (y, x)."""
    blob = np.arange(24, dtype=np.float32).reshape(1, 3, 2, 4)
    expected = np.array(
        [[[0, 8, 16], [1, 9, 17], [2, 10, 18], [3, 11, 19]], [[4, 12, 20], [5, 13, 21], [6, 14, 22], [7, 15, 23]]], dtype=np.uint8
    )
    why = "The first pixel has the first value of each of the three planes: 0, 8 and 16."
    check_images(submission.images_from_blob(blob), [expected], "a blob of three planes of 2 by 4", why=why)


@task(1)
def test_every_image_of_the_batch(submission, rng):
    """A batch of N gives a list of N images, in their order."""
    images = [random_image(rng, 5, 3) for _ in range(4)]
    check_images(submission.images_from_blob(made_by_opencv(images)), images, "a blob of four images of 5 by 3")


@task(1)
def test_one_row_or_one_column(submission, rng):
    """Images of one row, one column or one pixel keep all their axes."""
    for height, width in ((1, 6), (5, 1), (1, 1)):
        images = [random_image(rng, height, width) for _ in range(2)]
        check_images(submission.images_from_blob(made_by_opencv(images)), images, f"a blob of two images of {height} by {width}")


@task(1)
def test_any_image(submission, rng):
    """Images of any shape come back; a blob that is a part of a larger array is a blob like any other."""
    image = random_image(rng, 4, 11)
    check_images(submission.images_from_blob(made_by_opencv([image])), [image], "a blob of a 4 by 11 image")
    images = [random_image(rng, 7, 6) for _ in range(6)]
    part = made_by_opencv(images)[::2, :, 1:, ::-1]
    expected = [image[1:, ::-1] for image in images[::2]]
    check_images(submission.images_from_blob(part), expected, "every second image of a blob, mirrored")


# --- Task 2: scale and mean -----------------------------------------------------------------------------------------


@task(2)
def test_divided_by_the_scale(submission):
    """What was multiplied by the scale is divided by it."""
    blob = one_pixel(5, 10, 20)
    check_images(submission.images_from_blob(blob, scale=0.25), [np.uint8([[[20, 40, 80]]])], "a pixel 5, 10, 20 with scale 0.25")
    check_images(submission.images_from_blob(blob, scale=2.5), [np.uint8([[[2, 4, 8]]])], "a pixel 5, 10, 20 with scale 2.5")


@task(2)
def test_the_mean_is_added(submission):
    """What was subtracted is added, below the mean as above it."""
    blob = one_pixel(-30, 0, 40)
    why = "The blob has what is left when the mean is subtracted: -30 + 100, 0 + 50, 40 + 20."
    got = submission.images_from_blob(blob, mean=(100, 50, 20))
    check_images(got, [np.uint8([[[70, 50, 60]]])], "a pixel -30, 0, 40 with mean (100, 50, 20)", why=why)


@task(2)
def test_the_scale_before_the_mean(submission):
    """First the scale is undone, then the mean: the reverse of how the blob was made."""
    blob = one_pixel(-10, 20, 5)
    why = "The mean was subtracted first and the scale applied last; so -10 / 0.5 + 60, 20 / 0.5 + 50, 5 / 0.5 + 80."
    got = submission.images_from_blob(blob, scale=0.5, mean=(60, 50, 80))
    check_images(got, [np.uint8([[[40, 90, 90]]])], "a pixel -10, 20, 5 with scale 0.5 and mean (60, 50, 80)", why=why)


@task(2)
def test_back_from_opencv(submission, rng):
    """A blob of OpenCV's with a mean and a scale, there and back."""
    images = [random_image(rng, 6, 9) for _ in range(2)]
    blob = made_by_opencv(images, 0.5, (104.0, 117.0, 123.0))
    got = submission.images_from_blob(blob, 0.5, (104.0, 117.0, 123.0))
    check_images(got, images, "a blob of OpenCV's with scale 0.5 and mean (104, 117, 123)")


# --- Task 3: swapped channels ---------------------------------------------------------------------------------------


@task(3)
def test_red_and_blue_change_places_again(submission):
    """A blob that was swapped has red first; the image has blue first."""
    blob = one_pixel([30, 33], [20, 22], [10, 11])
    expected = np.uint8([[[10, 20, 30], [11, 22, 33]]])
    check_images(submission.images_from_blob(blob, swapped=True), [expected], "two pixels, red first, swapped")
    expected = expected[:, :, ::-1].copy()
    check_images(submission.images_from_blob(blob, swapped=False), [expected], "two pixels, not swapped")


@task(3)
def test_the_mean_is_in_the_order_of_the_blob(submission):
    """The first mean belongs to the first channel of the blob, which may be red."""
    blob = one_pixel(1, 2, 3)
    why = "Red is 1 + 100, green 2 + 50, blue 3 + 20; the image has blue first."
    got = submission.images_from_blob(blob, mean=(100, 50, 20), swapped=True)
    check_images(got, [np.uint8([[[23, 52, 101]]])], "a pixel 1, 2, 3 with mean (100, 50, 20), swapped", why=why)


@task(3)
def test_back_from_opencv_with_everything(submission, rng):
    """OpenCV's blobs with a scale, a mean and channels that are swapped or not, there and back."""
    for scale, mean, swapped in EXACT_SETTINGS:
        images = [random_image(rng, 5, 8) for _ in range(2)]
        blob = made_by_opencv(images, scale, mean, swapped)
        name = f"a blob of OpenCV's with scale {scale:.4g}, mean {mean} and {'' if swapped else 'not '}swapped"
        check_images(submission.images_from_blob(blob, scale, mean, swapped), images, name)


# --- Task 4: uint8 --------------------------------------------------------------------------------------------------


@task(4)
def test_the_nearest_whole_number(submission):
    """A value between two whole numbers becomes the nearest one."""
    why = "Round to the nearest whole number."
    got = submission.images_from_blob(one_pixel([6.9, 7.1], [7.4, 7.6], [99.99, 100.01]))
    check_images(got, [np.uint8([[[7, 7, 100], [7, 8, 100]]])], "pixels 6.9, 7.4, 99.99 and 7.1, 7.6, 100.01", why=why)


@task(4)
def test_no_grey_level_is_lost(submission):
    """All 256 grey levels survive the way there and back, for any scale."""
    levels = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2)
    why = "In float32 (pixel - mean) * scale is not exact: 28.999998 is meant to be 29."
    for scale, mean, swapped in SETTINGS:
        blob = made_by_opencv([levels], scale, mean, swapped)
        name = f"a blob of the levels 0 to 255 with scale {scale:.4g} and mean {mean}"
        check_images(submission.images_from_blob(blob, scale, mean, swapped), [levels], name, why=why)


@task(4)
def test_below_black_and_above_white(submission):
    """What is below 0 becomes 0, and what is above 255 becomes 255."""
    blob = one_pixel([-0.4, -3, 40], [255.4, 256.2, 300], [-300, 1000, 255])
    expected = np.uint8([[[0, 255, 0], [0, 255, 255], [40, 255, 255]]])
    why = "A uint8 has no room for them: 256 would start again at 0, and -3 would be 253."
    check_images(submission.images_from_blob(blob), [expected], "pixels below 0 and above 255", why=why)


@task(4)
def test_dark_stays_dark(submission):
    """An image that uses few grey levels is not stretched to all of them."""
    blob = one_pixel([10, 20], [12, 14], [30, 11])
    expected = np.uint8([[[10, 12, 30], [20, 14, 11]]])
    check_images(submission.images_from_blob(blob), [expected], "two dark pixels")


@task(4)
def test_any_blob(submission, reference, rng):
    """Any blob, also one that a network has changed so that values leave 0 … 255."""
    for scale, mean, swapped in SETTINGS[1:4]:
        values = rng.integers(-40, 300, (2, 3, 4, 6)) + rng.uniform(-0.4, 0.4, (2, 3, 4, 6))
        blob = ((values - np.reshape(mean, (3, 1, 1))) * scale).astype(np.float32)
        name = f"a blob with values outside of 0 to 255, scale {scale:.4g}, mean {mean} and {'' if swapped else 'not '}swapped"
        expected = [np.asarray(image) for image in reference.images_from_blob(blob, scale, mean, swapped)]
        check_images(submission.images_from_blob(blob, scale, mean, swapped), expected, name)


# --- Task 5: grey images, an unchanged blob -------------------------------------------------------------------------


@task(5)
def test_a_grey_image_has_two_axes(submission):
    """A blob with one plane becomes a grey image, without an axis for its channel."""
    blob = np.array([[[[1, 2, 3], [4, 5, 6]]]], dtype=np.float32)
    expected = np.uint8([[1, 2, 3], [4, 5, 6]])
    check_images(
        submission.images_from_blob(blob), [expected], "a blob of one plane of 2 by 3", why="Grey images of OpenCV are (height, width)."
    )


@task(5)
def test_a_grey_image_uses_the_first_mean(submission):
    """Of three means a grey image uses the first, and nothing is swapped."""
    blob = np.array([[[[10, -20, 15]]]], dtype=np.float32)
    got = submission.images_from_blob(blob, 0.5, (100, 7, 9), True)
    check_images(got, [np.uint8([[120, 60, 130]])], "a blob of one plane, scale 0.5, mean (100, 7, 9), swapped")


@task(5)
def test_grey_images_of_one_row(submission, rng):
    """Only the axis of the channel goes, also where height or width is 1."""
    for height, width in ((1, 4), (3, 1)):
        image = random_image(rng, height, width, channels=1)
        check_images(submission.images_from_blob(made_by_opencv([image])), [image], f"a blob of a grey image of {height} by {width}")


@task(5)
def test_grey_images_there_and_back(submission, rng):
    """Several grey images of OpenCV's, there and back."""
    images = [random_image(rng, 4, 7, channels=1) for _ in range(3)]
    for scale, mean, swapped in SETTINGS[1:3]:
        blob = made_by_opencv(images, scale, mean, swapped)
        name = f"a blob of three grey images with scale {scale:.4g}, mean {mean} and {'' if swapped else 'not '}swapped"
        check_images(submission.images_from_blob(blob, scale, mean, swapped), images, name)


@task(5)
def test_the_blob_stays_as_it_was(submission, rng):
    """The blob can be given to the network afterwards."""
    for channels in (3, 1):
        images = [random_image(rng, 3, 5, channels) for _ in range(2)]
        blob = made_by_opencv(images, 0.5, (1.0, 2.0, 3.0), True)
        got = submission.images_from_blob(blob, 0.5, (1.0, 2.0, 3.0), True)
        check.unchanged(submission)
        check_images(got, images, f"a blob with {channels} channel(s)")
