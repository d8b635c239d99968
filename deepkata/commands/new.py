"""``deepkata new``: all files of a new exercise, with an example to replace."""

from __future__ import annotations

from pathlib import Path

import click
import jinja2
from rich.text import Text

from deepkata import site
from deepkata.course import MANIFEST, Course
from deepkata.errors import DeepkataError
from deepkata.files import write_atomically
from deepkata.manifest import Exercise, Task
from deepkata.report import terminal

TEMPLATE = Path(__file__).parent / "template"


class CannotMake(DeepkataError):
    """The new exercise would not fit into the course."""


@click.command()
@click.argument("name", metavar="TOPIC/NAME")
@click.option("--title", help="Its title; by default made from the name.")
@click.pass_obj
def new(folder: Path | None, name: str, title: str | None) -> int:
    """Make all files of a new exercise: a working example, to be replaced with your own exercise."""
    course = Course.find(folder)
    words = title or name.rpartition("/")[2].replace("_", " ").capitalize()
    made = make(course, name, words)
    site.update(Course.read(course.root))
    console = terminal.console()
    for path in made:
        console.print(Text(f"  {path.relative_to(course.root)}"), soft_wrap=True)
    short = name.rpartition("/")[2]
    console.print(Text(f"\nReplace the example by your exercise (docs/authors.md says how), then: deepkata verify {short}"), soft_wrap=True)
    return 0


def make(course: Course, name: str, title: str) -> list[Path]:
    """Write the files; those that were made or added to. Raises CannotMake before anything is written."""
    exercise = _exercise(course, name, title)
    folder = course.tests(exercise)
    places = {
        "stub.py": course.stub(exercise),
        "solution.py": course.reference(exercise),
        "suite.py": course.suite(exercise),
        "hints.md": course.hints(exercise),
    } | {f"{path.parent.name}/{path.stem}": folder / "submissions" / path.parent.name / path.stem for path in sorted(TEMPLATE.glob("*/*"))}
    there = [path for path in places.values() if path.exists()]
    if there:
        raise CannotMake(f"{there[0]} is there already: choose another name, or remove it.")
    for source, path in places.items():
        write_atomically(path, _filled(source, exercise).encode())
    for source, path in {"lesson.md": course.lesson(exercise), "course.toml": course.root / MANIFEST}.items():
        before = path.read_text(encoding="utf-8").rstrip("\n") + "\n" if path.is_file() else ""
        write_atomically(path, (before + _filled(source, exercise)).encode())
    return [*places.values(), course.lesson(exercise), course.root / MANIFEST]


def _exercise(course: Course, name: str, title: str) -> Exercise:
    """The exercise that is to be, if it can be."""
    task = Task(title="The mean of each row", points=2)
    try:
        exercise = Exercise(id=name, title=title, difficulty=1, profile="light", functions=("row_means",), tasks=(task,))
    except ValueError as error:
        raise CannotMake(str(error)) from None
    topics = [topic.id for topic in course.topics]
    if exercise.topic not in topics:
        raise CannotMake(f"There is no topic {exercise.topic!r}: take one of {', '.join(topics)}, or add it to {MANIFEST} first.")
    if any(other.name == exercise.name for other in course):
        raise CannotMake(f"There is an exercise {exercise.name!r} already: choose another name.")
    if '"' in title or "\\" in title or "\n" in title:
        raise CannotMake("A title is one line, without quotation marks and backslashes.")
    return exercise


def _filled(source: str, exercise: Exercise) -> str:
    text = (TEMPLATE / f"{source}.jinja").read_text(encoding="utf-8")
    return str(jinja2.Template(text, keep_trailing_newline=True).render(id=exercise.id, name=exercise.name, title=exercise.title))
