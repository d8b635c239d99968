"""Practice: solved exercises come back when they are due, as the FSRS scheduler has it; each begins from the stub again.

What is practised lies in ``practice/``, laid out like ``exercises/``, where nothing is touched.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timezone
from pathlib import Path

import msgspec
from fsrs import Card, Rating, Scheduler

from deepkata.course import Course
from deepkata.files import write_atomically
from deepkata.learn import stubs
from deepkata.learn.progress import FOLDER, Progress, StateFile
from deepkata.manifest import Exercise

#: FSRS with its usual parameters and whole days: its first steps are minutes, which suit words and not programs.
SCHEDULER = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)


class Attempt(msgspec.Struct, kw_only=True):
    """An exercise that is being practised: the seed of its random cases, and what went wrong so far.

    ``failed`` tells the programs that failed, so that one that is judged twice has failed once.
    """

    seed: int
    failed: list[str] = []
    mistakes: list[str] = []


class Practice(StateFile, kw_only=True):
    """When each exercise is due, what is being practised, and how often each known mistake was made."""

    FILE = "practice.json"

    version: int = 1
    cards: dict[str, Card] = msgspec.field(default_factory=dict)
    begun: dict[str, Attempt] = msgspec.field(default_factory=dict)
    times: int = 0
    at_once: int = 0
    mistakes: dict[str, dict[str, int]] = msgspec.field(default_factory=dict)

    def admit(self, course: Course, progress: Progress, now: datetime) -> None:
        """Schedule what has been solved since; what was solved before times were noted is due at once."""
        for exercise in course:
            standing = progress.of(exercise.id)
            if standing.seen_solved and exercise.id not in self.cards:
                card = Card(card_id=0, due=now)
                self.cards[exercise.id] = _reviewed(card, Rating.Good, standing.first_solved) if standing.first_solved else card

    def due(self, course: Course, now: datetime) -> list[Exercise]:
        """What is due today, the longest overdue first, without what cannot be run here."""
        known = sorted((self.cards[exercise.id].due, place, exercise) for place, exercise in enumerate(course) if exercise.id in self.cards)
        return [exercise for due, _, exercise in known if days_until(due, now) <= 0 and not course.lacking(exercise)]

    def begin(self, course: Course, exercise: Exercise, now: datetime) -> Path | None:
        """Put the stub into ``practice/``; an earlier program there is put away, and its new place returned. Raises NoPristineStub."""
        path, data, copy = file(course, exercise), stubs.pristine(course, exercise), None
        if path.is_file() and path.read_bytes() != data:
            copy = course.root / FOLDER / "practised" / exercise.id / f"{now:%Y-%m-%d-%H%M%S}.py"
            write_atomically(copy, path.read_bytes())
        write_atomically(path, data)
        self.begun.setdefault(exercise.id, Attempt(seed=1 + secrets.randbelow(2**31 - 1)))
        return copy

    def note_failure(self, exercise: Exercise, program: str, mistake: str) -> None:
        """A program that failed, told by its hash, and the known mistake behind that (empty: none)."""
        attempt = self.begun.get(exercise.id)
        if attempt is None:  # given up meanwhile
            return
        if program not in attempt.failed:
            attempt.failed.append(program)
        if mistake and mistake not in attempt.mistakes:
            attempt.mistakes.append(mistake)
            counts = self.mistakes.setdefault(exercise.id, {})
            counts[mistake] = counts.get(mistake, 0) + 1

    def finish(self, exercise: Exercise, now: datetime, *, given_up: bool = False) -> datetime:
        """End an attempt; when the exercise is due again: later if it was accepted at once, tomorrow if it was given up."""
        attempt = self.begun.pop(exercise.id, None)
        rating = Rating.Again if given_up else Rating.Hard if attempt and attempt.failed else Rating.Good
        self.times += 1
        self.at_once += rating is Rating.Good
        self.cards[exercise.id] = _reviewed(self.cards[exercise.id], rating, now)
        return self.cards[exercise.id].due

    def repeated(self) -> list[tuple[int, str, str]]:
        """The mistakes that were made more than once: how often, in which exercise, which; the most frequent first."""
        counts = ((count, name, mistake) for name, mistakes in self.mistakes.items() for mistake, count in mistakes.items())
        return sorted((entry for entry in counts if entry[0] > 1), key=lambda entry: (-entry[0], *entry[1:]))


def file(course: Course, exercise: Exercise) -> Path:
    """Where an exercise is practised."""
    return course.root / "practice" / f"{exercise.id}.py"


def days_until(due: datetime, now: datetime) -> int:
    """Days on the calendar of this place; below 0 if they are over."""
    return (due.astimezone().date() - now.astimezone().date()).days


def _reviewed(card: Card, rating: Rating, when: datetime) -> Card:
    return SCHEDULER.review_card(card, rating, when.astimezone(timezone.utc))[0]
