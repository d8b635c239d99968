"""Judges exercises/1_overview/roi_align.py.

Bilinear interpolation is a product of two interpolations along a line, so the expected values are sums over all cells, weighted by a
hat for each direction. The reference was compared with the operator RoiAlign (opset 16, "half_pixel") of onnx 1.23.2's reference
evaluator and of ONNX Runtime 1.32.0, for boxes inside of the map, beyond its borders and outside: no value differs by more than 2e-6.
"""

import math

import cv2
import numpy as np

from deepkata.suite import check, task

TOLERANCE = {"rtol": 1e-4, "atol": 1e-4}  # enough for float32
CELLS = (7.0 * np.arange(24) + 3).reshape(4, 6, 1) % 24  # every number from 0 to 23 once
STRIDES = (4, 8, 16, 12.5)


# --- what is expected -------------------------------------------------------------------------------------------------


def pooled(features, box, stride, size, nearest=round, last=1, best=np.max):
    """RoI pooling, bin by bin; ``nearest``, ``last`` and ``best`` are what a mistake may change."""
    x1, y1, x2, y2 = (nearest(float(v) / stride) for v in box)
    rows, columns = covered(y1, y2 + last, size), covered(x1, x2 + last, size)
    return np.array([[best(features[top:bottom, left:right], axis=(0, 1)) for left, right in columns] for top, bottom in rows])


def covered(begin, end, size):
    """The first cell and the end of each bin."""
    cells = end - begin
    return [(begin + i * cells // size, begin - (-(i + 1) * cells // size)) for i in range(size)]


def hats(places, cells):
    """How much each of so many cells counts at each place: 1 at its centre, 0 one cell away."""
    near = (places > -1) & (places < cells)
    distance = np.abs(np.clip(places, 0, cells - 1)[:, None] - np.arange(cells))
    return np.maximum(0, 1 - distance) * near[:, None]


def value(features, x, y):
    """The features at places (x, y), of shape (K, C)."""
    return np.einsum("ki,kj,ijc->kc", hats(y, features.shape[0]), hats(x, features.shape[1]), features.astype(float))


def parts(begin, end, stride, size, samples, shift=-0.5, within=0.5):
    """The places along one side of a box; ``shift`` and ``within`` are what a mistake may change."""
    part = (end - begin) / size / samples
    return np.array([(begin + (k + within) * part) / stride + shift for k in range(size * samples)])


def places(box, stride, size, samples, **changed):
    x1, y1, x2, y2 = (float(v) for v in box)
    return parts(x1, x2, stride, size, samples, **changed), parts(y1, y2, stride, size, samples, **changed)


def aligned(features, boxes, stride, size, samples=2, best=np.mean, **changed):
    """RoI align of all boxes; ``best`` and ``changed`` are what a mistake may change."""
    result = np.zeros((len(boxes), size, size, features.shape[2]))
    for box, bins in zip(boxes, result, strict=True):
        x, y = places(box, stride, size, samples, **changed)
        read = np.einsum("ri,sj,ijc->rsc", hats(y, features.shape[0]), hats(x, features.shape[1]), features.astype(float))
        bins[:] = best(read.reshape(size, samples, size, samples, -1), axis=(1, 3))
    return result


# --- checks -----------------------------------------------------------------------------------------------------------


def ramp(rows, columns):
    """Features that tell where they are: channel 0 holds each cell's column, channel 1 its row."""
    return np.stack(np.meshgrid(np.arange(columns), np.arange(rows)), axis=-1).astype(float)


def numbers(values):
    return "[" + ", ".join(f"{float(v):g}" for v in values) + "]"


def map_of(features):
    return f"a map of {features.shape[0]} rows and {features.shape[1]} columns"


def check_places(answer, box, stride, size, samples, why="", mistakes=None):
    """The columns and the rows are the expected ones; if not, both are drawn on the feature map."""
    name = f"sample_places of the box {numbers(box)}, stride={stride}, size={size}, samples={samples}"
    wanted = places(box, stride, size, samples)
    got = tuple(answer) if isinstance(answer, np.ndarray) and answer.ndim == 2 else answer
    got = check.sequence(got, name, 2)
    try:
        for axis, which in enumerate(("x", "y")):
            known = {words: each[axis] for words, each in (mistakes or {}).items()}
            check.array(got[axis], wanted[axis], f"{name}, {which}", why=why, mistakes=known, **TOLERANCE)
    except check.Mismatch as mismatch:
        if all(isinstance(part, np.ndarray) and part.dtype.kind == "f" and part.ndim == 1 and np.isfinite(part).all() for part in got):
            scene = tuple(math.ceil(v / stride) + 1 for v in (max(box[2], 1), max(box[3], 1)))
            mismatch.picture = check.beside(drawn(got, box, stride, scene), drawn(wanted, box, stride, scene), f"{name}: the box, and where it is read")
        raise


def drawn(where, box, stride, scene):
    """The cells of a feature map with their centres (grey), a box (blue) and the places (orange), as an image."""
    columns, rows = (min(side, 24) for side in scene)
    cell = max(12, 360 // max(columns, rows))
    image = np.full((rows * cell, columns * cell, 3), 255, np.uint8)
    for row, column in np.ndindex(rows, columns):
        cv2.rectangle(image, (column * cell, row * cell), ((column + 1) * cell, (row + 1) * cell), (215, 215, 215), 1)
        cv2.circle(image, (column * cell + cell // 2, row * cell + cell // 2), 2, (170, 170, 170), -1)
    x1, y1, x2, y2 = (round(float(v) / stride * cell) for v in box)
    cv2.rectangle(image, (x1, y1), (x2, y2), (178, 114, 0), 2)
    for y in np.clip(where[1], -2, 40)[:60]:
        for x in np.clip(where[0], -2, 40)[:60]:
            cv2.circle(image, (round((float(x) + 0.5) * cell), round((float(y) + 0.5) * cell)), max(2, cell // 9), (0, 94, 213), -1)
    return image


def check_aligned(answer, features, boxes, stride, size, samples, name, why="", mistakes=None):
    """The features of all boxes; if one differs, its bins are drawn beside the places where the box is read."""
    wanted = aligned(features, boxes, stride, size, samples)
    try:
        check.array(answer, wanted, name, why=why, mistakes=mistakes, **TOLERANCE)
    except check.Mismatch as mismatch:
        same_shape = isinstance(answer, np.ndarray) and answer.shape == wanted.shape and answer.dtype.kind in "iuf"
        wrong = np.argwhere(~np.isclose(answer, wanted, **TOLERANCE)) if same_shape else []
        if len(wrong):
            n, _, _, channel = wrong[0]
            scene = drawn(places(boxes[n], stride, size, samples), boxes[n], stride, features.shape[1::-1])
            title = f"{name}: box {n}, channel {channel}"
            mismatch.picture = map_drawn(answer[n, :, :, channel], wanted[n, :, :, channel], title, scene)
        raise


def map_drawn(got, wanted, title, scene):
    """The picture of bins that differ."""
    try:
        check.heat_map(got, wanted, title, rows="row of bins", columns="column of bins", image=scene, **TOLERANCE)
    except check.Mismatch as mismatch:
        return mismatch.picture
    return None


def box_inside(rng, rows, columns, stride):
    """A box whose rounded corners are cells of the map, and are not half-way between two."""
    x, y = np.sort(rng.choice(columns, 2, replace=False)), np.sort(rng.choice(rows, 2, replace=False))
    return (np.array([x[0], y[0], x[1], y[1]]) + rng.uniform(-0.4, 0.4, 4)) * stride


# --- Task 1: RoI pooling ----------------------------------------------------------------------------------------------


@task(1)
def test_the_box_is_rounded_to_cells(submission):
    """The corners are rounded to the nearest cells; the last cells belong to the box."""
    for box in ([20.0, 14, 59, 41], [54, 22, 73, 43], [3, 39, 41, 55], [36, 3, 76, 17], [1, 2, 7, 5]):
        x1, y1, x2, y2 = (round(v / 16) for v in box)
        mistakes = {
            "The corners were rounded down. Round to the nearest whole number.": pooled(CELLS, box, 16, 1, nearest=math.floor),
            "That is the mean of the cells. RoI pooling takes the maximum.": pooled(CELLS, box, 16, 1, best=np.mean),
        }
        if x2 > x1 and y2 > y1:
            mistakes["The cells at x2 and y2 were left out. They belong to the box."] = pooled(CELLS, box, 16, 1, last=0)
        why = f"Divided by 16 the corners are {numbers(np.array(box) / 16)}, so the box covers columns {x1} to {x2} and rows {y1} to {y2}."
        answer = submission.roi_pool(CELLS, np.array(box), 16, 1)
        check.array(answer, pooled(CELLS, box, 16, 1), f"roi_pool of the box {numbers(box)}, stride=16, size=1", why=why, mistakes=mistakes, **TOLERANCE)


@task(1)
def test_bins_share_a_cell(submission):
    """Bins are rounded to whole cells too: they grow, and two bins may share a cell."""
    cases = []
    for row, column in ((1, 2), (1, 3), (2, 4)):
        features = np.zeros((3, 5, 1))
        features[row, column] = 9
        cases.append((features, submission.roi_pool(features, np.array([1.0, 2, 33, 15]), 8, 2), row, column))
    for features, answer, row, column in cases:
        why = f"Only the cell in row {row}, column {column} is 9. Of 5 columns, bin 0 covers 0 to 2 and bin 1 covers 2 to 4; of 3 rows, 0 to 1 and 1 to 2."
        name = "roi_pool of a box of 3 rows and 5 columns, size=2"
        check.array(answer, pooled(features, [1, 2, 33, 15], 8, 2), name, why=why, **TOLERANCE)


@task(1)
def test_more_bins_than_cells(submission):
    """A box with fewer cells than bins still has a value in every bin."""
    for box, size in (([20.0, 14, 30, 41], 3), ([50, 30, 66, 33], 4), ([36, 3, 76, 17], 7)):
        answer = submission.roi_pool(CELLS, np.array(box), 16, size)
        name = f"roi_pool of the box {numbers(box)}, stride=16, size={size}"
        check.array(answer, pooled(CELLS, box, 16, size), name, why="Each bin begins rounded down and ends rounded up, so it has a cell.", **TOLERANCE)


@task(1)
def test_a_small_move_changes_nothing(submission, rng):
    """A box that is moved by a few pixels has the same features, until the rounding jumps."""
    features = rng.permutation(70).reshape(7, 10, 1).astype(float)
    for moved in (0, 3, 5, 7, 12):
        box = np.array([34.0, 34, 98, 66]) + moved
        name = f"roi_pool of the box {numbers(box)}, stride=16, size=2"
        check.array(submission.roi_pool(features, box, 16, 2), pooled(features, box, 16, 2), name, **TOLERANCE)


@task(1)
def test_any_pooled_box(submission, rng):
    """Any box, stride and number of bins; every channel has maxima of its own."""
    for rows, columns, channels in ((6, 9, 2), (9, 6, 5), (12, 15, 1)):
        features, stride, size = rng.normal(size=(rows, columns, channels)), rng.choice(STRIDES), int(rng.integers(2, 6))
        box = box_inside(rng, rows, columns, stride)
        name = f"roi_pool of the box {numbers(box)}, stride={stride:g}, size={size}, in {map_of(features)} with {channels} channels"
        check.array(submission.roi_pool(features, box, float(stride), size), pooled(features, box, stride, size), name, **TOLERANCE)
        check.unchanged(submission)


# --- Task 2: between the cells ----------------------------------------------------------------------------------------


@task(2)
def test_at_the_centres(submission):
    """At whole numbers the value is that of the cell: x is the column, y the row."""
    x, y = np.array([0.0, 4, 2, 1, 3]), np.array([0.0, 1, 2, 0, 2])
    answer = submission.bilinear(CELLS, x, y)
    mistakes = {
        "Row and column are exchanged: x is the column, the *second* index of the features.": CELLS[x.astype(int) % 4, y.astype(int)],
    }
    name = f"bilinear in a map of 4 rows and 6 columns, x = {numbers(x)}, y = {numbers(y)}"
    check.array(answer, CELLS[y.astype(int), x.astype(int)], name, mistakes=mistakes, **TOLERANCE)


@task(2)
def test_between_two_cells(submission):
    """Between two cells the nearer one has the larger weight."""
    x, y = np.array([1.25, 3.75, 0.5, 2, 4, 3]), np.array([0.0, 2, 1, 0.25, 1.75, 0.5])
    answer = submission.bilinear(CELLS, x, y)
    left, top = np.floor(x).astype(int), np.floor(y).astype(int)
    mistakes = {
        "The weights are exchanged: the farther cell got the larger one.": value(CELLS, 2 * left + (x != left) - x, 2 * top + (y != top) - y),
        "That is the nearest cell. Take all cells around the place, each with its weight.": value(CELLS, np.rint(x), np.rint(y)),
        "That is the cell to the left and above. Take all cells around the place.": value(CELLS, left, top),
    }
    low, high = CELLS[0, 1, 0], CELLS[0, 2, 0]
    why = f"The first place is a quarter of the way from {low:g} to {high:g}: 0.75 * {low:g} + 0.25 * {high:g} = {0.75 * low + 0.25 * high:g}."
    name = f"bilinear in a map of 4 rows and 6 columns, x = {numbers(x)}, y = {numbers(y)}"
    check.array(answer, value(CELLS, x, y), name, why=why, mistakes=mistakes, **TOLERANCE)


@task(2)
def test_between_four_cells(submission):
    """Between four cells each weight is a product of one for x and one for y."""
    features = np.zeros((3, 4, 4))
    for n in range(4):
        features[1 + n // 2, 1 + n % 2, n] = 1
    answer = submission.bilinear(features, np.array([1.25, 1.5]), np.array([1.375, 1.75]))
    wanted = value(features, np.array([1.25, 1.5]), np.array([1.375, 1.75]))
    why = "Each channel is 1 in one of the four cells, so it shows the weight of that cell. They sum to 1."
    check.array(answer, wanted, "bilinear at (1.25, 1.375) and (1.5, 1.75): the weights of the four cells", why=why, **TOLERANCE)


@task(2)
def test_a_ramp_is_exact(submission, rng):
    """On a ramp the value is exact at every place."""
    features = np.concatenate([ramp(5, 8), (2 * ramp(5, 8)[..., :1] - 3 * ramp(5, 8)[..., 1:] + 1)], axis=-1)
    x, y = rng.uniform(0, 6.9, 12), rng.uniform(0, 3.9, 12)
    answer = submission.bilinear(features, x, y)
    why = "Channel 0 of each cell is its column, channel 1 its row, and channel 2 is 2 * column - 3 * row + 1: so the values are x, y and 2x - 3y + 1."
    check.array(answer, np.stack([x, y, 2 * x - 3 * y + 1], axis=-1), "bilinear at 12 places of a ramp", why=why, **TOLERANCE)


@task(2)
def test_any_place_inside(submission, rng):
    """Any place inside, with any number of channels."""
    for rows, columns, channels in ((4, 7, 1), (9, 3, 6), (6, 6, 2)):
        features = rng.normal(size=(rows, columns, channels))
        x, y = rng.uniform(0, columns - 1.01, 15), rng.uniform(0, rows - 1.01, 15)
        answer = submission.bilinear(features, x, y)
        check.array(answer, value(features, x, y), f"bilinear at 15 places in {map_of(features)}, {channels} channels", **TOLERANCE)
        check.unchanged(submission)


# --- Task 3: the border, beyond it, integers --------------------------------------------------------------------------


@task(3)
def test_the_last_column_and_row(submission):
    """At the last centre there is no next cell, and none is needed."""
    x, y = np.array([5.0, 5, 5, 0.5, 2]), np.array([0.0, 1.5, 3, 3, 3])
    name = f"bilinear in a map of 4 rows and 6 columns, x = {numbers(x)}, y = {numbers(y)}"
    check.array(submission.bilinear(CELLS, x, y), value(CELLS, x, y), name, why="The last column is 5 and the last row 3.", **TOLERANCE)


@task(3)
def test_around_the_border(submission):
    """Up to one cell outside the border is continued; farther away all is 0."""
    features = 10 + CELLS[:3, :4]
    across, down = -1.7 + 0.4 * np.arange(17), -1.7 + 0.4 * np.arange(14)
    x, y = (side.ravel() for side in np.meshgrid(across, down))
    shape = (len(down), len(across))
    name = "bilinear of a map of 3 rows and 4 columns, on a grid with y from -1.7 to 3.5 in its rows and x from -1.7 to 4.7 in its columns,"
    answer = check.is_array(submission.bilinear(features, x, y), name, shape=(len(x), 1), dtype="float")
    padded = np.pad(features, ((1, 1), (1, 1), (0, 0)))
    inside = (x >= 0) & (x <= 3) & (y >= 0) & (y <= 2)
    clipped = value(features, x.clip(0, 3), y.clip(0, 2)).reshape(shape)
    mistakes = {
        "What lies outside was taken for 0 from the first centre on. Up to one cell away the border's value counts.": np.where(
            inside.reshape(shape), clipped, 0
        ),
        "The values fade to 0 outside. Up to one cell away the border's value counts in full.": value(padded, x + 1, y + 1).reshape(shape),
        "The border is continued for ever. Farther away than one cell all channels are 0.": clipped,
    }
    check.heat_map(answer.reshape(shape), value(features, x, y).reshape(shape), name, rows="y", columns="x", mistakes=mistakes, **TOLERANCE)


@task(3)
def test_integer_features(submission):
    """Integer features have fractions between them, and nothing overflows."""
    for dtype, cells in ((np.uint8, [[250, 240, 3], [7, 200, 255]]), (np.int64, [[-3, 4, 10], [5, -8, 1]]), (np.int8, [[-128, 127, 90], [100, -90, 127]])):
        features = np.array(cells, dtype)[:, :, None]
        x, y = np.array([0.25, 1.5, 0.75, 1.9]), np.array([0.0, 0.5, 0.9, 0.3])
        name = f"bilinear of {np.dtype(dtype)} features, x = {numbers(x)}, y = {numbers(y)}"
        check.array(submission.bilinear(features, x, y), value(features, x, y), name, why="The dtype of the features must not limit the result.", **TOLERANCE)


@task(3)
def test_small_maps(submission):
    """A map may have a single row or column, and there may be no places."""
    for rows, columns in ((1, 1), (1, 4), (3, 1)):
        features = 5 + np.arange(2.0 * rows * columns).reshape(rows, columns, 2)
        x, y = np.array([0, -0.5, 0.75, 0.25, -1.5]), np.array([0, 0.25, -0.75, 0.6, 0])
        name = f"bilinear in {map_of(features)}, x = {numbers(x)}, y = {numbers(y)}"
        check.array(submission.bilinear(features, x, y), value(features, x, y), name, **TOLERANCE)
    check.array(submission.bilinear(CELLS, np.zeros(0), np.zeros(0)), np.zeros((0, 1)), "bilinear at no places")


@task(3)
def test_any_place_around(submission, rng):
    """Any place in the map and around it, features in float32."""
    for rows, columns, channels in ((4, 7, 2), (8, 3, 1)):
        features = rng.normal(size=(rows, columns, channels)).astype(np.float32)
        x, y = rng.uniform(-2, columns + 1, 40), rng.uniform(-2, rows + 1, 40)
        answer = submission.bilinear(features, x, y)
        check.array(answer, value(features, x, y), f"bilinear at 40 places in {map_of(features)} and around it", **TOLERANCE)


# --- Task 4: where a box is read --------------------------------------------------------------------------------------

SHIFTS = {
    "Half a cell is missing. Place 0 is the *centre* of cell 0, which is at half a stride in pixels.": {"shift": 0},
    "Half a cell was added. A cell's centre is half a cell to the right of its left edge: subtract.": {"shift": 0.5},
}


@task(4)
def test_the_middle_of_one_cell(submission):
    """A box that is exactly one cell is read at the centre of that cell."""
    for column, row in ((2, 1), (0, 3), (5, 0)):
        box = 16.0 * np.array([column, row, column + 1, row + 1])
        mistakes = {words: places(box, 16, 1, 1, **changed) for words, changed in SHIFTS.items()}
        why = f"The box covers the cell in column {column} and row {row}, whose centre is the place ({column}, {row})."
        check_places(submission.sample_places(box, 16, 1, 1), box, 16, 1, 1, why=why, mistakes=mistakes)


@task(4)
def test_bins_and_their_parts(submission):
    """Each bin is divided into equal parts, which are read in the middle."""
    box = [16.0, 32, 80, 64]
    for size, samples in ((2, 1), (2, 2), (1, 4), (3, 2)):
        mistakes = {words: places(box, 16, size, samples, **changed) for words, changed in SHIFTS.items()}
        mistakes["The parts were read where they begin. Read them in the middle."] = places(box, 16, size, samples, within=0)
        edges = tuple(np.linspace(begin, end, size * samples) / 16 - 0.5 for begin, end in ((16, 80), (32, 64)))
        mistakes["The places go from edge to edge of the box. Read each part in its middle: the first is half a part inside."] = edges
        wide, high = 64 / size / samples, 32 / size / samples
        why = f"The parts are {wide:g} by {high:g} pixels. The first one has its middle at ({16 + wide / 2:g}, {32 + high / 2:g}) in pixels."
        check_places(submission.sample_places(np.array(box), 16, size, samples), box, 16, size, samples, why=why, mistakes=mistakes)


@task(4)
def test_nothing_is_rounded(submission):
    """A box that is moved by one pixel is read one pixel further."""
    for moved in (0.0, 1.0, 2.5, 7.0):
        box = np.array([37.0, 21, 88, 44]) + moved
        check_places(submission.sample_places(box, 8, 2, 2), box, 8, 2, 2, why="Nothing is rounded: neither the box nor its bins.")


@task(4)
def test_smaller_than_a_cell(submission):
    """A box that is smaller than a cell keeps its size."""
    for box in ([35.0, 20, 39, 22], [40, 3, 41, 45], [3, 50, 60, 50.5]):
        x1, y1, x2, y2 = box
        grown = places([x1, y1, max(x2, x1 + 16), max(y2, y1 + 16)], 16, 2, 2)
        mistakes = {"The box was enlarged to at least one cell. Without rounding there is no need to.": grown}
        check_places(submission.sample_places(np.array(box), 16, 2, 2), box, 16, 2, 2, mistakes=mistakes)


@task(4)
def test_beyond_the_border(submission):
    """A box that begins before the image has negative places; corners may be integers."""
    for box in ([-24.0, -8, 24, 40], [-40, -30, -10, -5]):
        check_places(submission.sample_places(np.array(box), 8, 2, 2), box, 8, 2, 2, why="Nothing is clipped.")
    box = np.array([3, 9, 50, 34])
    check_places(submission.sample_places(box, 8, 3, 1), box, 8, 3, 1, why="The corners are integers, but the places are not.")
    check.unchanged(submission)


@task(4)
def test_any_places(submission, rng):
    """Any box, stride, number of bins and of samples."""
    for _ in range(4):
        stride, size, samples = float(rng.choice(STRIDES)), int(rng.integers(2, 8)), int(rng.integers(1, 4))
        corner = rng.uniform(0, 60, 2)
        box = np.round(np.concatenate([corner, corner + rng.uniform(10, 80, 2)]), 2)
        check_places(submission.sample_places(box, stride, size, samples), box, stride, size, samples)
        check.unchanged(submission)


# --- Task 5: one box --------------------------------------------------------------------------------------------------


@task(5)
def test_on_a_ramp_each_bin_gives_its_centre(submission):
    """On a ramp each bin gives the place of its centre, exactly."""
    features = ramp(6, 9)
    for box, size in (([21.0, 30, 117, 78], 2), ([33, 17, 50, 83], 3)):
        x, y = places(box, 16, size, 1)
        why = f"Channel 0 of each cell is its column, channel 1 its row. The centre of the first bin is at x = {x[0]:.4g}, y = {y[0]:.4g}."
        boxes = np.array([box])
        mistakes = {words: aligned(features, boxes, 16, size, **changed) for words, changed in SHIFTS.items()}
        mistakes["Rows and columns of bins are exchanged: the row comes first."] = aligned(features, boxes, 16, size).transpose(0, 2, 1, 3)
        answer = submission.roi_align(features, boxes, 16, size, 2)
        check_aligned(answer, features, boxes, 16, size, 2, f"roi_align of the box {numbers(box)} on a ramp, stride=16, size={size}", why, mistakes)


@task(5)
def test_every_pixel_counts(submission):
    """A box that is moved by a few pixels has other features, by just as much."""
    features = ramp(6, 9)
    for moved in (0, 3, 5, 8):
        boxes = np.array([[32.0, 32, 96, 64]]) + moved
        name = f"roi_align of the box {numbers(boxes[0])} on a ramp, stride=16, size=2"
        why = f"The box was moved by {moved} pixels, which is {moved / 16:g} cells, so the values are larger by that." if moved else ""
        check_aligned(submission.roi_align(features, boxes, 16, 2, 2), features, boxes, 16, 2, 2, name, why)


@task(5)
def test_the_mean_of_the_samples(submission, rng):
    """A bin is the mean over its samples: 1, 4 or 9 of them."""
    features, boxes = rng.permutation(np.arange(0.0, 84, 2)).reshape(6, 7, 1), np.array([[9.0, 14, 44, 40]])
    for size, samples in ((1, 1), (1, 2), (2, 3), (2, 1)):
        mistakes = {}
        if samples > 1:
            mistakes = {
                "That is the maximum of the samples. RoI align takes their mean.": aligned(features, boxes, 8, size, samples, best=np.max),
                "That is the sum of the samples. RoI align takes their mean.": aligned(features, boxes, 8, size, samples, best=np.sum),
                "Each bin was read once, at its centre. Read samples * samples places.": aligned(features, boxes, 8, size, 1),
            }
        name = f"roi_align of the box {numbers(boxes[0])}, stride=8, size={size}, samples={samples}"
        answer = submission.roi_align(features, boxes, 8, size, samples)
        check_aligned(answer, features, boxes, 8, size, samples, name, mistakes=mistakes)


@task(5)
def test_rows_columns_and_channels(submission):
    """The result is ordered by row of bins, column of bins and channel."""
    features = np.zeros((6, 8, 4))
    for n, (row, column) in enumerate(((1, 2), (1, 5), (4, 2), (4, 5))):
        features[row, column, n] = 12 * (n + 1)
    boxes = np.array([[8.0, 0, 56, 48]])
    answer = submission.roi_align(features, boxes, 8, 2, 2)
    why = "Channel n has one high value: channel 0 at the top left, 1 at the top right, 2 at the bottom left, 3 at the bottom right."
    check_aligned(answer, features, boxes, 8, 2, 2, "roi_align of a box with a high value in each quarter, size=2", why)


@task(5)
def test_two_by_two_samples(submission, rng):
    """Without samples there are 2 by 2 of them in a bin."""
    features, boxes = rng.normal(size=(7, 5, 2)), np.array([[6.0, 10, 33, 50]])
    answer = submission.roi_align(features, boxes, 8, 2)
    check_aligned(answer, features, boxes, 8, 2, 2, "roi_align of a box, stride=8, size=2, no samples given")


@task(5)
def test_any_box(submission, rng):
    """Any box inside, stride, number of bins and of samples."""
    for rows, columns, channels in ((7, 11, 3), (12, 6, 1), (9, 9, 4)):
        features, stride = rng.normal(size=(rows, columns, channels)), float(rng.choice(STRIDES))
        size, samples = int(rng.integers(2, 6)), int(rng.integers(1, 4))
        boxes = np.round(box_inside(rng, rows - 1, columns - 1, stride)[None] + stride / 2, 2)
        name = f"roi_align of the box {numbers(boxes[0])}, stride={stride:g}, size={size}, samples={samples}, in {map_of(features)}"
        check_aligned(submission.roi_align(features, boxes, stride, size, samples), features, boxes, stride, size, samples, name)
        check.unchanged(submission)


# --- Task 6: several boxes, large and small ---------------------------------------------------------------------------


@task(6)
def test_several_boxes(submission, rng):
    """Each box has its own features, in the order of the boxes."""
    features = rng.normal(size=(8, 10, 2))
    boxes = np.stack([box_inside(rng, 8, 10, 16) for _ in range(4)])
    answer = submission.roi_align(features, boxes, 16, 3, 2)
    check_aligned(answer, features, boxes, 16, 3, 2, "roi_align of four boxes, stride=16, size=3")
    check.unchanged(submission)


@task(6)
def test_beyond_the_map(submission, rng):
    """A box beyond the map keeps its size; places outside count as 0 or as the border."""
    features = rng.uniform(5, 9, (4, 6, 1))
    boxes = np.array([[-40.0, 8, 40, 40], [56, 20, 180, 70], [20, -70, 50, 100], [-30, -30, 130, 100], [-90, 10, -30, 40]])
    alone = [submission.roi_align(features, box[None], 16, 3, 2) for box in boxes]
    clipped = boxes.clip(0, [96, 64, 96, 64])
    for box, cut, answer in zip(boxes, clipped, alone, strict=True):
        mistakes = {}
        if (cut != box).any() and (cut[2:] > cut[:2]).all():
            mistakes = {"The box was cropped to the map first. It keeps its size, and what lies outside is read as well.": aligned(features, cut[None], 16, 3)}
        name = f"roi_align of the box {numbers(box)}, stride=16, size=3, in a map of 4 rows and 6 columns"
        why = "Places up to one cell outside get the value of the border; those farther away are 0, and count in the mean."
        check_aligned(answer, features, box[None], 16, 3, 2, name, why, mistakes)


@task(6)
def test_small_boxes(submission, rng):
    """A box that is smaller than a cell gets values from between the centres around it."""
    features = rng.normal(size=(5, 6, 2))
    boxes = np.array([[33.0, 18, 36, 25], [50, 40, 50.5, 70], [20, 30.25, 22, 30.75]])
    answer = submission.roi_align(features, boxes, 16, 2, 2)
    check_aligned(answer, features, boxes, 16, 2, 2, "roi_align of three boxes that are smaller than a cell, stride=16, size=2")


@task(6)
def test_no_boxes(submission):
    """Without boxes the result has no features, but it has its shape."""
    answer = submission.roi_align(CELLS, np.zeros((0, 4)), 16, 3, 2)
    check.array(answer, np.zeros((0, 3, 3, 1)), "roi_align of no boxes, size=3, in a map with one channel")


@task(6)
def test_integers(submission, rng):
    """Features and boxes may be integers; the result is not."""
    features = rng.integers(0, 256, (5, 7, 2)).astype(np.uint8)
    boxes = np.array([[5, 9, 41, 30], [10, 3, 33, 38]])
    answer = submission.roi_align(features, boxes, 8, 2, 2)
    check_aligned(answer, features, boxes, 8, 2, 2, "roi_align of two boxes of integers, in a map of uint8")


@task(6)
def test_any_boxes(submission, rng):
    """Any boxes, inside and beyond, as many as a detector proposes."""
    features, stride = rng.normal(size=(10, 14, 3)), float(rng.choice(STRIDES))
    corners = rng.uniform((-3, -3), (13, 9), (30, 2))
    boxes = np.hstack([corners, corners + rng.uniform(0.3, 8, (30, 2))]) * stride
    answer = submission.roi_align(features, boxes, stride, 4, 2)
    check_aligned(answer, features, boxes, stride, 4, 2, f"roi_align of 30 boxes, stride={stride:g}, size=4, in {map_of(features)}")
