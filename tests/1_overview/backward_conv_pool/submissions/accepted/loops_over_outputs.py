"""Goes through the outputs one by one, and through the array in place, putting each value back."""

import numpy as np


def numerical_gradient(function, array, step=1e-5):
    array = np.asarray(array, dtype=np.float64)
    gradient = np.zeros(array.shape)
    places = np.nditer(gradient, flags=["multi_index"])
    for _ in places:
        k = places.multi_index
        old = array[k]
        array[k] = old + step
        up = function(array)
        array[k] = old - step
        down = function(array)
        array[k] = old
        gradient[k] = (up - down) / step / 2
    return gradient


def conv_backward(x, w, dy, stride=1, pad=0):
    n, c, h, width = x.shape
    m, _, kh, kw = w.shape
    padded = np.zeros((n, c, h + 2 * pad, width + 2 * pad))
    padded[:, :, pad : pad + h, pad : pad + width] = x
    grown = np.zeros(padded.shape)
    dw, db = np.zeros(w.shape), np.zeros(m)
    for image in range(n):
        for f in range(m):
            for i in range(dy.shape[2]):
                for j in range(dy.shape[3]):
                    g = float(dy[image, f, i, j])
                    top, left = i * stride, j * stride
                    grown[image, :, top : top + kh, left : left + kw] += g * w[f]
                    dw[f] += g * padded[image, :, top : top + kh, left : left + kw]
                    db[f] += g
    return grown[:, :, pad : pad + h, pad : pad + width], dw, db


def max_pool_backward(x, dy, size, stride):
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dy.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + size, left : left + size]
        u, v = np.unravel_index(np.argmax(window), window.shape)
        dx[n, c, top + u, left + v] += dy[n, c, i, j]
    return dx
