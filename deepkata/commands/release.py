"""``deepkata release``: the course without its solutions, for students; what these return is included as data."""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import jinja2
import tomli_w

from deepkata import fixtures, site, toml
from deepkata.commands.common import Bar, bar
from deepkata.course import MANIFEST, Course
from deepkata.errors import DeepkataError
from deepkata.explain import known_answers
from deepkata.files import temporary_folder
from deepkata.judge import replies
from deepkata.judge.engine import Engine
from deepkata.manifest import Exercise
from deepkata.report import terminal
from deepkata.verdicts import Verdict

#: What students get as it is; what is not there is left out.
WHOLE = (
    "LICENSE",
    "CONTRIBUTING.md",
    "mkdocs.yml",
    "docs",
    "environments",
    "deepkata",
    "noxfile.py",
    "pyproject.toml",
    ".gitignore",
    ".editorconfig",
    ".vscode",
    ".devcontainer",
)
#: What belongs to an exercise's suite, beside the suite itself.
PARTS = ("probes.py", "hints.md")
JUNK = shutil.ignore_patterns("__pycache__", "*.egg-info")
TEMPLATE = Path(__file__).parent / "template"
#: A shorter line of code stands in many programs.
TELLING = 30


class CannotRelease(DeepkataError):
    """A course that cannot be handed out like this."""


@click.command()
@click.argument("directory", type=click.Path(path_type=Path, file_okay=False))
@click.argument("exercises", nargs=-1)
@click.pass_obj
def release(folder: Path | None, directory: Path, exercises: tuple[str, ...]) -> int:
    """Write the course as students get it into DIRECTORY: no solutions, no private cases; given EXERCISES, only these.

    Everything works as before on the cases that students know. Grade with the whole course.
    """
    course = Course.find(folder)
    if course.handed_out:
        raise CannotRelease("This course was handed out already: release from the one that has the solutions.")
    if directory.exists() and any(directory.iterdir()):
        raise CannotRelease(f"{directory} is not empty: name a new folder.")
    chosen = course.choose(exercises)
    made = write(course, directory, chosen)
    console = terminal.console()
    with bar("judging what is known") as say:
        problems = list(found(course, made, chosen, say))
    for problem in problems:
        console.print(f"✗ {problem}", style="red", markup=False, soft_wrap=True)
    for cache in list(made.root.rglob("__pycache__")):  # left by judging
        shutil.rmtree(cache)
    if problems:
        return 1
    console.print(
        f"{directory}: {len(chosen)} exercises, {sum(path.stat().st_size for path in files(directory)) / 1e6:.0f} MB; no line of a solution is in it."
    )
    return 0


def write(course: Course, directory: Path, chosen: list[Exercise]) -> Course:
    """Copy what students get, and write what the references and the known programs answer."""
    for name in WHOLE:
        place = course.root / name
        if place.is_dir():
            shutil.copytree(place, directory / name, ignore=JUNK)
        elif place.is_file():
            directory.mkdir(parents=True, exist_ok=True)
            shutil.copy2(place, directory / name)
    shutil.copytree(
        course.root / "exercises",
        directory / "exercises",
        ignore=lambda place, names: [*JUNK(place, names), *other_stubs(course, chosen, place, names)],
    )
    _manifest(directory, chosen)
    made = Course.read(directory)
    _fixtures(course, directory)
    first, template = chosen[0], jinja2.Template((TEMPLATE / "release.md").read_text(encoding="utf-8"), keep_trailing_newline=True)
    (directory / "README.md").write_text(template.render(title=course.title, first=first.name, first_id=first.id), encoding="utf-8")
    for exercise in chosen:
        _exercise(course, made, exercise)
    site.update(made)
    return made


def other_stubs(course: Course, chosen: list[Exercise], place: str, names: list[str]) -> list[str]:
    """The stubs in a folder that are not handed out."""
    left_out = {course.stub(exercise) for exercise in course} - {course.stub(exercise) for exercise in chosen}
    return [name for name in names if Path(place) / name in left_out]


def _manifest(directory: Path, chosen: list[Exercise]) -> None:
    """The course's list, of these exercises and their topics."""
    path = directory / MANIFEST
    content = toml.loads(path.read_text(encoding="utf-8"))
    names, topics = {exercise.id for exercise in chosen}, {exercise.topic for exercise in chosen}
    content["exercises"] = [one for one in content["exercises"] if one["id"] in names]
    content["topics"] = [one for one in content["topics"] if one["id"] in topics]
    path.write_text(tomli_w.dumps(content), encoding="utf-8")


def _fixtures(course: Course, directory: Path) -> None:
    """The data, and the recipes of what is fetched: others are the author's."""
    if not (course.root / "fixtures").is_dir():
        return
    shutil.copytree(course.root / "fixtures", directory / "fixtures", ignore=shutil.ignore_patterns("__pycache__", "recipes"))
    for entry in fixtures.entries(course.root):
        if entry.fetched:
            (directory / "fixtures" / entry.recipe).parent.mkdir(exist_ok=True)
            shutil.copy2(course.root / "fixtures" / entry.recipe, directory / "fixtures" / entry.recipe)


def _exercise(course: Course, made: Course, exercise: Exercise) -> None:
    """The suite and what belongs to it; of known programs only what they do, in words."""
    place = made.tests(exercise)
    place.mkdir(parents=True)
    for path in (course.suite(exercise), course.try_file(exercise), *(course.tests(exercise) / name for name in PARTS)):
        if path.is_file():
            shutil.copy2(path, place)
    _record(course, exercise, place / replies.NAME)
    for verdict in known_answers.WRONG:
        for path in course.programs(exercise, verdict):
            (place / "submissions" / verdict).mkdir(parents=True, exist_ok=True)
            words = ast.get_docstring(ast.parse(path.read_bytes())) or ""
            (place / "submissions" / verdict / path.name).write_text(f"{words!r}\n", encoding="utf-8")
    known_answers.hand_out(course, made, exercise)


def _record(course: Course, exercise: Exercise, path: Path) -> None:
    """What the reference answers when it is asked, if it is asked at all."""
    if not course.asks_reference(exercise) or course.lacking(exercise):
        return
    with temporary_folder() as folder:
        written = folder / replies.NAME
        command: list[str | Path] = [sys.executable, "-I", "-m", "pytest", "-q", "-p", "no:cacheprovider", course.suite(exercise)]
        command += ["--program", course.reference(exercise), "--record-reference", written]
        done = subprocess.run(command, cwd=course.root, capture_output=True, text=True, check=False)
        if done.returncode:
            raise CannotRelease(
                f"The suite of {exercise.id} fails on the reference: deepkata verify {exercise.name}\n{done.stdout[-1000:]}"
            )
        if len(replies.Replies(written)):
            shutil.copy2(written, path)


def found(course: Course, made: Course, chosen: list[Exercise], say: Bar) -> Iterator[str]:
    """What is wrong with what was written: a verdict that changed, a line of a solution."""
    with Engine(made, many=True) as engine:
        for number, exercise in enumerate(chosen):
            say(number / len(chosen))
            if course.lacking(exercise):
                continue
            engine.only(exercise)
            stub = engine.judge(exercise, made.stub(exercise)).verdict
            if stub is not Verdict.NOT_ATTEMPTED:
                yield f"{exercise.id}: the stub is {stub.words}"
            for path in (course.reference(exercise), *course.programs(exercise, "accepted")):
                result = engine.judge(exercise, path)
                if result.verdict is not Verdict.ACCEPTED:
                    failure = result.first_failure
                    yield f"{exercise.id}: {path.name} is {result.verdict.words}: {failure.message if failure else ''}"
    yield from leaks(course, made)


def leaks(course: Course, made: Course) -> Iterator[str]:
    """Files in which a line of a solution can be read that no stub, suite or text shows students anyway."""
    readable = [path for path in files(made.root) if path.relative_to(made.root).parts[0] != "deepkata"]
    suites = {path for exercise in made for path in (made.stub(exercise), *made.tests(exercise).glob("*.py"))}
    shown = {line for path in readable if path in suites or path.suffix == ".md" for line in _lines(path)}
    solutions = {line: exercise.id for exercise in course for line in _code(course.reference(exercise)) - shown}
    for path in readable:
        if copied := _lines(path) & solutions.keys():
            line = min(copied)
            yield f"{path.relative_to(made.root)} holds a line of the solution of {solutions[line]}: {line}"


def _lines(path: Path) -> set[str]:
    """What can tell something: lines of some length."""
    return {line.strip() for line in path.read_bytes().decode("utf-8", "replace").splitlines() if len(line.strip()) >= TELLING}


def _code(program: Path) -> set[str]:
    """The lines of a program, without its texts and imports."""
    tree = ast.parse(program.read_bytes())
    texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
    lines = _lines(program) - {line.strip() for text in texts for line in text.splitlines()}
    return {line for line in lines if not line.startswith(("import ", "from ", "#"))}


def files(folder: Path) -> list[Path]:
    """All files below a folder."""
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]
