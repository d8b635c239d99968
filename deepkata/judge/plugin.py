"""deepkata in pytest: ``pytest tests/1_overview/box_iou`` judges a program. Loaded by its entry point."""

from __future__ import annotations

import argparse
import functools
import os
import sys
import zlib
from collections.abc import Callable, Generator
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from deepkata import pictures
from deepkata.check.core import fail
from deepkata.course import Course
from deepkata.errors import NoCourse, NoSuchExercise
from deepkata.failures import SubmissionFailed, SuiteMistake
from deepkata.fixtures import fixture_path
from deepkata.handed_in import SourceFile, Submission, read_file
from deepkata.judge import conduct
from deepkata.judge.fork_servers import ForkServers
from deepkata.judge.outcome import OUTCOME, Outcome, programs_of, title
from deepkata.judge.own_time import OWN_TIME
from deepkata.judge.replies import Replies
from deepkata.judge.session import JUDGE, Judge, Programs
from deepkata.judge.submission import ProgramFunctions, Scratch
from deepkata.manifest import Exercise
from deepkata.verdicts import Verdict

MARK = "deepkata_task"
#: The plugin by which VS Code discovers tests.
EXPLORER = "vscode_pytest"
#: What is to be said of a failure besides what its check says.
NOTES = pytest.StashKey[str]()
#: Whose test is running, for fixtures: asking pytest for it in each of them is slow.
AT_WORK: ContextVar[Judge] = ContextVar("at work")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("deepkata")
    group.addoption("--submission", type=Path, metavar="DIR", help="the folder to judge, laid out like exercises/ (the default)")
    group.addoption("--program", type=Path, metavar="FILE", help="judge this one file, whatever its name")
    group.addoption("--seed", type=int, default=0, help="the seed of all random cases (0)")
    group.addoption("--record-reference", type=Path, metavar="FILE", help="write what the reference answers, for `deepkata release`")
    group.addoption("--in-process", action="store_true", help="run the program in this process, for breakpoints; never a grade")
    group.addoption("--cold", action="store_true", help="a new process for each worker instead of a fork of a warm one")


def pytest_configure(config: pytest.Config) -> None:
    refuse_shadowed(config)
    config.addinivalue_line("markers", f"{MARK}(number, self_reported): the task that a test belongs to")
    if JUDGE not in config.stash:
        servers = None if config.option.in_process else ForkServers(cold=config.option.cold)
        options = config.option
        config.stash[JUDGE] = Judge(options.seed, servers=servers, given=functools.partial(given, options))
        config.stash[JUDGE].picture_folder = config.rootpath / pictures.FOLDER
        if options.record_reference:
            config.stash[JUDGE].recording, config.stash[JUDGE].replies = options.record_reference, Replies()


def given(options: argparse.Namespace, course: Course, exercise: Exercise) -> SourceFile:
    """The program that the options name; the student's own if they name none."""
    if options.program:
        return read_file(options.program)
    return Submission("exercises", options.submission or course.root / "exercises").read(exercise)


def refuse_shadowed(config: pytest.Config) -> None:
    """``python -m pytest`` looks for modules in the current folder first: nothing is judged with a file in the place of Python's own."""
    folders = {str(Path.cwd()), str(config.rootpath)}
    for name in sys.stdlib_module_names & sys.modules.keys():
        file = getattr(sys.modules[name], "__file__", None)
        if file and os.path.dirname(file) in folders:
            raise pytest.UsageError(
                f"{file} hides Python's own module {name!r}. Run `pytest`, which does not look into this folder, or rename the file."
            )


def pytest_unconfigure(config: pytest.Config) -> None:
    OWN_TIME.stop()
    if JUDGE in config.stash:
        config.stash[JUDGE].close()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """VS Code's test explorer shows tests by their names: these say the exercise and the task. Nothing is run in that session."""
    if config.option.collectonly and config.pluginmanager.hasplugin(EXPLORER):
        for item in items:
            found, mark = exercise_of(item.path), item.get_closest_marker(MARK)
            if found and mark and isinstance(item, pytest.Function):
                label = f"{found[1].title}, task {mark.args[0]}: {title(item).partition('[')[0]}"
                item.name = item.name.replace(item.originalname, label)
                item.originalname = label


@functools.cache
def exercise_of(path: Path) -> tuple[Course, Exercise] | None:
    """The exercise that a suite file belongs to."""
    try:
        course = Course.find(path.parent)
        return course, course.get(path.parent.relative_to(course.root / "tests").as_posix())
    except (NoCourse, NoSuchExercise, ValueError):
        return None


@functools.cache
def why_not_here(path: Path) -> str:
    """Why the suite in ``path`` cannot be run here; looked up once, as it takes as long as five tests."""
    found = exercise_of(path)
    return found[0].lacking(found[1]) if found else ""


def _seed_of(item: pytest.Item) -> int:
    """A test's own seed, from its name and ``--seed``."""
    return zlib.crc32(f"{item.config.stash[JUDGE].seed}/{item.name}".encode())


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test begins: for the programs that it asks for, and for its random numbers."""
    judge = item.config.stash[JUDGE]
    asked = NAMES & set(getattr(item, "fixturenames", ()))
    if not asked:
        return
    AT_WORK.set(judge)
    if judge.programs is None:
        judge.programs = _programs(judge, item.path)
    for program in (judge.programs.submission, judge.programs.reference):
        if program.terms.role in asked:
            program.begin_test(item.name, _seed_of(item))
    if "rng" in asked:
        judge.begin_numbers(_seed_of(item))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, None, None]:
    """A test is over, and with the last one of a suite its programs."""
    try:
        return (yield)
    finally:
        judge = item.config.stash[JUDGE]
        if judge.programs:
            judge.programs.end_test()
            if nextitem is None or nextitem.path != item.path:
                judge.programs.end()
                judge.programs = None


def _programs(judge: Judge, path: Path) -> Programs:
    """What the suite in ``path`` judges. Skips the test where it cannot be run here."""
    found = exercise_of(path)
    if not found:
        raise SuiteMistake(f"{path} is the suite of no exercise in course.toml")
    if reason := why_not_here(path):
        pytest.skip(f"not applicable: {reason}")
    return Programs(judge, *found)


# What a suite's tests ask for by name. pytest makes each of these once for a suite, as making them for each test takes a third
# of its time; what belongs to one test alone begins and ends in pytest_runtest_setup and pytest_runtest_teardown.
NAMES = {"submission", "reference", "rng", "fixture", "scratch"}


@pytest.fixture(scope="module")
def submission() -> ProgramFunctions:
    """The program under judgement: its functions by name."""
    return ProgramFunctions(_own_programs().submission)


@pytest.fixture(scope="module")
def reference() -> ProgramFunctions:
    """Our own solution, in a worker of its own."""
    return ProgramFunctions(_own_programs().reference)


@pytest.fixture(scope="module")
def rng() -> np.random.Generator:
    """Random numbers, seeded for each test from its name and ``--seed``."""
    return AT_WORK.get().numbers


@pytest.fixture(scope="module")
def fixture() -> Callable[[str], Path]:
    """``fixture(name)``: the path of a file under ``fixtures/``, checked against its SHA-256."""
    root = _own_programs().course.root
    return lambda name: fixture_path(root, name)


@pytest.fixture(scope="module")
def scratch() -> Scratch:
    """Places and files in the worker's scratch folder."""
    return Scratch()


def _own_programs() -> Programs:
    programs = AT_WORK.get().programs
    assert programs
    return programs


def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> None:
    """A fixture of a suite's own that outlives a test must not hold what belongs to one."""
    asked = {"submission", "reference", "rng"} & set(fixturedef.argnames)
    if asked and fixturedef.scope != "function":
        raise SuiteMistake(f"the fixture {fixturedef.argname!r} asks for {min(asked)!r}: its scope has to be that of a function")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """A test whose own code does not end is ended: its worker's time has limits, this is for the judge's."""
    if item.get_closest_marker(MARK) is None or not isinstance(item, pytest.Function):
        return (yield)
    OWN_TIME.begin()
    programs = [program for program in programs_of(item) if program.terms.role == "submission"]
    try:
        result = yield
    except (AssertionError, SubmissionFailed) as error:
        notes = [f"Besides, {fault}" for program in programs for fault in conduct.faults(program) if fault not in str(error)]
        notes += [words for program in programs if (words := conduct.kept(program, lambda: _run_again(item)))]
        item.stash[NOTES] = "".join(f"\n{note}" for note in notes)
        raise
    finally:
        OWN_TIME.end()
    if found := [fault for program in programs for fault in conduct.faults(program)]:
        fail(*found)
    return result


def _run_again(item: pytest.Function) -> None:
    """The test once more, with the same random numbers."""
    for program in programs_of(item):
        program.begin_test(item.name, _seed_of(item))
    item.config.stash[JUDGE].begin_numbers(_seed_of(item))
    item.runtest()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Collect what comes of a test, phase by phase; its last one makes the result."""
    mark = item.get_closest_marker(MARK)
    if mark is None or not isinstance(item, pytest.Function):
        return (yield)
    outcome = item.stash.setdefault(OUTCOME, Outcome())
    outcome.duration_s += call.duration
    if (
        call.excinfo is not None
        and outcome.verdict is Verdict.ACCEPTED
        and (words := outcome.fail(item, call.excinfo, item.stash.get(NOTES, "")))
    ):
        item.repr_failure = lambda *_: words  # type: ignore[method-assign] # no line of the suite's, which is not the student's to read
    report = yield
    if call.when == "call":
        outcome.called(item, call.excinfo)
        if outcome.output and report.failed:
            report.sections.append(("printed by the program", outcome.output))
    if call.when == "teardown":
        item.config.stash[JUDGE].results.append(outcome.result(item, mark))
    return report
