"""Judges exercises/5_capstones/digit_detector.py: each step on inputs made by hand, then all of it on scenes made from the seed.

The scenes are digits that the network was not trained with, written on photographs that it was not trained with either. Where digits
have to lie in exact places another network stands in: cells_in_pixels.onnx, whose answer is what the pixels of its input say.

What is expected is calculated here, cell by cell and box by box; the network is run here, too.
"""

import functools
import math
import operator
from fractions import Fraction

import cv2
import numpy as np
import pytest

from deepkata.suite import check, remembered, task

SIZE = (192, 160)
STRIDE, ANCHOR = 8, 16
CLASSES = 10
PHOTOGRAPHS = ("chelsea.png", "coffee.jpg", "rocket.jpg")  # those of the training are others
MINE = 4  # digits whose place is a multiple of it are in the scenes; the others were for the training
SCENES, WORSE = 20, 0.03  # how far the mAP may be from that of a right program, which is .9 and more


# --- scenes -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def material(fixture):
    """Photographs, and digits with their classes; to be read, not changed."""
    return read_material(fixture("digits.npz"), *map(fixture, PHOTOGRAPHS))


@functools.cache
def read_material(digits, *photographs):
    with np.load(digits) as data:
        tiles, kinds = data["x"][::MINE], data["y"][::MINE]
    images = [cv2.imread(str(path)) for path in photographs]
    for values in (*images, tiles, kinds):
        values.setflags(write=False)
    return images, tiles, kinds


def scene(rng, material, shape=None):
    """A part of a photograph with three to seven digits in it, and which: rows of digit, x1, y1, x2, y2."""
    photographs, tiles, kinds = material
    while shape is None or not is_plain(shape):
        shape = int(rng.integers(150, 290)), int(rng.integers(190, 300))
        shape = shape[::-1] if rng.random() < 0.4 else shape
    height, width = shape
    whole = photographs[rng.integers(len(photographs))]
    top, left = rng.integers(whole.shape[0] - height + 1), rng.integers(whole.shape[1] - width + 1)
    image = np.ascontiguousarray(whole[top : top + height, left : left + width][:, :: rng.choice([-1, 1])])
    factor = min(SIZE[0] / width, SIZE[1] / height)
    objects = []
    for _ in range(rng.integers(3, 8)):
        which = rng.integers(len(tiles))
        ink, begin, size = written(rng, tiles[which], rng.uniform(20, 40) / factor)
        for _ in range(30):
            corner = rng.integers(2, np.maximum(np.array([width, height]) - size - 1, 3))
            box = np.concatenate([corner, corner + size])
            if (box[2:] < (width, height)).all() and all(are_apart(box, other[1:]) for other in objects):
                paste(rng, image, ink, corner - begin)
                objects.append([int(kinds[which]), *box.tolist()])
                break
    return image, objects


@functools.cache
def twenty_scenes(seed, path, digits, *photographs):
    """Images, what is in them, and what the network in ``path`` finds there: the same for everybody who is judged with a seed."""
    rng, material = np.random.default_rng(seed), read_material(digits, *photographs)
    images, objects = zip(*(scene(rng, material) for _ in range(SCENES)), strict=True)
    return images, objects, [found_in(path, image) for image in images]


def written(rng, tile, height):
    """How much ink there is where, in a square; where the digit begins in it, as (x, y), and its (width, height)."""
    side, angle, slim = math.ceil(height * 1.6), math.radians(rng.uniform(-8, 8)), rng.uniform(0.8, 1.1)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]]) @ np.diag([slim, 1])
    turn = turn * (height / 64)
    move = side / 2 - turn @ [39.5, 39.5]
    large = cv2.resize(np.pad(tile.astype(np.float32) / 16, 1), (80, 80), interpolation=cv2.INTER_CUBIC)
    ink = np.clip(1.25 * cv2.warpAffine(large, np.hstack([turn, move[:, None]]), (side, side)), 0, 1)
    x, y, *size = cv2.boundingRect((ink > 0.4).astype(np.uint8))
    return ink, np.array([x, y]), np.array(size)


def paste(rng, image, ink, corner):
    """Write it in a colour that can be told from what is there."""
    left, top = np.maximum(corner, 0)
    right, bottom = np.minimum(corner + len(ink), image.shape[1::-1])
    ink = ink[top - corner[1] : bottom - corner[1], left - corner[0] : right - corner[0], None]
    part = image[top:bottom, left:right]
    while True:
        colour = rng.uniform(0, 256, 3)
        if abs((colour - part.mean(axis=(0, 1))) @ (0.114, 0.587, 0.299)) > 80:
            break
    image[top:bottom, left:right] = (part * (1 - ink) + colour * ink).astype(np.uint8)


def are_apart(a, b):
    return a[2] + 3 < b[0] or b[2] + 3 < a[0] or a[3] + 3 < b[1] or b[3] + 3 < a[1]


def is_plain(shape):
    """Whether it does not matter how exactly one calculates the sides of the picture."""
    sides = set()
    for number in (float, np.float32, Fraction):
        factor = min(number(SIZE[0]) / number(shape[1]), number(SIZE[1]) / number(shape[0]))
        sides.add((int(number(shape[1]) * factor), int(number(shape[0]) * factor)))
    return len(sides) == 1 and min(next(iter(sides))) > 2


def dotted(cells, shape, times=1):
    """An image in which cells_in_pixels finds these: (row, column) of a cell on the canvas with its fifteen numbers.

    ``shape`` is (height, width) of the picture on the canvas; the image has each of its pixels ``times`` in both directions.
    """
    top, left = (SIZE[1] - shape[0]) // 2, (SIZE[0] - shape[1]) // 2
    canvas = np.full((SIZE[1], SIZE[0], 3), (200, 90, 0), np.uint8)
    for (r, c), numbers in cells.items():
        values = np.round(128 + 16 * np.append(numbers, -8)).clip(0, 255).reshape(2, STRIDE)
        canvas[STRIDE * r : STRIDE * r + 2, STRIDE * c : STRIDE * c + STRIDE, 2] = values
    image = canvas[top : top + shape[0], left : left + shape[1]]
    return image.repeat(times, axis=0).repeat(times, axis=1)


def numbers(digit, x=0.0, y=0.0, w=0.0, h=0.0, sure=7.0, share=7.0):
    """The fifteen numbers of a cell."""
    values = np.full(5 + CLASSES, -7.0)
    values[:5], values[5 + digit] = (x, y, w, h, sure), share
    return values


# --- what is expected -------------------------------------------------------------------------------------------------


def sides(shape, whole=int, largest=math.inf):
    """(width, height) of the picture on the canvas, for an image of this (height, width)."""
    factor = min(SIZE[0] / shape[1], SIZE[1] / shape[0], largest)
    return whole(shape[1] * factor), whole(shape[0] * factor)


def sigmoid(v):
    return 1 / (1 + np.exp(-np.clip(v, -500, 500)))


def softmax(values):
    powers = np.exp(values - values.max(axis=0))
    return powers / powers.sum(axis=0)


def in_corners(boxes):
    """x, y, width, height as x1, y1, x2, y2."""
    return np.hstack([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]])


def own_factors(sides, shape):
    """How many pixels of the canvas a pixel of the image is wide and high."""
    return sides[0] / shape[1], sides[1] / shape[0]


def clipped(corners, limit):
    return np.clip(corners, 0, np.tile(limit, 2))


#: The steps of the way from an image to its digits; a mistake is one of them changed.
STEPS = {
    # the input
    "sides": sides,
    "bar": lambda free: free // 2,
    "grey": 114,
    "channels": slice(None, None, -1),
    "white": np.float32(255),
    # cells
    "shares": softmax,
    "score": lambda raw, share: sigmoid(raw) * share,
    "asked": lambda score, raw, share: score,
    "is enough": operator.gt,
    "numbers": lambda x, y, w, h: (x, y, w, h),
    "cell": lambda c, r: (c, r),
    "centre": lambda cell, v: STRIDE * (cell + 2 * sigmoid(v) - 0.5),
    "side": lambda v: ANCHOR * (2 * sigmoid(v)) ** 2,
    "box": lambda x, y, w, h: [x - w / 2, y - h / 2, w, h],
    # suppression
    "compared": in_corners,
    "shared": lambda width, height: max(width, 0) * max(height, 0),
    "union": lambda one, other, shared: one + other - shared,
    "rank": lambda n, score: -score,
    "rivals": lambda kept, gone: kept,
    "is of its kind": operator.eq,
    "suppresses": operator.gt,
    "order": lambda kept, scores, digits: kept,
    # back to the image
    "shape": lambda shape: shape,
    "corners": in_corners,
    "factors": own_factors,
    "moved": lambda corners, bar, factors: (corners - bar) / factors,
    "limit": lambda shape: (shape[1], shape[0]),
    "clipped": clipped,
    "returned": lambda corners: corners,
}


def place(shape, step=STEPS):
    """(width, height) of the picture on the canvas, and the (left, top) bar."""
    width, height = step["sides"](shape)
    return (width, height), (step["bar"](SIZE[0] - width), step["bar"](SIZE[1] - height))


def blob_of(image, step=STEPS):
    """The input of the network."""
    (width, height), (left, top) = place(image.shape, step)
    canvas = np.full((SIZE[1], SIZE[0], 3), step["grey"], np.uint8)
    canvas[top : top + height, left : left + width] = cv2.resize(image, (width, height))
    return canvas[:, :, step["channels"]].transpose(2, 0, 1)[None].astype(np.float32) / step["white"]


def read(answer, threshold, step=STEPS):
    """Boxes (xywh), scores and digits, cell by cell."""
    boxes, scores, digits = [], [], []
    cells = answer[0].astype(np.float64)
    share = step["shares"](cells[5:]).max(axis=0)
    score = step["score"](cells[4], share)
    for r, c in np.argwhere(step["is enough"](step["asked"](score, cells[4], share), threshold)).tolist():
        x, y, w, h = step["numbers"](*cells[:4, r, c])
        across, down = step["cell"](c, r)
        boxes.append(step["box"](step["centre"](across, x), step["centre"](down, y), step["side"](w), step["side"](h)))
        scores.append(score[r, c])
        digits.append(answer[0, 5:, r, c].argmax())
    return np.array(boxes, float).reshape(-1, 4), np.array(scores, float), np.array(digits, int)


def overlap(a, b, step=STEPS):
    """IoU of two boxes, x1, y1, x2, y2."""
    shared = step["shared"](min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1]))
    union = step["union"]((a[2] - a[0]) * (a[3] - a[1]), (b[2] - b[0]) * (b[3] - b[1]), shared)
    return shared / union if union else 0.0


def kept_of(boxes, scores, digits, iou_threshold, step=STEPS):
    """The places of the boxes that are kept, the best one first."""
    corners = step["compared"](boxes).tolist()
    kept, gone = [], []
    for n in sorted(range(len(scores)), key=lambda n: step["rank"](n, scores[n])):
        rivals = [m for m in step["rivals"](kept, gone) if step["is of its kind"](digits[n], digits[m])]
        beaten = any(step["suppresses"](overlap(corners[n], corners[m], step), iou_threshold) for m in rivals)
        (gone if beaten else kept).append(n)
    return step["order"](kept, scores, digits)


def back(boxes, shape, step=STEPS):
    """xywh boxes of the canvas as corners in the image."""
    shape = step["shape"](shape)
    picture, bar = place(shape, step)
    factors = step["factors"](picture, shape)
    corners = step["moved"](step["corners"](boxes), np.tile(bar, 2), np.tile(factors, 2))
    return step["returned"](step["clipped"](corners, step["limit"](shape)))


@functools.cache
def network(path):
    return cv2.dnn.readNetFromONNX(str(path))


@remembered
def answer_to(path, blob):
    """What the network says of its input."""
    network(path).setInput(blob)
    return network(path).forward().copy()


def answer_of(path, image, step=STEPS):
    """What the network says of an image."""
    return answer_to(path, blob_of(image, step))


@remembered
def found_in(path, image, threshold=0.25, iou_threshold=0.45, mistake=""):
    """Digits, scores and corners of what is found in an image; with one of the mistakes of `WAY`, if it is named."""
    step = STEPS | WAY.get(mistake, {})
    boxes, scores, digits = read(answer_of(path, image, step), threshold, step)
    kept = kept_of(boxes, scores, digits, iou_threshold, step)
    return digits[kept], scores[kept], back(boxes[kept], image.shape, step)


@remembered
def is_clear(path, image):
    """Whether a tiny difference, as between two ways to calculate, changes nothing in what is found."""
    answer = answer_of(path, image)
    boxes, scores, digits = read(answer, 0.25)
    more = len(read(answer, 0.249)[1]) == len(scores) == len(read(answer, 0.251)[1])
    kept = [kept_of(boxes, scores, digits, iou) for iou in (0.43, 0.45, 0.47)]
    gaps = np.diff(np.sort(scores))
    return more and kept[0] == kept[1] == kept[2] and (len(gaps) == 0 or gaps.min() > 1e-4)


def clear_scene(rng, material, path, shape=None):
    """A scene that leaves no doubt, with something to find."""
    while True:
        image, objects = scene(rng, material, shape)
        if len(objects) > 1 and is_clear(path, image):
            return image


def net(fixture, scratch, name="digit_detector.onnx"):
    """The network's file for a call."""
    return scratch.file(name, fixture(name))


# --- comparing --------------------------------------------------------------------------------------------------------

STRETCHED, LARGER_FIRST = {"sides": lambda shape: SIZE}, {"bar": lambda free: (free + 1) // 2}
#: What goes wrong before the network, on the whole way as well.
INPUT = {
    "The image was stretched to the canvas. Keep its aspect ratio, and fill the rest with bars.": STRETCHED,
    (
        "The larger bar is above or on the left. If the bars cannot be equal, the extra row or column goes below or on the right."
    ): LARGER_FIRST,
    "The picture is in the corner of the canvas. Place it in the middle.": {"bar": lambda free: 0},
    "The sides of the picture were rounded. Drop their fractions instead.": {"sides": functools.partial(sides, whole=round)},
    "The bars are black. They should be 114 of 255.": {"grey": 0},
    "The channels are still blue, green, red. The network expects red first.": {"channels": slice(None)},
    "The values go up to 255. The network expects 0 to 1.": {"white": 1},
}
#: What is told from `to_input` alone.
OTHER_SIDES = {
    "The sides of the picture were rounded up. Drop their fractions instead.": {"sides": functools.partial(sides, whole=math.ceil)},
    "The small image was not enlarged. Make it as large as the canvas allows.": {"sides": functools.partial(sides, largest=1)},
}
BOXES = {
    "x and y, or width and height, are exchanged. The order is x, y, w, h.": {"numbers": lambda x, y, w, h: (y, x, h, w)},
    "Rows and columns are exchanged. x belongs to the column of the cell.": {"cell": lambda c, r: (r, c)},
    "Half a cell was not subtracted. The centre is at c + 2 σ(x) - 1/2.": {"centre": lambda cell, v: STRIDE * (cell + 2 * sigmoid(v))},
    "The centre was computed as c + σ(x), as in older networks. Here it is c + 2 σ(x) - 1/2.": {
        "centre": lambda cell, v: STRIDE * (cell + sigmoid(v))
    },
    "The square is missing. The width is 16 (2 σ(w))².": {"side": lambda v: ANCHOR * 2 * sigmoid(v)},
    "The size is half of what it should be. It is 16 (2 σ(w))²: the anchor, not the stride, times a square that includes the 2.": {
        "side": lambda v: STRIDE * (2 * sigmoid(v)) ** 2
    },
    "The size was computed as the anchor times exp(w), as in YOLOv3. Here it is 16 (2 σ(w))².": {
        "side": lambda v: ANCHOR * np.exp(np.clip(v, -60, 60))
    },
    "The boxes were truncated to whole numbers. Nothing is rounded here.": {"box": lambda *box: np.trunc(STEPS["box"](*box))},
}
SCORES = {
    "These scores are the shares of the digits alone. Multiply them by the objectness.": {"score": lambda raw, share: share},
    "These scores are the objectness alone. Multiply it by the largest share.": {"score": lambda raw, share: sigmoid(raw)},
    "The objectness is the raw number o. It should be σ(o).": {"score": lambda raw, share: raw * share},
    "Each digit got a sigmoid of its own. A share is exp(dk) divided by the sum over all ten.": {"shares": sigmoid},
    "The objectness was compared with the threshold. Compare the score, objectness times share.": {
        "asked": lambda score, raw, share: sigmoid(raw)
    },
    "The share was compared with the threshold. Compare the score, objectness times share.": {"asked": lambda score, raw, share: share},
    "A cell was kept whose score equals the threshold. The score must be above it.": {"is enough": operator.ge},
}
#: Of `decode`'s boxes check.boxes knows the other formats by itself.
FORMATS = {
    "These boxes have their centre where the top-left corner should be.": {"box": lambda *box: box},
    "These boxes are two corners. Return x, y, width, height.": {"box": lambda x, y, w, h: [x - w / 2, y - h / 2, x + w / 2, y + h / 2]},
}
KEPT = {
    "Nothing was suppressed.": {"suppresses": lambda iou, threshold: False},
    "Boxes were suppressed by boxes of another digit. Each digit is suppressed by itself.": {"is of its kind": lambda one, other: True},
    "These are the right boxes, in the order of the array. Order them by falling score.": {"order": lambda kept, *_: sorted(kept)},
    "These are the right boxes, digit after digit. Order them by falling score over all digits.": {
        "order": lambda kept, scores, digits: sorted(kept, key=lambda n: digits[n])
    },
    "A box was suppressed whose overlap equals iou_threshold. That is still allowed.": {"suppresses": operator.ge},
    "Width and height were read as a second corner.": {"compared": lambda boxes: boxes},
    "The second corner was taken for width and height. `NMSBoxes` expects x, y, width, height.": {
        "compared": lambda boxes: in_corners(in_corners(boxes))
    },
    "Boxes were suppressed by boxes that had been suppressed themselves. Only kept boxes suppress others.": {
        "rivals": lambda kept, gone: kept + gone
    },
    "Boxes with equal scores are ordered by digit. They must keep the order of the array.": {
        "order": lambda kept, scores, digits: sorted(kept, key=lambda n: (-scores[n], digits[n]))
    },
    "Boxes that are apart were suppressed. The product of two negative sides is positive, so clamp each side at 0.": {"shared": operator.mul},
    "The shared area was divided by the sum of both areas, which counts it twice.": {"union": lambda one, other, shared: one + other},
    "The shared area was divided by the smaller area. Divide by the union.": {"union": lambda one, other, shared: min(one, other)},
    "Boxes with equal scores are in reverse order. They must keep the order of the array.": {"rank": lambda n, score: (-score, -n)},
}
#: What goes wrong after the network alone: the boxes are taken back from another place than that of the picture.
OTHER_PLACE = {
    "The boxes were mapped back as if the image had been stretched, without bars.": STRETCHED,
    "The larger bar was subtracted. The one before the picture is the smaller one.": LARGER_FIRST,
}
BACK = {
    "The bar was not subtracted.": {"moved": lambda corners, bar, factors: corners / factors},
    "The bar was subtracted after the division. It is in pixels of the canvas, so subtract it first.": {
        "moved": lambda corners, bar, factors: corners / factors - bar
    },
    "The factors are those of a picture that fills the canvas. Use the size of the picture on it.": {
        "factors": lambda sides, shape: own_factors(SIZE, shape)
    },
    "The ideal factor was used. The sides of the picture were truncated, so each direction has its own factor.": {
        "factors": lambda sides, shape: 2 * (min(own_factors(SIZE, shape)),)
    },
    "Width and height were treated like a second corner. First add them to the top-left corner.": {"corners": lambda boxes: boxes},
    "These boxes are x, y, width, height. Return two corners.": {
        "returned": lambda corners: np.hstack([corners[:, :2], corners[:, 2:] - corners[:, :2]])
    },
    "The boxes were not clipped to the image.": {"clipped": lambda corners, limit: corners},
    "Width and height of the image are exchanged. A shape is (height, width, 3).": {"shape": lambda shape: shape[1::-1]},
    "The bar was subtracted from width and height as well. Subtract it from x and y only.": {
        "moved": lambda corners, bar, factors: (corners - bar * [1, 1, 2, 2]) / factors
    },
    "The boxes were clipped to the canvas. Clip them to the image.": {"limit": lambda shape: SIZE},
    "The boxes were clipped to width - 1 and height - 1. The image reaches to (width, height).": {
        "limit": lambda shape: (shape[1] - 1, shape[0] - 1)
    },
}
#: Of the whole way: what goes wrong between the steps, too.
WAY = {
    "These are corners on the canvas. Return corners in the image.": {
        "moved": lambda corners, bar, factors: corners,
        "clipped": lambda corners, limit: corners,
    }
} | INPUT | BOXES | FORMATS | SCORES | KEPT | BACK


def with_mistakes(table, function, *arguments):
    """What a step gives with each of these mistakes, by the words for it."""
    return {words: function(*arguments, STEPS | changed) for words, changed in table.items()}


def check_input(submission, image, name, why=""):
    """The blob is the expected one."""
    got = submission.to_input(image)

    def known():
        return with_mistakes(INPUT | OTHER_SIDES, blob_of, image)

    more = {"layout": "NCHW", "order": "RGB", "dtype": "float32", "input": image, "why": why, "mistakes": known}
    check.image(got, blob_of(image), f"the input made of {name}", atol=1e-5, **more)


def check_nothing(value, name, shape, why=""):
    """An empty array that has kept its axes."""
    if isinstance(value, np.ndarray) and value.size == 0 and value.shape != shape:
        words = f"An empty array has a shape too: np.zeros({shape}), for instance."
        raise check.Mismatch(f"{name}: expected shape {shape}, got {value.shape}.\n{words}")
    check.is_array(value, name, shape=shape, why=why)


def check_decoded(answer, cells, threshold, name, image=None, why=""):
    """Scores, then digits, then boxes."""
    got = check.sequence(answer, f"decode of {name}", 3)
    boxes, scores, digits = read(cells, threshold)
    if not len(scores):
        for value, what, shape in zip(got, ("boxes", "scores", "digits"), ((0, 4), (0,), (0,)), strict=True):
            check_nothing(value, f"{what} of {name}", shape, why)
        return

    def known(part, table):
        return lambda: {words: wrong[part] for words, wrong in with_mistakes(table, read, cells, threshold).items()}

    check.array(got[1], scores, f"scores of {name}", rtol=1e-4, why=why, mistakes=known(1, SCORES))
    check.labels(got[2], digits, f"digits of {name}", why=why)
    more = {"image": image, "format": "xywh", "labels": [str(k) for k in digits], "rtol": 1e-4, "atol": 1e-3, "why": why}
    check.boxes(got[0], boxes, f"boxes of {name}", mistakes=known(0, BOXES), **more)


def check_kept(submission, boxes, scores, digits, iou_threshold, name, why=""):
    """The places that are kept, in their order."""
    arguments = (boxes, scores, digits) if iou_threshold is None else (boxes, scores, digits, iou_threshold)
    got = submission.suppress(*arguments)
    iou_threshold = 0.45 if iou_threshold is None else iou_threshold
    expected = np.array(kept_of(boxes, scores, digits, iou_threshold), dtype=int)

    def known():
        return {words: np.array(kept) for words, kept in with_mistakes(KEPT, kept_of, boxes, scores, digits, iou_threshold).items()}

    if not len(expected):
        check_nothing(got, f"what is kept of {name}", (0,), why)
        return
    got = check.is_array(got, f"what is kept of {name}", why=why)
    check.array(got, expected, f"what is kept of {name}", dtype="integer" if len(expected) else None, why=why, mistakes=known)


def check_back(submission, boxes, shape, why=""):
    """The boxes in the image."""
    got = submission.to_image(boxes, shape)
    expected = back(boxes, shape)

    def known():
        return with_mistakes(OTHER_PLACE | BACK, back, boxes, shape)

    name = f"boxes in an image {shape[1]} wide and {shape[0]} high"
    check.boxes(got, expected, name, rtol=1e-4, atol=1e-3, why=why, mistakes=known)


def parts_of(answer, name):
    """A list of detections as digits, scores and corners."""
    digits, scores, corners = [], [], []
    for number, item in enumerate(check.sequence(answer, name)):
        what = f"detection {number} of {name}"
        digit, score, box = check.sequence(item, what, 3)
        box = check.is_array(box, f"the box of {what}", shape=(4,), dtype="number") if isinstance(box, np.ndarray) else np.array(
            [number_of(v, f"the box of {what}") for v in check.sequence(box, f"the box of {what}", 4)], float
        )
        digit = number_of(digit, f"the digit of {what}")
        check.that(digit in range(CLASSES), f"The digit of {what}: expected 0 to 9, got {digit:g}.")
        digits.append(int(digit))
        scores.append(number_of(score, f"the score of {what}"))
        corners.append(box)
    return np.array(digits, int), np.array(scores, float), np.array(corners, float).reshape(-1, 4)


def number_of(value, name):
    """Any finite number."""
    if isinstance(value, np.ndarray) and value.shape == ():
        value = value.item()
    right = isinstance(value, int | float | np.number) and not isinstance(value, bool) and math.isfinite(value)
    check.that(right, f"{name[0].upper()}{name[1:]}: expected a number, got {check.describe(value)}.")
    return float(value)


def wrong_ways(threshold, iou_threshold):
    """The mistakes of the whole way: their words, and with which arguments `found_in` makes them."""
    given = {"threshold": threshold, "iou_threshold": iou_threshold}
    for name, usual in (("threshold", 0.25), ("iou_threshold", 0.45)):
        if given[name] != usual:
            yield f"This is found with the usual {name}, {usual}: the one that is handed in, {given[name]}, counts.", {**given, name: usual}
    for words in WAY:
        yield words, {**given, "mistake": words}


def check_found(answer, path, image, name, threshold=0.25, iou_threshold=0.45, why=""):
    """The detections of one image, the surest first."""
    got = parts_of(answer, f"detect in {name}")
    digits, scores, corners = found_in(path, image, threshold, iou_threshold)

    def known(part):
        def worked_out():
            for words, keywords in wrong_ways(threshold, iou_threshold):
                wrong = found_in(path, image, **keywords)
                if all(a.shape == b.shape and np.allclose(a, b, rtol=1e-3, atol=0.02) for a, b in zip(wrong, got, strict=True)):
                    return {words: wrong[part]}  # it explains digits, scores and boxes alike
            return {}

        return worked_out

    def compare():
        more = {"rtol": 1e-3, "why": why}
        check.boxes(got[2], corners, f"boxes of the digits in {name}", atol=0.05, mistakes=known(2), **more)
        check.array(got[0], digits, f"the digits in {name}", mistakes=known(0), **more)
        check.array(got[1], scores, f"scores of the digits in {name}", atol=1e-4, mistakes=known(1), **more)

    check.drawn(compare, lambda: picture_of(image, got, (digits, scores, corners)))


def picture_of(image, got, wanted):
    """What was found beside what was expected, each with its own labels; nothing if both look alike."""
    sides = []
    for found in (got, wanted):
        boxes = found[2].clip(-999, 999).tolist()
        sides.append(drawn(image, list(zip(found[0].tolist(), found[1].tolist(), boxes, strict=True))))
    return None if np.array_equal(*sides) else check.beside(*sides, "the digits, each with its score", input=image)


def average_precision(found, objects, kind):
    """All-point average precision of one digit, at IoU 0.5. ``found`` and ``objects`` have an element for each scene."""
    wanted = [(n, box) for n, some in enumerate(objects) for digit, *box in some if digit == kind]
    rows = [(score, n, box) for n, some in enumerate(found) for digit, score, box in zip(*some, strict=True) if digit == kind]
    taken, right = set(), []
    for _, n, box in sorted(rows, key=lambda row: -row[0]):
        best, which = max(((overlap(box, other), m) for m, (where, other) in enumerate(wanted) if where == n), default=(0, -1))
        right.append(best >= 0.5 and which not in taken)
        taken.add(which)
    right = np.array(right, dtype=bool)
    precision = np.cumsum(right) / np.arange(1, len(right) + 1)
    return np.maximum.accumulate(precision[::-1])[::-1][right].sum() / len(wanted)


def mean_ap(found, objects):
    kinds = sorted({digit for some in objects for digit, *_ in some})
    return float(np.mean([average_precision(found, objects, kind) for kind in kinds]))


# --- Task 1: the input ------------------------------------------------------------------------------------------------


def plain(height, width, colour=(40, 90, 210)):
    return np.full((height, width, 3), colour, np.uint8)


def random_image(rng, height, width):
    return rng.integers(0, 256, (height, width, 3), dtype=np.uint8)


def random_shape(rng):
    """A (height, width) that leaves no doubt."""
    while True:
        shape = int(rng.integers(20, 300)), int(rng.integers(20, 300))
        if is_plain(shape):
            return shape


@task(1)
def test_an_image_of_the_size_of_the_canvas(submission, rng):
    """An image of 192 by 160 becomes planes of red, green and blue, 0 to 1."""
    image = random_image(rng, SIZE[1], SIZE[0])
    check_input(submission, image, "an image 192 wide and 160 high", "It fills the canvas: only order, scale and axes change.")
    check.unchanged(submission)


@task(1)
def test_bars_of_equal_size(submission, rng):
    """A wide image has bars above and below, a high one at its sides."""
    why = "The width allows 192/384, the height more: the picture is 192 by 120, and 40 rows stay free, 20 above."
    check_input(submission, plain(240, 384), "an image 384 wide and 240 high", why)
    why = "The height allows 160/80: the picture is 100 by 160, and 92 columns stay free, 46 on the left."
    check_input(submission, random_image(rng, 80, 50), "an image 50 wide and 80 high", why)


@task(1)
def test_bars_that_do_not_come_out_even(submission, rng):
    """Fractions are cut off; the bar below or on the right has one more."""
    why = "The picture is 192 by 115 (115.2), and 45 rows stay free: 22 above, 23 below."
    check_input(submission, random_image(rng, 150, 250), "an image 250 wide and 150 high", why)
    why = "The picture is 87 by 160 (87.7), and 105 columns stay free: 52 on the left, 53 on the right."
    check_input(submission, random_image(rng, 310, 170), "an image 170 wide and 310 high", why)


@task(1)
def test_any_image(submission, rng):
    """Any image, also a view of a larger one."""
    for _ in range(4):
        height, width = random_shape(rng)
        image = random_image(rng, height, 2 * width)[:, ::2]
        check_input(submission, image, f"an image {width} wide and {height} high")


# --- Task 2: decode ---------------------------------------------------------------------------------------------------


def blank(rng, rows, columns):
    """An answer that says that there is nothing."""
    answer = rng.uniform(-2, 2, (1, 5 + CLASSES, rows, columns)).astype(np.float32)
    answer[0, 4] = rng.uniform(-8, -4, (rows, columns))
    return answer


@task(2)
def test_one_cell(submission, rng):
    """One sure cell is one box."""
    answer = blank(rng, 5, 9)
    three = math.log(3)  # its sigmoid is 3/4
    answer[0, :, 3, 6] = numbers(4, x=three, y=-three, w=0, h=three, sure=9, share=9)
    why = "σ(x) = 3/4, σ(y) = 1/4, σ(w) = 1/2, σ(h) = 3/4: middle (8 · 7, 8 · 3) = (56, 24), width 16 · 1² = 16, height 16 · 1.5² = 36."
    check_decoded(submission.decode(answer, 0.25), answer, 0.25, "an answer with one sure cell", why=why)


@task(2)
def test_a_score_is_objectness_times_share(submission, rng):
    """The score is the product of objectness and the largest share, and it is what has to be above the threshold."""
    answer = blank(rng, 4, 7)
    answer[0, :, 1, 2] = numbers(3, sure=math.log(3), share=math.log(9) - 7)  # 3/4 · 1/2
    answer[0, :, 2, 5] = numbers(8, sure=-1.5, share=7)  # sure of the digit, not that there is one
    answer[0, :, 3, 1] = numbers(0, sure=6, share=-5.5)  # the other way round: 1/3 of the shares
    answer[0, :, 0, 6] = numbers(9, sure=2, share=1)
    answer[0, :, 2, 0] = numbers(1, sure=3, share=60)
    answer[0, 11, 2, 0] = 59.5
    name = "an answer with five cells that are more or less sure"
    check_decoded(submission.decode(answer, 0.34), answer, 0.34, name + ", threshold 0.34")
    check_decoded(submission.decode(answer), answer, 0.25, name, why="Without a threshold it is 0.25.")
    check_decoded(submission.decode(answer, 0.15), answer, 0.15, name + ", threshold 0.15")


@task(2)
def test_above_the_threshold(submission, rng):
    """A score equal to the threshold is not enough; of equal shares the first digit counts."""
    answer = blank(rng, 3, 4)
    both = numbers(2, sure=60, share=0)
    both[5:] = -60
    both[[7, 11]] = 0
    answer[0, :, 1, 1] = both
    answer[0, :, 2, 3] = numbers(5, sure=9, share=9)
    answer[0, :, 0, 2] = numbers(1, sure=9, share=-6.5)
    why = "Cell (1, 1) has an objectness of 1 and shares of 1/2 for 2 and 6, so its score is 1/2."
    check_decoded(submission.decode(answer, 0.5), answer, 0.5, "an answer with a score of exactly 1/2, threshold 0.5", why=why)
    check_decoded(submission.decode(answer, 0.49), answer, 0.49, "the same answer, threshold 0.49", why=why)


@task(2)
def test_any_answer(submission, rng):
    """Any output, with any number of rows and columns; it is not changed."""
    for rows, columns in ((6, 11), (13, 4)):
        answer = blank(rng, rows, columns)
        for r, c in zip(*np.nonzero(rng.random((rows, columns)) < 0.2), strict=True):
            answer[0, :, r, c] = rng.uniform(-2, 2, 15)
            answer[0, 4, r, c] = rng.uniform(2, 6)
            answer[0, 5 + rng.integers(CLASSES), r, c] = rng.uniform(4, 8)
        scores = np.sort(np.append(read(answer, 0.0)[1], (0, 1)))
        middle = scores[np.argmax(np.diff(scores))] + np.diff(scores).max() / 2  # far from any score
        got = submission.decode(answer, float(middle))
        check.unchanged(submission)
        check_decoded(got, answer, middle, f"an answer of {rows} rows and {columns} columns, threshold {middle:.3f}")


@task(2)
def test_nothing_there(submission, rng):
    """Where no cell counts, the three arrays are empty, and the boxes still have four columns."""
    answer = blank(rng, 5, 6)
    check_decoded(submission.decode(answer, 0.25), answer, 0.25, "an answer without a sure cell")


@task(2)
def test_a_real_answer(submission, rng, fixture, material):
    """The network's output for a scene, with several boxes for each digit."""
    path = fixture("digit_detector.onnx")
    image = clear_scene(rng, material, path)
    answer = answer_of(path, image)
    canvas = (blob_of(image)[0].transpose(1, 2, 0)[:, :, ::-1] * 255).round().astype(np.uint8)
    check_decoded(submission.decode(answer, 0.25), answer, 0.25, "the network's answer to a scene", canvas)


# --- Task 3: suppress -------------------------------------------------------------------------------------------------


@task(3)
def test_each_digit_by_itself(submission):
    """Of overlapping boxes the best is kept, for each digit."""
    boxes = np.array([[10.0, 10, 20, 30], [12, 10, 20, 30], [11, 11, 20, 30], [90, 40, 16, 24], [91, 40, 16, 24], [40, 90, 20, 24]])
    scores = np.array([0.7, 0.9, 0.8, 0.3, 0.4, 0.6])
    why = "Boxes 0 and 1 are the same 3. Box 2 is in the same place but is an 8, so they do not suppress it."
    check_kept(submission, boxes, scores, np.array([3, 3, 8, 1, 1, 3]), None, "six boxes of 3, 8 and 1", why)
    check.unchanged(submission)


@task(3)
def test_neighbours_far_from_the_corner(submission):
    """Two boxes side by side, far from (0, 0), do not overlap."""
    boxes = np.array([[100.0, 80, 20, 20], [122, 80, 20, 20]])
    why = "The first one ends at x = 120 and the second begins at 122. Both are a 5, and they do not overlap."
    check_kept(submission, boxes, np.array([0.75, 0.5]), np.array([5, 5]), None, "two boxes side by side", why)


@task(3)
def test_just_as_much_as_allowed(submission):
    """An overlap of iou_threshold is still allowed, and the threshold is the one that is given."""
    boxes = np.array([[0.0, 0, 16, 16], [0, 0, 16, 8], [50, 0, 16, 16], [50, 0, 16, 10]])
    scores = np.array([0.5, 0.8, 0.75, 0.7])
    digits = np.array([6, 6, 6, 6])
    check_kept(submission, boxes, scores, digits, 0.5, "four boxes of which two overlap by 1/2, iou_threshold 0.5")
    check_kept(submission, boxes, scores, digits, 0.75, "the same boxes, iou_threshold 0.75")
    check_kept(submission, boxes, scores, digits, 0.125, "the same boxes, iou_threshold 0.125")


@task(3)
def test_what_is_gone_suppresses_nothing(submission):
    """A box that was suppressed itself does not suppress; equal scores keep the order of the array."""
    boxes = np.array([[0.0, 0, 20, 20], [8, 0, 20, 20], [16, 0, 20, 20], [100, 50, 8, 8], [60, 50, 8, 8], [80, 90, 8, 8]])
    scores = np.array([0.875, 0.75, 0.625, 0.5, 0.5, 0.5])
    why = "The first two overlap by 3/7, and so do the second and the third; the first and the third by 1/9 only."
    check_kept(submission, boxes, scores, np.array([2, 2, 2, 7, 7, 1]), 0.25, "three boxes in a row and three elsewhere", why)


@task(3)
def test_any_boxes_on_the_canvas(submission, rng):
    """Any number of boxes, in any order, none at all, float32 too."""
    for dtype in (np.float64, np.float32):
        middle = np.repeat(rng.uniform(20, (172, 140), (9, 2)), 4, axis=0)
        size = np.repeat(rng.uniform(10, 40, (9, 2)), 4, axis=0) * rng.uniform(0.8, 1.2, (36, 2))
        middle += rng.normal(0, 3, middle.shape)
        boxes = np.hstack([middle - size / 2, size]).astype(dtype)
        scores = ((1 + rng.permutation(36)) / 40).astype(dtype)
        digits = np.repeat(rng.integers(CLASSES, size=9), 4)
        digits[rng.random(36) < 0.2] = 0
        if any(kept_of(boxes, scores, digits, 0.45 + more) != kept_of(boxes, scores, digits, 0.45) for more in (-1e-4, 1e-4)):
            continue
        check_kept(submission, boxes, scores, digits, 0.45, "36 boxes")
    check_kept(submission, np.zeros((0, 4)), np.zeros(0), np.zeros(0, int), None, "no boxes")


# --- Task 4: back to the image ----------------------------------------------------------------------------------------


@task(4)
def test_a_bar_above(submission):
    """The bar above is subtracted, then the factor undone; width and height become a second corner."""
    why = "The picture is 192 by 96, from row 32 on, and the image twice as large: (24, 52) is (24, 20) in the picture, (48, 40) in the image."
    check_back(submission, np.array([[24.0, 52, 30, 20], [100, 40, 12, 60]]), (192, 384, 3), why)


@task(4)
def test_a_bar_on_the_left(submission):
    """The bar on the left is subtracted, for an image that was enlarged."""
    why = "The picture is 80 by 160, from column 56 on, and the image a quarter of it."
    check_back(submission, np.array([[58.0, 3, 9, 16], [90.5, 100, 20, 30]]), (40, 20, 3), why)


@task(4)
def test_whole_numbers_of_pixels(submission):
    """What counts is the picture as it is on the canvas, and the bar before it is the smaller one."""
    why = "The picture is 192 by 5 (5.37), and 155 rows stay free: 77 above. y was multiplied by 5/14, and x by 192/500."
    check_back(submission, np.array([[20.0, 78, 30, 3], [120, 78.5, 12.25, 1]]), (14, 500, 3), why)
    check_back(submission, np.array([[20.0, 40, 30, 30], [120, 60, 12.25, 36]]), (150, 250, 3))
    check_back(submission, np.array([[20.0, 40, 30, 30], [120, 60, 12.25, 36]]), (170, 290, 3), "112.55 rows are 112.")


@task(4)
def test_clipped_to_the_image(submission, rng):
    """Boxes that reach into the bars or beyond end at the edge of the image; none give none."""
    boxes = np.array([[-5.0, 20, 40, 60], [170, 100, 60, 50], [60, 5, 10, 20]])
    why = "The image reaches from (0, 0) to (384, 192); a box in a bar is no more than a line at its edge."
    check_back(submission, boxes, (192, 384, 3), why)
    check.unchanged(submission)
    check_nothing(submission.to_image(np.zeros((0, 4)), (192, 384, 3)), "no boxes", (0, 4))
    for dtype in (np.float64, np.float32):
        shape = random_shape(rng)
        low = rng.uniform(-10, 150, (8, 2))
        check_back(submission, np.hstack([low, rng.uniform(5, 60, (8, 2))]).astype(dtype), (*shape, 3))


# --- Task 5: detect ---------------------------------------------------------------------------------------------------


@task(5)
def test_digits_in_exact_places(submission, fixture, scratch):
    """A picture of known digits: apart, side by side, and two different ones in one place."""
    name = "cells_in_pixels.onnx"
    cells = {
        (4, 3): numbers(7, 0.5, -0.25, 0.25, 0.5),
        (4, 4): numbers(7, -1.5, -0.25, 0.25, 0.5, sure=2.0),  # the same 7 once more
        (10, 15): numbers(2, 0.0, 1.0, 0.5, 0.25, sure=3.0),
        (11, 15): numbers(5, 0.0, -1.0, 0.5, 0.25, sure=2.5),  # a 5 in the same place
        (7, 20): numbers(9, sure=-0.5),
        (17, 15): numbers(1, sure=3.5),  # two of the same, side by side and far from the corner
        (17, 18): numbers(1, sure=1.5),
    }
    image = dotted(cells, (SIZE[1], SIZE[0]))
    path = net(fixture, scratch, name)
    why = "This network says what the pixels say: a 7 in two cells, a 2 and a 5 in one place, two 1s side by side, a 9 with a low score."
    more = {"path": fixture(name), "image": image}
    check_found(submission.detect(path, image), **more, name="an image of dots", why=why)
    check_found(submission.detect(path, image, 0.5), **more, name="the same image, threshold 0.5", threshold=0.5, why=why)
    answer = submission.detect(path, image, 0.25, 0.97)
    check_found(answer, **more, name="the same image, iou_threshold 0.97", iou_threshold=0.97, why=why)
    check.unchanged(submission)


@task(5)
def test_through_the_letterbox(submission, fixture, scratch):
    """Images with bars: boxes in pixels of the image, clipped to it; nothing found is an empty list."""
    name = "cells_in_pixels.onnx"
    path = net(fixture, scratch, name)
    for shape, times, (r, c) in (((112, 192), 1, (8, 2)), ((160, 128), 2, (5, 9)), ((111, 192), 1, (12, 17))):
        cells = {
            (r, c): numbers(3, 0.5, -0.25, 0.5, 0.75),
            (r + 1, c + 5): numbers(6, 1.5, 0.25, -0.5, 0.0, sure=1.5),
            (math.ceil((SIZE[1] - shape[0]) / 16), 12): numbers(8, w=0.5, h=1.5, sure=2.5),  # beyond the upper edge
        }
        image = dotted(cells, shape, times)
        what = f"an image of dots, {image.shape[1]} wide and {image.shape[0]} high"
        check_found(submission.detect(path, image), fixture(name), image, what)
    image = dotted({}, (112, 192))
    got = check.sequence(submission.detect(path, image), "detect in an image without digits")
    check.that(len(got) == 0, f"detect in an image without digits: expected an empty list, got {len(got)} detections.")


@task(5)
def test_a_scene(submission, rng, fixture, scratch, material):
    """The digits on a photograph, one wide and one high."""
    path, name = fixture("digit_detector.onnx"), "digit_detector.onnx"
    for shape in ((170, 290), (287, 181)):
        image = clear_scene(rng, material, path, shape)
        answer = submission.detect(net(fixture, scratch, name), image)
        check.unchanged(submission)
        check_found(answer, path, image, f"a scene {shape[1]} wide and {shape[0]} high")


@task(5)
def test_twenty_scenes(submission, rng, fixture, scratch):
    """The mAP over twenty scenes is what this network can reach."""
    path = fixture("digit_detector.onnx")
    given = net(fixture, scratch)
    images, objects, expected = twenty_scenes(int(rng.integers(2**63)), path, fixture("digits.npz"), *map(fixture, PHOTOGRAPHS))
    answers = [submission.detect(given, image) for image in images]
    found = [parts_of(answer, f"detect in scene {n}") for n, answer in enumerate(answers)]
    got, wanted = mean_ap(found, objects), mean_ap(expected, objects)
    if got < wanted - WORSE:
        words = f"The mAP over {SCENES} scenes is {got:.3f}; with this network it can be {wanted:.3f}."
        for number, (answer, image) in enumerate(zip(answers, images, strict=True)):
            if is_clear(path, image):  # the first scene that differs is drawn
                check_found(answer, path, image, f"scene {number}", why=words)
        check.that(False, words)


# --- Task 6: draw -----------------------------------------------------------------------------------------------------

#: The steps by which detections are drawn; a mistake is one of them changed.
DRAWING = {
    "order": lambda detections: detections,
    "corners": lambda x1, y1, x2, y2: (x1, y1, x2, y2),
    "whole": round,
    "text": lambda digit, score: f"{digit} {score:.2f}",
    "label": operator.add,
    "top": lambda y1, label: y1 - label if y1 >= label else y1,
}
DRAW = {
    "The numbers of the boxes were truncated. Round them.": {"whole": int},
    "A label was drawn above the image, where it cannot be seen.": {"top": lambda y1, label: y1 - label},
    "A label was drawn inside its box, although there is room above it.": {"top": lambda y1, label: y1},
    "x2 and y2 were taken for width and height.": {"corners": lambda x1, y1, x2, y2: (x1, y1, x1 + x2, y1 + y2)},
    "The detections were drawn from the last to the first.": {"order": lambda detections: detections[::-1]},
    "The label is too low. Its height is that of the text plus the baseline.": {"label": lambda height, baseline: height},
    "The text has only the digit.": {"text": lambda digit, score: f"{digit}"},
}


def drawn(image, detections, changed=None):
    """The image with what was found, drawn once more; with steps that are changed, to recognise a mistake."""
    step, image = DRAWING | (changed or {}), image.copy()
    colour, font = (178, 114, 0), cv2.FONT_HERSHEY_SIMPLEX
    for digit, score, box in step["order"](detections):
        x1, y1, x2, y2 = map(step["whole"], step["corners"](*box))
        text = step["text"](digit, score)
        (width, height), baseline = cv2.getTextSize(text, font, 0.4, 1)
        label = step["label"](height, baseline)
        top = step["top"](y1, label)
        cv2.rectangle(image, (x1, y1), (x2, y2), colour, 2)
        cv2.rectangle(image, (x1, top), (x1 + width, top + label), colour, cv2.FILLED)
        cv2.putText(image, text, (x1, top + height), font, 0.4, (255, 255, 255), 1, cv2.LINE_AA)
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


def check_drawn(submission, image, detections, name, why=""):
    got = submission.draw(image, detections)
    check.unchanged(submission)
    if detections and alike(got, drawn(image, detections)):  # a thicker frame is as good
        return

    def known():
        return {words: drawn(image, detections, changed) for words, changed in DRAW.items()}

    check.image(got, drawn(image, detections), name, dtype="uint8", input=image, why=why, mistakes=known)


def smooth_image(rng, height, width):
    """A random image without fine detail, so that a pixel has about the colour of its neighbours."""
    return cv2.resize(rng.integers(0, 256, (4, 5, 3), dtype=np.uint8), (width, height), interpolation=cv2.INTER_LINEAR)


def random_detection(rng, left, top):
    """A digit somewhere near (left, top); no number is halfway between two whole ones."""
    corner = np.array([left, top]) + rng.integers(0, 10, 2) + rng.choice([0.2, 0.7], 2)
    size = rng.integers(20, 40, 2) + rng.choice([0.1, 0.4], 2)
    return int(rng.integers(CLASSES)), int(rng.integers(30, 99)) / 100, (*corner.tolist(), *(corner + size).tolist())


@task(6)
def test_frame_and_label(submission, rng):
    """A frame and a label that stands on it."""
    detections = [random_detection(rng, 10, 30), random_detection(rng, 70, 40)]
    check_drawn(submission, smooth_image(rng, 100, 140), detections, "two digits, drawn")


@task(6)
def test_at_the_edges(submission, rng):
    """A label without room above goes into the box; later detections are on top; without detections the image does not change."""
    image = smooth_image(rng, 110, 130)
    digit, score, (x1, _, x2, _) = random_detection(rng, 20, 0)
    detections = [(digit, score, (x1, 3.4, x2, 44.7)), random_detection(rng, 100, 85)]
    check_drawn(submission, image, detections, "digits at the edges, drawn")
    (_, height), baseline = cv2.getTextSize(f"{digit} {score:.2f}", cv2.FONT_HERSHEY_SIMPLEX, 0.4, 1)
    for y1, why in ((height + baseline, "The label just fits."), (height + baseline - 1, "One row of the label would be above the image.")):
        check_drawn(submission, image, [(digit, score, (x1, float(y1), x2, y1 + 40.0))], f"a digit that begins in row {y1}, drawn", why)
    four = [(int(rng.integers(CLASSES)), 0.9, (x, y, x + 38.4, y + 35.4)) for x, y in ((30.2 + 16 * n, 40.7 + 10 * n) for n in range(4))]
    check_drawn(submission, image, four, "four digits one over another, drawn")  # far enough apart that thicker frames do not touch
    check_drawn(submission, image, [], "nothing, drawn")
