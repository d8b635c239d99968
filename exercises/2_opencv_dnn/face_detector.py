"""Faces, by a real network.

CenterFace (Xu and others, 2019) is a lightweight face detector without anchors. Its outputs are grids of cells. The *heat
map* has a high score at the centre of each face. Further maps of the same size describe, for each cell, the face that
is centred there: its size, the exact position of its centre, and where its eyes, nose and mouth are. These maps are
meaningful only at cells with a high score.

A cell covers 4 by 4 pixels of the network's input: the *stride* is 4. For the cell in row r and column c (exp is the
exponential function):

    height = 4 exp(scale[0, r, c])                    width = 4 exp(scale[1, r, c])
    centre y = 4 (r + offset[0, r, c] + 1/2)          centre x = 4 (c + offset[1, r, c] + 1/2)

There are five landmarks: the eye on the left side of the image, the eye on the right side, the tip of the nose, the
left corner of the mouth, and its right corner. Landmark number j, counted from 0, is at

    y = top + height * landmarks[2 j, r, c]           x = left + width * landmarks[2 j + 1, r, c]

where top and left are the coordinates of the top and left edges of this face's box. In all maps, y comes before x.

Tasks
1. `decode`: from cells to boxes.
2. `decode`: the landmarks.
3. `detect`: the faces of one image, with the network and non-maximum suppression.
4. `detect`: several images of different sizes in one blob.
5. `draw`: the faces on the image.

The network is in the file `centerface.onnx` (7 MB), which `deepkata fetch` downloads once; `detect` receives its path.
"""

from collections.abc import Sequence

import cv2  # noqa: F401  (for the network, NMSBoxes and drawing)
import numpy as np

#: The network's outputs: heat map, scale, offset and landmarks.
OUTPUTS = ["537", "538", "539", "540"]
#: Blue, green, red.
FRAME, MARK = (115, 158, 0), (0, 94, 213)


def decode(
    heat: np.ndarray, scale: np.ndarray, offset: np.ndarray, landmarks: np.ndarray, threshold: float = 0.5
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Turn the maps of one image into boxes and landmarks, in pixels of the network's input.

    Args:
        heat: float32, shape (R, C): the score of each cell, from 0 to 1.
        scale: float32, shape (2, R, C).
        offset: float32, shape (2, R, C).
        landmarks: float32, shape (10, R, C). None of the four arrays may be changed.
        threshold: A cell counts if its score is *above* this, as in `NMSBoxes`.

    Returns:
        Three float arrays with one element for each cell that counts, row by row and from left to right:
        boxes, shape (K, 4): x, y, width, height, where (x, y) is the top-left corner, as for `cv2.dnn.NMSBoxes`;
        scores, shape (K,);
        points, shape (K, 5, 2): x and y of each landmark (x first, unlike in the maps).
        Nothing is rounded or clipped. K may be 0.

    Examples:
        >>> heat, scale = np.zeros((2, 3), np.float32), np.zeros((2, 2, 3), np.float32)
        >>> heat[1, 2] = 0.75
        >>> offset, landmarks = np.zeros((2, 2, 3), np.float32), np.full((10, 2, 3), 0.5, np.float32)
        >>> boxes, scores, points = decode(heat, scale, offset, landmarks)  # exp(0) = 1: the face is 4 by 4 pixels
        >>> boxes, scores, points[0, 0]
        (array([[8., 4., 4., 4.]]), array([0.75], dtype=float32), array([10.,  6.]))
    """
    raise NotImplementedError("task 1: np.nonzero(heat > threshold) returns the rows and columns of the cells that count")


def detect(
    path: str,
    images: Sequence[np.ndarray],
    size: tuple[int, int] = (256, 192),
    threshold: float = 0.5,
    iou_threshold: float = 0.3,
) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Find the faces in images.

    All images are passed to the network at once, in one blob, each stretched to `size`. The network expects channels
    in the order red, green, blue, and values from 0 to 255. Then, for each image, call `decode`, apply non-maximum
    suppression with `cv2.dnn.NMSBoxes`, and convert the result to the pixels of that image.

    Args:
        path: The ONNX file. Read it in each call: OpenCV 4.14 silently returns wrong scores if the shape of this
            network's input changes.
        images: One or more uint8 images of shape (height, width, 3), blue, green, red, of any height and width. They
            must not be changed.
        size: (width, height) of the network's input; both are multiples of 32.
        threshold: As for `decode`, and for `NMSBoxes`.
        iou_threshold: The largest IoU that two faces may have.

    Returns:
        A list with a tuple for each image: boxes (K, 4), scores (K,) and points (K, 5, 2) as returned by `decode`, but
        only for the faces that NMS keeps, in descending order of score, and in pixels of this image. If there is no
        face, K is 0 and the shapes are (0, 4), (0,) and (0, 5, 2).
    """
    raise NotImplementedError(
        "task 3: cv2.dnn.readNetFromONNX, a blob, setInput, forward(OUTPUTS); then decode the maps of the image"
    )


def draw(image: np.ndarray, boxes: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Draw faces on an image: for each face first its box, then its landmarks.

    Args:
        image: uint8, shape (height, width, 3). It must not be changed.
        boxes: x, y, width, height, float, shape (K, 4).
        points: x and y of the landmarks, float, shape (K, 5, 2).

    Returns:
        A new image with, for each face, `cv2.rectangle` from (x, y) to (x + width, y + height) in the colour `FRAME`, 2
        pixels thick, and at each landmark a filled `cv2.circle` of radius 2 in the colour `MARK`. All four corner
        coordinates and all landmarks are rounded to the nearest whole number; for x + width, round the sum, not its
        parts. Differences of one pixel, such as a slightly thicker frame or another line type, do not matter.
    """
    raise NotImplementedError("task 5: copy the image, then draw face by face")
