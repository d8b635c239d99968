"""The student's screen, driven by Textual's pilot, in tmux, and as plain lines: nothing is missed, nothing is lost."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import click
import cv2
import numpy as np
import psutil
import pytest
from support import deepkata, program
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

from deepkata.course import Course
from deepkata.errors import DeepkataError
from deepkata.files import write_atomically
from deepkata.learn import editor, lessons, progress, stubs
from deepkata.learn.contents import KEYS
from deepkata.learn.judging import Event, Judged, Judging
from deepkata.learn.progress import CannotKeep, Progress, Standing
from deepkata.learn.screen import Learn
from deepkata.learn.watching import Watch
from deepkata.learn.windows import Exercises, PictureWindow, Question, Reading
from deepkata.verdicts import Verdict

ADDS_WRONG = program(add="return a - b")
SECONDS = 30.0


@pytest.fixture
def two(own_mini: Course) -> Course:
    """The small course with its exercise twice: ``arithmetic`` and ``again``."""
    root = own_mini.root
    for path in [*root.glob("*/1_basics/arithmetic.py")]:
        shutil.copy(path, path.with_name("again.py"))
    shutil.copytree(root / "tests/1_basics/arithmetic", root / "tests/1_basics/again")
    (root / "tests/1_basics/again/test_arithmetic.py").rename(root / "tests/1_basics/again/test_again.py")
    (root / "tests/1_basics/again/bench_arithmetic.py").unlink()
    manifest = root / "exercises" / "course.toml"
    table = manifest.read_text().partition("[[exercises]]")[2]
    manifest.write_text(f"{manifest.read_text()}\n[[exercises]]{table.replace('/arithmetic', '/again').replace('Adding', 'Once more')}")
    lesson = root / "exercises/1_basics/README.md"
    lesson.write_text(lesson.read_text() + "\n## again: once more\n\nThe same, $x_1$ again.\n")
    return Course.read(root)


class Student:
    """Looks at the screen, presses keys, and saves the file at hand."""

    def __init__(self, app: Learn, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    def save(self, text: str) -> None:
        self.app.desk.file.write_text(text)

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def until(self, holds: Callable[[], object], what: str = "") -> None:
        end = time.monotonic() + SECONDS
        while not holds():
            assert time.monotonic() < end, f"{what or 'it'} never came; the screen says:\n{self.screen}"
            await self.pilot.pause(0.02)

    async def sees(self, *words: str) -> None:
        await self.until(lambda: all(word in self.screen for word in words), repr(words))

    @property
    def screen(self) -> str:
        """The text of all that is shown."""
        lines = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip) for strip in lines)


@contextlib.asynccontextmanager
async def student(course: Course, size: tuple[int, int] = (130, 40), *, measure: bool = False) -> AsyncIterator[Student]:
    app = Learn(course, measure=measure)
    async with app.run_test(size=size) as pilot:
        one = Student(app, pilot)
        yield one


def test_a_student_goes_from_stub_to_the_next_exercise(two: Course) -> None:
    async def play() -> None:
        async with student(two, measure=True) as one:
            await one.sees("arithmetic: Adding and averaging", "Not attempted", "Start at line 6")
            one.save(ADDS_WRONG)
            await one.sees("Wrong answer", "Task 1: ")
            await one.sees("subtracts where it should add", "arithmetic.py:")
            await one.press("h")
            await one.sees("Hint 1 of 3 for task 1")
            assert "Hint 2 of 3" not in one.screen
            one.save(program())
            await one.sees("Solved: Adding and averaging", "6 of 6 points", "n  next: Once more")
            await one.until(lambda: one.app.desk.speed, "the speed")
            await one.sees("plain loop", "95 % interval", "grows as")
            await one.press("d")
            await one.until(lambda: isinstance(one.app.screen, Reading), "the diff")
            await one.sees("yours", "ours")
            await one.press("escape", "n")
            await one.sees("again: Once more and averaging", "Not attempted")

    asyncio.run(play())
    kept = Progress.load(two.root)
    assert kept.of("1_basics/arithmetic").solved
    assert kept.of("1_basics/arithmetic").hints == {"1": 1}


def test_it_opens_at_the_first_that_is_not_solved_and_says_how_far_one_is(two: Course) -> None:
    first = two.exercises[0]
    two.stub(first).write_text(program())
    with Progress.change(two.root) as kept:
        kept.exercises[first.id] = Standing(verdict=Verdict.ACCEPTED, points=6, seen_solved=True, judged=progress.state(two, first))

    async def play() -> None:
        async with student(two) as one:
            await one.sees("again: Once more", "1/2 of all", "The same, x_1 again.", "Not attempted")
            assert not one.app.desk.notices

    asyncio.run(play())


def test_a_save_during_a_run_ends_it_and_the_last_content_is_what_counts(own_mini: Course) -> None:
    async def play() -> None:
        async with student(own_mini) as one:
            await one.sees("Not attempted")
            one.save(program("import time; time.sleep(600)"))
            await one.sees("judging")
            started = time.monotonic()
            one.save(program(add="return a * b"))
            await one.sees("Wrong answer")
            assert time.monotonic() - started < 15  # and not when the call's time is over
            for number in range(12):  # faster than anybody judges
                one.save(ADDS_WRONG + f"# {number}\n")
                await one.pilot.pause(0.03)
            one.save(program())
            await one.sees("Solved")

    asyncio.run(play())


def test_a_hang_ends_at_its_limit_and_says_so(own_mini: Course) -> None:
    async def play() -> None:
        async with student(own_mini) as one:
            await one.sees("Not attempted")
            one.save(program(add="while True: pass"))
            await one.sees("Time limit", "did not finish within 2 s")

    asyncio.run(play())


def test_what_is_known_is_shown_while_the_suite_still_runs(own_mini: Course) -> None:
    async def play() -> None:
        async with student(own_mini) as one:
            await one.sees("Not attempted")
            one.save(program(add="return a - b", mean="import time; time.sleep(1.5); return float(a.sum() / a.size)"))
            await one.sees("Still judging", "Task 1: One and two are three", "wrong answer")
            assert "points" not in one.screen
            await one.sees(
                "Wrong answer", "No wrong program" if not own_mini.programs(own_mini.exercises[0], "wrong_answer") else "subtracts"
            )

    asyncio.run(play())


def test_every_way_of_saving_is_noticed(own_mini: Course) -> None:
    file = own_mini.stub(own_mini.exercises[0])

    def in_place(text: str) -> None:
        file.write_text(text)

    def by_renaming(text: str) -> None:
        other = file.with_name("arithmetic.py~")
        other.write_text(text)
        os.replace(other, file)

    def away_and_back(text: str) -> None:
        file.rename(file.with_suffix(".bak"))
        file.write_text(text)

    async def play() -> None:
        async with student(own_mini) as one:
            for way in (in_place, by_renaming, away_and_back, by_renaming):
                way(program())
                await one.sees("Solved")
                way(ADDS_WRONG)
                await one.sees("Wrong answer")
            file.unlink()
            await one.sees("There is no file")

    asyncio.run(play())


def test_a_change_that_the_system_does_not_tell_of_is_seen_all_the_same(tmp_path: Path) -> None:
    seen: list[Path] = []
    file = tmp_path / "file.py"
    file.write_text("a")
    (tmp_path / "elsewhere").mkdir()
    watch = Watch(tmp_path / "elsewhere", seen.append)
    watch.look_at(file)
    watch.start()
    file.write_text("b")
    end = time.monotonic() + 5
    while not seen and time.monotonic() < end:
        time.sleep(0.05)
    watch.close()
    assert seen == [file]


def test_reset_asks_keeps_and_undoes(own_mini: Course) -> None:
    async def play() -> None:
        async with student(own_mini) as one:
            await one.sees("Not attempted")
            stub = one.app.desk.file.read_text()
            one.save(ADDS_WRONG)
            await one.sees("Wrong answer")
            await one.press("x")
            await one.until(lambda: isinstance(one.app.screen, Question), "the question")
            await one.press("n")
            assert one.app.desk.file.read_text() == ADDS_WRONG
            await one.press("x", "y")
            await one.sees("Not attempted", "u undo")
            assert one.app.desk.file.read_text() == stub
            await one.press("u")
            await one.sees("Wrong answer")
            assert one.app.desk.file.read_text() == ADDS_WRONG

    asyncio.run(play())


def test_no_copy_ever_takes_the_place_of_another(own_mini: Course) -> None:
    exercise = own_mini.exercises[0]
    stubs.remember(own_mini)
    written = []
    for number in range(3):
        for text in (f"# first {number}\n", f"# second {number}\n"):
            own_mini.stub(exercise).write_text(text)
            written.append(text)
            if text.startswith("# first"):
                stubs.reset(own_mini, exercise)
        stubs.undo(own_mini, exercise)
    folder = own_mini.root / progress.FOLDER / "copies" / exercise.id
    kept = {path.read_text() for path in folder.iterdir()} | {own_mini.stub(exercise).read_text()}
    assert kept == set(written)


def test_a_stub_that_comes_back_without_a_reset_costs_nothing(own_mini: Course) -> None:
    file = own_mini.stub(own_mini.exercises[0])
    stub = file.read_text()

    async def work() -> None:
        async with student(own_mini) as one:
            await one.sees("Not attempted")
            one.save(ADDS_WRONG)
            await one.sees("Wrong answer")
            await one.until(lambda: Progress.load(own_mini.root).of("1_basics/arithmetic").verdict is Verdict.WRONG_ANSWER)

    async def come_back() -> None:
        async with student(own_mini) as one:
            await one.sees("arithmetic is a stub again, though not by a reset", "Not attempted")
            await one.press("u")
            await one.sees("Wrong answer")

    asyncio.run(work())
    file.write_text(stub)  # somebody unpacks a newer course over this one
    asyncio.run(come_back())
    assert file.read_text() == ADDS_WRONG


def test_what_changed_since_it_was_solved_is_judged_again(two: Course) -> None:
    first, second = two.exercises
    for exercise in two:
        two.stub(exercise).write_text(program())
        with Progress.change(two.root) as kept:
            kept.exercises[exercise.id] = Standing(
                verdict=Verdict.ACCEPTED, points=6, seen_solved=True, judged=progress.state(two, exercise)
            )
    assert not Progress.load(two.root).changed(two)
    suite = two.suite(second)
    suite.write_text(
        suite.read_text() + "\n\n@task(2)\ndef test_more(submission):\n    check.close(submission.mean(np.ones(2)), 7.0, 'it')\n"
    )
    two.stub(first).write_text(program() + "\n# better now\n")
    assert Progress.load(two.root).changed(two) == [first, second]

    async def play() -> None:
        async with student(two) as one:
            await one.sees("Changed since you solved it", "arithmetic, again")
            await one.sees("again, judged again, is not solved any more")
            await one.until(lambda: not Progress.load(two.root).changed(two))

    asyncio.run(play())
    assert Progress.load(two.root).of(first.id).solved
    assert not Progress.load(two.root).of(second.id).solved


def test_the_list_is_searched_and_filtered(two: Course) -> None:
    async def play() -> None:
        async with student(two) as one:
            await one.press("e")
            await one.until(lambda: isinstance(one.app.screen, Exercises), "the list")
            options = one.app.screen.query_one(OptionList)
            assert options.option_count == 3  # a topic and its exercises
            await one.press("d")
            assert options.option_count == 0
            await one.press("p", "s", *"once")
            assert options.option_count == 2
            assert one.app.screen.query_one(Input).value == "once"
            await one.press("enter", "enter")
            await one.sees("again: Once more")
            assert one.app.desk.exercise.name == "again"
            await one.press("p")
            await one.sees("arithmetic: Adding")

    asyncio.run(play())


def test_hints_go_one_step_further_each_time_and_never_more(own_mini: Course) -> None:
    async def play() -> None:
        async with student(own_mini) as one:
            await one.sees("Not attempted")
            for number in (1, 2, 3):
                await one.press("h")
                await one.sees(f"Hint {number} of 3")
                assert f"Hint {number + 1} of 3" not in one.screen
            one.save(program(mean="return 0"))
            await one.sees("Task 2: ")
            await one.until(lambda: "Hint" not in one.screen, "the end of the hints for task 1")

    asyncio.run(play())


def test_every_key_is_told(own_mini: Course) -> None:
    async def play() -> None:
        async with student(own_mini) as one:
            await one.sees("Not attempted")
            await one.press("question_mark")
            await one.sees("put the stub back; bring back what you had", "quit; your work is saved")
            await one.press("escape")
            await one.sees("Not attempted")

    asyncio.run(play())
    told = {key for keys in KEYS for key in keys.split()}
    assert told | {"question_mark"} == {binding.key for binding in Learn.BINDINGS}


def test_a_picture_is_shown_in_the_terminal_itself(own_mini: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    launched: list[str] = []
    monkeypatch.setattr(click, "launch", launched.append)
    path = tmp_path / "stripes.png"
    cv2.imwrite(str(path), np.repeat(np.arange(0, 250, 50, np.uint8), 20)[None].repeat(60, 0))

    async def play() -> None:
        async with student(own_mini) as one:
            await one.sees("Not attempted")
            one.app.push_screen(PictureWindow([path], viewer=True))
            await one.sees("stripes.png", "░" * 20, "▓" * 20)  # what a pipe can show
            assert launched == [str(path)]  # as words cannot be read so
            await one.press("o")
            assert launched == 2 * [str(path)]
            await one.press("v")
            await one.sees("Not attempted")

    asyncio.run(play())


def test_the_lessons_figures_are_shown_in_the_terminal_itself(own_mini: Course) -> None:
    lesson = own_mini.lesson(own_mini.exercises[0])
    cv2.imwrite(str(lesson.parent / "stripes.png"), np.repeat(np.arange(0, 250, 50, np.uint8), 20)[None].repeat(60, 0))
    text = lesson.read_text(encoding="utf-8")
    heading = next(line for line in text.splitlines() if line.startswith("## "))
    lesson.write_text(text.replace(heading, f"{heading}\n\n![Five stripes.](stripes.png)\n"), encoding="utf-8")

    async def play() -> None:
        async with student(own_mini) as one:
            await one.sees("Not attempted")
            await one.press("v")
            assert not isinstance(one.app.screen, PictureWindow)
            await one.press("l")
            await one.sees("v shows it", "Five stripes.")
            await one.press("v")
            await one.sees("stripes.png", "░" * 20, "▓" * 20)

    asyncio.run(play())


TRY = '''"""Adds a photograph to itself."""

import numpy as np

from deepkata.trying import Panel, Shown


def prepare(submission, fixture, scratch):
    return lambda photo: Shown(Panel("twice", submission.add(photo / 2, photo / 2)), lines=["it was added"])
'''


def test_a_solved_exercise_is_tried_on_a_photograph(own_mini: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    exercise = own_mini.exercises[0]
    own_mini.try_file(exercise).write_text(TRY)
    cv2.imwrite(str(tmp_path / "grey.png"), np.full((30, 40, 3), 90, np.uint8))
    monkeypatch.setattr(Learn, "_opens", "--no-open")

    async def play() -> None:
        async with student(own_mini) as one:
            await one.sees("Not attempted")
            await one.press("t")  # not yet
            assert "A photograph" not in one.screen
            one.save(program())
            await one.sees("Solved: Adding and averaging", "t  try it on a photograph of your own")
            await one.press("t")
            await one.sees("A photograph, folder or short video for arithmetic, or: camera")
            await one.press(*str(tmp_path / "grey.png"), "enter")
            await one.sees("it was added", ".deepkata/tried/arithmetic-grey.png")
            await one.press("escape", "t", "escape")
            await one.sees("Solved: Adding and averaging")

    asyncio.run(play())
    assert cv2.imread(str(own_mini.root / ".deepkata/tried/arithmetic-grey.png"))[-10, -10].tolist() == [90, 90, 90]


@pytest.mark.parametrize("size", [(40, 12), (80, 24), (160, 50)])
def test_small_and_large_terminals(own_mini: Course, size: tuple[int, int]) -> None:
    async def play() -> None:
        async with student(own_mini, size) as one:
            await one.sees("Not attempted", "arithmetic")
            beside = one.app.query_one("#lesson").display and one.app.query_one("#verdict").display
            assert beside == (size[0] >= 110)
            await one.press("l")
            await one.until(lambda: one.app.query_one("#lesson").display and not one.app.query_one("#verdict").display)
            await one.press("l")
            await one.until(lambda: one.app.query_one("#verdict").display)

    asyncio.run(play())


def test_without_colour_nothing_is_said_by_colour_alone(own_mini: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def play() -> None:
        async with student(own_mini) as one:
            one.save(program(save="pass"))
            await one.sees("✓ 1", "✗ 3", "Wrong answer")

    asyncio.run(play())


def test_an_exercise_that_cannot_be_done_here_says_what_it_needs_and_the_others_go_on(two: Course) -> None:
    manifest = two.root / "exercises" / "course.toml"
    manifest.write_text(manifest.read_text().replace('profile = "light"', 'profile = "light"\nneeds = ["opencv>=99"]', 1))
    course = Course.read(two.root)

    async def play() -> None:
        async with student(course) as one:
            await one.sees("it needs opencv>=99", "pip install 'opencv-python>=99'")
            await one.press("n")
            await one.sees("again: Once more", "Not attempted")

    asyncio.run(play())


def test_a_suite_that_is_broken_does_not_take_the_screen_along(own_mini: Course) -> None:
    own_mini.suite(own_mini.exercises[0]).write_text("import nothing_of_that_name\n")

    async def play() -> None:
        async with student(own_mini) as one:
            await one.sees("Judge error", "fault of the course")

    asyncio.run(play())


def test_the_editor_opens_at_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path("a file.py")
    monkeypatch.delenv("TERM_PROGRAM", raising=False)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", "vim -X")
    assert editor.choose(path, 7) == (["vim", "-X", "+7", "a file.py"], True)
    monkeypatch.setenv("EDITOR", "code --wait")
    assert editor.choose(path, 7) == (["code", "--wait", "-g", "a file.py:7"], False)
    monkeypatch.setenv("EDITOR", "unheard-of")
    assert editor.choose(path, 7) == (["unheard-of", "a file.py"], True)
    monkeypatch.delenv("EDITOR")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(DeepkataError, match="EDITOR=nano"):
        editor.choose(path)
    text = "def add(a, b):\n    return a\n\n\ndef mean(a):\n    return 0\n"
    assert editor.line_of("Title\n  mean raised X\n    line 6, in mean\n      return 0", text) == 6
    assert editor.line_of("Title\n  not the same.\nThe call: mean([1.])", text) == 5
    assert editor.line_of("Title\n  add is still to be written. Start at line 2: add", text) == 2
    assert editor.line_of("", text) == 1


def test_progress_that_cannot_be_kept_is_told_and_the_verdict_stands(own_mini: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(progress, "write_atomically", full)

    async def play() -> None:
        async with student(own_mini) as one:
            await one.sees("Not attempted", "No space left on device", "nothing of it is lost")
            one.save(program())
            await one.sees("Solved")

    asyncio.run(play())
    assert own_mini.stub(own_mini.exercises[0]).read_text() == program()


def test_a_reset_on_a_full_disk_leaves_the_program(own_mini: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    exercise = own_mini.exercises[0]
    stubs.remember(own_mini)
    own_mini.stub(exercise).write_text(ADDS_WRONG)

    def full(path: Path, data: bytes) -> None:
        if progress.FOLDER in path.parts:
            raise OSError(errno.ENOSPC, "No space left on device")
        write_atomically(path, data)

    monkeypatch.setattr(stubs, "write_atomically", full)
    with pytest.raises(CannotKeep, match="No space left"), Progress.change(own_mini.root):
        stubs.reset(own_mini, exercise)
    assert own_mini.stub(exercise).read_text() == ADDS_WRONG


def test_two_at_once_keep_what_each_of_them_learned(own_mini: Course) -> None:
    def note(name: str) -> None:
        for _ in range(20):
            with Progress.change(own_mini.root) as kept:
                kept.of(name).points += 1

    threads = [threading.Thread(target=note, args=(f"1_basics/{name}",)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {name: standing.points for name, standing in Progress.load(own_mini.root).exercises.items()} == dict.fromkeys(
        (f"1_basics/{name}" for name in "abcd"), 20
    )


def test_nothing_is_left_running_or_half_written_after_a_kill(own_mini: Course) -> None:
    file = own_mini.stub(own_mini.exercises[0])
    command = [sys.executable, "-m", "deepkata", "--course", str(own_mini.root), "learn", "--plain"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    for line in process.stdout:
        if "points in" in line:
            break
    file.write_text(program("import time; time.sleep(2)"))
    time.sleep(0.5)
    below = psutil.Process(process.pid).children(recursive=True)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    _, alive = psutil.wait_procs(below, timeout=10)
    assert not alive
    json.loads((own_mini.root / progress.FOLDER / "progress.json").read_text())
    assert file.read_text() == program("import time; time.sleep(2)")


def test_a_wish_ends_what_is_going_on_however_often(own_mini: Course) -> None:
    """The judge always ends up with the last content, whenever a save comes."""
    exercise = own_mini.exercises[0]
    heard: list[Event] = []
    judging = Judging(own_mini, heard.append, measure=False)
    judging.start()
    try:
        for number in range(30):
            own_mini.stub(exercise).write_text(program() if number % 2 else ADDS_WRONG)
            judging.judge(exercise)
            time.sleep(0.007 * number)
        end = time.monotonic() + SECONDS
        while time.monotonic() < end and not (
            (verdicts := [event for event in heard if isinstance(event, Judged)]) and verdicts[-1].result.verdict is Verdict.ACCEPTED
        ):
            time.sleep(0.05)
    finally:
        judging.close()
    assert verdicts[-1].result.verdict is Verdict.ACCEPTED
    assert all(event.result.verdict in (Verdict.ACCEPTED, Verdict.WRONG_ANSWER) for event in verdicts)


def test_the_lesson_of_every_exercise_is_fit_for_a_terminal(course: Course) -> None:
    for exercise in course:
        text = lessons.for_terminal(course, exercise)
        assert text.startswith(f"## {exercise.name}"), exercise.id
        assert "$" not in text, exercise.id
        assert "![" not in text, exercise.id
        assert "\\frac" not in text, exercise.id


# --- plain lines ----------------------------------------------------------------------------------------------------------


def lines(course: Course, typed: str, *options: str) -> str:
    command = [sys.executable, "-m", "deepkata", "--course", str(course.root), "learn", *options]
    done = subprocess.run(command, input=typed, capture_output=True, text=True, check=False, timeout=60)
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout + done.stderr


def test_without_a_terminal_there_are_plain_lines(two: Course) -> None:
    two.stub(two.exercises[0]).write_text(ADDS_WRONG)
    said = lines(two, "h\nh\nl\ne\nnonsense\nn\nq\n", "--no-speed")
    for words in ("Adding and averaging", "Hint 1 of 3", "Hint 2 of 3", "There is no exercise 'nonsense'", "again: Once more"):
        assert words in said, said
    assert "\x1b" not in said


def test_plain_lines_end_with_their_input_and_the_verdict(own_mini: Course) -> None:
    own_mini.stub(own_mini.exercises[0]).write_text(program())
    said = lines(own_mini, "", "--no-speed")
    assert "All tasks accepted" in said
    assert "0 of 1 exercises are solved" in said


def test_plain_lines_reset_and_undo(own_mini: Course) -> None:
    stubs.remember(own_mini)
    file = own_mini.stub(own_mini.exercises[0])
    file.write_text(ADDS_WRONG)
    lines(own_mini, "x\n")
    assert "NotImplementedError" in file.read_text()
    lines(own_mini, "u\n")
    assert file.read_text() == ADDS_WRONG


# --- the real program in a real terminal ----------------------------------------------------------------------------------


class Tmux:
    """A terminal of its own, in which somebody types."""

    def __init__(self, socket: Path, size: tuple[int, int], command: str) -> None:
        self.tmux = ["tmux", "-S", str(socket), "-f", os.devnull]
        self.run("new-session", "-d", "-x", str(size[0]), "-y", str(size[1]), command)

    def run(self, *words: str) -> str:
        return subprocess.run([*self.tmux, *words], capture_output=True, text=True, check=True).stdout

    def keys(self, *keys: str) -> None:
        self.run("send-keys", *keys)

    @property
    def screen(self) -> str:
        return self.run("capture-pane", "-p")

    def sees(self, *words: str) -> None:
        end = time.monotonic() + SECONDS
        while not all(word in self.screen for word in words):
            assert time.monotonic() < end, f"{words} never came; the screen says:\n{self.screen}"
            time.sleep(0.05)


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed: the screen is driven by Textual's pilot only")
def test_the_real_program_in_a_terminal(two: Course, tmp_path: Path) -> None:
    file = two.stub(two.exercises[0])
    command = f"{sys.executable} -m deepkata --course {two.root} learn --no-speed; echo it ended with $?; sleep 30"
    terminal = Tmux(tmp_path / "socket", (100, 30), command)
    try:
        terminal.sees("arithmetic: Adding and averaging", "Not attempted")
        file.write_text(ADDS_WRONG)
        terminal.sees("Wrong answer", "subtracts where it should add")
        terminal.keys("h")
        terminal.sees("Hint 1 of 3 for task 1")
        file.write_text(program(mean="return 0"))
        terminal.sees("Wrong answer", "Task 2: ")
        terminal.keys("x")
        terminal.sees("Put the stub of arithmetic back?")
        terminal.keys("y")
        terminal.sees("Not attempted")
        terminal.keys("u")
        terminal.sees("Wrong answer", "Task 2: ")
        file.write_text(program())
        terminal.sees("Solved: Adding and averaging")
        terminal.keys("d")
        terminal.sees("─ yours beside ours ─")
        terminal.keys("q")
        terminal.sees("Solved: Adding and averaging")
        terminal.keys("n")
        terminal.sees("again: Once more", "1/2 of all")
        terminal.keys("q")
        terminal.sees("it ended with 0")
    finally:
        terminal.run("kill-server")


def test_a_port_that_is_taken_is_told(own_mini: Course) -> None:
    pytest.importorskip("textual_serve", reason="textual-serve is not in this environment")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        told = deepkata("learn", "--web", "--port", port, cwd=own_mini.root, code=2)
    assert f"Port {port} cannot be used (Address already in use)." in told.stderr
    assert "The screen is at" not in told.stdout


def test_in_the_browser_only_who_has_the_token_is_let_in(own_mini: Course, tmp_path: Path) -> None:
    pytest.importorskip("textual_serve", reason="textual-serve is not in this environment")
    log = tmp_path / "log"
    with log.open("w") as out:
        command = [sys.executable, "-m", "deepkata", "--course", str(own_mini.root), "learn", "--web", "--no-speed"]
        served = subprocess.Popen(command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, env=os.environ | {"BROWSER": "true"})
    try:
        end = time.monotonic() + SECONDS
        while not (found := re.search(r"(http://127\.0\.0\.1:\d+/)\?token=(\S+)", log.read_text())):
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.05)
        address, token = found.groups()
        while True:  # the address is printed a moment before it is listened at
            try:
                socket.create_connection(("127.0.0.1", urllib.parse.urlsplit(address).port or 0), 1).close()
                break
            except OSError:
                assert time.monotonic() < end, log.read_text()
                time.sleep(0.05)
        for wrong in ("", "?token=", f"?token={token[:-1]}", "ws", "static/js/textual.js"):
            with pytest.raises(urllib.error.HTTPError, match="403"):
                urllib.request.urlopen(address + wrong)
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        page = browser.open(f"{address}?token={token}")
        assert page.url == address  # the token is not left in the address
        text = page.read().decode()
        assert "websocket" in text
        assert "keys.focus()" in text
    finally:
        served.send_signal(signal.SIGINT)
        served.wait(SECONDS)
