"""Programs in Jupyter notebooks: the cell under ``%%kata box_iou``, or all code of a notebook that is named after the exercise."""

from __future__ import annotations

import re

import msgspec

#: The first line of a cell that is the program of an exercise; options may follow.
KATA = re.compile(r"%%kata\s+(?P<options>.*)")
#: Lines that only IPython understands.
MAGIC = re.compile(r"^(?:%[a-zA-Z]|!).*", re.M)


class _Cell(msgspec.Struct):
    cell_type: str = ""
    source: str | list[str] = ""


class _Notebook(msgspec.Struct):
    cells: list[_Cell] = []


def cells(data: bytes) -> list[str]:
    """The code cells, in their order; none if this is no notebook."""
    try:
        notebook = msgspec.json.decode(data, type=_Notebook)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return []
    return ["".join(cell.source) for cell in notebook.cells if cell.cell_type == "code"]


def program(data: bytes, exercise: str, topic: str, *, named: bool) -> bytes | None:
    """The program of an exercise in a notebook, its lines where they are in the cell; None if there is none.

    The last cell under ``%%kata`` with the exercise's name counts. Without one, all cells of a notebook that is ``named`` after it.
    """
    code = cells(data)
    own = [source for source in code if (match := KATA.match(source)) and {exercise, f"{topic}/{exercise}"} & set(match["options"].split())]
    if own:
        return _plain(own[-1])
    others = [source for source in code if not source.lstrip().startswith("%%")]
    return _plain("\n\n".join(others)) if named and others else None


def _plain(source: str) -> bytes:
    """With a comment in place of what only IPython understands."""
    first, end, rest = source.partition("\n")
    code = f"# {first}{end}{rest}" if KATA.match(source) else source
    return (MAGIC.sub(lambda match: f"# {match[0]}", code) + "\n").encode()
