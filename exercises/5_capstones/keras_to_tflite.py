"""From Keras to a phone: TensorFlow Lite files with 32-bit and 16-bit weights.

TensorFlow Lite (now called LiteRT) runs networks on phones and small boards. Its files contain a graph and the weights, without
any Python. OpenCV can read many of them too. A file with float16 weights is about half as large as one with float32 weights,
but its weights are rounded, and every runtime has its own implementation of the operations. So measure the size, the time, and
how far the probabilities are from those of the Keras model.

The models here take pixels, 0 to 255, and return probabilities: the scaling and the softmax are part of them. Their dense layers have no
bias, since OpenCV 4.14 ignores it when it reads a TensorFlow Lite file (see the lesson).

Use `tf.lite.TFLiteConverter`, `tf.lite.Interpreter` and `cv2.dnn.readNetFromTFLite`. TensorFlow prints a warning that
`tf.lite.Interpreter` is deprecated; ignore it here.

Tasks
1. `convert`: a file for one image at a time.
2. `convert`: weights as float16.
3. `run_lite`: run many images in the interpreter.
4. `run_opencv`: run the same images in OpenCV.
5. `compare`: how much two results differ.
6. `report`: size, time and agreement of several files.
7. `choose`: the smallest file that is good enough.
"""

from __future__ import annotations

import keras
import numpy as np


def convert(model: keras.Model, half: bool = False) -> bytes:
    """Convert a model to a TensorFlow Lite file that the interpreter and OpenCV can read.

    The file has one input, float32 of shape (1, height, width, channels), and one output, float32 of shape (1, classes). The batch
    size is fixed at 1, even if the model accepts any number of images, because OpenCV cannot read a file with an unknown batch size
    and a `Flatten` layer. The network runs in inference mode. Nothing is added: no scaling, no softmax.

    Args:
        model: A functional model or a Sequential. It takes float32 (N, height, width, channels), with all sizes known except N, and
            returns probabilities (N, classes). Do not change it.
        half: If True, the weights are stored as float16. Inputs, outputs and all calculations are float32 in both cases.

    Returns:
        The content of the file.

    Examples:
        >>> len(convert(model)), len(convert(model, half=True))  # a network with 25,050 weights
        (103340, 54196)
    """
    raise NotImplementedError("task 1: put the model behind an input with batch size 1, and convert that")


def run_lite(data: bytes, images: np.ndarray) -> np.ndarray:
    """Return the probabilities that TensorFlow Lite's interpreter computes.

    Args:
        data: The content of a file like those of `convert`, for one image at a time. The numbers that identify the input
            tensor and the output tensor differ from file to file.
        images: Shape (N, height, width, channels), pixels of any numeric dtype, N at least 1. The array may be a slice of a larger
            one.

    Returns:
        Float32, shape (N, classes): one row for each image.

    Examples:
        >>> run_lite(data, np.zeros((7, 8, 8, 1), np.uint8)).shape
        (7, 10)
    """
    raise NotImplementedError("task 3: allocate the tensors, then set the input, invoke and get the output for each image")


def run_opencv(data: bytes, images: np.ndarray) -> np.ndarray:
    """Return the probabilities that OpenCV computes from the same file, without TensorFlow.

    OpenCV rearranges the network while it reads the file: its input has the channels first, (N, channels, height, width).

    Args:
        data: A file as for `run_lite`.
        images: As for `run_lite`.

    Returns:
        Float32, shape (N, classes), as OpenCV computes them. You may pass N images to OpenCV at once or one after the
        other. It may return an array with one more axis.

    Examples:
        >>> run_opencv(data, np.zeros((7, 8, 8, 1), np.uint8)).shape
        (7, 10)
    """
    raise NotImplementedError("task 4: readNetFromTFLite, setInput with the channels first, forward")


def compare(reference: np.ndarray, outputs: np.ndarray) -> dict[str, float]:
    """Compare probabilities with those of a reference.

    Args:
        reference: Shape (N, classes), N at least 1.
        outputs: The same shape.

    Returns:
        A dictionary:

        - "largest": the largest absolute difference between two probabilities of the same image and class; NaN if one of them is NaN;
        - "same": the fraction of images, from 0 to 1, whose most probable class is the same in both arrays. The class is what
          `argmax` returns.

    Examples:
        >>> compare(np.array([[0.75, 0.25], [0.5, 0.5]]), np.array([[0.25, 0.75], [0.5, 0.5]]))
        {'largest': 0.5, 'same': 0.5}
    """
    raise NotImplementedError("task 5: the maximum of the absolute differences, and the mean of equal classes")


def report(files: dict[str, bytes], images: np.ndarray, reference: np.ndarray) -> dict[str, dict]:
    """Measure several files of the same network.

    Args:
        files: The content of each file, by name. Both runtimes can read each file, but their results may differ.
        images: As for `run_lite`.
        reference: The probabilities of the Keras model for these images, shape (N, classes).

    Returns:
        For each name a dictionary:

        - "bytes": the size of the file, an int;
        - "milliseconds": how long the interpreter takes for one image, a float: the median over the images, or over several runs.
          Reading the file and allocating the tensors are not included;
        - "lite", "opencv": what `compare` returns for `reference` and the outputs of the interpreter, or of OpenCV.

    Examples:
        >>> report({"float": convert(model)}, images, reference)["float"]["bytes"]  # the model of `convert`
        103340
    """
    raise NotImplementedError("task 6: for each file its length, the time of one image, and two comparisons")


def choose(table: dict[str, dict], tolerance: float) -> str | None:
    """Choose the smallest file that is good enough in both runtimes.

    Args:
        table: As `report` returns it.
        tolerance: The largest difference that is allowed: "largest" must be at most this number, for "lite" and for "opencv". NaN is
            never good enough.

    Returns:
        The name of the file with the fewest bytes among those that are good enough. If several of them have this size, the name
        of the one that takes the fewest milliseconds. If no file is good enough, None.

    Examples:
        >>> close = {"largest": 0.25, "same": 1.0}
        >>> choose({"float": {"bytes": 900, "milliseconds": 1.5, "lite": close, "opencv": close}}, tolerance=0.5)
        'float'
    """
    raise NotImplementedError("task 7: keep the files within the tolerance, and take the smallest")
