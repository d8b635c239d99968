"""The windows over the student's screen: the list of exercises, programs to read, a question."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import click
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Footer, Input, OptionList, Static
from textual.widgets.option_list import Option
from textual_image import renderable  # asks the terminal what it can show, so it is imported before the screen is drawn
from textual_image.widget import Image

from deepkata.course import Course
from deepkata.learn.progress import Progress
from deepkata.manifest import Exercise
from deepkata.report import terminal


class Exercises(ModalScreen[Exercise | None]):
    """All exercises, to choose one from."""

    BINDINGS: ClassVar = [
        Binding("escape,q,e", "close", "back"),
        Binding("d", "show('done')", "done"),
        Binding("p", "show('pending')", "pending"),
        Binding("a", "show('all')", "all"),
        Binding("s,slash", "search", "search"),
    ]

    def __init__(self, course: Course, progress: Progress, current: Exercise) -> None:
        super().__init__()
        self.course = course
        self.progress = progress
        self.current = current
        self.which = "all"

    def compose(self) -> ComposeResult:
        with Vertical(classes="window"):
            yield Static(id="head")
            yield Input(placeholder="part of a name or title", id="search")
            yield OptionList(id="exercises")
        yield Footer()

    def on_mount(self) -> None:
        self.query_one(Input).display = False
        self.fill()
        self.query_one(OptionList).focus()

    def fill(self) -> None:
        """Show what the filter and the search leave."""
        words = self.query_one(Input).value.lower().split()
        options = self.query_one(OptionList)
        options.clear_options()
        shown = 0
        for topic in self.course.topics:
            rows = [one for one in self.course if one.topic == topic.id and self.fits(one, words)]
            if rows:
                options.add_option(Option(Text.assemble((topic.id, "bold"), "  ", topic.title), disabled=True))
            for one in rows:
                options.add_option(Option(self.row(one), id=one.id))
                if one == self.current or shown == 0:
                    options.highlighted = options.option_count - 1
                shown += 1
        solved = sum(self.progress.of(one.id).solved for one in self.course)
        which = {"all": "all exercises", "done": "those that are done", "pending": "those to come"}[self.which]
        self.query_one("#head", Static).update(Text(f"{solved} of {len(self.course.exercises)} solved · {which}: {shown}"))

    def fits(self, exercise: Exercise, words: list[str]) -> bool:
        solved = self.progress.of(exercise.id).solved
        text = f"{exercise.id} {exercise.title}".lower()
        return all(word in text for word in words) and self.which in ("all", "done" if solved else "pending")

    def row(self, exercise: Exercise) -> RenderableType:
        standing = self.progress.of(exercise.id)
        points = f"{terminal.number(standing.points)}/{terminal.number(exercise.points)}"
        table = Table.grid(padding=(0, 1), expand=True)
        table.add_column(width=2, justify="right")
        table.add_column(width=19)
        table.add_column(ratio=1, no_wrap=True, overflow="ellipsis")
        table.add_column(width=3)
        table.add_column(width=6, justify="right")
        table.add_row(terminal.mark(standing.verdict), exercise.name, exercise.title, terminal.level(exercise), Text(points, "dim"))
        return table

    def on_input_changed(self) -> None:
        self.fill()

    def on_input_submitted(self) -> None:
        self.query_one(OptionList).focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self.course.get(str(event.option.id)))

    def action_show(self, which: str) -> None:
        self.which = which
        self.fill()

    def action_search(self) -> None:
        self.query_one(Input).display = True
        self.query_one(Input).focus()

    def action_close(self) -> None:
        search = self.query_one(Input)
        if search.display:
            search.value, search.display = "", False
            self.query_one(OptionList).focus()
        else:
            self.dismiss(None)


class Reading(ModalScreen[None]):
    """Something long to read."""

    BINDINGS: ClassVar = [Binding("escape,q,s,d", "dismiss", "back")]

    def __init__(self, title: str, content: RenderableType) -> None:
        super().__init__()
        self.head = title
        self.content = content

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="window wide") as window:
            window.border_title = self.head
            yield Static(self.content)
        yield Footer()


#: Whether this terminal shows pixels.
SHARP = renderable.Image in (renderable.SixelImage, renderable.TGPImage)


class PictureWindow(ModalScreen[None]):
    """Pictures inside the terminal: as pixels where it can show them (Kitty, Sixel), otherwise in coloured half cells."""

    BINDINGS: ClassVar = [Binding("escape,q,v", "dismiss", "back"), Binding("o", "viewer", "open in a viewer")]

    def __init__(self, paths: list[Path], *, viewer: bool = False) -> None:
        super().__init__()
        self.paths = paths
        self.viewer = viewer

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="window wide") as window:
            window.border_title = ", ".join(path.name for path in self.paths)
            for path in self.paths:
                yield Image(path)
        yield Footer()

    def on_mount(self) -> None:
        """Where cells are too coarse for the words in a picture, it opens in a viewer as well, if that is wanted."""
        if self.viewer and not SHARP:
            self.action_viewer()

    def action_viewer(self) -> None:
        for path in self.paths:
            click.launch(str(path))


class Question(ModalScreen[bool]):
    """Yes or no."""

    BINDINGS: ClassVar = [Binding("y", "answer(True)", "yes"), Binding("n,escape,q", "answer(False)", "no")]

    def __init__(self, question: str) -> None:
        super().__init__()
        self.question = question

    def compose(self) -> ComposeResult:
        with Vertical(classes="window question"):
            yield Static(Text(self.question))
            yield Static(Text("y  yes      n  no", "dim"), classes="keys")
        yield Footer()

    def action_answer(self, answer: bool) -> None:
        self.dismiss(answer)


class Asking(ModalScreen[str]):
    """One line of text; empty if the student thinks better of it."""

    BINDINGS: ClassVar = [Binding("escape", "leave", "back")]

    def __init__(self, question: str, example: str) -> None:
        super().__init__()
        self.question = question
        self.example = example

    def compose(self) -> ComposeResult:
        with Vertical(classes="window question"):
            yield Static(Text(self.question))
            yield Input(placeholder=self.example)
        yield Footer()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip())

    def action_leave(self) -> None:
        self.dismiss("")
