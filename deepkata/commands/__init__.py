"""The commands, one module each."""

from __future__ import annotations

from pathlib import Path

import click

from deepkata import __version__
from deepkata.commands.answers import answers
from deepkata.commands.bench import bench
from deepkata.commands.bundle import bundle
from deepkata.commands.diff import diff
from deepkata.commands.doctor import doctor
from deepkata.commands.fetch import fetch
from deepkata.commands.grade import grade
from deepkata.commands.hint import hint
from deepkata.commands.learn import learn
from deepkata.commands.lesson import lesson
from deepkata.commands.list import list_exercises
from deepkata.commands.matrix import matrix
from deepkata.commands.new import new
from deepkata.commands.notebook import notebook
from deepkata.commands.practice import practice
from deepkata.commands.release import release
from deepkata.commands.report import report
from deepkata.commands.reset import reset
from deepkata.commands.run import run
from deepkata.commands.similar import similar
from deepkata.commands.solution import solution
from deepkata.commands.try_it import try_it
from deepkata.commands.verify import verify

HELP = """Exercises in deep learning for computer vision, each judged by a suite of tests.

\b
A student:  deepkata learn; or list, run box_iou, hint box_iou, lesson box_iou, reset box_iou, bench box_iou, solution box_iou,
            practice, try face_detector photo.jpg
A grader:   deepkata grade SUBMISSION...; then report html, or similar SUBMISSION...
An author:  deepkata new 1_overview/my_exercise, then verify my_exercise
"""


@click.group(help=HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "--version", message="deepkata %(version)s")
@click.option(
    "--course",
    type=click.Path(path_type=Path, file_okay=False),
    help="The course's folder; else this one or one above it.",
)
@click.pass_context
def cli(context: click.Context, course: Path | None) -> None:
    """Hand the course's folder on to the command."""
    context.obj = course


for command in (
    learn,
    run,
    list_exercises,
    hint,
    lesson,
    reset,
    solution,
    diff,
    practice,
    try_it,
    notebook,
    bench,
    grade,
    similar,
    matrix,
    new,
    verify,
    answers,
    report,
    bundle,
    release,
    fetch,
    doctor,
):
    cli.add_command(command)
