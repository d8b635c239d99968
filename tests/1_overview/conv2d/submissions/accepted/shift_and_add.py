"""Adds up shifted images, one for each weight position, in float32."""

import numpy as np


def conv2d(x, w, b=None, stride=1, pad=0):
    n, c, h, width = x.shape
    m, cw, kh, kw = w.shape
    if c != cw:
        raise ValueError("channels")
    sy, sx = np.broadcast_to(stride, 2).tolist()
    if isinstance(pad, str):
        oh, ow = -(-h // sy), -(-width // sx)
        total = [max((oh - 1) * sy + kh - h, 0), max((ow - 1) * sx + kw - width, 0)]
        before = [t // 2 for t in total]
    else:
        before = np.broadcast_to(pad, 2).tolist()
        total = [2 * p for p in before]
        if h + total[0] < kh or width + total[1] < kw:
            raise ValueError("too large")
        oh, ow = (h + total[0] - kh) // sy + 1, (width + total[1] - kw) // sx + 1
    field = np.zeros((n, c, h + total[0], width + total[1]), np.float32)
    field[:, :, before[0] : before[0] + h, before[1] : before[1] + width] = x
    out = np.zeros((n, m, oh, ow), np.float32)
    for u in range(kh):
        for v in range(kw):
            shifted = field[:, :, u : u + sy * (oh - 1) + 1 : sy, v : v + sx * (ow - 1) + 1 : sx]
            out += np.tensordot(shifted, w[:, :, u, v].astype(np.float32), axes=(1, 1)).transpose(0, 3, 1, 2)
    if b is not None:
        out += np.asarray(b, np.float32).reshape(1, m, 1, 1)
    return out
