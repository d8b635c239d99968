"""Judges exercises/2_opencv_dnn/yolo_rows.py. Scores are products of sixteenths, so that float32 compares like float64."""

import cv2
import numpy as np

from deepkata.suite import check, task

LAYOUTS = ("darknet", "v5", "v8")
NAMES = ("person", "dog", "bicycle", "car", "tree")
COLOURS = ((178, 114, 0), (0, 94, 213), (115, 158, 0), (0, 159, 230), (167, 121, 204))
INPUT, IMAGE = (96, 160), (240, 200)  # (height, width): no two sides are equal, and no two factors


def rows_of(rng, count, best=(4, 16)):
    """Rows as they should be read: box in fractions of the image (centre, size), objectness, scores of five classes.

    Scores are sixteenths; the best class of each row has one of `best`. The objectness is at least 1/2.
    """
    size = rng.uniform(0.08, 0.5, (count, 2))
    centre = rng.uniform(0.1, 0.9, (count, 2))
    scores = rng.integers(0, best[0] + 1, (count, len(NAMES)))
    scores[np.arange(count), rng.integers(len(NAMES), size=count)] = rng.integers(best[0], best[1] + 1, count)
    objectness = rng.integers(8, 17, count)
    return np.hstack([centre, size, objectness[:, None] / 16, scores / 16])


def said(rows, layout):
    """The array in which a network of the layout says this."""
    rows = np.array(rows, dtype=float)
    if layout == "darknet":
        rows[:, 5:] *= rows[:, 4:5]
        return rows.astype(np.float32)
    rows[:, :4] *= (INPUT[1], INPUT[0], INPUT[1], INPUT[0])
    if layout == "v5":
        return rows[None].astype(np.float32)
    return np.ascontiguousarray(np.delete(rows, 4, axis=1).T[None].astype(np.float32))


def columns(row, layout):
    """A row's objectness and the scores of its classes."""
    return (1.0, row[4:]) if layout == "v8" else (row[4], row[5:])


def factors(layout, image_hw, input_hw=INPUT):
    """What a row's y and x are multiplied by, to be pixels of the image."""
    return image_hw if layout == "darknet" else (image_hw[0] / input_hw[0], image_hw[1] / input_hw[1])


def corner_and_size(cx, cy, w, h, image_hw, part=0.5):
    """A box as x, y, width, height."""
    return [cx - part * w, cy - part * h, w, h]


def cut(cx, cy, w, h, image_hw):
    """The same in whole pixels, as many programs have it."""
    w, h, cx, cy = int(w), int(h), int(cx), int(cy)
    return [int(cx - w / 2), int(cy - h / 2), w, h]


def clipped(*box):
    x, y, w, h = corner_and_size(*box)
    right, bottom = min(x + w, box[4][1]), min(y + h, box[4][0])
    return [max(x, 0), max(y, 0), right - max(x, 0), bottom - max(y, 0)]


def moved(*box):
    x, y, w, h = corner_and_size(*box)
    return [max(x, 0), max(y, 0), w, h]


def softmax(values):
    powers = np.exp(values)
    return (powers / powers.sum()).tolist()


#: The steps by which rows are read; a mistake is one of them changed.
STEPS = {
    "factors": factors,
    "threshold": lambda threshold: threshold,
    "outputs": lambda outputs: outputs,
    "rows": lambda output, layout: {"darknet": lambda: output, "v5": lambda: output[0], "v8": lambda: output[0].T}[layout](),
    "columns": columns,
    "values": lambda values: values,
    "best": lambda values: values.index(max(values)),
    "score": lambda best, objectness, layout: best * objectness if layout == "v5" else best,
    "asked": lambda score, best, objectness, layout: score,
    "is enough": lambda asked, threshold: asked > threshold,
    "is an object": lambda objectness, layout: True,
    "kinds": lambda kind, score, values, objectness, layout, threshold: [(kind, score)],
    "box": corner_and_size,
    "class": lambda kind, layout: kind,
    "order": None,
}
SEVERAL = {
    "is enough": lambda asked, threshold: True,
    "kinds": lambda kind, score, values, objectness, layout, threshold: [
        (k, found) for k, value in enumerate(values) if (found := value * (objectness if layout == "v5" else 1)) > threshold
    ],
}
MISTAKES = {
    "hw": (
        "Height and width of the image are exchanged. image_hw is (height, width), and x belongs to the width.",
        {"factors": lambda layout, image_hw: factors(layout, image_hw[::-1])},
    ),
    "input hw": (
        "Height and width of the network's input are exchanged. input_hw is (height, width), and x belongs to the width.",
        {"factors": lambda layout, image_hw: factors(layout, image_hw, INPUT[::-1])},
    ),
    "input": (
        "These boxes are in pixels of the network's input. Return pixels of the image.",
        {"factors": lambda layout, image_hw: INPUT if layout == "darknet" else (1, 1)},
    ),
    "cut": ("The fractions were cut off before half of the size was subtracted, so boxes are off by up to two pixels.", {"box": cut}),
    "equal": (
        "Rows were kept whose score equals the threshold. The score must be above it.",
        {"is enough": lambda asked, threshold: asked >= threshold},
    ),
    "twice": (
        "The objectness was applied twice. Darknet's class scores are already multiplied by it.",
        {"score": lambda best, objectness, layout: best if layout == "v8" else best * objectness},
    ),
    "never": (
        "The objectness was not applied. Multiply v5's class scores by it.",
        {"score": lambda best, objectness, layout: best},
    ),
    "early": (
        "v5's scores were compared with the threshold before they were multiplied by the objectness.",
        {"asked": lambda score, best, objectness, layout: best if layout == "v5" else score},
    ),
    "objectness": (
        "These scores are the objectness. Return the score of the best class.",
        {"score": lambda best, objectness, layout: best if layout == "v8" else objectness},
    ),
    "half": (
        "Rows were left out because of a low objectness. Only the score of the best class is compared with the threshold.",
        {"is an object": lambda objectness, layout: layout == "v8" or objectness > 0.45},
    ),
    "several": ("A row was returned once for each class above the threshold. Return it once, with its best class.", SEVERAL),
    "column 5": (
        "v8's classes were read from column 5 on. v8 has no objectness, so they begin in column 4.",
        {"columns": lambda row, layout: (1.0, row[5:]) if layout == "v8" else columns(row, layout)},
    ),
    "gate": (
        "The rows were chosen by their objectness. Compare the score of the best class with the threshold.",
        {"asked": lambda score, best, objectness, layout: score if layout == "v8" else objectness},
    ),
    "among": (
        "The objectness was read as a class score. The classes begin in column 5.",
        {"columns": lambda row, layout: (columns(row, layout)[0], row[4:])},
    ),
    "no column": (
        "A column of v8 was read as the objectness. v8 has none, and the classes begin in column 4.",
        {
            "columns": lambda row, layout: (row[4], row[5:]),
            "score": lambda best, objectness, layout: best if layout == "darknet" else best * objectness,
        },
    ),
    "reshaped": (
        "v8's output was reshaped instead of transposed. Reshaping puts the numbers of different predictions into one row.",
        {"rows": lambda output, layout: output[0].reshape(output.shape[::-1][:2]) if layout == "v8" else STEPS["rows"](output, layout)},
    ),
    "first": ("Only the first output was read.", {"outputs": lambda outputs: outputs[:1]}),
    "last": ("Only the rows of the last output were returned.", {"outputs": lambda outputs: outputs[-1:]}),
    "whole size": (
        "The whole size was subtracted from the centre. Subtract half of it.",
        {"box": lambda *box: corner_and_size(*box, part=1)},
    ),
    "added": (
        "Half of the size was added to the centre. Subtract it to get the top-left corner.",
        {"box": lambda *box: corner_and_size(*box, part=-0.5)},
    ),
    "fractions": (
        "v5's boxes were read as fractions of the image. They are in pixels of the input.",
        {"factors": lambda layout, image_hw: image_hw if layout == "v5" else factors(layout, image_hw)},
    ),
    "one factor": (
        "Both directions were multiplied by the factor of the width. The image was stretched, so y has a factor of its own.",
        {"factors": lambda layout, image_hw: image_hw if layout == "darknet" else 2 * factors(layout, image_hw)[1:]},
    ),
    "clipped": ("The boxes were clipped to the image.", {"box": clipped}),
    "moved": ("Negative corners were set to 0, which moves the boxes.", {"box": moved}),
    "default": ("The threshold was ignored: these are the rows above 0.25.", {"threshold": lambda threshold: 0.25}),
    "sigmoid": (
        "A sigmoid was applied to the class scores. They are probabilities already.",
        {"values": lambda values: [float(np.exp(value) / (np.exp(value) + 1)) for value in values]},
    ),
    "softmax": ("A softmax was applied to the class scores. They are probabilities already.", {"values": softmax}),
    "last of equal": (
        "The last of several classes with the same score was returned. Return the first one.",
        {"best": lambda values: len(values) - 1 - values[::-1].index(max(values))},
    ),
    "from 1": ("The classes are counted from 1. Count them from 0.", {"class": lambda kind, layout: kind + 1}),
    "columns": (
        "These are column numbers. Subtract the columns before the first class.",
        {"class": lambda kind, layout: kind + (4 if layout == "v8" else 5)},
    ),
    "sorted": (
        "The rows are sorted by score. Keep the order of the outputs.",
        {"order": lambda scores, classes: np.argsort(-np.array(scores), kind="stable")},
    ),
    "grouped": (
        "The rows are grouped by class. Keep the order of the outputs.",
        {"order": lambda scores, classes: np.argsort(classes, kind="stable")},
    ),
    "behind": (
        "v5's last column was read as the objectness. It is column 4.",
        {"columns": lambda row, layout: (row[-1], row[4:-1]) if layout == "v5" else columns(row, layout)},
    ),
}


def read(outputs, layout, image_hw, threshold, changed=None):
    """The outputs row by row, in plain Python; with steps that are changed, to recognise a mistake."""
    step = STEPS | (changed or {})
    (down, across), threshold = step["factors"](layout, image_hw), step["threshold"](threshold)
    boxes, scores, classes = [], [], []
    for output in step["outputs"](outputs):
        for row in step["rows"](output, layout).tolist():
            objectness, values = step["columns"](row, layout)
            values = step["values"](values)
            kind = step["best"](values)
            score = step["score"](values[kind], objectness, layout)
            asked = step["asked"](score, values[kind], objectness, layout)
            if not step["is enough"](asked, threshold) or not step["is an object"](objectness, layout):
                continue
            for one, value in step["kinds"](kind, score, values, objectness, layout, threshold):
                boxes.append(step["box"](row[0] * across, row[1] * down, row[2] * across, row[3] * down, image_hw))
                scores.append(value)
                classes.append(step["class"](one, layout))
    if step["order"] and scores:
        boxes, scores, classes = ([values[n] for n in step["order"](scores, classes)] for values in (boxes, scores, classes))
    return np.array(boxes, float).reshape(-1, 4), np.array(scores, float), np.array(classes, int)


#: Those that show in scores or classes as well: to choose the same rows is no evidence yet.
SHOWN = (
    *("equal", "twice", "never", "early", "objectness", "half", "several", "column 5", "gate", "among", "no column"),
    *("sigmoid", "softmax", "last of equal", "from 1", "columns", "sorted", "grouped", "behind", "last", "default"),
)


def agrees(got, wrong):
    """Whether what came may be what a mistake gives; what is no array is anything."""
    if not isinstance(got, np.ndarray) or got.dtype.kind not in "biuf":
        return True
    return got.shape == wrong.shape and np.allclose(got, wrong, rtol=1e-4, atol=1e-5)


def mistakes_of(outputs, layout, threshold, part, scores, classes):
    """What programs with a mistake return as this part, if it also explains the scores and classes that came."""
    found = {}
    for mistake, (words, changed) in MISTAKES.items():
        wrong = read(outputs, layout, IMAGE, threshold, changed)
        if mistake not in SHOWN or (agrees(scores, wrong[1]) and agrees(classes, wrong[2])):
            found[words] = wrong[part]
    return found


def scene(boxes, classes):
    """An image with something in each box."""
    image = np.full((*IMAGE, 3), 240, np.uint8)
    image[IMAGE[0] * 2 // 3 :] = (205, 220, 215)
    for (x, y, w, h), kind in zip(boxes, classes, strict=True):
        middle, axes = (round(x + w / 2), round(y + h / 2)), (max(1, round(w / 2)), max(1, round(h / 2)))
        cv2.ellipse(image, middle, axes, 0, 0, 360, COLOURS[kind], -1, cv2.LINE_AA)
    return image


def check_boxes(answer, outputs, layout, threshold, name, why=""):
    """The boxes alone are the expected ones; drawn if not. Returns all three parts."""
    found = check.sequence(answer, f"decode_rows of {name}", 3)
    boxes, _, classes = read(outputs, layout, IMAGE, threshold)

    def known():
        return mistakes_of(outputs, layout, threshold, 0, found[1], found[2])

    labels = [NAMES[kind] for kind in classes]
    picture = scene(boxes, classes) if len(boxes) else None
    if len(boxes):
        more = {"image": picture, "labels": labels, "mistakes": known, "why": why}
        check.boxes(found[0], boxes, f"boxes of {name}", format="xywh", atol=5e-3, rtol=1e-4, **more)
    else:
        check.is_array(found[0], f"boxes of {name}", shape=(0, 4), why=why)
    return found


def check_rows(answer, outputs, layout, threshold, name, why=""):
    """Boxes, scores and classes are the expected ones."""
    _, got_scores, got_classes = check_boxes(answer, outputs, layout, threshold, name, why)
    _, scores, classes = read(outputs, layout, IMAGE, threshold)

    def known(part):
        return lambda: mistakes_of(outputs, layout, threshold, part, got_scores, got_classes)

    if not len(scores):
        check.is_array(got_scores, f"scores of {name}", shape=(0,), why=why)
        check.is_array(got_classes, f"classes of {name}", shape=(0,), why=why)
        return
    check.array(got_scores, scores, f"scores of {name}", why=why, mistakes=known(1))
    check.array(got_classes, classes, f"classes of {name}", rtol=0, atol=0, why=why, mistakes=known(2))


def ask(submission, outputs, layout, threshold):
    return submission.decode_rows(outputs, layout, INPUT, IMAGE, threshold)


# --- Task 1: boxes of darknet -----------------------------------------------------------------------------------------


@task(1)
def test_one_box(submission):
    """The centre and the size, fractions of the image, become a corner and a size in its pixels."""
    rows = [[0.5, 0.25, 0.25, 0.125, 1, 0, 0.875, 0.125, 0, 0.25]]
    why = "The image is 200 wide and 240 high: the centre is (100, 60), the size 50 by 30."
    outputs = [said(rows, "darknet")]
    check_boxes(ask(submission, outputs, "darknet", 0.25), outputs, "darknet", 0.25, "one darknet row", why)


@task(1)
def test_any_boxes(submission, rng):
    """Any rows, all of them far above the threshold: nothing is rounded, and the order stays."""
    rows = rows_of(rng, 12, best=(10, 16))
    rows[:, 4] = 1
    outputs = [said(rows, "darknet")]
    check_boxes(ask(submission, outputs, "darknet", 0.25), outputs, "darknet", 0.25, "12 darknet rows")


@task(1)
def test_boxes_that_reach_beyond_the_image(submission):
    """A box that reaches beyond the image, on any side, is neither clipped nor left out."""
    sure = [1, 0, 0.125, 0.9375, 0, 0.25]
    rows = [[0.0625, 0.5, 0.25, 0.125, *sure], [0.9375, 0.0625, 0.375, 0.25, *sure], [0.5, 1.125, 0.125, 0.5, *sure]]
    outputs = [said(rows, "darknet")]
    why = "NMS compares whole boxes. Clip them only when you draw."
    check_boxes(ask(submission, outputs, "darknet", 0.25), outputs, "darknet", 0.25, "three darknet rows at the edge", why)


# --- Task 2: classes and scores of darknet ----------------------------------------------------------------------------


@task(2)
def test_the_best_class(submission):
    """The class with the highest score, and this score; the objectness is in it already."""
    rows = [
        [0.25, 0.25, 0.25, 0.125, 0.75, 0, 0.875, 0.125, 0, 0.25],
        [0.5, 0.5, 0.125, 0.25, 1, 0.625, 0.25, 0.5, 0.125, 0],
        [0.75, 0.75, 0.25, 0.375, 0.9375, 0.125, 0.25, 0.0625, 0.5, 0.75],
        [0.25, 0.75, 0.5, 0.25, 0.875, 0.125, 0.25, 0.9375, 0.5, 0.75],
    ]
    outputs = [said(rows, "darknet")]
    why = "Scores are columns 5 to 9; column 4, the objectness, is a factor of all of them."
    check_rows(ask(submission, outputs, "darknet", 0.25), outputs, "darknet", 0.25, "four darknet rows", why)


@task(2)
def test_a_score_equal_to_the_threshold(submission):
    """Kept is what is above the threshold; equal is not enough, and a high objectness alone is not either."""
    place = [
        [0.25, 0.25, 0.25, 0.125],
        [0.5, 0.5, 0.125, 0.25],
        [0.75, 0.75, 0.25, 0.375],
        [0.25, 0.75, 0.5, 0.25],
        [0.75, 0.25, 0.125, 0.125],
    ]
    scores = [
        [1, 0, 0.5, 0, 0.25, 0],
        [1, 0, 0.5625, 0, 0.25, 0],
        [1, 0.4375, 0.375, 0, 0, 0],
        [0.5, 0, 0, 1, 0, 0],
        [0.75, 0, 0, 0, 0, 0.75],
    ]
    outputs = [said([a + b for a, b in zip(place, scores, strict=True)], "darknet")]
    why = "The scores of the rows are 0.5, 0.5625, 0.4375, 0.5 and 0.5625."
    check_rows(ask(submission, outputs, "darknet", 0.5), outputs, "darknet", 0.5, "five darknet rows, above 0.5", why)


@task(2)
def test_equal_scores_of_two_classes(submission):
    """Of classes with equal scores the first one is taken."""
    rows = [
        [0.25, 0.25, 0.25, 0.125, 1, 0.5, 0.25, 0.5, 0, 0.5],
        [0.75, 0.5, 0.25, 0.125, 1, 0.25, 0, 0.25, 0.625, 0.625],
        [0.5, 0.75, 0.25, 0.25, 0.5, 0, 1, 1, 1, 0],
    ]
    outputs = [said(rows, "darknet")]
    check_rows(ask(submission, outputs, "darknet", 0.25), outputs, "darknet", 0.25, "three darknet rows with equal scores")


@task(2)
def test_one_darknet_row(submission):
    """An output with a single row gives arrays with one element."""
    outputs = [said([[0.5, 0.25, 0.25, 0.125, 0.4375, 0, 0.9375, 0.125, 0, 0.25]], "darknet")]
    check_rows(ask(submission, outputs, "darknet", 0.25), outputs, "darknet", 0.25, "one darknet row of low objectness")


@task(2)
def test_the_usual_threshold(submission):
    """Where no threshold is given it is 0.25."""
    rows = [[0.125 * n, 0.5, 0.25, 0.125, 1, 0, 0.0625 * n, 0, 0.03125 * n, 0] for n in (1, 4, 2, 5, 3, 6)]
    outputs = [said(rows, "darknet")]
    answer = submission.decode_rows(outputs, "darknet", INPUT, IMAGE)
    check_rows(answer, outputs, "darknet", 0.25, "six darknet rows, without a threshold")


@task(2)
def test_any_darknet_rows(submission, rng):
    """Any rows, and any threshold."""
    for threshold in (0.125, 0.25, 0.375, 0.5):
        outputs = [said(rows_of(rng, 40), "darknet")]
        answer = ask(submission, outputs, "darknet", threshold)
        check_rows(answer, outputs, "darknet", threshold, f"40 darknet rows, above {threshold}")


# --- Task 3: v5 -------------------------------------------------------------------------------------------------------


@task(3)
def test_v5_in_pixels_of_the_input(submission):
    """v5 gives pixels of the network's input, which are not those of the image."""
    rows = [
        [0.5, 0.25, 0.25, 0.125, 1, 0, 0.875, 0.125, 0, 0.25],
        [0.25, 0.75, 0.125, 0.375, 1, 0.75, 0.25, 0.125, 0, 0.5],
    ]
    outputs = [said(rows, "v5")]
    why = "The input is 160 wide and 96 high, the image 200 and 240: x is multiplied by 200/160, y by 240/96."
    check_rows(ask(submission, outputs, "v5", 0.25), outputs, "v5", 0.25, "two v5 rows", why)


@task(3)
def test_v5_multiplies_by_the_objectness(submission):
    """The score is that of the best class times the objectness, also where it is compared with the threshold."""
    rows = [
        [0.25, 0.25, 0.25, 0.125, 0.5, 0, 0.875, 0.125, 0, 0.25],
        [0.5, 0.5, 0.125, 0.25, 1, 0.625, 0.25, 0.5, 0.125, 0],
        [0.75, 0.75, 0.25, 0.375, 0.75, 0.125, 0.25, 0.0625, 0.5, 0.75],
        [0.25, 0.75, 0.5, 0.25, 0.5, 0.125, 0.25, 1, 0.5, 0.75],
        [0.75, 0.25, 0.125, 0.125, 0.75, 0.125, 0, 0.25, 0.5, 0.25],
    ]
    outputs = [said(rows, "v5")]
    why = "The scores are 0.4375, 0.625, 0.5625, 0.5 and 0.375, of which two are above 0.5."
    check_rows(ask(submission, outputs, "v5", 0.5), outputs, "v5", 0.5, "five v5 rows, above 0.5", why)


@task(3)
def test_v5_with_a_low_objectness(submission):
    """A low objectness alone does not discard a row: its score may still be above the threshold."""
    rows = [
        [0.25, 0.25, 0.25, 0.125, 0.4375, 0, 0.9375, 0.125, 0, 0.25],
        [0.5, 0.5, 0.125, 0.25, 0.375, 0.9375, 0.25, 0.5, 0.125, 0],
        [0.75, 0.75, 0.25, 0.375, 0.3125, 0.125, 0.25, 0.0625, 0.5, 1],
        [0.25, 0.75, 0.5, 0.25, 0.25, 0.125, 0.25, 1, 0.5, 0.75],
    ]
    outputs = [said(rows, "v5")]
    why = "The scores are 0.41, 0.35, 0.3125 and 0.25, of which three are above 0.25."
    check_rows(ask(submission, outputs, "v5", 0.25), outputs, "v5", 0.25, "four v5 rows of low objectness", why)


@task(3)
def test_one_v5_row(submission):
    """An output with a single row keeps all its axes."""
    outputs = [said([[0.5, 0.25, 0.25, 0.125, 1, 0, 0.875, 0.125, 0, 0.25]], "v5")]
    check_rows(ask(submission, outputs, "v5", 0.25), outputs, "v5", 0.25, "one v5 row", "The output has shape (1, 1, 10).")


@task(3)
def test_any_v5_rows(submission, rng):
    """Any rows, and any threshold."""
    for threshold in (0.125, 0.25, 0.375, 0.5):
        outputs = [said(rows_of(rng, 40), "v5")]
        check_rows(ask(submission, outputs, "v5", threshold), outputs, "v5", threshold, f"40 v5 rows, above {threshold}")


# --- Task 4: v8 -------------------------------------------------------------------------------------------------------


@task(4)
def test_v8_has_columns(submission):
    """Every row of v8 is a column, and the classes follow the box at once."""
    rows = [
        [0.25, 0.25, 0.25, 0.125, 1, 0, 0.875, 0.125, 0, 0.25],
        [0.5, 0.5, 0.125, 0.25, 1, 0.625, 0.25, 0.5, 0.125, 0],
        [0.75, 0.75, 0.25, 0.375, 1, 0.125, 0.25, 0.0625, 0.5, 0.75],
    ]
    outputs = [said(rows, "v8")]
    why = "The output has shape (1, 9, 3): three columns of four numbers and five scores."
    check_rows(ask(submission, outputs, "v8", 0.25), outputs, "v8", 0.25, "three v8 columns", why)


@task(4)
def test_one_v8_column(submission):
    """An output with a single column keeps all its axes."""
    outputs = [said([[0.5, 0.25, 0.25, 0.125, 1, 0, 0.875, 0.125, 0, 0.25]], "v8")]
    check_rows(ask(submission, outputs, "v8", 0.25), outputs, "v8", 0.25, "one v8 column", "The output has shape (1, 9, 1).")


@task(4)
def test_as_many_columns_as_numbers(submission, rng):
    """Nine columns of nine numbers: their shape does not tell which is which, the layout does."""
    outputs = [said(rows_of(rng, 9, best=(7, 16)), "v8")]
    check_rows(ask(submission, outputs, "v8", 0.25), outputs, "v8", 0.25, "nine v8 columns")


@task(4)
def test_any_v8_columns(submission, rng):
    """Any columns, and any threshold."""
    for threshold in (0.25, 0.375, 0.5, 0.625):
        outputs = [said(rows_of(rng, 40), "v8")]
        check_rows(ask(submission, outputs, "v8", threshold), outputs, "v8", threshold, f"40 v8 columns, above {threshold}")


# --- Task 5: several outputs, nothing found, inputs -------------------------------------------------------------------


@task(5)
def test_several_outputs(submission, rng):
    """Three outputs of different lengths are read one after the other, in all layouts."""
    for layout in LAYOUTS:
        outputs = [said(rows_of(rng, count), layout) for count in (3, 12, 7)]
        check_rows(ask(submission, outputs, layout, 0.25), outputs, layout, 0.25, f"three {layout} outputs of 3, 12 and 7")


@task(5)
def test_nothing_found(submission, rng):
    """If no row is above the threshold, the three arrays are empty, and the boxes still have four columns."""
    for layout in LAYOUTS:
        outputs = [said(rows_of(rng, count), layout) for count in (5, 8)]
        found = ask(submission, outputs, layout, 1.0)
        check_rows(found, outputs, layout, 1.0, f"{layout}, above 1")
        check.is_array(found[2], f"{layout}, above 1: classes", dtype="integer", why="Name the dtype where an empty array is made: np.zeros(0, int).")
        # some that are found, in only one of the outputs: an output may be without
        empty = rows_of(rng, 4, best=(0, 1))
        outputs = [said(empty, layout), said(rows_of(rng, 6, best=(8, 16)), layout)]
        check_rows(ask(submission, outputs, layout, 0.25), outputs, layout, 0.25, f"{layout}, with nothing in the first output")


@task(5)
def test_views(submission, rng):
    """Outputs that are parts of larger arrays, in steps or transposed, are read like any others."""
    for layout in LAYOUTS:
        whole = said(rows_of(rng, 14), layout)
        half = whole[..., ::2] if layout == "v8" else whole[..., ::2, :]
        turned = np.asfortranarray(whole)
        check_rows(ask(submission, [half, turned], layout, 0.25), [half, turned], layout, 0.25, f"parts of a {layout} output")


@task(5)
def test_an_unknown_layout(submission, rng):
    """Another layout raises ValueError."""
    rows = rows_of(rng, 12)
    for layout in ("yolo", "V5", "v", "", "v9", "Darknet"):
        for like in LAYOUTS:
            outputs = [said(rows, like)]
            check.raises(submission, "decode_rows", ValueError, outputs, layout, INPUT, IMAGE, 0.25, name=f"layout {layout!r}")
