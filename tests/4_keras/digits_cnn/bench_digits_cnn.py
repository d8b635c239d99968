"""Does it matter whether images are predicted one by one or together?"""

import keras
import numpy as np

from deepkata.bench import Benchmark


def network(rng, size):  # noqa: ARG001 - one network serves every size
    """A small convolutional network with weights that nobody trained: how fast it is does not depend on them."""
    keras.utils.set_random_seed(int(rng.integers(2**31)))
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Conv2D(16, 3, padding="same", activation="relu"),
            keras.layers.MaxPooling2D(),
            keras.layers.Conv2D(32, 3, padding="same", activation="relu"),
            keras.layers.Flatten(),
            keras.layers.Dense(10),
        ]
    )


def inputs(rng, size):
    return (rng.integers(0, 17, (size, 8, 8), dtype=np.uint8),)


def scaled(images):
    return np.asarray(images, np.float32)[..., None] / 16


def one_by_one(model, images):
    return np.array([int(np.argmax(model(scaled(image[None]), training=False))) for image in images])


def one_call(model, images):
    return np.argmax(model(scaled(images), training=False), axis=1)


BENCHMARK = Benchmark(
    "predict_images",
    inputs=inputs,
    setup=network,
    sizes=(10, 40, 160),
    unit="images of 8 by 8",
    naive=one_by_one,
    naive_name="image by image",
    library=one_call,
    library_name="one call of the model",
)
