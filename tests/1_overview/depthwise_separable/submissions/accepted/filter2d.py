"""OpenCV's filter2D for each filter, and one matrix product for the pixels of all images. The stride is taken at the end."""

import cv2
import numpy as np


def depthwise(x, w, stride=1, pad=0):
    if len(w) % x.shape[1]:
        raise ValueError("filters")
    each = len(w) // x.shape[1]
    kh, kw = w.shape[2:]
    images = []
    for image in x.astype(np.float64):
        maps = []
        for d, weights in enumerate(w.astype(np.float64)):
            plane = cv2.copyMakeBorder(image[d // each], pad, pad, pad, pad, cv2.BORDER_CONSTANT, value=0)
            rows, columns = plane.shape[0] - kh + 1, plane.shape[1] - kw + 1
            made = cv2.filter2D(plane, cv2.CV_64F, weights[0].copy(), anchor=(0, 0))
            maps.append(made[:rows:stride, :columns:stride])
        images.append(maps)
    return np.array(images)


def pointwise(x, w):
    pixels = x.transpose(1, 0, 2, 3).reshape(x.shape[1], -1)
    mixed = w.reshape(len(w), -1) @ pixels
    return mixed.reshape(len(w), len(x), *x.shape[2:]).transpose(1, 0, 2, 3)


def separable(x, depthwise_w, pointwise_w, stride=1, pad=0):
    return pointwise(depthwise(x, depthwise_w, stride, pad), pointwise_w)


def full_filters(depthwise_w, pointwise_w, multiplier=1):
    height, width = depthwise_w.shape[2:]
    channels = len(depthwise_w) // multiplier
    full = 0
    for k in range(multiplier):
        full = full + pointwise_w[:, k::multiplier] * depthwise_w[k::multiplier].reshape(1, channels, height, width)
    return full


def counts(shape, filters, kernel, stride=1, pad=0, multiplier=1):
    window = kernel[0] * kernel[1]
    places = 1
    for n, k in zip(shape[1:], kernel):
        places *= 1 + (n + 2 * pad - k) // stride
    into = shape[0] * multiplier
    return {
        "full": {"parameters": window * shape[0] * filters, "macs": window * shape[0] * filters * places},
        "separable": {"parameters": (window + filters) * into, "macs": window * into * places + filters * into * places},
    }


def inverted_residual(x, p, stride=1):
    y = np.clip(pointwise(x, p["expand"]), 0.0, 6.0)
    y = depthwise(y, p["depthwise"], pad=p["depthwise"].shape[2] // 2)
    y = pointwise(np.clip(y, 0.0, 6.0), p["project"])[:, :, ::stride, ::stride]
    if y.shape == x.shape:
        y = np.add(y, x)
    return y
