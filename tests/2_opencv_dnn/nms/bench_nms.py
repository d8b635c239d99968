"""How fast are boxes suppressed?"""

import cv2
import numpy as np

from deepkata.bench import Benchmark


def inputs(rng, size):
    """Eight boxes on each object, in an image of 1920 by 1080 pixels, as a detector finds them.

    No overlap and no score is nearer to its threshold than float32 can tell: of boxes of whole pixels an overlap is a
    fraction with a denominator of at most 200,000, so none but 9/20 itself is within 2e-7 of 0.45.
    """
    objects = np.hstack([rng.uniform(0, (1800, 980), (size // 8, 2)), rng.uniform(30, 200, (size // 8, 2))])
    boxes = np.repeat(objects, 8, axis=0)
    boxes = np.round(boxes + rng.normal(0, 0.06, boxes.shape) * np.tile(boxes[:, 2:], 2))
    return boxes, (rng.permutation(len(boxes)) + 0.5) / len(boxes), 0.1, 0.45 + 1.2e-7


def loop(boxes, scores, score_threshold, iou_threshold):
    """Candidate by candidate against all that was kept, in plain Python."""
    boxes, scores = boxes.tolist(), scores.tolist()
    order = sorted((n for n in range(len(boxes)) if scores[n] > score_threshold), key=lambda n: -scores[n])
    kept = []
    for n in order:
        x, y, w, h = boxes[n]
        for m in kept:
            px, py, pw, ph = boxes[m]
            width, height = min(x + w, px + pw) - max(x, px), min(y + h, py + ph) - max(y, py)
            shared = max(width, 0) * max(height, 0)
            if shared / (w * h + pw * ph - shared) > iou_threshold:
                break
        else:
            kept.append(n)
    return np.array(kept, dtype=int)


def nms_boxes(boxes, scores, score_threshold, iou_threshold):
    return np.array(cv2.dnn.NMSBoxes(boxes, scores, score_threshold, iou_threshold), dtype=int)


BENCHMARK = Benchmark(
    "nms",
    inputs=inputs,
    sizes=(80, 400, 1600),
    unit="boxes",
    naive=loop,
    naive_name="pair by pair",
    library=nms_boxes,
    library_name="cv2.dnn.NMSBoxes",
)
