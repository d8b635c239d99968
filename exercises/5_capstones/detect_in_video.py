"""Detecting and tracking in a video.

A detector processes one frame at a time. It finds a dog in frame 7 and a dog in frame 8, but does not determine whether they
are the same dog. To count animals, or to draw the path of one, a program must give each object an identity (*id*) that stays
the same. *Tracking by detection* adds this identity: an object usually moves little from one frame to the next, so its two
boxes overlap. A *track* is an object with its id:

    {"id": 3, "name": "dog", "score": 0.81, "box": (40.0, 60.0, 50.0, 30.0), "missed": 0}

It contains the class, the score and the box of the latest detection, and the number of frames in which the object has been
missed since then. A *detection* is a tuple, (name, score, box), as in `detect_objects`. A box is x, y, width, height, where
(x, y) is the top-left corner; width and height are above 0. The IoU of two boxes is computed as in `box_iou`.

Frames are uint8 arrays of shape (height, width, 3), blue, green, red. Paths are strings. If the order of a list matters, the
docstring says so.

Tasks
1. `read_frames`: the frames of a video.
2. `match`: which detection belongs to which track?
3. `step`: ids that stay the same from one frame to the next.
4. `step`: objects that are missed for a few frames.
5. `track_clip`: whole clips, including one with the detections of a real detector.
6. `draw`: boxes and ids, one colour for each id.
7. `write_video`: a file that others can play.

The suite's clip is `fixtures/dog_passing.avi`.
"""

from collections.abc import Callable, Sequence
from typing import Any

import cv2  # noqa: F401  (for tasks 1, 6 and 7)
import numpy as np

Box = tuple[float, float, float, float]
Detection = tuple[str, float, Box]
#: Blue, green, red. The colour of an id is COLOURS[id % 8].
COLOURS = ((178, 114, 0), (0, 159, 230), (115, 158, 0), (0, 94, 213), (233, 180, 86), (140, 40, 110), (167, 121, 204), (40, 40, 40))


def read_frames(path: str, every: int = 1) -> list[np.ndarray]:
    """Read a video.

    Args:
        path: The file.
        every: 1 for all frames; otherwise only the frames 0, every, 2 * every, and so on.

    Returns:
        The frames in order, each as a separate array.

    Raises:
        OSError: If the file does not exist or is not a video. OpenCV itself raises no error.

    Examples:
        >>> frames = read_frames("fixtures/dog_passing.avi", every=6)  # frames 0, 6, 12 and 18 of 20
        >>> len(frames), frames[0].shape
        (4, (160, 240, 3))
    """
    raise NotImplementedError("task 1: cv2.VideoCapture(path), isOpened(), and read() until there are no more frames")


def match(tracks: Sequence[dict[str, Any]], found: Sequence[Detection], threshold: float = 0.3) -> list[tuple[int, int]]:
    """Decide which detection belongs to which track.

    A track and a detection can be a pair if they have the same name and their IoU is *at least* the threshold. The pair
    with the highest IoU is chosen first. Its track and its detection cannot be in another pair. The pair with the
    highest IoU among the remaining possible pairs is chosen next, and so on.

    Args:
        tracks: Tracks, as described above. The list may be empty.
        found: The detections of the next frame. The list may be empty.
        threshold: Above 0 and at most 1.

    Returns:
        A tuple (index of the track in `tracks`, index of the detection in `found`) for each pair, in any order. In the tests,
        two possible pairs that share a track or a detection never have the same IoU.

    Examples:
        >>> tracks = [{"id": 7, "name": "cat", "score": 0.9, "box": (0, 0, 10, 10), "missed": 0}]
        >>> match(tracks, [("cat", 0.6, (4, 0, 10, 10)), ("cat", 0.5, (1, 0, 10, 10)), ("dog", 0.9, (0, 0, 10, 10))])
        [(0, 1)]
    """
    raise NotImplementedError("task 2: list all possible pairs with their IoU, sort them (highest first), and skip what is already paired")


def step(
    tracks: Sequence[dict[str, Any]], found: Sequence[Detection], next_id: int, threshold: float = 0.3, patience: int = 2
) -> tuple[list[dict[str, Any]], int]:
    """Update the tracks with the detections of one more frame.

    - A track to which `match` assigns a detection keeps its id and gets the score and the box of the detection; its "missed"
      is 0.
    - A detection without a track starts a new track. The first new track gets the id `next_id`, the following one gets the next
      number, and so on, in the order of `found`. An id is never used for a second object.
    - For a track without a detection, "missed" increases by 1. Nothing else in it changes, and it can be matched in later frames.
      If it has now had no detection in more than `patience` frames in a row, it ends and is left out.

    Args:
        tracks: The tracks so far. The list may be empty. Neither the list nor its dictionaries may be changed.
        found: The detections of this frame. The list may be empty.
        next_id: The smallest id that no object has had so far.
        threshold: As for `match`.
        patience: The number of frames in a row in which a track may have no detection, 0 or more.

    Returns:
        The updated list of tracks, in any order, each with the five keys shown above; and the smallest id that no
        object has had so far.

    Examples:
        >>> tracks = [{"id": 4, "name": "cat", "score": 0.9, "box": (0, 0, 10, 10), "missed": 1}]
        >>> step(tracks, [("cat", 0.6, (1, 0, 10, 10)), ("cup", 0.5, (70, 50, 8, 9))], 6)
        ([{'id': 4, 'name': 'cat', 'score': 0.6, 'box': (1, 0, 10, 10), 'missed': 0},
          {'id': 6, 'name': 'cup', 'score': 0.5, 'box': (70, 50, 8, 9), 'missed': 0}], 7)
        >>> step(tracks, [], 6)
        ([{'id': 4, 'name': 'cat', 'score': 0.9, 'box': (0, 0, 10, 10), 'missed': 2}], 6)
    """
    raise NotImplementedError("task 3: tracks with a detection, then new tracks; tracks without a detection belong to task 4")


def track_clip(
    frames: Sequence[np.ndarray], detect: Callable[[np.ndarray], list[Detection]], threshold: float = 0.3, patience: int = 2
) -> list[list[tuple[int, str, float, Box]]]:
    """Detect and track the objects in a clip.

    Args:
        frames: The clip. It may have no frames.
        detect: A function that returns the detections in one frame. It is slow, so call it once for each frame.
        threshold: As for `match`.
        patience: As for `step`.

    Returns:
        For each frame a list of the objects that were *detected in this frame*, in any order, each as (id, name, score, box).
        A track without a detection in a frame is not in the list of that frame. Ids begin with 1 in each clip.

    Examples:
        >>> track_clip(frames[:2], lambda frame: [("moon", 0.9, (5, 5, 20, 20))])
        [[(1, 'moon', 0.9, (5, 5, 20, 20))], [(1, 'moon', 0.9, (5, 5, 20, 20))]]
    """
    raise NotImplementedError("task 5: begin with no tracks and next_id = 1; for each frame detect, step, and list the detected tracks")


def draw(frame: np.ndarray, objects: Sequence[tuple[int, str, float, Box]]) -> np.ndarray:
    """Draw the boxes and labels of the tracked objects on a frame.

    Args:
        frame: uint8, shape (height, width, 3). It must not be changed.
        objects: (id, name, score, box) of each object, as returned by `track_clip`.

    Returns:
        A new image. Each object has its box, drawn by `cv2.rectangle` from (x, y) to (x + width, y + height), rounded to whole
        pixels, in the colour of its id and 2 pixels thick, and a label with its id and name, such as "3 dog". The label is at
        the top edge of the box, above or below it; font, size and colours are up to you. It may cover the top edge, but must
        not extend more than 24 pixels above or below it. At the top of the image, a label above its box may be cut off.
    """
    raise NotImplementedError("task 6: copy the frame; cv2.rectangle and cv2.putText for each object, in COLOURS[id % 8]")


def write_video(path: str, frames: Sequence[np.ndarray], fps: float) -> None:
    """Write frames to a video file.

    OpenCV raises no error if the size or the number of channels of a frame is not what the writer expects. It skips the frame.

    Args:
        path: The file, whose name ends with ".avi". The codec is up to you; "MJPG" is available in most builds of OpenCV.
        frames: One or more frames, all of the same height and width, which are even numbers. Either all have shape (height,
            width, 3), or all are grey and have shape (height, width).
        fps: Frames per second, not always a whole number.

    Raises:
        OSError: If the file cannot be opened, for instance because its folder does not exist.

    Examples:
        >>> write_video("grey.avi", [np.full((120, 160), 7 * n, np.uint8) for n in range(30)], 12.5)
    """
    raise NotImplementedError("task 7: cv2.VideoWriter takes (width, height); isOpened(), write() and release()")
