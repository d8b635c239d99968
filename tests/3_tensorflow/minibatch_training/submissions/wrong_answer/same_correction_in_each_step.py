"""Divides by 1 - 0.9 and 1 - 0.999 in each step. This is the correction of the first step. In later steps less is missing, so divide by
1 - 0.9^step and 1 - 0.999^step.
"""
# says: "is the same in each step"

import numpy as np
import tensorflow as tf


def dataset(images, labels, batch, seed=None):
    data = tf.data.Dataset.from_tensor_slices((images, labels))
    if seed is not None:
        data = data.shuffle(len(images), seed=seed)
    data = data.batch(batch)
    return data.map(lambda x, y: (tf.cast(x, tf.float32) / 255, tf.cast(y, tf.int64)))


def adam_step(w, gradient, m, v, step, rate=0.001, epsilon=1e-7):
    m = 0.9 * m + 0.1 * gradient
    v = 0.999 * v + 0.001 * gradient**2
    m_hat = m / (1 - 0.9)
    v_hat = v / (1 - 0.999)
    return w - rate * m_hat / (np.sqrt(v_hat) + epsilon), m, v


def train_step(model, optimizer, x, y):
    with tf.GradientTape() as tape:
        logits = model(x, training=True)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss, logits


def evaluate(model, batches):
    total, correct, count = 0.0, 0, 0
    for x, y in batches:
        logits = model(x, training=False)
        losses = tf.nn.sparse_softmax_cross_entropy_with_logits(y, logits)
        total += float(tf.reduce_sum(losses))
        correct += int(np.sum(np.argmax(logits, axis=1) == y.numpy()))
        count += len(y)
    return total / count, correct / count


def train_epoch(model, optimizer, batches):
    total, correct, count = 0.0, 0, 0
    for x, y in batches:
        loss, logits = train_step(model, optimizer, x, y)
        total += float(loss) * len(y)
        correct += int(np.sum(np.argmax(logits, axis=1) == y.numpy()))
        count += len(y)
    return total / count, correct / count


def train(model, optimizer, training, validation, epochs):
    history = {"loss": [], "accuracy": [], "val_loss": [], "val_accuracy": []}
    for _ in range(epochs):
        loss, accuracy = train_epoch(model, optimizer, training)
        val_loss, val_accuracy = evaluate(model, validation)
        history["loss"].append(loss)
        history["accuracy"].append(accuracy)
        history["val_loss"].append(val_loss)
        history["val_accuracy"].append(val_accuracy)
    return history
