"""Files that must not be lost, and folders that must go."""

from __future__ import annotations

import contextlib
import functools
import os
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil

PREFIX = "deepkata-"


def write_atomically(path: Path, data: bytes) -> None:
    """Replace a file's content in one step, so that nothing is lost if the writer dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        os.unlink(name)
        raise


def content(path: str | os.PathLike[str]) -> bytes:
    """What is in a file, read once as long as its times and size stay; nothing if it is not there."""
    try:
        status = os.stat(path)
    except OSError:
        return b""
    about = (status.st_mtime_ns, status.st_ctime_ns, status.st_ino, status.st_size)
    return _content(os.fspath(path), about) if stat.S_ISREG(status.st_mode) else b""


@functools.lru_cache(maxsize=1024)
def _content(path: str, about: tuple[int, ...]) -> bytes:  # noqa: ARG001 - a key of the cache
    return Path(path).read_bytes()


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """A folder that is gone afterwards, whatever a program made of it; its name tells whose it is."""
    folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))
    try:
        yield folder
    finally:
        discard(folder)


def discard(folder: Path) -> None:
    """Remove a folder in which a program may have nested folders thousands deep, or closed them."""
    command = ["rm", "-rf", "--", str(folder)]
    if subprocess.run(command, stderr=subprocess.DEVNULL, check=False).returncode:
        subprocess.run(["chmod", "-R", "u+rwx", "--", str(folder)], stderr=subprocess.DEVNULL, check=False)
        subprocess.run(command, stderr=subprocess.DEVNULL, check=False)


def discard_leftovers() -> None:
    """Remove the temporary folders of runs that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        owner = folder.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)) and folder.stat().st_uid == os.getuid():
            discard(folder)
