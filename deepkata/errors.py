"""Every error that a user can meet: what failed, where, and what to do next. Each has an exit code."""

from __future__ import annotations

import sys
from pathlib import Path


class DeepkataError(Exception):
    """An error for the user's eyes; shown without a traceback."""

    exit_code = 2


class NoCourse(DeepkataError):
    def __init__(self, start: Path) -> None:
        super().__init__(
            f"There is no course here: neither {start} nor a folder above it has exercises/course.toml.\n"
            "Change into the folder that you cloned, or name it with --course."
        )


class BadManifest(DeepkataError):
    def __init__(self, path: Path, line: int, problem: str) -> None:
        super().__init__(f"{path}, line {line}: {problem}")


class NoSuchExercise(DeepkataError):
    def __init__(self, name: str, near: list[str]) -> None:
        hint = f" Did you mean {' or '.join(near)}?" if near else ""
        super().__init__(f"There is no exercise {name!r}.{hint}\n`deepkata list` shows them all.")


class NoSuchSubmission(DeepkataError):
    def __init__(self, path: Path, reason: str = "") -> None:
        super().__init__(f"There is no submission at {path}: {reason or 'give a folder laid out like exercises/'}.")


class NoSuchProgram(DeepkataError):
    def __init__(self, path: Path) -> None:
        super().__init__(f"There is no file {path}: name the program that is to be measured.")


class NoSuchTask(DeepkataError):
    def __init__(self, exercise: str, number: int, count: int) -> None:
        super().__init__(f"{exercise} has tasks 1 to {count}, not {number}.")


class NothingToUndo(DeepkataError):
    def __init__(self, exercise: str) -> None:
        super().__init__(f"No copy of {exercise} is kept: it has not been reset, or has been brought back already.")


class NotYours(DeepkataError):
    """A step that would give the answer away before it was asked for."""


class OtherSeed(DeepkataError):
    def __init__(self, exercise: str) -> None:
        super().__init__(
            f"{exercise} compares with our solution, and this course was handed out without solutions: the answers are there for seed 0 alone.\n"
            "Leave --seed out."
        )


class NoSolution(DeepkataError):
    def __init__(self) -> None:
        super().__init__("This course was handed out without solutions.")


class NoDask(DeepkataError):
    def __init__(self, module: str) -> None:
        super().__init__(
            f"Grading on a Dask cluster needs the package distributed ({module} is not installed here). Nothing was graded. To install it:\n"
            f"  {sys.executable} -m pip install 'distributed>=2026.8'"
        )


class NoScheduler(DeepkataError):
    def __init__(self, address: str, reason: object) -> None:
        super().__init__(
            f"No Dask scheduler answers at {address}: {reason}\n"
            "Give the address that `dask scheduler` prints, such as tcp://10.0.0.1:8786, or local:2 for two workers on this machine."
        )


class SchedulerLost(DeepkataError):
    exit_code = 3

    def __init__(self, seconds: float) -> None:
        super().__init__(
            f"The Dask scheduler went away and did not come back within {seconds} s.\n"
            "What was finished is kept. Start the scheduler and its workers again; the same command then goes on where it stopped."
        )


class NoWorkers(DeepkataError):
    exit_code = 3

    def __init__(self, refused: dict[str, str]) -> None:
        reasons = "".join(f"\n  {worker}: {reason}" for worker, reason in refused.items()) or " None is there."
        super().__init__(
            f"The Dask scheduler has no worker that can judge.{reasons}\n"
            "What was finished is kept. Start workers with `dask worker`; the same command then goes on where it stopped."
        )


class ForkServerFailed(DeepkataError):
    """A warm fork server did not come up: something of the installation is missing or broken."""

    exit_code = 3

    def __init__(self, profile: str, words: str) -> None:
        lines = words.strip().splitlines()
        hint = "`deepkata doctor` says what is missing and how to get it."
        if "libGL" in words:
            hint = (
                "OpenCV needs libGL, which this machine lacks. Replace the wheel by the headless one:\n"
                "  python -m pip uninstall -y opencv-python && python -m pip install opencv-python-headless"
            )
        last = lines[-1] if lines else "it said nothing"
        super().__init__(f"The process that runs {profile!r} programs did not start: {last}\n{hint}")
