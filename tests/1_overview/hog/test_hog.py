"""Judges exercises/1_overview/hog.py."""

import numpy as np

from deepkata.suite import check, task

CIRCLE = "The range of angles is a circle: the first bin follows the last one."


def some_digit(fixture, rng):
    """A real digit, its ink bright, in uint8."""
    with np.load(fixture("digits.npz")) as data:
        return 15 * data["x"][rng.integers(len(data["x"]))]


def random_image(rng, height, width):
    return rng.integers(0, 256, (height, width), dtype=np.uint8)


def slope(angle, size=9, steepness=0.5):
    """An image whose brightness grows steadily towards an angle, by so much that gradients have the length 2 * steepness."""
    row, column = np.mgrid[:size, :size]
    turn = np.radians(angle)
    return steepness * (column * np.cos(turn) + row * np.sin(turn))


def middle_cell(histograms, name, bins):
    """The histogram of the cell in the middle of 3 by 3, to which no border belongs."""
    return check.is_array(histograms, name, shape=(3, 3, bins), dtype="float")[1, 1]


def check_middle(submission, angle, bins, signed, expected, why="", mistakes=None):
    """The middle cell of a slope, of 9 pixels with gradients of length 1, has the expected histogram."""
    name = f"histogram of 9 gradients of length 1 at {angle:g}°, {bins} bins, signed={signed}"
    got = middle_cell(submission.cell_histograms(slope(angle), 3, bins, signed), name, bins)
    check.array(got, np.array(expected, dtype=float), name, why=why, atol=1e-4, mistakes=mistakes)


def check_gradients(result, expected, name, image, why="", mistakes=None):
    """Both gradients are the expected ones; the first that is not is drawn."""
    got = check.sequence(result, f"gradients of {name}", 2)
    for what, mine, right in zip(("gx", "gy"), got, expected, strict=True):
        others = {words: pair[what == "gy"] for words, pair in (mistakes or {}).items()}
        check.image(mine, right, f"{what} of {name}", layout="HW", input=image, why=why, mistakes=others)


def check_cells(histograms, expected, name, image, why=""):
    """All histograms are the expected ones; if not, they are drawn, a row for each cell."""
    got = check.is_array(histograms, name, shape=expected.shape, dtype="float", why=why)
    parts = expected.shape[-1]
    atol = 1e-5 * max(1.0, float(np.abs(expected).max()))
    name += ", a row for each cell"
    drawn = {"rows": "cell", "columns": "bin", "image": image}
    check.heat_map(got.reshape(-1, parts), expected.reshape(-1, parts), name, rtol=1e-4, atol=atol, why=why, **drawn)


def summed(values, cell):
    """The sum of the values in each cell."""
    rows, columns = values.shape[0] // cell, values.shape[1] // cell
    return values[: rows * cell, : columns * cell].reshape(rows, cell, columns, cell).sum(axis=(1, 3))


def one_vote_kept(gx, gy, cell):
    """What `histograms[row, column, bin] += ...` leaves with arrays of indices: the last vote for each index; summed, of 9 bins."""
    rows, columns = gx.shape[0] // cell, gx.shape[1] // cell
    row, column = np.indices((rows * cell, columns * cell)) // cell
    inside = np.s_[: rows * cell, : columns * cell]
    length, place = np.hypot(gx, gy)[inside], (np.degrees(np.arctan2(gy, gx)) % 180)[inside] / 20 - 0.5
    below = np.floor(place).astype(int)
    shared, first = np.zeros((2, rows, columns, 9))
    shared[row, column, below % 9] += length * (1 - place + below)
    shared[row, column, (below + 1) % 9] += length * (place - below)
    first[row, column, 0] += length
    words = "Of the votes for the same bin of the same cell only the last was kept: += with arrays of indices adds once to each place"
    return {f"{words}; np.add.at adds all.": shared.sum(axis=2), f"{words}; np.add.at adds them all.": first.sum(axis=2)}


# --- Task 1: gradients ----------------------------------------------------------------------------------------------


@task(1)
def test_right_minus_left(submission):
    """gx is the pixel on the right minus the one on the left; at the border a pixel is its own neighbour."""
    image = np.array([[2.0, 3, 7, 15, 20]] * 3)
    expected = np.array([[1.0, 5, 12, 13, 5]] * 3), np.zeros((3, 5))
    mistakes = {
        "Those are the differences to the next pixel on the right. A gradient is the difference between both neighbours.": (
            np.array([[1.0, 4, 8, 5, 0]] * 3),
            np.zeros((3, 5)),
        ),
        "The differences are halved inside and not at the border, as by np.gradient.": tuple(
            np.gradient(image, axis=axis) for axis in (1, 0)
        ),
    }
    why = "In a row 2, 3, 7, 15, 20: 3 - 2 (the border counts as 2), 7 - 2, 15 - 3, 20 - 7, 20 - 15."
    check_gradients(submission.gradients(image), expected, "three rows 2, 3, 7, 15, 20", image, why, mistakes)


@task(1)
def test_below_minus_above(submission):
    """gy is the pixel below minus the one above."""
    image = np.array([[2.0, 3, 7, 15, 20]] * 3).T
    expected = np.zeros((5, 3)), np.array([[1.0, 5, 12, 13, 5]] * 3).T
    why = "Rows are counted downwards, and columns to the right: from column to column nothing changes here."
    check_gradients(submission.gradients(image), expected, "three columns 2, 3, 7, 15, 20", image, why)


@task(1)
def test_darker_to_the_right(submission):
    """Where a uint8 image becomes darker, the gradient is negative."""
    image = np.array([[200, 150, 10], [0, 100, 255]], dtype=np.uint8)
    expected = np.array([[-50.0, -190, -140], [100, 255, 155]]), np.array([[-200.0, -50, 245]] * 2)
    why = "150 - 200 is -50, which a uint8 cannot hold: it becomes 206."
    check_gradients(submission.gradients(image), expected, "a uint8 image", image, why)


@task(1)
def test_wide_differences(submission):
    """Differences that do not fit into the dtype of the image are right."""
    for dtype, low, high in ((np.int8, -128, 127), (np.int16, -30_000, 30_000), (np.uint16, 0, 65_535), (np.float16, -60_000, 60_000)):
        image = np.array([[high, low, low], [high, high, low]], dtype=dtype)
        gap = float(high - low)
        expected = np.array([[-gap, -gap, 0], [0, -gap, -gap]]), np.array([[0, gap, 0]] * 2)
        check_gradients(submission.gradients(image), expected, f"a {np.dtype(dtype)} image of {low} and {high}", image)


@task(1)
def test_one_row_or_one_column(submission):
    """In an image of a single row or column nothing changes across it."""
    for image, gx, gy in (
        (np.array([[3.0, 8, 9]]), [[5.0, 6, 1]], [[0.0, 0, 0]]),
        (np.array([[3.0], [8], [9]]), [[0.0], [0], [0]], [[5.0], [6], [1]]),
        (np.array([[7.0]]), [[0.0]], [[0.0]]),
    ):
        name = f"an image of shape {image.shape}"
        check_gradients(submission.gradients(image), (np.array(gx), np.array(gy)), name, image)


@task(1)
def test_any_gradients(submission, reference, rng):
    """Any image, also a part of a larger one."""
    image = random_image(rng, 14, 11)
    result = submission.gradients(image)
    check.unchanged(submission)
    check_gradients(result, reference.gradients(image), "a 14 by 11 image", image)
    part = (random_image(rng, 12, 20) / np.float32(16))[1::2, ::-1]
    check_gradients(submission.gradients(part), reference.gradients(part.copy()), "a part of an image", part)


# --- Task 2: cells and votes ----------------------------------------------------------------------------------------


@task(2)
def test_the_grid_of_cells(submission, rng):
    """There are as many cells as fit, in rows and columns, each with its histogram."""
    for height, width, cell, bins in ((12, 20, 4, 9), (9, 4, 2, 6), (7, 16, 5, 4), (3, 3, 3, 2), (4, 6, 1, 5)):
        name = f"histograms of an image {height} high and {width} wide, cell={cell}, bins={bins}"
        why = f"{height} // {cell} rows of cells, {width} // {cell} columns, {bins} numbers each; what is left over belongs to no cell."
        histograms = submission.cell_histograms(random_image(rng, height, width), cell, bins, False)
        check.is_array(histograms, name, shape=(height // cell, width // cell, bins), dtype="float", why=why)


@task(2)
def test_each_pixel_votes_with_its_length(submission, reference, rng):
    """The votes in a cell sum to the lengths of its gradients, those of the pixels beyond its edge included in the differences."""
    for height, width, cell in ((8, 12, 4), (11, 7, 3), (9, 10, 1)):
        image = random_image(rng, height, width)
        gx, gy = reference.gradients(image)
        name = f"histograms of an image {height} high and {width} wide, cell={cell}"
        histograms = submission.cell_histograms(image, cell, 9, False)
        histograms = check.is_array(histograms, name, shape=(height // cell, width // cell, 9), dtype="float")
        mistakes = {
            "The votes were counted. Weight each vote by the length of its gradient.": summed(np.hypot(gx, gy) > 0, cell) * 1.0,
            "Every pixel has one vote. Weight each vote by the length of its gradient.": summed(np.ones_like(gx), cell),
            "Those are the sums of the squared lengths.": summed(gx**2 + gy**2, cell),
            "Those are the sums of |gx| + |gy|; the length is the root of gx² + gy².": summed(np.abs(gx) + np.abs(gy), cell),
            "Those are the means of the lengths. Sum the votes.": summed(np.hypot(gx, gy), cell) / cell**2,
            **one_vote_kept(gx, gy, cell),
        }
        right = summed(np.hypot(gx, gy), cell)
        atol = 1e-5 * float(right.max())
        total = f"sum over the bins of the {name}"
        check.heat_map(histograms.sum(axis=2), right, total, image=image, rtol=1e-4, atol=atol, mistakes=mistakes)


@task(2)
def test_votes_stay_in_their_cell(submission):
    """A single bright pixel changes its neighbours' gradients, and no other cell."""
    image = np.zeros((8, 12), dtype=np.uint8)
    image[1, 6] = 100
    expected = np.zeros((2, 3))
    expected[0, 1] = 400.0
    why = "The pixels to the left and right of it, above and below it have gradients of length 100; all lie in cell [0, 1]."
    histograms = submission.cell_histograms(image, 4, 6, False)
    histograms = check.is_array(histograms, "histograms of one bright pixel", shape=(2, 3, 6), dtype="float")
    total = "sum over the bins of the histograms of one bright pixel at [1, 6], cell=4"
    check.heat_map(histograms.sum(axis=2), expected, total, image=image, why=why, atol=1e-3)


@task(2)
def test_an_edge_between_two_cells(submission):
    """The gradients are those of the whole image: an edge between two cells counts in both."""
    image = np.zeros((4, 8))
    image[:, 4:] = 10
    why = "The pixels in columns 3 and 4 both have a neighbour on the other side of the edge, though in another cell."
    histograms = submission.cell_histograms(image, 4, 4, False)
    histograms = check.is_array(histograms, "histograms of an edge between two cells", shape=(1, 2, 4), dtype="float")
    total = "sum over the bins of the histograms of an edge between two cells"
    check.heat_map(histograms.sum(axis=2), np.array([[40.0, 40]]), total, image=image, why=why, atol=1e-4)


@task(2)
def test_a_flat_image_has_no_edges(submission):
    """Where nothing changes, there is no vote, and no NaN either."""
    for image in (np.full((6, 4), 80, dtype=np.uint8), np.zeros((6, 4))):
        for signed in (False, True):
            name = f"histograms of an image full of {image[0, 0]:g}, signed={signed}"
            check.array(
                submission.cell_histograms(image, 2, 5, signed),
                np.zeros((3, 2, 5)),
                name,
                why="The gradients have the length 0.",
            )


# --- Task 3: directions ---------------------------------------------------------------------------------------------


@task(3)
def test_a_direction_at_the_centre_of_a_part(submission):
    """A gradient at the centre of a bin gives its whole vote to this bin."""
    for part, angle in ((0, 22.5), (3, 157.5), (1, 67.5), (2, 112.5)):
        expected = 9.0 * np.eye(4)[part]
        why = f"The bins are 45° wide; the centre of bin {part} is ({part} + 1/2) times 45° = {angle:g}°."
        exchanged = 9.0 * np.eye(4)[(1 - part) % 4]
        mistakes = {"x and y are exchanged in the angle: np.arctan2 takes gy first, then gx.": exchanged}
        if part == 3:
            words = "All votes are in the first bin. The angle, np.degrees(np.arctan2(gy, gx)), decides which bin gets a vote."
            mistakes[words] = 9.0 * np.eye(4)[0]
        check_middle(submission, angle, 4, False, expected, why, mistakes)


@task(3)
def test_a_direction_between_two_parts(submission):
    """A vote is shared between the two nearest bins, in proportion."""
    for angle, expected in ((45, [4.5, 4.5, 0, 0]), (75, [0, 7.5, 1.5, 0]), (140.625, [0, 0, 3.375, 5.625])):
        place = angle / 45 - 0.5
        why = f"{angle:g}° is {place:g} bins of 45° from the centre of bin 0: that far it lies between the bins {int(place)} and {int(place) + 1}."
        nearest = 9.0 * np.eye(4)[int(angle // 45)]
        shifted = np.zeros(4)
        shifted[int(angle // 45)] = 9 * (1 - angle / 45 % 1)
        shifted[(int(angle // 45) + 1) % 4] = 9 * (angle / 45 % 1)
        mistakes = {
            "The whole vote went to one bin. Share it between two.": nearest,
            "The bins are centred at 0°, 45°, 90°, ...: half a bin too low.": shifted,
        }
        check_middle(submission, angle, 4, False, expected, why, mistakes)


@task(3)
def test_between_the_last_part_and_the_first(submission):
    """Near 0° and near 180° a vote is shared between the first bin and the last one."""
    for angle, expected in ((0, [4.5, 0, 0, 4.5]), (11.25, [6.75, 0, 0, 2.25]), (168.75, [2.25, 0, 0, 6.75])):
        first, last = expected[0], expected[3]
        at_the_end = [9.0, 0, 0, 0] if angle < 90 else [0, 0, 0, 9.0]
        mistakes = {
            "The vote stayed in the last bin. Beyond the last bin comes the first one again.": np.array(at_the_end),
            "A share of the vote is lost at the end of the range.": np.array([first, 0, 0, 0] if angle < 90 else [0, 0, 0, last]),
        }
        if angle < 22.5:
            place = angle / 45 - 0.5
            cut = np.array([9 * (1 - place), 9 * place, 0, 0])
            mistakes[f"int() truncates towards 0: of {place:g} it makes 0, where the whole number below, np.floor, is -1."] = cut
        check_middle(submission, angle, 4, False, expected, CIRCLE, mistakes)


@task(3)
def test_nine_parts(submission):
    """Nine bins of 20°, as in the paper."""
    for angle, pairs in (
        (10, {0: 9}),
        (45, {1: 2.25, 2: 6.75}),
        (90, {4: 9}),
        (175, {8: 6.75, 0: 2.25}),
        (130, {6: 9}),
    ):
        expected = np.zeros(9)
        expected[list(pairs)] = list(pairs.values())
        check_middle(submission, angle, 9, False, expected, "The centres are 10°, 30°, 50° and so on.")


@task(3)
def test_opposite_directions_are_one(submission):
    """Unsigned, a step from dark to bright counts like a step from bright to dark."""
    for angle, expected in (
        (202.5, [9.0, 0, 0, 0]),
        (303.75, [0, 0, 6.75, 2.25]),
        (180, [4.5, 0, 0, 4.5]),
        (-22.5, [0, 0, 0, 9.0]),
    ):
        mirrored = -angle if -180 < angle < 0 else 360 - angle if angle > 180 else angle
        place = mirrored / 45 - 0.5
        absolute = np.zeros(4)
        absolute[int(np.floor(place)) % 4] += 9 * (1 - place % 1)
        absolute[(int(np.floor(place)) + 1) % 4] += 9 * (place % 1)
        mistakes = {} if angle == 180 else {"The sign of the angle was dropped; -30° is the same direction as 150°, not as 30°.": absolute}
        why = f"{angle:g}° and {angle % 180:g}° are opposite directions of one line: the angle is taken modulo 180°."
        check_middle(submission, angle, 4, False, expected, why, mistakes)


@task(3)
def test_a_negative_image_has_the_same_histograms(submission, rng):
    """Exchanging dark and bright changes no unsigned histogram."""
    image = random_image(rng, 9, 12)
    name = "histograms of a 9 by 12 image"
    one = check.is_array(submission.cell_histograms(image, 3, 6, False), name, shape=(3, 4, 6), dtype="float")
    why = "Every gradient turns by 180°, and unsigned that is no turn."
    check_cells(submission.cell_histograms(255 - image, 3, 6, False), one, f"{name} with dark and bright exchanged", image, why)


@task(3)
def test_a_turned_image(submission, rng):
    """Turning the image by a quarter turns the grid of cells, and moves every vote by half of the bins."""
    image = random_image(rng, 8, 12)
    one = submission.cell_histograms(image, 4, 6, False)
    one = check.is_array(one, "histograms of an 8 by 12 image", shape=(2, 3, 6), dtype="float")
    turned = submission.cell_histograms(np.rot90(image), 4, 6, False)
    why = "Half of 180° is 90°: bin 0 becomes bin 3, bin 1 becomes bin 4, and so on."
    expected = np.roll(np.rot90(one), 3, axis=2)
    check_cells(turned, expected, "histograms of the same image turned by a quarter", np.rot90(image), why)


@task(3)
def test_a_mirrored_image(submission, rng):
    """Mirroring the image mirrors the grid of cells and reverses the order of the bins."""
    image = random_image(rng, 6, 9)
    one = submission.cell_histograms(image, 3, 5, False)
    one = check.is_array(one, "histograms of a 6 by 9 image", shape=(2, 3, 5), dtype="float")
    mirrored = submission.cell_histograms(image[:, ::-1], 3, 5, False)
    why = "An angle of a degrees becomes one of 180° - a."
    check_cells(mirrored, one[:, ::-1, ::-1], "histograms of the mirrored image", image[:, ::-1], why)


@task(3)
def test_any_unsigned_histograms(submission, reference, fixture, rng):
    """Any image, any cell, any number of bins; real digits too."""
    digit = some_digit(fixture, rng)
    for image, cell, bins in (
        (random_image(rng, 13, 10), 4, 9),
        (random_image(rng, 6, 9), 2, 2),
        (random_image(rng, 5, 7), 1, 3),
        (digit, 2, 9),
        (rng.normal(size=(9, 6)), 3, 8),
    ):
        name = f"histograms of a {image.shape[0]} by {image.shape[1]} image, cell={cell}, bins={bins}, signed=False"
        result = submission.cell_histograms(image, cell, bins, False)
        check_cells(result, reference.cell_histograms(image, cell, bins, False), name, image)


# --- Task 4: signed -------------------------------------------------------------------------------------------------


@task(4)
def test_the_full_circle(submission):
    """Signed, the bins go once around, and opposite directions differ."""
    for angle, pairs in (
        (22.5, {0: 9}),
        (202.5, {4: 9}),
        (101.25, {1: 2.25, 2: 6.75}),
        (300, {6: 7.5, 7: 1.5}),
        (270, {5: 4.5, 6: 4.5}),
    ):
        expected = np.zeros(8)
        expected[list(pairs)] = list(pairs.values())
        why = "The full circle in 8 bins: each is 45° wide, and the centres are 22.5°, 67.5° and so on to 337.5°."
        words = f"{angle:g}° came out as {angle - 180:g}°: arctan of gy / gx cannot tell opposite directions, np.arctan2(gy, gx) can."
        mistakes = {words: np.roll(expected, 4)} if angle > 180 else {}
        check_middle(submission, angle, 8, True, expected, why, mistakes)


@task(4)
def test_between_the_last_part_and_the_first_of_the_circle(submission):
    """Near 0° and 360° a vote is shared between the first bin and the last one."""
    for angle, pairs in ((0, {0: 4.5, 7: 4.5}), (-11.25, {7: 6.75, 0: 2.25}), (356.25, {7: 5.25, 0: 3.75})):
        expected = np.zeros(8)
        expected[list(pairs)] = list(pairs.values())
        check_middle(submission, angle, 8, True, expected, CIRCLE)


@task(4)
def test_a_negative_image_turns_all_directions(submission, rng):
    """Signed, exchanging dark and bright moves every vote by half of the bins."""
    image = random_image(rng, 8, 8)
    one = submission.cell_histograms(image, 4, 6, True)
    one = check.is_array(one, "signed histograms of an 8 by 8 image", shape=(2, 2, 6), dtype="float")
    name = "signed histograms of the image with dark and bright exchanged"
    why = "Every gradient turns by 180°: bin 0 becomes bin 3, bin 1 becomes bin 4, and so on."
    check_cells(submission.cell_histograms(255 - image, 4, 6, True), np.roll(one, 3, axis=2), name, image, why)


@task(4)
def test_opposite_parts_make_the_unsigned_histogram(submission, rng):
    """The two halves of a signed histogram sum to the unsigned one, of half as many bins."""
    image = random_image(rng, 6, 9)
    signed = submission.cell_histograms(image, 3, 8, True)
    signed = check.is_array(signed, "signed histograms of a 6 by 9 image", shape=(2, 3, 8), dtype="float")
    unsigned = submission.cell_histograms(image, 3, 4, False)
    check_cells(
        unsigned,
        signed[..., :4] + signed[..., 4:],
        "unsigned histograms against the sum of opposite signed bins",
        image,
    )


@task(4)
def test_any_signed_histograms(submission, reference, fixture, rng):
    """Any image, any cell, any number of bins; real digits too."""
    digit = some_digit(fixture, rng)
    for image, cell, bins in ((random_image(rng, 10, 13), 4, 9), (random_image(rng, 6, 9), 2, 2), (digit, 2, 8)):
        name = f"histograms of a {image.shape[0]} by {image.shape[1]} image, cell={cell}, bins={bins}, signed=True"
        check_cells(
            submission.cell_histograms(image, cell, bins, True),
            reference.cell_histograms(image, cell, bins, True),
            name,
            image,
        )


# --- Task 5: blocks -------------------------------------------------------------------------------------------------


def check_features(features, expected, name, why="", mistakes=None):
    """The feature vector is the expected one; if not, both are drawn as curves."""
    check.curve(features, expected, name, x="feature", rtol=1e-4, atol=1e-5, why=why, mistakes=mistakes)


@task(5)
def test_one_block(submission, reference, rng):
    """Four cells make one block, in the order top left, top right, bottom left, bottom right, of length 1."""
    image = random_image(rng, 6, 6)
    cells = reference.cell_histograms(image, 3, 4, False)
    whole = cells.reshape(-1)
    each = (cells / np.linalg.norm(cells, axis=2, keepdims=True)).reshape(-1)
    by_columns = cells.transpose(1, 0, 2).reshape(-1)
    mistakes = {
        "The histograms are as long as they were: divide each block by its length.": whole,
        "Every cell was normalised separately. Divide the four cells of a block by one length.": each,
        "The block is divided by the sum of its values; its length is the root of the sum of their squares.": whole / whole.sum(),
        "The block is divided by the square of its length: the root is missing.": whole / (whole**2).sum(),
        "The block is divided by its largest value, not by its length.": whole / whole.max(),
        "The cells are in the order of columns: top left, bottom left, top right, bottom right.": by_columns / np.linalg.norm(whole),
    }
    features = submission.hog(image, 3, 4, False)
    check_features(features, whole / np.linalg.norm(whole), "features of a 6 by 6 image, cell=3, bins=4", mistakes=mistakes)


@task(5)
def test_blocks_overlap(submission, reference, rng):
    """There is a block for each place that 2 by 2 cells can have, row by row."""
    image = random_image(rng, 9, 13)
    cells = reference.cell_histograms(image, 3, 2, True)
    blocks = [cells[r : r + 2, c : c + 2].reshape(-1) for r in range(2) for c in range(3)]
    expected = np.concatenate([block / np.linalg.norm(block) for block in blocks])
    why = "3 by 4 cells have 2 by 3 blocks: 6 blocks of 4 histograms of 2 bins are 48 numbers. An inner cell is in several blocks."
    everything = np.concatenate(blocks)
    mistakes = {"All blocks were divided by the same length. Each has its own.": everything / np.linalg.norm(everything)}
    check_features(submission.hog(image, 3, 2, True), expected, "features of a 9 by 13 image, cell=3, bins=2", why, mistakes)


@task(5)
def test_a_flat_image_has_features_of_zero(submission):
    """A block without gradient stays 0, in a flat image and in the flat part of another one."""
    flat = np.full((8, 8), 120, dtype=np.uint8)
    why = "Its length is 0, and 0/0 is NaN, which spoils every sum after it."
    check_features(submission.hog(flat, 2, 9, False), np.zeros(9 * 36), "features of an image full of 120", why)
    image = np.zeros((4, 8), dtype=np.uint8)
    image[:2, 0] = 200  # felt in columns 0 and 1 only: the block on the right is flat
    features = submission.hog(image, 2, 3, False)
    features = check.is_array(features, "features of an image whose right half is flat", shape=(36,), dtype="float")
    check_features(features[24:], np.zeros(12), "the last block of an image whose right half is flat", why)
    check.close(float(np.sum(features[:12] ** 2)), 1.0, "sum of the squares of its first block", rtol=1e-3)


@task(5)
def test_light_does_not_matter(submission, rng):
    """A brighter image, and one with more contrast, have the same features."""
    image = rng.integers(0, 100, (8, 12)).astype(np.uint8)
    one = submission.hog(image, 4, 6, False)
    one = check.is_array(one, "features of an 8 by 12 image", shape=(48,), dtype="float")
    check.that(bool(np.isfinite(one).all() and (one > 0).any()), "features of an 8 by 12 image: there is none above 0.")
    for other, what in (
        (image + np.uint8(50), "brighter by 50"),
        (image * np.uint8(2), "with twice the contrast"),
        (image / np.float64(255), "divided by 255"),
        (image / np.float64(5000), "divided by 5000"),
        (image / np.float64(1e7), "divided by ten million"),
        (image / np.float64(1e12), "divided by a million million"),
    ):
        why = "What is added to an image vanishes in the differences; a factor vanishes in the division by the length, if nothing is added to the length."
        check_features(submission.hog(other, 4, 6, False), one, f"features of the same image {what}", why)


@task(5)
def test_any_features(submission, reference, fixture, rng):
    """Any image, any cell, any number of bins, signed or not; real digits too."""
    digit = some_digit(fixture, rng)
    for image, cell, bins, signed in (
        (random_image(rng, 13, 18), 4, 9, False),
        (random_image(rng, 7, 5), 2, 8, True),
        (digit, 2, 8, True),
        (digit, 4, 9, False),
    ):
        name = f"features of a {image.shape[0]} by {image.shape[1]} image, cell={cell}, bins={bins}, signed={signed}"
        result = submission.hog(image, cell, bins, signed)
        check_features(result, reference.hog(image, cell, bins, signed), name)
