"""Detecting and tracking in a video: the reference."""

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import cv2
import numpy as np

Box = tuple[float, float, float, float]
Detection = tuple[str, float, Box]
#: Blue, green, red. The colour of an id is COLOURS[id % 8].
COLOURS = ((178, 114, 0), (0, 159, 230), (115, 158, 0), (0, 94, 213), (233, 180, 86), (140, 40, 110), (167, 121, 204), (40, 40, 40))
FONT = cv2.FONT_HERSHEY_SIMPLEX


def read_frames(path: str, every: int = 1) -> list[np.ndarray]:
    """Return the frames 0, every, 2 * every, … of a video."""
    capture = cv2.VideoCapture(path)
    if not capture.isOpened():
        raise OSError(f"{path} is not a video that OpenCV can open")
    frames = []
    for number in itertools.count():
        read, frame = capture.read()
        if not read:
            break
        if number % every == 0:
            frames.append(frame)
    capture.release()
    return frames


def match(tracks: Sequence[dict[str, Any]], found: Sequence[Detection], threshold: float = 0.3) -> list[tuple[int, int]]:
    """Return pairs (place in tracks, place in found) of the same name, the highest IoU first."""
    possible = [
        (_iou(track["box"], box), i, j) for i, track in enumerate(tracks) for j, (name, _, box) in enumerate(found) if name == track["name"]
    ]
    pairs, used_tracks, used_found = [], set(), set()
    for overlap, i, j in sorted(possible, reverse=True):
        if overlap >= threshold and i not in used_tracks and j not in used_found:
            pairs.append((i, j))
            used_tracks.add(i)
            used_found.add(j)
    return pairs


def step(
    tracks: Sequence[dict[str, Any]], found: Sequence[Detection], next_id: int, threshold: float = 0.3, patience: int = 2
) -> tuple[list[dict[str, Any]], int]:
    """Return the tracks after one more frame, and the next free id."""
    partner = dict(match(tracks, found, threshold))
    after = []
    for i, track in enumerate(tracks):
        if i in partner:
            _, score, box = found[partner[i]]
            after.append({**track, "score": score, "box": box, "missed": 0})
        elif track["missed"] < patience:
            after.append({**track, "missed": track["missed"] + 1})

    matched = set(partner.values())
    for j, (name, score, box) in enumerate(found):
        if j not in matched:
            after.append({"id": next_id, "name": name, "score": score, "box": box, "missed": 0})
            next_id += 1
    return after, next_id


def track_clip(
    frames: Sequence[np.ndarray], detect: Callable[[np.ndarray], list[Detection]], threshold: float = 0.3, patience: int = 2
) -> list[list[tuple[int, str, float, Box]]]:
    """Return (id, name, score, box) of the objects seen in each frame."""
    tracks: list[dict[str, Any]] = []
    next_id, seen = 1, []
    for frame in frames:
        tracks, next_id = step(tracks, detect(frame), next_id, threshold, patience)
        seen.append([(one["id"], one["name"], one["score"], one["box"]) for one in tracks if one["missed"] == 0])
    return seen


def draw(frame: np.ndarray, objects: Sequence[tuple[int, str, float, Box]]) -> np.ndarray:
    """Return a copy of the frame with box, id and name of each object."""
    frame = frame.copy()
    for number, name, _, (x, y, width, height) in objects:
        colour = COLOURS[number % len(COLOURS)]
        left, top = round(x), round(y)
        label = f"{number} {name}"
        (text_width, text_height), below = cv2.getTextSize(label, FONT, 0.4, 1)
        cv2.rectangle(frame, (left, top), (round(x + width), round(y + height)), colour, 2)
        cv2.rectangle(frame, (left, top), (left + text_width + 4, top + text_height + below), colour, cv2.FILLED)
        cv2.putText(frame, label, (left + 2, top + text_height), FONT, 0.4, (255, 255, 255), 1, cv2.LINE_AA)
    return frame


def write_video(path: str, frames: Sequence[np.ndarray], fps: float) -> None:
    """Write frames, coloured or grey, as Motion JPEG."""
    height, width = frames[0].shape[:2]
    writer = cv2.VideoWriter(path, cv2.VideoWriter.fourcc(*"MJPG"), fps, (width, height))
    if not writer.isOpened():
        raise OSError(f"{path} cannot be written")
    for frame in frames:
        writer.write(frame if frame.ndim == 3 else cv2.cvtColor(frame, cv2.COLOR_GRAY2BGR))
    writer.release()


def _iou(a: Box, b: Box) -> float:
    """The intersection over union of two boxes, as x, y, width, height."""
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    shared = max(width, 0) * max(height, 0)
    return shared / (a[2] * a[3] + b[2] * b[3] - shared)
