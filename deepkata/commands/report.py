"""``deepkata report``: a report in the form in which somebody needs it."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from deepkata.course import Course
from deepkata.errors import DeepkataError
from deepkata.files import write_atomically
from deepkata.grading.private import for_students
from deepkata.report import model, terminal
from deepkata.report import policy as policies
from deepkata.report.formats import FOR_GRADERS, FORMATS

#: Words for several formats at once.
SEVERAL = {"html": ("class", "students"), "all": tuple(FORMATS)}


class NoReport(DeepkataError):
    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path} is no report: {problem}.\n`deepkata grade` writes one.")


@click.command()
@click.argument("formats", metavar="FORMAT...", nargs=-1, required=True, type=click.Choice([*FORMATS, *SEVERAL]))
@click.option("--report", "path", type=click.Path(path_type=Path, dir_okay=False), help="The report; else reports/grade/report.json.")
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), help="Where the files go; else beside the report.")
@click.option("--show-private", is_flag=True, help="Let students see private parts: what they are about, and why they fail.")
@click.option("--policy", type=click.Path(path_type=Path, dir_okay=False), help="What counts, and for how much: a TOML file.")
@click.pass_obj
def report(
    folder: Path | None, formats: tuple[str, ...], path: Path | None, output: Path | None, show_private: bool, policy: Path | None
) -> int:
    """Render a report as each FORMAT: csv, junit, markdown, gradescope, classroom, class and students (pages; html is both), or all.

    Nothing is judged again: a policy changes what counts in a report that is there.
    """
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
    console = terminal.console()
    for name in dict.fromkeys(one for word in formats for one in SEVERAL.get(word, (word,))):
        shown = found if show_private or name in FOR_GRADERS else for_students(found)
        files = FORMATS[name](shown, source.parent)
        for file, data in files.items():
            write_atomically((output or source.parent) / file, data)
        first = (output or source.parent) / next(iter(files))
        console.print(f"{name}: {first}" + (f" and {len(files) - 1} more" if len(files) > 1 else ""), soft_wrap=True, markup=False)
    return 0
