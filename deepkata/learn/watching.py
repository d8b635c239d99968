"""Notices that a file was saved, whatever way the editor has of saving."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from pathlib import Path

import watchfiles

#: Milliseconds: how often the library looks at what the system told it, how long it gathers changes, how long it sleeps at most.
STEP_MS, GATHER_MS, SLEEP_MS = 10, 40, 1000


class Watch:
    """Calls ``changed`` with the path of a file that has another content than when it was last ``seen``.

    What the system says of changes is a hint, and some file systems say nothing: so the file at hand is also looked at
    once a second.
    """

    def __init__(self, folder: Path, changed: Callable[[Path], None]) -> None:
        self.folder = folder
        self.changed = changed
        self._file: Path | None = None
        self._seen = b""
        self._lock = threading.Lock()
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._work, name="watching", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def look_at(self, file: Path) -> None:
        """From now on, this is the file at hand; its content is known."""
        with self._lock:
            self._file, self._seen = file, _digest(file)

    def close(self) -> None:
        self._end.set()
        if self._thread.is_alive():
            self._thread.join()

    def _work(self) -> None:
        folder = self.folder
        for changes in watchfiles.watch(
            folder,
            watch_filter=None,
            debounce=GATHER_MS,
            step=STEP_MS,
            rust_timeout=SLEEP_MS,
            yield_on_timeout=True,
            stop_event=self._end,
            raise_interrupt=False,
        ):
            self._compare(touched=any(Path(path) == self._file for _, path in changes))

    def _compare(self, *, touched: bool) -> None:
        with self._lock:
            file = self._file
            if file is None:
                return
            digest = _digest(file)
            if digest == self._seen and not touched:
                return
            self._seen = digest
        self.changed(file)


def _digest(file: Path) -> bytes:
    try:
        return hashlib.blake2b(file.read_bytes(), digest_size=16).digest()
    except OSError:
        return b""
