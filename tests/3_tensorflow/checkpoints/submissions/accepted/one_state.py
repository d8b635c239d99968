"""All parts are attributes of one object, which is the root of the checkpoint; the training is an endless generator."""

import tensorflow as tf


class State(tf.Module):
    def __init__(self, model, optimizer, step=0):
        super().__init__()
        self.model, self.optimizer = model, optimizer
        self.step = tf.Variable(step, dtype=tf.int64, trainable=False)

    def build(self, shape):
        self.model.build(shape)
        self.optimizer.build(self.model.trainable_variables)

    def manager(self, directory, keep):
        return tf.train.CheckpointManager(tf.train.Checkpoint(self), directory, max_to_keep=keep, step_counter=self.step)

    def advance(self, x, y):
        with tf.GradientTape() as tape:
            losses = tf.keras.losses.sparse_categorical_crossentropy(y, self.model(x, training=True), from_logits=True)
            loss = tf.math.reduce_mean(losses)
        variables = self.model.trainable_variables
        self.optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables))
        self.step.assign_add(1)
        return float(loss)


def save(model, optimizer, step, directory, keep=3):
    return State(model, optimizer, step).manager(directory, keep).save(checkpoint_number=step)


def load(state, directory, shape):
    newest = tf.train.latest_checkpoint(directory)
    if newest:
        state.build(shape)
        tf.train.Checkpoint(state).restore(newest).assert_consumed()
    return bool(newest)


def restore(model, optimizer, directory, shape):
    state = State(model, optimizer)
    return int(state.step) if load(state, directory, shape) else None


def forever(batches):
    while True:
        yield from batches


def train(model, optimizer, batches, steps, directory, every):
    state = State(model, optimizer)
    load(state, directory, [None, *batches.element_spec[0].shape[1:]])
    source = forever(batches)
    for _ in range(int(state.step)):
        next(source)
    losses = []
    while state.step < steps:
        losses.append(state.advance(*next(source)))
        if state.step % every == 0 or state.step == steps:
            state.manager(directory, 3).save(checkpoint_number=int(state.step))
    return losses


def best_of(directory):
    newest = tf.train.latest_checkpoint(directory)
    if newest is None:
        return None, None
    return newest, float(tf.train.load_variable(newest, "loss/.ATTRIBUTES/VARIABLE_VALUE"))


def save_best(model, loss, directory):
    newest, lowest = best_of(directory)
    if tf.math.is_nan(loss) or (newest and lowest <= loss):
        return False
    checkpoint = tf.train.Checkpoint(model=model, loss=tf.Variable(loss, dtype=tf.float64))
    tf.train.CheckpointManager(checkpoint, directory, max_to_keep=1, checkpoint_name="best").save()
    return True


def load_best(model, directory, shape):
    newest, lowest = best_of(directory)
    if newest is None:
        return None
    model.build(shape)
    status = tf.train.Checkpoint(model=model, loss=tf.Variable(0.0, dtype=tf.float64)).restore(newest)
    status.assert_consumed()
    return lowest
