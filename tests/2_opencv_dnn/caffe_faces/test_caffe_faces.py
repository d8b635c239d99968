"""Judges exercises/2_opencv_dnn/caffe_faces.py.

What the network finds in six pictures was computed without OpenCV's engine (fixtures/recipes/caffe_faces.py), so that
nothing has to run here. Where scores or corners have to be exact, a stand-in for the network finds what the suite wants.
"""

import functools
import json

import cv2
import numpy as np
import pytest

from deepkata.suite import check, task

SIDE = 300
PHOTOGRAPHS = ("astronaut.png", "chelsea.png", "rocket.jpg", "coffee.jpg")
HEIGHT = 240  # of the stand-in's pictures


# --- pictures ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def pictures(fixture):
    """Each picture by its name: the image, what is found if it is stretched, and what is found if its middle is cut out."""
    return all_pictures(fixture("caffe_faces.json"), *(fixture(name) for name in PHOTOGRAPHS))


@functools.cache
def all_pictures(described, *photographs):
    parts = {path.name: cv2.imread(str(path)) for path in photographs}
    made = {}
    for name, entry in json.loads(described.read_text("utf-8")).items():
        width, height = entry["pieces"][0][2]
        image = np.zeros((height, width, 3), np.uint8)
        for file, (top, bottom, left, right), (w, h), (x, y), mirrored in entry["pieces"]:
            part = parts[file][top:bottom, left:right]
            image[y : y + h, x : x + w] = cv2.resize(part[:, ::-1] if mirrored else part, (w, h))
        image.setflags(write=False)
        made[name] = (image, *(np.array(entry[key], float).reshape(-1, 5) for key in ("stretched", "cropped")))
    return made


def barred(number, width):
    """A grey picture with number + 1 bright bars from left to right, by which the stand-in knows it."""
    image = np.full((HEIGHT, width, 3), 70, np.uint8)
    for bar in range(number + 1):
        middle = HEIGHT * (bar + 1) // (number + 2)
        image[middle - 10 : middle + 10] = 190
    return image


def network(submission, scratch, fixture):
    """The network that `load` reads."""
    files = (scratch.file(name, fixture(name)) for name in ("res10_ssd.prototxt", "res10_ssd.caffemodel"))
    net = submission.load(*files)
    check.handle(net, "what load returns, a network")
    return net


# --- what is expected -------------------------------------------------------------------------------------------------


def read(rows, size, threshold, crop, mistake="", first=None):
    """The faces of one image of size (width, height), from rows of score and corners; with a mistake if one is named."""
    limits = np.array(size, float)
    size = np.array({"first size": first, "hw": size[::-1]}.get(mistake, size), float)
    factor = SIDE / size
    if crop and mistake != "as stretched":
        factor[:] = factor.min() if mistake == "smaller" else factor.max()
    offset = (np.rint(size * factor) - SIDE) / 2 if mistake == "half" else (np.rint(size * factor) - SIDE) // 2
    rows = rows[rows[:, 0] > threshold] if mistake == "strict" else rows[rows[:, 0] >= threshold]
    corners = SIDE * rows[:, 1:].reshape(-1, 2, 2)
    if mistake == "clipped in the blob":
        corners = corners.clip(0, SIDE)
    if mistake == "no offset":
        corners = corners / factor
    elif mistake == "offset last":
        corners = corners / factor + offset
    elif mistake != "input":
        corners = (corners + offset) / factor
    if mistake not in ("unclipped", "input"):
        corners = corners.clip(0, limits)
    if mistake == "whole":
        corners = np.trunc(corners)
    found = np.hstack([rows[:, :1], corners.reshape(-1, 4)])
    return found if mistake == "outside" else found[(corners[:, 1] > corners[:, 0]).all(axis=1)]


WORDS = {
    "hw": "Height and width of the image are exchanged. A shape is (height, width), and x belongs to the width.",
    "first size": "The boxes of all images were converted with the size of the first one.",
    "input": "These are pixels of the network's input. Return pixels of the image.",
    "unclipped": "Boxes that reach beyond the image were not clipped to it.",
    "outside": "Boxes outside the image were kept. Clipped to the image, they have no area.",
    "whole": "The corners were truncated to whole pixels. Nothing is rounded here.",
    "strict": "A face was left out whose score equals the threshold. Here an equal score is enough.",
}
CROPPED = {
    "as stretched": "The corners were multiplied by the width and the height of the image. A part of it was cut off: they are fractions of the rest.",
    "no offset": "What was cut off on the left or at the top was not added.",
    "offset last": "What was cut off was added after the division. It is in pixels of the resized image, so add it before.",
    "smaller": "The image was taken as resized by the smaller factor. To cover the input, the larger one is used.",
    "half": "What was cut off was halved and not rounded. Only whole columns and rows can be cut off: round down.",
    "clipped in the blob": "The boxes were clipped to the part that was cut out. The image goes on beyond it.",
}


def beside(rows, others):
    """The rows in the order of others: to each one, the nearest of those that are left. Any order is right."""
    left, order = list(range(len(rows))), []
    for other in others[: len(rows)]:
        nearest = min(left, key=lambda n: np.abs(rows[n, 1:] - other[1:]).sum())
        left.remove(nearest)
        order.append(nearest)
    return rows[order + left]


def likely(some, others, size, threshold, crop, first):
    """What comes out with each mistake, by the words that tell it. ``others`` are the rows of the other images."""
    words = {**WORDS, **CROPPED} if crop else WORDS
    found = {said: read(some, size, threshold, crop, mistake, first) for mistake, said in words.items()}
    found["These rows end with the score. It comes first, then x1, y1, x2, y2."] = np.roll(read(some, size, threshold, crop), -1, axis=1)
    if others:
        together = np.concatenate([some, *others])
        found["The rows of all images are here. Column 0 of a row is the index of its image."] = read(together, size, threshold, crop)
        found["No rows of this image are here. Column 0 of a row is the index of its image."] = np.empty((0, 5))
    return found


def check_faces(answer, images, rows, name, threshold=0.5, crop=False, why=""):
    """The faces of all images; ``rows`` has those of each: score and corners, as fractions of the input."""
    parts = check.sequence(answer, f"detect in {name}", len(images))
    sizes = [image.shape[1::-1] for image in images]
    for number, (part, image, some) in enumerate(zip(parts, images, rows, strict=True)):
        where = name if len(images) == 1 else f"{name}, image {number}"
        wanted = read(some, sizes[number], threshold, crop)
        nothing = part.size == 0 if isinstance(part, np.ndarray) else isinstance(part, list | tuple) and not part
        hint = "An empty array has a shape too: np.zeros((0, 5)), for instance." if nothing else ""
        got = check.is_array(part, f"faces of {where}", shape=(None, 5), dtype="number", why=f"{hint}\n{why}".strip())
        got = beside(got, wanted)
        others = [other for n, other in enumerate(rows) if n != number]

        def known(columns, some=some, others=others, number=number, wanted=wanted):
            faces = likely(some, others, sizes[number], threshold, crop, sizes[0])
            return {said: beside(rows, wanted)[:, columns] for said, rows in faces.items()}

        if len(got) != len(wanted):
            reasons = [said for said, faces in known(slice(0, 5)).items() if faces.shape == got.shape and np.allclose(faces, got, atol=0.1)]
            text = f"faces of {where}: expected {len(wanted)} face{'s' * (len(wanted) != 1)}, got {len(got)}."
            mismatch = check.Mismatch("\n".join([text, *reasons[:1], *([why] if why else [])]))
            mismatch.picture = drawn(got, wanted, image, f"faces of {where}")
            raise mismatch
        if not len(wanted):
            continue
        more = {"image": image, "labels": [f"{score:.2f}" for score in wanted[:, 0]], "why": why}
        boxes = f"boxes of {where}"
        check.boxes(got[:, 1:], wanted[:, 1:], boxes, atol=0.1, rtol=0, mistakes=lambda known=known: known(slice(1, 5)), **more)
        check.array(got[:, 0], wanted[:, 0], f"scores of {where}", atol=1e-3, rtol=0, why=why)


def drawn(got, wanted, image, name):
    """The picture of boxes that differ in number."""
    try:
        check.boxes(got[:, 1:], wanted[:, 1:], name, image=image)
    except check.Mismatch as mismatch:
        return mismatch.picture
    return None


# --- Task 1: one image ------------------------------------------------------------------------------------------------


@task(1)
def test_one_face(submission, scratch, fixture, pictures):
    """A face is where it is, in pixels of the image."""
    image, rows, _ = pictures["portrait"]
    answer = submission.detect(network(submission, scratch, fixture), [image])
    why = (
        "The image is 400 wide and 420 high; the network says (0.275, 0.143, 0.505, 0.426). If a box is nearly right, look at the "
        "blob: the order of the channels, the mean, the scale."
    )
    check_faces(answer, [image], [rows], "a portrait", why=why)


@task(1)
def test_one_network_for_many_calls(submission, scratch, fixture, pictures):
    """A network is read once and used for many calls; small faces are found too."""
    net = network(submission, scratch, fixture)
    why = "The smallest face has a score of only 0.77. With another input than the one it was trained on, the network may miss it."
    for name in ("wide", "tall"):
        image, rows, _ = pictures[name]
        check_faces(submission.detect(net, [image]), [image], [rows], f"the picture '{name}'", why=why)
        why = ""


# --- Task 2: the threshold --------------------------------------------------------------------------------------------


@task(2)
def test_a_score_equal_to_the_threshold(submission):
    """A score that is equal to the threshold is enough."""
    scores = [0.9375, 0.6875, 0.625, 0.5625, 0.5, 0.4375]
    rows = [[1, score, 0.125 * n, 0.25, 0.125 * n + 0.25, 0.5] for n, score in enumerate(scores)]
    net, image = submission.probe.stand_in([rows]), barred(0, 320)
    found = np.array(rows)[:, 1:]
    for threshold in (0.625, 0.6875):
        name = f"an image in which the network says {scores}, threshold {threshold}"
        check_faces(submission.detect(net, [image], threshold), [image], [found], name, threshold)
    check_faces(submission.detect(net, [image]), [image], [found], "the same image, no threshold given", why="Without a threshold it is 0.5.")


@task(2)
def test_rows_that_are_not_faces(submission, rng):
    """Rows of zeros and of the background are never faces, even if the threshold is 0."""
    rows = some_rows(rng, 6)
    rows[[1, 4], 0] = 0
    net, image = submission.probe.stand_in([rows.tolist()]), barred(0, 300)
    faces = rows[rows[:, 0] > 0, 1:]
    for threshold in (0.0, 0.25):
        name = f"an image with four faces, two rows of the background and five of zeros, threshold {threshold}"
        why = "Class 0 is the background: column 1 tells."
        check_faces(submission.detect(net, [image], threshold), [image], [faces], name, threshold, why=why)


@task(2)
def test_another_threshold(submission, scratch, fixture, pictures):
    """A lower threshold finds the smallest face too."""
    image, rows, _ = pictures["group"]
    answer = submission.detect(network(submission, scratch, fixture), [image], 0.3)
    check_faces(answer, [image], [rows], "a group of four, threshold 0.3", 0.3, why="The scores are 0.98, 0.85, 0.85 and 0.35.")


# --- Task 3: boxes beyond the image -----------------------------------------------------------------------------------


@task(3)
def test_clipped(submission):
    """Boxes are clipped to the image; those that are outside are dropped."""
    boxes = [
        [-0.25, 0.25, 0.25, 0.5],
        [0.75, 0.5, 1.125, 0.75],
        [0.25, -0.125, 0.5, 0.25],
        [0.5, 0.75, 0.625, 1.5],
        [-0.5, 0.25, -0.125, 0.5],
        [1.0, 0.5, 1.125, 0.75],
        [0.25, -0.25, 0.5, 0.0],
        [0.5, 1.25, 0.625, 1.5],
        [2.125, 2.0, 2.75, 2.875],
    ]
    net, image = submission.probe.stand_in([[[1, 0.75, *box] for box in boxes]]), barred(0, 360)
    found = np.array([[0.75, *box] for box in boxes])
    why = "Four reach beyond an edge and are clipped. Five have no area within the image."
    check_faces(submission.detect(net, [image]), [image], [found], "an image with nine boxes beyond its edges", why=why)


@task(3)
def test_what_it_finds_in_a_cat(submission, scratch, fixture, pictures):
    """In a cat, it finds three faces in the image, and two far outside."""
    image, rows, _ = pictures["cat"]
    answer = submission.detect(network(submission, scratch, fixture), [image], 0.3)
    why = "Two of the five rows have y1 above 2: the anchors of the last layers reach far beyond the image."
    check_faces(answer, [image], [rows], "a photograph of a cat, threshold 0.3", 0.3, why=why)


# --- Task 4: several images -------------------------------------------------------------------------------------------


def some_rows(rng, count):
    """Rows of class, score and corners within the image, apart from each other."""
    x, y = rng.permutation(12)[:count] % 4, rng.permutation(12)[:count] % 3
    corners = np.stack([x * 3 + rng.integers(0, 2, count), y * 5 + rng.integers(0, 2, count)], axis=1) / 16
    sizes = rng.integers(1, 4, (count, 2)) / 16 + np.arange(count)[:, None] / 256
    scores = rng.permutation(np.arange(4, 4 + count)) / 16
    return np.column_stack([np.ones(count), scores, corners, corners + sizes])


@task(4)
def test_to_each_its_own(submission, rng):
    """Each image gets its own faces, in its own pixels."""
    rows = [some_rows(rng, count) for count in (2, 0, 4, 1)]
    images = [barred(number, width) for number, width in enumerate((500, 300, 260, 420))]
    net = submission.probe.stand_in([some.tolist() for some in rows])
    found = [some[:, 1:] for some in rows]
    check_faces(submission.detect(net, images, 0.25), images, found, "four images, of which one has no face", 0.25)


@task(4)
def test_several_photographs(submission, scratch, fixture, pictures, rng):
    """Images of different sizes, in any order."""
    names = rng.permutation(["tall", "empty", "wide"]).tolist()
    images, rows, _ = zip(*(pictures[name] for name in names), strict=True)
    answer = submission.detect(network(submission, scratch, fixture), list(images))
    check_faces(answer, images, rows, f"the pictures {', '.join(names)}")


# --- Task 5: crop -----------------------------------------------------------------------------------------------------


@task(5)
def test_a_box_of_the_middle(submission):
    """What was cut off is added, and the factor is the one of the larger side."""
    rows = [[1, 0.75, 0.25, 0.25, 0.75, 0.625]]
    net, image = submission.probe.stand_in([rows]), barred(0, 480)
    why = "480 by 240 becomes 600 by 300, of which 150 columns are cut off on each side: x1 is (0.25 * 300 + 150) / 1.25 = 180."
    check_faces(submission.detect(net, [image], 0.5, True), [image], [np.array(rows)[:, 1:]], "an image 480 wide and 240 high, cropped", crop=True, why=why)


@task(5)
def test_beyond_the_part_that_was_cut_out(submission):
    """A box may reach beyond the part that was cut out: there the image goes on."""
    boxes = [[-0.25, 0.25, 0.25, 0.5], [0.75, 0.5, 1.375, 0.75], [1.0625, 0.125, 1.25, 0.375], [-0.75, 0.5, 0.125, 0.875], [1.5, 0.25, 1.75, 0.5]]
    rows = [[1, 0.75, *box] for box in boxes]
    images = [barred(0, 480), barred(1, 300)]
    net = submission.probe.stand_in([rows, rows])
    found = np.array([[0.75, *box] for box in boxes])
    why = "Of the first image, once resized, 150 columns were cut off on each side; of the second one, 37 on the left."
    answer = submission.detect(net, images, 0.5, True)
    check_faces(answer, images, [found, found], "two images with boxes beyond the cut, cropped", crop=True, why=why)


@task(5)
def test_photographs_whose_middle_is_cut_out(submission, scratch, fixture, pictures, rng):
    """Photographs of different sizes, cropped; what was cut off cannot be found."""
    net = network(submission, scratch, fixture)
    image, _, rows = pictures["group"]
    check_faces(submission.detect(net, [image], crop=True), [image], [rows], "a group, cropped", crop=True, why="Of 600 columns, 175 are cut off on each side.")
    names = rng.permutation(["tall", "cat"]).tolist()
    images, _, rows = zip(*(pictures[name] for name in names), strict=True)
    check_faces(submission.detect(net, list(images), crop=True), images, rows, f"the pictures {' and '.join(names)}, cropped", crop=True)
