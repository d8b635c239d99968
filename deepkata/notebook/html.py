"""A verdict as HTML for a notebook: in the colours of the notebook, light or dark, and complete in itself."""

from __future__ import annotations

import base64

from jinja2 import Environment, PackageLoader, StrictUndefined

from deepkata.course import Exercise
from deepkata.report import terminal
from deepkata.verdicts import ExerciseResult, Verdict

TEMPLATES = Environment(loader=PackageLoader("deepkata.notebook"), autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def verdict(exercise: Exercise, result: ExerciseResult, seconds: float, diagnosis: str = "", picture: bytes = b"") -> str:
    """The tasks, and the first failure in full, with the name of the mistake and the picture (PNG) if they are there."""
    failed = result.first_failure
    title, _, body = failed.message.partition("\n") if failed else ("", "", "")
    return TEMPLATES.get_template("verdict.html").render(
        exercise=exercise,
        result=result,
        seconds=seconds,
        failed=failed,
        title=title,
        body=body,
        diagnosis=diagnosis,
        picture=base64.b64encode(picture).decode(),
        short=terminal.SHORT,
        number=terminal.number,
        Verdict=Verdict,
    )


def problem(message: str) -> str:
    """One paragraph: what is going on, or what went wrong."""
    return TEMPLATES.get_template("problem.html").render(message=message)
