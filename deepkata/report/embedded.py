"""Pictures inside a document that has to be one file."""

from __future__ import annotations

import base64
from pathlib import Path

from deepkata.verdicts import TaskResult


class Pictures:
    """The pictures of a report's tasks as data addresses, up to so many bytes in one document."""

    def __init__(self, folder: Path, most_bytes: int) -> None:
        self.folder = folder
        self.left = most_bytes

    def address(self, task: TaskResult) -> str:
        """Empty where there is none, or the document would become too large."""
        path = self.folder / task.picture if task.picture else None
        if path is None or not path.is_file() or path.stat().st_size > self.left:
            return ""
        data = path.read_bytes()
        self.left -= len(data)
        return png_address(data)


def png_address(data: bytes) -> str:
    """A PNG as the address of an image."""
    return f"data:image/png;base64,{base64.b64encode(data).decode()}"
