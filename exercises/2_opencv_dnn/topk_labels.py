"""What is on the photograph?

A network for ImageNet puts out 1000 numbers for each image, and no words. Which number means what stands in a text file,
a line for each class; whether the numbers are probabilities depends on the network's last layer; and where in the output
they are, on whoever exported it. From there to "espresso, 94 %" it is a short way, with a mistake waiting at each step.

At the end a real network looks at real photographs: EfficientNet-Lite0, 4.7 million weights, trained on 1.3 million images.

Tasks
1. `load_synsets`: the names of the classes.
2. `probabilities`: from scores of any size and shape to probabilities, if they are none yet.
3. `topk`: the best classes of each image, with their names.
4. `classify`: from photographs to names, with a network in a file.
"""

from collections.abc import Sequence

import cv2  # noqa: F401  (for task 4)
import numpy as np


def load_synsets(text: str) -> list[str]:
    r"""Read the names of the classes.

    Args:
        text: A line for each class, in the order in which the network puts them out: WordNet's number, a space, and one or
            more names, divided by ", ". The last line may end with a line break or not, and lines may end as they do on
            Windows.

    Returns:
        For each class its first name. Names have spaces and capitals, and are not all different: two of ImageNet's
        classes are called "crane", one is a bird and one lifts loads.

    Examples:
        >>> load_synsets("n02206856 bee\nn01484850 great white shark, white shark, man-eater\n")
        ['bee', 'great white shark']
    """
    raise NotImplementedError("task 1: for each line, what follows the first space, up to the first comma")


def probabilities(output: np.ndarray) -> np.ndarray:
    """Make probabilities of what a network put out.

    Args:
        output: Float array of shape (N, C), (N, C, 1, 1), (N, 1, C), or whatever else has C numbers for each of N images.
            It must not be changed. The numbers may be scores of any size, such as 1000 or -1000.

    Returns:
        Float array (N, C). If in every row all numbers lie from 0 to 1 and their sum is 1 to within 0.001, the network has
        a softmax already, and they are returned as they are. Else each row goes through a softmax: e to the power of
        each score, divided by the sum of these over the row.

    Examples:
        >>> probabilities(np.array([[[0.0, np.log(3.0)]], [[7.0, 7.0]]]))
        array([[0.25, 0.75],
               [0.5 , 0.5 ]])
    """
    raise NotImplementedError(
        "task 2: reshape to rows first; then the softmax, with the largest score of the row subtracted before np.exp"
    )


def topk(output: np.ndarray, labels: Sequence[str], k: int) -> list[list[tuple[str, float]]]:
    """The best classes of each image.

    Args:
        output: What a network put out, as for `probabilities`.
        labels: The names of the C classes.
        k: How many classes are wanted, at least 1. If it is larger than C, there are C.

    Returns:
        For each image a list of k pairs (name, probability), the most probable class first. Of classes that are equally
        probable, the one with the smaller number comes first.

    Examples:
        >>> topk(np.array([[0.0, 0.75, 0.25]]), ["ant", "bee", "fly"], 2)
        [[('bee', 0.75), ('fly', 0.25)]]
    """
    raise NotImplementedError("task 3: a stable sort of the negative probabilities, and the first k of each row")


def classify(path: str, photographs: Sequence[np.ndarray], labels: Sequence[str], k: int) -> list[list[tuple[str, float]]]:
    """Say what is on photographs.

    Args:
        path: An ONNX file with a network. It was trained with images of 224 by 224 pixels in the order red, green, blue,
            with values of (pixel - 127) / 128. It wants NCHW.
        photographs: uint8 images (height, width, 3) of any sizes, in the order blue, green, red. Each is resized until it
            covers 224 by 224, with its aspect ratio kept, and its middle is cut out (`crop=True` in OpenCV).
        labels: The names of the network's classes.
        k: How many classes are wanted for each photograph.

    Returns:
        As `topk`: a list for each photograph.
    """
    raise NotImplementedError("task 4: cv2.dnn.blobFromImages, readNetFromONNX, setInput, forward, topk")
