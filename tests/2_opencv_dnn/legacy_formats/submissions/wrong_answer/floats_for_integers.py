"""Reads every number as a float. A size of 608.0 is fine for arithmetic, but a list cannot be indexed with -1.0, nor an array
have 16.0 rows. Try `int` first.
"""

# says: "expected the int"

import struct

import numpy as np


def value_of(word):
    try:
        return float(word)
    except ValueError:
        pass
    try:
        return float(word)
    except ValueError:
        return word


def parse_cfg(text):
    sections = []
    for line in text.split("\n"):
        for mark in "#;":
            if mark in line:
                line = line[: line.index(mark)]
        line = line.strip()
        if not line:
            continue
        if line[0] == "[":
            sections.append((line[1 : line.index("]")].strip(), {}))
            continue
        key, _, value = line.partition("=")
        value = value.strip()
        if "," in value:
            value = [value_of(item.strip()) for item in value.split(",")]
        else:
            value = value_of(value)
        sections[-1][1][key.strip()] = value
    return sections


def cfg_shapes(sections):
    options = sections[0][1]
    c, h, w = options["channels"], options["height"], options["width"]
    shapes = []
    for kind, options in sections[1:]:
        stride = options.get("stride", 1)
        if kind == "convolutional":
            size = options["size"]
            pad = options.get("padding", 0)
            if options.get("pad", 0):
                pad = size // 2
            c = options["filters"]
            h = (h + 2 * pad - size) // stride + 1
            w = (w + 2 * pad - size) // stride + 1
        if kind == "maxpool":
            size = options["size"]
            pad = options["padding"] if "padding" in options else size - 1
            h = (h + pad - size) // stride + 1
            w = (w + pad - size) // stride + 1
        if kind == "avgpool":
            h = w = 1
        if kind == "upsample":
            h *= stride
            w *= stride
        if kind == "route":
            wanted = options["layers"]
            if not isinstance(wanted, list):
                wanted = [wanted]
            c = 0
            for index in reversed(wanted):
                if index < 0:
                    index += len(shapes)
                c += shapes[index][0]
                h, w = shapes[index][1:]
        shapes.append((c, h, w))
    return shapes


def parse_prototxt(text):
    stack = [{}]
    name = None
    at = 0
    while at < len(text):
        sign = text[at]
        if sign == "#":
            while at < len(text) and text[at] != "\n":
                at += 1
            continue
        if sign.isspace() or sign == ":":
            at += 1
            continue
        if sign == "{":
            message = {}
            stack[-1].setdefault(name, []).append(message)
            stack.append(message)
            name = None
            at += 1
            continue
        if sign == "}":
            stack.pop()
            at += 1
            continue
        if sign in "\"'":
            end = text.index(sign, at + 1)
            value = text[at + 1 : end]
            at = end + 1
        else:
            end = at
            while end < len(text) and not text[end].isspace() and text[end] not in "{}:#\"'":
                end += 1
            word = text[at:end]
            at = end
            if name is None:
                name = word
                continue
            value = word == "true" if word in ("true", "false") else value_of(word)
        stack[-1].setdefault(name, []).append(value)
        name = None
    return stack[0]


def prototxt_shapes(network):
    shapes = {}
    if "input_dim" in network:
        shapes[network["input"][0]] = tuple(network["input_dim"])
    if "input_shape" in network:
        shapes[network["input"][0]] = tuple(network["input_shape"][0]["dim"])
    for layer in network.get("layer", []) + network.get("layers", []):
        kind = layer["type"][0]
        top = layer["top"][0]
        if kind == "Input":
            shapes[top] = tuple(layer["input_param"][0]["shape"][0]["dim"])
            continue
        shape = list(shapes[layer["bottom"][0]])
        if kind in ("Convolution", "CONVOLUTION"):
            options = layer["convolution_param"][0]
            size, stride, pad = options["kernel_size"][0], options.get("stride", [1])[0], options.get("pad", [0])[0]
            shape[1] = options["num_output"][0]
            for axis in range(2, len(shape)):
                shape[axis] = (shape[axis] + 2 * pad - size) // stride + 1
        if kind in ("Pooling", "POOLING"):
            options = layer["pooling_param"][0]
            if options.get("global_pooling", [False])[0]:
                shape[2:] = [1, 1]
            else:
                size, stride, pad = options["kernel_size"][0], options.get("stride", [1])[0], options.get("pad", [0])[0]
                for axis in range(2, len(shape)):
                    shape[axis] = (shape[axis] + 2 * pad - size + stride - 1) // stride + 1
        if kind in ("InnerProduct", "INNER_PRODUCT"):
            shape = [shape[0], layer["inner_product_param"][0]["num_output"][0]]
        if kind in ("Concat", "CONCAT"):
            for name in layer["bottom"][1:]:
                shape[1] += shapes[name][1]
        shapes[top] = tuple(shape)
    return shapes


def onnx_weights(sections, weights):
    major, minor, _ = struct.unpack("<iii", weights[:12])
    at = 20 if major * 10 + minor >= 2 else 16

    def read(count):
        nonlocal at
        if at + 4 * count > len(weights):
            raise ValueError("the file has too few numbers")
        numbers = struct.unpack(f"<{count}f", weights[at : at + 4 * count])
        at += 4 * count
        return numbers

    result = []
    channels = sections[0][1]["channels"]
    for (kind, options), shape in zip(sections[1:], cfg_shapes(sections)):
        if kind == "convolutional":
            filters, size = options["filters"], options["size"]
            bias = list(read(filters))
            factor = [1.0] * filters
            if options.get("batch_normalize", 0):
                scale = read(filters)
                mean = read(filters)
                variance = read(filters)
                for f in range(filters):
                    factor[f] = scale[f] / (variance[f] + 1e-6) ** 0.5
                    bias[f] = bias[f] - mean[f] * factor[f]
            kernel = np.zeros((filters, channels, size, size), np.float32)
            for f in range(filters):
                numbers = read(channels * size * size)
                kernel[f] = factor[f] * np.array(numbers).reshape(channels, size, size)
            result.append((kernel, np.array(bias, np.float32)))
        channels = shape[0]
    if at != len(weights):
        raise ValueError("the file has too many numbers")
    return result
