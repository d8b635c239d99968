"""A class for the tracks, and a heap of pairs; frames are found by their positions."""

import heapq

import cv2
import numpy as np

COLOURS = ((178, 114, 0), (0, 159, 230), (115, 158, 0), (0, 94, 213), (233, 180, 86), (140, 40, 110), (167, 121, 204), (40, 40, 40))


class Tracker:
    def __init__(self, tracks, next_id, threshold, patience):
        self.tracks = [dict(one) for one in tracks]
        self.next_id, self.threshold, self.patience = next_id, threshold, patience

    def go_on(self, found):
        pairs = match(self.tracks, found, self.threshold)
        new = set(range(len(found))) - {j for _, j in pairs}
        for one in self.tracks:
            one["missed"] += 1
        for i, j in pairs:
            self.tracks[i].update(score=found[j][1], box=found[j][2], missed=0)
        fresh = [self.begin(*found[j]) for j in sorted(new)]
        self.tracks = fresh + [one for one in self.tracks if one["missed"] <= self.patience]

    def begin(self, name, score, box):
        self.next_id += 1
        return {"id": self.next_id - 1, "name": name, "score": score, "box": box, "missed": 0}

    def now(self):
        return [(one["id"], one["name"], one["score"], one["box"]) for one in self.tracks if not one["missed"]]


def read_frames(path, every=1):
    capture = cv2.VideoCapture(path)
    if not capture.isOpened():
        raise OSError(path)
    frames = []
    for number in range(0, int(capture.get(cv2.CAP_PROP_FRAME_COUNT)), every):
        capture.set(cv2.CAP_PROP_POS_FRAMES, number)
        frames.append(capture.read()[1])
    return frames


def corners(box):
    x, y, w, h = box
    return np.array([[x, y], [x + w, y + h]], dtype=float)


def iou(a, b):
    a, b = corners(a), corners(b)
    shared = np.prod(np.maximum(np.minimum(a[1], b[1]) - np.maximum(a[0], b[0]), 0))
    return shared / (np.prod(a[1] - a[0]) + np.prod(b[1] - b[0]) - shared)


def match(tracks, found, threshold=0.3):
    heap = [(-iou(one["box"], new[2]), i, j) for i, one in enumerate(tracks) for j, new in enumerate(found) if one["name"] == new[0]]
    heapq.heapify(heap)
    partners = {}
    while heap:
        overlap, i, j = heapq.heappop(heap)
        if -overlap < threshold:
            break
        if i not in partners and j not in partners.values():
            partners[i] = j
    return list(partners.items())


def step(tracks, found, next_id, threshold=0.3, patience=2):
    tracker = Tracker(tracks, next_id, threshold, patience)
    tracker.go_on(found)
    return tracker.tracks, tracker.next_id


def track_clip(frames, detect, threshold=0.3, patience=2):
    tracker = Tracker([], 1, threshold, patience)
    seen = []
    for found in map(detect, frames):
        tracker.go_on(found)
        seen.append(tracker.now())
    return seen


def draw(frame, objects):
    drawing = frame.copy()
    for number, name, _, box in objects:
        start, end = np.rint(corners(box)).astype(int).tolist()
        colour = COLOURS[number % 8]
        cv2.rectangle(drawing, start, end, colour, 2)
        text = f"{name} {number}"
        (width, height), _ = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, 0.4, 1)
        cv2.rectangle(drawing, (start[0], start[1] - height - 6), (start[0] + width, start[1]), colour, -1)
        cv2.putText(drawing, text, (start[0], start[1] - 3), cv2.FONT_HERSHEY_DUPLEX, 0.4, (255, 255, 255))
    return drawing


def write_video(path, frames, fps):
    writer = cv2.VideoWriter()
    if not writer.open(path, cv2.VideoWriter.fourcc("M", "J", "P", "G"), float(fps), frames[0].shape[1::-1]):
        raise OSError("the video cannot be opened for writing: " + path)
    for frame in frames:
        writer.write(frame if frame.ndim > 2 else np.dstack([frame] * 3))
    writer.release()
