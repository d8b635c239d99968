"""From Keras to OpenCV: one network, three runtimes."""

from __future__ import annotations

import cv2
import keras
import numpy as np
import onnxruntime
import tensorflow as tf
import tf2onnx

#: Up to 12, a Softmax without an axis means something else, which OpenCV does not do.
OPSET = 15

Report = dict[str, float | int | bool]


def export(model: keras.Model, path: str, scale: float = 1 / 255) -> None:
    """Write a model as an ONNX file: float32 pixels (N, height, width, channels) in, probabilities (N, classes) out."""
    pixels = tf.TensorSpec([None, *model.input_shape[1:]], tf.float32, name="pixels")

    @tf.function(input_signature=[pixels], autograph=False)  # no Python if or loop to convert
    def whole_way(pixels: tf.Tensor) -> tf.Tensor:
        return tf.nn.softmax(model(pixels * scale, training=False))

    tf2onnx.convert.from_function(whole_way, input_signature=[pixels], opset=OPSET, output_path=path)


def classify(path: str, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the labels (N,) and the probabilities (N, classes) that OpenCV computes for uint8 images."""
    probabilities = by_opencv(path, images)
    return probabilities.argmax(axis=1), probabilities


def parity_report(model: keras.Model, path: str, images: np.ndarray, scale: float = 1 / 255, tolerance: float = 1e-4) -> Report:
    """Compare the probabilities of OpenCV, ONNX Runtime and Keras: largest differences, labels, and whether they agree."""
    opencv, runtime, original = by_opencv(path, images), by_onnxruntime(path, images), by_keras(model, images, scale)
    differences = {
        "opencv_keras": largest(opencv, original),
        "onnxruntime_keras": largest(runtime, original),
        "opencv_onnxruntime": largest(opencv, runtime),
    }
    labels = [probabilities.argmax(axis=1) for probabilities in (opencv, runtime, original)]
    return differences | {
        "same_labels": int(np.sum((labels[0] == labels[1]) & (labels[1] == labels[2]))),
        "parity": all(difference <= tolerance for difference in differences.values()),  # never true of NaN
    }


def by_opencv(path: str, images: np.ndarray) -> np.ndarray:
    """The probabilities of a file's network, by OpenCV."""
    net = cv2.dnn.readNetFromONNX(path)
    net.setInput(np.ascontiguousarray(images, np.float32))  # pixels last, as the file says, and no blob
    return net.forward().reshape(len(images), -1)


def by_onnxruntime(path: str, images: np.ndarray) -> np.ndarray:
    """The probabilities of a file's network, by ONNX Runtime."""
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    (output,) = session.run(None, {session.get_inputs()[0].name: np.asarray(images, np.float32)})
    return output.reshape(len(images), -1)


def by_keras(model: keras.Model, images: np.ndarray, scale: float) -> np.ndarray:
    """The probabilities of the model itself."""
    return tf.nn.softmax(model(images.astype(np.float32) * np.float32(scale), training=False)).numpy()


def largest(one: np.ndarray, other: np.ndarray) -> float:
    """The largest absolute difference; NaN if there is one."""
    return float(np.abs(one - other).max())
