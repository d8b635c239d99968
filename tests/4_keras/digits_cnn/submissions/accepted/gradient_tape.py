"""The training loop in TensorFlow: tf.data, a tape, and a tf.function; keras.ops for the images."""

# needs: tensorflow

from __future__ import annotations

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops


def prepare(images):
    images = ops.cast(ops.convert_to_tensor(images), "float32")
    return ops.reshape(images, (-1, 8, 8, 1)) / 16


def build(seed=0):
    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            layers.SeparableConv2D(24, 3, padding="same", activation="gelu"),
            layers.Conv2D(32, 2, strides=2, activation="gelu"),
            layers.Flatten(),
            layers.Dropout(0.2),
            layers.Dense(10, dtype="float32"),
        ]
    )
    model.compile(
        optimizer=keras.optimizers.AdamW(0.01, weight_decay=1e-3),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model


def train(model, images, labels):
    data = tf.data.Dataset.from_tensor_slices((prepare(images), np.asarray(labels, np.int32)))
    data = data.shuffle(len(images)).batch(48)

    @tf.function
    def step(x, y):
        with tf.GradientTape() as tape:
            logits = model(x, training=True)
            loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=y, logits=logits))
        gradients = tape.gradient(loss, model.trainable_variables)
        model.optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
        return loss, tf.math.in_top_k(y, logits, 1)

    model.optimizer.build(model.trainable_variables)
    history = {"loss": [], "accuracy": []}
    for _ in range(8):
        losses, hits = zip(*(step(x, y) for x, y in data), strict=True)
        history["loss"].append(float(np.mean(losses)))
        history["accuracy"].append(float(np.concatenate(hits).mean()))
    return history


def predict_images(model, images):
    return ops.argmax(model(prepare(images), training=False), axis=-1)
