"""Faces, by a real network.

CenterFace (Xu and others, 2019) is a small face detector without anchors. It answers with pictures: a *heat map* that
is bright where the middle of a face is, and more maps of the same size that say, at each cell, how large a face in
the middle of which this cell lies would be, and where its eyes, nose and mouth are. Only at bright cells do they mean anything.

A cell stands for 4 by 4 pixels of the network's input (its *stride* is 4). For the cell in row r and column c, with
exp the exponential function:

    height = 4 exp(scale[0, r, c])                    width = 4 exp(scale[1, r, c])
    y of the middle = 4 (r + offset[0, r, c] + 1/2)   x of the middle = 4 (c + offset[1, r, c] + 1/2)

and of the five landmarks (the eye on the left side of the image, the eye on its right side, the tip of the nose, the
corner of the mouth on the left, the one on the right), number j, from 0 on, is at

    y = top + height * landmarks[2 j, r, c]           x = left + width * landmarks[2 j + 1, r, c]

where top and left are the edges of this face's box. Everything comes with y first.

Tasks
1. `decode`: bright cells into boxes.
2. `decode`: the landmarks.
3. `detect`: the faces of one photograph, through the network and non-maximum suppression.
4. `detect`: several photographs of different sizes in one blob.
5. `draw`: the faces on a photograph.

The network is the file `centerface.onnx` (7 MB), which `deepkata fetch` gets once; `detect` is given its path.
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
    """Turn the bright cells of one image's maps into boxes and landmarks, in pixels of the network's input.

    Args:
        heat: float32, shape (R, C): the score of each cell, 0 to 1.
        scale: float32, shape (2, R, C).
        offset: float32, shape (2, R, C).
        landmarks: float32, shape (10, R, C). None of the four may be changed.
        threshold: A cell counts if its score is *above* it.

    Returns:
        Three float arrays, with an element for each cell that counts, row after row and from left to right:
        boxes, shape (K, 4): x, y, width, height, where (x, y) is the top-left corner, as `cv2.dnn.NMSBoxes` wants them;
        scores, shape (K,);
        points, shape (K, 5, 2): x and y of each landmark (x first, other than in the maps).
        Nothing is rounded or cut off. K may be 0.

    Examples:
        >>> heat, scale = np.zeros((2, 3), np.float32), np.zeros((2, 2, 3), np.float32)
        >>> heat[1, 2] = 0.75
        >>> offset, landmarks = np.zeros((2, 2, 3), np.float32), np.full((10, 2, 3), 0.5, np.float32)
        >>> boxes, scores, points = decode(heat, scale, offset, landmarks)  # exp(0) = 1: the face is 4 by 4 pixels
        >>> boxes, scores, points[0, 0]
        (array([[8., 4., 4., 4.]]), array([0.75], dtype=float32), array([10.,  6.]))
    """
    raise NotImplementedError("task 1: np.nonzero(heat > threshold) gives the rows and columns of the bright cells")


def detect(
    path: str,
    images: Sequence[np.ndarray],
    size: tuple[int, int] = (256, 192),
    threshold: float = 0.5,
    iou_threshold: float = 0.3,
) -> list[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Find the faces in photographs.

    All images go through the network at once, in one blob, each stretched to `size`. The network was trained on red,
    green, blue, with values from 0 to 255 as they are. Then, image by image: `decode`, non-maximum suppression by
    `cv2.dnn.NMSBoxes`, and back to the pixels of that image.

    Args:
        path: The ONNX file. Read it anew in each call: OpenCV 4.14 calculates wrongly, without a word, once a network
            of this kind is given an input of another shape than before.
        images: One or more uint8 images of shape (height, width, 3), blue, green, red. Their heights and widths may
            differ. They must not be changed.
        size: (width, height) of the network's input, multiples of 32.
        threshold: As for `decode`, and for `NMSBoxes`.
        iou_threshold: The largest overlap that two faces may have.

    Returns:
        A list with a tuple for each image: boxes (K, 4), scores (K,) and points (K, 5, 2) as from `decode`, but only
        those that are kept, from the highest score to the lowest, and in pixels of this image. Where there is no face,
        K is 0 and the shapes are (0, 4), (0,) and (0, 5, 2).
    """
    raise NotImplementedError(
        "task 3: cv2.dnn.readNetFromONNX, a blob, setInput, forward(OUTPUTS); then decode what belongs to the image"
    )


def draw(image: np.ndarray, boxes: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Draw faces on a photograph: for each one first its box, then its landmarks.

    Args:
        image: uint8, shape (height, width, 3). It must not be changed.
        boxes: x, y, width, height, float, shape (K, 4).
        points: x and y of the landmarks, float, shape (K, 5, 2).

    Returns:
        A new image with, for each face, `cv2.rectangle` from (x, y) to (x + width, y + height) in the colour `FRAME`,
        2 thick, and at each landmark `cv2.circle` of radius 2 in the colour `MARK`, filled. All four corner numbers and
        all landmarks are rounded to the nearest whole number, the sum and not its parts.
    """
    raise NotImplementedError("task 5: copy the image, then draw face after face")
