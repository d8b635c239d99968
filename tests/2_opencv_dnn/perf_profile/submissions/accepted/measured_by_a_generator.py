"""A generator yields what each call took; samples as an array at the end."""

from itertools import islice

import numpy as np


def ms(ticks, frequency):
    seconds = np.true_divide(ticks, frequency)
    return seconds * 1000


def _durations(action, clock):
    while True:
        start = clock()
        action()
        yield clock() - start


def benchmark(run, warmup, repeat, clock, frequency):
    ticks = list(islice(_durations(run, clock), warmup + repeat))[warmup:]
    samples = ms(np.array(ticks, dtype=np.int64), frequency)
    return {"samples": samples.tolist(), "median": np.quantile(samples, 0.5).item(), "best": float(samples.min())}


def layer_times(net, blob, warmup, repeat, frequency):
    rows = []
    for _ in range(warmup + repeat):
        net.setInput(blob)
        net.forward()
        total, layers = net.getPerfProfile()
        rows.append([total, *np.ravel(layers)])
    total, *layers = ms(np.median(rows[warmup:], axis=0), frequency).tolist()
    return total, sorted(zip(net.getLayerNames(), layers), key=lambda pair: pair[1], reverse=True)
