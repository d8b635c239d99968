"""Keras's own export of a model around the model; the report in one table of all runtimes."""

# needs: keras>=3.8

from itertools import combinations

import cv2
import keras
import numpy as np
import onnxruntime
from keras import layers


def export(model, path, scale=1 / 255):
    whole = keras.Sequential([layers.Rescaling(scale), model, layers.Softmax()])
    whole(np.zeros((1, *model.input_shape[1:]), np.float32))  # what was never called cannot be exported
    whole.export(path, format="onnx", verbose=False)


def classify(path, images):
    net = cv2.dnn.readNet(path)
    net.setInput(np.array(images, dtype=np.float32, order="C"))
    rows = net.forward().reshape(images.shape[0], -1)
    return np.array([row.argmax() for row in rows]), rows


def parity_report(model, path, images, scale=1 / 255, tolerance=1e-4):
    session = onnxruntime.InferenceSession(path)
    pixels = np.ascontiguousarray(images, dtype=np.float32)
    (answers,) = session.run([session.get_outputs()[0].name], {session.get_inputs()[0].name: pixels})
    found = {
        "opencv": classify(path, images)[1],
        "onnxruntime": answers.reshape(len(images), -1),
        "keras": keras.ops.convert_to_numpy(keras.ops.softmax(model(pixels * scale, training=False))),
    }
    report = {}
    for one, other in combinations(found, 2):
        report[f"{one}_{other}"] = np.abs(found[one].astype(np.float64) - found[other]).max()
    report["same_labels"] = np.sum(np.ptp([answer.argmax(axis=1) for answer in found.values()], axis=0) == 0)
    report["parity"] = bool(max(report[name] for name in ("opencv_keras", "onnxruntime_keras", "opencv_onnxruntime")) <= tolerance)
    if any(np.isnan(answer).any() for answer in found.values()):
        report["parity"] = False
    return report
