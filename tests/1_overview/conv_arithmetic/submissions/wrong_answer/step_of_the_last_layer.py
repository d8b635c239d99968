"""Takes the stride of a layer as its step. The step is counted in values of the image, so it is the product of the
strides of all layers so far.
"""

def out_size(size, kernel, stride=1, pad=0, dilation=1, ceil=False):
    left, right = -pad, size + pad
    length = 1
    for _ in range(kernel - 1):
        length += dilation
    if length > right - left:
        raise ValueError("window does not fit")
    count = 0
    start = left
    while start + length <= right:
        count += 1
        start += stride
    if ceil:
        last_covered = start - stride + length
        if last_covered < right and start < size:
            count += 1
    return count


def _both(layer, name, default):
    value = layer[name] if name in layer else default
    try:
        first, second = value
    except TypeError:
        first = second = value
    return first, second


def trace(layers, hw):
    sizes = []
    current = list(hw)
    for layer in layers:
        following = []
        for axis in (0, 1):
            following.append(
                out_size(
                    current[axis],
                    _both(layer, "kernel", None)[axis],
                    stride=_both(layer, "stride", 1)[axis],
                    pad=_both(layer, "pad", 0)[axis],
                    dilation=_both(layer, "dilation", 1)[axis],
                    ceil=layer["ceil"] if "ceil" in layer else False,
                )
            )
        current = following
        sizes.append(tuple(current))
    return sizes


def receptive_field(layers):
    answer = []
    first, last, second = 0, 0, 1
    distance = 1
    for layer in layers:
        kernel, dilation = layer["kernel"], layer["dilation"] if "dilation" in layer else 1
        stride = layer["stride"] if "stride" in layer else 1
        for _ in range(kernel - 1):
            last += dilation * distance
        distance = stride
        answer.append((last - first + 1, distance))
    return answer
