"""Objects, from a photograph to named boxes.

NanoDet (2020) is a small one-stage detector for the 80 classes of COCO, from person to toothbrush. It has no anchors.
Its input is a square of S by S pixels, here 416 by 416. Three grids, one for each *stride*, divide it into cells: a
cell covers 8 by 8 pixels in the first grid, 16 by 16 in the second, and 32 by 32 in the third. The cells of a grid are
numbered row by row, from left to right. The centre of the cell in row r and column c is at

    x = stride (c + 1/2)        y = stride (r + 1/2)

Each cell has a score for each class, and four distances: from its centre to the left, top, right and bottom sides of a
box. The network does not output a distance as one number, but as a *distribution* over 0, 1, 2, ..., 10 strides: 11
logits a[0], ..., a[10]. A softmax turns them into probabilities p, and the distance is the mean of the distribution:

    p[i] = exp(a[i]) / (exp(a[0]) + ... + exp(a[10]))
    distance = stride (0 p[0] + 1 p[1] + ... + 10 p[10])

The network has six outputs, in the order of `OUTPUTS`:

    scores of strides 8, 16, 32    (1, cells, 80)   one score for each class, from 0 to 1; the sigmoid is already applied
    logits of strides 8, 16, 32    (1, cells, 44)   11 for left, then 11 for top, 11 for right, 11 for bottom

Tasks
1. `preprocess`: from the photograph to the input.
2. `decode`: from logits to distances, and from cells to boxes.
3. `decode`: boxes in pixels of the image.
4. `detect`: one box for each object, with its name.
5. `detect`: photographs that you have not seen.
6. `draw`: boxes and labels on the photograph.

The network is `fixtures/nanodet_g_416.onnx`, and `fixtures/person_dog_horse.jpg` and `fixtures/coffee.jpg` are two
photographs to try it on.
"""

from collections.abc import Sequence

import cv2
import numpy as np

#: The names of the 80 classes, in the order of the scores.
COCO = (
    "person, bicycle, car, motorcycle, airplane, bus, train, truck, boat, traffic light, fire hydrant, stop sign, parking meter, "
    "bench, bird, cat, dog, horse, sheep, cow, elephant, bear, zebra, giraffe, backpack, umbrella, handbag, tie, suitcase, frisbee, "
    "skis, snowboard, sports ball, kite, baseball bat, baseball glove, skateboard, surfboard, tennis racket, bottle, wine glass, cup, "
    "fork, knife, spoon, bowl, banana, apple, sandwich, orange, broccoli, carrot, hot dog, pizza, donut, cake, chair, couch, "
    "potted plant, bed, dining table, toilet, tv, laptop, mouse, remote, keyboard, cell phone, microwave, oven, toaster, sink, "
    "refrigerator, book, clock, vase, scissors, teddy bear, hair drier, toothbrush"
)
CLASSES = COCO.split(", ")
#: The network's outputs: three of scores, then three of logits.
OUTPUTS = ["Identity:0", "Identity_1:0", "Identity_2:0", "Identity_3:0", "Identity_4:0", "Identity_5:0"]
STRIDES = (8, 16, 32)
#: The side of the network's input.
SIDE = 416
#: For blue, green and red, on the scale of the pixels, 0 to 255.
MEAN, STD = (103.53, 116.28, 123.675), (57.375, 57.12, 58.395)
#: The largest IoU that two kept boxes of the same class may have.
IOU = 0.5
#: The colour of the frames, in the order blue, green, red.
FRAME = (0, 94, 213)


def preprocess(image: np.ndarray) -> np.ndarray:
    """Turn an image into the network's input.

    The whole image is stretched to `SIDE` by `SIDE` pixels with linear interpolation. Subtract `MEAN` from the channels
    and divide by `STD`; both have one number for each channel. The order of the channels stays blue, green, red.

    Args:
        image: uint8, shape (height, width, 3), blue, green, red. It must not be changed.

    Returns:
        float32 array, shape (1, 3, SIDE, SIDE).

    Examples:
        >>> blob = preprocess(np.full((20, 30, 3), 127, np.uint8))
        >>> blob[0, :, 0, 0].round(3)  # (127 - 103.53) / 57.375, and so on
        array([0.409, 0.188, 0.057], dtype=float32)
    """
    raise NotImplementedError("task 1: blobFromImage subtracts the mean; divide by the standard deviations afterwards")


def decode(outputs: Sequence[np.ndarray], size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Turn the network's outputs into a box and 80 scores for each cell.

    Args:
        outputs: Six float32 arrays as described above, with 80 classes. They must not be changed. The side S of the
            input is any multiple of 32, not only 416: the grids have (S/8)², (S/16)² and (S/32)² cells.
        size: (width, height) of the image. It was stretched to the size of the input, so x and y have separate factors.

    Returns:
        Two float arrays with one row for each cell, those of stride 8 first, then 16, then 32:
        boxes, shape (N, 4): x, y, width, height in pixels of the image, where (x, y) is the top-left corner;
        scores, shape (N, 80), as the network returned them.
        Nothing is left out, rounded or clipped.

    Examples:
        >>> cells = (16, 4, 1)  # the input is 32 by 32
        >>> outputs = [np.zeros((1, n, width), np.float32) for width in (80, 44) for n in cells]
        >>> boxes, scores = decode(outputs, (64, 32))  # equal logits: the mean is 5, the distances are 5 strides
        >>> boxes.shape, scores.shape
        ((21, 4), (21, 80))
        >>> boxes[0]  # centre (4, 4), distances 40, and x is doubled
        array([-72., -36., 160.,  80.])
    """
    raise NotImplementedError("task 2: for each stride, reshape the logits to (cells, 4, 11), and take the softmax over the last axis")


def detect(net: cv2.dnn.Net, image: np.ndarray, threshold: float = 0.3) -> list[tuple[str, float, tuple[float, ...]]]:
    """Find the objects in an image.

    The class of a cell is the one with the highest score. Cells whose highest score is *above* the threshold are
    candidates. Non-maximum suppression then keeps the best boxes of each class: no two boxes of the same class may have
    an IoU above `IOU`. Boxes of different classes do not suppress each other.

    Args:
        net: The network, from `cv2.dnn.readNetFromONNX`.
        image: uint8, shape (height, width, 3), blue, green, red, of any height and width. It must not be changed.
        threshold: The value that the score of an object must exceed.

    Returns:
        A list with a tuple for each object, in descending order of score: the name of its class, its score, and its
        box, four numbers x, y, width, height in pixels of the image. At the end you may clip the boxes to the image, or
        leave them as they are. The list may be empty.

    Examples:
        >>> net = cv2.dnn.readNetFromONNX("fixtures/nanodet_g_416.onnx")
        >>> for name, score, box in detect(net, cv2.imread("fixtures/coffee.jpg"), 0.4):
        ...     print(name, round(score, 2), np.round(box))
        cup 0.54 [145.  11. 283. 387.]
    """
    raise NotImplementedError("task 4: setInput, forward(OUTPUTS), decode; then the best class of each cell, the threshold, and NMS")


def draw(image: np.ndarray, found: Sequence[tuple[str, float, Sequence[float]]]) -> np.ndarray:
    """Draw objects on an image.

    Args:
        image: uint8, shape (height, width, 3). It must not be changed.
        found: The result of `detect`.

    Returns:
        A new image. Each object has a frame, drawn by `cv2.rectangle` from (x, y) to (x + width, y + height), rounded
        to whole pixels, in the colour `FRAME` and 2 pixels thick, and a label with its name and its score to two
        decimals, such as "cup 0.54". The label is at the top edge of the box, above or below this edge; font, size and
        colours are up to you. The label may cover the top edge of the frame, but must not extend more than 40 pixels
        above or below this edge.
    """
    raise NotImplementedError("task 6: copy the image; cv2.rectangle and cv2.putText for each object")
