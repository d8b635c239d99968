"""``deepkata bench``: how fast a program is, compared with the reference, the plain loop and the library."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.text import Text

from deepkata import handed_in
from deepkata.bench.measurement import Measurement
from deepkata.bench.session import Stopwatch
from deepkata.commands.common import bar, ensure, sandbox_option
from deepkata.course import Course, secrets
from deepkata.errors import DeepkataError, NoSuchProgram
from deepkata.files import discard_leftovers
from deepkata.handed_in import Submission
from deepkata.judge.engine import Engine
from deepkata.manifest import Exercise
from deepkata.report import model, speed, terminal
from deepkata.sandbox import Want, choose
from deepkata.verdicts import ExerciseResult


class NothingToMeasure(DeepkataError):
    def __init__(self, names: list[str]) -> None:
        super().__init__(f"None of these exercises has a benchmark: {', '.join(names)}.\n`deepkata list` marks those that have one.")


@click.command()
@click.argument("what", metavar="[EXERCISE|SUBMISSION]...", nargs=-1)
@click.option("--program", type=click.Path(path_type=Path), help="Measure this one file; its EXERCISE must be named.")
@click.option("--seed", type=int, default=0, show_default=True, help="The seed of the suite; the inputs that are timed are always new.")
@sandbox_option
@click.option("--output", type=click.Path(path_type=Path, file_okay=False), help="Where reports go; default: reports/bench in the course.")
@click.pass_obj
def bench(folder: Path | None, what: tuple[str, ...], program: Path | None, seed: int, sandbox: str, output: Path | None) -> int:
    """Measure EXERCISE in exercises/, or in each SUBMISSION (a folder or zip file); by default, all exercises with a benchmark.

    Only programs that pass every task are measured. The score is the ratio to the reference's time, with a 95 % interval.
    """
    from deepkata.bench import saved  # noqa: PLC0415 - no other command waits for it

    course = Course.find(folder)
    exercises, submissions = chosen(course, what, program)
    ensure(course, exercises)
    reports = (output or course.root / "reports" / "bench").absolute()
    walls, _ = choose(Want(sandbox), secrets(course, tuple(submission.path for submission in submissions), reports))
    discard_leftovers()
    console = terminal.console()
    results: dict[str, list[ExerciseResult]] = {submission.name: [] for submission in submissions}
    found: dict[tuple[str, str], Measurement] = {}
    with Engine(course, seed=seed, sandbox=walls) as engine, Stopwatch(engine) as stopwatch:
        for exercise in exercises:
            for submission in submissions:
                title = exercise.id if len(submissions) == 1 else f"{exercise.id}, {submission.name}"
                given = handed_in.read_file(program) if program else submission.read(exercise)
                with bar(f"measuring {title}") as say:
                    result, measured = stopwatch.judge(exercise, given, say)
                results[submission.name].append(result)
                if measured:
                    found[submission.name, exercise.id] = measured
                picture = draw(measured, title, reports / f"{submission.name}-{exercise.id}.png".replace("/", "-"))
                show(console, exercise, title, result, picture)
            engine.rest(exercise)
    graded = [model.SubmissionResult.of(submission.name, results[submission.name]) for submission in submissions]
    report = model.Report.of(course, graded, seed=seed, sandbox=walls.level)
    model.write(report, reports / "report.json")
    saved.write(reports / "benchmark.json", course, found, report.environment)
    console.print(f"report: {reports / 'report.json'}\ntimes: {reports / 'benchmark.json'}", soft_wrap=True)
    return report.exit_code


def chosen(course: Course, what: tuple[str, ...], program: Path | None) -> tuple[list[Exercise], list[Submission]]:
    """The exercises and submissions that are meant. Raises NoSuchExercise, NoSuchSubmission, NothingToMeasure."""
    if program and not program.is_file():
        raise NoSuchProgram(program)
    places = [Path(word) for word in what if Path(word).exists() and Path(word).suffix != ".py"]
    named = [course.get(word) for word in what if Path(word) not in places]
    with_benchmark = [exercise for exercise in named or course if course.benchmark(exercise).is_file()]
    if not with_benchmark:
        raise NothingToMeasure([exercise.name for exercise in named or course])
    if program:
        return with_benchmark[:1], [Submission(program.stem, program)]
    return with_benchmark, handed_in.find(course, places).submissions if places else [Submission("exercises", course.root / "exercises")]


def draw(measured: Measurement | None, title: str, path: Path) -> Path | None:
    """The picture of a measurement, if there is anything to see."""
    if not measured or not measured.speed.growth:
        return None
    from deepkata.bench import plot  # noqa: PLC0415 - Matplotlib takes a second to come

    plot.draw(measured.speed, title, path)
    return path


def show(console: Console, exercise: Exercise, title: str, result: ExerciseResult, picture: Path | None) -> None:
    """What came out, on the screen."""
    console.print(Text.assemble((title, "bold"), "  ", exercise.title))
    failed = result.first_failure
    if result.speed is None or failed:
        console.print(Text(f"{result.verdict.words}: only a program that passes every task is measured (deepkata run {exercise.name})."))
    else:
        console.print(speed.render(result.speed))
    if picture:
        console.print(terminal.picture(str(picture)), soft_wrap=True)
    console.print()
