"""Compares with 1e-4, whatever `tolerance` is. A float16 or quantised network needs a larger one."""
# says: "within a larger tolerance"

import cv2
import numpy as np
import onnxruntime as ort
import tensorflow as tf
import tf2onnx


def export(model, path, scale=1 / 255):
    signature = [tf.TensorSpec([None, *model.input_shape[1:]], tf.float32, name="images")]

    def forward(images):
        return tf.nn.softmax(model(images * scale, training=False), axis=1)

    tf2onnx.convert.from_function(tf.function(forward, signature), signature, opset=13, output_path=path)


def ask_opencv(path, images):
    net = cv2.dnn.readNetFromONNX(path)
    net.setInput(images.astype(np.float32))
    return net.forward().reshape(len(images), -1)


def ask_onnxruntime(path, images):
    session = ort.InferenceSession(path, providers=["CPUExecutionProvider"])
    output = session.run(None, {session.get_inputs()[0].name: images.astype(np.float32)})[0]
    return output.reshape(len(images), -1)


def ask_keras(model, images, scale):
    return tf.nn.softmax(model.predict(images * np.float32(scale), verbose=0)).numpy()


def classify(path, images):
    probabilities = ask_opencv(path, images)
    return np.argmax(probabilities, axis=1), probabilities


def parity_report(model, path, images, scale=1 / 255, tolerance=1e-4):
    cv, rt, keras = ask_opencv(path, images), ask_onnxruntime(path, images), ask_keras(model, images, scale)
    report = {
        "opencv_keras": float(np.max(np.abs(cv - keras))),
        "onnxruntime_keras": float(np.max(np.abs(rt - keras))),
        "opencv_onnxruntime": float(np.max(np.abs(cv - rt))),
    }
    parity = all(value <= 1e-4 for value in report.values())
    same = (cv.argmax(1) == rt.argmax(1)) & (rt.argmax(1) == keras.argmax(1))
    return {**report, "same_labels": int(same.sum()), "parity": parity}
