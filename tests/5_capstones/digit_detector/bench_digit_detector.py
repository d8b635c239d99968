"""How fast do cells become boxes?"""

import math

import numpy as np

from deepkata.bench import Benchmark


def inputs(rng, size):
    """An answer of so many cells, as for a larger canvas: one cell in forty sees a digit."""
    times = round(math.sqrt(size / 480))
    rows, columns = 20 * times, 24 * times
    answer = rng.normal(0, 1, (1, 15, rows, columns)).astype(np.float32)
    answer[0, 4] -= 6
    r, c = np.nonzero(rng.random((rows, columns)) < 0.025)
    answer[0, 4, r, c] = rng.uniform(3, 6, len(r))
    answer[0, 5 + rng.integers(10, size=len(r)), r, c] = rng.uniform(5, 8, len(r))
    return answer, 0.25


def cell_by_cell(answer, threshold):
    """Each cell and each box, in plain Python."""
    boxes, scores, digits = [], [], []
    for r, row in enumerate(answer[0].transpose(1, 2, 0).tolist()):
        for c, (x, y, w, h, o, *kinds) in enumerate(row):
            powers = [math.exp(v) for v in kinds]
            best = max(powers)
            score = best / sum(powers) / (1 + math.exp(-o))
            if score > threshold:
                across, down, wide, high = (2 / (1 + math.exp(-v)) for v in (x, y, w, h))
                width, height = 16 * wide**2, 16 * high**2
                boxes.append([8 * (c + across - 0.5) - width / 2, 8 * (r + down - 0.5) - height / 2, width, height])
                scores.append(score)
                digits.append(powers.index(best))
    return np.array(boxes).reshape(-1, 4), np.array(scores), np.array(digits, dtype=int)


def sure_cells_first(answer, threshold):
    """NumPy on the few cells whose objectness is above the threshold: no score is higher than that."""
    least = math.log(threshold / (1 - threshold))
    r, c = np.nonzero(answer[0, 4] > least)
    cells = answer[0][:, r, c]
    powers = np.exp(cells[5:])
    scores = powers.max(axis=0) / powers.sum(axis=0) / (1 + np.exp(-cells[4]))
    kept = scores > threshold
    x, y, w, h = 2 / (1 + np.exp(-cells[:4, kept]))
    size = 16 * np.stack([w, h], axis=1) ** 2
    middle = 8 * np.stack([c[kept] + x - 0.5, r[kept] + y - 0.5], axis=1)
    return np.hstack([middle - size / 2, size]), scores[kept], cells[5:, kept].argmax(axis=0)


BENCHMARK = Benchmark(
    "decode",
    inputs=inputs,
    sizes=(4320, 30720, 122880),
    unit="cells",
    naive=cell_by_cell,
    naive_name="cell by cell",
    library=sure_cells_first,
    library_name="NumPy, sure cells first",
    rtol=1e-4,
    atol=1e-3,
)
