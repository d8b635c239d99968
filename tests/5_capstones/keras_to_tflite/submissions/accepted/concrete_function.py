"""Converts a traced function, asks the file by its signature, and gives OpenCV one blob at a time."""

import statistics
import time

import cv2
import numpy as np
import tensorflow as tf


def convert(model, half=False):
    @tf.function(input_signature=[tf.TensorSpec([1, *model.input_shape[1:]], tf.float32)])
    def forward(pixels):
        return model(pixels, training=False)

    converter = tf.lite.TFLiteConverter.from_concrete_functions([forward.get_concrete_function()])
    if half:
        converter.optimizations = {tf.lite.Optimize.DEFAULT}
        converter.target_spec.supported_types = [tf.float16]
    return converter.convert()


def runner(data):
    interpreter = tf.lite.Interpreter(model_content=data)
    run = interpreter.get_signature_runner()
    (source,) = run.get_input_details()
    return lambda image: next(iter(run(**{source: image[None].astype(np.float32)}).values()))[0]


def run_lite(data, images):
    return np.array([*map(runner(data), images)])


def run_opencv(data, images):
    net = cv2.dnn.readNetFromTFLite(np.frombuffer(data, dtype=np.uint8))
    rows = []
    for image in images:
        pixels = np.ascontiguousarray(image, dtype=np.float32)
        net.setInput(cv2.dnn.blobFromImage(pixels))
        rows.append(net.forward().flatten())
    return np.vstack(rows)


def compare(reference, outputs):
    return {
        "largest": np.max(np.abs(np.subtract(reference, outputs))),
        "same": np.mean(np.argmax(reference, 1) == np.argmax(outputs, 1)),
    }


def report(files, images, reference):
    table = {}
    for name in files:
        run = runner(files[name])
        times = []
        for image in images:
            before = time.perf_counter_ns()
            run(image)
            times.append((time.perf_counter_ns() - before) / 1e6)
        table[name] = {
            "bytes": len(files[name]),
            "milliseconds": statistics.median(times),
            "lite": compare(reference, run_lite(files[name], images)),
            "opencv": compare(reference, run_opencv(files[name], images)),
        }
    return table


def choose(table, tolerance):
    order = sorted(table, key=lambda name: [table[name]["bytes"], table[name]["milliseconds"]])
    for name in order:
        if table[name]["lite"]["largest"] <= tolerance and table[name]["opencv"]["largest"] <= tolerance:
            return name
    return None
