"""How fast are the rows of a YOLO network read?"""

import cv2
import numpy as np

from deepkata.bench import Benchmark

INPUT, IMAGE, CLASSES = (640, 640), (1080, 1920), 80


def inputs(rng, size):
    """One v8 output as for 80 classes: nearly all scores are low, and one place in fifty sees something."""
    boxes = rng.uniform(0, 640, (4, size))
    scores = rng.uniform(0, 0.05, (CLASSES, size))
    seen = rng.random(size) < 0.02
    scores[rng.integers(CLASSES, size=seen.sum()), np.flatnonzero(seen)] = rng.uniform(0.3, 0.9, seen.sum())
    return [np.vstack([boxes, scores]).astype(np.float32)[None]], "v8", INPUT, IMAGE, 0.25


def place_by_place(outputs, layout, input_hw, image_hw, threshold):  # noqa: ARG001 - the same arguments as the exercise's
    """Each place, in plain Python."""
    across, down = image_hw[1] / input_hw[1], image_hw[0] / input_hw[0]
    boxes, scores, classes = [], [], []
    for output in outputs:
        for cx, cy, w, h, *values in output[0].T.tolist():
            score = max(values)
            if score > threshold:
                boxes.append([(cx - w / 2) * across, (cy - h / 2) * down, w * across, h * down])
                scores.append(score)
                classes.append(values.index(score))
    return np.array(boxes).reshape(-1, 4), np.array(scores), np.array(classes, dtype=int)


def whole_matrices(outputs, layout, input_hw, image_hw, threshold):  # noqa: ARG001
    """OpenCV's maximum of each column, and where it is."""
    table = np.hstack([output[0] for output in outputs])
    best = cv2.reduce(table[4:], 0, cv2.REDUCE_MAX)[0]
    kept = np.flatnonzero(best > threshold)
    classes = cv2.reduceArgMax(np.ascontiguousarray(table[4:, kept]), 0)[0]
    scale = np.array([image_hw[1] / input_hw[1], image_hw[0] / input_hw[0]])
    centre, size = table[:2, kept].T * scale, table[2:4, kept].T * scale
    return np.hstack([centre - size / 2, size]), best[kept], classes.astype(int)


BENCHMARK = Benchmark(
    "decode_rows",
    inputs=inputs,
    sizes=(2100, 8400, 33600),
    unit="places",
    naive=place_by_place,
    naive_name="place by place",
    library=whole_matrices,
    library_name="cv2.reduce and reduceArgMax",
)
