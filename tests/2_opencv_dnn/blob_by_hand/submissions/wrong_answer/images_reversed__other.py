"""Reverses the axis of the images. In a blob the channels are axis 1: `[:, ::-1]`."""

import cv2
import numpy as np


def blob(images, scale=1.0, size=None, mean=(0.0, 0.0, 0.0), swap_rb=False, crop=False):
    width, height = size or images[0].shape[1::-1]
    means = np.zeros(3, "float32")
    means[: np.size(mean)] = mean
    result = None
    if swap_rb and images[0].ndim == 3:
        images = list(reversed(images))
    for number, image in enumerate(images):
        planes = list(cv2.split(fit(image, width, height, crop)))
        if result is None:
            result = np.empty((len(images), len(planes), height, width), "float32")
        for channel, plane in enumerate(planes):
            result[number, channel] = plane
            result[number, channel] -= means[channel]
    result *= np.float32(scale)
    return result


def fit(image, width, height, crop):
    if not crop:
        return cv2.resize(image, (width, height), interpolation=cv2.INTER_LINEAR)
    factor = max(height / image.shape[0], width / image.shape[1])
    image = cv2.resize(image, (0, 0), fx=factor, fy=factor)
    spare_rows, spare_columns = image.shape[0] - height, image.shape[1] - width
    image = image[spare_rows // 2 :, spare_columns // 2 :]
    return image[:height, :width]
