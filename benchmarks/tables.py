"""Tables of figures: on the terminal, and as Markdown for docs/performance.md (see figures.py)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from deepkata.manifest import Exercise
from deepkata.worker.profiles import SMALL


def bar(exercise: Exercise, small: float, large: float) -> float:
    """The bar of an exercise in seconds: those that import TensorFlow or Keras may take longer."""
    return small if exercise.profile in SMALL else large


class Figures:
    """Rows that are shown as they come; those that miss a bar are red."""

    def __init__(self, *columns: str, title: str) -> None:
        self.columns, self.title = columns, title
        self.rows: list[tuple[str, ...]] = []
        self.missed: list[bool] = []

    def add(self, *cells: str, missed: bool = False) -> None:
        self.rows.append(cells)
        self.missed.append(missed)

    def show(self, console: Console) -> None:
        table = Table(*self.columns, title=self.title)
        for cells, missed in zip(self.rows, self.missed, strict=True):
            table.add_row(*cells, style="red" if missed else None)
        console.print(table)

    def markdown(self) -> str:
        """A table whose first column is code."""
        rows = [(f"`{first}`", *others) for first, *others in self.rows]
        return "\n".join(map(line, [self.columns, ["---"] * len(self.columns), *rows]))


def line(cells: Sequence[str]) -> str:
    """One line of a table in Markdown."""
    return f"| {' | '.join(cells)} |"


def write(path: Path | None, *parts: str) -> None:
    """The paragraphs and tables of one benchmark, if a file is asked for."""
    if path:
        path.write_text("\n\n".join(part for part in parts if part) + "\n", encoding="utf-8")
