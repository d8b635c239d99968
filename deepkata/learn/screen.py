"""The student's screen: lesson and tasks on one side, the verdict on the other, judged at each save."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Callable, Iterator
from typing import ClassVar, TypeVar

import click
from rich.syntax import Syntax
from rich.text import Text
from textual.app import App, ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Footer, Markdown, Static

from deepkata import isolated
from deepkata.course import Course
from deepkata.errors import DeepkataError
from deepkata.learn import contents, editor, lessons
from deepkata.learn.desk import Desk
from deepkata.learn.judging import Began, Event, Judged, Measured, Rested, Tested
from deepkata.learn.windows import Asking, Exercises, PictureWindow, Question, Reading
from deepkata.manifest import Exercise
from deepkata.report import terminal
from deepkata.report.diff import beside_ours

#: Columns from which lesson and verdict have room side by side.
WIDE = 110

WidgetType = TypeVar("WidgetType", bound=Widget)


class Learn(App[None]):
    """The screen in which a student spends the course."""

    CSS_PATH = "screen.tcss"
    TITLE = "deepkata"
    _opens = "--open"
    ENABLE_COMMAND_PALETTE = False
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 - Textual declares it so
    BINDINGS: ClassVar = contents.BINDINGS

    class Happened(Message):
        """Something the judging thread tells of."""

        def __init__(self, event: Event) -> None:
            super().__init__()
            self.event = event

    def __init__(self, course: Course, exercise: Exercise | None = None, *, measure: bool = True) -> None:
        super().__init__()
        self.desk = Desk(course, self._tell, measure=measure)
        self.first = exercise
        self.theme = "ansi-light" if contents.is_light() else "ansi-dark"

    def _tell(self, event: Event) -> None:
        if self.is_running:
            self.post_message(self.Happened(event))

    def compose(self) -> ComposeResult:
        yield Static(id="title")
        with Horizontal(id="desk"):
            with VerticalScroll(id="lesson"):
                yield Static(id="tasks")
                yield Markdown(id="text")
            with VerticalScroll(id="verdict"):
                yield Static(id="notices")
                yield Static(id="tasks-above")
                yield Static(id="result")
                yield Static(id="speed")
                yield Markdown(id="hints")
        yield Static(id="foot")
        yield Footer(compact=True)

    def on_mount(self) -> None:
        self.part("#verdict").focus()
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        self.desk.begin(self.first)
        self.turn()

    def on_unmount(self) -> None:
        self.desk.close()

    def part(self, selector: str, kind: type[WidgetType] = Widget) -> WidgetType:  # type: ignore[assignment]
        """A part of the desk, whatever window is over it."""
        return self.screen_stack[0].query_one(selector, kind)

    # --- what is shown --------------------------------------------------------------------------------------------------

    def turn(self) -> None:
        """Show another exercise."""
        exercise = self.desk.exercise
        self.screen_stack[0].remove_class("-reading")
        self.part("#title", Static).update(
            Text(f"{exercise.topic} · {exercise.name}: {exercise.title}  {terminal.level(exercise)}", no_wrap=True)
        )
        self.part("#text", Markdown).update(lessons.for_terminal(self.desk.course, exercise))
        self.part("#hints", Markdown).update("")
        for part in ("#lesson", "#verdict"):
            self.part(part).scroll_home(animate=False)
        self.show()

    def show(self) -> None:
        """Paint everything that may have changed."""
        self.part("#result", Static).update(contents.result(self.desk))
        tasks = terminal.tasks(self.desk.result) if self.desk.result else None
        if self.desk.run.takes_long:
            tasks = terminal.tasks_so_far(self.desk.exercise, self.desk.run.decided)
        notices = Text("\n".join(f"! {notice}" for notice in self.desk.notices[-3:]), "italic")
        for place, content in {
            "#tasks": tasks,
            "#tasks-above": tasks,
            "#speed": contents.measured(self.desk),
            "#notices": notices or None,
        }.items():
            part = self.part(place, Static)
            part.update(content or "")
            part.set_class(content is None, "-empty")
        self.foot()
        self.refresh_bindings()

    def foot(self) -> None:
        """Progress, and what is going on."""
        self.part("#foot", Static).update(contents.foot(self.desk, wide=self.size.width >= WIDE))

    def on_learn_happened(self, message: Happened) -> None:
        event = message.event
        if not self.screen_stack:  # closing: what still arrives has no place to be painted
            return
        if not self.desk.hear(event):
            self.foot()
            return
        if isinstance(event, Tested) and self.desk.run.takes_long:
            self.show()
            return
        if isinstance(event, (Began, Tested, Rested)):
            self.foot()
            return
        if isinstance(event, Judged):
            self.show_hints(more=False)
            self.part("#verdict").scroll_home(animate=False)
            if event.result.first_failure is None and event.result.points:
                self.screen_stack[0].remove_class("-reading")
        if isinstance(event, Measured):
            self.part("#speed", Static).scroll_visible(animate=False)
        self.show()

    def on_resize(self) -> None:
        if self.screen_stack[0].query("#foot"):
            self.foot()

    # --- keys -----------------------------------------------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that mean nothing now are not at the foot."""
        match action:
            case "try":
                return self.desk.solved and self.desk.course.try_file(self.desk.exercise).is_file()
            case "picture":
                return self._reads() or self.desk.failure is not None
            case "solution" | "diff":
                return self.desk.progress.of(self.desk.exercise.id).seen_solved and not self.desk.course.handed_out
            case "hint":
                return self.desk.failure is not None
            case "undo":
                return self.desk.can_undo
            case "step":
                return self.desk.beside(int(str(parameters[0]))) is not None
        return True

    def action_step(self, by: int) -> None:
        exercise = self.desk.beside(by)
        if exercise is None:
            self.notify("That was the last exercise." if by > 0 else "This is the first exercise.")
        else:
            self.desk.open(exercise)
            self.turn()

    def action_exercises(self) -> None:
        def chosen(exercise: Exercise | None) -> None:
            if exercise:
                self.desk.open(exercise)
                self.turn()

        self.push_screen(Exercises(self.desk.course, self.desk.progress, self.desk.exercise), chosen)

    def action_hint(self) -> None:
        self.show_hints(more=True)
        self.part("#hints").scroll_visible(animate=False)

    def show_hints(self, *, more: bool) -> None:
        """The hints taken for the task that fails, after one more if wanted."""
        try:
            taken = self.desk.hint(more=more) if self.desk.failure else []
        except DeepkataError as error:
            taken = []
            if more:
                self.notify(str(error), severity="warning")
        self.part("#hints", Markdown).update("\n\n".join(taken))

    def action_lesson(self) -> None:
        self.screen_stack[0].toggle_class("-reading")
        self.part("#lesson" if self._reads() else "#verdict").focus()
        self.refresh_bindings()

    def _reads(self) -> bool:
        """Whether the lesson is on the whole screen."""
        return self.screen_stack[0].has_class("-reading")

    def action_browser(self) -> None:
        place = lessons.place(self.desk.course, self.desk.exercise)
        click.launch(place.address)
        self.notify(str(place))

    def action_again(self) -> None:
        self.desk.judge()
        self.foot()

    def action_edit(self) -> None:
        with self._told():
            chosen = editor.choose(self.desk.file, self.desk.line)
            if chosen.in_terminal:
                with self.suspend():
                    subprocess.run(chosen.command, check=False)
                self.refresh()
            else:
                subprocess.Popen(chosen.command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def action_picture(self) -> None:
        if pictures := self.desk.pictures(reading=self._reads()):
            self.push_screen(PictureWindow(pictures, viewer=not self._reads()))
        else:
            self.notify("There is no picture here, or it is still being drawn.")

    def action_solution(self) -> None:
        with self._told():
            text = self.desk.course.solution(self.desk.exercise)
            syntax = Syntax(text, "python", theme=self._colours(), word_wrap=True, background_color="default")
            self.push_screen(Reading("our solution", syntax))

    def action_diff(self) -> None:
        with self._told():
            self.push_screen(Reading("yours beside ours", beside_ours(self.desk.course, self.desk.exercise)))

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        """What cannot be done is said."""
        try:
            yield
        except (DeepkataError, OSError) as error:
            self.notify(str(error), severity="warning", timeout=10)

    def _colours(self) -> str:
        return "ansi_light" if "light" in self.theme else "ansi_dark"

    def action_reset(self) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                self._do(self.desk.reset)

        self.push_screen(Question(f"Put the stub of {self.desk.exercise.name} back? What you wrote is kept; u brings it back."), answered)

    def action_undo(self) -> None:
        self._do(self.desk.undo)

    def _do(self, what: Callable[[], str]) -> None:
        try:
            self.notify(what(), timeout=8)
        except (DeepkataError, OSError) as error:
            self.notify(str(error), severity="warning", timeout=10)

    def action_keys(self) -> None:
        self.push_screen(Reading("keys", contents.keys()))

    def action_try(self) -> None:
        def answered(place: str | None) -> None:
            if place:
                self.notify(f"Running {self.desk.exercise.name} on {place} …")
                self.run_worker(lambda: self._try(place), thread=True)

        self.push_screen(
            Asking(f"A photograph, folder or short video for {self.desk.exercise.name}, or: camera", "~/Pictures/photo.jpg"), answered
        )

    def _try(self, place: str) -> None:
        """Run ``deepkata try``, and show what it says."""
        course, name = str(self.desk.course.root), self.desk.exercise.name
        command = isolated.python("-m", "deepkata", "--course", course, "try", name, place, self._opens)
        done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        said = "\n".join(part.strip() for part in (done.stdout, done.stderr if done.returncode else "") if part.strip())
        self.call_from_thread(self.push_screen, Reading(f"{name} on {place}", Text(said)))

    def action_colours(self) -> None:
        self.theme = "ansi-dark" if "light" in self.theme else "ansi-light"
