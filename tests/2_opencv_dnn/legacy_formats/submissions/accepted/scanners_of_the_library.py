"""Cuts the cfg with one pattern and the prototxt with re.Scanner, and reads the weights through a BytesIO in float64."""

import ast
import io
import re
from collections import defaultdict
from fractions import Fraction
from math import ceil, floor

import numpy as np


def literal(word):
    try:
        return ast.literal_eval(word) if re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?", word, re.I) else word
    except (ValueError, SyntaxError):
        return word


def parse_cfg(text):
    text = re.sub(r"[#;].*", "", text)
    found = re.findall(r"^\s*(?:\[\s*(.+?)\s*\]|(.+?)\s*=\s*(.*?))\s*$", text, re.MULTILINE)
    sections = []
    for section, key, value in found:
        if section:
            sections.append([section, {}])
        else:
            parts = [literal(part) for part in re.split(r"\s*,\s*", value)]
            sections[-1][1][key] = parts[0] if len(parts) == 1 else parts
    return sections


class Shapes(list):
    """The shapes so far; an index below 0 counts back from the layer that is added next, as Python's own does."""

    def add(self, kind, **o):
        c, h, w = self[-1] if self else self.first
        get = o.get
        size, stride = get("size", 0), get("stride", 1)
        if kind in ("convolutional", "maxpool"):
            both = get("padding", size - 1) if kind == "maxpool" else 2 * (size // 2 if get("pad") else get("padding", 0))
            h, w = (floor(Fraction(n + both - size, stride)) + 1 for n in (h, w))
        made = {
            "convolutional": lambda: (o["filters"], h, w),
            "avgpool": lambda: (c, 1, 1),
            "upsample": lambda: (c, h * stride, w * stride),
            "route": lambda: self.joined(o["layers"]),
        }
        self.append(made.get(kind, lambda: (c, h, w))())

    def joined(self, layers):
        found = [self[n] for n in np.atleast_1d(layers)]
        return (sum(shape[0] for shape in found), *found[0][1:])


def cfg_shapes(sections):
    shapes = Shapes()
    shapes.first = tuple(sections[0][1][key] for key in ("channels", "height", "width"))
    for kind, options in sections[1:]:
        shapes.add(kind, **{key: value for key, value in options.items() if key != "from"})
    return list(shapes)


#: Comments, white space and colons are dropped.
SCANNER = re.Scanner([
    (r"#.*|[\s:]+", None),
    (r"\"[^\"]*\"|'[^']*'|[{}]|[^\s{}:#\"']+", lambda _, token: token),
])


def parse_prototxt(text):
    queue = SCANNER.scan(text)[0][::-1]

    def message():
        fields = defaultdict(list)
        while queue and queue[-1] != "}":
            name, token = queue.pop(), queue.pop()
            if token == "{":
                fields[name].append(message())
                queue.pop()
            elif token[0] in "\"'":
                fields[name].append(token[1:-1])
            else:
                fields[name].append({"true": True, "false": False}[token] if token in ("true", "false") else literal(token))
        return dict(fields)

    return message()


def prototxt_shapes(network):
    shapes = {}
    named = network.get("input", [])
    if named:
        dims = network.get("input_dim") or network["input_shape"][0]["dim"]
        shapes[named[0]] = list(dims)
    for layer in network.get("layer", network.get("layers", [])):
        kind = layer["type"][0].upper().replace("_", "")
        parameters = {key: value for key, value in layer.items() if key.endswith("_param")}
        first = {k: v[0] for message in parameters.values() for k, v in message[0].items()}
        inputs = [shapes[name] for name in layer.get("bottom", [])]
        if kind == "INPUT":
            shape = list(first["shape"]["dim"])
        elif kind == "INNERPRODUCT":
            shape = [inputs[0][0], first["num_output"]]
        elif kind == "CONCAT":
            shape = [inputs[0][0], sum(one[1] for one in inputs), *inputs[0][2:]]
        elif kind in ("CONVOLUTION", "POOLING"):
            rounding = ceil if kind == "POOLING" else floor
            sides = [1, 1]
            if not first.get("global_pooling"):
                sides = [
                    rounding(Fraction(n + 2 * first.get("pad", 0) - first["kernel_size"], first.get("stride", 1))) + 1
                    for n in inputs[0][2:]
                ]
            shape = [inputs[0][0], first.get("num_output", inputs[0][1]), *sides]
        else:
            shape = inputs[0]
        shapes[layer["top"][0]] = shape
    return shapes


def onnx_weights(sections, weights):
    stream = io.BytesIO(weights)
    major, minor, _ = np.frombuffer(stream.read(12), "<i4")
    stream.read(8 if 10 * major + minor >= 2 else 4)

    def numbers(*shape):
        count = int(np.prod(shape))
        return np.frombuffer(stream.read(4 * count), "<f4", count).astype(float).reshape(shape)

    shapes = [(sections[0][1]["channels"],), *cfg_shapes(sections)]
    result = []
    for place, (kind, options) in enumerate(sections[1:]):
        if kind == "convolutional":
            f, k = options["filters"], options["size"]
            rows = numbers(4 if options.get("batch_normalize") else 1, f)
            kernel = numbers(f, shapes[place][0], k, k)
            b, s, m, v = rows if len(rows) == 4 else (rows[0], np.ones(f), np.zeros(f), np.full(f, 1 - 1e-6))
            s = s / np.sqrt(v + 1e-6)
            result.append([np.einsum("f,fcij->fcij", s, kernel).astype("f4"), (b - m * s).astype("f4")])
    if stream.read():
        raise ValueError("there is more in the file than the network has")
    return result
