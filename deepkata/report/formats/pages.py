"""A page for each student and one for the class: single HTML files, with everything in them that they show."""

from __future__ import annotations

import functools
import re
import statistics
from collections import Counter
from pathlib import Path

import jinja2
import markupsafe
import msgspec

from deepkata.report.embedded import Pictures
from deepkata.report.model import LATE, Report, SubmissionResult
from deepkata.report.speed import in_order, interval, seconds, times
from deepkata.report.speed import words as speed_words
from deepkata.report.terminal import SHORT, number
from deepkata.report.words import printed
from deepkata.text import plain
from deepkata.verdicts import ExerciseResult, Pace, Speed, TaskResult, Verdict

#: Marks that can be told apart without colour.
MARKS = {Verdict.ACCEPTED: "✓", Verdict.NOT_ATTEMPTED: "·", Verdict.NOT_APPLICABLE: "–", Verdict.JUDGE_ERROR: "!"}
FAILED = "✗"
BINS = 10
MOST_PICTURES = 16 * 2**20


class HistogramBar(msgspec.Struct, frozen=True):
    """One bar of the distribution of points: from and to in percent, how many submissions."""

    low: int
    high: int
    count: int


def render_class(report: Report, folder: Path) -> dict[str, bytes]:
    """``class.html``, which links to the students' pages."""
    return {"class.html": class_page(report, _names(report))}


def render_students(report: Report, folder: Path) -> dict[str, bytes]:
    """A page in ``students/`` for each submission."""
    return {name: student_page(report, submission, folder) for name, submission in zip(_names(report), report.submissions, strict=True)}


def _names(report: Report) -> list[str]:
    return [page_name(place, submission) for place, submission in enumerate(report.submissions, 1)]


def page_name(place: int, submission: SubmissionResult) -> str:
    """A file name that no name of a submission can lead elsewhere."""
    slug = re.sub(r"[^a-z0-9]+", "-", submission.name.lower()).strip("-")[:40]
    return f"students/{place:03d}{'-' if slug else ''}{slug}.html"


def student_page(report: Report, submission: SubmissionResult, folder: Path) -> bytes:
    """Everything about one submission."""
    pictures = Pictures(folder, MOST_PICTURES)
    return template("student.html").render(report=report, submission=submission, picture=pictures.address).encode()


def class_page(report: Report, pages: list[str]) -> bytes:
    """The class at a glance."""
    exercises = report.submissions[0].exercises if report.submissions else ()
    columns = [(exercise.id, *_share(report, exercise.id)) for exercise in exercises]
    return (
        template("class.html")
        .render(
            late=LATE,
            report=report,
            rows=list(zip(report.submissions, pages, strict=True)),
            columns=columns,
            bars=distribution(report),
            misconceptions=misconceptions(report),
            median=statistics.median([submission.points for submission in report.submissions] or [0]),
            most=max((submission.max_points for submission in report.submissions), default=0),
        )
        .encode()
    )


def _share(report: Report, exercise_id: str) -> tuple[int, int]:
    """How many solved an exercise, and how many tried."""
    verdicts = [exercise.verdict for submission in report.submissions for exercise in submission.exercises if exercise.id == exercise_id]
    return verdicts.count(Verdict.ACCEPTED), sum(verdict is not Verdict.NOT_ATTEMPTED for verdict in verdicts)


def distribution(report: Report) -> list[HistogramBar]:
    """How many submissions have how many percent of the points."""
    shares = [100 * one.points / one.max_points for one in report.submissions if one.max_points]
    places = Counter(min(BINS - 1, int(share * BINS / 100)) for share in shares)
    return [HistogramBar(place * 100 // BINS, (place + 1) * 100 // BINS, places[place]) for place in range(BINS)]


def misconceptions(report: Report) -> list[tuple[str, str, list[str]]]:
    """Exercise, the mistake in words, who made it; the most frequent first."""
    found: dict[tuple[str, str], list[str]] = {}
    for submission in report.submissions:
        for exercise in submission.exercises:
            for words in dict.fromkeys(task.diagnosis for task in exercise.tasks if task.diagnosis):
                found.setdefault((exercise.id, words), []).append(submission.name)
    ordered = sorted(found.items(), key=lambda item: (-len(item[1]), item[0]))
    return [(exercise, words, who) for (exercise, words), who in ordered]


def css_class(result: ExerciseResult | TaskResult) -> str:
    """How a verdict is coloured: solved, partly solved, failed, open."""
    if result.verdict in MARKS:
        return result.verdict.value
    return "partly" if result.points else "failed"


def mark(verdict: Verdict) -> str:
    """A verdict in one character."""
    return MARKS.get(verdict, FAILED)


def prose(text: str, limit: int = 4000) -> markupsafe.Markup:
    """Text as HTML in which nothing is markup, but that what stands between backticks is code."""
    pieces = plain(text, limit).split("`")
    if len(pieces) % 2 == 0:  # one of them stands alone
        pieces[-2:] = ["`".join(pieces[-2:])]
    code = markupsafe.Markup("<code>{}</code>")
    return markupsafe.Markup("").join(code.format(piece) if place % 2 else piece for place, piece in enumerate(pieces))


@functools.cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("deepkata.report"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        number=number, percent=_percent, plain=plain, prose=prose, printed=printed, times=times, seconds=seconds, css_class=css_class,
        in_order=in_order, speed_words=speed_words, short=SHORT.__getitem__, mark=mark,
    )  # fmt: skip
    environment.globals.update(interval=interval, measured=_measured)
    return environment


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _measured(speed: Speed | None) -> bool:
    return speed is not None and speed.verdict is not Pace.VOID


def template(name: str) -> jinja2.Template:
    """One of the templates, with what all of them use."""
    return _environment().get_template(name)
