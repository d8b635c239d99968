"""Pristine stubs, so that an exercise can be started afresh, and what a student wrote can be brought back."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

from deepkata.course import Course
from deepkata.errors import DeepkataError, NothingToUndo
from deepkata.files import write_atomically
from deepkata.learn.progress import FOLDER
from deepkata.manifest import Exercise


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
        copy = _copy(course, exercise, stub.read_bytes())
    _work(course, exercise).unlink(missing_ok=True)
    write_atomically(stub, data)
    return copy


def put(course: Course, exercise: Exercise, data: bytes) -> None:
    """Write a program to exercises/; what was there is kept where ``undo`` finds it, unless it is the stub."""
    stub = course.stub(exercise)
    if stub.is_file() and not is_stub(stub.read_bytes(), exercise) and stub.read_bytes() != data:
        _copy(course, exercise, stub.read_bytes())
    write_atomically(stub, data)


def keep(course: Course, exercise: Exercise, data: bytes) -> None:
    """Keep what was judged last, in case something puts the stub back without asking: a newer course laid over this one, say."""
    work = _work(course, exercise)
    if not is_stub(data, exercise) and not (work.is_file() and work.read_bytes() == data):
        write_atomically(work, data)


def rescue(course: Course, exercise: Exercise) -> Path | None:
    """Where the stub is back without a reset, put what was judged last where ``undo`` finds it; its copy, else None."""
    stub, work = course.stub(exercise), _work(course, exercise)
    if not work.is_file() or (stub.is_file() and not is_stub(stub.read_bytes(), exercise)):
        return None
    copy = _copy(course, exercise, work.read_bytes())
    work.unlink()
    return copy


def undo(course: Course, exercise: Exercise) -> None:
    """Bring back what the last reset put away. Raises NothingToUndo."""
    kept = copies(course, exercise)
    if not kept:
        raise NothingToUndo(exercise.id)
    stub = course.stub(exercise)
    if stub.is_file() and not is_stub(stub.read_bytes(), exercise):
        write_atomically(_new(course, exercise).with_suffix(".replaced"), stub.read_bytes())
    write_atomically(stub, kept[-1].read_bytes())
    kept[-1].rename(kept[-1].with_suffix(".restored"))


def copies(course: Course, exercise: Exercise) -> list[Path]:
    """What resets have put away and nothing has brought back, the oldest first."""
    return sorted(_copy_folder(course, exercise).glob("*.py"))


def _copy(course: Course, exercise: Exercise, data: bytes) -> Path:
    """A new numbered copy."""
    copy = _new(course, exercise)
    write_atomically(copy, data)
    return copy


def _new(course: Course, exercise: Exercise) -> Path:
    """The next number: none is used twice, whatever became of its copy."""
    folder = _copy_folder(course, exercise)
    numbers = [int(path.stem) for path in folder.glob("*.*") if path.stem.isdigit()]
    return folder / f"{max(numbers, default=0) + 1:04}.py"


def _work(course: Course, exercise: Exercise) -> Path:
    return course.root / FOLDER / "work" / f"{exercise.id}.py"


def _kept(course: Course, exercise: Exercise) -> Path:
    return course.root / FOLDER / "stubs" / f"{exercise.id}.py"


def _copy_folder(course: Course, exercise: Exercise) -> Path:
    return course.root / FOLDER / "copies" / exercise.id


def _git(root: Path, *arguments: str) -> bytes:
    try:
        return subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return b""
