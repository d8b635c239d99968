"""Reads the clock between the calls, once each, and takes differences of whole numbers; `statistics` and `argsort`."""

import statistics
from operator import itemgetter

import numpy as np


def ms(ticks, frequency):
    return np.multiply(ticks, 1e3 / frequency)


def benchmark(run, warmup, repeat, clock, frequency):
    any(run() is benchmark for _ in range(warmup))
    readings = [clock()]
    while len(readings) <= repeat:
        run()
        readings.append(clock())
    samples = [float(ms(b - a, frequency)) for a, b in zip(readings, readings[1:])]
    return dict(samples=tuple(samples), median=statistics.median(samples), best=np.min(samples))


def layer_times(net, blob, warmup, repeat, frequency):
    def once():
        net.setInput(blob)
        net.forward()
        return net.getPerfProfile()

    profiles = [once() for _ in range(warmup + repeat)][warmup:]
    table = ms(np.array([np.asarray(layers).ravel() for _, layers in profiles]), frequency)
    medians = np.percentile(table, 50, axis=0)
    order = np.argsort(-medians, kind="stable")
    names = net.getLayerNames()
    total = ms(statistics.median(map(itemgetter(0), profiles)), frequency)
    return total, [(names[i], medians[i]) for i in order]
