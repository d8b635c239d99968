"""Ends a track as soon as it is missed once. Detectors miss an object now and then, and it would get a new id each time."""

# says: "for the first time"

import cv2
import numpy as np

COLOURS = ((178, 114, 0), (0, 159, 230), (115, 158, 0), (0, 94, 213), (233, 180, 86), (140, 40, 110), (167, 121, 204), (40, 40, 40))
FONT = cv2.FONT_HERSHEY_PLAIN


def read_frames(path, every=1):
    video = cv2.VideoCapture(path)
    if not video.isOpened():
        raise FileNotFoundError(path)
    frames = []
    ok, frame = video.read()
    while ok:
        frames.append(frame)
        ok, frame = video.read()
    return frames[::every]


def ious(tracks, found):
    a = np.array([t["box"] for t in tracks], dtype=float).reshape(-1, 1, 4)
    b = np.array([d[2] for d in found], dtype=float).reshape(1, -1, 4)
    start = np.maximum(a[..., :2], b[..., :2])
    end = np.minimum(a[..., :2] + a[..., 2:], b[..., :2] + b[..., 2:])
    shared = np.clip(end - start, 0, None).prod(axis=2)
    overlap = shared / (a[..., 2:].prod(axis=2) + b[..., 2:].prod(axis=2) - shared)
    same = np.array([[t["name"] == d[0] for d in found] for t in tracks], dtype=bool).reshape(overlap.shape)
    return np.where(same, overlap, 0.0)


def match(tracks, found, threshold=0.3):
    if not tracks or not found:
        return []
    table = ious(tracks, found)
    pairs = []
    while table.max() >= threshold:
        i, j = np.unravel_index(table.argmax(), table.shape)
        pairs.append((int(i), int(j)))
        table[i] = -1
        table[:, j] = -1
    return pairs


def step(tracks, found, next_id, threshold=0.3, patience=2):
    pairs = match(tracks, found, threshold)
    of_track = {i: j for i, j in pairs}
    free = [j for j in range(len(found)) if j not in of_track.values()]
    after = []
    for i in range(len(tracks)):
        t = dict(tracks[i])
        if i in of_track:
            t["score"] = found[of_track[i]][1]
            t["box"] = found[of_track[i]][2]
            t["missed"] = 0
            after.append(t)
    for j in free:
        after.append({"id": next_id, "name": found[j][0], "score": found[j][1], "box": found[j][2], "missed": 0})
        next_id += 1
    return after, next_id


def track_clip(frames, detect, threshold=0.3, patience=2):
    tracks = []
    next_id = 1
    answer = []
    for frame in frames:
        found = detect(frame)
        tracks, next_id = step(tracks, found, next_id, threshold=threshold, patience=patience)
        now = []
        for t in tracks:
            if t["missed"] == 0:
                now.append((t["id"], t["name"], t["score"], t["box"]))
        answer.append(now)
    return answer


def draw(frame, objects):
    result = np.array(frame)
    for n, name, score, box in objects:
        x, y, w, h = box
        start = (int(round(x)), int(round(y)))
        end = (int(round(x + w)), int(round(y + h)))
        cv2.rectangle(result, start, end, COLOURS[n % len(COLOURS)], 2)
        cv2.putText(result, f"#{n} {name}", (start[0], start[1] - 4), FONT, 1, COLOURS[n % len(COLOURS)], 1)
    return result


def write_video(path, frames, fps):
    h, w = frames[0].shape[:2]
    colour = frames[0].ndim == 3
    out = cv2.VideoWriter(path, cv2.VideoWriter.fourcc(*"XVID"), fps, (w, h), colour)
    if not out.isOpened():
        raise OSError(path)
    for frame in frames:
        out.write(frame)
    out.release()
