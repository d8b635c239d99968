"""Uses a step of its own instead of the argument `step`. The caller chooses the step: near a kink it has
to be small, in float32 it has to be larger.
"""

import numpy as np


def numerical_gradient(function, array, step=1e-5):
    step = 1e-4
    point = array.astype(float)

    def moved(place, by):
        other = point.copy()
        other[place] += by
        return function(other)

    slopes = [(moved(place, step) - moved(place, -step)) / (2 * step) for place in np.ndindex(*point.shape)]
    return np.reshape(slopes, point.shape)


def conv_backward(x, w, dy, stride=1, pad=0):
    n, c, h, width = x.shape
    kh, kw = w.shape[2:]
    around = np.zeros((n, c, h + 2 * pad, width + 2 * pad))
    around[:, :, pad : pad + h, pad : pad + width] = x
    spread, dw, db = np.zeros(around.shape), np.zeros(w.shape), np.zeros(len(w))
    for k in range(n):
        for f in range(len(w)):
            for i in range(dy.shape[2]):
                for j in range(dy.shape[3]):
                    delta = dy[k, f, i, j]
                    rows, columns = slice(i * stride, i * stride + kh), slice(j * stride, j * stride + kw)
                    spread[k, :, rows, columns] += delta * w[f]
                    dw[f] += delta * around[k, :, rows, columns]
                    db[f] += delta
    return spread[:, :, pad : pad + h, pad : pad + width], dw, db


def max_pool_backward(x, dy, size, stride):
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(*dy.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + size, left : left + size]
        u, v = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, top + u, left + v] += dy[n, c, i, j]
    return dx
