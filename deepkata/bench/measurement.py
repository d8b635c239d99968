"""The measurement: fresh pairs of workers, rounds in which submission and reference take turns, fresh inputs for each.

1. A trial with every size: wrong results make the speed void, and its times tell how many rounds there is time for.
2. Pairs of fresh workers. In each round both get the same new inputs, in an order that is swapped the next time; what
   they return is compared every time. The bench file's own functions follow in the same rounds, as often as time allows.
3. A ratio for each round, the median of its pair, an interval over pairs; where it says nothing, as many pairs again.
"""

from __future__ import annotations

import contextlib
import gc
import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator

import msgspec

from deepkata.bench import ratio as ratios
from deepkata.bench.contenders import About, BadBenchmark, Field
from deepkata.bench.rounds import LEAST_OWN, MOST_S, Rounds, TooSlow, Wrong
from deepkata.failures import SubmissionFailed, SuiteMistake
from deepkata.judge.fork_servers import ForkServerLost
from deepkata.verdicts import Growth, Pace, Ratio, Speed

PAIRS, FEWEST_PAIRS = 9, 5
ROUNDS = 7
FEWEST_ROUNDS = 3
#: So many times slower or faster, and a single round of each pair tells enough.
FAR = 3.0
#: Pairs at most in which the smaller sizes are measured too, and how often.
GROWTH_PAIRS, GROWTH_ROUNDS = 3, 3
#: Seconds for the first set of pairs, for the bench file's functions in it, and for the smaller sizes.
TARGET_S, OTHERS_S, GROWTH_S = 6.0, 1.5, 2.0
#: Seconds after which no second set of pairs is measured, or no more of it.
LONGEST_IN_ALL_S = 18.0
#: A benchmark's reference takes about this long at the scored size.
SHORTEST_S, LONGEST_S = 0.0002, 0.5
#: A right program and the bench file's functions keep to this part of the tolerance: inputs are drawn anew in each run, and
#: what is near it in one run is beyond it in another.
WELL_WITHIN = 0.5

OnProgress = Callable[[float], None]
Times = dict[tuple[str, int], list[list[float]]]


class Measurement(msgspec.Struct, frozen=True, kw_only=True):
    """A speed, and the seconds of each call behind it: by contender and size, pair by pair."""

    speed: Speed
    times: dict[tuple[str, int], list[list[float]]]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How often everything is measured."""

    pairs: int
    rounds: int
    others: dict[str, int]
    """Rounds of each of the bench file's functions; below the number of pairs: one in each of the first ones."""
    growth_pairs: int
    """Pairs in which the smaller sizes are measured too."""


def measure(field: Field, limit: float | None, on_progress: OnProgress = lambda _: None) -> Measurement:
    """Measure a program that was accepted. Raises BadBenchmark, ForkServerFailed."""
    about = field.about()
    with _without_garbage():
        try:
            return _Measurement(field, about, on_progress).run(limit)
        except Wrong as error:
            return Measurement(speed=_named(Speed(verdict=Pace.VOID, message=str(error)), about), times={})
        except TooSlow as error:
            text = f"A call took more than {error.at_least:.0f} times as long as the reference's, and was not waited for."
            speed = Speed(verdict=Pace.SLOWER, ratio=error.at_least, low=error.at_least, message=text)
            return Measurement(speed=_named(speed, about), times={})
        except SubmissionFailed as error:
            return Measurement(speed=_named(Speed(verdict=Pace.VOID, message=error.message), about), times={})
        except (SuiteMistake, ForkServerLost) as error:
            raise BadBenchmark(field.exercise, str(error) or "a worker was lost") from None
        finally:
            field.end()


def check(field: Field) -> list[str]:
    """What is wrong with a benchmark, from one call of everybody at each size. Raises BadBenchmark, ForkServerFailed."""
    about = field.about()
    try:
        reference_s = Rounds(field, about, WELL_WITHIN).tried()
    except TooSlow:  # right all the same
        return []
    except (Wrong, SubmissionFailed, SuiteMistake, ForkServerLost) as error:
        return [f"the benchmark cannot be run with it: {error}"]
    finally:
        field.end()
    at = f"at size {about.sizes[-1]} the reference takes {reference_s * 1000:.1f} ms"
    if reference_s < SHORTEST_S:
        return [f"{at}: less than {SHORTEST_S * 1000:g} ms cannot be told from noise"]
    return [f"{at}: more than {LONGEST_S:g} s, and nobody waits for so many calls"] if reference_s > LONGEST_S else []


def sample(field: Field, calls: int) -> tuple[About, dict[str, float]]:
    """The seconds of the quickest of a few calls at the scored size, for everybody. Raises BadBenchmark, ForkServerFailed."""
    about = field.about()
    with _without_garbage():
        try:
            return about, Rounds(field, about).sampled(calls)
        except TooSlow as error:
            raise BadBenchmark(field.exercise, f"a call takes more than {error.at_least:.0f} times as long as the reference's") from None
        except (Wrong, SubmissionFailed, SuiteMistake, ForkServerLost) as error:
            raise BadBenchmark(field.exercise, str(error) or "a worker was lost") from None
        finally:
            field.end()


class _Measurement:
    def __init__(self, field: Field, about: About, on_progress: OnProgress) -> None:
        self.field = field
        self.about = about
        self.rounds = Rounds(field, about)
        self.on_progress = on_progress
        self.times: Times = defaultdict(list)
        self.ratios: dict[str, list[list[float]]] = defaultdict(list)
        self.done = 0.0

    def run(self, limit: float | None) -> Measurement:
        started = time.monotonic()
        plan = self.trial()
        tried = time.monotonic()
        self.pairs(plan, 0, plan.pairs, share=0.5)
        found = ratios.ratio(self.ratios["submission"])
        if ratios.pace(found) is Pace.UNCLEAR or (limit and found.misses(limit) is None):
            now = time.monotonic()
            more = min(plan.pairs, int((LONGEST_IN_ALL_S - (now - started)) / ((now - tried) / plan.pairs)))
            self.pairs(plan, plan.pairs, more, share=1.0)
            found = ratios.ratio(self.ratios["submission"])
        return Measurement(speed=_named(self.speed(found, plan), self.about), times=dict(self.times))

    def trial(self) -> Plan:
        """Run everything at every size, the scored one twice; from what that takes follows how often there is time for it."""
        self.field.allow(MOST_S)
        scored = self.about.sizes[-1]
        started = time.monotonic()
        self.rounds.renew([scored])
        self.rounds.trial_round(scored)
        start_s, started = time.monotonic() - started, time.monotonic()
        took = self.rounds.trial_round(scored)
        round_s = time.monotonic() - started
        others_s = sum(took[name] for name in self.about.others)
        rounds = round((TARGET_S / PAIRS - start_s) / (round_s - others_s))
        rounds = max(1 if took["submission"] > FAR * took["reference"] else FEWEST_ROUNDS, min(ROUNDS, rounds))
        pairs = round(TARGET_S / (start_s + rounds * (round_s - others_s)))
        pairs = max(FEWEST_PAIRS, min(PAIRS, pairs))
        share = OTHERS_S / max(1, len(self.about.others))
        others = {name: max(GROWTH_PAIRS, min(pairs * rounds, int(share / took[name]))) for name in self.about.others}
        started = time.monotonic()
        self.rounds.renew(self.about.sizes[:-1])
        for size in self.about.sizes[:-1]:
            self.rounds.trial_round(size)
        growth = max(1, min(GROWTH_PAIRS, int(GROWTH_S / (time.monotonic() - started) / 2)))
        return Plan(pairs=pairs, rounds=rounds, others=others, growth_pairs=growth)

    def pairs(self, plan: Plan, first: int, count: int, share: float) -> None:
        """Measure in so many fresh pairs; ``share``: how much of everything is done then."""
        begun = self.done
        for number in range(first, first + count):
            smaller = self.about.sizes[:-1] if number < plan.growth_pairs else []
            self.rounds.renew([*smaller, self.about.sizes[-1]])
            self.one_pair(plan, number, self.about.sizes[-1], plan.rounds, scored=True)
            for size in smaller:
                self.one_pair(plan, number, size, GROWTH_ROUNDS, scored=False)
            self.done = begun + (share - begun) * (number - first + 1) / count
            self.on_progress(self.done)

    def one_pair(self, plan: Plan, number: int, size: int, rounds: int, *, scored: bool) -> None:
        """All rounds of one pair at one size, after one call of each that does not count."""
        times: dict[str, list[float]] = defaultdict(list)
        found: dict[str, list[float]] = defaultdict(list)
        for place in range(-1, rounds):
            arguments = self.rounds.arguments(size)
            wire = self.rounds.call(self.field.bench, "echo", arguments, size, probe=True)[0]
            seconds = self.rounds.one_round(arguments, size, swapped=bool((place + number) % 2))
            for name in self._others_now(plan, number, place, scored=scored):
                seconds[name], _ = self.rounds.call(self.field.bench, name, arguments, size, probe=True)
            if place < 0:
                continue
            net = {name: max(taken - wire, LEAST_OWN * taken) for name, taken in seconds.items()}
            for name, taken in net.items():
                times[name].append(taken)
                if name != "reference":
                    found[name].append(taken / net["reference"])
        for name, calls in times.items():
            self.times[name, size].append(calls)
        if scored:
            for name, values in found.items():
                self.ratios[name].append(values)

    def _others_now(self, plan: Plan, number: int, place: int, *, scored: bool) -> list[str]:
        """Whose turn it is in this round."""
        if not scored:
            return list(self.about.others)
        index = (number % plan.pairs) + plan.pairs * place  # round 0 of every pair first, then round 1 ...
        return [name for name, count in plan.others.items() if place >= 0 and number < plan.pairs and index < count]

    def speed(self, found: Ratio, plan: Plan) -> Speed:
        growth = {}
        for name in ("submission", "reference", *self.about.others):
            seconds = [self._seconds(name, size) for size in self.about.sizes]
            growth[name] = Growth(seconds=tuple(seconds), slope=ratios.slope(self.about.sizes, seconds))
        return Speed(
            verdict=ratios.pace(found),
            ratio=found.ratio,
            low=found.low,
            high=found.high,
            others={name: ratios.ratio(self.ratios[name]) for name in self.about.others},
            growth=growth,
            pairs=len(self.ratios["submission"]),
            rounds=plan.rounds,
        )

    def _seconds(self, name: str, size: int) -> float:
        """The median over pairs of the fastest call in each: what disturbs a call only ever adds to it."""
        return statistics.median(min(pair) for pair in self.times[name, size])


def _named(speed: Speed, about: About) -> Speed:
    titles = {"submission": "yours", "reference": "reference", **about.others}
    return msgspec.structs.replace(speed, function=about.function, unit=about.unit, sizes=tuple(about.sizes), titles=titles)


@contextlib.contextmanager
def _without_garbage() -> Iterator[None]:
    """No collection of garbage in the judge while its clock runs."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
