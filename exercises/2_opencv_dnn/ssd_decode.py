"""The detections of an SSD network.

SSD networks (MobileNet-SSD, OpenCV's own face detector and many more) end in a layer that decodes anchors, applies
non-maximum suppression and returns one array of shape (1, 1, N, 7) for *all* images of the blob. Each row is

    image, class, score, x1, y1, x2, y2

`image` is the number of the image in the blob, from 0 on. `class` is the number of the class; 0 is the background, so
what is found has 1 or more. The corners are fractions of the image: it was stretched to the network's input, so they are
fractions of the original image as well, whatever its size. They may lie outside, below 0 or above 1.

N is the same for every blob, however little was found. What is left over is filled in one of two ways: with rows of
seven zeros, which look like something in image 0, or with one row whose image is -1, which ends the array: what comes
after it was left there by an earlier run.

Tasks
1. `decode`: the detections of one image, in its pixels.
2. `decode`: several images, each of its own size.
3. `decode`: rows that say nothing, and boxes that are not within the image.
4. `label_place`: where to write what was found.
5. `draw`: boxes and labels on a copy of the image.
"""

from collections.abc import Sequence

import cv2  # noqa: F401  (for drawing, in task 5)
import numpy as np

#: Blue, green, red. Class c has the colour c modulo their number.
COLOURS = [(178, 114, 0), (0, 159, 230), (115, 158, 0), (0, 94, 213), (233, 180, 86), (167, 121, 204)]


def decode(detections: np.ndarray, shapes: Sequence[tuple[int, int]], threshold: float = 0.5) -> list[np.ndarray]:
    """Sort the detections by image, and turn their boxes into pixels.

    A detection counts if its score is *at least* `threshold` and its class is not the background. Boxes are cut off at
    the edges of the image, x at 0 and its width, y at 0 and its height. A box of which no area is left is dropped.

    Args:
        detections: float32 array of shape (1, 1, N, 7), as described above. It must not be changed.
        shapes: For each image of the blob its height and width in pixels, in this order, as in `image.shape[:2]`.
        threshold: The lowest score that counts.

    Returns:
        A list with a float array of shape (K, 6) for each image, K being different for each, and 0 where nothing was
        found: class, score, x1, y1, x2, y2, in pixels of *that* image. The rows keep their order. Nothing is rounded.

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

    It stands on the top edge of the box, so that its bottom is at y1 and its left side at x1. If there is no room for
    it above the box, because it would begin above the image, it hangs from the top edge instead: its top is at y1. If it
    would reach beyond the right edge of the image, it is moved to the left until it ends there; but never beyond the
    left edge: its left side is at least 0.

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
    """Draw what was found in an image.

    Row after row, so that later ones cover earlier ones:

    - the corners, rounded to the nearest pixel (x at most width - 1, y at most height - 1);
    - a frame: `cv2.rectangle` from corner to corner, in the colour of the class, 2 thick;
    - the text, the name of the class and the score with two digits, as "dog 0.87"; its size from
      `(width, height), baseline = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, 0.5, 1)`;
    - the label, `width` wide and `height + baseline` high, at its `label_place`, filled with the same colour (if
      `cv2.rectangle` fills it: both of its corners belong to it, so the second one is at left + width - 1);
    - the text on it: `cv2.putText` at (left, top + height), same font and size, black, 1 thick, `cv2.LINE_AA`.

    Args:
        image: uint8, shape (height, width, 3), blue, green, red. It must not be changed.
        found: What `decode` returns for this image: shape (K, 6), class, score, x1, y1, x2, y2. K may be 0.
        names: The name of each class; names[0] is that of the background.

    Returns:
        A new image of the same shape, uint8.
    """
    raise NotImplementedError("task 5: copy the image, then draw row after row")
