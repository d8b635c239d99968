"""Builds the network once more for one image and copies the weights; a new interpreter for each image; blobs in a batch."""

import timeit

import cv2
import keras
import numpy as np
import tensorflow as tf


def convert(model, half=False):
    image = keras.Input(shape=model.input_shape[1:], batch_size=1)
    clone = keras.models.clone_model(model, input_tensors=image)
    clone.set_weights(model.get_weights())
    converter = tf.lite.TFLiteConverter.from_keras_model(clone)
    if half:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.target_spec.supported_types = [tf.float16]
    return bytes(converter.convert())


def loaded(data):
    interpreter = tf.lite.Interpreter(model_content=data)
    interpreter.allocate_tensors()
    return interpreter, interpreter.get_input_details()[0]["index"], interpreter.get_output_details()[0]["index"]


def one(data, image):
    interpreter, source, target = loaded(data)
    interpreter.set_tensor(source, np.array(image, np.float32, ndmin=4))
    interpreter.invoke()
    return interpreter.get_tensor(target)


def run_lite(data, images):
    return np.concatenate([one(data, image) for image in images], axis=0)


def run_opencv(data, images):
    net = cv2.dnn.readNetFromTFLite(np.frombuffer(data, np.uint8))
    net.setInput(cv2.dnn.blobFromImages([np.array(image, np.float32) for image in images]))
    return net.forward().copy()


def compare(reference, outputs):
    difference = np.asarray(outputs, np.float64) - np.asarray(reference, np.float64)
    return {
        "largest": float(np.linalg.norm(difference.ravel(), np.inf)),
        "same": np.count_nonzero(outputs.argmax(-1) == reference.argmax(-1)) / len(reference),
    }


def report(files, images, reference):
    table = dict.fromkeys(files)
    for name, data in files.items():
        interpreter, source, _ = loaded(data)
        interpreter.set_tensor(source, images[0][None].astype(np.float32))
        seconds = np.median(timeit.repeat(interpreter.invoke, number=2, repeat=3)) / 2
        lite, opencv = (compare(reference, run(data, images)) for run in (run_lite, run_opencv))
        table[name] = {"bytes": len(data), "milliseconds": 1000.0 * seconds, "lite": lite, "opencv": opencv}
    return table


def choose(table, tolerance):
    enough = {name: row for name, row in table.items() if np.all(np.array([row["lite"]["largest"], row["opencv"]["largest"]]) <= tolerance)}
    if not enough:
        return None
    least = min(row["bytes"] for row in enough.values())
    smallest = [name for name in enough if enough[name]["bytes"] == least]
    return min(smallest, key=lambda name: enough[name]["milliseconds"])
