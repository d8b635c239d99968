"""The student's screen as plain lines: events are printed as they come, and keys are typed as lines."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading

import click
from rich.markdown import Markdown
from rich.text import Text

from deepkata.course import Course
from deepkata.errors import DeepkataError, NoSolution
from deepkata.learn import editor, lessons
from deepkata.learn.desk import Desk
from deepkata.learn.judging import Event, Explained, Judged, Measured
from deepkata.manifest import Exercise
from deepkata.report import speed, terminal
from deepkata.report.diff import beside_ours
from deepkata.verdicts import Verdict

HELP = (
    "n next · p previous · e exercises · NAME opens one · h hint · l lesson · b lesson in the browser · r run again · o open in your editor · "
    "s solution · d diff · x reset · u undo · q quit"
)


class Lines:
    """Reads keys as lines from standard input, until it ends."""

    def __init__(self, course: Course, exercise: Exercise | None, *, measure: bool = True) -> None:
        self.queue: queue.Queue[Event | str | None] = queue.Queue()
        self.desk = Desk(course, self.queue.put, measure=measure)
        self.first = exercise
        self.console = terminal.console()

    def run(self) -> int:
        """Until standard input ends or q; the exit code is 0 if the exercise at hand is solved."""
        threading.Thread(target=self._read, daemon=True).start()
        self.desk.begin(self.first)
        self._title()
        self.say(HELP)
        leaving = False
        try:
            while not (leaving and not self.desk.run.busy):
                heard = self.queue.get()
                self._notices()
                if heard is None:
                    leaving = True
                elif isinstance(heard, str):
                    if heard == "q":
                        break
                    self._obey(heard)
                elif self.desk.hear(heard):
                    self._tell(heard)
                self._notices()
        except KeyboardInterrupt:
            pass
        finally:
            self.desk.close()
        return 0 if self.desk.solved else 1

    def say(self, text: str) -> None:
        self.console.print(Text(text), soft_wrap=True)

    def _read(self) -> None:
        for line in sys.stdin:
            self.queue.put(line.strip())
        self.queue.put(None)

    def _title(self) -> None:
        solved, of = self.desk.count()
        self.say(f"\n{self.desk.exercise.id}: {self.desk.exercise.title}. {solved} of {of} exercises are solved.")
        self.say(f"Edit {self.desk.file.relative_to(self.desk.course.root)}; saving it is enough.")

    def _notices(self) -> None:
        for notice in self.desk.notices:
            self.say(f"! {notice}")
        self.desk.notices.clear()

    def _tell(self, event: Event) -> None:
        match event:
            case Judged(exercise=exercise, result=result, seconds=seconds):
                self.console.print(terminal.exercise(result, exercise, seconds))
                if self.desk.move_up and result.verdict is Verdict.NOT_APPLICABLE:
                    self.say(self.desk.move_up.strip())
                if failed := result.first_failure:
                    self.say(
                        f"{self.desk.file.relative_to(self.desk.course.root)}:{self.desk.line} · h gives a hint for task {failed.number}"
                    )
                elif following := self.desk.beside(1):
                    self.say(f"s shows our solution, d yours beside ours; n goes on to {following.name}.")
            case Explained(diagnosis=diagnosis, picture=picture):
                if picture:
                    self.console.print(terminal.picture(picture), soft_wrap=True)
                if diagnosis:
                    self.console.print(terminal.diagnosis(diagnosis))
            case Measured(speed=found):
                self.console.print(speed.render(found))

    def _obey(self, word: str) -> None:
        desk = self.desk
        try:
            match word:
                case "":
                    pass
                case "n" | "p":
                    self._open(desk.beside(1 if word == "n" else -1))
                case "e":
                    for exercise in desk.course:
                        self.console.print(
                            Text.assemble(terminal.mark(desk.progress.of(exercise.id).verdict), f" {exercise.name}: {exercise.title}")
                        )
                case "h":
                    self.console.print(Markdown("\n\n".join(desk.hint(more=True))))
                case "l":
                    self.console.print(Markdown(lessons.for_terminal(desk.course, desk.exercise)))
                case "b":
                    place = lessons.place(desk.course, desk.exercise)
                    click.launch(place.address)
                    self.say(str(place))
                case "r":
                    desk.judge()
                case "o":
                    subprocess.run(editor.choose(desk.file, desk.line).command, check=False)
                case "s" | "d":
                    self._solution(word)
                case "x":
                    self.say(desk.reset())
                case "u":
                    self.say(desk.undo())
                case "?":
                    self.say(HELP)
                case _:
                    self._open(desk.course.get(word))
        except (DeepkataError, OSError) as error:
            self.say(str(error))

    def _open(self, exercise: Exercise | None) -> None:
        if exercise is None:
            self.say("There is none further that way.")
        else:
            self.desk.open(exercise)
            self._title()

    def _solution(self, word: str) -> None:
        desk = self.desk
        if not desk.progress.of(desk.exercise.id).seen_solved:
            self.say("First solve it; h gives a hint.")
            return
        try:
            if word == "s":
                self.say(desk.course.solution(desk.exercise))
            else:
                self.console.print(beside_ours(desk.course, desk.exercise))
        except NoSolution as error:
            self.say(str(error))
