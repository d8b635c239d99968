"""Forward: images in, scores out.

Three calls run a network in `cv2.dnn`: read it, `setInput`, `forward`. Nothing in them checks that the images are what the
network expects, and where it could be checked, OpenCV 4 and 5 do not agree. Whoever uses a network again and again, for
batches of any size and images of any kind, needs a small function around these calls that is right every time:

- some networks want planes, (N, C, H, W), called NCHW; some, mostly from TensorFlow, pixels, (N, H, W, C), called NHWC;
- they want float32. OpenCV 5 refuses images of uint8; OpenCV 4.14 accepts them, or *silently keeps the last input*;
- the scores come as (N, C), (N, C, 1, 1) or (N, 1, C), as it pleased whoever exported the network.

Tasks
1. `load` and `scores`: a network that wants NCHW.
2. `scores` again: networks that want NHWC, and outputs of any shape.
3. `scores` again: one network, many batches, images of any dtype and layout in memory.
4. `scores_in_batches`: more images than fit into memory at once.
"""

import cv2
import numpy as np


def load(path: str) -> cv2.dnn.Net:
    """Read a network from an ONNX file.

    Args:
        path: Where the file is.

    Returns:
        The network, an object of `cv2.dnn`. It is read once and handed to `scores` again and again.
    """
    raise NotImplementedError("task 1: cv2.dnn.readNetFromONNX")


def scores(net: cv2.dnn.Net, images: np.ndarray, layout: str) -> np.ndarray:
    """The scores that a network gives to each image.

    Args:
        net: What `load` returned.
        images: Array (N, height, width, 3) of images that are ready for the network: size, mean, scale and order of the
            channels are right already, and must not be changed again. N is at least 1, height and width may differ from call to call. Any integer or float
            dtype, or bool; it may be a part of a larger array, mirrored, and so on. It must not be changed.
        layout: What the network wants: "NCHW" or "NHWC".

    Returns:
        float32 array (N, C): a row for each image, also if there is one image only, and also if the network puts out
        (N, C, 1, 1), (N, 1, C), or whatever else has C numbers for each image. The numbers are those that the network
        puts out, without a softmax or anything else.

    Examples:
        >>> net = load("classifier.onnx")  # of 1000 classes, say
        >>> scores(net, np.zeros((7, 224, 224, 3)), "NHWC").shape
        (7, 1000)
    """
    raise NotImplementedError(
        "task 1: make the images float32, bring the channels before height and width, setInput, forward, and make rows of "
        "what comes out"
    )


def scores_in_batches(net: cv2.dnn.Net, images: np.ndarray, layout: str, size: int) -> np.ndarray:
    """The scores of many images, of which at most `size` go through the network at a time.

    Args:
        net: What `load` returned.
        images: As for `scores`; N may be many times `size`, or less than it, and need not be a multiple of it.
        layout: As for `scores`.
        size: How many images a batch may have, at least 1. Every batch is full, but the last one may have fewer.

    Returns:
        float32 array (N, C), in the order of the images.
    """
    raise NotImplementedError("task 4: cut the images into slices of `size`, take the scores of each, and put them together")
