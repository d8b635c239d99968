"""A submission, and where in it the file for an exercise is."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import msgspec

from deepkata.handed_in import notebooks
from deepkata.handed_in.contents import SourceFile, Unreadable, listed, read, read_file
from deepkata.manifest import Exercise

#: Folders of a course that hold no student's work.
NOT_THEIRS = {"solutions", "tests", "fixtures", "benchmarks", "deepkata", "environments"}
#: Other endings under which Python programs arrive.
ENDINGS = (".py", ".py.txt")
_RESUBMITTED = re.compile(r"[-_ ]?\(?(\d+)\)?$")
NAMED = 4
#: Notebooks of a submission that are looked at, and their ending.
MOST_NOTEBOOKS, NOTEBOOK = 20, ".ipynb"


class Part(msgspec.Struct, frozen=True):
    """A folder, an archive, or with a ``name`` a single file, which may have another one where it lies."""

    path: Path
    name: str = ""


class Submission(msgspec.Struct, frozen=True):
    """What one student (or group) handed in, and the name that it has in reports; ``fault``: why nothing of it can be read."""

    name: str
    path: Path
    parts: tuple[Part, ...] = ()
    fault: str = ""
    late: bool = False
    #: By which a system tells students of one name apart.
    number: str = ""

    def read(self, exercise: Exercise) -> SourceFile:
        """Its file for an exercise: at ``topic/exercise.py``, else the only file of that name, wherever it lies, else a notebook's cell."""
        where = f"{exercise.id}.py"
        if self.fault:
            return SourceFile(where=where, fault=self.fault)
        if not self.parts and self.path.is_dir():
            for folder in (self.path, self.path / "exercises"):  # the usual places, without listing all that is there
                if (folder / where).exists():
                    return read_file(folder / where, inside=self.path)
        try:
            files = self.files()
        except Unreadable as error:
            return SourceFile(where=where, fault=str(error))
        found = locate(list(files), exercise)
        if len(found) == 1:
            return _content(files[found[0]], found[0])
        if not found and (cell := self._in_notebook(files, exercise)):
            return cell
        return SourceFile(where=where, fault=_not_found(where, found, list(files)))

    def files(self) -> dict[str, Part]:
        """What was handed in, by name, and the part in which it is. Raises Unreadable."""
        files: dict[str, Part] = {}
        for part in self.parts or (Part(self.path),):
            files |= {part.name: part} if part.name else dict.fromkeys(listed(part.path), part)
        return files

    def has_any(self, exercises: Iterable[Exercise]) -> bool:
        """Whether something in it is meant for one of these exercises, or nothing can be read of it. Raises Unreadable."""
        if self.fault:
            return True
        names = list(files := self.files())
        return any(locate(names, one) or self._in_notebook(files, one) or _not_found(f"{one.id}.py", [], names) for one in exercises)

    def _in_notebook(self, files: dict[str, Part], exercise: Exercise) -> SourceFile | None:
        """The program in a notebook, of several numbers the last; a fault if two of different names have one."""
        names = [name for name in files if _name(name).lower().endswith(NOTEBOOK)][:MOST_NOTEBOOKS]
        found: dict[str, SourceFile] = {}
        for name in sorted(names, key=lambda name: _stem(_name(name), (NOTEBOOK,))[1]):
            given = _content(files[name], name)
            named = exercise.name in _name(name).lower()
            data = notebooks.program(given.data or b"", exercise.name, exercise.topic, named=named)
            if data is not None:
                found[name] = SourceFile(where=given.where, data=data)
        if len({_stem(_name(name), (NOTEBOOK,))[0] for name in found}) > 1:
            where = f"{exercise.id}.py"
            return SourceFile(where=where, fault=_not_found(where, list(found), []))
        return next(reversed(found.values()), None)


def _content(part: Part, name: str) -> SourceFile:
    return read_file(part.path) if part.name else read(part.path, name)


def _not_found(where: str, found: list[str], files: list[str]) -> str:
    """Why there is no file to judge; empty where nothing was handed in that could be meant."""
    name = PurePosixPath(where).stem
    if found:
        return f"found {_some(found)}; wanted one {where}: which of them is meant cannot be told"
    unread = [file for file in files if _name(file).lower().endswith(NOTEBOOK) and name in _name(file).lower()]
    if unread:
        return f"found {_some(unread)}; wanted {where}: there is no code in the notebook, or none that can be read"
    near = [file for file in files if name.replace("_", "") in re.sub(r"[^a-z0-9]", "", _name(file).lower())]
    return f"found {_some(near)}; wanted {where}" if near else ""


def _some(names: list[str]) -> str:
    return ", ".join(names[:NAMED]) + (f" and {len(names) - NAMED} more" if len(names) > NAMED else "")


def _name(file: str) -> str:
    return PurePosixPath(file.replace("!", "/")).name


def locate(files: list[str], exercise: Exercise) -> list[str]:
    """The files that may be the one for an exercise: one, if it is clear which; the best kind of match decides."""
    parts = {file: PurePosixPath(file.replace("!", "/")).parts for file in files}
    theirs = [file for file in files if not NOT_THEIRS & set(parts[file][:-1]) or "exercises" in parts[file][:-1]]
    wanted = (exercise.topic, f"{exercise.name}.py")
    ranks = [_rank(parts[file], wanted) for file in theirs]
    best = min((rank for rank in ranks if rank is not None), default=None)
    found = [file for file, rank in zip(theirs, ranks, strict=True) if rank == best and rank is not None]
    return _newest(_shallowest(found, parts)) if found else []


def _rank(parts: tuple[str, ...], wanted: tuple[str, str]) -> int | None:
    """How well a file's place and name fit: exactly, but for capitals, by its name alone; None if not at all."""
    if parts[-2:] == wanted:
        return 0
    if tuple(part.lower() for part in parts[-2:]) == wanted:
        return 1
    return 2 if f"{_stem(parts[-1])[0]}.py" == wanted[1] else None


def _shallowest(found: list[str], parts: dict[str, tuple[str, ...]]) -> list[str]:
    """Those in a folder ``exercises``, if there are any, then those that lie highest."""
    own = [file for file in found if "exercises" in parts[file][:-1]] or found
    least = min(len(parts[file]) for file in own)
    return [file for file in own if len(parts[file]) == least]


def _newest(found: list[str]) -> list[str]:
    """The last of several that a learning management system has numbered, ``box_iou-1.py``; all, if they are not."""
    numbers = {file: _stem(_name(file))[1] for file in found}
    folders = {PurePosixPath(file).parent for file in found}
    if len(folders) == 1 and len(set(numbers.values())) == len(found):
        return [max(found, key=lambda file: numbers[file])]
    return found


def _stem(name: str, endings: tuple[str, ...] = ENDINGS) -> tuple[str, int]:
    """A file's name without its ending and number, and the number: ``box_iou-1.py`` is ``("box_iou", 1)``."""
    lower = name.lower()
    ending = next((ending for ending in sorted(endings, key=len, reverse=True) if lower.endswith(ending)), None)
    if ending is None:
        return "", 0
    stem = lower.removesuffix(ending).strip()
    number = _RESUBMITTED.search(stem)
    if number and not re.search(r"[a-z]\d+$", stem):
        return stem[: number.start()], int(number[1])
    return stem, 0
