"""The rows of YOLO.

A YOLO network returns thousands of predictions, one or more for each cell of its grids, and nearly all of them say
"nothing here". Each prediction has the *centre* of a box, its width and height, and scores for the classes. Three
output layouts are common; C is the number of classes and N the number of predictions:

    "darknet"   (N, 5 + C)      cx, cy, w, h as fractions of the image; objectness; class scores, already multiplied by
                                the objectness
    "v5"        (1, N, 5 + C)   cx, cy, w, h in pixels of the network's input; objectness; class scores, still to be
                                multiplied by the objectness
    "v8"        (1, 4 + C, N)   cx, cy, w, h in pixels of the network's input; class scores; no objectness, and every
                                prediction is a column

The image was stretched to the size of the network's input, as by `blobFromImage` without `crop`. So a fraction of the
input is the same fraction of the image, separately for x and y. (For letterboxed images, see the lesson.)

A network may have several outputs, for example one for large objects and one for small ones. They are passed as a list
of arrays with the same layout, as returned by `net.forward(names)`.

Tasks (all are steps of one function)
1. The boxes of "darknet": here all scores are above the threshold, and scores and classes are not checked yet.
2. The classes and scores of "darknet", and which rows to keep.
3. "v5".
4. "v8".
5. Several outputs, no detections, and arguments that are left unchanged.
"""

from collections.abc import Sequence

import numpy as np


def decode_rows(
    outputs: Sequence[np.ndarray],
    layout: str,
    input_hw: tuple[int, int],
    image_hw: tuple[int, int],
    threshold: float = 0.25,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Turn the output of a YOLO network into boxes on the image, ready for `cv2.dnn.NMSBoxes`.

    Here a row means one prediction, even for "v8", where it is a column of the array. The class of a row is the one
    with the highest score; if several classes share this score, it is the first of them. The score of the row is the
    score of this class; for "v5", it is multiplied by the objectness. A row is kept if its score is *above*
    `threshold`, as in `NMSBoxes`. The objectness alone does not decide which rows are kept.

    Args:
        outputs: One or more float32 arrays, as described above. They must not be changed.
        layout: "darknet", "v5" or "v8".
        input_hw: Height and width of the network's input, in pixels; not needed for "darknet".
        image_hw: Height and width of the image, in pixels, as in `image.shape[:2]`.
        threshold: The value that a score must exceed.

    Returns:
        Three arrays with one element for each kept row, output by output and row by row:
        boxes, float, shape (K, 4): x, y, width, height in pixels of the image, where (x, y) is the top-left corner;
        neither rounded nor clipped;
        scores, float, shape (K,);
        classes, integers from 0 to C - 1, shape (K,).
        K may be 0.

    Raises:
        ValueError: If `layout` is none of the three.

    Examples:
        >>> row = [0.5, 0.5, 0.25, 0.5, 0.875, 0.125, 0.75]  # two classes, in the middle of the image
        >>> boxes, scores, classes = decode_rows([np.array([row], np.float32)], "darknet", (416, 416), (100, 200))
        >>> boxes, scores, classes
        (array([[75., 25., 50., 50.]]), array([0.75], dtype=float32), array([1]))
    """
    raise NotImplementedError(
        "task 1: start with one output of layout darknet and keep every row: x = (cx - w / 2) times the image's width"
    )
