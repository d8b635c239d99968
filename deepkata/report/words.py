"""What a report says of a task, in plain text, for every format that shows it."""

from __future__ import annotations

from deepkata.text import plain
from deepkata.verdicts import TaskResult, Verdict

MOST = 4000


def message(task: TaskResult) -> str:
    """One line: the test that failed, and what it said first."""
    lines = [line.strip() for line in plain(task.message, MOST).splitlines() if line.strip()]
    return " ".join(lines[:2]) or task.verdict.words


def paragraphs(task: TaskResult) -> list[str]:
    """All of it: the message, and the known mistake behind it."""
    if task.verdict is Verdict.ACCEPTED:
        return []
    return [part for part in (plain(task.message, MOST), plain(task.diagnosis or "", MOST)) if part]


def printed(task: TaskResult) -> str:
    """What the program printed."""
    return plain(task.output, MOST).rstrip()
