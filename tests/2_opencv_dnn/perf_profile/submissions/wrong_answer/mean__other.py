"""Returns the mean instead of the median. One call that was interrupted by another program changes the mean a lot, and
the median hardly.
"""

def ms(ticks, frequency):
    return 1000.0 * ticks / frequency


def middle(values):
    values = sorted(values)
    n = len(values)
    return float(sum(values)) / n


def benchmark(run, warmup, repeat, clock, frequency):
    samples = []
    for number in range(warmup + repeat):
        before = clock()
        run()
        after = clock()
        if number < warmup:
            continue
        samples.append(ms(after - before, frequency))
    return {"samples": samples, "median": middle(samples), "best": sorted(samples)[0]}


def layer_times(net, blob, warmup, repeat, frequency):
    net.setInput(blob)
    for _ in range(warmup):
        net.forward()
    names = list(net.getLayerNames())
    totals = []
    times = [[] for _ in names]
    for _ in range(repeat):
        net.setInput(blob)
        net.forward()
        total, ticks = net.getPerfProfile()
        totals.append(total)
        for i in range(len(names)):
            times[i].append(float(ticks[i]))
    layers = []
    for i in range(len(names)):
        layers.append((names[i], ms(middle(times[i]), frequency)))
    layers.sort(key=lambda layer: layer[1], reverse=True)
    return ms(middle(totals), frequency), layers
