"""Judges exercises/4_keras/grad_cam.py."""

import cv2
import numpy as np

from deepkata.suite import check, task

HEIGHT, WIDTH, CELL = 24, 32, 4
NAMES = ("red", "green", "blue")
#: Of red, green, blue: how much of it is more than the others; the fourth map is brightness.
KERNEL = np.array([[1, -1, -1, 0.4], [-1, 1, -1, 0.4], [-1, -1, 1, 0.4]], np.float32)
BIAS = np.array([-0.1, -0.1, -0.1, 0], np.float32)
SCORES = np.array(
    [
        [
            5,
            -3,
            -2,
        ],
        [-3, 6, -3],
        [-1, -2, 4],
        [0.2, -0.3, -0.4],
    ],
    np.float32,
)
COLOUR = [KERNEL.reshape(1, 1, 3, 4), BIAS, SCORES, np.array([0.1, 0.0, -0.2], np.float32)]


def bent_weights(rng):
    """Weights of the network that bends; its gradients differ from place to place."""
    places = HEIGHT // CELL * WIDTH // CELL
    hidden = rng.normal(0, 0.35, (places * 4, 6)).astype(np.float32)
    return [
        *COLOUR[:2],
        hidden,
        rng.normal(0, 0.3, 6).astype(np.float32),
        rng.normal(0, 2, (6, 3)).astype(np.float32),
        np.zeros(3, np.float32),
    ]


def photograph(fixture, *, box=None, colour=0):
    """A small grey photograph, RGB from 0 to 1, with a coloured square where there is a box (top, left, side)."""
    picture = cv2.imread(str(fixture("coffee.jpg")), cv2.IMREAD_GRAYSCALE)
    grey = cv2.resize(picture, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    image = np.repeat(0.2 + 0.4 * grey[..., None], 3, axis=2).astype(np.float32)
    return painted(image, box, colour) if box else image


def painted(image, box, colour, strength=0.9):
    top, left, side = box
    image = image.copy()
    image[top : top + side, left : left + side] = 0.05
    image[top : top + side, left : left + side, colour] = strength
    return image


def colours(x):
    return np.maximum(x.astype(np.float64) @ KERNEL + BIAS, 0)


def places(x):
    """The maps of the layer "places", (N, 6, 8, 4)."""
    return colours(x).reshape(len(x), HEIGHT // CELL, CELL, WIDTH // CELL, CELL, 4).mean(axis=(2, 4))


def linear_tail(maps):
    return maps.mean(axis=(1, 2)) @ COLOUR[2].astype(np.float64) + COLOUR[3]


def bent_tail(weights):
    hidden, bias, last, _ = (value.astype(np.float64) for value in weights[2:])
    return lambda maps: np.tanh(maps.reshape(len(maps), -1) @ hidden + bias) @ last


def branched_weights(rng):
    """Weights of the network with a branch behind the cut."""
    aside = [rng.normal(0, 1, (1, 1, 4, 4)).astype(np.float32), rng.uniform(0.1, 0.5, 4).astype(np.float32)]
    return [*COLOUR[:2], *aside, *COLOUR[2:]]


def branches(weights, maps):
    """The two that meet: the maps, and what the convolution makes of them."""
    kernel, bias = (value.astype(np.float64) for value in weights[2:4])
    return maps, np.maximum(maps @ kernel[0, 0] + bias, 0)


def branched_tail(weights):
    return lambda maps: linear_tail(sum(branches(weights, maps)))


def expected_weights(tail, maps, class_id, *, step=1e-4):
    """Central differences: a map that grows everywhere by a little moves the score by its mean gradient times the places."""
    result = np.zeros(maps.shape[-1])
    for channel in range(len(result)):
        more, less = maps.copy(), maps.copy()
        more[..., channel] += step
        less[..., channel] -= step
        result[channel] = (tail(more) - tail(less))[0, class_id] / (2 * step)
    return result / (maps.shape[1] * maps.shape[2])


def slopes(tail, maps, class_id, *, step=1e-4):
    """The gradient at every place of every map, by central differences."""
    result = np.zeros_like(maps)
    for place in np.ndindex(maps.shape):
        more, less = maps.copy(), maps.copy()
        more[place] += step
        less[place] -= step
        result[place] = (tail(more) - tail(less))[0, class_id] / (2 * step)
    return result


def softmax_of(tail):
    def probabilities(maps):
        powers = np.exp(tail(maps) - tail(maps).max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)

    return probabilities


def scaled(heat):
    heat = np.maximum(heat, 0)
    return heat / heat.max() if heat.max() > 0 else heat


def other_weights(tail, maps, class_id):
    slope = slopes(tail, maps, class_id)[0]
    right = slope.mean(axis=(0, 1))
    others = [number for number in range(3) if number != class_id]
    return {
        "These are gradients of the probability, behind a softmax. Use the logit of the class.": expected_weights(
            softmax_of(tail), maps, class_id
        ),
        "The gradients were summed over the positions. Take their mean.": slope.sum(axis=(0, 1)),
        "These are the largest gradients of each map, not their means.": slope.max(axis=(0, 1)),
        "These are the means of the maps, not of the gradients.": maps[0].mean(axis=(0, 1)),
        "Negative weights were set to 0. Only negative values of the weighted sum are.": np.maximum(right, 0),
        "These are the weights of the sum of all logits.": sum(expected_weights(tail, maps, number) for number in range(3)),
        **{f"These are the weights of class {number}.": expected_weights(tail, maps, number) for number in others},
    }


def other_heats(tail, maps, class_id):
    weights = expected_weights(tail, maps, class_id)
    raw = maps[0] @ weights
    others = [number for number in range(3) if number != class_id]
    signed = raw / np.abs(raw).max()
    return {
        "Negative values were not set to 0.": raw / raw.max(),
        "It was divided by the largest absolute value, which here is that of a negative value. Set negative values to 0 first.": np.maximum(signed, 0),
        "The absolute value was taken. Evidence against the class must become 0.": np.abs(raw) / np.abs(raw).max(),
        "The lowest value was subtracted before it was scaled. Set negative values to 0 instead.": (raw - raw.min()) / np.ptp(raw),
        "It is not scaled: its largest value must be 1.": np.maximum(raw, 0),
        "Each position was multiplied by its own gradient. A map has one weight for all positions, the mean.": scaled(
            (maps * slopes(tail, maps, class_id))[0].sum(axis=-1)
        ),
        "These are gradients of the probability, behind a softmax. Use the logit of the class.": scaled(
            maps[0] @ expected_weights(softmax_of(tail), maps, class_id)
        ),
        "Negative values were set to 0 in each weighted map, before the sum. Set them to 0 after it.": scaled(
            np.maximum(maps[0] * weights, 0).sum(axis=-1)
        ),
        **{f"This is the heat map of class {number}.": scaled(maps[0] @ expected_weights(tail, maps, number)) for number in others},
    }


def drawable(image):
    """The image as a picture, BGR."""
    return np.rint(image[..., ::-1] * 255).astype(np.uint8)


def check_heat(heat, tail, image, class_id, name, why=""):
    maps = places(image[None])
    expected = scaled(maps[0] @ expected_weights(tail, maps, class_id))
    mistakes = other_heats(tail, maps, class_id) if expected.max() > 0 else {}
    return check.heat_map(heat, expected, name, image=drawable(image), rtol=2e-3, atol=2e-4, dtype="float32", why=why, mistakes=mistakes)


# --- task 1: split ---


@task(1)
def test_front_and_tail_are_the_model(submission, fixture, rng):
    """tail(front(x)) equals model(x), and the front returns the activations of the layer."""
    x = np.stack([photograph(fixture, box=(4, 8, 8)), photograph(fixture, box=(12, 16, 8), colour=2)])
    branched = branched_weights(rng)
    cases = (
        ("a functional model", submission.probe.colour_network(COLOUR), "places", places(x), linear_tail),
        ("a Sequential", submission.probe.colour_network(COLOUR, sequential=True), "colours", colours(x), linear_tail),
        ("a model with a branch", submission.probe.branched_network(branched), "places", places(x), branched_tail(branched)),
    )
    for kind, model, layer, maps, logits in cases:
        what = f"{kind}, cut behind {layer!r}"
        front, tail = check.sequence(submission.split(model, layer), what, 2)
        front, tail = check.handle(front, f"{what}: front"), check.handle(tail, f"{what}: tail")
        given = submission.probe.call(front, x)
        check.array(
            given, maps, f"{what}: output of the front", rtol=1e-4, atol=1e-5, why="that is the output of the layer; the cut is neither before nor after it"
        )
        why = "copied weights do not change when the model is trained further"
        check.equal(submission.probe.shared(model, [front, tail]), True, f"{what}: whether front and tail share the model's layers", why)
        other = rng.uniform(0, 1, maps.shape).astype(np.float32)
        for given, behind, why in (
            (maps.astype(np.float32), "the output of the front", "the logits of the whole model"),
            (other, "other maps", "the tail computes from the activations that it is given"),
        ):
            mistakes = {
                "The convolution of the branch was left out.": linear_tail(given),
                "Two branches merge after the convolution; one of them was left out.": linear_tail(branches(branched, given)[1]),
            }
            answer = submission.probe.call(tail, given)
            name = f"{what}: output of the tail for {behind}"
            check.array(
                answer, logits(given), name, rtol=1e-4, atol=1e-5, why=why, mistakes=mistakes if logits is not linear_tail else None
            )


# --- task 2: the weights of the maps ---


@task(2)
def test_the_mean_gradient_of_each_map(submission, fixture, rng):
    """The weight of a map is the mean gradient of the logit of the class, in inference mode; it differs from image to image."""
    weights = bent_weights(rng)
    model, tail = submission.probe.bent_network(weights), bent_tail(weights)
    for colour, class_id in ((0, 2), (1, 0)):
        image = photograph(fixture, box=(8, 12, 8), colour=colour)
        maps = places(image[None])
        given = submission.map_weights(model, image, class_id, "places")
        check.unchanged(submission)
        name = f"weights of the maps for class {class_id}, a {NAMES[colour]} square"
        expected = expected_weights(tail, maps, class_id)
        check.array(given, expected, name, rtol=2e-3, atol=1e-5, dtype="float32", mistakes=other_weights(tail, maps, class_id))


@task(2)
def test_known_weights(submission, fixture):
    """With means and one dense layer after the maps, the weights are those of that layer, divided by the number of positions."""
    model = submission.probe.colour_network(COLOUR)
    image = photograph(fixture, box=(4, 20, 8), colour=1)
    why = "the weights of the dense layer for this class, divided by 6 x 8 positions; the dropout layer is inactive in inference"
    for class_id in (None, 0):
        number = 1 if class_id is None else class_id
        given = submission.map_weights(model, image, class_id, "places")
        mistakes = other_weights(linear_tail, places(image[None]), number)
        name = f"weights of the maps for class_id {class_id}, a green square"
        check.array(given, SCORES[:, number] / 48, name, rtol=2e-3, atol=1e-6, dtype="float32", why=why, mistakes=mistakes)


# --- task 3: the heat map ---


@task(3)
def test_the_peak_is_on_the_object(submission, fixture, rng):
    """The heat map of a class has its maximum on the square of that colour, wherever it is."""
    model = submission.probe.colour_network(COLOUR)
    for colour in (0, 2):
        other = 2 - colour
        row, column = int(rng.integers(0, 3)), int(rng.integers(0, 6))
        image = painted(photograph(fixture, box=(4 * row, 4 * column, 8), colour=colour), (16, 4 * ((column + 3) % 6), 8), other)
        heat = submission.grad_cam(model, image, colour, "places")
        name = f"heat map of {NAMES[colour]}, beside a {NAMES[other]} square"
        heat = check_heat(heat, linear_tail, image, colour, name, "the square of the other colour is evidence against the class")
        top, left = np.unravel_index(heat.argmax(), heat.shape)
        on = row <= top < row + 2 and column <= left < column + 2
        check.that(
            on,
            f"{name}: its maximum is at row {top}, column {left}, but the square is in rows {row} to {row + 1}, columns {column} to {column + 1}.",
        )


@task(3)
def test_gradients_that_differ_between_positions(submission, fixture, rng):
    """Also in a nonlinear network a map has one weight for all positions. class_id None stands for the highest score."""
    image = painted(photograph(fixture, box=(4, 4, 8), colour=0), (12, 20, 8), 1)
    maps = places(image[None])
    weights, warm = bent_weights(rng), []
    while len(warm) < 2 or int(bent_tail(weights)(maps)[0].argmax()) not in warm:
        weights = bent_weights(rng)
        raw = {number: maps[0] @ expected_weights(bent_tail(weights), maps, number) for number in range(3)}
        warm = [number for number, values in raw.items() if values.max() > 0.1 * np.abs(values).max()]
    model, tail = submission.probe.bent_network(weights), bent_tail(weights)
    best = int(tail(maps)[0].argmax())
    for class_id in (next(number for number in warm if number != best), None):
        number = best if class_id is None else class_id
        check_heat(submission.grad_cam(model, image, class_id, "places"), tail, image, number, f"heat map for class_id {class_id}")
        check.unchanged(submission)


@task(3)
def test_strong_evidence_against_the_class(submission, fixture):
    """The largest value is 1, even if the evidence against the class is stronger than that for it."""
    model = submission.probe.colour_network(COLOUR)
    image = painted(painted(photograph(fixture), (4, 4, 8), 0, strength=0.5), (12, 20, 8), 1)
    raw = places(image[None])[0] @ expected_weights(linear_tail, places(image[None]), 0)
    assert -raw.min() > 1.2 * raw.max() > 0, "the case does not show what it is for"
    why = "the green square is stronger evidence against red than the faint red one is for it"
    check_heat(submission.grad_cam(model, image, 0, "places"), linear_tail, image, 0, "heat map of red, a faint red square beside a green one", why)


@task(3)
def test_no_evidence_for_the_class(submission, fixture):
    """If no value is positive, the heat map is 0 everywhere."""
    model = submission.probe.colour_network(COLOUR)
    image = photograph(fixture, box=(8, 8, 8), colour=0)
    heat = submission.grad_cam(model, image, 1, "places")
    check_heat(
        heat, linear_tail, image, 1, "heat map of green for a red square", "no value is positive here; avoid 0 / 0"
    )
    black = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    assert not places(black[None]).any(), "the case does not show what it is for"
    heat = submission.grad_cam(model, black, 1, "places")
    check_heat(heat, linear_tail, black, 1, "heat map of a black image", "all maps are 0, and so is their sum; avoid 0 / 0")


# --- task 4: the picture ---


def unrounded(image, heat, strength, red=(0, 0, 255), how=cv2.INTER_LINEAR):
    share = strength * cv2.resize(heat.astype(np.float32), image.shape[1::-1], interpolation=how)[..., None].astype(np.float64)
    return (1 - share) * image + share * np.array(red, np.float64)


def mixed(*arguments, **options):
    return np.rint(unrounded(*arguments, **options)).astype(np.uint8)


def check_rounded(given, exact, name):
    """Each value is the nearest whole number, but where two are as near: float32 may go either way there."""
    clear = np.abs(exact - np.floor(exact) - 0.5) > 0.02
    wrong = clear & (given != np.rint(exact))
    place = np.unravel_index(wrong.argmax(), wrong.shape)
    cut = (np.abs(exact - given - 0.5)[wrong] < 0.51).all()
    why = "The fractions were cut off instead of rounded." if cut else "Was something rounded before the end?"
    check.that(
        not wrong.any(),
        f"{name}: {wrong.sum()} of {wrong.size} values are not rounded to the nearest integer. The first of them is {exact[place]:.2f} before it is "
        f"rounded, and became {given[place]}. {why}",
    )


@task(4)
def test_the_heat_map_is_drawn(submission, fixture, rng):
    """The heat map is enlarged, and the image is mixed with red accordingly."""
    picture = cv2.imread(str(fixture("coffee.jpg")))
    for height, width, strength in ((60, 90, 0.6), (45, 40, 1.0)):
        image = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
        heat = scaled(rng.uniform(-0.5, 1, (3, 4))).astype(np.float32)
        given = submission.overlay(image, heat) if strength == 0.6 else submission.overlay(image, heat, strength)
        check.unchanged(submission)
        mistakes = {
            "It was mixed with blue: OpenCV's order is blue, green, red.": mixed(image, heat, strength, (255, 0, 0)),
            "The heat map was enlarged in blocks. Use INTER_LINEAR.": mixed(image, heat, strength, how=cv2.INTER_NEAREST),
            "The strength was left out.": mixed(image, heat, 1.0) if strength != 1 else image,
            "The whole image was darkened. Where the heat is 0, the image must not change.": np.rint(
                image * (1 - strength) + mixed(image * 0, heat, strength)
            ).astype(np.uint8),
        }
        name = f"an image of {height} by {width} with its heat map, strength {strength}"
        given = check.image(given, mixed(image, heat, strength), name, input=image, rtol=0, atol=1.01, dtype="uint8", mistakes=mistakes)
        check_rounded(given, unrounded(image, heat, strength), name)


@task(4)
def test_the_example_of_the_stub(submission):
    """Grey 100 with a heat of 0.5 and a strength of 0.8 becomes (60, 60, 162), as in the stub."""
    grey = np.full((2, 3, 3), 100, np.uint8)
    expected = np.broadcast_to(np.array([60, 60, 162], np.uint8), grey.shape)
    given = submission.overlay(grey, np.full((1, 1), 0.5), 0.8)
    check.image(given, expected, "the grey image of the stub with its heat map", input=grey, rtol=0, atol=0, dtype="uint8")


@task(4)
def test_no_heat_and_full_heat(submission, fixture):
    """Without heat the image does not change; with full heat and strength 1 it is red."""
    image = cv2.resize(cv2.imread(str(fixture("coffee.jpg"))), (32, 20), interpolation=cv2.INTER_AREA)
    given = submission.overlay(image, np.zeros((5, 8), np.float64), 1.0)
    check.image(given, image, "an image without heat", input=image, rtol=0, atol=0, dtype="uint8")
    red = np.zeros_like(image)
    red[..., 2] = 255
    given = submission.overlay(image, np.ones((5, 8)), 1.0)
    check.image(given, red, "an image in full heat", input=image, rtol=0, atol=0, dtype="uint8")
