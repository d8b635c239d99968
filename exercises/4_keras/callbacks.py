"""Write two callbacks: one that ends a training in time, and one that keeps the best weights.

`fit` calls back: at the beginning and at the end of the training, of each epoch and of each batch it runs the methods of
the same names of every object in `callbacks`. Such an object is of a class derived from `keras.callbacks.Callback`. It
finds the model in `self.model`, and is told the losses and metrics so far in the dictionary `logs`. Keras brings callbacks
for what you write here; by hand it is twenty lines, and the traps lie in what counts as better.

Write a class of your own for each callback, above the function that returns an object of it.

Your tasks:
1. `plateau_stop`: end the training when it has not got better for some epochs.
2. `plateau_stop` knows what counts as better: more than `min_delta`, only finite numbers; and passes over epochs without a value.
3. `best_weights`: at the end of the training the model gets back the weights of its best epoch.
4. `best_weights` for losses and for accuracies, in ties, and with values that are no finite numbers.
5. Both serve several trainings, one after the other, and work together in `fit`.
"""

from __future__ import annotations

import keras


def plateau_stop(patience: int, min_delta: float = 0.0, monitor: str = "val_loss") -> keras.callbacks.Callback:
    """Return a callback that ends the training when `monitor` has stopped falling.

    After each epoch it looks at the value of `monitor`. The epoch is *better* if the value is less than the best value so far
    by more than `min_delta`; only then is its value the new best one. The first finite number is better in any case. A value
    that is not finite is never better: neither NaN nor infinity, whatever its sign. When `patience` epochs in a row have not
    been better, the training ends: no further epoch is begun.

    An epoch whose logs do not have `monitor` (as with `validation_freq=2`) is passed over: it neither counts nor interrupts the
    row. Each training starts afresh, also if the same object is used again.

    Args:
        patience: how many epochs in a row that are not better end the training, at least 1.
        min_delta: by how much a value must fall to count; not negative.
        monitor: the name of a loss in `logs`; less is better.

    Returns:
        An object of a class derived from `keras.callbacks.Callback`, for `model.fit(..., callbacks=[...])`.

    Examples:
        With patience=2 and the losses 5, 4, 4.5, 4.2, 3, … the training ends after the fourth epoch, as 4.5 and 4.2 are not
        better than 4.
    """
    raise NotImplementedError(
        "task 1: write a class derived from keras.callbacks.Callback with on_epoch_end(self, epoch, logs=None), "
        "which sets self.model.stop_training, and return an object of it"
    )


def best_weights(monitor: str = "val_loss", mode: str = "min") -> keras.callbacks.Callback:
    """Return a callback that gives the model, at the end of the training, the weights of its best epoch.

    The best epoch is the one with the lowest value of `monitor`, or the highest one with mode="max"; of several with the same
    value, the first. An epoch whose value is not finite (NaN, or infinity of either sign), or whose logs do not have `monitor`,
    is never the best; if there is no other, the model keeps the weights with which the training ended. *All* weights are meant, as they were at the end of that epoch: also those
    that are not trained. Each training starts afresh, also if the same object is used again.

    Args:
        monitor: the name of a loss or metric in `logs`.
        mode: "min" if less is better, "max" if more is.

    Returns:
        An object of a class derived from `keras.callbacks.Callback`, for `model.fit(..., callbacks=[...])`.

    Raises:
        ValueError: `mode` is neither "min" nor "max".

    Examples:
        With the values 5, 3, 4 of three epochs the model ends with the weights that it had after the second one.
    """
    raise NotImplementedError("task 3: write a class that keeps self.model.get_weights() of the best epoch, and sets them in on_train_end")
