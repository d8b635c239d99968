"""Verdicts on the terminal: what a student reads after a save, and the table of a grading run."""

from __future__ import annotations

import sys

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from deepkata.manifest import Exercise
from deepkata.report.model import Report, SubmissionResult
from deepkata.report.speed import times
from deepkata.text import plain
from deepkata.verdicts import ExerciseResult, TaskResult, TestResult, Verdict

MARKS = {Verdict.ACCEPTED: ("✓", "green"), Verdict.NOT_ATTEMPTED: ("·", "dim"), Verdict.NOT_APPLICABLE: ("-", "dim")}
PRINTED_LINES = 20
#: With more exercises than these, the table of a class shows marks without words.
IN_WORDS = 6
SHORT = {
    Verdict.ACCEPTED: "accepted",
    Verdict.NOT_ATTEMPTED: "not attempted",
    Verdict.NOT_APPLICABLE: "not applicable",
    Verdict.WRONG_ANSWER: "wrong answer",
    Verdict.RUN_TIME_ERROR: "run time error",
    Verdict.TIME_LIMIT_EXCEEDED: "time limit",
    Verdict.MEMORY_LIMIT_EXCEEDED: "memory limit",
    Verdict.OUTPUT_LIMIT_EXCEEDED: "output limit",
    Verdict.INVALID_SUBMISSION: "invalid",
    Verdict.JUDGE_ERROR: "judge error",
}


def mark(verdict: Verdict) -> Text:
    """One character, told apart by shape as well as by colour; in ASCII where the terminal knows nothing else."""
    sign, style = MARKS.get(verdict, ("✗", "red"))
    try:
        sign.encode(getattr(sys.__stdout__, "encoding", None) or "ascii")
    except UnicodeEncodeError:
        sign = {"✓": "+", "·": ".", "✗": "x"}[sign]
    return Text(sign, style)


def level(exercise: Exercise) -> str:
    """How difficult an exercise is."""
    return "●" * exercise.difficulty + "○" * (3 - exercise.difficulty)


def number(points: float) -> str:
    """Points without needless digits."""
    return f"{points:g}"


def exercise(result: ExerciseResult, about: Exercise, seconds: float | None = None) -> RenderableType:
    """One exercise: its tasks with their marks, then the first failure, in full. ``seconds``: how long judging took."""
    head = Text.assemble((about.id, "bold"), "  ", about.title)
    parts: list[RenderableType] = [head, tasks(result)]
    failed = result.first_failure
    if failed:
        parts += ["", *failure(failed)]
    took = f" in {seconds:.2f} s" if seconds is not None else ""
    end = Text(f"\n{number(result.points)} of {number(result.max_points)} points{took}.")
    if result.verdict is Verdict.NOT_APPLICABLE:
        return Group(head, Text(result.tasks[0].message))
    if result.verdict is Verdict.ACCEPTED:
        end = Text.assemble(("\nAll tasks accepted", "bold green"), f": {number(result.points)} points{took}.")
    if result.verdict is Verdict.JUDGE_ERROR:
        end = Text("\nA judge error is a fault of the course, not yours: no points are given or lost. Please report it.")
    return Group(*parts, end)


def tasks(result: ExerciseResult) -> Table:
    """The tasks with their marks and points."""
    table = Table.grid(padding=(0, 1))
    for task in result.tasks:
        words = "" if task.verdict is Verdict.ACCEPTED else SHORT[task.verdict]
        points = f"{number(task.points)}/{number(task.max_points)}" if task.max_points else ""
        table.add_row("  ", mark(task.verdict), f"{task.number}", task.title, Text(points, "dim"), Text(words, "dim"))
    return table


def tasks_so_far(about: Exercise, decided: dict[int, Verdict]) -> Table:
    """The tasks while the suite still runs."""
    table = Table.grid(padding=(0, 1))
    for number, task in enumerate(about.tasks, 1):
        verdict = decided.get(number)
        words = "" if verdict is Verdict.ACCEPTED else SHORT[verdict] if verdict else "…"
        table.add_row("  ", mark(verdict) if verdict else Text(" "), f"{number}", task.title, Text(words, "dim"))
    return table


def failed_test(test: TestResult) -> list[RenderableType]:
    """A failure before the verdict of its task is out."""
    return _headed(test.task, test.title, test.message)


def failure(task: TaskResult) -> list[RenderableType]:
    """One failure in full."""
    title, _, body = task.message.partition("\n")
    lines = _headed(task.number, title, body)
    if task.diagnosis:
        lines.append(diagnosis(task.diagnosis))
    if task.picture:
        lines.append(picture(task.picture))
    printed = task.output.rstrip().splitlines()
    if printed:
        more = len(printed) - PRINTED_LINES
        shown = [*printed[:PRINTED_LINES], f"… {more} more lines"] if more > 0 else printed
        lines += [Text("\nYour program printed:", "dim"), _indented("\n".join(shown))]
    return lines


def _headed(number: int, title: str, body: str) -> list[RenderableType]:
    return [Text(f"Task {number}: {title}", "bold"), _indented(body)]


def diagnosis(words: str) -> RenderableType:
    """The name of a mistake, a line below what came out of it."""
    return Padding(_indented(words), (1, 0, 0, 0))


def picture(place: str) -> Text:
    """Where a picture of the failure is."""
    return Text.assemble(("\n  picture: ", "dim"), place)


def call(place: str) -> Text:
    """Where the call that failed can be run again."""
    return Text.assemble(("  the call, to run again: ", "dim"), place)


def _indented(text: str) -> RenderableType:
    """Each line two columns in, its continuation as far as the line itself."""
    lines = []
    for line in text.splitlines():
        words = line.lstrip(" ")
        lines.append(Padding(Text(words), (0, 0, 0, 2 + len(line) - len(words)), expand=False))
    return Group(*lines)


def table(report: Report) -> Table:
    """The whole report: a row an exercise for one submission, a row a submission for several."""
    grid = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    if len(report.submissions) == 1:
        _one(grid, report.submissions[0])
    else:
        _several(grid, report)
    return grid


def _one(grid: Table, submission: SubmissionResult) -> None:
    for name in ("exercise", "verdict"):
        grid.add_column(name)
    grid.add_column("points", justify="right")
    for result in submission.exercises:
        grid.add_row(result.id, _cell(result), f"{number(result.points)}/{number(result.max_points)}")
    grid.add_row(_name(submission, "bold"), "", f"{number(submission.points)}/{number(submission.max_points)}")


def _several(grid: Table, report: Report) -> None:
    """A row a submission: verdicts in words, or, where that takes too much room, a mark an exercise, topic by topic."""
    if len(report.submissions[0].exercises) <= IN_WORDS:
        columns = {result.id.rpartition("/")[2]: [result.id] for result in report.submissions[0].exercises}
        cell = _words
    else:
        columns = {}
        for result in report.submissions[0].exercises:
            columns.setdefault(result.id.partition("/")[0], []).append(result.id)
        cell = _marks
    grid.add_column("submission", overflow="fold")
    for title in columns:
        grid.add_column(title, overflow="fold")
    grid.add_column("points", justify="right")
    for submission in report.submissions:
        results = {result.id: result for result in submission.exercises}
        cells = [cell([results[name] for name in names]) for names in columns.values()]
        grid.add_row(_name(submission), *cells, f"{number(submission.points)}/{number(submission.max_points)}")


def _words(results: list[ExerciseResult]) -> Text:
    return _cell(results[0])


def _marks(results: list[ExerciseResult]) -> Text:
    return Text.assemble(*(mark(result.verdict) for result in results))


def _name(submission: SubmissionResult, style: str = "") -> Text:
    """A name is whatever somebody called a folder: on one line, and no marks that reverse it."""
    return Text(plain(submission.name, 80).replace("\n", "\\n"), style)


def _cell(result: ExerciseResult) -> Text:
    pace = f" {times(result.speed.ratio)}" if result.speed and result.speed.ratio else ""
    return Text.assemble(mark(result.verdict), " ", SHORT[result.verdict], (pace, "dim"))


def details(report: Report, exercises: dict[str, Exercise]) -> RenderableType:
    """A single submission, exercise by exercise: what failed first in each."""
    parts: list[RenderableType] = []
    for result in report.submissions[0].exercises:
        if result.verdict not in (Verdict.ACCEPTED, Verdict.NOT_ATTEMPTED, Verdict.NOT_APPLICABLE):
            parts += [exercise(result, exercises[result.id]), ""]
    return Group(*parts)


def console(*, error: bool = False) -> Console:
    """A console that drops colour in pipes and under NO_COLOR."""
    return Console(stderr=error, highlight=False, soft_wrap=False)
