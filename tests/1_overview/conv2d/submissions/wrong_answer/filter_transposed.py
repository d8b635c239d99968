"""Exchanges rows and columns of the filter: the weight of row u, column v is multiplied by the value u columns to the
right and v rows down. Square filters hide the mistake. x[..., i + u, j + v] belongs to w[..., u, v].
"""

# says: "The filter was transposed: its rows were laid on the columns of the image"

import numpy as np


def conv2d(x, w, b=None, stride=1, pad=0):
    x = np.asarray(x, dtype=np.float64)
    w = np.asarray(w, dtype=np.float64)
    n, c, height, width = x.shape
    m, depth, kh, kw = w.shape
    if c != depth:
        raise ValueError("channels differ")
    sy, sx = (stride, stride) if np.isscalar(stride) else stride
    if pad == "same":
        along_y = max((-(-height // sy) - 1) * sy + kh - height, 0)
        along_x = max((-(-width // sx) - 1) * sx + kw - width, 0)
        top, left = along_y // 2, along_x // 2
        bottom, right = along_y - top, along_x - left
    else:
        top, left = (pad, pad) if np.isscalar(pad) else pad
        bottom, right = top, left
    x = np.pad(x, ((0, 0), (0, 0), (top, bottom), (left, right)))
    if kh > x.shape[2] or kw > x.shape[3]:
        raise ValueError("the filter is too large")
    windows = np.lib.stride_tricks.sliding_window_view(x, (kh, kw), axis=(2, 3))
    windows = windows[:, :, ::sy, ::sx]
    result = np.einsum("ncijvu,mcuv->nmij", windows, w)
    if b is not None:
        result = result + np.asarray(b)[None, :, None, None]
    return result
