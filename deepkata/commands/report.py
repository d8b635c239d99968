"""``deepkata report``: a report in the format in which it is needed."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec
from rich.console import Console

from deepkata.course import Course
from deepkata.errors import DeepkataError
from deepkata.files import write_atomically
from deepkata.grading.private import for_students
from deepkata.report import marks, model, roster, terminal
from deepkata.report import policy as policies
from deepkata.report.formats import FOR_GRADERS, FORMATS
from deepkata.text import plain

#: Words for several formats at once.
SEVERAL = {"html": ("class", "students"), "all": tuple(FORMATS)}


class NoRoster(DeepkataError):
    def __init__(self, system: str) -> None:
        super().__init__(
            f"Marks for {system} go into the file that {system} exports, which knows its students: name it with --roster.\n"
            "docs/teachers.md tells where to find it."
        )


class NoReport(DeepkataError):
    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path} is no report: {problem}.\n`deepkata grade` writes one.")


@click.command()
@click.argument("formats", metavar="FORMAT...", nargs=-1, required=True, type=click.Choice([*FORMATS, *marks.SYSTEMS, *SEVERAL]))
@click.option("--report", "path", type=click.Path(path_type=Path, dir_okay=False), help="The report; by default reports/grade/report.json.")
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), help="Where the files go; default: beside the report.")
@click.option("--show-private", is_flag=True, help="Show students the private parts: what they are about, and why they fail.")
@click.option("--policy", type=click.Path(path_type=Path, dir_okay=False), help="What counts, and for how much: a TOML file.")
@click.option("--roster", "students", type=click.Path(path_type=Path, dir_okay=False), help="Who is who: a CSV file, one row per student.")
@click.option("--column", help="moodle, canvas: the column of --roster that the marks are for.")
@click.pass_obj
def report(
    folder: Path | None,
    formats: tuple[str, ...],
    path: Path | None,
    output: Path | None,
    show_private: bool,
    policy: Path | None,
    students: Path | None,
    column: str | None,
) -> int:
    """Render a report as each FORMAT: csv, junit, markdown, gradescope, classroom, class and students (pages; html is both), or all.

    With --roster, students get their names, and moodle and canvas are marks files that these systems import.

    Nothing is judged again: a policy changes what counts in an existing report.
    """
    wanted = [name for name in formats if name in marks.SYSTEMS]
    if wanted and not students:
        raise NoRoster(wanted[0])
    source = path or Course.find(folder).root / "reports" / "grade" / "report.json"
    try:
        found = model.read(source)
    except OSError as error:
        raise NoReport(source, error.strerror or "it cannot be read") from None
    except msgspec.MsgspecError as error:
        raise NoReport(source, str(error)) from None
    if policy:
        rules = policies.read(policy)
        policies.check(rules, found, policy)
        found = policies.apply(rules, found)
    console, unknown, filled = terminal.console(), [], {}
    if students:
        matched = roster.match(roster.read(students), found)
        unknown = _tell(console, matched)
        filled = {name: marks.SYSTEMS[name](matched, column) for name in wanted}
        found = roster.with_names(matched, found)
    for name in dict.fromkeys(one for word in formats for one in SEVERAL.get(word, (word,))):
        shown = found if show_private or name in FOR_GRADERS else for_students(found)
        files = filled[name] if name in filled else FORMATS[name](shown, source.parent)
        for file, data in files.items():
            write_atomically((output or source.parent) / file, data)
        first = (output or source.parent) / next(iter(files))
        console.print(f"{name}: {first}" + (f" and {len(files) - 1} more" if len(files) > 1 else ""), soft_wrap=True, markup=False)
    return 2 if unknown else 0


def _tell(console: Console, matched: roster.Matched) -> list[str]:
    """Say who is not in the roster, and who of it handed in nothing; the former."""
    if matched.unknown:
        where = matched.roster.path.name
        console.print(f"not in {where}, or twice: {', '.join(map(plain, matched.unknown))}", style="red", markup=False, soft_wrap=True)
    if matched.missing:
        console.print(f"handed in nothing: {', '.join(map(plain, matched.missing))}", style="dim", markup=False, soft_wrap=True)
    return matched.unknown
