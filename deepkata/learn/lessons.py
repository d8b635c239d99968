"""The lesson of an exercise: where to open it, and as a terminal can show it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from deepkata.course import Course
from deepkata.manifest import Exercise

_BLOCK = re.compile(r"\$\$(.+?)\$\$", re.S)
_INLINE = re.compile(r"\$([^$\n]+(?:\n[^$\n]+)?)\$")
_FRACTION = re.compile(r"\\frac\{((?:[^{}]|\{[^{}]*\})*)\}\{((?:[^{}]|\{[^{}]*\})*)\}")
_FIGURE = re.compile(r"!\[([^\]]*)\]\(([^)]*)\)")


#: Where `nox -s docs` builds the site.
SITE = Path("build/site")


class LessonPlace(NamedTuple):
    """Where a lesson is: a page of the site, or a line of a Markdown file."""

    path: Path
    line: int = 0

    @property
    def on_site(self) -> bool:
        return not self.line

    @property
    def address(self) -> str:
        """What a browser or the system opens."""
        return self.path.as_uri() if self.on_site else str(self.path)

    def __str__(self) -> str:
        return self.path.as_uri() if self.on_site else f"{self.path}:{self.line}"


def place(course: Course, exercise: Exercise) -> LessonPlace:
    """The exercise's page if the site has been built, else its section of the lesson's file."""
    page = course.root / SITE / "lessons" / f"{exercise.id}.html"
    if page.is_file():
        return LessonPlace(page)
    path = course.lesson(exercise)
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    found = (number for number, line in enumerate(lines, 1) if re.match(rf"## `?{exercise.name}\b", line))
    return LessonPlace(path, next(found, 1))


def section(course: Course, exercise: Exercise) -> str:
    """The exercise's part of its topic's lesson, as Markdown; empty if there is none."""
    path = course.lesson(exercise)
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    found = re.search(rf"^## `?{exercise.name}\b.*?(?=^## |\Z)", text, re.M | re.S)
    return found[0].strip() if found else ""


def figures(course: Course, exercise: Exercise) -> list[Path]:
    """The figures of the section, in their order."""
    folder = course.lesson(exercise).parent
    return [path for _, name in _FIGURE.findall(section(course, exercise)) if (path := folder / name).is_file()]


def for_terminal(course: Course, exercise: Exercise) -> str:
    """The section without what a terminal cannot show: formulas in Unicode, figures as what is on them and where they are."""
    folder = course.lesson(exercise).parent.relative_to(course.root).as_posix()
    text = _BLOCK.sub(
        lambda found: "\n" + "\\\n".join(f"> `{line}`" for line in _unicode(found[1]).splitlines()) + "\n", section(course, exercise)
    )
    text = _INLINE.sub(lambda found: f"`{_unicode(found[1])}`", text)
    return _FIGURE.sub(lambda found: f"> *Figure (v shows it; {folder}/{found[2]}):* {found[1]}", text)


def _unicode(formula: str) -> str:
    from pylatexenc.latex2text import LatexNodes2Text  # noqa: PLC0415 - only who reads a lesson waits for it

    formula = re.sub(r"\\ne\b", r"\\neq", formula)
    formula = re.sub(r"([\^_])\{([^{}]*\W[^{}]*)\}", r"\1{(\2)}", formula)
    formula = re.sub(r"\\(?:ln|log)\s*(?=\\frac)", lambda found: f"{found[0].rstrip()} @", formula)
    formula = _FRACTION.sub(lambda found: f"{_operand(found[1])} / {_operand(found[2])}", formula)
    formula = re.sub(r"@(\S+ / \S+)", r"(\1)", formula)
    text = LatexNodes2Text(math_mode="text", fill_text=False).latex_to_text(formula)
    text = re.sub(r"\s*([∩∪≈∈≤≥])\s*", r" \1 ", text)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def _operand(part: str) -> str:
    """A part of a fraction on one line, where a sum needs brackets."""
    return f"({part})" if re.search(r"[-+ /]", re.sub(r"\\\w+ ?|\|[^|]*\|", "", part).strip()) else part
