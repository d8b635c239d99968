"""What GitHub Classroom's grading reporter takes from a runner: a test a task, with its points.

The reporter is the action classroom-resources/autograding-grading-reporter; it takes this as base64 in an environment
variable, adds the scores, and shows names and messages in the log.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from deepkata.report.model import Report, SubmissionResult
from deepkata.report.words import message
from deepkata.verdicts import ExerciseResult, TaskResult, Verdict


def render(report: Report, folder: Path) -> dict[str, bytes]:
    """``classroom.json``, of the first submission: a repository of Classroom's holds one."""
    document = results(report.submissions[0]) if report.submissions else {}
    return {"classroom.json": msgspec.json.encode(document)}


def results(submission: SubmissionResult) -> dict[str, Any]:
    tests = [_test(exercise, task) for exercise in submission.exercises for task in exercise.tasks]
    ours = submission.has(Verdict.JUDGE_ERROR)
    status = "error" if ours else "pass" if submission.points >= submission.max_points else "fail"
    return {"version": 1, "status": status, "max_score": submission.max_points, "tests": tests}


def _test(exercise: ExerciseResult, task: TaskResult) -> dict[str, Any]:
    return {
        "name": f"{exercise.id.rpartition('/')[2]}, task {task.number}: {task.title}",
        "status": "pass" if task.verdict is Verdict.ACCEPTED else "error" if task.verdict is Verdict.JUDGE_ERROR else "fail",
        "score": task.points,
        "message": message(task),
        "test_code": "",
        "filename": f"exercises/{exercise.id}.py",
        "line_no": 0,
        "execution_time": f"{exercise.duration_s / len(exercise.tasks):.3f}s",
    }
