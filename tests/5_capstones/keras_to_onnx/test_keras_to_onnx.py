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
PARITY = 1e-4


def softmax(scores, axis=1):
    powers = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


# --- networks of which everything is known --------------------------------------------------------------------------


def features(net, x):
    """What the dense layer gets: convolution of 3 by 3, batch normalization, ReLU, and a mean or a row of all."""
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(x, np.float64), (3, 3), axis=(1, 2))
    gamma, beta, mean, variance = np.asarray(net.norm, np.float64)
    maps = np.einsum("nhwcyx,yxcf->nhwf", windows, net.kernel.astype(np.float64))
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
    best = np.sort(right_probabilities(net, images), axis=1)
    images = images[best[:, -1] - best[:, -2] > sure]
    labels = right_probabilities(net, images).argmax(axis=1)
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


def onnx_file(net, *, opset=15, output="(N, C)", bias=None):
    """The network as an ONNX file that takes pixels, (N, height, width, channels), and gives probabilities in some shape."""
    bias = net.bias if bias is None else bias
    form = {"(N, C)": [0, len(bias)], "(N, 1, C)": [0, 1, len(bias)], "(N, C, 1, 1)": [0, len(bias), 1, 1]}[output]
    constants, nodes = way_to_features(net)
    constants |= {"dense": net.dense, "bias": bias, "form": np.array(form)}
    last = {} if opset < 13 else {"axis": 2 if output == "(N, 1, C)" else 1}
    nodes += [
        helper.make_node("MatMul", ["features", "dense"], ["products"]),
        helper.make_node("Add", ["products", "bias"], ["logits"]),
        helper.make_node("Reshape", ["logits", "form"], ["formed"]),
        helper.make_node("Softmax", ["formed"], ["probabilities"], **last),
    ]
    return written(nodes, constants, net.shape, form[1:], opset)


def two_columns_file(net, aside):
    """A file of opset 11 whose Softmax has two columns, the logits and ``aside``: OpenCV takes each by itself, ONNX Runtime both together.

    The first column less the second, plus the softmax of ``aside``, is for OpenCV the network's answer. For ONNX Runtime it
    is what `of_two_columns` says, as it is by ONNX's definition.
    """
    constants, nodes = way_to_features(net)
    constants |= {
        "dense": np.stack([net.dense, np.zeros_like(net.dense)], axis=2).reshape(len(net.dense), -1),
        "bias": np.stack([net.bias, aside], axis=1).ravel().astype(np.float32),
        "form": np.array([0, len(net.bias), 2]),
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
        helper.make_node("Add", ["first_less_second", "shares"], ["probabilities"]),
    ]
    return written(nodes, constants, net.shape, [len(net.bias)], 11)


def of_two_columns(net, aside, images):
    """What ONNX Runtime makes of such a file: a mean of the network's probabilities and those of ``aside``, times 2 at most."""
    first = np.exp(right_logits(net, images * net.scale)).sum(axis=1, keepdims=True)
    return first / (first + np.exp(aside).sum()) * (right_probabilities(net, images) + softmax(aside[None]))


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


def handed_over(submission, scratch, net, **options):
    """The file that the program exported, and a clean worker to ask it in."""
    model = submission.probe.model(keras_weights(net), list(net.shape), net.pooled)
    submission.export(model, scratch.path("exported.onnx"), **options)
    saved = submission.fetch("exported.onnx")
    return saved, submission.fresh(code=False).probe


def asked_of(clean, saved, batches):
    """What the exported file says and gives."""
    asked = check.mapping(clean.ask(saved, [batch.astype(np.float32) for batch in batches]), "the exported file", ())
    random = check.sequence(clean.draws(saved), "operations that draw numbers by chance")
    check.that(
        not random,
        f"The exported file draws numbers by chance ({', '.join(map(str, random))}): the dropout was converted as in training. "
        "Call the model with training=False.",
    )
    check.that("error" not in asked, f"The exported file: {str(asked.get('error')).rstrip('.')}.")
    return asked


def exported(submission, scratch, net, batches, **options):
    """What the file that the program exported says and gives, in a clean worker."""
    saved, clean = handed_over(submission, scratch, net, **options)
    return asked_of(clean, saved, batches), saved, clean


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
        f"The exported file takes images of shape (N, {channels}, {rows}, {columns}), channels first. It was to take them as Keras does, "
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
        "That is the sigmoid of each logit by itself; the softmax lets the classes of an image share a sum of 1.": 1
        / (1 + np.exp(-scaled)),
        "These are the probabilities of pixels that were not scaled: the model got 0 to 255.": softmax(right_logits(net, images)),
        "These are the probabilities of pixels that were scaled twice.": softmax(twice),
        "The softmax goes down the batch: the probabilities of each image, not of each class, have the sum 1.": softmax(scaled, axis=0),
    }
    mistakes[
        "Every probability is 1: here the sum of a softmax went along an axis of length 1, which OpenCV 4 puts into such graphs. "
        "Write the softmax as one operation (tf.nn.softmax, keras.ops.softmax), and it takes the right axis."
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
    """Asked by ONNX Runtime, the file gives the probabilities of an image of 6 by 11 with three channels."""
    net = network(rng, (6, 11, 3), 1 / 255)
    images = varied(rng, net, 3)
    batches = [images[place : place + 1] for place in range(len(images))]
    asked, _, _ = exported(submission, scratch, net, batches)
    one_input(asked, net)
    for place, (batch, got) in enumerate(zip(batches, asked["onnxruntime"], strict=True)):
        check_file(got, net, batch, f"probabilities of image {place}, by ONNX Runtime in another process")


@task(1)
def test_the_scale_is_that_of_the_call(submission, scratch, rng):
    """A model of another scale, of 1/64, and of other sizes."""
    net = network(rng, (7, 5, 2), 1 / 64, pooled=True, classes=3)
    image = varied(rng, net, 1)
    asked, _, _ = exported(submission, scratch, net, [image], scale=1 / 64)
    one_input(asked, net)
    check_file(asked["onnxruntime"][0], net, image, "probabilities of an image, scale = 1/64, by ONNX Runtime in another process")


@task(1)
def test_the_model_stays_as_it_was(submission, scratch, rng):
    """After the export the model still takes scaled values and gives logits."""
    net = network(rng, (5, 6, 3), 1 / 255)
    values = (photographs(rng, 2, net.shape) / 255).astype(np.float32)
    model = submission.probe.model(keras_weights(net), list(net.shape), net.pooled)
    submission.export(model, scratch.path("exported.onnx"))
    scores = right_logits(net, values)
    mistakes = {"These are probabilities now: the model itself was given a softmax. It belongs into the file alone.": softmax(scores)}
    name = "what the model gives after the export"
    check.array(submission.probe.logits(model, values), scores, name, rtol=1e-3, atol=1e-3, mistakes=mistakes)


@task(2)
def test_batches_of_any_size(submission, scratch, rng):
    """One image, two, five and nine go through the same file, and the file says that it takes any number."""
    net = network(rng, (9, 6, 3), 1 / 255)
    batches = [varied(rng, net, count) for count in (1, 2, 5, 9)]
    asked, _, _ = exported(submission, scratch, net, batches)
    for what, (_, _, sizes) in (("takes", asked["inputs"][0]), ("gives", asked["outputs"][0])):
        first = sizes[0] if sizes else None
        check.that(
            first is None,
            f"The exported file says that it {what} arrays of shape {plain_shape(sizes)}: batches of {first} and no others. It was to be any number of images.",
        )
    for batch, got in zip(batches, asked["onnxruntime"], strict=True):
        check_file(got, net, batch, f"probabilities of a batch of {len(batch)}, by ONNX Runtime")


OLD = (
    "Before opset 13 a Softmax meant all axes from the second on, and OpenCV takes it for one axis: 4.14 gives such files probabilities of 1.0 "
    "everywhere, though not for a batch of one"
)


@task(3)
def test_opencv_gives_the_same(submission, scratch, rng):
    """The same file in OpenCV, one image and then five; and its operations are of opset 13 or newer."""
    net = network(rng, (12, 7, 3), 1 / 255)
    batches = [varied(rng, net, count) for count in (1, 5)]
    saved, clean = handed_over(submission, scratch, net)
    version = clean.opset(saved)  # before anything else: what OpenCV makes of such a file is what it makes of other mistakes, too
    check.that(version is None or version >= 13, f"The exported file is of opset {version}; 13 or newer is asked for. {OLD}.")
    asked = asked_of(clean, saved, batches)
    for runtime, title in (("onnxruntime", "ONNX Runtime"), ("opencv", "OpenCV")):
        for batch, got in zip(batches, asked[runtime], strict=True):
            check_file(got, net, batch, f"probabilities of a batch of {len(batch)}, by {title}")


@task(3)
def test_real_digits_are_read(submission, scratch, fixture, rng):
    """A network that was trained on the digits 0 to 6 reads them from its file as well, in OpenCV as in ONNX Runtime."""
    with np.load(fixture("digits_base.npz")) as data:
        weights = [data[name] for name in data.files]
    images, labels = digits(fixture, rng, 30)
    model = submission.probe.digits_model(weights)
    submission.export(model, scratch.path("digits.onnx"), 1 / 16)
    saved = submission.fetch("digits.onnx")
    asked = check.mapping(submission.fresh(code=False).probe.ask(saved, [images.astype(np.float32)]), "the exported file", ())
    check.that("error" not in asked, f"The exported file: {str(asked.get('error')).rstrip('.')}.")
    for runtime, title in (("onnxruntime", "ONNX Runtime"), ("opencv", "OpenCV")):
        got = check.is_array(asked[runtime][0], f"probabilities of 30 digits, by {title}")
        check.that(got.size == 30 * 7, f"Probabilities of 30 digits, by {title}: expected 30 rows of 7, got shape {got.shape}.")
        right = np.mean(got.reshape(30, 7).argmax(axis=1) == labels)
        check.that(
            right >= 0.8, f"In {title} the exported network reads {right:.0%} of 30 digits; the model itself reads nearly all of them."
        )


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
            "These are the probabilities of pixels that were scaled twice: the file does it already, so it wants 0 to 255.": softmax(
                right_logits(net, images * net.scale / 255)
            ),
            "The softmax was applied twice: the file gives probabilities already.": softmax(softmax(scores)),
            "The channels were reversed; the images are in the order that the file wants.": softmax(
                right_logits(net, images[..., ::-1] * net.scale)
            ),
        }
        if net.pooled and images.shape[2] == images.shape[3]:
            first = softmax(right_logits(net, images.transpose(0, 3, 1, 2) * net.scale))
            found[
                "These are the probabilities of images whose channels were put first, as `blobFromImages` does; this file takes them last, and "
                "images of three columns fit either way, so nothing complains."
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
    """Files that put out (N, 1, C) or (N, C, 1, 1), for one image and for five."""
    net = network(rng, (6, 8, 3), 1 / 64, classes=5)
    for output in ("(N, 1, C)", "(N, C, 1, 1)"):
        file = scratch.file("forms.onnx", onnx_file(net, output=output))
        for count in (1, 5):
            images = varied(rng, net, count)
            what = f"{count} image{'s' * (count > 1)}, by a file that puts out {output}"
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
    """A file of opset 11, which OpenCV reads wrongly: what classify returns is what OpenCV says."""
    net = network(rng, (7, 9, 3), 1 / 255)
    images = varied(rng, net, 5)
    data = onnx_file(net, opset=11, output="(N, 1, C)")
    given = by_opencv(data, images)
    _, probabilities = check.sequence(submission.classify(scratch.file("old.onnx", data), images), "what classify returns", 2)
    right = right_probabilities(net, images)
    sentence = (
        "This is what the file means, and what ONNX Runtime makes of it. OpenCV reads this file otherwise: was another runtime asked?"
    )
    mistakes = {sentence: right} if np.abs(given - right).max() > PARITY else {}
    name = "probabilities by a file of opset 11, as OpenCV reads it"
    check.heat_map(probabilities, given, name, rows="image", columns="class", dtype="float32", rtol=0, atol=PARITY, mistakes=mistakes)


# --- task 5: parity, measured ---------------------------------------------------------------------------------------

PAIRS = ("opencv_keras", "onnxruntime_keras", "opencv_onnxruntime")


def report_of(submission, scratch, net, data, images, **options):
    model = submission.probe.model(keras_weights(net), list(net.shape), net.pooled)
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
            "That is the mean of the differences; the largest one is asked for, as a mean hides one image among many.": float(
                np.abs(gap).mean()
            ),
            "That is the largest difference of the first image alone.": float(np.abs(gap[0]).max()),
            "That is the largest difference on one side only: without the sign, one on the other side is larger.": float(
                min(gap.max(), -gap.min())
            ),
            "That is the root of the mean of the squares; the largest difference is asked for.": float(np.sqrt((gap**2).mean())),
            "That is the largest difference divided by the probability; the difference itself is asked for.": float(
                np.abs(gap / other).max()
            ),
        }
        if key.endswith("keras"):
            mistakes["Probabilities were compared with logits: Keras's model ends before the softmax."] = float(np.abs(one - logits).max())
            mistakes["Keras's model was given pixels that were not scaled."] = float(np.abs(one - unscaled).max())
        for other_key, (first, second) in pairs.items():
            if other_key != key:
                sentence = f"That is the difference of the pair {other_key}: was a runtime compared with itself, or taken for another?"
                mistakes[sentence] = float(np.abs(first - second).max())
        mistakes = {sentence: value for sentence, value in mistakes.items() if abs(value - largest) > 1e-3}
        check.close(report[key], largest, f"{key} {what}", rtol=0, atol=2e-5, mistakes=mistakes)
    same = {key: one.argmax(axis=1) == other.argmax(axis=1) for key, (one, other) in pairs.items()}
    got, right = whole(report["same_labels"], f"same_labels {what}"), int(np.logical_and.reduce(list(same.values())).sum())
    why = "images that get the same label from all three"
    alike = [key for key, equal in same.items() if got == equal.sum() != right]
    if len(alike) == 1:
        why += f"; {got} get the same from two, which are {alike[0].replace('_', ' and ')}. Was the third asked?"
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
        away, here = np.flatnonzero(clear & moved), np.flatnonzero(clear & ~moved)
        if len(away) >= 2 and len(here) >= 3:
            return net, aside, pool[rng.permutation([*away[:2], *here[:3]])]


@task(5)
def test_a_faithful_file(submission, scratch, rng):
    """Of a file that holds the model, the three differences on a batch of five are all below 1e-4, and all labels the same."""
    net = network(rng, (6, 9, 3), 1 / 255)
    images = varied(rng, net, 5)
    right = right_probabilities(net, images)
    report = report_of(submission, scratch, net, onnx_file(net), images)
    check_report(report, net, images, right, right, "of a file that holds the model")


@task(5)
def test_a_file_of_another_model(submission, scratch, rng):
    """A file whose weights are not quite the model's: what differs is Keras from both runtimes."""
    bias, images = None, None
    while images is None:
        net = network(rng, (9, 5, 3), 1 / 16)
        bias, images = with_other_labels(rng, net, 5)
    other = right_probabilities(SimpleNamespace(**(vars(net) | {"bias": bias})), images)
    report = report_of(submission, scratch, net, onnx_file(net, bias=bias), images, scale=1 / 16)
    check_report(report, net, images, other, other, "of a file with another bias")


@task(5)
def test_a_file_that_opencv_reads_wrongly(submission, scratch, rng):
    """A file of opset 11: ONNX Runtime reads it as it is meant, OpenCV does not."""
    net = network(rng, (7, 6, 3), 1 / 255)
    images = varied(rng, net, 5)
    data = onnx_file(net, opset=11, output="(N, 1, C)")
    opencv = by_opencv(data, images)
    report = report_of(submission, scratch, net, data, images)
    check_report(report, net, images, opencv, right_probabilities(net, images), "of a file of opset 11, which OpenCV reads wrongly")


@task(5)
def test_a_file_that_onnxruntime_reads_otherwise(submission, scratch, rng):
    """A file of opset 11 for which OpenCV gives the model's numbers and ONNX Runtime does not; two images of five get another label there."""
    net, aside, images = with_a_second_column(rng, (6, 7, 3))
    data = two_columns_file(net, aside)
    report = report_of(submission, scratch, net, data, images)
    what = "of a file that ONNX Runtime reads otherwise"
    check_report(report, net, images, by_opencv(data, images), of_two_columns(net, aside, images), what)


# --- task 6: parity, judged -----------------------------------------------------------------------------------------


def check_verdict(report, parity, what, why):
    value = report["parity"]
    array = check.is_array(value, f"parity {what}", shape=(), dtype="bool")
    check.equal(bool(array), parity, f"parity {what}", why)


@task(6)
def test_agreement_to_the_tolerance(submission, scratch, rng):
    """The same differences are parity for one tolerance and none for another."""
    net = network(rng, (6, 8, 3), 1 / 255)
    images = varied(rng, net, 5, sure=0.2)
    check_verdict(
        report_of(submission, scratch, net, onnx_file(net), images), True, "of a file that holds the model", "all differences are rounding"
    )
    bias, other = nudged(rng, net, images, 0.05)
    data = onnx_file(net, bias=bias)
    gap = np.abs(other - right_probabilities(net, images))
    why = f"the largest difference is {gap.max():.4f}; that all labels are the same, as they are here, is not enough"
    check_verdict(report_of(submission, scratch, net, data, images), False, "within 1e-4, of a file with another bias", why)
    beside = float(gap.max() * 1.3), float((gap.max() + gap.mean()) / 2)
    why = f"the largest difference is {gap.max():.4f}, and the tolerance {beside[0]:.4f}: `tolerance` is handed in, and 1e-4 only where it is not"
    check_verdict(report_of(submission, scratch, net, data, images, tolerance=beside[0]), True, "within a larger tolerance", why)
    why = f"the largest difference is {gap.max():.4f}, and the tolerance {beside[1]:.4f}; the mean difference is {gap.mean():.4f}, but one is enough"
    check_verdict(report_of(submission, scratch, net, data, images, tolerance=beside[1]), False, "within a smaller tolerance", why)


@task(6)
def test_every_runtime_has_to_agree(submission, scratch, rng):
    """ONNX Runtime agrees with Keras, and OpenCV does not: no parity."""
    net = network(rng, (6, 8, 3), 1 / 255)
    images = varied(rng, net, 5)
    data = onnx_file(net, opset=11, output="(N, 1, C)")
    gap = float(np.abs(by_opencv(data, images) - right_probabilities(net, images)).max())
    why = f"OpenCV is {gap:.4f} apart from the others, on a file of opset 11"
    check_verdict(report_of(submission, scratch, net, data, images), gap <= PARITY, "of a file that OpenCV reads wrongly", why)


@task(6)
def test_onnxruntime_has_to_agree_too(submission, scratch, rng):
    """OpenCV agrees with Keras, and ONNX Runtime does not: no parity. For a tolerance above all differences it is, whatever the labels are."""
    net, aside, images = with_a_second_column(rng, (7, 5, 3))
    data = two_columns_file(net, aside)
    three = by_opencv(data, images), of_two_columns(net, aside, images), right_probabilities(net, images)
    gap = max(float(np.abs(one - other).max()) for one in three for other in three)
    why = f"ONNX Runtime is {gap:.4f} apart from Keras, and one pair is enough"
    what = "of a file that ONNX Runtime reads otherwise"
    check_verdict(report_of(submission, scratch, net, data, images), False, what, why)
    labels = {place for one in three for place in np.flatnonzero(one.argmax(axis=1) != three[2].argmax(axis=1)).tolist()}
    large = 1.2 * gap
    why = f"the largest difference is {gap:.4f}, and the tolerance {large:.4f}; that {len(labels)} images of {len(images)} get other labels is told by same_labels, not by parity"
    report = report_of(submission, scratch, net, data, images, tolerance=large)
    check_verdict(report, True, "of the same file, within a tolerance above all differences", why)


@task(6)
def test_nan_is_no_agreement(submission, scratch, rng):
    """A file whose answers are NaN agrees with nothing."""
    net = network(rng, (6, 5, 3), 1 / 255)
    images = varied(rng, net, 5)
    data = onnx_file(net, bias=np.full(CLASSES, np.nan, np.float32))
    report = report_of(submission, scratch, net, data, images)
    why = "the answers of this file are NaN, and a comparison with NaN is false, whichever way it is asked"
    check_verdict(report, False, "of a file that gives NaN", why)


@task(6)
def test_one_own_export(submission, scratch, fixture, rng):
    """The whole way: a trained network, exported, classified and reported by the same program, on a batch of five digits."""
    with np.load(fixture("digits_base.npz")) as data:
        weights = [data[name] for name in data.files]
    images, _ = digits(fixture, rng, 5)
    model = submission.probe.digits_model(weights)
    submission.export(model, scratch.path("whole.onnx"), 1 / 16)
    report = submission.parity_report(model, scratch.path("whole.onnx"), images, 1 / 16, PARITY)
    report = check.mapping(report, "what parity_report returns for an export of your own", (*PAIRS, "same_labels", "parity"))
    for key in PAIRS:
        value = check.close(report[key], 0.0, f"{key} of your own export of a trained network, on five digits", rtol=0, atol=PARITY)
        check.that(value >= 0, f"{key}: a largest absolute difference is not below 0.")
    check.equal(whole(report["same_labels"], "same_labels"), 5, "same_labels of your own export, on five digits")
    check_verdict(report, True, "of your own export of a trained network", "all three differences are within 1e-4")
