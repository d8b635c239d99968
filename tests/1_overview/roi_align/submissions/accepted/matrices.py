"""Interpolation along a line is a product with a matrix. RoI align is one such product for the rows and one for the columns."""

import numpy as np


def weights(places, cells):
    """A row for each place: how much each cell counts. Two entries of a row are not 0, or one, or none."""
    matrix = np.zeros((len(places), cells))
    for row, place in zip(matrix, places):
        if not -1 <= place <= cells:
            continue
        place = min(max(place, 0.0), cells - 1.0)
        left = int(place)
        row[left] = 1 - (place - left)
        if left + 1 < cells:
            row[left + 1] = place - left
    return matrix


def roi_pool(features, box, stride, size):
    x1, y1, x2, y2 = [int(np.floor(v / stride + 0.5)) for v in box]
    crop = features[y1 : y2 + 1, x1 : x2 + 1]

    def maxima(values):
        """Along the first axis."""
        cells = len(values)
        return np.stack([values[i * cells // size : ((i + 1) * cells + size - 1) // size].max(axis=0) for i in range(size)])

    return maxima(maxima(crop).swapaxes(0, 1)).swapaxes(0, 1)


def bilinear(features, x, y):
    across, down = weights(x, features.shape[1]), weights(y, features.shape[0])
    return np.einsum("kh,kw,hwc->kc", down, across, features)


def sample_places(box, stride, size, samples):
    edges = np.linspace(box[:2], box[2:], size * samples + 1)
    middles = (edges[1:] + edges[:-1]) / 2 / stride - 0.5
    return middles[:, 0], middles[:, 1]


def roi_align(features, boxes, stride, size, samples=2):
    height, width, channels = features.shape
    result = []
    for box in boxes:
        x, y = sample_places(box, stride, size, samples)
        across = weights(x, width).reshape(size, samples, width).mean(axis=1)
        down = weights(y, height).reshape(size, samples, height).mean(axis=1)
        result.append(np.tensordot(down, np.tensordot(across, features, (1, 1)), (1, 1)))
    return np.array(result).reshape(len(boxes), size, size, channels)
