"""Judges exercises/2_opencv_dnn/detect_objects.py.

What is in the photographs was worked out by fixtures/recipes/objects_expected.py: another runtime, and plain arithmetic.
Photographs that are cut and mirrored by the seed go through the network here, and are decoded in NumPy, in float64.
Where objects have to lie in exact places, a network stands in that returns made-up outputs.
"""

import functools
import itertools
import json
import math

import cv2
import numpy as np
import pytest

from deepkata.suite import check, remembered, task

COCO = (
    "person, bicycle, car, motorcycle, airplane, bus, train, truck, boat, traffic light, fire hydrant, stop sign, parking meter, "
    "bench, bird, cat, dog, horse, sheep, cow, elephant, bear, zebra, giraffe, backpack, umbrella, handbag, tie, suitcase, frisbee, "
    "skis, snowboard, sports ball, kite, baseball bat, baseball glove, skateboard, surfboard, tennis racket, bottle, wine glass, cup, "
    "fork, knife, spoon, bowl, banana, apple, sandwich, orange, broccoli, carrot, hot dog, pizza, donut, cake, chair, couch, "
    "potted plant, bed, dining table, toilet, tv, laptop, mouse, remote, keyboard, cell phone, microwave, oven, toaster, sink, "
    "refrigerator, book, clock, vase, scissors, teddy bear, hair drier, toothbrush"
)
CLASSES = COCO.split(", ")
OUTPUTS = ["Identity:0", "Identity_1:0", "Identity_2:0", "Identity_3:0", "Identity_4:0", "Identity_5:0"]
STRIDES, SIDE, BINS, IOU = (8, 16, 32), 416, 11, 0.5
MEAN, STD = np.array([103.53, 116.28, 123.675]), np.array([57.375, 57.12, 58.395])
NETWORK = "nanodet_g_416.onnx"
FRAME = (0, 94, 213)
#: An input that was rounded to whole grey levels, and one that was not, move a box by less than this part of the image.
SHIFT, SCORE = 0.01, 0.02


@pytest.fixture
def photograph(fixture):
    """A photograph by its name, as OpenCV reads it; not to be changed."""
    return lambda name: read_photograph(fixture(name))


@functools.cache
def read_photograph(path):
    image = cv2.imread(str(path))
    image.setflags(write=False)
    return image


def pixelated(image, side=16):
    """The image in large squares: what programs answer to it is kept beside the suite, and takes little room."""
    small = cv2.resize(image, (image.shape[1] // side, image.shape[0] // side), interpolation=cv2.INTER_AREA)
    return cv2.resize(small, image.shape[1::-1], interpolation=cv2.INTER_NEAREST)


@pytest.fixture
def net(submission, fixture, scratch):
    """NanoDet, in the worker."""
    return submission.probe.network(scratch.file(NETWORK, fixture(NETWORK)))


# --- the input --------------------------------------------------------------------------------------------------------


def stretched(image, way="linear"):
    """The image at the size of the input, float64; with linear interpolation that is calculated here."""
    height, width = image.shape[:2]
    if way == "cropped":
        return stretched(cv2.dnn.imagesFromBlob(cv2.dnn.blobFromImage(image, size=(SIDE, SIDE), crop=True))[0])
    if way == "letterbox":
        factor = SIDE / max(height, width)
        small = cv2.resize(image, (round(width * factor), round(height * factor)))
        down, across = SIDE - small.shape[0], SIDE - small.shape[1]
        return cv2.copyMakeBorder(small, down // 2, down - down // 2, across // 2, across - across // 2, cv2.BORDER_CONSTANT).astype(float)
    if way != "linear":
        return cv2.resize(image, (SIDE, SIDE), interpolation={"area": cv2.INTER_AREA, "nearest": cv2.INTER_NEAREST}[way]).astype(float)
    pixels = image.astype(float)
    for axis, length in ((0, height), (1, width)):
        places = np.clip((np.arange(SIDE) + 0.5) * length / SIDE - 0.5, 0, length - 1)
        first = np.floor(places).astype(int)
        share = (places - first).reshape(-1, 1, 1) if axis == 0 else (places - first).reshape(1, -1, 1)
        second = np.minimum(first + 1, length - 1)
        pixels = pixels.take(first, axis) * (1 - share) + pixels.take(second, axis) * share
    return pixels


def blob_of(image, mistake=""):
    """The network's input, (1, 3, SIDE, SIDE); with a mistake if one is named, only to recognise it."""
    pixels = stretched(image, mistake if mistake in ("cropped", "letterbox", "area", "nearest") else "linear")
    mean, std = MEAN, STD
    if mistake == "rgb":
        pixels = pixels[..., ::-1]
    if mistake == "rgb statistics":
        mean, std = mean[::-1], std[::-1]
    if mistake == "fractions":
        pixels = pixels / 255
    if mistake == "one std":
        std = std[0]
    if mistake == "one mean":
        mean = np.array([mean[0], 0, 0])
    ready = {"no std": pixels - mean, "no mean": pixels / std, "std first": pixels / std - mean, "0 to 1": pixels / 255}
    values = ready.get(mistake, (pixels - mean) / std)
    if mistake == "reshaped":
        return values.reshape(1, 3, SIDE, SIDE)
    return values.transpose(2, 0, 1)[None]


INPUT = {
    "rgb": "Red and blue are exchanged. The network was trained on blue, green, red.",
    "rgb statistics": "Mean and standard deviation were applied in the order red, green, blue. They are given for blue, green, red.",
    "no std": "The division by the standard deviation is missing.",
    "no mean": "The mean was not subtracted.",
    "std first": "The pixels were divided before the mean was subtracted. The mean is on the scale of the pixels.",
    "one std": "All channels were divided by the first standard deviation. Each channel has its own.",
    "one mean": "The mean was subtracted from the first channel only. OpenCV reads a single number as (number, 0, 0).",
    "fractions": "The pixels were divided by 255 first. Mean and standard deviation are on the scale of 0 to 255.",
    "0 to 1": "The pixels were divided by 255. Subtract the mean and divide by the standard deviation instead.",
    "cropped": "The image was cropped. Stretch the whole image.",
    "letterbox": "The image has bars. Stretch it: both sides become the side of the input.",
    "area": "The pixels were averaged (INTER_AREA). Interpolate linearly, as blobFromImage does.",
    "nearest": "The nearest pixel was taken. Interpolate linearly, as blobFromImage does.",
    "reshaped": "The array was reshaped to (1, 3, ...), which mixes the channels. Move the axis of the channels.",
}


def check_input(answer, image, name, atol, why=""):
    def known():
        return {words: blob_of(image, mistake) for mistake, words in INPUT.items()}

    check.image(answer, blob_of(image), name, input=image, layout="NCHW", dtype="float32", rtol=1e-4, atol=atol, why=why, mistakes=known)


# --- cells ------------------------------------------------------------------------------------------------------------


def distances(logits, stride, mistake=""):
    """Left, top, right and bottom distance of each cell: (N, 4), from logits (N, 44)."""
    logits, bins = logits.astype(np.float64), np.arange(BINS)
    rows = logits.reshape(-1, BINS, 4).transpose(0, 2, 1) if mistake == "interleaved" else logits.reshape(-1, 4, BINS)
    powers = np.exp(rows)
    axes = {"sides": 1, "all": (1, 2)}.get(mistake, 2)
    means = (powers / powers.sum(axis=axes, keepdims=True)) @ bins
    if mistake == "argmax":
        means = rows.argmax(axis=2)
    if mistake == "logits":
        means = rows @ bins
    if mistake == "from 1":
        means = means + 1
    if mistake == "y first":
        means = means[:, [1, 0, 3, 2]]
    return {"no stride": 1, "first stride": 8}.get(mistake, stride) * means


def grid_boxes(logits, cells, stride, side, size, mistake=""):
    """The boxes (N, 4) of some cells of one grid, given their numbers (N,) and their logits (N, 44)."""
    row, column = np.divmod(cells, side // stride)
    if mistake == "columns":
        row, column = column, row
    half = 0 if mistake == "half" else 0.5
    step = 1 if mistake == "centre" else stride
    x, y = step * (column + half), step * (row + half)
    left, top, right, bottom = distances(logits, stride, mistake).T
    factors = np.array(size) / side
    if mistake == "exchanged":
        factors = factors[::-1]
    if mistake == "input":
        factors = np.ones(2)
    if mistake == "416":
        factors = np.array(size) / SIDE
    if mistake == "one factor":
        factors = factors[[0, 0]]
    boxes = np.stack([x - left, y - top, left + right, top + bottom], axis=1) * np.tile(factors, 2)
    if mistake == "clipped":
        end = np.minimum(boxes[:, :2] + boxes[:, 2:], size)
        start = np.maximum(boxes[:, :2], 0)
        boxes = np.concatenate([start, end - start], axis=1)
    if mistake == "whole":
        boxes = np.trunc(boxes)
    return boxes


def side_of(outputs):
    """The side of the input, computed from the number of cells of the first grid."""
    return STRIDES[0] * math.isqrt(outputs[0].shape[1])


@remembered
def boxes_of(outputs, size, mistake=""):
    """The boxes of all cells, one after the other."""
    grids = [
        grid_boxes(logits[0], np.arange(logits.shape[1]), stride, side_of(outputs), size, mistake)
        for stride, logits in zip(STRIDES, outputs[3:], strict=True)
    ]
    return np.concatenate(grids[::-1] if mistake == "coarse first" else grids)


DECODE = {
    "argmax": "The most probable distance was taken. Take the mean of the distribution.",
    "sides": "The softmax was taken over the four sides. It belongs to the 11 logits of one side.",
    "all": "The softmax was taken over all 44 logits. Each side has 11 logits of its own.",
    "logits": "The logits were used without a softmax.",
    "from 1": "The distances were counted from 1. They are 0, 1, ..., 10 strides.",
    "interleaved": "The 44 logits were read as 11 groups of 4. They are 4 groups of 11: left, top, right, bottom.",
    "y first": "Top was read before left, and bottom before right. The order is left, top, right, bottom.",
    "half": "The boxes start from the corner of the cell. Its centre is half a cell further right and down.",
    "no stride": "The distances were not multiplied by the stride. They are predicted in strides, not in pixels.",
    "first stride": "All distances were multiplied by 8. Each grid has its own stride.",
    "centre": "The centres were not multiplied by the stride.",
    "columns": "Rows and columns are exchanged. Cells are numbered row by row: n % columns is the column.",
    "exchanged": "x was scaled by the height, and y by the width. size is (width, height).",
    "one factor": "y was scaled by the factor of x. The image was stretched, so y has its own.",
    "input": "These are pixels of the network's input. Return pixels of the image.",
    "416": "The boxes were scaled for an input of 416 by 416. The number of cells tells how large this input is.",
    "clipped": "The boxes were clipped to the image. Nothing is clipped here.",
    "whole": "The boxes were truncated to whole numbers.",
    "coarse first": "The cells of stride 32 come first. The order is stride 8, then 16, then 32.",
}


def decoded(submission, outputs, size, name, why="", image=None):
    """Boxes and scores of one call. The boxes of a few cells come first: only these are drawn."""
    answer = check.sequence(submission.decode(outputs, size), f"decode of {name}", 2)
    cells = [output.shape[1] for output in outputs[:3]]
    boxes = check.is_array(answer[0], f"boxes of {name}", shape=(sum(cells), 4))
    expected, scores = boxes_of(outputs, size), np.concatenate([output[0] for output in outputs[:3]])
    if image is None:
        shown = np.array([1, cells[0] + 1, sum(cells) - 1])
        labels = [f"cell {n}, stride {stride}" for n, stride in zip(shown, STRIDES, strict=True)]
    else:
        shown = np.flatnonzero(scores.max(axis=1) > 0.4)
        labels = [CLASSES[n] for n in scores[shown].argmax(axis=1)]

    def known(which=slice(None)):
        return {words: boxes_of(outputs, size, mistake)[which] for mistake, words in DECODE.items()}

    tolerance = {"rtol": 1e-4, "atol": 2e-3, "why": why}
    few = f"boxes of {name}, {len(shown)} of the {len(boxes)} cells"
    check.boxes(
        boxes[shown], expected[shown], few, image=image, format="xywh", labels=labels, mistakes=lambda: known(shown), **tolerance
    )
    check.array(boxes, expected, f"boxes of {name}, all cells", mistakes=known, **tolerance)
    again = "The sigmoid was applied again. The scores are already between 0 and 1."
    check.array(answer[1], scores, f"scores of {name}", mistakes=lambda: {again: 1 / (1 + np.exp(-scores))})


def any_outputs(rng, side):
    """Outputs of an input of this side: distributions of all kinds."""
    cells = [(side // stride) ** 2 for stride in STRIDES]
    scores = [rng.integers(0, 15, (1, n, 1)).repeat(len(CLASSES), axis=2).astype(np.float32) / 16 for n in cells]
    for level in scores:
        level[0, :, rng.integers(len(CLASSES), size=3)] += 1 / 32
    return scores + [rng.normal(0, 2, (1, n, 4 * BINS)).astype(np.float32) for n in cells]


# --- objects ----------------------------------------------------------------------------------------------------------


@functools.cache
def network(path):
    return cv2.dnn.readNetFromONNX(str(path))


@remembered
def outputs_of(path, image, mistake=""):
    """The network's outputs for an image."""
    network(path).setInput(blob_of(image, mistake).astype(np.float32))
    return [output.copy() for output in network(path).forward(OUTPUTS)]


def overlap(a, b):
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    shared = max(width, 0) * max(height, 0)
    return shared / (a[2] * a[3] + b[2] * b[3] - shared)


def candidates(outputs, size, threshold, mistake=""):
    """Class, score and box of each cell that sees something, cell by cell."""
    found = []
    for stride, scores, logits in zip(STRIDES, outputs[:3], outputs[3:], strict=True):
        cells = np.flatnonzero(scores[0].max(axis=1) > threshold)
        boxes = grid_boxes(logits[0, cells], cells, stride, side_of(outputs), size, "input" if mistake == "input" else "")
        for row, box in zip(scores[0, cells].tolist(), boxes.tolist(), strict=True):
            classes = [k for k, score in enumerate(row) if score > threshold] if mistake == "each class" else [int(np.argmax(row))]
            found += [(k, row[k], box) for k in classes]
    return found


def suppressed(found, iou=IOU, mistake=""):
    """Greedy non-maximum suppression, within each class."""
    kept, seen = [], []
    for number, score, box in sorted(found, key=lambda candidate: -candidate[1]):
        rivals = [better for other, _, better in (seen if mistake == "removed" else kept) if mistake == "across" or other == number]
        shapes = [as_sizes(one) if mistake == "corners" else one for one in (box, *rivals)]
        if mistake == "none" or all(overlap(shapes[0], better) <= iou for better in shapes[1:]):
            kept.append((number, score, box))
        seen.append((number, score, box))
    return kept


def as_sizes(box):
    """The second corner in place of width and height, by mistake."""
    x, y, w, h = box
    return [x, y, x + w, y + h]


#: The IoU of which a fixed one may have been written, and the default threshold.
OTHER_IOU, DEFAULT = (0.3, 0.7), 0.3


@remembered
def objects(outputs, size, threshold, mistake="", iou=IOU):
    """Class (a number), score and box of each object."""
    if mistake == "default":
        threshold = DEFAULT
    if mistake == "thresholds":
        threshold, iou = IOU, threshold
    return suppressed(candidates(outputs, size, threshold, mistake), iou, mistake)


DETECT = {
    "across": "Boxes of different classes suppressed each other. Run NMS within each class.",
    "none": "Nothing was suppressed. Several cells see the same object.",
    "default": f"These are the objects above {DEFAULT}. Use the threshold that was passed in.",
    "thresholds": "The score threshold and the IoU threshold are exchanged.",
    "each class": "A cell was used for several classes. Use the class with its highest score.",
    "corners": "NMS was given two corners. It expects x, y, width, height.",
    "removed": "A box that was removed suppressed another one. Only boxes that are kept suppress others.",
    "input": "These are pixels of the network's input. Return pixels of the image.",
}


def table(found):
    """The same objects in one order: by class, and the best one first."""
    return sorted(found, key=lambda one: (one[0], -one[1]))


def as_boxes(found):
    return np.array([box for *_, box in table(found)], float).reshape(-1, 4)


def clipped(boxes, image):
    """The boxes as far as they are on the image."""
    start = np.clip(boxes[:, :2], 0, image.shape[1::-1])
    end = np.clip(boxes[:, :2] + boxes[:, 2:], 0, image.shape[1::-1])
    return np.hstack([start, end - start])


def read_answer(answer, name):
    """What `detect` returned, as class, score and box."""
    found = []
    for n, item in enumerate(check.sequence(answer, name)):
        word, score, box = check.sequence(item, f"{name}, object {n}", 3)
        if isinstance(word, str | np.str_):
            check.that(str(word) in CLASSES, f"{name}, object {n}: {str(word)!r} is not one of the names in CLASSES.")
        else:
            got = check.describe(word)
            check.that(False, f"{name}, object {n}: expected the name of the class, a string, got {got}. CLASSES has the names.")
        value = check.is_array(score, f"{name}, score of object {n}", shape=(), dtype="number")
        sides = check.is_array(box, f"{name}, box of object {n}", shape=(4,), dtype="number")
        check.that(np.isfinite(value) and np.isfinite(sides).all(), f"{name}, object {n}: score or box is not a finite number.")
        found.append((CLASSES.index(str(word)), float(value), sides.astype(float).tolist()))
    return found


def check_found(answer, expected, image, name, mistakes=None, why="", atol=None):
    """The objects are those that were expected, best first; the order of equal scores is free."""
    found, height, width = read_answer(answer, name), *image.shape[:2]
    numbers = [number for number, *_ in table(expected)]
    labels = [CLASSES[number] for number in numbers]
    got = [CLASSES[number] for number, *_ in table(found)]
    words = f"Expected: {', '.join(labels) or 'nothing'}. Got: {', '.join(got[:8]) or 'nothing'}{', ...' if len(got) > 8 else ''}. {why}".strip()

    boxes, wanted = as_boxes(found), as_boxes(expected)
    if np.allclose(boxes, clipped(boxes, image)):  # to clip at the end is as good
        wanted = clipped(wanted, image)

    def known():
        return {text: as_boxes(other) for text, other in (mistakes() if mistakes else {}).items()}

    atol = SHIFT * max(height, width) if atol is None else atol
    more = {"image": image, "format": "xywh", "labels": labels, "rtol": 1e-3, "atol": atol, "why": words, "mistakes": known}
    check.boxes(boxes, wanted, f"boxes of {name}", **more)
    if got != labels:
        shifts = {(number - other[0]) % len(CLASSES) for number, other in zip(numbers, table(found), strict=True)}
        more = "CLASSES[k] is the name of score k; no score is for the background." if len(shifts) == 1 else ""
        raise check.Mismatch(f"classes of {name}: expected {', '.join(labels)}, got {', '.join(got)}.\n{more}".rstrip())
    scores = [np.array([score for _, score, _ in table(these)]) for these in (found, expected)]
    check.array(*scores, f"scores of {name}", rtol=1e-3, atol=SCORE, why=why)
    order = [score for _, score, _ in found]
    check.that(order == sorted(order, reverse=True), f"{name}: the objects are right, but not ordered by falling score: {np.round(order, 2).tolist()}.")


def check_photograph(submission, net, path, image, threshold, expected, name, why="", inputs=()):
    """One call, for a real photograph; without a threshold if there is none. ``inputs`` are mistakes of `preprocess` to look for."""
    answer = submission.detect(net, image) if threshold is None else submission.detect(net, image, threshold)
    size, threshold = image.shape[1::-1], DEFAULT if threshold is None else threshold

    def known():
        outputs = outputs_of(path, image)
        found = {words: objects(outputs, size, threshold, mistake) for mistake, words in DETECT.items()}
        return found | {INPUT[mistake]: objects(outputs_of(path, image, mistake), size, threshold) for mistake in inputs}

    check_found(answer, expected, image, name, known, why)


def listed(fixture, name, threshold):
    """What is in a photograph, by the independent calculation."""
    return [one for one in read_list(fixture("objects_expected.json"))[name] if one[1] > threshold]


@functools.cache
def read_list(path):
    return json.loads(path.read_text())


# --- Task 1: the input ------------------------------------------------------------------------------------------------


@task(1)
def test_no_resizing(submission, rng):
    """An image that has the size of the input already: mean, standard deviation, channels."""
    image = rng.integers(0, 256, (26, 26, 3), dtype=np.uint8).repeat(16, axis=0).repeat(16, axis=1)
    b, g, r = (int(value) for value in image[0, 0])
    why = f"The first pixel is ({b}, {g}, {r}): its blue becomes ({b} - 103.53) / 57.375 = {(b - 103.53) / 57.375:.3f}."
    check_input(submission.preprocess(image), image, f"input of an image of {SIDE} by {SIDE} pixels", 1e-3, why)


@task(1)
def test_stretched(submission, rng, photograph):
    """Wide and tall images, smaller and larger ones, are stretched to the input."""
    image = pixelated(photograph("coffee.jpg"))
    for height, width in ((400, 600), (int(rng.integers(250, 300)), int(rng.integers(150, 200)))):
        part = np.ascontiguousarray(image[:height, :width])
        # one and a half grey levels, as OpenCV rounds after it resizes
        check_input(submission.preprocess(part), part, f"input of a photograph {width} wide and {height} high", 1.5 / 57)


# --- Task 2: distances and cells --------------------------------------------------------------------------------------


@task(2)
def test_the_mean_of_a_distribution(submission):
    """A distance is the mean of its distribution, not its most probable value."""
    probabilities = np.full((4, BINS), 1e-9)
    probabilities[0, [2, 4]] = 0.3, 0.7
    probabilities[1, [0, 1, 2]] = 0.5, 0.3, 0.2
    probabilities[2, [3, 10]] = 0.625, 0.375
    probabilities[3, [5, 6]] = 0.5, 0.5
    cells = [(32 // stride) ** 2 for stride in STRIDES]
    scores = [np.full((1, n, len(CLASSES)), 0.125, np.float32) for n in cells]
    logits = [np.tile(np.log(probabilities).ravel(), (1, n, 1)).astype(np.float32) for n in cells]
    why = (
        "All cells have the same logits: left is 2 with probability 0.3 and 4 with probability 0.7, so the mean is 3.4. "
        "Cell 1 of stride 8 has its centre at (12, 4): x = 12 - 8 · 3.4 = -15.2."
    )
    decoded(submission, scores + logits, (32, 32), "an input of 32 by 32, the same distributions in all cells", why)


@task(2)
def test_any_outputs(submission, rng):
    """Any outputs, of inputs of any side; the image has the size of the input."""
    for side in (96, 32):
        decoded(submission, any_outputs(rng, side), (side, side), f"any outputs for an input of {side} by {side}")


# --- Task 3: the image ------------------------------------------------------------------------------------------------


@task(3)
def test_pixels_of_the_image(submission, rng):
    """A wide and a tall image, each with its own factors for x and y."""
    for side, size in ((64, (400, 240)), (96, (60, 250))):
        why = f"x is multiplied by {size[0]} / {side}, and y by {size[1]} / {side}."
        decoded(submission, any_outputs(rng, side), size, f"an input of {side} by {side}, an image {size[0]} wide and {size[1]} high", why)


def quiet(outputs):
    """The outputs with nothing in the cells that see nothing."""
    seen = [output.max(axis=2, keepdims=True) > 0.2 for output in outputs[:3]]
    return [np.where(sees, output, np.float32(0)) for output, sees in zip(outputs, [*seen, *seen], strict=True)]


@task(3)
def test_a_real_answer(submission, fixture, photograph):
    """What the network returns for a photograph."""
    image = photograph("person_dog_horse.jpg")
    decoded(submission, quiet(outputs_of(fixture(NETWORK), image)), image.shape[1::-1], "what the network returns for a photograph", image=image)


# --- Task 4: one box for each object ----------------------------------------------------------------------------------


def made_up(things):
    """Outputs in which each thing is seen by one cell: level, row, column, class, score, distances in strides, more classes."""
    cells = [(SIDE // stride) ** 2 for stride in STRIDES]
    scores = [np.full((1, n, len(CLASSES)), 0.03125, np.float32) for n in cells]
    logits = [np.zeros((1, n, 4 * BINS), np.float32) for n in cells]
    for level, row, column, name, score, sides, *more in things:
        n = row * (SIDE // STRIDES[level]) + column
        for word, value in ((name, score), *more):
            scores[level][0, n, CLASSES.index(word)] = value
        logits[level][0, n] = np.concatenate([between(distance) for distance in sides])
    return scores + logits


def between(distance):
    """Logits whose distribution has this mean: two neighbours share it."""
    powers = np.full(BINS, 1e-9)
    below = min(int(distance), BINS - 2)
    powers[[below, below + 1]] += 1 - (distance - below), distance - below
    return np.log(powers)


def check_made_up(submission, fixture, scratch, things, threshold, name, why=""):
    outputs = made_up(things)
    image = np.full((260, 520, 3), 96, np.uint8)
    net = submission.probe.given(scratch.file(NETWORK, fixture(NETWORK)), outputs)

    def known():
        found = {words: objects(outputs, (520, 260), threshold, mistake) for mistake, words in DETECT.items()}
        more = {iou: objects(outputs, (520, 260), threshold, "", iou) for iou in OTHER_IOU}
        return found | {f"These objects are kept if the largest IoU is {iou}, for instance. It is {IOU}.": kept for iou, kept in more.items()}

    expected = objects(outputs, (520, 260), threshold)
    check_found(submission.detect(net, image, threshold), expected, image, name, known, why, atol=0.05)


@task(4)
def test_two_classes_in_one_place(submission, fixture, scratch):
    """A rider and a horse: boxes of different classes do not suppress each other, those of one class do."""
    things = [
        (1, 10, 5, "person", 0.75, (2, 3, 2, 3)),
        (1, 10, 6, "person", 0.5625, (3, 3, 1, 3)),
        (1, 10, 19, "horse", 0.625, (2, 3, 2, 3)),
        (1, 10, 20, "person", 0.6875, (3, 3, 1, 3)),
        (1, 11, 19, "horse", 0.5, (2, 4, 2, 2)),
        (0, 45, 30, "dog", 0.8125, (4.5, 2.25, 3.5, 3.75)),
    ]
    why = "The horse and the person on it have the same box, and both are kept."
    check_made_up(submission, fixture, scratch, things, 0.375, "a made-up picture with a rider", why)


@task(4)
def test_how_much_two_may_overlap(submission, fixture, scratch):
    """Two of a class may overlap by an IoU of 0.5, and what was removed suppresses nothing."""
    things = [
        # IoU 0.4 with each other: both are kept
        (1, 6, 4, "sheep", 0.875, (2, 3, 2, 3)),
        (1, 6, 6, "sheep", 0.75, (2.25, 3, 1.75, 3)),
        # IoU 0.6: the second one is removed
        (1, 6, 15, "cow", 0.8125, (2, 3, 2, 3)),
        (1, 6, 16, "cow", 0.6875, (2, 3, 2, 3)),
        # three in a row: the second is removed, and the third overlaps only the second too much
        (1, 18, 8, "bird", 0.9375, (2.5, 2, 2.5, 2)),
        (1, 18, 9, "bird", 0.78125, (2.25, 2, 2.75, 2)),
        (1, 18, 10, "bird", 0.71875, (2, 2, 3, 2)),
        # side by side, without any overlap
        (1, 21, 18, "boat", 0.59375, (1.5, 1, 1.5, 1)),
        (1, 21, 22, "boat", 0.46875, (1.5, 1, 1.5, 1)),
    ]
    check_made_up(submission, fixture, scratch, things, 0.375, "made-up animals and boats")


@task(4)
def test_the_best_class_of_a_cell(submission, fixture, scratch):
    """A cell is a candidate for the class with its highest score only, and the threshold is the one that was passed in."""
    things = [
        (0, 10, 10, "truck", 0.6875, (3, 2, 3, 2), ("car", 0.625), ("bus", 0.4375)),
        (0, 30, 40, "cup", 0.5625, (2, 2, 2, 2), ("bowl", 0.5)),
        (2, 9, 5, "couch", 0.34375, (2, 1, 2, 1)),
        (1, 3, 20, "clock", 0.21875, (1, 1, 1, 1)),
    ]
    for threshold in (0.28125, 0.125, 0.59375, 0.75):
        check_made_up(submission, fixture, scratch, things, threshold, f"made-up things, threshold {threshold}")


@task(4)
def test_a_person_a_dog_and_a_horse(submission, net, fixture, photograph):
    """The photograph of the stub: a person, a dog, and a horse that is taken for a cow as well."""
    name = "person_dog_horse.jpg"
    image = photograph(name)
    expected = listed(fixture, name, DEFAULT)
    why = "The horse is found twice, as horse and as cow: the boxes are of different classes."
    check_photograph(submission, net, fixture(NETWORK), image, None, expected, f"objects of {name}, no threshold given", why)


# --- Task 5: photographs ----------------------------------------------------------------------------------------------


@task(5)
def test_a_cup(submission, net, fixture, photograph):
    """A cup of coffee is a cup, not a toilet."""
    path, expected, name = fixture(NETWORK), listed(fixture, "coffee.jpg", 0.4), "objects of coffee.jpg, threshold 0.4"
    why = "With red and blue exchanged, this network sees a toilet."
    check_photograph(submission, net, path, photograph("coffee.jpg"), 0.4, expected, name, why, inputs=("rgb",))


#: Photographs, each with a threshold that no score is near, and what is on it.
UNSEEN = [
    ("cat_and_cup.jpg", 0.43, "a cat behind a cup"),
    ("grace_hopper.jpg", 0.31, "a portrait, higher than it is wide"),
    ("cameraman.jpg", 0.5, "a grey photograph of a man with a camera"),
    ("astronaut.png", 0.28, "an astronaut before a chair"),
    ("rocket.jpg", 0.25, "a rocket, which is no class of COCO"),
]


@task(5)
@pytest.mark.parametrize(("file", "threshold", "said"), UNSEEN, ids=[file for file, *_ in UNSEEN])
def test_photographs(submission, net, fixture, photograph, file, threshold, said):
    """Photographs that you have not seen."""
    expected = listed(fixture, file, threshold)
    check_photograph(submission, net, fixture(NETWORK), photograph(file), threshold, expected, f"objects of {said}, threshold {threshold}")


@task(5)
def test_a_part_of_a_photograph(submission, net, rng, fixture, photograph):
    """A part of a photograph, at another scale, mirrored or not."""
    path, threshold = fixture(NETWORK), None
    while threshold is None:
        image = part_of(photograph(str(rng.choice(["person_dog_horse.jpg", "cat_and_cup.jpg", "grace_hopper.jpg"]))), rng)
        threshold = clear_threshold(path, image)
    expected = objects(outputs_of(path, image), image.shape[1::-1], threshold)
    name = f"objects of a part of a photograph, {image.shape[1]} wide and {image.shape[0]} high, threshold {threshold}"
    check_photograph(submission, net, path, image, threshold, expected, name)


def part_of(image, rng):
    height, width = image.shape[:2]
    top, left = rng.integers(0, height // 6), rng.integers(0, width // 6)
    bottom, right = height - rng.integers(0, height // 6), width - rng.integers(0, width // 6)
    part = image[top:bottom, left:right]
    if rng.random() < 0.5:
        part = part[:, ::-1]
    factors = rng.uniform(0.75, 1.0, 2)
    return cv2.resize(np.ascontiguousarray(part), None, fx=factors[0], fy=factors[1])


@remembered
def clear_threshold(path, image):
    """A threshold that no score is near; none if NMS, or an input that is rounded to whole grey levels, leaves a doubt."""
    size, outputs = image.shape[1::-1], outputs_of(path, image)
    scores = [score for _, score, _ in objects(outputs, size, 0.2)]
    gaps = [(high + low) / 2 for high, low in itertools.pairwise(scores) if high - low > 3 * SCORE and low > 0.25]
    if not gaps:
        return None
    threshold = round(gaps[-1], 3)
    rounded = cv2.dnn.blobFromImage(image, 1.0, (SIDE, SIDE), tuple(MEAN.tolist())) / STD.reshape(3, 1, 1)
    network(path).setInput(rounded.astype(np.float32))
    again = [output.copy() for output in network(path).forward(OUTPUTS)]
    sure = table(objects(outputs, size, threshold))
    doubtful = [table(found) for found in (objects(again, size, threshold), *(objects(outputs, size, threshold, "", iou) for iou in (0.44, 0.56)))]
    alike = all([number for number, *_ in found] == [number for number, *_ in sure] for found in doubtful)
    return threshold if alike and np.abs(as_boxes(doubtful[0]) - as_boxes(sure)).max() < SHIFT * max(size) / 2 else None


# --- Task 6: draw -----------------------------------------------------------------------------------------------------

LABEL, NEAR = 40, 3


def drawn(image, found):
    """The image with objects, drawn once more."""
    image = image.copy()
    for name, score, (x, y, w, h) in found:
        cv2.rectangle(image, (round(x), round(y)), (round(x + w), round(y + h)), FRAME, 2)
        cv2.putText(image, f"{name} {score:.2f}", (round(x) + 5, round(y) + 18), cv2.FONT_HERSHEY_SIMPLEX, 0.5, FRAME, 1, cv2.LINE_AA)
    return image


def framed(answer, corners, share=1.0):
    """Whether left, right and bottom of each frame are there, up to a share of their pixels."""
    for left, top, right, bottom in corners:
        sides = [(slice(top + LABEL, bottom - NEAR), at) for at in (left, right)] + [(bottom, slice(left + NEAR, right - NEAR))]
        if not all(coloured(answer, rows, columns).mean() >= share for rows, columns in sides):
            return False
    return True


def coloured(answer, rows, columns):
    """Of each pixel of a line: whether one has about the frame's colour at most two pixels away, across the line."""
    lines = []
    for step in range(-2, 3):
        shifted = (rows, columns + step) if isinstance(rows, slice) else (rows + step, columns)
        lines.append(np.abs(answer[shifted].astype(int) - FRAME).max(axis=-1))
    return np.min(lines, axis=0) <= 64


def left_alone(answer, image, corners):
    """Whether nothing far from frames and labels was changed."""
    free = np.ones(image.shape[:2], bool)
    for left, top, right, bottom in corners:
        free[max(top - LABEL, 0) : top + LABEL + 1] = False
        free[max(top - NEAR, 0) : bottom + NEAR + 1, max(left - NEAR, 0) : right + NEAR + 1] = False
    return np.array_equal(answer[free], image[free])


def check_drawn(submission, image, found, name):
    answer = submission.draw(image, found)
    expected, why = drawn(image, found), ""
    fitting = isinstance(answer, np.ndarray) and answer.shape == expected.shape and answer.dtype == expected.dtype
    if found and fitting:  # another font, or a label above the frame, is as good
        corners = [(round(x), round(y), round(x + w), round(y + h)) for _, _, (x, y, w, h) in found]
        if framed(answer, corners) and left_alone(answer, image, corners):
            return answer
        why = "The frame is in the colour FRAME, and nothing far from frames and labels may change."
        x, y, w, h = found[1][2]
        if w < x and y + LABEL < h and framed(answer, [(round(w), round(y), round(x), round(h))], 0.8):
            why = "Width and height were read as the second corner."
    check.image(answer, expected, name, input=image, rtol=0, atol=0, dtype="uint8", why=why)
    return answer


@task(6)
def test_objects_drawn(submission, fixture, photograph):
    """What was found, on the photograph: frames, and labels that say class and score."""
    image = pixelated(photograph("person_dog_horse.jpg"))
    found = [(CLASSES[k], score, tuple(np.floor(box) + 0.25)) for k, score, box in listed(fixture, "person_dog_horse.jpg", DEFAULT)]
    found = [found[0], found[1], found[3]]
    answer = check_drawn(submission, image, found, "a person, a horse and a dog, drawn on their photograph")
    for what, other in (("name", ("cow", *found[1][1:])), ("score", (found[1][0], 0.87, found[1][2]))):
        changed = submission.draw(image, [found[0], other, found[2]])
        same = isinstance(changed, np.ndarray) and np.array_equal(changed, answer)
        check.that(not same, f"The drawing stays the same if the {what} of an object changes. The label says class and score.")


@task(6)
def test_nothing_drawn(submission, photograph):
    """Without objects, the answer is a copy of the image."""
    image = pixelated(photograph("rocket.jpg"))
    check_drawn(submission, image, [], "a photograph without objects, drawn")
