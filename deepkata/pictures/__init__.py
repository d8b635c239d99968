"""Pictures of failures: data that a check leaves (:mod:`deepkata.pictures.data`), drawn by a process of its own.

Matplotlib is imported in that process only (:mod:`deepkata.pictures.renderer`), when a verdict is out.
"""

from __future__ import annotations

import contextlib
import re
import subprocess
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from deepkata import isolated

FOLDER = Path(".deepkata") / "pictures"
#: The first picture after an installation takes long: Matplotlib lists the fonts of the machine.
SECONDS = 60.0


class Order(msgspec.Struct, frozen=True):
    """One picture to be drawn, as a check left it, and where to."""

    picture: bytes
    path: str


def draw(orders: list[tuple[bytes, Path]], seconds: float = SECONDS) -> set[Path]:
    """Draw pictures; those that are there now. A picture that cannot be drawn is no reason for anything to fail."""
    if not orders:
        return set()
    for _, path in orders:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
    data = msgspec.msgpack.encode([Order(picture, str(path.absolute())) for picture, path in orders])
    command = isolated.python("-m", "deepkata.pictures.renderer")
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        subprocess.run(
            command, input=data, timeout=seconds, check=False, capture_output=True, cwd=isolated.FOLDER, env=isolated.variables()
        )
    return {path for _, path in orders if path.is_file()}


WAITING = ".waiting"
AT_A_TIME = 12


def keep(orders: Iterable[tuple[bytes, Path]]) -> None:
    """Write down what is to be drawn, beside where it will be: whoever comes next can draw it, if this process is killed."""
    for data, path in orders:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_suffix(WAITING).write_bytes(data)


def waiting(folder: Path) -> list[Path]:
    """The pictures below a folder that are still to be drawn."""
    return sorted(path.with_suffix(".png") for path in folder.rglob(f"*{WAITING}"))


def draw_waiting(paths: list[Path], jobs: int, tick: Callable[[Path], None]) -> None:
    """Draw pictures that were written down, some renderers side by side."""

    def some(part: list[Path]) -> list[Path]:
        draw([(path.with_suffix(WAITING).read_bytes(), path) for path in part], SECONDS + len(part))
        for path in part:
            path.with_suffix(WAITING).unlink()
        return part

    parts = [paths[place : place + AT_A_TIME] for place in range(0, len(paths), AT_A_TIME)]
    with ThreadPoolExecutor(jobs) as pool:
        for part in pool.map(some, parts):
            for path in part:
                tick(path)


def file_name(*parts: object) -> str:
    """A name for a picture's file, whatever its parts are called."""
    names = [re.sub(r"[^A-Za-z0-9_.-]+", "_", str(part)).strip(".")[:80] or "_" for part in parts]
    return "-".join(names) + ".png"
