"""How fast do OpenCV, ONNX Runtime and Keras classify the same batch?"""

import tempfile
from pathlib import Path

import keras
import numpy as np
import onnxruntime
import tensorflow as tf
import tf2onnx

from deepkata.bench import Benchmark

SHAPE = (32, 24, 3)
MODELS = {}


def exported(rng, size):  # noqa: ARG001 - one network serves every size
    """The path of a file with a small convolutional network; the model it was made of is kept beside it."""
    keras.utils.set_random_seed(int(rng.integers(2**31)))
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input(SHAPE),
            layers.Rescaling(1 / 255),
            layers.Conv2D(16, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Conv2D(32, 3, padding="same", activation="relu"),
            layers.MaxPooling2D(),
            layers.Flatten(),
            layers.Dense(10, activation="softmax"),
        ]
    )
    path = str(Path(tempfile.mkdtemp()) / "network.onnx")
    signature = [tf.TensorSpec([None, *SHAPE], tf.float32)]
    function = tf.function(lambda x: model(x, training=False), input_signature=signature)
    tf2onnx.convert.from_function(function, input_signature=signature, opset=15, output_path=path)
    MODELS[path] = model
    return path


def inputs(rng, size):
    return (rng.integers(0, 256, (size, *SHAPE), dtype=np.uint8),)


def by_keras(path, images):
    """The model in memory, called; no file is read."""
    probabilities = MODELS[path](images.astype(np.float32), training=False).numpy()
    return probabilities.argmax(axis=1), probabilities


def by_onnxruntime(path, images):
    """The file is read in every call, as `classify` does it; one thread, as all the others have."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    (probabilities,) = session.run(None, {session.get_inputs()[0].name: images.astype(np.float32)})
    return probabilities.argmax(axis=1), probabilities


BENCHMARK = Benchmark(
    "classify",
    setup=exported,
    inputs=inputs,
    sizes=(5, 20, 80),
    unit="images of 32 by 24",
    naive=by_keras,
    naive_name="Keras",
    library=by_onnxruntime,
    library_name="ONNX Runtime",
)
