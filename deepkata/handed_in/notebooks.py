"""Programs in Jupyter notebooks: the cell under ``%%kata box_iou``, or all code of a notebook that is named after the exercise."""

from __future__ import annotations

import functools
import re

import msgspec

#: The first line of a cell that is the program of an exercise; options may follow.
KATA = re.compile(r"\s*%%kata[ \t]+(?P<options>.*)")
#: Cells whose first line alone is IPython's; what is under others, such as %%bash, is no Python.
PYTHON = re.compile(r"\s*%%(?:kata|time|timeit|capture)\b.*")
#: Lines that only IPython understands.
MAGIC = re.compile(r"^[ \t]*(?:%[a-zA-Z]\w*(?=\s|$)|!).*", re.M)


class _Cell(msgspec.Struct):
    cell_type: str = ""
    source: str | list[str] = ""


class _Notebook(msgspec.Struct):
    cells: list[_Cell] = []


@functools.lru_cache(maxsize=32)
def cells(data: bytes) -> tuple[str, ...]:
    """The code cells, in their order; none if this is no notebook."""
    try:
        notebook = msgspec.json.decode(data, type=_Notebook)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return ()
    return tuple("".join(cell.source) for cell in notebook.cells if cell.cell_type == "code")


def program(data: bytes, exercise: str, topic: str, *, named: bool) -> bytes | None:
    """The program of an exercise in a notebook, its lines where they are in the cell; None if there is none.

    The last cell under ``%%kata`` with the exercise's name counts. Without one, all cells of a notebook that is ``named`` after it.
    """
    code = cells(data)
    own = [source for source in code if (match := KATA.match(source)) and {exercise, f"{topic}/{exercise}"} & set(match["options"].split())]
    if own:
        return _plain(own[-1])
    others = [source for source in code if not source.lstrip().startswith("%%") or (PYTHON.match(source) and not KATA.match(source))]
    return _plain("\n\n".join(map(_commented, others))) if named and others else None


def _plain(source: str) -> bytes:
    """With a comment in place of what only IPython understands."""
    return (MAGIC.sub(lambda match: f"# {match[0].strip()}", _commented(source)) + "\n").encode("utf-8", "replace")


def _commented(source: str) -> str:
    return source.replace("%%", "# %%", 1) if PYTHON.match(source) else source
