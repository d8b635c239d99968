"""The interpreter with two threads and its tensors by name; einsum for the layout; a table of NumPy records to choose from."""

from statistics import median
from time import monotonic_ns

import cv2
import keras
import numpy as np
import tensorflow as tf
from keras import layers


def convert(model, half=False):
    single = keras.Sequential([layers.InputLayer(batch_shape=(1,) + tuple(model.input_shape[1:])), model])
    converter = tf.lite.TFLiteConverter.from_keras_model(single)
    converter.inference_input_type = converter.inference_output_type = tf.float32
    if half:
        converter.optimizations = [tf.lite.Optimize.OPTIMIZE_FOR_SIZE]
        converter.target_spec.supported_types = [tf.dtypes.float16]
    return converter.convert()


class Lite:
    def __init__(self, data):
        self.interpreter = tf.lite.Interpreter(model_content=data, num_threads=2)
        self.interpreter.allocate_tensors()
        self.places = {tensor["name"]: tensor["index"] for tensor in self.interpreter.get_tensor_details()}
        self.source = self.places[self.interpreter.get_input_details()[0]["name"]]
        self.target = self.places[self.interpreter.get_output_details()[0]["name"]]

    def __call__(self, image):
        self.interpreter.tensor(self.source)()[:] = image
        self.interpreter.invoke()
        return self.interpreter.tensor(self.target)()[0].copy()


def run_lite(data, images):
    lite = Lite(data)
    return np.array([lite(image) for image in images])


def run_opencv(data, images):
    net = cv2.dnn.readNetFromTFLite(np.frombuffer(data, np.uint8))
    net.setInput(np.einsum("nhwc->nchw", images).astype(np.float32).copy(order="C"))
    return np.array(net.forward()).reshape(images.shape[0], -1)


def compare(reference, outputs):
    largest = np.ptp(np.stack([reference, outputs]), axis=0).max()
    return {"largest": largest, "same": 1 - np.count_nonzero(np.argmax(reference, 1) - np.argmax(outputs, 1)) / len(outputs)}


def report(files, images, reference):
    def row(data):
        lite, times, rows = Lite(data), [], []
        for image in images:
            start = monotonic_ns()
            rows.append(lite(image))
            times.append(monotonic_ns() - start)
        return {
            "bytes": np.int64(len(data)),
            "milliseconds": median(times) / 1_000_000,
            "lite": compare(reference, np.array(rows)),
            "opencv": compare(reference, run_opencv(data, images)),
        }

    return {name: row(data) for name, data in files.items()}


def choose(table, tolerance):
    names = [name for name in table if not any(np.isnan(table[name][key]["largest"]) or table[name][key]["largest"] > tolerance for key in ("lite", "opencv"))]
    if not names:
        return None
    order = np.lexsort(([table[name]["milliseconds"] for name in names], [table[name]["bytes"] for name in names]))
    return names[order[0]]
