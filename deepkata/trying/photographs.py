"""Photographs of the student's own: files, folders, short videos, a camera."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import msgspec
import numpy as np

from deepkata.errors import DeepkataError

PICTURES = {".jpg", ".jpeg", ".png", ".bmp", ".webp", ".tif", ".tiff", ".gif", ".ppm", ".pgm"}
VIDEOS = {".mp4", ".avi", ".mov", ".mkv", ".webm", ".m4v"}
#: Formats of telephones and cameras that OpenCV has no decoder for.
FOREIGN = {".heic": "HEIC", ".heif": "HEIC", ".avif": "AVIF", ".cr2": "raw", ".cr3": "raw", ".nef": "raw", ".arw": "raw", ".dng": "raw"}
#: Longer sides are scaled down to this: results that are images have to cross from the sandbox, and no screen shows more.
LONGEST_SIDE = 1600
MOST_PIXELS = 200_000_000
#: A short video: ten seconds at thirty frames a second.
MOST_FRAMES = 300
#: A camera's first frames are dark, until it has set its exposure.
WARM_UP = 5


class NoPhotograph(DeepkataError):
    """A file that cannot be tried, in one sentence."""


class Subject(msgspec.Struct, frozen=True):
    """Something to try: a photograph, or a video with many frames."""

    name: str
    path: Path | None
    camera: int = 0

    @property
    def is_video(self) -> bool:
        return self.path is not None and self.path.suffix.lower() in VIDEOS


#: Gives a photograph, and what was done to it, if anything.
Read = Callable[[Subject], tuple[np.ndarray, str]]


def find(names: tuple[str, ...]) -> list[Subject]:
    """The photographs and videos of these arguments; of a folder, all that are in it. Raises NoPhotograph."""
    return list(itertools.chain.from_iterable(_sources(name) for name in names))


def _sources(name: str) -> list[Subject]:
    kind, _, number = name.partition(":")
    path = Path(name).expanduser()
    if kind == "camera" and not path.exists():
        if number and not number.isdecimal():
            raise NoPhotograph(f"{name} is no camera: write camera, or camera:1 for the second one.")
        return [Subject(name.replace(":", "-"), None, int(number or 0))]
    if path.is_dir():
        found = [file for file in sorted(path.iterdir()) if file.suffix.lower() in PICTURES | VIDEOS]
        if not found:
            raise NoPhotograph(f"{name} holds no photograph and no video (.jpg, .png, .mp4 and the like).")
        return [Subject(file.name, file) for file in found]
    if not path.is_file():
        raise NoPhotograph(f"There is no file {name}.")
    return [Subject(path.name, path)]


def photograph(source: Subject) -> tuple[np.ndarray, str]:
    """The photograph, uint8 of shape (height, width, 3), blue, green, red; and what was done to it, if anything. Raises NoPhotograph."""
    image = _from_camera(source) if source.path is None else _from_file(source.path)
    return _smaller(image)


@contextlib.contextmanager
def reading_ahead(first: Subject) -> Iterator[Read]:
    """As `photograph`, but the first one is read while the program is made ready."""
    with ThreadPoolExecutor(1) as reader:
        waiting = None if first.is_video else reader.submit(photograph, first)
        yield lambda source: waiting.result() if waiting and source is first else photograph(source)


def _from_file(path: Path) -> np.ndarray:
    if kind := FOREIGN.get(path.suffix.lower()):
        raise NoPhotograph(f"{path.name} is a {kind} file, which OpenCV cannot read: save it as JPEG or PNG.")
    try:
        data = np.fromfile(path, np.uint8)  # as OpenCV itself cannot open every name on Windows
    except OSError as error:
        raise NoPhotograph(f"{path.name} cannot be read: {error.strerror}.") from None
    if not data.size:
        raise NoPhotograph(f"{path.name} is empty.")
    try:
        image = cv2.imdecode(data, cv2.IMREAD_COLOR)
    except cv2.error:
        image = None
    if image is None:
        raise NoPhotograph(f"{path.name} is no picture that OpenCV can read: try a JPEG or PNG file.")
    if image.shape[0] * image.shape[1] > MOST_PIXELS:
        raise NoPhotograph(f"{path.name} has {image.shape[1]} by {image.shape[0]} pixels: save a smaller copy, of up to 200 megapixels.")
    return image


def _from_camera(source: Subject) -> np.ndarray:
    camera = cv2.VideoCapture(source.camera)
    try:
        for _ in range(WARM_UP):
            read, image = camera.read()
        if not read:
            raise NoPhotograph(f"Camera {source.camera} gives no picture: is it plugged in, and not in use by another program?")
        return image
    finally:
        camera.release()


def _smaller(image: np.ndarray) -> tuple[np.ndarray, str]:
    height, width = image.shape[:2]
    factor = LONGEST_SIDE / max(height, width)
    if factor >= 1:
        return image, ""
    size = max(1, round(width * factor)), max(1, round(height * factor))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA), f"{width} by {height} pixels, scaled down to {size[0]} by {size[1]}"


class Video:
    """The frames of a video, up to a number of them."""

    def __init__(self, source: Subject) -> None:
        """Open it. Raises NoPhotograph."""
        self._name = source.name
        self._capture = cv2.VideoCapture(str(source.path))
        if not self._capture.isOpened():
            raise NoPhotograph(f"{source.name} is no video that OpenCV can read: try an MP4 file.")
        self.rate = self._capture.get(cv2.CAP_PROP_FPS) or 25.0
        self.count = int(min(MOST_FRAMES, max(1.0, self._capture.get(cv2.CAP_PROP_FRAME_COUNT))))

    def __iter__(self) -> Iterator[np.ndarray]:
        """The frames, scaled down like photographs. Raises NoPhotograph if there is none."""
        try:
            for number in range(MOST_FRAMES):
                read, frame = self._capture.read()
                if not read:
                    if number == 0:
                        raise NoPhotograph(f"{self._name} is no video that OpenCV can read: try an MP4 file.")
                    return
                yield _smaller(frame)[0]
        finally:
            self._capture.release()
