"""Faces, by a network from Caffe.

OpenCV's developers trained the face detector of this exercise with Caffe. A network in Caffe's format consists of two files: a
*prototxt*, a text file that lists the layers, and a *caffemodel* with their weights. This one is a small ResNet followed by the
layers of SSD. Its output has the format described in the exercise `ssd_decode`: one array of shape (1, 1, R, 7), with R rows
for *all* images of the blob together. Each row contains

    image, class, score, x1, y1, x2, y2

Class 1 is a face, and class 0 the background. The corners are fractions of the network's input; they may be below 0 or above 1.
The rows of the first image come first, then those of the second, and so on; rows of zeros fill the rest of the array.

The network takes images of 300 by 300 pixels, with the channels in the order blue, green, red. Subtract the mean (104, 177,
123), as OpenCV recommends for this model, and do not scale the values. Several images, which may differ in size, are passed in
one blob. Each image is either stretched to the size of the input, or resized so that it covers the input and then cropped at
the centre (`crop=True`, as in the exercise `blob_crop`: half of the excess, rounded down, is cut off on the left or at the
top).

Tasks
1. `load`, `detect`: the faces of one image.
2. `detect`: the threshold, and rows that are not faces.
3. `detect`: boxes that extend beyond the image.
4. `detect`: several images of different sizes.
5. `detect`: images that are cropped.

The weights (11 MB) are downloaded once, by `deepkata fetch`. The exercise needs OpenCV 4: version 5 cannot read this format.
"""

from collections.abc import Sequence

import cv2
import numpy as np


def load(prototxt: str, weights: str) -> cv2.dnn.Net:
    """Read a network in Caffe's format.

    Args:
        prototxt: The path of the text file that lists the layers.
        weights: The path of the caffemodel.

    Returns:
        The network. It is read once and passed to `detect` many times.
    """
    raise NotImplementedError("task 1: cv2.dnn.readNetFromCaffe, with both paths")


def detect(net: cv2.dnn.Net, images: Sequence[np.ndarray], threshold: float = 0.5, crop: bool = False) -> list[np.ndarray]:
    """Find the faces in images.

    A row counts if its class is not 0, the background, and its score is *at least* `threshold`. Boxes are clipped to their
    image, x to 0 … width and y to 0 … height. A box with no area left is dropped.

    Args:
        net: A network from `load`.
        images: One or more uint8 images, each of shape (height, width, 3) with any height and width, channels in the order
            blue, green, red. They must not be changed.
        threshold: The lowest score that counts.
        crop: False: the whole image is stretched to the size of the input. True: the image is resized without changing
            its aspect ratio, so that it covers the input, and then cropped at the centre. In both cases the boxes are
            in pixels of the *image*, and clipped to the image, not to the part that remains after cropping.

    Returns:
        A list with one float array of shape (K, 5) for each image: score, x1, y1, x2, y2, in pixels of *that* image. The
        rows may be in any order. K is 0 if no face was found. Nothing is rounded.

    Examples:
        >>> net = load("deploy.prototxt", "res10_300x300_ssd_iter_140000.caffemodel")
        >>> astronaut = cv2.imread("astronaut.png")  # 512 by 512, one face
        >>> [faces.round(2) for faces in detect(net, [astronaut])]
        [array([[  1.  , 179.44,  57.97, 271.56, 177.13]])]
    """
    raise NotImplementedError(
        "task 1: make a blob of size (300, 300) with the mean, call setInput and forward, and multiply the corners by the "
        "width and the height of the image"
    )
