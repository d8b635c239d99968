"""Exact fractions up to the end; a class holds the samples."""

from fractions import Fraction
from statistics import median


class Samples(list):
    def summary(self):
        return {"samples": [float(s) for s in self], "median": float(median(self)), "best": float(min(self))}


def ms(ticks, frequency):
    if hasattr(ticks, "__len__"):
        return ticks.astype(float) * (1000 / frequency)
    return float(in_ms(ticks, frequency))


def in_ms(ticks, frequency):
    return Fraction(float(ticks)) * 1000 / Fraction(frequency)


def benchmark(run, warmup, repeat, clock, frequency):
    samples = Samples()
    left = warmup
    while len(samples) < repeat:
        begin, _, end = clock(), run(), clock()
        if left:
            left -= 1
        else:
            samples.append(in_ms(end - begin, frequency))
    return samples.summary()


def layer_times(net, blob, warmup, repeat, frequency):
    totals, table = Samples(), []
    for number in range(-warmup, repeat):
        net.setInput(blob)
        net.forward()
        if number < 0:
            continue
        total, layers = net.getPerfProfile()
        totals.append(in_ms(total, frequency))
        table.append([in_ms(ticks, frequency) for ticks in layers.ravel()])
    medians = [float(median(column)) for column in zip(*table)]
    order = sorted(range(len(medians)), key=lambda i: (-medians[i], i))
    names = net.getLayerNames()
    return totals.summary()["median"], [(names[i], medians[i]) for i in order]
