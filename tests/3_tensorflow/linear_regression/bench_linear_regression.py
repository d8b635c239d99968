"""What does a graph buy in gradient descent, and what does tracing it cost?"""

import numpy as np
import tensorflow as tf

from deepkata.bench import Benchmark

LR = 0.1


def inputs(rng, size):
    """200 points near a line, and as many epochs as the size says."""
    x = rng.uniform(-1, 1, 200).astype(np.float32)
    y = (1.5 * x - 0.5 + rng.normal(0, 0.1, 200)).astype(np.float32)
    return x, y, LR, size, "graph"


def eagerly(x, y, lr, epochs, mode):  # noqa: ARG001 - the same arguments as the exercise's
    """Each step as plain Python."""
    x, y = tf.constant(x), tf.constant(y)
    w, b = tf.Variable(0.0), tf.Variable(0.0)
    history = {"loss": [], "w": [0.0], "b": [0.0]}
    for _ in range(epochs):
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(tf.square(w * x + b - y))
        slopes = tape.gradient(loss, [w, b])
        w.assign_sub(lr * slopes[0])
        b.assign_sub(lr * slopes[1])
        for name, value in (("loss", loss), ("w", w), ("b", b)):
            history[name].append(float(value))
    return history


@tf.function
def descent(x, y, lr, epochs):
    """All epochs in one graph: traced once for whatever number of them."""
    w, b = tf.constant(0.0), tf.constant(0.0)
    losses, ws, bs = (tf.TensorArray(tf.float32, epochs) for _ in range(3))
    for k in tf.range(epochs):
        error = w * x + b - y
        losses = losses.write(k, tf.reduce_mean(tf.square(error)))
        w, b = w - lr * 2 * tf.reduce_mean(error * x), b - lr * 2 * tf.reduce_mean(error)
        ws, bs = ws.write(k, w), bs.write(k, b)
    return losses.stack(), ws.stack(), bs.stack()


def one_graph(x, y, lr, epochs, mode):  # noqa: ARG001 - the same arguments as the exercise's
    losses, ws, bs = (part.numpy().tolist() for part in descent(x, y, tf.constant(lr), tf.constant(epochs)))
    return {"loss": losses, "w": [0.0, *ws], "b": [0.0, *bs]}


BENCHMARK = Benchmark(
    "fit",
    inputs=inputs,
    sizes=(10, 40, 160),
    unit="epochs",
    naive=eagerly,
    naive_name="every step eagerly",
    library=one_graph,
    library_name="the whole loop in one graph",
    rtol=1e-3,
    atol=1e-5,
)
