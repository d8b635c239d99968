"""Pictures of failures: data that a check leaves (:mod:`deepkata.pictures.data`), drawn by a process of its own.

Matplotlib is imported in that process only (:mod:`deepkata.pictures.artist`), when a verdict is out.
"""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from pathlib import Path

import msgspec

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
    command = [sys.executable, "-m", "deepkata.pictures.artist"]
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        subprocess.run(command, input=data, timeout=seconds, check=False, capture_output=True, env=os.environ | {"MPLBACKEND": "agg"})
    return {path for _, path in orders if path.is_file()}


def file_name(*parts: object) -> str:
    """A name for a picture's file, whatever its parts are called."""
    names = [re.sub(r"[^A-Za-z0-9_.-]+", "_", str(part)).strip(".")[:80] or "_" for part in parts]
    return "-".join(names) + ".png"
