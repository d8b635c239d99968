"""Judges exercises/2_opencv_dnn/ssd_decode.py. Scores and thresholds are sixteenths: exact in float32 and float64."""

import cv2
import numpy as np

from deepkata.suite import check, task

NAMES = (
    "background",
    *["person", "dog", "bicycle", "car", "tree", "boat", "bird", "cat", "horse", "bus", "train", "chair", "sheep"],
)
COLOURS = [(178, 114, 0), (0, 159, 230), (115, 158, 0), (0, 94, 213), (233, 180, 86), (167, 121, 204)]
TALL, WIDE, SMALL = (260, 190), (150, 310), (70, 85)  # (height, width)


def blob_of(rows):
    """Rows as the network returns them."""
    return np.array(rows, dtype=np.float32).reshape(1, 1, -1, 7)


def some_rows(rng, count, images):
    """Rows of `images` images in turn, within them, with scores of 1/8 to 1."""
    corner = rng.uniform(0.02, 0.6, (count, 2))
    size = rng.uniform(0.1, 0.35, (count, 2))
    classes, scores = rng.integers(1, len(NAMES), count), rng.integers(2, 17, count) / 16
    return np.column_stack([np.arange(count) % images, classes, scores, corner, corner + size])


#: The steps by which detections are read; a mistake is one of them changed.
STEPS = {
    "is the end": lambda image: image < 0,
    "is left out": lambda image: False,
    "is a detection": lambda kind: kind != 0,
    "is enough": lambda score, threshold: score >= threshold,
    "shape": lambda shapes, image: shapes[image],
    "fractions": lambda corners: corners,
    "clip": lambda box, sides: [min(max(c, 0), side) for c, side in zip(box, sides, strict=True)],
    "round": lambda box: box,
    "has area": lambda box, kind: box[2] > box[0] and box[3] > box[1],
}
MISTAKES = {
    "Rows of the background were kept. Class 0 is never a detection; rows of zeros only fill up the array.": {
        "is a detection": lambda kind: True,
        "has area": lambda box, kind: kind == 0 or STEPS["has area"](box, kind),
    },
    "Rows after the end were kept. What follows a row with image -1 is left over from an earlier run.": {
        "is the end": lambda image: False,
        "is left out": lambda image: image < 0,
    },
    "Image -1 was read as the last image, as Python indexes lists. Here it marks the end of the array.": {"is the end": lambda image: False},
    "A row was left out whose score equals the threshold. Here an equal score is enough.": {
        "is enough": lambda score, threshold: score > threshold
    },
    "The boxes of all images were multiplied by the size of the first one.": {"shape": lambda shapes, image: shapes[0]},
    "Height and width of the image are exchanged. A shape is (height, width), and x belongs to the width.": {
        "shape": lambda shapes, image: shapes[image][::-1]
    },
    "The corners were truncated to whole pixels of a 300 by 300 input first. Multiply the fractions by the image's size.": {
        "fractions": lambda corners: [int(c * 300) / 300 for c in corners]
    },
    "Boxes that reach beyond the image were not clipped to it.": {"clip": lambda box, sides: box},
    "The corners were truncated to whole pixels. decode rounds nothing.": {"round": lambda box: [int(c) for c in box]},
    "Boxes outside the image were kept. Clipped to the image, they have no area.": {"has area": lambda box, kind: True},
}


def read(detections, shapes, threshold, changed=None):
    """The detections row by row, in plain Python; with steps that are changed, to recognise a mistake."""
    step = STEPS | (changed or {})
    found = [[] for _ in shapes]
    for image, kind, score, *corners in detections[0, 0].tolist():
        if step["is the end"](image):
            break
        if step["is left out"](image) or image >= len(shapes) or not step["is a detection"](kind) or not step["is enough"](score, threshold):
            continue
        height, width = step["shape"](shapes, int(image))
        sides = (width, height, width, height)
        box = [c * side for c, side in zip(step["fractions"](corners), sides, strict=True)]
        box = step["round"](step["clip"](box, sides))
        if step["has area"](box, kind):
            found[int(image)].append([kind, score, *box])
    return [np.array(rows, float).reshape(-1, 6) for rows in found]


def scene(shape, rows):
    """An image with something in each box; none where it would be too large to be drawn as it is."""
    if 3 * shape[0] * shape[1] > 2**18:
        return None
    image = np.full((*shape, 3), 240, np.uint8)
    image[shape[0] * 2 // 3 :] = (205, 220, 215)
    for kind, _, x1, y1, x2, y2 in rows.tolist():
        middle, axes = (round((x1 + x2) / 2), round((y1 + y2) / 2)), (round((x2 - x1) / 2), round((y2 - y1) / 2))
        cv2.ellipse(image, middle, axes, 0, 0, 360, COLOURS[int(kind) % len(COLOURS)], -1, cv2.LINE_AA)
    return image


def check_found(answer, detections, shapes, threshold, name, why=""):
    """The rows of each image are the expected ones; the boxes are drawn if not."""
    parts = check.sequence(answer, f"decode of {name}", len(shapes))
    expected = read(detections, shapes, threshold)
    for number, (part, rows) in enumerate(zip(parts, expected, strict=True)):

        def known(columns, number=number):
            return lambda: {words: read(detections, shapes, threshold, changed)[number][:, columns] for words, changed in MISTAKES.items()}

        where = f"{name}, image {number}"
        got = check.is_array(part, f"found in {where}", shape=(None, 6), why=why)
        if not len(rows):
            more = [words for words, changed in MISTAKES.items() if len(read(detections, shapes, threshold, changed)[number])]
            hint = more[0] if len(more) == 1 else ""
            check.that(not len(got), f"found in {where}: expected nothing, got {len(got)} rows.\n{hint}\n{why}".strip())
            continue
        labels = [NAMES[int(kind)] for kind in rows[:, 0]]
        more = {"image": scene(shapes[number], rows), "labels": labels, "mistakes": known(slice(2, 6)), "why": why}
        check.boxes(got[:, 2:], rows[:, 2:], f"boxes of {where}", atol=5e-3, rtol=1e-4, **more)
        check.array(got[:, :2], rows[:, :2], f"classes and scores of {where}", why=why, mistakes=known(slice(0, 2)))


# --- Task 1: one image ------------------------------------------------------------------------------------------------


@task(1)
def test_corners_in_pixels(submission):
    """x is a fraction of the width and y of the height."""
    detections = blob_of([[0, 2, 0.875, 0.25, 0.5, 0.75, 0.625], [0, 5, 0.75, 0.0625, 0.125, 0.1875, 0.9375]])
    why = "The image is 190 wide and 260 high."
    check_found(submission.decode(detections, [TALL], 0.5), detections, [TALL], 0.5, "two rows", why)


@task(1)
def test_a_score_equal_to_the_threshold(submission):
    """A score that is equal to the threshold is enough."""
    scores = [0.4375, 0.5, 0.5625, 0.25, 0.5, 1.0]
    detections = blob_of([[0, n + 1, s, 0.125 * n, 0.25, 0.125 * n + 0.25, 0.5] for n, s in enumerate(scores)])
    name = f"six rows with scores {scores}, threshold 0.5"
    check_found(submission.decode(detections, [WIDE], 0.5), detections, [WIDE], 0.5, name)
    check_found(
        submission.decode(detections, [WIDE]),
        detections,
        [WIDE],
        0.5,
        name.replace("threshold 0.5", "no threshold given"),
    )


@task(1)
def test_any_rows_of_one_image(submission, rng):
    """Any rows, any size, any threshold; and nothing is rounded."""
    for threshold in (0.25, 0.5, 0.75):
        shape = tuple(int(n) for n in rng.integers(301, 900, 2))
        detections = blob_of(some_rows(rng, 15, 1))
        answer = submission.decode(detections, [shape], threshold)
        check_found(answer, detections, [shape], threshold, f"15 rows, image of shape {shape}, threshold {threshold}")


# --- Task 2: several images -------------------------------------------------------------------------------------------


@task(2)
def test_each_in_its_own_size(submission):
    """Each row goes to its image, and its box into that image's pixels."""
    box = [0.25, 0.125, 0.75, 0.5]
    detections = blob_of([[0, 1, 0.875, *box], [1, 2, 0.75, *box], [2, 3, 0.625, *box], [2, 4, 0.5, *box[:2], 0.5, 0.875]])
    shapes = [TALL, WIDE, SMALL]
    why = "The same fractions, of three images of different sizes."
    check_found(submission.decode(detections, shapes, 0.5), detections, shapes, 0.5, "four rows of three images", why)


@task(2)
def test_images_in_any_order(submission, rng):
    """The rows may come in any order of the images; those of one image keep theirs."""
    shapes = [WIDE, SMALL, TALL, (330, 250)]
    for _ in range(3):
        rows = some_rows(rng, 24, len(shapes))
        detections = blob_of(rng.permutation(rows))
        check_found(submission.decode(detections, shapes, 0.375), detections, shapes, 0.375, "24 rows of four images")


@task(2)
def test_an_image_without_detections(submission, rng):
    """An image in which nothing was found has an array of no rows and six columns."""
    shapes = [WIDE, TALL, SMALL, WIDE]
    rows = some_rows(rng, 8, 2)
    rows[:, 0] = 2 * rows[:, 0] + 1  # images 1 and 3
    rows[:4, 2] = 0.875
    detections = blob_of(rows)
    check_found(submission.decode(detections, shapes, 0.5), detections, shapes, 0.5, "rows of the images 1 and 3 of four")


# --- Task 3: rows that say nothing, boxes that are not within the image -----------------------------------------------


@task(3)
def test_rows_of_zeros(submission, rng):
    """Rows of zeros are nothing that was found in image 0, even if the threshold is 0."""
    for images, threshold in ((2, 0.0), (1, 0.0), (3, 0.25)):
        rows = some_rows(rng, 6, images)
        rows = rows[rows[:, 0] > 0] if images > 1 else rows  # nothing in image 0 but padding
        detections = blob_of(np.vstack([rows, np.zeros((5, 7))]))
        shapes = [TALL, WIDE, SMALL][:images]
        name = f"{len(rows)} rows and five of zeros, threshold {threshold}"
        why = "Class 0 is the background: nothing of it is ever found."
        check_found(submission.decode(detections, shapes, threshold), detections, shapes, threshold, name, why)


@task(3)
def test_the_background(submission, rng):
    """A row of class 0 is none that was found, even if it has a box and a high score."""
    rows = some_rows(rng, 12, 2)
    rows[:, 2] = 0.875
    rows[[0, 3, 4, 9], 1] = 0
    detections = blob_of(rows)
    name = "twelve rows, four of them of the background"
    check_found(submission.decode(detections, [TALL, WIDE], 0.5), detections, [TALL, WIDE], 0.5, name)


@task(3)
def test_the_end(submission, rng):
    """A row whose image is -1 ends the array, whatever follows."""
    for tail in (4, 0, 9):
        rows, old = some_rows(rng, 7, 3), some_rows(rng, tail, 3)
        rows[:, 2] = 0.875
        old[:, 2], old[:, 0] = 0.9375, 2
        end = [-1, 1, 0.8125, 0.25, 0.25, 0.5, 0.5]
        detections = blob_of(np.vstack([rows, [end], old, [end], old]))
        shapes = [TALL, WIDE, SMALL]
        name = f"seven rows, the end, and {2 * tail} rows of earlier runs"
        check_found(submission.decode(detections, shapes, 0.5), detections, shapes, 0.5, name)


@task(3)
def test_beyond_the_edges(submission):
    """Boxes are clipped to the image."""
    boxes = [
        [-0.25, 0.25, 0.25, 0.5],
        [0.75, 0.5, 1.125, 0.75],
        [0.25, -0.125, 0.5, 0.25],
        [0.5, 0.75, 0.625, 1.5],
        [-0.5, -0.5, 1.5, 1.5],
    ]
    detections = blob_of([[0, n + 1, 0.75, *box] for n, box in enumerate(boxes)])
    check_found(submission.decode(detections, [WIDE], 0.5), detections, [WIDE], 0.5, "five boxes beyond the edges")


@task(3)
def test_outside(submission):
    """A box of which no area is left within the image is dropped."""
    boxes = [
        [-0.5, 0.25, -0.125, 0.5],
        [1.0, 0.5, 1.125, 0.75],
        [0.25, -0.25, 0.5, 0.0],
        [0.5, 1.25, 0.625, 1.5],
        [0.125, 0.25, 0.375, 0.5],
        [0.5, 0.25, 0.5, 0.75],
        [0.25, 0.5, 0.75, 0.5],
    ]
    detections = blob_of([[0, n + 1, 0.75, *box] for n, box in enumerate(boxes)])
    why = "Four of the boxes lie outside, or only touch the edge, and two are lines: the fifth is left."
    check_found(submission.decode(detections, [TALL], 0.5), detections, [TALL], 0.5, "seven boxes, six without area", why)


@task(3)
def test_thinner_than_a_pixel(submission):
    """A box that is thinner than a pixel has an area, so it is kept."""
    boxes = [[0.25, 0.25, 0.25 + 2**-9, 0.5], [0.5, 0.5, 0.75, 0.5 + 2**-10], [-0.5, 0.125, 2**-9, 0.25]]
    detections = blob_of([[0, n + 1, 0.75, *box] for n, box in enumerate(boxes)])
    why = "They are about 0.4, 0.3 and 0.4 pixels thin: their area is small, but not 0."
    check_found(submission.decode(detections, [TALL], 0.5), detections, [TALL], 0.5, "three boxes thinner than a pixel", why)


# --- Task 4: label_place ----------------------------------------------------------------------------------------------


def check_places(submission, cases, why=""):
    """Each case is (words, box, label, image, expected)."""
    answers = [submission.label_place(box, label, image) for _, box, label, image, _ in cases]
    for answer, (words, box, label, (height, width), expected) in zip(answers, cases, strict=True):
        check.sequence(answer, f"place of the label, {words}", 2)
        above, right = (expected[0], box[1] - label[1]), (box[0], expected[1])
        mistakes = {"It begins above the image.": np.array(above), "It reaches beyond the right edge.": np.array(right)}
        if width < label[0]:
            mistakes["It reaches beyond the left edge."] = np.array([width - label[0], expected[1]])
        name = f"place of the label, {words}: box {box}, label {label}, image {height} high and {width} wide"
        check.array(answer, np.array(expected), name, rtol=0, atol=0, why=why, mistakes=mistakes)


@task(4)
def test_on_the_box(submission):
    """A label stands on the top edge of its box, at the left."""
    check_places(
        submission,
        [
            ("in the middle", (40, 60, 90, 120), (35, 14), (200, 300), (40, 46)),
            ("wider than its box", (40, 60, 50, 70), (70, 18), (200, 300), (40, 42)),
            ("at the left edge", (0, 100, 50, 170), (35, 14), (200, 300), (0, 86)),
        ],
    )


@task(4)
def test_no_room_above(submission):
    """Where there is no room above, it hangs from the top edge of the box."""
    check_places(
        submission,
        [
            ("no room at all", (40, 0, 90, 120), (35, 14), (200, 300), (40, 0)),
            ("a pixel is missing", (40, 13, 90, 120), (35, 14), (200, 300), (40, 13)),
            ("just enough room", (40, 14, 90, 120), (35, 14), (200, 300), (40, 0)),
            ("more than enough", (40, 15, 90, 120), (35, 14), (200, 300), (40, 1)),
        ],
    )


@task(4)
def test_at_the_right_edge(submission):
    """It is moved to the left where it would reach beyond the right edge, but never beyond the left one."""
    check_places(
        submission,
        [
            ("just enough room", (265, 60, 290, 120), (35, 14), (200, 300), (265, 46)),
            ("a pixel is missing", (266, 60, 290, 120), (35, 14), (200, 300), (265, 46)),
            ("in the corner", (290, 3, 299, 120), (35, 14), (200, 300), (265, 3)),
            ("wider than the image", (20, 60, 45, 120), (80, 14), (200, 50), (0, 46)),
        ],
    )


@task(4)
def test_any_place(submission, rng):
    """Any box, any label."""
    cases = []
    for _ in range(12):
        height, width = (int(n) for n in rng.integers(60, 200, 2))
        x1, y1 = int(rng.integers(0, width - 5)), int(rng.integers(0, height - 5))
        label = (int(rng.integers(20, 70)), int(rng.integers(10, 25)))
        top = y1 if y1 < label[1] else y1 - label[1]
        left = x1 if x1 + label[0] <= width else max(width - label[0], 0)
        cases.append(("anywhere", (x1, y1, x1 + 4, y1 + 4), label, (height, width), (left, top)))
    check_places(submission, cases)


# --- Task 5: draw -----------------------------------------------------------------------------------------------------


def drawn(image, rows, names, mistake="", parts=None):
    """The image with what was found, drawn once more; with a mistake if one is named.

    ``parts``, if given, is filled with the part to which each pixel belongs.
    """
    image = image.copy()
    parts = np.empty(image.shape[:2], object) if parts is None else parts
    height, width = image.shape[:2]
    for place, (number, score, *corners) in enumerate(rows.tolist()):
        x1, y1, x2, y2 = (int(np.floor(c)) if mistake == "cut" else int(np.floor(c + 0.5)) for c in corners)
        x1, y1, x2, y2 = min(x1, width - 1), min(y1, height - 1), min(x2, width - 1), min(y2, height - 1)
        kind = int(number)
        colour = COLOURS[(place if mistake == "colour" else kind) % len(COLOURS)]
        cv2.rectangle(image, (x1, y1), (x2, y2), colour, 2)
        parts[cv2.rectangle(np.zeros(parts.shape, np.uint8), (x1, y1), (x2, y2), 1, 2) > 0] = f"the frame of found[{place}]"
        text = f"{names[kind - 1 if mistake == 'name' else kind]} {score:.2f}"
        (w, h), baseline = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 0.5, 1)
        top = y1 - h - baseline
        if top < 0 and mistake != "above":
            top = y1
        left = x1 if mistake == "right" else max(min(x1, width - w), 0)
        cv2.rectangle(image, (left, top), (left + w - 1, top + h + baseline - 1), colour, -1)
        parts[max(top, 0) : top + h + baseline, max(left, 0) : left + w] = f"the label of found[{place}], or the text on it"
        origin = (left, top + h + baseline) if mistake == "baseline" else (left, top + h)
        cv2.putText(image, text, origin, cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0, 0, 0), 1, cv2.LINE_AA)
    return image


DRAW_WORDS = {
    "cut": "The corners were truncated to whole pixels. Round them to the nearest.",
    "colour": "The colours are those of the position in the list. Each class has its own colour.",
    "name": "The names are those of the class before. names[0] is that of the background.",
    "above": "A label was drawn above the image, where it cannot be seen.",
    "right": "A label reaches beyond the right edge of the image.",
    "baseline": "The text is too low. Its origin is (left, top + height).",
}


def where_they_differ(answer, expected, parts):
    """The first pixel that is not as expected, and the part of the drawing in which it lies."""
    if not isinstance(answer, np.ndarray) or answer.shape != expected.shape or answer.dtype != expected.dtype:
        return ""
    wrong = np.argwhere((answer != expected).any(axis=2))
    if not len(wrong):
        return ""
    row, column = wrong[0].tolist()
    return f"The first pixel that differs is in row {row} of the image, column {column}: there is {parts[row, column]}."


def alike(answer, expected):
    """Whether each pixel of either image has one of about its colour in the other, at most a pixel away."""
    if not isinstance(answer, np.ndarray) or answer.shape != expected.shape or answer.dtype != expected.dtype:
        return False
    rows, columns = np.nonzero((answer != expected).any(axis=2))

    def found(these, those):
        padded = np.pad(those.astype(int), ((1, 1), (1, 1), (0, 0)), mode="edge")
        steps = [padded[rows + y, columns + x] for y in range(3) for x in range(3)]
        return (np.abs(np.array(steps) - these[rows, columns]).max(axis=2).min(axis=0, initial=255) <= 64).all()

    return found(answer, expected) and found(expected, answer)


def check_drawn(submission, image, rows, name, why=""):
    answer = submission.draw(image, rows, list(NAMES))

    def known():
        return {words: drawn(image, rows, NAMES, mistake) for mistake, words in DRAW_WORDS.items()}

    parts = np.full(image.shape[:2], "nothing but the photograph", object)
    expected = drawn(image, rows, NAMES, parts=parts)
    if len(rows) and alike(answer, expected):  # a thicker frame or another kind of line is as good
        return
    why = " ".join(filter(None, (where_they_differ(answer, expected, parts), why)))
    more = {"input": image, "dtype": "uint8", "why": why, "mistakes": known}
    check.image(answer, expected, name, rtol=0, atol=0, **more)


@task(5)
def test_one_box(submission):
    """A frame in the colour of the class, and its name and score on a label."""
    rows = np.array([[2, 0.875, 60.25, 50.25, 160.75, 130.75]])
    check_drawn(submission, scene(TALL, rows), rows, "a dog, drawn")


@task(5)
def test_colours_and_names(submission):
    """Each class has its name and its colour; there are more classes than colours."""
    rows = np.array(
        [
            [13, 0.5, 20.25, 60.25, 90.25, 120.25],
            [1, 0.75, 110.75, 40.75, 180.25, 130.25],
            [6, 0.9375, 200.25, 70.25, 280.75, 140.25],
        ]
    )
    check_drawn(submission, scene(WIDE, rows), rows, "a sheep, a person and a boat, drawn")


@task(5)
def test_labels_at_the_edges(submission):
    """Labels of boxes at the top and at the right edge stay within the image."""
    rows = np.array(
        [
            [3, 0.8125, 30.25, 0, 120.25, 90.25],
            [4, 0.625, 270.75, 60.25, 310, 150],
            [5, 0.6875, 280.25, 3.75, 305.25, 40.25],
        ]
    )
    check_drawn(submission, scene(WIDE, rows), rows, "a bicycle, a car and a tree at the edges, drawn")


@task(5)
def test_nothing_to_draw(submission, rng):
    """Where nothing was found the image comes back as it was."""
    rows = np.zeros((0, 6))
    image = rng.integers(0, 256, (*SMALL, 3), dtype=np.uint8)
    check_drawn(submission, image, rows, "nothing, drawn")


@task(5)
def test_one_over_another(submission, rng):
    """Later boxes cover earlier ones, on any image."""
    for _ in range(3):
        corner = rng.integers(0, 60, (5, 2)) + rng.choice([0.125, 0.25, 0.75, 0.875], (5, 2))
        size = rng.integers(40, 90, (5, 2)) + rng.choice([0.25, 0.5], (5, 2)) * 2
        rows = np.column_stack([rng.integers(1, len(NAMES), 5), rng.integers(8, 17, 5) / 16, corner, corner + size])
        image = rng.integers(90, 256, (170, 210, 3), dtype=np.uint8)
        check_drawn(submission, image, rows, "five boxes one over another, drawn")
