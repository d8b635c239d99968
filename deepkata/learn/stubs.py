"""Pristine stubs, so that an exercise can be started afresh, and what a student wrote can be brought back."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

from deepkata.course import Course, Exercise
from deepkata.errors import DeepkataError, NothingToUndo
from deepkata.files import write_atomically
from deepkata.learn.progress import FOLDER


class NoPristineStub(DeepkataError):
    def __init__(self, exercise: str) -> None:
        super().__init__(
            f"The original of {exercise} is not known here: it was changed before deepkata first ran, "
            "and git has no version of it.\nTake the file from a fresh copy of the course."
        )


def is_stub(data: bytes, exercise: Exercise) -> bool:
    """Whether every function of the exercise still ends with ``raise NotImplementedError``."""
    try:
        tree = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    return all(name in functions and _raises(functions[name].body[-1]) for name in exercise.functions)


def _raises(statement: ast.stmt) -> bool:
    if not isinstance(statement, ast.Raise) or statement.exc is None:
        return False
    raised = statement.exc.func if isinstance(statement.exc, ast.Call) else statement.exc
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"


def remember(course: Course) -> None:
    """Keep a copy of every stub that nobody has worked on yet, for where there is no git to ask."""
    for exercise in course:
        stub, kept = course.stub(exercise), _kept(course, exercise)
        if stub.is_file() and not kept.is_file():
            data = stub.read_bytes()
            if is_stub(data, exercise):
                write_atomically(kept, data)


def pristine(course: Course, exercise: Exercise) -> bytes:
    """The stub as the course's author wrote it. Raises NoPristineStub."""
    path = course.stub(exercise).relative_to(course.root).as_posix()
    for commit in _git(course.root, "log", "--format=%H", "--", path).decode().split():
        data = _git(course.root, "show", f"{commit}:./{path}")
        if is_stub(data, exercise):
            return data
    kept = _kept(course, exercise)
    if kept.is_file():
        return kept.read_bytes()
    raise NoPristineStub(exercise.id)


def reset(course: Course, exercise: Exercise) -> Path | None:
    """Put the stub back; what was there is kept, and its copy returned (None if there was nothing to keep)."""
    stub, data = course.stub(exercise), pristine(course, exercise)
    copy = None
    if stub.is_file() and stub.read_bytes() != data:
        copies = _copies(course, exercise)
        copy = copies[-1].with_name(f"{int(copies[-1].stem) + 1:04}.py") if copies else _copy_folder(course, exercise) / "0001.py"
        write_atomically(copy, stub.read_bytes())
    write_atomically(stub, data)
    return copy


def undo(course: Course, exercise: Exercise) -> None:
    """Bring back what the last reset put away. Raises NothingToUndo."""
    copies = _copies(course, exercise)
    if not copies:
        raise NothingToUndo(exercise.id)
    stub = course.stub(exercise)
    if stub.is_file() and not is_stub(stub.read_bytes(), exercise):
        write_atomically(copies[-1].with_suffix(".replaced"), stub.read_bytes())
    write_atomically(stub, copies[-1].read_bytes())
    copies[-1].rename(copies[-1].with_suffix(".restored"))


def _kept(course: Course, exercise: Exercise) -> Path:
    return course.root / FOLDER / "stubs" / f"{exercise.id}.py"


def _copy_folder(course: Course, exercise: Exercise) -> Path:
    return course.root / FOLDER / "copies" / exercise.id


def _copies(course: Course, exercise: Exercise) -> list[Path]:
    return sorted(_copy_folder(course, exercise).glob("*.py"))


def _git(root: Path, *arguments: str) -> bytes:
    try:
        return subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return b""
