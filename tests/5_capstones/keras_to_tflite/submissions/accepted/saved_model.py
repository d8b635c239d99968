"""Converts a SavedModel of the network, and gives both runtimes a file on the disk."""

import tempfile
import time
from pathlib import Path

import cv2
import keras
import numpy as np
import tensorflow as tf


def convert(model, half=False):
    height, width, channels = model.input_shape[1:]
    single = keras.Sequential([keras.Input((height, width, channels), batch_size=1), model])
    with tempfile.TemporaryDirectory() as folder:
        signature = [tf.TensorSpec((1, height, width, channels), tf.float32)]
        single.export(folder, format="tf_saved_model", verbose=False, input_signature=signature)
        converter = tf.lite.TFLiteConverter.from_saved_model(folder)
        if half:
            converter.optimizations = [tf.lite.Optimize.DEFAULT]
            converter.target_spec.supported_types = [tf.float16]
        return converter.convert()


def run_lite(data, images):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.tflite"
        path.write_bytes(data)
        interpreter = tf.lite.Interpreter(model_path=str(path), num_threads=1)
    interpreter.allocate_tensors()
    source = interpreter.get_input_details()[0]["index"]
    target = interpreter.get_output_details()[0]
    result = np.empty((len(images), target["shape"][-1]), np.float32)
    view = interpreter.tensor(target["index"])
    for place, image in enumerate(images):
        interpreter.set_tensor(source, np.expand_dims(image, 0).astype(np.float32))
        interpreter.invoke()
        result[place] = view()
    return result


def run_opencv(data, images):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.tflite"
        path.write_bytes(data)
        net = cv2.dnn.readNetFromTFLite(str(path))
    net.setInput(np.moveaxis(images, -1, 1).astype(np.float32, order="C"))
    return net.forward()


def compare(reference, outputs):
    largest, same = 0.0, 0
    for first, second in zip(reference, outputs, strict=True):
        for one, other in zip(first, second, strict=True):
            difference = abs(float(one) - float(other))
            if not difference <= largest:
                largest = difference
                if np.isnan(difference):
                    return {"largest": difference, "same": float(np.mean(np.argmax(reference, 1) == np.argmax(outputs, 1)))}
        same += int(np.argmax(first) == np.argmax(second))
    return {"largest": largest, "same": same / len(reference)}


def report(files, images, reference):
    def milliseconds(data):
        interpreter = tf.lite.Interpreter(model_content=data)
        interpreter.allocate_tensors()
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], images[:1].astype(np.float32))
        interpreter.invoke()
        times = []
        for _ in range(5):
            start = time.perf_counter()
            interpreter.invoke()
            times.append(time.perf_counter() - start)
        return np.median(times) * 1e3

    return {
        name: dict(
            bytes=len(data),
            milliseconds=milliseconds(data),
            lite=compare(reference, run_lite(data, images)),
            opencv=compare(reference, run_opencv(data, images)),
        )
        for name, data in files.items()
    }


def choose(table, tolerance):
    best = None
    for name, row in table.items():
        if not (row["lite"]["largest"] <= tolerance and row["opencv"]["largest"] <= tolerance):
            continue
        key = row["bytes"], row["milliseconds"]
        if best is None or key < best[0]:
            best = key, name
    return best[1] if best else None
