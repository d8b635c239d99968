"""Judges exercises/4_keras/digits_cnn.py."""

import numpy as np

from deepkata.suite import check, task

TRAINING, HELD_OUT = 1197, 600


def digits(fixture, rng, count):
    """Some real digits, uint8 of 0 to 16, and their labels."""
    with np.load(fixture("digits.npz")) as data:
        chosen = rng.permutation(len(data["y"]))[:count]
        return data["x"][chosen], data["y"][chosen].astype(np.int64)


def scaled(images):
    """What `prepare` is to return."""
    return (np.asarray(images, np.float32) / 16).reshape(-1, 8, 8, 1)


def cross_entropies(logits, labels):
    """The cross-entropy of each row of logits."""
    shifted = logits.astype(np.float64) - logits.max(axis=1, keepdims=True)
    return np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(labels)), labels]


def other_losses(scores, labels):
    """What other losses would be, by what they get wrong; probabilities where logits should be are another task's business."""
    if scores.min() >= 0 and np.allclose(scores.sum(axis=1), 1, atol=1e-3):
        return {}
    cut = np.clip(scores.astype(np.float64), 1e-7, 1 - 1e-7)
    shares = scores.astype(np.float64) / scores.sum(axis=1, keepdims=True, dtype=np.float64)
    share = np.clip(shares, 1e-7, 1 - 1e-7)[np.arange(len(labels)), labels]
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    again = powers / powers.sum(axis=1, keepdims=True)
    each = cross_entropies(scores, labels)
    return {
        "That is the loss if the logits are taken for probabilities. Set from_logits=True.": float(
            cross_entropies(np.log(cut), labels).mean()
        ),
        "That is the loss if the logits are taken for probabilities and divided by their sum. Set from_logits=True.": float(
            -np.log(share).mean()
        ),
        "That is the loss if the softmax is applied twice.": float(
            cross_entropies(again, labels).mean()
        ),
        "That is the sum over the 64 digits, not their mean.": float(each.sum()),
    }


def ten_scores(logits, name, count):
    logits = check.is_array(logits, name, shape=(count, 10), dtype="float")
    check.that(np.isfinite(logits).all(), f"{name}: some of the scores are not finite.")
    return logits


# --- task 1: prepare ---


@task(1)
def test_a_batch_is_scaled_and_gets_a_channel_axis(submission):
    """Images of shape (N, 8, 8) become float32 of shape (N, 8, 8, 1), and 0..16 becomes 0..1."""
    images = np.zeros((2, 8, 8), np.uint8)
    images[0, 1, 6], images[1, 3, 2], images[1, 0, 7] = 16, 4, 8
    expected = np.zeros((2, 8, 8, 1), np.float32)
    expected[0, 1, 6, 0], expected[1, 3, 2, 0], expected[1, 0, 7, 0] = 1, 0.25, 0.5
    why = "the brightest value of these digits is 16, so 4, 8 and 16 become 0.25, 0.5 and 1"
    mistakes = {"The values were divided by 255, the maximum of most uint8 images; the maximum of these is 16.": expected * 16 / 255}
    name = "two prepared images"
    check.array(submission.prepare(images), expected, name, dtype="float32", why=why, mistakes=mistakes)


@task(1)
def test_a_single_image_becomes_a_batch_of_one(submission, rng, fixture):
    """A single image of shape (8, 8) becomes a batch of one."""
    image = np.zeros((8, 8), np.uint8)
    image[2, 5] = 12
    why = "12 of 16 is 0.75, in every image: the scale must not depend on what else is in it"
    check.array(submission.prepare(image), scaled(image), "the prepared image of the stub's example", dtype="float32", why=why)
    images, _ = digits(fixture, rng, 1)
    check.array(submission.prepare(images[0]), scaled(images), "one prepared digit", dtype="float32")


@task(1)
def test_a_dim_image_stays_dim(submission):
    """The scale is the same for every image, however bright it is."""
    image = np.full((8, 8), 2, np.uint8)
    why = "2 of 16 is 0.125, in every image: the scale must not depend on what else is in it"
    check.array(submission.prepare(image), scaled(image), "an image of twos", dtype="float32", why=why)


@task(1)
def test_real_digits_are_prepared(submission, rng, fixture):
    """Real digits keep their pixels in place, and the caller's array is not changed."""
    images, _ = digits(fixture, rng, 9)
    check.array(submission.prepare(images), scaled(images), "nine prepared digits", dtype="float32")
    check.unchanged(submission)
    turned = images.transpose(0, 2, 1)
    why = "a transposed view is read by its rows and columns, not in the order in which its values lie in memory"
    check.array(submission.prepare(turned), scaled(turned), "nine digits with x and y exchanged", dtype="float32", why=why)


# --- task 2: build ---


@task(2)
def test_the_network_gives_ten_logits(submission, rng, fixture):
    """The network outputs ten logits for each image, not probabilities, whatever the batch size."""
    images, _ = digits(fixture, rng, 6)
    model = check.handle(submission.build(1), "build(1)")
    ten_scores(submission.probe.logits(model, scaled(images[:1])), "scores of one image", 1)
    scores = ten_scores(submission.probe.logits(model, scaled(images)), "scores of six images", 6)
    sums = scores.sum(axis=1)
    check.that(
        np.abs(sums - 1).max() > 1e-3,
        f"The ten scores of every image add up to 1 (they go from {scores.min():.3f} to {scores.max():.3f}): these are "
        "probabilities, the outputs of a softmax. End the network in logits, without a softmax.",
    )
    check.that(np.ptp(scores, axis=0).max() > 1e-4, "Six different digits get the same ten scores.")


SEED = (
    "the same seed must give the same weights. Keras draws them when a layer is created, so the seed (that of "
    "keras.utils.set_random_seed or of each initializer) has to be set before"
)


@task(2)
def test_the_seed_decides_the_weights(submission, rng, fixture):
    """The same seed gives the same network, another seed another one."""
    images, _ = digits(fixture, rng, 4)
    x, seed = scaled(images), int(rng.integers(100, 10_000))
    first = ten_scores(submission.probe.logits(submission.build(seed), x), f"scores of build({seed})", 4)
    again = submission.probe.logits(submission.build(seed), x)
    check.array(again, first, f"scores of a second build({seed})", why=SEED)
    for another in (seed + 1, seed + 1000):
        other = ten_scores(submission.probe.logits(submission.build(another), x), f"scores of build({another})", 4)
        check.that(
            not np.allclose(first, other, atol=1e-4),
            f"build({seed}) and build({another}) give the same scores: another seed must give other weights.",
        )


@task(2)
def test_zero_is_a_seed(submission, rng, fixture):
    """Without a seed the network is that of seed 0, the same in every call."""
    x = scaled(digits(fixture, rng, 4)[0])
    first = ten_scores(submission.probe.logits(submission.build(), x), "scores of build()", 4)
    why = "0 is a seed like any other, although `if seed` treats it as false"
    check.array(submission.probe.logits(submission.build(0), x), first, "scores of build(0), after build()", why=why)


@task(2)
def test_every_call_builds_a_new_network(submission, rng, fixture):
    """What happens to a network does not change the next one."""
    x = scaled(digits(fixture, rng, 4)[0])
    model = check.handle(submission.build(5), "build(5)")
    first = ten_scores(submission.probe.logits(model, x), "scores of build(5)", 4)
    submission.probe.spoil(model)
    why = "the weights of the first network have been changed in between; every call must return a new, untrained network"
    check.array(submission.probe.logits(submission.build(5), x), first, "scores of a second build(5)", why=why)


@task(2)
def test_the_network_is_convolutional(submission, scratch):
    """The saved network has a convolution, and only layers that can be loaded without your file."""
    submission.probe.save(submission.build(0), scratch.path("untrained.keras"))
    saved = submission.fetch("untrained.keras")
    found = submission.fresh(code=False).probe.layers_of_saved(saved)
    own = [str(name) for name, module in found if not str(module).startswith("keras")]
    check.that(
        not own,
        f"The network has a layer that is not one of Keras's own: {', '.join(own)}. Its saved file contains only the name of such a "
        "layer, so it cannot be loaded without your program.",
    )
    check.that(
        any("Conv" in name for name, _ in found),
        f"The network has no convolution; its layers are {', '.join(str(name) for name, _ in found)}.",
    )


# --- task 3: compile ---


@task(3)
def test_the_loss_is_the_cross_entropy_of_the_logits(submission, rng, fixture):
    """The network is compiled with the mean cross-entropy of its logits, and with the accuracy."""
    images, labels = digits(fixture, rng, 64)
    model = submission.build(int(rng.integers(1000)))
    scores = ten_scores(submission.probe.logits(model, scaled(images)), "scores of 64 images", 64)
    measured = submission.probe.evaluate_batch(model, scaled(images), labels)
    measured = check.mapping(measured, "what the compiled network reports", ["loss", "accuracy"])
    each = cross_entropies(scores, labels)
    why = "the loss is the mean cross-entropy of the ten scores, taken as logits"
    check.close(
        measured["loss"],
        float(each.mean()),
        "compiled loss of 64 digits",
        rtol=1e-3,
        atol=1e-4,
        why=why,
        mistakes=other_losses(scores, labels),
    )
    hits = float(np.mean(scores.argmax(axis=1) == labels))
    check.close(measured["accuracy"], hits, "compiled accuracy on 64 digits", rtol=0, atol=1.1 / 64)


# --- task 4: train, once for all checks, as it takes seconds ---


WHICH = "predict_images must use the network that it is given, not one that it remembers"


@task(4)
def test_the_trained_network_classifies_held_out_digits(submission, rng, fixture, scratch):
    """Saved, and loaded without your file, the trained network has an accuracy of 90 % on 600 held-out digits."""
    images, labels = digits(fixture, rng, TRAINING + HELD_OUT)
    (images, unseen), (labels, right) = np.split(images, [TRAINING]), np.split(labels, [TRAINING])
    by_class = np.argsort(labels, kind="stable")

    model = check.handle(submission.build(int(rng.integers(1000))), "what build returns")
    before = ten_scores(submission.probe.logits(model, scaled(unseen[:9])), "scores before the training", 9)
    history = submission.train(model, images[by_class], labels[by_class])
    check.unchanged(submission)
    submission.probe.save(model, scratch.path("digits.keras"))
    saved = submission.fetch("digits.keras")
    predicted = submission.predict_images(model, unseen[:60])
    for label in (3, 7):
        others = submission.predict_images(submission.probe.always(label), unseen[:5])
        name = f"labels of five images from another network, which gives every image the label {label}, after the training"
        check.labels(others, np.full(5, label), name, images=unseen[:5], classes=10, why=WHICH)

    clean = submission.fresh(code=False).probe

    def scores_of(x):
        """The scores of the saved network, in the clean worker."""
        return ten_scores(clean.logits_of_saved(saved, x), "logits of new digits", len(x))

    logits = scores_of(scaled(unseen))
    check.that(
        not np.allclose(logits[:9], before, atol=1e-5),
        "After training, the network that was handed to train gives the same scores as before it: its weights have not "
        "changed. Was another network trained, a copy or a new one?",
    )
    check_reading(logits, right, history, scores_of, unseen)
    check_history(history)
    predicted = check.is_array(predicted, "labels of 60 new digits", shape=(60,), dtype="int")
    agree = np.mean(predicted == logits[:60].argmax(axis=1))
    if agree < 0.95:
        said = f"predict_images agrees with the scores of the saved network on only {agree:.1%} of 60 held-out digits."
        check.that(False, said + scale_of_prediction(predicted, scores_of, unseen[:60]))


def check_reading(logits, right, history, scores_of, unseen):
    """Accuracy and cross-entropy on held-out digits; if they are bad, what is known of the reason."""
    read = np.mean(logits.argmax(axis=1) == right)
    if read < 0.9:
        check.that(
            False,
            f"After training, the accuracy of the given network on 600 held-out digits is {read:.1%}; at least 90 % is "
            f"required. {why_it_reads_badly(logits, right, history, scores_of, unseen)}",
        )
    entropy = cross_entropies(logits, right).mean()
    if entropy > 0.5:
        check.that(
            False,
            f"Accuracy on 600 held-out digits is {read:.1%}, but their mean cross-entropy is {entropy:.2f}; at most 0.5 "
            "is required. Here inputs range from 0 to 1, and outputs are taken as logits: was it trained that way? "
            + other_scale(right, scores_of, unseen),
        )


def why_it_reads_badly(logits, right, history, scores_of, unseen):
    """What a network with a bad accuracy does instead, if that tells the reason."""
    said = logits.argmax(axis=1)
    if hint := other_scale(right, scores_of, unseen):
        return hint
    heard = sorted(set(said.tolist()))
    if len(heard) <= 4:
        return (
            f"The only labels that it predicts are {', '.join(map(str, heard))}. The training images came sorted by class: was it trained in that "
            "order, so that the last classes undid the first ones?"
        )
    unread = sorted(set(range(10)) - set(heard))
    recall = [float(np.mean(said[right == digit] == digit)) for digit in heard]
    if unread and min(recall) > 0.8:
        return (
            f"It classifies the other digits well, but never predicts {' or '.join(map(str, unread))}: it seems to have seen none in "
            "training. The training images came sorted by class; was a part of them held out?"
        )
    trained = history.get("accuracy") if isinstance(history, dict) else None
    if isinstance(trained, list | np.ndarray) and len(trained) and np.max(trained) < 0.7:
        return (
            f"Accuracy in training was {float(np.max(trained)):.1%} at best. Does the loss know that it "
            "gets logits, and do images and labels still belong to each other, row by row?"
        )
    return "(The training images came sorted by class.)"


def other_scale(right, scores_of, unseen):
    """Whether the network does better on images of another scale, judged by a hundred of them."""
    of_one, right = scaled(unseen[:100]), right[:100]
    scores = {name: scores_of(of_one * factor) for name, factor in {"": 1.0, **SCALES}.items()}
    entropy = {name: cross_entropies(each, right).mean() for name, each in scores.items()}
    best = min(entropy, key=entropy.get)
    read = np.mean(scores[best].argmax(axis=1) == right)
    if best and read >= 0.9 and entropy[best] < entropy[""] / 2:
        return f"Given images {best}, the same network has an accuracy of {read:.1%}: it seems to have been trained on such images."
    return ""


SCALES = {"of 0 to 16, not scaled": 16.0, "divided by 255 instead of 16": 16 / 255}


def scale_of_prediction(predicted, scores_of, images):
    """Whether the labels are those of images of another scale."""
    for name, factor in SCALES.items():
        if np.array_equal(predicted, scores_of(scaled(images) * factor).argmax(axis=1)):
            return f" Its labels are those of the network for images {name}: does predict_images use prepare?"
    return ""


def check_history(history):
    """One loss and one accuracy for each epoch, of a training that went well."""
    history = check.mapping(history, "what train returns", ["loss", "accuracy"])
    loss = check.is_array(history["loss"], 'history["loss"]', shape=(None,), dtype="float")
    accuracy = check.is_array(history["accuracy"], 'history["accuracy"]', shape=(None,), dtype="float")
    check.that(
        len(loss) == len(accuracy) > 0,
        f"The history has {len(loss)} losses and {len(accuracy)} accuracies. Both need one for every epoch.",
    )
    check.that(
        np.isfinite(loss).all() and loss[-1] <= loss[0],
        f"The loss of the history goes from {loss[0]:.3f} to {loss[-1]:.3f}: training should make it smaller.",
    )
    check.that(
        0.5 <= accuracy[-1] <= 1,
        f"The last accuracy of the history is {accuracy[-1]:.3f}, but accuracy on held-out digits is over 90 %.",
    )


# --- task 5: predict, with a network whose label is the mean brightness in ninths ---

METER = "the label that the network of this test gives is the brightness of the image, from 0 (all 0) to 9 (all 16)"


def brightness(images):
    """The labels that the light meter gives to correctly scaled images."""
    return np.rint(9 * np.asarray(images, np.float64).reshape(-1, 64).mean(axis=1) / 16).astype(np.int64)


def plain_images(values):
    return np.repeat(np.array(values, np.uint8), 64).reshape(-1, 8, 8)


@task(5)
def test_the_labels_of_a_batch(submission):
    """Every image of a batch gets its label, on the scale of the training."""
    images, meter = plain_images([0, 16, 3, 10, 5, 14, 1, 12]), submission.probe.light_meter()
    predicted = submission.predict_images(meter, images)
    again = submission.predict_images(meter, images)
    check.that(
        not all(isinstance(result, np.ndarray) for result in (predicted, again)) or np.array_equal(predicted, again),
        "The same network gives the same eight images other labels in a second call. It has a dropout layer, which is inactive "
        "unless the network is called with training=True.",
    )
    expected = np.array([0, 9, 2, 6, 3, 8, 1, 7])
    mistakes = {
        "These are the labels of images that were not scaled, but range from 0 to 16.": np.array([0, 9, 9, 9, 9, 9, 9, 9]),
        "These are the labels of images divided by 255, not by 16.": np.array([0, 1, 0, 0, 0, 0, 0, 0]),
    }
    name = "labels of eight plain images"
    check.labels(predicted, expected, name, images=images, classes=10, why=METER, mistakes=mistakes)


@task(5)
def test_the_label_of_a_single_image(submission):
    """A single image gives an array of one label."""
    images = plain_images([9])
    predicted = submission.predict_images(submission.probe.light_meter(), images[0])
    check.labels(predicted, np.array([5]), "label of a single image of nines", images=images, why=METER)


@task(5)
def test_a_label_does_not_depend_on_the_other_images(submission, rng):
    """The label of an image does not depend on the other images of the batch."""
    values = rng.choice([0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13, 14, 15, 16], 12, replace=False)
    images, meter = plain_images(values), submission.probe.light_meter()
    predicted = submission.predict_images(meter, images)
    check.labels(predicted, brightness(images), "labels of twelve plain images", images=images, why=METER)
    dim = images[values < 9]
    predicted = submission.predict_images(meter, dim)
    check.labels(predicted, brightness(dim), "labels of the dim ones alone", images=dim, why=METER)


@task(5)
def test_real_images_are_predicted(submission, rng, fixture):
    """Real digits get their labels, also from a view of every second image."""
    images, _ = digits(fixture, rng, 80)
    ninths = 9 * images.reshape(-1, 64).mean(axis=1) / 16
    clear = images[np.abs(ninths % 1 - 0.5) > 0.05]
    predicted = submission.predict_images(submission.probe.light_meter(), clear[::2])
    check.labels(predicted, brightness(clear[::2]), "labels of real digits", images=clear[::2], why=METER)
    check.unchanged(submission)
