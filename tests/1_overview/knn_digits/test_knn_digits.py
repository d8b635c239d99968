"""Judges exercises/1_overview/knn_digits.py."""

import numpy as np

from deepkata.suite import check, task

STABLE = "Only a stable sort keeps equal ones in order: np.argsort is stable with kind='stable', and not otherwise."


def some_digits(fixture, rng):
    """Real digits in random order: 300 to compare with, with their classes, and 60 others."""
    with np.load(fixture("digits.npz")) as data:
        order = rng.permutation(len(data["y"]))[:360]
        x, y = data["x"][order], data["y"][order]
    return x[:300], y[:300], x[300:], y[300:]


def on_a_line(places):
    """Images of one pixel: points on a line, so that distances are easily told."""
    return np.array(places, dtype=float)[:, None]


def check_distances(matrix, expected, name, **more):
    """The matrix is the expected one; if not, both are drawn."""
    return check.heat_map(matrix, expected, name, rows="image of a", columns="image of b", **more)


def two_results(result, name):
    """What `nearest` returned: indices and distances."""
    return check.sequence(result, name, 2)


def check_nearest(result, indices, distances, name, why=""):
    """Indices and distances are the expected ones."""
    got = two_results(result, name)
    check.array(got[1], distances, f"distances of {name}", why=why)
    check.array(got[0], indices, f"indices of {name}", why=why)


# --- Task 1: distances of all pairs ---------------------------------------------------------------------------------


@task(1)
def test_the_root_of_the_summed_squares(submission):
    """The distance is the root of the sum of the squared differences."""
    a, b = np.array([[1.0, 2, 3, 4]]), np.array([[3.0, 6, 2, 6], [1, 2, 3, 4], [4, 2, 7, 16]])
    squared = np.array([[25.0, 0, 169]])
    differences = np.abs(a[:, None] - b).sum(axis=2)
    mistakes = {
        "That is the square of the distance: the root is missing.": squared,
        "Those are the sums of the differences, without squares and root.": differences,
        "The squares were averaged. Sum them.": np.sqrt(squared / 4),
        "Those are the largest differences of a pixel.": np.abs(a[:, None] - b).max(axis=2),
    }
    name = "distances of [1, 2, 3, 4] to [3, 6, 2, 6], [1, 2, 3, 4] and [4, 2, 7, 16]"
    why = "The differences to the first are 2, 4, -1, 2: 4 + 16 + 1 + 4 = 25, whose root is 5."
    check_distances(submission.distances(a, b), np.sqrt(squared), name, why=why, mistakes=mistakes)


@task(1)
def test_every_image_meets_every_image(submission):
    """There is a row for each image of a and a column for each image of b."""
    a, b = on_a_line([0, 10]), on_a_line([1, 4, -2])
    why = "Every image of a is compared with every image of b. Element [i, j] belongs to a[i] and b[j]."
    check_distances(submission.distances(a, b), np.array([[1.0, 4, 2], [9, 6, 12]]), "distances of 0 and 10 to 1, 4 and -2", why=why)


@task(1)
def test_any_images(submission, reference, rng):
    """Any number of images of floats, negative ones too."""
    a, b = rng.normal(size=(7, 12)), rng.normal(size=(5, 12))
    check_distances(submission.distances(a, b), reference.distances(a, b), "distances of 7 images to 5")


@task(1)
def test_images_with_rows_and_columns(submission, reference, rng):
    """Images may have rows and columns, and channels: all pixels count."""
    for size in ((6, 3), (4, 2, 3)):
        a, b = rng.normal(size=(3, *size)), rng.normal(size=(2, *size))
        name = f"distances of images of shape {size}"
        why = "Whatever the number of axes of an image, its distance to another is one number."
        check_distances(submission.distances(a, b), reference.distances(a, b), name, why=why)


@task(1)
def test_as_many_images_as_pixels(submission, reference, rng):
    """As many images on both sides as an image has pixels: only the axes tell which is which."""
    a, b = rng.normal(size=(2, 4, 4)), rng.normal(size=(4, 4, 4))
    check_distances(submission.distances(a, b), reference.distances(a, b), "distances of 2 to 4 images of 4 by 4")


@task(1)
def test_there_and_back_is_equally_far(submission, rng):
    """Exchanging a and b transposes the matrix."""
    a, b = rng.normal(size=(4, 9)), rng.normal(size=(6, 9))
    there = check.is_array(submission.distances(a, b), "distances(a, b)", shape=(4, 6), dtype="float")
    back = check.is_array(submission.distances(b, a), "distances(b, a)", shape=(6, 4), dtype="float")
    check_distances(back, there.T, "distances(b, a) against distances(a, b) transposed")


@task(1)
def test_parts_of_a_larger_array(submission, reference, rng):
    """Every second image of a larger array is a set of images like any other."""
    many = rng.normal(size=(8, 3, 5))
    a, b = many[::2], many[1::2, ::-1]
    result = submission.distances(a, b)
    check_distances(result, reference.distances(a.copy(), b.copy()), "distances of every second image to the others")


# --- Task 2: whole-number pixels, equal images ----------------------------------------------------------------------


@task(2)
def test_distances_between_whole_numbers_are_no_whole_numbers(submission):
    """Images of whole numbers have distances with fractions."""
    a = np.array([[0, 0], [5, 1]])
    b = np.array([[1, 1], [2, 5]])
    expected = np.sqrt(np.array([[2.0, 29], [16, 25]]))
    why = "The root of an integer is usually no integer: the result is float for every input dtype."
    check_distances(submission.distances(a, b), expected, "distances of int64 images", why=why)


@task(2)
def test_darker_and_brighter_pixels_of_uint8(submission):
    """A uint8 pixel may be darker or brighter than the other one."""
    a = np.array([[10, 10], [20, 10]], dtype=np.uint8)
    b = np.array([[13, 14], [14, 2]], dtype=np.uint8)
    why = "10 - 13 is -3, which a uint8 cannot hold: it becomes 253."
    expected = np.array([[5, np.sqrt(80)], [np.sqrt(65), 10]])
    check_distances(submission.distances(a, b), expected, "distances of [10, 10] and [20, 10] to [13, 14] and [14, 2]", why=why)


@task(2)
def test_squares_that_do_not_fit(submission):
    """Differences whose squares do not fit into the dtype of the pixels are squared rightly."""
    for dtype, low, high in (
        (np.uint8, 0, 255),
        (np.uint8, 0, 16),
        (np.int8, -128, 127),
        (np.int16, -30_000, 30_000),
        (np.uint16, 0, 65_535),
        (np.int32, 0, 100_000),
        (np.float16, 0, 60_000),
    ):
        middle = low + (high - low) // 3
        a = np.array([[low] * 4, [low] * 3 + [middle]], dtype=dtype)
        b = np.array([[high] * 4, [low] * 4], dtype=dtype)
        gap, less, more = float(high - low), float(middle - low), float(high - middle)
        expected = np.array([[2 * gap, 0], [np.sqrt(3 * gap**2 + more**2), less]])
        why = f"The differences of {gap:g} have the square {gap**2:g}."
        with np.errstate(all="ignore"):
            wrapped = np.sqrt(((a[:, None] - b) ** 2).sum(axis=2).astype(float))
        most = (np.finfo if dtype is np.float16 else np.iinfo)(dtype).max
        words = f"The squares were taken in {np.dtype(dtype)}, which holds nothing above {most}: make the pixels float before you subtract."
        name = f"distances of {np.dtype(dtype)} images of {low}, {middle} and {high}"
        check_distances(submission.distances(a, b), expected, name, why=why, mistakes={words: wrapped})


@task(2)
def test_different_dtypes(submission, reference, rng):
    """Images of one dtype are compared with images of another."""
    a = rng.integers(0, 256, (3, 6), dtype=np.uint8)
    for b in (rng.integers(-128, 128, (4, 6), dtype=np.int8), rng.normal(100, 50, (4, 6)).astype(np.float32)):
        name = f"distances of uint8 images to {b.dtype} images"
        check_distances(submission.distances(a, b), reference.distances(a, b), name, rtol=1e-4)


@task(2)
def test_digits_of_uint8(submission, fixture, rng):
    """Real digits of uint8 are as far apart as the same digits of float64."""
    digits = some_digits(fixture, rng)
    train_x, _, x, _ = digits
    train_x, x = train_x[:40], x[:20]
    expected = np.sqrt(((x[:, None].astype(float) - train_x) ** 2).sum(axis=(2, 3)))
    check_distances(submission.distances(x, train_x), expected, "distances of 20 digits to 40 digits")


@task(2)
def test_equal_images_are_not_apart(submission, fixture, rng):
    """Identical uint8 images have distance 0, exactly."""
    digits = some_digits(fixture, rng)
    x = digits[2][:12]
    matrix = check.is_array(submission.distances(x, x), "distances of 12 digits to themselves", shape=(12, 12), dtype="float")
    check.array(np.diag(matrix), np.zeros(12), "distance of each digit to itself", rtol=0, atol=0)
    x = rng.integers(0, 256, (12, 8, 8), dtype=np.uint8)
    name = "distances of 12 uint8 images to themselves"
    matrix = check.is_array(submission.distances(x, x), name, shape=(12, 12), dtype="float")
    check.array(np.diag(matrix), np.zeros(12), "distance of each uint8 image to itself", rtol=0, atol=0)


@task(2)
def test_equal_images_of_floats(submission, rng):
    """Equal images of floats have a distance of nearly 0, and never NaN: rounding must not lead to the root of less than 0."""
    for scale in (1.0, 0.01, 30.0):
        x = scale * rng.random((60, 64))
        name = f"distances of 60 images of floats up to {scale:g} to themselves"
        matrix = check.is_array(submission.distances(x, x), name, shape=(60, 60), dtype="float")
        why = "|p|² - 2 p·q + |q|² can come out a little below 0 where p and q are equal, and that has no root."
        check.array(
            np.diag(matrix),
            np.zeros(60),
            name.replace("distances", "diagonal of the distances"),
            atol=scale * 1e-2,
            why=why,
        )
        check.that((matrix >= 0).all(), f"{name}: a distance is negative. {why}")


# --- Task 3: the k nearest ------------------------------------------------------------------------------------------


@task(3)
def test_the_one_nearest(submission):
    """With k=1 each image has one neighbour, and both results have the shape (M, 1)."""
    result = submission.nearest(on_a_line([10, 3, 7, -5]), on_a_line([6, -4, 3.5]), 1)
    why = "The training images are at 10, 3, 7 and -5; next to 6 is 7, which has index 2, at a distance of 1."
    check_nearest(result, np.array([[2], [3], [1]]), np.array([[1.0], [1], [0.5]]), "the nearest to 6, -4 and 3.5", why)


@task(3)
def test_an_equal_image_is_the_nearest(submission):
    """A training image that equals the image asked about is its first neighbour."""
    result = submission.nearest(on_a_line([4, 9, 6]), on_a_line([9]), 2)
    why = "Nothing is nearer than an equal image. It counts: the images asked about are not among the training images."
    check_nearest(result, np.array([[1, 2]]), np.array([[0.0, 3]]), "the 2 nearest to 9 among 4, 9, 6", why)


@task(3)
def test_the_nearest_comes_first(submission, reference, rng):
    """The k nearest are sorted: their distances ascend."""
    # So many that a partition leaves them unsorted; whole numbers of which no two are equally far, exact in float32 too.
    train_x, x = on_a_line(4 * rng.permutation(1500) - 3000), on_a_line([1, -3, 21])
    name = "the 700 nearest of 1500"
    indices, distances = two_results(submission.nearest(train_x, x, 700), name)
    check.is_array(indices, f"indices of {name}", shape=(3, 700), dtype="integer")
    distances = check.is_array(distances, f"distances of {name}", shape=(3, 700), dtype="float")
    falls = np.argwhere(np.diff(distances, axis=1) < 0)
    if len(falls):
        row, place = falls[0]
        pair = f"{distances[row, place]:.4g} is followed by {distances[row, place + 1]:.4g}"
        right = np.sort(reference.distances(x, train_x), axis=1)[:, :700]
        chosen = np.allclose(np.sort(distances, axis=1), right, rtol=1e-5, atol=1e-6)
        hint = " The right ones were chosen, but left unsorted, as np.argpartition does it." if chosen else ""
        check.that(False, f"distances of {name}: those of image {row} do not ascend: {pair}.{hint}")
    check_nearest((indices, distances), *reference.nearest(train_x, x, 700), name)


@task(3)
def test_all_of_them(submission, reference, rng):
    """With k = N the neighbours are all training images, sorted."""
    train_x, x = rng.normal(size=(9, 2, 2)), rng.normal(size=(9, 2, 2))
    check_nearest(submission.nearest(train_x, x, 9), *reference.nearest(train_x, x, 9), "all 9 training images, sorted")


@task(3)
def test_of_two_equally_near_the_first(submission):
    """Of training images at the same distance, the one with the lower index comes first."""
    result = submission.nearest(on_a_line([8, 2, 6, 4, 5]), on_a_line([5]), 4)
    why = f"6 and 4 are both 1 away from 5, with the indices 2 and 3; 8 and 2 are both 3 away. {STABLE}"
    check_nearest(result, np.array([[4, 2, 3, 0]]), np.array([[0.0, 1, 1, 3]]), "the 4 nearest to 5 among 8, 2, 6, 4, 5", why)


@task(3)
def test_many_at_the_same_distance(submission, rng):
    """However many training images are equally near, they stay in order."""
    size, count = 150, 60
    far = rng.integers(1, 4, size)
    train_x = np.zeros((size, 10), dtype=np.uint8)
    train_x[np.arange(size), rng.integers(0, 10, size)] = far  # one pixel is not 0, so its value is the distance
    indices = np.array([i for distance in (1, 2, 3) for i in range(size) if far[i] == distance])[None, :count]
    result = submission.nearest(train_x, np.zeros((1, 10), dtype=np.uint8), count)
    check_nearest(
        result,
        indices,
        far[indices].astype(float),
        f"the {count} nearest of {size}, at distances of 1, 2 and 3",
        STABLE,
    )


@task(3)
def test_the_nearest_digits(submission, reference, fixture, rng):
    """The five nearest of 300 real digits are found for each of 20."""
    digits = some_digits(fixture, rng)
    train_x, _, x, _ = digits
    x = x[:20]
    name = "the 5 nearest of 300 digits"
    indices, distances = two_results(submission.nearest(train_x, x, 5), name)
    right, apart = reference.nearest(train_x, x, 5)
    indices = check.is_array(indices, f"indices of {name}", shape=(20, 5), dtype="integer")
    wrong = (indices < 0) | (indices >= 300)
    check.that(not wrong.any(), f"indices of {name}: there are some that are no index into 300 images.")
    check.image(side_by_side(train_x, indices), side_by_side(train_x, right), name, layout="NHW", input=[*x])
    check_nearest((indices, distances), right, apart, name)


def side_by_side(images, indices):
    """Each row of indices as one image: the digits beside each other, ink bright, with a margin."""
    padded = np.pad(15 * images, ((0, 0), (1, 1), (1, 1)))
    return padded[indices].transpose(0, 2, 1, 3).reshape(len(indices), 10, -1)


# --- Task 4: a vote -------------------------------------------------------------------------------------------------


@task(4)
def test_the_most_votes_win(submission):
    """Two neighbours outvote the nearest one."""
    train_x, train_y = on_a_line([1, 2, 3, 50]), np.array([7, 2, 2, 7])
    why = "The 3 nearest are of the classes 7, 2 and 2."
    check.labels(
        submission.knn_predict(train_x, train_y, on_a_line([0]), 3),
        np.array([2]),
        "class by 3 votes of 7, 2, 2",
        why=why,
    )


@task(4)
def test_the_nearest_alone(submission):
    """With k=1 the nearest decides."""
    train_x, train_y = on_a_line([1, 2, 3, 50]), np.array([7, 2, 2, 6])
    labels = submission.knn_predict(train_x, train_y, on_a_line([0, 49, 3, 1.2]), 1)
    check.labels(labels, np.array([7, 6, 2, 7]), "classes of the single nearest")


@task(4)
def test_an_equal_training_image_votes(submission):
    """A training image that equals the image asked about votes like the others."""
    train_x, train_y = on_a_line([5, 6, 8, 9]), np.array([1, 1, 3, 3])
    why = "The 3 nearest to 5 are 5 itself, 6 and 8."
    check.labels(submission.knn_predict(train_x, train_y, on_a_line([5]), 3), np.array([1]), "class of 5 by 3 votes", why=why)


@task(4)
def test_classes_are_names(submission):
    """A class is a name and no quantity: 1 and 9 do not make 5."""
    train_x, train_y = on_a_line([1, 2, 3, 4, 5]), np.array([9, 1, 1, 5, 9], dtype=np.uint8)
    labels = submission.knn_predict(np.vstack([train_x, [[6]]]), np.append(train_y, np.uint8(9)), on_a_line([0]), 6)
    why = "The votes are 9, 1, 1, 5, 9, 9: three for 9. Their mean and their median say nothing."
    mistakes = {"That is the mean of the classes.": np.array([6]), "That is the median of the classes.": np.array([7])}
    check.labels(labels, np.array([9]), "class by 6 votes of 9, 1, 1, 5, 9, 9", why=why, mistakes=mistakes)


@task(4)
def test_far_votes_count_as_much(submission):
    """The vote of a neighbour far away counts as much as that of a near one."""
    train_x, train_y = on_a_line([1, 60, 80, 70, 2]), np.array([4, 3, 3, 3, 4])
    why = "Of 5 votes 3 are for class 3, from however far."
    check.labels(
        submission.knn_predict(train_x, train_y, on_a_line([0]), 5),
        np.array([3]),
        "class by 5 votes of 4, 4, 3, 3, 3",
        why=why,
    )


@task(4)
def test_classes_with_gaps(submission):
    """Classes need not be 0 to 9."""
    train_x = on_a_line([0, 1, 2, 100, 101, 102])
    for train_y in (np.array([255, 255, 0, 40, 0, 40], dtype=np.uint8), np.array([1000, 1000, 9, 123, 9, 123])):
        labels = submission.knn_predict(train_x, train_y, on_a_line([0, 101]), 3)
        check.labels(labels, train_y[[0, 3]], f"classes among {sorted(set(train_y.tolist()))}")


@task(4)
def test_all_training_images_vote(submission):
    """With k = N every image gets the class that has most training images."""
    train_x, train_y = on_a_line([1, 2, 3, 4, 90, 91, 92, 93, 94]), np.array([1, 1, 1, 1, 6, 6, 6, 6, 6])
    labels = submission.knn_predict(train_x, train_y, on_a_line([0, 100, 2]), 9)
    check.labels(labels, np.array([6, 6, 6]), "classes by all 9 votes", why="5 of 9 training images are of class 6.")


@task(4)
def test_any_vote_of_two_classes(submission, reference, rng):
    """Any number of images, two classes, an odd number of votes."""
    train_x, x = rng.normal(size=(40, 3, 2)), rng.normal(size=(15, 3, 2))
    train_y = rng.choice([3, 8], 40)
    for k in (1, 3, 7, 39):
        labels = submission.knn_predict(train_x, train_y, x, k)
        check.labels(labels, reference.knn_predict(train_x, train_y, x, k), f"classes of 15 images by {k} votes")


# --- Task 5: ties, real digits --------------------------------------------------------------------------------------


@task(5)
def test_a_tie_goes_to_the_nearest(submission):
    """Of two classes with equally many votes, the one with the nearest member wins, whichever number it has."""
    train_x, x = on_a_line([1, 2, 3, 9]), on_a_line([0])
    for votes, what in (([5, 2, 2, 5], 5), ([2, 5, 5, 2], 2), ([8, 8, 1, 1], 8), ([3, 6, 3, 6], 3)):
        text = ", ".join(map(str, votes))
        why = f"Two votes each, and the nearest neighbour is of class {what}."
        labels = submission.knn_predict(train_x, np.array(votes), x, 4)
        check.labels(labels, np.array([what]), f"class by 4 votes of {text}, nearest first", why=why)


@task(5)
def test_the_nearest_of_those_that_tie(submission):
    """Only the classes with the most votes are considered in a tie, not a class with fewer votes."""
    train_x, x = on_a_line([1, 2, 3, 4, 5]), on_a_line([0])
    for votes, what in (([4, 7, 1, 1, 7], 7), ([9, 1, 7, 7, 1], 1)):
        text = ", ".join(map(str, votes))
        why = f"1 and 7 have two votes each; the nearest of these four is of class {what}. The nearest of all has one vote only."
        labels = submission.knn_predict(train_x, np.array(votes), x, 5)
        check.labels(labels, np.array([what]), f"class by 5 votes of {text}, nearest first", why=why)


@task(5)
def test_the_training_images_come_in_any_order(submission):
    """It matters how near a neighbour is, not where it stands among the training images."""
    train_x, train_y = on_a_line([9, 3, 1, 2]), np.array([6, 2, 6, 2])
    why = "Sorted by distance the votes are 6, 2, 2, 6."
    check.labels(
        submission.knn_predict(train_x, train_y, on_a_line([0]), 4),
        np.array([6]),
        "class by 4 votes of 6, 2, 2, 6",
        why=why,
    )
    train_x, train_y = on_a_line([4, 1, 3, 2]), np.array([6, 2, 6, 2])
    why = "Sorted by distance the votes are 2, 2, 6, 6."
    check.labels(
        submission.knn_predict(train_x, train_y, on_a_line([0]), 4),
        np.array([2]),
        "class by 4 votes of 2, 2, 6, 6",
        why=why,
    )


@task(5)
def test_two_votes(submission):
    """With k=2 the nearest wins, of whatever class the second is."""
    train_x, train_y = on_a_line([0, 1, 10, 11]), np.array([8, 3, 2, 9])
    labels = submission.knn_predict(train_x, train_y, on_a_line([0.2, 0.8, 10.2, 10.8]), 2)
    check.labels(labels, np.array([8, 3, 2, 9]), "classes by 2 votes each")


@task(5)
def test_equally_near_and_equally_many(submission):
    """Where both the distances and the votes are equal, the training image that comes first decides."""
    train_x = np.array([[4, 6], [6, 4], [5, 4], [4, 5], [5, 6]], dtype=np.uint8)
    labels = submission.knn_predict(train_x, np.array([0, 0, 6, 1, 3]), np.array([[5, 5]], dtype=np.uint8), 3)
    why = "Three training images are at a distance of 1, each of another class; the one of class 6 comes first."
    check.labels(labels, np.array([6]), "class by 3 votes of 6, 1, 3, all at a distance of 1", why=why)


@task(5)
def test_any_vote(submission, reference, rng):
    """Any number of images and classes, with many ties."""
    train_x, x = rng.normal(size=(30, 4)), rng.normal(size=(25, 4))
    train_y = rng.permutation(np.repeat([11, 2, 30, 5, 17], 6))
    for k in (2, 4, 6, 10, 30):
        labels = submission.knn_predict(train_x, train_y, x, k)
        check.labels(labels, reference.knn_predict(train_x, train_y, x, k), f"classes of 25 images by {k} votes")


@task(5)
def test_real_digits(submission, reference, fixture, rng):
    """60 real digits, read with the help of 300 others."""
    digits = some_digits(fixture, rng)
    train_x, train_y, x, _ = digits
    for k in (1, 4):
        labels = submission.knn_predict(train_x, train_y, x, k)
        check.labels(
            labels,
            reference.knn_predict(train_x, train_y, x, k),
            f"classes of 60 digits by {k} of 300 neighbours",
            images=x,
        )
