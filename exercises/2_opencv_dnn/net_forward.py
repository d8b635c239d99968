"""Forward: images in, scores out.

Running a network in `cv2.dnn` takes three calls: `readNetFromONNX`, `setInput` and `forward`. They hardly check whether
the images are what the network expects, and OpenCV 4 and 5 behave differently. A small function around these calls
should work for batches of any size and images of any dtype, in spite of the following differences:

- Some networks expect the layout (N, C, H, W), called NCHW, with one plane per channel. Others, mostly from TensorFlow,
  expect (N, H, W, C), called NHWC.
- The networks of this exercise expect float32. OpenCV 5 rejects uint8; OpenCV 4.14 either accepts it or *silently keeps
  the previous input*.
- The scores may have the shape (N, C), (N, C, 1, 1) or (N, 1, C), depending on the network's last layer.

Tasks
1. `load` and `scores`: a network with NCHW input.
2. `scores`: networks with NHWC input, and outputs of any shape.
3. `scores`: one network, many batches, images of any dtype and memory layout.
4. `scores_in_batches`: more images than fit into memory at once.
"""

import cv2
import numpy as np


def load(path: str) -> cv2.dnn.Net:
    """Read a network from an ONNX file.

    Args:
        path: The path of the file.

    Returns:
        The network. It is read once and passed to `scores` many times.
    """
    raise NotImplementedError("task 1: cv2.dnn.readNetFromONNX")


def scores(net: cv2.dnn.Net, images: np.ndarray, layout: str) -> np.ndarray:
    """Return the scores of a network for each image.

    Args:
        net: A network from `load`.
        images: Array (N, height, width, 3) with N at least 1. Size, mean, scale and channel order are already right for
            the network and must stay as they are. Height and width may differ from call to call. The dtype is any
            integer or float type. The array may be a slice of a larger array. It must not be changed.
        layout: The layout that the network expects: "NCHW" or "NHWC".

    Returns:
        float32 array (N, C) with one row per image, even for a single image, whether the shape of the output is (N, C,
        1, 1), (N, 1, 1, C), (N, 1, C), or any other with C numbers per image. The numbers are returned unchanged,
        without a softmax.

    Examples:
        >>> net = load("classifier.onnx")  # with 1000 classes, say
        >>> scores(net, np.zeros((7, 224, 224, 3)), "NHWC").shape
        (7, 1000)
    """
    raise NotImplementedError(
        "task 1: convert the images to float32, move the channels before height and width, call setInput and forward, and "
        "reshape the output to one row per image"
    )


def scores_in_batches(net: cv2.dnn.Net, images: np.ndarray, layout: str, size: int) -> np.ndarray:
    """Return the scores of many images, passing at most `size` of them through the network at a time.

    Args:
        net: A network from `load`.
        images: As for `scores`; N may be smaller than `size` or many times larger, and need not be a multiple of it.
        layout: As for `scores`.
        size: The batch size, at least 1. Every batch is full, except possibly the last one.

    Returns:
        float32 array (N, C), in the order of the images.
    """
    raise NotImplementedError("task 4: cut the images into slices of `size`, compute the scores of each, and join them")
