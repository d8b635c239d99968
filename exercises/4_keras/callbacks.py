"""Write two callbacks: one that stops training in time, and one that keeps the best weights.

`fit` calls the methods of every object in its argument `callbacks` at the beginning and the end of training, of each epoch and
of each batch. Such an object is an instance of a class derived from `keras.callbacks.Callback`. Its attribute `self.model` is the
model, and the dictionary `logs`, which is passed to each method, contains the current losses and metrics, if any have been
computed. Keras has callbacks for these two purposes; write your own in about twenty lines each, and decide carefully what
counts as better.

Write a class for each callback, above the function that returns an instance of it.

Tasks
1. `plateau_stop`: stop training when the loss has not improved for some epochs.
2. `plateau_stop`: only finite values that improve by more than `min_delta` count; skip epochs without a value.
3. `best_weights`: at the end of training, restore the weights of the best epoch.
4. `best_weights`: losses and accuracies, ties, and values that are not finite.
5. Both callbacks can be used for several training runs in a row, and together in one call of `fit`.
"""

from __future__ import annotations

import keras


def plateau_stop(patience: int, min_delta: float = 0.0, monitor: str = "val_loss") -> keras.callbacks.Callback:
    """Return a callback that stops training when `monitor` has stopped falling.

    After each epoch it checks the value of `monitor`. The epoch is *better* if the value is lower than the best value so far
    by more than `min_delta`; only then does it become the new best value. The first finite number always counts as better. A
    value that is not finite (NaN, infinity or minus infinity) is never better. After `patience` epochs in a row that were not
    better, training stops: no further epoch begins.

    An epoch whose logs do not contain `monitor` (as with `validation_freq=2`) is skipped: it neither increases nor resets the
    count of epochs that were not better. Each training run starts with a fresh state, even if the same object is used again.

    Args:
        patience: Training stops after this many epochs in a row that are not better; at least 1.
        min_delta: 0 or more. A value counts as better only if it is lower than the best value by more than this amount.
        monitor: The name of a loss in `logs`; lower values are better.

    Returns:
        An instance of a class derived from `keras.callbacks.Callback`, for `model.fit(..., callbacks=[...])`.

    Examples:
        With patience=2 and the losses 5, 4, 4.5, 4.2, 3, … training stops after the fourth epoch, because 4.5 and 4.2 are not
        better than 4.
    """
    raise NotImplementedError(
        "task 1: write a class derived from keras.callbacks.Callback with on_epoch_end(self, epoch, logs=None), "
        "which sets self.model.stop_training, and return an instance of it"
    )


def best_weights(monitor: str = "val_loss", mode: str = "min") -> keras.callbacks.Callback:
    """Return a callback that restores the weights of the best epoch at the end of training.

    The best epoch is the one with the lowest value of `monitor`, or with the highest one if mode="max"; if several
    epochs have this value, it is the first of them. An epoch whose value is not finite, or whose logs do not contain
    `monitor`, is never the best; if there is no other, the model keeps its final weights. *All* weights are restored as
    they were at the end of that epoch, including those that are not trained. Each training run starts with a fresh
    state, even if the same object is used again.

    Args:
        monitor: The name of a loss or metric in `logs`.
        mode: "min" if lower values are better, "max" if higher values are.

    Returns:
        An instance of a class derived from `keras.callbacks.Callback`, for `model.fit(..., callbacks=[...])`.

    Raises:
        ValueError: If `mode` is neither "min" nor "max".

    Examples:
        If the values of three epochs are 5, 3 and 4, the model ends with the weights that it had after the second
        epoch.
    """
    raise NotImplementedError(
        "task 3: write a class that keeps self.model.get_weights() of the best epoch and sets them in on_train_end"
    )
