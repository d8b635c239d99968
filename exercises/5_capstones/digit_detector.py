"""A detector, from photograph to photograph.

The network `digit_detector.onnx` finds handwritten digits in photographs. It was trained for this course, in ten minutes, and the
file holds nothing but seven convolutions: everything else is your program. The parts are those that you know from
`letterbox`, `blob_by_hand`, `yolo_rows` and `nms`; here they have to fit together.

    image → to_input → network → decode → suppress → to_image → detections → draw
            canvas     cells     boxes on the canvas            in the image

**Input.** The network wants a batch of one, (1, 3, 160, 192): a canvas 192 wide and 160 high, with the whole image in it
undistorted and grey bars of 114; planes of red, green and blue, values from 0 to 1, float32.

**Answer.** (1, 15, 20, 24): fifteen numbers for each *cell* of 8 by 8 pixels of the canvas; row r and column c of cells are the last
two axes. The numbers x, y, w, h, o and d0 to d9 of a cell are raw. With σ(v) = 1 / (1 + exp(-v)) they mean, as in YOLOv5:

    middle of a box, x: 8 (c + 2 σ(x) - 1/2)      y: 8 (r + 2 σ(y) - 1/2)
    its width: 16 (2 σ(w))²                       its height: 16 (2 σ(h))²
    objectness: σ(o)                              share of digit k: exp(dk) / (exp(d0) + … + exp(d9))

The score of a cell is its objectness times the largest of its ten shares, and its digit is the one that has that share.

Coordinates are points on a plane, as in `box_iou`: an image reaches from (0, 0) to (width, height). No function may change what it
is given.

Tasks
1. `to_input`: the image becomes the input.
2. `decode`: cells become boxes, scores and digits.
3. `suppress`: one box for each digit.
4. `to_image`: boxes go from the canvas back to the image.
5. `detect`: all of it, measured by mAP on twenty scenes that nobody has seen.
6. `draw`: what was found, on the image.
"""

import cv2
import numpy as np

SIZE = (192, 160)  # of the network's input, as (width, height)
STRIDE, ANCHOR = 8, 16
COLOUR, TEXT = (178, 114, 0), (255, 255, 255)  # blue, green, red
FONT = cv2.FONT_HERSHEY_SIMPLEX


def to_input(image: np.ndarray) -> np.ndarray:
    """Fit an image into the network's input.

    The picture on the canvas is that of the exercise `letterbox`: both sides of the image are multiplied by the largest factor with
    which it still fits, and their fractions are cut off; `cv2.resize` with its default interpolation; in the middle, and if
    the free rows or columns are odd in number, one more goes below or on the right; the bars are 114 in all channels, of 255.

    Args:
        image: uint8, shape (height, width, 3), blue, green, red. Small images are enlarged.

    Returns:
        The blob: float32, shape (1, 3, 160, 192), red first, 0 to 1.

    Examples:
        >>> blob = to_input(np.full((100, 200, 3), (0, 0, 255), np.uint8))  # red: the picture is 192 by 96, from row 32 on
        >>> blob[0, 0, [0, 31, 32, 127, 128], 0].round(3)
        array([0.447, 0.447, 1.   , 1.   , 0.447], dtype=float32)
    """
    raise NotImplementedError("task 1: first the canvas of 160 by 192 with the image in its middle, then the blob of it")


def decode(answer: np.ndarray, threshold: float = 0.25) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Turn the network's answer into boxes on the canvas.

    Args:
        answer: float32, shape (1, 15, R, C), numbers from -60 to 60.
        threshold: A cell counts if its *score* is above it; equal is not enough.

    Returns:
        Three arrays with an element for each cell that counts, row after row and from left to right:
        boxes, float, shape (K, 4): x, y, width, height in pixels of the canvas, where (x, y) is the top-left corner;
        scores, float, shape (K,);
        digits, integers from 0 to 9, shape (K,); if several shares are the largest, the first of them counts.
        Nothing is rounded or cut off. K may be 0.

    Examples:
        >>> answer = np.full((1, 15, 2, 3), -9, np.float32)
        >>> answer[0, [0, 1, 2, 3, 4, 12], 1, 2] = 0, 0, 0, 0, 9, 9  # σ(0) = 1/2: the middle of the cell, and 16 by 16
        >>> boxes, scores, digits = decode(answer)
        >>> boxes, scores.round(3), digits
        (array([[12.,  4., 16., 16.]]), array([1.], dtype=float32), array([7]))
    """
    raise NotImplementedError("task 2: the scores of all cells, shape (R, C); then np.nonzero gives rows and columns of those that count")


def suppress(boxes: np.ndarray, scores: np.ndarray, digits: np.ndarray, iou_threshold: float = 0.45) -> np.ndarray:
    """Keep the best of the boxes that lie on one another and are of the same digit, as `nms_per_class` does.

    Args:
        boxes: x, y, width, height, float, shape (K, 4). K may be 0.
        scores: Float, above 0, shape (K,).
        digits: Integers, shape (K,).
        iou_threshold: The largest overlap (IoU) that two kept boxes *of the same digit* may have; equal is still allowed.

    Returns:
        The places of the kept boxes, integers, from the highest score to the lowest over all digits; those of equal score in
        the order in which they stand in the array. `cv2.dnn.NMSBoxes` is allowed.

    Examples:
        >>> boxes = np.array([[0.0, 0, 10, 10], [1, 0, 10, 10], [1, 0, 10, 10]])
        >>> suppress(boxes, np.array([0.6, 0.9, 0.7]), np.array([2, 2, 5]))
        array([1, 2])
    """
    raise NotImplementedError("task 3: NMS among the boxes of one digit gives places among these; translate them back, then order them all")


def to_image(boxes: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """Take boxes from the canvas back to the image.

    Args:
        boxes: x, y, width, height in pixels of the canvas, float, shape (K, 4). K may be 0.
        shape: The shape of the image, (height, width, 3).

    Returns:
        x1, y1, x2, y2 in pixels of the image, float, shape (K, 4), not rounded, clipped to the image. As in `letterbox`, what
        counts for x is the width of the picture on the canvas (a whole number) / width of the image, for y the same of the heights.

    Examples:
        >>> to_image(np.array([[24.0, 48, 12, 24]]), (100, 200, 3))  # 96/100, and a bar of 32 above
        array([[25.        , 16.66666667, 37.5       , 41.66666667]])
    """
    raise NotImplementedError("task 4: two corners first; subtract the bar, divide, clip")


def detect(
    path: str, image: np.ndarray, threshold: float = 0.25, iou_threshold: float = 0.45
) -> list[tuple[int, float, tuple[float, float, float, float]]]:
    """Find the digits of an image.

    Args:
        path: The network, an ONNX file.
        image: uint8, shape (height, width, 3), blue, green, red.
        threshold: As for `decode`.
        iou_threshold: As for `suppress`.

    Returns:
        A list with a tuple for each digit that was found, the surest first: the digit, its score, and its box as a tuple x1, y1,
        x2, y2 as from `to_image`. It may be empty. (Make Python's numbers of NumPy's: `.tolist()`.)
    """
    raise NotImplementedError("task 5: cv2.dnn.readNetFromONNX, setInput, forward, and your functions one after the other")


def draw(image: np.ndarray, detections: list[tuple[int, float, tuple[float, float, float, float]]]) -> np.ndarray:
    """Draw what was found, one detection after the other in the order of the list.

    - The four numbers of the box are rounded to the nearest whole number.
    - The frame: `cv2.rectangle` from corner to corner in `COLOUR`, 2 thick.
    - The text: digit and score with two digits after the point, as "7 0.93"; its size from
      `(width, height), baseline = cv2.getTextSize(text, FONT, 0.4, 1)`.
    - The label: a rectangle from (x1, top) to (x1 + width, top + height + baseline), filled with `COLOUR`. It stands on the box: top
      is y1 - height - baseline, but if that is above the image (below 0), top is y1.
    - The text in it: `cv2.putText` at (x1, top + height), FONT, 0.4, TEXT, 1 thick, `cv2.LINE_AA`.

    Args:
        image: uint8, shape (height, width, 3).
        detections: As from `detect`.

    Returns:
        A new image.
    """
    raise NotImplementedError("task 6: copy the image, then frame, label and text for each detection")
