"""A verdict as HTML for a notebook: in the colours of the notebook, light or dark, and complete in itself."""

from __future__ import annotations

import base64

from deepkata.manifest import Exercise
from deepkata.report.formats.pages import template
from deepkata.verdicts import ExerciseResult, Verdict


def verdict(
    exercise: Exercise, result: ExerciseResult, seconds: float, diagnosis: str = "", picture: bytes = b"", *, note: str = ""
) -> str:
    """The tasks, and the first failure in full, with the name of the mistake and the picture (PNG) if they are there; ``note`` ends it."""
    failed = result.first_failure
    title, _, body = failed.message.partition("\n") if failed else ("", "", "")
    return template("cell.html").render(
        exercise=exercise,
        result=result,
        seconds=seconds,
        failed=failed,
        title=title,
        body=body,
        diagnosis=diagnosis,
        note=note,
        picture=base64.b64encode(picture).decode(),
        Verdict=Verdict,
    )


def problem(message: str) -> str:
    """One paragraph: what is going on, or what went wrong."""
    return template("cell_problem.html").render(message=message)
