"""Hands the model to the converter as the object that is tracked, beside the function. Then the weights stay variables, which the
file has to read while it runs, and OpenCV does not know such operations. Convert the function alone, or a Keras model.
"""
# says: "by OpenCV: raises"
# depends on chance

import time

import cv2
import keras
import numpy as np
import tensorflow as tf


def convert(model, half=False):
    signature = [tf.TensorSpec([1, *model.input_shape[1:]], tf.float32)]
    function = tf.function(lambda pixels: model(pixels, training=False), input_signature=signature)
    converter = tf.lite.TFLiteConverter.from_concrete_functions([function.get_concrete_function()], model)
    if half:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.target_spec.supported_types = [tf.float16]
    return converter.convert()


def load(data):
    interpreter = tf.lite.Interpreter(model_content=data)
    interpreter.allocate_tensors()
    return interpreter, interpreter.get_input_details()[0]["index"], interpreter.get_output_details()[0]["index"]


def run_lite(data, images):
    interpreter, source, target = load(data)
    rows = []
    for image in images:
        interpreter.set_tensor(source, image[None].astype(np.float32))
        interpreter.invoke()
        rows.append(interpreter.get_tensor(target)[0])
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
