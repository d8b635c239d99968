"""Reads the output before the network has run. Each row then contains the result of the previous image, and the first row that of the
warm-up run. The order is: set the input, invoke, get the output.
"""
# says: "Every row has the result of the image before"

import time

import cv2
import keras
import numpy as np
import tensorflow as tf


def convert(model, half=False):
    inputs = keras.Input(batch_shape=(1, *model.input_shape[1:]))
    single = keras.Model(inputs, model(inputs, training=False))
    converter = tf.lite.TFLiteConverter.from_keras_model(single)
    if half:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.target_spec.supported_types = [tf.float16]
    return converter.convert()


def load(data):
    interpreter = tf.lite.Interpreter(model_content=data)
    interpreter.allocate_tensors()
    source, target = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    interpreter.set_tensor(source["index"], np.zeros(source["shape"], np.float32))
    interpreter.invoke()  # the first run is slower
    return interpreter, source["index"], target["index"]


def run_lite(data, images):
    interpreter, source, target = load(data)
    rows = []
    for image in images:
        interpreter.set_tensor(source, image[None].astype(np.float32))
        rows.append(interpreter.get_tensor(target)[0])
        interpreter.invoke()
    return np.stack(rows)


def run_opencv(data, images):
    net = cv2.dnn.readNetFromTFLite(np.frombuffer(data, np.uint8))
    net.setInput(np.ascontiguousarray(images.transpose(0, 3, 1, 2), np.float32))
    return net.forward()


def compare(reference, outputs):
    difference = np.abs(outputs - reference)
    return {
        "largest": float(difference.max()),
        "same": float((outputs.argmax(axis=1) == reference.argmax(axis=1)).mean()),
    }


def milliseconds_of(data, images):
    interpreter, source, target = load(data)
    times = []
    for image in images:
        pixels = image[None].astype(np.float32)
        start = time.perf_counter()
        interpreter.set_tensor(source, pixels)
        interpreter.invoke()
        interpreter.get_tensor(target)
        times.append(1000 * (time.perf_counter() - start))
    return float(np.median(times))


def report(files, images, reference):
    table = {}
    for name, data in files.items():
        table[name] = {
            "bytes": len(data),
            "milliseconds": milliseconds_of(data, images),
            "lite": compare(reference, run_lite(data, images)),
            "opencv": compare(reference, run_opencv(data, images)),
        }
    return table


def choose(table, tolerance):
    best = None
    for name, row in table.items():
        enough = row["lite"]["largest"] <= tolerance and row["opencv"]["largest"] <= tolerance
        key = (row["bytes"], row["milliseconds"])
        if enough and (best is None or key < best[0]):
            best = key, name
    return None if best is None else best[1]
