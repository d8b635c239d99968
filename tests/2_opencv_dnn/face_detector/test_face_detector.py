"""Judges exercises/2_opencv_dnn/face_detector.py, on photographs that are cut, scaled, mirrored and pasted by the seed.

Where faces have to lie in exact places, another network stands in: maps_in_pixels.onnx, whose maps are its input's pixels.

What is expected comes from the network run here, image by image, and decoded cell by cell in plain Python.
"""

import functools
import math
import operator

import cv2
import numpy as np
import pytest

from deepkata.suite import check, remembered, task

OUTPUTS = ["537", "538", "539", "540"]
SIZE = (256, 192)
MARKS = 5
PIXELS = 2**18 // 3  # of the largest photograph: it is drawn as it is if something fails


# --- photographs ------------------------------------------------------------------------------------------------------


@pytest.fixture
def photographs(fixture):
    """The portrait and two photographs without a human face, as OpenCV reads them; to be cut from, not changed."""
    return {name: read_photograph(fixture(name)) for name in ("astronaut.png", "chelsea.png", "rocket.jpg")}


@functools.cache
def read_photograph(path):
    image = cv2.imread(str(path))
    image.setflags(write=False)
    return image


def portrait(photographs, rng):
    """A part of the portrait with the face in it, at any scale, mirrored or not."""
    top, bottom = rng.integers(0, 25), rng.integers(230, 430)
    left, right = rng.integers(60, 150), rng.integers(320, 480)
    part = photographs["astronaut.png"][top:bottom, left:right]
    if rng.random() < 0.5:
        part = part[:, ::-1]
    factor, stretched = math.sqrt(rng.uniform(0.35, 0.95) * PIXELS / part[..., 0].size), rng.uniform(0.9, 1.1)
    return cv2.resize(np.ascontiguousarray(part), None, fx=factor * stretched, fy=factor / stretched)


def group(photographs, rng):
    """Two or three faces, side by side, pasted into a photograph without any."""
    height, width = int(rng.integers(200, 241)), int(rng.integers(320, 361))
    image = anywhere(photographs[str(rng.choice(["chelsea.png", "rocket.jpg"]))], rng, height, width)
    for x in rng.permutation([0, width // 3, 2 * width // 3])[: rng.integers(2, 4)]:
        side = int(rng.integers(85, width // 3 + 1))
        face = cv2.resize(photographs["astronaut.png"][10:220, 120:330], (side, side))
        if rng.random() < 0.5:
            face = face[:, ::-1]
        left, top = x + rng.integers(0, width // 3 - side + 1), rng.integers(0, height - side)
        image[top : top + side, left : left + side] = face
    return image


def empty(photographs, rng):
    """A photograph without a face."""
    return anywhere(photographs["rocket.jpg"], rng, int(rng.integers(180, 240)), int(rng.integers(250, 350)))


def anywhere(image, rng, height, width):
    """A part of this size."""
    top, left = rng.integers(0, image.shape[0] - height), rng.integers(0, image.shape[1] - width)
    return image[top : top + height, left : left + width].copy()


def dotted(found, size=SIZE, factors=(1, 1)):
    """A picture in which the network maps_in_pixels finds these faces: score, left, top, width, height, in the input's pixels.

    It is larger than the input by whole factors in x and in y, and each pixel is there so many times: nothing is blurred.
    """
    image = np.full((size[1], size[0], 3), (24, 60, 0), np.uint8)
    for n, (score, left, top, width, height) in enumerate(found):
        y, x = top + height / 2 - 2, left + width / 2 - 2  # of the middle, from the middle of the first cell
        r, c = math.floor(y / 4), math.floor(x / 4)
        scale = [64 * math.log(side / 4) for side in (height, width)]
        marks = [70 + 3 * n, 80, 70, 180 - 2 * n, 130, 128, 170, 90, 165, 170 + n]
        values = [256 * score, *scale, 256 * (y / 4 - r), 256 * (x / 4 - c), *(64 + v // 2 for v in marks), 0]
        image[4 * r : 4 * r + 4, 4 * c : 4 * c + 4, 2] = np.round(values).reshape(4, 4)
    return image.repeat(factors[1], axis=0).repeat(factors[0], axis=1)


# --- what is expected -------------------------------------------------------------------------------------------------


@functools.cache
def network(path, _size):
    """One network for each size of the input: the size of its input never changes."""
    return cv2.dnn.readNetFromONNX(str(path))


@remembered
def maps_of(path, image, size=SIZE, factor=1.0, red_first=True):
    """The network's answer to one image: heat (R, C), scale, offset and landmarks (…, R, C)."""
    network(path, size).setInput(cv2.dnn.blobFromImage(image, factor, size, (0, 0, 0), red_first))
    heat, *maps = network(path, size).forward(OUTPUTS)
    return heat[0, 0].copy(), *(values[0].copy() for values in maps)


def overlap(a, b):
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    shared = max(width, 0) * max(height, 0)
    return shared / (a[2] * a[3] + b[2] * b[3] - shared)


def suppress(boxes, scores, iou_threshold):
    """The places of the boxes that are kept, the best one first."""
    kept = []
    for n in sorted(range(len(scores)), key=lambda n: -scores[n]):
        if all(overlap(boxes[n], boxes[m]) <= iou_threshold for m in kept):
            kept.append(n)
    return kept


def above_both(boxes, scores, threshold, iou_threshold):
    """What is kept if the two thresholds are exchanged."""
    sure = np.flatnonzero(scores > iou_threshold)
    return [sure[n] for n in suppress(boxes[sure], scores[sure], threshold)]


def in_corners(boxes):
    return np.hstack([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]])


def clipped(boxes, shape):
    """The boxes as far as they are on the image."""
    first, last = np.maximum(boxes[:, :2], 0), np.minimum(boxes[:, :2] + boxes[:, 2:], shape[1::-1])
    return np.hstack([first, last - first])


#: The steps by which a cell is read, and those from a photograph to its faces; a mistake is one of them changed.
CELL = {
    "enough": operator.gt,
    "scale": lambda h, w: (h, w),
    "offset": lambda y, x: (y, x),
    "centre": 0.5,
    "side": lambda value: 4 * math.exp(value),
    "pairs": lambda values: zip(values[1::2], values[::2], strict=True),
    "origin": lambda x, y, w, h: (x, y),
    "points": lambda points: points,
}
WAY = {
    "blob": (1.0, True),
    "kept": lambda boxes, scores, threshold, iou_threshold: suppress(boxes, scores, iou_threshold),
    "factors": lambda factors: factors,
    "factors of points": lambda factors: factors,
    "boxes": lambda boxes, shape: boxes,
    "points": lambda points: points,
}
DECODE = {
    "A cell was kept whose score equals the threshold. The score must be above it.": {"enough": operator.ge},
    "Width and height are exchanged. scale[0] is for the height.": {"scale": lambda h, w: (w, h)},
    "The offsets are exchanged. offset[0] is for y.": {"offset": lambda y, x: (x, y)},
    "scale and offset were read with x before y. In all maps, y comes first.": {"scale": lambda h, w: (w, h), "offset": lambda y, x: (x, y)},
    "The half cell is missing. The middle of a cell is at 1/2.": {"centre": 0},
    "The exponential is missing. scale is a logarithm.": {"side": lambda value: 4 * value},
}
Y_FIRST = {"These points have y first. Return x first.": {"points": lambda points: points[..., ::-1]}}
POINTS = Y_FIRST | {
    "x and y of each landmark are exchanged. landmarks[0] is a y, landmarks[1] an x.": {
        "pairs": lambda values: zip(values[::2], values[1::2], strict=True)
    },
    "The first five numbers were read as y, the others as x. They alternate: y, x, y, x and so on.": {
        "pairs": lambda values: zip(values[5:], values[:5], strict=True)
    },
    "The landmarks were measured from the centre of the face. They are measured from its top-left corner.": {
        "origin": lambda x, y, w, h: (x + w / 2, y + h / 2)
    },
}
DETECT = {
    "The network was given blue, green, red. It expects red first.": {"blob": (1.0, False)},
    "The network was given values from 0 to 1. It expects 0 to 255.": {"blob": (1 / 255, True)},
    "Nothing was suppressed. The same face was found at several cells.": {"kept": lambda boxes, *_: range(len(boxes))},
    "These are pixels of the network's input. Return pixels of the image.": {
        "factors": lambda factors: (1, 1),
        "factors of points": lambda factors: (1, 1),
    },
    "These are the right faces, in the order of their cells. They must be ordered by falling score.": {
        "kept": lambda *found: sorted(WAY["kept"](*found))
    },
    "These faces are kept if threshold and iou_threshold are exchanged. NMSBoxes takes the one for scores first.": {"kept": above_both},
    "These faces are kept if NMSBoxes is given two corners. It expects x, y, width, height.": {
        "kept": lambda boxes, *more: WAY["kept"](in_corners(boxes), *more)
    },
    "These faces are kept if the boxes are truncated to integers before NMSBoxes.": {
        "kept": lambda boxes, *more: WAY["kept"](np.trunc(boxes), *more)
    },
    "Boxes were clipped to the image. Nothing is clipped here.": {"boxes": clipped},
    "Corners beyond the edge of the image were moved to it. Nothing is clipped here.": {
        "boxes": lambda boxes, shape: np.hstack([np.maximum(boxes[:, :2], 0), boxes[:, 2:]])
    },
}
LANDMARKS = {
    "The landmarks are in pixels of the network's input. Return pixels of the image.": {"factors of points": lambda factors: (1, 1)}
} | Y_FIRST


def read(maps, threshold, changed=None):
    """Boxes, scores and points, cell by cell; with steps that are changed, to recognise a mistake."""
    step = CELL | (changed or {})
    heat, scale, offset, landmarks = maps
    boxes, scores, points = [], [], []
    for r, c in np.argwhere(step["enough"](heat.astype(float), threshold)).tolist():
        h, w = map(step["side"], step["scale"](*scale[:, r, c].tolist()))
        dy, dx = step["offset"](*offset[:, r, c].tolist())
        x, y = 4 * (c + dx + step["centre"]) - w / 2, 4 * (r + dy + step["centre"]) - h / 2
        left, top = step["origin"](x, y, w, h)
        boxes.append([x, y, w, h])
        scores.append(float(heat[r, c]))
        points.append([[left + a * w, top + b * h] for a, b in step["pairs"](landmarks[:, r, c].tolist())])
    points = np.array(points, float).reshape(-1, MARKS, 2)
    return np.array(boxes, float).reshape(-1, 4), np.array(scores, float), step["points"](points)


def in_input(path, image, size, threshold, iou_threshold, step=WAY):
    """The faces of one image, in pixels of the network's input."""
    boxes, scores, points = read(maps_of(path, image, size, *step["blob"]), threshold)
    kept = np.array(step["kept"](boxes, scores, threshold, iou_threshold), dtype=int)
    return boxes[kept], scores[kept], points[kept]


def in_image(boxes, scores, points, size, shape, step=WAY):
    """Faces of the network's input in pixels of an image of this shape."""
    factors = shape[1] / size[0], shape[0] / size[1]
    boxes, points = boxes * np.tile(step["factors"](factors), 2), points * step["factors of points"](factors)
    return step["boxes"](boxes, shape), scores, step["points"](points)


@remembered
def faces(path, image, size=SIZE, threshold=0.5, iou_threshold=0.3, mistake=""):
    """The faces of one image, in its pixels; with one of the mistakes of `DETECT` or `LANDMARKS`, if it is named."""
    step = WAY | (DETECT | LANDMARKS).get(mistake, {})
    return in_image(*in_input(path, image, size, threshold, iou_threshold, step), size, image.shape, step)


@remembered
def faces_of_a_batch(path, image, others, size, threshold, iou_threshold):
    """The faces of one image if those of the others suppress them as well, by mistake."""
    mine, *rest = (read(maps_of(path, one, size), threshold) for one in (image, *others))
    together = [np.concatenate([part[n] for part in (mine, *rest)]) for n in (0, 1)]
    kept = np.array([n for n in suppress(*together, iou_threshold) if n < len(mine[0])], dtype=int)
    return in_image(*(part[kept] for part in mine), size, image.shape)


@remembered
def is_clear(path, image, size=SIZE, threshold=0.5):
    """Whether a tiny difference, as between a batch and a single image, changes nothing in what is kept."""
    maps = maps_of(path, image, size)
    boxes, scores, _ = read(maps, threshold)
    kept = suppress(boxes, scores, 0.3)
    noise = np.random.default_rng(0).uniform(-3e-4, 3e-4, len(scores))
    near = np.abs(maps[0] - threshold).min() < 1e-3
    return not near and kept == suppress(boxes, scores, 0.28) == suppress(boxes, scores, 0.32) == suppress(boxes, scores + noise, 0.3)


def clear(path, make, *more, **keywords):
    """A picture that leaves no doubt."""
    while True:
        image = make(*more)
        if is_clear(path, image, **keywords):
            return image


# --- comparing --------------------------------------------------------------------------------------------------------

#: Thresholds that may have been used in place of the one that was handed in.
OTHER_IOU, OTHER_THRESHOLDS = (0.01, 0.1, 0.3, 0.4, 0.5, 0.7, 0.8), (0.1, 0.25, 0.3, 0.5, 0.6)


def check_decoded(answer, maps, threshold, name, image=None, parts=(0, 1), why=""):
    """Boxes (0), scores (1) and points (2), as far as they are asked for."""
    answer = check.sequence(answer, f"decode of {name}", 3)
    boxes, scores, points = read(maps, threshold)

    def known(part, mistakes):
        return lambda: {words: read(maps, threshold, changed)[part] for words, changed in mistakes.items()}

    if 0 in parts:
        if len(boxes):
            more = {"image": image, "atol": 1e-3, "rtol": 1e-4, "why": why, "mistakes": known(0, DECODE)}
            check.boxes(answer[0], boxes, f"boxes of {name}", format="xywh", **more)
        else:
            check_nothing(answer[0], f"boxes of {name}", (0, 4), why)
    if 1 in parts:
        if len(scores):
            check.array(answer[1], scores, f"scores of {name}", why=why, mistakes=known(1, DECODE))
        else:
            check_nothing(answer[1], f"scores of {name}", (0,), why)
    if 2 in parts:
        if len(points):
            more = {"atol": 1e-3, "rtol": 1e-4, "why": why, "mistakes": known(2, POINTS)}
            check.array(answer[2], points, f"landmarks of {name}", **more)
        else:
            check_nothing(answer[2], f"landmarks of {name}", (0, 5, 2), why)


@remembered
def wrong_faces(path, image, size, threshold, iou_threshold, which, mistakes, images):
    """What programs with these mistakes find, each with its words."""

    def find(**keywords):
        return faces(path, image, **{"size": size, "threshold": threshold, "iou_threshold": iou_threshold, **keywords})[which]

    found = {words: find(mistake=words) for words in mistakes}
    seen = {find().tobytes()}
    for key, given, values in (
        ("iou_threshold", iou_threshold, OTHER_IOU),
        ("threshold", threshold, OTHER_THRESHOLDS),
    ):
        for value in values:
            other = find(**{key: value})
            if other.tobytes() not in seen:  # several give the same faces: one of them is named
                seen.add(other.tobytes())
                found[f"These faces are kept if {key} is {value}, for instance: it is {given}."] = other
    if image is not images[0] and which != 1:
        found_here = in_input(path, image, size, threshold, iou_threshold)
        found["All were brought to the size of the first image."] = in_image(*found_here, size, images[0].shape)[which]
    if len(images) > 1:
        others = [other for other in images if other is not image]
        wrong = faces_of_a_batch(path, image, others, size, threshold, iou_threshold)
        found["Faces were suppressed by those of another image."] = wrong[which]
    return found


def check_nothing(value, name, shape, why):
    """An empty array that has kept its axes."""
    if isinstance(value, np.ndarray) and value.size == 0 and value.shape != shape:
        words = f"An empty array has a shape too: np.zeros({shape}), for instance."
        raise check.Mismatch(f"{name}: expected shape {shape}, got {value.shape}.\n{words}")
    check.is_array(value, name, shape=shape, why=why)


def check_faces(answer, path, images, name, size=SIZE, threshold=0.5, why="", iou_threshold=0.3):
    """The faces of all images."""
    parts = check.sequence(answer, f"detect in {name}", len(images))
    for number, (part, image) in enumerate(zip(parts, images, strict=True)):
        where = name if len(images) == 1 else f"{name}, image {number}"
        boxes, scores, points = faces(path, image, size, threshold, iou_threshold)
        got = check.sequence(part, f"faces of {where}", 3)

        def known(which, mistakes, image=image):
            return lambda: wrong_faces(path, image, size, threshold, iou_threshold, which, list(mistakes), images)

        if not len(boxes):
            check_nothing(got[0], f"boxes of {where}", (0, 4), why)
            check_nothing(got[1], f"scores of {where}", (0,), why)
            check_nothing(got[2], f"landmarks of {where}", (0, 5, 2), why)
            continue
        more = {"rtol": 1e-3, "atol": 0.05, "why": why}
        check.boxes(got[0], boxes, f"boxes of {where}", image=image, format="xywh", mistakes=known(0, DETECT), **more)
        check.array(got[1], scores, f"scores of {where}", rtol=1e-3, atol=1e-4, why=why, mistakes=known(1, DETECT))
        check.array(got[2], points, f"landmarks of {where}", mistakes=known(2, LANDMARKS), **more)


def net(fixture, scratch, name="centerface.onnx"):
    """The network's file for a call."""
    return scratch.file(name, fixture(name))


def blank(rng, rows, columns):
    """Dark maps: what they say besides means nothing."""
    shapes = ((2, rows, columns), (2, rows, columns), (10, rows, columns))
    values = [rng.uniform(-0.4, 1.4, shape).astype(np.float32) for shape in shapes]
    return (rng.integers(0, 15, (rows, columns)) / 64).astype(np.float32), *values


# --- Task 1: boxes ----------------------------------------------------------------------------------------------------


@task(1)
def test_one_cell(submission, rng):
    """One bright cell is one face."""
    heat, scale, offset, landmarks = blank(rng, 5, 9)
    heat[1, 6], scale[:, 1, 6], offset[:, 1, 6] = 0.75, (math.log(4), math.log(2)), (0.25, -0.125)
    why = "Row 1, column 6: the middle is at y = 4 (1 + 0.25 + 0.5) = 7 and x = 4 (6 - 0.125 + 0.5) = 25.5; the face is 16 high and 8 wide."
    maps = (heat, scale, offset, landmarks)
    check_decoded(submission.decode(*maps, 0.5), maps, 0.5, "maps with one bright cell", why=why)


@task(1)
def test_above_the_threshold(submission, rng):
    """A score equal to the threshold is not enough; cells come row after row."""
    heat, scale, offset, landmarks = blank(rng, 6, 4)
    heat[[0, 0, 2, 3, 5, 5], [1, 3, 0, 2, 0, 3]] = 0.5, 0.625, 0.515625, 0.5, 0.875, 0.484375
    maps = (heat, scale, offset, landmarks)
    check_decoded(submission.decode(*maps, 0.5), maps, 0.5, "maps with six bright cells, threshold 0.5")
    name = "the same maps, no threshold given"
    check_decoded(submission.decode(*maps), maps, 0.5, name, why="Without a threshold it is 0.5.")
    check_decoded(submission.decode(*maps, 0.875), maps, 0.875, "the same maps, threshold 0.875")


@task(1)
def test_any_maps(submission, rng):
    """Any maps."""
    for _ in range(3):
        heat, *maps = blank(rng, 9, 13)
        heat[rng.random(heat.shape) < 0.1] = 0.6875
        heat[4, 4] = 0.8125
        maps = (heat, *maps)
        answer = submission.decode(*maps, 0.5)
        check_decoded(answer, maps, 0.5, "maps of 9 rows and 13 columns")


@task(1)
def test_a_real_answer(submission, rng, fixture, photographs):
    """What the network says of a photograph, one box for each bright cell."""
    image = portrait(photographs, rng)
    maps = maps_of(fixture("centerface.onnx"), image)
    seen = cv2.resize(image, SIZE)
    threshold = 0.5 if maps[0].max() > 0.5 else 0.25
    check_decoded(submission.decode(*maps, threshold), maps, threshold, "the network's maps of a photograph", seen)


# --- Task 2: landmarks ------------------------------------------------------------------------------------------------


@task(2)
def test_points_of_one_cell(submission, rng):
    """Landmarks are fractions of the face, counted from its top-left corner, y before x."""
    heat, scale, offset, landmarks = blank(rng, 7, 8)
    heat[3, 2], scale[:, 3, 2], offset[:, 3, 2] = 0.9375, (math.log(8), math.log(4)), (0.5, 0.5)
    landmarks[:, 3, 2] = [0.25, 0.125, 0.375, 0.875, 0.5, 0.4375, 0.75, 0.25, 0.8125, 0.75]
    why = "The face is 32 high and 16 wide and begins at x = 4, y = 0: the first landmark is at x = 4 + 16/8, y = 32/4."
    maps = (heat, scale, offset, landmarks)
    check_decoded(submission.decode(*maps, 0.5), maps, 0.5, "maps with one bright cell", parts=(2,), why=why)


@task(2)
def test_points_of_any_maps(submission, rng):
    """Any maps."""
    for _ in range(3):
        heat, *maps = blank(rng, 8, 11)
        heat[rng.random(heat.shape) < 0.1] = 0.625
        heat[5, 1] = 0.75
        maps = (heat, *maps)
        answer = submission.decode(*maps, 0.5)
        check_decoded(answer, maps, 0.5, "maps of 8 rows and 11 columns", parts=(2, 0))


@task(2)
def test_no_bright_cell(submission, rng):
    """Where nothing is bright, all three arrays are empty, and keep their axes."""
    maps = blank(rng, 6, 6)
    check_decoded(submission.decode(*maps, 0.5), maps, 0.5, "dark maps", parts=(0, 1, 2))
    maps[0][2, 3] = 0.75
    check_decoded(submission.decode(*maps, 0.5), maps, 0.5, "the same maps with one bright cell", parts=(0, 1, 2))


@task(2)
def test_real_points(submission, rng, fixture, photographs):
    """The eyes, the nose and the mouth of a photograph."""
    maps = maps_of(fixture("centerface.onnx"), portrait(photographs, rng))
    check_decoded(submission.decode(*maps, 0.25), maps, 0.25, "the network's maps of a photograph", parts=(2,))


# --- Task 3: one photograph -------------------------------------------------------------------------------------------


@task(3)
def test_a_portrait(submission, rng, fixture, scratch, photographs):
    """One face, found once, in pixels of the photograph."""
    path = fixture("centerface.onnx")
    image = clear(path, portrait, photographs, rng)
    answer = submission.detect(net(fixture, scratch), [image])
    check_faces(answer, path, [image], f"a portrait of shape {image.shape}")


#: Pairs of faces that overlap by 0.1, 0.22, 0.36, 0.44, 0.56 and 0.85, two small ones by 0.53, or by 0.4 without
#: fractions, and three alone, some of them weak.
CROWD = [
    (0.625, 8.0, 10.0, 33.0, 40.0),
    (0.75, 35.0, 10.0, 33.0, 40.0),
    (0.875, 90.0, 8.0, 30.0, 40.0),
    (0.5625, 109.0, 8.0, 30.0, 40.0),
    (0.71875, 160.0, 8.0, 32.0, 44.0),
    (0.9375, 175.0, 8.0, 32.0, 44.0),
    (0.6875, 10.0, 70.0, 40.0, 48.0),
    (0.84375, 25.5, 70.0, 40.0, 48.0),
    (0.90625, 90.0, 70.0, 36.0, 50.0),
    (0.65625, 90.0, 84.0, 36.0, 50.0),
    (0.59375, 150.0, 70.0, 44.0, 50.0),
    (0.8125, 150.0, 74.0, 44.0, 50.0),
    (0.96875, 20.95, 150.5, 7.4, 8.4),
    (0.78125, 23.2, 150.5, 7.4, 8.4),
    (0.40625, 60.0, 140.0, 30.0, 36.0),
    (0.34375, 130.0, 140.0, 33.0, 40.0),
    (0.53125, 200.0, 140.0, 30.0, 40.0),
]


@task(3)
def test_thresholds_in_a_crowd(submission, fixture, scratch):
    """Both thresholds are those that were passed in. (A made-up network stands in, whose maps are the pixels of its input.)"""
    name = "maps_in_pixels.onnx"
    path, image = fixture(name), dotted(CROWD, factors=(2, 1))
    for threshold, iou_threshold in ((0.25, 0.5), (0.25, 0.25), (0.625, 0.65), (0.5, 0.05)):
        answer = submission.detect(net(fixture, scratch, name), [image], SIZE, threshold, iou_threshold)
        said = f"a made-up crowd, threshold {threshold}, iou_threshold {iou_threshold}"
        check_faces(answer, path, [image], said, SIZE, threshold, iou_threshold=iou_threshold)


@task(3)
def test_faces_beyond_the_edge(submission, fixture, scratch):
    """A face that reaches beyond the edge of the image, on any side, is not clipped."""
    name, size = "maps_in_pixels.onnx", (128, 96)
    found = [(0.75, -8.0, -6.0, 30.0, 36.0), (0.875, 106.0, 20.0, 40.0, 30.0), (0.625, 40.0, 70.0, 30.0, 40.0)]
    image = dotted(found, size, factors=(2, 3))
    answer = submission.detect(net(fixture, scratch, name), [image], size)
    check_faces(answer, fixture(name), [image], "a made-up picture with three faces at its edges", size)


@task(3)
def test_several_faces(submission, rng, fixture, scratch, photographs):
    """Each face of several is found once, the surest first."""
    path = fixture("centerface.onnx")
    image = clear(path, group, photographs, rng)
    check_faces(submission.detect(net(fixture, scratch), [image]), path, [image], "a photograph with two or three faces")


@task(3)
def test_no_face(submission, rng, fixture, scratch, photographs):
    """A photograph without a face."""
    path = fixture("centerface.onnx")
    image = clear(path, empty, photographs, rng)
    check_faces(submission.detect(net(fixture, scratch), [image]), path, [image], "a photograph without a face")


@task(3)
def test_another_size_and_threshold(submission, rng, fixture, scratch, photographs):
    """With another size of the input, and another threshold."""
    path, size = fixture("centerface.onnx"), (224, 256)
    image = clear(path, portrait, photographs, rng, size=size, threshold=0.375)
    answer = submission.detect(net(fixture, scratch), [image], size, 0.375, 0.3)
    check_faces(answer, path, [image], f"a portrait, input {size}, threshold 0.375", size, 0.375)


# --- Task 4: several photographs --------------------------------------------------------------------------------------


@task(4)
def test_the_same_place_in_two_images(submission, fixture, scratch):
    """A face leaves those of the other images alone, also where they are in the same place."""
    name = "maps_in_pixels.onnx"
    first = [(0.75, 20.0, 30.0, 60.0, 70.0), (0.625, 150.0, 40.0, 50.0, 60.0)]
    second = [(0.875, 22.0, 30.0, 60.0, 70.0), (0.5625, 150.0, 40.0, 52.0, 60.0), (0.6875, 100.0, 120.0, 40.0, 50.0)]
    images = [dotted(first, factors=(1, 2)), dotted(second, factors=(2, 1))]
    answer = submission.detect(net(fixture, scratch, name), images)
    check_faces(answer, fixture(name), images, "two made-up pictures with faces in the same places")


@task(4)
def test_photographs_of_different_sizes(submission, rng, fixture, scratch, photographs):
    """Three photographs in one blob, each with faces in its own pixels."""
    path = fixture("centerface.onnx")
    images = [clear(path, make, photographs, rng) for make in (portrait, group, portrait)]
    answer = submission.detect(net(fixture, scratch), images)
    check_faces(answer, path, images, f"photographs of shapes {[image.shape[:2] for image in images]}")


@task(4)
def test_one_call_after_another(submission, rng, fixture, scratch, photographs):
    """Calls with another network, and with another number of photographs, do not disturb each other."""
    path, name = fixture("centerface.onnx"), "maps_in_pixels.onnx"
    one, other = (clear(path, portrait, photographs, rng) for _ in range(2))
    made_up = [dotted(CROWD[:4], factors=(1, 2))]
    why = "The network is read anew in each call: one that was kept is another file's, or calculates wrongly with another number of images."
    answer = submission.detect(net(fixture, scratch, name), made_up)
    check_faces(answer, fixture(name), made_up, "a made-up picture, the first call", why=why)
    for images in ([one], [other, one, other], [one, other]):
        answer = submission.detect(net(fixture, scratch), images)
        check_faces(answer, path, images, f"photographs, {len(images)} in this call, after other calls", why=why)


@task(4)
def test_one_of_them_without_a_face(submission, rng, fixture, scratch, photographs):
    """An image without a face keeps its place among the others."""
    path = fixture("centerface.onnx")
    images = [clear(path, make, photographs, rng) for make in (empty, portrait)]
    check_faces(submission.detect(net(fixture, scratch), images), path, images, "two photographs, the first without a face")


# --- Task 5: draw -----------------------------------------------------------------------------------------------------


#: The steps by which faces are drawn; a mistake is one of them changed.
DRAWING = {
    "whole": lambda value: math.floor(value + 0.5),
    "end": lambda x, y, w, h, whole: (whole(x + w), whole(y + h)),
    "middle": lambda x, y: (x, y),
}
DRAW = {
    "The fractions were truncated. Round to the nearest whole number.": {"whole": math.floor},
    "x and width were rounded separately. Round their sum.": {"end": lambda x, y, w, h, whole: (whole(x) + whole(w), whole(y) + whole(h))},
    "Width and height were read as the second corner.": {"end": lambda x, y, w, h, whole: (whole(w), whole(h))},
    "x and y of the landmarks are exchanged.": {"middle": lambda x, y: (y, x)},
}


def drawn(image, boxes, points, changed=None):
    """The image with faces, drawn once more; with steps that are changed, to recognise a mistake."""
    step, image = DRAWING | (changed or {}), image.copy()
    whole = step["whole"]
    for (x, y, w, h), marks in zip(boxes.tolist(), points.tolist(), strict=True):
        cv2.rectangle(image, (whole(x), whole(y)), step["end"](x, y, w, h, whole), (115, 158, 0), 2)
        for px, py in marks:
            cv2.circle(image, tuple(map(whole, step["middle"](px, py))), 2, (0, 94, 213), -1)
    return image


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


def check_drawn(submission, image, boxes, points, name):
    answer = submission.draw(image, boxes, points)

    def known():
        return {words: drawn(image, boxes, points, changed) for words, changed in DRAW.items()}

    if len(boxes) and alike(answer, drawn(image, boxes, points)):  # a thicker frame or another kind of line is as good
        return
    check.image(answer, drawn(image, boxes, points), name, input=image, rtol=0, atol=0, dtype="uint8", mistakes=known)


@task(5)
def test_faces_drawn(submission, rng, fixture, photographs):
    """What was found, on the photograph."""
    image = portrait(photographs, rng)
    boxes, _, points = faces(fixture("centerface.onnx"), image, threshold=0.25)
    quarters = [np.floor(values * 2) / 2 + 0.25 for values in (boxes, points)]  # never half-way between two pixels
    quarters[0][:, 2:] += 0.125
    check_drawn(submission, image, *quarters, "a face, drawn on its photograph")


@task(5)
def test_any_faces_drawn(submission, rng, photographs):
    """Any number of faces, one over another and beyond the edges."""
    image = empty(photographs, rng)
    for count in (3, 0, 5):
        boxes = rng.integers(-10, 180, (count, 4)) + rng.choice([0.125, 0.25, 0.75, 0.875], (count, 4))
        boxes[:, 2:] = rng.integers(20, 90, (count, 2)) + rng.choice([0.0625, 0.6875], (count, 2))
        points = rng.integers(0, 190, (count, MARKS, 2)) + rng.choice([0.125, 0.25, 0.75, 0.875], (count, MARKS, 2))
        check_drawn(submission, image, boxes, points, f"{count} faces, drawn")
