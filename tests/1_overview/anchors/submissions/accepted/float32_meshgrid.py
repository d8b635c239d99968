"""float32 throughout, a meshgrid, and matching by removing rows and columns."""

import numpy as np

LARGEST = np.float32(np.log(1000 / 16))


def make_anchors(grid, stride, sizes, ratios):
    x, y, s, r = (
        np.arange(grid[1], dtype=np.float32) * stride + stride / 2,
        np.arange(grid[0], dtype=np.float32) * stride + stride / 2,
        np.array(sizes, np.float32),
        np.array(ratios, np.float32),
    )
    y, x, s, r = np.meshgrid(y, x, s, r, indexing="ij")
    w, h = s / np.sqrt(r), s * np.sqrt(r)
    return np.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], -1).reshape(-1, 4).astype(np.float32)


def cxcywh(b):
    b = np.asarray(b, np.float32)
    return np.concatenate([(b[:, 2:] + b[:, :2]) / 2, b[:, 2:] - b[:, :2]], 1)


def encode(anchors, boxes, variances=(0.1, 0.2)):
    a, b = cxcywh(anchors), cxcywh(boxes)
    codes = np.empty_like(a)
    codes[:, :2] = (b[:, :2] - a[:, :2]) / (variances[0] * a[:, 2:])
    codes[:, 2:] = (np.log(b[:, 2:].clip(1e-3)) - np.log(a[:, 2:])) / variances[1]
    return codes


def decode(anchors, codes, variances=(0.1, 0.2)):
    a = cxcywh(anchors)
    codes = np.asarray(codes, np.float32)
    c = a[:, :2] + codes[:, :2] * np.float32(variances[0]) * a[:, 2:]
    s = a[:, 2:] * np.exp((codes[:, 2:] * np.float32(variances[1])).clip(max=LARGEST))
    return np.concatenate([c - s / 2, c + s / 2], 1)


def assign(anchors, boxes, low=0.4, high=0.5):
    n, m = len(anchors), len(boxes)
    a, b = anchors[:, None].astype(float), boxes[None].astype(float)
    w = np.minimum(a[..., 2], b[..., 2]) - np.maximum(a[..., 0], b[..., 0])
    h = np.minimum(a[..., 3], b[..., 3]) - np.maximum(a[..., 1], b[..., 1])
    inter = np.maximum(w, 0) * np.maximum(h, 0)
    area = lambda t: (t[..., 2] - t[..., 0]) * (t[..., 3] - t[..., 1])
    iou = inter / (area(a) + area(b) - inter)
    top = iou.max(1, initial=0)
    out = np.where(top < low, -1, -2)
    if m:
        out = np.where(top >= high, iou.argmax(1), out)
    rows, columns = list(range(n)), list(range(m))
    while rows and columns:
        part = iou[np.ix_(rows, columns)]
        if not part.any():
            break
        i, j = divmod(int(part.argmax()), len(columns))
        out[rows.pop(i)] = columns.pop(j)
    return out
