"""The student's desk, whatever it is shown on: the exercise at hand, what is known of it, and what can be done with it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from deepkata.course import Course
from deepkata.learn import editor, hints, lessons, stubs
from deepkata.learn.judging import Began, Event, Explained, Judged, Judging, Measured, Measuring, Rejudged, Rested, Tested, Troubled
from deepkata.learn.progress import Progress
from deepkata.learn.watching import Watch
from deepkata.manifest import Exercise
from deepkata.verdicts import ExerciseResult, Speed, TaskResult, TestResult, Verdict

#: Seconds after which the screen shows how far judging is; before that it would only flicker.
QUIET_S = 0.3


class Run(msgspec.Struct):
    """What is known of the judging that goes on, or that was the last one."""

    busy: bool = False
    began: float = 0.0
    testing: str = ""
    decided: dict[int, Verdict] = {}
    failing: TestResult | None = None

    @property
    def takes_long(self) -> bool:
        """Whether it goes on for so long that what is known by now is worth showing."""
        return self.busy and time.monotonic() - self.began > QUIET_S


class Desk:
    """Watches the file at hand and has it judged; ``tell`` hears of every event, in another thread.

    ``hear`` takes these events in, in the thread that shows them.
    """

    def __init__(self, course: Course, tell: Callable[[Event], None], *, measure: bool = True) -> None:
        self.course = course
        self.progress = Progress.load(course.root)
        self.exercise: Exercise = self.progress.current(course)
        self.judged: ExerciseResult | None = None
        self.result: ExerciseResult | None = None
        self.seconds = 0.0
        self.speed: Speed | None = None
        self.measured: float | None = None
        self.run = Run()
        self.memory_mb = 0.0
        self.notices: list[str] = []
        self.judging = Judging(course, tell, measure=measure)
        self.watch = Watch(course.root / "exercises", self._saved)

    def begin(self, exercise: Exercise | None = None) -> None:
        """Start judging and watching, at an exercise or at the first that is not solved."""
        stubs.remember(self.course)
        rescued = [one.name for one in self.course if stubs.rescue(self.course, one)]
        changed = self.progress.changed(self.course)
        self.judging.start()
        self.watch.start()
        self.judging.judge_again(changed)
        self.open(exercise or self.exercise)
        for name in rescued:
            self.notices.append(f"{name} is a stub again, though not by a reset. What you had is kept: undo brings it back.")
        if changed:
            names = ", ".join(one.name for one in changed)
            self.notices.append(f"Changed since you solved it, your file or its suite: {names}. It is being judged again.")

    def close(self) -> None:
        self.watch.close()
        self.judging.close()

    # --- going about ----------------------------------------------------------------------------------------------------

    def open(self, exercise: Exercise) -> None:
        """Turn to an exercise; its file is judged as it is."""
        self.exercise = exercise
        self.notices.clear()
        self.result = self.speed = self.measured = None
        self.watch.look_at(self.file)
        self.judge()

    def judge(self) -> None:
        """Judge the file at hand now."""
        self._begin()
        self.judging.judge(self.exercise, soon=self.beside(1))

    def _begin(self) -> None:
        self.run = Run(busy=True, began=time.monotonic())

    def beside(self, step: int) -> Exercise | None:
        """The exercise so many places further in the course, if there is one."""
        place = self.course.path.index(self.exercise) + step
        return self.course.path[place] if 0 <= place < len(self.course.path) else None

    def _saved(self, file: Path) -> None:
        if file == self.file:
            self.judging.judge(self.exercise, soon=self.beside(1))

    # --- what is known --------------------------------------------------------------------------------------------------

    @property
    def file(self) -> Path:
        return self.course.stub(self.exercise)

    @property
    def failure(self) -> TaskResult | None:
        """The task to look at."""
        return self.result.first_failure if self.result else None

    @property
    def move_up(self) -> str:
        """In the light environment: how to get the full one. Empty elsewhere."""
        light = os.environ.get("DEEPKATA_ENVIRONMENT") == "light"
        return "\n\nThis is the light environment. Quit, and start the full one: python -m nox -s learn" if light else ""

    @property
    def solved(self) -> bool:
        """Whether the program as last judged passes every task."""
        return self.result is not None and self.failure is None and bool(self.result.points)

    @property
    def line(self) -> int:
        """The line of the file to look at."""
        program = self.file.read_text(encoding="utf-8", errors="replace") if self.file.is_file() else ""
        return editor.line_of(self.failure.message if self.failure else "", program)

    def count(self, topic: str = "") -> tuple[int, int]:
        """How many exercises are solved, of how many, in a topic or in all."""
        exercises = [one for one in self.course if topic in ("", one.topic)]
        return sum(self.progress.of(one.id).solved for one in exercises), len(exercises)

    def hear(self, event: Event) -> bool:
        """Take in what has happened; whether it is about the exercise at hand."""
        if isinstance(event, Rejudged):
            self.progress = Progress.load(self.course.root)
            words = "is still solved" if event.result.first_failure is None else "is not solved any more"
            self.notices.append(f"{event.exercise.name}, judged again, {words}.")
            return True
        if isinstance(event, Rested):
            self.memory_mb = event.memory_mb
        if event.exercise not in (None, self.exercise):
            return False
        match event:
            case Began():
                self._begin()
            case Tested(test=test, decided=decided):
                self.run.testing, self.run.decided = test.title, decided
                if test.verdict is not Verdict.ACCEPTED and (self.run.failing is None or test.task < self.run.failing.task):
                    self.run.failing = test
            case Judged(result=result, seconds=seconds):
                self.run.busy = False
                self.judged = self.result = result
                self.seconds, self.speed, self.measured = seconds, None, None
            case Explained():
                self._explain(event)
            case Measuring(done=done):
                self.measured = done
            case Measured(speed=speed):
                self.speed, self.measured = speed, None
            case Troubled(message=message):
                self.run.busy = False
                self.notices.append(message)
        if isinstance(event, Judged):
            self.progress.note(event.result)  # as it is being written down, without waiting for the disk
        return True

    def _explain(self, event: Explained) -> None:
        """Lay an explanation over the failure that it is about, if that one is still on the desk."""
        if not self.result or not self.failure or event.result is not self.judged:
            return
        diagnosis = self.failure.diagnosis if event.diagnosis is None else event.diagnosis
        picture = event.picture or self.failure.picture
        found = msgspec.structs.replace(self.failure, diagnosis=diagnosis, picture=picture)
        tasks = tuple(found if task.number == found.number else task for task in self.result.tasks)
        self.result = msgspec.structs.replace(self.result, tasks=tasks)

    # --- what can be done -----------------------------------------------------------------------------------------------

    def pictures(self, *, reading: bool) -> list[Path]:
        """The picture of the failure, once it is drawn; for a student who is ``reading`` the lesson, its figures."""
        if reading:
            return lessons.figures(self.course, self.exercise)
        return [self.course.root / self.failure.picture] if self.failure and self.failure.picture else []

    def hint(self, *, more: bool) -> list[str]:
        """The hints taken for the task that fails, as Markdown, after one more if wanted. Raises DeepkataError."""
        task = self.failure.number if self.failure else 1
        _, taken, count = hints.take(self.course, self.exercise, task, more=more)
        self.progress = Progress.load(self.course.root)
        return [
            f"**Hint {place} of {count} for task {task}: {hints.STEPS[place - 1].lower()}.** {text}" for place, text in enumerate(taken, 1)
        ]

    def reset(self) -> str:
        """Put the stub back; says where the copy is. Raises DeepkataError."""
        with Progress.change(self.course.root) as progress:
            copy = stubs.reset(self.course, self.exercise)
            progress.forget(self.exercise.id)
        self.progress = progress
        kept = f" What you wrote is in {copy.relative_to(self.course.root)}; u brings it back." if copy else ""
        return f"{self.exercise.name} is a stub again.{kept}"

    @property
    def can_undo(self) -> bool:
        """Whether a copy of the exercise is kept."""
        return bool(stubs.copies(self.course, self.exercise))

    def undo(self) -> str:
        """Bring back what the last reset put away. Raises NothingToUndo."""
        stubs.undo(self.course, self.exercise)
        return f"{self.exercise.name} is again as it was before the reset."
