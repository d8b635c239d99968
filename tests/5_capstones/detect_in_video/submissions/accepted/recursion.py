"""Matches by recursion: the best pair, and then whatever is left without its track and its detection."""

import contextlib

import cv2

COLOURS = ((178, 114, 0), (0, 159, 230), (115, 158, 0), (0, 94, 213), (233, 180, 86), (140, 40, 110), (167, 121, 204), (40, 40, 40))


@contextlib.contextmanager
def opened(stream, path):
    try:
        if not stream.isOpened():
            raise OSError(f"{path} cannot be opened")
        yield stream
    finally:
        stream.release()


def read_frames(path, every=1):
    with opened(cv2.VideoCapture(path), path) as capture:
        return [frame for number, frame in enumerate(remaining(capture)) if number % every == 0]


def remaining(capture):
    while (frame := capture.read()[1]) is not None:
        yield frame


def length(start_a, size_a, start_b, size_b):
    return max(0.0, min(start_a + size_a, start_b + size_b) - max(start_a, start_b))


def iou(a, b):
    shared = length(a[0], a[2], b[0], b[2]) * length(a[1], a[3], b[1], b[3])
    return shared / (a[2] * a[3] + b[2] * b[3] - shared)


def match(tracks, found, threshold=0.3):
    def best(rows, columns):
        values = {(i, j): iou(tracks[i]["box"], found[j][2]) for i in rows for j in columns if tracks[i]["name"] == found[j][0]}
        i, j = max(values, key=values.get, default=(None, None))
        if i is None or values[i, j] < threshold:
            return []
        return [*best(rows - {i}, columns - {j}), (i, j)]

    return best(set(range(len(tracks))), set(range(len(found))))


def step(tracks, found, next_id, threshold=0.3, patience=2):
    pairs = match(tracks, found, threshold)
    kept = [{"id": tracks[i]["id"], "name": tracks[i]["name"], "score": found[j][1], "box": found[j][2], "missed": 0} for i, j in pairs]
    hidden = [dict(one, missed=one["missed"] + 1) for i, one in enumerate(tracks) if i not in {i for i, _ in pairs}]
    new = [one for j, one in enumerate(found) if j not in {j for _, j in pairs}]
    begun = [{"id": next_id + n, "name": name, "score": score, "box": box, "missed": 0} for n, (name, score, box) in enumerate(new)]
    return kept + begun + [one for one in hidden if one["missed"] <= patience], next_id + len(new)


def track_clip(frames, detect, threshold=0.3, patience=2):
    seen, state = [], ([], 1)
    for frame in frames:
        state = step(state[0], detect(frame), state[1], threshold, patience)
        seen.append([[one["id"], one["name"], one["score"], list(one["box"])] for one in state[0] if one["missed"] < 1])
    return seen


def draw(frame, objects):
    copy = frame.copy()
    for number, name, _, (x, y, w, h) in objects:
        cv2.rectangle(copy, [round(x), round(y)], [round(x + w), round(y + h)], COLOURS[number % 8], thickness=2)
        cv2.putText(copy, f"{name}: {number}", (round(x), round(y) - 5), cv2.FONT_HERSHEY_COMPLEX_SMALL, 0.7, (0, 0, 0))
    return copy


def write_video(path, frames, fps):
    size = frames[0].shape[1], frames[0].shape[0]
    with opened(cv2.VideoWriter(path, cv2.VideoWriter.fourcc(*"MJPG"), fps, size, isColor=frames[0].ndim == 3), path) as writer:
        for frame in frames:
            writer.write(frame)
