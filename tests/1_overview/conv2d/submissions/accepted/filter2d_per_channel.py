"""OpenCV's filter2D, which does not turn its filter either, for each pair of channel and filter."""

import cv2
import numpy as np


def conv2d(x, w, b=None, stride=1, pad=0):
    if x.shape[1] != w.shape[1]:
        raise ValueError("channels")
    sy, sx = (stride, stride) if isinstance(stride, int) else stride
    (h, wide), (kh, kw) = x.shape[2:], w.shape[2:]
    if pad == "same":
        dy = max((-(-h // sy) - 1) * sy + kh - h, 0)
        dx = max((-(-wide // sx) - 1) * sx + kw - wide, 0)
        border = dy // 2, dy - dy // 2, dx // 2, dx - dx // 2
    else:
        py, px = (pad, pad) if isinstance(pad, int) else pad
        border = py, py, px, px
    rows, columns = h + sum(border[:2]) - kh + 1, wide + sum(border[2:]) - kw + 1
    if rows < 1 or columns < 1:
        raise ValueError("no room for the filter")
    out = []
    for image in x.astype(np.float32):
        planes = [cv2.copyMakeBorder(plane, *border, cv2.BORDER_CONSTANT, value=0) for plane in image]
        maps = []
        for m, weights in enumerate(w.astype(np.float32)):
            total = np.zeros((rows, columns), np.float32)
            for plane, kernel in zip(planes, weights):
                total += cv2.filter2D(plane, -1, kernel.copy(), anchor=(0, 0))[:rows, :columns]
            maps.append(total[::sy, ::sx] + (0 if b is None else np.float32(b[m])))
        out.append(maps)
    return np.array(out, np.float32)
