"""Multiplies the step by a layer's own stride before widening the field. The window is applied to the input of the
layer, whose spacing depends on the earlier layers only. The layer's own stride counts for later layers.
"""

def out_size(size, kernel, stride=1, pad=0, dilation=1, ceil=False):
    total = pad + size + pad
    span = 1 + (kernel - 1) * dilation
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
        field = 1 + sum(gap * step for gap, step in zip(gaps, steps[1:]))
        result.append((field, steps[depth]))
    return result
