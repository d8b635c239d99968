"""How long after the verdict a known mistake is named: the first failure ever of each exercise, and those after it.

    .nox/default/bin/python benchmarks/explained.py [EXERCISE…] [--programs 6]

Each exercise is asked about some of its own wrong programs, as a student's would be. Nothing is taken from the cache of
`.deepkata`. The last line is what a class of 100 pays for a failing file, the first one of each exercise included. Exits with
1 if a bar is missed: 0.2 s for light exercises, 0.4 s for TensorFlow and Keras, 0.02 s in a class.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import click
from rich.console import Console
from tables import Figures, bar, write

from deepkata.course import Course
from deepkata.explain import known_answers, name_at_once, name_mistakes, prepare
from deepkata.judge.engine import Engine
from deepkata.manifest import Exercise

#: Seconds from the verdict to the explanation: of small exercises, and of those with TensorFlow or Keras.
BARS_S = 0.2, 0.4
#: Seconds for each failing file of a class.
CLASS_BAR_S = 0.02
CLASS = 100


def explain(engine: Engine, exercise: Exercise, path: Path, folder: Path) -> tuple[float, bool, bool]:
    """Seconds from the verdict to the explanation of one program, whether the stored answers served, and whether a mistake was named."""
    program = folder / f"{exercise.name}.py"
    program.write_bytes(path.read_bytes())
    prepare(engine.course, exercise)  # as every command does while the suite is made ready
    result, run = engine.examine(exercise, program)
    started = time.perf_counter()
    named = name_mistakes(engine, exercise, run, tasks=(result.first_failure.number,) if result.first_failure else ())
    return time.perf_counter() - started, name_at_once(engine, exercise, run) is not None, bool(named)


@click.command()
@click.argument("exercises", nargs=-1)
@click.option("--programs", default=6, show_default=True, help="Wrong programs of each exercise, spread over all.")
@click.option("--markdown", type=click.Path(path_type=Path), help="Write the table to this file as well.")
def main(exercises: tuple[str, ...], programs: int, markdown: Path | None) -> None:
    """Print a table of all exercises."""
    course = Course.find(Path(__file__).parent)
    console = Console(width=100)
    figures = Figures("exercise", "file", "first", "later (median)", "slowest", "stored", "named", title="from verdict to explanation")
    in_class: list[float] = []
    for exercise in course.choose(exercises):
        if course.lacking(exercise):
            continue
        wrong = course.programs(exercise, "wrong_answer")
        chosen = wrong[:: max(1, len(wrong) // programs)][:programs]
        known_answers.forget()
        with tempfile.TemporaryDirectory() as folder, Engine(course) as engine:
            found = [explain(engine, exercise, path, Path(folder)) for path in chosen]
        seconds = [took for took, _, _ in found]
        size = (course.tests(exercise) / known_answers.NAME).stat().st_size / 1e3
        later = statistics.median(seconds[1:] or seconds)
        in_class.append((seconds[0] + (CLASS - 1) * statistics.mean(seconds[1:] or seconds)) / CLASS)
        row = [f"{size:,.0f} kB", f"{seconds[0]:.3f} s", f"{later:.3f} s", f"{max(seconds):.3f} s"]
        row += [f"{sum(used for _, used, _ in found)}/{len(found)}", f"{sum(named for _, _, named in found)}/{len(found)}"]
        figures.add(exercise.name, *row, missed=max(seconds) > bar(exercise, *BARS_S))
        console.print(exercise.id, *row)
    figures.show(console)
    cost = statistics.mean(in_class)
    summary = f"In a class of {CLASS}, naming the mistake takes {cost:.3f} s for each failing file (most {max(in_class):.3f} s; bar {CLASS_BAR_S})."
    console.print(summary)
    write(markdown, figures.markdown(), summary)
    raise SystemExit(1 if any(figures.missed) or cost > CLASS_BAR_S else 0)


if __name__ == "__main__":
    main()
