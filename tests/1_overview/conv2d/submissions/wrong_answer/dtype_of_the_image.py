"""Returns the output in the dtype of the image. For a uint8 image it then has no negative numbers, no fractions and
nothing above 255. The output is float for every input dtype.
"""

# says: "expected floats"

import numpy as np


def conv2d(x, w, b=None, stride=1, pad=0):
    dtype = x.dtype
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
    result = np.einsum("ncijuv,mcuv->nmij", windows, w)
    if b is not None:
        result = result + np.asarray(b)[None, :, None, None]
    return result.astype(dtype)
