"""Rounds of a measurement: submission and reference take turns on the same fresh inputs, and their results are compared every time."""

from __future__ import annotations

import secrets
from typing import Any

from deepkata.bench.contenders import About, BadBenchmark, Contender, Field
from deepkata.bench.same import difference
from deepkata.failures import SubmissionFailed
from deepkata.verdicts import Verdict

#: A call may take this many times the reference's time, within these bounds: then it is slower, and that is all.
PATIENCE, LEAST_S, MOST_S = 300.0, 2.0, 10.0
#: Of a measured time this part at least is the function's own, however long its arguments travel.
LEAST_OWN = 0.1


class Wrong(Exception):
    """The submission's results are not the reference's."""


class TooSlow(Exception):
    """A call of the submission took longer than anybody waits for."""

    def __init__(self, at_least: float) -> None:
        super().__init__()
        self.at_least = at_least


class Rounds:
    """The rounds that one pair of workers after the other plays."""

    def __init__(self, field: Field, about: About, tolerance: float = 1.0) -> None:
        """``tolerance``: the part of the bench file's own that results may use up."""
        self.field = field
        self.about = about
        self.tolerance = tolerance

    def renew(self, sizes: list[int]) -> None:
        self.field.renew(sizes, secrets.randbits(31), setup=self.about.has_setup)

    def arguments(self, size: int) -> tuple[Any, ...]:
        """Fresh inputs, which nobody can foresee."""
        return tuple(self.field.bench.ask("arguments", secrets.randbits(31), size))

    def call(self, worker: Contender, name: str, arguments: tuple[Any, ...], size: int, *, probe: bool) -> tuple[float, Any]:
        return worker.measure(name, arguments, size, probe=probe, finish=self.about.has_finish and name != "echo")

    def tried(self) -> float:
        """Everybody once at each size, both programs some more times; the seconds of the reference's quickest call at the scored one."""
        self.field.allow(MOST_S)
        self.renew(self.about.sizes)
        for size in self.about.sizes:
            self.trial_round(size)
        return self.quickest(5, others=False)["reference"]

    def sampled(self, calls: int) -> dict[str, float]:
        """What everybody's quickest call takes at the scored size."""
        self.field.allow(MOST_S)
        self.renew([self.about.sizes[-1]])
        self.trial_round(self.about.sizes[-1])
        return self.quickest(calls)

    def quickest(self, calls: int, *, others: bool = True) -> dict[str, float]:
        """The quickest of some rounds at the scored size, without what the values took to travel."""
        scored = self.about.sizes[-1]
        rounds = [self.trial_round(scored, others=others) for _ in range(calls)]
        wire = min(self.call(self.field.bench, "echo", self.arguments(scored), scored, probe=True)[0] for _ in range(calls))
        return {name: max(took - wire, LEAST_OWN * took) for name in rounds[0] for took in [min(one[name] for one in rounds)]}

    def trial_round(self, size: int, *, others: bool = True) -> dict[str, float]:
        """One call of both programs, and of the bench file's functions. Raises Wrong, TooSlow, BadBenchmark."""
        arguments = self.arguments(size)
        took: dict[str, float] = {}
        took["reference"], expected = self.call(self.field.reference, self.about.function, arguments, size, probe=False)
        took["submission"] = self.submission(arguments, size, expected, took["reference"])
        for name in self.about.others if others else ():
            took[name], value = self.call(self.field.bench, name, arguments, size, probe=True)
            if problem := self.difference(value, expected):
                raise BadBenchmark(self.field.exercise, f"{name} and the reference disagree at size {size}: {problem}")
        return took

    def submission(self, arguments: tuple[Any, ...], size: int, expected: Any, reference_s: float) -> float:
        """Measure one call of the submission. Raises Wrong, TooSlow."""
        wait_s = min(MOST_S, max(LEAST_S, PATIENCE * reference_s))
        self.field.allow(wait_s)
        try:
            seconds, value = self.call(self.field.submission, self.about.function, arguments, size, probe=False)
        except SubmissionFailed as failed:
            if failed.verdict is Verdict.TIME_LIMIT_EXCEEDED:
                raise TooSlow(wait_s / reference_s) from None
            raise
        finally:
            self.field.allow(MOST_S)
        self.compare(value, expected, size)
        return seconds

    def one_round(self, arguments: tuple[Any, ...], size: int, *, swapped: bool) -> dict[str, float]:
        """Submission and reference on the same inputs, one after the other. Raises Wrong."""
        workers = [self.field.reference, self.field.submission]
        got = {
            worker.role: self.call(worker, self.about.function, arguments, size, probe=False)
            for worker in (reversed(workers) if swapped else workers)
        }
        self.compare(got["submission"][1], got["reference"][1], size)
        return {role: seconds for role, (seconds, _value) in got.items()}

    def compare(self, value: Any, expected: Any, size: int) -> None:
        """Raises Wrong where a result of the submission's is not the reference's."""
        if problem := self.difference(value, expected):
            raise Wrong(f"At size {size} ({self.about.unit}) the results are not the reference's. {problem}")

    def difference(self, value: Any, expected: Any) -> str:
        """What is different first, in words; empty if nothing is."""
        rtol, atol = self.about.rtol, self.about.atol
        if not (problem := difference(value, expected, rtol * self.tolerance, atol * self.tolerance)):
            return ""
        if self.tolerance < 1 and not difference(value, expected, rtol, atol):
            problem += f"\nThat is within the tolerance (rtol={rtol:g}, atol={atol:g}), but near it: on other inputs it will be beyond."
        return problem
