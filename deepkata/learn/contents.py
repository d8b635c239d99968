"""What the student's screen shows of a desk, as texts and tables; how it is laid out is the screen's."""

from __future__ import annotations

import os

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text
from textual.binding import Binding, BindingType

from deepkata.learn.desk import Desk
from deepkata.report import speed, terminal
from deepkata.verdicts import ExerciseResult, Verdict

BAR = 12

#: What each key does on the screen.
BINDINGS: list[BindingType] = [
    Binding("n", "step(1)", "next"),
    Binding("p", "step(-1)", "prev"),
    Binding("e", "exercises", "list"),
    Binding("h", "hint", "hint"),
    Binding("l", "lesson", "lesson"),
    Binding("b", "browser", "browser"),
    Binding("r", "again", "run"),
    Binding("o", "edit", "open"),
    Binding("v", "picture", "picture"),
    Binding("s", "solution", "solution"),
    Binding("d", "diff", "diff"),
    Binding("x", "reset", "reset"),
    Binding("u", "undo", "undo"),
    Binding("t", "try", "try"),
    Binding("c", "colours", "colours", show=False),
    Binding("question_mark", "keys", "keys"),
    Binding("q", "quit", "quit"),
]
#: What `?` shows; those at the foot are the ones that mean something now.
KEYS = {
    "n  p": "next and previous exercise",
    "e": "list of exercises, with search",
    "h": "a hint for the first task that fails; each press shows one more",
    "l": "the lesson on the whole screen",
    "b": "the lesson in the browser",
    "r": "judge again",
    "o": "open the file in your editor, at the line to look at",
    "v": "the picture of the failure; in the lesson, its figures",
    "t": "run a solved exercise on a photograph of your own",
    "s  d": "our solution, alone or beside yours, once you have solved the exercise",
    "x  u": "put the stub back; bring back what you had",
    "c": "light or dark",
    "q": "quit; your work is saved",
}


def keys() -> RenderableType:
    """What each key does."""
    table = Table.grid(padding=(0, 3))
    for name, does in KEYS.items():
        table.add_row(Text(name, "bold"), does)
    return table


def foot(desk: Desk, *, wide: bool) -> Text:
    """Progress, and what is going on, in one line."""
    done, of = desk.count(desk.exercise.topic)
    line = [_bar(done, of), f" {done}/{of} of this topic   ", _bar(*desk.count()), " {}/{} of all   ".format(*desk.count())]
    if desk.run.busy:
        line.append(f"judging: {desk.run.testing}" if desk.run.testing and desk.run.takes_long else "judging …")
    elif desk.result:
        line.append(f"judged in {desk.seconds:.2f} s")
    if desk.memory_mb and wide:
        line.append(f"   {desk.memory_mb:.0f} MB")
    return Text("".join(line), no_wrap=True, overflow="ellipsis")


def result(desk: Desk) -> RenderableType:
    """The verdict: the first failure, or that the exercise is solved."""
    if desk.run.takes_long and desk.run.failing:
        return Group(Text("Still judging; this much is known:", "dim"), *terminal.failed_test(desk.run.failing))
    if desk.result is None:
        return Text("Starting what this exercise needs …", "dim")
    if desk.result.verdict is Verdict.NOT_APPLICABLE:
        return Text(f"{desk.result.tasks[0].message}{desk.move_up}\n\nn goes on to the next exercise; r tries again once it is there.")
    place = desk.file.relative_to(desk.course.root)
    if failed := desk.failure:
        where = Text.assemble(("\n", ""), (f"{place}:{desk.line}", "bold"), ("  o opens it, h gives a hint", "dim"))
        if failed.picture:
            where.append("; v shows the picture", "dim")
        verdict = Text(terminal.SHORT[failed.verdict].capitalize(), "bold" if failed.verdict is Verdict.NOT_ATTEMPTED else "bold red")
        parts: list[RenderableType] = [verdict, *terminal.failure(failed), where]
        if desk.result.verdict is Verdict.JUDGE_ERROR:
            parts.append(Text("\nA judge error is a fault of the course, not yours. Please report it."))
        return Group(*parts)
    return _solved(desk, desk.result)


def _solved(desk: Desk, result: ExerciseResult) -> RenderableType:
    done, of = desk.count()
    line = "━" * 40
    parts = [
        Text(line, "green"),
        Text(f"  ✓  Solved: {desk.exercise.title}", "bold green"),
        Text(f"     {terminal.number(result.points)} of {terminal.number(result.max_points)} points · {done} of {of} exercises done"),
        Text(line, "green"),
    ]
    following = desk.beside(1)
    if done == of:
        parts.append(Text("\nThat was the whole course. Well done.", "bold"))
    if desk.course.try_file(desk.exercise).is_file():
        parts.append(Text("\nt  try it on a photograph of your own", "bold"))
    parts.append(Text("\ns  our solution      d  yours beside ours", "bold"))
    if following:
        parts.append(Text(f"n  next: {following.title}", "bold"))
    return Group(*parts)


def measured(desk: Desk) -> RenderableType | None:
    """The speed of a solved exercise, or how far its measurement is."""
    if desk.speed:
        return speed.render(desk.speed)
    if desk.measured is not None:
        return Text(f"How fast is it? {_bar(round(desk.measured * 100), 100)}", "dim")
    return None


def _bar(done: int, of: int) -> str:
    full = round(BAR * done / max(1, of))
    return "▰" * full + "▱" * (BAR - full)


def is_light() -> bool:
    """Whether the terminal says that its background is light."""
    return os.environ.get("COLORFGBG", "").rpartition(";")[2] in ("7", "15")
