"""``deepkata bundle``: the grader, packed for the place where the marks live."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import click
import jinja2

import deepkata
from deepkata.course import Course
from deepkata.errors import DeepkataError
from deepkata.files import write_atomically
from deepkata.report import policy as policies
from deepkata.report import terminal

ENGINE = Path(deepkata.__file__).parent
#: A zip file's entries get this date, so that the same course makes the same bundle.
DATE = (1980, 1, 1, 0, 0, 0)


class NoRequirements(DeepkataError):
    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is missing: the bundle installs the packages that it pins.")


@click.command()
@click.argument("place", type=click.Choice(["gradescope", "github"]))
@click.argument("exercises", nargs=-1)
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="The file to write; by default autograder.zip or classroom.yml here."
)
@click.option("--policy", type=click.Path(path_type=Path, dir_okay=False), help="What counts, and for how much (gradescope).")
@click.option(
    "--repository", default="OWNER/COURSE", show_default=True, help="The course's repository, which students cannot write to (github)."
)
@click.option("--ref", default="main", show_default=True, help="Its branch, tag or commit (github).")
@click.pass_obj
def bundle(
    folder: Path | None, place: str, exercises: tuple[str, ...], output: Path | None, policy: Path | None, repository: str, ref: str
) -> int:
    """Pack the grader for PLACE: an autograder to upload to Gradescope, or a workflow for GitHub Classroom.

    It grades the named EXERCISES; by default, all of them.
    """
    course = Course.find(folder)
    names = [course.get(name).name for name in exercises]
    console = terminal.console()
    if place == "github":
        target = output or Path("classroom.yml")
        write_atomically(target, _render("classroom.yml", exercises=names, repository=repository, ref=ref).encode())
        console.print(f"{target}: goes to .github/workflows/ of the repository from which the students' are made.", soft_wrap=True)
        return 0
    if policy:
        policies.read(policy)
    target = output or Path("autograder.zip")
    write_atomically(target, autograder(course, names, policy))
    size = target.stat().st_size / 1e6
    console.print(
        f"{target} ({size:.1f} MB): upload it under Configure Autograder; Python 3.10 or newer is in Ubuntu 22.04.", soft_wrap=True
    )
    return 0


def autograder(course: Course, names: list[str], policy: Path | None) -> bytes:
    """Gradescope's zip file: setup.sh, run_autograder, the engine, and the course. Raises NoRequirements."""
    scripts = {
        "setup.sh": _render("gradescope_setup.sh", exercises=names),
        "run_autograder": _render("gradescope_run.sh", exercises=names, policy=policy is not None),
        "requirements.txt": _requirements(course),
    }
    if policy:
        scripts["policy.toml"] = policy.read_text(encoding="utf-8")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in scripts.items():
            _add(archive, name, text.encode(), executable=name in ("setup.sh", "run_autograder"))
        for path in _files(ENGINE):
            _add(archive, f"engine/deepkata/{path.relative_to(ENGINE).as_posix()}", path.read_bytes())
        for part in ("exercises", "solutions", "fixtures", *(f"tests/{topic.id}" for topic in course.topics)):
            for path in _files(course.root / part):
                _add(archive, f"course/{path.relative_to(course.root).as_posix()}", path.read_bytes())
    return stream.getvalue()


def _requirements(course: Course) -> str:
    """The course's pinned packages, with the wheel of OpenCV that a server without a screen can load."""
    path = course.root / "environments" / "default.txt"
    if not path.is_file():
        raise NoRequirements(path)
    return re.sub(r"^opencv-python==", "opencv-python-headless==", path.read_text(encoding="utf-8"), flags=re.M)


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and "__pycache__" not in path.parts)


def _add(archive: zipfile.ZipFile, name: str, data: bytes, *, executable: bool = False) -> None:
    entry = zipfile.ZipInfo(name, DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = (0o755 if executable else 0o644) << 16
    archive.writestr(entry, data)


def _render(name: str, **values: object) -> str:
    environment = jinja2.Environment(  # noqa: S701 - scripts, not pages; the values are the course author's own
        loader=jinja2.PackageLoader("deepkata.report"), undefined=jinja2.StrictUndefined, keep_trailing_newline=True
    )
    return environment.get_template(name).render(**values)
