"""Writes, notes and deletes the files itself; the loss of the best model stands in its name and in a text file."""

import json
import os
from pathlib import Path

import tensorflow as tf


def parts(model, optimizer, step):
    return tf.train.Checkpoint(model=model, optimizer=optimizer, step=tf.Variable(step, dtype="int64"))


def note(directory, names):
    """The file that tf.train.latest_checkpoint reads, with names relative to the folder."""
    lines = [f'model_checkpoint_path: "{names[-1]}"', *(f'all_model_checkpoint_paths: "{name}"' for name in names)]
    Path(directory, "checkpoint").write_text("\n".join(lines) + "\n")


def delete(directory, name):
    for file in Path(directory).glob(name + ".*"):
        file.unlink()


def save(model, optimizer, step, directory, keep=3):
    os.makedirs(directory, exist_ok=True)
    state = tf.train.get_checkpoint_state(directory)
    names = [os.path.basename(path) for path in state.all_model_checkpoint_paths] if state else []
    names.append(f"step{step:08d}")
    path = parts(model, optimizer, step).write(os.path.join(directory, names[-1]))
    note(directory, names[-keep:])
    for old in names[:-keep]:
        delete(directory, old)
    return path


def restore(model, optimizer, directory, shape):
    state = tf.train.get_checkpoint_state(directory)
    if state is None or not state.model_checkpoint_path:
        return None
    model(tf.zeros([1, *shape[1:]]))
    optimizer.build(model.trainable_variables)
    made = parts(model, optimizer, 0)
    status = made.read(state.model_checkpoint_path)
    status.assert_existing_objects_matched()
    names = [name for name, _ in tf.train.list_variables(state.model_checkpoint_path) if name.endswith("VARIABLE_VALUE") and "save_counter" not in name]
    expected = len(model.weights) + len(optimizer.variables) + 1
    if len(names) != expected:
        raise ValueError(f"the checkpoint has {len(names)} values, and there are {expected} variables")
    return int(made.step)


def train(model, optimizer, batches, steps, directory, every):
    pairs = list(batches)
    done = restore(model, optimizer, directory, tuple(pairs[0][0].shape))
    losses = []
    for step in range((done or 0) + 1, steps + 1):
        x, y = pairs[(step - 1) % len(pairs)]
        with tf.GradientTape() as tape:
            log = tf.nn.log_softmax(model(x, training=True))
            loss = -tf.reduce_mean(tf.gather(log, y, axis=1, batch_dims=1))
        gradients = tape.gradient(loss, model.trainable_weights)
        optimizer.apply_gradients(zip(gradients, model.trainable_weights))
        losses += [loss.numpy().item()]
        if step in {steps, *range(0, steps, every)}:
            save(model, optimizer, step, directory)
    return losses


def best_file(directory):
    return Path(directory) / "best.json"


def save_best(model, loss, directory):
    known = json.loads(best_file(directory).read_text()) if best_file(directory).exists() else None
    if loss != loss or known is not None and loss >= known["loss"]:
        return False
    os.makedirs(directory, exist_ok=True)
    name = f"best_{loss}"
    tf.train.Checkpoint(model=model).write(os.path.join(directory, name))
    note(directory, [name])
    if known:
        delete(directory, known["name"])
    best_file(directory).write_text(json.dumps({"loss": loss, "name": name}))
    return True


def load_best(model, directory, shape):
    if not best_file(directory).exists():
        return None
    if not model.weights:
        model.build(shape)
    tf.train.Checkpoint(model=model).read(tf.train.latest_checkpoint(directory)).assert_consumed()
    return json.loads(best_file(directory).read_text())["loss"]
