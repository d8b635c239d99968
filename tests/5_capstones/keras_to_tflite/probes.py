"""What the suite of keras_to_tflite does in workers: it makes Keras models, and asks files that were converted."""

from time import perf_counter

import cv2
import keras
import numpy as np
import tensorflow as tf
from tensorflow.lite.python import schema_py_generated as schema

ROUNDING = 1e-3  # epsilon of the batch normalization


def model(weights, shape, scale):
    """A network with known weights, from pixels to probabilities: scaling, convolution, batch normalization, ReLU, dropout, dense, softmax."""
    layers = keras.layers
    kernel, *norm, dense = weights
    convolution = layers.Conv2D(kernel.shape[3], 3, use_bias=False)
    normalization = layers.BatchNormalization(epsilon=ROUNDING)
    head = layers.Dense(dense.shape[1], use_bias=False, activation="softmax")
    pixels = keras.Input(tuple(shape), name="pixels")
    x = layers.ReLU()(normalization(convolution(layers.Rescaling(scale)(pixels))))
    made = keras.Model(pixels, head(layers.Dropout(0.5)(layers.Flatten()(x))))
    convolution.set_weights([kernel])
    normalization.set_weights(norm)
    head.set_weights([dense])
    return made


def answers(model, images):
    return model(images.astype(np.float32), training=False)


def ask(data, images):
    """What a file says of itself, and what the interpreter and OpenCV make of it, image by image."""
    try:
        interpreter = tf.lite.Interpreter(model_content=data)
        interpreter.allocate_tensors()
    except Exception as error:  # noqa: BLE001 - whatever it is, the suite tells it to the student
        return {"error": first_line(error)}
    inputs, outputs = interpreter.get_input_details(), interpreter.get_output_details()
    return {
        "inputs": [form(value) for value in inputs],
        "outputs": [form(value) for value in outputs],
        "weights": weights(data),
        "lite": answer(by_interpreter, interpreter, images),
        "opencv": answer(by_opencv, data, images),
    }


def form(value):
    """Type and shape of an input or output; a size that is not fixed is -1."""
    return np.dtype(value["dtype"]).name, [int(size) for size in value["shape_signature"]]


def weights(data):
    """How many numbers the constant tensors have, by their type."""
    names = {number: name.lower() for name, number in vars(schema.TensorType).items() if isinstance(number, int)}
    file = schema.ModelT.InitFromPackedBuf(data, 0)
    counts = {}
    for graph in file.subgraphs:
        for tensor in graph.tensors:
            constant = file.buffers[tensor.buffer].data
            if constant is not None and len(constant) and tensor.shape is not None:
                name = names[tensor.type]
                counts[name] = counts.get(name, 0) + int(np.prod(tensor.shape))
    return counts


def answer(ask_one, net, images):
    try:
        return np.concatenate([ask_one(net, image[np.newaxis].astype(np.float32)) for image in images])
    except Exception as error:  # noqa: BLE001 - as above
        return first_line(error)


def by_interpreter(interpreter, image):
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], image)
    interpreter.invoke()
    return interpreter.get_tensor(interpreter.get_output_details()[0]["index"])


def milliseconds(data, image):
    """The shortest of several times that the interpreter takes for one image, in milliseconds."""
    interpreter = tf.lite.Interpreter(model_content=data)
    interpreter.allocate_tensors()
    pixels, taken = image[np.newaxis].astype(np.float32), []
    for _ in range(4):
        start = perf_counter()
        by_interpreter(interpreter, pixels)
        taken.append(perf_counter() - start)
    return 1000 * min(taken)


def by_opencv(data, image):
    net = cv2.dnn.readNetFromTFLite(np.frombuffer(data, np.uint8))
    net.setInput(np.ascontiguousarray(image.transpose(0, 3, 1, 2)))
    return net.forward()


def first_line(error):
    lines = str(error).strip().splitlines() or [""]
    return f"{type(error).__name__}: {lines[0][:180]}"
