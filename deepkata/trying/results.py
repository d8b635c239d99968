"""Each photograph or video in turn: read, tried, drawn, and written where it can be looked at."""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import cv2
import msgspec
import numpy as np

from deepkata.pictures import file_name
from deepkata.text import plain
from deepkata.trying import Shown
from deepkata.trying.drawing import draw
from deepkata.trying.photographs import NoPhotograph, Read, Subject, Video, photograph
from deepkata.trying.session import Attempt, Failed, blaming

FOLDER = Path(".deepkata") / "tried"
OnProgress = Callable[[float, str], None]


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """What came of one photograph: a picture and lines of text, or the reason why there is none."""

    name: str
    picture: Path | None = None
    lines: tuple[str, ...] = ()
    note: str = ""
    problem: str = ""
    seconds: float = 0.0


def results(
    attempt: Attempt,
    sources: Iterable[Subject],
    folder: Path,
    prefix: str,
    on_progress: OnProgress = lambda _done, _what: None,
    read: Read = photograph,
) -> Iterator[Tried]:
    """Try everything; what fails does not keep the rest from being tried."""
    folder.mkdir(parents=True, exist_ok=True)
    names = Counter[str]()
    for source in sources:
        stem = folder / file_name(prefix, Path(source.name).stem)
        names[stem.name] += 1
        if names[stem.name] > 1:  # photo.jpg and photo.png
            stem = stem.with_stem(f"{stem.stem}-{names[stem.name]}")
        try:
            if source.is_video:
                yield _video(attempt, source, stem.with_suffix(".mp4"), on_progress)
            else:
                yield _picture(attempt, source, stem, read)
        except (NoPhotograph, Failed) as error:
            yield Tried(name=source.name, problem=str(error))


def _picture(attempt: Attempt, source: Subject, path: Path, read: Read) -> Tried:
    image, note = read(source)
    started = time.monotonic()
    shown = attempt(image)
    seconds = time.monotonic() - started
    _write(path, _drawn(shown))
    return Tried(name=source.name, picture=path, lines=tuple(plain(line, 200) for line in shown.lines), note=note, seconds=seconds)


def _video(attempt: Attempt, source: Subject, path: Path, on_progress: OnProgress) -> Tried:
    """Every frame, into another video."""
    video, seconds, count = Video(source), 0.0, 0
    with contextlib.ExitStack() as stack:
        writer: cv2.VideoWriter | None = None
        for frame in video:
            started = time.monotonic()
            shown = attempt(frame)
            seconds += time.monotonic() - started
            drawn = _even(_drawn(shown))
            if writer is None:
                writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"mp4v"), video.rate, drawn.shape[1::-1])
                stack.callback(writer.release)
            writer.write(drawn)
            count += 1
            on_progress(count / video.count, f"{source.name}: frame {count} of {video.count}")
    note = f"{count} frames, {seconds / count * 1000:.0f} ms each"
    return Tried(name=source.name, picture=path, note=note, seconds=seconds)


def _drawn(shown: Shown) -> np.ndarray:
    with blaming("drawn"):
        return draw(shown)


def _even(image: np.ndarray) -> np.ndarray:
    """Video codecs want even sides."""
    return np.ascontiguousarray(image[: image.shape[0] // 2 * 2, : image.shape[1] // 2 * 2])


def _write(path: Path, image: np.ndarray) -> None:
    """As a PNG file, whatever letters its path has."""
    _, data = cv2.imencode(".png", image, [cv2.IMWRITE_PNG_COMPRESSION, 3])
    path.write_bytes(data.tobytes())
