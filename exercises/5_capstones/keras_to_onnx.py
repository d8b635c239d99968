"""From Keras to OpenCV: one network, three runtimes.

ONNX is a file format for trained networks: a list of operations with their weights, without any Python. OpenCV, ONNX Runtime
and many other programs run such files, each with its own implementation of the operations. So check that the results agree:
measure the largest difference on a batch of several images, for every runtime that will be used. The suite also runs the
exported ONNX file in a process that has neither your program nor the Keras model.

The models here take scaled values and return logits. The file takes pixels, 0 to 255, and returns probabilities, so that nobody
can forget the scaling or the softmax.

Both `model.export(path, format="onnx")` of Keras (3.8 or newer, on TensorFlow) and `tf2onnx.convert.from_function` work. Import
what you need: cv2, onnxruntime, tensorflow and tf2onnx are available.

Tasks
1. `export`: a file that takes pixels and returns probabilities.
2. `export`: for any number of images.
3. `export`: a file with opset 13 or newer, for which OpenCV computes the same probabilities as Keras.
4. `classify`: labels and probabilities of images, given as pixels, with `cv2.dnn`.
5. `parity_report`: how much the results of OpenCV, ONNX Runtime and Keras differ.
6. `parity_report`: whether they agree.
"""

from __future__ import annotations

import keras
import numpy as np


def export(model: keras.Model, path: str, scale: float = 1 / 255) -> None:
    """Write a model as an ONNX file that takes pixels and returns probabilities.

    The file contains three steps: pixels times `scale`, the model in inference mode, and the softmax along each row. It has one
    input, float32 of shape (N, height, width, channels) as in Keras, and one output, float32 of shape (N, classes). N may be
    any positive number: the first dimension of both input and output is not fixed. The opset is 13 or newer, and the softmax is
    one operation, not several (which OpenCV 4 sometimes computes wrongly).

    Args:
        model: It takes scaled values, float32 of shape (N, height, width, channels), with all sizes known except N, and
            returns logits of shape (N, classes). Do not change it.
        path: The name of the file, which ends with ".onnx".
        scale: The factor by which pixels are multiplied before they enter the model.

    Examples:
        >>> export(model, "digits.onnx", scale=1 / 16)  # for a model of your own
        >>> onnxruntime.InferenceSession("digits.onnx").get_inputs()[0].shape  # the first size may have any name
        ['unk__7', 8, 8, 1]
    """
    raise NotImplementedError(
        "task 1: put the scaling before the model and the softmax after it, in a function or another model, and convert that"
    )


def classify(path: str, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Classify images with OpenCV alone, without Keras or ONNX Runtime.

    Args:
        path: Any ONNX file that takes pixels, float32 (N, height, width, channels), as a file written by `export` does,
            and returns probabilities as (N, classes) or in another shape with the same number of values for each image.
        images: uint8, shape (N, height, width, channels), with the size and channel order that the file expects. N is at
            least 1. The array may be a slice of a larger one.

    Returns:
        The label of each image, integers of shape (N,): the class with the highest probability; and the probabilities, float32
        of shape (N, classes), as OpenCV computes them.

    Examples:
        >>> labels, probabilities = classify("digits.onnx", np.zeros((7, 8, 8, 1), np.uint8))
        >>> labels.shape, probabilities.shape
        ((7,), (7, 10))
    """
    raise NotImplementedError(
        "task 4: readNetFromONNX, setInput with float32 in the layout of the file, forward, one row per image"
    )


def parity_report(
    model: keras.Model, path: str, images: np.ndarray, scale: float = 1 / 255, tolerance: float = 1e-4
) -> dict[str, float | int | bool]:
    """Compare the probabilities that OpenCV and ONNX Runtime compute from a file with those that Keras computes from the model.

    All three classify the same images in one batch.

    Args:
        model: As for `export`: it takes scaled values and returns logits.
        path: An ONNX file, as for `classify`, that is supposed to contain this model with scaling and softmax. The file may
            contain a mistake, or a runtime may misread it; the report should show this.
        images: uint8, shape (N, height, width, channels), N at least 1.
        scale: The factor by which pixels are multiplied before they enter the model. (The file does this itself.)
        tolerance: The largest difference that is allowed between two corresponding probabilities.

    Returns:
        A dictionary:

        - "opencv_keras", "onnxruntime_keras", "opencv_onnxruntime": for each pair of runtimes the largest absolute difference
          between two probabilities of the same image and class, a float;
        - "same_labels": the number of images for which all three predict the same class, an int;
        - "parity": True if all three differences are at most the tolerance, otherwise False. A difference of NaN does not count
          as agreement.

    Examples:
        >>> parity_report(model, "digits.onnx", images, scale=1 / 16)["parity"]
        True
    """
    raise NotImplementedError(
        "task 5: the probabilities of each runtime as an array (N, classes), then compare them in pairs"
    )
