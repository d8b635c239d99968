"""The lists of topics and exercises in the documents, made from the manifest: nobody keeps them by hand."""

from __future__ import annotations

import re
from pathlib import Path

from deepkata.course import Course
from deepkata.files import write_atomically
from deepkata.manifest import Exercise
from deepkata.site.markdown import slug

LEVELS = {1: "●○○ easy", 2: "●●○ medium", 3: "●●● hard"}
#: What an exercise of each level takes somebody who knows Python and NumPy: an estimate.
HOURS = {1: 1, 2: 2, 3: 4}
NEEDS = {"light": "light", "plots": "light", "tensorflow": "default", "keras": "default"}
EXERCISES = "docs/exercises.md"


def update(course: Course) -> list[Path]:
    """Write the lists where they are not what the manifest says; the files that were changed."""
    readme = course.root / "README.md"
    text = readme.read_text(encoding="utf-8") if readme.is_file() else ""
    marked = re.compile(r"(<!-- topics:[^>]*-->\n).*?(?=<!-- end of topics -->)", re.S)
    if not marked.search(text):  # a course without these documents
        return []
    wanted = {
        readme: marked.sub(lambda found: f"{found[1]}\n{topics(course)}\n", text),
        course.root / EXERCISES: exercises(course),
    }
    changed = [path for path, text in wanted.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    for path in changed:
        write_atomically(path, wanted[path].encode())
    return changed


def topics(course: Course) -> str:
    """A row for each topic, with what it takes."""
    rows = ["| topic | exercises | hours | installation |", "| --- | --- | --- | --- |"]
    for number, topic in enumerate(course.topics, 1):
        own = [exercise for exercise in course if exercise.topic == topic.id]
        needs = "light" if all(NEEDS[exercise.profile] == "light" for exercise in own) else "default"
        hours = sum(HOURS[exercise.difficulty] for exercise in own)
        rows.append(f"| [{number} {topic.title}](exercises/{topic.id}/README.md) | {len(own)} | {hours} | {needs} |")
    return "\n".join(rows) + "\n"


def exercises(course: Course) -> str:
    """The page of all exercises."""
    lines = [
        "# All exercises",
        "",
        "<!-- Written by `nox -s docs` from exercises/course.toml. -->",
        "",
        "Each name leads to the lesson. *Installation* is the smallest one with which the exercise can be done. An order in which to do",
        "them is in [Learning paths](path.md).",
    ]
    for topic in course.topics:
        lines += [
            "",
            f"## {topic.title}",
            "",
            "| exercise | what it is about | level | builds on | points | installation |",
            "| --- | --- | --- | --- | --- | --- |",
        ]
        lines += [_row(course, exercise) for exercise in course if exercise.topic == topic.id]
    return "\n".join(lines) + "\n"


def _row(course: Course, exercise: Exercise) -> str:
    level, before = LEVELS[exercise.difficulty], ", ".join(f"`{name}`" for name in exercise.after)
    return f"| {_link(course, exercise)} | {exercise.title} | {level} | {before} | {exercise.points:g} | {NEEDS[exercise.profile]} |"


def _link(course: Course, exercise: Exercise) -> str:
    """The exercise's name, which leads to its lesson."""
    found = re.search(rf"^## (`?{exercise.name}\b.*)$", course.lesson(exercise).read_text(encoding="utf-8"), re.M)
    anchor = f"#{slug(found[1])}" if found else ""
    return f"[`{exercise.name}`](../exercises/{exercise.topic}/README.md{anchor})"
