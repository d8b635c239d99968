"""From Keras to OpenCV: one network, three runtimes.

A trained network leaves the program that trained it. ONNX is a file format for that: a list of operations with their
weights, without any Python, which OpenCV, ONNX Runtime and many others run, each with code of its own. Such a file is a
new program for the same numbers, so whoever makes one shows that the numbers are the same: on a batch of several images,
in every runtime that will be used, by the largest difference. The suite carries your file to a process that knows neither
your program nor Keras's model, and asks it there.

The models here take values of the size of 1, and end in logits. The file is to take pixels, 0 to 255, and to give
probabilities: what a network needs to be used rightly is best inside the file, where nobody can forget it.

The way to ONNX leads through TensorFlow: `model.export(path, format="onnx")` of Keras (from 3.8 on, on TensorFlow) and
`tf2onnx.convert.from_function` both use tf2onnx, which translates TensorFlow's graphs. Either will do. Import what you need: cv2, onnxruntime, tensorflow, tf2onnx are there.

Your tasks:
1. `export`: a file that takes pixels and gives probabilities.
2. `export`: for any number of images.
3. `export`: such that OpenCV gives the same numbers; opset 13 or newer.
4. `classify`: labels and probabilities of pixels, with `cv2.dnn`.
5. `parity_report`: how far OpenCV, ONNX Runtime and Keras are apart.
6. `parity_report`: whether they agree.
"""

from __future__ import annotations

import keras
import numpy as np


def export(model: keras.Model, path: str, scale: float = 1 / 255) -> None:
    """Write a model as an ONNX file that takes pixels and gives probabilities.

    The file holds the whole way: the pixels times `scale`, the model as it is in use (not in training), the softmax along
    each row. It has one input, float32 of shape (N, height, width, channels) as in Keras, and one output, float32 of shape
    (N, classes). Both take any N from 1 on, and say so: their first size is no fixed number. The operations are those of
    opset 13 or newer, and the softmax is one operation, not several (which OpenCV 4 does not always read rightly).

    Args:
        model: takes float32 (N, height, width, channels), all but N known, values as they are after the scaling; gives
            logits (N, classes). Must not be changed.
        path: where to write the file, a name that ends with ".onnx".
        scale: what pixels are multiplied by before they enter the model.

    Examples:
        >>> export(model, "digits.onnx", scale=1 / 16)  # for a model of one's own
        >>> onnxruntime.InferenceSession("digits.onnx").get_inputs()[0].shape  # the first one may have any name
        ['unk__7', 8, 8, 1]
    """
    raise NotImplementedError(
        "task 1: put the scaling before the model and the softmax behind it, in a function or in another model, and convert that"
    )


def classify(path: str, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Classify images with OpenCV alone: neither Keras nor ONNX Runtime has to be there.

    Args:
        path: an ONNX file that anybody made. It takes pixels, float32 (N, height, width, channels), as those of `export`
            do, and puts out probabilities, as (N, classes) or as another shape that has this many numbers for each image.
        images: uint8, shape (N, height, width, channels), as the file wants them: their size and the order of their channels
            are right. N is at least 1. They may be a part of a larger array. Must not be changed.

    Returns:
        The label of each image, whole numbers of shape (N,): the class of its highest probability; and the probabilities,
        float32 of shape (N, classes), as OpenCV gives them.

    Examples:
        >>> labels, probabilities = classify("digits.onnx", np.zeros((7, 8, 8, 1), np.uint8))
        >>> labels.shape, probabilities.shape
        ((7,), (7, 10))
    """
    raise NotImplementedError("task 4: readNetFromONNX, setInput with float32 in the layout of the file, forward, one row an image")


def parity_report(
    model: keras.Model, path: str, images: np.ndarray, scale: float = 1 / 255, tolerance: float = 1e-4
) -> dict[str, float | int | bool]:
    """Compare what OpenCV and ONNX Runtime make of a file with what Keras makes of the model.

    All three classify the same images, all of them in one batch, and their probabilities are compared.

    Args:
        model: as for `export`: values after the scaling in, logits out.
        path: an ONNX file as for `classify`, which is said to hold this model, with scaling and softmax. It may be wrong, or
            a runtime may read it wrongly: that is what the report is for.
        images: uint8, shape (N, height, width, channels), N at least 1.
        scale: what pixels are multiplied by before they enter the model. (The file does that by itself.)
        tolerance: how far apart two probabilities may be.

    Returns:
        A dictionary:

        - "opencv_keras", "onnxruntime_keras", "opencv_onnxruntime": for each pair of runtimes the largest absolute difference
          between two probabilities of the same image and class, a float;
        - "same_labels": for how many images the highest probability has the same class in all three, an int;
        - "parity": True if none of the three differences is above the tolerance, else False. A difference that is not a
          number (some answer was NaN) is no agreement.

    Examples:
        >>> parity_report(model, "digits.onnx", images, scale=1 / 16)["parity"]
        True
    """
    raise NotImplementedError("task 5: the probabilities of each runtime as an array (N, classes), then compare them pair by pair")
