"""Clocks and networks that are made up, so that what a program measures can be known."""

import sys

import numpy as np


class Script:
    """Something that takes as long as is written, call after call, on a clock of its own."""

    def __init__(self, durations, start):
        self.durations, self.now, self.calls = [int(d) for d in durations], int(start), 0

    def run(self):
        self.now += self.durations[self.calls] if self.calls < len(self.durations) else 10**6
        self.calls += 1
        return np.zeros((1, 3), np.float32)

    def clock(self):
        return self.now


def scripted(durations, warmup, repeat, frequency, start):
    """What benchmark makes of calls that take these many ticks, on a clock that begins at start; and how many calls it made."""
    script = Script(durations, start)
    result = sys.modules["perf_profile"].benchmark(script.run, warmup, repeat, script.clock, frequency)
    return result, script.calls


class Net:
    """A network whose layers take as long as is written, in each forward."""

    def __init__(self, names, ticks):
        self.names, self.ticks = list(names), np.asarray(ticks, dtype=np.float64)
        self.inputs = self.forwards = 0

    def setInput(self, blob, *_):
        self.inputs += np.shape(blob) == (1, 3, 4, 4)

    def forward(self, *_):
        self.forwards += 1
        return np.zeros((1, 5), np.float32)

    def getPerfProfile(self):
        row = self.ticks[min(max(self.forwards, 1), len(self.ticks)) - 1]
        return int(row.sum()), row.copy()

    def getLayerNames(self):
        return tuple(self.names)


def profiled(names, ticks, warmup, repeat, frequency):
    """What layer_times makes of such a network, how often it ran, and whether it had an input."""
    net = Net(names, ticks)
    result = sys.modules["perf_profile"].layer_times(net, np.ones((1, 3, 4, 4), np.float32), warmup, repeat, frequency)
    return result, net.forwards, net.inputs > 0


def real(path, warmup, repeat):
    """What layer_times makes of a real network, and its layers."""
    import cv2

    net = cv2.dnn.readNetFromONNX(path)
    blob = np.ones((2, 3, 40, 30), np.float32)
    result = sys.modules["perf_profile"].layer_times(net, blob, warmup, repeat, cv2.getTickFrequency())
    return result, list(net.getLayerNames())
