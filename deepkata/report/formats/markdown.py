"""A summary in Markdown, for the page that a continuous integration shows."""

from __future__ import annotations

import re
from pathlib import Path

from deepkata.report.model import Report, SubmissionResult
from deepkata.report.terminal import number
from deepkata.report.words import paragraphs, printed
from deepkata.text import plain
from deepkata.verdicts import ExerciseResult, TaskResult, Verdict

SIGNS = {Verdict.ACCEPTED: "✅", Verdict.NOT_ATTEMPTED: "▫️", Verdict.NOT_APPLICABLE: "➖", Verdict.JUDGE_ERROR: "⚠️"}
FAILED = "❌"


def render(report: Report, folder: Path) -> dict[str, bytes]:
    """``summary.md``: a table, and for a single submission what failed first in each exercise."""
    parts = [_one(report.submissions[0]) if len(report.submissions) == 1 else _several(report)]
    if report.not_understood:
        parts.append("\n".join(["Not graded:", "", *(f"- {escaped(one.path)}: {escaped(one.reason)}" for one in report.not_understood)]))
    where = report.environment
    parts.append(f"<sub>deepkata {report.engine}, environment {where.name}, Python {where.python}, sandbox {where.sandbox}</sub>")
    return {"summary.md": ("\n\n".join(parts) + "\n").encode()}


def sign(verdict: Verdict) -> str:
    return SIGNS.get(verdict, FAILED)


def escaped(text: str) -> str:
    """Text in which nothing is markup, on one line."""
    return re.sub(r"([\\`*_{}\[\]()#+.!|<>~&@:-])", r"\\\1", plain(text, 200).replace("\n", " "))


def fenced(text: str) -> str:
    """Text as it is, between fences that it cannot close."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def _one(submission: SubmissionResult) -> str:
    rows = ["| | exercise | points |", "| --- | --- | ---: |"]
    rows += [
        f"| {sign(e.verdict)} | `{e.id}` {e.verdict.words} | {number(e.points)}/{number(e.max_points)} |" for e in submission.exercises
    ]
    total = f"| | **{escaped(submission.name)}** | **{number(submission.points)}/{number(submission.max_points)}** |"
    failures = [
        _failure(exercise) for exercise in submission.exercises if exercise.first_failure and exercise.verdict is not Verdict.NOT_ATTEMPTED
    ]
    return "\n\n".join(["\n".join([*rows, total]), *map(escaped, submission.remarks), *failures])


def _failure(exercise: ExerciseResult) -> str:
    task = exercise.first_failure
    assert task is not None  # noqa: S101
    return f"<details><summary>{sign(task.verdict)} <code>{exercise.id}</code>, task {task.number}: {task.title}</summary>\n\n{body(task)}\n\n</details>"


def body(task: TaskResult) -> str:
    """What failed, and what was printed."""
    parts = [fenced("\n\n".join(paragraphs(task)))]
    if words := printed(task):
        parts += ["Your program printed:", fenced(words)]
    return "\n\n".join(parts)


def _several(report: Report) -> str:
    ids = [exercise.id for exercise in report.submissions[0].exercises] if report.submissions else []
    heads = ["submission", *(f"`{id_.rpartition('/')[2]}`" for id_ in ids), "points"]
    rows = [f"| {' | '.join(heads)} |", f"| --- |{' :-: |' * len(ids)} ---: |"]
    for submission in report.submissions:
        verdicts = {exercise.id: sign(exercise.verdict) for exercise in submission.exercises}
        cells = [
            escaped(submission.name),
            *(verdicts.get(id_, "") for id_ in ids),
            f"{number(submission.points)}/{number(submission.max_points)}",
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)
