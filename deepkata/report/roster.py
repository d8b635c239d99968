"""Who handed in what: the list of students as a learning management system exports it, a CSV file with a row for each.

A submission is named after a folder or file, such as ``Ann Example`` (Moodle), ``exampleann`` (Canvas) or a login. Its
student is the row in which one of the cells says so: a name in any order, a login, an id, or an e-mail address.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from deepkata.errors import DeepkataError
from deepkata.report.model import LATE, Report, SubmissionResult

#: Headers of columns that say who a row is about.
NAMES = ("full name", "student", "name", "roster_identifier")
FIRST, LAST = ("first name", "given name"), ("last name", "surname", "family name")
LOGINS = (
    "identifier",
    "id",
    "id number",
    "sis user id",
    "sis login id",
    "login",
    "login id",
    "username",
    "user name",
    "email",
    "email address",
    "github_username",
    "roster_identifier",
    "student_repository_name",
)
#: GitHub Classroom calls a repository after the assignment and this.
GITHUB = "github_username"
#: What Canvas has among its students: a row that says how much each column is worth, and a student for trying things out.
NOBODY = ("", "pointspossible", "teststudent")
#: What a column "late" says of those who were not.
ON_TIME = ("", "0", "0.0", "00:00:00", "no", "none", "false", "n", "-", "not late")
#: Moodle says ``Participant 12345``.
PARTICIPANT = "participant "


class BadRoster(DeepkataError):
    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path} is no list of students: {problem}")


class Roster(msgspec.Struct, frozen=True):
    """The table as it is in the file."""

    path: Path
    header: list[str]
    rows: list[list[str]]

    def column(self, *names: str) -> int | None:
        """The place of the first of these columns that is there; capitals do not matter."""
        headers = [title.strip().casefold() for title in self.header]
        return next((headers.index(name) for name in names if name in headers), None)

    def name(self, row: int) -> str:
        """A student's name as it is in the table, the first name first."""
        named = next((cell for title in NAMES if (cell := self.cell(row, title))), "")
        if not named:
            parts = " ".join(self.rows[row][one] for one in (self.column(*FIRST), self.column(*LAST)) if one is not None)
            return parts or (self.cell(row, "identifier") if self.column(GITHUB) is not None else "")
        last, comma, first = named.partition(",")
        return f"{first.strip()} {last.strip()}" if comma else last.strip()

    def cell(self, row: int, title: str) -> str:
        """What stands in a column; nothing if it is not there."""
        place = self.column(title)
        return "" if place is None else self.rows[row][place].strip()

    def late(self, row: int) -> bool:
        """Whether a column "late" says more than no, or the status says that it was late."""
        late, status = (self.cell(row, title).casefold() for title in ("late", "status"))
        return late not in ON_TIME or bool(re.search(r"(?<!not )\blate\b", status))


class Matched(msgspec.Struct, frozen=True):
    """A report beside a roster: ``by_row`` is what a student handed in, and whether it was late; ``unknown`` is in no row, or in another's."""

    roster: Roster
    by_row: dict[int, SubmissionResult]
    unknown: list[str]

    @property
    def missing(self) -> list[str]:
        """The students of whom nothing is there."""
        rows = (row for row in range(len(self.roster.rows)) if row not in self.by_row)
        return [name for name in map(self.roster.name, rows) if _key(name) not in NOBODY]


def read(path: Path) -> Roster:
    """Read a roster, with commas, semicolons or tabs. Raises BadRoster."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BadRoster(path, error.strerror or "it cannot be read") from None
    except UnicodeDecodeError:
        raise BadRoster(path, "it is not UTF-8; save it as CSV in UTF-8") from None
    first = text.partition("\n")[0]
    rows = [row for row in csv.reader(io.StringIO(text), delimiter=max(",;\t", key=first.count)) if any(cell.strip() for cell in row)]
    if not rows:
        raise BadRoster(path, "it is empty")
    header, *others = rows
    roster = Roster(path, header, [row + [""] * (len(header) - len(row)) for row in others])
    if roster.column(*NAMES, *FIRST, *LAST, *LOGINS) is None:
        raise BadRoster(path, f"none of its columns says who a student is: {', '.join(header)}. Name one {', '.join(NAMES)} or login")
    return roster


def match(roster: Roster, report: Report) -> Matched:
    """Find the row of each submission; what two rows share, or two submissions, is told and not guessed."""
    names = [submission.name.rpartition("/")[2] for submission in report.submissions]
    assignment = _assignment(roster, names)
    keys = [set(_keys(roster, row, assignment)) - {""} for row in range(len(roster.rows))]
    times = Counter(key for own in keys for key in own)
    owner = {key: row for row, own in enumerate(keys) for key in own if times[key] == 1}
    rows = [owner.get(_key(name)) for name in names]
    taken = Counter(rows)
    found, unknown = {}, []
    for submission, row in zip(report.submissions, rows, strict=True):
        if row is None or taken[row] > 1:
            unknown.append(submission.name)
        else:
            found[row] = _with_lateness(roster, row, submission)
    return Matched(roster, found, unknown)


def _assignment(roster: Roster, names: list[str]) -> str:
    """What most repositories of GitHub Classroom are called before a login of the roster."""
    logins = [login for row in range(len(roster.rows)) if (login := roster.cell(row, GITHUB).casefold())]
    found = Counter(name.casefold().removesuffix(login) for name in names for login in logins if name.casefold().endswith(f"-{login}"))
    return found.most_common(1)[0][0] if found else ""


def with_names(matched: Matched, report: Report) -> Report:
    """The report with what the roster tells: the students' names, and whether something was handed in late."""
    rows = {submission.name: row for row, submission in matched.by_row.items()}
    named = (
        msgspec.structs.replace(matched.by_row[row], name=matched.roster.name(row) or one.name)
        if (row := rows.get(one.name)) is not None
        else one
        for one in report.submissions
    )
    return msgspec.structs.replace(report, submissions=tuple(named))


def _with_lateness(roster: Roster, row: int, submission: SubmissionResult) -> SubmissionResult:
    if LATE in submission.remarks or not roster.late(row):
        return submission
    return msgspec.structs.replace(submission, remarks=(*submission.remarks, LATE))


def _keys(roster: Roster, row: int, assignment: str) -> Iterator[str]:
    """What a submission of a student may be named after; a repository is named after the ``assignment`` as well."""

    def cells(titles: Sequence[str]) -> Iterator[str]:
        places = (roster.column(title) for title in titles)
        yield from (roster.rows[row][place].strip() for place in places if place is not None)

    names = [*filter(None, cells(NAMES)), *(f"{first} {last}" for first in cells(FIRST) for last in cells(LAST))]
    for name in names:
        last, _, first = name.partition(",")
        *given, family = name.split() or [""]
        yield from map(_key, (name, f"{first} {last}", f"{family} {' '.join(given)}"))
    for login in cells(LOGINS):
        number = login.casefold().removeprefix(PARTICIPANT)
        yield from map(_key, (login, number, login.partition("@")[0], *(f"{name} {number}" for name in names)))
    if assignment and (login := roster.cell(row, GITHUB)):
        yield _key(assignment + login)


def _key(text: str) -> str:
    """Letters and digits alone, without case and accents: what systems leave of a name in a file's name."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text).casefold() if letter.isalnum())
