"""Networks that `load` has read, changed a little: one notes how many images it is given at a time, others shape their output."""

import sys

import numpy as np


class Meter:
    """What a program calls of a network, handed on to it."""

    def __init__(self, path):
        self._net = sys.modules["net_forward"].load(path)
        self._waiting = 0
        self.sizes = []

    def setInput(self, blob, *arguments, **keywords):
        self._waiting = int(np.shape(blob)[0])
        self._net.setInput(blob, *arguments, **keywords)

    def forward(self, *arguments, **keywords):
        self.sizes.append(self._waiting)
        return self._net.forward(*arguments, **keywords)

    def __getattr__(self, name):
        return getattr(self._net, name)


class FirstClass(Meter):
    """A network that puts out the first class alone, in the shape that its file has."""

    def forward(self, *arguments, **keywords):
        return _first_class(super().forward(*arguments, **keywords))


def _first_class(output):
    if isinstance(output, list | tuple):  # of several outputs, which were asked for by their names
        return type(output)(_first_class(one) for one in output)
    return output[..., :1].copy() if output.ndim == 3 else output[:, :1].copy()  # (N, 1, C); (N, C) and (N, C, 1, 1)


class ScoresLast(Meter):
    """A network that puts out (N, 1, 1, C)."""

    def forward(self, *arguments, **keywords):
        return _scores_last(super().forward(*arguments, **keywords))


def _scores_last(output):
    if isinstance(output, list | tuple):
        return type(output)(_scores_last(one) for one in output)
    return output.reshape(len(output), 1, 1, -1)


def scores_last(path):
    return ScoresLast(path)


def first_class(path):
    return FirstClass(path)


def meter(path):
    return Meter(path)


def sizes(net):
    return list(net.sizes)
