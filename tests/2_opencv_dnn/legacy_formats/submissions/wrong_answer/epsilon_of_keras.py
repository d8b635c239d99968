"""Adds an epsilon of 1e-3, the default of Keras. A network needs the one with which it was trained, here 1e-6."""

import math
import re
from collections.abc import Iterator

import numpy as np

#: What is added to a variance.
EPSILON = 1e-3
#: A text in quotes, a brace, a colon or a word; a comment is found and not kept.
TOKEN = re.compile(r"""\#.*|("[^"]*"|'[^']*'|[{}:]|[^\s{}:#"']+)""")


def parse_cfg(text: str) -> list[tuple[str, dict]]:
    """Return the sections in their order: pairs of a name and a dict."""
    sections = []
    for line in map(str.strip, re.sub("[#;].*", "", text).splitlines()):
        if line.startswith("["):
            sections.append((line.strip("[] \t"), {}))
        elif line:
            key, value = line.split("=", 1)
            items = [number(item.strip()) for item in value.split(",")]
            sections[-1][1][key.strip()] = items if len(items) > 1 else items[0]
    return sections


def cfg_shapes(sections: list[tuple[str, dict]]) -> list[tuple[int, int, int]]:
    """Return (channels, height, width) of the output of each section after the first."""
    (_, net), *layers = sections
    shape = net["channels"], net["height"], net["width"]
    shapes = []
    for place, (kind, options) in enumerate(layers):
        channels, *plane = shape
        size, stride = options.get("size"), options.get("stride", 1)
        if kind == "convolutional":
            channels = options["filters"]
            padding = size // 2 if options.get("pad") else options.get("padding", 0)
            plane = [(n + 2 * padding - size) // stride + 1 for n in plane]
        elif kind == "maxpool":
            plane = [(n + options.get("padding", size - 1) - size) // stride + 1 for n in plane]
        elif kind == "avgpool":
            plane = [1, 1]
        elif kind == "upsample":
            plane = [n * stride for n in plane]
        elif kind == "route":
            indices = options["layers"] if isinstance(options["layers"], list) else [options["layers"]]
            routed = [shapes[index if index >= 0 else place + index] for index in indices]
            channels, plane = sum(one[0] for one in routed), routed[0][1:]
        shape = (channels, *plane)
        shapes.append(shape)
    return shapes


def parse_prototxt(text: str) -> dict[str, list]:
    """Return the list of values of each field; a message is a dict of the same kind."""
    return fields(filter(None, TOKEN.findall(text)))


def fields(tokens: Iterator[str]) -> dict[str, list]:
    """The fields that the tokens describe, up to the end of their message."""
    message = {}
    for name in tokens:
        if name == "}":
            break
        value = next(tokens)
        if value == ":":
            value = next(tokens)
        message.setdefault(name, []).append(fields(tokens) if value == "{" else scalar(value))
    return message


def scalar(token: str) -> str | bool | float:
    """What a token of a prototxt stands for."""
    if token[0] in "\"'":
        return token[1:-1]
    return {"true": True, "false": False}.get(token, number(token))


def number(word: str) -> str | float:
    """A word as an int or a float, or the word itself if it is neither."""
    for kind in (int, float):
        try:
            return kind(word)
        except ValueError:
            pass
    return word


def prototxt_shapes(network: dict[str, list]) -> dict[str, tuple[int, ...]]:
    """Return the shape of the input and of each top, by name."""
    shapes = {}
    if "input" in network:
        described = network["input_shape"][0]["dim"] if "input_shape" in network else network["input_dim"]
        shapes[network["input"][0]] = tuple(described)
    for layer in network.get("layer") or network.get("layers", []):
        bottoms = [shapes[name] for name in layer.get("bottom", [])]
        for name in layer["top"]:
            shapes[name] = output_shape(layer, bottoms)
    return shapes


def output_shape(layer: dict[str, list], bottoms: list[tuple[int, ...]]) -> tuple[int, ...]:
    """The shape that a layer of Caffe makes of those of its bottoms."""
    kind = layer["type"][0].lower().replace("_", "")
    if kind == "input":
        return tuple(layer["input_param"][0]["shape"][0]["dim"])
    batch, channels, *plane = bottoms[0]
    if kind == "convolution":
        settings = layer["convolution_param"][0]
        return (batch, settings["num_output"][0], *(math.floor(steps(n, settings)) + 1 for n in plane))
    if kind == "pooling":
        settings = layer["pooling_param"][0]
        if settings.get("global_pooling") == [True]:
            return (batch, channels, 1, 1)
        return (batch, channels, *(math.ceil(steps(n, settings)) + 1 for n in plane))
    if kind == "innerproduct":
        return (batch, layer["inner_product_param"][0]["num_output"][0])
    if kind == "concat":
        return (batch, sum(shape[1] for shape in bottoms), *plane)
    return bottoms[0]


def steps(length: int, settings: dict[str, list]) -> float:
    """How many steps a window can take along a side, before rounding."""
    (pad,), (stride,) = settings.get("pad", [0]), settings.get("stride", [1])
    return (length + 2 * pad - settings["kernel_size"][0]) / stride


def onnx_weights(sections: list[tuple[str, dict]], weights: bytes) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return kernel and bias of each convolution, with batch norm folded."""
    major, minor = np.frombuffer(weights, "<i4", 2)
    numbers = np.frombuffer(weights, "<f4", offset=20 if 10 * major + minor >= 2 else 16)

    def take(*shape: int) -> np.ndarray:
        nonlocal numbers
        count = math.prod(shape)
        if count > len(numbers):
            raise ValueError("the file has too few numbers")
        taken, numbers = np.split(numbers, [count])
        return taken.reshape(shape)

    net = sections[0][1]
    inputs = [net["channels"], *(shape[0] for shape in cfg_shapes(sections))]
    result = []
    for (kind, options), channels in zip(sections[1:], inputs, strict=False):
        if kind != "convolutional":
            continue
        filters, size = options["filters"], options["size"]
        bias = take(filters)
        if options.get("batch_normalize"):
            scale, mean, variance = take(3, filters)
            factor = scale / np.sqrt(variance + np.float32(EPSILON))
            kernel = take(filters, channels, size, size) * factor[:, None, None, None]
            bias = bias - mean * factor
        else:
            kernel = take(filters, channels, size, size)
        result.append((kernel, bias))
    if len(numbers):
        raise ValueError("the file has too many numbers")
    return result
