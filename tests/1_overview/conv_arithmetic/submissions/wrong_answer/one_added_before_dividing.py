"""Adds 1 before the division by the stride instead of after it. The first position is one whole position, whatever the
stride: (n + 2p - k) // s + 1.
"""

DEFAULTS = {"stride": 1, "pad": 0, "dilation": 1, "ceil": False}


def out_size(size, kernel, stride=1, pad=0, dilation=1, ceil=False):
    padded = size + pad + pad
    effective = kernel + (kernel - 1) * (dilation - 1)
    if effective > padded:
        raise ValueError(f"a window of {effective} on {padded} values")
    steps, left = divmod(padded - effective, stride)
    extra = 0
    if ceil and left:
        begin = (steps + 1) * stride
        if begin <= pad + size - 1:
            extra = 1
    return (padded - effective + 1) // stride + extra


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
