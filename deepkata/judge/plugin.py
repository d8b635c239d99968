"""deepkata in pytest: ``pytest tests/1_overview/box_iou`` judges a program. Loaded by its entry point."""

from __future__ import annotations

import contextlib
import functools
import math
import os
import signal
import sys
import time
import zlib
from collections.abc import Callable, Generator
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from deepkata import pictures
from deepkata.check.core import fail
from deepkata.course import Course, Exercise
from deepkata.errors import NoCourse, NoSuchExercise
from deepkata.failures import SubmissionFailed, SuiteMistake
from deepkata.fixtures import fixture_path
from deepkata.handed_in import SourceFile, read_file
from deepkata.handed_in import Submission as Handed
from deepkata.judge import conduct, shown
from deepkata.judge.fork_servers import ForkServers
from deepkata.judge.program import Program
from deepkata.judge.replies import NAME, Replies
from deepkata.judge.submission import Scratch, Submission
from deepkata.judge.transcript import dump
from deepkata.judge.worker import Terms, read_probes
from deepkata.sandbox.none import Unprotected
from deepkata.text import plain
from deepkata.verdicts import Evidence, TestResult, Verdict
from deepkata.wire.messages import Source

MARK = "deepkata_task"
#: Processor time that one test may take in the judge, beside what its workers do.
SUITE_SECONDS = 10
#: Bytes of results that one test may leave behind until the next ones are cleared away.
BULKY = 2**20
#: Bytes of a transcript, and of a picture, that a result carries along.
MAX_EVIDENCE = 7 * 2**20


class Judge:
    """What one pytest run judges, with what, and what came out."""

    def __init__(
        self,
        seed: int,
        *,
        servers: ForkServers | None,
        submission: Path | None = None,
        program: Path | None = None,
        source_file: SourceFile | None = None,
        scratch: str = "",
        replies: Replies | None = None,
    ) -> None:
        self.seed = seed
        self.servers = servers
        self.submission = submission
        self.program = program
        self.source_file = source_file
        self.scratch = scratch
        self.replies = replies
        self.results: list[TestResult] = []
        self.programs: Programs | None = None
        self.numbers = np.random.default_rng()
        self.bulky = False
        self.evidence: dict[str, Evidence] = {}
        self.record = False
        self.picture_folder: Path | None = None
        self.orders: list[tuple[bytes, Path]] = []
        self.recording: Path | None = None
        self._own = contextlib.ExitStack()

    def read(self, course: Course, exercise: Exercise) -> SourceFile:
        """The program to be judged."""
        if self.source_file:
            return self.source_file
        if self.program:
            return read_file(self.program)
        return Handed("exercises", self.submission or course.root / "exercises").read(exercise)

    def scratch_root(self) -> str:
        """The folder in which workers get theirs."""
        if not self.scratch:
            sandbox = self.servers.sandbox if self.servers else Unprotected()
            self.scratch = self._own.enter_context(sandbox.scratch())
        return self.scratch

    def begin_numbers(self, seed: int) -> None:
        """Random numbers from their beginning, from the generator that fixtures have already."""
        self.numbers.bit_generator.state = np.random.default_rng(seed).bit_generator.state

    def close(self) -> None:
        """End the fork servers, remove the scratch folders, draw what is to be drawn."""
        pictures.draw(self.orders)
        if self.recording and self.replies is not None:
            self.replies.write(self.recording)
        if self.servers:
            self.servers.close()
        self._own.close()


class Programs:
    """The submission and the reference of one suite."""

    def __init__(self, judge: Judge, course: Course, exercise: Exercise) -> None:
        self.judge = judge
        self.course = course
        handed_out = course.tests(exercise) / NAME
        self.replies = Replies(handed_out) if judge.replies is None and handed_out.is_file() else judge.replies
        self.submission = self._program(course, exercise, judge.read(course, exercise), "submission")
        self.reference = self._program(course, exercise, read_file(course.reference(exercise)), "reference")

    def _program(self, course: Course, exercise: Exercise, given: SourceFile, role: str) -> Program:
        unreadable = None
        if given.fault:
            unreadable = SubmissionFailed(Verdict.INVALID_SUBMISSION, f"There is nothing to judge: {plain(given.fault, 300)}.")
        elif given.data is None:
            unreadable = SubmissionFailed(Verdict.NOT_ATTEMPTED, f"There is no file {plain(given.where, 300)}.")
        program = Program(
            Source(module=exercise.name, filename=f"{exercise.id}.py", data=given.data or b""),
            Terms(
                role=role,
                profile=exercise.profile,
                functions=exercise.functions,
                forbidden=exercise.forbidden if role == "submission" else (),
                probes=read_probes(course.probes(exercise)),
            ),
            limits=course.limits(exercise),
            servers=self.judge.servers,
            scratch_root=self.judge.scratch_root(),
            replies=self.replies if role == "reference" else None,
        )
        if unreadable:
            unreadable.whole_file = True
        program.unloadable = unreadable
        return program

    def end_test(self) -> None:
        self.submission.end_test()
        self.reference.end_test()

    def end(self) -> None:
        self.submission.end()
        self.reference.end()


JUDGE = pytest.StashKey[Judge]()
OUTCOME = pytest.StashKey[dict[str, Any]]()
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
        config.stash[JUDGE] = Judge(options.seed, servers=servers, submission=options.submission, program=options.program)
        config.stash[JUDGE].picture_folder = config.rootpath / pictures.FOLDER
        if options.record_reference:
            config.stash[JUDGE].recording, config.stash[JUDGE].replies = options.record_reference, Replies()


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
def submission() -> Submission:
    """The program under judgement: its functions by name."""
    return Submission(_own_programs().submission)


@pytest.fixture(scope="module")
def reference() -> Submission:
    """Our own solution, in a worker of its own."""
    return Submission(_own_programs().reference)


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
    programs = [program for program in _programs_of(item) if program.terms.role == "submission"]
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
    for program in _programs_of(item):
        program.begin_test(item.name, _seed_of(item))
    item.config.stash[JUDGE].begin_numbers(_seed_of(item))
    item.runtest()


class OwnTime:
    """Ends a test that computes too long in the judge itself. One timer serves all tests of a process: setting it is not cheap."""

    def __init__(self) -> None:
        self.process = 0
        self.end_at = math.inf

    def begin(self) -> None:
        """A test begins."""
        if self.process != os.getpid():
            self.process = os.getpid()
            signal.signal(signal.SIGPROF, self._tick)
            signal.setitimer(signal.ITIMER_PROF, 1.0, 1.0)
        self.end_at = time.process_time() + SUITE_SECONDS

    def end(self) -> None:
        """It is over."""
        self.end_at = math.inf

    def stop(self) -> None:
        """No test will follow."""
        if self.process == os.getpid():
            signal.setitimer(signal.ITIMER_PROF, 0)

    def _tick(self, *_: object) -> None:
        if time.process_time() > self.end_at:
            raise SuiteMistake(f"a test computed for {SUITE_SECONDS} s by itself: is there a loop in the suite that cannot end?")


OWN_TIME = OwnTime()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    mark = item.get_closest_marker(MARK)
    if mark is None or not isinstance(item, pytest.Function):
        return (yield)
    outcome = item.stash.setdefault(OUTCOME, {"verdict": Verdict.ACCEPTED, "message": "", "ran": False, "duration": 0.0})
    outcome["duration"] += call.duration
    if call.when == "call":
        outcome["ran"] = True
    if call.excinfo is not None and outcome["verdict"] is Verdict.ACCEPTED:
        verdict, outcome["message"] = judged(call.excinfo)
        outcome["message"] += item.stash.get(NOTES, "") + _call_of(item, verdict)
        outcome["whole_file"] = getattr(call.excinfo.value, "whole_file", False)
        outcome["verdict"] = verdict
        if verdict is not Verdict.JUDGE_ERROR:
            outcome["picture"] = _order_picture(item, call.excinfo.value)
            words = _words(item, outcome)
            item.repr_failure = lambda *_: words  # type: ignore[method-assign]
    report = yield
    programs = _programs_of(item)
    if call.when == "call":
        outcome["output"] = next((p.output for p in programs if p.terms.role == "submission"), "")
        outcome["calls"] = [record.seconds for p in programs for record in p.calls]
        item.config.stash[JUDGE].bulky |= any(p.recorder.kept > BULKY for p in programs)
        _keep_evidence(item, call, programs)
        if outcome["output"] and report.failed:
            report.sections.append(("printed by the program", outcome["output"]))
    if call.when == "teardown":
        item.config.stash[JUDGE].results.append(_result(item, mark, outcome))
    return report


def _keep_evidence(item: pytest.Function, call: pytest.CallInfo[None], programs: list[Program]) -> None:
    """What may explain a failure later; a test that passes has nothing to explain."""
    judge = item.config.stash[JUDGE]
    program = next((p for p in programs if p.terms.role == "submission"), None)
    if program and (call.excinfo is not None or judge.record):
        picture = getattr(call.excinfo.value, "picture", None) if call.excinfo else None
        parts = dump(program.recorder.transcript), msgspec.msgpack.encode(picture) if picture else b""
        transcript, drawn = (part if len(part) <= MAX_EVIDENCE else b"" for part in parts)
        text, arrays = shown.script(*program.last_call) if program.last_call and call.excinfo else ("", b"")
        judge.evidence[item.name] = Evidence(transcript=transcript, picture=drawn, call=text, arrays=arrays)


def _programs_of(item: pytest.Function) -> list[Program]:
    """The programs that a test asked for."""
    return [value._program for value in getattr(item, "funcargs", {}).values() if isinstance(value, Submission)]


def _call_of(item: pytest.Function, verdict: Verdict) -> str:
    """The call that failed, where it is clear which one did: the last one, or the only one."""
    submission = next((program for program in _programs_of(item) if program.terms.role == "submission"), None)
    if submission is None or submission.last_call is None or verdict in (Verdict.JUDGE_ERROR, Verdict.NOT_ATTEMPTED):
        return ""
    calls = sum(not record.probe for record in submission.calls)
    if verdict is Verdict.WRONG_ANSWER and calls != 1:
        return ""
    return f"\nThe call: {shown.call(*submission.last_call)}"


def _words(item: pytest.Function, outcome: dict[str, Any]) -> str:
    """A failure as pytest shows it: no line of the suite's, which is not the student's to read."""
    note = f"\n(the case is random: --seed {item.config.stash[JUDGE].seed})" if "rng" in item.fixturenames else ""
    return f"{title(item)}\n{outcome['verdict'].words}: {outcome['message']}{note}{outcome['picture']}"


def _order_picture(item: pytest.Function, error: BaseException) -> str:
    """Where the picture of a failure will be once the session ends; in plain pytest only, else whoever judges has it drawn."""
    judge, picture = item.config.stash[JUDGE], getattr(error, "picture", None)
    if judge.picture_folder is None or picture is None:
        return ""
    path = judge.picture_folder / pictures.file_name(item.path.parent.name, item.name.removeprefix("test_"))
    judge.orders.append((msgspec.msgpack.encode(picture), path))
    return f"\npicture: {path.relative_to(item.config.rootpath)}"


def _result(item: pytest.Function, mark: pytest.Mark, outcome: dict[str, Any]) -> TestResult:
    verdict, message = outcome["verdict"], outcome["message"]
    if not outcome["ran"] and verdict is Verdict.ACCEPTED:
        verdict, message = Verdict.JUDGE_ERROR, "The test did not run."
    calls = outcome.get("calls", [])
    return TestResult(
        name=item.name,
        title="The file as a whole" if outcome.get("whole_file") else title(item),
        task=mark.args[0],
        self_reported=mark.args[1],
        verdict=verdict,
        message=message,
        output=outcome.get("output", ""),
        duration_s=outcome["duration"],
        calls_s=sum(calls),
        slowest_call_s=max(calls, default=0.0),
    )


def title(item: pytest.Function) -> str:
    """What a test checks, in words: the first line of its docstring, or its name."""
    text = (item.function.__doc__ or "").strip().partition("\n")[0]
    return text or item.name.removeprefix("test_").replace("_", " ")


def judged(excinfo: pytest.ExceptionInfo[BaseException]) -> tuple[Verdict, str]:
    """The verdict and message of a test that ended with an exception; what is nobody's known failure is ours."""
    error = excinfo.value
    if isinstance(error, SubmissionFailed):
        return error.verdict, plain(error.message, 8000)
    if isinstance(error, AssertionError | pytest.fail.Exception):
        return Verdict.WRONG_ANSWER, plain(str(error))
    place = excinfo.traceback[-1]
    with contextlib.suppress(Exception):
        place = next(entry for entry in reversed(excinfo.traceback) if Path(entry.path).name.startswith("test_"))
    where = f"{Path(place.path).name}, line {place.lineno + 1}"
    return Verdict.JUDGE_ERROR, f"The suite failed by itself, at {where}: {type(error).__name__}: {plain(str(error), 1000)}"
