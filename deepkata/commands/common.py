"""What several commands share."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text
from typing_extensions import Self

from deepkata import fixtures
from deepkata.course import Course
from deepkata.errors import DeepkataError, NotYours
from deepkata.learn import progress as standing
from deepkata.manifest import Exercise
from deepkata.report import terminal
from deepkata.sandbox import Want
from deepkata.text import plain


class Bar(Protocol):
    """Tells how much is done, and of what."""

    def __call__(self, done: float, what: str = "") -> None: ...


sandbox_option = click.option(
    "--sandbox",
    type=click.Choice([want.value for want in Want]),
    default=Want.AUTO.value,
    show_default=True,
    help="auto: the strongest level available here. require: the full sandbox or nothing. full, uid, none: exactly this level.",
)


def has_desktop() -> bool:
    """Whether somebody sits before a screen on which a browser or a viewer can open."""
    drawn = sys.platform in ("win32", "darwin") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return sys.stdout.isatty() and bool(drawn)


def current_exercise(course: Course, name: str | None) -> Exercise:
    """The exercise of that name, or the first that is not solved yet."""
    return course.get(name) if name else standing.Progress.load(course.root).current(course)


@contextlib.contextmanager
def spinner(words: str) -> Iterator[Callable[[str], None]]:
    """Says what is going on while it takes long; silent in pipes. Yields a function that says something else."""
    console = terminal.console(error=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status(words) as status:
        yield lambda words: status.update(Text(words))


@contextlib.contextmanager
def bar(words: str) -> Iterator[Bar]:
    """A bar with the time left; lines in pipes. Yields a function that is told how much is done, from 0 to 1, and of what."""
    console = terminal.console(error=True)
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeRemainingColumn())
    if not console.is_terminal:
        console.print(words, markup=False)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(plain(words, 80), total=1.0)

        def say(done: float, what: str = "") -> None:
            progress.update(task, completed=done, description=plain(what or words, 80))
            if what and not console.is_terminal:
                console.print(what, markup=False)

        yield say


def ensure(course: Course, exercises: Iterable[Exercise]) -> bool:
    """Fetch what these exercises need and is not there; says what could not be had, and whether there was any."""
    console = terminal.console(error=True)
    failed = False
    names = tuple(dict.fromkeys(name for exercise in exercises for name in exercise.data))
    for entry in fixtures.missing(course.root, names):
        try:
            with bar(f"fetching {entry.name} ({entry.bytes / 1e6:.0f} MB)") as say:
                fixtures.fetch(course.root, entry, say)
        except DeepkataError as error:
            failed = True
            console.print(Text(str(error), "yellow"), soft_wrap=True)
    return failed


def check_seen_solved(course: Course, exercise: Exercise) -> None:
    """Raises NotYours if the exercise has never been solved."""
    if not standing.Progress.load(course.root).of(exercise.id).seen_solved:
        raise NotYours(
            f"{exercise.id} is not solved yet: a hint may be enough (deepkata hint {exercise.name}).\n"
            "To see the solution all the same, add --yes."
        )


class Tally:
    """Progress of a long run: how many are done, how fast, how long it will take; a line now and then in pipes."""

    EVERY_S = 10.0

    def __init__(self, done: str, total: int) -> None:
        self._word = done
        self._total = total
        self._console = terminal.console(error=True)
        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TextColumn("{task.fields[left]}"),
        )
        self._progress = Progress(*columns, console=self._console, transient=True)
        self._bar = self._progress.add_task("", total=total, rate="", left="")
        self._count = 0
        self._known = 0
        self._took = 0.0
        self._started = self._told = time.monotonic()

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()
        self._took = time.monotonic() - self._started

    def add(self, what: str, *, known: bool = False) -> None:
        """One more is done; ``known`` ones took no time and tell nothing of the rate."""
        self._count += 1
        self._known += known
        self._progress.update(self._bar, advance=1, description=plain(what, 60), rate=f"{self._rate():.1f}/s", left=self._left())
        now = time.monotonic()
        if not self._console.is_terminal and now - self._told > self.EVERY_S:
            self._told = now
            self._console.print(f"{self._count} of {self._total} {self._word}, {self._rate():.1f} per second, {self._left()}")

    def _rate(self) -> float:
        return (self._count - self._known) / max(1e-3, time.monotonic() - self._started)

    def _left(self) -> str:
        rate = self._rate()
        seconds = round((self._total - self._count) / rate) if rate else 0
        return f"{seconds // 60}:{seconds % 60:02d} left" if rate else ""

    @property
    def summary(self) -> str:
        """What was done, in one line."""
        before = f"; {self._known} were there already" if self._known else ""
        return f"{self._count - self._known} {self._word} in {self._took:.1f} s{before}"
