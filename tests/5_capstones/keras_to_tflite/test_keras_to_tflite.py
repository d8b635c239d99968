"""Judges exercises/5_capstones/keras_to_tflite.py.

The networks have known weights, so the judge can calculate by itself what they return. Files that the suite hands in are written here, with
the schema of TensorFlow Lite and without TensorFlow; a file that a submission converted is examined in a clean worker, never here.
"""

import functools
import importlib.util
import time
from pathlib import Path
from types import SimpleNamespace

import cv2
import flatbuffers
import numpy as np

from deepkata.suite import check, task

CLASSES, MAPS, ROUNDING = 5, 8, 1e-3
AGREES = 2e-5  # far above the rounding errors of float32, far below every mistake
HALF = 1.5e-2  # what float16 weights cost: at most 0.0056 in 1,500 of these networks
RUNTIMES = ("lite", "opencv")


def softmax(scores, axis=1):
    powers = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)


# --- networks of which everything is known --------------------------------------------------------------------------


def network(rng, shape, *, pooled=False, maps=MAPS, classes=CLASSES, scale=1 / 255):
    """A network whose logits are of the size of 2 on images such as `photographs` makes; the scaling is part of it."""
    net = SimpleNamespace(shape=tuple(shape), pooled=pooled, scale=scale, half=False)
    net.kernel = (rng.normal(0, 0.5, (3, 3, shape[2], maps)) / (255 * scale)).astype(np.float32)
    net.norm = [rng.uniform(*ends, maps).astype(np.float32) for ends in ((0.5, 1.5), (-0.3, 0.3), (-0.3, 0.3), (0.5, 1.5))]
    seen = features(net, photographs(rng, 60, shape))
    dense = rng.normal(0, 2, (seen.shape[1], classes)) / np.sqrt(seen.shape[1]) / (seen.std(axis=0) + 0.02)[:, None]
    dense -= dense.mean(axis=1, keepdims=True)
    middle = seen.mean(axis=0)
    dense -= np.outer(middle, middle @ dense) / (middle @ middle)  # no class is the most probable one everywhere: there is no bias
    net.dense = (2 * dense / (seen @ dense).std(axis=0)).astype(np.float32)
    return net


def folded(net):
    """The convolution that contains the scaling and the batch normalization, as the converter makes it: kernel and bias."""
    gamma, beta, mean, variance = np.asarray(net.norm, np.float64)
    factor = gamma / np.sqrt(variance + ROUNDING)
    kernel, bias = (net.kernel * net.scale * factor).astype(np.float32), (beta - mean * factor).astype(np.float32)
    return (by_float16(kernel), by_float16(bias)) if net.half else (kernel, bias)


def by_float16(weights):
    return weights.astype(np.float16).astype(np.float32)


def halved(net):
    """What a file with float16 weights contains: both runtimes make them float32 again, and compute with these."""
    return SimpleNamespace(**vars(net) | {"half": True, "dense": by_float16(net.dense)})


def features(net, images):
    """What the dense layer gets: convolution of 3 by 3, ReLU, and a mean or a row of all."""
    kernel, bias = folded(net)
    windows = np.lib.stride_tricks.sliding_window_view(np.asarray(images, np.float64), (3, 3), axis=(1, 2))
    maps = np.maximum(np.tensordot(windows, kernel.astype(np.float64).transpose(2, 0, 1, 3), axes=3) + bias, 0)
    return maps.mean(axis=(1, 2)) if net.pooled else maps.reshape(len(maps), -1)


def right_logits(net, images):
    return features(net, images) @ net.dense.astype(np.float64)


def right(net, images):
    return softmax(right_logits(net, images))


def photographs(rng, count, shape):
    """Images, uint8: a colour, a slope of brightness, and noise; no two channels and no two sides are alike."""
    rows, columns, channels = shape
    places = np.stack(np.meshgrid(np.linspace(-1, 1, rows), np.linspace(-1, 1, columns), indexing="ij"), axis=-1)
    colours = rng.uniform(40, 215, (count, 1, 1, channels))
    slopes = np.einsum("hwa,nac->nhwc", places, rng.uniform(-60, 60, (count, 2, channels)))
    images = colours + slopes + rng.normal(0, 25, (count, *shape))
    return np.clip(np.rint(images), 0, 255).astype(np.uint8)


def varied(rng, net, count, sure=0.05):
    """Images of which not all get the same class, and none a class that is nearly another one."""
    images = photographs(rng, 40 * count, net.shape)
    probabilities = right(net, images)
    best = np.sort(probabilities, axis=1)
    chosen = best[:, -1] - best[:, -2] > sure
    images, labels = images[chosen], probabilities[chosen].argmax(axis=1)
    firsts = [np.flatnonzero(labels == label)[0] for label in rng.permutation(np.unique(labels))][:count]
    others = [place for place in range(len(images)) if place not in firsts]
    return images[rng.permutation((firsts + others)[:count])]


# --- files of the suite's own ---------------------------------------------------------------------------------------


@functools.cache
def schema():
    """TensorFlow Lite's description of its files, which is part of TensorFlow, without loading TensorFlow."""
    root = Path(importlib.util.find_spec("tensorflow").origin).parent
    spec = importlib.util.spec_from_file_location("tflite_schema", root / "lite" / "python" / "schema_py_generated.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def lite_file(net, *, half=False, shift=None, misread=False, turn=0):
    """The network as a TensorFlow Lite file for one image, as the converter writes it.

    ``shift`` is added to the rows of the dense layer. ``misread``: the dense layer has a bias, and the softmax multiplies the logits by a
    beta of 1.5, both of which OpenCV 4.14 ignores. ``turn`` changes the order of the tensors, and so the numbers of input and output.
    """
    s = schema()
    kinds, options = s.BuiltinOperator, s.BuiltinOptions
    kernel, bias = folded(net)
    dense = net.dense if shift is None else net.dense + shift
    weights = {"kernel": np.ascontiguousarray(kernel.transpose(3, 0, 1, 2)), "bias": bias, "dense": np.ascontiguousarray(dense.T, np.float32)}
    if misread:
        weights["dense_bias"] = dense_bias(dense.shape[1])
    rows, columns, _ = net.shape
    maps = (1, rows - 2, columns - 2, len(bias))
    flat = (1, dense.shape[0])
    tensors = {"probabilities": (1, dense.shape[1]), "logits": (1, dense.shape[1]), "flat": flat, "maps": maps}
    nodes = []
    for name, values in weights.items():
        if half:
            tensors |= {f"{name}_16": values.astype(np.float16), name: values.shape}
            nodes.append((kinds.DEQUANTIZE, [f"{name}_16"], [name], options.DequantizeOptions, s.DequantizeOptionsT(), {}))
        else:
            tensors[name] = values
    tensors["form"] = np.array([1, 2] if net.pooled else flat, np.int32)
    tensors["pixels"] = (1, *net.shape)
    shorter = (
        (kinds.MEAN, ["maps", "form"], ["flat"], options.ReducerOptions, s.ReducerOptionsT(), {"keepDims": False})
        if net.pooled
        else (kinds.RESHAPE, ["maps", "form"], ["flat"], options.ReshapeOptions, s.ReshapeOptionsT(), {"newShape": list(flat)})
    )
    steps = {"padding": s.Padding.VALID, "strideW": 1, "strideH": 1, "dilationWFactor": 1, "dilationHFactor": 1}
    steps["fusedActivationFunction"] = s.ActivationFunctionType.RELU
    products = ["flat", "dense", *(["dense_bias"] if misread else [])]
    nodes += [
        (kinds.CONV_2D, ["pixels", "kernel", "bias"], ["maps"], options.Conv2DOptions, s.Conv2DOptionsT(), steps),
        shorter,
        (kinds.FULLY_CONNECTED, products, ["logits"], options.FullyConnectedOptions, s.FullyConnectedOptionsT(), {}),
        (kinds.SOFTMAX, ["logits"], ["probabilities"], options.SoftmaxOptions, s.SoftmaxOptionsT(), {"beta": BETA if misread else 1.0}),
    ]
    names = list(tensors)
    return written({name: tensors[name] for name in names[turn:] + names[:turn]}, nodes)


BETA = 1.5


def dense_bias(classes):
    return np.linspace(-1, 1, classes, dtype=np.float32)


def right_of_misread(net, images):
    """What the file means, and what the interpreter computes."""
    return softmax(BETA * (right_logits(net, images) + dense_bias(net.dense.shape[1])))


def written(tensors, nodes):
    """A TensorFlow Lite file: tensors by name, constant arrays or shapes, and operations in their order."""
    s = schema()
    names = list(tensors)
    model, graph = s.ModelT(), s.SubGraphT()
    model.version, model.buffers, graph.tensors = 3, [s.BufferT()], []
    graph.name = "main"  # OpenCV 5.0 crashes on a graph without a name
    for name, values in tensors.items():
        tensor = s.TensorT()
        constant = isinstance(values, np.ndarray)
        tensor.name, tensor.shape = name, list(values.shape if constant else values)
        tensor.type = getattr(s.TensorType, values.dtype.name.upper() if constant else "FLOAT32")
        if constant:
            buffer = s.BufferT()
            buffer.data = np.frombuffer(values.tobytes(), np.uint8)
            tensor.buffer = len(model.buffers)
            model.buffers.append(buffer)
        graph.tensors.append(tensor)
    kinds = sorted({node[0] for node in nodes})
    model.operatorCodes = []
    for kind in kinds:
        code = s.OperatorCodeT()
        code.builtinCode = code.deprecatedBuiltinCode = kind
        code.version = 1
        model.operatorCodes.append(code)
    graph.operators = []
    for kind, inputs, outputs, options, values, settings in nodes:
        for key, value in settings.items():
            setattr(values, key, value)
        operator = s.OperatorT()
        operator.opcodeIndex = kinds.index(kind)
        operator.inputs, operator.outputs = [names.index(name) for name in inputs], [names.index(name) for name in outputs]
        operator.builtinOptionsType, operator.builtinOptions = options, values
        graph.operators.append(operator)
    graph.inputs, graph.outputs = [names.index("pixels")], [names.index("probabilities")]
    model.subgraphs = [graph]
    model.signatureDefs = [signature(graph)]
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def signature(graph):
    """Names for the input and the output, as the converter gives them."""
    s = schema()
    made = s.SignatureDefT()
    made.signatureKey, made.subgraphIndex, made.inputs, made.outputs = "serving_default", 0, [s.TensorMapT()], [s.TensorMapT()]
    made.inputs[0].name, made.inputs[0].tensorIndex = "pixels", graph.inputs[0]
    made.outputs[0].name, made.outputs[0].tensorIndex = "output_0", graph.outputs[0]
    return made


def by_opencv(data, images):
    """What the OpenCV of this environment makes of a file of the suite's own."""
    net = cv2.dnn.readNetFromTFLite(np.frombuffer(data, np.uint8))
    net.setInput(np.ascontiguousarray(images.transpose(0, 3, 1, 2), np.float32))
    return net.forward().reshape(len(images), -1)


# --- tasks 1 and 2: convert -----------------------------------------------------------------------------------------


def converted(submission, net, images, **options):
    """What the file that the program converted says and gives, in a clean worker."""
    model = submission.probe.model([net.kernel, *net.norm, net.dense], list(net.shape), net.scale)
    data = submission.convert(model, **options)
    check.that(
        isinstance(data, bytes),
        f"What convert returns: expected bytes, the content of the file, got {check.describe(data)}.",
    )
    after = check.is_array(submission.probe.answers(model, images), "what the model returns after the conversion")
    check.heat_map(after, right(net, images), "what the model returns after the conversion", rows="image", columns="class", rtol=0, atol=AGREES)
    asked = check.mapping(submission.fresh(code=False).probe.ask(data, images), "the converted file", ())
    check.that("error" not in asked, f"The interpreter cannot use the converted file: {str(asked.get('error')).rstrip('.')}.")
    check_form(asked, net)
    return asked, data


def check_form(asked, net):
    """One input and one output, float32, for one image."""
    for what, values, shape in (("input", asked["inputs"], (1, *net.shape)), ("output", asked["outputs"], (1, net.dense.shape[1]))):
        check.that(len(values) == 1, f"The converted file has {len(values)} {what}s; it should have one.")
        kind, sizes = values[0]
        check.that(
            kind == "float32",
            f"The {what} of the converted file is {kind}; it should be float32. Only the weights may have another type.",
        )
        check.that(
            len(sizes) != 4 or tuple(sizes[1:]) != (net.shape[2], *net.shape[:2]),
            f"The converted file takes images of shape {plain(sizes)}, with the channels first. It should take them as Keras does: {plain(shape)}.",
        )
        check.that(
            not sizes or sizes[0] != -1,
            f"The {what} of the converted file has the shape {plain(sizes)}: its batch size is unknown. "
            "It should be the fixed number 1. With an unknown batch size, Flatten becomes operations that OpenCV cannot read.",
        )
        check.that(tuple(sizes) == shape, f"The {what} of the converted file has the shape {plain(sizes)}; it should be {plain(shape)}.")


def plain(sizes):
    return "(" + ", ".join("any" if size == -1 else str(size) for size in sizes) + ")"


def check_answers(asked, net, images, atol):
    """Both runtimes get the right probabilities from the converted file."""
    logits = right_logits(net, images)
    expected, mistakes = softmax(logits), network_mistakes(net, images, logits)
    named = {runtime: f"probabilities from the converted file, by {'the interpreter' if runtime == 'lite' else 'OpenCV'}" for runtime in RUNTIMES}
    for runtime, name in named.items():
        check.that(not isinstance(asked[runtime], str), f"{name}: raises {str(asked[runtime]).rstrip('.')}.")
    lite, opencv = (check.is_array(asked[runtime], named[runtime], shape=expected.shape) for runtime in RUNTIMES)
    known = any(np.abs(lite - values).max() <= atol for values in (expected, *mistakes.values()))
    check.that(
        known or np.abs(lite - expected).max() < 0.05 or np.abs(lite - opencv).max() > atol,
        f"{named['lite']}: they differ from those of the model by up to {np.abs(lite - expected).max():.3f}, and OpenCV gets the same from this file. "
        "So the file contains another network: was it converted in training mode, or a copy that did not get the weights of the model?",
    )
    for runtime, got in (("lite", lite), ("opencv", opencv)):
        check.heat_map(got, expected, named[runtime], rows="image", columns="class", rtol=0, atol=atol, mistakes=mistakes)


def network_mistakes(net, images, logits):
    return {
        "The softmax was applied twice: the model ends in a softmax already.": softmax(softmax(logits)),
        "These are the logits: the softmax of the model is missing.": logits,
        "These are the probabilities of pixels that were scaled twice: the model scales them itself.": right(net, images / 255),
    }


@task(1)
def test_one_image_float32(submission, rng):
    """A model with batch normalization, dropout and Flatten becomes a file for one image, with the same probabilities in both runtimes."""
    net = network(rng, (6, 9, 3))
    images = varied(rng, net, 3)
    asked, _ = converted(submission, net, images)
    small = {name: count for name, count in asked["weights"].items() if name in ("float16", "int8", "uint8", "int4")}
    check.that(
        not small,
        f"Without `half` the weights should be float32; this file has {sum(small.values())} numbers of type {', '.join(small)}.",
    )
    check_answers(asked, net, images, AGREES)


@task(2)
def test_weights_of_16_bits(submission, rng):
    """With half=True all weights are stored as float16; the input and the output stay float32, for one image."""
    net = network(rng, (7, 8, 2), scale=1 / 64)
    images = varied(rng, net, 3)
    asked, data = converted(submission, net, images, half=True)
    counts = asked["weights"]
    check.that(
        not {"int8", "uint8", "int4"} & set(counts),
        f"The file contains weights of 8 bits ({counts.get('int8', 0) + counts.get('uint8', 0)} numbers), not float16. "
        "`optimizations` alone chooses int8; the types that are allowed are set in `target_spec.supported_types`.",
    )
    wide, narrow = counts.get("float32", 0), counts.get("float16", 0)
    needed = net.dense.size
    check.that(
        narrow >= needed,
        f"With half=True the file of {len(data)} bytes stores {narrow} numbers as float16 and {wide} as float32. All weights should be float16. "
        "The converter needs two settings for that: `optimizations` and `target_spec.supported_types`.",
    )
    check.that(wide <= 2 * MAPS, f"With half=True {wide} weights are still stored as float32.")
    check_answers(asked, net, images, HALF)


# --- task 3: the interpreter ----------------------------------------------------------------------------------------


def count_of(images):
    return f"{len(images)} image{'s' * (len(images) > 1)}"


def check_rows(result, net, images, what, expected=None):
    """Probabilities of many images, by one of the runtimes."""
    logits = right_logits(net, images)
    expected = softmax(logits) if expected is None else expected

    def mistakes():
        found = network_mistakes(net, images, logits)
        if net.shape[2] > 1:
            found["The channels were reversed; the images are in the order that the file expects already."] = right(net, images[..., ::-1])
        if len(images) > 1:
            found |= {
                "Every row has the result of the first image.": np.tile(expected[:1], (len(images), 1)),
                "Every row has the result of the last image: the rows share the memory of the output, which each invoke overwrites. Copy it.": np.tile(
                    expected[-1:], (len(images), 1)
                ),
            }
        return found

    late = isinstance(result, np.ndarray) and result.shape == expected.shape and len(result) > 1 and np.abs(expected[1:] - expected[:-1]).max() > 0.01
    check.that(
        not late or not np.abs(result[1:] - expected[:-1]).max() <= AGREES,
        f"{what}: Every row has the result of the image before. Was the output read before the network had run?",
    )
    check.heat_map(result, expected, what, rows="image", columns="class", dtype="float32", rtol=0, atol=AGREES, mistakes=mistakes)


@task(3)
def test_every_image_by_the_interpreter(submission, rng):
    """Five images of 6 by 9, and one; the input is not tensor 0, and the output not the last one."""
    for turn, count in ((0, 5), (3, 1)):
        net = network(rng, (6, 9, 3))
        images = varied(rng, net, count)
        result = submission.run_lite(lite_file(net, turn=turn), images)
        check_rows(result, net, images, f"probabilities of {count_of(images)}, by run_lite")
        check.unchanged(submission)


@task(3)
def test_other_dtypes_by_the_interpreter(submission, rng):
    """Pixels as uint8, int16, float32 and float64, also every second image of an array, mirrored; a file with float16 weights."""
    net = network(rng, (7, 5, 3))
    data = lite_file(net, half=True, turn=5)
    for dtype in ("uint8", "int16", "float32", "float64"):
        images = photographs(rng, 6, (7, 10, 3)).astype(dtype)[::2, :, 7:2:-1]
        if dtype.startswith("float"):
            images = images / np.dtype(dtype).type(50)  # dark, with fractions
        result = submission.run_lite(data, images)
        check_rows(result, halved(net), images, f"probabilities of 3 images, {dtype}, from a file with float16 weights, by run_lite")
        check.unchanged(submission)


@task(3)
def test_two_files_in_turn(submission, rng):
    """Two networks in turn, one of them with one channel and three classes."""
    nets = [network(rng, (8, 6, 3)), network(rng, (5, 7, 1), classes=3)]
    for place in (0, 1, 0):
        images = varied(rng, nets[place], 4)
        result = submission.run_lite(lite_file(nets[place], turn=2 * place), images)
        check_rows(result, nets[place], images, f"probabilities of {count_of(images)} by run_lite, network {place}")


# --- task 4: OpenCV -------------------------------------------------------------------------------------------------


@task(4)
def test_images_that_fit_either_way(submission, rng):
    """Five images of 3 rows and 8 columns, three channels, which fit channels first and channels last."""
    net = network(rng, (3, 8, 3), pooled=True)
    images = varied(rng, net, 5)
    result = check.is_array(submission.run_opencv(lite_file(net), images), "probabilities of 5 images of 3 by 8, by run_opencv")
    wrong = by_opencv_as(lite_file(net), images)
    for sentence, given in wrong.items():
        if result.shape == given.shape and np.abs(given - right(net, images)).max() > 1e-3:
            check.that(np.abs(result - given).max() > AGREES, sentence)
    check_rows(result, net, images, "probabilities of 5 images of 3 by 8, by run_opencv")
    check.unchanged(submission)


def by_opencv_as(data, images):
    """What OpenCV computes from the same images in a wrong layout: no error where the sizes fit."""
    first = (0, 3, 1, 2)
    shape = tuple(images.shape[axis] for axis in first)
    fits = {
        "The images were given to OpenCV with the channels last, as the file declares them. OpenCV takes (N, channels, height, width), and "
        "images of three rows fit either way.": images,
        "The images were reshaped to (N, channels, height, width). A reshape keeps the order of the numbers in memory, so pixels and channels "
        "are mixed; the axes have to be transposed.": images.reshape(shape),
        "The width came before the height: OpenCV takes (N, channels, height, width), and `.T` or another order of the axes gives "
        "(N, channels, width, height).": images.transpose(0, 3, 2, 1),
    }
    found = {}
    for sentence, blob in fits.items():
        try:
            net = cv2.dnn.readNetFromTFLite(np.frombuffer(data, np.uint8))
            net.setInput(np.ascontiguousarray(blob, np.float32))
            found[sentence] = net.forward()
        except cv2.error:
            continue
    return found


@task(4)
def test_every_image_by_opencv(submission, rng):
    """One image and seven of 6 by 9, three channels; one channel as well."""
    for shape in ((6, 9, 3), (7, 5, 1)):
        net = network(rng, shape)
        for count in (1, 7):
            images = varied(rng, net, count)
            what = f"probabilities of {count_of(images)} of {shape[0]} by {shape[1]}, {shape[2]} channel{'s' * (shape[2] > 1)}, by run_opencv"
            check_rows(submission.run_opencv(lite_file(net), images), net, images, what)


@task(4)
def test_other_dtypes_by_opencv(submission, rng):
    """Pixels as int16 and float64, every second image of an array, mirrored; a file with float16 weights."""
    net = network(rng, (6, 5, 3))
    data = lite_file(net, half=True)
    for dtype in ("uint8", "int16", "float32", "float64"):
        images = photographs(rng, 6, (6, 10, 3)).astype(dtype)[::2, :, 7:2:-1]
        result = submission.run_opencv(data, images)
        check_rows(result, halved(net), images, f"probabilities of 3 images, {dtype}, from a file with float16 weights, by run_opencv")
        check.unchanged(submission)


@task(4)
def test_it_is_opencv_that_computes(submission, rng):
    """From a file that OpenCV reads wrongly, run_opencv returns what OpenCV computes."""
    net = network(rng, (7, 6, 3))
    images = varied(rng, net, 4)
    data = lite_file(net, misread=True)
    given, meant = by_opencv(data, images), right_of_misread(net, images)
    name = "probabilities by run_opencv, from a file whose dense layer has a bias and whose softmax has a beta"
    sentence = "This is what the file means, and what the interpreter computes. OpenCV computes something else from this file: was the interpreter used?"
    mistakes = {sentence: meant} if np.abs(given - meant).max() > 1e-3 else {}
    result = submission.run_opencv(data, images)
    check.heat_map(result, given, name, rows="image", columns="class", dtype="float32", rtol=0, atol=AGREES, mistakes=mistakes)


# --- task 5: compare ------------------------------------------------------------------------------------------------


def check_comparison(result, reference, outputs, what, *, atol=1e-6):
    """A dictionary with the largest difference and the share of equal classes."""
    result = check.mapping(result, f"the comparison {what}", ("largest", "same"))
    gap = outputs.astype(np.float64) - reference.astype(np.float64)
    size = np.abs(gap)
    largest = float(size.max())
    equal = outputs.argmax(axis=1) == reference.argmax(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        mistakes = {
            "That is the mean of the differences. One wrong image hardly changes the mean; report the largest difference.": float(size.mean()),
            "That is the root mean square of the differences; report the largest one.": float(np.sqrt((gap**2).mean())),
            "That is the largest difference in one direction only; take absolute values.": float(min(gap.max(), -gap.min())),
            "That is the largest difference with its sign; take absolute values.": float(gap.min()),
            "That is the largest relative difference; report the absolute difference.": float((size / np.abs(reference)).max()),
            "That is the largest difference of the first image alone.": float(size[0].max()),
            "That is the largest difference between the highest probabilities only; compare all classes.": float(
                np.abs(outputs.max(axis=1) - reference.max(axis=1)).max()
            ),
            "That is the largest sum of the differences of an image; report the largest single difference.": float(size.sum(axis=1).max()),
            "That is the mean of the largest differences of the images; report the largest of all.": float(size.max(axis=1).mean()),
        }
    mistakes = {sentence: value for sentence, value in mistakes.items() if abs(value - largest) > 10 * atol}
    check.close(result["largest"], largest, f"largest {what}", rtol=0, atol=atol, mistakes=mistakes)
    share = float(equal.mean())
    along = outputs.argmax(axis=0) == reference.argmax(axis=0)
    mistakes = {
        "That is the number of images; report the fraction, from 0 to 1.": float(equal.sum()),
        "That is a percentage; report the fraction, from 0 to 1.": 100 * share,
        "That is the fraction of images with another class.": 1 - share,
        "The most probable class is that of a row; here the highest number of each column was compared.": float(along.mean()),
        "That is 1 only if all images have the same class; report the fraction of images.": float(equal.all()),
    }
    mistakes = {sentence: value for sentence, value in mistakes.items() if abs(value - share) > 1e-3}
    check.close(result["same"], share, f"same {what}", rtol=0, atol=1e-6, mistakes=mistakes)


def two_results(rng, count, changed):
    """Probabilities, and others near them, with another class in some rows and the largest difference below zero and not in the first image."""
    while True:
        reference = softmax(rng.normal(0, 1.5, (count, 4)))
        best = np.sort(reference, axis=1)
        outputs = softmax(np.log(reference) + rng.normal(0, 0.03, reference.shape))
        rows = 1 + rng.permutation(count - 1)[:changed]
        outputs[rows] = np.roll(outputs[rows], 1, axis=1)
        gap = outputs - reference
        equal = outputs.argmax(axis=1) == reference.argmax(axis=1)
        if (best[:, -1] - best[:, -2]).min() > 0.1 and equal.sum() == count - changed and -gap.min() > 1.2 * gap.max():
            return reference, outputs


@task(5)
def test_seven_images(submission, rng):
    """Of seven images two have another class; then none has, and the probabilities still differ."""
    for changed in (2, 0):
        reference, outputs = two_results(rng, 7, changed)
        check_comparison(submission.compare(reference, outputs), reference, outputs, f"of 7 images, {changed} with another class")
        check.unchanged(submission)


@task(5)
def test_another_order_and_dtype(submission, rng):
    """Float32 arrays, the larger probabilities in the reference and in the outputs; one image."""
    reference, outputs = (values.astype(np.float32) for values in two_results(rng, 5, 1))
    check_comparison(submission.compare(outputs, reference), outputs, reference, "of 5 images, float32")
    check_comparison(submission.compare(reference[:1], outputs[:1]), reference[:1], outputs[:1], "of one image")


@task(5)
def test_nan_is_reported(submission, rng):
    """If one output is NaN, the largest difference is NaN."""
    reference, outputs = two_results(rng, 5, 1)
    outputs[3, 2] = np.nan
    result = check.mapping(submission.compare(reference, outputs), "the comparison with NaN in the outputs", ("largest", "same"))
    why = "one of the outputs is NaN. A runtime that returns NaN does not agree, and the report must show it"
    check.close(result["largest"], float("nan"), "largest, with NaN in one image of 5", why=why)


# --- task 6: report -------------------------------------------------------------------------------------------------


def check_report(table, files, outputs, reference, what):
    """For each file its size, a plausible time, and two comparisons."""
    table = check.mapping(table, f"the report {what}", files)
    check.that(set(table) == set(files), f"The report {what} has the names {check.describe(sorted(map(str, table)))}; the files are {check.describe(sorted(files))}.")
    for name, data in files.items():
        row = check.mapping(table[name], f"the report of {name!r} {what}", ("bytes", "milliseconds", *RUNTIMES))
        check_size(row["bytes"], data, f"bytes of {name!r}")
        milliseconds = row["milliseconds"]
        check.that(
            isinstance(milliseconds, int | float | np.integer | np.floating) and not isinstance(milliseconds, bool) and np.isfinite(milliseconds) and milliseconds > 0,
            f"milliseconds of {name!r}: expected a number above 0, got {check.describe(milliseconds)}.",
        )
        for runtime, other in zip(RUNTIMES, RUNTIMES[::-1], strict=True):
            right_one, wrong_one = (np.abs(outputs[name][key] - reference).max() for key in (runtime, other))
            found = check.mapping(row[runtime], f"{runtime} of {name!r}", ("largest", "same"))
            got = found["largest"]
            if isinstance(got, float) and abs(right_one - wrong_one) > 1e-3:
                check.that(
                    abs(got - wrong_one) > AGREES,
                    f"largest of {name!r} under {runtime!r} is {got:.4f}: that belongs under {other!r}. The two runtimes disagree about this file.",
                )
            between = np.abs(outputs[name]["lite"] - outputs[name]["opencv"]).max()
            if isinstance(got, float) and abs(right_one - between) > 1e-3:
                check.that(
                    abs(got - between) > AGREES,
                    f"largest of {name!r} under {runtime!r} is {got:.2g}: that is the difference between the two runtimes. Compare each of them with "
                    f"the reference, from which they differ by {right_one:.4f}.",
                )
            check_comparison(found, reference, outputs[name][runtime], f"of {name!r} under {runtime!r}", atol=AGREES)


def check_size(got, data, name):
    size = int(check.is_array(got, name, shape=(), dtype="integer"))
    hint = ""
    if size == len(data) + 33:
        hint = " The 33 bytes more are what Python needs for the object: sys.getsizeof is not the size of a file."
    elif size in (len(data) // 1000, len(data) // 1024):
        hint = " That is the size in kilobytes."
    check.that(size == len(data), f"{name}: expected {len(data)}, got {size}.{hint}")


@task(6)
def test_three_files(submission, rng):
    """Three files: float32 and float16 weights, and another network, whose results differ most."""
    net = network(rng, (6, 9, 3))
    images = varied(rng, net, 6)
    moved = rng.normal(0, 0.3 * net.dense.std(), net.dense.shape).astype(np.float32)
    other = SimpleNamespace(**(vars(net) | {"dense": net.dense + moved}))
    files = {"float": lite_file(net), "other": lite_file(net, shift=moved, turn=2), "half": lite_file(net, half=True)}
    reference = right(net, images).astype(np.float32)
    outputs = {name: dict.fromkeys(RUNTIMES, by_opencv(data, images)) for name, data in files.items()}
    check.that(np.abs(outputs["other"]["lite"] - right(other, images)).max() < AGREES, "The suite's own file is wrong.")
    check_report(submission.report(files, images, reference), files, outputs, reference, "of three files")
    check.unchanged(submission)


@task(6)
def test_a_file_that_opencv_reads_wrongly(submission, rng):
    """A file with a bias in its dense layer, about which OpenCV and the interpreter disagree."""
    net = network(rng, (7, 6, 3))
    images = varied(rng, net, 5)
    files = {"misread": lite_file(net, misread=True)}
    meant = right_of_misread(net, images).astype(np.float32)
    outputs = {"misread": {"lite": meant, "opencv": by_opencv(files["misread"], images)}}
    check_report(submission.report(files, images, meant), files, outputs, meant, "of a file with a bias in its dense layer")


SECONDS = 50  # the interpreter may have several threads, and the machine other work; seconds are a thousandth


def reported_time(submission, data, images, what):
    """The time of one image, as `report` has it for these images: more than 0, and less than the whole call took."""
    files = {"network": data}
    start = time.perf_counter()
    table = submission.report(files, images, np.full((len(images), CLASSES), 1 / CLASSES))
    passed = 1000 * (time.perf_counter() - start)
    row = check.mapping(check.mapping(table, "the report", files)["network"], "the report of 'network'", ("milliseconds",))
    milliseconds = float(check.is_array(row["milliseconds"], "milliseconds of 'network'", shape=(), dtype="number"))
    check.that(0 < milliseconds < passed, f"milliseconds for {what}: got {milliseconds:.4g}, and the whole call took {passed:.4g} ms.")
    return milliseconds


@task(6)
def test_the_time_is_in_milliseconds(submission, rng):
    """For a network with 100 million multiplications per image, the time is plausible; for small images it is much shorter."""
    net = network(rng, (8, 9, 3), pooled=True, maps=24)  # the weights of a pooled network fit every size
    small = reported_time(submission, lite_file(net), photographs(rng, 3, net.shape), "images of 8 by 9 pixels")
    net.shape = (400, 400, 3)
    data, images = lite_file(net), photographs(rng, 3, net.shape)
    large = reported_time(submission, data, images, "images of 400 by 400 pixels")
    least = submission.fresh(code=False).probe.milliseconds(data, images[0])
    check.that(
        large > least / SECONDS,
        f"milliseconds for images of 400 by 400 pixels: got {large:.2g}. The network multiplies {398 * 398 * 9 * 3 * 24 / 1e6:.0f} million times for "
        f"each image, which takes the interpreter {least:.1f} ms here. Are these seconds?",
    )
    check.that(
        large > 2 * small,
        f"milliseconds: got {small:.3g} for images of 8 by 9 pixels and {large:.3g} for images of 400 by 400. The large ones have 2,000 times as many "
        "pixels, so they take much longer.",
    )


# --- task 7: choose -------------------------------------------------------------------------------------------------


def row(size, milliseconds, lite, opencv, same=(1.0, 1.0)):
    both = zip(RUNTIMES, (lite, opencv), same, strict=True)
    return {"bytes": size, "milliseconds": milliseconds} | {name: {"largest": largest, "same": share} for name, largest, share in both}


def check_choice(submission, table, tolerance, expected, why, wrong=None):
    """The right name; ``wrong`` says for other names what is wrong with them."""
    got = submission.choose(table, tolerance)
    shown = "; ".join(
        f"{name!r}: {values['bytes']} bytes, {values['milliseconds']} ms, largest {values['lite']['largest']:.3g} and {values['opencv']['largest']:.3g}"
        for name, values in table.items()
    )
    check.equal(got, expected, f"choose with a tolerance of {tolerance:.3g} (lite and opencv: {shown})", (wrong or {}).get(got if isinstance(got, str) else None, why))
    check.unchanged(submission)


@task(7)
def test_the_smallest_within_the_tolerance(submission, rng):
    """Of five files, in any order, the smallest one that is good enough, whatever its time and however good larger ones are."""
    sizes = np.sort(rng.permutation(np.arange(2000, 9000, 500))[:5]).tolist()
    rows = {
        "tiny": row(sizes[0], 0.5, 0.2, 0.2, (0.9, 0.9)),
        "half": row(sizes[1], 2.5, 0.004, 0.003),
        "mixed": row(sizes[2], 0.25, 0.001, 0.002),
        "float": row(sizes[3], 1.0, 1e-8, 2e-8),
        "double": row(sizes[4], 2.0, 1e-7, 1e-7),
    }
    first = {
        "tiny": "'tiny' is the smallest of all, but it is not within the tolerance",
        "mixed": "'mixed' is the fastest one within the tolerance; the size comes first",
        "float": "'float' agrees best; beyond the tolerance only the size counts",
        "double": "'double' is the largest one within the tolerance",
    }
    second = {
        "tiny": first["tiny"],
        "half": "'half' is not within the tolerance. Its classes are equal, but that is not enough: the probabilities are compared",
        "float": first["float"],
    }
    why = "it has the fewest bytes of those whose two differences are at most the tolerance"
    for tolerance, expected, wrong in ((0.01, "half", first), (0.0025, "mixed", second), (1e-5, "float", {}), (0.5, "tiny", {})):
        table = {name: rows[name] for name in rng.permutation(list(rows)).tolist()}
        check_choice(submission, table, tolerance, expected, why, wrong)


@task(7)
def test_both_runtimes_have_to_agree(submission, rng):
    """A file that is good enough in one runtime only is not chosen; a difference equal to the tolerance is allowed."""
    rows = {
        "only_lite": row(1000, 1.0, 0.001, 0.3),
        "only_opencv": row(1500, 1.0, 0.3, 0.001),
        "between": row(1700, 1.0, 0.012, 0.006),
        "equal": row(2000, 1.0, 0.01, 0.01),
        "large": row(9000, 1.0, 0.0, 0.0),
    }
    table = {name: rows[name] for name in rng.permutation(list(rows)).tolist()}
    wrong = {
        "only_lite": "'only_lite' agrees in the interpreter only; both runtimes have to agree",
        "only_opencv": "'only_opencv' agrees in OpenCV only; both runtimes have to agree",
        "between": "the mean of the two differences of 'between' is within the tolerance, but one of them is not",
        "large": "both differences of 'equal' are equal to the tolerance, which is allowed: at most means <=",
    }
    check_choice(submission, table, 0.01, "equal", "both differences have to be at most the tolerance", wrong)


@task(7)
def test_equal_sizes(submission, rng):
    """Of files with the same size the fastest one is chosen, even if another one agrees better."""
    rows = {"slow": row(3000, 2.0, 0.001, 0.001), "fast": row(3000, 0.25, 0.003, 0.003), "middle": row(3000, 1.0, 0.002, 0.002), "z": row(5000, 0.1, 0.0, 0.0)}
    for _ in range(2):
        table = {name: rows[name] for name in rng.permutation(list(rows)).tolist()}
        wrong = {"z": "'z' is the fastest of all, but not one of the smallest"}
        why = "three files have the fewest bytes. Of these the fastest is chosen, not the first one, and not the one that agrees best"
        check_choice(submission, table, 0.01, "fast", why, wrong)


@task(7)
def test_no_file_is_good_enough(submission, rng):
    """If no file is good enough, the result is None; NaN is never good enough."""
    table = {"a": row(1000, 1.0, 0.2, 0.1), "b": row(2000, 1.0, 0.1, 0.2)}
    check_choice(submission, table, 0.15, None, "no file is within the tolerance in both runtimes")
    nan = float("nan")
    table = {"lite": row(1000, 1.0, nan, 0.001), "opencv": row(1200, 1.0, 0.001, nan), "both": row(1500, 1.0, nan, nan), "large": row(4000, 1.0, 0.002, 0.002)}
    why = "NaN is not within any tolerance: every comparison with NaN is false, so ask whether a difference is at most the tolerance, not whether it exceeds it"
    check_choice(submission, table, 3.0, "large", why)
    check_choice(submission, {}, 0.1, None, "there is no file")
