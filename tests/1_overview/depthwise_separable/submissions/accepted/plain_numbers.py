"""Python lists and numbers, no arithmetic of NumPy; zeros of the padding are imagined, none are stored."""

import numpy as np


def depthwise(x, w, stride=1, pad=0):
    n, c, h, width = x.shape
    kh, kw = w.shape[2:]
    if len(w) % c != 0:
        raise ValueError("each channel needs as many filters as the others")
    each = len(w) // c

    def value(plane, weights, top, left):
        total = 0.0
        for u in range(max(0, -top), min(kh, h - top)):
            for v in range(max(0, -left), min(kw, width - left)):
                total += plane[top + u][left + v] * weights[u][v]
        return total

    rows = range(-pad, h + pad - kh + 1, stride)
    columns = range(-pad, width + pad - kw + 1, stride)
    filters = w.tolist()
    return np.array(
        [
            [[[value(image[d // each], filters[d][0], i, j) for j in columns] for i in rows] for d in range(len(filters))]
            for image in x.tolist()
        ]
    )


def pointwise(x, w):
    images = x.tolist()
    weights = w[:, :, 0, 0].tolist()
    rows, columns = range(x.shape[2]), range(x.shape[3])
    return np.array(
        [
            [[[sum(a * plane[i][j] for a, plane in zip(mix, image)) for j in columns] for i in rows] for mix in weights]
            for image in images
        ],
        dtype=float,
    )


def separable(x, depthwise_w, pointwise_w, stride=1, pad=0):
    return pointwise(depthwise(x, depthwise_w, stride, pad), pointwise_w)


def full_filters(depthwise_w, pointwise_w, multiplier=1):
    # The filter from channel c to output m is a product of two matrices: 1 by K weights, K by (height * width) filters.
    first = depthwise_w.reshape(len(depthwise_w) // multiplier, multiplier, -1)
    rows = []
    for mix in pointwise_w[:, :, 0, 0]:
        rows.append([mix[c * multiplier : (c + 1) * multiplier] @ filters for c, filters in enumerate(first)])
    return np.array(rows).reshape(len(pointwise_w), len(first), *depthwise_w.shape[2:])


def counts(shape, filters, kernel, stride=1, pad=0, multiplier=1):
    c, h, w = shape
    rows = len(range(-pad, h + pad - kernel[0] + 1, stride))
    columns = len(range(-pad, w + pad - kernel[1] + 1, stride))
    answer = {}
    for name, layers in (
        ("full", [(filters, c, kernel)]),
        ("separable", [(c * multiplier, 1, kernel), (filters, c * multiplier, (1, 1))]),
    ):
        parameters = sum(out * into * k[0] * k[1] for out, into, k in layers)
        answer[name] = {"parameters": parameters, "macs": parameters * rows * columns}
    return answer


def inverted_residual(x, p, stride=1):
    def limited(z):
        z = z.copy()
        z[z < 0] = 0
        z[z > 6] = 6
        return z

    y = limited(pointwise(x, p["expand"]))
    y = limited(depthwise(y, p["depthwise"], stride, p["depthwise"].shape[3] // 2))
    y = pointwise(y, p["project"])
    return y if stride != 1 or y.shape != x.shape else y + x
