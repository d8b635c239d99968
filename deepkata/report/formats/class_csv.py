"""The class as a table: a row a submission, a column an exercise, and the total."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from deepkata.report.model import Report
from deepkata.text import plain

#: What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def render(report: Report, folder: Path) -> dict[str, bytes]:
    """``class.csv``."""
    ids = [exercise.id for exercise in report.submissions[0].exercises] if report.submissions else []
    rows: list[list[object]] = [["submission", *ids, "points", "max_points", "percent", "remarks"]]
    for submission in report.submissions:
        points = {exercise.id: exercise.points for exercise in submission.exercises}
        percent = round(100 * submission.points / submission.max_points, 1) if submission.max_points else ""
        numbers = [*(points.get(id_, "") for id_ in ids), submission.points, submission.max_points, percent]
        rows.append([cell(submission.name), *numbers, " ".join(submission.remarks)])
    return {"class.csv": table(rows)}


def table(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as CSV, in UTF-8 with a mark that spreadsheets recognise."""
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode("utf-8-sig")


def cell(text: str) -> str:
    """Text that no spreadsheet computes: an apostrophe before it says that it is text."""
    words = plain(text, 200).replace("\n", " ")
    return f"'{words}" if words.lstrip().startswith(_FORMULA) or words.startswith(_FORMULA) else words
