"""Rounds size / stride up, which is TensorFlow's rule for padding "same". Here the padding is a number of zeros, and
the output may be larger or smaller than that.
"""

from math import prod


def out_size(size, kernel, stride=1, pad=0, dilation=1, ceil=False):
    covered = range(0, kernel * dilation, dilation)[-1] + 1
    starts = range(0, size + 2 * pad - covered + 1, stride)
    if pad and not ceil and len(starts):
        return -(-size // stride)
    if len(starts) == 0:
        raise ValueError("no position for the window")
    if ceil and starts[-1] + covered < size + 2 * pad and starts[-1] + stride < size + pad:
        return len(starts) + 1
    return len(starts)


def split(layer):
    halves = {}, {}
    for key, value in layer.items():
        two = tuple(value) if isinstance(value, (tuple, list)) else (value, value)
        halves[0][key], halves[1][key] = two
    return halves


def trace(layers, hw):
    history = [tuple(hw)]
    for layer in layers:
        vertical, horizontal = split(layer)
        rows, columns = history[-1]
        history.append((out_size(rows, **vertical), out_size(columns, **horizontal)))
    return history[1:]


def receptive_field(layers):
    result = []
    for depth in range(1, len(layers) + 1):
        size = 1
        for layer in reversed(layers[:depth]):
            window = (layer["kernel"] - 1) * layer.get("dilation", 1) + 1
            size = (size - 1) * layer.get("stride", 1) + window
        result.append((size, prod(layer.get("stride", 1) for layer in layers[:depth])))
    return result
