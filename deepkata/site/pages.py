"""Every page of the site as Markdown, under ``build/pages``: documents, lessons cut into pages, and hints, folded."""

from __future__ import annotations

import posixpath
import re
import shutil
from pathlib import Path

import msgspec

from deepkata import hints
from deepkata.course import Course
from deepkata.errors import DeepkataError
from deepkata.learn.lessons import SITE
from deepkata.manifest import Exercise
from deepkata.site.markdown import anchors, slug, with_anchors, with_formulas, with_links
from deepkata.site.tables import LEVELS, NEEDS

SOURCES = Path("build/pages")
#: Documents by their place in the repository, and their pages.
DOCUMENTS = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "exercises/README.md": "house-rules.md",
    "exercises/glossary.md": "glossary.md",
}
#: The list of pages: before the lessons, and after them.
FIRST = [
    {"Start": "index.md"},
    {"For students": "students.md"},
    {"What a verdict means": "house-rules.md"},
    {"Learning paths": "path.md"},
    {"All exercises": "exercises.md"},
]
LAST = [
    {"Glossary": "glossary.md"},
    {"For teachers": "teachers.md"},
    {"For authors": "authors.md"},
    {"Security": "security.md"},
    {"Performance": "performance.md"},
    {"What was proved": "verified.md"},
    {"Scale": "scale.md"},
    {"Architecture": "architecture.md"},
    {"Contributing": "contributing.md"},
]


class BrokenLink(DeepkataError):
    def __init__(self, document: str, target: str) -> None:
        super().__init__(f"{document} links to {target}, which is not there.")


def write(course: Course) -> None:
    """Write the sources of the whole site. Raises BrokenLink."""
    _Pages(course).write()


class _Pages:
    """What goes where: a link of the repository becomes one of the site."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.folder = course.root / SOURCES
        docs = {f"docs/{path.name}": path.name for path in sorted((course.root / "docs").glob("*.md"))}
        self.places = DOCUMENTS | docs
        #: The page on which an anchor of a document is, where the document is cut into several.
        self.anchored: dict[tuple[str, str], str] = {}
        self.sections: dict[str, tuple[str, str]] = {}
        for topic in course.topics:
            self._cut(topic.id)

    def _cut(self, topic: str) -> None:
        """A lesson is a page for its introduction and one for each section."""
        source = f"exercises/{topic}/README.md"
        self.places[source] = f"lessons/{topic}/index.md"
        names = {exercise.name for exercise in self.course if exercise.topic == topic}
        for part in re.split(r"^(?=## )", self._read(source), flags=re.M):
            title = part.partition("\n")[0].lstrip("# ")
            name = re.split(r"[`:\s]", title.lstrip("`"))[0]
            place = f"lessons/{topic}/{name if name in names else slug(title)}.md" if self._is_section(part) else self.places[source]
            self.sections[place] = (source, part)
            for anchor in anchors(part):
                self.anchored[source, anchor] = place

    @staticmethod
    def _is_section(part: str) -> bool:
        return part.startswith("## ")

    def _read(self, place: str) -> str:
        return (self.course.root / place).read_text(encoding="utf-8")

    def write(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        for source, place in self.places.items():
            if place not in self.sections:
                self._put(place, self._ready(source, place, self._read(source)))
        for place, (source, part) in self.sections.items():
            raised = re.sub(r"^#(?=#+ )", "", part, flags=re.M) if self._is_section(part) else part
            self._put(place, self._ready(source, place, raised) + self._hints(place) + self._contents(place))
        (self.folder.parent / "mkdocs.yml").write_bytes(msgspec.json.encode(self._settings()))
        assets = self.course.root / "docs" / "assets"
        shutil.copytree(assets, self.folder / "assets", dirs_exist_ok=True)

    def _settings(self) -> dict[str, object]:
        """What the course adds to mkdocs.yml: the list of pages. JSON is YAML, too."""
        lessons = []
        for number, topic in enumerate(self.course.topics, 1):
            own = [place for place in self.sections if place.startswith(f"lessons/{topic.id}/")]
            lessons.append(
                {f"{number} {topic.title}": [place if place.endswith("/index.md") else {self._title(place): place} for place in own]}
            )
        navigation = [*FIRST, *lessons, *LAST]
        return {"INHERIT": "../mkdocs.yml", "docs_dir": SOURCES.name, "site_dir": SITE.name, "nav": navigation}

    def _title(self, place: str) -> str:
        exercise = self._exercise(place)
        return exercise.title if exercise else self.sections[place][1].partition("\n")[0].lstrip("# ")

    def _put(self, place: str, text: str) -> None:
        path = self.folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def _ready(self, source: str, place: str, text: str) -> str:
        moved = with_links(text, lambda target: self._moved(source, place, target))
        return with_formulas(with_anchors(moved)) + "\n"

    def _moved(self, source: str, place: str, target: str) -> str:
        """A link of a document in the repository, as its page needs it."""
        if re.match(r"[a-z]+:", target):
            return target
        path, _, anchor = target.partition("#")
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(source), path)) if path else source
        if not (self.course.root / wanted).is_file():
            raise BrokenLink(source, target)
        if wanted in self.places:
            found = self.anchored.get((wanted, anchor), self.places[wanted])
            if anchor and anchor not in anchors(self._read(wanted)):
                raise BrokenLink(source, target)
        else:
            found = wanted.replace("exercises/", "lessons/", 1) if re.match(r"exercises/\d", wanted) else f"files/{wanted}"
            (self.folder / found).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.course.root / wanted, self.folder / found)
        return posixpath.relpath(found, posixpath.dirname(place)) + (f"#{anchor}" if anchor else "")

    def _exercise(self, place: str) -> Exercise | None:
        wanted = place.removeprefix("lessons/").removesuffix(".md")
        return next((exercise for exercise in self.course if exercise.id == wanted), None)

    def _hints(self, place: str) -> str:
        """What there is to do in an exercise, and its hints, folded."""
        exercise = self._exercise(place)
        if exercise is None:
            return ""
        rows = [f"| {number} | {task.title} | {task.points:g} |" for number, task in enumerate(exercise.tasks, 1)]
        known = hints.read(self.course.hints(exercise))
        before = f" · builds on {', '.join(f'`{name}`' for name in exercise.after)}" if exercise.after else ""
        lines = [
            "", "## Your tasks", "", f"{LEVELS[exercise.difficulty]} · installation: {NEEDS[exercise.profile]}{before}", "",
            "| task | title | points |", "| --- | --- | --- |", *rows, "",
            f"Edit `exercises/{exercise.id}.py`, then:", "", "```sh", f"deepkata run {exercise.name}", "```", "", "## Hints", "",
        ]  # fmt: skip
        for number, task in enumerate(exercise.tasks, 1):
            lines.append(f'??? tip "Task {number}: {task.title}"\n')
            for step, text in zip(hints.STEPS, known.get(number, []), strict=False):
                lines += [_indented(f'??? tip "{step}"\n\n{_indented(with_formulas(text))}'), ""]
        return "\n".join(lines) + "\n"

    def _contents(self, place: str) -> str:
        """At the end of an introduction: what follows."""
        if not place.endswith("/index.md"):
            return ""
        own = [other for other in self.sections if posixpath.dirname(other) == posixpath.dirname(place) and other != place]
        rows = [f"- [{self.sections[other][1].partition(chr(10))[0].lstrip('# ')}]({posixpath.basename(other)})" for other in own]
        return "\n## In this topic\n\n" + "\n".join(rows) + "\n"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in text.splitlines())
