"""Draws lines that are 1 thick, the default of `cv2.rectangle`. They are hardly visible in a large frame."""

# says: "The lines are 1 thick"

import itertools

import cv2

COLOURS = ((178, 114, 0), (0, 159, 230), (115, 158, 0), (0, 94, 213), (233, 180, 86), (140, 40, 110), (167, 121, 204), (40, 40, 40))


def read_frames(path, every=1):
    capture = cv2.VideoCapture(path)
    if not capture.isOpened():
        raise OSError(f"cannot open {path}")
    frames = []
    for number in itertools.count():
        read, frame = capture.read()
        if not read:
            break
        if number % every == 0:
            frames.append(frame)
    capture.release()
    return frames


def iou(a, b):
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    shared = max(width, 0) * max(height, 0)
    return shared / (a[2] * a[3] + b[2] * b[3] - shared)


def match(tracks, found, threshold=0.3):
    possible = []
    for i, one in enumerate(tracks):
        for j, (name, _, box) in enumerate(found):
            overlap = iou(one["box"], box)
            if name == one["name"] and overlap >= threshold:
                possible.append((overlap, i, j))
    possible.sort(reverse=True)
    pairs = []
    for _, i, j in possible:
        if all(i != a and j != b for a, b in pairs):
            pairs.append((i, j))
    return pairs


def step(tracks, found, next_id, threshold=0.3, patience=2):
    partner = dict(match(tracks, found, threshold))
    after = []
    for i, one in enumerate(tracks):
        if i in partner:
            _, score, box = found[partner[i]]
            after.append({**one, "score": score, "box": box, "missed": 0})
        elif one["missed"] + 1 <= patience:
            after.append({**one, "missed": one["missed"] + 1})
    for j, (name, score, box) in enumerate(found):
        if j not in partner.values():
            after.append({"id": next_id, "name": name, "score": score, "box": box, "missed": 0})
            next_id += 1
    return after, next_id


def track_clip(frames, detect, threshold=0.3, patience=2):
    tracks, next_id, seen = [], 1, []
    for frame in frames:
        tracks, next_id = step(tracks, detect(frame), next_id, threshold, patience)
        seen.append([(one["id"], one["name"], one["score"], one["box"]) for one in tracks if one["missed"] == 0])
    return seen


def draw(frame, objects):
    frame = frame.copy()
    for number, name, _, (x, y, width, height) in objects:
        colour = COLOURS[number % 8]
        cv2.rectangle(frame, (round(x), round(y)), (round(x + width), round(y + height)), colour)
        cv2.putText(frame, f"{number} {name}", (round(x) + 4, round(y) + 14), cv2.FONT_HERSHEY_SIMPLEX, 0.4, colour, 1)
    return frame


def write_video(path, frames, fps):
    height, width = frames[0].shape[:2]
    writer = cv2.VideoWriter(path, cv2.VideoWriter.fourcc(*"MJPG"), fps, (width, height))
    if not writer.isOpened():
        raise OSError(f"cannot write {path}")
    for frame in frames:
        if frame.ndim == 2:
            frame = cv2.cvtColor(frame, cv2.COLOR_GRAY2BGR)
        writer.write(frame)
    writer.release()
