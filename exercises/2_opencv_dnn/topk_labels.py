"""What is in the photograph?

A classifier for ImageNet returns 1000 numbers for each image, but no names. A text file says which class each number
belongs to, one line per class. Whether the numbers are probabilities depends on the network's last layer, and the shape
of the output depends on how the network was exported. You write the functions that turn these numbers into "espresso,
94 %".

At the end, a real network classifies real photographs: EfficientNet-Lite0, which has 4.63 million parameters and was
trained on ImageNet's 1.28 million training images.

Tasks
1. `load_synsets`: the names of the classes.
2. `probabilities`: turn scores of any magnitude and shape into probabilities, unless they already are.
3. `topk`: the best classes of each image, with their names.
4. `classify`: from photographs to names, with a network from a file.
"""

from collections.abc import Sequence

import cv2  # noqa: F401  (for task 4)
import numpy as np


def load_synsets(text: str) -> list[str]:
    r"""Read the names of the classes.

    Args:
        text: One line per class, in the order of the network's outputs: a WordNet identifier, a space, and one or more
            names separated by ", ". The last line may or may not end with a line break; lines may end with Windows line
            breaks.

    Returns:
        The first name of each class. Names may contain spaces and capitals, and are not unique: two of ImageNet's
        classes are called "crane", a bird and a machine.

    Examples:
        >>> load_synsets("n02206856 bee\nn01484850 great white shark, white shark, man-eater\n")
        ['bee', 'great white shark']
    """
    raise NotImplementedError("task 1: for each line, what follows the first space, up to the first comma")


def probabilities(output: np.ndarray) -> np.ndarray:
    """Turn the output of a network into probabilities.

    Args:
        output: Float array of shape (N, C), (N, C, 1, 1), (N, 1, C), or any other with C numbers for each of N images.
            The array must not be changed. Scores may be large positive or negative numbers, such as 1000 or -1000.

    Returns:
        Float array of shape (N, C). If, in every row, all numbers lie between 0 and 1 and their sum is 1 to within
        0.001, the network is taken to end in a softmax already, and the rows are returned as they are. Otherwise the
        softmax is applied to each row: e to the power of each score, divided by the sum of these powers over the row.

    Examples:
        >>> probabilities(np.array([[[0.0, np.log(3.0)]], [[7.0, 7.0]]]))
        array([[0.25, 0.75],
               [0.5 , 0.5 ]])
    """
    raise NotImplementedError(
        "task 2: reshape to rows first; then the softmax, with the largest score of the row subtracted before np.exp"
    )


def topk(output: np.ndarray, labels: Sequence[str], k: int) -> list[list[tuple[str, float]]]:
    """Return the most probable classes of each image.

    Args:
        output: The output of a network, as for `probabilities`.
        labels: The names of the C classes.
        k: The number of classes to return, at least 1. If it exceeds C, all C classes are returned.

    Returns:
        For each image a list of k pairs (name, probability), the most probable class first. If classes are equally
        probable, the one with the smaller index comes first. (The order of probabilities that are too small for float32
        is not tested.)

    Examples:
        >>> topk(np.array([[0.0, 0.75, 0.25]]), ["ant", "bee", "fly"], 2)
        [[('bee', 0.75), ('fly', 0.25)]]
    """
    raise NotImplementedError("task 3: a stable sort of the negative probabilities, and the first k of each row")


def classify(path: str, photographs: Sequence[np.ndarray], labels: Sequence[str], k: int) -> list[list[tuple[str, float]]]:
    """Classify photographs.

    Args:
        path: An ONNX file with a network that expects NCHW and was trained on images of 224 by 224 pixels, with the
            channels in the order red, green, blue and values of (pixel - 127) / 128.
        photographs: uint8 images of shape (height, width, 3) and of any size, with the channels in the order blue,
            green, red. There is at least one, and the network accepts any number of them. Each is resized without
            changing its aspect ratio, so that it just covers 224 by 224, and then cropped at the centre (`crop=True` in
            OpenCV).
        labels: The names of the network's classes.
        k: The number of classes to return for each photograph.

    Returns:
        A list for each photograph, as returned by `topk`.
    """
    raise NotImplementedError("task 4: cv2.dnn.blobFromImages, readNetFromONNX, setInput, forward, topk")
