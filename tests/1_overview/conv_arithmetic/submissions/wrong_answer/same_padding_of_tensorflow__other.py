"""Rounds size / stride up, which is TensorFlow's rule for padding "same". Here the padding is a number of zeros, and
the output may be larger or smaller than that.
"""

def out_size(size, kernel, stride=1, pad=0, dilation=1, ceil=False):
    window = (kernel - 1) * dilation + 1
    rest = size + 2 * pad - window
    if rest < 0:
        raise ValueError("the window is longer than the padded input")
    if pad > 0 and not ceil:
        return (size + stride - 1) // stride
    n = rest // stride + 1
    if ceil and rest % stride != 0 and n * stride < size + pad:
        n += 1
    return n


def pair(value):
    if isinstance(value, (tuple, list)):
        return value[0], value[1]
    return value, value


def trace(layers, hw):
    rows, columns = hw
    result = []
    for layer in layers:
        k = pair(layer["kernel"])
        s = pair(layer.get("stride", 1))
        p = pair(layer.get("pad", 0))
        d = pair(layer.get("dilation", 1))
        ceil = layer.get("ceil", False)
        rows = out_size(rows, k[0], s[0], p[0], d[0], ceil)
        columns = out_size(columns, k[1], s[1], p[1], d[1], ceil)
        result.append((rows, columns))
    return result


def receptive_field(layers):
    field, step = 1, 1
    result = []
    for layer in layers:
        field += (layer["kernel"] - 1) * layer.get("dilation", 1) * step
        step *= layer.get("stride", 1)
        result.append((field, step))
    return result
