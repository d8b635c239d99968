"""A detector, from photograph to photograph.

The network `digit_detector.onnx` finds handwritten digits in photographs. It was trained for this course in ten minutes. The
file contains only the network; your program prepares the input and decodes the output. You know the necessary steps from
`letterbox`, `blob_by_hand`, `yolo_rows` and `nms`.

    image → to_input → network → decode → suppress → to_image → detections → draw
            canvas     cells     boxes on the canvas            in the image

**Input.** A batch of one image, float32, shape (1, 3, 160, 192): a canvas 192 pixels wide and 160 high that contains the whole
image, undistorted, with grey bars (114 on a scale from 0 to 255). The channels are red, green and blue, and the values are
from 0 to 1.

**Output.** (1, 15, 20, 24): fifteen numbers for each *cell* of 8 by 8 pixels of the canvas; the last two axes are row r and
column c. The numbers x, y, w, h, o and d0 to d9 of a cell are raw outputs. With σ(v) = 1 / (1 + exp(-v)), they are decoded as
follows (box and objectness as in YOLOv5):

    centre of the box, x: 8 (c + 2 σ(x) - 1/2)    y: 8 (r + 2 σ(y) - 1/2)
    its width: 16 (2 σ(w))²                       its height: 16 (2 σ(h))²
    objectness: σ(o)                              probability of digit k: exp(dk) / (exp(d0) + … + exp(d9))

The score of a cell is its objectness times the largest of its ten class probabilities, and its digit is the one with this
probability.

As in `box_iou`, coordinates describe points in the plane: an image extends from (0, 0) to (width, height).

Tasks
1. `to_input`: from the image to the input.
2. `decode`: from cells to boxes, scores and digits.
3. `suppress`: one box for each digit in the image.
4. `to_image`: boxes from the canvas back to the image.
5. `detect`: all steps together, measured by mAP on twenty new scenes.
6. `draw`: the detections, drawn on the image.
"""

import cv2
import numpy as np

SIZE = (192, 160)  # of the network's input, as (width, height)
STRIDE, ANCHOR = 8, 16
COLOUR, TEXT = (178, 114, 0), (255, 255, 255)  # blue, green, red
FONT = cv2.FONT_HERSHEY_SIMPLEX


def to_input(image: np.ndarray) -> np.ndarray:
    """Fit an image into the network's input.

    The canvas is the same as in the exercise `letterbox`. Multiply both sides of the image by the largest factor at which it
    still fits, and drop the fractions. Resize with `cv2.resize` and its default interpolation. Centre the picture; if the
    number of free rows or columns is odd, the extra one is at the bottom or on the right. The bars have the value 114, on a
    scale from 0 to 255, in all channels.

    Args:
        image: uint8, shape (height, width, 3), BGR. Small images are enlarged.

    Returns:
        The blob: float32, shape (1, 3, 160, 192), RGB, with values from 0 to 1.

    Examples:
        >>> blob = to_input(np.full((100, 200, 3), (0, 0, 255), np.uint8))  # red: 192 by 96 on the canvas, from row 32 on
        >>> blob[0, 0, [0, 31, 32, 127, 128], 0].round(3)
        array([0.447, 0.447, 1.   , 1.   , 0.447], dtype=float32)
    """
    raise NotImplementedError("task 1: first make the canvas, 160 rows by 192 columns, with the image in its middle, then its blob")


def decode(answer: np.ndarray, threshold: float = 0.25) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Turn the network's output into boxes on the canvas.

    Args:
        answer: float32, shape (1, 15, R, C), numbers from -60 to 60.
        threshold: A cell counts if its *score* is above it; an equal score is not enough.

    Returns:
        Three arrays with an element for each cell that counts, row by row and from left to right:
        boxes, float, shape (K, 4): x, y, width, height in pixels of the canvas, where (x, y) is the top-left corner;
        scores, float, shape (K,);
        digits, integers from 0 to 9, shape (K,); if several probabilities are equally high, the smallest of these digits.
        Nothing is rounded or clipped. K may be 0.

    Examples:
        >>> answer = np.full((1, 15, 2, 3), -9, np.float32)
        >>> answer[0, [0, 1, 2, 3, 4, 12], 1, 2] = 0, 0, 0, 0, 9, 9  # σ(0) = 1/2: the middle of the cell, and 16 by 16
        >>> boxes, scores, digits = decode(answer)
        >>> boxes, scores.round(3), digits
        (array([[12.,  4., 16., 16.]]), array([1.], dtype=float32), array([7]))
    """
    raise NotImplementedError(
        "task 2: compute the scores of all cells, shape (R, C); np.nonzero then gives the rows and columns that count"
    )


def suppress(boxes: np.ndarray, scores: np.ndarray, digits: np.ndarray, iou_threshold: float = 0.45) -> np.ndarray:
    """Suppress boxes that strongly overlap a box of the same digit with a higher score, as `nms_per_class` does.

    Args:
        boxes: x, y, width, height, float, shape (K, 4). K may be 0.
        scores: Float, above 0, shape (K,).
        digits: Integers, shape (K,).
        iou_threshold: The largest IoU that two kept boxes *of the same digit* may have; an equal IoU is still allowed.

    Returns:
        The indices of the kept boxes, integers, in descending order of score, whatever the digit; boxes with equal scores keep
        their order in the array. `cv2.dnn.NMSBoxes` is allowed.

    Examples:
        >>> boxes = np.array([[0.0, 0, 10, 10], [1, 0, 10, 10], [1, 0, 10, 10]])
        >>> suppress(boxes, np.array([0.6, 0.9, 0.7]), np.array([2, 2, 5]))
        array([1, 2])
    """
    raise NotImplementedError(
        "task 3: NMS on the boxes of one digit returns indices into them; convert these to indices into `boxes`, then sort all of them"
    )


def to_image(boxes: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Map boxes from the canvas back to the image.

    Args:
        boxes: x, y, width, height in pixels of the canvas, float, shape (K, 4). K may be 0.
        shape: The shape of the image, (height, width, 3).

    Returns:
        x1, y1, x2, y2 in pixels of the image, float, shape (K, 4), not rounded, clipped to the image. As in `letterbox`, the
        factor for x is the width of the picture on the canvas (an integer) divided by the width of the image; the factor for y
        is the same ratio for the heights.

    Examples:
        >>> to_image(np.array([[24.0, 48, 12, 24]]), (100, 200, 3))  # 96/100, and a bar of 32 above
        array([[25.        , 16.66666667, 37.5       , 41.66666667]])
    """
    raise NotImplementedError("task 4: convert to two corners first; subtract the bar, divide, clip")


def detect(
    path: str, image: np.ndarray, threshold: float = 0.25, iou_threshold: float = 0.45
) -> list[tuple[int, float, tuple[float, float, float, float]]]:
    """Find the digits in an image.

    Args:
        path: The network, an ONNX file.
        image: uint8, shape (height, width, 3), BGR.
        threshold: As for `decode`.
        iou_threshold: As for `suppress`.

    Returns:
        A list with a tuple for each detection, in descending order of score: the digit, its score, and its box, a tuple (x1,
        y1, x2, y2) as returned by `to_image`. It may be empty. (Convert NumPy's numbers to Python's with `.tolist()`.)
    """
    raise NotImplementedError(
        "task 5: cv2.dnn.readNetFromONNX, setInput, forward, then your functions one after the other"
    )


def draw(image: np.ndarray, detections: list[tuple[int, float, tuple[float, float, float, float]]]) -> np.ndarray:
    """Draw the detections, in the order of the list.

    Differences of one pixel, such as a slightly thicker frame, do not matter.

    - Box: round the four numbers to integers. Frame: `cv2.rectangle` between the corners of the box, in `COLOUR`, 2 pixels
      thick.
    - Text: the digit, and the score with two decimals, such as "7 0.93"; the size of the text is
      `(width, height), baseline = cv2.getTextSize(text, FONT, 0.4, 1)`.
    - Label: a rectangle from (x1, top) to (x1 + width, top + height + baseline), filled with `COLOUR`. It stands on top of the
      box: top is y1 - height - baseline. If that is negative, top is y1 instead. Unlike in `ssd_decode`, it is not shifted to
      the left at the right edge; OpenCV clips it.
    - Text in the label: `cv2.putText` at (x1, top + height), FONT, 0.4, TEXT, thickness 1, `cv2.LINE_AA`.

    Args:
        image: uint8, shape (height, width, 3).
        detections: As returned by `detect`.

    Returns:
        A new image.
    """
    raise NotImplementedError("task 6: copy the image, then draw frame, label and text for each detection")
