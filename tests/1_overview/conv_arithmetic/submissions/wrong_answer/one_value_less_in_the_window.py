"""Computes the length of a dilated window as (kernel - 1) * dilation. That is the distance from its first value to its
last one; the window is one longer.
"""

DEFAULTS = {"stride": 1, "pad": 0, "dilation": 1, "ceil": False}


def out_size(size, kernel, stride=1, pad=0, dilation=1, ceil=False):
    padded = size + pad + pad
    effective = (kernel - 1) * dilation if dilation > 1 else kernel
    if effective > padded:
        raise ValueError(f"a window of {effective} on {padded} values")
    steps, left = divmod(padded - effective, stride)
    extra = 0
    if ceil and left:
        begin = (steps + 1) * stride
        if begin <= pad + size - 1:
            extra = 1
    return 1 + steps + extra


def _in_direction(layer, i):
    settings = {**DEFAULTS, **layer}
    return {
        key: (settings[key][i] if hasattr(settings[key], "__getitem__") else settings[key])
        for key in ("kernel", "stride", "pad", "dilation", "ceil")
    }


def trace(layers, hw):
    def sizes():
        h, w = hw
        for layer in layers:
            h = out_size(h, **_in_direction(layer, 0))
            w = out_size(w, **_in_direction(layer, 1))
            yield h, w

    return list(sizes())


def receptive_field(layers):
    steps = [1]
    fields = [1]
    for layer in layers:
        settings = DEFAULTS | layer
        fields.append(fields[-1] + steps[-1] * settings["dilation"] * (settings["kernel"] - 1))
        steps.append(steps[-1] * settings["stride"])
    return list(zip(fields[1:], steps[1:]))
