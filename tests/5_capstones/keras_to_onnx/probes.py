"""What the suite of keras_to_onnx does in workers: it makes Keras models, and asks files that were exported."""

import cv2
import keras
import numpy as np
import onnxruntime

ROUNDING = 1e-3  # epsilon of the batch normalization


def model(weights, shape, pooled):
    """A network with known weights: convolution, batch normalization, ReLU, one row of features, dropout, logits."""
    layers = keras.layers
    inputs = keras.Input(tuple(shape), name="values")
    kernel, *norm, dense, bias = weights
    convolution = layers.Conv2D(kernel.shape[3], 3, use_bias=False)
    normalization = layers.BatchNormalization(epsilon=ROUNDING)
    x = layers.ReLU()(normalization(convolution(inputs)))
    x = layers.GlobalAveragePooling2D()(x) if pooled else layers.Flatten()(x)
    head = layers.Dense(dense.shape[1])
    made = keras.Model(inputs, head(layers.Dropout(0.5)(x)))
    convolution.set_weights([kernel])
    normalization.set_weights(norm)
    head.set_weights([dense, bias])
    return used(made)


def digits_model(weights):
    """The network of fixtures/digits_base.npz with its head: it has learned to read the digits 0 to 6."""
    layers = keras.layers
    inputs = keras.Input((8, 8, 1))
    x = inputs
    for place, channels in enumerate((16, 24, 32)):
        x = layers.Conv2D(channels, 3, padding="same", use_bias=False)(x)
        x = layers.ReLU()(layers.BatchNormalization()(x))
        x = layers.MaxPooling2D()(x) if place < 2 else x
    made = keras.Model(inputs, layers.Dense(7)(layers.Flatten()(x)))
    made.set_weights(weights)
    return used(made)


def used(model):
    """As after a training: Keras exports no model that was never called."""
    model(np.zeros((1, *model.input_shape[1:]), np.float32), training=False)
    return model


def logits(model, x):
    return model(x, training=False)


def ask(path, batches):
    """What ONNX Runtime and OpenCV make of a file for each batch of pixels, and what the file says of itself."""
    try:
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    except Exception as error:  # noqa: BLE001 - whatever it is, the suite tells it to the student
        return {"error": f"ONNX Runtime cannot load it: {first_line(error)}"}
    return {
        "inputs": [form(value) for value in session.get_inputs()],
        "outputs": [form(value) for value in session.get_outputs()],
        "onnxruntime": [answer(by_onnxruntime, session, batch) for batch in batches],
        "opencv": [answer(by_opencv, path, batch) for batch in batches],
    }


def form(value):
    """Name, type and shape of an input or output; a size that is not fixed is None."""
    return value.name, value.type, [size if isinstance(size, int) else None for size in value.shape or []]


def answer(ask_one, net, batch):
    try:
        return ask_one(net, batch)
    except Exception as error:  # noqa: BLE001 - as above
        return f"raises {first_line(error)}"


def by_onnxruntime(session, batch):
    return session.run(None, {session.get_inputs()[0].name: batch})[0]


def by_opencv(path, batch):
    net = cv2.dnn.readNetFromONNX(path)
    net.setInput(batch)
    return net.forward()


def operations(path):
    """The version of ONNX's own operations that a file uses, and their kinds; None and nothing if it is no ONNX file, which `ask` tells."""
    import onnx

    try:
        model = onnx.load(path)
    except Exception:  # noqa: BLE001 - as above
        return {"opset": None, "kinds": []}
    nodes = [*model.graph.node, *(node for function in model.functions for node in function.node)]
    return {"opset": {entry.domain: entry.version for entry in model.opset_import}.get("", 0), "kinds": sorted({node.op_type for node in nodes})}


def first_line(error):
    lines = str(error).strip().splitlines() or [""]
    return f"{type(error).__name__}: {lines[0][:180]}"
