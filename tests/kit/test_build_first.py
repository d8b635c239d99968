"""Keras on TensorFlow with and without deepkata.worker.build_first: one trace of a step less, and the same numbers."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec

import pytest

pytestmark = pytest.mark.skipif(not (find_spec("keras") and find_spec("tensorflow")), reason="there is no Keras on TensorFlow here")

#: Trains from arrays, from a data set, from a generator and batch by batch, as Keras is and with the module; tells of both how often
#: a step was traced and what came.
PROGRAM = """
import json
import keras, numpy as np, tensorflow as tf
tf.config.experimental.enable_op_determinism()

class Counted(keras.Sequential):
    traces = 0
    def train_step(self, data):
        Counted.traces += 1
        return super().train_step(data)

def model():
    keras.utils.set_random_seed(1)
    layers = [keras.layers.Dense(8, activation="relu"), keras.layers.Dropout(0.3), keras.layers.Dense(3)]
    made = Counted([keras.Input((4,)), *layers])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    made.compile(optimizer="adam", loss=loss, metrics=["accuracy"])
    return made

x, y = np.random.default_rng(0).random((60, 4)).astype(np.float32), np.arange(60) % 3
def batches():
    for start in range(0, 60, 20):
        yield x[start : start + 20], y[start : start + 20]

def all_ways():
    keras.utils.set_random_seed(0)
    Counted.traces = 0
    data = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(60).batch(20)
    one = model()
    found = [
        model().fit(x, y, epochs=2, batch_size=16, validation_split=0.2, verbose=0).history,
        model().fit(data, epochs=2, verbose=0).history,
        model().fit(batches(), verbose=0).history,
        [[float(value) for value in one.train_on_batch(x, y)] for _ in range(2)],
        [float(value) for value in model().evaluate(x, y, verbose=0)],
    ]
    return Counted.traces, found

plain = all_ways()
import deepkata.worker.build_first
from keras.src.backend.tensorflow.trainer import TensorFlowTrainer
print(json.dumps([hasattr(TensorFlowTrainer, "_maybe_symbolic_build"), plain, all_ways()]))
"""


def test_a_step_is_traced_once_and_every_number_stays() -> None:
    environment = {**os.environ, "KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True)
    has_hook, (plain, expected), (first, found) = json.loads(done.stdout.splitlines()[-1])
    assert found == expected
    assert first == plain - 4 * has_hook  # three trainings with fit, and one batch by batch; without the hook Keras is left as it is
