"""Reads every number as a float. A size of 608.0 is fine for arithmetic, but a list cannot be indexed with -1.0, nor an array
have 16.0 rows. Try `int` first.
"""

import json
import math
import re

import numpy as np


def number(text):
    text = text.strip()
    if re.fullmatch(r"[+-]?\d+", text):
        return float(text)
    try:
        return float(text)
    except ValueError:
        return text


def parse_cfg(text):
    sections = []
    for line in text.splitlines():
        line = line.split("#")[0].split(";")[0]
        if "[" in line:
            sections.append((line.replace("[", "").replace("]", "").strip(), {}))
        elif "=" in line:
            key, value = line.split("=")
            value = [number(part) for part in value.split(",")]
            sections[-1][1].update({key.strip(): value if len(value) > 1 else value[0]})
    return sections


def window(length, size, stride, both):
    return (length + both - size) // stride + 1


def convolutional(shape, o, *_):
    both = 2 * (o["size"] // 2) if o.get("pad") == 1 else 2 * o.get("padding", 0)
    return (o["filters"], *(window(n, o["size"], o.get("stride", 1), both) for n in shape[1:]))


def maxpool(shape, o, *_):
    return (shape[0], *(window(n, o["size"], o.get("stride", 1), o.get("padding", o["size"] - 1)) for n in shape[1:]))


def avgpool(shape, *_):
    return (shape[0], 1, 1)


def upsample(shape, o, *_):
    return (shape[0], shape[1] * o["stride"], shape[2] * o["stride"])


def route(_, o, before):
    layers = o["layers"] if isinstance(o["layers"], (list, tuple)) else (o["layers"],)
    parts = np.array([before[n] for n in layers])
    return (int(parts[:, 0].sum()), int(parts[0, 1]), int(parts[0, 2]))


RULES = {rule.__name__: rule for rule in (convolutional, maxpool, avgpool, upsample, route)}


def cfg_shapes(sections):
    shape = [sections[0][1][key] for key in ("channels", "height", "width")]
    shapes = []
    for kind, options in sections[1:]:
        shape = RULES[kind](shape, options, shapes) if kind in RULES else shape
        shapes.append(tuple(shape))
    return shapes


def parse_prototxt(text):
    pairs = []

    def keep(match):
        comment, quoted, word, sign = match.groups()
        if comment:
            return ""
        if quoted:
            return json.dumps(quoted[1:-1]) + " "
        return f"{json.dumps({'word': word})} " if word else f"{sign} "

    text = re.sub(r"""(\#[^\n]*)|("[^"\n]*"|'[^'\n]*')|([^\s{}:"'#]+)|([{}])|:""", lambda m: keep(m) if any(m.groups()) else " ", text)
    decoder = json.JSONDecoder()
    levels, name, at = [pairs], None, 0
    while at < len(text):
        if text[at].isspace():
            at += 1
        elif text[at] == "}":
            levels.pop()
            at += 1
        elif text[at] == "{" and not text.startswith('{"word"', at):
            levels[-1].append((name, []))
            levels.append(levels[-1][-1][1])
            name = None
            at += 1
        else:
            item, at = decoder.raw_decode(text, at)
            if name is None:
                name = item["word"]
            else:
                levels[-1].append((name, item))
                name = None
    return gathered(pairs)


def gathered(pairs):
    result = {}
    for name, item in pairs:
        if isinstance(item, list):
            item = gathered(item)
        elif isinstance(item, dict):
            item = {"true": True, "false": False}.get(item["word"], number(item["word"]))
        result[name] = [*result.get(name, []), item]
    return result


def setting(message, key, default=None):
    return message[key][0] if key in message else default


def sides(plane, message, rounding):
    size, stride, pad = setting(message, "kernel_size"), setting(message, "stride", 1), setting(message, "pad", 0)
    return tuple(rounding((n + 2 * pad - size) / stride) + 1 for n in plane)


def pooling(layer, first, *_):
    message = layer["pooling_param"][0]
    plane = (1, 1) if setting(message, "global_pooling", False) else sides(first[2:], message, math.ceil)
    return first[:2] + plane


def convolution(layer, first, *_):
    message = layer["convolution_param"][0]
    return (first[0], setting(message, "num_output"), *sides(first[2:], message, math.floor))


def inner_product(layer, first, *_):
    return first[:1] + tuple(layer["inner_product_param"][0]["num_output"])


def concat(_, first, *others):
    return (first[0], first[1] + sum(shape[1] for shape in others), *first[2:])


CAFFE = {"Convolution": convolution, "Pooling": pooling, "InnerProduct": inner_product, "Concat": concat}
CAFFE |= {"CONVOLUTION": convolution, "POOLING": pooling, "INNER_PRODUCT": inner_product, "CONCAT": concat}


def prototxt_shapes(network):
    shapes = {}
    for name in network.get("input", []):
        shapes[name] = tuple(network["input_shape"][0]["dim"] if "input_shape" in network else network["input_dim"])
    for layer in network["layer" if "layer" in network else "layers"]:
        (kind,), (top,) = layer["type"], layer["top"]
        if kind == "Input":
            shapes[top] = tuple(layer["input_param"][0]["shape"][0]["dim"])
        else:
            bottoms = [shapes[name] for name in layer["bottom"]]
            shapes[top] = CAFFE.get(kind, lambda _, first, *others: first)(layer, *bottoms)
    return shapes


def onnx_weights(sections, weights):
    layers = [options for kind, options in sections[1:] if kind == "convolutional"]
    inputs = [sections[0][1]["channels"], *(shape[0] for shape in cfg_shapes(sections))]
    inputs = [channels for (kind, _), channels in zip(sections[1:], inputs) if kind == "convolutional"]
    fields = []
    for place, (options, channels) in enumerate(zip(layers, inputs)):
        filters, size = options["filters"], options["size"]
        names = ("bias", "scale", "mean", "variance") if options.get("batch_normalize") else ("bias",)
        fields += [(f"{name}{place}", "<f4", (filters,)) for name in names]
        fields.append((f"kernel{place}", "<f4", (filters, channels, size, size)))
    version = np.frombuffer(weights[:8], "<i4") @ (10, 1)
    content = weights[20 if version >= 2 else 16 :]
    record = np.dtype(fields)
    if len(content) != record.itemsize:
        raise ValueError(f"{len(content)} bytes, where the network has {record.itemsize}")
    (values,) = np.frombuffer(content, record)
    result = []
    for place in range(len(layers)):
        kernel, bias = values[f"kernel{place}"], values[f"bias{place}"]
        if f"scale{place}" in record.names:
            deviation = np.sqrt(values[f"variance{place}"] + np.float32(1e-6))
            factor = values[f"scale{place}"] / deviation
            kernel = (kernel.T * factor).T
            bias = bias - values[f"mean{place}"] * factor
        result.append((kernel.astype(np.float32), bias.astype(np.float32)))
    return result
