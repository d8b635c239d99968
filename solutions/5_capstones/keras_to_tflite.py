"""From Keras to a phone: TensorFlow Lite files with weights of 32 and of 16 bits."""

from __future__ import annotations

from time import perf_counter

import cv2
import keras
import numpy as np
import tensorflow as tf


def convert(model: keras.Model, half: bool = False) -> bytes:
    """Convert a model to a file that takes one image, float32 (1, height, width, channels), with float32 or float16 weights."""
    image = keras.Input(batch_shape=(1, *model.input_shape[1:]))
    converter = tf.lite.TFLiteConverter.from_keras_model(keras.Model(image, model(image, training=False)))
    if half:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.target_spec.supported_types = [tf.float16]
    return converter.convert()


def run_lite(data: bytes, images: np.ndarray) -> np.ndarray:
    """Return the probabilities (N, classes) that the interpreter computes for images (N, height, width, channels)."""
    probabilities, _ = timed(data, images)
    return probabilities


def run_opencv(data: bytes, images: np.ndarray) -> np.ndarray:
    """Return the probabilities (N, classes) that OpenCV computes for images (N, height, width, channels)."""
    net = cv2.dnn.readNetFromTFLite(np.frombuffer(data, np.uint8))
    net.setInput(np.ascontiguousarray(images.transpose(0, 3, 1, 2), np.float32))  # OpenCV takes the channels first
    return net.forward().reshape(len(images), -1)


def compare(reference: np.ndarray, outputs: np.ndarray) -> dict[str, float]:
    """Return the largest absolute difference and the fraction of images with the same class."""
    return {
        "largest": float(np.abs(outputs - reference).max()),  # NaN if there is one
        "same": float(np.mean(outputs.argmax(axis=1) == reference.argmax(axis=1))),
    }


def report(files: dict[str, bytes], images: np.ndarray, reference: np.ndarray) -> dict[str, dict]:
    """Return the size, the time for one image, and the agreement in both runtimes, of each file."""
    return {name: measured(data, images, reference) for name, data in files.items()}


def choose(table: dict[str, dict], tolerance: float) -> str | None:
    """Return the name of the smallest file that agrees in both runtimes; of equal sizes, the fastest; None if there is none."""
    enough = [name for name, row in table.items() if all(row[runtime]["largest"] <= tolerance for runtime in ("lite", "opencv"))]
    return min(enough, key=lambda name: (table[name]["bytes"], table[name]["milliseconds"]), default=None)


def timed(data: bytes, images: np.ndarray) -> tuple[np.ndarray, list[float]]:
    """The probabilities by the interpreter, and the seconds for each image."""
    interpreter = tf.lite.Interpreter(model_content=data)
    interpreter.allocate_tensors()
    (source,), (result,) = interpreter.get_input_details(), interpreter.get_output_details()
    rows, seconds = [], []
    for image in np.asarray(images, np.float32):
        start = perf_counter()
        interpreter.set_tensor(source["index"], image[np.newaxis])
        interpreter.invoke()
        rows.append(interpreter.get_tensor(result["index"])[0])  # a copy, which the next image does not overwrite
        seconds.append(perf_counter() - start)
    return np.stack(rows), seconds


def measured(data: bytes, images: np.ndarray, reference: np.ndarray) -> dict:
    """One row of the report."""
    probabilities, seconds = timed(data, images)
    return {
        "bytes": len(data),
        "milliseconds": 1000 * float(np.median(seconds)),
        "lite": compare(reference, probabilities),
        "opencv": compare(reference, run_opencv(data, images)),
    }
