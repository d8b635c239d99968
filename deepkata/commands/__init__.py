"""The commands, one module for each."""

from __future__ import annotations

import importlib
from pathlib import Path

import click

from deepkata import __version__

HELP = """Exercises in deep learning for computer vision, each judged by a suite of tests.

\b
A student:  deepkata learn; or list, run box_iou, hint box_iou, lesson box_iou, reset box_iou, bench box_iou, solution box_iou,
            practice, try face_detector photo.jpg
A grader:   deepkata grade SUBMISSION...; then report html, or similar SUBMISSION...
An author:  deepkata new 1_overview/my_exercise, then verify my_exercise
"""


#: In the order in which `--help` lists them.
NAMES = (
    *("learn", "run", "list", "hint", "lesson", "reset", "solution", "diff", "practice", "try", "notebook", "bench"),
    *("grade", "similar", "matrix", "new", "verify", "answers", "report", "bundle", "release", "fetch", "doctor"),
)
#: Module and function of commands whose name is a word of Python's.
OTHERWISE = {"list": ("list", "list_exercises"), "try": ("try_it", "try_it")}


class Commands(click.Group):
    """Imports a command when it is asked for: all together take longer than most of them do."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(NAMES)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in NAMES:
            return None
        module, function = OTHERWISE.get(name, (name, name))
        command: click.Command = getattr(importlib.import_module(f"deepkata.commands.{module}"), function)
        return command


@click.group(cls=Commands, help=HELP, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "--version", message="deepkata %(version)s")
@click.option(
    "--course",
    type=click.Path(path_type=Path, file_okay=False),
    help="The course's folder; by default this folder or one above it.",
)
@click.pass_context
def cli(context: click.Context, course: Path | None) -> None:
    """Hand the course's folder on to the command."""
    context.obj = course
