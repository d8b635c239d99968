"""From tests to tasks to the exercise: verdicts are the worst of their parts, points belong to accepted tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from deepkata.judge.protocol import Listed
from deepkata.manifest import Exercise
from deepkata.verdicts import ExerciseResult, SuiteRun, TaskResult, TestResult, Verdict, worst


def score(exercise: Exercise, run: SuiteRun) -> ExerciseResult:
    """The result of an exercise. A task without a test that ran is a judge error, never a pass."""
    tasks = tuple(_task(number, exercise, run) for number in range(1, len(exercise.tasks) + 1))
    return _exercise(exercise, tasks, run.duration_s)


def decided(exercise: Exercise, listed: Iterable[Listed], tests: Iterable[TestResult]) -> dict[int, Verdict]:
    """The tasks whose verdict is out while the suite still runs: those that a test has failed, and those whose tests have all passed."""
    to_come = Counter(test.task for test in listed)
    found: dict[int, list[Verdict]] = {number: [] for number in range(1, len(exercise.tasks) + 1)}
    for test in tests:
        found[test.task].append(test.verdict)
    failed = {task: worst(verdicts) for task, verdicts in found.items() if set(verdicts) - {Verdict.ACCEPTED}}
    return failed | {
        task: Verdict.ACCEPTED for task, verdicts in found.items() if task not in failed and len(verdicts) == to_come[task] > 0
    }


def not_applicable(exercise: Exercise, reason: str) -> ExerciseResult:
    """The result of an exercise that this environment cannot run: out of the maximum."""
    return _all_tasks(exercise, Verdict.NOT_APPLICABLE, f"Not applicable here: {reason}.")


def killed_its_judge(exercise: Exercise) -> ExerciseResult:
    """The result of a program with which the whole judge died, more than once."""
    message = (
        "The process that judges died while this program ran, and again when the program was tried alone. It kills processes that are "
        "not its own, or takes all of the machine's memory: look for calls of os.kill, and for loops that allocate without end."
    )
    return _all_tasks(exercise, Verdict.RUN_TIME_ERROR, message)


def _all_tasks(exercise: Exercise, verdict: Verdict, message: str) -> ExerciseResult:
    """The result of a program of which no task was judged by itself."""
    tasks = tuple(
        TaskResult(number=number, title=task.title, verdict=verdict, points=0, max_points=task.points, message=message).worth(task.points)
        for number, task in enumerate(exercise.tasks, 1)
    )
    return _exercise(exercise, tasks, 0.0)


def _exercise(exercise: Exercise, tasks: tuple[TaskResult, ...], duration_s: float) -> ExerciseResult:
    return ExerciseResult(
        id=exercise.id,
        verdict=worst(task.verdict for task in tasks),
        points=sum(task.points for task in tasks),
        max_points=sum(task.max_points for task in tasks),
        duration_s=round(duration_s, 4),
        tasks=tasks,
    )


def _task(number: int, exercise: Exercise, run: SuiteRun) -> TaskResult:
    task, tests = exercise.tasks[number - 1], run.of_task(number)
    verdict = Verdict.JUDGE_ERROR if run.error else worst(test.verdict for test in tests)
    first = run.first_failure(number)
    if run.error:
        message = f"The suite of this exercise cannot be run.\n{run.error}"
    elif not tests:
        message = "No test of the suite belongs to this task."
    else:
        message = _message(first, verdict, tests) if first else ""
    return TaskResult(
        number=number,
        title=task.title,
        verdict=verdict,
        points=task.points if verdict is Verdict.ACCEPTED else 0,
        max_points=task.points,
        self_reported=any(test.self_reported for test in tests),
        message=message,
        output=first.output if first else "",
    )


def _message(first: TestResult, verdict: Verdict, tests: list[TestResult]) -> str:
    """What the first failure says; and the test whose verdict is worse, if another one decided."""
    message = f"{first.title}\n{first.message}"
    if first.verdict is not verdict:
        worse = next(test for test in tests if test.verdict is verdict)
        message += f"\nAnd then, {verdict.words}: {worse.message.partition(chr(10))[0]}"
    return message
