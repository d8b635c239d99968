"""How fast are the outputs of NanoDet decoded?"""

import math

import numpy as np

from deepkata.bench import Benchmark

STRIDES, BINS, CLASSES = (8, 16, 32), 11, 80


def inputs(rng, side):
    """Outputs as for an input of this side: distances of all kinds, nearly all scores low."""
    cells = [(side // stride) ** 2 for stride in STRIDES]
    scores = [rng.uniform(0, 0.05, (1, n, CLASSES)).astype(np.float32) for n in cells]
    return [*scores, *(rng.normal(0, 2, (1, n, 4 * BINS)).astype(np.float32) for n in cells)], (1920, 1080)


def cell_by_cell(outputs, size):
    """Each cell and each side, in plain Python."""
    side = STRIDES[0] * math.isqrt(outputs[0].shape[1])
    across, down = size[0] / side, size[1] / side
    boxes, scores = [], []
    for stride, values, logits in zip(STRIDES, outputs[:3], outputs[3:], strict=True):
        columns = side // stride
        for n, numbers in enumerate(logits[0].tolist()):
            means = []
            for start in range(0, len(numbers), BINS):
                powers = [math.exp(value) for value in numbers[start : start + BINS]]
                means.append(stride * sum(i * power for i, power in enumerate(powers)) / sum(powers))
            left, top, right, bottom = means
            x, y = stride * (n % columns + 0.5), stride * (n // columns + 0.5)
            boxes.append([(x - left) * across, (y - top) * down, (left + right) * across, (top + bottom) * down])
            scores.append(values[0, n])
    return np.array(boxes), np.array(scores)


BENCHMARK = Benchmark(
    "decode",
    inputs=inputs,
    sizes=(224, 416, 640),
    unit="pixels of the input's side",
    naive=cell_by_cell,
    naive_name="cell by cell",
    atol=0.01,  # of a pixel: a box at 1000 is a difference of large numbers, and float32 has seven digits
)
