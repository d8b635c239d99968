"""What a worker may leave behind: files and keys; nothing of it outlives the worker."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil

_libc = ctypes.CDLL(None)
#: Where a worker can leave files, by the level of its sandbox; its scratch folder is one more.
WRITABLE = {"full": ("/tmp", "/dev/shm"), "uid": ("/tmp", "/var/tmp", "/dev/shm", "/dev/mqueue", "/run/lock"), "none": ()}  # noqa: S108


def sweep(level: str, scratch: str, *, keep: bool) -> bool:
    """Leave no file of a worker, in its scratch folder or wherever else it can write; whether that was possible.

    With ``keep`` the scratch folder itself stays, empty, for the tests to come.
    """
    clean = empty(scratch)
    if not keep:
        with contextlib.suppress(OSError):
            os.rmdir(scratch)
    for folder in WRITABLE[level]:
        clean &= empty(folder, kept=scratch if keep else "")
    return clean


def empty(folder: str, kept: str = "") -> bool:
    """Remove what belongs to this user in a folder, except for what is kept or mounted; whether that was possible."""
    try:
        entries = [entry for entry in os.scandir(folder) if entry.path != kept and entry.stat(follow_symlinks=False).st_uid == os.getuid()]
        entries = [entry for entry in entries if not os.path.ismount(entry.path)]
    except FileNotFoundError:
        return True
    except OSError:
        return False
    left = [entry for entry in entries if not _remove(entry)]
    return not left


def _remove(entry: os.DirEntry[str]) -> bool:
    try:
        if entry.is_dir(follow_symlinks=False):
            with contextlib.suppress(OSError):
                os.rmdir(entry.path)  # most are empty
                return True
            shutil.rmtree(entry.path)
        else:
            os.unlink(entry.path)
    except FileNotFoundError:
        return True
    except (OSError, RecursionError):  # closed, or nested too deep: for somebody else to remove
        return False
    return True


def forget_keys(level: str) -> None:
    """Empty the kernel's key rings of this user."""
    number = {"x86_64": 250, "aarch64": 219}.get(os.uname().machine)
    if level != "none" and number:
        for ring in (-3, -4, -5):
            _libc.syscall(number, 7, ring)  # KEYCTL_CLEAR
