"""Judges exercises/2_opencv_dnn/compare_classifiers.py.

Three small networks with random weights (fixtures/recipes/small_classifiers.py) show what a program does to its images; the
scores of the real ones were worked out with another runtime (classifiers_expected.py). Times are those of a made-up
computer, and a figure is judged by what is in it, not by its pixels (probes.py).
"""

import functools
import json
import re

import cv2
import numpy as np

from deepkata.suite import Handle, check, remembered, task

# --- networks -----------------------------------------------------------------------------------------------------------

#: Side, mean and scale of each small network.
SMALL = ((24, 127.0, 1 / 128), (32, 96.0, 1 / 100), (40, 140.0, 1 / 72))
LITE = (("imagenet_classifier.onnx", 224), ("imagenet_classifier_1.onnx", 240), ("imagenet_classifier_2.onnx", 260))
CLASSES = 12
#: A program that resizes without rounding to whole grey levels changes the scores by less than this; their spread is 20 times as large.
CLOSE = 1.0


@functools.cache
def network(path):
    return cv2.dnn.readNetFromONNX(str(path))


@remembered
def scores_of(path, images, side, mean, scale, swap=True, crop=True):
    """The scores of one network."""
    network(path).setInput(cv2.dnn.blobFromImages(images, scale, (side, side), mean, swapRB=swap, crop=crop))
    return network(path).forward().copy()


def photographs(rng, *sizes):
    """Images of these heights and widths: a colour, and squares of many sizes on top."""
    return [photograph(rng, height, width) for height, width in sizes]


def photograph(rng, height, width):
    image = np.zeros((height, width, 3))
    for side in (1, 2, 4, 8, 16):
        squares = rng.normal(size=(-(-height // side), -(-width // side), 3))
        image += squares.repeat(side, 0).repeat(side, 1)[:height, :width]
    return np.clip(rng.uniform(40, 215, 3) + 28 * image, 0, 255).astype(np.uint8)


def best(scores, k):
    return np.argsort(-scores, axis=-1)[..., :k]


def known_mistakes(paths, settings, images, k):
    """What programs with a mistake return, by the words that explain it."""
    each = list(zip(paths, settings, strict=True))

    def tops(way):
        return np.array([best(way(path, *setting), k) for path, setting in each])

    def right(path, side, mean, scale, **more):
        return scores_of(path, images, side, (mean,) * 3, scale, **more)

    first = settings[0]
    small = [cv2.dnn.imagesFromBlob(cv2.dnn.blobFromImage(image, size=first[:1] * 2, crop=True))[0].astype(np.uint8) for image in images]
    found = {
        "The classes with the lowest scores were returned. np.argsort sorts in ascending order.": np.array(
            [np.argsort(right(path, *setting), axis=1)[:, :k] for path, setting in each]
        ),
        "The classes are the right ones, but the best comes last.": tops(right)[..., ::-1],
        "The classes are the right ones, but sorted by their numbers. Sort them by their scores.": np.sort(tops(right), axis=2),
        "Blue came first. The networks were trained on red, green, blue: swapRB=True.": tops(lambda p, s, m, c: right(p, s, m, c, swap=False)),
        "The images were stretched. Keep their aspect ratio: crop=True.": tops(lambda p, s, m, c: right(p, s, m, c, crop=False)),
        "The mean was subtracted from the first channel only. OpenCV reads a single number as (number, 0, 0).": tops(
            lambda p, s, m, c: scores_of(p, images, s, (m, 0, 0), c)
        ),
        "The mean was not subtracted.": tops(lambda p, s, _m, c: right(p, s, 0, c)),
        "The pixels were multiplied by the scale first. The mean is on the scale of the pixels.": tops(lambda p, s, m, c: right(p, s, m / c, c)),
        "The pixels were divided by 255, without a mean. Use the mean and the scale of the network.": tops(lambda p, s, _m, _c: right(p, s, 0, 1 / 255)),
        "The pixels were divided by the scale. Multiply by it.": tops(lambda p, s, m, c: right(p, s, m, 1 / c)),
        "All networks were given an input of 224 by 224.": tops(lambda p, _s, m, c: right(p, 224, m, c)),
    }
    if len(settings) > 1:
        found |= {
            f"All networks were given the input of the first one, {first[0]} by {first[0]}. Make a blob for each network.": tops(
                lambda p, _s, m, c: right(p, first[0], m, c)
            ),
            "All networks were given the blob of the first one. Each has its own side, mean and scale.": tops(lambda p, *_: right(p, *first)),
            "All networks were given the mean and the scale of the first one.": tops(lambda p, s, *_: right(p, s, *first[1:])),
            "The images were resized twice. Make each blob from the photographs themselves.": tops(
                lambda p, s, m, c: scores_of(p, small, s, (m,) * 3, c)
            ),
        }
    return found


def check_tops(answer, scores, k, name, known, why="", close=CLOSE):
    """The classes have the highest scores, best first; which of two nearly equal ones comes first is free."""
    got = check.is_array(answer, name, shape=(len(scores), len(scores[0]), k), dtype="integer", why=why)
    inside = (got >= 0) & (got < scores.shape[-1])
    check.that(inside.all(), f"{name}: {int(got[~inside][0]) if not inside.all() else 0} is not the number of a class, from 0 to {scores.shape[-1] - 1}.")
    reached = np.take_along_axis(scores, got.astype(int), axis=-1)
    distinct = all(len(set(row)) == k for row in got.reshape(-1, k).tolist())
    if not distinct or not np.allclose(reached, -np.sort(-scores, axis=-1)[..., :k], atol=close, rtol=0):
        check.array(got, best(scores, k), name, rtol=0, atol=0, why=why, mistakes=known)


def small_models(submission, scratch, fixture, settings):
    """The small networks in the worker, and the paths of their files here."""
    names = [f"classifier_{side}.onnx" for side, *_ in settings]
    models = [
        {"net": submission.probe.network(scratch.file(name, fixture(name))), "side": side, "mean": mean, "scale": scale}
        for name, (side, mean, scale) in zip(names, settings, strict=True)
    ]
    return models, [fixture(name) for name in names]


def check_small(submission, scratch, fixture, settings, images, k, name, why=""):
    models, paths = small_models(submission, scratch, fixture, settings)
    answer = submission.compare(models, images) if k is None else submission.compare(models, images, k)
    k = 5 if k is None else k
    scores = np.array([scores_of(path, images, s, (m,) * 3, c) for path, (s, m, c) in zip(paths, settings, strict=True)])
    check_tops(answer, scores, k, name, lambda: known_mistakes(paths, settings, images, k), why)


def sizes(images):
    return ", ".join(f"{image.shape[1]} by {image.shape[0]}" for image in images)


# --- Task 1: one network ------------------------------------------------------------------------------------------------


@task(1)
def test_the_best_classes_first(submission, scratch, fixture, rng):
    """The numbers of the classes with the highest scores, best first."""
    images = photographs(rng, (24, 24), (24, 24), (24, 24))
    path = fixture("classifier_24.onnx")
    order = best(scores_of(path, images, 24, (127.0,) * 3, 1 / 128), CLASSES)[0]
    why = f"The order of all {CLASSES} classes in image 0 is {', '.join(map(str, order))}."
    check_small(submission, scratch, fixture, SMALL[:1], images, 4, "the best 4 of three images of 24 by 24, by one network", why)


@task(1)
def test_how_many(submission, scratch, fixture, rng):
    """As many classes as were asked for, 5 if nothing is said."""
    images = photographs(rng, (24, 24), (24, 24))
    for k in (1, None, CLASSES):
        what = "no k given" if k is None else f"k={k}"
        check_small(submission, scratch, fixture, SMALL[:1], images, k, f"compare with one network and two images, {what}")


@task(1)
def test_photographs_of_any_size(submission, scratch, fixture, rng):
    """Images of different sizes are cropped, swapped, shifted and scaled."""
    images = photographs(rng, (60, 90), (100, 48), (33, 51), (75, 130))
    for setting in SMALL[:2]:
        side, mean, scale = setting
        name = f"the best 4 of images of {sizes(images)}, by a network with side {side}, mean {mean:g} and scale {scale:.4f}"
        check_small(submission, scratch, fixture, [setting], images, 4, name)


# --- Task 2: several networks -------------------------------------------------------------------------------------------


@task(2)
def test_each_network_has_its_own_input(submission, scratch, fixture, rng):
    """Each network gets an input of its own side, mean and scale."""
    images = photographs(rng, (60, 90), (100, 48), (64, 64), (75, 130))
    for settings in (SMALL, SMALL[::-1]):
        what = "; ".join(f"{side}, {mean:g}, {scale:.4f}" for side, mean, scale in settings)
        name = f"the best 4 by three networks with side, mean, scale: {what}"
        check_small(submission, scratch, fixture, settings, images, 4, name)


@task(2)
def test_only_the_sides_differ(submission, scratch, fixture, rng):
    """Networks with one mean and one scale still have inputs of different sizes."""
    images = photographs(rng, (70, 50), (48, 96), (90, 90), (41, 61))
    settings = [(side, 127.0, 1 / 128) for side, *_ in SMALL[1:]]
    check_small(submission, scratch, fixture, settings, images, 5, "the best 5 by two networks with sides 32 and 40")


@functools.cache
def expected_of(path):
    return json.loads(path.read_text())


@task(2)
def test_real_networks(submission, scratch, fixture):
    """EfficientNet-Lite0, 1 and 2 say what is in a photograph of a rocket."""
    image = cv2.imread(str(fixture("rocket.jpg")))
    models = [
        {"net": submission.probe.network(scratch.file(file, fixture(file))), "side": side, "mean": 127.0, "scale": 1 / 128} for file, side in LITE
    ]
    answer = submission.compare(models, [image], 3)
    labels = [line.partition(" ")[2].split(",")[0] for line in fixture("imagenet_classes.txt").read_text("utf-8").splitlines()]
    scores = np.full((len(LITE), 1, len(labels)), -20.0)
    for place, listed in enumerate(expected_of(fixture("classifiers_expected.json")).values()):
        for label, score in listed:
            scores[place, 0, label] = score
    why = "\n".join(f"Lite{n}: {', '.join(labels[label] for label in row)}." for n, row in enumerate(best(scores, 3)[:, 0]))
    check_tops(answer, scores, 3, "the best 3 of rocket.jpg, by Lite0, Lite1 and Lite2", None, why, close=0.2)


# --- Task 3: agreement --------------------------------------------------------------------------------------------------


def share(tops, i, j, k):
    """How often the best class of i is among the first k of j."""
    hits = [mine[0] in other[:k] for mine, other in zip(tops[i].tolist(), tops[j].tolist(), strict=True)]
    return sum(hits) / len(hits)


def matrix(tops, entry):
    return np.array([[entry(i, j) for j in range(len(tops))] for i in range(len(tops))], float)


def check_agreement(submission, tops, k, name, why=""):
    answer = submission.agreement(tops) if k is None else submission.agreement(tops, k)
    k = 1 if k is None else k
    expected = matrix(tops, lambda i, j: share(tops, i, j, k))
    heads = tops[:, :, :k]
    images = tops.shape[1]
    mistakes = {
        "i and j are exchanged: the best class of network i is looked for in the list of network j.": expected.T,
        "The same class in the same place was counted. Look for the best class of i in all of the first k places of j.": matrix(
            tops, lambda i, j: (heads[i] == heads[j]).mean()
        ),
        "The best class of i was looked for in the whole list of j. Only its first k places count.": matrix(
            tops, lambda i, j: share(tops, i, j, tops.shape[2])
        ),
        "Only the best class of j was looked at. Its first k places count.": matrix(tops, lambda i, j: share(tops, i, j, 1)),
        "These are numbers of images. Divide by the number of images.": expected * images,
        "These are percentages. Return shares, from 0 to 1.": expected * 100,
        "The lists were compared as a whole. Only the best class of i is looked for.": matrix(
            tops, lambda i, j: np.mean([len(set(a) & set(b)) / k for a, b in zip(heads[i].tolist(), heads[j].tolist(), strict=True)])
        ),
        "This is how often both lists have a class in common. Only the best class of i is looked for.": matrix(
            tops, lambda i, j: np.mean([bool(set(a) & set(b)) for a, b in zip(heads[i].tolist(), heads[j].tolist(), strict=True)])
        ),
        "The diagonal is wrong: a network always agrees with itself.": expected - np.eye(len(tops)),
    }
    check.heat_map(answer, expected, name, rows="best class of network", columns="list of network", why=why, mistakes=mistakes)


def any_tops(rng, networks, images, k, classes=9):
    """Lists that have much in common, as those of real networks."""
    order = rng.normal(size=(1, images, classes)) + 0.8 * rng.normal(size=(networks, images, classes))
    return best(order, k)


@task(3)
def test_the_same_best_class(submission):
    """With k = 1: for which share of the images both networks have the same best class."""
    tops = np.array([[[7, 3], [5, 6], [2, 4], [1, 8]], [[3, 7], [5, 8], [2, 1], [8, 1]], [[7, 4], [6, 5], [4, 2], [1, 2]]])
    why = "Networks 0 and 1 have the same best class for images 1 and 2, networks 0 and 2 for images 0 and 3, networks 1 and 2 never."
    check_agreement(submission, tops, 1, "agreement of three networks on four images, k=1", why)
    check_agreement(submission, tops, None, "agreement of three networks on four images, no k given", why)


@task(3)
def test_among_the_first_k(submission):
    """With k = 2 a best class may also be second in the other list, and the matrix is not symmetric."""
    tops = np.array([[[7, 3, 1], [5, 6, 2], [2, 4, 9], [1, 8, 3], [6, 1, 2]], [[3, 7, 2], [5, 8, 6], [4, 9, 2], [8, 3, 1], [9, 6, 1]]])
    why = (
        "Network 0 has the best classes 7, 5, 2, 1, 6; the first two of network 1 have 7, 5 and 6 of them. "
        "Network 1 has the best classes 3, 5, 4, 8, 9; the first two of network 0 have 3, 5, 4 and 8."
    )
    check_agreement(submission, tops, 2, "agreement of two networks on five images, k=2", why)


@task(3)
def test_any_agreement(submission, rng):
    """Any number of networks and images, any k up to the length of the lists."""
    for networks, images, length, k in ((3, 11, 5, 3), (4, 4, 4, 2), (2, 30, 5, 5), (1, 3, 2, 1), (5, 1, 3, 2)):
        name = f"agreement of {networks} network{'s' * (networks > 1)} on {images} image{'s' * (images > 1)}, lists of {length}, k={k}"
        check_agreement(submission, any_tops(rng, networks, images, length), k, name)


# --- Task 4: latencies --------------------------------------------------------------------------------------------------

FREQUENCY = 2e6  # ticks in a second: 2000 ticks are a millisecond


def run_times(usual, slowness, order):
    """The ticks of each forward in this order of networks, for each network a list."""
    times = [[] for _ in usual]
    for n, place in enumerate(order):
        times[place].append(usual[place] * slowness[min(n, len(slowness) - 1)])
    return times


def check_latencies(submission, usual, slowness, counts, warmup, repeat, name, why=""):
    """Networks that usually take so many ticks, on a machine whose n-th forward is slower by a factor."""
    machine = submission.probe.machine(usual, slowness, 3_000_000)
    nets = [submission.probe.net_of(machine, place) for place in range(len(usual))]
    blobs = [np.zeros((count, 3, 8 + place, 8 + place), np.float32) for place, count in enumerate(counts)]
    answer = submission.latencies(nets, blobs, warmup, repeat, submission.probe.clock_of(machine), FREQUENCY)
    log = submission.probe.log_of(machine)

    rounds, every = warmup + repeat, range(len(usual))
    turns = np.array(run_times(usual, slowness, [*every] * rounds), float) / np.reshape(counts, (-1, 1)) / 2000
    apart = np.array(run_times(usual, slowness, [place for place in every for _ in range(rounds)]), float) / np.reshape(counts, (-1, 1)) / 2000
    measured = turns[:, warmup:]
    expected = np.median(measured, axis=1)
    images = np.array(counts, float)
    mistakes = {
        "The networks ran one after the other, so the computer had another speed for each. Let them take turns.": np.median(apart[:, warmup:], axis=1),
        "The rounds of the warm-up were counted.": np.median(turns, axis=1),
        "That is the time of the first forward, which is the warm-up.": turns[:, 0],
        "That is the mean; one slow forward moves it. Return the median.": measured.mean(axis=1),
        "That is the smallest of the times. Return the median.": measured.min(axis=1),
        "That is the time of the whole blob. Divide it by the number of its images.": expected * images,
        "All times were divided by the number of images of the first blob.": expected * images / images[0],
        "These are seconds.": expected / 1000,
        "These are ticks.": expected * 2000,
        "These are images per second.": 1000 / expected,
        "That is the median time of a whole round, divided by the number of networks.": np.median((measured * images[:, None]).sum(axis=0))
        / len(usual)
        / images,
        "That is the time of all rounds.": measured.sum(axis=1),
        "That is the time of the last round.": measured[:, -1],
        "That is the largest of the times. Return the median.": measured.max(axis=1),
        "That is the upper one of the two in the middle.": np.sort(measured, axis=1)[:, measured.shape[1] // 2],
    }
    check.is_array(answer, name, shape=(len(usual),), dtype="number")
    ran = [sum(place == other for other, _ in log) for place in every]
    check.that(ran == [rounds] * len(usual), f"{name}: expected {rounds} runs of each network, {warmup} of them to warm up, got {ran}.")
    without = [place for place, shape in log if not shape]
    check.that(not without, f"{name}: network {without[0] if without else 0} ran without an input. Call setInput before forward.")
    wrong = [place for place, shape in log if tuple(shape) != blobs[place].shape]
    check.that(not wrong, f"{name}: network {wrong[0] if wrong else 0} ran on the blob of another network. Each has its own.")
    check.array(answer, expected, name, dtype="float", why=why, mistakes=mistakes)


@task(4)
def test_median_after_the_warm_up(submission):
    """One network: the first runs do not count, and one slow run does not move the median."""
    why = "In ms: 40 and 16 to warm up, then 4, 6, 50, 5 and 4.5. In order, the last five are 4, 4.5, 5, 6, 50."
    check_latencies(submission, [2000], [40, 16, 4, 6, 50, 5, 4.5], [1], 2, 5, "latencies of one network, warmup=2, repeat=5", why)
    why = "In ms: 4, 6, 5 and 30, without a warm-up. The median is the mean of the two in the middle."
    check_latencies(submission, [2000], [4, 6, 5, 30], [1], 0, 4, "latencies of one network, warmup=0, repeat=4", why)


@task(4)
def test_the_networks_take_turns(submission):
    """A computer that slows down in between slows down all networks."""
    slowness = [9, 5, 3] + [1] * 6 + [1.25, 1.5, 1.75] + [2] * 6
    why = "The computer becomes twice as slow halfway. In turns, each network has fast rounds and slow ones."
    check_latencies(submission, [8000, 6000, 7000], slowness, [1, 1, 1], 1, 5, "latencies of three networks on a computer that slows down", why)


@task(4)
def test_time_per_image(submission):
    """Blobs may have several images, each its own number of them."""
    why = "The first blob has 4 images, the second 1, the third 8: divide the time of each by its own number."
    check_latencies(submission, [8000, 6000, 36000], [3, 3, 3, 1], [4, 1, 8], 1, 3, "latencies of three networks, with 4, 1 and 8 images", why)


@task(4)
def test_any_latencies(submission, rng):
    """Any networks, rounds and numbers of images."""
    for networks, warmup, repeat in ((2, 3, 4), (4, 0, 5), (3, 1, 1)):
        usual = [int(ticks) for ticks in rng.integers(2000, 90_000, networks)]
        slowness = [round(float(value), 2) for value in rng.uniform(1, 3, networks * (warmup + repeat))]
        counts = [int(count) for count in rng.integers(1, 6, networks)]
        name = f"latencies of {networks} networks, warmup={warmup}, repeat={repeat}, with {', '.join(map(str, counts))} images"
        check_latencies(submission, usual, slowness, counts, warmup, repeat, name)


# --- Task 5: the figure -------------------------------------------------------------------------------------------------

ROWS = [
    {"name": "Lite2", "accuracy": 77.6, "milliseconds": 130.0, "parameters": 6.06},
    {"name": "Lite0", "accuracy": 75.1, "milliseconds": 60.0, "parameters": 4.63},
    {"name": "Lite1", "accuracy": 76.7, "milliseconds": 88.6, "parameters": 5.39},
]
COSTS = ("milliseconds", "parameters")
#: What each label has to contain: patterns, how they are told, and an example.
WORDS = {
    "milliseconds": ((r"(?i)(?<![a-z])(ms|msec|milliseconds?)(?![a-z])",), '"ms" or "milliseconds"', "time per image (ms)"),
    "parameters": (
        ("(?i)parameters?", r"(?i:million|mio)|(?<![A-Za-z])M(?![A-Za-z])|10.{0,3}6|⁶"),
        '"parameters" and "millions"',
        "parameters (millions)",
    ),
    "accuracy": (("(?i)accuracy", "(?i)%|percent|per cent"), '"accuracy" and "%"', "top-1 accuracy (%)"),
}
OWN_FIGURE = "Each call makes a figure of its own, with Figure() or plt.subplots(). plt.scatter and plt.gca() draw into the figure that is there."


class Drawing:
    """One figure that a program made of some rows, and how it is judged."""

    def __init__(self, submission, rows, cost, name, answer=None):
        self.submission, self.rows, self.cost, self.name = submission, rows, cost, name
        self.answer = submission.plot(rows, cost) if answer is None else answer
        self.wanted = np.array([[row[cost], row["accuracy"]] for row in rows], float)

    def judge(self, *checks, why=""):
        """Make these checks; a failure leaves a picture of the figure beside a right one."""
        check.drawn(lambda: self._judge(checks, why), self._picture)

    def _judge(self, checks, why):
        self.axes = self._axes()
        for one in checks:
            one(self, why)

    def _picture(self):
        got = self.submission.probe.rendered(self.answer)
        return check.beside(got, self.submission.probe.expected(self.rows, self.cost), self.name, order="RGB")

    def _axes(self):
        """The axes in which something is drawn."""
        if not isinstance(self.answer, Handle):
            hint = " Is a return missing?" if self.answer is None else ""
            self.fail(f"expected a figure of Matplotlib, got {check.describe(self.answer)}.{hint}")
        found = self.submission.probe.describe(self.answer)
        if found["type"] != "Figure":
            self.fail(f"expected a figure of Matplotlib, got an object of type {found['type']}.", "An Axes belongs to a figure, `axes.figure`.")
        axes = [one for one in found["axes"] if len(one["points"])]
        if len(axes) > 1:
            self.fail(f"expected one set of axes with points, got {len(axes)}.")
        if not axes and any(one["bars"] for one in found["axes"]):
            self.fail("expected points, got bars.", "A bar has one number for each network, a point two: draw with axes.scatter.")
        if not axes and any(len(one["joined"]) for one in found["axes"]):
            self.fail("expected a marker at each network, got a line without markers.", 'axes.plot draws markers with "o".')
        if not axes:
            self.fail("no points are drawn. axes.scatter draws them.")
        return axes[0]

    def fail(self, *sentences):
        raise check.Mismatch("\n".join([f"{self.name}: {sentences[0]}", *filter(None, sentences[1:])]))

    def place_of(self, row):
        """Where the point of a row is, in pixels."""
        distances = np.abs(self.axes["points"] - self.wanted[row]).sum(axis=1)
        return self.axes["places"][int(np.argmin(distances))]


def has_partner(points, others):
    """Which points are where one of the others is."""
    return np.isclose(points[:, None], others[None], rtol=1e-6, atol=1e-9).all(axis=2).any(axis=1)


def same_points(got, wanted):
    """Whether each point is where one of the wanted ones is, and the other way round."""
    return has_partner(got, wanted).all() and has_partner(wanted, got).all()


def points(drawing, why):
    """One point for each row: x is the cost, y the accuracy."""
    got, wanted, rows = drawing.axes["points"], drawing.wanted, drawing.rows
    if same_points(got, wanted):
        return
    x, y = wanted.T
    other = next(cost for cost in COSTS if cost != drawing.cost)
    with np.errstate(all="ignore"):
        mistakes = {
            "The axes are exchanged: the cost goes along x, the accuracy along y.": np.array([y, x]),
            f"x is the number of the row. It should be row[{drawing.cost!r}].": np.array([np.arange(len(rows)), y]),
            f"x is row[{other!r}], and the cost that was asked for is {drawing.cost!r}.": np.array([[row[other] for row in rows], y]),
            "The logarithm of the cost is drawn. Draw the cost itself, and use axes.set_xscale for a logarithmic axis.": np.array([np.log10(x), y]),
            "The natural logarithm of the cost is drawn. Draw the cost itself, and use axes.set_xscale for a logarithmic axis.": np.array([np.log(x), y]),
            "The accuracy was divided by 100. Its axis is in percent.": np.array([x, y / 100]),
            "The error is drawn, 100 minus the accuracy.": np.array([x, 100 - y]),
            "Cost and accuracy were sorted separately. Keep the numbers of a network together.": np.array([np.sort(x), np.sort(y)]),
        }
    hint = next((words for words, values in mistakes.items() if same_points(got, values.T)), "")
    got = np.unique(got, axis=0)
    if len(got) > len(wanted) and same_points(got[has_partner(got, wanted)], wanted):
        hint = f"{OWN_FIGURE} Here are points of other rows, too."
    listed = ", ".join(f"({a:g}, {b:g})" for a, b in sorted(got.tolist())[:6]) + (", ..." if len(got) > 6 else "")
    expected = ", ".join(f"({a:g}, {b:g})" for a, b in sorted(wanted.tolist()))
    drawing.fail(f"expected points at {expected}, got {listed}.", hint, why if why not in hint else "")


def inside(drawing, why):
    """All points can be seen."""
    points(drawing, why)
    for values, axis in ((drawing.wanted[:, 0], "x"), (drawing.wanted[:, 1], "y")):
        low, high = drawing.axes[f"{axis}_limits"]
        outside = values[(values < low) | (values > high)]
        if len(outside):
            drawing.fail(f"the {axis} axis goes from {low:g} to {high:g}, and a point is at {outside[0]:g}.", "Leave the limits to Matplotlib.")


def labels(drawing, why):
    """Both axes say quantity and unit."""
    for axis, quantity in (("x", drawing.cost), ("y", "accuracy")):
        patterns, told, example = WORDS[quantity]
        text = drawing.axes[f"{axis}_label"]
        if not text.strip():
            drawing.fail(f"the {axis} axis has no label.", f'It should contain {told}, as in "{example}".', why)
        if not all(re.search(pattern, text) for pattern in patterns):
            drawing.fail(f"the label of the {axis} axis should contain {told}, got {text!r}.", f'For example "{example}".', why)


def names(drawing, why):
    """Each point has its name, next to it or in a legend."""
    points(drawing, why)
    axes, rows = drawing.axes, drawing.rows
    places = np.array([drawing.place_of(n) for n in range(len(rows))])
    for n, row in enumerate(rows):
        name = row["name"]
        anchors = [anchor for text, anchor in zip(axes["texts"], axes["anchors"], strict=True) if name in text]
        nearest = [int(np.argmin(np.linalg.norm(places - anchor, axis=1))) for anchor in anchors]
        if n in nearest or in_legend(axes, drawing.wanted[n], name):
            continue
        if nearest:
            other = rows[nearest[0]]["name"]
            drawing.fail(f"the name {name!r} is next to the point of {other!r}.", f"{name} is at ({drawing.wanted[n][0]:g}, {drawing.wanted[n][1]:g}).", why)
        if any(name in text for text in axes["legend"]):
            drawing.fail(
                f"the legend has {name!r}, but not with a marker that only its point has, ({drawing.wanted[n][0]:g}, {drawing.wanted[n][1]:g}).",
                "Draw each network with a call of its own and with a label, or write the names next to the points.",
                why,
            )
        if any(name in label for label in axes["labels"]):
            drawing.fail(f"the point of {name!r} has a label, which cannot be seen. Call axes.legend().", why)
        drawing.fail(f"the name {name!r} is nowhere in the figure.", "Write it next to its point with axes.annotate, or make a legend.", why)


def in_legend(axes, point, name):
    """Whether a legend has the name of a point, with what is drawn there or with its colour."""
    entries = [colour for text, colour in zip(axes["legend"], axes["legend_colours"], strict=True) if name in text]
    here = np.isclose(axes["points"], point, rtol=1e-6, atol=1e-9).all(axis=1)
    of_label = np.array([name in label for label in axes["labels"]])
    if not entries:
        return False
    if of_label.any():
        return bool(here[of_label].all())
    same = np.abs(axes["colours"] - entries[0]).max(axis=1) < 0.01
    return bool(same.any() and here[same].all())


def line(drawing, why):
    """A line that joins the points does not run back and forth."""
    for path in drawing.axes["joined"]:
        steps = np.diff(path[has_partner(path, drawing.wanted)][:, 0])
        if len(steps) > 1 and (steps > 0).any() and (steps < 0).any():
            drawing.fail("the line that joins the points runs back and forth.", "Sort the rows by their cost first, or draw points without a line.", why)


def any_rows(rng, count):
    """Rows of made-up networks, in no order; no two are near each other."""
    letters = rng.permutation(list("ABCDEFGH"))[:count]
    across, up = rng.permutation(count), rng.permutation(count)
    return [
        {
            "name": f"Net-{letter}",
            "accuracy": round(float(40 + 8 * up[n] + rng.uniform(0, 2)), 1),
            "milliseconds": round(float(10 + 25 * across[n] + rng.uniform(0, 5)), 1),
            "parameters": round(float(2 + 3 * across[-1 - n] + rng.uniform(0, 1)), 2),
        }
        for n, letter in enumerate(letters)
    ]


@task(5)
def test_a_point_for_each_network(submission):
    """x is the time per image, y the accuracy."""
    Drawing(submission, ROWS, "milliseconds", "the figure of Lite0, Lite1 and Lite2 by milliseconds").judge(points, inside)


@task(5)
def test_no_cost_given(submission):
    """Without a cost, it is milliseconds."""
    answer = submission.plot(ROWS)
    Drawing(submission, ROWS, "milliseconds", "the figure of Lite0, Lite1 and Lite2, no cost given", answer).judge(points, labels)


@task(5)
def test_labels_of_the_axes(submission):
    """Both axes say which quantity they show, and in which unit."""
    for cost in COSTS:
        Drawing(submission, ROWS, cost, f"the figure of Lite0, Lite1 and Lite2 by {cost}").judge(labels)


@task(5)
def test_each_point_has_its_name(submission, rng):
    """Each network can be told from the others."""
    Drawing(submission, ROWS, "milliseconds", "the figure of Lite0, Lite1 and Lite2 by milliseconds").judge(names)
    Drawing(submission, any_rows(rng, 5), "milliseconds", "the figure of five networks by milliseconds").judge(names)


@task(5)
def test_parameters(submission, rng):
    """The cost may also be the number of parameters."""
    Drawing(submission, any_rows(rng, 4), "parameters", "the figure of four networks by parameters").judge(points, inside, labels, names)


@task(5)
def test_any_networks(submission, rng):
    """Any number of networks, in any order, with any accuracy."""
    for count in (5, 1, 8):
        rows = any_rows(rng, count)
        name = f"the figure of {count} network{'s' * (count > 1)} by milliseconds"
        Drawing(submission, rows, "milliseconds", name).judge(points, inside, labels, names)


@task(5)
def test_a_joining_line_goes_from_left_to_right(submission):
    """If a line joins the points, it does not run back and forth."""
    Drawing(submission, ROWS, "milliseconds", "the figure of Lite0, Lite1 and Lite2 by milliseconds").judge(line)


@task(5)
def test_a_new_figure_for_each_call(submission, rng):
    """A second figure has nothing of the first one, and the first one stays as it was."""
    rows = [any_rows(rng, 3), any_rows(rng, 2)]
    answers = [submission.plot(each) for each in rows]
    for which, each, answer in zip(("second", "first"), rows[::-1], answers[::-1], strict=True):
        Drawing(submission, each, "milliseconds", f"the {which} of two figures", answer).judge(points, why=OWN_FIGURE)
