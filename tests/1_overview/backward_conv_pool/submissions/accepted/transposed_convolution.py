"""Correlates a dilated dy with turned filters for dx, and the images with dy for dw; equal maxima share the gradient."""

import numpy as np


def numerical_gradient(function, array, step=1e-5):
    point = np.array(array, float)
    units = step * np.eye(point.size).reshape(-1, *point.shape)
    slopes = [(function(point + unit) - function(point - unit)) / (2 * step) for unit in units]
    return np.reshape(slopes, point.shape)


def windows(x, kernel):
    return np.lib.stride_tricks.sliding_window_view(x, kernel, axis=(2, 3))


def conv_backward(x, w, dy, stride=1, pad=0):
    height, width = x.shape[2] + 2 * pad, x.shape[3] + 2 * pad
    kh, kw = w.shape[2:]
    dilated = np.zeros((*dy.shape[:2], height - kh + 1, width - kw + 1))
    dilated[:, :, : dy.shape[2] * stride : stride, : dy.shape[3] * stride : stride] = dy
    padded = np.pad(x.astype(float), ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dw = np.einsum("ncuvij,nmij->mcuv", windows(padded, dilated.shape[2:]), dilated)
    around = np.pad(dilated, ((0, 0), (0, 0), (kh - 1, kh - 1), (kw - 1, kw - 1)))
    dx = np.einsum("nmijuv,mcuv->ncij", windows(around, (kh, kw)), w[:, :, ::-1, ::-1].astype(float))
    return dx[:, :, pad : height - pad, pad : width - pad], dw, dilated.sum((0, 2, 3))


def max_pool_backward(x, dy, size, stride):
    rows, columns = dy.shape[2:]
    shifts = [
        np.s_[:, :, u : u + rows * stride : stride, v : v + columns * stride : stride]
        for u in range(size)
        for v in range(size)
    ]
    # The last windows end inside the image, so all shifted slices have the shape of dy.
    highest = np.max([x[shift] for shift in shifts], axis=0)
    count = sum((x[shift] == highest).astype(int) for shift in shifts)
    dx = np.zeros(x.shape)
    for shift in shifts:
        dx[shift] += np.where(x[shift] == highest, dy / count, 0)
    return dx
