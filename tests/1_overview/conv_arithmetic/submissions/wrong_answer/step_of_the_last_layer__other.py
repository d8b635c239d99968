"""Takes the stride of a layer as its step. The step is counted in values of the image, so it is the product of the
strides of all layers so far.
"""

import math
from fractions import Fraction


def out_size(size, kernel, stride=1, pad=0, dilation=1, ceil=False):
    extent = dilation * (kernel - 1) + 1
    if size + 2 * pad < extent:
        raise ValueError("too long")
    steps = Fraction(size + 2 * pad - extent, stride)
    if not ceil:
        return math.floor(steps) + 1
    number = math.ceil(steps) + 1
    if number > 1 and (number - 1) * stride >= size + pad and steps.denominator != 1:
        number -= 1
    return number


def _value(layer, key, default, axis):
    v = layer.get(key, default)
    return v[axis] if isinstance(v, (list, tuple)) else v


def trace(layers, hw):
    if not layers:
        return []
    layer = layers[0]
    out = []
    for axis in range(2):
        out.append(
            out_size(
                hw[axis],
                _value(layer, "kernel", 1, axis),
                _value(layer, "stride", 1, axis),
                _value(layer, "pad", 0, axis),
                _value(layer, "dilation", 1, axis),
                layer.get("ceil", False),
            )
        )
    return [tuple(out)] + trace(layers[1:], tuple(out))


def receptive_field(layers):
    def go(rest, field, step):
        if not rest:
            return []
        layer = rest[0]
        field = field + (layer["kernel"] - 1) * step * layer.get("dilation", 1)
        step = layer.get("stride", 1)
        return [(field, step)] + go(rest[1:], field, step)

    return go(layers, 1, 1)
