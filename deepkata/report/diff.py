"""Two programs side by side, with what differs marked by colour and by sign."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from deepkata.course import Course
from deepkata.manifest import Exercise

GONE, NEW = "red", "green"


def beside_ours(course: Course, exercise: Exercise) -> Table:
    """The program at hand beside the reference."""
    mine = course.stub(exercise).read_text(encoding="utf-8", errors="replace")
    return side_by_side(mine, course.solution(exercise), "yours", "ours")


def side_by_side(left: str, right: str, left_title: str, right_title: str) -> Table:
    """A table with a line of each in a row; lines that only one has are marked - and +."""
    table = Table(box=None, expand=True, padding=(0, 1, 0, 0), header_style="bold")
    for title in (left_title, right_title):
        table.add_column("", justify="right", style="dim", no_wrap=True)
        table.add_column(title, ratio=1, overflow="fold")
    for mine, theirs in _rows(left.splitlines(), right.splitlines()):
        table.add_row(*mine, *theirs)
    return table


Cell = tuple[str, Text]


def _rows(left: list[str], right: list[str]) -> Iterator[tuple[Cell, Cell]]:
    matcher = difflib.SequenceMatcher(None, [line.rstrip() for line in left], [line.rstrip() for line in right], autojunk=False)
    for kind, a, a_end, b, b_end in matcher.get_opcodes():
        for offset in range(max(a_end - a, b_end - b)):
            yield (
                _cell(left, a + offset, a_end, "" if kind == "equal" else GONE, "-"),
                _cell(right, b + offset, b_end, "" if kind == "equal" else NEW, "+"),
            )


def _cell(lines: list[str], place: int, end: int, style: str, sign: str) -> Cell:
    if place >= end:
        return "", Text()
    return f"{place + 1}{sign if style else ' '}", Text(lines[place].expandtabs(4), style)
