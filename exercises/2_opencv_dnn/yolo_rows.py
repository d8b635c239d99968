"""The rows of YOLO.

A YOLO network answers with thousands of rows, one for each place where it looked, and nearly all of them say "nothing
here". Each has the *centre* of a box, its width and height, and how sure the network is of each class. Three generations
of networks are in use, and each says it a little differently, C being the number of classes and N the number of rows:

    "darknet"   (N, 5 + C)      cx, cy, w, h as fractions of the image; objectness; scores of the classes, which are
                                already multiplied by the objectness
    "v5"        (1, N, 5 + C)   cx, cy, w, h in pixels of the network's input; objectness; scores of the classes, which
                                are still to be multiplied by it
    "v8"        (1, 4 + C, N)   cx, cy, w, h in pixels of the network's input; scores of the classes; there is no
                                objectness, and every row is a column

The image was stretched to the network's input, as `blobFromImage` does it without `crop`. So a fraction of the one is the
same fraction of the other, separately for x and for y.

A network may have several outputs, one for large objects and one for small ones, say: they are handed in as a list of
arrays of the same layout, just as `net.forward(names)` returns them.

Tasks (all of them are steps of one function)
1. The boxes of "darknet".
2. The classes and scores of "darknet", and which rows to keep.
3. "v5".
4. "v8".
5. Several outputs, nothing found, inputs that stay as they were.
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
    """Turn the rows of a YOLO network into boxes on the image, for `cv2.dnn.NMSBoxes` to choose from.

    A row's class is the one with the highest score, of equal ones the first; that is also the row's score. ("v5":
    multiplied by the objectness.) The row is kept if its score is *above* `threshold`. The objectness decides nothing by
    itself.

    Args:
        outputs: One or more float32 arrays, as described above. They must not be changed.
        layout: "darknet", "v5" or "v8".
        input_hw: Height and width of the network's input, in pixels.
        image_hw: Height and width of the image, in pixels, as in `image.shape[:2]`.
        threshold: What a score has to exceed.

    Returns:
        Three arrays with an element for each row that is kept, output after output and row after row:
        boxes, float, shape (K, 4): x, y, width, height in pixels of the image, where (x, y) is the top-left corner;
        nothing is rounded, and nothing that reaches beyond the image is cut off;
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
        "task 1: begin with one output of layout darknet and keep every row: x = (cx - w / 2) times the image's width"
    )
