"""That an exercise's try file works: right programs run on photographs of ours, and what they find can be drawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from deepkata.errors import DeepkataError
from deepkata.files import temporary_folder
from deepkata.judge.engine import Engine
from deepkata.manifest import Exercise

PHOTOGRAPHS = ("astronaut.png", "coffee.jpg")


def problems(engine: Engine, exercise: Exercise, program: Path) -> Iterator[str]:
    """What goes wrong with one right program."""
    from deepkata.trying import photographs, results, session  # noqa: PLC0415 - imports OpenCV, which most of verify does without

    course = engine.course
    sources = photographs.find(tuple(str(course.root / "fixtures" / name) for name in PHOTOGRAPHS))
    try:
        with (
            temporary_folder() as folder,
            engine.lend(exercise) as servers,
            session.trial(course, exercise, program.read_bytes(), servers) as attempt,
        ):
            for tried in results.results(attempt, sources, folder, exercise.name):
                if tried.problem or tried.picture is None or not tried.picture.is_file():
                    yield f"deepkata try fails on {tried.name}: {tried.problem or 'it draws nothing'}"
    except DeepkataError as error:
        yield f"deepkata try fails: {error}"
