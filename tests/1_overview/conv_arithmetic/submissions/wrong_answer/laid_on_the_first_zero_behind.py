"""Leaves out the last window only if it begins after the first zero behind the input. That zero contains nothing of the
input either. `pad` zeros and `size` values come before it, so its position, counted from 0, is `pad + size`.
"""

# says: "Place 2 would begin at 6 of 7"


def out_size(size, kernel, stride=1, pad=0, dilation=1, ceil=False):
    n = size + 2 * pad - ((kernel - 1) * dilation + 1)
    if n < 0:
        raise ValueError("does not fit")
    if ceil:
        r = -(-n // stride) + 1
        if (r - 1) * stride > size + pad:
            r -= 1
        return r
    return n // stride + 1


def trace(layers, hw):
    out = []
    h, w = hw

    def pair(v):
        return v if isinstance(v, (tuple, list)) else (v, v)

    for l in layers:
        a = [pair(l["kernel"]), pair(l.get("stride", 1)), pair(l.get("pad", 0)), pair(l.get("dilation", 1))]
        h = out_size(h, *[q[0] for q in a], l.get("ceil", False))
        w = out_size(w, *[q[1] for q in a], l.get("ceil", False))
        out.append((h, w))
    return out


def receptive_field(layers):
    field = step = 1
    out = []
    for l in layers:
        field += (l["kernel"] - 1) * step * l.get("dilation", 1)
        step *= l.get("stride", 1)
        out.append((field, step))
    return out
