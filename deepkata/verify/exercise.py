"""Runs every known program of an exercise and says what its suite lets pass, or rejects, wrongly."""

from __future__ import annotations

import math
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from deepkata.bench.contenders import BadBenchmark
from deepkata.bench.session import Stopwatch
from deepkata.course import PUBLIC_SEED
from deepkata.explain import known_answers
from deepkata.explain.known_answers import KnownAnswers, Told, is_same, told
from deepkata.explain.replay import Replays
from deepkata.handed_in import read_file
from deepkata.judge.score import score
from deepkata.manifest import Exercise
from deepkata.verdicts import Evidence, ExerciseResult, SuiteRun, Verdict
from deepkata.verify import parts, tried
from deepkata.verify.chosen import REJECTED, Chosen
from deepkata.verify.naming import misnamed
from deepkata.verify.strange import strange_program

#: A limit is at least this many times what the slowest accepted program takes.
HEADROOM = 5.0
#: How often a program that seems too slow is run again before it counts as such.
SECOND_LOOKS = 2
Tick = Callable[[str], None]


class Proof(msgspec.Struct, kw_only=True):
    """What was found out about one exercise."""

    exercise: str
    seeds: int = 0
    runs: int = 0
    accepted: int = 0
    rejected: int = 0
    believed: int = 0
    slowest_call_s: float = 0.0
    seconds: float = 0.0
    problems: list[str] = []
    set_aside: list[str] = []


def verify(watch: Stopwatch, exercise: Exercise, *, seeds: int | None = None, deep: bool = False, tick: Tick = lambda _: None) -> Proof:
    """Prove one exercise; ``problems`` is empty if it holds. ``deep``: believe nothing that is stored, run and time everything."""
    begun = time.monotonic()
    course = watch.engine.course
    proof = Proof(exercise=exercise.id, seeds=seeds or exercise.seeds, problems=list(parts.missing(course, exercise)))
    proof.set_aside = [f"{_name(path)}: {reason}" for path, reason in course.set_aside(exercise).items()]
    if not all(path.is_file() for path in (course.stub(exercise), course.suite(exercise), course.reference(exercise))):
        return proof
    trial = _Trial(watch, exercise, proof, range(proof.seeds), tick, deep=deep)
    if trial.is_broken():
        return proof
    trial.stub()
    trial.right_programs()
    trial.wrong_programs()
    trial.names()
    trial.known_answers()
    trial.strange_programs()
    trial.benchmark()
    trial.tried()
    proof.seconds = time.monotonic() - begun
    return proof


class _Trial:
    """The runs of one exercise."""

    def __init__(self, watch: Stopwatch, exercise: Exercise, proof: Proof, seeds: range, tick: Tick, *, deep: bool) -> None:
        self.watch = watch
        self.engine = watch.engine
        self.course = watch.engine.course
        self.exercise = exercise
        self.proof = proof
        self.seeds = seeds
        self.tick = tick
        self.failed_tasks: set[int] = set()
        self.replays = Replays(self.engine, exercise, seeds[0], budget_s=math.inf)
        stored = KnownAnswers.of(self.course, exercise)
        self.comparable = stored if stored and stored.packages == known_answers.packages() else None
        self.numbers = bool(self.comparable and self.comparable.holds_here(exercise))
        self.believed = None if deep else self.comparable
        self.chosen: Chosen
        self.wrong_runs: dict[Path, tuple[ExerciseResult, SuiteRun]] = {}
        self.done: dict[tuple[Path, int], tuple[ExerciseResult, SuiteRun]] = {}

    def is_broken(self) -> bool:
        """Whether the suite fails by itself even on the reference: said once, as nothing else can be found out then."""
        path, seed = self.course.reference(self.exercise), self.seeds[0]
        result, run = self.done[path, seed] = self._run(path, seed, record=True)
        self.chosen = Chosen(self.course, self.exercise, sum(test.calls_s for test in run.tests), everything=not self.believed)
        broken = [task for task in result.tasks if task.verdict is Verdict.JUDGE_ERROR]
        messages = {task.message: task.number for task in reversed(broken)}
        for message, number in sorted(messages.items(), key=lambda item: item[1]):
            self._problem("the reference", seed, f"task {number} cannot be judged", message)
        return bool(broken)

    def stub(self) -> None:
        """The stub is not attempted, and says where to start."""
        result, _ = self._run(self.course.stub(self.exercise), 0)
        for task in result.tasks:
            if task.verdict is not Verdict.NOT_ATTEMPTED:
                self._problem("the stub", 0, f"task {task.number} is {task.verdict.words}, not 'not attempted'", task.message)
            elif "Start at line" not in task.message:
                self._problem("the stub", 0, f"task {task.number} does not say where to start", task.message)

    def right_programs(self) -> None:
        """The reference and every accepted program pass every task, well within the limits."""
        limit = self.course.limits(self.exercise).seconds_per_call
        for path in (self.course.reference(self.exercise), *self.chosen.right):
            took = min(self._right(path, seed) for seed in self.seeds)
            for _ in range(SECOND_LOOKS):  # the quickest of its runs is what a program takes, and not what else the machine was doing
                if took * HEADROOM > limit:
                    took = min(took, self._right(path, self.seeds[0]))
            self.proof.slowest_call_s = max(self.proof.slowest_call_s, took)
        if self.proof.slowest_call_s * HEADROOM > limit:
            words = f"{self.proof.slowest_call_s:.2f} s"
            self.proof.problems.append(f"the slowest accepted call took {words}: the limit of {limit:g} s is below {HEADROOM:g} times that")

    def _right(self, path: Path, seed: int) -> float:
        """Run a program that every task must accept; what its slowest call took, in seconds."""
        first = seed == self.seeds[0]
        done = self.done.pop((path, seed), None)
        result, run = done or self._run(path, seed, record=first)
        if first:
            self.replays.keep(path, run)
        self.proof.accepted += result.verdict is Verdict.ACCEPTED
        for task in result.tasks:
            if task.verdict is not Verdict.ACCEPTED:
                self._problem(_name(path), seed, f"task {task.number} is {task.verdict.words}", task.message)
        return max((test.slowest_call_s for test in run.tests), default=0.0)

    def wrong_programs(self) -> None:
        """Every wrong program is rejected on every seed, with the verdict of its folder; every task is failed by one."""
        for verdict in REJECTED:
            for path in self.course.programs(self.exercise, verdict.value):
                telling = ""
                for seed in self.seeds:
                    if telling and self._fails(path, seed, telling, verdict):
                        continue
                    telling = self._wrong(path, seed, verdict)
        for number in sorted(set(range(1, len(self.exercise.tasks) + 1)) - self.failed_tasks):
            self.proof.problems.append(f"no wrong program fails task {number}")

    def _fails(self, path: Path, seed: int, test: str, verdict: Verdict) -> bool:
        """Whether the test that rejected a program before does so on this seed too: then the others need not be run."""
        _, run = self._run(path, seed, only=(test,))
        fails = any(result.verdict is verdict for result in run.tests)
        self.proof.rejected += fails
        return fails

    def _wrong(self, path: Path, seed: int, verdict: Verdict) -> str:
        """Find what the suite says of a wrong program; the name of a test that rejects it."""
        first = seed == self.seeds[0]
        run = self._known(path) if first else None
        if run is None or verdict not in {test.verdict for test in run.tests}:  # known answers may be mistaken, too
            _, run = self._run(path, seed, record=first)
            if first:
                self.replays.keep(path, run)
        elif path in self.chosen.wrong:
            run = self._rejected_again(path, run)
        else:
            self.proof.believed += 1
        result = score(self.exercise, run)
        if first:
            self.wrong_runs[path] = result, run
        got = {task.verdict for task in result.tasks}
        self.proof.rejected += verdict in got
        self.failed_tasks |= {task.number for task in result.tasks if task.verdict is not Verdict.ACCEPTED}
        if got == {Verdict.ACCEPTED}:
            self._problem(_name(path), seed, "is accepted")
        elif verdict not in got:
            self._problem(_name(path), seed, f"is {result.verdict.words}, not {verdict.words}", _first_message(result))
        self._no_judge_error(_name(path), seed, result)
        return next((test.name for test in run.tests if test.verdict is verdict), "")

    def _rejected_again(self, path: Path, known: SuiteRun) -> SuiteRun:
        """Run the tests that are known to reject a program; of the others the known answers are believed.

        A program that keeps something from test to test answers differently when others are left out: it is run whole.
        """
        _, run = self._run(path, PUBLIC_SEED, record=True, only=tuple(test.name for test in known.tests if test.verdict in REJECTED))
        if self.comparable and self.comparable.differences(path, told(run), numbers=self.numbers):
            _, run = self._run(path, PUBLIC_SEED, record=True)
            self.replays.keep(path, run)
            return run
        self.replays.keep(path, run, whole=False)
        now = {test.name: test for test in run.tests}
        return SuiteRun(
            tests=tuple(now.get(test.name, test) for test in known.tests), evidence=known.evidence | run.evidence, error=run.error
        )

    def _known(self, path: Path) -> SuiteRun | None:
        """What the known answers say of a wrong program; None where nothing is stored."""
        if not self.believed:
            return None
        known, said = self.believed.verdicts(path), self.believed.messages(path)
        tests = [test.result(known[test.name], said[test.name]) for test in self.engine.tests(self.exercise) if test.name in known]
        evidence = {name: Evidence(transcript=self.believed.transcript(path, name)) for name in known}
        return SuiteRun(tests=tuple(tests), evidence=evidence)

    def names(self) -> None:
        """Every misconception is named, and none is taken for another one."""
        source = self.believed or self.replays
        for path, (result, run) in self.wrong_runs.items():
            for problem in misnamed(self.course, self.exercise, source, path, result, run):
                self._problem(_name(path), self.seeds[0], problem, _first_message(result))

    def known_answers(self) -> None:
        """What is stored of the known programs' answers is what they answer, where it was made with the same packages."""
        renew = f"{known_answers.COMMAND} {self.exercise.name}"
        if self.comparable:
            asked = [path for path in known_answers.programs(self.course, self.exercise) if self.comparable.binds(path)]
            stale = {path: list(self._stale(self.comparable, path, tests)) for path, tests in self.replays.found().items() if path in asked}
            self.proof.problems += [
                f"{_name(path)}: the known answers to {test} are not what it answers now; renew them: {renew}"
                for path, tests in stale.items()
                for test in tests
            ]
        elif not (self.course.tests(self.exercise) / known_answers.NAME).exists():
            self.proof.set_aside.append(f"known answers, as there are none; with them explanations come at once: {renew}")
        elif KnownAnswers.of(self.course, self.exercise) is None:
            self.proof.problems.append(f"the known answers are not those of this suite and these programs; renew them: {renew}")

    def _stale(self, stored: KnownAnswers, path: Path, tests: dict[str, Told]) -> Iterator[str]:
        """The tests in which a program answers something else than is stored, each time it is run.

        One that answers at random, or keeps something from test to test, answers differently in each run.
        """
        if not stored.differences(path, tests, numbers=self.numbers):
            return
        before = dict(tests)
        _, run = self._run(path, PUBLIC_SEED, record=True)
        again = told(run)
        yield from (
            test for test in stored.differences(path, again, numbers=self.numbers) if test in before and is_same(before[test], again[test])
        )

    def strange_programs(self) -> None:
        """Whatever a program returns, the suite does not fail by itself, and gives no task away."""
        with tempfile.TemporaryDirectory() as folder:
            for expression in self.chosen.strange:
                path = Path(folder) / "strange.py"
                path.write_text(strange_program(self.exercise, expression), encoding="utf-8")
                result, _ = self._run(path, 0)
                what = f"a program whose functions return {expression}"
                self._no_judge_error(what, 0, result)
                for task in result.tasks:
                    if task.verdict is Verdict.ACCEPTED:
                        self._problem(what, 0, f"is accepted in task {task.number}")

    def benchmark(self) -> None:
        """Right programs can be measured, and the reference takes long enough."""
        if not self.course.benchmark(self.exercise).is_file():
            return
        for path in self.chosen.timed:
            try:
                problems = self.watch.check(self.exercise, read_file(path))
            except BadBenchmark as error:
                problems = [str(error)]
            self.proof.problems += [f"{_name(path)}: {problem}" for problem in problems]
            self.tick(f"{self.exercise.id}: {path.name}")

    def tried(self) -> None:
        """``deepkata try`` works with the reference and with programs written differently."""
        if not self.course.try_file(self.exercise).is_file():
            return
        for path in self.chosen.timed:
            self.proof.problems += [f"{_name(path)}: {problem}" for problem in tried.problems(self.engine, self.exercise, path)]

    def _no_judge_error(self, what: str, seed: int, result: ExerciseResult) -> None:
        for task in result.tasks:
            if task.verdict is Verdict.JUDGE_ERROR:
                self._problem(what, seed, f"makes the suite fail by itself in task {task.number}", task.message)

    def _run(self, path: Path, seed: int, *, record: bool = False, only: tuple[str, ...] = ()) -> tuple[ExerciseResult, SuiteRun]:
        run = self.engine.run(self.exercise, path, seed=seed, record=record, only=only)
        self.proof.runs += 1
        self.tick(f"{self.exercise.id}: {path.name}")
        return score(self.exercise, run), run

    def _problem(self, what: str, seed: int, problem: str, message: str = "") -> None:
        detail = f"\n{message}" if message else ""
        self.proof.problems.append(f"{what}, seed {seed}: {problem}{detail}".replace("\n", "\n    "))


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _first_message(result: ExerciseResult) -> str:
    return next((task.message for task in result.tasks if task.verdict is not Verdict.ACCEPTED), "")
