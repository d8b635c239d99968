"""Lays windows and follows values, with no formula for a size."""


def out_size(size, kernel, stride=1, pad=0, dilation=1, ceil=False):
    values = ["zero"] * pad + ["value"] * size + ["zero behind"] * pad
    window = range(0, kernel * dilation, dilation)
    if window[-1] >= len(values):
        raise ValueError("no room")
    begin = count = 0
    while begin + window[-1] < len(values):
        last = begin + window[-1]
        count += 1
        begin += stride
    if ceil and last < len(values) - 1 and begin < pad + size:
        count += 1
    return count


def pair(value):
    return list(value) if isinstance(value, (list, tuple)) else [value, value]


def trace(layers, hw):
    sizes, now = [], list(hw)
    for layer in layers:
        options = {key: pair(value) for key, value in layer.items()}
        now = [out_size(now[i], **{key: value[i] for key, value in options.items()}) for i in (0, 1)]
        sizes.append(tuple(now))
    return sizes


def receptive_field(layers):
    result = []
    for depth, _ in enumerate(layers):
        low, high, neighbour = 0, 0, 1
        for layer in layers[depth::-1]:
            stride = layer.get("stride", 1)
            low, high, neighbour = low * stride, high * stride, neighbour * stride
            high += (layer["kernel"] - 1) * layer.get("dilation", 1)
        result.append((high - low + 1, neighbour))
    return result
