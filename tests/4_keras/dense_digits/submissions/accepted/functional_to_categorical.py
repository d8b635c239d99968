"""Builds the network by calls, and uses Keras's own functions for labels and preparation.
"""

import cv2
import keras
import numpy as np
from keras import layers


def prepare(images):
    flat = keras.ops.reshape(keras.ops.convert_to_tensor(np.array(images)), (-1, 784))
    return keras.ops.convert_to_numpy(keras.ops.cast(flat, "float32") / 255)


def one_hot(labels, classes=10):
    return keras.utils.to_categorical(labels, classes)


def build(hidden=128):
    rows = keras.Input((784,))
    values = layers.Activation("relu")(layers.Dense(hidden)(rows))
    model = keras.Model(rows, layers.Softmax()(layers.Dense(10)(values)))
    model.compile(
        optimizer=keras.optimizers.Adam(),
        loss=keras.losses.CategoricalCrossentropy(),
        metrics=[keras.metrics.CategoricalAccuracy(name="accuracy")],
    )
    return model


def evaluate(model, images, labels):
    return tuple(model.evaluate(prepare(images), one_hot(labels), batch_size=256, verbose=0))


def train(model, training, test, epochs=5):
    images, labels = training
    model.fit(prepare(images), one_hot(labels), epochs=epochs, verbose=0)
    return evaluate(model, *test)


def predict(model, images):
    return np.asarray(keras.ops.convert_to_numpy(keras.ops.argmax(model(prepare(images), training=False), axis=-1)))


def read_picture(path):
    image = cv2.imread(path, cv2.IMREAD_GRAYSCALE)
    if image is None:
        raise FileNotFoundError(path)
    if np.median(image) > 127:
        image = 255 - image
    rows, columns = np.nonzero(image > 127)
    image = image[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    height, width = image.shape
    side = max(height, width)
    square = np.zeros((side, side), np.uint8)
    square[(side - height) // 2 :, (side - width) // 2 :][:height, :width] = image
    return np.pad(cv2.resize(square, (20, 20), interpolation=cv2.INTER_AREA), 4)
