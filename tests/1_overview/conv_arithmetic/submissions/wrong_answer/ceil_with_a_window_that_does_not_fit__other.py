"""Returns 1, with ceil, for a window that is longer than the padded input. Such a window has no position at all, and
ValueError must be raised with and without ceil.
"""

def out_size(size, kernel, stride=1, pad=0, dilation=1, ceil=False):
    reach = dilation * (kernel - 1) + 1
    free = size + 2 * pad - reach
    if free < 0 and not ceil:
        raise ValueError("the window does not fit")
    if not ceil:
        return free // stride + 1
    n = max(-(-free // stride), 0) + 1
    if (n - 1) * stride >= size + pad:
        n -= 1
    return n


def of(layer, key, axis, default):
    value = layer.get(key, default)
    return value if isinstance(value, (int, bool)) else value[axis]


def trace(layers, hw):
    result = []
    h, w = hw
    for layer in layers:
        h, w = (
            out_size(
                side,
                of(layer, "kernel", axis, None),
                of(layer, "stride", axis, 1),
                of(layer, "pad", axis, 0),
                of(layer, "dilation", axis, 1),
                layer.get("ceil", False),
            )
            for axis, side in ((0, h), (1, w))
        )
        result.append((h, w))
    return result


def receptive_field(layers):
    field, jump, result = 1, 1, []
    for layer in layers:
        field = field + (layer["kernel"] - 1) * layer.get("dilation", 1) * jump
        jump = jump * layer.get("stride", 1)
        result.append((field, jump))
    return result
