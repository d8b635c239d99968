"""Computes the length of a dilated window as (kernel - 1) * dilation. That is the distance from its first value to its
last one; the window is one longer.
"""

def out_size(size, kernel, stride=1, pad=0, dilation=1, ceil=False):
    total = pad + size + pad
    span = kernel
    if dilation != 1:
        span = dilation * (kernel - 1)
    if span > total:
        raise ValueError(f"{span} > {total}")
    steps, rest = divmod(total - span, stride)
    if ceil and rest and (steps + 1) * stride < pad + size:
        steps += 1
    return steps + 1


DEFAULTS = {"stride": 1, "pad": 0, "dilation": 1, "ceil": False}


def for_axis(layer, axis):
    full = {**DEFAULTS, **layer}
    return {key: value[axis] if hasattr(value, "__len__") else value for key, value in full.items()}


def trace(layers, hw):
    if not layers:
        return []
    first, *rest = layers
    rows = out_size(hw[0], **for_axis(first, 0))
    columns = out_size(hw[1], **for_axis(first, 1))
    return [(rows, columns), *trace(rest, (rows, columns))]


def receptive_field(layers):
    steps = [1]
    for layer in layers:
        steps.append(steps[-1] * layer.get("stride", 1))
    result = []
    for depth in range(1, len(layers) + 1):
        gaps = [(layer["kernel"] - 1) * layer.get("dilation", 1) for layer in layers[:depth]]
        field = 1 + sum(gap * step for gap, step in zip(gaps, steps))
        result.append((field, steps[depth]))
    return result
