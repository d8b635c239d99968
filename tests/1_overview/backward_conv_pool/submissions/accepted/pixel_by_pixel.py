"""Asks for each pixel and each weight which outputs it is in; plain numbers, the last of equal maxima."""

import numpy as np


def numerical_gradient(function, array, step=1e-5):
    gradient = np.empty(array.shape)
    for place in np.ndindex(array.shape):
        above, below = np.array(array, dtype=float), np.array(array, dtype=float)
        above[place] += step
        below[place] -= step
        gradient[place] = (function(above) - function(below)) / (2 * step)
    return gradient


def conv_backward(x, w, dy, stride=1, pad=0):
    images, weights, deltas = x.tolist(), w.tolist(), dy.tolist()
    count, channels, height, width = x.shape
    filters, _, kh, kw = w.shape
    rows, columns = dy.shape[2:]

    def meetings():
        """Every output with every pixel and the weight under which that pixel lies."""
        for i in range(rows):
            for j in range(columns):
                for u in range(kh):
                    for v in range(kw):
                        row, column = i * stride + u - pad, j * stride + v - pad
                        if 0 <= row < height and 0 <= column < width:
                            yield i, j, u, v, row, column

    dx, dw = np.zeros(x.shape), np.zeros(w.shape)
    for i, j, u, v, row, column in meetings():
        for n in range(count):
            for m in range(filters):
                for c in range(channels):
                    dx[n, c, row, column] += deltas[n][m][i][j] * weights[m][c][u][v]
                    dw[m, c, u, v] += deltas[n][m][i][j] * images[n][c][row][column]
    db = [sum(sum(sum(row) for row in deltas[n][m]) for n in range(count)) for m in range(filters)]
    return dx, dw, np.array(db, dtype=float)


def max_pool_backward(x, dy, size, stride):
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dy.shape):
        inside = [(i * stride + u, j * stride + v) for u in range(size) for v in range(size)]
        row, column = max(reversed(inside), key=lambda place: x[n, c, place[0], place[1]])
        dx[n, c, row, column] += dy[n, c, i, j]
    return dx
