"""Judges exercises/5_capstones/keras_to_onnx.py.

The networks have known weights, so that the judge can calculate by itself what they put out. Files that the suite hands in are
written here with onnx.helper; what a submission exported is asked in a clean worker, never here.
"""

from types import SimpleNamespace

import cv2
import numpy as np
from onnx import TensorProto, helper, numpy_helper

from deepkata.suite import check, task

CLASSES, MAPS, ROUNDING = 4, 6, 1e-3
MARGIN = 0.02  # of the sum that tells OpenCV and ONNX Runtime apart
PARITY = 1e-4


def softmax(scores, axis=1):
    powers = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


# --- networks of which everything is known --------------------------------------------------------------------------


def features(net, x):
    """What the dense layer gets: convolution of 3 by 3, batch normalization, ReLU, and a mean or a row of all."""
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(x, np.float64), (3, 3), axis=(1, 2))
    gamma, beta, mean, variance = np.asarray(net.norm, np.float64)
    maps = np.tensordot(windows, net.kernel.astype(np.float64).transpose(2, 0, 1, 3), axes=3)
    maps = np.maximum((maps - mean) / np.sqrt(variance + ROUNDING) * gamma + beta, 0)
    return maps.mean(axis=(1, 2)) if net.pooled else maps.reshape(len(maps), -1)


def right_logits(net, x):
    """The logits of values x, already scaled."""
    return features(net, x) @ net.dense.astype(np.float64) + net.bias


def network(rng, shape, scale, *, pooled=False, classes=CLASSES):
    """A network whose logits are of the size of 2 on images such as `photographs` makes, multiplied by scale."""
    net = SimpleNamespace(shape=tuple(shape), pooled=pooled, scale=scale)
    net.kernel = (rng.normal(0, 0.5, (3, 3, shape[2], MAPS)) / (255 * scale)).astype(np.float32)
    net.norm = [rng.uniform(*ends, MAPS).astype(np.float32) for ends in ((0.5, 1.5), (-0.3, 0.3), (-0.3, 0.3), (0.5, 1.5))]
    seen = features(net, photographs(rng, 60, shape) * scale)
    net.dense = (rng.normal(0, 2, (seen.shape[1], classes)) / np.sqrt(seen.shape[1]) / (seen.std(axis=0) + 0.02)[:, None]).astype(
        np.float32
    )
    logits = seen @ net.dense
    net.dense *= (2 / logits.std(axis=0)).astype(np.float32)
    net.bias = (-(seen @ net.dense).mean(axis=0)).astype(np.float32)
    return net


def photographs(rng, count, shape):
    """Images, uint8: a colour, a slope of brightness, and noise; no two channels and no two sides are alike."""
    rows, columns, channels = shape
    places = np.stack(np.meshgrid(np.linspace(-1, 1, rows), np.linspace(-1, 1, columns), indexing="ij"), axis=-1)
    colours = rng.uniform(40, 215, (count, 1, 1, channels))
    slopes = np.einsum("hwa,nac->nhwc", places, rng.uniform(-60, 60, (count, 2, channels)))
    images = colours + slopes + rng.normal(0, 25, (count, *shape))
    return np.clip(np.rint(images), 0, 255).astype(np.uint8)


def varied(rng, net, count, sure=0.05):
    """Images of which not all get the same label, and none a label that is nearly another one."""
    images = photographs(rng, 40 * count, net.shape)
    probabilities = right_probabilities(net, images)
    best = np.sort(probabilities, axis=1)
    chosen = best[:, -1] - best[:, -2] > sure
    images, labels = images[chosen], probabilities[chosen].argmax(axis=1)
    firsts = [np.flatnonzero(labels == label)[0] for label in rng.permutation(np.unique(labels))][:count]
    others = [place for place in range(len(images)) if place not in firsts]
    return images[rng.permutation((firsts + others)[:count])]


def right_probabilities(net, images):
    return softmax(right_logits(net, images * net.scale))


def keras_weights(net):
    return [net.kernel, *net.norm, net.dense, net.bias]


def way_to_features(net):
    """The beginning of a file with the network: constants and nodes, from pixels (N, height, width, channels) to what the dense layer gets."""
    gamma, beta, mean, variance = net.norm
    constants = {
        "scale": np.float32(net.scale),
        "kernel": net.kernel.transpose(3, 2, 0, 1),
        "gamma": gamma,
        "beta": beta,
        "mean": mean,
        "variance": variance,
        "row": np.array([0, len(net.dense)]),
    }
    pool = helper.make_node("GlobalAveragePool", ["maps"], ["last_maps"])
    back = helper.make_node("Transpose", ["maps"], ["last_maps"], perm=[0, 2, 3, 1])
    nodes = [
        helper.make_node("Mul", ["pixels", "scale"], ["values"]),
        helper.make_node("Transpose", ["values"], ["planes"], perm=[0, 3, 1, 2]),
        helper.make_node("Conv", ["planes", "kernel"], ["sums"], kernel_shape=[3, 3]),
        helper.make_node("BatchNormalization", ["sums", "gamma", "beta", "mean", "variance"], ["normal"], epsilon=ROUNDING),
        helper.make_node("Relu", ["normal"], ["maps"]),
        pool if net.pooled else back,
        helper.make_node("Reshape", ["last_maps", "row"], ["features"]),
    ]
    return constants, nodes


def onnx_file(net, *, opset=15, output="(N, C)", bias=None, centred=False, nan_below=None):
    """The network as an ONNX file that takes pixels, (N, height, width, channels), and gives probabilities in some shape.

    ``centred``: less the mean of the batch's logits, as if a normalization had been left in training. ``nan_below``: the
    answer is NaN for each image whose first logit is below this number.
    """
    bias = net.bias if bias is None else bias
    form = {"(N, C)": [0, len(bias)], "(N, 1, C)": [0, 1, len(bias)], "(N, C, 1, 1)": [0, len(bias), 1, 1]}[output]
    constants, nodes = way_to_features(net)
    constants |= {"dense": net.dense, "bias": bias, "form": np.array(form)}
    last = {} if opset < 13 else {"axis": 2 if output == "(N, 1, C)" else 1}
    nodes += [
        helper.make_node("MatMul", ["features", "dense"], ["products"]),
        helper.make_node("Add", ["products", "bias"], ["plain_logits"]),
    ]
    logits = "plain_logits"
    if centred:
        nodes += [
            helper.make_node("ReduceMean", [logits], ["batch_mean"], axes=[0], keepdims=1),
            helper.make_node("Sub", [logits, "batch_mean"], ["centred_logits"]),
        ]
        logits = "centred_logits"
    if nan_below is not None:
        constants |= {"first": np.eye(len(bias), 1, dtype=np.float32), "least": np.float32([nan_below]), "nothing": np.zeros((1, len(bias)), np.float32)}
        nodes += [helper.make_node("MatMul", [logits, "first"], ["first_logit"]), helper.make_node("Sub", ["first_logit", "least"], ["above"])]
        nodes += nan_where_negative("above", logits, "broken_logits")
        logits = "broken_logits"
    nodes += [
        helper.make_node("Reshape", [logits, "form"], ["formed"]),
        helper.make_node("Softmax", ["formed"], ["probabilities"], **last),
    ]
    return written(nodes, constants, net.shape, form[1:], opset)


def nan_where_negative(name, values, result):
    """Nodes that leave values as they are, or make NaN of each row whose number in ``name``, (N, 1), is negative."""
    return [
        helper.make_node("Sqrt", [name], ["root"]),
        helper.make_node("MatMul", ["root", "nothing"], ["no_change"]),
        helper.make_node("Add", [values, "no_change"], [result]),
    ]


def two_columns_file(net, aside, *, bias=None, nan_in=""):
    """A file of opset 11 whose Softmax has two columns, the logits and ``aside``: OpenCV takes each by itself, ONNX Runtime both together.

    The first column less the second, plus the softmax of ``aside``, is for OpenCV the network's answer. For ONNX Runtime it
    is what `of_two_columns` says, as it is by ONNX's definition. ``nan_in``: "OpenCV" or "ONNX Runtime", which alone is to
    give NaN.
    """
    bias = net.bias if bias is None else bias
    constants, nodes = way_to_features(net)
    constants |= {
        "dense": np.stack([net.dense, np.zeros_like(net.dense)], axis=2).reshape(len(net.dense), -1),
        "bias": np.stack([bias, aside], axis=1).ravel().astype(np.float32),
        "form": np.array([0, len(bias), 2]),
        "signs": np.array([[[1, -1]]], np.float32),
        "shares": softmax(aside[None]).astype(np.float32),
    }
    nodes += [
        helper.make_node("MatMul", ["features", "dense"], ["products"]),
        helper.make_node("Add", ["products", "bias"], ["logits"]),
        helper.make_node("Reshape", ["logits", "form"], ["columns"]),
        helper.make_node("Softmax", ["columns"], ["powers"], axis=1),
        helper.make_node("Mul", ["powers", "signs"], ["signed"]),
        helper.make_node("ReduceSum", ["signed"], ["first_less_second"], axes=[2], keepdims=0),
        helper.make_node("Add", ["first_less_second", "shares"], ["finite" if nan_in else "probabilities"]),
    ]
    if nan_in:  # the columns add up to 0 for OpenCV only
        sign = 1 if nan_in == "OpenCV" else -1
        constants |= {"sign": np.float32([[sign]]), "margin": np.float32([[-sign * MARGIN]]), "nothing": np.zeros((1, len(bias)), np.float32)}
        nodes += [
            helper.make_node("ReduceSum", ["first_less_second"], ["total"], axes=[1], keepdims=1),
            helper.make_node("Abs", ["total"], ["size"]),
            helper.make_node("Mul", ["size", "sign"], ["turned"]),
            helper.make_node("Add", ["turned", "margin"], ["beyond"]),
            *nan_where_negative("beyond", "finite", "probabilities"),
        ]
    return written(nodes, constants, net.shape, [len(bias)], 11)


def of_two_columns(net, aside, images):
    """What ONNX Runtime makes of such a file: a mean of the network's probabilities and those of ``aside``, times 2 at most."""
    return of_two_columns_by(right_logits(net, images * net.scale), aside)


def of_two_columns_by(logits, aside):
    first = np.exp(logits).sum(axis=1, keepdims=True)
    return first / (first + np.exp(aside).sum()) * (softmax(logits) + softmax(aside[None]))


def written(nodes, constants, shape, answer, opset):
    """An ONNX file of some nodes, from pixels to probabilities."""
    graph = helper.make_graph(
        nodes,
        "network",
        [helper.make_tensor_value_info("pixels", TensorProto.FLOAT, ["N", *shape])],
        [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["N", *answer])],
        [numpy_helper.from_array(np.ascontiguousarray(values), name) for name, values in constants.items()],
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
    made.ir_version = 7
    return made.SerializeToString()


def by_opencv(data, images):
    """What the OpenCV of this environment makes of a file of the suite's own."""
    net = cv2.dnn.readNetFromONNX(np.frombuffer(data, np.uint8))
    net.setInput(images.astype(np.float32))
    return net.forward().reshape(len(images), -1)


# --- export ---------------------------------------------------------------------------------------------------------


def exported(submission, scratch, net, batches, *, before=None, **options):
    """What the file that the program exported says and gives, in a clean worker; ``before`` is asked about the file first."""
    model = submission.probe.model(keras_weights(net), list(net.shape), net.pooled)
    submission.export(model, scratch.path("exported.onnx"), **options)
    check_model_unchanged(submission, net, model)
    saved = submission.fetch("exported.onnx")
    clean = submission.fresh(code=False).probe
    if before:
        before(clean, saved)
    asked = check.mapping(clean.ask(saved, [batch.astype(np.float32) for batch in batches]), "the exported file", ())
    random = [kind for kind in clean.operations(saved)["kinds"] if "Random" in kind or kind == "Bernoulli"]
    check.that(
        not random,
        f"The exported file draws random numbers ({', '.join(map(str, random))}): the dropout was exported as in training. "
        "Call the model with training=False.",
    )
    check.that("error" not in asked, f"The exported file: {str(asked.get('error')).rstrip('.')}.")
    return asked


def check_model_unchanged(submission, net, model):
    """After the export the model still takes scaled values and returns logits."""
    values = np.linspace(0, 1, 2 * np.prod(net.shape), dtype=np.float32).reshape(2, *net.shape) / (255 * np.float32(net.scale))
    scores = right_logits(net, values)
    mistakes = {"These are probabilities: the model itself was given a softmax. Put it into the file only.": softmax(scores)}
    name = "what the model returns after the export"
    check.array(submission.probe.logits(model, values), scores, name, rtol=1e-3, atol=1e-3, mistakes=mistakes)


def one_input(asked, net):
    """The file has one input and one output, the input is as Keras has it."""
    inputs, outputs = asked["inputs"], asked["outputs"]
    check.that(len(inputs) == 1, f"The exported file has {len(inputs)} inputs; it should have one, the pixels.")
    check.that(len(outputs) == 1, f"The exported file has {len(outputs)} outputs; it should have one, the probabilities.")
    _, kind, sizes = inputs[0]
    rows, columns, channels = net.shape
    check.that(kind == "tensor(float)", f"The exported file takes {kind}; it should take tensor(float), which is float32.")
    check.that(
        list(sizes[1:]) != [channels, rows, columns] or channels == columns == rows,
        f"The exported file takes images of shape (N, {channels}, {rows}, {columns}), channels first. It should take them as Keras does, "
        f"channels last: (N, {rows}, {columns}, {channels}).",
    )
    check.that(
        len(sizes) == 4 and all(size in (None, right) for size, right in zip(sizes[1:], net.shape, strict=True)),
        f"The exported file takes images of shape {plain_shape(sizes)}; it should be (N, {rows}, {columns}, {channels}).",
    )


def plain_shape(sizes):
    return "(" + ", ".join("any" if size is None else str(size) for size in sizes) + ")"


def check_file(got, net, images, name):
    """The probabilities that a runtime gets from an exported file."""
    check.that(not isinstance(got, str), f"{name}: {str(got).rstrip('.')}.")
    scaled = right_logits(net, images * net.scale)
    twice = right_logits(net, images * net.scale**2)
    mistakes = {
        "These are the logits: the softmax is missing.": scaled,
        "The softmax was applied twice.": softmax(softmax(scaled)),
        "That is the sigmoid of each logit; with softmax the probabilities of an image have the sum 1.": 1
        / (1 + np.exp(-scaled)),
        "These are the probabilities of pixels that were not scaled: the model got 0 to 255.": softmax(right_logits(net, images)),
        "These are the probabilities of pixels that were scaled twice.": softmax(twice),
        "The softmax was computed along the batch; the probabilities of each image should have the sum 1.": softmax(scaled, axis=0),
    }
    mistakes[
        "Every probability is 1: the softmax was computed along an axis of length 1, which OpenCV 4 adds to such graphs. "
        "Write the softmax as one operation (tf.nn.softmax, keras.ops.softmax), which uses the right axis."
    ] = np.ones_like(scaled)
    if abs(net.scale - 1 / 255) > 1e-6:
        default = softmax(right_logits(net, images / 255))
        mistakes["These are the probabilities of pixels that were divided by 255; this model was exported with another `scale`."] = default
    expected = softmax(scaled)
    got = check.is_array(got, name)
    if got.ndim > 2 and got.size == expected.size and got.shape[0] == len(images):
        got = got.reshape(expected.shape)  # what OpenCV makes of it has axes of length 1 more
    check.heat_map(got, expected, name, rows="image", columns="class", rtol=0, atol=PARITY, mistakes=mistakes)


@task(1)
def test_pixels_in_probabilities_out(submission, scratch, rng):
    """With a scale of 1/64 the file gives the right probabilities in ONNX Runtime, and the model is not changed."""
    net = network(rng, (6, 11, 3), 1 / 64)
    images = varied(rng, net, 3)
    batches = [images[place : place + 1] for place in range(len(images))]
    asked = exported(submission, scratch, net, batches, scale=1 / 64)
    one_input(asked, net)
    for place, (batch, got) in enumerate(zip(batches, asked["onnxruntime"], strict=True)):
        check_file(got, net, batch, f"probabilities of image {place}, scale = 1/64, by ONNX Runtime in another process")


@task(2)
def test_batches_of_any_size(submission, scratch, rng):
    """With the default scale one file takes one image, two, five or nine, and declares any number."""
    net = network(rng, (9, 6, 2), 1 / 255, pooled=True, classes=3)
    batches = [varied(rng, net, count) for count in (1, 2, 5, 9)]
    asked = exported(submission, scratch, net, batches)
    for what, (_, _, sizes) in (("takes", asked["inputs"][0]), ("returns", asked["outputs"][0])):
        first = sizes[0] if sizes else None
        check.that(
            first is None,
            f"The exported file declares that it {what} arrays of shape {plain_shape(sizes)}: batches of {first} only. It should be any number of images.",
        )
    for batch, got in zip(batches, asked["onnxruntime"], strict=True):
        check_file(got, net, batch, f"probabilities of a batch of {len(batch)}, by ONNX Runtime")


OLD = (
    "Before opset 13 the default of Softmax was all axes from the second on, but OpenCV uses one axis: OpenCV 4.14 returns 1.0 for every "
    "probability of such a file, except for a batch of one"
)
BY_HAND = (
    "The exported file has no Softmax operation: it computes the softmax with several operations, which OpenCV 4 sometimes reads wrongly. "
    "Write it as one operation (tf.nn.softmax, keras.ops.softmax)."
)


def check_operations(clean, saved):
    """Before anything else: what OpenCV makes of such a file is what it makes of other mistakes, too."""
    operations = clean.operations(saved)
    version, kinds = operations["opset"], operations["kinds"]
    check.that(version is None or version >= 13, f"The exported file has opset {version}; it should be 13 or newer. {OLD}.")
    check.that("Softmax" in kinds or not {"Exp", "LogSoftmax"} & set(kinds), BY_HAND)


@task(3)
def test_opencv_gives_the_same(submission, scratch, rng):
    """The same file gives the same numbers in OpenCV, for one image and five; the softmax is one operation of opset 13 or newer."""
    net = network(rng, (12, 7, 3), 1 / 255)
    batches = [varied(rng, net, count) for count in (1, 5)]
    asked = exported(submission, scratch, net, batches, before=check_operations)
    for runtime, title in (("onnxruntime", "ONNX Runtime"), ("opencv", "OpenCV")):
        for batch, got in zip(batches, asked[runtime], strict=True):
            check_file(got, net, batch, f"probabilities of a batch of {len(batch)}, by {title}")


def digits(fixture, rng, count):
    """Digits that the trained network knows, 0 to 6."""
    with np.load(fixture("digits.npz")) as data:
        known = rng.permutation(np.flatnonzero(data["y"] < 7))[:count]
        return data["x"][known][..., None], data["y"][known].astype(np.int64)


# --- task 4: classify -----------------------------------------------------------------------------------------------


def check_classified(result, net, images, what, expected=None):
    """Labels and probabilities are those that OpenCV gets from the file."""
    labels, probabilities = check.sequence(result, f"what classify returns for {what}", 2)
    scores = right_logits(net, images * net.scale)
    expected = softmax(scores) if expected is None else expected

    def mistakes():
        found = {
            "These are the probabilities of pixels that were scaled twice: the file scales them already and takes 0 to 255.": softmax(
                right_logits(net, images * net.scale / 255)
            ),
            "The softmax was applied twice: the file returns probabilities already.": softmax(softmax(scores)),
            "The channels were reversed; the images are in the order that the file expects already.": softmax(
                right_logits(net, images[..., ::-1] * net.scale)
            ),
        }
        if net.pooled and images.shape[2] == images.shape[3]:
            first = softmax(right_logits(net, images.transpose(0, 3, 1, 2) * net.scale))
            found[
                "These are the probabilities of images with the channels first, as `blobFromImages` makes them; this file takes them last. "
                "Images of three columns fit either way, so there is no error."
            ] = first
        return found

    name = f"probabilities of {what}"
    check.heat_map(probabilities, expected, name, rows="image", columns="class", dtype="float32", rtol=0, atol=PARITY, mistakes=mistakes)
    check.labels(labels, expected.argmax(axis=1), f"labels of {what}", images=images, classes=expected.shape[1])


@task(4)
def test_images_of_three_columns(submission, scratch, rng):
    """Five images of 8 rows and 3 columns, which fit channels first and channels last."""
    net = network(rng, (8, 3, 3), 1 / 255, pooled=True)
    images = varied(rng, net, 5)
    result = submission.classify(scratch.file("columns.onnx", onnx_file(net)), images)
    check_classified(result, net, images, "five images of 8 by 3")
    check.unchanged(submission)


@task(4)
def test_one_image_and_many(submission, scratch, rng):
    """One image and seven of 10 by 6, three channels; one channel as well."""
    for shape in ((10, 6, 3), (6, 9, 1)):
        net = network(rng, shape, 1 / 255)
        file = scratch.file("sizes.onnx", onnx_file(net))
        for count in (1, 7):
            images = varied(rng, net, count)
            what = f"{count} image{'s' * (count > 1)} of {shape[0]} by {shape[1]}, {shape[2]} channel{'s' * (shape[2] > 1)}"
            check_classified(submission.classify(file, images), net, images, what)


@task(4)
def test_outputs_of_other_shapes(submission, scratch, rng):
    """Files may return (N, 1, C) or (N, C, 1, 1), for one image and for five."""
    net = network(rng, (6, 8, 3), 1 / 64, classes=5)
    for output in ("(N, 1, C)", "(N, C, 1, 1)"):
        file = scratch.file("forms.onnx", onnx_file(net, output=output))
        for count in (1, 5):
            images = varied(rng, net, count)
            what = f"{count} image{'s' * (count > 1)}, by a file that returns {output}"
            check_classified(submission.classify(file, images), net, images, what)


@task(4)
def test_two_files_and_parts_of_arrays(submission, scratch, rng):
    """Two files in turn, and images that are every second one of an array, mirrored."""
    nets = [network(rng, (6, 7, 3), 1 / 255) for _ in range(2)]
    files = [scratch.file(f"net{place}.onnx", onnx_file(net)) for place, net in enumerate(nets)]
    for place in (0, 1, 0):
        images = photographs(rng, 8, (6, 14, 3))[::2, :, 12:5:-1]
        check_classified(submission.classify(files[place], images), nets[place], images, f"four mirrored parts of images, by file {place}")
        check.unchanged(submission)


@task(4)
def test_it_is_opencv_that_answers(submission, scratch, rng):
    """On a file of opset 11, which OpenCV reads wrongly, classify returns what OpenCV computes."""
    net = network(rng, (7, 9, 3), 1 / 255)
    images = varied(rng, net, 5)
    data = onnx_file(net, opset=11, output="(N, 1, C)")
    given = by_opencv(data, images)
    _, probabilities = check.sequence(submission.classify(scratch.file("old.onnx", data), images), "what classify returns", 2)
    right = right_probabilities(net, images)
    sentence = (
        "This is what the file means, and what ONNX Runtime computes. OpenCV computes something else from this file: was another runtime used?"
    )
    mistakes = {sentence: right} if np.abs(given - right).max() > PARITY else {}
    name = "probabilities by a file of opset 11, as OpenCV reads it"
    check.heat_map(probabilities, given, name, rows="image", columns="class", dtype="float32", rtol=0, atol=PARITY, mistakes=mistakes)


# --- task 5: parity, measured ---------------------------------------------------------------------------------------

PAIRS = ("opencv_keras", "onnxruntime_keras", "opencv_onnxruntime")


def model_of(submission, net):
    return submission.probe.model(keras_weights(net), list(net.shape), net.pooled)


def report_of(submission, scratch, model, data, images, **options):
    result = submission.parity_report(model, scratch.file("reported.onnx", data), images, **options)
    check.unchanged(submission)
    return check.mapping(result, "what parity_report returns", (*PAIRS, "same_labels", "parity"))


def check_report(report, net, images, opencv, runtime, what):
    """The differences are those of the probabilities of three runtimes."""
    keras = right_probabilities(net, images)
    logits = right_logits(net, images * net.scale)
    unscaled = softmax(right_logits(net, images))
    pairs = {"opencv_keras": (opencv, keras), "onnxruntime_keras": (runtime, keras), "opencv_onnxruntime": (opencv, runtime)}
    for key, (one, other) in pairs.items():
        gap = one - other
        largest = float(np.abs(gap).max())
        mistakes = {
            "That is the mean of the differences; report the largest one, since a mean hides a single wrong image.": float(
                np.abs(gap).mean()
            ),
            "That is the largest difference of the first image alone.": float(np.abs(gap[0]).max()),
            "That is the largest difference in one direction only; take absolute values.": float(
                min(gap.max(), -gap.min())
            ),
            "That is the root mean square of the differences; report the largest one.": float(np.sqrt((gap**2).mean())),
            "That is the largest relative difference; report the absolute difference.": float(
                np.abs(gap / other).max()
            ),
        }
        if key.endswith("keras"):
            mistakes["Probabilities were compared with logits: the Keras model has no softmax."] = float(np.abs(one - logits).max())
            mistakes["The Keras model was given pixels that were not scaled."] = float(np.abs(one - unscaled).max())
        for other_key, (first, second) in pairs.items():
            if other_key != key:
                sentence = f"That is the difference of the pair {other_key}: was a runtime compared with itself, or used in place of another?"
                mistakes[sentence] = float(np.abs(first - second).max())
        mistakes = {sentence: value for sentence, value in mistakes.items() if abs(value - largest) > 1e-3}
        check.close(report[key], largest, f"{key} {what}", rtol=0, atol=2e-5, mistakes=mistakes)
    same = {key: one.argmax(axis=1) == other.argmax(axis=1) for key, (one, other) in pairs.items()}
    got, right = whole(report["same_labels"], f"same_labels {what}"), int(np.logical_and.reduce(list(same.values())).sum())
    why = "the images that get the same label from all three"
    alike = [key for key, equal in same.items() if got == equal.sum() != right]
    if len(alike) == 1:
        why += f"; {got} get the same label from {alike[0].replace('_', ' and ')}. Compare the third as well"
    check.equal(got, right, f"same_labels {what}", why)


def whole(value, name):
    """A whole number as an int."""
    array = check.is_array(value, name, shape=(), dtype="integer")
    return int(array)


def nudged(rng, net, images, by):
    """Biases under which the probabilities of a file are another model's, by about so much."""
    bias = net.bias.copy()
    bias[rng.integers(len(bias))] -= by
    other = SimpleNamespace(**(vars(net) | {"bias": bias}))
    return bias, right_probabilities(other, images)


def with_other_labels(rng, net, count):
    """Biases under which one of some images gets a higher label, one a lower one, and the others their own; no images if there are none such."""
    bias = net.bias.copy()
    bias[1] -= 0.7
    pool = varied(rng, net, 100)
    other = right_probabilities(SimpleNamespace(**(vars(net) | {"bias": bias})), pool)
    best = np.sort(other, axis=1)
    clear = best[:, -1] - best[:, -2] > 0.02
    moved = other.argmax(axis=1) - right_probabilities(net, pool).argmax(axis=1)
    up, down, same = (np.flatnonzero(clear & chosen) for chosen in (moved > 0, moved < 0, moved == 0))
    if not (len(up) and len(down) and len(same) >= count - 2):
        return bias, None
    return bias, pool[rng.permutation([up[0], down[0], *same[: count - 2]])]


def with_a_second_column(rng, shape):
    """A network, numbers for `two_columns_file`, and five images of which ONNX Runtime gives one or two another label, but not the others."""
    while True:
        net = network(rng, shape, 1 / 255)
        aside = rng.permutation(np.array([1.5, 0, 0, 0]))
        pool = varied(rng, net, 60)
        other = softmax(aside[None]) + right_probabilities(net, pool)
        best = np.sort(other, axis=1)
        clear = best[:, -1] - best[:, -2] > 0.05
        moved = other.argmax(axis=1) != right_probabilities(net, pool).argmax(axis=1)
        clear &= np.abs(of_two_columns(net, aside, pool).sum(axis=1) - 1) > 2 * MARGIN
        away, here = np.flatnonzero(clear & moved), np.flatnonzero(clear & ~moved)
        if len(away) >= 2 and len(here) >= 3:
            return net, aside, pool[rng.permutation([*away[:2], *here[:3]])]


@task(5)
def test_a_faithful_file(submission, scratch, rng):
    """For a file that contains the model, all differences are rounding errors and all labels are the same."""
    net = network(rng, (6, 9, 3), 1 / 255)
    images = varied(rng, net, 5)
    right = right_probabilities(net, images)
    report = report_of(submission, scratch, model_of(submission, net), onnx_file(net), images)
    check_report(report, net, images, right, right, "of a file that contains the model")


@task(5)
def test_a_file_of_another_model(submission, scratch, rng):
    """For a file with slightly different weights, Keras differs from both runtimes."""
    bias, images = None, None
    while images is None:
        net = network(rng, (9, 5, 3), 1 / 16)
        bias, images = with_other_labels(rng, net, 5)
    other = right_probabilities(SimpleNamespace(**(vars(net) | {"bias": bias})), images)
    report = report_of(submission, scratch, model_of(submission, net), onnx_file(net, bias=bias), images, scale=1 / 16)
    check_report(report, net, images, other, other, "of a file with another bias")


@task(5)
def test_all_images_in_one_batch(submission, scratch, rng):
    """Of a file whose results depend on the batch, the report is that of one batch with all images."""
    net = network(rng, (6, 7, 3), 1 / 255)
    images = varied(rng, net, 5)
    logits, right = right_logits(net, images * net.scale), right_probabilities(net, images)
    together = softmax(logits - logits.mean(axis=0))
    report = report_of(submission, scratch, model_of(submission, net), onnx_file(net, centred=True), images)
    alone = float(np.abs(softmax(0 * logits) - right).max())
    for key in ("opencv_keras", "onnxruntime_keras"):
        sentence = "That is the difference if the file gets one image at a time. Give it all images in one batch: a file whose results depend on the batch is found in no other way."
        what = f"{key} of a file whose results depend on the batch"
        check.close(report[key], float(np.abs(together - right).max()), what, rtol=0, atol=2e-5, mistakes={sentence: alone})
    check_report(report, net, images, together, together, "of a file whose results depend on the batch")


@task(5)
def test_a_file_that_opencv_reads_wrongly(submission, scratch, rng):
    """For a file of opset 11, OpenCV differs from ONNX Runtime and Keras."""
    net = network(rng, (7, 6, 3), 1 / 255)
    images = varied(rng, net, 5)
    data = onnx_file(net, opset=11, output="(N, 1, C)")
    opencv = by_opencv(data, images)
    report = report_of(submission, scratch, model_of(submission, net), data, images)
    check_report(report, net, images, opencv, right_probabilities(net, images), "of a file of opset 11, which OpenCV reads wrongly")


@task(5)
def test_a_file_that_onnxruntime_reads_otherwise(submission, scratch, rng):
    """For a file of opset 11 on which ONNX Runtime alone differs, two images of five get another label there."""
    net, aside, images = with_a_second_column(rng, (6, 7, 3))
    data = two_columns_file(net, aside)
    report = report_of(submission, scratch, model_of(submission, net), data, images)
    what = "of a file that ONNX Runtime reads otherwise"
    check_report(report, net, images, by_opencv(data, images), of_two_columns(net, aside, images), what)


# --- task 6: parity, judged -----------------------------------------------------------------------------------------


def check_verdict(report, parity, what, why):
    value = report["parity"]
    array = check.is_array(value, f"parity {what}", shape=(), dtype="bool")
    check.equal(bool(array), parity, f"parity {what}", why)


@task(6)
def test_agreement_to_the_tolerance(submission, scratch, rng):
    """Whether the same differences are parity depends on the tolerance."""
    net = network(rng, (6, 8, 3), 1 / 255)
    model, images = model_of(submission, net), varied(rng, net, 5, sure=0.2)
    report = report_of(submission, scratch, model, onnx_file(net), images)
    check_verdict(report, True, "of a file that contains the model", "all differences are rounding errors")
    bias, other = nudged(rng, net, images, 0.05)
    data = onnx_file(net, bias=bias)
    gap = np.abs(other - right_probabilities(net, images))
    why = f"the largest difference is {gap.max():.4f}; equal labels, as here, are not enough"
    check_verdict(report_of(submission, scratch, model, data, images), False, "within 1e-4, of a file with another bias", why)
    beside = float(gap.max() * 1.3), float((gap.max() + gap.mean()) / 2)
    why = f"the largest difference is {gap.max():.4f}, and `tolerance` is {beside[0]:.4f}; 1e-4 is only its default"
    check_verdict(report_of(submission, scratch, model, data, images, tolerance=beside[0]), True, "within a larger tolerance", why)
    why = f"the largest difference is {gap.max():.4f}, and `tolerance` is {beside[1]:.4f}; the mean difference is {gap.mean():.4f}, but the largest one counts"
    report = report_of(submission, scratch, model, data, images, tolerance=beside[1])
    check_verdict(report, False, "within a smaller tolerance", why)


@task(6)
def test_every_runtime_has_to_agree(submission, scratch, rng):
    """If ONNX Runtime agrees with Keras but OpenCV does not, there is no parity."""
    net = network(rng, (6, 8, 3), 1 / 255)
    images = varied(rng, net, 5)
    data = onnx_file(net, opset=11, output="(N, 1, C)")
    gap = float(np.abs(by_opencv(data, images) - right_probabilities(net, images)).max())
    why = f"OpenCV differs from the others by {gap:.4f}, on a file of opset 11"
    check_verdict(report_of(submission, scratch, model_of(submission, net), data, images), gap <= PARITY, "of a file that OpenCV reads wrongly", why)


@task(6)
def test_onnxruntime_has_to_agree_too(submission, scratch, rng):
    """If only ONNX Runtime differs, there is no parity, unless the tolerance is above all differences, whatever the labels are."""
    net, aside, images = with_a_second_column(rng, (7, 5, 3))
    data = two_columns_file(net, aside)
    three = by_opencv(data, images), of_two_columns(net, aside, images), right_probabilities(net, images)
    gap = max(float(np.abs(one - other).max()) for one in three for other in three)
    why = f"ONNX Runtime differs from Keras by {gap:.4f}, and one pair is enough"
    what = "of a file that ONNX Runtime reads otherwise"
    model = model_of(submission, net)
    check_verdict(report_of(submission, scratch, model, data, images), False, what, why)
    labels = {place for one in three for place in np.flatnonzero(one.argmax(axis=1) != three[2].argmax(axis=1)).tolist()}
    large = 1.2 * gap
    why = f"the largest difference is {gap:.4f}, and the tolerance {large:.4f}; {len(labels)} of {len(images)} images get other labels, but that is reported by same_labels"
    report = report_of(submission, scratch, model, data, images, tolerance=large)
    check_verdict(report, True, "of the same file, within a tolerance above all differences", why)


def one_pair_apart(rng, net, images):
    """For each pair of runtimes a file under which that pair differs most, and a tolerance that only this pair exceeds."""
    logits = right_logits(net, images * net.scale)
    keras, best = softmax(logits), {}
    while len(best) < len(PAIRS):
        bias, aside = rng.normal(0, 1, CLASSES) * rng.uniform(0.1, 1.5), rng.normal(0, 1.5, CLASSES) + rng.uniform(-1, 3)
        moved = SimpleNamespace(**(vars(net) | {"bias": (net.bias + bias).astype(np.float32)}))
        runtime, opencv = of_two_columns_by(logits + bias, aside), softmax(logits + bias)
        pairs = {"opencv_keras": (opencv, keras), "onnxruntime_keras": (runtime, keras), "opencv_onnxruntime": (opencv, runtime)}
        gaps = {key: float(np.abs(one - other).max()) for key, (one, other) in pairs.items()}
        key = max(gaps, key=gaps.get)
        next_gap = sorted(gaps.values())[-2]
        if gaps[key] > 1.1 * next_gap:
            best[key] = two_columns_file(moved, aside), float(np.sqrt(gaps[key] * next_gap)), gaps[key], opencv
    return best


@task(6)
def test_each_pair_has_to_agree(submission, scratch, rng):
    """If only one of the three pairs differs by more than the tolerance, there is no parity, whichever pair it is."""
    net = network(rng, (5, 6, 3), 1 / 255)
    images = varied(rng, net, 5)
    model = model_of(submission, net)
    for key, (data, tolerance, gap, opencv) in one_pair_apart(rng, net, images).items():
        if np.abs(by_opencv(data, images) - opencv).max() > PARITY:
            continue  # an OpenCV that reads opset 11 correctly: then it cannot be told apart from ONNX Runtime
        one, other = ({"opencv": "OpenCV", "onnxruntime": "ONNX Runtime", "keras": "Keras"}[name] for name in key.split("_"))
        report = report_of(submission, scratch, model, data, images, tolerance=tolerance)
        why = f"{one} and {other} differ by {gap:.4f}, and the tolerance is {tolerance:.4f}; the other two pairs are within it. All three pairs count"
        check_verdict(report, False, f"where only {key} exceeds the tolerance", why)


@task(6)
def test_nan_is_no_agreement(submission, scratch, rng):
    """A file that returns NaN for one image, or in one runtime only, agrees with nothing, whatever the tolerance."""
    net, aside, images = with_a_second_column(rng, (6, 5, 3))
    model, first = model_of(submission, net), np.sort(right_logits(net, images * net.scale)[:, 0])
    for what, data in (
        ("of a file that returns NaN for one image of five", onnx_file(net, nan_below=float(first[:2].mean()))),
        ("of a file that returns NaN in OpenCV only", two_columns_file(net, aside, nan_in="OpenCV")),
        ("of a file that returns NaN in ONNX Runtime only", two_columns_file(net, aside, nan_in="ONNX Runtime")),
    ):
        report = report_of(submission, scratch, model, data, images, tolerance=3.0)
        parity = "OpenCV only" in what and not np.isnan(by_opencv(data, images)).any()  # an OpenCV that reads opset 11 correctly
        why = "max and > ignore NaN or not, depending on the order: every comparison with NaN is false"
        check_verdict(report, parity, what, why)


@task(6)
def test_one_own_export(submission, scratch, fixture, rng):
    """A network trained on the digits, exported, classified and reported by the same program."""
    with np.load(fixture("digits_base.npz")) as data:
        weights = [data[name] for name in data.files]
    images, right = digits(fixture, rng, 30)
    model = submission.probe.digits_model(weights)
    path = scratch.path("whole.onnx")
    submission.export(model, path, 1 / 16)
    check_operations(submission.probe, path)
    labels, _ = check.sequence(submission.classify(path, images), "what classify returns for your own export", 2)
    labels = check.is_array(labels, "labels of 30 digits", shape=(30,), dtype="integer")
    accuracy = np.mean(labels == right)
    check.that(accuracy >= 0.8, f"Your own export classifies {accuracy:.0%} of 30 digits correctly with OpenCV; the model itself nearly all of them.")
    report = submission.parity_report(model, path, images, 1 / 16, PARITY)
    report = check.mapping(report, "what parity_report returns for your own export", (*PAIRS, "same_labels", "parity"))
    for key in PAIRS:
        value = check.close(report[key], 0.0, f"{key} of your own export, on 30 digits", rtol=0, atol=PARITY)
        check.that(value >= 0, f"{key}: the largest absolute difference cannot be negative.")
    check.equal(whole(report["same_labels"], "same_labels"), 30, "same_labels of your own export, on 30 digits")
    check_verdict(report, True, "of your own export", "all three differences are within 1e-4")
