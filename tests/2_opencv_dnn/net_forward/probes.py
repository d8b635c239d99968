"""A network that notes how many images it is given at a time."""

import cv2
import numpy as np


class Meter:
    """What a program calls of a network, handed on to it."""

    def __init__(self, path):
        self._net = cv2.dnn.readNetFromONNX(path)
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


def meter(path):
    return Meter(path)


def sizes(net):
    return list(net.sizes)
