"""Exports the model as it is, and adds a Mul and a Softmax to the file with onnx.helper; plain loops for the report."""

# needs: keras>=3.12

import cv2
import numpy as np
import onnx
import onnxruntime as ort
from onnx import helper, numpy_helper


def export(model, path, scale=1 / 255):
    model.export(path, format="onnx", verbose=False, opset_version=17)
    file = onnx.load(path)
    graph = file.graph
    first, last = graph.input[0], graph.output[0]
    for node in graph.node:
        for place, name in enumerate(node.input):
            if name == first.name:
                node.input[place] = "scaled"
        for place, name in enumerate(node.output):
            if name == last.name:
                node.output[place] = "logits"
    graph.initializer.append(numpy_helper.from_array(np.array(scale, np.float32), "scale"))
    graph.node.insert(0, helper.make_node("Mul", [first.name, "scale"], ["scaled"]))
    graph.node.append(helper.make_node("Softmax", ["logits"], [last.name], axis=-1))
    onnx.save(file, path)


def by_opencv(path, images):
    net = cv2.dnn.readNetFromONNX(path)
    rows = []
    for image in images:
        net.setInput(np.ascontiguousarray(image[None].astype(np.float32)))
        rows.append(net.forward().flatten())
    return np.array(rows)


def all_at_once(path, images):
    net = cv2.dnn.readNetFromONNX(path)
    net.setInput(np.ascontiguousarray(images.astype(np.float32)))
    return net.forward().reshape(len(images), -1)


def classify(path, images):
    rows = by_opencv(path, images)
    return rows.argmax(axis=1), rows


def parity_report(model, path, images, scale=1 / 255, tolerance=1e-4):
    session = ort.InferenceSession(path, providers=["CPUExecutionProvider"])
    given = {session.get_inputs()[0].name: images.astype(np.float32)}
    runtime = session.run(None, given)[0].reshape(len(images), -1)
    opencv = all_at_once(path, images)
    logits = model.predict_on_batch(images.astype(np.float32) * scale).astype(np.float64)
    keras = np.exp(logits - logits.max(axis=1, keepdims=True))
    keras /= keras.sum(axis=1, keepdims=True)
    worst = {"opencv_keras": 0.0, "onnxruntime_keras": 0.0, "opencv_onnxruntime": 0.0}
    same, parity = 0, True
    for cv, rt, ke in zip(opencv, runtime, keras, strict=True):
        same += int(np.argmax(cv) == np.argmax(rt) == np.argmax(ke))
        for a, b, c in zip(cv, rt, ke, strict=True):
            for name, gap in (("opencv_keras", abs(a - c)), ("onnxruntime_keras", abs(b - c)), ("opencv_onnxruntime", abs(a - b))):
                if not gap <= tolerance:
                    parity = False
                if gap > worst[name] or np.isnan(gap):
                    worst[name] = float(gap)
    return worst | {"same_labels": same, "parity": parity}
