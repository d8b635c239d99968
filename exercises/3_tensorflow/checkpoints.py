"""Save checkpoints while a network is trained, and continue after an interruption.

A training run that takes hours may well be interrupted. A checkpoint stores the values of all variables that are
needed to continue training: the weights, the state of the optimizer and the step number. A new process builds the same objects,
restores the values, and continues as if nothing had happened.

In this exercise a model is a `tf.keras.Model`, and an optimizer is a Keras optimizer. Every checkpoint is written by
`tf.train.Checkpoint`, in such a way that `tf.train.latest_checkpoint` can find it. Objects are *fresh* if they have just been
created: a model that has never been called may have no variables yet, and the optimizer has no running averages.

Tasks
1. `save`: a checkpoint of the model, the optimizer and the step.
2. `save`: keep only the last few checkpoints.
3. `restore`: load the newest checkpoint into fresh objects.
4. `restore`: reject a checkpoint that does not fit.
5. `train`: save during training.
6. `train`: continue where an earlier call stopped.
7. `save_best`: keep the weights with the lowest validation loss.
8. `load_best`: load these weights.
"""

from __future__ import annotations

import tensorflow as tf


def save(model: tf.keras.Model, optimizer: tf.keras.optimizers.Optimizer, step: int, directory: str, keep: int = 3) -> str:
    """Write a checkpoint, and delete the oldest ones so that at most `keep` are left in the folder.

    The checkpoint has three parts, named "model", "optimizer" and "step", and possibly a counter that TensorFlow adds; the step is
    saved as an int64 scalar. The call changes neither the model nor the optimizer. Checkpoints that an earlier process saved in
    the same folder with this function count as well, even if the folder has been moved in the meantime.

    Args:
        model: A model with variables.
        optimizer: The optimizer that trains the model, with its state.
        step: How many steps have been taken. It grows from call to call for the same folder, and need not be equal to
            `optimizer.iterations`.
        directory: The folder of the checkpoints. It need not exist yet.
        keep: How many checkpoints may be left after the call; the newest ones are kept. At least 1.

    Returns:
        The path of the new checkpoint, as `tf.train.latest_checkpoint(directory)` returns it. You may choose its last part, as
        long as it is different in every call.

    Examples:
        >>> save(model, optimizer, 20, "run")
        'run/ckpt-20'
    """
    raise NotImplementedError("task 1: tf.train.Checkpoint takes the objects as keyword arguments; a tf.train.CheckpointManager saves it")


def restore(
    model: tf.keras.Model,
    optimizer: tf.keras.optimizers.Optimizer,
    directory: str,
    shape: tuple[int | None, ...],
) -> int | None:
    """Load the newest checkpoint of a folder into fresh objects.

    After the call, all variables exist and have the values of the checkpoint, including those that a fresh model or optimizer does
    not have yet. Build both before you restore, so that every value has a variable and every variable has a value.

    Args:
        model: The model. It may have no variables yet.
        optimizer: The optimizer. It may have no state yet.
        directory: A folder that `save` has written to, or one that is empty or does not exist. The checkpoint may contain
            TensorFlow's own `save_counter` as well.
        shape: The shape of a batch of inputs, such as (None, 4), for `model.build`.

    Returns:
        The step of the checkpoint, or None if there is no checkpoint; in that case the model keeps its weights.

    Raises:
        AssertionError or ValueError: The checkpoint does not fit the objects: a variable of the model or of the optimizer has no
            value in the checkpoint, a value of the checkpoint has no variable, or their shapes differ.
    """
    raise NotImplementedError("task 3: call tf.train.latest_checkpoint, model.build and optimizer.build, then restore")


def train(
    model: tf.keras.Model,
    optimizer: tf.keras.optimizers.Optimizer,
    batches: tf.data.Dataset,
    steps: int,
    directory: str,
    every: int,
) -> list[float]:
    """Train up to a given step, saving checkpoints, and continue from the newest checkpoint if there is one.

    Steps are counted from 1 over all calls for the same folder. Step 1 uses the first batch, step 2 the second, and so on; after
    the last batch, the sequence starts again with the first one. If the newest checkpoint was saved after step 5, this call
    begins with step 6, on the sixth batch, and the final weights are the same as without an interruption.

    Args:
        model: A fresh model that returns logits. Call it with training=True. The loss of a batch is the mean cross-entropy
            between the softmax of the logits and the labels.
        optimizer: A fresh optimizer, of the same kind in all calls for the folder.
        batches: Pairs (x, y): x float32, y integer labels. Each pass yields the same batches in the same order.
        steps: The number of the last step, at least 1. If the newest checkpoint was saved after this step or a later
            one, no step is taken and an empty list is returned.
        directory: The folder of the checkpoints. They are written as `save` writes them, and three of them are kept.
        every: A checkpoint is written after each step whose number is a multiple of `every`, and after the last step.

    Returns:
        The losses of the steps that this call has taken, each computed before its step.
    """
    raise NotImplementedError("task 5: restore, then loop over batches.repeat(), taking and counting the steps")


def save_best(model: tf.keras.Model, loss: float, directory: str) -> bool:
    """Save the weights if this validation loss is lower than all earlier ones.

    Only the checkpoint of the best model is kept in the folder, with a part named "model". The lowest loss so far must be stored
    there as well, in a form of your choice, because the next call may come from another process. The call does not change the
    model.

    Args:
        model: A model with variables.
        loss: Its loss on the validation set. It is finite or NaN. NaN is never the best loss, not even in the first call.
        directory: A folder for this purpose alone. It need not exist yet.

    Returns:
        Whether the weights were saved. They are not saved if the loss is equal to the lowest one so far, within the
        precision of float32.
    """
    raise NotImplementedError("task 7: a second part of the checkpoint can be a tf.Variable with the loss")


def load_best(model: tf.keras.Model, directory: str, shape: tuple[int | None, ...]) -> float | None:
    """Load the weights that `save_best` has kept.

    Args:
        model: As for `restore`. After the call, all of its variables exist and have the values of the checkpoint.
        directory: A folder that `save_best` has written to, or one that is empty or does not exist.
        shape: As for `restore`.

    Returns:
        The validation loss of these weights, or None if the folder has none.

    Raises:
        AssertionError or ValueError: The checkpoint does not fit the model, as for `restore`.
    """
    raise NotImplementedError("task 8: like restore, with the parts that save_best has saved")
