"""One base class that knows what is better; both callbacks only say what to do then. Epochs are counted by number."""

import math

import keras


class Watcher(keras.callbacks.Callback):
    """Calls better() and worse()."""

    def __init__(self, monitor, margin=0.0, factor=1.0):
        super().__init__()
        self.monitor, self.margin, self.factor = monitor, margin, factor

    def on_train_begin(self, logs=None):
        self.best = float("inf")
        self.begin()

    def on_epoch_end(self, epoch, logs=None):
        if not logs or logs.get(self.monitor) is None:
            return
        value = self.factor * float(logs[self.monitor])
        if math.isfinite(value) and value + self.margin < self.best:
            self.best = value
            self.better()
        else:
            self.worse()

    def begin(self):
        pass

    def better(self):
        pass

    def worse(self):
        pass


class Patience(Watcher):
    def __init__(self, patience, *rest):
        Watcher.__init__(self, *rest)
        self.patience = patience

    def begin(self):
        self.bad = 0

    better = begin

    def worse(self):
        self.bad += 1
        if self.bad >= self.patience:
            self.model.stop_training = True


class Memory(Watcher):
    state = None

    def begin(self):
        self.state = None

    def better(self):
        self.state = self.model.get_weights()

    def on_train_end(self, logs=None):
        if self.state:
            self.model.set_weights(self.state)


def plateau_stop(patience, min_delta=0.0, monitor="val_loss"):
    return Patience(patience, monitor, min_delta)


def best_weights(monitor="val_loss", mode="min"):
    return Memory(monitor, 0.0, {"min": 1.0, "max": -1.0}[mode] if mode in ("min", "max") else refuse(mode))


def refuse(mode):
    raise ValueError(mode)
