"""``deepkata practice``: solved exercises come back when they are due, each from its stub, with other random cases."""

from __future__ import annotations

import hashlib
from datetime import datetime, timezone
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from deepkata.commands.common import ensure
from deepkata.commands.judging import judge
from deepkata.course import PUBLIC_SEED, Course
from deepkata.errors import DeepkataError
from deepkata.explain import in_short
from deepkata.learn import practice as katas
from deepkata.learn import stubs
from deepkata.learn.practice import Practice, days_until
from deepkata.learn.progress import Progress
from deepkata.manifest import Exercise
from deepkata.report import terminal
from deepkata.verdicts import ExerciseResult, Verdict, exit_code

#: Verdicts of a task that say nothing against the program.
NO_FAILURE = {Verdict.ACCEPTED, Verdict.NOT_ATTEMPTED, Verdict.NOT_APPLICABLE, Verdict.JUDGE_ERROR}


class NotPractised(DeepkataError):
    """An exercise that cannot be practised, or is not being practised."""


@click.command()
@click.argument("exercise", required=False)
@click.option("--give-up", is_flag=True, help="End a begun exercise without solving it; it comes back tomorrow.")
@click.option("--stats", is_flag=True, help="Show what is due, how much is solved, and the known mistakes that you made more than once.")
@click.pass_obj
def practice(folder: Path | None, exercise: str | None, give_up: bool, stats: bool) -> int:
    """Solve an exercise again when it is due: begins the first one, from its stub in practice/, or judges it if it is begun.

    With EXERCISE: this one, due or not.
    """
    course = Course.find(folder)
    stubs.remember(course)
    now, progress, console = datetime.now(timezone.utc), Progress.load(course.root), terminal.console()
    with Practice.change(course.root) as kept:
        kept.admit(course, progress, now)
    if stats:
        _show_stats(course, kept, progress, now, console)
        return 0
    chosen = _choose(course, kept, exercise, now)
    if give_up:
        return _give_up(course, chosen, now, console)
    if chosen is None:
        console.print(_nothing_due(course, kept, now), soft_wrap=True)
        return 0
    if reason := course.lacking(chosen):
        raise NotPractised(f"{chosen.id} is not applicable here: {reason}")
    path = katas.file(course, chosen)
    if chosen.id not in kept.begun or not path.is_file():
        return _begin(course, chosen, now, console)
    if stubs.is_stub(path.read_bytes(), chosen):
        console.print(Text(f"{_place(course, chosen)} is still the stub. Solve it, then judge it: deepkata practice"), soft_wrap=True)
        return 0
    # without solutions, what is right is known of the public cases alone
    seed = PUBLIC_SEED if course.handed_out else kept.begun[chosen.id].seed
    return _judge(course, chosen, seed, console)


def _choose(course: Course, kept: Practice, name: str | None, now: datetime) -> Exercise | None:
    """The exercise of that name, else the one that is begun, else the first that is due; None if there is none."""
    if name is None:
        begun = [one for one in course if one.id in kept.begun]
        return next(iter([*begun, *kept.due(course, now)]), None)
    chosen = course.get(name)
    if chosen.id not in kept.cards:
        raise NotPractised(f"{chosen.id} is not solved yet, and only solved exercises are practised: deepkata run {chosen.name}")
    return chosen


def _begin(course: Course, exercise: Exercise, now: datetime, console: Console) -> int:
    with Practice.change(course.root) as kept:
        due = [one.name for one in kept.due(course, now)]
        copy = kept.begin(course, exercise, now)
    if due:
        console.print(Text(f"Due today: {', '.join(due)}"))
    console.print(Text.assemble((exercise.id, "bold"), "  ", exercise.title))
    console.print(Text(f"  The stub is in {_place(course, exercise)}; your program in exercises/ stays as it is."), soft_wrap=True)
    if copy:
        console.print(Text(f"  What you practised last is kept in {copy.relative_to(course.root)}."), soft_wrap=True)
    console.print(Text("  Solve it again, then judge it: deepkata practice"), soft_wrap=True)
    return 0


def _judge(course: Course, exercise: Exercise, seed: int, console: Console) -> int:
    ensure(course, [exercise])
    path = katas.file(course, exercise)
    program = hashlib.sha256(path.read_bytes()).hexdigest()[:16]

    def note(result: ExerciseResult, _: str, mistake: str = "") -> None:
        if any(task.verdict not in NO_FAILURE for task in result.tasks):
            with Practice.change(course.root) as kept:
                kept.note_failure(exercise, program, mistake)

    result, words = judge(course, exercise, path, note, seed=seed, named_at=PUBLIC_SEED)
    if words:
        note(result, "", in_short(words))
    if result.verdict is Verdict.ACCEPTED:
        _finish(course, exercise, console)
    elif failed := result.first_failure:
        steps = f"stuck? deepkata hint {exercise.name} --task {failed.number} · or: deepkata practice {exercise.name} --give-up"
        console.print(Text(f"{_place(course, exercise)} · {steps}", "dim"), soft_wrap=True)
    return exit_code([result.verdict])


def _finish(course: Course, exercise: Exercise, console: Console) -> None:
    now = datetime.now(timezone.utc)
    with Practice.change(course.root) as kept:
        failures = len(kept.begun[exercise.id].failed) if exercise.id in kept.begun else 0
        due = kept.finish(exercise, now)
    how = "at the first attempt" if not failures else f"after {failures} failed attempt" + ("s" if failures > 1 else "")
    console.print(Text(f"Accepted {how}: {exercise.name} is due again {_when(due, now)}."))
    following = kept.due(course, now)
    console.print(Text(f"next: deepkata practice ({following[0].name})" if following else "nothing else is due today", "dim"))


def _give_up(course: Course, exercise: Exercise | None, now: datetime, console: Console) -> int:
    with Practice.change(course.root) as kept:
        if exercise is None or exercise.id not in kept.begun:
            raise NotPractised(f"{f'{exercise.id} is not' if exercise else 'No exercise is'} begun, so there is nothing to give up.")
        due = kept.finish(exercise, now, given_up=True)
    mine = course.stub(exercise).relative_to(course.root)
    console.print(Text(f"{exercise.name} is due again {_when(due, now)}."))
    console.print(Text(f"what you had: {mine} · our solution: deepkata solution {exercise.name}", "dim"), soft_wrap=True)
    return 0


def _nothing_due(course: Course, kept: Practice, now: datetime) -> Text:
    coming = sorted((kept.cards[one.id].due, one.name) for one in course if one.id in kept.cards)
    later = [(due, name) for due, name in coming if days_until(due, now) > 0]
    if not coming:
        return Text("Nothing is solved yet, and only solved exercises are practised: python -m nox -s learn")
    if not later:  # what is due lacks something here
        return Text("Nothing that is due can be run in this environment: deepkata list says what is missing.")
    return Text(f"Nothing is due today. {later[0][1]} is due {_when(later[0][0], now)}; sooner: deepkata practice {later[0][1]}")


def _show_stats(course: Course, kept: Practice, progress: Progress, now: datetime, console: Console) -> None:
    """What is due when, in few words, and the mistakes that come back."""
    table = Table.grid(padding=(0, 2))
    for one in sorted((one for one in course if one.id in kept.cards), key=lambda one: kept.cards[one.id].due):
        days = days_until(kept.cards[one.id].due, now)
        state = "begun" if one.id in kept.begun else ""
        table.add_row(" ", Text(_when(kept.cards[one.id].due, now), "" if days <= 0 else "dim"), one.name, one.title, Text(state, "dim"))
    if table.row_count:
        console.print(table)
    solved = sum(progress.of(one.id).seen_solved for one in course)
    console.print(Text(f"\n{solved} of {len(course.exercises)} solved, {len(kept.due(course, now))} due."))
    if kept.times:
        console.print(Text(f"Practised so far: {kept.times}; accepted at the first attempt: {kept.at_once}."))
    if repeated := kept.repeated():
        console.print(Text("\nMistakes that you made more than once", "bold"))
        mistakes = Table.grid(padding=(0, 2))
        for count, name, mistake in repeated:
            mistakes.add_row(" ", f"{count} times", course.get(name).name, Text(mistake))
        console.print(mistakes)


def _when(due: datetime, now: datetime) -> str:
    days = days_until(due, now)
    return "today" if days <= 0 else "tomorrow" if days == 1 else f"in {days} days"


def _place(course: Course, exercise: Exercise) -> str:
    return katas.file(course, exercise).relative_to(course.root).as_posix()
