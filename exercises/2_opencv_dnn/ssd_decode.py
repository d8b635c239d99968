"""The detections of an SSD network.

The SSD networks commonly used with OpenCV (MobileNet-SSD, OpenCV's older Caffe face detector and many more) end with a
layer that decodes the predictions for the anchors, applies non-maximum suppression and returns one array of shape
(1, 1, N, 7) for *all* images of the blob. Each row is

    image, class, score, x1, y1, x2, y2

`image` is the index of the image in the blob. `class` is the index of the class; 0 is the background, so real
detections have a class of 1 or more. The coordinates of the corners are fractions of the width and height of the
network's input. Since the image was stretched to that input, they are also fractions of the original image. They may be
below 0 or above 1.

N depends on the network and the number of images, not on how many objects were found. The rows after the detections are
*filler rows*, of one of two kinds. Either each of them consists of seven zeros, which look like a detection in image 0,
or a row with image -1 marks the end of the detections. In the second case, the rows after the mark are undefined; they
may contain detections from an earlier run.

Tasks
1. `decode`: the detections of one image, in its pixels.
2. `decode`: several images, each with its own size.
3. `decode`: filler rows, and boxes that extend beyond the image.
4. `label_place`: where to put the label.
5. `draw`: boxes and labels on a copy of the image.
"""

from collections.abc import Sequence

import cv2  # noqa: F401  (for drawing, in task 5)
import numpy as np

#: Blue, green, red. Class c has the colour with index c modulo the number of colours.
COLOURS = [(178, 114, 0), (0, 159, 230), (115, 158, 0), (0, 94, 213), (233, 180, 86), (167, 121, 204)]


def decode(detections: np.ndarray, shapes: Sequence[tuple[int, int]], threshold: float = 0.5) -> list[np.ndarray]:
    """Sort the detections by image and convert their boxes to pixels.

    A detection counts if its class is not the background and its score is *at least* `threshold` (the lesson says why
    this differs from `NMSBoxes`). Boxes are clipped to the image, x to 0 … width and y to 0 … height. A box with no area
    left is dropped.

    Args:
        detections: float32 array of shape (1, 1, N, 7), as described above. It must not be changed.
        shapes: For each image of the blob, its height and width in pixels, in this order, as in `image.shape[:2]`.
        threshold: The lowest score that counts.

    Returns:
        A list with one float array of shape (K, 6) for each image: class, score, x1, y1, x2, y2, in pixels of *that*
        image. K differs from image to image and is 0 if nothing was found. Rows keep their order. Nothing is rounded.

    Examples:
        >>> rows = np.array([[1, 3, 0.75, 0.25, 0.5, 0.5, 1.0], [0, 2, 0.25, 0, 0, 1, 1]], dtype=np.float32)
        >>> decode(rows.reshape(1, 1, 2, 7), [(90, 60), (100, 200)])
        [array([], shape=(0, 6), dtype=float64), array([[  3.  ,   0.75,  50.  ,  50.  , 100.  , 100.  ]])]
    """
    raise NotImplementedError(
        "task 1: take detections[0, 0], keep the rows with a score of at least threshold, and multiply their corners"
    )


def label_place(
    box: tuple[int, int, int, int], label_wh: tuple[int, int], image_hw: tuple[int, int]
) -> tuple[int, int]:
    """Find the top-left corner of a label.

    The label stands on the top edge of the box: its bottom is at y1 and its left side at x1. If its top would then be
    above the image, it is placed below this edge instead: its top is at y1. If it would extend beyond the right edge of
    the image, it is shifted to the left so that it ends there, but its left side is never below 0.

    Args:
        box: x1, y1, x2, y2 in whole pixels, within the image.
        label_wh: Width and height of the label.
        image_hw: Height and width of the image.

    Returns:
        x and y of the label's top-left corner, whole numbers.

    Examples:
        >>> label_place((20, 50, 80, 90), (30, 12), (100, 120))
        (20, 38)
        >>> label_place((100, 5, 118, 90), (30, 12), (100, 120))
        (90, 5)
    """
    raise NotImplementedError("task 4: y is y1 - height, or y1 if that is below 0; then x")


def draw(image: np.ndarray, found: np.ndarray, names: Sequence[str]) -> np.ndarray:
    """Draw the detections on an image.

    Draw row by row, so that later detections cover earlier ones. Differences of one pixel, such as a slightly thicker
    frame or another line type, do not matter.

    - round the corners to the nearest pixel (x at most width - 1, y at most height - 1);
    - the frame: `cv2.rectangle` from corner to corner, in the colour of the class, 2 pixels thick;
    - the text: the name of the class and the score to two decimals, such as "dog 0.87"; its size comes from
      `(width, height), baseline = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 0.5, 1)`;
    - the label: a filled rectangle of the same colour, `width` wide and `height + baseline` high, whose top-left corner
      (left, top) is the result of `label_place` (`cv2.rectangle` includes both corners, so the second one is at left +
      width - 1);
    - the text on it: `cv2.putText` at (left, top + height), in the same font and size, black, thickness 1,
      `cv2.LINE_AA`.

    Args:
        image: A uint8 image of shape (height, width, 3), with channels in the order blue, green, red. It must not be
            changed.
        found: The result of `decode` for this image: shape (K, 6), class, score, x1, y1, x2, y2. K may be 0.
        names: The name of each class; names[0] is that of the background.

    Returns:
        A new image of the same shape, uint8.
    """
    raise NotImplementedError("task 5: copy the image, then draw row by row")
