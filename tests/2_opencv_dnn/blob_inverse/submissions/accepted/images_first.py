"""`cv2.dnn.imagesFromBlob` moves the axis, and leaves a grey image with two; then image by image in float64."""

import cv2
import numpy as np


def images_from_blob(blob, scale=1.0, mean=(0.0, 0.0, 0.0), swapped=False):
    images = []
    for image in cv2.dnn.imagesFromBlob(np.ascontiguousarray(blob)):
        grey = image.ndim == 2
        image = image.astype(np.float64)
        image /= scale
        image += mean[0] if grey else np.array(mean)
        if swapped and not grey:
            image = cv2.cvtColor(np.float32(image), cv2.COLOR_RGB2BGR)
        images.append(np.uint8(np.floor(np.clip(image, 0, 255) + 0.5)))
    return images
