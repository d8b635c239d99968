"""Results that are there already: a run that was interrupted goes on, and what has not changed is not judged twice.

A result is kept under a digest of everything that decides it: the file, the exercise with its suite and reference, the
engine, the environment with its sandbox, the seed. It is written the moment it is there, so a killed run loses nothing.
"""

from __future__ import annotations

import hashlib
import sqlite3
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout

from deepkata import fingerprint
from deepkata.course import Course
from deepkata.errors import DeepkataError
from deepkata.handed_in import SourceFile
from deepkata.manifest import Exercise
from deepkata.report.model import Environment
from deepkata.verdicts import ExerciseResult, Verdict

NAME = "finished.sqlite"


class CannotGradeHere(DeepkataError):
    def __init__(self, folder: Path, problem: object) -> None:
        super().__init__(
            f"Reports cannot be written to {folder}: {problem}.\nName another folder with --output, or wait: what is finished there is kept."
        )


class Store:
    """The finished results of a folder of reports."""

    def __init__(self, folder: Path) -> None:
        """Raises CannotGradeHere where another grader is at work, or nothing can be written."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(folder / "grading.lock", timeout=0)
            self._lock.acquire()
        except Timeout:
            raise CannotGradeHere(folder, "another deepkata is grading into it") from None
        except OSError as error:
            raise CannotGradeHere(folder, error.strerror or error) from None
        self.path = folder / NAME
        try:
            self._open()
        except sqlite3.OperationalError:  # the disk is full or cannot be written to: what is there stays
            raise
        except sqlite3.DatabaseError:  # not ours, or half a file: out of the way, not lost
            self.path.replace(self.path.with_suffix(".unreadable"))
            self._open()

    def _open(self) -> None:
        self._database = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("CREATE TABLE IF NOT EXISTS finished (key TEXT PRIMARY KEY, result BLOB NOT NULL)")

    def get(self, key: str) -> ExerciseResult | None:
        """The result kept under a key."""
        row = self._database.execute("SELECT result FROM finished WHERE key = ?", (key,)).fetchone()
        try:
            return msgspec.json.decode(row[0], type=ExerciseResult) if row else None
        except (msgspec.DecodeError, msgspec.ValidationError):
            return None

    def put(self, key: str, result: ExerciseResult) -> None:
        """Keep a result; one that is our fault is tried again the next time."""
        if result.verdict is not Verdict.JUDGE_ERROR:
            self._database.execute("INSERT OR REPLACE INTO finished VALUES (?, ?)", (key, msgspec.json.encode(result)))

    def close(self) -> None:
        self._database.close()
        self._lock.release()


class Keys:
    """The keys of one run, in which all is judged at one level of the sandbox."""

    def __init__(self, course: Course, environment: Environment, seed: int, *, cold: bool, diagnosis: bool = False) -> None:
        self._course = course
        self._about = fingerprint.known if diagnosis else fingerprint.suite  # the known programs explain failures
        self.level = environment.sandbox
        self._start = msgspec.json.encode([environment, seed, cold, diagnosis, fingerprint.engine()])
        self._exercises: dict[str, str] = {}

    def of(self, exercise: Exercise, given: SourceFile) -> str:
        """The key of one file, judged for one exercise."""
        if exercise.id not in self._exercises:
            self._exercises[exercise.id] = self._about(self._course, exercise)
        return hashlib.sha256(self._start + self._exercises[exercise.id].encode() + msgspec.msgpack.encode(given)).hexdigest()
