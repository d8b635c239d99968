"""Takes `output[:, :, 0, 0]` of an output with four axes. That is right for (N, C, 1, 1). A network may return (N, 1,
1, C), and then only the first class is left. Reshape to (N, -1), which fits every shape.
"""

# says: "puts out (N, 1, 1, 5)"

import cv2
import numpy as np


def load(path: str) -> cv2.dnn.Net:
    """Read a network from an ONNX file."""
    return cv2.dnn.readNetFromONNX(path)


def scores(net: cv2.dnn.Net, images: np.ndarray, layout: str) -> np.ndarray:
    """Return the scores (N, C) of images (N, height, width, 3), for a network that expects "NCHW" or "NHWC"."""
    if layout == "NCHW":
        images = images.transpose(0, 3, 1, 2)
    # Always float32: OpenCV 4 may ignore other dtypes and return the previous scores; OpenCV 5 rejects some of them.
    net.setInput(np.ascontiguousarray(images, dtype=np.float32))
    output = net.forward()
    return output[:, :, 0, 0] if output.ndim == 4 else output.reshape(len(images), -1)


def scores_in_batches(net: cv2.dnn.Net, images: np.ndarray, layout: str, size: int) -> np.ndarray:
    """Return the scores (N, C) of many images, at most `size` of them at a time."""
    starts = range(0, len(images), size)
    return np.concatenate([scores(net, images[start : start + size], layout) for start in starts])
