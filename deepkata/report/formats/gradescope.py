"""Gradescope's ``results.json``: a test a task, with its points, its words and its picture.

The format is described in Gradescope's autograder documentation under "Output format". Text is given as HTML, in which
everything is escaped; pictures are part of it, as Gradescope shows no files.
"""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

import msgspec

from deepkata.report.embedded import Pictures
from deepkata.report.model import Report, SubmissionResult
from deepkata.report.words import paragraphs, printed
from deepkata.verdicts import ExerciseResult, TaskResult, Verdict

#: Bytes of pictures in one file; Gradescope takes no more than some megabytes in all.
MOST_PICTURES = 6 * 2**20


def render(report: Report, folder: Path) -> dict[str, bytes]:
    """``results.json`` of a single submission; of several, one in a folder of each name that the report gives by number."""
    if len(report.submissions) == 1:
        return {"results.json": encoded(results(report.submissions[0], folder))}
    width = len(str(len(report.submissions)))
    return {
        f"gradescope/{place:0{width}}/results.json": encoded(results(submission, folder))
        for place, submission in enumerate(report.submissions, 1)
    }


def encoded(document: dict[str, Any]) -> bytes:
    return msgspec.json.format(msgspec.json.encode(document), indent=2) + b"\n"


def results(submission: SubmissionResult, folder: Path) -> dict[str, Any]:
    """The document for one submission."""
    pictures = Pictures(folder, MOST_PICTURES)
    tests = []
    for exercise in submission.exercises:
        for task in exercise.tasks:
            address = pictures.address(task)
            tests.append(_test(exercise, task, f'<img alt="{html.escape(task.title)}" src="{address}">' if address else ""))
        if speed := _speed(exercise):
            tests.append(speed)
    ours = submission.has(Verdict.JUDGE_ERROR)
    notes = [
        *submission.remarks,
        *(["A part of this could not be judged, through no fault of yours: a person will look at it."] if ours else []),
    ]
    return {
        "score": submission.points,
        "output": "\n".join(notes),
        "output_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "execution_time": round(sum(exercise.duration_s for exercise in submission.exercises), 3),
        "tests": tests,
    }


def _test(exercise: ExerciseResult, task: TaskResult, picture: str) -> dict[str, Any]:
    name = exercise.id.rpartition("/")[2]
    blocks = [f"<pre>{html.escape(words)}</pre>" for words in paragraphs(task)]
    if words := printed(task):
        blocks += ["<p>Your program printed:</p>", f"<pre>{html.escape(words)}</pre>"]
    return {
        "score": task.points,
        "max_score": task.max_points,
        "status": "passed" if task.verdict is Verdict.ACCEPTED else "failed",
        "name": f"{name}, task {task.number}: {task.title}",
        "name_format": "text",
        "output": "".join([*blocks, picture]) or html.escape(task.verdict.words),
        "output_format": "html",
        "tags": [exercise.id, task.verdict.value, *(["self reported"] if task.self_reported else [])],
        "visibility": "visible",
    }


def _speed(exercise: ExerciseResult) -> dict[str, Any] | None:
    speed = exercise.speed
    if speed is None or not speed.max_points:
        return None
    ratio = f"{speed.ratio:.2f} times the reference's time" if speed.ratio else speed.message
    return {
        "score": speed.points,
        "max_score": speed.max_points,
        "name": f"{exercise.id.rpartition('/')[2]}: speed",
        "name_format": "text",
        "output": f"{ratio}; at most {speed.limit:g} times is asked for.",
        "output_format": "text",
        "visibility": "visible",
    }
