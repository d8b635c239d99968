"""A functional model around the model, converted by tf2onnx; sets of labels, and allclose for the verdict."""

import cv2
import keras
import numpy as np
import onnxruntime
import tensorflow as tf
import tf2onnx


def export(model, path, scale=1 / 255):
    pixels = keras.Input(model.input_shape[1:])
    whole = keras.Model(pixels, keras.layers.Softmax()(model(keras.layers.Rescaling(scale)(pixels))))
    spec = tf.TensorSpec((None, *model.input_shape[1:]), tf.float32)
    function = tf.function(lambda x: whole(x, training=False), input_signature=(spec,))
    converted, _ = tf2onnx.convert.from_function(function, input_signature=(spec,), opset=18)
    with open(path, "wb") as file:
        file.write(converted.SerializeToString())


def classify(path, images):
    with open(path, "rb") as file:
        net = cv2.dnn.readNetFromONNX(np.frombuffer(file.read(), np.uint8))
    net.setInput(images.astype(np.float64).astype(np.float32, order="C"))
    answer = np.reshape(net.forward(), (len(images), -1)).copy()
    return cv2.reduceArgMax(answer, 1)[:, 0], answer


def run(path, images):
    with open(path, "rb") as file:
        session = onnxruntime.InferenceSession(file.read(), providers=["CPUExecutionProvider"])
    feed = {value.name: np.asarray(images, dtype="float32") for value in session.get_inputs()}
    return np.squeeze(session.run(None, feed)[0].reshape(len(images), 1, -1), axis=1)


def parity_report(model, path, images, scale=1 / 255, tolerance=1e-4):
    whole = keras.Sequential([keras.layers.Rescaling(scale), model, keras.layers.Softmax()])
    keras_says = whole.predict(images.astype("float32"), verbose=0)
    _, opencv_says = classify(path, images)
    runtime_says = run(path, images)
    pairs = [(opencv_says, keras_says), (runtime_says, keras_says), (opencv_says, runtime_says)]
    names = ["opencv_keras", "onnxruntime_keras", "opencv_onnxruntime"]
    report = {name: float(cv2.norm(np.ascontiguousarray(a), np.ascontiguousarray(b), cv2.NORM_INF)) for name, (a, b) in zip(names, pairs, strict=True)}
    labels = zip(opencv_says.argmax(1), runtime_says.argmax(1), keras_says.argmax(1), strict=True)
    report["same_labels"] = sum(len(set(map(int, three))) == 1 for three in labels)
    report["parity"] = all(np.allclose(a, b, rtol=0, atol=tolerance) for a, b in pairs)
    return report
