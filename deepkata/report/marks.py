"""The marks files that learning management systems import: their own export, with the marks filled in.

Moodle's is the grading worksheet of an assignment, Canvas's the gradebook. Marks are scaled to the maximum that the file
says, and students of whom nothing was handed in keep what they had.
"""

from __future__ import annotations

import html
from collections.abc import Callable

from deepkata.errors import DeepkataError
from deepkata.report.formats.class_csv import table
from deepkata.report.model import SubmissionResult
from deepkata.report.roster import Matched, Roster
from deepkata.report.terminal import number
from deepkata.text import plain
from deepkata.verdicts import ExerciseResult, Verdict

#: Below the header of Canvas's gradebook a row says how much each column is worth, and which ones nobody may write to.
WORTH, READ_ONLY = "points possible", "(read only)"
#: The columns by which Canvas knows a student.
WHO = ("student", "id", "sis user id", "sis login id", "integration id", "root account", "section")


class NoMarks(DeepkataError):
    def __init__(self, roster: Roster, problem: str) -> None:
        super().__init__(f"{roster.path}: {problem}")


def moodle(matched: Matched, column: str | None) -> dict[str, bytes]:
    """``moodle.csv``: the grading worksheet with grades, and with points for each exercise as a comment if it has such a column."""
    roster = matched.roster
    grade, most = roster.column(column.casefold() if column else "grade"), roster.column("maximum grade")
    if grade is None or most is None:
        raise NoMarks(
            roster,
            "this is no grading worksheet: it has no columns Grade and Maximum Grade. In the assignment's settings switch on "
            "Feedback types, Offline grading worksheet; then download it with Grading action, Download grading worksheet.",
        )
    comment, rows = roster.column("feedback comments"), [list(row) for row in roster.rows]
    for place, submission in matched.by_row.items():
        rows[place][grade] = _mark(submission, rows[place][most])
        if comment is not None:
            rows[place][comment] = in_words(submission)
    return {"moodle.csv": table([roster.header, *rows])}


def canvas(matched: Matched, column: str | None) -> dict[str, bytes]:
    """``canvas.csv``: the gradebook's columns that say who a student is, and the assignment with its marks."""
    roster = matched.roster
    worth = next((row for row in roster.rows if row[0].strip().casefold() == WORTH), None)
    if worth is None or roster.column("student") is None:
        raise NoMarks(
            roster, "this is no gradebook: it has no column Student, or no row Points Possible. Export it with Gradebook, Export."
        )
    who = [place for place, title in enumerate(roster.header) if title.strip().casefold() in WHO]
    open_to_marks = [place for place in range(len(roster.header)) if place not in who and worth[place].strip() not in ("", READ_ONLY)]
    chosen = [place for place in open_to_marks if column is None or _is_called(roster.header[place], column)]
    if len(chosen) != 1:
        titles = ", ".join(roster.header[place] for place in open_to_marks) or "none"
        raise NoMarks(roster, f"say with --column which assignment the marks are for: {titles}")
    kept = [*who, chosen[0]]
    rows = [list(row) for row in roster.rows]
    for place, submission in matched.by_row.items():
        rows[place][chosen[0]] = _mark(submission, worth[chosen[0]])
    return {"canvas.csv": table([[row[place] for place in kept] for row in (roster.header, *rows)])}


#: By the system that imports the file.
SYSTEMS: dict[str, Callable[[Matched, str | None], dict[str, bytes]]] = {"moodle": moodle, "canvas": canvas}


def in_words(submission: SubmissionResult) -> str:
    """The points of each exercise, in one line, and why a file could not be judged."""
    parts = (
        f"{one.id.rpartition('/')[2]} {number(one.points)} of {number(one.max_points)}{_unjudged(one)}"
        for one in submission.exercises
        if one.max_points
    )
    return "; ".join([*parts, *submission.remarks])


def _unjudged(result: ExerciseResult) -> str:
    if result.verdict is not Verdict.INVALID_SUBMISSION or not result.tasks:
        return ""
    return html.escape(f" ({plain(result.tasks[0].message, 300)})", quote=False).replace("\n", " ")  # Moodle takes comments for HTML


def _mark(submission: SubmissionResult, most: str) -> str:
    """The points on a scale that ends at ``most``, as its file writes it."""
    try:
        highest = float(most.strip().replace(",", "."))
    except ValueError:
        highest = submission.max_points
    share = submission.points / submission.max_points if submission.max_points else 0.0
    return f"{share * highest:.2f}"


def _is_called(title: str, name: str) -> bool:
    """Whether a column of Canvas is an assignment's: after its name it has a number in brackets."""
    return name.casefold() in (title.casefold(), title.rpartition(" (")[0].casefold())
