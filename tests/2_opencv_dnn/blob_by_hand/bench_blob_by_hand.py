"""How fast are photographs packed into a blob?"""

import cv2
import numpy as np

from deepkata.bench import Benchmark

SCALE, SIZE, MEAN = 1 / 255, (112, 112), (104.0, 117.0, 123.0)


def inputs(rng, size):
    images = [rng.integers(0, 256, (150, 200, 3), dtype=np.uint8) for _ in range(size)]
    return images, SCALE, SIZE, MEAN, True, False


def pixel_by_pixel(images, scale, size, mean, swap_rb, crop):  # noqa: ARG001 - the same arguments as the exercise's
    """Each pixel of each image, in plain Python."""
    width, height = size
    blob = np.zeros((len(images), 3, height, width), np.float32)
    for number, image in enumerate(images):
        rows = cv2.resize(image, size).tolist()
        for y, row in enumerate(rows):
            for x, (blue, green, red) in enumerate(row):
                blob[number, 0, y, x] = (red - mean[0]) * scale
                blob[number, 1, y, x] = (green - mean[1]) * scale
                blob[number, 2, y, x] = (blue - mean[2]) * scale
    return blob


def blob_from_images(images, scale, size, mean, swap_rb, crop):
    return cv2.dnn.blobFromImages(images, scale, size, mean, swap_rb, crop)


BENCHMARK = Benchmark(
    "blob",
    inputs=inputs,
    sizes=(2, 5, 14),
    unit="images of 200 by 150",
    naive=pixel_by_pixel,
    naive_name="pixel by pixel",
    library=blob_from_images,
    library_name="cv2.dnn.blobFromImages",
)
