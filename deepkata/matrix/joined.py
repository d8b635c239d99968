"""What a matrix found: exercise by environment, verdict and times. ``matrix.json`` is its one source."""

from __future__ import annotations

import statistics

import msgspec

from deepkata.matrix.clock import Times
from deepkata.report.model import Environment, Report
from deepkata.verdicts import ExerciseResult, Verdict

VERSION = 1


class Timed(msgspec.Struct, frozen=True, kw_only=True):
    """The median over rounds of a call's seconds, each corrected by its calibration, and their extremes."""

    title: str
    seconds: float
    low: float
    high: float


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One exercise in one environment; ``reason``: why not, if it was not accepted or not timed."""

    verdict: Verdict
    points: float
    max_points: float
    reason: str = ""
    times: dict[str, Timed] = {}


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One exercise; ``size``: of what is timed."""

    id: str
    cells: dict[str, Cell]
    size: str = ""


class Matrix(msgspec.Struct, frozen=True, kw_only=True):
    """The whole of it. ``absent``: environments that were left out, and why."""

    submission: str
    rounds: int
    environments: tuple[Environment, ...]
    rows: tuple[Row, ...]
    absent: dict[str, str] = {}
    calibration_s: float = 0.0
    version: int = VERSION

    @property
    def exit_code(self) -> int:
        """0 if everything that applies was accepted, 3 if something is our fault, else 1."""
        verdicts = {cell.verdict for row in self.rows for cell in row.cells.values()}
        if Verdict.JUDGE_ERROR in verdicts:
            return 3
        return 0 if verdicts <= {Verdict.ACCEPTED, Verdict.NOT_APPLICABLE} else 1

    @property
    def timed(self) -> tuple[Row, ...]:
        """The exercises with times in any environment."""
        return tuple(row for row in self.rows if any(cell.times for cell in row.cells.values()))

    def ratio(self, row: Row, name: str, who: str) -> float | None:
        """A time beside that of the first environment that has one."""
        times = [cell.times[who].seconds for one in self.environments if who in (cell := row.cells[one.name]).times]
        mine = row.cells[name].times.get(who)
        return mine.seconds / times[0] if mine and times else None


class Visit(msgspec.Struct, frozen=True, kw_only=True):
    """One round in one environment: the times of its exercises, and what the calibration took beside it."""

    environment: str
    times: dict[str, Times]
    calibration_s: float


def join(reports: dict[str, Report], visits: list[Visit], *, submission: str, rounds: int, absent: dict[str, str]) -> Matrix:
    """Everything that was found, exercise by exercise."""
    usual = statistics.median([visit.calibration_s for visit in visits]) if visits else 0.0
    results = {name: {result.id: result for result in report.submissions[0].exercises} for name, report in reports.items()}
    rows = []
    for which in dict.fromkeys(one for found in results.values() for one in found):
        seen = [visit for visit in visits if which in visit.times]
        rows.append(
            Row(
                id=which,
                cells={name: _cell(found[which], [v for v in seen if v.environment == name], usual) for name, found in results.items()},
                size=next((visit.times[which].size for visit in seen if visit.times[which].size), ""),
            )
        )
    return Matrix(
        submission=submission,
        rounds=rounds,
        environments=tuple(report.environment for report in reports.values()),
        rows=tuple(rows),
        absent=absent,
        calibration_s=usual,
    )


def _cell(result: ExerciseResult, visits: list[Visit], usual: float) -> Cell:
    failed = result.first_failure or next((task for task in result.tasks if task.verdict is Verdict.NOT_APPLICABLE), None)
    reason = failed.message if failed else ""
    found: dict[str, list[float]] = {}
    titles: dict[str, str] = {}
    for visit in visits:
        times = visit.times[result.id]
        reason = reason or times.problem
        titles |= times.titles
        for who, seconds in times.seconds.items():
            found.setdefault(who, []).append(seconds * usual / visit.calibration_s)
    return Cell(
        verdict=result.verdict,
        points=result.points,
        max_points=result.max_points,
        reason=reason,
        times={
            who: Timed(title=titles[who], seconds=statistics.median(all_), low=min(all_), high=max(all_)) for who, all_ in found.items()
        },
    )
